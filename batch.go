package invoer

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// A Posting is an approved document as it leaves for an accounting package:
// with its place in a journal, a period and the package's list of suppliers.
type Posting struct {
	Document DocumentID
	Invoice  Invoice
	Booking  Booking
	Number   string // in the journal: digits, unique there
	Journal  Journal
	Period   Period
	Supplier Third
	Rate     string // units of the invoice's currency for one euro, as the ECB prints it; empty for euro
}

// Owed is what the supplier gets, in euro as it leaves; ok is false where its
// currency has no rate.
func (p Posting) Owed() (euro Money, ok bool) {
	owed := p.Booking.Owed()
	if owed.Currency == "EUR" {
		return owed, true
	}
	rate, err := ParseDecimal(p.Rate, 6)
	if err != nil || rate <= 0 {
		return EUR(0), false
	}
	return InEuro(owed, rate), true
}

// A Fault is why something cannot leave: which document, which file and row of
// it, which field, and in a reason code what is wrong and what to do.
type Fault struct {
	Document DocumentID `json:"document"`
	File     string     `json:"file"`
	Row      int        `json:"row"` // from 1; 0: the document as a whole
	Field    string     `json:"field"`
	Why      Reason     `json:"why"`
}

// Faults are all that is wrong with a batch, so that a person mends them in
// one go. They are an ErrInvalid.
type Faults []Fault

func (f Faults) Error() string {
	first := f[0]
	return fmt.Sprintf("batch: %d faults, the first in %s row %d field %s: %s %s", len(f), first.File, first.Row, first.Field, first.Why.Code, strings.Join(first.Why.Args, " "))
}

// Unwrap makes errors.Is(err, ErrInvalid) true.
func (f Faults) Unwrap() error { return ErrInvalid }

// A BatchState is what became of a batch.
type BatchState string

// The states.
const (
	BatchMade      BatchState = "made"
	BatchConfirmed BatchState = "confirmed" // the package has it
	BatchTaken     BatchState = "taken-back"
)

// A BatchID is a UUID in lower-case canonical spelling.
type BatchID string

// A Batch is a set of bookings that left together. Number counts the batches of
// a client from 1. A booking is in one batch that was not taken back, or in
// none.
type Batch struct {
	ID        BatchID
	Office    OfficeID
	Client    ClientID
	Number    int
	Format    string // winbooks, winbooks-on-web, xlsx, csv
	State     BatchState
	Documents int
	Debit     Money // what its suppliers are owed, together, in euro
	Made      time.Time
	By        UserID
	File      BlobKey
	Name      string // of the file
	Size      int64
	SHA256    string
	Closed    time.Time // when it was confirmed or taken back
	ClosedBy  UserID
	Reason    string // why it was taken back, or what confirms it
}

// Confirm records that the package has the batch.
func (b *Batch) Confirm(by UserID, at time.Time, what string) error {
	return b.end(BatchConfirmed, by, at, what)
}

// TakeBack records that the batch is void, and why. A confirmed one is refused.
func (b *Batch) TakeBack(by UserID, at time.Time, why string) error {
	if strings.TrimSpace(why) == "" {
		return fmt.Errorf("%w: a batch is taken back with a reason", ErrInvalid)
	}
	return b.end(BatchTaken, by, at, why)
}

func (b *Batch) end(state BatchState, by UserID, at time.Time, why string) error {
	if b.State != BatchMade {
		return fmt.Errorf("%w: batch %d is %s, want one that was made and nothing more", ErrConflict, b.Number, b.State)
	}
	b.State, b.ClosedBy, b.Closed, b.Reason = state, by, at, strings.TrimSpace(why)
	return nil
}

// Book records that an approved document left for the package.
func (d *Document) Book() error {
	if d.Status != StatusApproved {
		return fmt.Errorf("%w: document %s is %s, want an approved one", ErrConflict, d.ID, d.Status)
	}
	d.Status = StatusBooked
	return nil
}

// Unbook records that the batch of a booked document was taken back.
func (d *Document) Unbook() error {
	if d.Status != StatusBooked {
		return fmt.Errorf("%w: document %s is %s, want a booked one", ErrConflict, d.ID, d.Status)
	}
	d.Status = StatusApproved
	return nil
}

// foldName is a name without case, signs and spaces.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// NumberFor proposes a number for a supplier that has none: up to six letters
// or digits of its name in capitals and, where that is taken, a counter.
func NumberFor(name string, taken func(string) bool) string {
	stem := strings.Map(func(r rune) rune {
		r = unicode.ToUpper(r)
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, name)
	stem = stem[:min(len(stem), 6)]
	if stem == "" {
		stem = "LEV"
	}
	for n := 1; ; n++ {
		count := fmt.Sprintf("%03d", n)
		if try := stem[:min(len(stem), 10-len(count))] + count; !taken(try) {
			return try
		}
	}
}
