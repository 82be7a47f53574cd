package settle

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// told gives the findings of some rules, with their field and arguments.
func told(inv invoer.Invoice, rules ...string) []string {
	var list []string
	for _, f := range inv.Findings {
		if slices.Contains(rules, f.Rule) {
			list = append(list, strings.TrimSpace(f.Rule+" "+f.Field+" "+strings.Join(f.Args, " ")))
		}
	}
	return list
}

// What stands where a date should and is none is told, and no other date is made of
// it; a day of another age likewise.
func TestDatesThatAreNone(t *testing.T) {
	t.Parallel()
	head := []string{"Drukkerij De Zetter bv   BE 0477.574.154", "FACTUUR 2026-15"}
	foot := []string{"Totaal excl. btw   100,00", "BTW 21 %   21,00", "Totaal incl. btw   121,00"}
	tests := map[string]struct {
		line string
		want []string
	}{
		"a day that no month has":          {"Factuurdatum: 31/02/2026", []string{"date-does-not-exist invoice_date 31/02/2026"}},
		"a month that no year has":         {"Vervaldatum: 12/13/2026", nil}, // the month stands first then
		"neither is one":                   {"Vervaldatum: 32/13/2026", []string{"date-does-not-exist due_date 32/13/2026"}},
		"written with the year first":      {"Date de facture : 2026-06-31", []string{"date-does-not-exist invoice_date 2026-06-31"}},
		"with the name of the month":       {"Invoice date: 31 November 2026", []string{"date-does-not-exist invoice_date 31 November 2026"}},
		"another age":                      {"Rechnungsdatum: 12.11.2062", []string{"date-is-far-off invoice_date 12.11.2062"}},
		"long ago":                         {"Datum: 12.11.1926", []string{"date-is-far-off invoice_date 12.11.1926"}},
		"a day of the calendar":            {"Factuurdatum: 28/02/2026", nil},
		"the number of something":          {"Bestelnummer 31/02/2026", nil},
		"the middle of a longer number":    {"Factuurdatum 12.31.02.2026.44", nil},
		"a version with a year like these": {"Algemene voorwaarden 31/02/2026", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inv := Invoice(pages(slices.Concat(head, []string{tt.line}, foot)...), invoer.Known{Today: today})
			if diff := cmp.Diff(tt.want, told(inv, RuleNoDay, RuleFarOff)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.line, diff)
			}
			if tt.want != nil && (inv.Issued.Present() || inv.Due.Present()) {
				t.Errorf("%q gave %v and %v, want no date of it", tt.line, inv.Issued.Value, inv.Due.Value)
			}
		})
	}
}

// Two amounts that are both clearly called the total with VAT are told, with both
// numbers, unless the page shows how one becomes the other.
func TestTwoTotals(t *testing.T) {
	t.Parallel()
	head := []string{"Drukkerij De Zetter bv   BE 0477.574.154", "FACTUUR 2026-15", "Factuurdatum   12/11/2026", "Totaal excl. btw   100,00", "BTW 21 %   21,00"}
	tests := map[string]struct {
		lines []string
		want  []string
	}{
		"two that differ":          {[]string{"Totaal incl. btw   121,00", "Drukwerk volgens offerte", "Totaal incl. btw   131,00"}, []string{"two-totals total_incl 121.00 131.00"}},
		"the same twice":           {[]string{"Totaal incl. btw   121,00", "Totaal inclusief btw   121,00"}, nil},
		"a deposit between them":   {[]string{"Totaal incl. btw   121,00", "Waarborg   10,00", "Totaal incl. btw en waarborg   131,00"}, nil},
		"rounded":                  {[]string{"Totaal incl. btw   121,00", "Totaal incl. btw afgerond   121,05"}, nil},
		"those of two parts":       {[]string{"Totaal incl. btw   60,50", "Totaal incl. btw   60,50", "Totaal incl. btw   121,00"}, nil},
		"one only":                 {[]string{"Totaal incl. btw   121,00"}, nil},
		"net and VAT beside total": {[]string{"Totaal excl. btw   100,00", "Totaal incl. btw   121,00"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inv := Invoice(pages(slices.Concat(head, tt.lines)...), invoer.Known{Today: today})
			if diff := cmp.Diff(tt.want, told(inv, RuleTwoTotals)); diff != "" {
				t.Errorf("%q with total %v (-want +got):\n%s", tt.lines, inv.Total.Value, diff)
			}
		})
	}
}

// A document of the kind other says why it is none of those that are known.
func TestOtherSaysWhy(t *testing.T) {
	t.Parallel()
	for want, doc := range map[string][]invoer.Page{
		RuleNothing:  {{Number: 1, Width: 595, Height: 842, Reader: "ocr"}},
		RuleUnlike:   pages("Marie,", "bel je Jan even terug?", "tot morgen"),
		RuleUntitled: pages("Het was een koude dag in april.", "Hij betaalde 12,50 voor zijn boek."),
	} {
		inv := Invoice(doc, invoer.Known{Today: today})
		if got := told(inv, RuleNothing, RuleUnlike, RuleUntitled); inv.Kind != invoer.KindOther || !slices.Equal(got, []string{want + " doc_type"}) {
			t.Errorf("%s says %q, want %s", inv.Kind, got, want)
		}
	}
}
