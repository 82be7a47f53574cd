package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// mostShown is how many candidates of a field are explained: what comes after
// them was never near.
const mostShown = 6

// explain prints for each file what there was to choose from.
func (c extractCommand) explain(ctx context.Context, read fileReader, own invoer.Own, out io.Writer) error {
	unread := false
	for _, file := range c.Files {
		readings, err := survived(func() ([]extractors.Reading, error) {
			return read(ctx, file, file, own, invoer.DateOf(time.Now()))
		})
		if why, ok := ofFile(file, err); ok {
			readings, err = []extractors.Reading{{File: file, Err: why}}, nil
		}
		if err != nil {
			return err
		}
		for _, r := range readings {
			unread = unread || r.Err != nil
			explanation{out: out, model: weights.Committed}.document(r)
		}
	}
	if unread {
		return exit(1)
	}
	return nil
}

// An explanation prints why values were chosen, with the weights of a model.
type explanation struct {
	out   io.Writer
	model weights.Model
}

func (e explanation) document(r extractors.Reading) {
	fmt.Fprintf(e.out, "%s\n", strings.TrimSpace(r.File+" "+r.Member))
	switch {
	case r.Err != nil:
		fmt.Fprintf(e.out, "  could not be read: %v\n", r.Err)
	case len(r.Questions) == 0:
		fmt.Fprintln(e.out, "  an e-invoice: its values are the sender's, and nothing was chosen")
	}
	for _, q := range r.Questions {
		e.question(q)
	}
	fmt.Fprintln(e.out)
}

// question prints one field: what was chosen, how sure that is and why, and
// the candidates with what each feature adds to them.
func (e explanation) question(q settle.Question) {
	fmt.Fprintf(e.out, "\n  %s: %s\n", q.Field, e.choice(q))
	options := joined(q.Options)
	for i, o := range options[:min(len(options), mostShown)] {
		fmt.Fprintf(e.out, "  %d. %s\n", i+1, o.headline())
		table := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, f := range e.contributions(q.Field, o.Features) {
			fmt.Fprintf(table, "       %+.1f\t%s\t%s\n", f.adds, f.Name, strength(f.Value))
		}
		// What it writes to is standard output, which says itself when it is closed.
		_ = table.Flush()
	}
	if more := len(options) - mostShown; more > 0 {
		fmt.Fprintf(e.out, "     and %d more, further behind\n", more)
	}
}

func (e explanation) choice(q settle.Question) string {
	if q.Chosen == "" {
		return "left out, for no candidate is likelier than none"
	}
	sure := e.model.Confidence(q.Field, q.Margin, q.Doubts)
	words := []string{fmt.Sprintf("ahead of all others together by %.1f", q.Margin)}
	for _, d := range q.Doubts {
		words = append(words, d.Name)
	}
	return fmt.Sprintf("%q, %d in 100 such choices are right (%s)", q.Chosen, sure, strings.Join(words, ", "))
}

// An explained is a value, shown by its best candidate, with the number of
// places at which it stands.
type explained struct {
	settle.Option
	places int
}

// joined takes candidates of one text together, the best first.
func joined(options []settle.Option) []explained {
	var list []explained
	for _, o := range options {
		i := slices.IndexFunc(list, func(e explained) bool { return e.Text == o.Text })
		if i >= 0 {
			list[i].places++
			continue
		}
		list = append(list, explained{o, 1})
	}
	return list
}

func (o explained) headline() string {
	if o.Text == "" {
		return fmt.Sprintf("(leave it out)  score %.1f", o.Score)
	}
	parts := []string{fmt.Sprintf("%q  score %.1f", o.Text, o.Score)}
	if o.Origin.Page > 0 {
		parts = append(parts, fmt.Sprintf("page %d at %.0f, %.0f", o.Origin.Page, o.Origin.Box.X0, o.Origin.Box.Y0))
	}
	if o.Origin.Why.Code != "" {
		parts = append(parts, locale.Why("en", o.Origin.Why))
	}
	if o.places > 1 {
		parts = append(parts, fmt.Sprintf("found %d times", o.places))
	}
	return strings.Join(parts, "; ")
}

// A contribution is a feature and what it adds to the score.
type contribution struct {
	weights.Feature
	adds float64
}

// contributions are those that can be seen, the heaviest first.
func (e explanation) contributions(field string, features weights.Features) []contribution {
	var list []contribution
	for _, f := range features {
		adds := e.model.Score(field, weights.Features{f})
		if math.Abs(adds) >= 0.05 {
			list = append(list, contribution{f, adds})
		}
	}
	slices.SortStableFunc(list, func(a, b contribution) int { return cmp.Compare(math.Abs(b.adds), math.Abs(a.adds)) })
	return list
}

// strength says how much of a feature there is; nothing where it is or is not so.
func strength(value float64) string {
	if value == 1 {
		return ""
	}
	return fmt.Sprintf("(%.2f)", value)
}
