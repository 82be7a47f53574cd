package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestWrongLetters(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]int{
		{"garage", "garage"}: 0, {"garage", "garrage"}: 1, {"garage", "gaarge"}: 1, {"garage", "garag"}: 1, {"garage", "gerage"}: 1,
		{"garage", "gerege"}: 2, {"garage", "gaargee"}: 2, {"bloem", "molen"}: 3, {"", "ab"}: 2,
	} {
		if got := wrongLetters(pair[0], pair[1]); got != want {
			t.Errorf("from %q to %q there are %d wrong letters, want %d", pair[0], pair[1], got, want)
		}
		if got := wrongLetters(pair[1], pair[0]); got != want {
			t.Errorf("from %q to %q there are %d wrong letters, want %d", pair[1], pair[0], got, want)
		}
	}
}

// A word with one or two wrong letters finds what was meant, behind what is
// spelled as it was asked for; the lists go on page by page, the counts count
// the same, and nobody sees more by it.
func TestMisspeltWordsFind(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	of := func(client invoer.ClientID, number, supplier string) invoer.DocumentID {
		inv := bakery(number, 100)
		inv.Supplier.Name.Value = supplier
		return h.addRead(t, client, inv)
	}
	of(h.client, "1", "Timmerman bv")
	of(h.other, "2", "Garage Zimmerman")
	of(h.client, "3", "Timmermans en Zonen")
	zimmer := of(h.client, "4", "Zimmerman")
	cases := map[string]struct {
		who  invoer.Scope
		text string
		want []string
	}{
		"as it is spelled, then nearly so":    {h.accountant, "zimmerman", []string{"4", "2", "3", "1"}},
		"one letter is another":               {h.accountant, "garege", []string{"2"}},
		"two letters changed places":          {h.accountant, "agrage", []string{"2"}},
		"a letter is missing":                 {h.accountant, "gaage", []string{"2"}},
		"two wrong letters in a long word":    {h.accountant, "tinnerman", []string{"1"}},
		"beside a word that is right":         {h.accountant, "garage zimerman", []string{"2"}},
		"without what is nearly so":           {h.accountant, "zimerman -garage", []string{"4", "1"}},
		"a number is not a word":              {h.accountant, "0477574155", []string{}},
		"another client's is not seen by it":  {h.person, "garege", []string{}},
		"a client's person finds his own":     {h.person, "zimerman", []string{"4", "1"}},
		"three wrong letters are another one": {h.accountant, "gxrxgx", []string{}},
		"words that mean something to us":     {h.accountant, "null true select", []string{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			found, err := h.Documents(t.Context(), c.who, Filter{Text: c.text})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, numbers(found)); diff != "" {
				t.Errorf("by %q (-want +got):\n%s", c.text, diff)
			}
			counts, err := h.Counts(t.Context(), c.who, Filter{Text: c.text})
			if err != nil || counts.In[invoer.StatusRead] != len(c.want) {
				t.Errorf("by %q there are %v (%v), want %d", c.text, counts, err, len(c.want))
			}
		})
	}

	var paged []string
	f := Filter{Text: "zimmerman", Limit: 1}
	for range 5 {
		page, err := h.Documents(t.Context(), h.accountant, f)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		paged, f.After = append(paged, page[0].Number), page[0].Cursor
		if want := page[0].Number == "1" || page[0].Number == "3"; page[0].Near != want {
			t.Errorf("document %s is near: %v, want %v", page[0].Number, page[0].Near, want)
		}
	}
	if diff := cmp.Diff([]string{"4", "2", "3", "1"}, paged); diff != "" {
		t.Errorf("one by one (-want +got):\n%s", diff)
	}
	near, err := h.Documents(t.Context(), h.accountant, Filter{Text: "zimmerman", After: f.After, Limit: 1})
	if err != nil || len(near) != 0 {
		t.Errorf("behind the last stands %v (%v), want nothing", numbers(near), err)
	}
	_, next, err := h.Neighbours(t.Context(), h.accountant, zimmer, Filter{Text: "zimmerman"})
	if err != nil || next.ID == "" {
		t.Errorf("behind the newest stands %q (%v), want the garage", next.ID, err)
	}
}
