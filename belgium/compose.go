package belgium

import (
	"fmt"
	"slices"

	"github.com/invoer/invoer"
)

// A Cost is what goes to one account, before VAT is dealt with. Amounts are
// those printed, positive also on a credit note. VAT is what the supplier
// charged on it.
type Cost struct {
	Account    string
	Base       invoer.Money
	VAT        invoer.Money
	Treatment  invoer.Treatment
	Analytic   map[string]string
	Text       string
	Confidence invoer.Confidence
	Why        invoer.Reason
}

// Reversed tells whether the customer owes the VAT of a case (VAT Code art. 51
// § 2, 25ter, 53nonies; Royal Decree no. 7 art. 5 for import).
func Reversed(of string) bool { return rules[of].due != 0 }

// A division is the VAT of a cost: owed by the customer himself, deducted, and
// of both what is lost. Charged is what the supplier charged although the
// customer owes it: it is not deducted (VAT Code art. 45 § 1, 1°: the taxes that
// are due), but asked back from him.
type division struct {
	owed, deducted, lost, charged invoer.Money
}

// divide parts the VAT of a cost. The part that is not deducted belongs to the
// cost (Royal Decree of 29 April 2019, art. 3:14: acquisition value).
func (c Cost) divide() division {
	nothing := invoer.Money{Currency: c.Base.Currency}
	d := division{owed: nothing, deducted: nothing, charged: nothing}
	of := invoer.Money{Cents: c.VAT.Cents, Currency: c.Base.Currency}
	if Reversed(c.Treatment.Case) {
		d.owed, d.charged = c.Base.Share(c.Treatment.Rate), of
		d.owed.Currency = c.Base.Currency
		of = d.owed
	}
	if rules[c.Treatment.Case].deducts {
		d.deducted = of.Share(int64(c.Treatment.Deductible) * 100)
	}
	d.lost = invoer.Money{Cents: of.Cents - d.deducted.Cents, Currency: c.Base.Currency}
	return d
}

// CentralAccounts are those of a firm that a purchase has beside its costs. VAT gives
// those of a treatment: where it is deducted, and where it is owed.
type CentralAccounts struct {
	Suppliers string
	VAT       func(invoer.Treatment) (deducted, owed string)
}

// StartCentral are those of the minimum chart.
var StartCentral = CentralAccounts{AccountSuppliers, func(invoer.Treatment) (string, string) { return AccountVAT, AccountVATPayable }}

// Compose makes the entries of a purchase from its costs: each cost with the
// VAT that cannot be deducted, the VAT that can, the VAT that is owed under a
// reverse charge, and what is owed to the supplier. They balance to the cent:
// what the costs miss of the total, cents of rounding, goes into the first cost;
// more than a euro is an invoer.ErrInvalid. On a credit note debit is credit.
func Compose(kind invoer.Kind, total invoer.Field[invoer.Money], costs []Cost, on CentralAccounts) ([]invoer.Entry, error) {
	if len(costs) == 0 {
		return nil, fmt.Errorf("%w: booking without costs", invoer.ErrInvalid)
	}
	var entries []invoer.Entry
	left := total.Value.Cents
	for _, c := range costs {
		if c.Base.Currency != total.Value.Currency {
			return nil, fmt.Errorf("%w: cost in %s, want %s as the total", invoer.ErrInvalid, c.Base.Currency, total.Value.Currency)
		}
		entries = append(entries, c.entries(on)...)
		left -= c.Base.Cents + c.VAT.Cents
	}
	if left > mostRounding || left < -mostRounding {
		return nil, fmt.Errorf("%w: costs miss the total %s by %s", invoer.ErrInvalid, total.Value, invoer.Money{Cents: left})
	}
	entries[0].Amount.Cents += left
	entries = append(entries, invoer.Entry{
		Side: invoer.SideSupplier, Account: on.Suppliers, Amount: invoer.Money{Cents: -total.Value.Cents, Currency: total.Value.Currency},
		Confidence: total.Confidence, Why: invoer.Because("supplier-account"),
	})
	if kind == invoer.KindCreditNote {
		for i := range entries {
			entries[i].Amount.Cents = -entries[i].Amount.Cents
		}
	}
	return entries, nil
}

// mostRounding is how many cents lines and rates may miss a total by: suppliers
// round by line or by rate (EN 16931 BR-CO-17 allows one cent a rate).
const mostRounding = 100

func (c Cost) entries(on CentralAccounts) []invoer.Entry {
	d := c.divide()
	deduct, owe := on.VAT(c.Treatment)
	entries := []invoer.Entry{{
		Side: invoer.SideCost, Account: c.Account, Amount: c.Base.Plus(d.lost).Plus(d.charged), Text: c.Text, Treatment: c.Treatment, Analytic: c.Analytic,
		Confidence: c.Confidence, Why: c.Why,
	}}
	if d.deducted.Cents != 0 {
		entries = append(entries, invoer.Entry{
			Side: invoer.SideVAT, Account: deduct, Amount: d.deducted, Treatment: c.Treatment, Confidence: c.Confidence, Why: invoer.Because("vat-deductible"),
		})
	}
	if d.owed.Cents != 0 {
		entries = append(entries, invoer.Entry{
			Side: invoer.SideVAT, Account: owe, Amount: invoer.Money{Cents: -d.owed.Cents, Currency: d.owed.Currency}, Treatment: c.Treatment,
			Confidence: c.Confidence, Why: invoer.Because("vat-reverse-charge"),
		})
	}
	return entries
}

// Share parts the VAT that was charged at one rate over bases, in proportion
// and to the cent: the largest base takes what rounding leaves.
func Share(vat invoer.Money, bases []invoer.Money) []invoer.Money {
	parts := make([]invoer.Money, len(bases))
	sum, left, largest := int64(0), vat.Cents, 0
	for i, b := range bases {
		sum += b.Cents
		if b.Abs().Cents > bases[largest].Abs().Cents {
			largest = i
		}
	}
	for i, b := range bases {
		parts[i] = invoer.Money{Currency: vat.Currency}
		if sum != 0 {
			parts[i].Cents = roundedDivision(vat.Cents, b.Cents, sum)
		}
		left -= parts[i].Cents
	}
	if len(parts) > 0 {
		parts[largest].Cents += left
	}
	return parts
}

// roundedDivision is a × b ÷ c, to the nearest; amounts of documents stay far
// below the range of the product's float.
func roundedDivision(a, b, c int64) int64 {
	x := float64(a) * float64(b) / float64(c)
	if x < 0 {
		return int64(x - 0.5)
	}
	return int64(x + 0.5)
}

// A Return is amounts by box of the periodic return, in cents.
type Return map[int]int64

// Declare enters a cost in the return. VAT that cannot be deducted belongs to
// the base of its class (81, 82 or 83) and to no other. Of a credit note under a
// reverse charge, VAT that was owed and deducted cancels out; where a part was
// not deducted, that part is given back in box 62.
func (r Return) Declare(kind invoer.Kind, c Cost) error {
	boxes, ok := BoxesOf(c.Treatment, kind)
	if !ok {
		return fmt.Errorf("%w: treatment %s of %s", invoer.ErrInvalid, c.Treatment.Case, c.Treatment.Class)
	}
	d, sign := c.divide(), int64(1)
	if kind == invoer.KindCreditNote {
		sign = -1
	}
	r[boxes.Base[0]] += sign * (c.Base.Cents + d.lost.Cents + d.charged.Cents)
	for _, again := range boxes.Base[1:] {
		r[again] += c.Base.Cents
	}
	r.add(boxes.Due, d.owed.Cents)
	r.add(boxes.Deductible, d.deducted.Cents)
	r.add(boxes.Regulated, d.deducted.Cents)
	r.add(boxes.Regained, d.lost.Cents)
	return nil
}

func (r Return) add(box int, cents int64) {
	if box != 0 && cents != 0 {
		r[box] += cents
	}
}

// Boxes lists the boxes that have an amount, in order.
func (r Return) Boxes() []int {
	var all []int
	for box, cents := range r {
		if cents != 0 {
			all = append(all, box)
		}
	}
	slices.Sort(all)
	return all
}
