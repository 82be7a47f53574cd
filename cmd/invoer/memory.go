package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/eval"
)

// A memoryRun reads the documents of each supplier in the order of their dates,
// every one with what those before it told, as if a person had approved them
// with the truth: how much an office gains from the second document on.
type memoryRun struct {
	reader *extractors.Reader
	today  invoer.Date
}

// turns are the first, second, third and later documents of a supplier.
const turns = 4

// A pace is how the documents of one turn were read, alone and with memory.
type pace struct{ alone, remembering *eval.Tally }

func newPaces() []pace {
	paces := make([]pace, turns)
	for i := range paces {
		paces[i] = pace{eval.NewTally(), eval.NewTally()}
	}
	return paces
}

// remember makes the report of eval --memory.
func (c evalCommand) remember(ctx context.Context, out io.Writer) error {
	truths, err := c.truths()
	if err != nil {
		return err
	}
	jobs := atOnce(c.Jobs)
	reader, done, err := openLocalReader(localReader{jobs: jobs, words: c.Words})
	if err != nil {
		return err
	}
	defer done()
	r := memoryRun{reader: reader, today: invoer.DateOf(time.Now())}
	read, err := r.all(ctx, truths, jobs)
	if err != nil {
		return err
	}
	return writePaces(out, r.paces(read))
}

// A learnable is a document with its pages and what is true of it.
type learnable struct {
	truth eval.Truth
	pages []invoer.Page
	own   invoer.Own
}

// all reads the pages of the documents; e-invoices have nothing to remember.
func (r memoryRun) all(ctx context.Context, truths []eval.Truth, jobs int) ([]learnable, error) {
	read := make([]learnable, len(truths))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(jobs)
	for i, truth := range truths {
		group.Go(func() error {
			readings, err := r.reader.Extract(ctx, truth.File, truth.File, invoer.Own{}, r.today)
			if err != nil {
				return fmt.Errorf("%s: %w", truth.File, err)
			}
			if len(readings) > 0 && readings[0].Err == nil {
				read[i] = learnable{truth, readings[0].Paper, ownOf(truth)}
			}
			return nil
		})
	}
	err := group.Wait()
	return slices.DeleteFunc(read, func(l learnable) bool { return l.pages == nil || supplierOf(l.truth) == "" }), err
}

// said is the one value that the truth has for a field, or nothing.
func said(truth eval.Truth, field string) string {
	var text string
	if err := json.Unmarshal(truth.Fields[field], &text); err != nil {
		return "" // it is left out, or no text
	}
	return text
}

func supplierOf(truth eval.Truth) string {
	return cmp.Or(said(truth, "supplier_vat"), said(truth, "supplier_name"))
}

// ownOf is what a server knows of the client: the customer of the truth.
func ownOf(truth eval.Truth) invoer.Own {
	var own invoer.Own
	if name := said(truth, "customer_name"); name != "" {
		own.Names = []string{name}
	}
	if vat := said(truth, "customer_vat"); vat != "" {
		own.VATs = []invoer.VATNumber{invoer.VATNumber(vat)}
	}
	return own
}

// paces reads the documents again, each supplier's in their order.
func (r memoryRun) paces(read []learnable) []pace {
	slices.SortStableFunc(read, func(a, b learnable) int {
		return cmp.Compare(said(a.truth, "invoice_date"), said(b.truth, "invoice_date"))
	})
	paces := newPaces()
	turn := map[string]int{}
	var known []invoer.Supplier
	for _, l := range read {
		who := supplierOf(l.truth)
		at := min(turn[who], turns-1)
		turn[who]++
		before := invoer.Known{Own: l.own, Today: r.today}
		add(paces[at].alone, l, before)
		before.Suppliers = known
		inv := add(paces[at].remembering, l, before)
		known = taught(known, l, inv)
	}
	return paces
}

// add reads a document and counts how well.
func add(tally *eval.Tally, l learnable, before invoer.Known) invoer.Invoice {
	start := time.Now()
	inv, err := extractors.Invoice(nil, l.pages, before)
	if err != nil {
		tally.Fail(l.truth, time.Since(start))
		return inv
	}
	tally.Add(eval.Compare(l.truth, inv), time.Since(start))
	return inv
}

// taught adds an approved document to what is known: the values that were
// wrong are typed as they are true.
func taught(known []invoer.Supplier, l learnable, inv invoer.Invoice) []invoer.Supplier {
	for _, v := range inv.Values() {
		if want := said(l.truth, v.Name); want != "" && !eval.Same(v.Name, v.Text, want) {
			// What the contract cannot spell stays as it was read.
			_ = inv.Correct(v.Name, want, invoer.Origin{}, "truth")
		}
	}
	s, rest := parted(known, inv.Supplier)
	traits := extractors.Traits(l.pages, inv)
	s.Name, s.VAT, s.Times = inv.Supplier.Name.Value, inv.Supplier.VAT.Value, s.Times+1
	s.Names = append(s.Names, s.Name)
	s.Domains, s.Phones = append(s.Domains, traits.Domains...), append(s.Phones, traits.Phones...)
	s.Places = append(traits.Places, s.Places...)
	if inv.Account.Present() {
		s.Accounts = append([]invoer.IBAN{inv.Account.Value}, s.Accounts...)
	}
	return append(rest, s)
}

// parted takes a supplier out of those that are known.
func parted(known []invoer.Supplier, p invoer.Party) (s invoer.Supplier, rest []invoer.Supplier) {
	i := slices.IndexFunc(known, func(s invoer.Supplier) bool {
		return s.VAT == p.VAT.Value && (s.VAT != "" || s.Name == p.Name.Value)
	})
	if i < 0 {
		return invoer.Supplier{}, known
	}
	return known[i], slices.Delete(slices.Clone(known), i, i+1)
}

func writePaces(out io.Writer, paces []pace) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "document of its supplier\tdocuments\ttouchless alone\tremembering\tvalues right alone\tremembering\t")
	for i, p := range paces {
		name := []string{"first", "second", "third", "later"}[i]
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t\n", name, p.alone.Documents, touchless(p.alone), touchless(p.remembering), right(p.alone), right(p.remembering))
	}
	return table.Flush()
}

func touchless(t *eval.Tally) string { return share(t.Touchless, t.Counted) }

func right(t *eval.Tally) string {
	all := t.All()
	return share(all.Right, all.Right+all.Wrong+all.Missed+all.Invented)
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(whole))
}
