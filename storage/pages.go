package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A StoredPage is a page of a file with what only the pipeline needs to know.
type StoredPage struct {
	invoer.Page
	DPI   float64       // of the picture that was read; 0 when there is none
	Blank bool          // nothing stands on it
	Held  invoer.Reason // why it could not be read; empty code otherwise
	Print invoer.Print  // what it looks like; nil for a page that shows too little
}

// SavePage replaces what is known of a page of a file. Words of nil mean that
// it was not read yet.
func (tx Tx) SavePage(file invoer.FileID, p StoredPage) error {
	marks, err := json.Marshal(withoutZeros(p.Marks))
	if err != nil {
		return err
	}
	args := pgx.NamedArgs{
		"file": file, "number": p.Number, "width": p.Width, "height": p.Height, "turn": p.Turn, "reader": p.Reader,
		"image": p.Image, "marks": marks, "dpi": p.DPI, "blank": p.Blank, "words": nil, "text": "", "hidden": nil, "notes": listed(p.Notes),
		"print": nil,
	}
	if len(p.Print) > 0 {
		args["print"] = []byte(p.Print)
	}
	if len(p.Hidden) > 0 {
		if args["hidden"], err = packWords(p.Hidden); err != nil {
			return err
		}
	}
	if p.Words != nil {
		packed, err := packWords(p.Words)
		if err != nil {
			return err
		}
		args["words"], args["text"] = packed, plain(p.Words)
	}
	if err := tx.savePrint(file, p.Number, p.Print); err != nil {
		return err
	}
	_, err = tx.Exec(tx.Ctx, `update pages set width = @width, height = @height, turn = @turn, reader = @reader, image = @image,
		marks = @marks, dpi = @dpi, blank = @blank, words = @words, text = @text, hidden = @hidden, notes = @notes, print = @print
		where file_id = @file and number = @number`, args)
	return err
}

// withoutZeros are marks as PostgreSQL takes them: it has no zero bytes, and
// codes may.
func withoutZeros(marks []invoer.Mark) []invoer.Mark {
	clean := append([]invoer.Mark{}, marks...)
	for i := range clean {
		clean[i].Text = strings.ReplaceAll(clean[i].Text, "\x00", "")
	}
	return clean
}

// listed makes an empty list of nil, which PostgreSQL takes for null.
func listed(rules []string) []string {
	if rules == nil {
		return []string{}
	}
	return rules
}

// plain is what stands on a page, for search. PostgreSQL takes no zero bytes.
func plain(words []invoer.Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToValidUTF8(strings.ReplaceAll(w.Text, "\x00", ""), ""))
	}
	return b.String()
}

const pageColumns = `p.number, p.width, p.height, p.turn, p.reader, p.image, p.marks, p.dpi, p.blank, coalesce(p.held, '{}'), p.words, p.hidden, p.notes, p.print`

func scanPage(row pgx.CollectableRow) (StoredPage, error) { return scanPageAnd(row) }

// scanPageAnd reads pageColumns, and into more what stands behind them.
func scanPageAnd(row pgx.CollectableRow, more ...any) (StoredPage, error) {
	var p StoredPage
	var marks, held, words, hidden []byte
	err := row.Scan(append([]any{&p.Number, &p.Width, &p.Height, &p.Turn, &p.Reader, &p.Image, &marks, &p.DPI, &p.Blank, &held, &words, &hidden, &p.Notes, (*[]byte)(&p.Print)}, more...)...)
	if err != nil {
		return StoredPage{}, err
	}
	if err := json.Unmarshal(marks, &p.Marks); err != nil {
		return StoredPage{}, err
	}
	if err := json.Unmarshal(held, &p.Held); err != nil {
		return StoredPage{}, err
	}
	if p.Words, err = unpackWords(words); err != nil {
		return StoredPage{}, err
	}
	p.Hidden, err = unpackWords(hidden)
	return p, err
}

// PagesOfFile gives all pages of a file with their words, in their order.
func (s *Store) PagesOfFile(ctx context.Context, who invoer.Scope, file invoer.FileID) ([]StoredPage, error) {
	return s.pages(ctx, who, `select `+pageColumns+` from pages p where p.file_id = $1 order by p.number`, string(file))
}

// PagesOfDocument gives the pages that are shown of a document with their words,
// in its order: of an e-invoice without any, those of another original of it.
// Their Number is that in the file.
func (s *Store) PagesOfDocument(ctx context.Context, who invoer.Scope, id invoer.DocumentID) ([]StoredPage, error) {
	return s.pages(ctx, who, `select `+pageColumns+` from document_pages r join pages p on p.file_id = r.file_id and p.number = r.page
		where r.document_id = `+pagesShown+` order by r.position`, string(id))
}

// A Leaf is a page of a document and where it is found: its Number is that in
// Sheets, which is File itself or, of an e-invoice, the PDF that shows its pages.
type Leaf struct {
	StoredPage
	Added  int // degrees clockwise by which a person turned it in this document
	File   invoer.File
	Sheets invoer.BlobKey
	Media  string // of Sheets
}

// Leaves gives the pages that PagesOfDocument gives, each with where it is
// found: a document may have pages of several files.
func (s *Store) Leaves(ctx context.Context, who invoer.Scope, id invoer.DocumentID) ([]Leaf, error) {
	leaves, err := asked(ctx, s, who, scanLeaf, `select `+pageColumns+`, r.turn, `+fileColumns+`
		from document_pages r join pages p on p.file_id = r.file_id and p.number = r.page join files f on f.id = r.file_id
		where r.document_id = `+pagesShown+` order by r.position`, string(id))
	if err != nil {
		return nil, fmt.Errorf("pages of %s: %w", id, err)
	}
	return leaves, nil
}

func scanLeaf(row pgx.CollectableRow) (l Leaf, err error) {
	var of Job
	l.StoredPage, err = scanPageAnd(row, append([]any{&l.Added}, of.fileTargets()...)...)
	l.File = of.File
	l.Sheets, l.Media = of.Sheets()
	return l, err
}

func (s *Store) pages(ctx context.Context, who invoer.Scope, query, id string) ([]StoredPage, error) {
	pages, err := asked(ctx, s, who, scanPage, query, id)
	if err != nil {
		return nil, fmt.Errorf("pages of %s: %w", id, err)
	}
	return pages, nil
}
