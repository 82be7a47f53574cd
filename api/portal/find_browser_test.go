package portal

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// A client finds an invoice again by anything that is written on it, as one writes
// it: a word of a line, of a scan too, in each language, with a letter wrong or an
// accent missing, an amount in any notation, a date with its month as a word, a
// number as it is spelled or without its signs. His list follows what he types.
func TestAClientFindsAnythingWritten(t *testing.T) {
	house := openHouse(t)
	names := map[invoer.DeliveryID]string{}
	for name, file := range map[string]string{"builder": "nl-excel-grid-pdf-text", "craft": "de-de-craft-pdf-text", "credit": "fr-credit-classic-pdf-text", "scan": "nl-hardware-store-scan"} {
		names[house.handIn(clientUser, house.client, file, "document.pdf").ID] = name
	}
	rows := map[string]string{}
	for _, d := range house.settled(len(names)) {
		rows["d-"+string(d.ID)] = names[d.Delivery]
	}
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.until("all that he handed in", "document.querySelectorAll('#rows > li').length === "+strconv.Itoa(len(names)))
	for _, c := range []struct {
		typed string
		wants []string
	}{
		{"isolatieplaat", []string{"builder", "scan"}}, // of their lines
		{"isolatiepalat", []string{"builder", "scan"}}, // two letters that changed places
		{"isolatieplaat -Ardsara", []string{"scan"}},
		{"1 543,56 euro", []string{"builder"}},
		{"8 september 2025", []string{"builder"}},
		{"BE02 4097 0943 8240", []string{"builder"}},
		{"1310,36", []string{"scan"}},
		{"18 novembre 2025", []string{"scan"}}, // in his own language, whatever the paper's
		{"Archivboxen blau", []string{"craft"}},
		{"burocenter schroder", []string{"craft"}}, // without its accents
		{"July 25, 2025", []string{"craft"}},
		{"2509047", []string{"craft"}},
		{"428/3339/64868", []string{"craft"}},
		{"13 juillet 2026", []string{"credit"}},
		{"-228,09", []string{"credit"}},
		{"zeppelin", nil},
	} {
		p.types("#q", c.typed)
		p.until("the list of "+c.typed, `new URLSearchParams(document.querySelector("#list").dataset.live.split("?")[1]).get("q") === `+strconv.Quote(c.typed))
		var got []string
		for _, id := range ask[[]string](p, `[...document.querySelectorAll("#rows > li")].map((li) => li.id)`) {
			got = append(got, rows[id])
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.wants, got); diff != "" {
			t.Errorf("%q finds (-want +got):\n%s", c.typed, diff)
		}
	}
}
