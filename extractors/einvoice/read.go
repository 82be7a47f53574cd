package einvoice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

// Rules of findings that only an e-invoice can have.
const (
	RuleNegative   = "invoice-is-negative" // totals below zero and yet no credit note
	RuleCurrencies = "currencies-differ"   // amounts in another currency than the document's
	RuleRecoded    = "encoding-is-another" // bytes are not in the encoding that the file declares
	RuleCargo      = "attachment-damaged"  // a file inside the file that cannot be decoded
)

// A Reading is what an e-invoice gives: the invoice, the files inside it, the
// payment terms in words for those who can read them, and all free text, by
// which its language is known.
type Reading struct {
	Invoice     invoer.Invoice
	Attachments []Attachment
	Conditions  []Text
	Prose       string
}

// A Text is free text and the XPath where it stands.
type Text struct{ Words, Path string }

// A reader makes an invoice of terms and collects what is wrong on the way.
type reader struct {
	terms    Terms
	currency string
	sign     int64 // -1 turns the amounts of a credit note that is written below zero
	inv      invoer.Invoice
	faults   []error
}

// Read makes an invoice of terms. Where a term cannot be understood the error
// names its place, and everything else is given together with it.
func (t Terms) Read(recoded bool) (Reading, error) {
	r := reader{terms: t, currency: strings.ToUpper(t.Currency.Value()), sign: 1}
	r.inv.Kind = t.Kind.kind()
	r.head()
	r.parties()
	r.payment()
	r.totals()
	r.breakdown()
	r.lines()
	r.inv.Check()
	r.about()
	r.note(recoded)
	reading := Reading{Invoice: r.inv, Conditions: texts(t.Conditions), Prose: t.prose()}
	var broken []invoer.Finding
	reading.Attachments, broken = unpack(t.Cargo)
	reading.Invoice.Findings = append(reading.Invoice.Findings, broken...)
	return reading, r.fault()
}

// fault is the first thing that could not be understood, and how many more.
func (r *reader) fault() error {
	switch len(r.faults) {
	case 0:
		return nil
	case 1:
		return r.faults[0]
	}
	return fmt.Errorf("%w (and %d more)", r.faults[0], len(r.faults)-1)
}

// origin is where an element stands.
func (r *reader) origin(at *Element) invoer.Origin {
	return invoer.Origin{Reader: r.terms.Reader, Path: at.XPath(), Why: invoer.Because("e-invoice")}
}

// seen makes a field of a value that the sender wrote at a place; a place that
// is not there makes none.
func seen[T comparable](r *reader, value T, at *Element) invoer.Field[T] {
	if at == nil {
		return invoer.Field[T]{}
	}
	return invoer.Field[T]{Value: value, Confidence: invoer.Certain, Origin: r.origin(at)}
}

func (r *reader) failed(err error) bool {
	if err != nil {
		r.faults = append(r.faults, err)
	}
	return err != nil
}

func (r *reader) warn(rule, field string, args ...string) {
	r.inv.Findings = append(r.inv.Findings, invoer.Find(rule, invoer.Warning, field, args...))
}

func (r *reader) head() {
	t := r.terms
	r.inv.Number = seen(r, t.Number.Value(), First(t.Number))
	r.inv.Issued = r.day(t.Issued)
	r.inv.Due = r.day(t.Due)
	r.inv.Currency = seen(r, r.currency, First(t.Currency))
}

// mostPreceding is how many invoices a document says that it is about at most.
const mostPreceding = 50

// prepayment is the type code (BT-3, UNTDID 1001) of an invoice of a deposit.
const prepayment = "386"

// selfBilled are the type codes of what the buyer made in the supplier's name:
// an invoice, a credit note, and both where the claim was sold.
var selfBilled = []string{"389", "261", "500", "502"}

// about is what the document says of other invoices and of its period. What
// cannot be understood is none: nothing that must be paid hangs on it.
func (r *reader) about() {
	t := r.terms
	for _, at := range t.Preceding[:min(len(t.Preceding), mostPreceding)] {
		if number := at.Value(); number != "" {
			r.inv.Preceding = append(r.inv.Preceding, number)
		}
	}
	r.inv.Deposit = t.Kind.Code.Value() == prepayment
	r.inv.SelfBilled = slices.Contains(selfBilled, t.Kind.Code.Value())
	r.inv.Period = span(t.From, t.Until)
}

// span is the period from one day until another, and none where one of them is
// missing or cannot be understood, or the end lies before the beginning.
func span(first, last *Element) invoer.Span {
	if first.Value() == "" || last.Value() == "" {
		return invoer.Span{}
	}
	from, noStart := date(first)
	until, noEnd := date(last)
	if noStart != nil || noEnd != nil || until.Before(from) {
		return invoer.Span{}
	}
	return invoer.Span{From: from, Until: until}
}

func (r *reader) day(at *Element) invoer.Field[invoer.Date] {
	if at.Value() == "" {
		return invoer.Field[invoer.Date]{}
	}
	day, err := date(at)
	if r.failed(err) {
		return invoer.Field[invoer.Date]{}
	}
	return seen(r, day, at)
}

func (r *reader) parties() {
	r.inv.Supplier = r.party(r.terms.Supplier, "supplier_vat")
	r.inv.Customer = r.party(r.terms.Customer, "customer_vat")
}

func (r *reader) party(p Party, field string) invoer.Party {
	var party invoer.Party
	for _, at := range p.Names {
		switch {
		case at.Value() == "":
		case !party.Name.Present():
			party.Name = seen(r, at.Value(), at)
		case at.Value() != party.Name.Value:
			party.Name.Alternatives = append(party.Name.Alternatives, at.Value())
		}
	}
	number, at := p.number()
	party.VAT = seen(r, number, at)
	if strings.HasPrefix(string(number), "BE") {
		if _, err := invoer.ParseVATNumber(string(number)); err != nil {
			r.warn(RuleVATNumber, field, string(number))
		}
	}
	return party
}

func (r *reader) payment() {
	t := r.terms
	iban, at := account(t.Accounts)
	r.inv.Account = seen(r, iban, at)
	if at != nil {
		if _, err := invoer.ParseIBAN(string(iban)); err != nil {
			r.warn(RuleIBAN, "supplier_iban", string(iban))
		}
	}
	ref, at, wrong := reference(t.References, append(append([]*Element{}, t.Conditions...), t.Notes...))
	r.inv.Reference = seen(r, ref, at)
	if at == nil && wrong != nil {
		r.warn(RuleReference, "structured_ref", printedReference.FindString(wrong.Value()))
	}
}

// note adds the findings that are about the file as a whole.
func (r *reader) note(recoded bool) {
	if recoded {
		r.inv.Findings = append(r.inv.Findings, invoer.Find(RuleRecoded, invoer.Note, ""))
	}
	if r.inv.Total.Value.Cents < 0 || r.inv.Net.Value.Cents < 0 {
		r.warn(RuleNegative, "total_incl", r.inv.Total.Value.String())
	}
}

func texts(elements []*Element) []Text {
	var all []Text
	for _, e := range elements {
		if e.Value() != "" {
			all = append(all, Text{Words: e.Value(), Path: e.XPath()})
		}
	}
	return all
}

// prose joins what people wrote, as far as it tells the language.
func (t Terms) prose() string {
	var all []string
	for _, e := range append(append([]*Element{}, t.Notes...), t.Conditions...) {
		all = append(all, e.Value())
	}
	for _, line := range t.Lines[:min(len(t.Lines), 50)] {
		all = append(all, line.Description.Value())
	}
	return strings.Join(all, "\n")
}
