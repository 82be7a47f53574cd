// Package ocr reads the words of a page picture with Tesseract.
//
// It owns the only cgo of the house and runs in child processes only, as
// Tesseract may crash, hang or swell on strangers' pictures. An Engine loads
// its languages once and keeps them. It gives words with their boxes in pixels
// and the confidence that Tesseract claims, which is no probability: on bad
// scans one in twenty words with 96 is wrong. It does not prepare pictures
// (package images) and knows nothing of lines.
package ocr

import (
	"errors"
	"fmt"
	"image"
	"os"
	"strconv"
	"strings"

	"github.com/otiai10/gosseract/v2"

	"github.com/invoer/invoer"
)

// A Mode is how Tesseract looks for writing on a page.
type Mode int

// The modes, of those that Tesseract numbers.
const (
	Auto   Mode = 3  // columns and blocks; good on clean pages
	Column Mode = 4  // one column of lines, as on a till receipt
	Block  Mode = 6  // one block of lines of the same size
	Line   Mode = 7  // one line
	Sparse Mode = 11 // as many words as possible in no order; good on photos and forms
)

// A Word is one in the pixels of its picture.
type Word struct {
	Text        string
	Box         image.Rectangle
	Confidence  float64 // 0 to 100: as Tesseract claims, or as two readings agree
	Alternative string  // what another reading says there; empty where none says otherwise
}

// An Engine is one Tesseract with its languages. It is for one goroutine.
type Engine struct {
	client *gosseract.Client
}

// Open makes an engine for languages ("nld", "fra", …) whose models lie in
// tessdata, or where Debian puts them when that is empty. A model that is
// missing is an invoer.ErrUnavailable that says which package has it.
func Open(languages []string, tessdata string) (*Engine, error) {
	if len(languages) == 0 {
		return nil, fmt.Errorf("%w: no language to read", invoer.ErrInvalid)
	}
	if tessdata == "" {
		tessdata = systemData()
	}
	if err := Check(languages, tessdata); err != nil {
		return nil, err
	}
	client := gosseract.NewClient()
	client.Trim = false
	client.TessdataPrefix = tessdata
	client.Languages = languages
	// No words of a document in a log.
	client.Variables[gosseract.DEBUG_FILE] = os.DevNull
	return &Engine{client: client}, nil
}

// Read reads a picture.
func (e *Engine) Read(picture *image.Gray, mode Mode) ([]Word, error) {
	if picture.Rect.Empty() {
		return nil, fmt.Errorf("%w: a picture without pixels", invoer.ErrInvalid)
	}
	if err := e.client.SetImageFromBytes(pgm(picture)); err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	return e.read(mode)
}

// pgm is the picture file that Leptonica reads at once.
func pgm(picture *image.Gray) []byte {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	file := make([]byte, 0, w*h+32)
	file = fmt.Appendf(file, "P5\n%d %d\n255\n", w, h)
	for y := picture.Rect.Min.Y; y < picture.Rect.Max.Y; y++ {
		file = append(file, picture.Pix[picture.PixOffset(picture.Rect.Min.X, y):][:w]...)
	}
	return file
}

func (e *Engine) read(mode Mode) ([]Word, error) {
	// As a variable: what SetPageSegMode says before the first picture is lost
	// when that one makes Tesseract load its models.
	if err := e.client.SetVariable("tessedit_pageseg_mode", strconv.Itoa(int(mode))); err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	boxes, err := e.client.GetBoundingBoxes(gosseract.RIL_WORD)
	if err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	words := make([]Word, 0, len(boxes))
	for _, b := range boxes {
		if text := strings.TrimSpace(strings.ToValidUTF8(b.Word, "")); text != "" {
			words = append(words, Word{Text: text, Box: b.Box, Confidence: b.Confidence})
		}
	}
	return words, nil
}

// Close gives back the memory of the models.
func (e *Engine) Close() error {
	if err := e.client.Close(); err != nil {
		return errors.Join(errors.New("closing Tesseract"), err)
	}
	return nil
}
