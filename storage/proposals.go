package storage

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
)

// Grounds are what a booking is proposed from.
type Grounds struct {
	Invoice  invoer.Invoice       // as it now stands
	Purchase ledger.Purchase      // the same, as a purchase to be booked
	Proposed precedent.Proposal   // by what was booked before
	Standing precedent.Standing   // how well the office's proposals did so far
	Journal  string               // as the client, else the office, sets it; may be empty
	Account  string               // cost account of an unknown supplier, set likewise; may be empty
	Archived bool                 // it was put away before
	Buyer    invoer.VATNumber     // of the client; may be empty
	Rules    []invoer.BookingRule // that hold for it, the first first
}

// Grounds gives what a booking of a document is proposed from.
func (s *Store) Grounds(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (Grounds, error) {
	var g Grounds
	err := s.In(ctx, who, func(tx Tx) error {
		var client invoer.ClientID
		err := tx.QueryRow(ctx, `select i.invoice, coalesce(d.client_id::text, ''),
				coalesce(c.settings ->> 'purchase_journal', o.settings ->> 'purchase_journal', ''),
				coalesce(c.settings ->> 'cost_account', o.settings ->> 'cost_account', ''),
				exists (select from archives a where a.document_id = d.id), coalesce(c.vat, '')
			from documents d join invoices i on i.document_id = d.id join offices o on o.id = d.office_id
			left join clients c on c.id = d.client_id
			where d.id = $1`, id).Scan(&g.Invoice, &client, &g.Journal, &g.Account, &g.Archived, &g.Buyer)
		if err != nil {
			return err
		}
		if g.Purchase, err = tx.purchase(id, client, g.Invoice); err != nil {
			return err
		}
		if g.Rules, err = tx.rulesFor(client, g.Invoice, words(g.Purchase)); err != nil {
			return err
		}
		g.Proposed, g.Standing, err = tx.propose(g.Purchase)
		return err
	})
	if err != nil {
		return Grounds{}, fmt.Errorf("grounds of a booking of %s: %w", id, err)
	}
	return g, nil
}

// words are those of a purchase's pages and lines: an e-invoice may have no
// page.
func words(p ledger.Purchase) string {
	all := p.Text
	for _, l := range p.Lines {
		all += "\n" + l.Description
	}
	return all
}

// SaveVATFindings replaces what the law of VAT has to say of a document
// (belgium.Check). Who accepted a finding that is found again stays.
func (tx Tx) SaveVATFindings(id invoer.DocumentID, found []invoer.Finding) error {
	inv, err := one(tx, pgx.RowTo[invoer.Invoice], `select invoice from invoices where document_id = $1 for update`, id)
	if err != nil {
		return fmt.Errorf("VAT findings of document %s: %w", id, err)
	}
	if !inv.CheckVAT(found) {
		return nil
	}
	return tx.saveInvoice(id, inv)
}
