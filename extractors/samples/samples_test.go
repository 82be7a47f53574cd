package samples

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/eval"
)

func TestSameRecipeSameBytes(t *testing.T) {
	t.Parallel()
	for layout := range uint64(20) {
		recipe := Recipe{Layout: layout, Document: 1}
		a, b := recipe.Make(), recipe.Make()
		if !bytes.Equal(a.PDF, b.PDF) {
			t.Errorf("layout %d: two runs make two files", layout)
		}
	}
	if a, b := (Recipe{Layout: 1}).Make(), (Recipe{Layout: 2}).Make(); bytes.Equal(a.PDF, b.PDF) {
		t.Error("two layouts make the same file")
	}
}

// shown are the texts of a file's content streams. They are not compressed.
func shown(file []byte) string {
	var all strings.Builder
	for _, found := range regexp.MustCompile(`<([0-9a-f]+)> Tj`).FindAllSubmatch(file, -1) {
		text, _ := hex.DecodeString(string(found[1])) // the pattern has pairs of digits only
		all.Write(text)
		all.WriteByte(' ')
	}
	return strings.ToValidUTF8(all.String(), "")
}

func TestEveryKindInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, kind := range invoer.Kinds {
		if kind == invoer.KindContract {
			continue // none is made
		}
		for _, language := range Languages {
			for layout := range uint64(8) {
				made := Recipe{Layout: layout, Document: 2, Kind: kind, Language: language}.Make()
				if made.Truth.DocType != string(kind) || made.Truth.Language != language || made.Pages < 1 {
					t.Errorf("%s in %s: truth %+v on %d pages", kind, language, made.Truth, made.Pages)
				}
				checkTruth(t, made)
			}
		}
	}
}

// checkTruth holds a truth to its form and to what the file shows.
func checkTruth(t *testing.T, made Sample) {
	t.Helper()
	line, err := json.Marshal(made.Truth)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eval.ReadTruth(bytes.NewReader(line)); err != nil {
		t.Fatal(err)
	}
	fields := made.Truth.Fields
	text := squeezed(shown(made.PDF))
	for _, name := range []string{"supplier_vat", "customer_vat", "supplier_iban", "structured_ref", "invoice_number"} {
		value, there := fields[name].(string)
		if there && !strings.Contains(text, strings.TrimPrefix(squeezed(value), "BE")) && !slices.Contains(made.Truth.Ambiguous, name) {
			t.Errorf("%s: %s %q is not printed", made.Truth.ID, name, value)
		}
	}
	if vat, there := fields["supplier_vat"].(string); there {
		if _, err := invoer.ParseVATNumber(vat); err != nil {
			t.Errorf("%s: %v", made.Truth.ID, err)
		}
	}
	if iban, there := fields["supplier_iban"].(string); there {
		if _, err := invoer.ParseIBAN(iban); err != nil {
			t.Errorf("%s: %v", made.Truth.ID, err)
		}
	}
}

// squeezed keeps letters and digits.
func squeezed(s string) string {
	return regexp.MustCompile(`[^0-9A-Za-z]`).ReplaceAllString(s, "")
}

func TestSumsAddUp(t *testing.T) {
	t.Parallel()
	for layout := range uint64(60) {
		s := composed(layout, "", "")
		sum := billFor(newDice(layout, "test"), s).sums
		if sum.net+sum.vat != sum.total {
			t.Errorf("layout %d: %d + %d is not %d", layout, sum.net, sum.vat, sum.total)
		}
	}
}

func TestNumbersHaveTheirCheckDigits(t *testing.T) {
	t.Parallel()
	d := newDice(1, "test")
	for range 200 {
		if _, err := invoer.ParseVATNumber(belgianVAT(d)); err != nil {
			t.Error(err)
		}
		if _, err := invoer.ParseReference(structured(d)); err != nil {
			t.Error(err)
		}
		for _, country := range []string{"BE", "NL", "DE", "FR", "LU", "IE", "GB"} {
			if _, err := invoer.ParseIBAN(ibanOf(d, country)); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestNotation(t *testing.T) {
	t.Parallel()
	l := lexicons["nl"]
	day := invoer.Date{Year: 2026, Month: 3, Day: 5}
	cases := map[string]string{
		"d/m/y": "5/3/2026", "dd.mm.yy": "05.03.26", "d month y": "5 maart 2026", "weekday": "donderdag 5 maart 2026",
		"iso": "2026-03-05", "dd-mon-y": "05-mrt-2026",
	}
	for form, want := range cases {
		if got := (notation{date: form}).day(day, l); got != want {
			t.Errorf("%s: got %q, want %q", form, got, want)
		}
	}
	n := notation{thousands: ".", point: ",", before: "€ ", minus: "behind", vat: "BE 0123.456.789"}
	for got, want := range map[string]string{
		n.money(-123456789): "€ 1.234.567,89-", n.plain(5): "0,05", n.decimal(12500, 4, 2): "1,25", n.decimal(3000, 3, 0): "3",
		n.vatNumber("BE0477574154"): "BE 0477.574.154",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
