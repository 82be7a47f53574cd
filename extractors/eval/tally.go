package eval

import (
	"cmp"
	"slices"
	"time"

	"github.com/invoer/invoer"
)

// A Count is how often each outcome came.
type Count struct {
	Right    int `json:"right"`
	Wrong    int `json:"wrong"`
	Missed   int `json:"missed"`
	Invented int `json:"invented"`
}

// Add counts one outcome.
func (c *Count) Add(o Outcome) {
	switch o {
	case Right:
		c.Right++
	case Wrong:
		c.Wrong++
	case Missed:
		c.Missed++
	case Invented:
		c.Invented++
	}
}

// Precision is the share of values read that are right, and 1 where none was
// read.
func (c Count) Precision() float64 { return share(c.Right, c.Right+c.Wrong+c.Invented) }

// Recall is the share of values on the documents that were read right.
func (c Count) Recall() float64 { return share(c.Right, c.Right+c.Wrong+c.Missed) }

// F1 is the harmonic mean of precision and recall.
func (c Count) F1() float64 {
	return share(2*c.Right, 2*c.Right+2*c.Wrong+c.Invented+c.Missed)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// A Bin is what was claimed with a confidence from 10·i to 10·i+9, and how
// much of it was right.
type Bin struct {
	Claimed int // sum of the confidences
	Values  int
	Right   int
}

// A Tally adds up marks.
type Tally struct {
	Fields    map[string]*Count
	Documents int
	Counted   int // documents whose truth knows supplier and amount
	Touchless int // of those
	Failed    int // documents that could not be read at all
	Bins      [10]Bin
	Sure      Bin // values claimed with 95 or more
	times     []time.Duration
}

// NewTally makes an empty Tally.
func NewTally() *Tally { return &Tally{Fields: map[string]*Count{}} }

// Add counts the marks of one document that took so long.
func (t *Tally) Add(marks []Mark, took time.Duration) {
	t.Documents++
	t.times = append(t.times, took)
	for _, m := range marks {
		if t.Fields[m.Field] == nil {
			t.Fields[m.Field] = &Count{}
		}
		t.Fields[m.Field].Add(m.Outcome)
		t.sure(m)
	}
	if handless, known := Touchless(marks); known {
		t.Counted++
		if handless {
			t.Touchless++
		}
	}
}

// Fail counts a document that could not be read: all that its truth knows is
// missed.
func (t *Tally) Fail(truth Truth, took time.Duration) {
	t.Add(Compare(truth, invoer.Invoice{}), took)
	t.Failed++
}

func (t *Tally) sure(m Mark) {
	if m.Got == "" || m.Field == "doc_type" || m.Field == "language" {
		return
	}
	t.Bins[min(9, int(m.Confidence)/10)].add(m)
	if m.Confidence >= surely {
		t.Sure.add(m)
	}
}

// surely is the confidence from which a person stops to look.
const surely = 95

func (b *Bin) add(m Mark) {
	b.Values++
	b.Claimed += int(m.Confidence)
	if m.Outcome == Right {
		b.Right++
	}
}

// Claimed is how many values were given, with whatever confidence.
func (t *Tally) Claimed() int {
	values := 0
	for _, b := range t.Bins {
		values += b.Values
	}
	return values
}

// Touchless tells whether supplier, amount and due date are all right, so that
// nobody has to touch the document. The supplier is right by name or number;
// an amount or a due date that the document lacks must not be there. Known is false where
// the truth does not know supplier or amount.
func Touchless(marks []Mark) (handless, known bool) {
	by := map[string]Outcome{}
	for _, m := range marks {
		by[m.Field] = m.Outcome
	}
	total, knowsTotal := by["total_incl"]
	_, knowsName := by["supplier_name"]
	_, knowsNumber := by["supplier_vat"]
	if !knowsTotal || !knowsName && !knowsNumber {
		return false, false
	}
	supplier := by["supplier_name"] == Right || by["supplier_vat"] == Right
	due, knowsDue := by["due_date"]
	dueRight := !knowsDue || due == Right || due == Nothing
	totalRight := total == Right || total == Nothing
	return supplier && totalRight && dueRight, true
}

// All is the count over all fields of the contract.
func (t *Tally) All() Count {
	var all Count
	for _, c := range t.Fields {
		all.Right, all.Wrong, all.Missed, all.Invented = all.Right+c.Right, all.Wrong+c.Wrong, all.Missed+c.Missed, all.Invented+c.Invented
	}
	return all
}

// Names are the fields that were counted, in booking order.
func (t *Tally) Names() []string {
	order := append(slices.Clone(invoer.FieldNames), "vat_breakdown", "lines", "doc_type", "language")
	var names []string
	for name := range t.Fields {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Compare(slices.Index(order, a), slices.Index(order, b))
	})
	return names
}

// CalibrationError is how far on average claimed confidence and measured share
// are apart (expected calibration error, ten bins), from 0 to 1.
func (t *Tally) CalibrationError() float64 {
	off, values := 0.0, 0
	for _, b := range t.Bins {
		d := float64(b.Claimed)/100 - float64(b.Right)
		off, values = off+max(d, -d), values+b.Values
	}
	return off / float64(max(1, values))
}

// Median and P95 are times a document; 0 where there is none.
func (t *Tally) Median() time.Duration { return t.quantile(0.5) }

// P95 is the time that nineteen in twenty documents did not exceed.
func (t *Tally) P95() time.Duration { return t.quantile(0.95) }

func (t *Tally) quantile(q float64) time.Duration {
	if len(t.times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.times))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
