package storage

import (
	"context"
	"fmt"
	"slices"

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
	Books    invoer.Books         // of the client: periods, VAT codes, the supplier, and the accounts that a purchase has beside its costs
	Chart    invoer.Books         // all accounts, where no history tells one; else none
	Rate     string               // of a currency that is not euro, on the day of the invoice; empty where there is none
	Office   OfficeSettings
	Earlier  []invoer.Earlier // of the same supplier; empty unless asked for (Store.Earlier)
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
		if g.Rules, err = tx.rulesFor(client, g.Invoice, Words(g.Purchase)); err != nil {
			return err
		}
		if g.Books, err = tx.fewBooks(client, g.Invoice.Supplier); err != nil {
			return err
		}
		if g.Office, err = tx.officeSettings(); err != nil {
			return err
		}
		if g.Proposed, g.Standing, err = tx.propose(g.Purchase); err != nil {
			return err
		}
		if total := g.Invoice.Total.Value; g.Invoice.Total.Present() && total.Currency != "EUR" {
			if g.Rate, err = tx.rate(total.Currency, g.Invoice.Issued.Value); err != nil {
				return err
			}
		}
		if client != "" && g.Account == "" && slices.ContainsFunc(g.Proposed.Entries, func(e precedent.Entry) bool { return e.Why.Code == precedent.Nothing }) {
			g.Chart, err = tx.books(client, invoer.BookAccount)
		}
		return err
	})
	if err != nil {
		return Grounds{}, fmt.Errorf("grounds of a booking of %s: %w", id, err)
	}
	return g, nil
}

// Words are those of a purchase's pages and lines: an e-invoice may have no
// page.
func Words(p ledger.Purchase) string {
	all := p.Text
	for _, l := range p.Lines {
		all += "\n" + l.Description
	}
	return all
}

// fewBooks are the books that a proposal looks at: a whole chart, or all
// suppliers, would be read for each document.
func (tx Tx) fewBooks(client invoer.ClientID, supplier invoer.Party) (b invoer.Books, err error) {
	if client == "" {
		return b, nil
	}
	entries, err := list(tx, pgx.RowToStructByPos[invoer.BookEntry], `select kind, key, data from books
		where office_id = $1 and client_id = $2 and (kind in ('period', 'vat-code')
			or kind = 'account' and (key like '2%' or key like '406%' or key like '411%' or key like '440%' or key like '451%' or key like '490%')
			or kind = 'supplier' and ($3 <> '' and data ->> 'vat' = $3 or lower(data ->> 'name') = lower($4)))
		order by kind, key`, tx.Who.Office, client, supplier.VAT.Value, supplier.Name.Value)
	for _, e := range entries {
		if err := b.Put(e); err != nil {
			return b, err
		}
	}
	return b, err
}

// mostEarlier is how many documents of a supplier are looked at, the newest.
const mostEarlier = 200

// Earlier gives the documents of the same supplier at the same client, the newest
// first, as a credit note or a final invoice may speak of them.
func (s *Store) Earlier(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (all []invoer.Earlier, err error) {
	type row struct {
		ID      invoer.DocumentID
		Status  invoer.Status
		Invoice invoer.Invoice
		Booking *invoer.Booking
	}
	err = s.In(ctx, who, func(tx Tx) error {
		var client invoer.ClientID
		var vat invoer.VATNumber
		var name string
		err := tx.QueryRow(tx.Ctx, `select coalesce(client_id::text, ''), supplier_vat, supplier from documents where id = $1`, id).Scan(&client, &vat, &name)
		if err != nil || client == "" || vat == "" && name == "" {
			return err
		}
		rows, err := list(tx, pgx.RowToStructByPos[row], `select d.id::text, d.status, i.invoice, b.booking
			from documents d join invoices i on i.document_id = d.id left join bookings b on b.document_id = d.id
			where d.client_id = $2 and d.supplier_vat = $3 and ($3 <> '' or lower(d.supplier) = lower($4))
			  and d.id <> $1 and d.joined_to is null and d.status in ('read', 'approved', 'booked')
			order by d.issued desc nulls last, d.id limit $5`, id, client, vat, name, mostEarlier)
		if err != nil {
			return err
		}
		for _, r := range rows {
			all = append(all, invoer.EarlierOf(r.ID, r.Invoice, r.Status, r.Booking))
		}
		for _, r := range rows {
			invoer.Uses(all, r.Invoice)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("earlier documents of the supplier of %s: %w", id, err)
	}
	return all, nil
}

// SaveProposedFindings replaces what a proposal, and the law of VAT, have to say
// of a document. Who accepted a finding that is found again stays.
func (tx Tx) SaveProposedFindings(id invoer.DocumentID, found []invoer.Finding) error {
	inv, err := one(tx, pgx.RowTo[invoer.Invoice], `select invoice from invoices where document_id = $1 for update`, id)
	if err != nil {
		return fmt.Errorf("findings of a proposal for document %s: %w", id, err)
	}
	if !inv.CheckProposed(found) {
		return nil
	}
	return tx.saveInvoice(id, inv)
}
