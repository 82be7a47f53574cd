package precedent

import (
	"math"
	"slices"
	"strconv"
)

// A witness is something about a document that a tally may know. One of several
// keys is heard as the three that say most.
type witness struct {
	kind string
	keys []Key
	said []string // what each key saw, for people
	own  bool     // of this supplier at this client
}

// A choice is what the witnesses say together of some candidates.
type choice struct {
	candidates []string
	shares     []float64 // probabilities; they add up to one
	heard      []heard
}

// A heard is one witness weighed: for each candidate the logarithm of how much
// likelier it makes it.
type heard struct {
	weights [2]*Weight // that of all, and that for suppliers as well known as this
	says    []float64
	witness *witness
	said    string
	tally   *Tally
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
	base   *Tally // what is decided anyway
	place  map[string]int
	anyway []float64 // how likely each candidate is without witnesses
}

// choose weighs candidates by witnesses. There must be candidates.
func (w weighing) choose(witnesses []witness, candidates []string) choice {
	c := choice{candidates: candidates}
	w.place = make(map[string]int, len(candidates))
	w.anyway = make([]float64, len(candidates))
	n, all := float64(len(candidates)), w.base.slow()
	for i, of := range candidates {
		w.place[of] = i
		w.anyway[i] = smooth / (all + smooth*n)
	}
	for _, count := range w.base.Counts {
		if i, ok := w.place[count.Of]; ok {
			w.anyway[i] = (count.Slow + smooth) / (all + smooth*n)
		}
	}
	for i := range witnesses {
		c.heard = append(c.heard, w.hear(&witnesses[i])...)
	}
	scores := make([]float64, len(candidates))
	for _, h := range c.heard {
		weight := h.weights[0].Value + h.weights[1].Value
		for i, s := range h.says {
			scores[i] += weight * s
		}
	}
	c.shares = softmax(scores)
	return c
}

func softmax(scores []float64) []float64 {
	most := slices.Max(scores)
	sum := 0.0
	shares := make([]float64, len(scores))
	for i, s := range scores {
		shares[i] = math.Exp(s - most)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// hear gives what a witness says: slowly forgetting, and of this supplier also
// quickly.
func (w weighing) hear(wit *witness) []heard {
	first, n := heard{}, 0
	var loud [3]*Tally // that say most, the loudest first
	var peaks [3]float64
	for i, k := range wit.keys {
		t := w.memory.at(k)
		if len(t.Counts) == 0 {
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
		return nil
	}
	n = min(n, len(loud))
	first.says = make([]float64, len(w.anyway))
	for _, t := range loud[:n] {
		w.say(first.says, t, wit.own, 1/float64(n))
	}
	first.weights = w.weights(wit.kind, first.tally)
	hears := []heard{first}
	if wit.own || wit.kind == "after" {
		fast := first
		fast.says = w.sayFast(first.tally)
		fast.weights = w.weights(wit.kind+"-now", first.tally)
		hears = append(hears, fast)
	}
	return hears
}

// at0 is the i-th of a list, and "" beyond its end.
func at0(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func (w weighing) weights(kind string, t *Tally) [2]*Weight {
	heard := pair{w.about, kind, often(t.Seen), w.known}
	if have, ok := w.memory.pairs[heard]; ok {
		return have
	}
	name := heard.about + "/" + heard.kind + "/" + heard.often
	made := [2]*Weight{w.memory.Weights.of(name, firstWeight(kind)), w.memory.Weights.of(name+"/"+w.known, 0)}
	w.memory.pairs[heard] = made
	return made
}

// A pair names two weights: that of a kind of witness, and that of it for
// suppliers so well known.
type pair struct{ about, kind, often, known string }

// often sorts a number of observations into few.
func often(n int) string {
	switch {
	case n <= 1:
		return strconv.Itoa(n)
	case n <= 3:
		return "3"
	case n <= 8:
		return "8"
	}
	return "9"
}

// chance is how likely a candidate is without the witness: one that is the
// supplier's own is measured against no knowledge at all.
func (w weighing) chance(i int, own bool) float64 {
	if own {
		return 1 / float64(len(w.anyway))
	}
	return w.anyway[i]
}

// say adds how much likelier a tally makes each candidate than it is without.
func (w weighing) say(says []float64, t *Tally, own bool, part float64) {
	sum := t.slow()
	silent := bounded(math.Log(smooth/(sum+smooth))) * part
	for i := range says {
		says[i] += silent
	}
	for _, c := range t.Counts {
		if i, ok := w.place[c.Of]; ok {
			anyway := w.chance(i, own)
			says[i] += bounded(math.Log((c.Slow+smooth*anyway)/(sum+smooth)/anyway))*part - silent
		}
	}
}

// peak is the most that a tally says of any candidate.
func (w weighing) peak(t *Tally, own bool) float64 {
	sum, most := t.slow(), 0.0
	for _, c := range t.Counts {
		if i, ok := w.place[c.Of]; ok {
			anyway := w.chance(i, own)
			most = max(most, (c.Slow+smooth*anyway)/(sum+smooth)/anyway)
		}
	}
	return most
}

// sayFast is what a tally says of its last observations.
func (w weighing) sayFast(t *Tally) []float64 {
	n, sum := float64(len(w.anyway)), 0.0
	for _, c := range t.Counts {
		sum += c.Fast
	}
	says := make([]float64, len(w.anyway))
	silent := bounded(math.Log(smooth / (sum + smooth)))
	for i := range says {
		says[i] = silent
	}
	for _, c := range t.Counts {
		if i, ok := w.place[c.Of]; ok {
			says[i] = bounded(math.Log((c.Fast*n + smooth) / (sum + smooth)))
		}
	}
	return says
}

func bounded(x float64) float64 { return max(-loudest, min(loudest, x)) }

// best gives the places of the candidates, the likeliest first; of equal ones
// the one that stands first.
func (c choice) best() []int {
	order := make([]int, len(c.candidates))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case c.shares[i] > c.shares[j]:
			return -1
		case c.shares[i] < c.shares[j]:
			return 1
		}
		return 0
	})
	return order
}

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
func (c choice) learn(decided string) {
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
