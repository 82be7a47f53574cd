package invoer

import (
	"fmt"
	"slices"
)

// Undecided refuses a document that is still being read or that a person
// decided on: its fields stay as they are.
func (d Document) Undecided() error {
	if d.Status == StatusRead || d.Status == StatusHeld {
		return nil
	}
	return fmt.Errorf("%w: document %s is %s, want one that was read and nobody decided on", ErrConflict, d.ID, d.Status)
}

// Change records that a person changed what the document says. He took over
// where a machine gave up, so a held document counts as read; what is to be
// booked must be proposed again.
func (d *Document) Change() error {
	if err := d.Undecided(); err != nil {
		return err
	}
	d.Status, d.Held, d.Stage = StatusRead, Reason{}, StageDone
	if d.Kind.Bookable() {
		d.Stage = StagePropose
	}
	return nil
}

// Approve records that a person accepts the document, and sends it to the
// archive. Only one that was read can be approved, and not while its booking
// is being proposed again.
func (d *Document) Approve() error {
	if d.Status != StatusRead {
		return fmt.Errorf("%w: document %s is %s, want one that was read and nobody decided on", ErrConflict, d.ID, d.Status)
	}
	if d.Stage == StagePropose {
		return fmt.Errorf("%w: the booking of document %s is being proposed again", ErrConflict, d.ID)
	}
	d.Status, d.Stage = StatusApproved, StageArchive
	return nil
}

// Reject records that a person refuses the document; nothing waits for it any
// more.
func (d *Document) Reject() error {
	if err := d.Undecided(); err != nil {
		return err
	}
	d.Status, d.Stage, d.Held = StatusRejected, StageDone, Reason{}
	return nil
}

// Reopen takes an approval or rejection back. A booked document has left the
// house and is refused.
func (d *Document) Reopen() error {
	if d.Status != StatusApproved && d.Status != StatusRejected {
		return fmt.Errorf("%w: document %s is %s, want an approved or rejected one", ErrConflict, d.ID, d.Status)
	}
	d.Status = StatusRead
	return d.Change()
}

// Keep takes over from an older state of the invoice what people decided:
// values that they typed, findings that they accepted, the approval. It is for
// a machine that read the document again.
func (inv *Invoice) Keep(old Invoice) {
	for _, name := range FieldNames {
		if was := slots[name].get(&old); was.Origin.By != "" {
			// A value that exists is well formed, so it can be set again.
			_ = slots[name].set(inv, was.Text, was.Origin)
		}
	}
	if inv.Currency.Origin.By != "" {
		inv.recurrency(inv.Currency.Value)
	}
	inv.Approval = old.Approval
	inv.Check()
	inv.KeepAnswers(old)
}

// KeepAnswers takes over who accepted a finding, where the same one is found
// again about the same values.
func (inv *Invoice) KeepAnswers(old Invoice) {
	for i, f := range inv.Findings {
		for _, was := range old.Findings {
			if was.Rule == f.Rule && was.Field == f.Field && slices.Equal(was.Args, f.Args) {
				inv.Findings[i].First, inv.Findings[i].Answered = was.First, was.Answered
			}
		}
	}
}

// OpenFindings counts the findings that nobody accepted and that put something
// in doubt (Finding.Doubts).
func (inv *Invoice) OpenFindings() int {
	n := 0
	for _, f := range inv.Findings {
		if f.Answered == "" && f.Doubts() {
			n++
		}
	}
	return n
}

// Probable is from which confidence on a field that was read is taken as it is: a
// person is not asked to look at it.
const Probable Confidence = 85

// bookable are the fields without which nothing can be booked.
var bookable = []string{"supplier_name", "invoice_date", "total_incl"}

// Doubtful are the names of the fields that a person should look at before he
// approves: those read less surely than Probable, and those that were not found
// without which nothing can be booked.
func (inv *Invoice) Doubtful() []string {
	var names []string
	for _, v := range inv.Values() {
		unsure := v.Text != "" && v.Origin.Reader != "person" && v.Confidence < Probable
		missing := v.Text == "" && v.Confidence < Certain && slices.Contains(bookable, v.Name)
		if unsure || missing {
			names = append(names, v.Name)
		}
	}
	return names
}

// EverySure tells whether nothing of the invoice is in doubt: no field, and
// nothing that was found and not accepted.
func (inv *Invoice) EverySure() bool { return len(inv.Doubtful()) == 0 && inv.OpenFindings() == 0 }

// Sure is the least confidence of what a payment hangs on: supplier, total and
// due date. A value that nobody found counts as zero, and one that a person
// said the document lacks as certain.
func (inv *Invoice) Sure() Confidence {
	supplier := max(inv.Supplier.Name.Confidence, inv.Supplier.VAT.Confidence)
	return min(supplier, inv.Total.Confidence, inv.Due.Confidence)
}
