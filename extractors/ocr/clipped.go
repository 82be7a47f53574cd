package ocr

import (
	"image"
	"regexp"
	"strings"
)

// amountEnd is a word that ends as amounts do.
var amountEnd = regexp.MustCompile(`^\d[\d.,]*[.,]\d\d$`)

// wholeAmount is an amount with its thousands: groups of three digits behind the
// first one, which a sign or a space parts.
var wholeAmount = regexp.MustCompile(`^[€$£(+-]{0,2}\d{1,3}(?:[.,' ]\d{3})+[.,]\d\d$`)

// Ink and how far from a word it is looked for, in heights of the word.
const (
	ink       = 140 // and darker, on a page that was made ready
	farthest  = 4.0 // to the left of the word
	space     = 0.7 // between two pieces of one number
	leastInk  = 0.04
	ruleReach = 0.4 // above and below the word, from which on ink is a rule
)

// clipped gives for each word that ends like an amount where its number begins,
// as far as ink goes on to its left that is in no word: sparse reading loses the
// thousands of numbers in wide letters ("906,64" of "2.906,64"). It is the word's
// own beginning where nothing is lost.
func clipped(page *image.Gray, words []Word, i int) int {
	w := words[i]
	if !amountEnd.MatchString(w.Text) {
		return w.Box.Min.X
	}
	height := w.Box.Dy()
	begin, blank := w.Box.Min.X, 0
	last := max(edgeBefore(words, w.Box), w.Box.Min.X-int(farthest*float64(height)))
	for x := w.Box.Min.X - 1; x >= last; x-- {
		if ruled(page, w.Box, x) {
			break
		}
		if !inked(page, w.Box, x) {
			if blank++; float64(blank) > space*float64(height) {
				break
			}
			continue
		}
		begin, blank = x, 0
	}
	lost := image.Rect(begin, w.Box.Min.Y, w.Box.Min.X-edge, w.Box.Max.Y)
	if lost.Dx() < height/6 || float64(dark(page, lost)) < leastInk*float64(height*height) {
		return w.Box.Min.X
	}
	return begin
}

// edgeBefore is where the last word ends that begins before a box on its line, and
// the page's edge where none does.
func edgeBefore(words []Word, box image.Rectangle) int {
	ends := 0
	for _, w := range words {
		if w.Box.Min.X < box.Min.X && w.Box.Min.Y < box.Max.Y && w.Box.Max.Y > box.Min.Y {
			ends = max(ends, w.Box.Max.X)
		}
	}
	return ends
}

// ruled tells whether the ink of a column goes on above and below a box.
func ruled(page *image.Gray, box image.Rectangle, x int) bool {
	reach := int(ruleReach * float64(box.Dy()))
	column := image.Rect(x, box.Min.Y-reach, x+1, box.Max.Y+reach).Intersect(page.Rect)
	return dark(page, column) > column.Dy()*9/10
}

func inked(page *image.Gray, box image.Rectangle, x int) bool {
	return dark(page, image.Rect(x, box.Min.Y, x+1, box.Max.Y)) > 0
}

// dark counts the pixels with ink.
func dark(page *image.Gray, box image.Rectangle) int {
	box = box.Intersect(page.Rect)
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for _, v := range page.Pix[page.PixOffset(box.Min.X, y):][:box.Dx()] {
			if v < ink {
				n++
			}
		}
	}
	return n
}

// unsigned is the most confidence in an amount whose thousands no sign joins.
const unsigned = 60

// spoken is the text of words with a space between two.
func spoken(words []Word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return joinedSigns.Replace(strings.Join(texts, " "))
}

// joinedSigns takes away the space that stands behind a sign within a number.
var joinedSigns = strings.NewReplacer(". ", ".", ", ", ",")

// restore reads the amounts of which the first reading lost the beginning once
// more, in one piece, and takes what goes on to the same end.
func (p *Pair) restore(page *image.Gray, words []Word) error {
	const most = 12 // of a page: more have rules or a picture beside them
	for i, n := 0, 0; i < len(words) && n < most; i++ {
		w := &words[i]
		begin := clipped(page, words, i)
		if begin == w.Box.Min.X {
			continue
		}
		n++
		box := image.Rect(begin, w.Box.Min.Y, w.Box.Max.X, w.Box.Max.Y).Inset(-edge).Intersect(page.Rect)
		piece, _ := framed(page, box)
		read, err := p.others.Read(piece, Line)
		if err != nil {
			return err
		}
		whole := spoken(read)
		if whole == w.Text || !strings.HasSuffix(whole, w.Text) || !wholeAmount.MatchString(whole) {
			continue
		}
		w.Text, w.Confidence, w.Box.Min.X = whole, min(w.Confidence, mean(read)), begin
		if strings.Contains(whole, " ") {
			w.Confidence = min(w.Confidence, unsigned) // a number of pieces may stand before it
		}
	}
	return nil
}
