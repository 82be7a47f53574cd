package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
)

// TestHiddenAccountIsTold delivers a PDF with a line in invisible letters that
// names another account: the visible one counts, and nobody can approve the
// document without having seen that there is another.
func TestHiddenAccountIsTold(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p, _ := h.start(h.reader())
	ring := h.deliver(h.client("K1"), "invoice.pdf", "application/pdf", hiddenLine("IBAN NL17 RABO 0047 9722 63",
		"Bakkerij De Proef BV", "Factuur 2026-118", "Factuurdatum 12/03/2026", "Totaal te betalen 121,00 EUR", "IBAN BE68 5390 0754 7034"))
	p.bell.Ring(t.Context(), ring)
	h.settled(time.Minute)
	inv := h.only(ring).Invoice
	if inv.Account.Value != "BE68539007547034" {
		t.Fatalf("invoice %+v, want one with the account that is seen:\n%s", inv, h.picture())
	}
	want := invoer.Find(extractors.RuleHidden, invoer.Block, "supplier_iban", "NL17RABO0047972263")
	for _, got := range inv.Blocking() {
		if got.Rule == want.Rule && got.Field == want.Field && strings.Join(got.Args, " ") == want.Args[0] {
			return
		}
	}
	t.Errorf("findings %+v, want %+v among them", inv.Findings, want)
}

// hiddenLine writes a PDF of a page with lines that are seen, and one that is
// not (text mode 3). It has no table of places: every reader rebuilds it.
func hiddenLine(hidden string, seen ...string) []byte {
	text := "BT /F 12 Tf 15 TL 60 780 Td (" + strings.Join(seen, ") Tj T* (") + ") Tj T* 3 Tr (" + hidden + ") Tj ET"
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"+
		"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"+
		"trailer<</Root 1 0 R>>\n%%%%EOF\n", len(text), text)
}
