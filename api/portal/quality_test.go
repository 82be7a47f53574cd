package portal

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer/storage"
)

// The overview counts what people approved and corrected, and gives it as a
// file; clients do not see it.
func TestQualityIsShown(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	who := house.identity(accountant)
	v := house.visit(t, accountant)
	status, _, body := v.get("/quality")
	v.wants("before anything was approved", status, 200, body, "nog niets goedgekeurd")
	if _, err := house.store.Correct(t.Context(), who, doc.ID, storage.AnyVersion, []storage.Correction{{Field: "supplier_name", Text: "=Anders bv"}}); err != nil {
		t.Fatal(err)
	}
	house.settled(1)
	begun := time.Now()
	for before := range 6 { // he has it open for a minute and a half
		if _, err := house.storeAt(t, begun.Add(time.Duration(before-6)*15*time.Second)).Sit(t.Context(), who, doc.ID, false); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := house.storeAt(t, begun).Approve(t.Context(), who, doc.ID, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	status, _, body = v.get("/quality?days=30")
	v.wants("the overview", status, 200, body, "0 van 1", "1,5 minuten aan 1 documenten, gemiddeld 90 seconden.", "Per leverancier", "=Anders bv", "Meest verbeterd", "<circle")
	status, head, body := v.get("/quality/file?" + url.Values{"days": {"30"}, "client": {string(house.client)}}.Encode())
	v.wants("the file", status, 200, body, "Zonder ingreep juist;;;1;0\r\n", "Minuten besteed;;1,5;1;\r\n", "Per veld;Leverancier;;1;0\r\n", "Per veld;Factuurnummer;;1;1\r\n", ";'=Anders bv;", "Per ingang;Opladen;;1;0\r\n")
	if got := head.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("the file is shown as %q, want an attachment", got)
	}
	status, _, body = v.get("/quality?client=" + string(house.second))
	v.wants("of another client", status, 200, body, "nog niets goedgekeurd")
	client := house.visit(t, clientUser)
	for _, path := range []string{"/quality", "/quality/file"} {
		if status, _, _ := client.get(path); status != 403 {
			t.Errorf("%s answers a client %d, want 403", path, status)
		}
	}
}

// storeAt is the store of the house at another time.
func (h *house) storeAt(t *testing.T, at time.Time) *storage.Store {
	t.Helper()
	store, err := storage.Open(t.Context(), storage.Settings{URL: h.db, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}
