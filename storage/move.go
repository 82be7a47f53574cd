package storage

import (
	"context"
	"fmt"

	"github.com/invoer/invoer"
)

// Move gives the document and its pages to another client. Its file goes along
// unless it holds a document that stays: then only the office sees the original.
// The booking is proposed again from the other client's history.
func (s *Store) Move(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, client invoer.ClientID) (View, error) {
	return s.decide(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event = "moved", "document.moved"
		d.before["client"], d.after["client"] = string(d.doc.Client), string(client)
		if err := d.doc.Change(); err != nil {
			return err
		}
		d.doc.Client = client
		if err := tx.move(id, client); err != nil {
			return err
		}
		return tx.checkNeighbours(id, &d.inv)
	})
}

func (tx Tx) move(id invoer.DocumentID, client invoer.ClientID) error {
	if err := tx.belong(id, client); err != nil {
		return err
	}
	// Who has not approved it yet has not remembered it: only the proposal goes.
	return tx.SaveBooking(id, nil)
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
