package precedent

import (
	"slices"
	"strings"

	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/ledger"
)

// A document is a purchase as its witnesses are looked for.
type document struct {
	ledger.Purchase

	memory   *Memory
	units    []unit
	supplier string
	zone     string
	names    []string
	phrases  []string // words of the whole text: the law wants some of them
	history  *Tally   // accounts of this supplier at this client
	base     *Tally   // accounts of this client
	judged   []judged // what was proposed for the units
	manner   string   // how its lines are booked, as far as that was seen

	costsNamed, costsSold meanings // of the supplier's name and activity
}

func (m *Memory) open(p ledger.Purchase) *document {
	d := &document{Purchase: p, memory: m, units: unitsOf(p), supplier: supplierOf(p.Supplier), zone: zoneOf(p.Supplier)}
	d.names = wordsOf(p.Supplier.Name)
	d.costsNamed = meaningsOf(d.names)
	if cost := belgium.CostSold(p.Supplier.NACE); cost != "" {
		d.costsSold = meanings{[]string{cost}, []string{p.Supplier.NACE}}
	}
	d.phrases = wordsOf(p.Text)
	d.history = m.at(d.key("supplier", d.supplier))
	d.base = m.at(d.key("anyway"))
	d.manner = d.mannerOf()
	return d
}

// key is one of this client.
func (d *document) key(parts ...string) Key {
	return keyOf(append([]string{d.Client}, parts...)...)
}

// onOne is the share of its account from which on a supplier counts as one of a
// single account: what words say is weighed otherwise for one of several.
const onOne = 0.95

// known is how well the client knows the supplier, and whether it saw such a
// line of it.
func (d *document) known(u unit) string {
	switch n := d.history.Seen; {
	case n == 0 && d.unheard(u):
		return "new-unheard"
	case n == 0:
		return "new"
	case n <= 2:
		return "met"
	}
	known := "known"
	if _, share := d.history.best(); share < onOne {
		known = "parted"
	}
	if d.memory.at(d.key("supplier-line", d.supplier, strings.Join(u.words, " "))).Seen == 0 {
		known += "-other" + d.manner
	}
	return known
}

// unheard tells whether the client never saw a word of a unit, so that only what
// it means, and who sells it, can tell where it goes.
func (d *document) unheard(u unit) bool {
	return !slices.ContainsFunc(u.words, func(w string) bool { return d.memory.at(d.key("words", w)).Seen > 0 })
}

// accountWitnesses are what may tell the account of a unit.
func (d *document) accountWitnesses(u unit) []witness {
	s, line := d.supplier, strings.Join(u.words, " ")
	all := []witness{
		{kind: "anyway", keys: []Key{d.key("anyway")}, own: true},
		{kind: "supplier", keys: []Key{d.key("supplier", s)}, own: true},
		{kind: "supplier-vat", keys: []Key{d.key("supplier-vat", s, u.vat())}, own: true},
		{kind: "supplier-line", keys: []Key{d.key("supplier-line", s, line)}, said: []string{line}, own: true},
		{kind: "supplier-size", keys: []Key{d.key("supplier-size", s, u.size())}, own: true},
		d.each("supplier-words", true, u.words, s),
		{kind: "line", keys: []Key{d.key("line", line)}, said: []string{line}},
		d.each("words", false, u.words),
		d.each("stems", false, stems(u.words)),
		d.each("pairs", false, pairs(u.words)),
		d.each("names", false, d.names),
		{kind: "vat", keys: []Key{d.key("vat", u.vat(), d.zone)}},
		{kind: "size", keys: []Key{d.key("size", u.size())}},
	}
	if d.manner != "" {
		all = append(all, d.each("words"+d.manner, false, u.words))
	}
	if d.history.Last != "" {
		all = append(all, witness{kind: "after", keys: []Key{d.key("after", d.history.Last)}})
	}
	if nace := d.Supplier.NACE; nace != "" {
		all = append(
			all,
			witness{kind: "activity", keys: []Key{d.key("activity", nace)}, said: []string{nace}},
			witness{kind: "activity-group", keys: []Key{d.key("activity-group", nace[:min(3, len(nace))])}, said: []string{nace}},
			witness{kind: "activity-division", keys: []Key{d.key("activity-division", nace[:min(2, len(nace))])}, said: []string{nace}},
			witness{kind: "activity-vat", keys: []Key{d.key("activity-vat", nace, u.vat())}, said: []string{nace}},
			d.each("activity-words", false, u.words, nace[:min(2, len(nace))]),
		)
	}
	all = append(all, d.meant(u)...)
	return append(all, d.elsewhere(u)...)
}

// each is a witness of several words.
func (d *document) each(kind string, own bool, words []string, beside ...string) witness {
	w := witness{kind: kind, own: own, said: words}
	for _, word := range words {
		w.keys = append(w.keys, d.key(append([]string{kind, word}, beside...)...))
	}
	return w
}

func stems(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = stem(w)
	}
	return all
}

// classOf is the class of an account: its first three digits, which is as far
// as the minimum chart goes. It is all that one client's books tell of another.
func classOf(account string) string { return account[:min(3, len(account))] }

// elsewhere are the classes that the office's other clients book this on, each
// heard through what such a class is at this client.
func (d *document) elsewhere(u unit) []witness {
	var all []witness
	for _, w := range d.officeWitnesses(u) {
		classes := map[string]float64{}
		best := ""
		for _, k := range w.keys {
			for _, c := range d.memory.at(k).Counts {
				client, class, _ := strings.Cut(c.Of, " ")
				if client == d.Client {
					continue
				}
				if classes[class] += c.Slow; best == "" || classes[class] > classes[best] {
					best = class
				}
			}
		}
		if best != "" {
			all = append(all, witness{kind: w.kind, keys: []Key{d.key(w.kind, best)}, said: []string{best}})
		}
	}
	return all
}

// officeWitnesses are kept for the whole office, with client and class only.
func (d *document) officeWitnesses(u unit) []witness {
	words := witness{kind: "elsewhere-words"}
	for _, w := range u.words {
		words.keys = append(words.keys, keyOf("", "words", w))
	}
	costs := witness{kind: "elsewhere-costs"}
	for _, c := range d.costsOf(u).kinds {
		costs.keys = append(costs.keys, keyOf("", "cost", c))
	}
	all := []witness{{kind: "elsewhere", keys: []Key{keyOf("", "supplier", d.supplier)}}, words, costs}
	if d.Supplier.NACE != "" {
		all = append(all, witness{kind: "elsewhere-activity", keys: []Key{keyOf("", "activity", d.Supplier.NACE)}})
	}
	return all
}

// accounts are the candidates for a unit: all that a witness of it knows, and
// the commonest of the client.
func (d *document) accounts(witnesses []witness) []string {
	var all []string
	seen := map[string]bool{}
	take := func(t *Tally, most int) {
		for i, c := range t.Counts {
			if i == most {
				return
			}
			if !seen[c.Of] {
				seen[c.Of] = true
				all = append(all, c.Of)
			}
		}
	}
	for _, w := range witnesses {
		if w.kind == "anyway" || w.kind == "size" {
			continue
		}
		for _, k := range w.keys {
			take(d.memory.at(k), 12)
		}
	}
	if len(all) < mostCandidates {
		take(d.base, mostCandidates)
	}
	return all[:min(len(all), 2*mostCandidates)]
}

const mostCandidates = 24

// account weighs the accounts for a unit; ok is false where the client has no
// history at all.
func (d *document) account(u unit) (c choice, witnesses []witness, ok bool) {
	witnesses = d.accountWitnesses(u)
	candidates := d.accounts(witnesses)
	if len(candidates) == 0 {
		return choice{}, witnesses, false
	}
	return weighing{memory: d.memory, about: "account", known: d.known(u), base: d.base}.choose(witnesses, candidates), witnesses, true
}
