package extractors

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"os"
	"regexp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
	"github.com/invoer/invoer/extractors/pdf"
)

const mediaPDF = "application/pdf"

// files opens strangers' files. The last one stays open, as the pages of a
// file mostly come one after the other.
type files struct {
	pdfium  *pdf.Engine
	source  Source
	stat    os.FileInfo
	file    *os.File
	pdf     *pdf.Document
	picture *images.File
}

// open makes src the open file: f.pdf or f.picture.
func (f *files) open(src Source, cacheDir string) error {
	stat, err := os.Stat(src.Path)
	if err != nil {
		return fmt.Errorf("%w: %w", invoer.ErrNotFound, err)
	}
	if f.holds(src, stat) {
		return nil
	}
	f.shut()
	if stat.Size() == 0 {
		return invoer.Unread(invoer.CodeEmpty, "the file is empty; ask for it again")
	}
	if f.file, err = os.Open(src.Path); err != nil {
		return fmt.Errorf("%w: %w", invoer.ErrNotFound, err)
	}
	if src.Media == mediaPDF {
		err = f.openPDF(stat.Size(), cacheDir)
	} else {
		err = f.openPicture(stat.Size(), src.Media, cacheDir)
	}
	if err != nil {
		f.shut()
		return err
	}
	f.source, f.stat = src, stat
	return nil
}

func (f *files) holds(src Source, stat os.FileInfo) bool {
	return f.stat != nil && f.source == src && os.SameFile(f.stat, stat) && f.stat.Size() == stat.Size() &&
		f.stat.ModTime().Equal(stat.ModTime()) && (f.pdf == nil || f.pdf.Alive())
}

func (f *files) openPDF(size int64, cacheDir string) error {
	engine, err := f.engine(cacheDir)
	if err != nil {
		return err
	}
	f.pdf, err = engine.Open(f.file, size)
	return err
}

// engine is PDFium, which is started when it is needed.
func (f *files) engine(cacheDir string) (*pdf.Engine, error) {
	if f.pdfium != nil {
		return f.pdfium, nil
	}
	var err error
	f.pdfium, err = pdf.Start(cacheDir)
	return f.pdfium, err
}

func (f *files) openPicture(size int64, media, cacheDir string) error {
	picture, err := images.Open(f.file, size, media)
	if err != nil {
		return err
	}
	picture.Large = func(file []byte, most int) (*image.Gray, error) {
		engine, err := f.engine(cacheDir)
		if err != nil {
			return nil, err
		}
		return engine.GrayJPEG(file, most)
	}
	f.picture = picture
	return nil
}

var collection = regexp.MustCompile(`/Collection\s*(?:<<|\d)`)

// portfolio tells whether the open PDF is a case of files behind a cover, by a key
// of its catalog (ISO 32000-1 §12.3.5). PDFium does not tell; where the catalog is
// compressed it is not found.
func (f *files) portfolio() bool {
	return collection.MatchReader(bufio.NewReader(io.NewSectionReader(f.file, 0, f.stat.Size())))
}

// notes are what is to be said of a page because of its file: of the first one, that
// other PDFs lie in it.
func (f *files) notes(page int) []string {
	if page == 1 && f.pdf != nil && f.pdf.HoldsPDF() {
		return []string{RuleInside}
	}
	return nil
}

// shut closes the open file.
func (f *files) shut() {
	if f.pdf != nil {
		f.pdf.Close()
	}
	if f.file != nil {
		_ = f.file.Close() // it was only read
	}
	f.pdf, f.picture, f.file, f.stat = nil, nil, nil, nil
}

func (f *files) close() {
	f.shut()
	if f.pdfium != nil {
		_ = f.pdfium.Close() // the process ends now, and its memory with it
	}
}
