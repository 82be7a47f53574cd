package ocr

import (
	"image"
	"testing"
)

// TestAmountsThatLostTheirBeginning: the thousands of "2.906,64" that sparse reading
// left out are read, and what is another word, a rule or nothing is left alone.
func TestAmountsThatLostTheirBeginning(t *testing.T) {
	t.Parallel()
	pair, err := OpenPair(languages, "")
	if err != nil {
		t.Fatal(err)
	}
	defer pair.Close()
	page := typed(t, "2.906,64")
	part := image.Rect(20+2*24-1, 14, 20+8*24, 54) // from its third letter on
	other := image.Rect(18, 14, 20+2*24-4, 54)
	ruledPage := typed(t, "  906,64")
	for y := range ruledPage.Rect.Dy() {
		for x := 40; x < 44; x++ {
			ruledPage.Pix[ruledPage.PixOffset(x, y)] = 0
		}
	}
	for name, c := range map[string]struct {
		page  *image.Gray
		words []Word
		want  string
	}{
		"lost":                {page, []Word{{Text: "906,64", Box: part, Confidence: 90}}, "2.906,64"},
		"another word's":      {page, []Word{{Text: "906,64", Box: part, Confidence: 90}, {Text: "2.", Box: other, Confidence: 60}}, "906,64"},
		"no amount":           {page, []Word{{Text: "90664", Box: part, Confidence: 90}}, "90664"},
		"nothing is lost":     {typed(t, "  906,64"), []Word{{Text: "906,64", Box: part, Confidence: 90}}, "906,64"},
		"a rule beside it":    {ruledPage, []Word{{Text: "906,64", Box: part, Confidence: 90}}, "906,64"},
		"read in another way": {page, []Word{{Text: "906,54", Box: part, Confidence: 90}}, "906,54"},
	} {
		if err := pair.restore(c.page, c.words); err != nil {
			t.Fatal(err)
		}
		if got := c.words[0]; got.Text != c.want {
			t.Errorf("%s: %q, want %q", name, got.Text, c.want)
		} else if c.want == "2.906,64" && (got.Box.Min.X > 24 || got.Box.Max != part.Max) {
			t.Errorf("%s: at %v, want from its first letter on", name, got.Box)
		}
	}
}
