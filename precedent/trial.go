package precedent

import (
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
)

// The groups of suppliers by which a trial is counted.
const (
	Constant = "constant" // booked before, always on one account
	Varying  = "varying"  // booked before, on several
	New      = "new"      // never booked before
	All      = "all"
)

// Groups lists them in the order in which they are reported.
var Groups = []string{Constant, Varying, New, All}

// Marks count how proposals did. An entry is right when account and amount
// agree, a document when all its entries are.
type Marks struct {
	Documents      int `json:"documents"`
	Right          int `json:"right"` // documents
	Entries        int `json:"entries"`
	Account        int `json:"account"`   // entries right first time
	Three          int `json:"three"`     // entries whose account is among the first three
	Treatment      int `json:"treatment"` // entries whose treatment is right
	Automatic      int `json:"automatic"` // documents that would have been booked alone
	AutomaticWrong int `json:"automatic_wrong"`
}

// A Trial learns a ledger up to a day, and judges what is proposed for all that
// follows, each from what was known before it.
type Trial struct {
	Until  invoer.Date
	Risk   float64 // share of automatic bookings that may be wrong
	Memory *Memory
	Learnt int
	Marks  map[string]*Marks
	watch  Watch
}

// NewTrial begins one that knows nothing.
func NewTrial(until invoer.Date, risk float64) *Trial {
	t := &Trial{Until: until, Risk: risk, Memory: NewMemory(), Marks: map[string]*Marks{}}
	for _, g := range Groups {
		t.Marks[g] = &Marks{}
	}
	return t
}

// Take learns the next purchase, which must not be older than the one before.
// When it is judged, what was proposed is given, and whether that would have
// been booked without a person.
func (t *Trial) Take(p ledger.Purchase) (proposed Proposal, automatic, judged bool) {
	if !t.Until.Before(p.Date) {
		t.Memory.Experience(p)
		t.Learnt++
		return Proposal{}, false, false
	}
	group := t.group(p)
	before := t.Memory.Standing.Clone()
	proposed = t.Memory.Experience(p)
	sure := before.Automatic(proposed, t.Risk, Usually)
	automatic = sure && !t.watch.Stopped(t.Risk)
	right := proposed.Right(p)
	if automatic {
		t.watch.Saw(right)
	} else {
		t.watch.Shown(sure, right)
	}
	t.Marks[group].add(proposed, p, automatic, right)
	t.Marks[All].add(proposed, p, automatic, right)
	return proposed, automatic, true
}

func (t *Trial) group(p ledger.Purchase) string {
	history := t.Memory.open(p).history
	switch {
	case history.seen == 0:
		return New
	case len(history.counts) == 1:
		return Constant
	}
	return Varying
}

func (m *Marks) add(proposed Proposal, booked ledger.Purchase, automatic, right bool) {
	m.Documents++
	if right {
		m.Right++
	}
	for _, e := range booked.Entries {
		m.Entries++
		if proposed.has(e) {
			m.Account++
		}
		if proposed.hasNearly(e) {
			m.Three++
		}
		if proposed.treats(e.Treatment) == treated(booked, e.Treatment) {
			m.Treatment++
		}
	}
	if automatic {
		m.Automatic++
		if !right {
			m.AutomaticWrong++
		}
	}
}

// hasNearly tells whether an account is the one proposed for its amount, or one
// of the first two others.
func (p Proposal) hasNearly(e ledger.Entry) bool {
	return slices.ContainsFunc(p.Entries, func(o Entry) bool {
		return o.Amount.Cents == e.Amount.Cents && (o.Account == e.Account || slices.Contains(o.Others[:min(2, len(o.Others))], e.Account))
	})
}

// treats is how much of the document has a treatment.
func (p Proposal) treats(t invoer.Treatment) (cents int64) {
	for _, e := range p.Entries {
		if e.Treatment == t {
			cents += e.Amount.Cents
		}
	}
	return cents
}

func treated(p ledger.Purchase, t invoer.Treatment) (cents int64) {
	for _, e := range p.Entries {
		if e.Treatment == t {
			cents += e.Amount.Cents
		}
	}
	return cents
}
