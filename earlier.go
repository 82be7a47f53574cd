package invoer

import (
	"slices"
	"strings"
	"unicode"
)

// The rules that a proposal of a booking decides: what a document has to do with
// earlier ones of its supplier, with other years, and with what is closed. Of
// those about another document its ID is the third argument, behind its number
// and its day.
const (
	RuleCredits      = "credits-invoice"         // a credit note, and the invoice that it is about
	RuleCreditsMaybe = "credits-invoice-likely"  // the same, told by its amount alone
	RuleCreditAlone  = "credit-without-invoice"  // no invoice was found that it is about
	RuleCreditAbove  = "credit-above-invoice"    // more than is left of the invoice
	RuleDeposit      = "deposit-invoice"         // for what is still to be delivered
	RuleDeducts      = "deposit-deducted"        // a final invoice, and the deposit that it deducts
	RuleDepositOpen  = "deposit-not-deducted"    // a deposit that nobody deducted is named, or stands open
	RuleLater        = "cost-of-later-years"     // a part belongs to book years to come
	RuleAsset        = "fixed-asset"             // something to be written off over years
	RuleClosed       = "period-closed"           // its own period is locked or is not there
	RuleNoPeriodOpen = "period-closed-none-open" // and there is none behind it
)

// ProposedRules are all of them.
var ProposedRules = []string{
	RuleCredits, RuleCreditsMaybe, RuleCreditAlone, RuleCreditAbove, RuleDeposit, RuleDeducts, RuleDepositOpen, RuleLater, RuleAsset, RuleClosed, RuleNoPeriodOpen,
}

// EarlierRules are those about another document, whose ID is their third
// argument.
var EarlierRules = []string{RuleCredits, RuleCreditsMaybe, RuleCreditAbove, RuleDeducts, RuleDepositOpen}

// The reason codes of entries that those rules made. WhyLater has the account of
// the cost that the entry is a part of as its argument.
const (
	WhyCredited = "as-credited"
	WhyDeposit  = "deposit"
	WhyLater    = "later-years"
	WhyAsset    = "asset"
)

// ByRule tells whether an entry is one that the office's rules or those of a
// proposal made, and not precedents.
func (e Entry) ByRule() bool {
	return slices.Contains([]string{WhyRule, WhyCredited, WhyDeposit, WhyLater, WhyAsset}, e.Why.Code)
}

// An Earlier document is one of the same supplier at the same client that came
// before, as a credit note or a final invoice may speak of it. Amounts are as
// printed, positive also of a credit note.
type Earlier struct {
	Document        DocumentID
	Kind            Kind
	Number          string
	Issued          Date
	Net, VAT, Total Money
	Decided         bool     // approved or booked
	Deposit         bool     // it is an invoice of a deposit
	Used            int64    // cents, with VAT, that others credited or deducted of it
	Booking         *Booking // nil while there is none
}

// Left is what nobody credited or deducted yet, with VAT.
func (e Earlier) Left() Money {
	return Money{Cents: e.Total.Cents - e.Used, Currency: e.Total.Currency}
}

// EarlierOf is a document as later ones look at it.
func EarlierOf(id DocumentID, inv Invoice, status Status, b *Booking) Earlier {
	return Earlier{
		Document: id, Kind: inv.Kind, Number: inv.Number.Value, Issued: inv.Issued.Value, Net: inv.net(), VAT: inv.vat(), Total: inv.Total.Value,
		Decided: status == StatusApproved || status == StatusBooked,
		Deposit: inv.Found(RuleDeposit), Booking: b,
	}
}

// net is the total without VAT by its breakdown, else as printed.
func (inv *Invoice) net() Money {
	total := inv.Total.Value
	if inv.Net.Present() {
		return inv.Net.Value
	}
	return Money{Cents: total.Cents - inv.vat().Cents, Currency: total.Currency}
}

func (inv *Invoice) vat() Money {
	if inv.VAT.Present() {
		return inv.VAT.Value
	}
	vat := Money{Currency: inv.Total.Value.Currency}
	for _, l := range inv.Breakdown {
		vat.Cents += l.VAT.Cents
	}
	return vat
}

// Uses adds what a document of the supplier credited or deducted to those that
// it did so of.
func Uses(all []Earlier, inv Invoice) {
	for _, f := range inv.Findings {
		if f.Rule != RuleCredits && f.Rule != RuleCreditsMaybe && f.Rule != RuleDeducts || len(f.Args) < 3 {
			continue
		}
		at := slices.IndexFunc(all, func(e Earlier) bool { return string(e.Document) == f.Args[2] })
		switch {
		case at < 0:
		case f.Rule == RuleDeducts:
			all[at].Used = all[at].Total.Cents
		default:
			all[at].Used += inv.Total.Value.Abs().Cents
		}
	}
}

// creditDays is how old an invoice may be that a credit note is about without
// naming it.
const creditDays = 366

// Credited is the invoice that a credit note is about: the one whose number
// stands among its words, else the only one of the same total within a year that
// nobody credited. Named tells which of the two.
func (inv *Invoice) Credited(words string, all []Earlier) (found Earlier, named, ok bool) {
	invoices := slices.DeleteFunc(slices.Clone(all), func(e Earlier) bool {
		return e.Kind != KindInvoice || apart(e.Total.Currency, inv.Total.Value.Currency)
	})
	if at := Named(words, inv.Number.Value, invoices); at >= 0 {
		return invoices[at], true, true
	}
	on := inv.Issued.Value
	for _, e := range invoices {
		if e.Total != inv.Total.Value || e.Used != 0 || e.Issued.Zero() || on.Before(e.Issued) || e.Issued.AddDays(creditDays).Before(on) {
			continue
		}
		if ok {
			return Earlier{}, false, false
		}
		found, ok = e, true
	}
	return found, false, ok
}

// What a number must have to be looked for among words: signs of its own, or
// less behind a word that says what it is.
const (
	ownSigns     = 5
	leastSigns   = 2
	signsBetween = 3 // words between the word and the number
)

var numberWords = strings.Fields("factuur factuurnr factuurnummer facture rechnung rechnungsnummer invoice voorschotfactuur voorschotnota acompte anzahlung abschlag deposit nr nr. no no. n° nº numero nummer number")

// Named is the place of the document whose number stands among words, the
// longest first, and -1 where none does. own is the number of the document
// itself, which is none of them.
func Named(words, own string, all []Earlier) int {
	tokens := strings.Fields(words)
	at, longest := -1, 0
	for i, e := range all {
		key := NumberKey(e.Number)
		if len(key) < leastSigns || key == NumberKey(own) || len(key) <= longest || !standsIn(tokens, key) {
			continue
		}
		at, longest = i, len(key)
	}
	return at
}

// standsIn tells whether a number stands among words, also where it is parted by
// spaces.
func standsIn(tokens []string, key string) bool {
	for i := range tokens {
		joined := ""
		for _, t := range tokens[i:min(len(tokens), i+signsBetween)] {
			joined += t
			if got := NumberKey(strings.TrimFunc(joined, unicode.IsPunct)); got == key && (len(key) >= ownSigns || announced(tokens[max(0, i-signsBetween):i])) {
				return true
			}
		}
	}
	return false
}

func announced(before []string) bool {
	return slices.ContainsFunc(before, func(t string) bool {
		return slices.Contains(numberWords, strings.Trim(strings.ToLower(t), ":,;()"))
	})
}
