package storage

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// A SheetSize is that of a page in points.
type SheetSize struct{ Width, Height float64 }

// Opened writes the pages that were found in a file, which then wait to be
// normalised. How many, and the job's XML and Picture, are written with the end of
// its stage.
func (tx Tx) Opened(job *Job, sizes []SheetSize) error {
	if len(sizes) == 0 {
		return nil
	}
	widths, heights := make([]float64, len(sizes)), make([]float64, len(sizes))
	for i, size := range sizes {
		widths[i], heights[i] = size.Width, size.Height
	}
	_, err := tx.Exec(tx.Ctx, `
		insert into pages (office_id, client_id, file_id, number, width, height)
		select f.office_id, f.client_id, f.id, s.number, s.width, s.height
		from files f, unnest($2::float8[], $3::float8[]) with ordinality as s (width, height, number)
		where f.id = $1
		on conflict (file_id, number) do update set width = excluded.width, height = excluded.height, stage = 'normalise',
			run = pages.run + 1, since = now(), held = null, words = null, text = '', fate = '',
			rung = null, not_before = null, lease_until = null, lease_by = '', attempts = 0`, job.File.ID, widths, heights)
	return err
}

// A Looker tells whether bytes are in the blob store.
type Looker interface {
	Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error)
}

// KeepBlob writes that a blob belongs to the office, before a row names it. Bytes
// that were there before they were written, left by a crash, may be taken for an
// orphan until then: they are held, and looked for in there. That they are gone is
// an invoer.ErrUnavailable, and they are to be written again.
func (tx Tx) KeepBlob(there Looker, b blobs.Stored, kind string) error {
	made, err := tx.Exec(tx.Ctx, `with held as (select `+holdingBlob+`)
		insert into blobs (office_id, key, size, hash, kind) select $2, $1, $3, $4, $5 from held
		on conflict (office_id, key) do nothing`, string(b.Key), tx.Who.Office, b.Size, b.SHA256, kind)
	if err != nil || made.RowsAffected() == 0 {
		return err // or it has its row, and is no orphan
	}
	_, err = there.Stat(tx.Ctx, b.Key)
	return wanted(err)
}

// A Slice is the pages of one document, by their numbers in the file, and what
// is known of it before it is read: the client and kind that a separator says,
// empty where none does, and why it begins where it does and how sure that is.
type Slice struct {
	Pages  []int
	Client invoer.ClientID
	Kind   invoer.Kind
	Begins invoer.Reason
	Sure   invoer.Confidence
}

// The fates of a page.
const (
	FateDocument  = "document"
	FateSeparator = "separator"
	FateBlank     = "blank"
)

// Cut makes the documents of a file out of its pages and says of every page
// what became of it. What a person put together stays: of a file that a person
// cut, the documents are only sent on. A file that is cut again keeps the documents that nobody
// decided on, as far as it has use for them, and sends them through their
// stages again; those it has no use for are put away as replaced. Documents
// that a person decided on keep their pages and stay as they are.
func (tx Tx) Cut(job *Job, slices []Slice, fates map[int]string) error {
	if err := tx.sendOnOthers(job.File.ID); err != nil {
		return err
	}
	byHand, err := tx.cutByHand(job.File.ID)
	if err != nil || byHand {
		return err
	}
	if _, err := tx.cut(job, slices); err != nil {
		return err
	}
	for page, fate := range fates {
		_, err := tx.Exec(tx.Ctx, `update pages set fate = $3 where file_id = $1 and number = $2`, job.File.ID, page, fate)
		if err != nil {
			return err
		}
	}
	return nil
}

// sendOnOthers sends those documents through their stages again that nobody
// decided on and that a person gave pages of the file to, although they were
// first found in another one.
func (tx Tx) sendOnOthers(file invoer.FileID) error {
	others, err := list(tx, pgx.RowTo[invoer.DocumentID], `select d.id::text from documents d
		where d.file_id <> $1 and d.status in ('waiting', 'read', 'held')
			and exists (select from document_pages r where r.document_id = d.id and r.file_id = $1)
		order by d.id for update of d`, file)
	if err != nil {
		return err
	}
	for _, id := range others {
		if _, err := tx.again(id); err != nil {
			return err
		}
	}
	return nil
}

func (tx Tx) cut(job *Job, slices []Slice) ([]invoer.DocumentID, error) {
	taken, err := tx.decidedPages(job.File.ID)
	if err != nil {
		return nil, err
	}
	open, err := tx.undecided(job.File.ID)
	if err != nil {
		return nil, err
	}
	var ids []invoer.DocumentID
	for _, slice := range slices {
		pages := without(slice.Pages, taken)
		if len(pages) == 0 && len(slice.Pages) > 0 {
			continue
		}
		var id invoer.DocumentID
		if len(open) > 0 {
			id, open = open[0], open[1:]
			err = tx.anew(id, slice)
		} else {
			id, err = tx.addDocument(job, slice)
		}
		if err != nil {
			return nil, err
		}
		if err := tx.refer(job, id, pages); err != nil {
			return nil, err
		}
		if slice.Client != "" {
			if err := tx.belong(id, slice.Client); err != nil {
				return nil, err
			}
		}
		ids = append(ids, id)
	}
	for _, id := range open {
		if err := tx.replaced(id); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// anew sends a document through its stages another time, with what is known of
// it now before it is read.
func (tx Tx) anew(id invoer.DocumentID, s Slice) error {
	if _, err := tx.again(id); err != nil {
		return err
	}
	_, err := tx.Exec(tx.Ctx, `update documents set begins = $2, cut_sure = $3, sheet_kind = $4 where id = $1`,
		id, invoer.Because(s.Begins.Code, s.Begins.Args...), int(s.Sure), s.Kind)
	return err
}

// decidedPages are the pages of a file that documents have which a person
// decided on.
func (tx Tx) decidedPages(file invoer.FileID) (map[int]bool, error) {
	rows, err := tx.Query(tx.Ctx, `select distinct r.page from document_pages r join documents d on d.id = r.document_id
		where r.file_id = $1 and d.status not in ('waiting', 'read', 'held')`, file)
	if err != nil {
		return nil, err
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[int])
	taken := map[int]bool{}
	for _, n := range numbers {
		taken[n] = true
	}
	return taken, err
}

// undecided are the documents first found in a file that nobody decided on, in
// the order of their pages. They are locked.
func (tx Tx) undecided(file invoer.FileID) ([]invoer.DocumentID, error) {
	rows, err := tx.Query(tx.Ctx, `select d.id::text from documents d
		where d.file_id = $1 and d.status in ('waiting', 'read', 'held')
		order by (select min(r.page) from document_pages r where r.document_id = d.id), d.id
		for update of d`, file)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[invoer.DocumentID])
}

func without(pages []int, taken map[int]bool) []int {
	left := []int{}
	for _, n := range pages {
		if !taken[n] {
			left = append(left, n)
		}
	}
	return left
}

func (tx Tx) addDocument(job *Job, s Slice) (invoer.DocumentID, error) {
	var id invoer.DocumentID
	err := tx.QueryRow(tx.Ctx, `
		insert into documents (office_id, client_id, delivery_id, file_id, received, begins, cut_sure, sheet_kind)
		select f.office_id, f.client_id, f.delivery_id, f.id, v.received, $2, $3, $4
		from files f join deliveries v on v.id = f.delivery_id where f.id = $1
		returning id::text`, job.File.ID, invoer.Because(s.Begins.Code, s.Begins.Args...), int(s.Sure), s.Kind).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("document of file %s: %w", job.File.ID, err)
	}
	return id, tx.Emit(Event{Kind: "document.waiting", Client: job.Client, Document: id, Delivery: job.File.Delivery})
}

// again sends a document through its stages another time. One that was an
// original of another is known as that again when it was read. Nothing is rung.
func (tx Tx) again(id invoer.DocumentID) (run int, err error) {
	err = tx.QueryRow(tx.Ctx, `update documents set status = 'waiting', stage = 'extract', run = run + 1, version = version + 1, held = null,
		joined_to = null, joined_why = '', joined_at = null, since = now(), attempts = 0, not_before = null, rung = null, lease_until = null, lease_by = '' where id = $1 returning run`, id).Scan(&run)
	return run, err
}

// ReasonReplaced is why a document is rejected whose pages are in others now.
const ReasonReplaced = "replaced"

// replaced puts a document away that its file has no pages for any more. What
// was an original of it stands for itself again.
func (tx Tx) replaced(id invoer.DocumentID) error {
	held, err := json.Marshal(invoer.Because(ReasonReplaced))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(tx.Ctx, `delete from document_pages where document_id = $1`, id); err != nil {
		return err
	}
	_, err = tx.Exec(tx.Ctx, `update documents set status = 'rejected', stage = 'done', held = $2, version = version + 1,
		joined_to = null, joined_why = '', joined_at = null, rung = null, lease_until = null, lease_by = '' where id = $1`, id, held)
	if err != nil {
		return err
	}
	originals, err := list(tx, pgx.RowTo[invoer.DocumentID], `select id::text from documents where joined_to = $1`, id)
	if err != nil {
		return err
	}
	for _, original := range originals {
		if _, err := tx.again(original); err != nil {
			return err
		}
	}
	return tx.Audit("document", string(id), "replaced", nil, nil)
}

// refer replaces the pages of a document.
func (tx Tx) refer(job *Job, id invoer.DocumentID, pages []int) error {
	if _, err := tx.Exec(tx.Ctx, `delete from document_pages where document_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(tx.Ctx, `
		insert into document_pages (office_id, client_id, document_id, position, file_id, page)
		select d.office_id, d.client_id, d.id, s.position, $2, s.page
		from documents d, unnest($3::int[]) with ordinality as s (page, position) where d.id = $1`, id, job.File.ID, pages)
	return err
}

// doubtWordless takes pages on which no word was found for ones that could not
// be read: a person who has a document read again that says nothing believes
// that there is something on it.
func (tx Tx) doubtWordless(file invoer.FileID) error {
	held, err := json.Marshal(invoer.Because(string(invoer.CodeNotDocument)))
	if err != nil {
		return err
	}
	_, err = tx.Exec(tx.Ctx, `update pages set stage = 'held', held = $2 where file_id = $1 and stage = 'done' and text = ''`, file, held)
	return err
}

// filesOf are those that a document's pages lie in, and the one that it was first
// found in, which comes first.
func (tx Tx) filesOf(id invoer.DocumentID) ([]invoer.FileID, error) {
	return list(tx, pgx.RowTo[invoer.FileID], `select file_id::text from (
			select file_id, true as first from documents where id = $1
			union select r.file_id, false from document_pages r join documents d on d.id = r.document_id where d.id = $1 and r.file_id <> d.file_id) f
		order by first desc, file_id`, id)
}

// readAgainOf is readAgain; of a document that says nothing, wordless pages are
// doubted first.
func (tx Tx) readAgainOf(file invoer.FileID, wordless bool) (bool, error) {
	if wordless {
		if err := tx.doubtWordless(file); err != nil {
			return false, err
		}
	}
	return tx.readAgain(file)
}

// readAgain sends a file that could not be opened, or those of its pages that
// could not be read, through their stages again, and rings for them. It tells
// whether there were any: split then sends the file's documents on.
func (tx Tx) readAgain(file invoer.FileID) (bool, error) {
	const anew = `run = run + 1, held = null, since = now(), attempts = 0, not_before = null, rung = null, lease_until = null, lease_by = ''`
	opened, err := list(tx, ringOf(tx.Who.Office, invoer.NounFile), `update files set stage = 'open', `+anew+`
		where id = $1 and stage = 'held' returning id::text, 0, stage, run`, file)
	if err != nil {
		return false, err
	}
	pages, err := list(tx, ringOf(tx.Who.Office, invoer.NounPage), `update pages set stage = 'normalise', `+anew+`
		where file_id = $1 and stage = 'held' returning file_id::text, number, stage, run`, file)
	if err != nil {
		return false, err
	}
	if len(pages) > 0 {
		_, err = tx.Exec(tx.Ctx, `update files set stage = 'reading', run = run + 1, since = now() where id = $1 and stage = 'done'`, file)
	}
	for _, ring := range append(opened, pages...) {
		tx.Ring(ring)
	}
	return len(opened)+len(pages) > 0, err
}
