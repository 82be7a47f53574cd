package settle

import (
	"strings"

	"github.com/invoer/invoer"
)

// A payment is what an EPC payment code (EPC069-12) on a page says: the
// strongest witness there is for account, amount and reference.
type payment struct {
	account   invoer.IBAN
	amount    invoer.Money
	reference invoer.Reference
	page      int // in the document, from 1; 0 when there is no code
	box       invoer.Box
}

// codes takes the first payment code whose account number is right.
func (c *chooser) codes() {
	for i, page := range c.pages {
		for _, mark := range page.Marks {
			if p, ok := readCode(mark.Text); ok && mark.Kind == "qr" {
				p.page, p.box = i+1, mark.Box
				c.code = p
				return
			}
		}
	}
}

// readCode reads the lines of an EPC code: service tag, version, character
// set, identification, BIC, name, account, amount, purpose, reference, text.
func readCode(text string) (payment, bool) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if len(lines) < 7 || strings.TrimSpace(lines[0]) != "BCD" || strings.TrimSpace(lines[3]) != "SCT" {
		return payment{}, false
	}
	at := func(i int) string {
		if i >= len(lines) {
			return ""
		}
		return strings.TrimSpace(lines[i])
	}
	account, err := invoer.ParseIBAN(at(6))
	if err != nil {
		return payment{}, false
	}
	p := payment{account: account}
	if amount, ok := strings.CutPrefix(at(7), "EUR"); ok {
		p.amount, _ = invoer.ParseMoney(amount, "EUR") // a code may leave the amount to the payer
	}
	for _, i := range []int{9, 10} {
		if ref, err := invoer.ParseReference(at(i)); err == nil {
			p.reference = ref
			break
		}
	}
	return p, true
}

// origin says that a value was read from the payment code.
func (p payment) origin() invoer.Origin {
	return invoer.Origin{Reader: "qr", Page: p.page, Box: p.box, Why: invoer.Because("payment-code")}
}
