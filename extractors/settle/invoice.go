// Package settle turns the words of a document's pages into one invoice.
//
// It owns the choice between candidates: the values that agree best as a
// whole win, not each for itself: net and VAT make the total, terms and date
// make the due date, a payment code says what is printed. It promises to give
// the same answer for the same words, to end in bounded time whatever the
// pages hold, and to leave a field out rather than to invent it. What does not
// add up is a finding, never a correction. It has no clock and reads no files.
package settle

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/known"
	"github.com/invoer/invoer/extractors/weights"
)

// Invoice reads the pages of one document in their order, with what is known
// before, weighed as the office learnt it where it did.
func Invoice(pages []invoer.Page, before invoer.Known) invoer.Invoice {
	return Laid(fields.Open(pages), pages, before)
}

// Laid is Invoice for pages that are laid out as doc already.
func Laid(doc *fields.Document, pages []invoer.Page, before invoer.Known) invoer.Invoice {
	return newChooser(weights.Of(before.Weights), doc, pages, before).invoice()
}

// Explain reads as Invoice does, with the weights of a model, and tells of each
// field what was there to choose from and why it was chosen.
func Explain(model weights.Model, pages []invoer.Page, before invoer.Known) (invoer.Invoice, []Question) {
	c := newChooser(model, fields.Open(pages), pages, before)
	c.explaining = true
	return c.invoice(), c.questions
}

func newChooser(model weights.Model, doc *fields.Document, pages []invoer.Page, before invoer.Known) *chooser {
	return &chooser{model: model, doc: doc, pages: pages, before: before, own: before.Own, today: before.Today}
}

func (c *chooser) invoice() invoer.Invoice {
	c.inv = invoer.Invoice{Breakdown: []invoer.VATLine{}, Lines: []invoer.Line{}, Findings: []invoer.Finding{}}
	c.inv.Language = c.doc.Language()
	c.inv.Kind = c.kind()
	c.codes()
	c.parties()
	c.recognise()
	c.number()
	c.amounts()
	c.dates()
	c.account()
	c.reference()
	c.lines()
	c.findings()
	c.inv.Check()
	return c.inv
}

// A chooser fills one invoice, field by field; later fields see the earlier.
type chooser struct {
	model      weights.Model
	explaining bool
	questions  []Question

	doc     *fields.Document
	pages   []invoer.Page
	before  invoer.Known // what was known before
	memory  known.Memory // where the supplier's fields stood
	own     invoer.Own
	today   invoer.Date
	inv     invoer.Invoice
	items   []fields.ItemSeen // of the tables of goods
	brief   []fields.ItemSeen // of tables that may have two columns
	charges []int64           // cents of charges and discounts on the whole
	stacks  [][]fields.Amount
	code    payment // what a payment code on the page says
	paid    bool    // nothing is left to be paid
	favour  int64   // cents that are in favour of the one who receives it, where the total is
	bySign  bool    // it is a credit note by its total, and an invoice by its title
}
