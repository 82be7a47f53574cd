package extractors

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/child"
	"github.com/invoer/invoer/extractors/pdf"
)

// ReaderSettings say where a Reader finds and puts things. Only Program must
// be set.
type ReaderSettings struct {
	Program   []string // how a child is started: our own program and the hidden command "child"
	CacheDir  string   // keeps what PDFium was compiled to; without it each child starts seconds later
	WorkDir   string   // pictures made ready between Normalise and Read; empty: the system's folder for temporary files
	WordsDir  string   // keeps the pages of files that Extract has read and uses them again; empty: nothing is kept
	Tessdata  string   // Tesseract's models; empty: where Debian puts them
	Languages []string // empty: nld, fra, deu, eng
	Heavy     int      // children that read pictures; 0: one a core
	Quick     int      // children that do the rest; 0: two (two more are for photos that somebody waits for)
	MemoryMiB int      // of one child; 0: 512
	MaxPages  int      // of one file; 0: 2000
	Log       *slog.Logger
}

// A Reader reads strangers' files page by page. All that touches their bytes
// is done in child processes, so that a file which crashes, hangs or swells
// its reader is an invoer.Unreadable and nothing else suffers. It is safe for
// concurrent use.
type Reader struct {
	pool  *child.Pool
	work  string
	shelf shelf
}

// The lanes of children: a look at a page never waits behind a scan, and a
// person who holds his telephone over a paper waits for neither.
const (
	laneHeavy = "heavy"
	laneQuick = "quick"
	laneSight = "sight"
)

// atSight is how many children read one photo side by side.
const atSight = 2

// heavyYields is by how much children that read pictures yield to all else on a
// busy machine (nice(2)): a photo that somebody waits for then has three quarters
// of it.
const heavyYields = 5

// How much processor time a child may take over one request. What is over it
// is tried once more at a lower resolution, so that even the worst page is
// answered for within half a minute where the machine has nothing else to do.
const (
	quickLimit  = slower * 30 * time.Second
	heavyLimit  = slower * 10 * time.Second
	coarseLimit = slower * 6 * time.Second
	longLimit   = 2 * time.Minute // many pages at once
	coldLimit   = 10 * time.Minute
)

// OpenReader makes a Reader. It starts no child before the first request.
func OpenReader(s ReaderSettings) (*Reader, error) {
	s = s.withDefaults()
	for _, dir := range []string{s.WorkDir, s.CacheDir, s.WordsDir} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("%w: folder of the reader: %w", invoer.ErrUnavailable, err)
		}
	}
	settings, err := json.Marshal(childSettings{
		CacheDir: s.CacheDir, WorkDir: s.WorkDir, Tessdata: s.Tessdata,
		Languages: s.Languages, MaxPages: s.MaxPages,
	})
	if err != nil {
		return nil, fmt.Errorf("settings of the reader: %w", err)
	}
	pool, err := child.Open(child.Config{
		Program: s.Program, Settings: settings, MemoryMiB: s.MemoryMiB, Limit: quickLimit, Log: s.Log,
		Lanes: map[string]int{laneHeavy: s.Heavy, laneQuick: s.Quick, laneSight: atSight},
		Nice:  map[string]int{laneHeavy: heavyYields},
	})
	if err != nil {
		return nil, err
	}
	return &Reader{pool: pool, work: s.WorkDir, shelf: shelf{s.WordsDir}}, nil
}

func (s ReaderSettings) withDefaults() ReaderSettings {
	if s.WorkDir == "" {
		s.WorkDir = os.TempDir()
	}
	if len(s.Languages) == 0 {
		s.Languages = []string{"nld", "fra", "deu", "eng"}
	}
	if s.Heavy == 0 {
		s.Heavy = runtime.NumCPU()
	}
	if s.Quick == 0 {
		s.Quick = 2
	}
	if s.MaxPages == 0 {
		s.MaxPages = 2000
	}
	return s
}

// Warm has PDFium compiled where that was never done here, which takes a core
// ten seconds, and a busy machine minutes: more than a document may take.
func (r *Reader) Warm(ctx context.Context) error {
	if _, err := r.pool.Do(ctx, child.Work{Lane: laneQuick, Op: "warm", Limit: coldLimit}, nil); err != nil {
		return fmt.Errorf("starting PDFium: %w", err)
	}
	return nil
}

// Close ends the children.
func (r *Reader) Close() error { return r.pool.Close() }

// A Source is a local file and its media type as found by content.
type Source struct{ Path, Media string }

// A Size is that of a page in points as it is seen.
type Size = pdf.Size

// Contents is what a file holds.
type Contents struct {
	Pages   []Size // at least one
	XML     []byte `json:"-"` // the e-invoice that lies in a PDF; nil when there is none
	XMLName string // its name there
}

// Inspect opens a file and tells what is in it. A file that cannot be read
// or has too many pages is an invoer.Unreadable.
func (r *Reader) Inspect(ctx context.Context, src Source) (Contents, error) {
	var c Contents
	xml, err := r.pool.Do(ctx, child.Work{Lane: laneQuick, Op: "inspect", Key: src.Path, Args: pageArgs{Source: src}}, &c)
	if err != nil {
		return Contents{}, fmt.Errorf("opening: %w", err)
	}
	c.XML = xml
	return c, nil
}

// A Sheet is a page made ready to be read.
type Sheet struct {
	Page         invoer.Page  // with its words already where the text layer is sound
	Picture      []byte       `json:"-"` // for the desk; nil when the page is drawn on demand
	PictureMedia string       // of Picture
	Gray         string       // file with the picture that Read reads; it may be gone later
	DPI          float64      // of the picture that Read reads; 0 when there is none
	Blank        bool         // nothing stands on it
	Print        invoer.Print // what it looks like; nil where it shows too little
}

// Normalise makes page n of a file ready: upright, straight and evenly lit,
// or, where its text layer is sound, read already.
func (r *Reader) Normalise(ctx context.Context, src Source, n int) (Sheet, error) {
	var s Sheet
	picture, coarse, err := r.heavy(ctx, "normalise", pageArgs{Source: src, Page: n}, &s)
	if coarse {
		s.Page.Notes = noted(s.Page.Notes, RuleCoarse)
	}
	if err != nil {
		return Sheet{}, fmt.Errorf("normalising page %d: %w", n, err)
	}
	s.Picture = picture
	return s, nil
}

// Read gives the page of a sheet with its words. It makes the picture again
// where that is gone; of the sheet it needs no more than the page's number.
func (r *Reader) Read(ctx context.Context, src Source, s Sheet) (invoer.Page, error) {
	page := s.Page
	if page.Words != nil {
		return page, nil
	}
	_, coarse, err := r.heavy(ctx, "read", pageArgs{Source: src, Page: page.Number, Gray: s.Gray}, &page.Words)
	if coarse {
		page.Notes = noted(page.Notes, RuleCoarse)
	}
	if err != nil {
		return invoer.Page{}, fmt.Errorf("reading page %d: %w", page.Number, err)
	}
	return page, nil
}

// heavy has work done on a page, and once more on a coarse picture of it when
// that takes too much time or memory; it tells whether it came to that.
func (r *Reader) heavy(ctx context.Context, op string, args pageArgs, result any) (data []byte, coarse bool, err error) {
	work := child.Work{Lane: laneHeavy, Op: op, Key: args.Source.Path, Args: args, Limit: heavyLimit}
	data, err = r.pool.Do(ctx, work, result)
	if err == nil || !tooMuch(err) {
		return data, false, err
	}
	args.Coarse = true
	work.Args, work.Limit = args, coarseLimit
	data, again := r.pool.Do(ctx, work, result)
	if errors.Is(again, invoer.ErrUnreadable) {
		return nil, true, err // the first answer tells more of the page
	}
	return data, true, again
}

func tooMuch(err error) bool {
	code, _ := invoer.CodeOf(err)
	return errors.Is(err, invoer.ErrUnreadable) && (code == invoer.CodeTimeout || code == invoer.CodeTooLarge)
}

// Draw gives a picture of page n, so many pixels wide, on which the boxes of
// its words lie where the words are. Turn is the page's own.
func (r *Reader) Draw(ctx context.Context, src Source, n, turn, width int) (picture []byte, media string, err error) {
	args := pageArgs{Source: src, Page: n, Turn: turn, Width: width}
	picture, err = r.pool.Do(ctx, child.Work{Lane: laneQuick, Op: "draw", Key: src.Path, Args: args}, &media)
	if err != nil {
		return nil, "", fmt.Errorf("drawing page %d: %w", n, err)
	}
	return picture, media, nil
}

// Cut gives the named pages of a PDF, counted from 1, as a PDF of their own.
func (r *Reader) Cut(ctx context.Context, src Source, pages []int) ([]byte, error) {
	args := pageArgs{Source: src, Pages: pages}
	file, err := r.pool.Do(ctx, child.Work{Lane: laneQuick, Op: "cut", Key: src.Path, Args: args, Limit: longLimit}, nil)
	if err != nil {
		return nil, fmt.Errorf("cutting pages out: %w", err)
	}
	return file, nil
}
