package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Job is a row that a worker has taken: until its lease ends only he may
// finish it. Stages change the row that it holds and say what else to write.
type Job struct {
	Ring     invoer.Ring // the row and the stage that it waits for
	By       string      // who holds the lease
	Attempts int         // how often this stage was begun, this time included
	Client   invoer.ClientID
	File     invoer.File    // the file, the page's file, the file that the document was first found in
	XML      invoer.BlobKey // e-invoice in or of the file; of a document also that of another original; empty when there is none
	Told     bool           // people were told of this run of the document before
	Lent     bool           // XML is another original's: the document's own pages say something by themselves
	Picture  invoer.BlobKey // PDF inside an e-invoice, which shows its pages; empty when there is none

	Page     StoredPage      // of a page
	Document invoer.Document // of a document, with its pages

	// Scratch is what an earlier stage of the same page left on this machine:
	// a file. It may be empty, and the file may be gone.
	Scratch string

	// Next is the stage that the row waits for afterwards. The work may set it.
	Next invoer.Stage

	// Shown tells that people see the document from the end of this stage on, as
	// read or as held, if it was waiting until then. The work may set it.
	Shown bool

	// Within is a stage whose work is done in the transaction that ends this
	// one; empty when there is none.
	Within invoer.Stage

	taken time.Time // when its stage came into these hands
}

// Sheets tells which blob has the pages of the file, and of which kind it is.
func (job *Job) Sheets() (key invoer.BlobKey, media string) {
	if job.Picture != "" {
		return job.Picture, "application/pdf"
	}
	return job.File.Original, job.File.Media
}

// Take gives by the lease of a row for a while. A row that does not wait for
// the ring's stage and run, is put off, or is in other hands is an
// invoer.ErrConflict.
func (s *Store) Take(ctx context.Context, ring invoer.Ring, by string, lease time.Duration) (*Job, error) {
	take, known := takers[ring.Noun]
	if !known {
		return nil, fmt.Errorf("%w: ring for %q", invoer.ErrInvalid, ring.Noun)
	}
	job := &Job{Ring: ring, By: by, taken: s.now().UTC()}
	err := s.lightly(ctx, invoer.Machine(ring.Office), func(batch *pgx.Batch) { take(batch, job, lease) })
	if errors.Is(err, pgx.ErrNoRows) || errors.Is(err, invoer.ErrNotFound) {
		return nil, fmt.Errorf("%w: %s %s does not wait for %s in run %d, or is in other hands",
			invoer.ErrConflict, ring.Noun, ring.ID, ring.Stage, ring.Run)
	}
	if err != nil {
		return nil, fmt.Errorf("taking %s %s: %w", ring.Noun, ring.ID, err)
	}
	return job, nil
}

// takers write the lease and read the row, in one statement.
var takers = map[invoer.Noun]func(*pgx.Batch, *Job, time.Duration){
	invoer.NounFile:     takeFile,
	invoer.NounPage:     takePage,
	invoer.NounDocument: takeDocument,
}

const fileColumns = `f.id::text, f.office_id::text, coalesce(f.client_id::text, ''), f.delivery_id::text, f.name, f.media, f.original,
	f.size, f.sha256, f.stage, f.run, f.pages, f.xml, f.picture`

// fileTargets gives where the columns of fileColumns go.
func (job *Job) fileTargets() []any {
	f := &job.File
	return []any{&f.ID, &f.Office, &f.Client, &f.Delivery, &f.Name, &f.Media, &f.Original, &f.Size, &f.SHA256, &f.Stage, &f.Run, &f.Pages, &job.XML, &job.Picture}
}

func (job *Job) taking(lease time.Duration) pgx.NamedArgs {
	r := job.Ring
	return pgx.NamedArgs{"id": r.ID, "page": r.Page, "stage": r.Stage, "run": r.Run, "by": job.By, "lease": lease}
}

func takeFile(batch *pgx.Batch, job *Job, lease time.Duration) {
	batch.Queue(`
		update files f set lease_until = now() + @lease::interval, lease_by = @by, attempts = f.attempts + 1
		where id = @id and stage = @stage and run = @run and stage in ('open', 'split')
		  and (lease_until is null or lease_until < now()) and (not_before is null or not_before <= now())
		returning f.attempts, `+fileColumns, job.taking(lease)).QueryRow(func(row pgx.Row) error {
		err := row.Scan(append([]any{&job.Attempts}, job.fileTargets()...)...)
		job.Client = job.File.Client
		return err
	})
}

func takePage(batch *pgx.Batch, job *Job, lease time.Duration) {
	p := &job.Page
	var marks, hidden []byte
	targets := append([]any{&job.Attempts, &p.Number, &p.Width, &p.Height, &p.Turn, &p.Reader, &p.Image, &marks, &p.DPI, &p.Blank, &hidden, &p.Notes, (*[]byte)(&p.Print)}, job.fileTargets()...)
	batch.Queue(`
		update pages p set lease_until = now() + @lease::interval, lease_by = @by, attempts = p.attempts + 1
		from files f
		where f.id = p.file_id and p.file_id = @id and p.number = @page and p.stage = @stage and p.run = @run
		  and p.stage in ('normalise', 'read')
		  and (p.lease_until is null or p.lease_until < now()) and (p.not_before is null or p.not_before <= now())
		returning p.attempts, p.number, p.width, p.height, p.turn, p.reader, p.image, p.marks, p.dpi, p.blank, p.hidden, p.notes, p.print, `+fileColumns,
		job.taking(lease)).QueryRow(func(row pgx.Row) error {
		err := row.Scan(targets...)
		if err != nil {
			return err
		}
		job.Client = job.File.Client
		if p.Hidden, err = unpackWords(hidden); err != nil {
			return err
		}
		return json.Unmarshal(marks, &p.Marks)
	})
}

func takeDocument(batch *pgx.Batch, job *Job, lease time.Duration) {
	d := &job.Document
	var held, pages []byte
	targets := append([]any{
		&job.Attempts, &d.ID, &d.Office, &d.Client, &d.Delivery, &d.File, &d.Kind, &d.Language, &d.Status, &d.Stage,
		&d.Run, &d.Version, &d.Received, &held, &job.Told, &pages,
	}, job.fileTargets()...)
	var ruling invoer.BlobKey
	targets = append(targets, &ruling)
	batch.Queue(`
		update documents d set lease_until = now() + @lease::interval, lease_by = @by, attempts = d.attempts + 1
		from files f
		where f.id = d.file_id and d.id = @id and d.stage = @stage and d.run = @run and d.stage not in ('done', 'held')
		  and (d.lease_until is null or d.lease_until < now()) and (d.not_before is null or d.not_before <= now())
		returning d.attempts, d.id::text, d.office_id::text, coalesce(d.client_id::text, ''), d.delivery_id::text, d.file_id::text,
		  d.kind, d.language, d.status, d.stage, d.run, d.version, d.received, coalesce(d.held, '{}'), d.told = d.run,
		  (select coalesce(json_agg(json_build_object('file', r.file_id, 'page', r.page, 'turn', r.turn) order by r.position), '[]')
		   from document_pages r where r.document_id = `+strings.ReplaceAll(pagesShown, "$1", "d.id")+`), `+fileColumns+`, `+rulingXML, job.taking(lease)).QueryRow(func(row pgx.Row) error {
		if err := row.Scan(targets...); err != nil {
			return err
		}
		job.Lent, job.XML = ruling != job.XML, ruling
		job.Client = d.Client
		return errors.Join(json.Unmarshal(held, &d.Held), json.Unmarshal(pages, &d.Pages))
	})
}
