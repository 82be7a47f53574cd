package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	v1 "github.com/invoer/invoer/api/v1"
	"github.com/invoer/invoer/extractors/contract"
)

// An importCommand hands files in at a running server.
type importCommand struct {
	Files  []string `arg:"" name:"file" type:"path" help:"Files, and directories with files in them."`
	Wait   bool     `help:"Wait until all were read and print what stands on them, one JSON line a document."`
	Client string   `placeholder:"CODE" help:"Code or identifier of the client whose they are."`
	Data   string   `default:"./var" type:"path" help:"Data directory of the server; its access.json says where it is."`
	Server string   `placeholder:"URL" help:"Address of the server, in place of access.json."`
	Token  string   `placeholder:"TOKEN" help:"API token, in place of access.json."`
	Jobs   int      `default:"4" help:"How many files are sent at once."`
}

// Help is shown by --help below the flags.
func (importCommand) Help() string {
	return `Without --wait it prints one JSON line a file as soon as its bytes are safe: the delivery and its ledger. With --wait it prints the lines of invoer extract and adds document, delivery and status.

Exit status: 0 when every file gave at least one document (without --wait: was taken), 1 when some file did not, 2 for wrong arguments.`
}

// Validate refuses wrong arguments before anything is sent.
func (c importCommand) Validate() error {
	if err := between("jobs", c.Jobs, 1, mostJobs); err != nil {
		return err
	}
	for _, file := range c.Files {
		if _, err := os.Stat(file); err != nil {
			return err
		}
	}
	return addressOf("server", "INVOER_SERVER", c.Server, "http", "https")
}

// Run sends the files and prints what becomes of them, in their order.
func (c importCommand) Run(ctx context.Context, streams *io3) error {
	access, err := c.access()
	if err != nil {
		return err
	}
	files, left, err := filesIn(c.Files)
	if err != nil {
		return err
	}
	for _, path := range left {
		fmt.Fprintf(streams.err, "not sent, as it is a link or no ordinary file: %s\n", path)
	}
	if len(files) == 0 {
		return fmt.Errorf("%w: there is no file to send in %s", invoer.ErrNotFound, strings.Join(c.Files, ", "))
	}
	what := map[bool]string{true: "reading", false: "sending"}[c.Wait]
	b := &importBatch{importCommand: c, server: newRemote(access), files: files, followed: newFollowed(), bar: newProgress(streams.err, what, len(files))}
	failed, err := b.print(ctx, streams.out)
	return b.bar.end(failed, err)
}

func (c importCommand) access() (access, error) {
	if c.Server != "" && c.Token != "" {
		return access{URL: c.Server, Token: c.Token}, nil
	}
	a, err := readAccess(filepath.Join(c.Data, "access.json"))
	if c.Server != "" {
		a.URL = c.Server
	}
	if c.Token != "" {
		a.Token = c.Token
	}
	return a, err
}

// filesIn lists files, and those in directories in the order of their names.
// What begins with a point is hidden, and neither sent nor told of. Links in a
// directory lead elsewhere and pipes have no end: they are left, and told of.
func filesIn(paths []string) (files, left []string, err error) {
	for _, path := range paths {
		at := path
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			at += string(filepath.Separator) // of a link that was named, what it leads to
		}
		err := filepath.WalkDir(at, func(found string, entry fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(entry.Name(), ".") && found != at
			switch {
			case err != nil:
				return err
			case hidden && entry.IsDir():
				return filepath.SkipDir
			case hidden || entry.IsDir():
			case entry.Type().IsRegular() || found == at:
				files = append(files, found)
			default:
				left = append(left, found)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return files, left, nil
}

// An importBatch sends files side by side and prints what they are in their
// order.
type importBatch struct {
	importCommand
	server   *remote
	files    []string
	followed *followed
	bar      *progress
}

// An imported file is the lines of one file, and whether it failed.
type imported struct {
	lines  []any
	failed bool
}

func (b *importBatch) print(ctx context.Context, out io.Writer) (failed bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if b.Wait {
		go b.followed.run(ctx, b.server)
	}
	results := make([]chan imported, len(b.files))
	for i := range results {
		results[i] = make(chan imported, 1)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.sendAll(ctx, results) })
	group.Go(func() error {
		failed, err = printImported(ctx, out, results)
		return err
	})
	return failed, group.Wait()
}

func printImported(ctx context.Context, out io.Writer, results []chan imported) (failed bool, err error) {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for _, result := range results {
		select {
		case <-ctx.Done():
			return failed, ctx.Err()
		case one := <-result:
			failed = failed || one.failed
			for _, line := range one.lines {
				if err := lines.Encode(line); err != nil {
					return failed, fmt.Errorf("printing: %w", err)
				}
			}
		}
	}
	return failed, nil
}

// sendAll sends a few files at once; waiting for those that were sent takes no
// place.
func (b *importBatch) sendAll(ctx context.Context, results []chan imported) error {
	group, ctx := errgroup.WithContext(ctx)
	places := make(chan struct{}, b.Jobs)
	for i, file := range b.files {
		select {
		case <-ctx.Done():
			return group.Wait()
		case places <- struct{}{}:
		}
		group.Go(func() error {
			delivery, err := survived(func() (v1.Delivery, error) { return b.send(ctx, file) })
			<-places
			one, err := survived(func() (imported, error) { return b.becomes(ctx, file, delivery, err) })
			if unread, ok := ofFile(file, err); ok {
				one, err = imported{lines: []any{importedLine{Object: contract.Unread(file, unread), Status: "refused"}}, failed: true}, nil
			}
			results[i] <- one
			b.bar.add(1)
			return err
		})
	}
	return group.Wait()
}

func (b *importBatch) send(ctx context.Context, file string) (v1.Delivery, error) {
	query := url.Values{"name": {filepath.Base(file)}}
	if b.Client != "" {
		query.Set("client", b.Client)
	}
	var d v1.Delivery
	err := b.server.do(ctx, "POST", "/deliveries", query, func() (io.ReadCloser, error) { return openOrdinary(file) }, &d)
	return d, err
}

// becomes tells what became of a file: of a refusal its line, of an error that
// every other file would meet as well the error.
func (b *importBatch) becomes(ctx context.Context, file string, d v1.Delivery, err error) (imported, error) {
	var refused *refusal
	if errors.As(err, &refused) && refused.Code != "" {
		return imported{lines: []any{unsent(file, refused)}, failed: true}, nil
	}
	if err != nil {
		return imported{}, fmt.Errorf("%s: %w", file, err)
	}
	if b.Wait {
		return b.wait(ctx, file, d.ID)
	}
	return imported{lines: []any{sentLine(file, d)}, failed: !anyTaken(d)}, nil
}

// anyTaken tells whether anything of a delivery is or was taken.
func anyTaken(d v1.Delivery) bool {
	for _, p := range d.Parts {
		if p.Outcome == invoer.Taken || (p.Outcome == invoer.Skipped && p.File != "") {
			return true
		}
	}
	return false
}
