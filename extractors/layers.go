package extractors

import (
	"cmp"
	"image"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/layout"
	"github.com/invoer/invoer/extractors/ocr"
	"github.com/invoer/invoer/extractors/pdf"
)

// How alike a text layer and a sample of its picture are, from 0 to 1, so that
// the layer is believed, and so that it says something else. Between the two
// the picture is read and nothing is said: either may be misread.
const (
	believed  = 0.85
	different = 0.7
)

// How much of a page is a sample: the lines on which money goes to an account,
// and some others.
const (
	sampleLines  = 5
	accountLines = 3
	amountLines  = 2
	samplePad    = 3.0 // points around a line
	fewestSigns  = 30  // letters and digits, from which on a sample tells something
	enoughSigns  = 40  // of a line: longer ones only take longer to be read
)

// layered makes a page ready whose text layer lies over a picture of the page.
// Where a sample of the picture says what the layer says, the layer is
// believed; else the picture is read, and the layer is left aside.
func (w *worker) layered(args pageArgs, text pdf.Text) (any, []byte, error) {
	gray, err := w.files.pdf.Gray(args.Page, mostDPI)
	if err != nil {
		return nil, nil, err
	}
	gray = images.Turn(gray, text.Turn)
	dpi := float64(gray.Rect.Dx()) * 72 / text.Size.Width
	found, err := w.sample(gray, dpi, text)
	if err != nil {
		return nil, nil, err
	}
	if !found.believed() {
		return w.scanned(args, leftAside{words: text.Layer, wrong: found.different()})
	}
	if text.Sound {
		s, err := w.textSheet(args.Page, text)
		return s, nil, err
	}
	return w.layerSheet(args.Page, text, found.alike, images.Prepared{Gray: gray, DPI: dpi, Width: text.Size.Width, Height: text.Size.Height})
}

// layerSheet is a page that somebody else has read, as scanners do.
func (w *worker) layerSheet(n int, text pdf.Text, alike float64, page images.Prepared) (any, []byte, error) {
	picture, media, err := images.Desk(page)
	if err != nil {
		return nil, nil, err
	}
	words := slices.Clone(text.Layer)
	for i := range words {
		words[i].Confidence = invoer.Confidence(math.Round(alike * mostOfLayer))
	}
	return Sheet{Page: invoer.Page{
		Number: n, Width: page.Width, Height: page.Height, Turn: text.Turn, Reader: readerOCR, Words: words,
		Marks: marksOn(page.Gray, page.DPI), Notes: w.files.notes(n),
	}, PictureMedia: media, Print: images.PrintOf(page.Gray)}, picture, nil
}

// mostOfLayer is the confidence in a word that another program has read.
const mostOfLayer = 95

// sample reads some lines of a page and compares them with its text layer.
func (w *worker) sample(gray *image.Gray, dpi float64, text pdf.Text) (comparison, error) {
	lines := sampled(layout.Arrange(invoer.Page{Width: text.Size.Width, Height: text.Size.Height, Words: text.Layer}, 1).Lines)
	strip, tops := montage(gray, dpi/72, lines)
	tesseract, err := w.ocr()
	if err != nil {
		return comparison{}, err
	}
	found, err := tesseract.Glance(strip, ocr.Sparse)
	if err != nil {
		return comparison{}, err
	}
	return compareLines(lines, lineTexts(found, tops)), nil
}

// sampled chooses lines: those with accounts, those with the largest amounts,
// and the first long ones of the rest.
func sampled(lines []layout.Line) []layout.Line {
	var chosen []layout.Line
	take := func(most int, weight func(layout.Line) int64) {
		rest := slices.DeleteFunc(slices.Clone(lines), func(l layout.Line) bool {
			return weight(l) <= 0 || slices.ContainsFunc(chosen, func(c layout.Line) bool { return c.Box == l.Box })
		})
		slices.SortStableFunc(rest, func(a, b layout.Line) int { return cmp.Compare(weight(b), weight(a)) })
		chosen = append(chosen, rest[:min(most, len(rest))]...)
	}
	take(accountLines, func(l layout.Line) int64 { return int64(len(belgium.Accounts(l.Text()))) })
	take(amountLines, func(l layout.Line) int64 { return slices.Max(append(printedAmounts(l.Text()), 0)) })
	take(sampleLines-len(chosen), func(l layout.Line) int64 { return int64(min(len(signs(l.Text())), enoughSigns)) })
	return chosen
}

// montage puts pieces of a page under each other, and tells where each begins.
func montage(gray *image.Gray, scale float64, lines []layout.Line) (strip *image.Gray, tops []int) {
	const gap = 16 // pixels
	var boxes []image.Rectangle
	width, height := 1, gap
	for _, l := range lines {
		box := image.Rect(int((l.Box.X0-samplePad)*scale), int((l.Box.Y0-samplePad)*scale), int((l.Box.X1+samplePad)*scale), int((l.Box.Y1+samplePad)*scale)).Intersect(gray.Rect)
		boxes, tops = append(boxes, box), append(tops, height)
		width, height = max(width, box.Dx()+2*gap), height+box.Dy()+gap
	}
	strip = image.NewGray(image.Rect(0, 0, width, height))
	for i := range strip.Pix {
		strip.Pix[i] = 255
	}
	for i, box := range boxes {
		for y := range box.Dy() {
			copy(strip.Pix[(tops[i]+y)*strip.Stride+gap:], gray.Pix[gray.PixOffset(box.Min.X, box.Min.Y+y):][:box.Dx()])
		}
	}
	return strip, tops
}

// lineTexts gathers the words that were read by the piece they are on.
func lineTexts(found []ocr.Word, tops []int) []string {
	slices.SortStableFunc(found, func(a, b ocr.Word) int { return cmp.Compare(a.Box.Min.X, b.Box.Min.X) })
	texts := make([]string, len(tops))
	for _, w := range found {
		middle := (w.Box.Min.Y + w.Box.Max.Y) / 2
		i, _ := slices.BinarySearch(tops, middle+1)
		if i > 0 {
			texts[i-1] += " " + w.Text
		}
	}
	return texts
}

// A comparison is of lines of a text layer with what was read of them.
type comparison struct {
	alike       float64 // from 0 to 1
	money, same int     // accounts and amounts in the layer, and those that were read the same
}

func (c comparison) believed() bool { return c.alike >= believed && c.same == c.money }

// different tells that the layer says something else: words, or money, of which
// a single amount may have been misread.
func (c comparison) different() bool { return c.alike < different || c.money > 1 && c.same == 0 }

// compareLines compares line by line. The line that is least alike does not
// count, as titles and logos are often not read; a sample of nearly nothing is
// neither alike nor different.
func compareLines(lines []layout.Line, read []string) comparison {
	var c comparison
	var worst, wrong, all, left int
	for i, l := range lines {
		said, seen := signs(l.Text()), signs(read[i])
		differ, longer := invoer.Edits(said, seen), max(len(said), len(seen))
		wrong, all = wrong+differ, all+longer
		if differ > worst {
			worst, left = differ, longer
		}
		for _, printed := range moneyOf(l.Text()) {
			c.money++
			if strings.Contains(string(seen), string(signs(printed))) {
				c.same++
			}
		}
	}
	if all-left < fewestSigns {
		return comparison{alike: different}
	}
	c.alike = 1 - float64(wrong-worst)/float64(all-left)
	return c
}

// moneyOf gives the accounts and amounts of a line as they are printed.
func moneyOf(line string) []string {
	printed := amountPattern.FindAllString(line, -1)
	for _, account := range belgium.Accounts(line) {
		printed = append(printed, string(account))
	}
	return printed
}

// signs are the letters and digits of a text, those that are misread for each
// other as one.
func signs(text string) []rune {
	var out []rune
	for _, r := range text {
		r = unicode.ToUpper(r)
		if alias, known := aliases[r]; known {
			r = alias
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return out
}

var aliases = map[rune]rune{'O': '0', 'I': '1', 'L': '1', '|': '1', 'S': '5', 'B': '8', 'É': 'E', 'È': 'E', 'Ë': 'E', 'À': 'A'}
