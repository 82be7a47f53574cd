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
	mine     Key // of the client, to which parts are added
	units    []unit
	supplier string
	zone     string
	activity []string // of the supplier, where it is known
	names    []string
	phrases  []string // words of the whole text: the law wants some of them
	beside   []string // those that stand beside each other in it
	history  *tally   // accounts of this supplier at this client
	base     *tally   // accounts of this client
	judged   []judged // what was proposed for the units
	manner   string   // how its lines are booked, as far as that was seen

	costsNamed, costsSold meanings // of the supplier's name and activity
}

func (m *Memory) open(p ledger.Purchase) *document {
	m.room.clear()
	d := &document{Purchase: p, memory: m, mine: keyOf(p.Client), units: unitsOf(p), supplier: supplierOf(p.Supplier), zone: zoneOf(p.Supplier)}
	d.names = wordsOf(p.Supplier.Name)
	d.costsNamed = meaningsOf(d.names)
	if cost := belgium.CostSold(p.Supplier.NACE); cost != "" {
		d.costsSold = meanings{[]string{cost}, []string{p.Supplier.NACE}}
	}
	if p.Supplier.NACE != "" {
		d.activity = []string{p.Supplier.NACE}
	}
	d.phrases = wordsOf(p.Text)
	d.beside = pairs(d.phrases)
	d.history = m.at(d.key("supplier", d.supplier))
	d.base = m.at(d.key("anyway"))
	d.manner = d.mannerOf()
	return d
}

// key is one of this client.
func (d *document) key(parts ...string) Key { return d.mine.then(parts) }

// onOne is the share of its account from which on a supplier counts as one of a
// single account: what words say is weighed otherwise for one of several.
const onOne = 0.95

// known is how well the client knows the supplier, and whether it saw such a
// line of it.
func (d *document) known(u unit) string {
	switch n := d.history.seen; {
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
	if d.memory.at(d.key("supplier-line", d.supplier, u.joined)).seen == 0 {
		known += "-other" + d.manner
	}
	return known
}

// unheard tells whether the client never saw a word of a unit, so that only what
// it means, and who sells it, can tell where it goes.
func (d *document) unheard(u unit) bool {
	return !slices.ContainsFunc(u.words, func(w string) bool { return d.memory.at(d.key("words", w)).seen > 0 })
}

// accountWitnesses are what may tell the account of a unit, beside what is kept for
// the office.
func (d *document) accountWitnesses(u unit, office []witness) []witness {
	s := d.supplier
	all := d.memory.room.witnesses.take(mostWitnesses)[:0]
	all = append(
		all,
		d.one("anyway", true, nil),
		d.one("supplier", true, nil, s),
		d.one("supplier-vat", true, nil, s, u.taxed),
		d.one("supplier-line", true, u.lines, s, u.joined),
		d.one("supplier-size", true, nil, s, u.size()),
		d.each("supplier-words", true, u.words, s),
		d.one("line", false, u.lines, u.joined),
		d.each("words", false, u.words),
		d.each("stems", false, u.stems),
		d.each("pairs", false, u.pairs),
		d.each("names", false, d.names),
		d.one("vat", false, nil, u.taxed, d.zone),
		d.one("size", false, nil, u.size()),
	)
	if d.manner != "" {
		all = append(all, d.each("words"+d.manner, false, u.words))
	}
	if last := d.history.last; last != undecided {
		all = append(all, d.one("after", false, nil, d.memory.said(last)))
	}
	if nace := d.Supplier.NACE; nace != "" {
		all = append(
			all,
			d.one("activity", false, d.activity, nace),
			d.one("activity-group", false, d.activity, nace[:min(3, len(nace))]),
			d.one("activity-division", false, d.activity, nace[:min(2, len(nace))]),
			d.one("activity-vat", false, d.activity, nace, u.taxed),
			d.each("activity-words", false, u.words, nace[:min(2, len(nace))]),
		)
	}
	all = append(all, d.meant(u)...)
	return append(all, d.elsewhere(office)...)
}

// mostWitnesses is how many there may be of one thing.
const mostWitnesses = 32

// one is a witness of one thing.
func (d *document) one(kind string, own bool, said []string, parts ...string) witness {
	return d.witness(kind, own, said, d.key(kind).then(parts))
}

// witness is one of keys, whose tallies it looks up.
func (d *document) witness(kind string, own bool, said []string, keys ...Key) witness {
	w := witness{kind: kind, own: own, said: said, keys: d.memory.room.keys.take(len(keys)), tallies: d.memory.room.tallies.take(len(keys))}
	for i, k := range keys {
		w.keys[i], w.tallies[i] = k, d.memory.at(k)
	}
	return w
}

// each is a witness of several words.
func (d *document) each(kind string, own bool, words []string, beside ...string) witness {
	return d.every(kind, kind, own, words, words, beside...)
}

// every is a witness of several words, whose tallies are of another name than
// its own, and which says what told them.
func (d *document) every(kind, name string, own bool, words, said []string, beside ...string) witness {
	w := witness{kind: kind, own: own, said: said, keys: d.memory.room.keys.take(len(words)), tallies: d.memory.room.tallies.take(len(words))}
	base := d.mine.with(name)
	for i, word := range words {
		k := base.with(word).then(beside)
		w.keys[i], w.tallies[i] = k, d.memory.at(k)
	}
	return w
}

// classOf is the class of an account: its first three digits, which is as far
// as the minimum chart goes. It is all that one client's books tell of another.
func classOf(account string) string { return account[:min(3, len(account))] }

// A class is what a decision of the office says: a client, and the class of an
// account.
type class struct{ client, class decision }

// classSaid reads a decision of the office.
func (m *Memory) classSaid(d decision) class {
	for len(m.classes) <= int(d) {
		m.classes = append(m.classes, class{})
	}
	if m.classes[d].class == undecided {
		client, of, _ := strings.Cut(m.said(d), " ")
		m.classes[d] = class{m.decide(client), m.decide(of)}
	}
	return m.classes[d]
}

// elsewhere are the classes that the office's other clients book this on, each
// heard through what such a class is at this client.
func (d *document) elsewhere(office []witness) []witness {
	me := d.memory.decide(d.Client)
	all := d.memory.room.witnesses.take(mostElsewhere)[:0]
	for _, w := range office {
		classes, sums := d.memory.room.decisions.take(fewClasses)[:0], d.memory.room.floats.take(fewClasses)[:0]
		best := -1
		for _, t := range w.tallies {
			for _, c := range t.counts {
				said := d.memory.classSaid(c.of)
				if said.client == me {
					continue
				}
				at := slices.Index(classes, said.class)
				if at < 0 {
					at, classes, sums = len(classes), append(classes, said.class), append(sums, 0)
				}
				if sums[at] += c.slow; best < 0 || sums[at] > sums[best] {
					best = at
				}
			}
		}
		if best >= 0 {
			class := d.memory.said(classes[best])
			all = append(all, d.one(w.kind, false, []string{class}, class))
		}
	}
	return all
}

// mostElsewhere is how many witnesses are kept for the whole office, and fewClasses
// how many classes of accounts one of them mostly knows.
const (
	mostElsewhere = 4
	fewClasses    = 32
)

// officeWitnesses are kept for the whole office, with client and class only.
func (d *document) officeWitnesses(u unit) []witness {
	costs := d.costsOf(u).kinds
	room := &d.memory.room
	all := append(
		room.witnesses.take(mostElsewhere)[:0],
		d.witness("elsewhere", false, nil, theOffice.with("supplier").with(d.supplier)),
		witness{kind: "elsewhere-words", keys: room.keys.take(len(u.words)), tallies: room.tallies.take(len(u.words))},
		witness{kind: "elsewhere-costs", keys: room.keys.take(len(costs)), tallies: room.tallies.take(len(costs))},
	)
	for i, w := range u.words {
		all[1].keys[i] = theOffice.with("words").with(w)
	}
	for i, c := range costs {
		all[2].keys[i] = theOffice.with("cost").with(c)
	}
	for _, w := range all[1:] {
		for i, k := range w.keys {
			w.tallies[i] = d.memory.at(k)
		}
	}
	if d.Supplier.NACE != "" {
		all = append(all, d.witness("elsewhere-activity", false, nil, theOffice.with("activity").with(d.Supplier.NACE)))
	}
	return all
}

// theOffice is the key to which parts are added of what is kept for all clients.
var theOffice = keyOf("")

// accounts are the candidates for a unit: all that a witness of it knows, and
// the commonest of the client.
func (d *document) accounts(witnesses []witness) []decision {
	room := &d.memory.room
	room.begin(len(d.memory.words))
	all := room.decisions.take(2 * mostCandidates)[:0]
	take := func(t *tally, most int) {
		for i := range t.counts {
			of := t.counts[i].of
			if i == most || len(all) == 2*mostCandidates {
				return
			}
			if _, taken := room.place(of); !taken {
				room.put(of, len(all))
				all = append(all, of)
			}
		}
	}
	for _, w := range witnesses {
		if w.kind == "anyway" || w.kind == "size" {
			continue
		}
		for _, t := range w.tallies {
			take(t, 12)
		}
	}
	if len(all) < mostCandidates {
		take(d.base, mostCandidates)
	}
	return all
}

const mostCandidates = 24

// account weighs the accounts for a unit; false where the client has no history
// at all.
func (d *document) account(u *judged) bool {
	u.office = d.officeWitnesses(u.unit)
	u.witnesses = d.accountWitnesses(u.unit, u.office)
	candidates := d.accounts(u.witnesses)
	if len(candidates) == 0 {
		return false
	}
	u.choice = weighing{memory: d.memory, about: "account", known: u.known, base: d.base}.choose(u.witnesses, candidates)
	return true
}
