package ocr

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What Tesseract claims of a word from which on it is not read again: of
// words with less, every second to fourth is wrong.
const sure = 85

// longest is how many letters a word has at most: a row of dots or dashes is
// read as a hundred of them, and takes a second to be read again.
const longest = 30

// A reviewer knows how high the letters of a page are: what is much lower or
// higher is a rule or a picture.
type reviewer struct{ low, usual, high int }

func reviewerOf(words []Word) reviewer {
	var heights []int
	for _, w := range words {
		if w.Confidence >= sure {
			heights = append(heights, w.Box.Dy())
		}
	}
	if len(heights) == 0 {
		return reviewer{} // nothing on it can be read: it would not get better
	}
	slices.Sort(heights)
	usual := heights[len(heights)/2]
	return reviewer{usual / 2, usual, 3 * usual}
}

// doubts tells whether a word is worth another reading.
func (r reviewer) doubts(w Word) bool {
	height := w.Box.Dy()
	return w.Confidence < sure && len(w.Text) <= longest &&
		height >= r.low && height <= r.high && strings.IndexFunc(w.Text, legible) >= 0
}

// tall tells whether a run may be in letters of double height, in which tills
// print totals and change: as wide as others, so that Tesseract, whose models
// know letters as type has them, takes two for one.
func (r reviewer) tall(run []Word) bool {
	return 5*around(run).Inset(edge).Dy() >= 8*r.usual
}

// mostAgain is how many letters of a page are read again: some two seconds of
// work. A page of which more is doubtful, as a copy of a pale copy, would take
// so long that nothing of it is read in the end.
const mostAgain = 300

// chosen are the doubtful runs that are read again: those with digits first,
// by which documents are booked and known.
func (r reviewer) chosen(runs [][]Word) []bool {
	chosen := make([]bool, len(runs))
	left := mostAgain
	for _, digits := range []bool{true, false} {
		for i, run := range runs {
			text, letters := joined(run), utf8.RuneCountInString(joined(run))
			if !r.doubts(run[0]) || strings.ContainsFunc(text, unicode.IsDigit) != digits || letters > left {
				continue
			}
			chosen[i], left = true, left-letters
		}
	}
	return chosen
}

func legible(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// runs cuts words into runs that are doubtful and stand beside each other on a
// line, and what is between them.
func (r reviewer) runs(words []Word) [][]Word {
	var cut [][]Word
	for i, w := range words {
		doubted := r.doubts(w)
		if i > 0 && doubted == r.doubts(words[i-1]) && (!doubted || beside(words[i-1].Box, w.Box)) {
			cut[len(cut)-1] = append(cut[len(cut)-1], w)
			continue
		}
		cut = append(cut, []Word{w})
	}
	return cut
}

// beside tells whether b follows a on its line, no further away than twice the
// height of the line.
func beside(a, b image.Rectangle) bool {
	height := max(a.Dy(), b.Dy())
	overlap := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y)
	return 2*overlap > min(a.Dy(), b.Dy()) && b.Min.X >= a.Min.X && b.Min.X-a.Max.X < 2*height
}

// around is the box of a run, with the edges of its letters.
func around(run []Word) image.Rectangle {
	box := run[0].Box
	for _, w := range run[1:] {
		box = box.Union(w.Box)
	}
	return box.Inset(-edge)
}

// How far in pixels grey edges of letters reach, and what paper looks like on a
// page that was made ready.
const (
	edge  = 3
	paper = 240
)

// framed is a piece of a page on paper of its own, so that nothing of what
// stands beside it is read with it.
func framed(page *image.Gray, box image.Rectangle) (piece *image.Gray, margin image.Point) {
	margin = image.Pt(box.Dy()/3, box.Dy()/4)
	piece = image.NewGray(image.Rect(0, 0, box.Dx()+2*margin.X, box.Dy()+2*margin.Y))
	for i := range piece.Pix {
		piece.Pix[i] = paper
	}
	for y := range box.Dy() {
		copy(piece.Pix[piece.PixOffset(margin.X, margin.Y+y):], page.Pix[page.PixOffset(box.Min.X, box.Min.Y+y):][:box.Dx()])
	}
	return piece, margin
}

// halved is a piece at half its height.
func halved(piece *image.Gray) *image.Gray {
	low := image.NewGray(image.Rect(0, 0, piece.Rect.Dx(), piece.Rect.Dy()/2))
	for y := range low.Rect.Dy() {
		upper, lower := piece.Pix[2*y*piece.Stride:], piece.Pix[(2*y+1)*piece.Stride:]
		for x := range low.Rect.Dx() {
			low.Pix[y*low.Stride+x] = byte((int(upper[x]) + int(lower[x])) / 2)
		}
	}
	return low
}

// doubled puts words of a halved piece where they are in the whole one.
func doubled(words []Word) []Word {
	for i := range words {
		words[i].Box.Min.Y *= 2
		words[i].Box.Max.Y *= 2
	}
	return words
}

// merge makes one reading of two of the same run. Where both have as many
// words they are compared word by word, else the better one is taken whole.
func merge(first, second []Word) []Word {
	if len(first) == len(second) {
		for i := range first {
			first[i] = settled(first[i], second[i])
		}
		return first
	}
	if joined(first) == joined(second) {
		return first // they differ in where the spaces are
	}
	if mean(second) > mean(first) {
		return second
	}
	return first
}

// settled is what two readings say of one word. Two models that agree are
// right 19 times in 20 even where each doubts by itself; where they differ the
// one that is surer is right less often than it claims.
func settled(a, b Word) Word {
	if a.Text == b.Text {
		a.Confidence = max(a.Confidence, b.Confidence, agreed)
		return a
	}
	if b.Confidence > a.Confidence {
		a, b = b, a
	}
	a.Alternative = b.Text
	return a
}

const agreed = 92

func joined(words []Word) string {
	var text strings.Builder
	for _, w := range words {
		text.WriteString(w.Text)
	}
	return text.String()
}

func mean(words []Word) float64 {
	if len(words) == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range words {
		sum += w.Confidence
	}
	return sum / float64(len(words))
}
