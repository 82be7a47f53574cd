package images

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"
)

func TestDashedRulesAreErased(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ long, high, gap int }{
		"dashes":              {20, 4, 10},
		"dots":                {4, 4, 8},
		"short dashes, close": {8, 3, 4},
		"long dashes":         {40, 5, 25},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			page := blank(t, 2000, 300, 300)
			page.print("Totaal 1.210,00 EUR", 10, 200, 120, color.Black)
			before := darker(page.Gray, page.Rect)
			for x := 100; x < 1800; x += c.long + c.gap {
				page.fill(image.Rect(x, 150, x+c.long, 150+c.high), 30)
			}
			eraseDashes(page.Gray, 300)
			if got := darker(page.Gray, page.Rect); got != before {
				t.Errorf("%d pixels of ink, want the %d of the letters", got, before)
			}
		})
	}
}

func TestWritingIsNoRule(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("0", 40), strings.Repeat("8 ", 30), strings.Repeat("o", 50), strings.Repeat("ceaos ", 12),
		"BE68 5390 0754 7034 0000 2222 3333 5555", "3.5, 12.75, 8, 1.1, 130.5, 3.2, 14, 9.99, 2, 3.3, 14.5, 6, 7.8, 9", "één àâä öëï été élève réglé à Liège, généré le 3.5.2026",
	} {
		for _, points := range []float64{6, 8, 10, 14, 24} {
			page := blank(t, 2400, 200, 300)
			page.print(text, points, 20, 120, color.Black)
			before := bytes.Clone(page.Pix)
			eraseDashes(page.Gray, 300)
			if !bytes.Equal(before, page.Pix) {
				t.Errorf("%q in %g points lost ink", text, points)
			}
		}
	}
}
