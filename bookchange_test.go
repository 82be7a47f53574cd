package invoer

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChangesOfBooks(t *testing.T) {
	t.Parallel()
	march := Span{From: Date{2026, time.March, 1}, Until: Date{2026, time.March, 31}}
	old := Books{
		Accounts: []LedgerAccount{{Number: "613000", Name: "Fees"}, {Number: "440000", Name: "Suppliers"}},
		Periods:  []Period{{Year: "6", Number: "03", Span: march}},
	}
	next := Books{
		Accounts: []LedgerAccount{{Number: "613000", Name: "Erelonen"}, {Number: "440000", Name: "Suppliers"}, {Number: "x"}},
		Periods:  []Period{{Year: "6", Number: "03", Locked: true, Span: march}},
		VATCodes: []VATCode{{Code: "21", Treatment: Treatment{Case: "domestic", Rate: 2100}}},
	}
	changes, faults := old.Changes(next)
	var got []string
	for _, c := range changes {
		got = append(got, string(c.Kind)+" "+c.Key)
		for _, d := range c.Differences() {
			got = append(got, "  "+strings.Join(d[:], " > "))
		}
	}
	want := []string{
		"account 613000", "  name > Fees > Erelonen", "period 6/03", "  locked > false > true",
		"vat-code 21", "  code >  > 21", "  treatment.case >  > domestic", "  treatment.rate >  > 2100", "  treatment.deductible >  > 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if len(faults) != 1 || !strings.Contains(faults[0].Error(), `"x"`) {
		t.Errorf("faults %v, want one of account x", faults)
	}
	var made Books
	for _, c := range changes {
		if err := made.Put(BookEntry{c.Kind, c.Key, c.After}); err != nil {
			t.Errorf("%s %s: %v", c.Kind, c.Key, err)
		}
	}
	if diff := cmp.Diff(next.Periods, made.Periods); diff != "" {
		t.Errorf("periods (-want +got):\n%s", diff)
	}
}

func TestBooksAreFoundIn(t *testing.T) {
	t.Parallel()
	b := Books{
		Suppliers: []Third{{Number: "A", Name: "Garage Peeters bv", VAT: "BE0477574154"}, {Number: "B", Name: "Bakkerij"}},
		Periods:   []Period{{Year: "6", Number: "03", Span: Span{Date{2026, 3, 1}, Date{2026, 3, 31}}}},
		VATCodes:  []VATCode{{Code: "old", Span: Span{Until: Date{2026, 2, 28}}}, {Code: "new", Span: Span{From: Date{2026, 3, 1}}}},
	}
	for vat, want := range map[VATNumber]string{"BE0477574154": "A", "BE0412636812": "B", "": "B"} {
		if got, _ := b.Supplier(vat, "bakkerij"); got.Number != want {
			t.Errorf("supplier of %q called bakkerij: %q, want %q", vat, got.Number, want)
		}
	}
	if _, ok := b.Period(Date{2026, 4, 1}); ok {
		t.Error("1 April lies in a period of March")
	}
	if got, _ := b.VATCode(Treatment{}, Date{2026, 3, 1}); got.Code != "new" {
		t.Errorf("code on 1 March: %q, want new", got.Code)
	}
}

// A case without VAT has its code whatever share stands beside it, and one that
// the return does not tell from another has the code of that one.
func TestVATCodesOfTreatments(t *testing.T) {
	t.Parallel()
	b := Books{VATCodes: []VATCode{
		{Code: "none", Treatment: Treatment{"exempt", "services", 0, 100}},
		{Code: "work", Treatment: Treatment{"cocontractor", "services", 2100, 100}},
		{Code: "part", Treatment: Treatment{"domestic", "services", 2100, 50}},
	}}
	own := Books{VATCodes: append([]VATCode{{Code: "world", Treatment: Treatment{"outside-eu", "services", 2100, 100}}}, b.VATCodes...)}
	for of, want := range map[Treatment][2]string{
		{"exempt", "services", 0, 0}:            {"none", "none"},
		{"exempt", "goods", 0, 0}:               {"", ""},
		{"small-business", "services", 0, 0}:    {"none", "none"},
		{"margin", "services", 0, 0}:            {"none", "none"},
		{"none", "services", 0, 0}:              {"", ""},
		{"cocontractor", "services", 2100, 100}: {"work", "work"},
		{"outside-eu", "services", 2100, 100}:   {"work", "world"},
		{"outside-eu", "services", 2100, 50}:    {"", ""},
		{"domestic", "services", 2100, 50}:      {"part", "part"},
		{"domestic", "services", 2100, 100}:     {"", ""},
	} {
		first, _ := b.VATCode(of, Date{2026, 3, 1})
		second, _ := own.VATCode(of, Date{2026, 3, 1})
		if got := [2]string{first.Code, second.Code}; got != want {
			t.Errorf("codes of %v: %q, want %q", of, got, want)
		}
	}
}

func TestNumbersOfSuppliers(t *testing.T) {
	t.Parallel()
	taken := map[string]bool{"GARAGE001": true}
	is := func(n string) bool { return taken[n] }
	for name, want := range map[string]string{"Garage Peeters": "GARAGE002", "Ünlü": "NL001", "東京": "LEV001", "A&B": "AB001"} {
		if got := NumberFor(name, is); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A list that is read in again unlocks no period that a person locked, and takes
// no journal's numbers back.
func TestImportKeepsLocks(t *testing.T) {
	t.Parallel()
	day := func(month, day int) Date { return Date{Year: 2026, Month: time.Month(month), Day: day} }
	period := func(number string, month, last int, locked bool) Period {
		return Period{Year: "6", Number: number, Locked: locked, Span: Span{From: day(month, 1), Until: day(month, last)}}
	}
	now := Books{
		Periods:  []Period{period("01", 1, 31, true), period("02", 2, 28, false)},
		Journals: []Journal{{Code: "AANK", Kind: JournalPurchase, Last: 20260017}},
	}
	list := Books{
		Periods:  []Period{period("01", 1, 31, false), period("02", 2, 28, true), period("03", 3, 31, false)},
		Journals: []Journal{{Code: "AANK", Name: "Aankopen", Kind: JournalPurchase}},
	}
	got := now.Imported(list)
	want := Books{
		Periods:  []Period{period("01", 1, 31, true), period("02", 2, 28, true), period("03", 3, 31, false)},
		Journals: []Journal{{Code: "AANK", Name: "Aankopen", Kind: JournalPurchase, Last: 20260017}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if list.Periods[0].Locked {
		t.Error("the list itself was changed")
	}
}
