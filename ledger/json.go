package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// The object of one line, as the booking contract has it. Decimals are strings
// there.
type object struct {
	ID       string         `json:"id"`
	Client   string         `json:"client"`
	Date     string         `json:"date"`
	DocType  string         `json:"doc_type"`
	Currency string         `json:"currency"`
	Supplier supplierObject `json:"supplier"`
	Totals   totalsObject   `json:"totals"`
	Lines    []lineObject   `json:"lines"`
	Text     string         `json:"text,omitempty"`
	Booking  bookingObject  `json:"booking"`
}

type supplierObject struct {
	Name    string `json:"name"`
	VAT     string `json:"vat,omitempty"`
	IBAN    string `json:"iban,omitempty"`
	Country string `json:"country,omitempty"`
	NACE    text   `json:"nace,omitempty"`
}

type totalsObject struct {
	Excl      text         `json:"excl"`
	VAT       text         `json:"vat"`
	Incl      text         `json:"incl"`
	Breakdown []rateObject `json:"breakdown"`
}

type rateObject struct {
	Rate     text   `json:"rate"`
	Base     text   `json:"base"`
	VAT      text   `json:"vat"`
	Category string `json:"category"`
}

type lineObject struct {
	Description string `json:"description"`
	Quantity    text   `json:"quantity,omitempty"`
	UnitPrice   text   `json:"unit_price,omitempty"`
	Rate        text   `json:"rate,omitempty"`
	Total       text   `json:"total"`
}

type bookingObject struct {
	Journal string        `json:"journal"`
	Entries []entryObject `json:"entries"`
}

type entryObject struct {
	Account   text            `json:"account"`
	Amount    text            `json:"amount"`
	Treatment treatmentObject `json:"treatment"`
	Analytic  map[string]text `json:"analytic,omitempty"`
}

type treatmentObject struct {
	Case       string `json:"case"`
	Class      string `json:"class"`
	Rate       text   `json:"rate"`
	Deductible int    `json:"deductible"`
}

// A text is a string of the contract. Tolerated: a number in its place, which
// packages write for rates and accounts, and null for "not known".
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	if len(b) > 1 && b[0] == '"' {
		if !bytes.Contains(b, []byte{'\\'}) && utf8.Valid(b) { // as nearly all are: it stands as it is
			*t = text(bytes.TrimSpace(b[1 : len(b)-1]))
			return nil
		}
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(strings.TrimSpace(s))
		return nil
	}
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return fmt.Errorf("%w: %s, want text", invoer.ErrInvalid, b)
	}
	*t = text(n)
	return nil
}

// UnmarshalJSON reads the object of one line and refuses one that is not well
// formed.
func (p *Purchase) UnmarshalJSON(b []byte) error {
	var o object
	if err := json.Unmarshal(b, &o); err != nil {
		return fmt.Errorf("%w: %w", invoer.ErrInvalid, err)
	}
	read, err := o.purchase()
	if err != nil {
		return err
	}
	*p = read
	return p.check()
}

func (o object) purchase() (p Purchase, err error) {
	currency := o.Currency
	if currency == "" {
		currency = "EUR"
	}
	r := reading{currency: currency}
	p = Purchase{
		ID: o.ID, Client: o.Client, Date: r.date("date", o.Date), Kind: kindOf(o.DocType),
		Supplier: Supplier{
			Name: o.Supplier.Name, VAT: o.Supplier.VAT, IBAN: o.Supplier.IBAN, Country: strings.ToUpper(o.Supplier.Country),
			NACE: strings.ReplaceAll(string(o.Supplier.NACE), ".", ""),
		},
		Excl: r.money("totals.excl", o.Totals.Excl), VAT: r.money("totals.vat", o.Totals.VAT), Incl: r.money("totals.incl", o.Totals.Incl),
		Text: o.Text, Journal: o.Booking.Journal,
	}
	for _, b := range o.Totals.Breakdown {
		p.Rates = append(p.Rates, Rate{r.rate("breakdown.rate", b.Rate), r.money("breakdown.base", b.Base), r.money("breakdown.vat", b.VAT), b.Category})
	}
	for _, l := range o.Lines {
		p.Lines = append(p.Lines, Line{l.Description, string(l.Quantity), string(l.UnitPrice), r.rate("lines.rate", l.Rate), r.money("lines.total", l.Total)})
	}
	for _, e := range o.Booking.Entries {
		p.Entries = append(p.Entries, r.entry(e))
	}
	p.excl(o.Totals.Excl == "")
	if r.err != nil {
		return Purchase{}, fmt.Errorf("purchase %s: %w", o.ID, r.err)
	}
	return p, nil
}

// excl fills a total without VAT that is not known: what the breakdown says, else
// what is left of the total, else what was booked, which is the same by contract.
func (p *Purchase) excl(missing bool) {
	if !missing {
		return
	}
	switch {
	case len(p.Rates) > 0:
		for _, r := range p.Rates {
			p.Excl = p.Excl.Plus(r.Base)
		}
	case p.Incl.Cents != 0 && p.VAT.Cents != 0:
		p.Excl.Cents = p.Incl.Cents - p.VAT.Cents
	default:
		for _, e := range p.Entries {
			p.Excl = p.Excl.Plus(e.Amount)
		}
	}
}

func kindOf(docType string) invoer.Kind {
	if docType == "" {
		return invoer.KindInvoice
	}
	return invoer.Kind(docType)
}

// A reading keeps the first fault of an object.
type reading struct {
	currency string
	err      error
}

func (r *reading) fault(where string, err error) {
	if r.err == nil && err != nil {
		r.err = fmt.Errorf("%s: %w", where, err)
	}
}

func (r *reading) date(where, s string) invoer.Date {
	d, err := invoer.ParseDate(s)
	r.fault(where, err)
	return d
}

func (r *reading) money(where string, s text) invoer.Money {
	if s == "" {
		return invoer.Money{Currency: r.currency}
	}
	m, err := invoer.ParseMoney(string(s), r.currency)
	r.fault(where, err)
	return m
}

func (r *reading) rate(where string, s text) int64 {
	if s == "" {
		return UnknownRate
	}
	n, err := invoer.ParseDecimal(strings.TrimSuffix(string(s), "%"), 2)
	r.fault(where, err)
	return n
}

func (r *reading) entry(e entryObject) Entry {
	entry := Entry{Account: string(e.Account), Amount: r.money("entries.amount", e.Amount)}
	entry.Treatment = invoer.Treatment{
		Case: e.Treatment.Case, Class: e.Treatment.Class,
		Rate: max(0, r.rate("treatment.rate", e.Treatment.Rate)), Deductible: e.Treatment.Deductible,
	}
	for _, plan := range slices.Sorted(maps.Keys(e.Analytic)) {
		if entry.Analytic == nil {
			entry.Analytic = map[string]string{}
		}
		entry.Analytic[plan] = string(e.Analytic[plan])
	}
	return entry
}

// MarshalJSON writes the object of one line.
func (p Purchase) MarshalJSON() ([]byte, error) {
	o := object{
		ID: p.ID, Client: p.Client, Date: p.Date.String(), DocType: string(p.Kind), Currency: p.Excl.Currency,
		Supplier: supplierObject{p.Supplier.Name, p.Supplier.VAT, p.Supplier.IBAN, p.Supplier.Country, text(p.Supplier.NACE)},
		Totals:   totalsObject{Excl: amount(p.Excl), VAT: amount(p.VAT), Incl: amount(p.Incl), Breakdown: []rateObject{}},
		Lines:    []lineObject{}, Text: p.Text, Booking: bookingObject{Journal: p.Journal, Entries: []entryObject{}},
	}
	for _, r := range p.Rates {
		o.Totals.Breakdown = append(o.Totals.Breakdown, rateObject{percent(r.Percent), amount(r.Base), amount(r.VAT), r.Category})
	}
	for _, l := range p.Lines {
		o.Lines = append(o.Lines, lineObject{l.Description, text(l.Quantity), text(l.UnitPrice), percent(l.Percent), amount(l.Total)})
	}
	for _, e := range p.Entries {
		o.Booking.Entries = append(o.Booking.Entries, entryObject{text(e.Account), amount(e.Amount), spell(e.Treatment), analytic(e.Analytic)})
	}
	return json.Marshal(o)
}

func amount(m invoer.Money) text { return text(m.String()) }

// percent spells hundredths of a per cent as short as can be: "21", "5.5".
func percent(rate int64) text {
	if rate < 0 {
		return ""
	}
	s := fmt.Sprintf("%d.%02d", rate/100, rate%100)
	return text(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

func spell(t invoer.Treatment) treatmentObject {
	return treatmentObject{t.Case, t.Class, percent(t.Rate), t.Deductible}
}

func analytic(codes map[string]string) map[string]text {
	if len(codes) == 0 {
		return nil
	}
	all := map[string]text{}
	for plan, code := range codes {
		all[plan] = text(code)
	}
	return all
}
