package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Balance proves that nothing was lost in an office: what came in equals
// what is here. Each difference names its rows.
type Balance struct {
	At                              time.Time
	Deliveries, Parts, Files, Pages int
	Taken, Skipped, Held            int // parts, by outcome
	Documents, Joined               int // Joined: originals of documents that came again
	FilesHeld, FilesWaiting         int
	PagesInDocuments, PagesDropped  int // dropped: separators and blanks
	PagesWaiting, PagesHeld         int // of those in no document yet
	Faults                          []Fault
}

// A Fault is one difference: Rule says which sum does not hold, Noun and ID of
// what.
type Fault struct{ Rule, Noun, ID, Detail string }

// Balanced tells whether all sums hold.
func (b Balance) Balanced() bool { return len(b.Faults) == 0 }

// Balance counts an office's rows and compares. It needs a view of the whole
// office: a person of a client, or who works for one only, is an
// invoer.ErrForbidden. Each sum sees one moment, and several are looked at one
// after the other: in a large office all together take longer than one question
// may.
func (s *Store) Balance(ctx context.Context, who invoer.Scope) (Balance, error) {
	if !who.Role.OfficeWide() || who.Client != "" {
		return Balance{}, fmt.Errorf("%w: the balance is of the whole office", invoer.ErrForbidden)
	}
	b := Balance{At: s.now().UTC(), Faults: []Fault{}}
	if err := s.atLength(ctx, who, func(tx Tx) error { return tx.count(&b) }); err != nil {
		return Balance{}, fmt.Errorf("balance of office %s: %w", who.Office, err)
	}
	for _, rule := range balanceRules {
		err := s.atLength(ctx, who, func(tx Tx) error {
			faults, err := tx.faults(rule)
			b.Faults = append(b.Faults, faults...)
			return err
		})
		if err != nil {
			return Balance{}, fmt.Errorf("balance of office %s: rule %s: %w", who.Office, rule.name, err)
		}
	}
	return b, nil
}

func (tx Tx) count(b *Balance) error {
	return tx.QueryRow(tx.Ctx, `select
		(select count(*) from deliveries where office_id = $1),
		p.parts, p.taken, p.skipped, p.held, f.files, f.pages, f.held, f.waiting,
		(select count(*) from documents where office_id = $1 and status <> 'joined'),
		(select count(*) from documents where office_id = $1 and status = 'joined'),
		(select count(distinct (file_id, page)) from document_pages where office_id = $1),
		g.dropped, g.waiting, g.held
		from (select count(*) as parts, count(*) filter (where outcome = 'taken') as taken, count(*) filter (where outcome = 'skipped') as skipped,
		             count(*) filter (where outcome = 'held') as held from parts where office_id = $1) p,
		     (select count(*) as files, coalesce(sum(pages), 0) as pages, count(*) filter (where stage = 'held') as held,
		             count(*) filter (where stage not in ('held', 'done')) as waiting from files where office_id = $1) f,
		     (select count(*) filter (where fate in ('separator', 'blank', 'dropped')) as dropped, count(*) filter (where stage in ('normalise', 'read')) as waiting,
		             count(*) filter (where stage = 'held') as held from pages p where office_id = $1
		             and not exists (select from document_pages r where r.file_id = p.file_id and r.page = p.number)) g`, tx.Who.Office).
		Scan(&b.Deliveries, &b.Parts, &b.Taken, &b.Skipped, &b.Held, &b.Files, &b.Pages, &b.FilesHeld, &b.FilesWaiting,
			&b.Documents, &b.Joined, &b.PagesInDocuments, &b.PagesDropped, &b.PagesWaiting, &b.PagesHeld)
}

// faultsOfARule bounds how many rows a rule names.
const faultsOfARule = 100

func (tx Tx) faults(r balanceRule) ([]Fault, error) {
	rows, err := tx.Query(tx.Ctx, `select id, detail from (`+r.query+`) broken (id, detail) order by id limit `+fmt.Sprint(faultsOfARule), tx.Who.Office)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Fault, error) {
		f := Fault{Rule: r.name, Noun: r.noun}
		return f, row.Scan(&f.ID, &f.Detail)
	})
}

// A balanceRule is one sum of the balance: its query gives the rows for which
// it does not hold, and how. It is one statement, so it sees one moment.
type balanceRule struct{ name, noun, query string }

// namedBlobs are the keys of an office's blobs that rows name, and withoutRow those n
// of them that blobs does not know.
const (
	namedBlobs = `select office_id || '/' || sha256 as key, 'part' as noun from parts where office_id = $1 and sha256 <> ''
		union all select original, 'file' from files where office_id = $1
		union all select xml, 'file' from files where office_id = $1 and xml <> ''
		union all select picture, 'file' from files where office_id = $1 and picture <> ''
		union all select image, 'page' from pages where office_id = $1 and image <> ''
		union all select pdf, 'archive' from archives where office_id = $1 and pdf <> ''
		union all select manifest, 'archive' from archives where office_id = $1
		union all select file, 'batch' from batches where office_id = $1`
	withoutRow = `not exists (select from blobs b where b.office_id = $1 and b.key = n.key)`
)

// balanceRules are the sums, from the door to the archive. A file that waits
// for a machine is on its way and owes nothing yet.
var balanceRules = []balanceRule{
	{"delivery-is-there", "delivery", `select a.subject::text, 'it was received, and its row is gone' from audits a
		where a.office_id = $1 and a.noun = 'delivery' and a.action = 'received' and not exists (select from deliveries d where d.id = a.subject)`},
	{"parts-are-all-there", "delivery", `select d.id::text, format('%s lines, want %s', (select count(*) from parts p where p.delivery_id = d.id), a.after->>'parts')
		from deliveries d join audits a on a.office_id = d.office_id and a.subject = d.id and a.noun = 'delivery' and a.action = 'received'
		where d.office_id = $1 and (select count(*) from parts p where p.delivery_id = d.id) <> (a.after->>'parts')::int`},
	{"file-has-part", "file", `select f.id::text, 'no line of a ledger names it' from files f
		where f.office_id = $1 and not exists (select from parts p where p.file_id = f.id and p.outcome <> 'skipped')`},
	{"part-became-document", "file", `select f.id::text, 'it was read, and no document came of it' from files f
		where f.office_id = $1 and f.stage in ('done', 'held') and not exists (select from documents d where d.file_id = f.id)`},
	{"pages-are-all-there", "file", `select f.id::text, format('%s pages, want %s', (select count(*) from pages p where p.file_id = f.id), f.pages) from files f
		where f.office_id = $1 and f.stage not in ('open', 'held') and (select count(*) from pages p where p.file_id = f.id) <> f.pages`},
	{"page-has-fate", "page", `select p.file_id || '/' || p.number, 'it is in no document, and no separator or blank' from pages p
		join files f on f.id = p.file_id
		where p.office_id = $1 and f.stage = 'done' and p.fate not in ('separator', 'blank', 'dropped')
		  and not exists (select from document_pages r where r.file_id = p.file_id and r.page = p.number)`},
	{"document-has-pages", "document", `select d.id::text, format('page %s of %s is missing', count(*) + 1, max(r.position))
		from documents d join document_pages r on r.document_id = d.id
		where d.office_id = $1 group by d.id having max(r.position) <> count(*)`},
	{"original-has-document", "document", `select d.id::text, 'it is an original of one that is none of its own, or another client''s' from documents d
		join documents l on l.id = d.joined_to
		where d.office_id = $1 and (l.joined_to is not null or l.client_id is distinct from d.client_id)`},
	{"document-has-reading", "document", `select d.id::text, 'it is ' || d.status || ', and nothing was read of it' from documents d
		where d.office_id = $1 and d.status in ('read', 'approved', 'booked') and not exists (select from invoices i where i.document_id = d.id)`},
	{"booked-is-in-batch", "document", `select d.id::text, 'it is booked, and in no batch' from documents d
		where d.office_id = $1 and d.status = 'booked' and not exists (select from batch_documents b where b.document_id = d.id and not b.void)`},
	{"blob-is-known", "blob", `select distinct n.key, 'a ' || n.noun || ' names it, and it has no row' from (` + namedBlobs + `) n where ` + withoutRow},
	{"blob-is-sound", "blob", `select key, fault from blobs where office_id = $1 and fault <> ''`},
	{"size-is-one", "file", `select f.id::text, format('%s bytes, its blob has %s', f.size, b.size) from files f join blobs b on b.office_id = f.office_id and b.key = f.original
		where f.office_id = $1 and (f.size <> b.size or f.sha256 <> b.hash)`},
}
