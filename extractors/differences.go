package extractors

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/extractors/settle"
)

// Rules of findings about text that nobody can see: it names another account
// or total than the page. Programs that believe a text layer would pay that.
const (
	RuleHidden      = "hidden-text"
	RuleHiddenTotal = "hidden-total"
)

// Hidden tells what invisible words of a document say and its pages do not.
// Only numbers with check digits count: the text layers that scanners write
// are invisible too, and full of misread letters.
func Hidden(pages []invoer.Page) []invoer.Finding {
	var hidden []invoer.Word
	for _, p := range pages {
		hidden = append(hidden, p.Hidden...)
	}
	seen := belgium.Accounts(textOf(pages))
	var found []invoer.Finding
	for _, account := range belgium.Accounts(joined(hidden)) {
		if !slices.Contains(seen, account) {
			found = append(found, invoer.Find(RuleHidden, invoer.Block, "supplier_iban", string(account)))
		}
	}
	return found
}

// hiddenTotal tells of a total among invisible words that is not that of the
// invoice and stands nowhere on its pages.
func hiddenTotal(inv invoer.Invoice, pages []invoer.Page, known invoer.Known) []invoer.Finding {
	hidden := slices.Clone(pages)
	words := 0
	for i := range hidden {
		hidden[i].Words, hidden[i].Marks = hidden[i].Hidden, nil
		words += len(hidden[i].Hidden)
	}
	if words == 0 || !inv.Total.Present() {
		return nil
	}
	total := settle.Invoice(hidden, known).Total.Value.Abs().Cents
	if total == 0 || total == inv.Total.Value.Abs().Cents || slices.Contains(printedAmounts(textOf(pages)), total) {
		return nil
	}
	return []invoer.Finding{invoer.Find(RuleHiddenTotal, invoer.Warning, "total_incl", invoer.Money{Cents: total, Currency: inv.Total.Value.Currency}.String())}
}

// Differences tells where the pages of an e-invoice name another account or
// total than the e-invoice itself. Pages without words say nothing.
func Differences(inv invoer.Invoice, pages []invoer.Page) []invoer.Finding {
	text := textOf(pages)
	var found []invoer.Finding
	accounts := belgium.Accounts(text)
	if inv.Account.Present() && len(accounts) > 0 && !slices.Contains(accounts, inv.Account.Value) {
		found = append(found, invoer.Find(RulePagesAccount, invoer.Warning, "supplier_iban", string(inv.Account.Value), string(accounts[0])))
	}
	if amounts := printedAmounts(text); inv.Total.Present() && len(amounts) > 0 && !slices.Contains(amounts, inv.Total.Value.Abs().Cents) {
		found = append(found, invoer.Find(RulePagesTotal, invoer.Warning, "total_incl", inv.Total.Value.String()))
	}
	return found
}

func textOf(pages []invoer.Page) string {
	texts := make([]string, len(pages))
	for i, p := range pages {
		texts[i] = joined(p.Words)
	}
	return strings.Join(texts, "\n")
}

func joined(words []invoer.Word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return strings.Join(texts, " ")
}

// amountPattern is an amount with two decimals in any notation.
var amountPattern = regexp.MustCompile(`[0-9]{1,3}(?:[ .,'\x{a0}\x{202f}]?[0-9]{3})*[.,][0-9]{2}\b`)

// printedAmounts gives the amounts in a text in cents. A number beside another
// may be read as one with it, so each is given without its first group too.
func printedAmounts(text string) []int64 {
	var all []int64
	for _, printed := range amountPattern.FindAllString(text, -1) {
		for rest := printed; rest != ""; {
			if cents, err := strconv.ParseInt(strings.Map(digit, rest), 10, 64); err == nil {
				all = append(all, cents)
			}
			_, after, spaced := strings.Cut(rest, " ")
			if !spaced {
				break
			}
			rest = after
		}
	}
	return all
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}
