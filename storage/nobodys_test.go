package storage

import (
	"testing"
)

// A document of which nobody said whose it is has no chart, and is proposed all
// the same: imported without a client, it would be held as one that failed.
func TestGroundsOfNobodysDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("F1", 12100))
	for _, table := range []string{"documents", "invoices", "document_pages", "bookings"} {
		key := "document_id"
		if table == "documents" {
			key = "id"
		}
		h.asOwner(t, `update `+table+` set client_id = null where `+key+` = $1`, id)
	}
	g, err := h.Grounds(t.Context(), h.machine, id)
	if err != nil || len(g.Chart.Accounts) != 0 || g.Invoice.Number.Value != "F1" {
		t.Errorf("grounds of invoice %q with %d accounts, %v; want F1 without a chart", g.Invoice.Number.Value, len(g.Chart.Accounts), err)
	}
}
