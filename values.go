package invoer

import (
	"fmt"
	"strings"
)

// A Value is one field of an invoice by its name in the reading contract and
// in its canonical spelling, for faces and files that treat all alike.
type Value struct {
	Name         string
	Text         string // empty when the document does not have it
	Confidence   Confidence
	Origin       Origin
	Alternatives []string
}

// FieldNames lists the names of the reading contract in booking order.
var FieldNames = []string{
	"supplier_name", "supplier_vat", "supplier_iban", "invoice_number", "invoice_date", "due_date",
	"currency", "total_excl", "total_vat", "total_incl", "amount_due", "structured_ref",
	"customer_name", "customer_vat",
}

// A slot reads and writes one field by its canonical text.
type slot struct {
	get func(*Invoice) Value
	set func(*Invoice, string, Origin) error
}

var slots = map[string]slot{
	"supplier_name":  textSlot(func(inv *Invoice) *Field[string] { return &inv.Supplier.Name }),
	"supplier_vat":   slotOf(func(inv *Invoice) *Field[VATNumber] { return &inv.Supplier.VAT }, spell[VATNumber], parse(ParseVATNumber)),
	"supplier_iban":  slotOf(func(inv *Invoice) *Field[IBAN] { return &inv.Account }, spell[IBAN], parse(ParseIBAN)),
	"invoice_number": textSlot(func(inv *Invoice) *Field[string] { return &inv.Number }),
	"invoice_date":   slotOf(func(inv *Invoice) *Field[Date] { return &inv.Issued }, Date.String, parse(ParseDate)),
	"due_date":       slotOf(func(inv *Invoice) *Field[Date] { return &inv.Due }, Date.String, parse(ParseDate)),
	"currency":       slotOf(func(inv *Invoice) *Field[string] { return &inv.Currency }, spell[string], parse(parseCurrency)),
	"total_excl":     moneySlot(func(inv *Invoice) *Field[Money] { return &inv.Net }),
	"total_vat":      moneySlot(func(inv *Invoice) *Field[Money] { return &inv.VAT }),
	"total_incl":     moneySlot(func(inv *Invoice) *Field[Money] { return &inv.Total }),
	"amount_due":     moneySlot(func(inv *Invoice) *Field[Money] { return &inv.Payable }),
	"structured_ref": slotOf(func(inv *Invoice) *Field[Reference] { return &inv.Reference }, spell[Reference], parse(ParseReference)),
	"customer_name":  textSlot(func(inv *Invoice) *Field[string] { return &inv.Customer.Name }),
	"customer_vat":   slotOf(func(inv *Invoice) *Field[VATNumber] { return &inv.Customer.VAT }, spell[VATNumber], parse(ParseVATNumber)),
}

func slotOf[T comparable](at func(*Invoice) *Field[T], write func(T) string, read func(*Invoice, string) (T, error)) slot {
	return slot{
		get: func(inv *Invoice) Value {
			f := at(inv)
			v := Value{Confidence: f.Confidence, Origin: f.Origin}
			if f.Present() {
				v.Text = write(f.Value)
			}
			for _, other := range f.Alternatives {
				v.Alternatives = append(v.Alternatives, write(other))
			}
			return v
		},
		set: func(inv *Invoice, text string, origin Origin) error {
			var value T
			if text != "" {
				var err error
				if value, err = read(inv, text); err != nil {
					return err
				}
			}
			at(inv).Value, at(inv).Confidence, at(inv).Origin = value, Certain, origin
			return nil
		},
	}
}

func textSlot(at func(*Invoice) *Field[string]) slot {
	return slotOf(at, spell[string], parse(parseText))
}

func moneySlot(at func(*Invoice) *Field[Money]) slot {
	return slotOf(at, Money.String, func(inv *Invoice, text string) (Money, error) {
		currency := inv.Currency.Value
		if currency == "" {
			currency = "EUR"
		}
		return ParseMoney(text, currency)
	})
}

func spell[T ~string](v T) string { return string(v) }

func parse[T any](read func(string) (T, error)) func(*Invoice, string) (T, error) {
	return func(_ *Invoice, text string) (T, error) { return read(text) }
}

func parseText(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		return "", fmt.Errorf("%w: text of %d bytes, want at most 300", ErrInvalid, len(s))
	}
	return s, nil
}

func parseCurrency(s string) (string, error) {
	if len(s) != 3 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", fmt.Errorf("%w: currency %q, want three capitals of ISO 4217", ErrInvalid, s)
	}
	return s, nil
}

// Values gives all fields of the reading contract in booking order, those that
// the document does not have with an empty text.
func (inv *Invoice) Values() []Value {
	values := make([]Value, len(FieldNames))
	for i, name := range FieldNames {
		values[i], _ = inv.Value(name) // every name of the list has a slot; a test holds them together
	}
	return values
}

// Value gives one field by its name in the reading contract.
func (inv *Invoice) Value(name string) (Value, error) {
	s, known := slots[name]
	if !known {
		return Value{}, fmt.Errorf("%w: field %q", ErrNotFound, name)
	}
	v := s.get(inv)
	v.Name = name
	return v, nil
}

// Correct replaces a field by what a person says it is, in canonical spelling;
// an empty text says that the document does not have it. Page and box of where
// he points at may be in seen; the rest of the origin is set here. An approved
// invoice is refused.
func (inv *Invoice) Correct(name, text string, seen Origin, by UserID) error {
	if inv.Approval.Given() {
		return fmt.Errorf("%w: approved by %s", ErrConflict, inv.Approval.By)
	}
	s, known := slots[name]
	if !known {
		return fmt.Errorf("%w: field %q", ErrNotFound, name)
	}
	seen.Reader, seen.Path, seen.By, seen.Why = "person", "", by, Because("person-said")
	if err := s.set(inv, text, seen); err != nil {
		return &Mistake{Field: name, Err: err}
	}
	if name == "currency" {
		inv.recurrency(text)
	}
	inv.Check()
	return nil
}

// recurrency gives every amount the currency that the invoice now has.
func (inv *Invoice) recurrency(currency string) {
	for _, f := range []*Field[Money]{&inv.Net, &inv.VAT, &inv.Total, &inv.Payable} {
		if f.Present() {
			f.Value.Currency = currency
		}
	}
}
