package winbooks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
)

// A group is all of a booking that has one VAT code: it has one line of each
// kind. Without a code it is what is treated alike.
type group struct {
	treatment       invoer.Treatment // of its first entry
	code            string
	known           bool
	parts           []*part
	deductible, due invoer.Entry // their amounts are sums; no account: no such line
}

// A part is what a group has of one rate and one way to deduct, for its base.
type part struct {
	treatment             invoer.Treatment // without class
	cost, deductible, due invoer.Money     // the cost with the VAT that cannot be deducted
}

// groups gives them in the order in which their first entry comes.
func (p *posting) groups() []*group {
	var all []*group
	at := map[any]*group{}
	for _, e := range p.Booking.Entries {
		if e.Side == invoer.SideSupplier {
			continue
		}
		code, known := p.code(e.Treatment)
		key := any(code)
		if !known {
			key = e.Treatment
		}
		g := at[key]
		if g == nil {
			g = &group{treatment: e.Treatment, code: code, known: known}
			at[key] = g
			all = append(all, g)
		}
		g.add(e, p.owes(e))
	}
	return all
}

// add counts an entry: VAT is owed or deducted.
func (g *group) add(e invoer.Entry, owed bool) {
	of := g.part(e.Treatment.Plain())
	if e.Side == invoer.SideCost {
		of.cost = of.cost.Plus(e.Amount)
		return
	}
	line, sum := &g.deductible, &of.deductible
	if owed {
		line, sum = &g.due, &of.due
	}
	line.Account, line.Amount = e.Account, line.Amount.Plus(e.Amount)
	*sum = sum.Plus(e.Amount)
}

func (g *group) part(t invoer.Treatment) *part {
	t.Class = ""
	i := slices.IndexFunc(g.parts, func(known *part) bool { return known.treatment == t })
	if i < 0 {
		i, g.parts = len(g.parts), append(g.parts, &part{treatment: t})
	}
	return g.parts[i]
}

// The accounts of VAT in the minimum chart (Royal Decree of 21 October 2018,
// annex 1): 411 to recover, 451 to pay.
const (
	toRecover = "411"
	toPay     = "451"
)

// owes tells VAT that is owed from VAT that is deducted: by the account that
// the firm's code has for either, else by that of the minimum chart. A negative
// line, as of a deposit, turns the sign, so only on another account it tells:
// owed is credit on an invoice and debit on a credit note.
func (p *posting) owes(e invoer.Entry) bool {
	if e.Side != invoer.SideVAT || !reverse[e.Treatment.Case] {
		return false
	}
	if c, ok := p.books().VATCode(e.Treatment, p.Booking.Date); ok && c.Due != c.Deductible {
		switch e.Account {
		case c.Due:
			return true
		case c.Deductible:
			return false
		}
	}
	switch {
	case strings.HasPrefix(e.Account, toPay):
		return true
	case strings.HasPrefix(e.Account, toRecover):
		return false
	}
	return (e.Amount.Cents < 0) != (p.Invoice.Kind == invoer.KindCreditNote)
}

func (p *posting) books() invoer.Books { return invoer.Books{VATCodes: p.settings.VATCodes} }

// reverse are the cases in which the customer owes the VAT himself.
var reverse = map[string]bool{"cocontractor": true, "eu": true, "outside-eu": true, "import": true}

// base is the amount of a group without VAT.
func (p *posting) base(g *group) invoer.Money {
	var sum invoer.Money
	for _, of := range g.parts {
		sum = sum.Plus(p.partBase(of))
	}
	return sum
}

// partBase is the amount of a part without VAT. Where the customer owes the VAT
// himself it follows exactly from the entries; so it does where all is deducted.
// Else it is the supplier's own where the breakdown has one line of this rate,
// and computed where it has several or none.
func (p *posting) partBase(of *part) invoer.Money {
	gross := of.cost.Plus(of.deductible)
	t := of.treatment
	switch {
	case reverse[t.Case]:
		return gross.Plus(of.due)
	case t.Deductible == 100 || t.Rate == 0 || t.Deductible == 0:
		return of.cost
	}
	if own, ok := p.printed(t.Rate, gross); ok {
		return own
	}
	return without(gross, t.Rate)
}

// printed is the base of a rate in the supplier's breakdown, with the sign of
// the booking, where base and VAT together are what was booked.
func (p *posting) printed(rate int64, gross invoer.Money) (invoer.Money, bool) {
	for _, l := range p.Invoice.Breakdown {
		if l.Rate != rate || l.Base.Plus(l.VAT).Abs().Cents != gross.Abs().Cents {
			continue
		}
		own := l.Base.Abs()
		if gross.Cents < 0 {
			own.Cents = -own.Cents
		}
		return own, true
	}
	return invoer.Money{}, false
}

// without takes VAT of a rate, in hundredths of a per cent, out of an amount.
func without(gross invoer.Money, rate int64) invoer.Money {
	n := gross.Abs().Cents * 10000
	whole := 10000 + rate
	base := invoer.Money{Cents: (n + whole/2) / whole, Currency: gross.Currency}
	if gross.Cents < 0 {
		base.Cents = -base.Cents
	}
	return base
}

// vat writes the lines of a group: the VAT that is deducted and, under the same
// code, the VAT that is owed; or its base alone where there is neither. What is
// nothing in euro has no line.
func (p *posting) vat(g *group) {
	lines := 0
	for _, e := range []invoer.Entry{g.deductible, g.due} {
		if p.euro(e.Amount).Cents == 0 {
			continue
		}
		lines++
		r := p.row(ofAccount, e.Amount)
		r["ACCOUNTGL"] = e.Account
		p.coded(r, g)
	}
	used := lines > 0 || p.euro(p.base(g)).Cents != 0
	if lines == 0 && used && (g.known || g.treatment.Case != "none") {
		p.coded(p.row(ofBase, invoer.Money{}), g)
	}
	if used && !g.known && (lines > 0 || g.treatment.Case != "none") {
		t := g.treatment
		p.fault("VATCODE", "export-no-vat-code", t.Case, t.Class, percent(t.Rate), strconv.Itoa(t.Deductible))
	}
}

// coded writes what tells a VAT line. In a journal of credit notes the base is
// positive, in one of invoices it has its sign (as tryton and rollvolet write
// it; to be seen in a test import).
func (p *posting) coded(r map[string]string, g *group) {
	base := p.euro(p.base(g))
	if p.Journal.Kind == invoer.JournalPurchaseCredit {
		base.Cents = -base.Cents
	}
	r["DOCORDER"], r["OPCODE"], r["VATCODE"], r["VATBASE"], r["COMMENT"] = "VAT", "FIXED", g.code, base.String(), p.about()
}

// code gives the package's code of a treatment. Without one a plain domestic
// purchase at a Belgian rate is spelled by it ("21"), which WinBooks understands by itself;
// nothing else can be told so, as the codes of purchases differ by firm.
func (p *posting) code(t invoer.Treatment) (string, bool) {
	if c, ok := p.books().VATCode(t, p.Booking.Date); ok {
		return c.Code, true
	}
	if t.Case == "domestic" && t.Deductible == 100 && slices.Contains(belgium.Rates(p.Booking.Date), t.Rate) {
		return percent(t.Rate), true
	}
	return "", false
}

// percent spells hundredths of a per cent without needless decimals.
func percent(rate int64) string {
	if rate%100 == 0 {
		return strconv.FormatInt(rate/100, 10)
	}
	return invoer.Money{Cents: rate}.String()
}
