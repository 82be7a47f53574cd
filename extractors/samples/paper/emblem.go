package paper

import (
	"fmt"
	"strings"
)

// strokes draw capital letters on a field four wide and six high, from its top
// left corner: lines are apart by a space, their corners are two digits each.
var strokes = map[rune]string{
	'A': "062046 1434", 'B': "06003041423303 3344453606", 'C': "41301001051636 3645", 'D': "06003041453606", 'E': "40000646 0333", 'F': "400006 0333",
	'G': "41301001051636454323", 'H': "0006 4046 0343", 'I': "2026", 'J': "4045361605", 'K': "0006 4003 0346", 'L': "000646", 'M': "0600234046",
	'N': "06004640", 'O': "103041453616050110", 'P': "06003041423303", 'Q': "103041453616050110 2446", 'R': "06003041423303 2346", 'S': "4130100102134445361605",
	'T': "0040 2026", 'U': "000516364540", 'V': "002640", 'W': "0016233640", 'X': "0046 4006", 'Y': "002340 2326", 'Z': "00400646", '&': "4611112031120405163644",
}

// OutlinedWidth is that of a text as lines.
func OutlinedWidth(f Font, text string) float64 {
	return float64(len(drawable(text))) * 5.6 * f.Size / 8
}

// Outlined draws a text as lines, so that it can be seen and not copied: what a
// logo is. The baseline is at y; accents are left out.
func (s *Sheet) Outlined(x, y float64, f Font, c Colour, text string) {
	unit := f.Size / 8
	fmt.Fprintf(&s.ops, "%.3f %.3f %.3f RG %.2f w 1 J 1 j\n", c[0], c[1], c[2], unit*1.1)
	for _, r := range strings.ToUpper(drawable(text)) {
		for _, line := range strings.Fields(strokes[r]) {
			s.polyline(x, y-6*unit, unit, line)
		}
		x += 5.6 * unit
	}
	s.ops.WriteString("0 J 0 j\n")
}

// polyline draws a line through corners.
func (s *Sheet) polyline(x, y, unit float64, corners string) {
	move := "m"
	for i := 0; i+1 < len(corners); i += 2 {
		fmt.Fprintf(&s.ops, "%.2f %.2f %s ", x+float64(corners[i]-'0')*unit, s.Height-(y+float64(corners[i+1]-'0')*unit), move)
		move = "l"
	}
	s.ops.WriteString("S\n")
}

// drawable are the letters of a text that there are strokes for, and spaces.
func drawable(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || strings.ContainsRune("-& ", r) {
			return r
		}
		return -1
	}, Plain(strings.ToLower(text)))
}

var accents = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ç", "c", "ü", "u", "ö", "o", "ä", "a", "ô", "o", "É", "e", "ß", "ss")

// Plain takes the accents from the letters of our languages.
func Plain(text string) string { return accents.Replace(text) }
