package winbooks

import (
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// A group is all of a booking that is treated alike: it has one VAT code.
type group struct {
	treatment       invoer.Treatment
	cost            invoer.Money // with the VAT that cannot be deducted
	deductible, due invoer.Entry // their amounts are sums; no account: no such line
}

// groups gives them in the order in which their first entry comes.
func (p *posting) groups() []*group {
	var all []*group
	at := map[invoer.Treatment]*group{}
	for _, e := range p.Booking.Entries {
		if e.Side == invoer.SideSupplier {
			continue
		}
		g := at[e.Treatment]
		if g == nil {
			g = &group{treatment: e.Treatment}
			at[e.Treatment] = g
			all = append(all, g)
		}
		g.add(e, p.owes(e))
	}
	return all
}

// add counts an entry: VAT is owed or deducted.
func (g *group) add(e invoer.Entry, owed bool) {
	if e.Side == invoer.SideCost {
		g.cost = g.cost.Plus(e.Amount)
		return
	}
	line := &g.deductible
	if owed {
		line = &g.due
	}
	line.Account, line.Amount = e.Account, line.Amount.Plus(e.Amount)
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

// base is the amount without VAT. Where the customer owes the VAT himself it
// follows exactly from the entries; so it does where all is deducted. Else it
// is the supplier's own where the breakdown has one line of this rate, and
// computed where it has several or none.
func (p *posting) base(g *group) invoer.Money {
	gross := g.cost.Plus(g.deductible.Amount)
	t := g.treatment
	switch {
	case reverse[t.Case]:
		return gross.Plus(g.due.Amount)
	case t.Deductible == 100 || t.Rate == 0 || t.Deductible == 0:
		return g.cost
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
// code, the VAT that is owed; or its base alone where there is neither.
func (p *posting) vat(g *group) {
	code, known := p.code(g.treatment)
	lines := 0
	for _, e := range []invoer.Entry{g.deductible, g.due} {
		if e.Amount.Cents == 0 {
			continue
		}
		lines++
		r := p.row(ofAccount, e.Amount)
		r["ACCOUNTGL"] = e.Account
		p.coded(r, code, g)
	}
	if lines == 0 && (known || g.treatment.Case != "none") {
		p.coded(p.row(ofBase, invoer.Money{}), code, g)
	}
	if !known && (lines > 0 || g.treatment.Case != "none") {
		t := g.treatment
		p.fault("VATCODE", "export-no-vat-code", t.Case, t.Class, percent(t.Rate), strconv.Itoa(t.Deductible))
	}
}

// coded writes what tells a VAT line. In a journal of credit notes the base is
// positive, in one of invoices it has its sign (as tryton and rollvolet write
// it; to be seen in a test import).
func (p *posting) coded(r map[string]string, code string, g *group) {
	base := p.euro(p.base(g))
	if p.Journal.Kind == invoer.JournalPurchaseCredit {
		base.Cents = -base.Cents
	}
	r["DOCORDER"], r["OPCODE"], r["VATCODE"], r["VATBASE"], r["COMMENT"] = "VAT", "FIXED", code, base.String(), p.about()
}

// code gives the package's code of a treatment. Without one a plain domestic
// purchase is spelled by its rate ("21"), which WinBooks understands by itself;
// nothing else can be told so, as the codes of purchases differ by firm.
func (p *posting) code(t invoer.Treatment) (string, bool) {
	if c, ok := p.books().VATCode(t, p.Booking.Date); ok {
		return c.Code, true
	}
	if t.Case == "domestic" && t.Deductible == 100 {
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
