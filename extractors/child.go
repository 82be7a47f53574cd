package extractors

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/child"
	"github.com/invoer/invoer/extractors/pdf"
)

// childSettings is what a child is told when it starts.
type childSettings struct {
	CacheDir, WorkDir, Tessdata string
	Languages                   []string
	MaxPages                    int
}

// pageArgs are the arguments of all work on one page.
type pageArgs struct {
	Source Source
	Page   int    `json:",omitempty"`
	Turn   int    `json:",omitempty"`
	Width  int    `json:",omitempty"`
	Gray   string `json:",omitempty"`
}

type cutArgs struct {
	Source Source
	Pages  []int
}

type searchableArgs struct {
	Title string
	Pages []searchablePage
}

// A searchablePage has the length of its picture, as the pictures of all pages
// come one after the other.
type searchablePage struct {
	Source  Source
	Page    invoer.Page
	Picture int
	Media   string
	Turn    int
}

// Child is the life of a child process: it does the work that comes in on in
// and answers on out until in ends.
func Child(in io.Reader, out io.Writer) error {
	return child.Serve(in, out, func(settings json.RawMessage) (map[string]child.Handler, error) {
		w := &worker{}
		if err := json.Unmarshal(settings, &w.settings); err != nil {
			return nil, fmt.Errorf("settings: %w", err)
		}
		return map[string]child.Handler{"inspect": w.inspect}, nil
	})
}

// A worker does the work of one child. What it needs it starts when it is
// needed, and keeps.
type worker struct {
	settings childSettings
	pdfium   *pdf.Engine
	open     *pdf.Document // the last PDF that was worked on
	openFile *os.File
	openPath string
}

const mediaPDF = "application/pdf"

func (w *worker) inspect(r child.Request) (any, []byte, error) {
	var args pageArgs
	if err := r.Decode(&args); err != nil {
		return nil, nil, err
	}
	if args.Source.Media != mediaPDF {
		return nil, nil, invoer.Unread(invoer.CodeUnsupported, "files of this kind are not read; send a PDF or a picture")
	}
	doc, err := w.pdf(args.Source.Path)
	if err != nil {
		return nil, nil, err
	}
	if doc.Pages() > w.settings.MaxPages {
		return nil, nil, invoer.Unread(invoer.CodeTooManyPages,
			fmt.Sprintf("it has %d pages, more than the %d that are taken at once; send it in parts", doc.Pages(), w.settings.MaxPages))
	}
	c := Contents{}
	for n := range doc.Pages() {
		size, err := doc.Size(n + 1)
		if err != nil {
			return nil, nil, err
		}
		c.Pages = append(c.Pages, size)
	}
	xml, name := doc.XML()
	c.XMLName = name
	return c, xml, nil
}

// pdf opens a PDF, or gives the one that is open already.
func (w *worker) pdf(path string) (*pdf.Document, error) {
	if w.open != nil && w.openPath == path {
		return w.open, nil
	}
	if w.open != nil {
		w.open.Close()
		w.openFile.Close()
		w.open = nil
	}
	if w.pdfium == nil {
		engine, err := pdf.Start(w.settings.CacheDir)
		if err != nil {
			return nil, err
		}
		w.pdfium = engine
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", invoer.ErrNotFound, err)
	}
	stat, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", invoer.ErrNotFound, err)
	}
	doc, err := w.pdfium.Open(file, stat.Size())
	if err != nil {
		file.Close()
		return nil, err
	}
	w.open, w.openFile, w.openPath = doc, file, path
	return doc, nil
}
