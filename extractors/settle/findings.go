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
	RuleNegative        = "invoice-is-negative"  // its total is below zero: it was read as a credit note
	RulePaymentCode     = "payment-code-differs" // the code says another account than the page: the way of a fraud
)

var digitRules = map[string]string{"supplier_vat": RuleVATDigits, "supplier_iban": RuleAccountDigits, "structured_ref": RuleReferenceDigits}

// findings says what a person should know of the words.
func (c *chooser) findings() {
	c.misprints()
	c.currencies()
	c.codeDiffers()
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
