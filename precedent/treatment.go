package precedent

import (
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
	return t.Case + " " + t.Class + " " + rate + " " + strconv.Itoa(t.Deductible)
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
// with, where the law alone would say this.
func (d *document) treatmentWitnesses(u unit, account, law string) []witness {
	s, vat := d.supplier, u.taxed
	all := d.memory.room.witnesses.take(mostWitnesses)[:0]
	all = append(
		all,
		d.called("anyway", "t-anyway", true),
		d.called("supplier", "t-supplier", true, s, vat),
		d.called("supplier-account", "t-supplier-account", true, s, account, vat),
		d.each("t-supplier-words", true, u.words, s, account, vat),
		d.called("account", "t-account", false, account, vat, d.zone),
		d.called("account-vat", "t-account-vat", false, account, vat),
		d.called("vat", "t-vat", false, vat, d.zone),
		d.called("law", "t-law", false, law),
		d.each("t-words", false, u.words, account),
		d.each("t-costs", false, d.costsOf(u).kinds, vat),
		d.each("t-stems", false, u.stems, vat),
		d.each("t-phrases", false, d.phrases, vat),
		d.each("t-pairs", false, d.beside, vat),
	)
	if d.manner != "" {
		all = append(all, d.each("t-words"+d.manner, false, u.words, account))
	}
	if nace := d.Supplier.NACE; nace != "" {
		all = append(all, d.called("activity", "t-activity", false, nace[:min(2, len(nace))], vat))
	}
	return all
}

// called is a witness of one thing, whose tally is of another name than its own.
func (d *document) called(kind, name string, own bool, parts ...string) witness {
	return d.witness(kind, own, nil, d.key(name).then(parts))
}

// law is what the law alone would say, as a decision.
func (d *document) law(u unit, account string) string {
	facts := d.facts(u)
	facts.Account = account
	return spell(belgium.TreatmentOf(facts), u)
}

// treatment weighs the treatments of a unit on an account.
func (d *document) treatment(u unit, account, known string) (choice, []witness) {
	law := d.law(u, account)
	witnesses := d.treatmentWitnesses(u, account, law)
	room := &d.memory.room
	room.begin(len(d.memory.words) + 1)
	candidates := room.decisions.take(mostCandidates)[:0]
	take := func(of decision) {
		if _, taken := room.place(of); !taken && len(candidates) < mostCandidates {
			room.put(of, len(candidates))
			candidates = append(candidates, of)
		}
	}
	take(d.memory.decide(law))
	for _, w := range witnesses {
		if w.kind == "anyway" && len(candidates) > 4 {
			continue
		}
		for _, t := range w.tallies {
			for i := range t.counts {
				take(t.counts[i].of)
			}
		}
	}
	return weighing{memory: d.memory, about: "treatment", known: known, base: d.memory.at(d.key("t-anyway"))}.choose(witnesses, candidates), witnesses
}
