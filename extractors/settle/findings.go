package settle

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
)

// The rules that are decided on words, beside those of the invoice itself.
const (
	RuleVATDigits       = "vat-number-check-digits"
	RuleAccountDigits   = "account-check-digits"
	RuleReferenceDigits = "reference-check-digits"
	RuleCurrencies      = "currencies-differ"    // amounts in another currency than the invoice's
	RuleNoDay           = "date-does-not-exist"  // a label says that it is a date, and no calendar has it
	RuleFarOff          = "date-is-far-off"      // a label says so of a day of another age
	RuleTwoTotals       = "two-totals"           // another amount is said to be the total as clearly
	RuleNothing         = "nothing-to-read"      // of the kind other, as no words were read
	RuleUnlike          = "unlike-any-kind"      // of the kind other, as it has neither title nor amounts
	RuleUntitled        = "no-known-title"       // of the kind other, though it has amounts
	RuleNegative        = "invoice-is-negative"  // its total is below zero: it was read as a credit note
	RulePaymentCode     = "payment-code-differs" // the code says another account than the page: the way of a fraud
)

var digitRules = map[string]string{"supplier_vat": RuleVATDigits, "supplier_iban": RuleAccountDigits, "structured_ref": RuleReferenceDigits}

// findings says what a person should know of the words.
func (c *chooser) findings() {
	c.misprints()
	c.currencies()
	c.codeDiffers()
	c.noDates()
	c.twoTotals()
	c.otherKind()
	if c.bySign && c.inv.Total.Present() {
		below := invoer.Money{Cents: -c.inv.Total.Value.Cents, Currency: c.inv.Total.Value.Currency}
		c.inv.Findings = append(c.inv.Findings, invoer.Find(RuleNegative, invoer.Warning, "total_incl", below.String()))
	}
}

// misprints are told of text layers, where they are the sender's; what OCR
// misread is not the page's fault.
func (c *chooser) misprints() {
	told := map[string]bool{}
	for _, m := range c.doc.Misprints() {
		if c.doc.Pages[m.Spot.Page].Reader != "text" || told[m.Printed] {
			continue
		}
		told[m.Printed] = true
		c.inv.Findings = append(c.inv.Findings, invoer.Find(digitRules[m.Field], invoer.Warning, m.Field, m.Printed))
	}
}

// currencies tells of a second currency that stands by several amounts.
func (c *chooser) currencies() {
	count := map[string]int{}
	for _, a := range c.doc.Amounts() {
		if !a.Second && a.Money.Currency != fields.Crowns {
			count[a.Money.Currency]++
		}
	}
	var others []string
	for code, n := range count {
		if code != "" && code != c.inv.Currency.Value && n > 1 {
			others = append(others, code)
		}
	}
	slices.Sort(others)
	if len(others) > 0 {
		c.inv.Findings = append(c.inv.Findings, invoer.Find(RuleCurrencies, invoer.Warning, "currency", c.inv.Currency.Value, others[0]))
	}
}

// codeDiffers blocks where a payment code asks for money on an account that is
// not the one printed.
func (c *chooser) codeDiffers() {
	if c.code.account == "" {
		return
	}
	printed := c.doc.IBANs()
	if len(printed) == 0 {
		return
	}
	for _, n := range printed {
		if n.Value == c.code.account {
			return
		}
	}
	c.inv.Findings = append(c.inv.Findings, invoer.Find(RulePaymentCode, invoer.Block, "supplier_iban", string(c.code.account), string(printed[0].Value)))
}

// noDates tells of dates that were refused, where the sender wrote them: another
// may have been taken in their place.
func (c *chooser) noDates() {
	told := map[string]bool{}
	for _, n := range c.doc.NoDates(c.today) {
		if c.doc.Pages[n.Spot.Page].Reader != "text" || told[n.Printed] {
			continue
		}
		told[n.Printed] = true
		rule := RuleNoDay
		if n.FarOff {
			rule = RuleFarOff
		}
		c.inv.Findings = append(c.inv.Findings, invoer.Find(rule, invoer.Warning, n.Field, n.Printed))
	}
}

// otherKind says why a document is none of the kinds that are known.
func (c *chooser) otherKind() {
	if c.inv.Kind != invoer.KindOther {
		return
	}
	rule := RuleUnlike
	switch {
	case !slices.ContainsFunc(c.pages, func(p invoer.Page) bool { return len(p.Words) > 0 }):
		rule = RuleNothing
	case len(c.doc.Amounts()) > 0:
		rule = RuleUntitled
	}
	c.inv.Findings = append(c.inv.Findings, invoer.Find(rule, invoer.Note, "doc_type"))
}
