package portal

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// A page whose text lies on its side in the original is shown as it was read:
// upright, with the words in their boxes.
func TestSidewaysTextIsShownUpright(t *testing.T) {
	house := openHouse(t)
	who := house.identity(accountant)
	house.deliver(who, house.client, "sideways.pdf", sidewaysPDF())
	doc, err := house.store.Document(t.Context(), who, house.settled(1)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	page := doc.Pages[0]
	if page.Reader != "text" || page.Upright != 90 || page.Width < page.Height {
		t.Fatalf("the page was read by %q, turned by %d to %.0f by %.0f points, want by text, turned by 90 to lie", page.Reader, page.Upright, page.Width, page.Height)
	}
	picture, err := house.server.Picture(t.Context(), who, page.File, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(picture.Data))
	if err != nil {
		t.Fatal(err)
	}
	if size.Width <= size.Height {
		t.Errorf("the picture has %d by %d pixels, want it to lie as the page does", size.Width, size.Height)
	}
	words, err := house.store.Words(t.Context(), who, page.File, 1)
	if err != nil {
		t.Fatal(err)
	}
	var box invoer.Box
	for _, w := range words {
		if w.Text == "Vervaldatum" {
			box = w.Box
		}
	}
	const round = 3 // points
	again, err := house.server.Region(t.Context(), who, page.File, 1, invoer.Box{X0: box.X0 - round, Y0: box.Y0 - round, X1: box.X1 + round, Y1: box.Y1 + round})
	if err != nil {
		t.Fatal(err)
	}
	if len(again) != 1 || again[0].Text != "Vervaldatum" {
		t.Errorf("the box of %q was read as %+v", "Vervaldatum", again)
	}
}

// sidewaysPDF is an invoice on A4 whose lines run up the page.
func sidewaysPDF() []byte {
	var lines strings.Builder
	for i, line := range []string{
		"Bakkerij De Korenbloem bv", "Kerkstraat 12, 9000 Gent", "BTW BE 0403.170.701", "Factuur 2026-0117", "Factuurdatum 12/11/2026",
		"Vervaldatum 12/12/2026", "Brood en gebak volgens bestelling van november 100,00", "Totaal exclusief btw 100,00", "Btw 21 % 21,00", "Te betalen EUR 121,00",
	} {
		fmt.Fprintf(&lines, "BT /F 14 Tf 0 1 -1 0 %d 60 Tm (%s) Tj ET\n", 60+28*i, line)
	}
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n"+
		"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n5 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n",
		lines.Len(), lines.String())
}
