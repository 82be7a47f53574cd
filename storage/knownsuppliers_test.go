package storage

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

const (
	oldAccount = invoer.IBAN("BE02409709438240")
	newAccount = invoer.IBAN("BE30390097829811")
)

// withTraits are the settings of a store whose documents tell a domain, a
// telephone and a place.
func withTraits(domain, phone string) Settings {
	return Settings{Traits: func([]invoer.Page, invoer.Invoice) invoer.Traits {
		return invoer.Traits{
			Domains: []string{domain}, Phones: []string{phone},
			Places: []invoer.Place{{Field: "invoice_number", Page: 1, X: 0.5, Right: 0.6, Y: 0.1, Label: "nr"}},
		}
	}}
}

// from makes an invoice that asks for payment to an account.
func from(vat invoer.VATNumber, name string, account invoer.IBAN) invoer.Invoice {
	inv := bakery(fmt.Sprint(numbered.Add(1)), 100)
	inv.Supplier.VAT.Value, inv.Supplier.Name.Value, inv.Account.Value = vat, name, account
	return inv
}

// numbered gives each invoice a number of its own.
var numbered atomic.Int64

// approved adds a document that somebody approves.
func (h *house) approved(t testing.TB, client invoer.ClientID, inv invoer.Invoice) invoer.DocumentID {
	t.Helper()
	id := h.addRead(t, client, inv)
	if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestKnownSuppliersByEachWitness(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, withTraits("dezetter.be", "91234567"))
	h.approved(t, h.client, from("BE0477574154", "Drukkerij De Zetter bv", oldAccount))
	second := h.addRead(t, h.other, from("BE0477574154", "De Zetter", newAccount))
	if _, err := h.Answer(t.Context(), h.accountant, second, AnyVersion, invoer.RuleAccountChanged, "supplier_iban"); err != nil {
		t.Fatalf("another client's approved account is known in the office: %v", err)
	}
	if _, err := h.Approve(t.Context(), h.accountant, second, AnyVersion); err != nil {
		t.Fatal(err)
	}
	cases := map[string]invoer.Witnesses{
		"its number":               {VATs: []invoer.VATNumber{"BE0412636812", "BE0477574154"}},
		"its account":              {Accounts: []invoer.IBAN{oldAccount}},
		"its domain":               {Domains: []string{"dezetter.be"}},
		"its telephone":            {Phones: []string{"91234567"}},
		"its name, another form":   {Names: []string{"DRUKKERIJ DE ZETTER B.V."}},
		"a name at another client": {Names: []string{"De Zetter"}},
	}
	want := invoer.Supplier{
		Name: "De Zetter", VAT: "BE0477574154", Names: []string{"De Zetter", "Drukkerij De Zetter bv"},
		Accounts: []invoer.IBAN{newAccount, oldAccount}, Domains: []string{"dezetter.be"}, Phones: []string{"91234567"}, Times: 2,
	}
	for name, w := range cases {
		got, err := h.KnownSuppliers(t.Context(), h.machine, w)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s, %+v: got %+v, %v; want one supplier", name, w, got, err)
		}
		if len(got[0].Places) != 2 {
			t.Errorf("%s: got places %+v, want one of each document", name, got[0].Places)
		}
		got[0].Places = nil
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("%s, %+v (-want +got):\n%s", name, w, diff)
		}
	}
	strange := furnish(t, h.Store, h.db, "b")
	if got, err := h.KnownSuppliers(t.Context(), strange.machine, cases["its number"]); err != nil || len(got) > 0 {
		t.Errorf("another office knows %+v, %v", got, err)
	}
}

// What two suppliers share tells nothing of either: a factor's account.
func TestSharedWitnessesCountForNobody(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.approved(t, h.client, from("BE0477574154", "Drukkerij De Zetter", oldAccount))
	h.approved(t, h.client, from("BE0412636812", "Bakkerij Peeters", oldAccount))
	got, err := h.KnownSuppliers(t.Context(), h.machine, invoer.Witnesses{Accounts: []invoer.IBAN{oldAccount}})
	if err != nil || len(got) > 0 {
		t.Errorf("by an account that two have: got %+v, %v", got, err)
	}
}

func TestReopenedDocumentsTellNothing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.approved(t, h.client, from("BE0477574154", "Drukkerij De Zetter", oldAccount))
	if _, err := h.Reopen(t.Context(), h.accountant, id, AnyVersion); err != nil {
		t.Fatal(err)
	}
	got, err := h.KnownSuppliers(t.Context(), h.machine, invoer.Witnesses{VATs: []invoer.VATNumber{"BE0477574154"}})
	if err != nil || len(got) > 0 {
		t.Errorf("after its only document was reopened: got %+v, %v", got, err)
	}
}

func TestFewLooksAreKept(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, withTraits("a.be", "1234567"))
	for range keptLooks + 2 {
		h.approved(t, h.client, from("BE0477574154", "Drukkerij De Zetter", oldAccount))
	}
	got, err := h.KnownSuppliers(t.Context(), h.machine, invoer.Witnesses{VATs: []invoer.VATNumber{"BE0477574154"}})
	if err != nil || len(got) != 1 || len(got[0].Places) != keptLooks || got[0].Times != keptLooks+2 {
		t.Errorf("got %+v, %v; want %d places and %d documents", got, err, keptLooks, keptLooks+2)
	}
}

// The register knows who is new to the office.
func TestKnownSuppliersOfTheRegister(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	if _, err := LoadRegister(t.Context(), h.db.OwnerURL, extractMaker{companies: 50}.open(t), quiet); err != nil {
		t.Fatal(err)
	}
	cases := map[string]invoer.Witnesses{
		"its number":    {VATs: []invoer.VATNumber{enterprise(12).VAT()}},
		"its telephone": {Phones: []string{"90000012"}},
		"its name":      {Names: []string{companyName(12)}},
	}
	for name, w := range cases {
		got, err := h.KnownSuppliers(t.Context(), h.machine, w)
		if err != nil || len(got) != 1 || got[0].VAT != enterprise(12).VAT() || got[0].Name != companyName(12) || got[0].Times != 0 {
			t.Errorf("%s, %+v: got %+v, %v; want %s, %q", name, w, got, err, enterprise(12).VAT(), companyName(12))
		}
	}
}

func TestChangedAccount(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	early := h.addRead(t, h.client, from("BE0477574154", "Drukkerij De Zetter", newAccount))
	if v, err := h.Document(t.Context(), h.accountant, early); err != nil || len(v.Invoice.Blocking()) > 0 {
		t.Fatalf("the first invoice of a supplier is no change: %+v, %v", v.Invoice.Findings, err)
	}
	h.approved(t, h.client, from("BE0477574154", "Drukkerij De Zetter", oldAccount))
	id := h.addRead(t, h.client, from("BE0477574154", "De Zetter", newAccount))
	v, err := h.Document(t.Context(), h.accountant, id)
	if err != nil || !changedTo(v, oldAccount, newAccount) {
		t.Fatalf("got %+v, %v; want the finding with both accounts", v.Invoice.Findings, err)
	}
	if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("approved without an answer: %v", err)
	}
	if v, err = h.Correct(t.Context(), h.accountant, id, AnyVersion, []Correction{{Field: "supplier_iban", Text: string(oldAccount)}}); err != nil || len(v.Invoice.Blocking()) > 0 {
		t.Errorf("corrected to the known account: %+v, %v", v.Invoice.Findings, err)
	}
	// What was read before the first approval is looked at again by then.
	if _, err := h.Approve(t.Context(), h.accountant, early, AnyVersion); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("approved what became a change: %v", err)
	}
	if v, err = h.Document(t.Context(), h.accountant, early); err != nil || !changedTo(v, oldAccount, newAccount) {
		t.Errorf("got %+v, %v; want the finding", v.Invoice.Findings, err)
	}
	if _, err := h.Answer(t.Context(), h.accountant, early, AnyVersion, invoer.RuleAccountChanged, "supplier_iban"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Approve(t.Context(), h.accountant, early, AnyVersion); err != nil {
		t.Errorf("answered, and not approved: %v", err)
	}
}

func changedTo(v View, was, is invoer.IBAN) bool {
	return slices.ContainsFunc(v.Invoice.Blocking(), func(f invoer.Finding) bool {
		return f.Rule == invoer.RuleAccountChanged && slices.Equal(f.Args, []string{string(was), string(is)})
	})
}

// A part of a name that more have than are looked at still finds the one that is
// called so, before all others.
func TestSuppliersByAPartThatManyHave(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	const called = mostNames + 400
	extract := extractMaker{companies: called + 1, named: func(n int) string {
		if n == called {
			return "Bakkerij BV"
		}
		return fmt.Sprintf("Oude Bakkerij %d BV", n)
	}}
	if _, err := LoadRegister(t.Context(), h.db.OwnerURL, extract.open(t), quiet); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"bakkerij": "Bakkerij BV", "kkerij 777": "Oude Bakkerij 777 BV"} {
		got, err := h.SuppliersLike(t.Context(), h.accountant, typed)
		if err != nil || len(got) == 0 || got[0].Name != want {
			t.Errorf("%q finds %+v, %v; want %q first", typed, got, err, want)
		}
	}
}
