package invoer

import (
	"fmt"
	"time"
)

// An Automatic is what an office set for the bookings of a client: whether some
// go without a person, at which risk, and from which amount on two people
// approve. The zero value lets none go.
type Automatic struct {
	On bool `json:"on"`
	// OneIn is the risk: of so many that go without a person one may be wrong.
	OneIn int `json:"one_in"`
	// Last is how many proposals of a supplier, the last ones, must have been
	// right before one of its documents goes; of fewer that were judged, all.
	Last int `json:"last"`
	// Most is the largest total that goes, in cents of euro; 0: no limit.
	Most int64 `json:"most"`
	// Every n-th document that would go is shown to a person all the same.
	Every int `json:"every"`
	// All suppliers but those that are off; otherwise none but those that are on.
	All bool `json:"all"`
	// Second is the total, in cents of euro, from which on two people approve; 0: never.
	Second int64     `json:"second"`
	By     UserID    `json:"by,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// StartAutomatic is what a client has before anybody set anything: off, at one
// wrong in two hundred.
func StartAutomatic() Automatic { return Automatic{OneIn: 200, Last: 20, Every: 10} }

// Risk is the share of bookings without a person that may be wrong.
func (a Automatic) Risk() float64 { return 1 / float64(max(2, a.OneIn)) }

// Check refuses settings that cannot be kept.
func (a Automatic) Check() error {
	switch {
	case a.OneIn < 20 || a.OneIn > 10000:
		return &Mistake{"one_in", fmt.Errorf("%w: one wrong in %d, want one in 20 to 10000", ErrInvalid, a.OneIn)}
	case a.Last < 3 || a.Last > 60:
		return &Mistake{"last", fmt.Errorf("%w: the last %d proposals, want 3 to 60", ErrInvalid, a.Last)}
	case a.Every < 2 || a.Every > 100:
		return &Mistake{"every", fmt.Errorf("%w: every %d-th is shown, want 2 to 100", ErrInvalid, a.Every)}
	case a.Most < 0:
		return &Mistake{"most", fmt.Errorf("%w: a limit of %d cents", ErrInvalid, a.Most)}
	case a.Second < 0:
		return &Mistake{"second", fmt.Errorf("%w: two people from %d cents", ErrInvalid, a.Second)}
	}
	return nil
}

// Surely is how sure the values that a booking hangs on must be before it goes
// without a person.
const Surely Confidence = 95

// Alone refuses, in a reason code, an invoice that a person must see: of another
// kind than an invoice or credit note, with an open finding, with a value that is
// not sure, in another currency, above the limit, or one that two people approve.
func (a Automatic) Alone(inv Invoice) (why string, ok bool) {
	total := inv.Total.Value
	supplier := max(inv.Supplier.Name.Confidence, inv.Supplier.VAT.Confidence)
	switch {
	case inv.Kind != KindInvoice && inv.Kind != KindCreditNote:
		return "alone-kind", false
	case inv.OpenFindings() > 0:
		return "alone-finding", false
	case min(supplier, inv.Number.Confidence, inv.Issued.Confidence, inv.Total.Confidence) < Surely,
		inv.Number.Value == "", !inv.Issued.Present(), !inv.Total.Present():
		return "alone-unsure", false
	case total.Currency != "EUR":
		return "alone-currency", false
	case a.Most > 0 && total.Cents > a.Most, a.NeedsSecond(inv):
		return "alone-amount", false
	}
	return "", true
}

// NeedsSecond tells whether two people must approve an invoice for its amount.
func (a Automatic) NeedsSecond(inv Invoice) bool {
	return a.Second > 0 && inv.Total.Value.Abs().Cents >= a.Second
}

// ApproveAlone records that the invoice goes without a person.
func (inv *Invoice) ApproveAlone(at time.Time) error {
	if inv.Approval.Given() {
		return fmt.Errorf("%w: it is approved already", ErrConflict)
	}
	inv.Approval = Approval{Alone: true, At: at}
	return nil
}

// ApproveFirst records the first of two people who approve the invoice. The
// second must be another one, who uses Approve.
func (inv *Invoice) ApproveFirst(by UserID, at time.Time) error {
	if inv.First.By == by {
		return fmt.Errorf("%w: the second person who approves must be another one", ErrConflict)
	}
	if open := inv.Blocking(); len(open) > 0 {
		return fmt.Errorf("%w: finding %s is open", ErrInvalid, open[0].Rule)
	}
	inv.First = Approval{By: by, At: at}
	return nil
}
