package ledger

import (
	"github.com/invoer/invoer"
)

// Of is an invoice that was read, as a purchase that is still to be booked. text
// is what its pages say.
func Of(id string, client invoer.ClientID, inv invoer.Invoice, text string) Purchase {
	currency := inv.Total.Value.Currency
	p := Purchase{
		ID: id, Client: string(client), Date: inv.Issued.Value, Kind: inv.Kind, Text: text,
		Supplier: Supplier{Name: inv.Supplier.Name.Value, VAT: string(inv.Supplier.VAT.Value), IBAN: string(inv.Account.Value)},
		Incl:     inv.Total.Value, VAT: invoer.Money{Cents: inv.VAT.Value.Cents, Currency: currency},
	}
	if len(p.Supplier.VAT) > 2 {
		p.Supplier.Country = p.Supplier.VAT[:2]
	}
	p.Excl = invoer.Money{Cents: p.Incl.Cents - p.VAT.Cents, Currency: currency}
	sum := p.Incl.Cents
	for _, b := range inv.Breakdown {
		p.Rates = append(p.Rates, Rate{b.Rate, b.Base, b.VAT, b.Category})
		sum -= b.Base.Cents + b.VAT.Cents
	}
	const rounding = 5 // cents by which a breakdown may miss the total
	if sum > rounding || sum < -rounding {
		p.Rates = nil
	}
	if len(p.Rates) > 0 {
		p.Excl.Cents, p.VAT.Cents = 0, 0
		for _, r := range p.Rates {
			p.Excl.Cents += r.Base.Cents
			p.VAT.Cents += r.VAT.Cents
		}
	}
	if len(p.Rates) == 0 {
		p.Rates = []Rate{{Percent: RateOf(p.Excl, p.VAT), Base: p.Excl, VAT: p.VAT}}
	}
	for _, l := range inv.Lines {
		p.Lines = append(p.Lines, Line{l.Description, l.Quantity, l.UnitPrice, l.Rate, l.Total})
	}
	return p
}

// RateOf is the rate, in hundredths of a per cent, that VAT on a base comes
// from, rounded to a whole per cent.
func RateOf(base, vat invoer.Money) int64 {
	if base.Cents == 0 {
		return 0
	}
	return (vat.Cents*1000/base.Cents + 5) / 10 * 100
}

// Booked is a purchase with the cost entries of its booking, the bases without
// VAT.
//
// The part of a cost that was carried over to later years counts with the cost,
// because another part is carried over each time; so does a deposit that was
// taken back on a line of its own. One that was deducted beside the total is none
// of the document's costs.
func (p Purchase) Booked(b invoer.Booking) Purchase {
	p.Journal, p.Entries = b.Journal, nil
	var deposits int64
	for _, e := range b.Entries {
		if e.Side != invoer.SideCost {
			continue
		}
		amount := e.Amount
		if p.Kind == invoer.KindCreditNote {
			amount.Cents = -amount.Cents
		}
		entry := Entry{e.Account, baseOf(amount, e.Treatment), e.Treatment, e.Analytic}
		switch {
		case e.Why.Code == invoer.WhyDeposit && entry.Amount.Cents < 0:
			deposits += entry.Amount.Cents
		case e.Why.Code == invoer.WhyLater && len(e.Why.Args) > 0:
			entry.Account = e.Why.Args[0]
			p.join(entry)
		default:
			p.Entries = append(p.Entries, entry)
		}
	}
	if deposits != 0 && len(p.Entries) > 0 && p.Adds() != nil {
		largest := 0
		for i, e := range p.Entries {
			if e.Amount.Cents > p.Entries[largest].Amount.Cents {
				largest = i
			}
		}
		p.Entries[largest].Amount.Cents += deposits
	}
	return p
}

// join adds an entry to the one that it is a part of.
func (p *Purchase) join(e Entry) {
	for i, have := range p.Entries {
		if have.Account == e.Account && have.Treatment == e.Treatment {
			p.Entries[i].Amount = have.Amount.Plus(e.Amount)
			return
		}
	}
	p.Entries = append(p.Entries, e)
}

// baseOf is a cost without the VAT in it that is not deducted.
func baseOf(cost invoer.Money, t invoer.Treatment) invoer.Money {
	lost := t.Rate * int64(100-t.Deductible) / 100 // hundredths of a per cent of the base
	if lost <= 0 || t.Case == "exempt" || t.Case == "small-business" || t.Case == "margin" || t.Case == "none" {
		return cost
	}
	const whole = 10000
	half := (whole + lost) / 2
	if cost.Cents < 0 {
		half = -half
	}
	cost.Cents = (cost.Cents*whole + half) / (whole + lost)
	return cost
}
