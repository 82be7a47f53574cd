package precedent

import (
	"slices"

	"github.com/invoer/invoer/ledger"
)

// A Mark is how a booking that was learnt had been proposed, from what was known
// before it.
type Mark struct {
	Supplier string // SupplierOf
	Name     string
	Cents    int64 // total with VAT, without sign
	Score    float64
	Settled  bool
	Right    bool
}

// MarkOf is the mark of a proposal when its booking is known.
func MarkOf(p Proposal, booked ledger.Purchase) Mark {
	return Mark{
		Supplier: supplierOf(booked.Supplier), Name: booked.Supplier.Name, Cents: booked.Incl.Abs().Cents,
		Score: p.Score, Settled: p.Settled, Right: p.WhollyRight(booked),
	}
}

// Terms are on which bookings go without a person.
type Terms struct {
	Risk float64
	Last int               // proposals of a supplier that must have been right
	Most int64             // largest total in cents; 0: no limit
	May  func(string) bool // which suppliers
}

// An Outlook is how many of past bookings would have gone on such terms, and how
// many of these would have been wrong.
type Outlook struct {
	Documents, Alone, Wrong int
	Suppliers               []SupplierOutlook // the most documents first
}

// A SupplierOutlook is that of one supplier, whether it may go or not. Steady is
// how many of its proposals in a row were right, up to now.
type SupplierOutlook struct {
	Supplier, Name          string
	Documents, Alone, Wrong int
	Steady                  int
	Earned                  bool // its next one could go
}

// Outlook walks marks in order of time as if the terms had held. The threshold
// is the present one: then it may have been another.
func (s *Standing) Outlook(marks []Mark, t Terms) Outlook {
	threshold, ready := s.Threshold(t.Risk)
	all := Outlook{Documents: len(marks)}
	of := map[string]*walked{}
	var order []*walked
	for _, m := range marks {
		w := of[m.Supplier]
		if w == nil {
			w = &walked{}
			w.Supplier = m.Supplier
			of[m.Supplier], order = w, append(order, w)
		}
		goes := ready && m.Score >= threshold && (t.Most == 0 || m.Cents <= t.Most)
		w.take(m, goes, t.Last)
	}
	for _, w := range order {
		w.Earned, w.Steady = w.record.Earned(t.Last), w.record.Steady()
		if t.May(w.Supplier) {
			all.Alone, all.Wrong = all.Alone+w.Alone, all.Wrong+w.Wrong
		}
		all.Suppliers = append(all.Suppliers, w.SupplierOutlook)
	}
	slices.SortStableFunc(all.Suppliers, func(a, b SupplierOutlook) int { return b.Documents - a.Documents })
	return all
}

type walked struct {
	SupplierOutlook

	record Record
}

func (w *walked) take(m Mark, goes bool, last int) {
	w.Documents++
	w.Name = m.Name
	if !m.Settled {
		return
	}
	if goes && w.record.Earned(last) {
		w.Alone++
		w.Wrong += int(when(!m.Right))
	}
	w.record.add(m.Right)
}
