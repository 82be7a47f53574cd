package paper

import (
	_ "embed"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// A Font is one of the fonts that every PDF reader has (ISO 32000-1 §9.6.2.2).
type Font struct {
	Family  string // sans, serif or mono
	Bold    bool
	Slanted bool
	Size    float64 // points
	Stretch float64 // 1 is the font's own width
}

// widthsJSON has the widths of the letters of the standard fonts, codes 32 to
// 255 of Windows code page 1252, in thousandths of their size. They are from
// Adobe's font metrics, which may be used and copied for any purpose.
//
//go:embed widths.json
var widthsJSON []byte

var widths = func() map[string][]float64 {
	var all map[string][]float64
	if err := json.Unmarshal(widthsJSON, &all); err != nil {
		panic(err) // it is part of the program
	}
	return all
}()

// monoWidth is that of every letter of Courier.
const monoWidth = 600

// names are the PDF names of a family: plain, bold, slanted, both.
var fontNames = map[string][4]string{
	"sans":  {"Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"},
	"serif": {"Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"},
	"mono":  {"Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"},
}

func (f Font) name() string {
	i := 0
	if f.Bold {
		i++
	}
	if f.Slanted {
		i += 2
	}
	return fontNames[f.Family][i]
}

// widthsOf has the table of a font; a slanted Helvetica is as wide as an
// upright one.
func (f Font) widthsOf() []float64 {
	if f.Family == "sans" {
		f.Slanted = false
	}
	return widths[f.name()]
}

// Width is that of a text in points.
func (f Font) Width(text string) float64 {
	sum := 0.0
	table := f.widthsOf()
	for _, code := range encoded(text) {
		switch {
		case f.Family == "mono":
			sum += monoWidth
		case code >= 32:
			sum += table[code-32]
		}
	}
	return sum / 1000 * f.Size * f.Stretch
}

// Bolder is the same font in bold.
func (f Font) Bolder() Font { f.Bold = true; return f }

// Scaled is the same font k times as large.
func (f Font) Scaled(k float64) Font { f.Size *= k; return f }

// special are the letters of Windows code page 1252 that stand elsewhere in
// Unicode, from code 128 on; a space is a code that has none.
const special = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

// encoded is a text in Windows code page 1252, as the standard fonts take it.
// Letters that it lacks become question marks.
func encoded(text string) []byte {
	var out []byte
	for _, r := range text {
		out = append(out, code(r))
	}
	return out
}

func code(r rune) byte {
	if r < 0x80 || r >= 0xa0 && r <= 0xff {
		return byte(r)
	}
	at := strings.IndexRune(special, r)
	if at < 0 {
		return '?'
	}
	return byte(0x80 + utf8.RuneCountInString(special[:at]))
}
