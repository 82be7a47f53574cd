package invoer

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDecisions(t *testing.T) {
	t.Parallel()
	read := Document{ID: "d", Kind: KindInvoice, Status: StatusRead, Stage: StageDone}
	with := func(change func(*Document)) Document {
		d := read
		change(&d)
		return d
	}
	approved := with(func(d *Document) { d.Status, d.Stage = StatusApproved, StageArchive })
	cases := map[string]struct {
		doc    Document
		decide func(*Document) error
		want   Document
		err    error
	}{
		"a read document is approved and goes to the archive": {read, (*Document).Approve, approved, nil},
		"an approved one is not approved twice":               {approved, (*Document).Approve, approved, ErrConflict},
		"none is approved while its booking is proposed": {
			with(func(d *Document) { d.Stage = StagePropose }), (*Document).Approve,
			with(func(d *Document) { d.Stage = StagePropose }), ErrConflict,
		},
		"a held one must be taken over first": {
			with(func(d *Document) { d.Status = StatusHeld }), (*Document).Approve,
			with(func(d *Document) { d.Status = StatusHeld }), ErrConflict,
		},
		"a held one that is changed is read, and proposed": {
			with(func(d *Document) { d.Status, d.Stage, d.Held = StatusHeld, StageHeld, Because("damaged") }), (*Document).Change,
			with(func(d *Document) { d.Stage = StagePropose }), nil,
		},
		"a contract that is changed has no booking": {
			with(func(d *Document) { d.Kind = KindContract }), (*Document).Change,
			with(func(d *Document) { d.Kind = KindContract }), nil,
		},
		"one that is being read is not changed": {
			with(func(d *Document) { d.Status = StatusWaiting }), (*Document).Change,
			with(func(d *Document) { d.Status = StatusWaiting }), ErrConflict,
		},
		"a rejected one waits for nothing": {
			with(func(d *Document) { d.Stage = StagePropose }), (*Document).Reject,
			with(func(d *Document) { d.Status = StatusRejected }), nil,
		},
		"an approved one is reopened":    {approved, (*Document).Reopen, with(func(d *Document) { d.Stage = StagePropose }), nil},
		"a booked one stays closed":      {with(func(d *Document) { d.Status = StatusBooked }), (*Document).Reopen, with(func(d *Document) { d.Status = StatusBooked }), ErrConflict},
		"an open one is not reopened":    {read, (*Document).Reopen, read, ErrConflict},
		"an approved one is not refused": {approved, (*Document).Reject, approved, ErrConflict},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.doc
			if err := c.decide(&got); !errors.Is(err, c.err) {
				t.Errorf("of %+v: got error %v, want %v", c.doc, err, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("of %+v (-want +got):\n%s", c.doc, diff)
			}
		})
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	old := Invoice{Kind: KindInvoice}
	old.Net = Field[Money]{Value: EUR(100), Confidence: 60}
	old.VAT = Field[Money]{Value: EUR(21), Confidence: 60}
	old.Total = Field[Money]{Value: EUR(120), Confidence: 60}
	for name, text := range map[string]string{"currency": "USD", "supplier_name": "Bakkerij Peeters", "due_date": ""} {
		if err := old.Correct(name, text, Origin{}, "an"); err != nil {
			t.Fatalf("correcting %s to %q: %v", name, text, err)
		}
	}
	if err := old.Answer(RuleTotals, "total_incl", "an"); err != nil {
		t.Fatalf("findings %v: %v", old.Findings, err)
	}
	again := Invoice{Kind: KindInvoice}
	again.Supplier.Name = Field[string]{Value: "BAKKERU PEETERS", Confidence: 70, Origin: Origin{Reader: "ocr", Page: 1}}
	again.Due = Field[Date]{Value: Date{2026, time.December, 1}, Confidence: 50}
	again.Number = Field[string]{Value: "17", Confidence: 90}
	again.Net, again.VAT, again.Total = Field[Money]{Value: EUR(100)}, Field[Money]{Value: EUR(21)}, Field[Money]{Value: EUR(120)}
	again.Keep(old)
	want := map[string]string{"supplier_name": "Bakkerij Peeters", "due_date": "", "invoice_number": "17", "currency": "USD"}
	for name, text := range want {
		if got, err := again.Value(name); err != nil || got.Text != text {
			t.Errorf("%s: got %q, %v, want %q", name, got.Text, err, text)
		}
	}
	if again.Total.Value.Currency != "USD" {
		t.Errorf("the total is in %s, want the currency that a person said: USD", again.Total.Value.Currency)
	}
	if again.Due.Confidence != Certain || again.Supplier.Name.Origin.By != "an" {
		t.Errorf("a person's word lost its origin: %+v, %+v", again.Due, again.Supplier.Name)
	}
	if len(again.Findings) != 1 || again.Findings[0].Answered != "an" || again.OpenFindings() != 0 {
		t.Errorf("got findings %+v, want the totals', answered by an", again.Findings)
	}
}

func TestSure(t *testing.T) {
	t.Parallel()
	inv := Invoice{Total: Field[Money]{Value: EUR(1), Confidence: 90}, Due: Field[Date]{Confidence: Certain}}
	inv.Supplier.VAT = Field[VATNumber]{Value: "BE0477574154", Confidence: 95}
	if got := inv.Sure(); got != 90 {
		t.Errorf("got %d, want the total's 90", got)
	}
	inv.Supplier.VAT = Field[VATNumber]{}
	if got := inv.Sure(); got != 0 {
		t.Errorf("without supplier: got %d, want 0", got)
	}
}

// What a person must look at is what was read with doubt, and what is missing and
// nothing can be booked without; what he said himself is not.
func TestDoubtful(t *testing.T) {
	t.Parallel()
	read := func(text string, sure Confidence) Field[string] {
		return Field[string]{Value: text, Confidence: sure, Origin: Origin{Reader: "fields"}}
	}
	whole := func() Invoice {
		inv := Invoice{Number: read("F-1", 90)}
		inv.Supplier.Name = read("Bakkerij", 99)
		inv.Issued = Field[Date]{Value: Date{2026, 3, 3}, Confidence: Probable}
		inv.Total = Field[Money]{Value: Money{12100, "EUR"}, Confidence: 99}
		return inv
	}
	for name, c := range map[string]struct {
		change func(*Invoice)
		want   []string
	}{
		"all of it is sure":                       {func(*Invoice) {}, nil},
		"a field that was read with doubt":        {func(inv *Invoice) { inv.Issued.Confidence-- }, []string{"invoice_date"}},
		"the same, said by a person":              {func(inv *Invoice) { inv.Number = Field[string]{Value: "F-1", Origin: Origin{Reader: "person"}} }, nil},
		"a field that is missing and must be":     {func(inv *Invoice) { inv.Total = Field[Money]{} }, []string{"total_incl"}},
		"the same, as a person says that it is":   {func(inv *Invoice) { inv.Total = Field[Money]{Confidence: Certain} }, nil},
		"a field that is missing and need not be": {func(inv *Invoice) { inv.Number = Field[string]{} }, nil},
	} {
		inv := whole()
		c.change(&inv)
		if got := inv.Doubtful(); !slices.Equal(got, c.want) || inv.EverySure() != (len(c.want) == 0) {
			t.Errorf("%s: doubtful are %q and every sure is %t, want %q", name, got, inv.EverySure(), c.want)
		}
	}
	inv := whole()
	inv.Findings = []Finding{Find(RuleTotals, Warning, "total_incl")}
	if inv.EverySure() {
		t.Error("with an open finding every field is sure, want that it is not")
	}
	inv.Findings[0].Answered = "somebody"
	if !inv.EverySure() {
		t.Error("with a finding that was accepted not every field is sure, want that it is")
	}
}
