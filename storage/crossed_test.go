package storage

import (
	"testing"

	"github.com/invoer/invoer"
)

// endFirst has PostgreSQL end the first transaction that changes a document, as
// it ends one of two that wait for each other. How often it is asked is not
// forgotten with the transaction.
func (h *house) endFirst(t *testing.T) {
	t.Helper()
	h.asOwner(t, `create sequence asked;
		create function end_first() returns trigger language plpgsql security definer as $$ begin
			if nextval('asked') = 1 then raise exception 'deadlock detected' using errcode = 'deadlock_detected'; end if;
			return new; end $$;
		create trigger end_first before update on documents for each row execute function end_first()`)
}

// TestWhatMeetsAWorkerIsDoneAgain: what a person does that PostgreSQL ended for
// another transaction's sake is done again, and he hears nothing of it.
func TestWhatMeetsAWorkerIsDoneAgain(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*house, invoer.DocumentID, invoer.DeliveryID) error{
		"giving a delivery to another client": func(h *house, _ invoer.DocumentID, delivery invoer.DeliveryID) error {
			return h.Assign(t.Context(), h.accountant, delivery, h.other)
		},
		"giving a document to another client": func(h *house, id invoer.DocumentID, _ invoer.DeliveryID) error {
			_, err := h.Move(t.Context(), h.accountant, id, AnyVersion, h.other)
			return err
		},
		"an approval": func(h *house, id invoer.DocumentID, _ invoer.DeliveryID) error {
			_, err := h.Approve(t.Context(), h.accountant, id, AnyVersion)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			id := h.addRead(t, h.client, bakery("F1", 12100))
			before := h.view(t, id)
			h.endFirst(t)
			if err := do(h, id, before.Delivery); err != nil {
				t.Fatalf("%v, want it done the second time", err)
			}
			after := h.view(t, id)
			if after.Version != before.Version+1 {
				t.Errorf("version %d, want the %d after one change", after.Version, before.Version+1)
			}
		})
	}
}
