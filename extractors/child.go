package extractors

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/child"
	"github.com/invoer/invoer/extractors/ocr"
	"github.com/invoer/invoer/extractors/pdf"
)

// childSettings is what a child is told when it starts.
type childSettings struct {
	CacheDir, WorkDir, Tessdata string
	Languages                   []string
	MaxPages                    int
}

// pageArgs are the arguments of all work on pages.
type pageArgs struct {
	Source Source
	Page   int   `json:",omitempty"`
	Pages  []int `json:",omitempty"`
	Turn   int   `json:",omitempty"`
	Width  int   `json:",omitempty"`
	Box    invoer.Box
	Gray   string `json:",omitempty"`
	Coarse bool   `json:",omitempty"` // at a lower resolution, as it was too much for a child
}

// Child is the life of a child process: it does the work that comes in on in
// and answers on out until in ends.
func Child(in io.Reader, out io.Writer) error {
	w := &worker{}
	defer w.close()
	return child.Serve(in, out, func(settings json.RawMessage) (map[string]child.Handler, error) {
		if err := json.Unmarshal(settings, &w.settings); err != nil {
			return nil, fmt.Errorf("settings: %w", err)
		}
		return w.handlers(), nil
	})
}

// handlers are all the kinds of work that a child does.
func (w *worker) handlers() map[string]child.Handler {
	return map[string]child.Handler{
		"inspect":   onPage(w.inspect),
		"normalise": onPage(w.normalise),
		"read":      onPage(w.read),
		"draw":      onPage(w.draw),
		"cut":       onPage(w.cut),
		"region":    onPage(w.region),
		"sight":     onPage(w.sight),
		"strip":     w.strip,
		"warm":      w.warm,
	}
}

// onPage makes a handler of work that needs only the arguments of a page.
func onPage(work func(pageArgs) (any, []byte, error)) child.Handler {
	return func(r child.Request) (any, []byte, error) {
		var args pageArgs
		if err := r.Decode(&args); err != nil {
			return nil, nil, err
		}
		return work(args)
	}
}

// warm starts what reads PDFs.
func (w *worker) warm(child.Request) (any, []byte, error) {
	_, err := w.files.engine(w.settings.CacheDir)
	return nil, nil, err
}

// A worker does the work of one child. What it needs it starts when it is
// needed, and keeps.
type worker struct {
	settings  childSettings
	files     files
	tesseract *ocr.Pair
	judged    judged
}

// judged is the text layer that was looked at last.
type judged struct {
	of   *pdf.Document
	page int
	text pdf.Text
}

// text is what the text layer of a page of the open PDF says.
func (w *worker) text(n int) (pdf.Text, error) {
	if w.judged.of == w.files.pdf && w.judged.page == n {
		return w.judged.text, nil
	}
	text, err := w.files.pdf.Text(n)
	if err != nil {
		return pdf.Text{}, err
	}
	w.judged = judged{of: w.files.pdf, page: n, text: text}
	return text, nil
}

func (w *worker) ocr() (*ocr.Pair, error) {
	if w.tesseract != nil {
		return w.tesseract, nil
	}
	pair, err := ocr.OpenPair(w.settings.Languages, w.settings.Tessdata)
	if err != nil {
		return nil, err
	}
	w.tesseract = pair
	return pair, nil
}

func (w *worker) close() {
	w.files.close()
	if w.tesseract != nil {
		_ = w.tesseract.Close() // the process ends now, and its memory with it
	}
}
