package extractors

import (
	"errors"
	"fmt"
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
	kept, err := images.OpenPGM(path)
	if errors.Is(err, fs.ErrNotExist) {
		words, err := w.readAgain(args)
		return words, nil, err
	}
	if err == nil && args.Coarse {
		words, err := w.readCoarsely(path)
		return words, nil, err
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: a kept picture: %w", invoer.ErrUnavailable, err)
	}
	engine, err := w.ocr()
	if err != nil {
		return nil, nil, err
	}
	found, err := engine.Read(path, modeOf(kept.Width, kept.Height))
	if err != nil {
		return nil, nil, err
	}
	// It has done its work; one that stays is swept away when the reader starts.
	_ = os.Remove(path)
	return inPoints(found, kept.DPI), nil, nil
}

// readCoarsely reads a kept picture at the lowest resolution. Its turn is that
// of the page as it was normalised, so that boxes lie where they are seen.
func (w *worker) readCoarsely(path string) ([]invoer.Word, error) {
	gray, dpi, err := images.ReadPGM(path)
	if err != nil {
		return nil, fmt.Errorf("%w: a kept picture: %w", invoer.ErrUnavailable, err)
	}
	engine, err := w.ocr()
	if err != nil {
		return nil, err
	}
	page := coarse(images.Prepared{Gray: gray, DPI: dpi})
	found, err := engine.ReadBytes(images.PGM(page.Gray, page.DPI), modeOf(page.Gray.Rect.Dx(), page.Gray.Rect.Dy()))
	if err != nil {
		return nil, err
	}
	_ = os.Remove(path) // as after every reading
	return inPoints(found, page.DPI), nil
}

// readAgain makes the picture again that Normalise had made.
func (w *worker) readAgain(args pageArgs) ([]invoer.Word, error) {
	page, err := w.prepare(args)
	if err != nil || page.Blank {
		return []invoer.Word{}, err
	}
	engine, err := w.ocr()
	if err != nil {
		return nil, err
	}
	found, err := engine.ReadBytes(images.PGM(page.Gray, page.DPI), modeOf(page.Gray.Rect.Dx(), page.Gray.Rect.Dy()))
	if err != nil {
		return nil, err
	}
	return inPoints(found, page.DPI), nil
}

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
			Text: w.Text, Confidence: invoer.Confidence(min(max(math.Round(w.Confidence), 0), 99)),
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
