package propose

import (
	"maps"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/storage"
)

// speaksOfEarlier tells whether a document may be about earlier ones of its
// supplier, which must be fetched then: a credit note, or one of a deposit.
func speaksOfEarlier(g storage.Grounds) bool {
	inv, words := g.Invoice, wordsOf(g)
	return inv.Kind == invoer.KindCreditNote || inv.Kind == invoer.KindInvoice &&
		(inv.Deposit || len(inv.Preceding) > 0 || belgium.Deposit(words) || belgium.Final(words) || paidBefore(inv) > 0 || slices.ContainsFunc(inv.Lines, deducts))
}

// paidBefore is what of the total is not to be paid any more, in cents.
func paidBefore(inv invoer.Invoice) int64 {
	if !inv.Payable.Present() || inv.Payable.Value.Currency != inv.Total.Value.Currency {
		return 0
	}
	return max(0, inv.Total.Value.Cents-inv.Payable.Value.Cents)
}

func deducts(l invoer.Line) bool { return l.Total.Cents < 0 }

// credited are the invoices that a credit note is about.
func (p *proposing) credited() (found []invoer.Earlier, named bool) {
	if p.Invoice.Kind != invoer.KindCreditNote {
		return nil, false
	}
	found, named = p.Invoice.Credited(p.words, p.Earlier)
	switch {
	case len(found) == 0:
		p.find(invoer.RuleCreditAlone, invoer.Warning)
	case len(found) > 1:
		p.ofEach(found)
	case named:
		p.find(invoer.RuleCredits, invoer.Note, of(found[0])...)
	default:
		p.find(invoer.RuleCreditsMaybe, invoer.Warning, of(found[0])...)
	}
	if len(found) != 1 {
		return found, named
	}
	if left := found[0].Left(); left.Cents < p.Invoice.Total.Value.Cents {
		p.find(invoer.RuleCreditAbove, invoer.Warning, append(of(found[0]), left.String())...)
	}
	return found, named
}

// ofEach says of each of several invoices what is credited of it: what is left
// of it, from the oldest on, until the credit note is used up.
func (p *proposing) ofEach(found []invoer.Earlier) {
	rest, left := p.Invoice.Total.Value, invoer.Money{Currency: p.Invoice.Total.Value.Currency}
	for _, e := range found {
		part := rest
		part.Cents = max(0, min(rest.Cents, e.Left().Cents))
		rest.Cents -= part.Cents
		left.Cents += max(0, e.Left().Cents)
		p.find(invoer.RuleCredits, invoer.Note, append(of(e), part.String())...)
	}
	if rest.Cents > 0 {
		p.find(invoer.RuleCreditsAbove, invoer.Warning, numbers(found), left.String())
	}
}

// numbers are those of several invoices, for people.
func numbers(all []invoer.Earlier) string {
	said := make([]string, len(all))
	for i, e := range all {
		said[i] = e.Number
	}
	return strings.Join(said, ", ")
}

// of are the arguments of a finding about another document.
func of(e invoer.Earlier) []string { return []string{e.Number, e.Issued.String(), string(e.Document)} }

// asCredited puts the costs of a credit note of a part on the accounts of its
// invoices: where these have one account, or one at the rate of the cost.
func (p *proposing) asCredited(found []invoer.Earlier) {
	var all []invoer.Entry
	for _, e := range found {
		if e.Booking == nil {
			return
		}
		for _, entry := range e.Booking.Entries {
			if entry.Side == invoer.SideCost && !slices.ContainsFunc(all, func(o invoer.Entry) bool { return alike(o, entry) }) {
				all = append(all, entry)
			}
		}
	}
	for i, c := range p.costs {
		at := slices.DeleteFunc(slices.Clone(all), func(o invoer.Entry) bool { return len(all) > 1 && o.Treatment.Rate != c.Treatment.Rate })
		if len(at) != 1 || alike(at[0], invoer.Entry{Account: c.Account, Treatment: c.Treatment}) {
			continue
		}
		p.costs[i].Account, p.costs[i].Treatment, p.costs[i].Analytic = at[0].Account, at[0].Treatment, at[0].Analytic
		p.costs[i].Why = invoer.Because(invoer.WhyCredited, numbers(found))
	}
}

// alike tells whether entries go to the same account, with VAT dealt with alike.
func alike(a, b invoer.Entry) bool { return a.Account == b.Account && a.Treatment == b.Treatment }

// How sure an entry is that was booked of the invoice before, by a person's word
// on that one, or as it was proposed or found.
const (
	creditedSure  = invoer.Certain - 2
	creditedMaybe = 80
)

// mirrored is the booking of a credit note of whole invoices: theirs the other
// way round, those of several put together. What precedents say is the same
// stays theirs.
func mirrored(b invoer.Booking, inv invoer.Invoice, found []invoer.Earlier, named bool) invoer.Booking {
	if !whole(inv, found) {
		return b
	}
	mirror := invoer.Booking{Journal: b.Journal, Date: b.Date}
	for _, e := range found {
		for _, entry := range e.Booking.Entries {
			entry.Amount.Cents = -entry.Amount.Cents
			entry.Why = invoer.Because(invoer.WhyCredited, numbers(found))
			entry.Confidence = min(entry.Confidence, creditedMaybe)
			if named && e.Decided {
				entry.Confidence = creditedSure
			}
			mirror.Entries = together(mirror.Entries, entry)
		}
	}
	if mirror.SameAs(b) {
		return b
	}
	return mirror
}

// whole tells whether a credit note gives back all of invoices that were booked
// for what they say.
func whole(inv invoer.Invoice, found []invoer.Earlier) bool {
	total, vat := invoer.Money{Currency: inv.Total.Value.Currency}, int64(0)
	for _, e := range found {
		if e.Booking == nil || e.Booking.Owed() != e.Total {
			return false
		}
		total.Cents += e.Total.Cents
		vat += e.VAT.Cents
	}
	return total == inv.Total.Value && vat == vatOf(inv)
}

// together adds an entry to one that differs from it by its amount only, as sure
// as the less sure of both, or behind all.
func together(all []invoer.Entry, entry invoer.Entry) []invoer.Entry {
	for i, o := range all {
		if o.Side == entry.Side && alike(o, entry) && maps.Equal(o.Analytic, entry.Analytic) {
			all[i].Amount.Cents += entry.Amount.Cents
			all[i].Confidence = min(o.Confidence, entry.Confidence)
			return all
		}
	}
	return append(all, entry)
}

func vatOf(inv invoer.Invoice) int64 {
	if inv.VAT.Present() {
		return inv.VAT.Value.Cents
	}
	sum := int64(0)
	for _, l := range inv.Breakdown {
		sum += l.VAT.Cents
	}
	return sum
}

// deposits deals with what is paid before it is had. An invoice of a deposit goes
// where the supplier's last one went, else to advances paid. One that ends
// deposits has them deducted: on a line of its own, or beside the total; then
// what it gives are costs of their own, with their VAT, and the supplier is owed
// what is left to pay.
func (p *proposing) deposits() (apart []belgium.Cost) {
	if p.Invoice.Kind != invoer.KindInvoice {
		return nil
	}
	if (p.Invoice.Deposit || belgium.Deposit(p.words)) && !p.final() {
		p.isDeposit()
		return nil
	}
	open := p.openDeposits()
	if len(open) == 0 {
		return nil
	}
	if byTotal := p.paidWith(open); byTotal != nil {
		p.total.Value = p.Invoice.Payable.Value
		for _, e := range byTotal {
			p.find(invoer.RuleDeducts, invoer.Note, append(of(e), e.Net.String())...)
			apart = append(apart, p.depositOf(e, e.Net, e.VAT))
		}
		return apart
	}
	for _, e := range open {
		switch {
		case p.deductedByLine(e):
			p.find(invoer.RuleDeducts, invoer.Note, append(of(e), e.Net.String())...)
		case p.final() || p.names(e):
			p.find(invoer.RuleDepositOpen, invoer.Warning, append(of(e), e.Total.String())...)
		}
	}
	return nil
}

// final tells whether the document ends deposits: it says so, or deducts one.
func (p *proposing) final() bool {
	return belgium.Final(p.words) || slices.ContainsFunc(p.openDeposits(), p.names)
}

func (p *proposing) names(e invoer.Earlier) bool {
	return invoer.Named(p.words, p.Invoice.Number.Value, []invoer.Earlier{e}) == 0
}

// openDeposits are the deposits of the supplier that nobody deducted.
func (p *proposing) openDeposits() []invoer.Earlier {
	return slices.DeleteFunc(slices.Clone(p.Earlier), func(e invoer.Earlier) bool {
		return !e.Deposit || e.Kind != invoer.KindInvoice || e.Left().Cents <= 0 || e.Total.Currency != p.total.Value.Currency ||
			!p.Invoice.Issued.Value.Zero() && p.Invoice.Issued.Value.Before(e.Issued)
	})
}

// isDeposit books an invoice of a deposit.
func (p *proposing) isDeposit() {
	p.find(invoer.RuleDeposit, invoer.Note)
	account := p.account(belgium.AccountDeposits)
	for _, e := range p.Earlier {
		if before, ok := costOf(e); e.Deposit && e.Decided && ok {
			account = before.Account
			break
		}
	}
	for i := range p.costs {
		if p.costs[i].Account != account && p.costs[i].Why.Code != invoer.WhyRule {
			p.costs[i].Account, p.costs[i].Why = account, invoer.Because(invoer.WhyDeposit)
		}
	}
}

// costOf is the largest cost of a document that was booked.
func costOf(e invoer.Earlier) (largest invoer.Entry, ok bool) {
	if e.Booking == nil {
		return invoer.Entry{}, false
	}
	for _, entry := range e.Booking.Entries {
		if entry.Side == invoer.SideCost && (!ok || entry.Amount.Cents > largest.Amount.Cents) {
			largest, ok = entry, true
		}
	}
	return largest, ok
}

// account is the client's own account for one of the minimum chart.
func (p *proposing) account(start string) string {
	class := strings.TrimRight(start, "0")
	if !strings.HasPrefix(start, "2") { // of fixed assets two digits tell what they are
		class = start[:3]
	}
	return p.Books.AccountLike(start, class, p.Invoice.Issued.Value)
}

// paidWith are the deposits that make what was paid of the total before: those
// that are named, or all, or one.
func (p *proposing) paidWith(open []invoer.Earlier) []invoer.Earlier {
	paid := paidBefore(p.Invoice)
	if paid == 0 {
		return nil
	}
	var named []invoer.Earlier
	for _, e := range open {
		if p.names(e) {
			named = append(named, e)
		}
	}
	tries := [][]invoer.Earlier{named, open}
	for _, e := range open {
		tries = append(tries, []invoer.Earlier{e})
	}
	for _, try := range tries {
		sum := int64(0)
		for _, e := range try {
			sum += e.Total.Cents
		}
		if sum == paid {
			return try
		}
	}
	return nil
}

// depositOf takes a deposit back from where it was booked.
func (p *proposing) depositOf(e invoer.Earlier, net, vat invoer.Money) belgium.Cost {
	entry, ok := costOf(e)
	if !ok {
		entry.Account = p.account(belgium.AccountDeposits)
		entry.Treatment = invoer.Treatment{Case: "domestic", Class: "services", Rate: p.Purchase.Rates[0].Percent, Deductible: 100}
	}
	net.Cents, vat.Cents = -net.Cents, -vat.Cents
	return belgium.Cost{
		Account: entry.Account, Base: net, VAT: vat, Treatment: entry.Treatment, Analytic: entry.Analytic,
		Confidence: creditedMaybe, Why: invoer.Because(invoer.WhyDeposit, e.Number),
	}
}

// deductedByLine takes a deposit out of the cost that a line deducts it from, and
// back from where it was booked.
func (p *proposing) deductedByLine(e invoer.Earlier) bool {
	at := slices.IndexFunc(p.Invoice.Lines, func(l invoer.Line) bool { return l.Total.Cents == -e.Net.Cents })
	if at < 0 {
		return false
	}
	back := p.depositOf(e, e.Net, invoer.Money{Currency: e.Net.Currency})
	for i, c := range p.costs {
		if c.Base == back.Base {
			p.costs[i].Account, p.costs[i].Treatment, p.costs[i].Why = back.Account, back.Treatment, back.Why
			return true
		}
	}
	for i, c := range p.costs {
		if c.Treatment.Rate != back.Treatment.Rate || c.Account == back.Account {
			continue
		}
		p.costs[i].Base.Cents += e.Net.Cents
		p.costs = slices.Insert(p.costs, i+1, back)
		return true
	}
	return true // it is on the same account
}
