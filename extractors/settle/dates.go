package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// dates chooses the invoice date and then the due date, which is not before it
// and, where the terms say so, exactly so long after.
func (c *chooser) dates() {
	found := c.ordered()
	var all []candidate[invoer.Date]
	for _, f := range found {
		all = append(all, c.dated(f, f.Issued, f.IsWhy))
	}
	issued := choose(c, "invoice_date", all)
	if !issued.ok {
		return
	}
	c.inv.Issued = fieldOf(issued)
	if c.paid || c.inv.Kind == invoer.KindReceipt || c.inv.Kind == invoer.KindCreditNote {
		return
	}
	due := choose(c, "due_date", c.dues(found))
	if due.ok {
		c.inv.Due = fieldOf(due)
		c.inv.Due.Confidence = min(due.sure, c.firm(due.origin))
	}
}

// ordered are the dates of the document, with the month first where nothing but
// what they say together shows it.
func (c *chooser) ordered() []fields.DateCandidate {
	found := c.doc.Dates(c.today)
	turned, open := c.doc.Turned(c.today)
	if !open {
		return found
	}
	if c.inv.Currency.Value == "USD" && c.doc.American() {
		return turned
	}
	before, said := c.span(found)
	after, also := c.span(turned)
	if said && also && before < 0 && after >= 0 && after <= longest {
		return turned
	}
	return found
}

// span is how many days after the likeliest invoice date the date is that a label
// clearly says to be the due date.
func (c *chooser) span(found []fields.DateCandidate) (days int, ok bool) {
	var issued, due *fields.DateCandidate
	for i := range found {
		f := &found[i]
		if issued == nil || c.model.Score("invoice_date", f.Issued) > c.model.Score("invoice_date", issued.Issued) {
			issued = f
		}
		if f.Due.Has("label: due is the strongest") && (due == nil || c.model.Score("due_date", f.Due) > c.model.Score("due_date", due.Due)) {
			due = f
		}
	}
	if issued == nil || due == nil || issued == due {
		return 0, false
	}
	return due.Date.Days(issued.Date), true
}

// firm is the confidence that what was computed from the invoice date cannot
// exceed.
func (c *chooser) firm(o invoer.Origin) invoer.Confidence {
	if o.Reader == "computed" {
		return c.inv.Issued.Confidence
	}
	return invoer.Certain
}

func (c *chooser) dated(f fields.DateCandidate, features weights.Features, why invoer.Reason) candidate[invoer.Date] {
	return candidate[invoer.Date]{
		value: f.Date, text: f.Date.String(), origin: c.doc.Origin(f.Spot, why), quality: c.doc.Quality(f.Spot), features: features,
	}
}

// longest is how many days after the invoice date a due date may be.
const longest = 400

// dues are the printed dates that may be the due date, and those that the
// payment terms give.
func (c *chooser) dues(found []fields.DateCandidate) []candidate[invoer.Date] {
	issued := c.inv.Issued.Value
	terms := c.doc.AllTerms()
	var all []candidate[invoer.Date]
	for _, f := range found {
		days := f.Date.Days(issued)
		if days < 0 || days > longest {
			continue
		}
		d := c.dated(f, f.Due, f.DueWhy)
		d.addDays(days)
		if t, ok := agreeing(terms, issued, f.Date); ok {
			d.features.Add("terms: agree", 1)
			d.features.Add("terms: agree and are surely terms", max(0, t.Score))
			d.origin.Why = invoer.Because("terms-agree", c.doc.Printed(t.Spot))
		}
		all = append(all, d)
	}
	for _, t := range terms {
		all = append(all, c.termed(t, issued))
	}
	for i := range all {
		all[i].features.Add("document: nothing to pay yet", weights.Flag(!c.inv.Kind.Bookable() && c.inv.Kind != invoer.KindReminder))
	}
	return all
}

// addDays adds how long after the invoice date a date is.
func (d *candidate[T]) addDays(days int) {
	d.features.Add("days: none", weights.Flag(days == 0))
	d.features.Add("days: up to six", weights.Flag(days > 0 && days < 7))
	d.features.Add("days: usual terms", weights.Flag(days == 7 || days == 8 || days == 10 || days == 14 || days == 15 || days == 21 || days == 30 || days == 60))
	d.features.Add("days: more than 65", weights.Flag(days > 65))
	d.features.Add("days: more than 130", weights.Flag(days > 130))
}

// agreeing gives the terms by which an invoice is due on a day.
func agreeing(terms []fields.TermsCandidate, issued, due invoer.Date) (fields.TermsCandidate, bool) {
	for _, t := range terms {
		if t.Terms.Due(issued) == due {
			return t, true
		}
	}
	return fields.TermsCandidate{}, false
}

// termed is the day that terms in words give.
func (c *chooser) termed(t fields.TermsCandidate, issued invoer.Date) candidate[invoer.Date] {
	due := t.Terms.Due(issued)
	d := candidate[invoer.Date]{
		value: due, text: due.String(), quality: c.doc.Quality(t.Spot),
		origin: c.doc.Origin(t.Spot, invoer.Because("terms-after-date", c.doc.Printed(t.Spot), issued.String())),
	}
	d.origin.Reader = "computed"
	d.features.Add("terms: in words", 1)
	d.features.Add("terms: how surely", t.Score)
	d.features.Add("terms: alone in their cell", weights.Flag(t.Alone))
	d.features.Add("terms: alone on their line", weights.Flag(t.Lone))
	d.features.Add("terms: how surely they are for something else", min(0, t.Score-0.45))
	if t.Terms == (fields.Terms{}) {
		d.features.Add("terms: at once", 1)
		return d
	}
	d.addDays(due.Days(issued))
	return d
}
