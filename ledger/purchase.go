package ledger

import (
	"fmt"

	"github.com/invoer/invoer"
)

// UnknownRate stands for a rate of VAT that is not known.
const UnknownRate = -1

// A Purchase is a purchase document with its booking. Amounts of a credit note
// have the sign of the ledger; every sum of them is compared, never its sign.
type Purchase struct {
	ID       string
	Client   string // code of the client
	Date     invoer.Date
	Kind     invoer.Kind
	Supplier Supplier
	Excl     invoer.Money // total without VAT
	VAT      invoer.Money
	Incl     invoer.Money
	Rates    []Rate // VAT breakdown; may be empty
	Lines    []Line // may be empty
	Text     string // words of the document, when known
	Journal  string
	Entries  []Entry // cost lines; empty of a document that is still to be booked
}

// A Supplier is who sent the document, as far as it is known.
type Supplier struct {
	Name    string
	VAT     string // country code and digits
	IBAN    string
	Country string // ISO 3166-1 alpha-2
	NACE    string // main activity, digits only
}

// A Rate is one group of the VAT breakdown.
type Rate struct {
	Percent  int64 // hundredths of a per cent, or UnknownRate
	Base     invoer.Money
	VAT      invoer.Money
	Category string // UNCL 5305
}

// A Line is one line of the document.
type Line struct {
	Description string
	Quantity    string
	UnitPrice   string
	Percent     int64 // hundredths of a per cent, or UnknownRate
	Total       invoer.Money
}

// An Entry is one cost line of the booking. Amount is the base without VAT.
type Entry struct {
	Account   string
	Amount    invoer.Money
	Treatment invoer.Treatment
	Analytic  map[string]string // code by plan; nil where there is none
}

// check refuses a purchase that cannot be learnt from.
func (p Purchase) check() error {
	switch {
	case p.ID == "":
		return fmt.Errorf("%w: purchase without id", invoer.ErrInvalid)
	case !p.Date.Exists():
		return fmt.Errorf("%w: purchase %s without date", invoer.ErrInvalid, p.ID)
	case !p.Kind.Bookable():
		return fmt.Errorf("%w: purchase %s has doc_type %q, want invoice, credit_note or receipt", invoer.ErrInvalid, p.ID, p.Kind)
	case len(p.Entries) == 0:
		return fmt.Errorf("%w: purchase %s has no booking", invoer.ErrInvalid, p.ID)
	}
	for _, e := range p.Entries {
		if e.Account == "" {
			return fmt.Errorf("%w: purchase %s has an entry without account", invoer.ErrInvalid, p.ID)
		}
	}
	return nil
}

// Adds refuses a purchase whose entries do not add up to its total without VAT.
// Its accounts may be learnt from, its amounts may not.
func (p Purchase) Adds() error {
	sum := invoer.Money{Currency: p.Excl.Currency}
	for _, e := range p.Entries {
		sum = sum.Plus(e.Amount)
	}
	if sum.Abs() != p.Excl.Abs() {
		return fmt.Errorf("%w: entries of purchase %s add up to %s, want %s", invoer.ErrInvalid, p.ID, sum, p.Excl)
	}
	return nil
}
