package samples

import (
	"fmt"
	"slices"

	"github.com/invoer/invoer"
)

// A Truth is a line of a truth file of the reading contract (extractors/eval
// reads it). A value that is nil says that the document certainly lacks it; one
// left out is unknown.
type Truth struct {
	ID           string              `json:"id"`
	File         string              `json:"file"` // relative to the truth file
	Kind         string              `json:"kind"` // pdf-text, scan …
	Layout       string              `json:"layout"`
	Source       string              `json:"source"`
	Supplier     string              `json:"supplier"` // the layout's sender, to leave out by
	DocType      string              `json:"doc_type"`
	Language     string              `json:"language"`
	Fields       map[string]any      `json:"truth"`
	Alternatives map[string][]string `json:"alternatives,omitempty"`
	Ambiguous    []string            `json:"ambiguous,omitempty"`
	FromTerms    bool                `json:"due_from_terms,omitempty"`
}

// A trueLine is a line of goods in the truth.
type trueLine struct {
	Description string `json:"description"`
	Quantity    string `json:"quantity,omitempty"`
	UnitPrice   string `json:"unit_price,omitempty"`
	Rate        string `json:"rate,omitempty"`
	Total       string `json:"total"`
}

// A trueRate is a row of the breakdown in the truth.
type trueRate struct {
	Rate     string `json:"rate"`
	Base     string `json:"base"`
	VAT      string `json:"vat"`
	Category string `json:"category"`
}

// truth is what the document says, as far as it was printed.
func (p *press) truth() Truth {
	t := Truth{
		Kind: "pdf-text", Source: "generated", Supplier: p.seller.name, DocType: string(p.kind), Language: p.language,
		Fields: map[string]any{}, Alternatives: map[string][]string{"supplier_name": {p.seller.short}},
	}
	p.trueParties(&t)
	switch p.kind {
	case invoer.KindInvoice, invoer.KindCreditNote, invoer.KindProforma, invoer.KindReceipt:
		p.trueFacts(&t)
		p.trueSums(&t)
	case invoer.KindReminder:
		t.Fields["amount_due"] = cents(p.bill.sums.payable)
		t.Alternatives["amount_due"] = []string{cents(p.bill.sums.payable - p.bill.costs)}
	case invoer.KindOther, invoer.KindDeliveryNote:
		for _, name := range []string{"total_excl", "total_vat", "total_incl", "amount_due", "due_date", "structured_ref"} {
			t.Fields[name] = nil
		}
	}
	return t
}

// printed is a value, or nil where it does not stand on the document.
func (p *press) printed(name, value string) any {
	if !p.shown[name] {
		return nil
	}
	return value
}

func (p *press) trueParties(t *Truth) {
	t.Fields["supplier_name"] = p.seller.name
	t.Fields["supplier_vat"] = p.printed("supplier_vat", p.seller.vat)
	if p.kind == invoer.KindReceipt {
		t.Fields["customer_name"], t.Fields["customer_vat"] = nil, nil
		return
	}
	t.Fields["customer_name"] = p.bill.buyer.name
	t.Fields["customer_vat"] = p.printed("customer_vat", p.bill.buyer.vat)
	t.Fields["supplier_iban"] = p.printed("supplier_iban", p.seller.ibans[0])
	t.Alternatives["supplier_iban"] = p.seller.ibans[1:]
	if !p.toPay() || !owed(p.kind) {
		t.Ambiguous = append(t.Ambiguous, "supplier_iban")
	}
}

func (p *press) trueFacts(t *Truth) {
	b := p.bill
	t.Fields["invoice_number"] = b.number
	t.Fields["invoice_date"] = b.issued.String()
	t.Fields["currency"] = b.currency
	t.Fields["structured_ref"] = p.printed("reference", b.reference)
	t.Fields["due_date"] = nil
	if p.shown["due"] && !b.due.Zero() {
		t.Fields["due_date"] = b.due.String()
	}
	t.FromTerms = slices.Contains([]string{"days", "month"}, b.terms.rule)
	if b.terms.rule == "cash" || p.kind == invoer.KindCreditNote {
		t.Ambiguous = append(t.Ambiguous, "due_date") // some say the day itself, some say none
	}
	if p.kind == invoer.KindReceipt {
		t.Ambiguous = append(t.Ambiguous, "invoice_number")
	}
}

func (p *press) trueSums(t *Truth) {
	s := p.bill.sums
	t.Fields["total_incl"] = cents(s.total)
	t.Fields["amount_due"] = cents(s.payable)
	if p.kind == invoer.KindCreditNote {
		t.Ambiguous = append(t.Ambiguous, "amount_due")
	}
	if p.shown["net"] || p.regime != "normal" && p.shown["vat"] {
		t.Fields["total_excl"] = cents(s.net)
	}
	if p.shown["vat"] || p.regime != "normal" {
		t.Fields["total_vat"] = cents(s.vat)
	}
	if p.shown["rates"] || p.regime != "normal" {
		t.Fields["vat_breakdown"] = p.trueRates()
	}
	if p.kind != invoer.KindReceipt {
		t.Fields["lines"] = p.trueLines()
	}
}

// categories are the codes of UNCL 5305 for a regime.
var categories = map[string]string{"normal": "S", "reverse": "AE", "intra": "K", "small": "E"}

func (p *press) trueRates() []trueRate {
	var all []trueRate
	for _, g := range p.bill.sums.groups {
		all = append(all, trueRate{fmt.Sprint(g.rate), cents(g.base), cents(g.vat), categories[p.regime]})
	}
	return all
}

func (p *press) trueLines() []trueLine {
	canonical := notation{point: "."}
	var all []trueLine
	for _, it := range p.bill.items {
		line := trueLine{Description: it.goods.Name, Total: cents(it.total)}
		if p.table.has("quantity") {
			line.Quantity = canonical.decimal(it.quantity, 3, 0)
		}
		if p.table.has("price") {
			line.UnitPrice = canonical.decimal(it.price, 4, 0)
		}
		if p.table.has("rate") {
			line.Rate = fmt.Sprint(it.rate)
		}
		all = append(all, line)
	}
	return all
}

// owed tells whether a kind of document asks for money by a day.
func owed(kind invoer.Kind) bool { return kind == invoer.KindInvoice || kind == invoer.KindProforma }

func cents(n int64) string { return invoer.EUR(n).String() }
