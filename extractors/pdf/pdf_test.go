package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

const corpus = "../../testdata/invoices"

func testEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := Start(filepath.Join(os.TempDir(), "invoer-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func open(t *testing.T, e *Engine, file []byte) *Document {
	t.Helper()
	d, err := e.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// picture is a JPEG with dark bars, as lines of writing from afar.
func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	g := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			g.SetGray(x, y, color.Gray{Y: 250})
			if y/10%3 == 0 && x/4%2 == 0 && x > w/8 && x < w*7/8 {
				g.SetGray(x, y, color.Gray{Y: 10})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, g, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func word(text string, x0, y0, x1, y1 float64) invoer.Word {
	return invoer.Word{Text: text, Box: invoer.Box{X0: x0, Y0: y0, X1: x1, Y1: y1}}
}

func written(t *testing.T, pages ...invoer.Page) []byte {
	t.Helper()
	var w Writer
	for _, p := range pages {
		if err := w.Add(p, picture(t, 620, 877), 0); err != nil {
			t.Fatal(err)
		}
	}
	file, err := w.End("Œuvre n° 1")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatWeWriteIsHiddenWhereItIsSeen(t *testing.T) {
	t.Parallel()
	want := []invoer.Word{word("Übertrag", 100, 200, 160, 212), word("€", 300.5, 400.25, 306, 412), word("č-ł", 50, 700, 80, 716)}
	d := open(t, testEngine(t), written(t, invoer.Page{Number: 1, Width: 595, Height: 842, Words: want}, invoer.Page{Number: 2, Width: 842, Height: 595}))
	if d.Pages() != 2 {
		t.Fatalf("%d pages, want 2", d.Pages())
	}
	text, err := d.Text(1)
	if err != nil {
		t.Fatal(err)
	}
	if text.Sound || len(text.Words) > 0 {
		t.Errorf("invisible words are taken for what the page shows: %v, %s", text.Words, text.Why)
	}
	if math.Abs(text.DPI-75) > 1 {
		t.Errorf("picture of %g dpi, want 75", text.DPI)
	}
	for i, w := range want {
		if i >= len(text.Hidden) {
			t.Fatalf("hidden words %v, want %v", text.Hidden, want)
		}
		got := text.Hidden[i]
		if got.Text != w.Text || far(got.Box, w.Box) > 3 {
			t.Errorf("hidden word %q at %v, want %q at %v", got.Text, got.Box, w.Text, w.Box)
		}
	}
}

// far is the largest distance between the sides of two boxes, in points. The
// height of a letter is a matter of its font and not compared.
func far(a, b invoer.Box) float64 {
	return max(math.Abs(a.X0-b.X0), math.Abs(a.X1-b.X1), math.Abs(a.Y1-b.Y1))
}

func TestSoundText(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	for name, c := range map[string]struct {
		file  string
		sound bool
	}{
		"an invoice from a program":  {"en-eu-pdf-text", true},
		"a credit note":              {"fr-credit-classic-pdf-text", true},
		"a scan":                     {"nl-hardware-store-scan", false},
		"a picture of a text":        {"fr-fr-lab-pdf-image", false},
		"a letter, nearly all words": {"nl-reminder-letter-pdf-text", true},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(corpus, c.file, "document.pdf"))
			if err != nil {
				t.Fatal(err)
			}
			text, err := open(t, e, file).Text(1)
			if err != nil {
				t.Fatal(err)
			}
			if text.Sound != c.sound || text.Sound == (text.Why != "") {
				t.Errorf("sound %v because %q, want %v", text.Sound, text.Why, c.sound)
			}
			for _, w := range text.Words {
				if w.Box.X0 < 0 || w.Box.Y0 < 0 || w.Box.X1 > text.Size.Width || w.Box.Y1 > text.Size.Height {
					t.Errorf("word %q at %v is not on the page of %v", w.Text, w.Box, text.Size)
				}
			}
		})
	}
}

func TestFilesThatDoNotOpen(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	whole := written(t, invoer.Page{Number: 1, Width: 595, Height: 842})
	for name, c := range map[string]struct {
		file []byte
		code invoer.Code
	}{
		"no PDF":        {[]byte("hello"), invoer.CodeDamaged},
		"the head only": {whole[:200], invoer.CodeDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.Open(bytes.NewReader(c.file), int64(len(c.file)))
			if code, _ := invoer.CodeOf(err); !errors.Is(err, invoer.ErrUnreadable) || code != c.code {
				t.Errorf("got %v, want code %s", err, c.code)
			}
		})
	}
	if d := open(t, e, whole); d.Pages() != 1 {
		t.Errorf("%d pages of the file after those, want 1", d.Pages())
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	var pages []invoer.Page
	for n := range 5 {
		pages = append(pages, invoer.Page{Number: n + 1, Width: 300 + 10*float64(n), Height: 400})
	}
	part, err := Cut(bytes.NewReader(written(t, pages...)), []int{4, 2})
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, testEngine(t), part)
	var got []float64
	for n := 1; n <= d.Pages(); n++ {
		size, err := d.Size(n)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, size.Width)
	}
	if diff := cmp.Diff([]float64{330, 310}, got); diff != "" {
		t.Errorf("widths of the pages (-want +got):\n%s", diff)
	}
	if _, err := Cut(strings.NewReader("no PDF"), []int{1}); !errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("cutting what is no PDF: got %v, want it unreadable", err)
	}
}

func TestTurned(t *testing.T) {
	t.Parallel()
	size := Size{Width: 200, Height: 100}
	box := invoer.Box{X0: 10, Y0: 20, X1: 30, Y1: 25}
	for turn, want := range map[int]invoer.Box{
		0: box, 90: {X0: 75, Y0: 10, X1: 80, Y1: 30}, 180: {X0: 170, Y0: 75, X1: 190, Y1: 80}, 270: {X0: 20, Y0: 170, X1: 25, Y1: 190},
	} {
		if got := turned(box, size, turn); got != want {
			t.Errorf("%v on a page of %v turned by %d: got %v, want %v", box, size, turn, got, want)
		}
	}
}

// TestLettersSetOneByOne: browsers set each letter for itself. Where such a page
// has columns far apart, more of its height than of its width has ink, and
// PDFium takes its lines for columns: it ends a line behind nearly each letter.
func TestLettersSetOneByOne(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	// Widths of Helvetica in thousandths of its size (Adobe Font Metrics).
	widths := map[rune]float64{'M': 833, 'a': 556, 't': 278, 's': 500, 'f': 278, 'v': 500, 'n': 556, '1': 556, '5': 556, '7': 556, 'k': 500, 'i': 222, 'l': 222}
	const size = 12
	var set strings.Builder
	set.WriteString("BT /F 12 Tf ")
	var want []string
	for line := range 8 {
		for _, column := range []int{40, 500} {
			fmt.Fprintf(&set, "1 0 0 1 %d %d Tm ", column, 700-line*size)
			for _, word := range []string{"Maatstaf", "11517", "kiiil"}[:1+column/500*2] {
				for _, r := range word {
					fmt.Fprintf(&set, "(%c) Tj %g 0 Td ", r, widths[r]*size/1000)
				}
				fmt.Fprintf(&set, "%g 0 Td ", 0.278*size)
				want = append(want, word)
			}
		}
	}
	set.WriteString("ET")
	text, err := open(t, e, onePage(set.String())).Text(1)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, w := range text.Words {
		words = append(words, w.Text)
	}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}
