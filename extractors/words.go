package extractors

import (
	"errors"
	"fmt"
	"image"
	"io/fs"
	"math"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/ocr"
	"github.com/invoer/invoer/extractors/pdf"
)

func (w *worker) read(args pageArgs) (any, []byte, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, nil, err
	}
	path := w.grayPath(args)
	gray, dpi, err := images.ReadPGM(path)
	if errors.Is(err, fs.ErrNotExist) {
		words, err := w.readAgain(args)
		return words, nil, err
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: a kept picture: %w", invoer.ErrUnavailable, err)
	}
	if args.Coarse {
		// Its turn is that of the page as it was normalised, so that boxes lie
		// where they are seen.
		page := coarse(images.Prepared{Gray: gray, DPI: dpi})
		gray, dpi = page.Gray, page.DPI
	}
	words, err := w.wordsOf(args, gray, dpi)
	if err != nil {
		return nil, nil, err
	}
	// It has done its work; one that stays is swept away when the reader starts.
	_ = os.Remove(path)
	return words, nil, nil
}

// readAgain makes the picture again that Normalise had made.
func (w *worker) readAgain(args pageArgs) ([]invoer.Word, error) {
	page, err := w.prepare(args)
	if err != nil || page.Blank {
		return []invoer.Word{}, err
	}
	return w.wordsOf(args, page.Gray, page.DPI)
}

// wordsOf reads a page that was made ready. It takes rules off the picture:
// Tesseract takes boxes in thick frames for pictures and reads nothing of them.
func (w *worker) wordsOf(args pageArgs, gray *image.Gray, dpi float64) ([]invoer.Word, error) {
	tesseract, err := w.ocr()
	if err != nil {
		return nil, err
	}
	mode := modeOf(gray.Rect.Dx(), gray.Rect.Dy())
	images.EraseRules(gray, dpi)
	if w.photo(args.Page) && float64(gray.Rect.Dx()) < narrow*dpi {
		mode = ocr.Block
	}
	found, err := tesseract.Read(gray, mode)
	if err != nil {
		return nil, err
	}
	return inPoints(found, dpi), nil
}

// photo tells whether a page of the open file is a picture that tells no
// resolution, as those of telephones are.
func (w *worker) photo(n int) bool {
	if w.files.picture == nil {
		return false
	}
	shape, err := w.files.picture.Shape(n)
	return err == nil && shape.DPI == 0
}

// narrow is the width in inches of the widest till receipts, with some of what
// they lie on: lines of one size below each other.
const narrow = 4.2

// modeOf takes long strips for till receipts.
func modeOf(width, height int) ocr.Mode {
	if float64(height) > 2.2*float64(width) {
		return ocr.Column
	}
	return ocr.Sparse
}

// inPoints makes words of the page of words in pixels.
func inPoints(found []ocr.Word, dpi float64) []invoer.Word {
	words := make([]invoer.Word, len(found))
	scale := 72 / dpi
	for i, w := range found {
		words[i] = invoer.Word{
			Text: w.Text, Alternative: w.Alternative, Confidence: invoer.Confidence(min(max(math.Round(w.Confidence), 0), 99)),
			Box: invoer.Box{
				X0: float64(w.Box.Min.X) * scale, Y0: float64(w.Box.Min.Y) * scale,
				X1: float64(w.Box.Max.X) * scale, Y1: float64(w.Box.Max.Y) * scale,
			},
		}
	}
	return words
}

// draw makes a picture for the desk of a page that has none.
func (w *worker) draw(args pageArgs) (any, []byte, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, nil, err
	}
	if w.files.pdf == nil {
		return w.drawPrepared(args)
	}
	text, err := w.text(args.Page)
	if err != nil {
		return nil, nil, err
	}
	if !text.Sound && len(text.Layer) == 0 {
		return w.drawPrepared(args)
	}
	// Words of a text layer lie where PDFium draws them.
	across := upright(text).Width
	if args.Turn == 90 || args.Turn == 270 {
		across = upright(text).Height
	}
	colour, err := w.files.pdf.Colour(args.Page, float64(args.Width)*72/across)
	if err != nil {
		return nil, nil, err
	}
	picture, err := images.Encode(images.TurnColour(colour, args.Turn), images.DrawnBytes)
	return images.JPEG, picture, err
}

func (w *worker) drawPrepared(args pageArgs) (any, []byte, error) {
	page, err := w.prepare(args)
	if err != nil {
		return nil, nil, err
	}
	picture, err := images.Encode(images.Scale(page.Gray, min(args.Width, page.Gray.Rect.Dx())), images.DrawnBytes)
	return images.JPEG, picture, err
}

func (w *worker) cut(args pageArgs) (any, []byte, error) {
	if err := w.files.open(args.Source, w.settings.CacheDir); err != nil {
		return nil, nil, err
	}
	if w.files.pdf == nil {
		return nil, nil, fmt.Errorf("%w: cutting pages out of %s", invoer.ErrInvalid, args.Source.Media)
	}
	file, err := pdf.Cut(w.files.file, args.Pages)
	return nil, file, err
}
