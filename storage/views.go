package storage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A View is a document with all that is known of it.
type View struct {
	invoer.Document
	ClientName string
	ClientCode string
	Invoice    invoer.Invoice  // as it now stands; zero while it is waiting
	Booking    *invoer.Booking // nil while there is none, and for a client's own people
	Pages      []PageView
	File       invoer.File       // zero for a client's own people when it is another client's too
	Archive    *Archive          // newest; nil while there is none
	Reason     string            // why a person rejected it
	JoinedTo   invoer.DocumentID // the document that shows it; empty for one that is shown itself
	Originals  []Original        // all of it, the first one first; of one that is joined, those of the document that shows it
}

// A PageView is a page of a document as it is shown.
type PageView struct {
	invoer.PageRef
	Width, Height float64 // points, before the person's turn
	Upright       int     // degrees clockwise by which the original was turned before it was read: invoer.Page's Turn
	Reader        string
	Image         invoer.BlobKey // empty: drawn on demand
	Held          invoer.Reason
}

// An Archive is what was put away of a document.
type Archive struct {
	Version  int
	PDF      invoer.BlobKey // empty when the original is searchable itself
	Manifest invoer.BlobKey
	Created  time.Time
}

const (
	shownFile = `coalesce(f.id::text, ''), coalesce(f.name, ''), coalesce(f.media, ''), coalesce(f.original, ''), coalesce(f.size, 0),
		coalesce(f.sha256, ''), coalesce(f.stage, ''), coalesce(f.run, 0), coalesce(f.pages, 0), f.held,
		coalesce(f.office_id::text, ''), coalesce(f.client_id::text, ''), coalesce(f.delivery_id::text, '')`
	selectView = `select ` + documentColumns + `, d.reason, coalesce(c.name, ''), coalesce(c.code, ''), i.invoice, b.booking,
			a.version, a.pdf, a.manifest, a.created, coalesce(d.joined_to::text, ''), ` + shownFile + `
		from documents d left join clients c on c.id = d.client_id
		left join invoices i on i.document_id = d.id left join bookings b on b.document_id = d.id
		left join files f on f.id = d.file_id
		left join lateral (select version, pdf, manifest, created from archives
			where document_id = d.id order by version desc limit 1) a on true
		where d.id = $1`
	shownPage   = `p.file_id, p.number, p.width, p.height, p.turn, p.reader, p.image, p.held`
	selectPages = `select ` + shownPage + `, r.turn from document_pages r join pages p on p.file_id = r.file_id and p.number = r.page
		where r.document_id = ` + pagesShown + ` order by r.position`
)

// fileTargets is where shownFile go.
func fileTargets(f *invoer.File, held **invoer.Reason) []any {
	return []any{
		&f.ID, &f.Name, &f.Media, &f.Original, &f.Size, &f.SHA256, &f.Stage, &f.Run, &f.Pages, held,
		&f.Office, &f.Client, &f.Delivery,
	}
}

func scanView(row pgx.CollectableRow) (v View, err error) {
	var held, fileHeld *invoer.Reason
	var invoice *invoer.Invoice
	var version *int
	var pdf, manifest *invoer.BlobKey
	var archived *time.Time
	targets := append(documentTargets(&v.Document, &held), &v.Reason, &v.ClientName, &v.ClientCode, &invoice, &v.Booking,
		&version, &pdf, &manifest, &archived, &v.JoinedTo)
	err = row.Scan(append(targets, fileTargets(&v.File, &fileHeld)...)...)
	if err != nil {
		return View{}, err
	}
	v.Held, v.File.Held = reasonOf(held), reasonOf(fileHeld)
	if invoice != nil {
		v.Invoice = *invoice
	}
	if version != nil {
		v.Archive = &Archive{Version: *version, PDF: *pdf, Manifest: *manifest, Created: *archived}
	}
	return v, nil
}

// pageTargets is where shownPage go.
func pageTargets(p *PageView, held **invoer.Reason) []any {
	return []any{&p.File, &p.Page, &p.Width, &p.Height, &p.Upright, &p.Reader, &p.Image, held}
}

func scanPageView(row pgx.CollectableRow) (p PageView, err error) {
	var held *invoer.Reason
	err = row.Scan(append(pageTargets(&p, &held), &p.Turn)...)
	p.Held = reasonOf(held)
	return p, err
}

// Document gives one document. One that who may not see is an
// invoer.ErrNotFound, like one that does not exist.
func (s *Store) Document(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (v View, err error) {
	err = s.keyed(ctx, who, func(tx Tx) error {
		v, err = tx.view(id)
		return err
	})
	if err != nil {
		return View{}, fmt.Errorf("document %s: %w", id, err)
	}
	return v, nil
}

func (tx Tx) view(id invoer.DocumentID) (View, error) {
	v, err := one(tx, scanView, selectView, id)
	if err != nil {
		return View{}, err
	}
	if v.Pages, err = list(tx, scanPageView, selectPages, id); err != nil {
		return View{}, err
	}
	v.Document.Pages = make([]invoer.PageRef, len(v.Pages))
	for i, p := range v.Pages {
		v.Document.Pages[i] = p.PageRef
	}
	lead := id
	if v.JoinedTo != "" {
		lead = v.JoinedTo
	}
	if v.Originals, err = tx.originals(lead); err != nil {
		return View{}, err
	}
	if !tx.Who.Role.OfficeWide() { // it names another client of the office
		v.Invoice.Findings = slices.DeleteFunc(v.Invoice.Findings, func(f invoer.Finding) bool { return f.Rule == invoer.RuleOtherClient })
	}
	return v, nil
}

func (tx Tx) booking(id invoer.DocumentID) (*invoer.Booking, error) {
	found, err := list(tx, pgx.RowTo[invoer.Booking], `select booking from bookings where document_id = $1`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// Page gives a page of a file that who may see, and the file, for its picture:
// of an e-invoice with a PDF in it, that PDF is the original here.
func (s *Store) Page(ctx context.Context, who invoer.Scope, file invoer.FileID, page int) (p PageView, f invoer.File, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		var held, fileHeld *invoer.Reason
		var picture invoer.BlobKey
		targets := append(append(pageTargets(&p, &held), fileTargets(&f, &fileHeld)...), &picture)
		err := tx.QueryRow(tx.Ctx, `select `+shownPage+`, `+shownFile+`, f.picture from pages p join files f on f.id = p.file_id
			where p.file_id = $1 and p.number = $2`, file, page).Scan(targets...)
		p.Held, f.Held = reasonOf(held), reasonOf(fileHeld)
		if picture != "" {
			f.Original, f.Media = picture, "application/pdf"
		}
		return err
	})
	if err != nil {
		return PageView{}, invoer.File{}, fmt.Errorf("page %d of file %s: %w", page, file, err)
	}
	return p, f, nil
}

// Words gives the words of a page of a file that who may see; nil while it was
// not read.
func (s *Store) Words(ctx context.Context, who invoer.Scope, file invoer.FileID, page int) (words []invoer.Word, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		packed, err := one(tx, pgx.RowTo[[]byte], `select words from pages where file_id = $1 and number = $2`, file, page)
		if err != nil {
			return err
		}
		words, err = unpackWords(packed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("words of page %d of file %s: %w", page, file, err)
	}
	return words, nil
}
