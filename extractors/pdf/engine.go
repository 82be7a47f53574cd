package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/invoer/invoer"
)

// The sandbox's memory in pages of 64 KiB: 288 MiB. An A4 page at 400 dpi
// takes 15 MiB, the pictures on it the rest.
const memoryPages = 4608

// An Engine is one PDFium. It is for one goroutine.
type Engine struct {
	pool   pdfium.Pool
	in     pdfium.Pdfium
	memory *mapping // of the newest instance

	listener listener
	direct   *direct // of the newest instance whose text was asked for; nil before
}

// Start makes an engine. Compiling PDFium takes seconds the first time;
// cacheDir keeps the result for all later starts and is made when missing.
// With an empty cacheDir it is compiled each time.
func Start(cacheDir string) (*Engine, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages)
	if cacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(cacheDir)
		if err != nil {
			return nil, fmt.Errorf("%w: compilation cache: %w", invoer.ErrUnavailable, err)
		}
		config = config.WithCompilationCache(cache)
	}
	e := &Engine{}
	ctx := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(e.allocate))
	pool, err := webassembly.Init(webassembly.Config{
		Context: experimental.WithFunctionListenerFactory(ctx, &e.listener), MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // nothing is mounted: the default is the whole disk
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	e.pool = pool
	return e, e.renew()
}

func (e *Engine) allocate(least, most uint64) experimental.LinearMemory {
	e.memory = newMapping(least, most)
	return e.memory
}

// swollen tells whether the instance's memory has grown past the half of what
// it may have. It never shrinks, and PDFium says nothing when there is too
// little for a picture: it leaves the picture out.
func (e *Engine) swollen() bool { return e.memory.size > memoryPages<<16/2 }

// renew throws the instance away, and with it all that is open, and makes a
// new one.
func (e *Engine) renew() error {
	if e.in != nil {
		_ = e.in.Kill() // a dead instance cannot be ended politely
		e.in = nil
	}
	in, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		return fmt.Errorf("starting PDFium: %w", err)
	}
	e.in = in
	return nil
}

// Close ends the engine.
func (e *Engine) Close() error {
	if e.in != nil {
		_ = e.in.Kill() // whatever state it is in
	}
	return e.pool.Close()
}

// A Document is an open PDF. It must be closed before its reader is.
type Document struct {
	engine   *Engine
	in       pdfium.Pdfium // the instance in which it is open
	ref      references.FPDF_DOCUMENT
	pages    int
	userUnit float64
}

// Open opens the PDF of size bytes in r; what was open before may be closed by
// it. A file that asks for a password, that nobody can parse, or that has no
// page is an invoer.Unreadable.
func (e *Engine) Open(r io.ReadSeeker, size int64) (*Document, error) {
	survey, err := surveyed(r)
	if err != nil {
		return nil, err
	}
	if survey.circular() {
		return nil, invoer.Unread(invoer.CodeDamaged, "the PDF keeps its objects in a list that goes round in a circle; ask for the file again")
	}
	if survey.packed > mostPacked {
		return nil, invoer.Unread(invoer.CodeDangerous, "the PDF is packed so often that it would burst its reader; ask for the file again, in another form")
	}
	if e.swollen() {
		if err := e.renew(); err != nil {
			return nil, err
		}
	}
	opened, err := e.in.OpenDocument(&requests.OpenDocument{FileReader: r, FileReaderSize: size})
	if err != nil {
		return nil, e.openFault(err)
	}
	d := &Document{engine: e, in: e.in, ref: opened.Document, userUnit: survey.unit}
	count, err := e.in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		d.Close()
		return nil, e.openFault(err)
	}
	if d.pages = count.PageCount; d.pages <= 0 {
		d.Close()
		return nil, invoer.Unread(invoer.CodeEmpty, "the PDF has no page; ask for the file again")
	}
	return d, nil
}

func (e *Engine) openFault(err error) error {
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword):
		return invoer.Unread(invoer.CodeEncrypted, "the PDF asks for a password; ask for a file without one")
	case errors.Is(err, pdfiumerrors.ErrSecurity):
		return invoer.Unread(invoer.CodeEncrypted, "the PDF is encrypted in a way that no reader here knows; ask for a file without encryption")
	case errors.Is(err, pdfiumerrors.ErrFormat), errors.Is(err, pdfiumerrors.ErrFile), errors.Is(err, pdfiumerrors.ErrSuccess), errors.Is(err, pdfiumerrors.ErrUnknown):
		return invoer.Unread(invoer.CodeDamaged, "the PDF cannot be opened, it is cut or damaged; ask for the file again")
	}
	// The module trapped on it: the next file deserves a sound one.
	if again := e.renew(); again != nil {
		return again
	}
	return invoer.Unread(invoer.CodeDamaged, "the PDF breaks its reader; ask for the file again, in another form")
}

// Pages is the number of pages, at least 1.
func (d *Document) Pages() int { return d.pages }

// Alive tells whether the PDFium in which the document is open still runs.
func (d *Document) Alive() bool { return d.in == d.engine.in }

// Close gives back what the document holds.
func (d *Document) Close() {
	if d.in != d.engine.in {
		return // it went with its instance
	}
	// Fails only when it is closed already.
	_, _ = d.in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: d.ref})
}

// XFA tells whether the document is a dynamic form, whose pages only ask to
// wait for another reader.
func (d *Document) XFA() bool {
	form, err := d.in.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: d.ref})
	const full = 2 // FORMTYPE_XFA_FULL
	return err == nil && form.FormType == full
}
