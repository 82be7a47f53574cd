package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/invoer/invoer"
)

// A Report is tallies: of all documents, and of the groups that they fall in.
type Report struct {
	by       []string // kind, language, source, layout
	all      *Tally
	groups   map[string]*Tally
	mistakes []Mistake
}

// Groupings are the properties of a truth that a report can be split by.
var Groupings = []string{"kind", "language", "source", "layout"}

// NewReport makes a Report that is split by the named properties, each for
// itself.
func NewReport(by []string) (*Report, error) {
	for _, name := range by {
		if !slices.Contains(Groupings, name) {
			return nil, fmt.Errorf("%w: grouping %q, want some of %s", invoer.ErrInvalid, name, strings.Join(Groupings, ", "))
		}
	}
	return &Report{by: by, all: NewTally(), groups: map[string]*Tally{}}, nil
}

// A Judgement is what is thought of one document that was read.
type Judgement struct {
	Truth    Truth
	Marks    []Mark
	Mistakes []Mistake
}

// A Look gives pictures of where a value was read and of where it should have
// been read; nil where there is none.
type Look func(Mark) (read, want []byte)

// Judge compares what was read with the truth. The look may be nil.
func Judge(truth Truth, inv invoer.Invoice, look Look) Judgement {
	j := Judgement{Truth: truth, Marks: Compare(truth, inv)}
	for _, m := range j.Marks {
		if m.Outcome == Right || m.Outcome == Nothing {
			continue
		}
		mistake := Mistake{Truth: truth, Mark: m, Class: classOf(truth, m)}
		if look != nil {
			mistake.Read, mistake.Want = look(m)
		}
		j.Mistakes = append(j.Mistakes, mistake)
	}
	return j
}

// Add counts one document that was read.
func (r *Report) Add(j Judgement, took time.Duration) {
	r.each(j.Truth, func(t *Tally) { t.Add(j.Marks, took) })
	r.mistakes = append(r.mistakes, j.Mistakes...)
}

// Fail counts one document that could not be read.
func (r *Report) Fail(truth Truth, took time.Duration) {
	r.each(truth, func(t *Tally) { t.Fail(truth, took) })
}

func (r *Report) each(truth Truth, count func(*Tally)) {
	count(r.all)
	for _, name := range r.by {
		key := name + " " + property(truth, name)
		if r.groups[key] == nil {
			r.groups[key] = NewTally()
		}
		count(r.groups[key])
	}
}

func property(truth Truth, name string) string {
	value := map[string]string{"kind": truth.Kind, "language": truth.Language, "source": truth.Source, "layout": truth.Layout}[name]
	if value == "" {
		return "unknown"
	}
	return value
}

// Write prints the report as tables that a person reads.
func (r *Report) Write(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	r.writeGroup(table, "all documents", r.all)
	for _, key := range r.keys() {
		r.writeGroup(table, key, r.groups[key])
	}
	r.writeCalibration(table)
	return table.Flush()
}

func (r *Report) keys() []string {
	keys := make([]string, 0, len(r.groups))
	for key := range r.groups {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (r *Report) writeGroup(out io.Writer, title string, t *Tally) {
	fmt.Fprintf(out, "%s: %d documents, %d could not be read\n", title, t.Documents, t.Failed)
	fmt.Fprintln(out, "field\tright\twrong\tmissed\tinvented\tprecision\trecall\tF1\t")
	for _, name := range t.Names() {
		writeCount(out, name, *t.Fields[name])
	}
	writeCount(out, "together", t.All())
	fmt.Fprintf(out, "touchless %d of %d (%s); seconds a document: median %.2f, p95 %.2f\n\n",
		t.Touchless, t.Counted, perCent(share(t.Touchless, t.Counted)), t.Median().Seconds(), t.P95().Seconds())
}

func writeCount(out io.Writer, name string, c Count) {
	fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t\n", name, c.Right, c.Wrong, c.Missed, c.Invented,
		perCent(c.Precision()), perCent(c.Recall()), perCent(c.F1()))
}

func (r *Report) writeCalibration(out io.Writer) {
	fmt.Fprintln(out, "confidence: what was claimed, and how much of it is right")
	fmt.Fprintln(out, "from\tto\tvalues\tclaimed\tright\t")
	for i, b := range r.all.Bins {
		if b.Values == 0 {
			continue
		}
		fmt.Fprintf(out, "%d\t%d\t%d\t%s\t%s\t\n", 10*i, min(100, 10*i+9+i/9), b.Values,
			perCent(float64(b.Claimed)/100/float64(b.Values)), perCent(share(b.Right, b.Values)))
	}
	fmt.Fprintf(out, "expected calibration error %.3f; of %d values %s claimed with %d or more, %s of them right\n", r.all.CalibrationError(), r.all.Claimed(),
		perCent(share(r.all.Sure.Values, r.all.Claimed())), surely, perCent(share(r.all.Sure.Right, r.all.Sure.Values)))
}

func perCent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }
