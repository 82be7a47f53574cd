package scan

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/invoer/invoer/extractors/media"
)

var wholeCases = map[string]struct {
	body string
	want bool
}{
	"nothing":                     {"", false},
	"a PDF with its end":          {pdf(1), true},
	"a PDF and a line behind it":  {pdf(1) + "\r\n\x00", true},
	"a PDF that was cut":          {pdf(1)[:30], false},
	"a JPEG with its end":         {"\xff\xd8\xff\xe0\x00\x10JFIF\x00....\xff\xd9", true},
	"a JPEG that was cut":         {"\xff\xd8\xff\xe0\x00\x10JFIF\x00....", false},
	"a PNG that was cut":          {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", false},
	"a PNG with its end":          {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR....IEND\xaeB`\x82", true},
	"a TIFF whose page is behind": {"II*\x00\xff\x00\x00\x00....", false},
	"a TIFF with its page":        {"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00", true},
	"a TIFF of Motorola":          {"MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00", true},
	"an XML that was cut":         {"<?xml version=\"1.0\"?><Invoice><ID>1", false},
	"an XML with its end":         {"<?xml version=\"1.0\"?><Invoice/>\n", true},
	"what has no end to tell":     {"just words", true},
}

func TestWhole(t *testing.T) {
	t.Parallel()
	for name, c := range wholeCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(c.body), 0o600); err != nil {
				t.Fatal(err)
			}
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if got := whole(file, int64(len(c.body))) == nil; got != c.want {
				t.Errorf("whole(%q) = %v, want %v", c.body, got, c.want)
			}
		})
	}
}

func FuzzEnded(f *testing.F) {
	for _, c := range wholeCases {
		f.Add([]byte(c.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		size := int64(len(body))
		ended(body, body, size)
		if end := append(bytes.Clone(body), "%%EOF"...); media.Sniff(end, "") == media.PDF && !ended(end, end, size+5) {
			t.Errorf("%q has its end and is not whole", end)
		}
	})
}
