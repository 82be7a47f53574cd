package belgium

import (
	"regexp"
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

// Stated is a document as the law of VAT is held against it.
type Stated struct {
	Invoice    invoer.Invoice
	Buyer      invoer.VATNumber // of the company that received it, as the office knows it; may be empty
	Words      string           // of its pages
	Treatments []invoer.Treatment
}

// Check gives what the law of VAT has against a document. Most are warnings, for
// they are mistakes of the supplier, and an accountant decides; what is no
// purchase at all blocks.
func Check(s Stated) []invoer.Finding {
	if !s.Invoice.Kind.Bookable() {
		return nil
	}
	return slices.Concat(s.rates(), s.changedRates(), s.number(), s.foreign(), s.statement(), s.chargedAll(), s.form(), s.selfBilled())
}

func (s Stated) fromBelgium() bool {
	return strings.HasPrefix(string(s.Invoice.Supplier.VAT.Value), "BE")
}

// rates are those of the breakdown that no Belgian supplier may charge on its
// day. What another country charges is its own business.
func (s Stated) rates() []invoer.Finding {
	on := s.Invoice.Issued.Value
	if !s.fromBelgium() || on.Before(rates[0].From) {
		return nil
	}
	var found []invoer.Finding
	for _, line := range s.Invoice.Breakdown {
		if line.VAT.Cents != 0 && !slices.Contains(Rates(on), line.Rate) {
			found = append(found, invoer.Find(invoer.RuleRate, invoer.Warning, "total_vat", percent(line.Rate), on.String()))
		}
	}
	return found[:min(1, len(found))]
}

// changedRates finds a line at the rate that its supply had before. A credit
// note has the rate of its invoice (VAT Code art. 77).
func (s Stated) changedRates() []invoer.Finding {
	on := s.Invoice.Issued.Value
	if !s.fromBelgium() || on.Zero() || s.Invoice.Kind == invoer.KindCreditNote {
		return nil
	}
	for _, line := range s.Invoice.Lines {
		supply := SupplyOf(line.Description)
		now, known := RateOf(supply, on)
		if was := s.rateOf(line); known && was != now && wasRateOf(supply, was, on) {
			since := rateSince(supply, on)
			return []invoer.Finding{invoer.Find(invoer.RuleRateChanged, invoer.Warning, "total_vat", percent(was), since.String(), percent(now))}
		}
	}
	return nil
}

// rateOf is the rate of a line, or that of the document where it has but one.
func (s Stated) rateOf(line invoer.Line) int64 {
	if line.Rate < 0 && len(s.Invoice.Breakdown) == 1 {
		return s.Invoice.Breakdown[0].Rate
	}
	return line.Rate
}

// number is about VAT that nobody could be asked for. A receipt needs none: it
// is no ground to deduct either (Royal Decree no. 3 of 10 December 1969, art. 3;
// what an invoice states, Royal Decree no. 1 of 29 December 1992, art. 5).
func (s Stated) number() []invoer.Finding {
	taxed := s.Invoice.VAT.Value.Cents != 0
	if s.Invoice.Kind == invoer.KindReceipt || !taxed || s.Invoice.Supplier.VAT.Value != "" {
		return nil
	}
	return []invoer.Finding{invoer.Find(invoer.RuleNoNumber, invoer.Warning, "supplier_vat")}
}

// foreign is about VAT of another country than Belgium: no box of the Belgian
// return deducts it (VAT Code art. 45 § 1).
func (s Stated) foreign() []invoer.Finding {
	if number := s.Invoice.Supplier.VAT.Value; s.Invoice.VAT.Value.Cents == 0 || len(number) < 2 || s.fromBelgium() {
		return nil
	}
	return []invoer.Finding{invoer.Find(invoer.RuleForeignVAT, invoer.Warning, "total_vat", string(s.Invoice.Supplier.VAT.Value[:2]))}
}

// reverseSayings are words of which one stands on a document whose VAT the
// buyer owes, or that is exempt because it goes to another member state:
// Royal Decree no. 1 of 29 December 1992, art. 5; Directive 2006/112/EC art. 226
// (11) and (11a).
var reverseSayings = strings.Split("verlegd|verlegging|cocontractant|autoliquidation|reverse charge|steuerschuld|"+
	"intracom|intra-com|intra com|innergemeinschaft|39 bis|39bis|te voldoen door|due par le preneur|due par le client|accounted for by", "|")

// reverseArticles are those of Directive 2006/112/EC where a document names one:
// the figures alone may be of an amount or a telephone number.
var reverseArticles = regexp.MustCompile(`\bart(?:\.|icles?|ikel|ikelen|ikels)?(?:[^\n]{0,20}[^0-9.,\n])?(?:138|196)(?:[^0-9.,]|[.,](?:[^0-9]|$)|$)`)

// statement is about the words that the law wants where the buyer owes the VAT.
// An e-invoice says it by a category of UNCL 5305, and so do pages where one
// was read from them.
func (s Stated) statement() []invoer.Finding {
	reverse := func(t invoer.Treatment) bool { return t.Case == "cocontractor" || t.Case == "eu" }
	said := func(l invoer.VATLine) bool { return slices.Contains([]string{"AE", "K", "G"}, l.Category) }
	if s.Invoice.VAT.Value.Cents != 0 || !slices.ContainsFunc(s.Treatments, reverse) || slices.ContainsFunc(s.Invoice.Breakdown, said) {
		return nil
	}
	if says(s.Words, reverseSayings) || reverseArticles.MatchString(plain(s.Words)) {
		return nil
	}
	return []invoer.Finding{invoer.Find(invoer.RuleReverseUnsaid, invoer.Warning, "")}
}

// chargedAll is about VAT that the supplier charged where the customer owes it:
// only the tax that is due is deducted (VAT Code art. 45 § 1, 1°), so who paid it
// asks the supplier for another invoice.
func (s Stated) chargedAll() []invoer.Finding {
	owed := func(t invoer.Treatment) bool { return Reversed(t.Case) }
	taxed := func(t invoer.Treatment) bool { return t.Case == "domestic" && t.Rate > 0 }
	if s.Invoice.VAT.Value.Cents == 0 || !s.fromBelgium() || !slices.ContainsFunc(s.Treatments, owed) || slices.ContainsFunc(s.Treatments, taxed) {
		return nil
	}
	return []invoer.Finding{invoer.Find(invoer.RuleReverseCharged, invoer.Warning, "total_vat", s.Invoice.VAT.Value.String())}
}

// A Duty holds from a day on. Tolerated is the last day on which who does not
// do it is let be.
type Duty struct {
	From, Tolerated invoer.Date
	Source          string
}

// EInvoicing is the duty of Belgian VAT payers to send each other structured
// e-invoices.
var EInvoicing = Duty{
	day(2026, 1, 1), day(2026, 3, 31),
	"VAT Code art. 53 § 2bis as of 1 January 2026 (law of 6 February 2024); tolerance as told by kpmg (December 2025) and recommand.eu",
}

// form is about a document that should have been an e-invoice. Receipts and
// suppliers whose activity is exempt are outside the duty.
func (s Stated) form() []invoer.Finding {
	inv := s.Invoice
	payer := inv.Customer.VAT.Value
	if payer == "" {
		payer = s.Buyer
	}
	exempt := func(t invoer.Treatment) bool { return t.Case == "exempt" }
	switch {
	case inv.Kind == invoer.KindReceipt, inv.EInvoice(), slices.ContainsFunc(s.Treatments, exempt):
		return nil
	case !s.fromBelgium(), !strings.HasPrefix(string(payer), "BE"):
		return nil
	case !EInvoicing.Tolerated.Before(inv.Issued.Value):
		return nil
	}
	return []invoer.Finding{invoer.Find(invoer.RuleNoEInvoice, invoer.Warning, "", inv.Issued.Value.String(), EInvoicing.From.String())}
}

// selfBillings are words of which one stands on an invoice that the buyer made
// in the supplier's name (Directive 2006/112/EC art. 226 (10a); Royal Decree no.
// 1 of 29 December 1992, art. 5).
var selfBillings = strings.Split("uitgereikt door afnemer|uitgereikt door de afnemer|opgemaakt door de afnemer|emise par le preneur|etablie par le preneur|"+
	"autofactur|auto-factur|self-bill|self bill|selfbill|gutschriftverfahren|gutschriftsverfahren|ausgestellt durch den leistungsempfanger", "|")

// SelfBilled tells whether the buyer made a document in the supplier's name.
func (s Stated) SelfBilled() bool { return s.Invoice.SelfBilled || says(s.Words, selfBillings) }

// Sale tells whether the buyer made a document in the name of the company that
// received it: then it is no purchase of that one.
func (s Stated) Sale() bool {
	return s.Buyer != "" && s.Buyer == s.Invoice.Supplier.VAT.Value && s.SelfBilled()
}

// selfBilled is about a document that the buyer made in the name and for the
// account of the supplier, who must have agreed before and accept each one (VAT
// Code art. 53 § 2). On pages the one company that is not ours is taken for the
// supplier, so there only a person knows which of the two the client is.
func (s Stated) selfBilled() []invoer.Finding {
	switch {
	case !s.SelfBilled():
		return nil
	case s.Sale():
		return []invoer.Finding{invoer.Find(invoer.RuleSale, invoer.Block, "supplier_name")}
	case !s.Invoice.EInvoice():
		return []invoer.Finding{invoer.Find(invoer.RuleSelfBilledWho, invoer.Block, "supplier_name")}
	}
	return []invoer.Finding{invoer.Find(invoer.RuleSelfBilled, invoer.Warning, "")}
}

// percent is a rate with two decimals.
func percent(rate int64) string { return invoer.Money{Cents: rate}.String() }
