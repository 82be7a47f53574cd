package precedent

// A room is what the document that is looked at needs while it is, and the next
// one takes over: no two are open at once in one memory.
type room struct {
	floats    block[float64]
	keys      block[Key]
	tallies   block[*tally]
	witnesses block[witness]
	heard     block[heard]
	decisions block[decision]

	places []placed // by decision
	round  int      // of marking places
	taught map[taught]bool
	added  []addition
}

// A placed says where a decision stands, in one round.
type placed struct {
	round int
	at    int
}

func (r *room) clear() {
	r.floats.clear()
	r.keys.clear()
	r.tallies.clear()
	r.witnesses.clear()
	r.heard.clear()
	r.decisions.clear()
}

// begin is a new round in which no decision of so many has a place.
func (r *room) begin(decisions int) {
	if len(r.places) < decisions {
		r.places = append(r.places, make([]placed, 2*decisions-len(r.places))...)
	}
	r.round++
}

// put gives a decision a place in this round.
func (r *room) put(d decision, at int) { r.places[d] = placed{r.round, at} }

// place gives the place of a decision, and false where it has none in this
// round.
func (r *room) place(d decision) (at int, ok bool) {
	if int(d) >= len(r.places) {
		return 0, false
	}
	p := r.places[d]
	return p.at, p.round == r.round
}

// A block hands out parts of one piece of memory, and all of it again once it is
// cleared.
type block[T any] struct{ left, all []T }

// leastBlock is how many are got at once.
const leastBlock = 512

// take gives n zeros.
func (b *block[T]) take(n int) []T {
	if len(b.left) < n {
		b.all = make([]T, max(n, leastBlock, 2*len(b.all)))
		b.left = b.all
	}
	part := b.left[:n:n]
	b.left = b.left[n:]
	clear(part)
	return part
}

func (b *block[T]) clear() { b.left = b.all }
