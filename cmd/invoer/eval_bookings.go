package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
)

// bookingsTrial is `invoer eval --bookings`: a ledger is learnt up to a day and
// what follows is judged.
type bookingsTrial struct {
	ledger, until, proposals string
	risk                     float64
	json                     bool
}

// validate refuses wrong arguments before the ledger is read.
func (t bookingsTrial) validate() error {
	if _, err := invoer.ParseDate(t.until); err != nil {
		return fmt.Errorf("--learn-until: %w", err)
	}
	if !(t.risk > 0 && t.risk < 1) {
		return fmt.Errorf("--risk %v, want a share between 0 and 1, such as 0.005", t.risk)
	}
	return nil
}

func (t bookingsTrial) run(streams *io3) error {
	until, err := invoer.ParseDate(t.until)
	if err != nil {
		return fmt.Errorf("--learn-until: %w", err)
	}
	purchases, err := readLedger(t.ledger, streams.err)
	if err != nil {
		return err
	}
	trial := precedent.NewTrial(until, t.risk)
	if err := t.walk(trial, purchases); err != nil {
		return err
	}
	tellSides(streams.err, trial, purchases)
	if t.json {
		return writeMarksJSON(streams.out, trial)
	}
	return writeMarks(streams.out, trial)
}

// readLedger reads a file of the booking contract, in order of date. Lines that
// cannot be used are told.
func readLedger(path string, said io.Writer) ([]ledger.Purchase, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []ledger.Purchase
	faults, err := ledger.Read(f, func(p ledger.Purchase) error {
		all = append(all, p)
		return nil
	})
	const shown = 20
	for _, fault := range faults[:min(shown, len(faults))] {
		fmt.Fprintf(said, "%s: %v: left out\n", path, fault)
	}
	if more := len(faults) - shown; more > 0 {
		fmt.Fprintf(said, "%s: %d more lines left out\n", path, more)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: %s has no booking that can be used, want one JSON object a line as the booking contract has it", invoer.ErrInvalid, path)
	}
	slices.SortStableFunc(all, func(a, b ledger.Purchase) int { return a.Date.Days(b.Date) })
	return all, nil
}

// tellSides says where nothing was learnt, or nothing was judged, between which
// days a day would part the ledger.
func tellSides(said io.Writer, trial *precedent.Trial, purchases []ledger.Purchase) {
	first, last := purchases[0].Date, purchases[len(purchases)-1].Date
	switch {
	case trial.Learnt == 0:
		fmt.Fprintf(said, "nothing was learnt beforehand: the first booking is of %s, after %s\n", first, trial.Until)
	case trial.Learnt == len(purchases):
		fmt.Fprintf(said, "nothing is judged: the last booking is of %s, and all up to %s are only learnt; a day between %s and %s would leave some\n", last, trial.Until, first, last)
	}
}

// walk takes the purchases one by one, and writes what was proposed where that
// is asked for.
func (t bookingsTrial) walk(trial *precedent.Trial, purchases []ledger.Purchase) error {
	out := io.Discard
	if t.proposals != "" {
		f, err := os.Create(t.proposals)
		if err != nil {
			return err
		}
		defer f.Close()
		out = f
	}
	buffered := bufio.NewWriter(out)
	lines := json.NewEncoder(buffered)
	lines.SetEscapeHTML(false)
	for _, p := range purchases {
		proposed, automatic, judged := trial.Take(p)
		if !judged {
			continue
		}
		if err := lines.Encode(contractProposal(proposed, automatic)); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

func contractProposal(p precedent.Proposal, automatic bool) ledger.Proposed {
	all := ledger.Proposed{ID: p.ID, Automatic: automatic}
	for _, e := range p.Entries {
		all.Entries = append(all.Entries, ledger.ProposedEntry{
			Entry: e.Entry, Confidence: min(99, int(math.Round(e.Sure*100))), Alternatives: e.Others, Why: locale.Why("en", e.Why),
		})
	}
	return all
}

func shareOf(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// percentOf spells a share, and a dash where there is nothing to have a share of.
func percentOf(n, of, decimals int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.*f %%", decimals, 100*shareOf(n, of))
}

func writeMarks(out io.Writer, trial *precedent.Trial) error {
	fmt.Fprintf(out, "learnt from %d documents up to %s; risk %.2f %%\n\n", trial.Learnt, trial.Until, trial.Risk*100)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "supplier\tdocuments\tright\tentries\taccount\tin three\ttreatment\tautomatic\tof these wrong\t")
	for _, g := range precedent.Groups {
		m := trial.Marks[g]
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t\n", g, m.Documents, percentOf(m.Right, m.Documents, 1), m.Entries,
			percentOf(m.Account, m.Entries, 1), percentOf(m.Three, m.Entries, 1), percentOf(m.Treatment, m.Entries, 1),
			percentOf(m.Automatic, m.Documents, 1), percentOf(m.AutomaticWrong, m.Automatic, 2))
	}
	return w.Flush()
}

func writeMarksJSON(out io.Writer, trial *precedent.Trial) error {
	type group struct {
		precedent.Marks

		AccountShare        float64 `json:"account_share"`
		ThreeShare          float64 `json:"three_share"`
		TreatmentShare      float64 `json:"treatment_share"`
		AutomaticShare      float64 `json:"automatic_share"`
		AutomaticWrongShare float64 `json:"automatic_wrong_share"`
	}
	groups := map[string]group{}
	for name, m := range trial.Marks {
		groups[name] = group{
			*m, shareOf(m.Account, m.Entries), shareOf(m.Three, m.Entries), shareOf(m.Treatment, m.Entries),
			shareOf(m.Automatic, m.Documents), shareOf(m.AutomaticWrong, m.Automatic),
		}
	}
	lines := json.NewEncoder(out)
	lines.SetIndent("", "  ")
	return lines.Encode(struct {
		Learnt int              `json:"learnt"`
		Until  string           `json:"learn_until"`
		Risk   float64          `json:"risk"`
		Groups map[string]group `json:"groups"`
	}{trial.Learnt, trial.Until.String(), trial.Risk, groups})
}
