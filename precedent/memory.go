package precedent

import (
	"maps"
	"slices"
	"strings"
)

// A Key names a tally: a hash of the client, the kind of witness, and what it
// saw.
type Key uint64

// noParts is the key of nothing.
const noParts Key = 14695981039346656037

// with is a key with one part more (FNV-1a, 64 bits: at ten million keys the
// chance that two are one is one in 300,000).
func (k Key) with(part string) Key {
	const prime = 1099511628211
	h := uint64(k)
	for i := range len(part) {
		h = (h ^ uint64(part[i])) * prime
	}
	return Key(h * prime) // a zero byte between two parts
}

// then is a key with more parts.
func (k Key) then(parts []string) Key {
	for _, p := range parts {
		k = k.with(p)
	}
	return k
}

// keyOf hashes the parts of a key.
func keyOf(parts ...string) Key { return noParts.then(parts) }

// A Memory holds tallies. One made by NewMemory holds all there are; one made
// by Part holds some, and tells which others were asked for.
type Memory struct {
	Weights  Weights  // of the witnesses, learnt with the tallies
	Standing Standing // how well proposals did

	tallies map[Key]*tally
	part    bool
	asked   map[Key]bool
	put     map[Key]*tally // of a part: as they came
	changed map[Key]bool
	shared  map[Key]bool // of the whole office
	heard   map[ears]map[string]*kindWeights

	decisions map[string]decision
	words     []string // of each decision
	classes   []class  // of those decisions of the office that were looked at

	room room
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory {
	return &Memory{
		tallies: map[Key]*tally{}, shared: map[Key]bool{}, heard: map[ears]map[string]*kindWeights{}, Weights: Weights{},
		decisions: map[string]decision{"": undecided}, words: []string{""},
	}
}

// Whole is a memory into which all tallies of a client, and those of its
// office, are put before anything is asked; it tells which it changed.
func Whole(w Weights, s Standing) *Memory {
	m := NewMemory()
	m.changed, m.Standing = map[Key]bool{}, s.Clone()
	m.Weights = w.Clone()
	return m
}

// Part is a memory of which the tallies lie elsewhere. Whoever proposes with it
// asks Missing afterwards, and as long as there are any, puts them in and
// proposes again. Whoever learns begins again with what Again gives.
func Part(w Weights, s Standing) *Memory {
	m := NewMemory()
	m.part, m.asked, m.put, m.changed, m.Weights, m.Standing = true, map[Key]bool{}, map[Key]*tally{}, map[Key]bool{}, w, s
	return m
}

// Again is a part that holds the same tallies as they were put in, and has
// learnt nothing.
func (m *Memory) Again(w Weights, s Standing) *Memory {
	fresh := Part(w, s)
	fresh.decisions, fresh.words = m.decisions, m.words
	fresh.put = m.put
	for k, t := range m.put {
		fresh.tallies[k] = t.copied()
	}
	return fresh
}

// decide gives the decision of some words.
func (m *Memory) decide(words string) decision {
	d, ok := m.decisions[words]
	if !ok {
		d = m.another(strings.Clone(words))
	}
	return d
}

// decisionOf is decide for words that stand in bytes.
func (m *Memory) decisionOf(words []byte) decision {
	d, ok := m.decisions[string(words)]
	if !ok {
		d = m.another(string(words))
	}
	return d
}

func (m *Memory) another(words string) decision {
	d := decision(len(m.words))
	m.words, m.decisions[words] = append(m.words, words), d
	return d
}

// said are the words of a decision.
func (m *Memory) said(d decision) string { return m.words[d] }

// Missing gives the keys that were asked for and are not there, in order, and
// forgets that they were asked for.
func (m *Memory) Missing() []Key {
	keys := slices.Sorted(maps.Keys(m.asked))
	m.asked = map[Key]bool{}
	return keys
}

// Put lays a tally in as it was kept; none says that there is none elsewhere
// either. What is no tally is an invoer.ErrInvalid.
func (m *Memory) Put(k Key, kept []byte) error {
	t := &tally{}
	if len(kept) > 0 {
		var err error
		if t, err = m.unpacked(kept); err != nil {
			return err
		}
	}
	if m.part {
		m.put[k] = t
		t = t.copied()
	}
	m.tallies[k] = t
	return nil
}

// A Held is a tally, as it is to be kept, with its key. A shared one is of the
// whole office and has classes of accounts only; any other is of one client.
type Held struct {
	Key    Key
	Tally  []byte
	Shared bool
}

// Changed lists the tallies of a part, or a whole, that were learnt since it was
// made or last asked this, in order of their keys.
func (m *Memory) Changed() []Held {
	all := m.held(slices.Sorted(maps.Keys(m.changed)))
	m.changed = map[Key]bool{}
	return all
}

// All lists the tallies that are held, in order of their keys.
func (m *Memory) All() []Held { return m.held(slices.Sorted(maps.Keys(m.tallies))) }

func (m *Memory) held(keys []Key) []Held {
	all := make([]Held, len(keys))
	for i, k := range keys {
		all[i] = Held{k, m.packed(m.tallies[k]), m.shared[k]}
	}
	return all
}

// at looks a tally up; the caller changes none.
func (m *Memory) at(k Key) *tally {
	if t, ok := m.tallies[k]; ok {
		return t
	}
	if m.part {
		m.asked[k] = true
	}
	return none
}

func (m *Memory) add(k Key, of decision, weight float64) { m.own(k).add(of, weight) }

// own is a tally to be changed.
func (m *Memory) own(k Key) *tally {
	t, ok := m.tallies[k]
	if !ok {
		if m.part {
			m.asked[k] = true
		}
		t = &tally{}
		m.tallies[k] = t
	}
	if m.changed != nil {
		m.changed[k] = true
	}
	return t
}
