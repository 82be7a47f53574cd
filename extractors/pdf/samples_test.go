package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// objects writes a PDF of objects, the catalog first. It has no table of
// places: every reader rebuilds it.
func objects(objects ...string) []byte {
	out := []byte("%PDF-1.5\n")
	for i, object := range objects {
		out = fmt.Appendf(out, "%d 0 obj%s\nendobj\n", i+1, object)
	}
	return append(out, "trailer<</Root 1 0 R>>\n%%EOF\n"...)
}

func stream(head, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", head, len(content), content)
}

const (
	catalogObject  = "<</Type/Catalog/Pages 2 0 R>>"
	pageTreeObject = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	pageObject     = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>"
	fontObject     = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
)

// onePage is a page with a drawing that may use the font F and the picture I.
func onePage(drawing string) []byte {
	return objects(catalogObject, pageTreeObject, pageObject, stream("", drawing), fontObject, scanned())
}

// scanned is a picture that looks written on: short strokes in rows.
func scanned() string {
	const w, h = 420, 594
	pixels := bytes.Repeat([]byte{255}, w*h)
	for y := range h {
		for x := range w {
			if y%16 < 9 && (x*7+y*3)%11 < 4 {
				pixels[y*w+x] = 0
			}
		}
	}
	return stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8", w, h), string(pixels))
}

const pictureOnPage = "q 595 0 0 842 0 0 cm /I Do Q "

// printed draws lines; how is what stands before them, such as a colour.
func printed(how string, lines ...string) string {
	return "BT " + how + " /F 11 Tf 15 TL 60 790 Td (" + strings.Join(lines, ") Tj T* (") + ") Tj ET "
}

var invoiceLines = []string{
	"Bakkerij De Proef BV, Grote Markt 1, 9000 Gent", "Factuur nummer 2026-118 van 12 maart 2026",
	"Levering van brood en banket voor de maand februari", "Gelieve het totaal te betalen binnen dertig dagen na ontvangst",
	"Te betalen: 121,00 EUR op rekening BE68 5390 0754 7034",
}

// qpdf has another program change a PDF.
func qpdf(t testing.TB, file []byte, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("qpdf", append(append([]string{"--warning-exit-0", in}, args...), out)...).CombinedOutput()
	if err != nil {
		t.Fatalf("qpdf %v: %v\n%s", args, err, said)
	}
	changed, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// codeOf is the code of an unreadable file, and empty for no error.
func codeOf(t testing.TB, err error) invoer.Code {
	t.Helper()
	if err == nil {
		return ""
	}
	if !errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("got %v, want an unreadable file", err)
	}
	code, _ := invoer.CodeOf(err)
	return code
}
