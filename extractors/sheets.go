package extractors

import (
	"errors"
	"image"
	"math"
	"slices"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/ocr"
	"github.com/invoer/invoer/extractors/pdf"
)

// Where the words of a page come from.
const (
	readerText = "text"
	readerOCR  = "ocr"
)

// Bounds in pixels per inch of a drawn page that is read by OCR.
const (
	leastDPI = 150
	mostDPI  = 300
)

func (w *worker) normalise(args pageArgs) (any, []byte, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, nil, err
	}
	var left leftAside
	if w.files.pdf != nil {
		text, err := w.text(args.Page)
		if err != nil {
			return nil, nil, err
		}
		if text.Sound && len(text.Layer) == 0 {
			s, err := w.textSheet(args.Page, text)
			return s, nil, err
		}
		if len(text.Layer) > 0 {
			return w.layered(args, text)
		}
		left = leftAside{words: text.Hidden, wrong: text.Wrong}
	}
	return w.scanned(args, left)
}

// What is left aside of a text layer where the picture is read.
type leftAside struct {
	words []invoer.Word
	wrong bool // they say something else than the picture
}

// scanned makes a page ready that is read from its picture.
func (w *worker) scanned(args pageArgs, left leftAside) (any, []byte, error) {
	page, err := w.prepare(args)
	if err != nil {
		return nil, nil, err
	}
	return w.pictureSheet(args, page, left)
}

func (w *worker) textSheet(n int, t pdf.Text) (Sheet, error) {
	s := Sheet{Page: invoer.Page{
		Number: n, Width: t.Size.Width, Height: t.Size.Height, Turn: t.Turn, Reader: readerText,
		Words: listed(t.Words), Hidden: t.Hidden, Notes: w.files.notes(n),
	}, Blank: !t.Inked}
	if t.Coded {
		var err error
		if s.Page.Marks, err = w.textMarks(n, t.Turn); err != nil {
			return s, err
		}
	}
	if t.Inked {
		s.Print = images.PrintOf(images.Turn(t.Glance, t.Turn))
	}
	return s, nil
}

// listed makes an empty list of none, as words that are nil were not read.
func listed(words []invoer.Word) []invoer.Word {
	if words == nil {
		return []invoer.Word{}
	}
	return words
}

func (w *worker) pictureSheet(args pageArgs, page images.Prepared, left leftAside) (any, []byte, error) {
	picture, media, err := images.Desk(page)
	if err != nil {
		return nil, nil, err
	}
	s := Sheet{
		Page:         invoer.Page{Number: args.Page, Width: page.Width, Height: page.Height, Turn: page.Turn, Reader: readerOCR, Hidden: left.words, Notes: w.files.notes(args.Page)},
		PictureMedia: media, DPI: page.DPI, Blank: page.Blank,
	}
	if left.wrong {
		s.Page.Notes = noted(s.Page.Notes, RuleLayer)
	}
	if page.DPI < leastDPI {
		s.Page.Notes = noted(s.Page.Notes, RuleCoarse)
	}
	if page.Blank {
		s.Page.Words = []invoer.Word{}
		return s, picture, nil
	}
	s.Page.Marks, s.Print = marksOn(page.Gray, page.DPI), images.PrintOf(page.Gray)
	if s.Gray, err = w.keep(args, page); err != nil {
		return nil, nil, err
	}
	return s, picture, nil
}

// prepare gives a page of any file as a picture that can be read.
func (w *worker) prepare(args pageArgs) (images.Prepared, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return images.Prepared{}, err
	}
	most := float64(mostDPI)
	if args.Coarse {
		most = leastDPI
	}
	gray, dpi, err := w.pixels(args.Page, most)
	if err != nil {
		return images.Prepared{}, err
	}
	if args.Coarse {
		return coarse(images.Prepare(gray, dpi, illegible)), nil
	}
	return images.Prepare(gray, dpi, w.legible), nil
}

// illegible leaves a page as its pixels say.
func illegible(*image.Gray) float64 { return 0 }

// coarse brings a prepared page to the lowest resolution that is read.
func coarse(page images.Prepared) images.Prepared {
	k := max(int(math.Round(page.DPI/leastDPI)), 1)
	page.Gray, page.DPI = images.Shrink(page.Gray, k), page.DPI/float64(k)
	return page
}

// pixels draws a page of a PDF at the resolution of the picture on it and at
// most at most, or decodes one of a picture file.
func (w *worker) pixels(n int, most float64) (*image.Gray, float64, error) {
	if w.files.picture != nil {
		return decoded(w.files.picture, n)
	}
	text, err := w.text(n)
	if err != nil {
		return nil, 0, err
	}
	dpi := most
	if text.DPI > 0 {
		dpi = min(max(text.DPI, leastDPI), most)
	}
	gray, err := w.drawn(n, dpi, text)
	if errors.Is(err, pdf.ErrDied) {
		// At another size it may yet be drawn.
		if err := w.files.open(w.files.source, w.settings.CacheDir); err != nil {
			return nil, 0, err
		}
		gray, err = w.files.pdf.Gray(n, leastDPI)
	}
	if err != nil {
		return nil, 0, err
	}
	return gray, float64(gray.Rect.Dx()) * 72 / upright(text).Width, nil
}

// drawn draws a page of a PDF in grey, without the stamps on one that is a
// picture in colour.
func (w *worker) drawn(n int, dpi float64, text pdf.Text) (*image.Gray, error) {
	if !text.Coloured || text.Size.Width*text.Size.Height*dpi*dpi > mostColoured*72*72 {
		return w.files.pdf.Gray(n, dpi)
	}
	colours, err := w.files.pdf.Colour(n, dpi)
	if err != nil {
		return nil, err
	}
	gray := images.Unstamped(colours)
	if slices.ContainsFunc(gray.Pix, func(v byte) bool { return v != 255 }) {
		return gray, nil
	}
	return w.files.pdf.Gray(n, dpi) // which knows why a page is white
}

// mostColoured is how many pixels are drawn in colour, in which they take eight
// times as much memory as in grey: A4 at 300 dpi has 9 million.
const mostColoured = 12_000_000

// upright is the size of the page as PDFium shows it, before we turn it.
func upright(t pdf.Text) pdf.Size {
	if t.Turn == 90 || t.Turn == 270 {
		return pdf.Size{Width: t.Size.Height, Height: t.Size.Width}
	}
	return t.Size
}

func decoded(file *images.File, n int) (*image.Gray, float64, error) {
	shape, err := file.Shape(n)
	if err != nil {
		return nil, 0, err
	}
	gray, err := file.Gray(n)
	if err != nil {
		return nil, 0, err
	}
	if shape.DPI > 0 {
		// A large picture comes out smaller than its shape.
		return gray, shape.DPI * float64(gray.Rect.Dx()) / float64(shape.Width), nil
	}
	gray, sheet := images.Flatten(gray)
	gray = images.InvertBands(gray)
	return gray, images.LikelyDPI(gray, sheet), nil
}

// legible counts the letters of words that Tesseract is rather sure of, by
// their share of all: upside down it finds short ones, and numbers, among much
// that it doubts.
func (w *worker) legible(piece *image.Gray) float64 {
	tesseract, err := w.ocr()
	if err != nil {
		return 0
	}
	words, err := tesseract.Glance(piece, ocr.Sparse)
	if err != nil {
		return 0 // a doubt that stays
	}
	sure, all := 0, 1
	for _, word := range words {
		n := lettersOf(word.Text)
		all += n
		if n >= 3 && word.Confidence > 75 {
			sure += n
		}
	}
	return float64(sure*sure) / float64(all)
}

func lettersOf(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
