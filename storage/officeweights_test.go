package storage

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/invoer/invoer"
)

func learntWeights(label float64) OfficeWeights {
	return OfficeWeights{
		Weights: invoer.Weights{"due_date": {Choose: map[string]float64{"label: due": label}}}, Base: "b1", Documents: 40,
		Before: Scores{Right: 30, Wrong: 5, Missed: 5}, After: Scores{Right: 38, Wrong: 1, Missed: 1},
	}
}

func TestOfficeWeightsAreOneOfficesOwn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	strange := furnish(t, h.Store, h.db, "b")
	for _, label := range []float64{0.25, 0.5} { // the second time replaces
		if err := h.SaveOfficeWeights(t.Context(), h.admin, learntWeights(label)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := h.OfficeWeights(t.Context(), h.machine)
	if err != nil || got.Learnt.IsZero() {
		t.Fatalf("weights learnt at %v, %v; want a time", got.Learnt, err)
	}
	if diff := cmp.Diff(learntWeights(0.5), got, cmpopts.IgnoreFields(OfficeWeights{}, "Learnt")); diff != "" {
		t.Errorf("weights (-want +got):\n%s", diff)
	}
	if other, err := h.OfficeWeights(t.Context(), strange.machine); err != nil || other.Weights != nil {
		t.Errorf("another office has %+v, %v; want none", other, err)
	}
	if err := h.ForgetOfficeWeights(t.Context(), strange.admin); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("another office forgets: %v, want not found", err)
	}
	for name, who := range map[string]invoer.Scope{"an accountant": h.accountant, "a client's person": h.person} {
		if err := h.ForgetOfficeWeights(t.Context(), who); !errors.Is(err, invoer.ErrForbidden) {
			t.Errorf("%s forgets: %v, want it forbidden", name, err)
		}
		if err := h.SaveOfficeWeights(t.Context(), who, learntWeights(1)); !errors.Is(err, invoer.ErrForbidden) {
			t.Errorf("%s writes: %v, want it forbidden", name, err)
		}
	}
	if err := h.ForgetOfficeWeights(t.Context(), h.admin); err != nil {
		t.Fatal(err)
	}
	if got, err := h.OfficeWeights(t.Context(), h.machine); err != nil || got.Weights != nil {
		t.Errorf("after forgetting: %+v, %v; want none", got, err)
	}
}

func TestApprovedDocumentsAreTheOfficesOwn(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	strange := furnish(t, h.Store, h.db, "b")
	strange.approved(t, strange.client, bakery("of another office", 100))
	h.addRead(t, h.client, bakery("nobody decided", 100))
	first := h.approved(t, h.client, from("BE0477574154", "De Zetter", oldAccount))
	second := h.approved(t, h.other, from("BE0412636812", "Garage", newAccount))
	var got []invoer.DocumentID
	note := func(doc Approved) error {
		got = append(got, doc.ID)
		if len(doc.Pages) != 1 || doc.Invoice.Approval.By == "" || doc.Client == "" {
			t.Errorf("document %s has %d pages, client %q, approved by %q", doc.ID, len(doc.Pages), doc.Client, doc.Invoice.Approval.By)
		}
		return nil
	}
	if err := h.ApprovedDocuments(t.Context(), h.admin, 10, note); err != nil {
		t.Fatal(err)
	}
	byID := cmpopts.SortSlices(func(a, b invoer.DocumentID) bool { return a < b })
	if diff := cmp.Diff([]invoer.DocumentID{first, second}, got, byID); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	got = nil
	if err := h.ApprovedDocuments(t.Context(), h.admin, 1, note); err != nil || len(got) != 1 {
		t.Errorf("at most one: %d, %v", len(got), err)
	}
	if err := h.ApprovedDocuments(t.Context(), h.person, 10, note); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a client's person asks: %v, want it forbidden", err)
	}
}
