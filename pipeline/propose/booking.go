package propose

import (
	"cmp"
	"math"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
	"github.com/invoer/invoer/storage"
)

const journal = "AANK"

// A Proposal is how an invoice is entered, nil where there is nothing to book,
// and what a person should know of that.
type Proposal struct {
	Booking  *invoer.Booking
	Findings []invoer.Finding
}

// A proposing is a proposal on its way. Costs are positive also on a credit
// note.
type proposing struct {
	storage.Grounds

	words    string
	total    invoer.Field[invoer.Money] // that the supplier is owed for it
	costs    []belgium.Cost
	findings []invoer.Finding
}

// Propose proposes how an invoice is entered. There is no booking of another
// kind of document, of one without a total, of one whose amounts are in several
// currencies, or of a sale that the customer made the invoice of.
func Propose(g storage.Grounds) Proposal {
	p := &proposing{Grounds: g, words: wordsOf(g), total: g.Invoice.Total}
	b := p.booking()
	if b == nil {
		p.findings = nil
	}
	return Proposal{b, append(belgium.Check(stated(g, b)), p.findings...)}
}

// wordsOf are those of a document, and what an e-invoice says of others beside
// them.
func wordsOf(g storage.Grounds) string {
	words := storage.Words(g.Purchase)
	for _, number := range g.Invoice.Preceding {
		words += "\ninvoice " + number
	}
	return words
}

func (p *proposing) find(rule string, severity invoer.Severity, args ...string) {
	p.findings = append(p.findings, invoer.Find(rule, severity, "", args...))
}

func (p *proposing) booking() *invoer.Booking {
	inv := p.Invoice
	if !inv.Kind.Bookable() || !inv.Total.Present() || stated(p.Grounds, nil).Sale() {
		return nil
	}
	p.foreign()
	p.costs = costs(p.Grounds)
	credited, named := p.credited()
	p.asCredited(credited)
	apart := p.deposits()
	p.assets()
	for _, r := range p.Purchase.Rates {
		charge(p.costs, r)
	}
	p.costs = append(p.costs, apart...)
	on := p.day()
	p.later(on)
	entries, err := belgium.Compose(inv.Kind, p.total, p.costs, p.accounts(on))
	if err != nil {
		return nil
	}
	b, err := invoer.NewBooking(cmp.Or(p.Journal, journal), on, entries)
	if err != nil {
		return nil
	}
	if len(credited) > 0 {
		b = mirrored(b, inv, credited, named)
	}
	return &b
}

// accounts are those that the client's books have beside the costs: of the
// supplier as the package has him, of VAT as its codes say, else those of the
// chart.
func (p *proposing) accounts(on invoer.Date) belgium.CentralAccounts {
	suppliers := p.account(belgium.AccountSuppliers)
	if third, known := p.Books.Supplier(p.Invoice.Supplier.VAT.Value, p.Invoice.Supplier.Name.Value); known {
		suppliers = cmp.Or(third.Central, suppliers)
	}
	deducted, owed := p.account(belgium.AccountVAT), p.account(belgium.AccountVATPayable)
	return belgium.CentralAccounts{Suppliers: suppliers, VAT: func(t invoer.Treatment) (string, string) {
		code, _ := p.Books.VATCode(t, on)
		return cmp.Or(code.Deductible, deducted), cmp.Or(code.Due, owed)
	}}
}

// foreign asks for the rate of a currency that nobody loaded one of.
func (p *proposing) foreign() {
	if currency := p.total.Value.Currency; currency != "EUR" && p.Rate == "" {
		p.find(invoer.RuleNoRate, invoer.Warning, currency, p.Invoice.Issued.Value.String())
	}
}

// stated is the document with the VAT treatments that are proposed, as the law
// is held against it.
func stated(g storage.Grounds, b *invoer.Booking) belgium.Stated {
	s := belgium.Stated{Invoice: g.Invoice, Buyer: g.Buyer, Words: g.Purchase.Text}
	if b == nil {
		return s
	}
	for _, e := range b.Entries {
		if e.Side == invoer.SideCost {
			s.Treatments = append(s.Treatments, e.Treatment)
		}
	}
	return s
}

// costs are the entries that were proposed, as the office's rules leave them,
// without the VAT that was charged.
func costs(g storage.Grounds) []belgium.Cost {
	all := make([]belgium.Cost, len(g.Proposed.Entries))
	for i, e := range g.Proposed.Entries {
		all[i] = belgium.Cost{
			Account: e.Account, Base: e.Amount, VAT: invoer.Money{Currency: e.Amount.Currency}, Treatment: e.Treatment, Analytic: e.Analytic,
			Text: textOf(e, g), Confidence: sure(e), Why: e.Why,
		}
		switch {
		case e.Why.Code != precedent.Nothing:
		case g.Account != "":
			all[i].Account, all[i].Why = g.Account, invoer.Because("office-default")
		default:
			all[i] = inChart(all[i], e, g)
		}
	}
	var ruledBy []belgium.Cost
	for _, c := range all {
		ruledBy = append(ruledBy, obey(c, g.Rules)...)
	}
	return ruledBy
}

// inChart puts a cost that no history speaks for on the account of the client's
// chart whose name says what it is of, or that firms mostly have for it.
func inChart(c belgium.Cost, e precedent.Entry, g storage.Grounds) belgium.Cost {
	said := e.Text
	if said == "" {
		said = storage.Words(g.Purchase)
	}
	account, by, found := belgium.AccountFor(g.Chart.Costs(c.Account[:1], g.Invoice.Issued.Value), c.Account, said, g.Invoice.Supplier.Name.Value)
	if !found {
		return c
	}
	c.Account, c.Why = account.Number, invoer.Because("as-chart", account.Name)
	if by != "" {
		c.Why = invoer.Because("as-chart-says", account.Name, by)
	}
	return c
}

// longestText is how many letters of a line go into the text of an entry.
const longestText = 60

// textOf is what a line says, for the text of an entry, and nothing where it only
// repeats who the supplier is.
func textOf(e precedent.Entry, g storage.Grounds) string {
	text := strings.Join(strings.Fields(e.Text), " ")
	if strings.EqualFold(text, g.Invoice.Supplier.Name.Value) {
		return ""
	}
	if letters := []rune(text); len(letters) > longestText {
		return strings.TrimSpace(string(letters[:longestText-1])) + "…"
	}
	return text
}

// obey gives what the office's rules make of a cost: itself, changed or not, or
// the parts that it is split into. The first rule that says something of it wins.
// The reason is the rule that says the account, else the first one; where another
// one would have it otherwise, that is said too.
func obey(c belgium.Cost, rules []invoer.BookingRule) []belgium.Cost {
	rate := c.Treatment.Rate
	said := sayings(rules, rate)
	if said.by == "" {
		return []belgium.Cost{c}
	}
	if said.Case != "" {
		c.Treatment = caseOf(c.Treatment, said.Case)
	}
	if said.Deductible != nil && c.Treatment.Rate > 0 {
		c.Treatment.Deductible = *said.Deductible
	}
	for plan, code := range c.Analytic {
		said.Analytic[plan] = cmp.Or(said.Analytic[plan], code)
	}
	if len(said.Analytic) > 0 {
		c.Analytic = said.Analytic
	}
	c.Why, c.Confidence = invoer.Because(invoer.WhyRule, said.by), ruled
	if len(said.over) > 0 {
		c.Why = invoer.Because(invoer.WhyRuleOver, said.by, strings.Join(said.over, ", "))
	}
	if len(said.Split) > 0 {
		return split(c, said.Split)
	}
	return []belgium.Cost{onAccount(c, said.Account)}
}

// caseOf is a treatment in another case: under a reverse charge at the standard
// rate where none was charged, without a rate where there is no VAT.
func caseOf(t invoer.Treatment, of string) invoer.Treatment {
	t.Case = of
	if belgium.Reversed(of) && t.Rate == 0 {
		t.Rate, t.Deductible = belgium.Standard(invoer.Date{}), 100
	}
	return t.Plain()
}

// A saying is what rules together say of a cost, which of them is its reason, and
// which wanted it otherwise.
type saying struct {
	invoer.RuleOutcome

	by   string
	over []string
}

// sayings are what rules together say of a cost at a rate, the first one first.
func sayings(rules []invoer.BookingRule, rate int64) (said saying) {
	said.Analytic = map[string]string{}
	first := ""
	for _, r := range rules {
		if !r.At(rate) || !r.Books() {
			continue
		}
		if said.Differs(r.Then) {
			said.over = append(said.over, r.Name)
		}
		first = cmp.Or(first, r.Name)
		if said.Account == "" && len(said.Split) == 0 && (r.Then.Account != "" || len(r.Then.Split) > 0) {
			said.Account, said.Split, said.by = r.Then.Account, r.Then.Split, r.Name
		}
		said.Deductible = cmp.Or(said.Deductible, r.Then.Deductible)
		said.Case = cmp.Or(said.Case, r.Then.Case)
		for plan, code := range r.Then.Analytic {
			said.Analytic[plan] = cmp.Or(said.Analytic[plan], code)
		}
	}
	said.by = cmp.Or(said.by, first)
	return said
}

func onAccount(c belgium.Cost, account string) belgium.Cost {
	if account != "" && account != c.Account {
		c.Account, c.Treatment.Class = account, belgium.ClassOf(account)
	}
	return c
}

// split parts a cost over accounts; the last one has what rounding leaves.
func split(c belgium.Cost, parts []invoer.RulePart) []belgium.Cost {
	all := make([]belgium.Cost, len(parts))
	left := c.Base
	for i, part := range parts {
		all[i] = onAccount(c, part.Account)
		all[i].Base = c.Base.Share(part.Share)
		left.Cents -= all[i].Base.Cents
	}
	all[len(all)-1].Base.Cents += left.Cents
	return all
}

// ruled is how sure an entry is that a rule of the office made: its word, but
// no person looked at this document.
const ruled = invoer.Certain - 1

// charge parts the VAT of one rate over the costs at that rate, and over all
// where none is.
func charge(costs []belgium.Cost, r ledger.Rate) {
	if r.VAT.Cents == 0 {
		return
	}
	at := func(c belgium.Cost) bool { return c.Treatment.Rate == r.Percent && !belgium.Reversed(c.Treatment.Case) }
	if none(costs, at) {
		at = func(c belgium.Cost) bool { return c.Treatment.Rate == r.Percent }
	}
	if none(costs, at) {
		at = func(belgium.Cost) bool { return true }
	}
	var places []int
	var bases []invoer.Money
	for i, c := range costs {
		if at(c) {
			places, bases = append(places, i), append(bases, c.Base)
		}
	}
	for i, part := range belgium.Share(r.VAT, bases) {
		costs[places[i]].VAT.Cents += part.Cents
	}
}

func none(costs []belgium.Cost, is func(belgium.Cost) bool) bool {
	for _, c := range costs {
		if is(c) {
			return false
		}
	}
	return true
}

// sure is never that of a person's word.
func sure(e precedent.Entry) invoer.Confidence {
	return invoer.Confidence(max(0, min(float64(invoer.Certain-1), math.Round(e.Sure*100))))
}
