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

// typed tells whether a person booked the document for the amount that is
// proposed now: then the proposal is left aside.
func (tx Tx) typed(id invoer.DocumentID, proposed invoer.Booking) (bool, error) {
	if proposed.By != "" {
		return false, nil
	}
	was, err := list(tx, pgx.RowTo[invoer.Booking], `select booking from bookings where document_id = $1 and booking ? 'by'`, id)
	if err != nil || len(was) == 0 {
		return false, err
	}
	return was[0].By != "" && was[0].Owed() == proposed.Owed(), nil
}
