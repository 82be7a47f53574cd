package unpack

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/extractors/media"
)

// hung is a message that is an invoice itself, with pictures that its HTML calls.
func hung(html string, pictures ...[]byte) string {
	m := "From: a@b.test\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n"
	for i, p := range pictures {
		m += fmt.Sprintf("--r\r\nContent-Type: image/png\r\nContent-ID: <p%d@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", i, base64.StdEncoding.EncodeToString(p))
	}
	return m + "--r--\r\n"
}

// drawn is a picture of so many bytes.
func drawn(n int) []byte {
	return append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte{7}, n)...)
}

const invoiceText = "<h1>Factuur 12</h1><p>Totaal 121,00</p><p>BTW 21,00</p>"

// An invoice that is the message itself has its message's own pictures in it,
// however often it shows them, within limits; a photo is still a document.
func TestPicturesOfAnInvoiceInHTML(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		message string
		want    []string // the parts
		shown   int      // pictures in the page
		left    int      // calls that stay as they are
	}{
		"a logo, shown twice, once escaped":     {hung(invoiceText+`<img src="cid:p0@x"><img src='CID:p0%40x'>`, drawn(300)), []string{"image/png signature-image", "text/html"}, 2, 0},
		"a banner that is larger than a logo":   {hung(invoiceText+`<img src="cid:p0@x">`, drawn(mostLogo+5000)), []string{"image/png signature-image", "text/html"}, 1, 0},
		"a photo of a page":                     {hung(invoiceText+`<img src="cid:p0@x">`, drawn(mostShown+5000)), []string{"image/png", "text/html body-text"}, 0, 0},
		"a banner in a text that is no invoice": {hung(`<p>Dag</p><img src="cid:p0@x">`, drawn(mostLogo+5000)), []string{"image/png", "text/html body-text"}, 0, 0},
		"a picture that is nowhere":             {hung(invoiceText+`<img src="cid:other@x">`, drawn(300)), []string{"image/png signature-image", "text/html"}, 0, 1},
		"a small one shown a thousand times":    {hung(invoiceText+strings.Repeat(`<img src="cid:p0@x">`, 1000), drawn(15000)), []string{"image/png signature-image", "text/html"}, mostDrawn / base64.StdEncoding.EncodedLen(15016), 1000 - mostDrawn/base64.StdEncoding.EncodedLen(15016)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var parts []string
			page := ""
			for p := range Open(t.Context(), media.Message, int64(len(c.message)), strings.NewReader(c.message), Limits{}) {
				parts = append(parts, strings.TrimSpace(p.Media+" "+p.Skipped.Code))
				if p.Body == nil {
					continue
				}
				body, err := io.ReadAll(p.Body)
				if err != nil {
					t.Fatal(err)
				}
				if p.Media == media.HTML {
					page = string(body)
				}
			}
			if diff := cmp.Diff(c.want, parts); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
			if shown, left := strings.Count(page, "data:image/png;base64,iVBOR"), strings.Count(strings.ToLower(page), "cid:"); shown != c.shown || left != c.left {
				t.Errorf("%d pictures are shown and %d are left, want %d and %d", shown, left, c.shown, c.left)
			}
		})
	}
}
