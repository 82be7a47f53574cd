package portal

import (
	"slices"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Two originals of a document are listed at it, shown side by side, and taken
// apart by a person who says that they are different; without scripts.
func TestOriginalsSideBySide(t *testing.T) {
	house := openHouse(t)
	who := house.identity(accountant)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text"} {
		house.handIn(accountant, house.client, name, "document.pdf")
	}
	docs := house.settled(2)
	one, two := docs[1].ID, docs[0].ID
	if _, err := house.store.Join(t.Context(), who, two, storage.AnyVersion, one); err != nil {
		t.Fatal(err)
	}
	house.settled(1)
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(accountant, password)
	p.open("/documents/" + string(one))
	p.sees("Originelen")
	if n := ask[int](p, "document.querySelectorAll('#p-originals li').length"); n != 2 {
		t.Errorf("%d originals are listed, want 2", n)
	}
	p.click("#p-originals a.quiet")
	p.at(besideURL(one, two))
	p.sees("verschilt")
	if n := ask[int](p, "document.querySelectorAll('.beside figure.sheet').length"); n < 2 {
		t.Errorf("%d pages are shown side by side, want those of both", n)
	}
	p.click("form[action$='/separate'] button")
	p.sees("Losgemaakt")
	apart := house.settled(2)
	if slices.ContainsFunc(apart, func(d storage.Summary) bool { return d.Status == invoer.StatusJoined }) {
		t.Errorf("documents %+v, want both by themselves", apart)
	}
	if v, err := house.store.Document(t.Context(), who, two); err != nil || v.JoinedTo != "" {
		t.Errorf("the second is of %q, %v; want it by itself", v.JoinedTo, err)
	}
}
