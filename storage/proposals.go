package storage

import (
	"context"
	"fmt"

	"github.com/invoer/invoer"
)

// Grounds are what a booking is proposed from.
type Grounds struct {
	Invoice  invoer.Invoice // as it now stands
	History  History        // what the client's approved documents say of the supplier
	Journal  string         // as the client, else the office, sets it; may be empty
	Account  string         // cost account of an unknown supplier, set likewise; may be empty
	Archived bool           // it was put away before
}

// Grounds gives what a booking of a document is proposed from.
func (s *Store) Grounds(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (Grounds, error) {
	var g Grounds
	err := s.In(ctx, who, func(tx Tx) error {
		var client invoer.ClientID
		err := tx.QueryRow(ctx, `select i.invoice, coalesce(d.client_id::text, ''),
				coalesce(c.settings ->> 'purchase_journal', o.settings ->> 'purchase_journal', ''),
				coalesce(c.settings ->> 'cost_account', o.settings ->> 'cost_account', ''),
				exists (select from archives a where a.document_id = d.id)
			from documents d join invoices i on i.document_id = d.id join offices o on o.id = d.office_id
			left join clients c on c.id = d.client_id
			where d.id = $1`, id).Scan(&g.Invoice, &client, &g.Journal, &g.Account, &g.Archived)
		if err != nil {
			return err
		}
		g.History, err = tx.Supplier(client, g.Invoice.Supplier.VAT.Value, g.Invoice.Supplier.Name.Value)
		return err
	})
	if err != nil {
		return Grounds{}, fmt.Errorf("grounds of a booking of %s: %w", id, err)
	}
	return g, nil
}
