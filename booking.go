package invoer

import (
	"fmt"
	"slices"
)

// A Booking is the proposal or decision how an invoice is entered in a
// purchase journal. Its entries balance, or it is not one: make it with
// NewBooking.
type Booking struct {
	Journal string  `json:"journal"`
	Date    Date    `json:"date"`
	Entries []Entry `json:"entries"`
	By      UserID  `json:"by,omitempty"` // who typed it; empty: a machine proposed it
}

// A Side says what an entry is for.
type Side string

// The sides of a purchase booking.
const (
	SideSupplier Side = "supplier" // what we owe
	SideCost     Side = "cost"
	SideVAT      Side = "vat"
)

// An Entry is one line of a booking. Amount is positive for debit and negative
// for credit. Treatment is set on cost and VAT entries. Why says in a reason
// code where the account comes from.
type Entry struct {
	Side      Side      `json:"side"`
	Account   string    `json:"account"` // PCMN/MAR number
	Amount    Money     `json:"amount"`
	Text      string    `json:"text"`
	Treatment Treatment `json:"treatment"`
	// Analytic has a code for each analytic plan that a cost entry counts in.
	Analytic   map[string]string `json:"analytic,omitempty"`
	Confidence Confidence        `json:"confidence"`
	Why        Reason            `json:"why"`
}

// A Treatment is how VAT is dealt with, in the words of the booking contract.
type Treatment struct {
	Case       string `json:"case"`       // domestic, cocontractor, eu, outside-eu, import, exempt, small-business, margin, none
	Class      string `json:"class"`      // goods, services, investment
	Rate       int64  `json:"rate"`       // hundredths of a per cent
	Deductible int    `json:"deductible"` // per cent: 100, 85, 50, 35, 0
}

// Cases are those of a Treatment.
var Cases = []string{"domestic", "cocontractor", "eu", "outside-eu", "import", "exempt", "small-business", "margin", "none"}

// Plain gives the treatment without what says nothing: in a case without VAT
// the rate and the share that is deducted.
func (t Treatment) Plain() Treatment {
	switch t.Case {
	case "exempt", "small-business", "margin", "none":
		t.Rate, t.Deductible = 0, 0
	}
	return t
}

// NewBooking makes a booking of entries that balance to the cent in one
// currency.
func NewBooking(journal string, date Date, entries []Entry) (Booking, error) {
	b := Booking{Journal: journal, Date: date, Entries: entries}
	if err := b.Balanced(); err != nil {
		return Booking{}, err
	}
	return b, nil
}

// Owed is what the supplier gets: negative of a credit note.
func (b Booking) Owed() Money {
	var sum Money
	for _, e := range b.Entries {
		if e.Side == SideSupplier {
			sum = sum.Plus(e.Amount)
		}
	}
	sum.Cents = -sum.Cents
	return sum
}

// Balanced refuses a booking whose entries do not add up to zero or are in
// several currencies, or which has none.
func (b Booking) Balanced() error {
	if len(b.Entries) == 0 {
		return fmt.Errorf("%w: booking without entries", ErrInvalid)
	}
	var sum Money
	for _, e := range b.Entries {
		if sum.Currency != "" && e.Amount.Currency != sum.Currency {
			return fmt.Errorf("%w: booking in %s and %s", ErrInvalid, sum.Currency, e.Amount.Currency)
		}
		sum = sum.Plus(e.Amount)
	}
	if sum.Cents != 0 {
		return fmt.Errorf("%w: entries add up to %s, want 0.00", ErrInvalid, sum)
	}
	return nil
}

// SameAs tells whether two bookings say the same: lines of the same side,
// account, amount and treatment, in whatever order.
func (b Booking) SameAs(o Booking) bool {
	rest := slices.Clone(o.Entries)
	for _, e := range b.Entries {
		i := slices.IndexFunc(rest, func(r Entry) bool {
			return r.Side == e.Side && r.Account == e.Account && r.Amount == e.Amount && (r.Treatment == e.Treatment || r.Side == SideSupplier)
		})
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return len(rest) == 0
}
