package storage

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// SetBooking books a document as a person says. One that does not balance, or
// owes the supplier another amount than the document says, is an
// invoer.ErrInvalid. It stays when a machine proposes again, as long as that
// amount does.
func (s *Store) SetBooking(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, b invoer.Booking) (View, error) {
	return s.decide(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event = "booking", "document.changed"
		if err := d.doc.Undecided(); err != nil {
			return err
		}
		if !d.doc.Kind.Bookable() {
			return fmt.Errorf("%w: a document of kind %s is not booked", invoer.ErrInvalid, d.doc.Kind)
		}
		if err := owes(b, d.inv, d.doc.Kind); err != nil {
			return err
		}
		was, err := tx.booking(id)
		if err != nil {
			return err
		}
		b.By = who.User
		if b.Date.Zero() {
			b.Date = d.inv.Issued.Value
		}
		if err := tx.openAccounts(d.doc.Client, b); err != nil {
			return err
		}
		if was != nil {
			d.before["booking"] = inOneLine(*was)
		}
		if err := tx.noteChange(d, was, b); err != nil {
			return err
		}
		d.after["booking"] = inOneLine(b)
		return tx.SaveBooking(id, &b)
	})
}

// openAccounts refuses a booking on accounts that the client's chart does not
// have, or not on its day. Without a chart all are taken.
func (tx Tx) openAccounts(client invoer.ClientID, b invoer.Booking) error {
	if client == "" {
		return nil
	}
	chart, err := tx.books(client, invoer.BookAccount)
	if err != nil || len(chart.Accounts) == 0 {
		return err
	}
	for i, e := range b.Entries {
		account, known := chart.Account(e.Account)
		switch {
		case !known:
			return &invoer.Mistake{Field: fmt.Sprintf("entries[%d].account", i), Err: fmt.Errorf("%w: account %s is not in the client's chart", invoer.ErrInvalid, e.Account)}
		case !b.Date.Zero() && !account.Holds(b.Date):
			return &invoer.Mistake{Field: fmt.Sprintf("entries[%d].account", i), Err: fmt.Errorf("%w: account %s is closed on %s", invoer.ErrInvalid, e.Account, b.Date)}
		}
	}
	return nil
}

// owes refuses a booking that owes the supplier another amount than the
// document asks for: its total or, where that deducts a deposit, what is left to
// pay.
func owes(b invoer.Booking, inv invoer.Invoice, kind invoer.Kind) error {
	want := inv.Total.Value
	if !inv.Total.Present() {
		return nil
	}
	if kind == invoer.KindCreditNote {
		want.Cents = -want.Cents
	}
	got := b.Owed()
	if inv.Found(invoer.RuleDeducts) && inv.Payable.Present() && got.Cents == inv.Payable.Value.Cents {
		return nil
	}
	if got.Cents != want.Cents {
		return fmt.Errorf("%w: the booking owes the supplier %s, the document says %s", invoer.ErrInvalid, got, want)
	}
	return nil
}

// inOneLine is a booking for the history of a document.
func inOneLine(b invoer.Booking) string {
	lines := make([]string, len(b.Entries))
	for i, e := range b.Entries {
		lines[i] = e.Account + " " + e.Amount.String()
	}
	return b.Journal + ": " + strings.Join(lines, ", ")
}

// typed gives what a person booked of a document for the amount that is proposed
// now, which the proposal leaves aside, and nil where nobody did.
func (tx Tx) typed(id invoer.DocumentID, proposed invoer.Booking) (*invoer.Booking, error) {
	if proposed.By != "" {
		return nil, nil
	}
	was, err := list(tx, pgx.RowTo[invoer.Booking], `select booking from bookings where document_id = $1 and booking ? 'by'`, id)
	if err != nil || len(was) == 0 || was[0].By == "" || was[0].Owed() != proposed.Owed() {
		return nil, err
	}
	return &was[0], nil
}

// redate moves what a person booked to the day that is proposed now where its own
// day is in no open period any more: else it could never leave.
func (tx Tx) redate(id invoer.DocumentID, typed invoer.Booking, to invoer.Date) error {
	if typed.Date == to || to.Zero() {
		return nil
	}
	var client invoer.ClientID
	if err := tx.QueryRow(tx.Ctx, `select coalesce(client_id::text, '') from documents where id = $1`, id).Scan(&client); err != nil || client == "" {
		return err
	}
	books, err := tx.books(client, invoer.BookPeriod)
	if err != nil || len(books.Periods) == 0 {
		return err
	}
	if own, known := books.Period(typed.Date); known && !own.Locked {
		return nil
	}
	typed.Date = to
	_, err = tx.Exec(tx.Ctx, `update bookings set booking = $2, changed = $3 where document_id = $1`, id, typed, tx.now)
	return err
}
