package propose

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
)

// assets puts lines that speak of something that is used for years, at the price
// from which on the office writes it off, on an account of class 2.
func (p *proposing) assets() {
	from := p.Office.AssetFrom
	if from == 0 || p.Invoice.Kind == invoer.KindReceipt || p.total.Value.Currency != "EUR" {
		return
	}
	for _, l := range p.Purchase.Lines {
		start := belgium.AssetAccount(l.Description)
		if start == "" || priceOf(l) < from {
			continue
		}
		account := p.account(start)
		if p.toAsset(l, account) {
			p.find(invoer.RuleAsset, invoer.Note, account, l.Total.String(), invoer.EUR(from).String())
		}
	}
}

// priceOf is the price of one, in cents, where it is printed, else of the line.
func priceOf(l ledger.Line) int64 {
	if one, err := invoer.ParseDecimal(l.UnitPrice, 2); err == nil && one > 0 && one <= l.Total.Cents {
		return one
	}
	return l.Total.Cents
}

// toAsset takes a line out of the cost that it is in. A line that a rule of the
// office booked, or that is on such an account already, stays.
func (p *proposing) toAsset(l ledger.Line, account string) bool {
	for i, c := range p.costs {
		rate := l.Percent == ledger.UnknownRate || l.Percent == c.Treatment.Rate || len(p.costs) == 1
		if !rate || c.Base.Cents < l.Total.Cents || strings.HasPrefix(c.Account, "2") || c.Why.Code == invoer.WhyRule || c.Why.Code == invoer.WhyCredited {
			continue
		}
		asset := c
		asset.Account, asset.Base = account, l.Total
		asset.Text = textOf(precedent.Entry{Text: l.Description}, p.Grounds)
		asset.Treatment.Class, asset.Why, asset.Confidence = "investment", invoer.Because(invoer.WhyAsset), min(c.Confidence, creditedMaybe)
		p.costs[i].Base.Cents -= l.Total.Cents
		if p.costs[i].Text == asset.Text {
			p.costs[i].Text = "" // what is left is something else
		}
		if p.costs[i].Base.Cents == 0 {
			p.costs[i] = asset
			return true
		}
		p.costs = slices.Insert(p.costs, i+1, asset)
		return true
	}
	return false
}

// A book year ends on the last day of its periods, and without any with the
// calendar's.
func (p *proposing) yearEnd(on invoer.Date) invoer.Date {
	end := invoer.Date{Year: on.Year, Month: 12, Day: 31}
	now, known := p.Books.Period(on)
	if !known {
		return end
	}
	end = now.Until
	for _, other := range p.Books.Periods { // its sign comes again after 35 years
		if other.Year == now.Year && end.Before(other.Until) && other.Until.Days(now.From) < 2*366 {
			end = other.Until
		}
	}
	return end
}

// What periods are looked at: a quarter at least, three years at most, beginning
// around the day of the invoice.
const (
	leastDays  = 85
	mostDays   = 3*366 + 1
	aroundDays = 200
)

// period is the one period that the document is about; ok is false where it
// names none, or several.
func (p *proposing) period() (found invoer.Span, ok bool) {
	all := p.periodsIn(p.words)
	if own := p.own(); !own.From.Zero() {
		all = p.near([]invoer.Span{own})
	}
	if len(all) != 1 {
		return invoer.Span{}, false
	}
	return all[0], true
}

// own is the period that an e-invoice gives the document: its own (BG-14), else
// the one that all its lines have that cost or give back something (BG-26).
func (p *proposing) own() (span invoer.Span) {
	if !p.Invoice.Period.From.Zero() {
		return p.Invoice.Period
	}
	for _, l := range p.Invoice.Lines {
		if l.Total.Cents == 0 {
			continue
		}
		if l.Period.From.Zero() || !span.From.Zero() && l.Period != span {
			return invoer.Span{}
		}
		span = l.Period
	}
	return span
}

// periodsIn are the different periods that words name.
func (p *proposing) periodsIn(words string) []invoer.Span {
	var all []invoer.Span
	for _, seen := range fields.PeriodsIn(words, p.Invoice.Issued.Value) {
		all = append(all, seen.Span)
	}
	return p.near(all)
}

// near are the different ones of periods that are looked at.
func (p *proposing) near(all []invoer.Span) (found []invoer.Span) {
	for _, span := range all {
		days, away := span.Until.Days(span.From)+1, span.From.Days(p.Invoice.Issued.Value)
		if days >= leastDays && days <= mostDays && away <= aroundDays && away >= -aroundDays && !slices.Contains(found, span) {
			found = append(found, span)
		}
	}
	return found
}

// A spell is a part of the costs and the period that it is for.
type spell struct {
	invoer.Span

	cost belgium.Cost
}

// spells part the costs by the periods that the document is for: those of each
// line where each has its own (BG-26 of an e-invoice, else in its words), and
// what is left by the one that the whole document names. rest is what is for
// none. There are none where a line's period or amount does not tell.
func (p *proposing) spells() (all []spell, rest []belgium.Cost) {
	whole, of := p.period()
	if of && !p.linesSay() {
		return during(whole, p.costs), nil
	}
	rest = slices.Clone(p.costs)
	var short []belgium.Cost // of periods that end soon
	for i, l := range p.Purchase.Lines {
		said, own := p.periodsOf(i)
		if len(said) == 0 && !own || l.Total.Cents == 0 { // what costs nothing is of no year
			continue
		}
		at := slices.IndexFunc(rest, func(c belgium.Cost) bool { return bears(c, l, rest) })
		if len(said) > 1 || at < 0 {
			return nil, p.costs
		}
		c := take(&rest[at], l.Total)
		if len(said) == 0 {
			short = gather(short, c)
			continue
		}
		all = append(all, spell{said[0], c})
	}
	rest = slices.DeleteFunc(rest, func(c belgium.Cost) bool { return c.Base.Cents == 0 && c.VAT.Cents == 0 })
	if of {
		return append(all, during(whole, rest)...), short
	}
	for _, c := range short {
		rest = gather(rest, c)
	}
	return all, rest
}

// during are costs that are all for one period.
func during(span invoer.Span, costs []belgium.Cost) (all []spell) {
	for _, c := range costs {
		all = append(all, spell{span, c})
	}
	return all
}

// take parts a base off a cost, with its share of the VAT.
func take(from *belgium.Cost, base invoer.Money) belgium.Cost {
	c := *from
	c.Base = base
	left := invoer.Money{Cents: from.Base.Cents - base.Cents, Currency: base.Currency}
	c.VAT.Cents = belgium.Share(from.VAT, []invoer.Money{base, left})[0].Cents
	from.Base.Cents -= c.Base.Cents
	from.VAT.Cents -= c.VAT.Cents
	return c
}

// linesSay tells whether a line of an e-invoice has a period of its own, other
// than that of the document.
func (p *proposing) linesSay() bool {
	own := p.own()
	return slices.ContainsFunc(p.Invoice.Lines, func(l invoer.Line) bool {
		return !l.Period.From.Zero() && l.Total.Cents != 0 && l.Period != own
	})
}

// periodsOf are the different periods that a line is for and that are looked at;
// own is true where the e-invoice gives it one, whatever its words name.
func (p *proposing) periodsOf(line int) (found []invoer.Span, own bool) {
	if line < len(p.Invoice.Lines) { // a purchase has the lines of its invoice (ledger.Of)
		if span := p.Invoice.Lines[line].Period; !span.From.Zero() {
			return p.near([]invoer.Span{span}), true
		}
	}
	return p.periodsIn(p.Purchase.Lines[line].Description), false
}

// bears tells whether a line is in a cost, as far as rates and amounts tell.
func bears(c belgium.Cost, l ledger.Line, all []belgium.Cost) bool {
	rate := l.Percent == ledger.UnknownRate || l.Percent == c.Treatment.Rate || len(all) == 1
	return rate && l.Total.Cents > 0 && c.Base.Cents >= l.Total.Cents
}

// later carries over what of the costs belongs to book years to come, in
// proportion to the days: accrual (Royal Decree of 29 April 2019 and advice 148-4
// of the CBN) wants each year to bear its own. VAT is not carried over: it is
// deducted when it is charged.
func (p *proposing) later(on invoer.Date) {
	if p.Office.LaterFrom == 0 || p.Invoice.Kind != invoer.KindInvoice || on.Zero() || p.total.Value.Currency != "EUR" {
		return
	}
	end := p.yearEnd(on)
	spells, all := p.spells()
	behind := map[invoer.Span]int64{}
	carried := int64(0)
	for _, s := range spells {
		if !end.Before(s.Until) {
			all = gather(all, s.cost)
			continue
		}
		rest, next := partOf(s.cost, s.Span, end, p.account(belgium.AccountLater))
		if next.Base.Cents == 0 {
			all = gather(all, s.cost)
			continue
		}
		behind[s.Span] += next.Base.Cents
		carried += next.Base.Cents
		if rest.Base.Cents != 0 {
			all = gather(all, rest)
		}
		all = gather(all, next)
	}
	if carried == 0 || carried < p.Office.LaterFrom {
		return
	}
	p.costs = all
	for _, span := range slices.SortedFunc(maps.Keys(behind), func(a, b invoer.Span) int { return a.From.Days(b.From)*mostDays + a.Until.Days(b.Until) }) {
		p.find(invoer.RuleLater, invoer.Note, span.From.String(), span.Until.String(), invoer.EUR(behind[span]).String(), plan(behind[span], span, end))
	}
}

// gather puts a cost to one that it is a part of, or behind all.
func gather(all []belgium.Cost, c belgium.Cost) []belgium.Cost {
	for i, o := range all {
		if o.Account == c.Account && o.Treatment == c.Treatment && o.Text == c.Text && maps.Equal(o.Analytic, c.Analytic) && o.Why.Code == c.Why.Code && slices.Equal(o.Why.Args, c.Why.Args) {
			all[i].Base.Cents += c.Base.Cents
			all[i].VAT.Cents += c.VAT.Cents
			return all
		}
	}
	return append(all, c)
}

// partOf parts a cost into what is of the book year, and what is of those behind
// its end. Goods and what stands on no account of costs are not parted.
func partOf(c belgium.Cost, span invoer.Span, end invoer.Date, account string) (rest, next belgium.Cost) {
	if !strings.HasPrefix(c.Account, "6") || strings.HasPrefix(c.Account, "60") || c.Base.Cents <= 0 {
		return c, belgium.Cost{}
	}
	days, behind := int64(span.Until.Days(span.From)+1), int64(span.Until.Days(end))
	behind = min(behind, days)
	rest, next = c, c
	next.Base.Cents = (c.Base.Cents*behind + days/2) / days
	next.VAT.Cents = (c.VAT.Cents*behind + days/2) / days
	rest.Base.Cents -= next.Base.Cents
	rest.VAT.Cents -= next.VAT.Cents
	next.Account, next.Why, next.Confidence = account, invoer.Because(invoer.WhyLater, c.Account), min(c.Confidence, creditedMaybe)
	return rest, next
}

// plan tells how much of what is carried over each later year bears.
func plan(carried int64, span invoer.Span, end invoer.Date) string {
	from := end.AddDays(1)
	if from.Before(span.From) {
		from = span.From
	}
	all, left := int64(span.Until.Days(from)+1), carried
	var years []string
	for !span.Until.Before(from) {
		until := invoer.Date{Year: end.Year + 1, Month: end.Month, Day: end.Day}
		if end == end.EndOfMonth() {
			until = invoer.Date{Year: end.Year + 1, Month: end.Month, Day: 1}.EndOfMonth()
		}
		part := left
		if until.Before(span.Until) {
			part = carried * int64(until.Days(from)+1) / all
		}
		left -= part
		if part > 0 {
			years = append(years, fmt.Sprintf("%d: %s", until.Year, invoer.EUR(part)))
		}
		end = until
		if !until.Before(from) {
			from = until.AddDays(1)
		}
	}
	return strings.Join(years, "; ")
}

// day is the day of the booking: that of the document, or the first of the next
// open period where its own is locked or missing. VAT that is deducted late is
// deducted in the return of the period in which that is done, in the same boxes,
// before the end of the third year behind (Royal Decree no. 3 of 10 December
// 1969, art. 4).
func (p *proposing) day() invoer.Date {
	on := p.Invoice.Issued.Value
	own, known := p.Books.Period(on)
	if on.Zero() || len(p.Books.Periods) == 0 || known && !own.Locked {
		return on
	}
	var next invoer.Period
	for _, other := range p.Books.Periods {
		if !other.Locked && other.Ordinary() && on.Before(other.From) && (next.From.Zero() || other.From.Before(next.From)) {
			next = other
		}
	}
	if next.From.Zero() {
		p.find(invoer.RuleNoPeriodOpen, invoer.Warning, on.String())
		return on
	}
	p.find(invoer.RuleClosed, invoer.Warning, on.String(), next.Number, next.From.String(), next.Until.String(), p.boxes())
	return next.From
}

// boxes are those of the VAT return that the document is entered in.
func (p *proposing) boxes() string {
	r := belgium.Return{}
	for _, c := range p.costs {
		_ = r.Declare(p.Invoice.Kind, c) // a treatment that is none has no box
	}
	var all []string
	for _, box := range r.Boxes() {
		all = append(all, strconv.Itoa(box))
	}
	return strings.Join(all, ", ")
}
