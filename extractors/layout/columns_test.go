package layout

import (
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// TestLinesThatRunIntoTheNextColumn: a long line of an address reaches the block
// beside it; a word of a text that happens to begin below a column is no column.
func TestLinesThatRunIntoTheNextColumn(t *testing.T) {
	t.Parallel()
	var words []invoer.Word
	add := func(y float64, placed ...any) {
		for i := 0; i < len(placed); i += 2 {
			words = append(words, word(placed[i+1].(string), placed[i].(float64), y))
		}
	}
	add(100, 40.0, "Quantfold", 87.0, "Limited", 200.0, "Bill", 222.0, "to")
	add(112, 40.0, "6th", 57.0, "Floor,", 90.0, "2", 97.0, "Grand", 124.0, "Canal", 151.0, "SquareSix", 200.0, "Studio", 232.0, "bv")
	add(124, 40.0, "Dublin", 200.0, "Steenweg", 242.0, "10")
	add(300, 40.0, "A", 200.0, "total")
	add(340, 40.0, "words", 67.0, "of", 79.0, "a", 86.0, "long", 108.0, "sentence", 150.0, "that", 172.0, "runs,", 200.0, "here")
	got := texts(Arrange(invoer.Page{Width: 595, Height: 842, Words: words}, 1))
	want := []string{
		"Quantfold Limited | Bill to", "6th Floor, 2 Grand Canal SquareSix | Studio bv", "Dublin | Steenweg 10",
		"A | total", "words of a long sentence that runs, here",
	}
	if !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
}
