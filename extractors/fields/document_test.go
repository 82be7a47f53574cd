package fields

import (
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// lay makes a document of lines as a typewriter would; two spaces and more are
// a gap between cells.
func lay(lines ...string) *Document {
	page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "text"}
	for i, line := range lines {
		y := 40 + 16*float64(i)
		column := 0
		for word := range strings.SplitSeq(line, " ") {
			width := float64(len([]rune(word)))
			if word != "" {
				x := 40 + 5*float64(column)
				page.Words = append(page.Words, invoer.Word{Text: word, Box: invoer.Box{X0: x, Y0: y, X1: x + 5*width - 1, Y1: y + 8}, Confidence: 99})
			}
			column += int(width) + 1
		}
	}
	return Open([]invoer.Page{page})
}

// TestWhatIsLookedAtIsBounded: of a page with very many words the first are
// looked at, and of pages after that none.
func TestWhatIsLookedAtIsBounded(t *testing.T) {
	t.Parallel()
	page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "ocr"}
	for i := range mostWords + 5_000 {
		x, y := float64(i%50)*12, float64(i/50)*9
		page.Words = append(page.Words, invoer.Word{Text: "bv", Box: invoer.Box{X0: x, Y0: y, X1: x + 10, Y1: y + 6}})
	}
	doc := Open([]invoer.Page{page, page})
	words := 0
	for _, cell := range doc.Cells {
		words += len(cell.Words)
	}
	if len(doc.Pages) != 1 || words == 0 || words > mostWords {
		t.Errorf("%d words of %d pages are looked at, want at most %d of one", words, len(doc.Pages), mostWords)
	}
}
