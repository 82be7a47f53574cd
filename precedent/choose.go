package precedent

import (
	"math"
	"slices"
)

// A witness is something about a document that a tally may know. One of several
// keys is heard as the three that say most.
type witness struct {
	kind    string
	keys    []Key
	tallies []*tally // of the keys
	said    []string // what each key saw, for people
	own     bool     // of this supplier at this client
}

// A choice is what the witnesses say together of some candidates.
type choice struct {
	candidates []decision
	shares     []float64 // probabilities; they add up to one
	heard      []heard
}

// A heard is one witness weighed: for each candidate the logarithm of how much
// likelier it makes it.
type heard struct {
	weights *[2]*Weight // that of all, and that for suppliers as well known as this
	says    []float64
	witness *witness
	said    string
	tally   *tally
}

// smooth is how much is added to what was never seen, in observations.
const smooth = 0.4

// loudest bounds what one witness can say.
const loudest = 5

// A weighing is one choice being made.
type weighing struct {
	memory *Memory
	about  string // account or treatment: each has weights of its own
	known  string // how well the supplier is known
	base   *tally // what is decided anyway
	kinds  map[string]*kindWeights
	anyway []float64 // how likely each candidate is without witnesses
}

// choose weighs candidates by witnesses. There must be candidates.
func (w weighing) choose(witnesses []witness, candidates []decision) choice {
	room := &w.memory.room
	c := choice{candidates: candidates, shares: room.floats.take(len(candidates)), heard: room.heard.take(2 * len(witnesses))[:0]}
	w.kinds = w.memory.weightsBy(w.about, w.known)
	w.anyway = room.floats.take(len(candidates))
	n, all := float64(len(candidates)), w.base.slow()
	room.begin(len(w.memory.words))
	for i, of := range candidates {
		room.put(of, i)
		w.anyway[i] = smooth / (all + smooth*n)
	}
	for i := range w.base.counts {
		count := &w.base.counts[i]
		if at, ok := room.place(count.of); ok {
			w.anyway[at] = (count.slow + smooth) / (all + smooth*n)
		}
	}
	for i := range witnesses {
		c.heard = w.hear(c.heard, &witnesses[i])
	}
	for _, h := range c.heard {
		weight := h.weights[0].Value + h.weights[1].Value
		for i, s := range h.says {
			c.shares[i] += weight * s
		}
	}
	softmax(c.shares)
	return c
}

// softmax makes probabilities of scores, in their place.
func softmax(scores []float64) {
	most := slices.Max(scores)
	sum := 0.0
	for i, s := range scores {
		scores[i] = math.Exp(s - most)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// hear adds what a witness says: slowly forgetting, and of this supplier also
// quickly.
func (w weighing) hear(to []heard, wit *witness) []heard {
	first, n := heard{}, 0
	var loud [3]*tally // that say most, the loudest first
	var peaks [3]float64
	for i, t := range wit.tallies {
		if len(t.counts) == 0 {
			continue
		}
		peak := w.peak(t, wit.own)
		for at := range loud {
			if loud[at] != nil && peaks[at] >= peak {
				continue
			}
			copy(loud[at+1:], loud[at:])
			copy(peaks[at+1:], peaks[at:])
			loud[at], peaks[at] = t, peak
			if at == 0 {
				first = heard{witness: wit, said: at0(wit.said, i), tally: t}
			}
			n++
			break
		}
	}
	if n == 0 {
		return to
	}
	n = min(n, len(loud))
	first.says = w.memory.room.floats.take(len(w.anyway))
	for _, t := range loud[:n] {
		w.say(first.says, t, wit.own, 1/float64(n))
	}
	kind := w.kind(wit.kind)
	first.weights = w.weights(kind, wit.kind, "", first.tally)
	to = append(to, first)
	if wit.own || wit.kind == "after" {
		fast := first
		fast.says = w.sayFast(first.tally)
		fast.weights = w.weights(kind, wit.kind, "-now", first.tally)
		to = append(to, fast)
	}
	return to
}

// at0 is the i-th of a list, and "" beyond its end.
func at0(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// ears are those of suppliers so well known, for what is chosen.
type ears struct{ about, known string }

// kindWeights are those of one kind of witness by how often it saw something: of
// all it saw, and of the last times. They are found once and kept beside Weights.
type kindWeights [2][len(oftenNames)]*[2]*Weight

func (m *Memory) weightsBy(about, known string) map[string]*kindWeights {
	kinds, ok := m.heard[ears{about, known}]
	if !ok {
		kinds = map[string]*kindWeights{}
		m.heard[ears{about, known}] = kinds
	}
	return kinds
}

func (w weighing) kind(kind string) *kindWeights {
	have, ok := w.kinds[kind]
	if !ok {
		have = &kindWeights{}
		w.kinds[kind] = have
	}
	return have
}

// weights are those of a kind, or of what it says now.
func (w weighing) weights(of *kindWeights, kind, now string, t *tally) *[2]*Weight {
	by := &of[min(1, len(now))][often(t.seen)]
	if *by == nil {
		kind += now
		name := w.about + "/" + kind + "/" + oftenNames[often(t.seen)]
		*by = &[2]*Weight{w.memory.Weights.of(name, firstWeight(kind)), w.memory.Weights.of(name+"/"+w.known, 0)}
	}
	return *by
}

// often sorts a number of observations into few, which oftenNames names.
func often(n int) int {
	switch {
	case n <= 1:
		return n
	case n <= 3:
		return 2
	case n <= 8:
		return 3
	}
	return 4
}

var oftenNames = [...]string{"0", "1", "3", "8", "9"}

// chance is how likely a candidate is without the witness: one that is the
// supplier's own is measured against no knowledge at all.
func (w weighing) chance(i int, own bool) float64 {
	if own {
		return 1 / float64(len(w.anyway))
	}
	return w.anyway[i]
}

// say adds how much likelier a tally makes each candidate than it is without.
func (w weighing) say(says []float64, t *tally, own bool, part float64) {
	sum := t.slow()
	silent := bounded(math.Log(smooth/(sum+smooth))) * part
	for i := range says {
		says[i] += silent
	}
	for at := range t.counts {
		c := &t.counts[at]
		if i, ok := w.memory.room.place(c.of); ok {
			anyway := w.chance(i, own)
			says[i] += bounded(math.Log((c.slow+smooth*anyway)/(sum+smooth)/anyway))*part - silent
		}
	}
}

// peak is the most that a tally says of any candidate.
func (w weighing) peak(t *tally, own bool) float64 {
	sum, most := t.slow(), 0.0
	for at := range t.counts {
		c := &t.counts[at]
		if i, ok := w.memory.room.place(c.of); ok {
			anyway := w.chance(i, own)
			most = max(most, (c.slow+smooth*anyway)/(sum+smooth)/anyway)
		}
	}
	return most
}

// sayFast is what a tally says of its last observations.
func (w weighing) sayFast(t *tally) []float64 {
	n, sum := float64(len(w.anyway)), 0.0
	for i := range t.counts {
		sum += t.counts[i].fast
	}
	says := w.memory.room.floats.take(len(w.anyway))
	silent := bounded(math.Log(smooth / (sum + smooth)))
	for i := range says {
		says[i] = silent
	}
	for at := range t.counts {
		c := &t.counts[at]
		if i, ok := w.memory.room.place(c.of); ok {
			says[i] = bounded(math.Log((c.fast*n + smooth) / (sum + smooth)))
		}
	}
	return says
}

func bounded(x float64) float64 { return max(-loudest, min(loudest, x)) }

// best gives the place of the likeliest candidate; of equal ones the one that
// stands first.
func (c choice) best() int {
	best := 0
	for i, share := range c.shares {
		if share > c.shares[best] {
			best = i
		}
	}
	return best
}

// decided is the likeliest candidate.
func (c choice) decided() decision { return c.candidates[c.best()] }

// why is the witness that speaks most for a candidate, beside the others.
func (c choice) why(candidate int) (heard, bool) {
	most, found := 0.0, heard{}
	for _, h := range c.heard {
		mean := 0.0
		for _, s := range h.says {
			mean += s / float64(len(h.says))
		}
		if v := (h.weights[0].Value + h.weights[1].Value) * (h.says[candidate] - mean); v > most {
			most, found = v, h
		}
	}
	return found, most > 0
}

// learn moves the weights a step towards what was decided.
func (c choice) learn(decided decision) {
	right := slices.Index(c.candidates, decided)
	if right < 0 || len(c.candidates) < 2 {
		return
	}
	for _, h := range c.heard {
		gradient := -h.says[right]
		for i, s := range h.says {
			gradient += c.shares[i] * s
		}
		h.weights[0].step(gradient)
		h.weights[1].step(gradient)
	}
}

// firstWeight is that of a kind of witness of which nothing was learnt yet.
func firstWeight(kind string) float64 {
	if w, ok := firstWeights[kind]; ok {
		return w
	}
	return 0.3
}

var firstWeights = map[string]float64{
	"supplier": 0.5, "supplier-now": 0.5, "supplier-line": 0.5, "supplier-line-now": 0.4, "supplier-words": 0.4, "supplier-vat": 0.3, "anyway": 0.4, "line": 0.5, "words": 0.6,
	"activity": 0.5, "elsewhere": 0.5, "stems": 0.3, "supplier-cost": 0.1, "supplier-cost-now": 0.1,
}
