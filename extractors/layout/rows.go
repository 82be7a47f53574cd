package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// A band is a row while it grows from left to right: its last word says where
// the next one may stand, so that a page that is a little askew keeps its rows.
type band struct {
	words []invoer.Word
	last  invoer.Box
	loose bool // that is too high, as a rule or dirt was read with it
}

// pitch is the height in points of the strips in which bands are looked up. It
// bounds the work on pages of very many words.
const pitch = 12.0

// rows groups words that stand beside each other.
func rows(words []invoer.Word) [][]invoer.Word {
	sorted := slices.DeleteFunc(slices.Clone(words), unusable)
	slices.SortStableFunc(sorted, func(a, b invoer.Word) int { return cmp.Compare(a.Box.X0, b.Box.X0) })
	most := stretch * usualLook(sorted)
	strips := map[int][]*band{}
	var bands []*band
	for _, w := range sorted {
		loose := look(w) > most
		if b := hung(strips, w); b != nil {
			b.words = append(b.words, w)
			b.last.X1 = max(b.last.X1, w.Box.X1) // a mark says nothing of the height of its line
			continue
		}
		b := host(strips, w.Box, loose)
		if b == nil {
			b = &band{}
			bands = append(bands, b)
		}
		b.words = append(b.words, w)
		last := w.Box
		if loose && len(b.words) > 1 && !flat(b.last) {
			last.Y0, last.Y1, loose = b.last.Y0, b.last.Y1, b.loose
		}
		if len(b.words) == 1 || strip(b.last) != strip(last) {
			strips[strip(last)] = append(strips[strip(last)], b)
		}
		b.last, b.loose = last, loose
	}
	grouped := make([][]invoer.Word, len(bands))
	for i, b := range bands {
		grouped[i] = b.words
	}
	return grouped
}

func unusable(w invoer.Word) bool {
	return strings.TrimSpace(w.Text) == "" || !(w.Box.X1 > w.Box.X0) || !(w.Box.Y1 > w.Box.Y0) ||
		math.Abs(w.Box.X0)+math.Abs(w.Box.Y0)+w.Box.X1+w.Box.Y1 > 1e6
}

func strip(b invoer.Box) int { return int(math.Floor((b.Y0 + b.Y1) / 2 / pitch)) }

// stretch is how much higher than usual a word is, for the width of its letters,
// whose box holds more than the word.
const stretch = 1.6

// look is how high a word is for the width of its letters, and 0 where it has too
// few of them to tell.
func look(w invoer.Word) float64 {
	n := utf8.RuneCountInString(w.Text)
	if n < 3 || strings.IndexFunc(w.Text, unicode.IsLetter) < 0 && strings.IndexFunc(w.Text, unicode.IsDigit) < 0 {
		return 0
	}
	return w.Box.Height() * float64(n) / w.Box.Width()
}

// usualLook is the middle one of a page; where it has too few words to tell,
// none is too high.
func usualLook(words []invoer.Word) float64 {
	var looks []float64
	for _, w := range words {
		if l := look(w); l > 0 {
			looks = append(looks, l)
		}
	}
	if len(looks) < 20 {
		return math.Inf(1)
	}
	slices.Sort(looks)
	return looks[len(looks)/2]
}

// host is the band that the next word belongs to: the one it overlaps most.
// Loose: the word's box is too high.
func host(strips map[int][]*band, box invoer.Box, loose bool) *band {
	var best *band
	most := 0.0
	for s := strip(box) - 1; s <= strip(box)+1; s++ {
		for _, b := range strips[s] {
			if share := beside(b.last, box, loose || b.loose); share > most && strip(b.last) == s {
				best, most = b, share
			}
		}
	}
	return best
}

// hung is the band whose last word a mark hangs on, as a comma that is set for
// itself does: right behind it, low, and in part below it. It is nil for words.
func hung(strips map[int][]*band, w invoer.Word) *band {
	if strings.Trim(w.Text, ",.;") != "" {
		return nil
	}
	for s := strip(w.Box) - 1; s <= strip(w.Box)+1; s++ {
		for _, b := range strips[s] {
			gap := w.Box.X0 - b.last.X1
			low := w.Box.Y0 > (b.last.Y0+b.last.Y1)/2 && w.Box.Y0 <= b.last.Y1
			if low && gap > -2 && gap < 0.8*b.last.Height() && strip(b.last) == s {
				return b
			}
		}
	}
	return nil
}

// beside is the share of the lower of two boxes' heights that they have in
// common, and 0 where they cannot stand on one line: too little in common, or
// one much higher than the other and not centred on it, or too far apart for
// the little they have in common. Of a loose one it is known that it is too high.
func beside(a, b invoer.Box, loose bool) float64 {
	low, high := min(a.Height(), b.Height()), max(a.Height(), b.Height())
	common := min(a.Y1, b.Y1) - max(a.Y0, b.Y0)
	share := common / low
	if share < 0.5 {
		return 0
	}
	offset := math.Abs(a.Y0+a.Y1-b.Y0-b.Y1) / 2
	if high > 2.2*low && offset > 0.6*low && !flat(a) && !flat(b) && !loose {
		return 0
	}
	if b.X0 < a.X0+0.3*a.Width() && b.X0 < a.X1-low {
		return 0 // one on top of the other
	}
	return share / (1 + offset/high)
}

// flat tells whether a box is that of a dash, a dot or a comma, which says
// nothing of the height of its line.
func flat(b invoer.Box) bool { return b.Height() < 4 }

// wide is how many times the height of its words a gap must have to separate
// two cells: a space between words has about 0.4 of it.
const wide = 1.15

// usualSpace is the space between words that is usual on a page, as a share of
// their height. Typewriters and till printers leave twice as much as others.
func usualSpace(rows [][]invoer.Word) float64 {
	var spaces []float64
	for _, words := range rows {
		height := typical(words)
		for i := 1; i < len(words); i++ {
			gap := (words[i].Box.X0 - words[i-1].Box.X1) / height
			if gap > 0.1 && gap < 3 && len(words[i].Text) > 1 && len(words[i-1].Text) > 1 {
				spaces = append(spaces, gap)
			}
		}
	}
	if len(spaces) < 8 {
		return 0
	}
	slices.Sort(spaces)
	return min(1.4, spaces[len(spaces)*2/5])
}

// line cuts a row of words into cells. Usual is the page's usual space.
func line(words []invoer.Word, usual float64) Line {
	var l Line
	height := typical(words)
	most := max(wide, 1.9*usual) * height
	from := 0
	for i := 1; i <= len(words); i++ {
		if i < len(words) && words[i].Box.X0-words[i-1].Box.X1 <= max(most, broadSpace(words[i-1], words[i])) {
			continue
		}
		l.Cells = append(l.Cells, cell(words[from:i]))
		l.Box = l.Box.Union(l.Cells[len(l.Cells)-1].Box)
		from = i
	}
	return l
}

// broad is how wide letters of double width are at least, for their height;
// type has 0.5 to 0.7.
const broad = 0.85

// broadSpace is the widest space between two words in letters of double width,
// as tills print names and totals; 0 where one is in other letters. The lower
// box tells the height: that of a long word on a line askew is higher.
func broadSpace(a, b invoer.Word) float64 {
	advance := min(a.Box.Width()/float64(utf8.RuneCountInString(a.Text)), b.Box.Width()/float64(utf8.RuneCountInString(b.Text)))
	if advance < broad*min(a.Box.Height(), b.Box.Height()) || min(len(a.Text), len(b.Text)) < 3 {
		return 0
	}
	return 1.8 * advance
}

// typical is the middle height of words, dashes and dots left out.
func typical(words []invoer.Word) float64 {
	heights := make([]float64, 0, len(words))
	for _, w := range words {
		if !flat(w.Box) {
			heights = append(heights, w.Box.Height())
		}
	}
	if len(heights) == 0 {
		return 8
	}
	slices.Sort(heights)
	return heights[len(heights)/2]
}

func cell(words []invoer.Word) Cell {
	c := Cell{Words: words}
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
		c.Box = c.Box.Union(w.Box)
	}
	c.Text = strings.Join(texts, " ")
	return c
}
