package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/contract"
)

// extractCommand reads files without any server, database or queue.
type extractCommand struct {
	Files   []string `arg:"" name:"file" help:"Invoices: PDF, pictures, e-invoices in XML, and ZIPs or saved messages with those in them. Put -- before names that begin with a dash."`
	Jobs    int      `help:"How many files are read at once; 0 is one for each core." default:"0"`
	Explain bool     `help:"Print, in place of the objects, what there was to choose from for each field, with the features of each candidate and what they add, and why one was chosen."`
	Picture string   `help:"Write each page as a PNG into this folder, with what was read and how sure it is drawn in." placeholder:"DIR"`
	OwnVAT  []string `name:"own-vat" help:"VAT number of a company that receives invoices here and is never the supplier. May be given several times." placeholder:"BE0477574154"`
}

// Help is shown by --help below the flags.
func (extractCommand) Help() string {
	return `Prints JSON Lines on standard output, one object for each document found, in the order of the arguments. Pages are those of the file, from 1; boxes are in points from the page's top left corner.

Exit status: 0 when every file gave at least one document, 1 when some file could not be read (its object says why; beside the codes of what is in a file there are not_found, cannot_open, and fault of this program), 2 for wrong arguments.`
}

// Validate refuses wrong arguments before anything is read.
func (c extractCommand) Validate() error {
	if err := between("jobs", c.Jobs, 0, mostJobs); err != nil {
		return err
	}
	_, err := c.own()
	return err
}

func (c extractCommand) own() (invoer.Own, error) {
	var own invoer.Own
	for _, text := range c.OwnVAT {
		number, err := invoer.ParseVATNumber(text)
		if err != nil {
			return invoer.Own{}, fmt.Errorf("--own-vat: %w", err)
		}
		own.VATs = append(own.VATs, number)
	}
	return own, nil
}

// Run reads the files and prints what they are.
func (c extractCommand) Run(ctx context.Context, streams *io3) error {
	own, err := c.own()
	if err != nil {
		return err
	}
	jobs := atOnce(c.Jobs)
	reader, done, err := openLocalReader(localReader{jobs: jobs})
	if err != nil {
		return err
	}
	defer done()
	if c.Explain {
		return c.explain(ctx, ordinaryOnly(reader.Explain), own, streams.out)
	}
	batch := extractBatch{extract: ordinaryOnly(reader.Extract), own: own, files: c.Files, jobs: jobs, bar: newProgress(streams.err, "reading", len(c.Files))}
	if c.Picture != "" {
		if err := os.MkdirAll(c.Picture, 0o755); err != nil {
			return err
		}
		batch.draw = album{c.Picture, reader}.add
	}
	unread, err := batch.print(ctx, streams.out)
	return batch.bar.end(unread, err)
}

// atOnce is how many documents a command reads at one time: as many as --jobs
// says, and one a core where it says nothing.
func atOnce(jobs int) int { return cmp.Or(jobs, runtime.NumCPU()) }

// A localReader says what a command needs of its reader.
type localReader struct {
	jobs  int
	words string // folder in which pages that were read are kept; empty: nowhere
}

// openLocalReader opens a reader for one command, with a folder of its own that
// done removes. What PDFium was compiled to is kept for the next command.
func openLocalReader(want localReader) (reader *extractors.Reader, done func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("finding the program for its children: %w", err)
	}
	work, err := os.MkdirTemp("", "invoer-")
	if err != nil {
		return nil, nil, fmt.Errorf("folder for pictures: %w", err)
	}
	reader, err = extractors.OpenReader(extractors.ReaderSettings{
		Program: []string{self, "child"}, CacheDir: compiled(filepath.Join(work, "pdfium")), WorkDir: work, WordsDir: want.words,
		Heavy: want.jobs, Quick: want.jobs,
	})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(work))
	}
	return reader, func() {
		// What stays is in the system's folder for temporary files and swept from there.
		_ = reader.Close()
		_ = os.RemoveAll(work)
	}, nil
}

// compiled is where PDFium is kept as it was compiled: with the user's other
// caches, where every command and data directory finds it, else in a folder of
// the caller's own. Never where others may write: it is run.
func compiled(own string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return own
	}
	dir := filepath.Join(cache, "invoer", "pdfium")
	if os.MkdirAll(dir, 0o700) != nil {
		return own
	}
	trial, err := os.CreateTemp(dir, ".trial-*")
	if err != nil {
		return own
	}
	if errors.Join(trial.Close(), os.Remove(trial.Name())) != nil {
		return own
	}
	return dir
}

// A fileReader reads one file, as extractors.Reader.Extract and Explain do.
type fileReader func(ctx context.Context, name, path string, own invoer.Own, today invoer.Date) ([]extractors.Reading, error)

// ordinaryOnly refuses what is no ordinary file before it is opened.
func ordinaryOnly(read fileReader) fileReader {
	return func(ctx context.Context, name, path string, own invoer.Own, today invoer.Date) ([]extractors.Reading, error) {
		if err := ordinary(path); err != nil {
			return nil, err
		}
		return read(ctx, name, path, own, today)
	}
}

// An extractBatch reads files side by side and prints them in their order.
type extractBatch struct {
	extract fileReader
	own     invoer.Own
	files   []string
	jobs    int
	bar     *progress
	draw    func(ctx context.Context, n int, path string, of []extractors.Reading) error // nil: no pictures
}

// print writes the objects of all files. Unread tells that some file, or a part
// of it, could not be read.
func (b extractBatch) print(ctx context.Context, out io.Writer) (unread bool, err error) {
	results := make([]chan []contract.Object, len(b.files))
	for i := range results {
		results[i] = make(chan []contract.Object, 1)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.readAll(ctx, results) })
	group.Go(func() error {
		unread, err = write(ctx, out, results)
		return err
	})
	return unread, group.Wait()
}

func (b extractBatch) readAll(ctx context.Context, results []chan []contract.Object) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(b.jobs)
	for i, file := range b.files {
		group.Go(func() error {
			objects, err := b.read(ctx, i, file)
			results[i] <- objects
			b.bar.add(1)
			return err
		})
	}
	return group.Wait()
}

// read gives the objects of one file, the nth.
func (b extractBatch) read(ctx context.Context, n int, file string) ([]contract.Object, error) {
	began := time.Now()
	readings, err := survived(func() ([]extractors.Reading, error) {
		return b.extract(ctx, file, file, b.own, invoer.DateOf(began))
	})
	if unread, ok := ofFile(file, err); ok {
		return []contract.Object{contract.Unread(file, unread)}, nil
	}
	if err != nil {
		return nil, err
	}
	seconds := time.Since(began).Seconds() / float64(len(readings))
	if b.draw != nil {
		if err := b.draw(ctx, n, file, readings); err != nil {
			return nil, err
		}
	}
	objects := make([]contract.Object, len(readings))
	for i, reading := range readings {
		objects[i] = objectOf(reading, seconds)
	}
	return objects, nil
}

func objectOf(r extractors.Reading, seconds float64) contract.Object {
	if r.Err != nil {
		object := contract.Unread(r.File, r.Err)
		object.Member, object.Pages = r.Member, r.Pages
		return object
	}
	object := contract.Read(r.File, r.Pages, &r.Invoice, func(why invoer.Reason) string { return locale.Why("en", why) })
	object.Member, object.Readers, object.Seconds = r.Member, r.Readers, math.Round(seconds*100)/100
	return object
}

// write prints results in order, each as soon as those before it are there.
func write(ctx context.Context, out io.Writer, results []chan []contract.Object) (unread bool, err error) {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for _, result := range results {
		select {
		case <-ctx.Done():
			return unread, ctx.Err()
		case objects := <-result:
			for _, object := range objects {
				unread = unread || object.Error != nil
				if err := lines.Encode(object); err != nil {
					return unread, fmt.Errorf("printing: %w", err)
				}
			}
		}
	}
	return unread, nil
}
