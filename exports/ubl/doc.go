// Package ubl writes approved purchases as e-invoices: UBL 2.1 after Peppol BIS
// Billing 3.0, which every Belgian accounting package takes in. What a rule of
// EN 16931 or of Peppol wants and the document does not say refuses the batch,
// with the field; nothing is invented. It is pure: the same posting gives the
// same bytes. Rules are named as in the validation artefacts of EN 16931-1:2017
// (BR-…) and of Peppol BIS Billing 3.0 (PEPPOL-EN16931-R…).
package ubl

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/invoer/invoer"
)

// A Buyer is the client, to whom all purchases were sold.
type Buyer struct {
	Name string
	VAT  invoer.VATNumber
	Code string // for BT-10, the buyer's reference
}

// A File is one e-invoice and its name, as its document is called in its
// journal.
type File struct {
	Name string
	XML  []byte
}

// Write gives an e-invoice for each posting, or invoer.Faults with all that is
// missing in them.
func Write(postings []invoer.Posting, buyer Buyer) ([]File, error) {
	var files []File
	var faults invoer.Faults
	for _, p := range postings {
		d := document{Posting: p, buyer: buyer, name: p.Journal.Code + "_" + p.Period.Number + "_" + p.Number + ".xml"}
		d.check()
		if len(d.faults) > 0 {
			faults = append(faults, d.faults...)
			continue
		}
		files = append(files, File{d.name, d.write()})
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return files, nil
}

// A document is one posting on its way.
type document struct {
	invoer.Posting

	buyer  Buyer
	name   string
	groups []group
	lines  []line
	faults invoer.Faults
}

// A group is one of the VAT breakdown (BG-23).
type group struct {
	category string
	rate     int64
	base     int64
	vat      int64
}

// A line is an invoice line (BG-25) whose quantity times price is its total.
type line struct {
	name, quantity, price string
	total                 int64
	category              string
	rate                  int64
	period                invoer.Span
}

func (d *document) fault(field, code string, args ...string) {
	d.faults = append(d.faults, invoer.Fault{Document: d.Document, File: d.name, Field: field, Why: invoer.Because(code, args...)})
}

// check refuses what no valid e-invoice can be made of.
func (d *document) check() {
	inv := d.Invoice
	wanted := []struct {
		field string
		there bool
	}{
		{"invoice_number", inv.Number.Value != ""},                                    // BR-02
		{"invoice_date", inv.Issued.Present()},                                        // BR-03
		{"currency", inv.Total.Value.Currency != ""},                                  // BR-05
		{"supplier_name", inv.Supplier.Name.Value != ""},                              // BR-06
		{"supplier_vat", inv.Supplier.VAT.Value != ""},                                // BR-09, BR-CO-26, PEPPOL-EN16931-R020
		{"customer_vat", d.buyer.VAT != ""},                                           // BR-11, PEPPOL-EN16931-R010
		{"total_incl", inv.Total.Present()},                                           // BR-14
		{"vat_breakdown", len(inv.Breakdown) > 0 || inv.Net.Present() && !taxed(inv)}, // BR-CO-18
	}
	for _, w := range wanted {
		if !w.there {
			d.fault(w.field, "ubl-missing")
		}
	}
	if len(d.faults) > 0 {
		return
	}
	if scheme(inv.Supplier.VAT.Value) == "" || scheme(d.buyer.VAT) == "" {
		d.fault("supplier_vat", "ubl-no-address", string(inv.Supplier.VAT.Value))
	}
	d.group()
	d.line()
}

func taxed(inv invoer.Invoice) bool { return inv.VAT.Value.Cents != 0 }

// group lays the VAT breakdown out. It must add up to the total (BR-CO-14,
// BR-CO-15), and each VAT be its base times its rate, give or take a unit
// (BR-CO-17).
func (d *document) group() {
	inv := d.Invoice
	for _, b := range inv.Breakdown {
		d.add(group{categoryOf(b.Category, b.Rate), b.Rate, b.Base.Cents, b.VAT.Cents})
	}
	if len(d.groups) == 0 {
		d.groups = []group{{"E", 0, inv.Net.Value.Cents, 0}}
	}
	sum := int64(0)
	for _, g := range d.groups {
		sum += g.base + g.vat
		if off := g.vat - invoer.EUR(g.base).Share(g.rate).Cents; off > 100 || off < -100 {
			d.fault("vat_breakdown", "ubl-rate", percent(g.rate), amount(g.base), amount(g.vat))
		}
		if !known[g.category] {
			d.fault("vat_breakdown", "ubl-category", g.category)
		}
	}
	if sum != inv.Total.Value.Cents {
		d.fault("total_incl", "ubl-total", amount(sum), inv.Total.Value.String())
	}
}

// add puts a group to those of its category and rate: there is one of each
// (BR-E-01, BR-AE-01, BR-IC-01, BR-G-01).
func (d *document) add(g group) {
	for i, have := range d.groups {
		if have.key() == g.key() {
			d.groups[i].base += g.base
			d.groups[i].vat += g.vat
			return
		}
	}
	d.groups = append(d.groups, g)
}

// known are the VAT categories that are written (UNCL 5305, BR-CL-17).
var known = map[string]bool{"S": true, "Z": true, "E": true, "AE": true, "G": true, "K": true}

func categoryOf(said string, rate int64) string {
	switch {
	case said != "" && (said != "S" || rate > 0): // BR-S-05: S is never zero
		return said
	case rate > 0:
		return "S"
	}
	return "E"
}

// line takes over the lines where they add up for each rate (BR-CO-10, BR-S-08
// and its like), and otherwise one line for each group.
func (d *document) line() {
	left := map[[2]string]int64{}
	for _, g := range d.groups {
		left[g.key()] += g.base
	}
	for _, l := range d.Invoice.Lines {
		rate := l.Rate
		if rate < 0 && len(d.groups) == 1 {
			rate = d.groups[0].rate
		}
		i := d.groupAt(rate)
		if i < 0 {
			d.lines = nil
			break
		}
		d.lines = append(d.lines, lineOf(l, d.groups[i]))
		if whole := d.Invoice.Period; whole.From.Zero() || whole.Holds(l.Period.From) && whole.Holds(l.Period.Until) { // PEPPOL-EN16931-R110, R111
			d.lines[len(d.lines)-1].period = l.Period
		}
		left[d.groups[i].key()] -= l.Total.Cents
	}
	for _, rest := range left {
		if rest != 0 {
			d.lines = nil
		}
	}
	if len(d.lines) > 0 {
		return
	}
	for _, g := range d.groups {
		quantity, price := counted(g.base)
		d.lines = append(d.lines, line{name: d.Invoice.Supplier.Name.Value, quantity: quantity, price: price, total: g.base, category: g.category, rate: g.rate})
	}
}

func (g group) key() [2]string { return [2]string{g.category, percent(g.rate)} }

// groupAt is the place of the one group at a rate, or -1.
func (d *document) groupAt(rate int64) int {
	found := -1
	for i, g := range d.groups {
		if g.rate == rate {
			if found >= 0 {
				return -1 // two categories at one rate: which one is not said
			}
			found = i
		}
	}
	return found
}

// lineOf keeps quantity and price where they make the total
// (PEPPOL-EN16931-R120) and the price is not negative (BR-27).
func lineOf(l invoer.Line, g group) line {
	out := line{name: cmp.Or(strings.TrimSpace(l.Description), "–"), total: l.Total.Cents, category: g.category, rate: g.rate} // BR-25
	out.quantity, out.price = counted(l.Total.Cents)
	quantity, q := decimal(l.Quantity)
	price, p := decimal(l.UnitPrice)
	if q && p && price.Sign() >= 0 && quantity.Sign() != 0 && makes(quantity, price, l.Total.Cents) {
		out.quantity, out.price = l.Quantity, l.UnitPrice
	}
	return out
}

// counted is one piece at a total, or minus one.
func counted(cents int64) (quantity, price string) {
	if cents < 0 {
		return "-1", amount(-cents)
	}
	return "1", amount(cents)
}

func amount(cents int64) string { return invoer.Money{Cents: cents}.String() }

func percent(rate int64) string { return fmt.Sprintf("%d.%02d", rate/100, rate%100) }
