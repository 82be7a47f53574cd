package portal

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A rule is typed, shown with what it would have changed, made, moved and taken
// away; what cannot be one is said in words.
func TestRulesByForm(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.garageInvoice(house.settled(1)[0].ID)
	v := house.visit(t, accountant)
	const page = "/bookkeeping/rules"
	form := func(pairs ...string) url.Values {
		f := url.Values{"client": {string(house.client)}, "place": {"5"}}
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return f
	}
	garage := []string{"name", "Garage", "supplier", "BE 0477.574.154", "account", "613500", "rate", "21"}
	status, _, body := v.post(page+"/preview", form(garage...))
	v.wants("what it would have changed", status, http.StatusOK, body, "Van 1 documenten van het laatste jaar gaat de regel over 1; 1 waren anders geboekt", "Garage Peeters bv 2026/17", "613400")
	status, _, body = v.post(page, form(garage...))
	v.wants("making it", status, http.StatusSeeOther, body)
	_, _, body = v.get(page + "?client=" + string(house.client))
	v.wants("the list", 200, 200, body, "leverancier BE0477574154; aan 21 %", "rekening 613500")
	split := form("name", "Delen", "words", "onderhoud, diesel", "split", "613400 75\n604000 25", "least", "1.000,00", "second", "yes")
	status, _, body = v.post(page, split)
	v.wants("a split", status, http.StatusSeeOther, body)
	_, _, body = v.get(page + "?client=" + string(house.client))
	v.wants("the list", 200, 200, body, "met “onderhoud, diesel”; vanaf", "75 % op 613400; 25 % op 604000; Een tweede persoon moet goedkeuren")
	status, _, body = v.post(page+"/preview", form("name", "Anders", "words", "diesel", "account", "600000"))
	v.wants("one that contradicts", status, http.StatusOK, body, "Ze spreekt deze regels tegen", "<b>Garage</b>")
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"no condition":       {form("name", "x", "account", "604000"), "Een regel heeft een naam, een voorwaarde"},
		"no VAT number":      {form("name", "x", "supplier", "BE1", "account", "604000"), "Dit is geen btw-nummer"},
		"no amount":          {form("name", "x", "most", "veel", "account", "604000"), "Het hoogste totaal is geen bedrag"},
		"shares of 90":       {form("name", "x", "words", "onderhoud", "split", "613400 50\n604000 40"), "een verdeling is samen 100 %"},
		"a share of a word":  {form("name", "x", "words", "onderhoud", "split", "613400 half"), "REKENING PERCENTAGE"},
		"analytic without =": {form("name", "x", "words", "onderhoud", "analytic", "KP1"), "PLAN = CODE"},
	} {
		status, _, body := v.post(page, c.form)
		v.wants(name, status, http.StatusUnprocessableEntity, body, c.says)
	}
	rules, err := house.store.BookingRules(t.Context(), house.identity(accountant))
	if err != nil || len(rules) != 2 {
		t.Fatalf("rules %+v, %v; want two", rules, err)
	}
	status, _, body = v.post(page+"/"+rules[0].ID+"/place", form("place", "9"))
	v.wants("moving it", status, http.StatusSeeOther, body)
	status, _, body = v.post(page+"/"+rules[1].ID+"/end", form())
	v.wants("taking one away", status, http.StatusSeeOther, body)
	rules, err = house.store.BookingRules(t.Context(), house.identity(accountant))
	if err != nil || len(rules) != 1 || rules[0].Place != 9 {
		t.Errorf("rules %+v, %v; want one, at 9", rules, err)
	}
	status, _, body = house.visit(t, clientUser).get(page)
	v.wants("a client's person", status, http.StatusForbidden, body)
}

// What goes without a person is set by an office that was shown what would have
// gone.
func TestAutomaticBookingByForm(t *testing.T) {
	house := openHouse(t)
	house.learnGarage(40)
	v := house.visit(t, accountant)
	page := "/bookkeeping/automatic?client=" + string(house.client)
	_, _, body := v.get(page)
	v.wants("before it is put on", 200, 200, body, "Gemeten op de 40 boekingen", "hoogstens 1 fout op 200", "Garage Peeters bv")
	terms := func(pairs ...string) url.Values {
		f := url.Values{"client": {string(house.client)}, "one_in": {"100"}, "last": {"10"}, "every": {"5"}, "most": {"1.000,00"}, "second": {""}}
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return f
	}
	status, _, body := v.post("/bookkeeping/automatic", terms("one_in", "3"))
	v.wants("a risk that is none", status, http.StatusUnprocessableEntity, body, "risico 20 tot 10000")
	status, _, body = v.post("/bookkeeping/automatic", terms("on", "yes"))
	v.wants("putting it on", status, http.StatusSeeOther, body)
	status, _, body = v.post("/bookkeeping/automatic/suppliers", url.Values{"client": {string(house.client)}, "supplier": {"BE0477574154"}, "allow": {"yes"}})
	v.wants("letting a supplier go", status, http.StatusSeeOther, body)
	set, err := house.store.Automatic(t.Context(), house.identity(accountant), house.client)
	if err != nil || !set.On || set.OneIn != 100 || set.Most != 100000 || !set.May("BE0477574154") || set.May("another") {
		t.Errorf("set %+v, %v", set, err)
	}
	_, _, body = v.get(page)
	if !strings.Contains(body, "Niet vanzelf") {
		t.Errorf("the supplier cannot be put off again\n%s", body)
	}
	status, _, body = house.visit(t, clientUser).get(page)
	v.wants("a client's person", status, http.StatusForbidden, body)
}
