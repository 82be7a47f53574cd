package cut

import (
	"math"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// A form is what stands where above the rows of a page. The documents of one sender
// fill in one form: a new one has other numbers in the same places, and a page that
// repeats the head of its document has the same ones.
type form []placed

// A placed word has its place in points. Its text is as bare writes it.
type placed struct {
	text, digits   string
	left, right, y float64
}

// mostPlaced is how many words of a page are looked at.
const mostPlaced = 200

// formOf is that of a page, up to its first line with an amount.
func formOf(p invoer.Page, lines []layout.Line) form {
	end := upper * p.Height
	for _, line := range lines {
		if line.Box.Y0 < end && hasAmount(line.Text()) {
			end = line.Box.Y0
		}
	}
	var f form
	for _, w := range p.Words {
		if w.Box.Y1 >= end || len(f) == mostPlaced {
			continue
		}
		if text := bare(w.Text); len(text) >= leastLetters {
			f = append(f, placed{text, digitsIn(w.Text), w.Box.X0, w.Box.X1, w.Box.Y0})
		}
	}
	return f
}

func digitsIn(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// A filling tells how a page fills in the form of another one.
type filling struct {
	labels int     // words without numbers that stand in the same places on both
	share  float64 // of the words in those places
	same   int     // numbers that are the same on both
	others int     // numbers that are others
}

// again tells whether a page is in the form of the other one, surely where strict.
func (f filling) again(strict bool) bool {
	if strict {
		return f.labels >= 8 && f.share >= 0.5
	}
	return f.labels >= 5 && f.share >= 0.3
}

// A word of so many letters is compared, and a number of so many digits: a year, a
// day, the number of a document. Of words that both pages have so many are needed to
// know how they lie to each other.
const (
	leastLetters = 4
	leastDigits  = 4
	leastCommon  = 4
)

// fills compares a page with the first page of a document. How worn both are is
// known by the words that they have in common, and a number is another one where
// more of it differs than is misread.
func (f form) fills(first form) filling {
	dx, dy, ok := f.shift(first)
	if !ok {
		return filling{}
	}
	var got filling
	var numbers [][2]string
	words, letters, wrong := 0, 0, 0
	for _, w := range f {
		other, there := first.at(w, dx, dy)
		switch {
		case !there:
		case len(w.digits) < leastDigits:
			words++
			if alike(w.text, other.text) {
				got.labels++
				letters += len(w.text)
				wrong += unlike(w.text, other.text)
			}
		case len(other.digits) >= leastDigits:
			numbers = append(numbers, [2]string{w.digits, other.digits})
		}
	}
	got.share = float64(got.labels) / float64(max(words, 1))
	for _, n := range numbers {
		misread := float64(wrong*len(n[0])) / float64(max(letters, 1))
		switch apart := unlike(n[0], n[1]); {
		case float64(apart) <= misread:
			got.same++
		case apart >= 2 && float64(apart) > 1+2*misread:
			got.others++
		}
	}
	return got
}

// How many points the same sheet may lie elsewhere on the glass of a scanner, and
// how many a word may lie elsewhere then: a sheet lies askew, and what is filled in
// begins or ends in its place.
const (
	farthest = 30
	aside    = 9
	updown   = 6
)

// shift is by how much the words of a page lie elsewhere than those of another one
// that are spelt as they are.
func (f form) shift(first form) (dx, dy float64, ok bool) {
	const most = 20_000 // pairs that are compared: words of a page do not lie on top of each other
	var xs, ys []float64
	compared := 0
	for _, w := range f {
		for _, o := range first {
			x, y := w.left-o.left, w.y-o.y
			if math.Abs(x) >= farthest || math.Abs(y) >= farthest || compared == most {
				continue
			}
			compared++
			if alike(w.text, o.text) {
				xs, ys = append(xs, x), append(ys, y)
			}
		}
	}
	if len(xs) < leastCommon {
		return 0, 0, false
	}
	slices.Sort(xs)
	slices.Sort(ys)
	return xs[len(xs)/2], ys[len(ys)/2], true
}

// at is the word of a form that stands where one of another page does.
func (f form) at(w placed, dx, dy float64) (found placed, there bool) {
	nearest := math.Inf(1)
	for _, o := range f {
		down := math.Abs(w.y - dy - o.y)
		off := min(math.Abs(w.left-dx-o.left), math.Abs(w.right-dx-o.right))
		if down <= updown && off <= aside && down+off < nearest {
			found, there, nearest = o, true, down+off
		}
	}
	return found, there
}

// alike tells whether two words may be one of which a third was misread.
func alike(a, b string) bool { return near(a, b, max(len(a), len(b))/3) }

// near tells whether so many signs at most make one word of another.
func near(a, b string, most int) bool {
	return len(a)-len(b) <= most && len(b)-len(a) <= most && unlike(a, b) <= most
}

// unlike is how many signs must be read otherwise, added or left out to make one
// word of another; what is behind the longest word is not looked at.
func unlike(a, b string) int {
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	var room [longest + 1]int
	row := room[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			here := before
			if a[i] != b[j] {
				here++
			}
			before = row[j+1]
			row[j+1] = min(here, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
