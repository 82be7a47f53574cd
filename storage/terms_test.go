package storage

import (
	"testing"

	"github.com/invoer/invoer"
)

// beside lays documents in one delivery, of which the first is general conditions.
func (h *house) beside(t *testing.T, words ...string) []invoer.DocumentID {
	t.Helper()
	ids := []invoer.DocumentID{h.addDocument(t, h.client, "voorwaarden")}
	h.asOwner(t, `update documents set begins = '{"code": "general-terms"}', sheet_kind = 'other' where id = $1`, ids[0])
	h.asOwner(t, `update files set stage = 'done' where id = (select file_id from documents where id = $1)`, ids[0])
	for _, text := range words {
		id := h.addDocument(t, h.client, text)
		h.asOwner(t, `update documents set delivery_id = (select delivery_id from documents where id = $2) where id = $1`, id, ids[0])
		h.asOwner(t, `update files set stage = 'done', delivery_id = (select delivery_id from documents where id = $2) where id = (select file_id from documents where id = $1)`, id, ids[0])
		ids = append(ids, id)
	}
	return ids
}

// TestTermsGoWithTheirBill: general conditions that came beside one bill are an
// original of it, whichever of the two is read last, and can be taken apart for good.
// Beside several, or none, they stay by themselves.
func TestTermsGoWithTheirBill(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	terms := invoer.Invoice{Kind: invoer.KindInvoice} // its file says that it is none
	for name, c := range map[string]struct {
		order []int // of reading
		bills int
		join  bool
	}{
		"the terms last":     {[]int{1, 0}, 1, true},
		"the bill last":      {[]int{0, 1}, 1, true},
		"beside two":         {[]int{0, 1, 2}, 2, false},
		"one is not read":    {[]int{0, 1}, 2, false},
		"by themselves":      {[]int{0}, 0, false},
		"nothing but a bill": {[]int{1}, 1, false},
	} {
		words := []string{"een " + name, "twee " + name}[:c.bills]
		ids := h.beside(t, words...)
		for _, n := range c.order {
			inv := terms
			if n > 0 {
				inv = surely(name+string(rune('0'+n)), int64(1000*n+len(name)*37))
			}
			h.extracted(t, ids[n], inv, nil)
		}
		v := h.view(t, ids[0])
		if joined := v.Status == invoer.StatusJoined; joined != c.join {
			t.Errorf("%s: the terms are %s, want joined: %v", name, v.Status, c.join)
		}
		if !c.join {
			continue
		}
		all, err := h.Originals(t.Context(), h.accountant, ids[1])
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[1].Document != ids[0] || all[1].Why != invoer.TermsOfIt {
			t.Errorf("%s: originals %+v", name, all)
		}
		if v := h.view(t, ids[1]); v.Invoice.Kind != invoer.KindInvoice || len(v.Invoice.Findings) > 0 {
			t.Errorf("%s: the bill is %s with findings %v, want an invoice with none", name, v.Invoice.Kind, v.Invoice.Findings)
		}
		if _, err := h.Separate(t.Context(), h.accountant, ids[0], h.view(t, ids[0]).Version); err != nil {
			t.Fatal(err)
		}
		h.extracted(t, ids[0], terms, nil)
		if v := h.view(t, ids[0]); v.Status == invoer.StatusJoined {
			t.Errorf("%s: terms that a person took apart are joined again", name)
		}
	}
	h.balanced(t)
}
