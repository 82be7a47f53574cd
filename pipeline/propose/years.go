package propose

import (
	"fmt"
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
	on, said := p.Invoice.Issued.Value, fields.PeriodsIn(p.words, p.Invoice.Issued.Value)
	if own := p.Invoice.Period; !own.From.Zero() {
		said = []fields.PeriodSeen{{Span: own}}
	}
	for _, seen := range said {
		days, away := seen.Until.Days(seen.From)+1, seen.From.Days(on)
		if days < leastDays || days > mostDays || away > aroundDays || away < -aroundDays || ok && seen.Span == found {
			continue
		}
		if ok {
			return invoer.Span{}, false
		}
		found, ok = seen.Span, true
	}
	return found, ok
}

// later carries over what of the costs belongs to book years to come, in
// proportion to the days: accrual (Royal Decree of 29 April 2019 and advice 148-4
// of the CBN) wants each year to bear its own. VAT is not carried over: it is
// deducted when it is charged.
func (p *proposing) later(on invoer.Date) {
	if p.Office.LaterFrom == 0 || p.Invoice.Kind != invoer.KindInvoice || on.Zero() || p.total.Value.Currency != "EUR" {
		return
	}
	span, ok := p.period()
	end := p.yearEnd(on)
	if !ok || !end.Before(span.Until) {
		return
	}
	var all []belgium.Cost
	carried := int64(0)
	for _, c := range p.costs {
		rest, next := partOf(c, span, end, p.account(belgium.AccountLater))
		if next.Base.Cents == 0 {
			all = append(all, c)
			continue
		}
		carried += next.Base.Cents
		if rest.Base.Cents != 0 {
			all = append(all, rest)
		}
		all = append(all, next)
	}
	if carried < p.Office.LaterFrom {
		return
	}
	p.costs = all
	p.find(invoer.RuleLater, invoer.Note, span.From.String(), span.Until.String(), invoer.EUR(carried).String(), plan(carried, span, end))
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
		if !other.Locked && on.Before(other.From) && (next.From.Zero() || other.From.Before(next.From)) {
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
