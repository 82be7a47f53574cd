package storage

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// Move gives the document and its pages to another client. Its file goes along
// unless it holds a document that stays: then only the office sees the original.
// Its other originals go along.
// The booking is proposed again from the other client's history.
func (s *Store) Move(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, client invoer.ClientID) (View, error) {
	return s.decide(ctx, who, id, version, movedTo(client))
}

// movedTo is the rule that gives a document to a client.
func movedTo(client invoer.ClientID) func(Tx, *decision) error {
	return func(tx Tx, d *decision) error {
		d.action, d.event = "moved", "document.moved"
		d.before["client"], d.after["client"] = string(d.doc.Client), string(client)
		if err := d.doc.Change(); err != nil {
			return err
		}
		d.doc.Client = client
		if err := tx.move(d.doc.ID, client); err != nil {
			return err
		}
		_, err := tx.checkNeighbours(d.doc.ID, &d.inv)
		return err
	}
}

// Assign gives a delivery to a client: its ledger, its files, and those of
// their documents that are of the client whose the delivery was. A document
// that a separator sheet or a person gave to a third client stays there. All of
// it is done or nothing. It is an invoer.ErrConflict while a file of the
// delivery is being read, and when somebody decided on a document that would
// go along.
func (s *Store) Assign(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, client invoer.ClientID) error {
	if err := decides(who); err != nil {
		return err
	}
	err := uncrossed(func() error { return s.In(ctx, who, func(tx Tx) error { return tx.assign(id, client) }) })
	if err != nil {
		return fmt.Errorf("giving delivery %s to client %s: %w", id, client, err)
	}
	return nil
}

func (tx Tx) assign(id invoer.DeliveryID, client invoer.ClientID) error {
	if _, err := tx.Exec(tx.Ctx, `select id from deliveries where id = $1 for update`, id); err != nil {
		return err
	}
	d, err := tx.delivery(id)
	if err != nil || d.Client == client {
		return err
	}
	if err := tx.holdStack(id); err != nil {
		return err
	}
	if err := tx.movable(d); err != nil {
		return err
	}
	documents, err := list(tx, pgx.RowTo[invoer.DocumentID], `select id::text from documents where delivery_id = $1
		and client_id is not distinct from nullif($2, '')::uuid order by received, id`, id, string(d.Client))
	if err != nil {
		return err
	}
	if err := tx.assignRows(id, client); err != nil {
		return err
	}
	for _, document := range documents {
		if err := tx.alter(document, AnyVersion, movedTo(client)); err != nil {
			return fmt.Errorf("document %s: %w", document, err)
		}
	}
	return tx.Audit("delivery", string(id), "assigned", map[string]string{"client": string(d.Client)}, map[string]string{"client": string(client)})
}

// movable refuses a delivery of which something cannot go to another client.
func (tx Tx) movable(d invoer.Delivery) error {
	var busy, decided int
	err := tx.QueryRow(tx.Ctx, `select
		(select count(*) from files where delivery_id = $1 and stage in ('open', 'reading', 'split')),
		(select count(*) from documents where delivery_id = $1 and client_id is not distinct from nullif($2, '')::uuid
			and status in ('approved', 'booked', 'rejected', 'joined'))`, d.ID, string(d.Client)).Scan(&busy, &decided)
	if err == nil && busy+decided > 0 {
		err = fmt.Errorf("%w: %d of its files are being read and %d of its documents are decided on or originals of others", invoer.ErrConflict, busy, decided)
	}
	return err
}

// assignRows gives a client what is no document: the delivery, its ledger,
// pages that are in no document, and files without a document. The other files
// and pages go with their documents.
func (tx Tx) assignRows(id invoer.DeliveryID, client invoer.ClientID) error {
	for _, statement := range []string{
		`update deliveries set client_id = $2 where id = $1`,
		// A key that stands for another delivery of that client goes on to do so.
		`update delivery_keys k set client_id = $2 where delivery_id = $1 and not exists (
			select from delivery_keys o where o.office_id = k.office_id and o.client_id = $2 and o.door = k.door and o.key = k.key)`,
		`update parts set client_id = $2 where delivery_id = $1`,
		`update pages p set client_id = $2 from files f where f.id = p.file_id and f.delivery_id = $1
			and not exists (select from document_pages r where r.file_id = p.file_id and r.page = p.number)`,
		`update page_bands b set client_id = $2 from files f where f.id = b.file_id and f.delivery_id = $1
			and not exists (select from document_pages r where r.file_id = b.file_id and r.page = b.page)`,
		`update files f set client_id = $2 where delivery_id = $1 and not exists (select from documents o where o.file_id = f.id)
			and not exists (select from document_pages r where r.file_id = f.id)`,
	} {
		if _, err := tx.Exec(tx.Ctx, statement, id, client); err != nil {
			return err
		}
	}
	return nil
}

func (tx Tx) move(id invoer.DocumentID, client invoer.ClientID) error {
	all, err := list(tx, pgx.RowTo[invoer.DocumentID], `select id::text from documents where id = $1 or joined_to = $1`, id)
	if err != nil {
		return err
	}
	for _, original := range all {
		if err := tx.belong(original, client); err != nil {
			return err
		}
	}
	// Who has not approved it yet has not remembered it: only the proposal goes.
	return tx.dropBooking(id)
}

// belong gives a document and its pages to a client. A file whose documents
// are of several clients is nobody's: its original shows all of them, so only
// the office sees it.
func (tx Tx) belong(id invoer.DocumentID, client invoer.ClientID) error {
	for _, statement := range []string{
		`update documents set client_id = $2 where id = $1`,
		`update document_pages set client_id = $2 where document_id = $1`,
		`update invoices set client_id = $2 where document_id = $1`,
		`update archives set client_id = $2 where document_id = $1`,
		`update pages p set client_id = $2 from document_pages r where r.document_id = $1 and p.file_id = r.file_id and p.number = r.page`,
		`update page_bands b set client_id = $2 from document_pages r where r.document_id = $1 and b.file_id = r.file_id and b.page = r.page`,
		`update files f set client_id = case when not exists (
				select from documents o where o.file_id = f.id and o.id <> $1 and o.client_id is distinct from $2) then $2::uuid end
			where f.id in (select file_id from document_pages where document_id = $1 union select file_id from documents where id = $1)`,
	} {
		if _, err := tx.Exec(tx.Ctx, statement, id, client); err != nil {
			return fmt.Errorf("giving it to client %s: %w", client, err)
		}
	}
	return nil
}
