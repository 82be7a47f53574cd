package precedent

import (
	"maps"
	"slices"
)

// A Key names a tally: a hash of the client, the kind of witness, and what it
// saw.
type Key uint64

// keyOf hashes the parts of a key (FNV-1a, 64 bits: at ten million keys the
// chance that two are one is one in 300,000).
func keyOf(parts ...string) Key {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * prime
		}
		h *= prime // a zero byte between two parts
	}
	return Key(h)
}

// A Tally counts what was decided where a witness was seen.
type Tally struct {
	Seen   int     `json:"n"`           // how often
	Last   string  `json:"l,omitempty"` // what was decided the last time
	Streak int     `json:"s,omitempty"` // how often in a row
	Counts []Count `json:"c"`           // in the order in which they were first seen
	Record *Record `json:"r,omitempty"` // where it counts proposals
}

// A Count is one decision of a tally. Slow and Fast forget: a tenth observation
// ago counts for half in Slow and hardly at all in Fast.
type Count struct {
	Of   string  `json:"o"`
	Slow float64 `json:"w"`
	Fast float64 `json:"f"`
}

// How much of a count is left after one more observation.
const (
	slowLeft = 0.96
	fastLeft = 0.55
)

// mostCounts is how many decisions a tally keeps; the weakest goes.
const mostCounts = 160

// add counts one more decision. weight is 1, or less for one that says little
// new.
func (t *Tally) add(of string, weight float64) {
	t.Seen++
	if of != t.Last {
		t.Last, t.Streak = of, 0
	}
	t.Streak++
	found := false
	for i := range t.Counts {
		c := &t.Counts[i]
		c.Slow *= 1 - (1-slowLeft)*weight
		c.Fast *= 1 - (1-fastLeft)*weight
		if c.Of == of {
			c.Slow += weight
			c.Fast += weight
			found = true
		}
	}
	if found {
		return
	}
	t.Counts = append(t.Counts, Count{of, weight, weight})
	if len(t.Counts) > mostCounts {
		weakest := 0
		for i, c := range t.Counts[:len(t.Counts)-1] {
			if c.Slow < t.Counts[weakest].Slow {
				weakest = i
			}
		}
		t.Counts = slices.Delete(t.Counts, weakest, weakest+1)
	}
}

// slow sums what is left of all.
func (t *Tally) slow() (sum float64) {
	for _, c := range t.Counts {
		sum += c.Slow
	}
	return sum
}

// of gives the slow count of a decision.
func (t *Tally) of(decision string) float64 {
	for _, c := range t.Counts {
		if c.Of == decision {
			return c.Slow
		}
	}
	return 0
}

// best is the decision that counts most, by slow, and its share.
func (t *Tally) best() (of string, share float64) {
	sum, most := 0.0, 0.0
	for _, c := range t.Counts {
		sum += c.Slow
		if c.Slow > most {
			of, most = c.Of, c.Slow
		}
	}
	if sum == 0 {
		return "", 0
	}
	return of, most / sum
}

// none is what nobody ever saw.
var none = &Tally{}

// A Memory holds tallies. One made by NewMemory holds all there are; one made
// by Part holds some, and tells which others were asked for.
type Memory struct {
	Weights  Weights  // of the witnesses, learnt with the tallies
	Standing Standing // how well proposals did

	tallies map[Key]*Tally
	part    bool
	asked   map[Key]bool
	put     map[Key]Tally // of a part: as they came
	changed map[Key]bool
	shared  map[Key]bool // of the whole office
	pairs   map[pair][2]*Weight
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory {
	return &Memory{tallies: map[Key]*Tally{}, shared: map[Key]bool{}, pairs: map[pair][2]*Weight{}, Weights: Weights{}}
}

// Whole is a memory into which all tallies of a client, and those of its
// office, are put before anything is asked; it tells which it changed.
func Whole(w Weights, s Standing) *Memory {
	m := NewMemory()
	m.changed, m.Standing = map[Key]bool{}, s.Clone()
	m.Weights = w.Clone()
	return m
}

// Part is a memory of which the tallies lie elsewhere. Whoever proposes or
// learns with it asks Missing afterwards, and as long as there are any, puts
// them in and begins again with a fresh copy of the weights.
func Part(w Weights) *Memory {
	return &Memory{tallies: map[Key]*Tally{}, shared: map[Key]bool{}, pairs: map[pair][2]*Weight{}, part: true, asked: map[Key]bool{}, put: map[Key]Tally{}, changed: map[Key]bool{}, Weights: w}
}

// Again is a part that holds the same tallies as they were put in, and has
// learnt nothing.
func (m *Memory) Again(w Weights, s Standing) *Memory {
	fresh := Part(w)
	fresh.Standing = s
	for k, t := range m.put {
		fresh.Put(k, t)
	}
	return fresh
}

// Missing gives the keys that were asked for and are not there, in order, and
// forgets that they were asked for.
func (m *Memory) Missing() []Key {
	keys := slices.Sorted(maps.Keys(m.asked))
	m.asked = map[Key]bool{}
	return keys
}

// Put lays a tally in. A zero one says that there is none elsewhere either.
func (m *Memory) Put(k Key, t Tally) {
	if m.part {
		m.put[k] = t
		t.Counts = slices.Clone(t.Counts)
		if t.Record != nil {
			record := *t.Record
			t.Record = &record
		}
	}
	m.tallies[k] = &t
}

// A Held is a tally with its key. A shared one is of the whole office and has
// classes of accounts only; any other is of one client.
type Held struct {
	Key    Key
	Tally  Tally
	Shared bool
}

// Changed lists the tallies of a part, or a whole, that were learnt since it
// was made, in order of their keys.
func (m *Memory) Changed() []Held { return m.held(slices.Sorted(maps.Keys(m.changed))) }

// All lists the tallies that are held, in order of their keys.
func (m *Memory) All() []Held { return m.held(slices.Sorted(maps.Keys(m.tallies))) }

func (m *Memory) held(keys []Key) []Held {
	all := make([]Held, len(keys))
	for i, k := range keys {
		all[i] = Held{k, *m.tallies[k], m.shared[k]}
	}
	return all
}

// at looks a tally up; the caller changes none.
func (m *Memory) at(k Key) *Tally {
	if t, ok := m.tallies[k]; ok {
		return t
	}
	if m.part {
		m.asked[k] = true
	}
	return none
}

func (m *Memory) add(k Key, of string, weight float64) { m.own(k).add(of, weight) }

// own is a tally to be changed.
func (m *Memory) own(k Key) *Tally {
	t, ok := m.tallies[k]
	if !ok {
		if m.part {
			m.asked[k] = true
		}
		t = &Tally{}
		m.tallies[k] = t
	}
	if m.changed != nil {
		m.changed[k] = true
	}
	return t
}
