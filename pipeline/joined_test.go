package pipeline

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// ownEInvoice is the e-invoice of the document de-de-craft-pdf-text, which names
// another account than that does.
func ownEInvoice(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../testdata/invoices/de-de-craft-xml/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer(
		"202605425", "25/09047", "2026-07-21", "2025-06-25", "0448457130", "0472024962", "Druckerei Niessen PGmbH", "Bürocenter Schröder GmbH",
		"Druckerei Niessen", "Bürocenter Schröder", "418.10", "250.92", "1990.94", "1194.88", "2409.04", "1445.80",
	).Replace(string(text)))
}

// came takes a file in by a door and waits until it is read.
func (h *house) came(p *Pipeline, client invoer.ClientID, door invoer.Door, name, media string, body []byte) invoer.Ring {
	h.t.Helper()
	ring := h.deliver(client, name, media, body)
	if n := h.count(`with d as (update deliveries set door = $2 where id = (select delivery_id from files where id = $1) returning id) select count(*) from d`, ring.ID, door); n != 1 {
		h.t.Fatalf("%d deliveries of file %s, want 1", n, ring.ID)
	}
	p.bell.Ring(h.t.Context(), ring)
	h.settled(3 * time.Minute)
	return ring
}

// TestThreeArrivalsOfOneInvoice takes a PDF, a scan of its print and its
// e-invoice in by three doors and reads them on real parts: they are one
// document, what the e-invoice says counts, and that it names another account is
// said. Taken apart again, each is what it was. The archive names what came.
func TestThreeArrivalsOfOneInvoice(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	client := h.client("K1")
	p, _ := h.start(h.reader())
	_, body := corpus(t, "de-de-craft-pdf-text")
	first := h.came(p, client, invoer.DoorUpload, "rechnung.pdf", "application/pdf", body)
	account := h.only(first).Invoice.Account.Value
	print, _ := rescanned(t, drawing(t), body, 3)
	scan := h.came(p, client, invoer.DoorFolder, "scan.pdf", "application/pdf", print)
	xml := h.came(p, client, invoer.DoorMail, "rechnung.xml", "application/xml", ownEInvoice(t))

	lead := h.only(first)
	want := []string{"upload ", "folder " + invoer.SameValues, "mail " + invoer.SameValues}
	if diff := cmp.Diff(want, doorsOf(lead)); diff != "" {
		t.Fatalf("originals (-want +got):\n%s\n%+v", diff, h.only(scan).Invoice.Findings)
	}
	if inv := lead.Invoice; inv.Account.Value == account || inv.Number.Origin.Path == "" {
		t.Errorf("account %s and number %+v, want those of the e-invoice", inv.Account.Value, inv.Number)
	}
	if !differsIn(lead, "supplier_iban") {
		t.Errorf("findings %+v, want that the account differs", lead.Invoice.Findings)
	}
	if _, err := h.store.Separate(t.Context(), h.someone(), h.only(xml).ID, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.settled(time.Minute)
	lead = h.only(first)
	if lead.Invoice.Account.Value != account || differsIn(lead, "supplier_iban") {
		t.Errorf("apart from its e-invoice it has account %s and findings %+v, want %s and no difference", lead.Invoice.Account.Value, lead.Invoice.Findings, account)
	}
	if alone := h.only(xml); alone.Status != invoer.StatusRead || alone.JoinedTo != "" || alone.Invoice.Account.Value == account {
		t.Errorf("the e-invoice is %s, of %q, with account %s; want it read, by itself", alone.Status, alone.JoinedTo, alone.Invoice.Account.Value)
	}
	h.approvedOfTwo(first, lead)
}

func doorsOf(v storage.View) []string {
	var doors []string
	for _, o := range v.Originals {
		doors = append(doors, string(o.Door)+" "+o.Why)
	}
	return doors
}

func differsIn(v storage.View, field string) bool {
	return slices.ContainsFunc(v.Invoice.Findings, func(f invoer.Finding) bool { return f.Rule == invoer.RuleOriginals && f.Field == field })
}

// approvedOfTwo approves a document of two originals: its manifest names both.
func (h *house) approvedOfTwo(ring invoer.Ring, v storage.View) {
	h.t.Helper()
	who := h.someone()
	for _, f := range v.Invoice.Blocking() {
		if _, err := h.store.Answer(h.t.Context(), who, v.ID, storage.AnyVersion, f.Rule, f.Field); err != nil {
			h.t.Fatal(err)
		}
	}
	if _, err := h.store.Approve(h.t.Context(), who, v.ID, storage.AnyVersion); err != nil {
		h.t.Fatal(err)
	}
	h.settled(time.Minute)
	v = h.only(ring)
	m := h.archived("two originals", v, false)
	var named []string
	for i, a := range m.Arrivals {
		named = append(named, string(a.Door)+" "+a.Why)
		if a.Document != v.Originals[i].Document || a.Original.Hash.Value != sum(h.blob(a.Original.Key)) || (a.Joined == nil) != (i == 0) {
			h.t.Errorf("arrival %d is %+v, want the original %+v", i, a, v.Originals[i])
		}
	}
	if diff := cmp.Diff([]string{"upload ", "folder " + invoer.SameValues}, named); diff != "" {
		h.t.Errorf("arrivals in the manifest (-want +got):\n%s", diff)
	}
}

// someone is a person of the office who decides.
func (h *house) someone() invoer.Scope {
	h.t.Helper()
	if id := h.text(`select coalesce(min(id::text), '') from users`); id != "" {
		return invoer.Scope{Office: h.office, User: invoer.UserID(id), Role: invoer.RoleAdmin}
	}
	user, err := h.store.AddUser(h.t.Context(), h.admin(), storage.User{Email: "an@kantoor.example", Name: "An", Role: invoer.RoleAdmin, Language: "nl"}, "a long enough pass phrase")
	if err != nil {
		h.t.Fatal(err)
	}
	return invoer.Scope{Office: h.office, User: user.ID, Role: invoer.RoleAdmin}
}
