package storage

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An Original is one of those of a document: what came in, by which door and
// when, and why it is one of it. Its bytes are those of File. Leads is the one
// that came first, whose row the document is.
type Original struct {
	Document invoer.DocumentID // the row that was made when it came
	File     invoer.File       // zero for a client's own people when it is another client's too
	Delivery invoer.DeliveryID
	Door     invoer.Door
	From     string
	Received time.Time
	EInvoice bool // it is an e-invoice or has one in it
	Pages    int
	Leads    bool
	Why      string    // one of invoer's reasons to join; empty for the first
	At       time.Time // when it was joined; zero for the first
}

// leadOf names the document in which another is shown: itself, unless it is
// joined to one.
func (tx Tx) leadOf(id invoer.DocumentID) (invoer.DocumentID, error) {
	return one(tx, pgx.RowTo[invoer.DocumentID], `select coalesce(joined_to, id)::text from documents where id = $1`, id)
}

// originals lists those of a document, the first one first.
func (tx Tx) originals(lead invoer.DocumentID) ([]Original, error) {
	return list(tx, func(row pgx.CollectableRow) (o Original, err error) {
		var held *invoer.Reason
		var at *time.Time
		err = row.Scan(append([]any{&o.Document, &o.Delivery, &o.Door, &o.From, &o.Received, &o.EInvoice, &o.Pages, &o.Leads, &o.Why, &at}, fileTargets(&o.File, &held)...)...)
		o.File.Held, o.At = reasonOf(held), moment(at)
		return o, err
	}, `select d.id::text, d.delivery_id::text, coalesce(v.door, ''), coalesce(v.sender, ''), d.received, coalesce(f.xml, '') <> '',
			(select count(*) from document_pages r where r.document_id = d.id), d.joined_to is null, d.joined_why, d.joined_at, `+shownFile+`
		from documents d left join deliveries v on v.id = d.delivery_id left join files f on f.id = d.file_id
		where d.id = $1 or d.joined_to = $1 order by (d.id = $1) desc, d.received, d.id`, lead)
}

// Originals lists the originals of a document, the first one first; asked of
// one that is joined to another, those of that.
func (s *Store) Originals(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (all []Original, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		lead, err := tx.leadOf(id)
		if err != nil {
			return err
		}
		all, err = tx.originals(lead)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("originals of document %s: %w", id, err)
	}
	return all, nil
}

// pagesShown names the document whose pages are shown for document $1: itself,
// or, where it has none as an e-invoice may, the first of its originals that
// has some.
const pagesShown = `coalesce((select r.document_id from document_pages r where r.document_id = $1 limit 1),
	(select r.document_id from documents o join document_pages r on r.document_id = o.id where o.joined_to = $1
		order by o.received, o.id limit 1))`

// basis tells what a document is read from: the e-invoice that rules and the
// pages that are shown.
func (tx Tx) basis(lead invoer.DocumentID) (string, error) {
	return one(tx, pgx.RowTo[string], `select `+rulingXML+` || ' ' || coalesce(`+pagesShown+`::text, '')
		from documents d join files f on f.id = d.file_id where d.id = $1`, lead)
}

// rulingXML is the e-invoice that a document d of file f is read from: its own
// before that of another original.
const rulingXML = `coalesce(nullif(f.xml, ''), (select g.xml from documents o join files g on g.id = o.file_id
	where o.joined_to = d.id and g.xml <> '' order by o.received, o.id limit 1), '')`

// A join is what makes a document an original of another.
type join struct {
	id, to invoer.DocumentID
	why    string
}

// join makes a document, and what was joined to it, originals of another that
// leads. Nothing that was decided changes: an approved or booked document gets
// findings and the new original, and its values stay.
func (tx Tx) join(j join) error {
	before, err := tx.basis(j.to)
	if err != nil {
		return err
	}
	e := Event{Kind: "document.joined", Document: j.id, Data: map[string]string{"status": string(invoer.StatusJoined), "joined_to": string(j.to)}}
	err = tx.QueryRow(tx.Ctx, `update documents set status = 'joined', stage = 'done', held = null, joined_to = $2, joined_why = $3, joined_at = $4,
			version = version + 1, since = now(), rung = null, not_before = null, attempts = 0, lease_until = null, lease_by = ''
		where id = $1 returning coalesce(client_id::text, ''), delivery_id::text`, j.id, j.to, j.why, tx.now).Scan(&e.Client, &e.Delivery)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(tx.Ctx, `update documents set joined_to = $2 where joined_to = $1`, j.id, j.to); err != nil {
		return err
	}
	if err := tx.dropBooking(j.id); err != nil {
		return err
	}
	if err := tx.Audit("document", string(j.id), "joined", nil, map[string]string{"document": string(j.to), "why": j.why}); err != nil {
		return err
	}
	if err := tx.Audit("document", string(j.to), "original-added", nil, map[string]string{"document": string(j.id), "why": j.why}); err != nil {
		return err
	}
	if err := tx.Emit(e); err != nil {
		return err
	}
	return tx.lead(j.to, before)
}

// lead brings a document up to date whose originals changed: it is read again
// where that changes what it is read from (before), and else only compared with
// them. One that is decided on keeps its values, and is archived again with all
// its originals.
func (tx Tx) lead(id invoer.DocumentID, before string) error {
	d, err := tx.lock(id)
	if err != nil {
		return err
	}
	after, err := tx.basis(id)
	if err != nil {
		return err
	}
	switch d.doc.Status {
	case invoer.StatusApproved, invoer.StatusBooked:
		d.doc.Stage, d.doc.Run = invoer.StageArchive, d.doc.Run+1
	case invoer.StatusWaiting, invoer.StatusRead, invoer.StatusHeld:
		if after == before {
			break
		}
		if err := d.doc.Replay(); err != nil {
			return err
		}
	}
	if err := tx.checkOriginals(id, d.doc.Status, &d.inv); err != nil {
		return err
	}
	return tx.saveLead(d)
}

// saveLead writes a document whose originals changed. What a stage has in hand
// of it goes on, unless it is to be read or archived anew.
func (tx Tx) saveLead(d *decision) error {
	if err := tx.saveInvoice(d.doc.ID, d.inv); err != nil {
		return err
	}
	err := tx.QueryRow(tx.Ctx, `update documents set version = version + 1, status = $2, stage = $3, held = $4,
			run = $5, since = case when run = $5 then since else now() end, rung = case when run = $5 then rung end,
			not_before = case when run = $5 then not_before end, attempts = case when run = $5 then attempts else 0 end,
			lease_until = case when run = $5 then lease_until end, lease_by = case when run = $5 then lease_by else '' end
		where id = $1 returning version`, d.doc.ID, d.doc.Status, d.doc.Stage, nullReason(d.doc.Held), d.doc.Run).Scan(&d.doc.Version)
	if err != nil {
		return err
	}
	if d.doc.Stage != invoer.StageDone && d.doc.Stage != invoer.StageHeld {
		tx.Ring(d.doc.Ring())
	}
	return tx.Emit(Event{
		Kind: "document.changed", Client: d.doc.Client, Document: d.doc.ID, Delivery: d.doc.Delivery,
		Data: map[string]string{"status": string(d.doc.Status), "version": strconv.Itoa(d.doc.Version)},
	})
}

// checkOriginals compares a document with what its originals say by themselves.
func (tx Tx) checkOriginals(lead invoer.DocumentID, status invoer.Status, inv *invoer.Invoice) error {
	others, err := list(tx, func(row pgx.CollectableRow) (o invoer.OriginalReading, err error) {
		var received time.Time
		var said *invoer.Invoice
		err = row.Scan(&o.Document, &received, &said)
		if said != nil {
			o.Invoice = *said
		}
		o.Received = invoer.DateOf(received)
		return o, err
	}, `select d.id::text, d.received, case when d.id = $1 then i.paper else i.invoice end
		from documents d join invoices i on i.document_id = d.id where d.joined_to = $1 or d.id = $1 and i.paper is not null
		order by d.received, d.id`, lead)
	if err != nil {
		return fmt.Errorf("originals of document %s: %w", lead, err)
	}
	for i := range others {
		if others[i].Text, err = tx.ownText(others[i].Document); err != nil {
			return err
		}
	}
	decided := status.Approved()
	inv.CheckOriginals(others, decided)
	return nil
}

// SavePaper keeps what the own pages of a document say where the e-invoice of
// another original of it rules; nil where none does.
func (tx Tx) SavePaper(id invoer.DocumentID, said *invoer.Invoice) (err error) {
	if said == nil {
		_, err = tx.Exec(tx.Ctx, `update invoices set paper = null where document_id = $1 and paper is not null`, id)
	} else {
		_, err = tx.Exec(tx.Ctx, `insert into invoices (document_id, office_id, client_id, reading, invoice, paper, changed)
			select id, office_id, client_id, '{}', '{}', $2, $3 from documents where id = $1
			on conflict (document_id) do update set paper = excluded.paper`, id, said, tx.now)
	}
	if err != nil {
		return fmt.Errorf("what the own pages of document %s say: %w", id, err)
	}
	return nil
}

// Separate makes a document of its own again of an original, as a person of the
// office says, who is never asked about the two again. It is read anew, and the
// document that it was joined to stands as it did before, unless that was
// decided on: then its values stay. Join takes it back.
func (s *Store) Separate(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int) (View, error) {
	return s.regroup(ctx, who, id, version, func(tx Tx, d *decision) error {
		lead := d.joinedTo
		if lead == "" {
			return fmt.Errorf("%w: document %s is no original of another", invoer.ErrConflict, id)
		}
		before, err := tx.basis(lead)
		if err != nil {
			return err
		}
		if err := tx.separate(d); err != nil {
			return err
		}
		return tx.lead(lead, before)
	})
}

func (tx Tx) separate(d *decision) error {
	id, lead := d.doc.ID, d.joinedTo
	run, err := tx.again(id)
	if err != nil {
		return err
	}
	tx.Ring(invoer.Ring{Office: tx.Who.Office, Noun: invoer.NounDocument, ID: string(id), Stage: invoer.StageExtract, Run: run})
	others, err := list(tx, pgx.RowTo[invoer.DocumentID], `select id::text from documents where id = $1 or joined_to = $1`, lead)
	if err != nil {
		return err
	}
	for _, other := range others {
		if err := tx.saidUnlike(id, other); err != nil {
			return err
		}
	}
	if err := tx.Audit("document", string(id), "separated", map[string]string{"document": string(lead)}, nil); err != nil {
		return err
	}
	if err := tx.Audit("document", string(lead), "original-separated", map[string]string{"document": string(id)}, nil); err != nil {
		return err
	}
	return tx.Emit(Event{Kind: "document.separated", Client: d.doc.Client, Document: id, Delivery: d.doc.Delivery, Data: map[string]string{"from": string(lead)}})
}

// Join makes a document an original of another one of the same client, as a
// person of the office says; of one that is an original itself, of the document
// that shows it. A document that was decided on leads and is not joined.
func (s *Store) Join(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, to invoer.DocumentID) (View, error) {
	return s.regroup(ctx, who, id, version, func(tx Tx, d *decision) error {
		lead, err := tx.leadOf(to)
		if err != nil {
			return fmt.Errorf("document %s to be joined to: %w", to, err)
		}
		if err := tx.fits(d, lead); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `delete from unlike where $1 in (one, other) and (one in (select id from documents where id = $2 or joined_to = $2)
			or other in (select id from documents where id = $2 or joined_to = $2))`, id, lead); err != nil {
			return err
		}
		return tx.join(join{id: id, to: lead, why: invoer.JoinedByHand})
	})
}

// fits refuses to join what does not belong together.
func (tx Tx) fits(d *decision, lead invoer.DocumentID) error {
	if err := d.doc.Undecided(); err != nil {
		return err
	}
	if lead == d.doc.ID {
		return fmt.Errorf("%w: document %s with itself", invoer.ErrInvalid, lead)
	}
	to, err := tx.lock(lead)
	if err != nil {
		return fmt.Errorf("document %s to be joined to: %w", lead, err)
	}
	if to.doc.Client != d.doc.Client {
		return fmt.Errorf("%w: documents of two clients", invoer.ErrInvalid)
	}
	if to.doc.Status == invoer.StatusRejected {
		return fmt.Errorf("%w: document %s is rejected; reopen it first", invoer.ErrConflict, lead)
	}
	return nil
}

// regroup runs what a person does with the originals of a document. Documents of
// a client are compared and joined one after the other.
func (s *Store) regroup(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, rule func(Tx, *decision) error) (v View, err error) {
	if err := decides(who); err != nil {
		return View{}, err
	}
	err = uncrossed(func() error {
		return s.In(ctx, who, func(tx Tx) error {
			if err := tx.turnOf(id); err != nil {
				return err
			}
			d, err := tx.lockAt(id, version)
			if err != nil {
				return err
			}
			if err := rule(tx, d); err != nil {
				return err
			}
			v, err = tx.view(id)
			return err
		})
	})
	if err != nil {
		return View{}, fmt.Errorf("document %s: %w", id, err)
	}
	return v, nil
}

// saidUnlike keeps that a person said of two documents that they are different.
func (tx Tx) saidUnlike(a, b invoer.DocumentID) error {
	if a == b {
		return nil
	}
	_, err := tx.Exec(tx.Ctx, `insert into unlike (office_id, one, other, at, user_id) values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4, $5)
		on conflict (one, other) do nothing`, tx.Who.Office, a, b, tx.now, tx.Who.User)
	return err
}

// printsOf are those of the pages of a document that are not blank.
func (tx Tx) printsOf(id invoer.DocumentID) ([]invoer.Print, error) {
	return list(tx, func(row pgx.CollectableRow) (p invoer.Print, err error) { return p, row.Scan((*[]byte)(&p)) },
		`select p.print from document_pages r join pages p on p.file_id = r.file_id and p.number = r.page
		where r.document_id = $1 and not p.blank order by r.position limit 20`, id)
}

// savePrint keeps what a page looks like and the keys under which it is found.
func (tx Tx) savePrint(file invoer.FileID, page int, p invoer.Print) error {
	if _, err := tx.Exec(tx.Ctx, `delete from page_bands where file_id = $1 and page = $2`, file, page); err != nil {
		return err
	}
	if len(p) == 0 {
		return nil
	}
	_, err := tx.Exec(tx.Ctx, `insert into page_bands (office_id, client_id, band, file_id, page)
		select $1, p.client_id, unnest($2::int[]), $3, $4 from pages p where p.file_id = $3 and p.number = $4`, tx.Who.Office, p.Bands(), file, page)
	return err
}
