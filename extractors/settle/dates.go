package settle

import (
	"cmp"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// dates chooses invoice date and due date together: what is due after it was
// issued, and where the terms say so, exactly so long after.
func (c *chooser) dates() {
	found := c.doc.Dates(c.today)
	issued, rest := c.issued(found)
	if issued == nil {
		return
	}
	c.inv.Issued = invoer.Field[invoer.Date]{
		Value: issued.Date, Confidence: confidence("invoice_date", issued.Issued), Origin: c.doc.Origin(issued.Spot, issued.IsWhy),
		Alternatives: rest,
	}
	if c.paid || c.inv.Kind == invoer.KindReceipt || c.inv.Kind == invoer.KindCreditNote {
		return
	}
	terms := c.terms()
	due := c.printedDue(found, issued.Date, terms)
	switch {
	case due != nil && due.Due > 0.25:
		c.inv.Due = invoer.Field[invoer.Date]{Value: due.Date, Confidence: confidence("due_date", due.Due), Origin: c.doc.Origin(due.Spot, c.dueWhy(*due, issued.Date, terms))}
	case terms != nil:
		c.inv.Due = invoer.Field[invoer.Date]{
			Value: terms.Terms.Due(issued.Date), Confidence: min(c.inv.Issued.Confidence, confidence("due_date", terms.Score-0.3)),
			Origin: c.doc.Origin(terms.Spot, invoer.Because("terms-after-date", c.doc.Printed(terms.Spot), issued.Date.String())),
		}
		c.inv.Due.Origin.Reader = "computed"
	}
}

// issued is the best invoice date; dates after today are doubted.
func (c *chooser) issued(found []fields.DateCandidate) (best *fields.DateCandidate, rest []invoer.Date) {
	sorted := slices.Clone(found)
	for i := range sorted {
		if !c.today.Zero() && sorted[i].Date.Days(c.today) > 31 {
			sorted[i].Issued -= 0.4
		}
	}
	slices.SortStableFunc(sorted, func(a, b fields.DateCandidate) int { return cmp.Compare(b.Issued, a.Issued) })
	if len(sorted) == 0 || sorted[0].Issued < -0.35 {
		return nil, nil
	}
	for _, other := range sorted[1:] {
		if other.Date != sorted[0].Date && !slices.Contains(rest, other.Date) && len(rest) < 4 {
			rest = append(rest, other.Date)
		}
	}
	return &sorted[0], rest
}

// terms are the best payment terms of the document.
func (c *chooser) terms() *fields.TermsCandidate {
	var best *fields.TermsCandidate
	all := c.doc.AllTerms()
	for i := range all {
		if best == nil || all[i].Score > best.Score {
			best = &all[i]
		}
	}
	if best == nil || best.Score < 0.45 {
		return nil
	}
	return best
}

// printedDue is the best due date that is not before the invoice date; one
// that the terms give is surer.
func (c *chooser) printedDue(found []fields.DateCandidate, issued invoer.Date, terms *fields.TermsCandidate) *fields.DateCandidate {
	var best *fields.DateCandidate
	for i := range found {
		f := &found[i]
		days := f.Date.Days(issued)
		if days < 0 || days > 400 {
			continue
		}
		if terms != nil && terms.Terms.Due(issued) == f.Date && f.Due > -0.5 {
			f.Due += 0.5
		}
		if days > 130 {
			f.Due -= 0.2
		}
		if best == nil || f.Due > best.Due {
			best = f
		}
	}
	return best
}

// dueWhy says the label, and the terms where they agree.
func (c *chooser) dueWhy(due fields.DateCandidate, issued invoer.Date, terms *fields.TermsCandidate) invoer.Reason {
	if terms != nil && terms.Terms.Due(issued) == due.Date {
		return invoer.Because("terms-agree", c.doc.Printed(terms.Spot))
	}
	return due.DueWhy
}
