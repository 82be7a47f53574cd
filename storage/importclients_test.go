package storage

import (
	"errors"
	"testing"

	"github.com/invoer/invoer"
)

// A list of clients is taken whole or not at all; what a client is known by
// already stays.
func TestImportClients(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	before, err := h.Client(t.Context(), h.admin, h.client)
	if err != nil {
		t.Fatal(err)
	}
	before.Own.IBANs = append(before.Own.IBANs, "BE68539007547034")
	if _, err := h.ChangeClient(t.Context(), h.admin, before); err != nil {
		t.Fatal(err)
	}
	good := []Client{{Code: "bak", Name: "Bakkerij Nieuw", VAT: "BE0477574154", Language: "fr"}, {Code: "NEW", Name: "Nieuwe klant", Language: "de"}}
	if err := h.ImportClients(t.Context(), h.admin, append(good, Client{Code: "no code!", Name: "x", Language: "nl"})); err == nil {
		t.Error("a list with a code that cannot be is taken")
	}
	if _, err := h.ClientByCode(t.Context(), h.admin, "NEW"); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("half a list was taken: %v, want %v", err, invoer.ErrNotFound)
	}
	for range 2 { // a form that is sent twice does no harm
		if err := h.ImportClients(t.Context(), h.admin, good); err != nil {
			t.Fatal(err)
		}
	}
	after, err := h.Client(t.Context(), h.admin, h.client)
	if err != nil || after.Name != "Bakkerij Nieuw" || after.Language != "fr" || after.VAT != "BE0477574154" || len(after.Own.IBANs) != 1 || len(after.Own.Names) != 2 {
		t.Errorf("got %+v, %v", after, err)
	}
	if all, err := h.Clients(t.Context(), h.admin); err != nil || len(all) != 3 {
		t.Errorf("%d clients, %v; want 3", len(all), err)
	}
	if err := h.ImportClients(t.Context(), h.accountant, good); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("an accountant: %v, want %v", err, invoer.ErrForbidden)
	}
	if done, err := h.Steps(t.Context(), h.admin); err != nil || done != (Steps{Clients: true, People: true}) {
		t.Errorf("steps: %+v, %v; want clients and people", done, err)
	}
}
