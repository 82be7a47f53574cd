package invoer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// The rules that a proposal of a booking decides: what a document has to do with
// earlier ones of its supplier, with other years, and with what is closed. Of
// those about another document its ID is the third argument, behind its number
// and its day. RuleCredits of several invoices has what is credited of each as
// its fourth.
const (
	RuleCredits      = "credits-invoice"         // a credit note, and the invoice that it is about
	RuleCreditsMaybe = "credits-invoice-likely"  // the same, told by its amount alone
	RuleCreditAlone  = "credit-without-invoice"  // no invoice was found that it is about
	RuleCreditAbove  = "credit-above-invoice"    // more than is left of the invoice
	RuleCreditsAbove = "credit-above-invoices"   // more than is left of all that it is about
	RuleDeposit      = "deposit-invoice"         // for what is still to be delivered
	RuleDeducts      = "deposit-deducted"        // a final invoice, and the deposit that it deducts
	RuleDepositOpen  = "deposit-not-deducted"    // a deposit that nobody deducted is named, or stands open
	RuleLater        = "cost-of-later-years"     // a part belongs to book years to come
	RuleAsset        = "fixed-asset"             // something to be written off over years
	RuleClosed       = "period-closed"           // its own period is locked or is not there
	RuleNoRate       = "no-exchange-rate"        // nobody loaded what its currency was worth on its day
	RuleNoPeriodOpen = "period-closed-none-open" // and there is none behind it
)

// ProposedRules are all of them.
var ProposedRules = []string{
	RuleCredits, RuleCreditsMaybe, RuleCreditAlone, RuleCreditAbove, RuleCreditsAbove, RuleDeposit, RuleDeducts, RuleDepositOpen, RuleLater, RuleAsset, RuleClosed, RuleNoRate, RuleNoPeriodOpen,
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
	return slices.Contains([]string{WhyRule, WhyRuleOver, WhyCredited, WhyDeposit, WhyLater, WhyAsset}, e.Why.Code)
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
		Decided: status.Approved(),
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
			all[at].Used += creditedBy(f, inv.Total.Value.Abs().Cents)
		}
	}
}

// creditedBy is what a finding says was credited of its invoice, else all.
func creditedBy(f Finding, all int64) int64 {
	if len(f.Args) < 4 {
		return all
	}
	cents, err := ParseDecimal(f.Args[3], 2)
	if err != nil {
		return all
	}
	return cents
}

// creditDays is how old an invoice may be that a credit note is about without
// naming it.
const creditDays = 366

// Credited are the invoices that a credit note is about: those whose numbers
// stand among its words, in the order of their days, else the only one of the
// same total within a year that nobody credited. Named tells which of the two.
func (inv *Invoice) Credited(words string, all []Earlier) (found []Earlier, named bool) {
	invoices := slices.DeleteFunc(slices.Clone(all), func(e Earlier) bool {
		return e.Kind != KindInvoice || apart(e.Total.Currency, inv.Total.Value.Currency)
	})
	for _, at := range AllNamed(words, inv.Number.Value, invoices) {
		found = append(found, invoices[at])
	}
	if len(found) > 0 {
		slices.SortStableFunc(found, func(a, b Earlier) int { return cmp.Or(a.Issued.Days(b.Issued), cmp.Compare(a.Number, b.Number)) })
		return found, true
	}
	on := inv.Issued.Value
	for _, e := range invoices {
		if e.Total != inv.Total.Value || e.Used != 0 || e.Issued.Zero() || on.Before(e.Issued) || e.Issued.AddDays(creditDays).Before(on) {
			continue
		}
		found = append(found, e)
	}
	if len(found) > 1 {
		return nil, false
	}
	return found, false
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
	if named := AllNamed(words, own, all); len(named) > 0 {
		return named[0]
	}
	return -1
}

// AllNamed are the places of all documents whose numbers stand among words, the
// longest number first. A word is of one number only: of two that are written
// the same way, or of which one is the end of the other, the longer or the first
// has it.
func AllNamed(words, own string, all []Earlier) []int {
	tokens := strings.Fields(words)
	places := make([]int, len(all))
	for i := range all {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return len(NumberKey(all[b].Number)) - len(NumberKey(all[a].Number)) })
	taken := make([]bool, len(tokens))
	return slices.DeleteFunc(places, func(i int) bool {
		key := NumberKey(all[i].Number)
		return len(key) < leastSigns || key == NumberKey(own) || !take(tokens, taken, key)
	})
}

// take takes the words that a number stands in, also where it is parted by
// spaces, and tells whether there were any that no other number had.
func take(tokens []string, taken []bool, key string) (found bool) {
	for i := range tokens {
		joined := ""
		for j, t := range tokens[i:min(len(tokens), i+signsBetween)] {
			if taken[i+j] {
				break
			}
			joined += t
			if got := NumberKey(strings.TrimFunc(joined, unicode.IsPunct)); got == key && (len(key) >= ownSigns || announced(tokens[max(0, i-signsBetween):i])) {
				found = true
				for k := i; k <= i+j; k++ {
					taken[k] = true
				}
				break
			}
		}
	}
	return found
}

func announced(before []string) bool {
	return slices.ContainsFunc(before, func(t string) bool {
		return slices.Contains(numberWords, strings.Trim(strings.ToLower(t), ":,;()"))
	})
}
