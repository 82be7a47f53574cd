package precedent

import (
	"math"
	"slices"

	"github.com/invoer/invoer/ledger"
)

// A Standing is how well proposals did so far: what makes them right, and how
// many of each score were. The office's risk becomes a score by it.
type Standing struct {
	Weights []Weight `json:"weights"`
	Bins    []Bin    `json:"bins"`
	Judged  float64  `json:"judged"` // proposals so far
}

// Clone is a copy that may be changed.
func (s Standing) Clone() Standing {
	return Standing{Weights: slices.Clone(s.Weights), Bins: slices.Clone(s.Bins), Judged: s.Judged}
}

// A Bin counts proposals whose scores are about the same.
type Bin struct {
	All   float64 `json:"n"`
	Wrong float64 `json:"w"`
}

// Scores are log odds; a bin is a quarter of one wide.
const (
	bins      = 64
	binsAfter = -4.0
	binWidth  = 0.25
)

// fade is the share that a bin loses with one more proposal: what was learnt since
// makes old ones say less. At first it is more, so that each proposal counts by
// how much was known when it was made (twice as many before it, four times); in
// the long run twelve thousand count.
func (s *Standing) fade() float64 {
	before := s.Judged
	if before == 0 { // kept before proposals were counted
		for _, b := range s.Bins {
			before += b.All
		}
	}
	return max(1.0/12000, 2/(before+2))
}

// unsettledStep is how much of a step a proposal teaches the score that would not
// have gone alone whatever its score: what tells those apart tells others less.
const unsettledStep = 0.2

func binOf(score float64) int {
	return max(0, min(bins-1, int((score-binsAfter)/binWidth)))
}

// proposal puts a document's proposal together and scores it.
func (d *document) proposal(entries []Entry, units []judged) Proposal {
	p := Proposal{ID: d.ID, Entries: entries, Known: d.history.seen > 0, traits: d.traits(entries, units), Settled: d.settled(entries, units)}
	p.Score = d.memory.Standing.score(p.traits)
	if kept := d.memory.at(d.key("record", d.supplier)).record; kept != nil {
		p.Record = *kept
	}
	return p
}

// What is said of a proposal that was judged.
const (
	right = "r"
	wrong = "w"
)

// Earned tells whether the last so many proposals of the supplier were right
// enough for the next one to go by itself.
func (p Proposal) Earned(last int) bool { return p.Settled && p.Record.Earned(last) }

// Usually is how many proposals of a supplier are looked back on where an office
// said nothing else.
const Usually = 20

// leastKnown is how many bookings of a supplier there must be before one goes
// by itself.
const leastKnown = 3

// settled tells whether the supplier is known, was booked on all these accounts
// before, nothing says that one of them is not booked on any more, and what each
// cost carrier bears is told.
func (d *document) settled(entries []Entry, units []judged) bool {
	return d.history.seen >= leastKnown && !slices.ContainsFunc(units, d.doubted) && !slices.ContainsFunc(units, d.shared) && !slices.ContainsFunc(units, d.contradicted) &&
		!slices.ContainsFunc(entries, func(e Entry) bool { return d.history.of(d.memory.decide(e.Account)) == 0 })
}

func logit(p float64) float64 {
	return max(-4, min(9, math.Log((p+1e-6)/(1-p+1e-6)))) / 3
}

func when(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Places of traits; a new one goes to the end, for weights are kept by place.
const (
	traitUnread  = 27 // amounts of this supplier follow neither lines nor rates, and no lines are known
	traitAgainst = 28 // how much others book a line elsewhere that is new here
	traitUneven  = 29 // how unevenly what is said was booked of this supplier; 0 where it always went here
	traitNewKind = 30 // a line is new here, and this supplier was never seen to sell such a thing
)

// traits are what may tell whether a proposal is right.
func (d *document) traits(entries []Entry, units []judged) []float64 {
	account, tax, unseen, words := 1.0, 1.0, 0.0, 0.0
	newSize, newVAT, newLine, moved, newKind, against, even := false, false, false, false, false, 0.0, 1.0
	for _, u := range units {
		moved = moved || u.moved || d.doubted(u)
		account, tax = min(account, u.choice.shares[u.account]), min(tax, u.sureTax)
		for _, w := range u.words {
			words++
			unseen += when(d.memory.at(d.key("supplier-words", w, d.supplier)).seen == 0)
		}
		newSize = newSize || d.memory.at(d.key("supplier-size", d.supplier, u.size())).seen == 0
		newVAT = newVAT || d.memory.at(d.key("supplier-vat", d.supplier, u.taxed)).seen == 0
		if d.memory.at(d.key("supplier-line", d.supplier, u.joined)).seen == 0 {
			newLine, newKind, against = true, newKind || d.newKind(u.unit), max(against, d.against(u))
		}
		even = min(even, d.even(u))
	}
	_, constant := d.history.best()
	mistakes := d.memory.at(d.key("wrong", d.supplier))
	shaped := d.memory.constantShape(d.memory.at(d.key("shape", d.supplier)))
	after := d.memory.at(d.key("after", d.memory.said(d.history.last)))
	mistaken := d.memory.decide(wrong)
	record := Record{}
	if kept := d.memory.at(d.key("record", d.supplier)).record; kept != nil {
		record = *kept
	}
	seen := min(record.Judged, Usually)
	return []float64{
		1, logit(account), logit(tax), logit(account * tax),
		math.Log1p(float64(d.history.seen)) / 3, math.Log1p(float64(d.history.streak)) / 3, 1 - constant,
		unseen / max(1, words), when(newLine), when(newSize), when(newVAT),
		when(len(entries) > 1), when(len(d.units) > 1) * (1 - shaped), when(units == nil),
		when(mistakes.last == mistaken), fastShare(mistakes, mistaken), fastShare(d.memory.at(d.key("wrong")), mistaken), 1 - fastShare(after, d.history.last),
		when(d.history.seen < leastKnown), when(d.history.seen == 0), when(d.Kind == "credit_note"), when(len(d.history.counts) > 1),
		math.Log1p(float64(record.Steady())) / 3, when(record.wrong(seen) == 0), float64(record.wrong(seen)) / float64(max(1, seen)), when(record.Judged < lately),
		when(moved), when(!byLine(units)) * shareOf(d.memory.at(d.key("parting", d.supplier)), d.memory.decide(shapeShares)),
		against, logit(even) - logit(1), when(newKind),
	}
}

// even is the share of what a unit says, of all or of the last times, that went
// to the account proposed; of a line that is new, that of all of the supplier.
func (d *document) even(u judged) float64 {
	t := d.memory.at(d.key("supplier-line", d.supplier, u.joined))
	if t.seen == 0 {
		t = d.history
	}
	account := u.decided()
	return max(shareOf(t, account), fastShare(t, account))
}

// newKind tells whether a unit is of kinds of cost none of which the supplier was
// seen to sell.
func (d *document) newKind(u unit) bool {
	return len(u.costs.kinds) > 0 && !slices.ContainsFunc(u.costs.kinds, func(kind string) bool {
		return d.memory.at(d.key("supplier-cost", kind, d.supplier)).seen > 0
	})
}

// against is the share of what others book elsewhere: of such a line, or where
// there is none, of its words in the mean.
func (d *document) against(u judged) float64 {
	account := u.decided()
	if line := d.memory.at(d.key("line", u.joined)); line.seen > 0 {
		return 1 - shareOf(line, account)
	}
	sum, n := 0.0, 0.0
	for _, w := range u.words {
		if t := d.memory.at(d.key("words", w)); t.seen > 0 {
			sum, n = sum+1-shareOf(t, account), n+1
		}
	}
	return sum / max(1, n)
}

// constantShape is the share of the commonest shape of a tally of them.
func (m *Memory) constantShape(t *tally) float64 {
	return max(m.shaped(t, shapeOne), t.of(m.decide(shapeRates)), t.of(m.decide(shapeLines))) / max(1e-9, t.slow())
}

// byLine tells whether the units are lines: only then is it known what each part
// of a booking is of.
func byLine(units []judged) bool {
	return len(units) > 0 && !slices.ContainsFunc(units, func(u judged) bool { return !u.line })
}

// shareOf is the share of a decision in a tally.
func shareOf(t *tally, of decision) float64 {
	if sum := t.slow(); sum > 0 {
		return t.of(of) / sum
	}
	return 0
}

func fastShare(t *tally, of decision) float64 {
	sum, share := 0.0, 0.0
	for _, c := range t.counts {
		sum += c.fast
		if c.of == of {
			share = c.fast
		}
	}
	if sum == 0 {
		return 0
	}
	return share / sum
}

func (s *Standing) score(traits []float64) float64 {
	score := 0.0
	for i, t := range traits {
		w := firstTraits[i]
		if i < len(s.Weights) {
			w = s.Weights[i].Value
		}
		score += w * t
	}
	return score
}

// firstTraits are the weights of the traits before anything was learnt.
var firstTraits = []float64{0, 1, 0.5, 0.5, 0, 0.3, -0.5, -0.5, 0, 0, 0, -0.3, -0.5, 0, -0.5, -0.5, 0, 0, 0, 0, 0, 0, 0.5, 0.3, -1, 0, -1, -3, -3, 0.3, -0.5}

// judge counts whether a proposal was right, and learns what tells it.
func (m *Memory) judge(p Proposal, booked ledger.Purchase) {
	well := p.WhollyRight(booked)
	s := &m.Standing
	if len(s.Bins) != bins {
		s.Bins = make([]Bin, bins)
	}
	for i := len(s.Weights); i < len(p.traits); i++ {
		s.Weights = append(s.Weights, Weight{Value: firstTraits[i]})
	}
	left := 1 - s.fade()
	for i := range s.Bins {
		s.Bins[i].All *= left
		s.Bins[i].Wrong *= left
	}
	s.Judged++
	if p.Earned(Usually) {
		bin := &s.Bins[binOf(p.Score)]
		bin.All++
		bin.Wrong += when(!well)
	}
	gradient := 1/(1+math.Exp(-p.Score)) - when(well)
	if !p.Settled {
		gradient *= unsettledStep
	}
	for i, t := range p.traits {
		s.Weights[i].step(gradient * t)
	}
	said := right
	if !well {
		said = wrong
	}
	if p.Settled {
		t := m.own(keyOf(booked.Client, "record", supplierOf(booked.Supplier)))
		if t.record == nil {
			t.record = &Record{}
		}
		t.record.add(well)
	}
	m.add(keyOf(booked.Client, "wrong", supplierOf(booked.Supplier)), m.decide(said), 1)
	m.add(keyOf(booked.Client, "wrong"), m.decide(said), 0.1)
}

// mostLikely is how many times the risk one proposal by itself may be wrong: what
// is bad enough goes alone by no average.
const mostLikely = 8

// Threshold is the least score from which on proposals were wrong no more often
// than risk, and none by itself is likelier wrong than eight times that; ok is
// false where there is none, or where fewer were counted than one mistake
// would be the risk of.
func (s *Standing) Threshold(risk float64) (score float64, ok bool) {
	least := math.Log(max(1e-9, 1-mostLikely*risk) / (mostLikely * risk))
	all, bad := 0.0, 0.0
	for i := len(s.Bins) - 1; i >= 0; i-- {
		all += s.Bins[i].All
		bad += s.Bins[i].Wrong
		if all*risk >= 1 && bad <= all*risk {
			score, ok = max(least, binsAfter+float64(i)*binWidth), true
		}
	}
	return score, ok
}

// Automatic tells whether a proposal may be booked without a person at a risk,
// the share of such bookings that may be wrong, when the last so many of its
// supplier were right.
func (s *Standing) Automatic(p Proposal, risk float64, last int) bool {
	threshold, ok := s.Threshold(risk)
	return ok && p.Earned(last) && p.Score >= threshold
}

// SupplierOf is how precedents name the supplier of a purchase: by its VAT
// number, else its name, else its account.
func SupplierOf(s ledger.Supplier) string { return supplierOf(s) }

// WhollyRight tells whether accounts, amounts and treatments are as they were
// booked, but for the cents of rounding that a booking takes into its cost.
func (p Proposal) WhollyRight(booked ledger.Purchase) bool {
	return len(p.Entries) == len(booked.Entries) && !slices.ContainsFunc(booked.Entries, func(e ledger.Entry) bool {
		return !slices.ContainsFunc(p.Entries, func(o Entry) bool {
			return o.Account == e.Account && o.Treatment == e.Treatment && max(o.Amount.Cents-e.Amount.Cents, e.Amount.Cents-o.Amount.Cents) <= rounding
		})
	})
}

// Right tells whether all accounts and amounts are as they were booked.
func (p Proposal) Right(booked ledger.Purchase) bool {
	return len(p.Entries) == len(booked.Entries) && !slices.ContainsFunc(booked.Entries, func(e ledger.Entry) bool { return !p.has(e) })
}

func (p Proposal) has(e ledger.Entry) bool {
	return slices.ContainsFunc(p.Entries, func(o Entry) bool { return o.Account == e.Account && o.Amount.Cents == e.Amount.Cents })
}

// TreatmentRight tells whether VAT is dealt with as it was booked.
func (p Proposal) TreatmentRight(booked ledger.Purchase) bool {
	return !slices.ContainsFunc(booked.Entries, func(e ledger.Entry) bool {
		return !slices.ContainsFunc(p.Entries, func(o Entry) bool {
			return o.Account == e.Account && o.Amount.Cents == e.Amount.Cents && o.Treatment == e.Treatment
		})
	})
}
