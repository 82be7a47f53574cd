package v1

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// books are what sampleInvoice needs to leave.
var books = invoer.Books{
	Accounts:  []invoer.LedgerAccount{{Number: "613000"}, {Number: "440000"}},
	Journals:  []invoer.Journal{{Code: "AANK", Kind: invoer.JournalPurchase}},
	Periods:   []invoer.Period{{Year: "6", Number: "11", Span: invoer.Span{From: invoer.Date{Year: 2026, Month: 11, Day: 1}, Until: invoer.Date{Year: 2026, Month: 11, Day: 30}}}},
	Suppliers: []invoer.Third{},
}

// batch makes a batch of one document of a client.
func (h *house) batch(t *testing.T, who invoer.Scope, client invoer.ClientID) string {
	t.Helper()
	now, err := h.store.Books(t.Context(), who, client)
	if err != nil {
		t.Fatal(err)
	}
	changes, _ := now.Changes(books)
	if len(changes) > 0 {
		if _, err := h.store.ChangeBooks(t.Context(), who, client, "test", changes); err != nil {
			t.Fatal(err)
		}
	}
	id := h.document(t, who, client, "BATCH")
	b := invoer.Booking{Journal: "AANK", Date: invoer.Date{Year: 2026, Month: 11, Day: 1}, Entries: []invoer.Entry{
		{Side: invoer.SideCost, Account: "613000", Amount: invoer.EUR(12100)}, {Side: invoer.SideSupplier, Account: "440000", Amount: invoer.EUR(-12100)},
	}}
	b.Entries[0].Treatment = invoer.Treatment{Case: "none", Class: "services", Deductible: 100}
	if _, err := h.store.SetBooking(t.Context(), who, id, storage.AnyVersion, b); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.Approve(t.Context(), who, id, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	made, err := h.server.MakeBatch(t.Context(), who, storage.Order{Client: client, Format: "winbooks", NumberSuppliers: true}, api.Writing{})
	if err != nil {
		t.Fatal(err)
	}
	return string(made.ID)
}

func TestBatchesOverTheAPI(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.batch(t, h.admin, h.a.ID)
	var shown Batch
	h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: "/api/v1/batches/" + id}).into(t, &shown)
	if shown.Number != 1 || shown.Total != "121.00" || len(shown.Lines) != 1 || shown.Lines[0].Number != "20260001" {
		t.Errorf("batch %+v, want the first, 121.00, of 20260001", shown)
	}
	first := h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: "/api/v1/batches/" + id + "/file"})
	again := h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: "/api/v1/batches/" + id + "/file"})
	if len(first.body) == 0 || !bytes.Equal(first.body, again.body) {
		t.Errorf("files of %d and %d bytes, want the same twice", len(first.body), len(again.body))
	}
	h.want(t, http.StatusConflict, ask{as: "accountant", method: "POST", path: "/api/v1/clients/" + string(h.a.ID) + "/batches", body: map[string]string{"format": "csv"}})
	h.want(t, http.StatusOK, ask{as: "accountant", method: "POST", path: "/api/v1/batches/" + id + "/take-back", body: map[string]string{"reason": "wrong year"}})
	var made Batch
	h.want(t, http.StatusCreated, ask{as: "accountant", method: "POST", path: "/api/v1/clients/" + string(h.a.ID) + "/batches", body: map[string]string{"format": "csv"}}).into(t, &made)
	if made.Number != 2 || made.Format != "csv" {
		t.Errorf("batch %+v, want the second, as CSV", made)
	}
	h.want(t, http.StatusOK, ask{as: "accountant", method: "POST", path: "/api/v1/batches/" + string(made.ID) + "/confirm", body: map[string]string{"what": "seen"}})
	var list List[Batch]
	h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: "/api/v1/clients/" + string(h.a.ID) + "/batches"}).into(t, &list)
	if len(list.Items) != 2 || list.Items[0].State != invoer.BatchConfirmed || list.Items[1].State != invoer.BatchTaken {
		t.Errorf("batches %+v, want the confirmed one and the one that was taken back", list.Items)
	}
	h.want(t, http.StatusNotFound, ask{as: "client", method: "GET", path: "/api/v1/clients/" + string(h.a.ID) + "/batches"})
}

func TestBookingOverTheAPI(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := "/api/v1/documents/" + string(h.document(t, h.admin, h.a.ID, "N1")) + "/booking"
	h.want(t, http.StatusNotFound, ask{as: "accountant", method: "GET", path: path})
	h.want(t, http.StatusOK, ask{as: "accountant", method: "PUT", path: path, body: bodies["set-booking"], headers: map[string]string{"If-Match": "*"}})
	var got Booked
	h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: path}).into(t, &got)
	if len(got.Entries) != 2 || got.Entries[0].Account != "613000" || got.By == "" {
		t.Errorf("booking %+v, want the two lines that were sent, and by whom", got)
	}
	vat := map[string]any{"journal": "AANK", "entries": []any{
		map[string]any{"side": "cost", "account": "613000", "amount": "121.00", "treatment": map[string]any{"case": "eu", "class": "goods", "rate": "21", "deductible": 100}},
		map[string]any{"side": "supplier", "account": "440000", "amount": "-121.00"},
	}}
	h.want(t, http.StatusOK, ask{as: "accountant", method: "PUT", path: path, body: vat, headers: map[string]string{"If-Match": "*"}}).into(t, &got)
	if diff := cmp.Diff([]int{55, 59, 81, 86}, got.Entries[0].Boxes); diff != "" {
		t.Errorf("boxes of goods of the Union (-want +got):\n%s", diff)
	}
	unbalanced := map[string]any{"journal": "AANK", "entries": []any{
		map[string]any{"side": "cost", "account": "613000", "amount": "1.00"}, map[string]any{"side": "supplier", "account": "440000", "amount": "-121.00"},
	}}
	h.want(t, http.StatusUnprocessableEntity, ask{as: "accountant", method: "PUT", path: path, body: unbalanced, headers: map[string]string{"If-Match": "*"}})
}

func TestBooksOverTheAPI(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := "/api/v1/clients/" + string(h.a.ID) + "/books"
	h.want(t, http.StatusOK, ask{as: "accountant", method: "PATCH", path: path, body: bodies["change-books"]})
	var list List[BookEntry]
	h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: path + "?kind=account"}).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].Data["name"] != "Fees" {
		t.Errorf("accounts %+v, want the one that was sent", list.Items)
	}
	wrong := map[string]any{"changes": []any{map[string]any{"kind": "account", "key": "6", "after": map[string]string{"number": "6"}}}}
	h.want(t, http.StatusUnprocessableEntity, ask{as: "accountant", method: "PATCH", path: path, body: wrong})
}
