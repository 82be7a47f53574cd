package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A History is what a client's approved documents say of one supplier. Nothing
// crosses over from another client.
type History struct {
	Name      string
	VAT       invoer.VATNumber
	Account   string           // the last cost account; empty while none was booked
	Treatment invoer.Treatment // of that entry
	Times     int              // approved documents
	Constant  int              // of these, in a row with the same account and treatment
	Last      time.Time
	IBANs     []invoer.IBAN // accounts that a person approved, the last one at the end
}

const supplierColumns = `name, vat, account, treatment, times, constant, last, ibans`

func scanHistory(row pgx.CollectableRow) (h History, err error) {
	err = row.Scan(&h.Name, &h.VAT, &h.Account, &h.Treatment, &h.Times, &h.Constant, &h.Last, &h.IBANs)
	return h, err
}

// Supplier gives what is known of a supplier at a client, by its VAT number,
// or by its name where either has no number. One that is not known has the
// zero History.
func (tx Tx) Supplier(client invoer.ClientID, vat invoer.VATNumber, name string) (History, error) {
	if client == "" || (vat == "" && name == "") {
		return History{}, nil
	}
	h, err := one(tx, scanHistory, `select `+supplierColumns+` from suppliers
		where office_id = $1 and client_id = $2
		  and ((vat <> '' and vat = $3) or ($4 <> '' and lower(name) = lower($4) and (vat = '' or $3 = '')))
		order by vat = $3 desc, last desc limit 1`, tx.Who.Office, client, vat, name)
	if errors.Is(err, pgx.ErrNoRows) {
		return History{}, nil
	}
	if err != nil {
		return History{}, fmt.Errorf("history of a supplier: %w", err)
	}
	return h, nil
}

// add puts one more approved document behind the history.
func (h *History) add(inv invoer.Invoice, b *invoer.Booking, at time.Time) {
	h.Times++
	h.Last = at
	if iban := inv.Account.Value; iban != "" {
		others := slices.DeleteFunc(slices.Clone(h.IBANs), func(old invoer.IBAN) bool { return old == iban })
		h.IBANs = append(others, iban)
	}
	cost, booked := costOf(b)
	if !booked {
		return
	}
	if cost.Account != h.Account || cost.Treatment != h.Treatment {
		h.Account, h.Treatment, h.Constant = cost.Account, cost.Treatment, 0
	}
	h.Constant++
}

// costOf gives the largest cost entry of a booking.
func costOf(b *invoer.Booking) (invoer.Entry, bool) {
	var largest invoer.Entry
	found := false
	if b == nil {
		return largest, false
	}
	for _, e := range b.Entries {
		if e.Side == invoer.SideCost && (!found || e.Amount.Abs().Cents > largest.Amount.Abs().Cents) {
			largest, found = e, true
		}
	}
	return largest, found
}

// remember adds an approved document to the history of its supplier.
func (tx Tx) remember(d *decision) error {
	if !d.hasSupplier() {
		return nil
	}
	if err := tx.lockSupplier(d); err != nil {
		return err
	}
	h, err := one(tx, scanHistory, `select `+supplierColumns+` from suppliers where `+sameSupplier, d.supplierArgs())
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("history of a supplier: %w", err)
	}
	booking, err := tx.booking(d.doc.ID)
	if err != nil {
		return err
	}
	h.add(d.inv, booking, tx.now)
	if err := tx.saveHistory(d, h); err != nil {
		return err
	}
	if err := tx.learnBooking(d, booking); err != nil {
		return err
	}
	return tx.look(d)
}

// recall makes the history of a supplier anew from the documents that are
// approved now: one was taken back, and with it the account that it named.
func (tx Tx) recall(d *decision) error {
	if !d.hasSupplier() {
		return nil
	}
	if err := tx.lockSupplier(d); err != nil {
		return err
	}
	if err := tx.unlook(d.doc.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(tx.Ctx, `delete from suppliers where `+sameSupplier, d.supplierArgs()); err != nil {
		return fmt.Errorf("history of a supplier: %w", err)
	}
	type approved struct {
		inv     invoer.Invoice
		booking *invoer.Booking
	}
	rest, err := list(tx, func(row pgx.CollectableRow) (a approved, err error) {
		err = row.Scan(&a.inv, &a.booking)
		return a, err
	}, `select i.invoice, b.booking from documents d
		join invoices i on i.document_id = d.id left join bookings b on b.document_id = d.id
		where d.office_id = @office and d.client_id = @client and d.id <> @document and d.status in ('approved', 'booked')
		  and d.supplier_vat = @vat and (@vat <> '' or lower(d.supplier) = lower(@name))
		order by (i.invoice -> 'approval' ->> 'at')::timestamptz`, d.supplierArgs())
	if err != nil {
		return fmt.Errorf("history of a supplier: %w", err)
	}
	if len(rest) == 0 {
		return nil
	}
	var h History
	for _, a := range rest {
		h.add(a.inv, a.booking, a.inv.Approval.At)
	}
	return tx.saveHistory(d, h)
}

const sameSupplier = `office_id = @office and client_id = @client and vat = @vat and (@vat <> '' or lower(name) = lower(@name))`

func (d *decision) hasSupplier() bool {
	return d.doc.Client != "" && (d.inv.Supplier.VAT.Present() || strings.TrimSpace(d.inv.Supplier.Name.Value) != "")
}

func (d *decision) supplierArgs() pgx.NamedArgs {
	return pgx.NamedArgs{
		"office": d.doc.Office, "client": d.doc.Client, "document": d.doc.ID,
		"vat": d.inv.Supplier.VAT.Value, "name": d.inv.Supplier.Name.Value,
	}
}

// lockSupplier makes those wait who approve documents of one supplier at once,
// also while it has no row.
func (tx Tx) lockSupplier(d *decision) error {
	_, err := tx.Exec(tx.Ctx, `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'invoer.supplier', @client::text, @vat::text,
		case when @vat = '' then lower(@name) end), 0))`, d.supplierArgs())
	if err != nil {
		return fmt.Errorf("history of a supplier: %w", err)
	}
	return nil
}

// saveHistory replaces the row of a supplier.
func (tx Tx) saveHistory(d *decision, h History) error {
	args := d.supplierArgs()
	args["account"], args["treatment"], args["times"], args["constant"] = h.Account, h.Treatment, h.Times, h.Constant
	args["last"], args["ibans"] = h.Last, texts(h.IBANs)
	done, err := tx.Exec(tx.Ctx, `update suppliers set name = @name, account = @account, treatment = @treatment, times = @times,
		constant = @constant, last = @last, ibans = @ibans where `+sameSupplier, args)
	if err == nil && done.RowsAffected() == 0 {
		_, err = tx.Exec(tx.Ctx, `insert into suppliers (office_id, client_id, name, vat, account, treatment, times, constant, last, ibans)
			values (@office, @client, @name, @vat, @account, @treatment, @times, @constant, @last, @ibans)`, args)
	}
	if err != nil {
		return fmt.Errorf("history of a supplier: %w", err)
	}
	return nil
}
