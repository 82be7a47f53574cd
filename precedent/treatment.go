package precedent

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
)

// spell writes a treatment as one decision. The rate is = where it is that of
// the document.
func spell(t invoer.Treatment, u unit) string {
	rate := strconv.FormatInt(t.Rate, 10)
	if t.Rate == u.rate {
		rate = "="
	}
	return fmt.Sprintf("%s %s %s %d", t.Case, t.Class, rate, t.Deductible)
}

// read gives the treatment of a decision for a unit.
func read(decision string, u unit) invoer.Treatment {
	parts := strings.Fields(decision)
	if len(parts) != 4 {
		return invoer.Treatment{}
	}
	t := invoer.Treatment{Case: parts[0], Class: parts[1], Rate: max(0, u.rate)}
	if parts[2] != "=" {
		t.Rate, _ = strconv.ParseInt(parts[2], 10, 64) // spell wrote it
	}
	t.Deductible, _ = strconv.Atoi(parts[3])
	return t
}

// treatmentWitnesses are what may tell how VAT of a unit on an account is dealt
// with.
func (d *document) treatmentWitnesses(u unit, account string) []witness {
	s, vat := d.supplier, u.vat()
	all := []witness{
		{kind: "anyway", keys: []Key{d.key("t-anyway")}, own: true},
		{kind: "supplier", keys: []Key{d.key("t-supplier", s, vat)}, own: true},
		{kind: "supplier-account", keys: []Key{d.key("t-supplier-account", s, account, vat)}, own: true},
		d.each("t-supplier-words", true, u.words, s, account, vat),
		{kind: "account", keys: []Key{d.key("t-account", account, vat, d.zone)}},
		{kind: "account-vat", keys: []Key{d.key("t-account-vat", account, vat)}},
		{kind: "vat", keys: []Key{d.key("t-vat", vat, d.zone)}},
		{kind: "law", keys: []Key{d.key("t-law", d.law(u, account))}},
		d.each("t-words", false, u.words, account),
		d.each("t-costs", false, d.costsOf(u).kinds, vat),
		d.each("t-stems", false, stems(u.words), vat),
		d.each("t-phrases", false, d.phrases, vat),
		d.each("t-pairs", false, pairs(d.phrases), vat),
	}
	if d.manner != "" {
		all = append(all, d.each("t-words"+d.manner, false, u.words, account))
	}
	if nace := d.Supplier.NACE; nace != "" {
		all = append(all, witness{kind: "activity", keys: []Key{d.key("t-activity", nace[:min(2, len(nace))], vat)}})
	}
	return all
}

// law is what the law alone would say, as a decision.
func (d *document) law(u unit, account string) string {
	facts := d.facts(u)
	facts.Account = account
	return spell(belgium.TreatmentOf(facts), u)
}

// treatment weighs the treatments of a unit on an account.
func (d *document) treatment(u unit, account string) (choice, []witness) {
	witnesses := d.treatmentWitnesses(u, account)
	law := d.law(u, account)
	seen := map[string]bool{law: true}
	candidates := []string{law}
	for _, w := range witnesses {
		if w.kind == "anyway" && len(candidates) > 4 {
			continue
		}
		for _, k := range w.keys {
			for _, c := range d.memory.at(k).Counts {
				if !seen[c.Of] && len(candidates) < mostCandidates {
					seen[c.Of] = true
					candidates = append(candidates, c.Of)
				}
			}
		}
	}
	return weighing{memory: d.memory, about: "treatment", known: d.known(u), base: d.memory.at(d.key("t-anyway"))}.choose(witnesses, candidates), witnesses
}
