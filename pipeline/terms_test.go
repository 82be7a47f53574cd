package pipeline

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// TestTermsBesideAnInvoice: general conditions that came beside an invoice are read,
// and kept with it as a document that is none; the invoice's own values stay.
func TestTermsBesideAnInvoice(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p, _ := h.start(h.reader())
	client := h.client("K1")
	_, body := corpus(t, "de-de-craft-pdf-text")
	bill := h.deliver(client, "rechnung.pdf", "application/pdf", body)
	terms := h.deliver(client, "agb.pdf", "application/pdf", hiddenLine("", "Allgemeine Gesch\344ftsbedingungen", "1. Unsere Rechnungen sind binnen 30 Tagen zu zahlen.",
		"2. Bei Verzug werden Zinsen von 10 % berechnet.", "3. Die Ware bleibt bis zur Zahlung unser Eigentum."))
	if n := h.count(`with f as (update files set delivery_id = (select delivery_id from files where id = $1) where id = $2 returning 1) select count(*) from f`, bill.ID, terms.ID); n != 1 {
		t.Fatalf("%d files beside the invoice, want 1", n)
	}
	for _, ring := range []invoer.Ring{terms, bill} {
		p.bell.Ring(t.Context(), ring)
	}
	h.settled(time.Minute)
	v := h.only(bill)
	if diff := cmp.Diff([]string{"upload ", "upload " + invoer.TermsOfIt}, doorsOf(v)); diff != "" {
		t.Errorf("originals (-want +got):\n%s\n%s", diff, h.picture())
	}
	if v.Status != invoer.StatusRead || !v.Invoice.Total.Present() || strings.Contains(v.Invoice.Number.Value, "AGB") {
		t.Errorf("the invoice is %s: %+v", v.Status, v.Invoice)
	}
	if kept := h.only(terms); kept.Status != invoer.StatusJoined || kept.Invoice.Kind != invoer.KindOther {
		t.Errorf("the conditions are %s, of kind %s, want joined and other", kept.Status, kept.Invoice.Kind)
	}
	for _, f := range v.Invoice.Findings {
		if f.Rule == invoer.RuleOriginals {
			t.Errorf("finding %+v, want none about the conditions", f)
		}
	}
}
