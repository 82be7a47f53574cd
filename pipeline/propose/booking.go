package propose

import (
	"cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/storage"
)

const journal = "AANK"

// How sure a proposal is of its account, in per cent.
const (
	sureOnce    = 75 // one approved document of the supplier
	sureAlways  = 96 // many in a row, all alike
	sureDefault = 30
)

// Booking proposes how an invoice is entered, and nil where there is nothing
// to book: another kind of document, or one without a total.
func Booking(g storage.Grounds) *invoer.Booking {
	inv := g.Invoice
	if !inv.Kind.Bookable() || !inv.Total.Present() {
		return nil
	}
	var entries []invoer.Entry
	for _, line := range lines(inv) {
		entries = append(entries, cost(g, line)...)
	}
	entries = balanced(entries, inv)
	if inv.Kind == invoer.KindCreditNote {
		turn(entries)
	}
	b, err := invoer.NewBooking(cmp.Or(g.Journal, journal), inv.Issued.Value, entries)
	if err != nil {
		return nil // amounts in several currencies
	}
	return &b
}

// lines gives the VAT breakdown where it fits the total, else one line of the
// total. Totals are the supplier's own; we correct none.
func lines(inv invoer.Invoice) []invoer.VATLine {
	sum := invoer.Money{Currency: inv.Total.Value.Currency}
	for _, l := range inv.Breakdown {
		sum = sum.Plus(l.Base).Plus(l.VAT)
	}
	if d := sum.Cents - inv.Total.Value.Cents; len(inv.Breakdown) > 0 && d >= -5 && d <= 5 {
		return inv.Breakdown
	}
	total, vat := inv.Total.Value, invoer.Money{Currency: inv.Total.Value.Currency}
	if inv.VAT.Present() {
		vat.Cents = inv.VAT.Value.Cents
	}
	base := invoer.Money{Cents: total.Cents - vat.Cents, Currency: total.Currency}
	return []invoer.VATLine{{Rate: rateOf(base, vat), Base: base, VAT: vat}}
}

// rateOf is the rate, in hundredths of a per cent, that VAT on a base comes
// from, rounded to a whole per cent.
func rateOf(base, vat invoer.Money) int64 {
	if base.Cents == 0 {
		return 0
	}
	return (vat.Cents*1000/base.Cents + 5) / 10 * 100
}

// cost gives the entries of one rate: the cost with the part of VAT that
// cannot be deducted, and the VAT that can.
func cost(g storage.Grounds, line invoer.VATLine) []invoer.Entry {
	account, treatment, sure, why := treat(g, line)
	charged := line.VAT
	if reversed(treatment.Case) && line.VAT.Cents == 0 {
		charged = line.Base.Share(treatment.Rate)
	}
	deducted := share(charged, treatment.Deductible)
	lost := invoer.Money{Cents: charged.Cents - deducted.Cents, Currency: charged.Currency}
	entries := []invoer.Entry{{Side: invoer.SideCost, Account: account, Amount: line.Base.Plus(lost), Treatment: treatment, Confidence: sure, Why: why}}
	if deducted.Cents != 0 {
		entries = append(entries, invoer.Entry{
			Side: invoer.SideVAT, Account: belgium.AccountVAT, Amount: deducted, Treatment: treatment,
			Confidence: sure, Why: invoer.Because("vat-deductible"),
		})
	}
	if due := charged.Cents - line.VAT.Cents; due != 0 {
		entries = append(entries, invoer.Entry{
			Side: invoer.SideVAT, Account: belgium.AccountVATPayable,
			Amount: invoer.Money{Cents: -due, Currency: charged.Currency}, Treatment: treatment,
			Confidence: sure, Why: invoer.Because("vat-reverse-charge"),
		})
	}
	return entries
}

func share(m invoer.Money, percent int) invoer.Money { return m.Share(int64(percent) * 100) }

// balanced adds what is owed to the supplier, and puts cents of rounding into
// the first cost.
func balanced(entries []invoer.Entry, inv invoer.Invoice) []invoer.Entry {
	total := inv.Total.Value
	left := total.Cents
	for _, e := range entries {
		left -= e.Amount.Cents
	}
	entries[0].Amount.Cents += left
	return append(entries, invoer.Entry{
		Side: invoer.SideSupplier, Account: belgium.AccountSuppliers,
		Amount:     invoer.Money{Cents: -total.Cents, Currency: total.Currency},
		Confidence: inv.Total.Confidence, Why: invoer.Because("supplier-account"),
	})
}

// turn makes a purchase a credit: what was debit is credit.
func turn(entries []invoer.Entry) {
	for i := range entries {
		entries[i].Amount.Cents = -entries[i].Amount.Cents
	}
}
