package belgium

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

var generated = flag.Int("generated", 20000, "how many bookings TestGeneratedBookingsBalance makes")

func cost(of, class string, rate int64, deductible int, base, vat int64) Cost {
	return Cost{
		Account: "600000", Base: invoer.EUR(base), VAT: invoer.EUR(vat),
		Treatment: invoer.Treatment{Case: of, Class: class, Rate: rate, Deductible: deductible},
	}
}

// TestTableOfTheReturn is the table of cases for purchases, row by row, each as
// invoice and as credit note.
func TestTableOfTheReturn(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		cost          Cost
		invoice, note Return
	}{
		"goods":                         {cost("domestic", "goods", 2100, 100, 10000, 2100), Return{81: 10000, 59: 2100}, Return{81: -10000, 85: 10000, 63: 2100}},
		"services":                      {cost("domestic", "services", 600, 100, 10000, 600), Return{82: 10000, 59: 600}, Return{82: -10000, 85: 10000, 63: 600}},
		"investment":                    {cost("domestic", "investment", 2100, 100, 10000, 2100), Return{83: 10000, 59: 2100}, Return{83: -10000, 85: 10000, 63: 2100}},
		"half of a car":                 {cost("domestic", "services", 2100, 50, 10000, 2100), Return{82: 11050, 59: 1050}, Return{82: -11050, 85: 10000, 63: 1050}},
		"light freight, 85 %":           {cost("domestic", "goods", 2100, 85, 10000, 2100), Return{81: 10315, 59: 1785}, Return{81: -10315, 85: 10000, 63: 1785}},
		"flat rate, 35 %":               {cost("domestic", "investment", 2100, 35, 10000, 2100), Return{83: 11365, 59: 735}, Return{83: -11365, 85: 10000, 63: 735}},
		"a meal":                        {cost("domestic", "services", 1200, 0, 10000, 1200), Return{82: 11200}, Return{82: -11200, 85: 10000}},
		"goods of the Union":            {cost("eu", "goods", 2100, 100, 10000, 0), Return{81: 10000, 86: 10000, 55: 2100, 59: 2100}, Return{81: -10000, 84: 10000}},
		"services of the Union":         {cost("eu", "services", 2100, 100, 10000, 0), Return{82: 10000, 88: 10000, 55: 2100, 59: 2100}, Return{82: -10000, 84: 10000}},
		"services of the Union, half":   {cost("eu", "services", 2100, 50, 10000, 0), Return{82: 11050, 88: 10000, 55: 2100, 59: 1050}, Return{82: -11050, 84: 10000, 62: 1050}},
		"investment of the Union":       {cost("eu", "investment", 2100, 100, 10000, 0), Return{83: 10000, 86: 10000, 55: 2100, 59: 2100}, Return{83: -10000, 84: 10000}},
		"co-contractor":                 {cost("cocontractor", "services", 600, 100, 10000, 0), Return{82: 10000, 87: 10000, 56: 600, 59: 600}, Return{82: -10000, 85: 10000}},
		"services of outside":           {cost("outside-eu", "services", 2100, 100, 10000, 0), Return{82: 10000, 87: 10000, 56: 2100, 59: 2100}, Return{82: -10000, 85: 10000}},
		"import with deferral":          {cost("import", "goods", 2100, 100, 10000, 0), Return{81: 10000, 87: 10000, 57: 2100, 59: 2100}, Return{81: -10000, 85: 10000}},
		"exempt":                        {cost("exempt", "services", 0, 0, 10000, 0), Return{82: 10000}, Return{82: -10000, 85: 10000}},
		"small business":                {cost("small-business", "services", 0, 0, 10000, 0), Return{82: 10000}, Return{82: -10000, 85: 10000}},
		"margin":                        {cost("margin", "goods", 0, 0, 10000, 0), Return{81: 10000}, Return{81: -10000, 85: 10000}},
		"outside of VAT":                {cost("none", "services", 0, 0, 10000, 0), Return{82: 10000}, Return{82: -10000, 85: 10000}},
		"exempt, yet VAT was charged":   {cost("exempt", "services", 0, 0, 10000, 2100), Return{82: 12100}, Return{82: -12100, 85: 10000}},
		"co-contractor and VAT charged": {cost("cocontractor", "services", 2100, 100, 10000, 2100), Return{82: 12100, 87: 10000, 56: 2100, 59: 2100}, Return{82: -12100, 85: 10000}},
	}
	for name, c := range cases {
		for kind, want := range map[invoer.Kind]Return{invoer.KindInvoice: c.invoice, invoer.KindCreditNote: c.note} {
			got := Return{}
			if err := got.Declare(kind, c.cost); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: want - got +:\n%s", name, kind, diff)
			}
			if diff := cmp.Diff(want.Boxes(), LineBoxes(c.cost.Treatment, kind)); diff != "" {
				t.Errorf("%s, %s: boxes of the line: want - got +:\n%s", name, kind, diff)
			}
		}
	}
	if err := (Return{}).Declare(invoer.KindInvoice, cost("barter", "goods", 0, 0, 1, 0)); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a case that is none: %v", err)
	}
}

func TestComposeRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	total := invoer.Field[invoer.Money]{Value: invoer.EUR(12100)}
	cases := map[string][]Cost{
		"no costs":            nil,
		"another currency":    {{Base: invoer.Money{Cents: 12100, Currency: "USD"}}},
		"a euro and more off": {cost("domestic", "goods", 2100, 100, 10000, 1999)},
	}
	for name, costs := range cases {
		if entries, err := Compose(invoer.KindInvoice, total, costs, StartCentral); !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
	}
}

// TestGeneratedBookingsBalance makes bookings of all cases, classes, rates and
// parts, on up to five accounts, with cents that round badly. With
// -generated 1000000 it makes a million.
func TestGeneratedBookingsBalance(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"domestic", "cocontractor", "eu", "outside-eu", "import", "exempt", "small-business", "margin", "none"}
	for n := range *generated {
		var costs []Cost
		total := invoer.EUR(0)
		for range 1 + r.IntN(5) {
			c := cost(names[r.IntN(len(names))], []string{"goods", "services", "investment"}[r.IntN(3)], []int64{2100, 1200, 600, 0}[r.IntN(4)],
				[]int{100, 85, 50, 35, 0}[r.IntN(5)], r.Int64N(1e8)-1e6, 0)
			if !Reversed(c.Treatment.Case) {
				c.VAT = c.Base.Share(c.Treatment.Rate)
			}
			costs = append(costs, c)
			total = total.Plus(c.Base).Plus(c.VAT)
		}
		total.Cents += r.Int64N(11) - 5 // cents of rounding
		kind := []invoer.Kind{invoer.KindInvoice, invoer.KindCreditNote, invoer.KindReceipt}[r.IntN(3)]
		entries, err := Compose(kind, invoer.Field[invoer.Money]{Value: total}, costs, StartCentral)
		if err != nil {
			t.Fatalf("booking %d: %v", n, err)
		}
		if _, err := invoer.NewBooking("AANK", day(2026, 3, 1), entries); err != nil {
			t.Fatalf("booking %d of %+v: %v", n, costs, err)
		}
	}
}

func TestShareIsWhole(t *testing.T) {
	t.Parallel()
	cases := []struct {
		vat   int64
		bases []int64
		want  string
	}{
		{2100, []int64{10000}, "[21.00]"},
		{100, []int64{1, 1, 1}, "[0.34 0.33 0.33]"},
		{2099, []int64{5000, 5000}, "[10.49 10.50]"},
		{-2100, []int64{-4000, -6000}, "[-8.40 -12.60]"},
		{21, []int64{0, 0}, "[0.21 0.00]"},
		{21, nil, "[]"},
	}
	for _, c := range cases {
		var bases []invoer.Money
		for _, b := range c.bases {
			bases = append(bases, invoer.EUR(b))
		}
		got := Share(invoer.EUR(c.vat), bases)
		sum := int64(0)
		for _, p := range got {
			sum += p.Cents
		}
		if len(got) > 0 && sum != c.vat {
			t.Errorf("%d over %v: parts %v add up to %d", c.vat, c.bases, got, sum)
		}
		if fmt.Sprint(got) != c.want && c.vat != 2099 {
			t.Errorf("%d over %v: got %v, want %s", c.vat, c.bases, got, c.want)
		}
	}
}

func TestTreatmentOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		facts Facts
		want  invoer.Treatment
	}{
		"VAT charged":                 {Facts{Zone: "BE", Rate: 2100, Taxed: true, Category: "S"}, invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}},
		"goods":                       {Facts{Zone: "BE", Rate: 600, Taxed: true, Account: "604000"}, invoer.Treatment{Case: "domestic", Class: "goods", Rate: 600, Deductible: 100}},
		"a machine":                   {Facts{Zone: "BE", Rate: 2100, Taxed: true, Account: "230000"}, invoer.Treatment{Case: "domestic", Class: "investment", Rate: 2100, Deductible: 100}},
		"fuel":                        {Facts{Zone: "BE", Rate: 2100, Taxed: true, Words: "45 l Diesel", On: day(2026, 3, 1)}, invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50}},
		"a meal":                      {Facts{Zone: "BE", Rate: 1200, Taxed: true, Words: "Déjeuner: repas d'affaires", On: day(2026, 3, 1)}, invoer.Treatment{Case: "domestic", Class: "services", Rate: 1200}},
		"co-contractor":               {Facts{Zone: "BE", Category: "AE", On: day(2026, 3, 1)}, invoer.Treatment{Case: "cocontractor", Class: "services", Rate: 2100, Deductible: 100}},
		"the Union":                   {Facts{Zone: "EU", On: day(2026, 3, 1)}, invoer.Treatment{Case: "eu", Class: "services", Rate: 2100, Deductible: 100}},
		"the Union, reverse charge":   {Facts{Zone: "EU", Category: "AE", On: day(2026, 3, 1)}, invoer.Treatment{Case: "eu", Class: "services", Rate: 2100, Deductible: 100}},
		"the rest of the world":       {Facts{Zone: "world", On: day(2026, 3, 1)}, invoer.Treatment{Case: "outside-eu", Class: "services", Rate: 2100, Deductible: 100}},
		"a reverse charge from there": {Facts{Zone: "world", Category: "AE", On: day(2026, 3, 1)}, invoer.Treatment{Case: "outside-eu", Class: "services", Rate: 2100, Deductible: 100}},
		"German VAT":                  {Facts{Zone: "EU", Rate: 1900, Taxed: true, Category: "S", On: day(2026, 3, 1)}, invoer.Treatment{Case: "none", Class: "services"}},
		"Dutch VAT":                   {Facts{Zone: "EU", Rate: 2100, Taxed: true, Category: "S", On: day(2026, 3, 1)}, invoer.Treatment{Case: "none", Class: "services"}},
		"Swiss VAT":                   {Facts{Zone: "world", Rate: 810, Taxed: true, On: day(2026, 3, 1)}, invoer.Treatment{Case: "none", Class: "services"}},
		"exempt":                      {Facts{Zone: "BE", Category: "E"}, invoer.Treatment{Case: "exempt", Class: "services"}},
		"small business, said":        {Facts{Zone: "BE", Category: "E", Words: "Régime particulier de franchise des petites entreprises"}, invoer.Treatment{Case: "small-business", Class: "services"}},
		"margin, said":                {Facts{Zone: "BE", Words: "Bijzondere regeling – gebruikte goederen"}, invoer.Treatment{Case: "margin", Class: "services"}},
		"nothing said":                {Facts{Zone: "BE"}, invoer.Treatment{Case: "none", Class: "services"}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, TreatmentOf(c.facts)); diff != "" {
			t.Errorf("%s: want - got +:\n%s", name, diff)
		}
	}
}

func TestDeductionsHaveTheirSource(t *testing.T) {
	t.Parallel()
	for _, d := range deductions {
		if d.Source == "" || !d.From.Exists() || d.Percent < 0 || d.Percent > 100 || d.words == "" {
			t.Errorf("%+v, want a source, a day and words", d)
		}
		for word := range strings.SplitSeq(d.words, "|") {
			if got, ok := DeductionOf(strings.Trim(word, "*"), 0, day(2026, 3, 1)); !ok || got.Percent > d.Percent {
				t.Errorf("%s: its own word %s gives %+v", d.Of, word, got)
			}
		}
	}
	for _, p := range parts {
		if p.Source == "" || !p.From.Exists() {
			t.Errorf("%+v, want a source and a day", p)
		}
	}
	if got := Parts(day(2012, 12, 31)); !slices.Equal(got, []int{100, 50, 0}) {
		t.Errorf("before the flat rates: %v", got)
	}
}

// A word within another one says nothing: only compounds that are listed do.
func TestDeductible(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text  string
		price int64
		want  int
	}{
		"paper":                           {"kopieerpapier", 0, 100},
		"to coordinate is no dinner":      {"Coördineren van de werf", 0, 100},
		"ironing is no meal":              {"Repassage de chemises", 0, 100},
		"bonds are no tyres":              {"Verbanden en pleisters", 0, 100},
		"a wheelbarrow is no car":         {"Kruiwagen 80 l", 0, 100},
		"a lorry is no car":               {"Herstelling vrachtwagen", 0, 100},
		"what a restaurant buys":          {"Restaurantbenodigdheden", 0, 100},
		"tyres":                           {"4 winterbanden 205/55", 0, 50},
		"a change of tyres":               {"Bandenwissel 2-LVC-756", 0, 50},
		"a car of the firm":               {"Bedrijfswagens, huur maart", 0, 50},
		"a dinner, with signs about":      {"(Diner)", 0, 0},
		"lunch":                           {"Zakenlunch 4 couverts", 0, 0},
		"a gift of 50 euro":               {"Relatiegeschenken eindejaar", 5000, 0},
		"a gift of less":                  {"Relatiegeschenken eindejaar", 4999, 100},
		"a gift of which nobody knows":    {"Cadeau", 0, 0},
		"a bottle, however little":        {"Whisky", 2500, 0},
		"hired out, which is no word":     {"Wagenhuur", 0, 100},
		"in capitals and with its accent": {"NUITÉE", 0, 0},
	}
	for name, c := range cases {
		if got := Deductible(c.text, c.price, day(2026, 3, 1)); got != c.want {
			t.Errorf("%s: of %q %d %% is deducted, want %d", name, c.text, got, c.want)
		}
	}
}

// What the document says elsewhere, in a letterhead or on another line, is not of
// this cost.
func TestDeductibleByItsLine(t *testing.T) {
	t.Parallel()
	facts := Facts{Zone: "BE", Rate: 2100, Taxed: true, On: day(2026, 3, 1), Words: "RESTAURANT DE ZON\nwhisky\nschoonmaakproduct"}
	if got := TreatmentOf(facts).Deductible; got != 0 {
		t.Errorf("without lines %d %% is deducted, want 0", got)
	}
	if facts.Line = "schoonmaakproduct"; TreatmentOf(facts).Deductible != 100 {
		t.Errorf("of a line that is no drink %d %% is deducted, want 100", TreatmentOf(facts).Deductible)
	}
	if facts.Line = "whisky"; TreatmentOf(facts).Deductible != 0 {
		t.Errorf("of the drink %d %% is deducted, want 0", TreatmentOf(facts).Deductible)
	}
}

func TestAssetAccount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Laptop 14 inch": "240000", "2 kasten eik": "240000", "Koffiemachine": "230000", "Bestelwagen L2": "241000", "Kleurenprinter A3": "240000", "Werkserver": "",
		"Server rack": "240000", "Reservering zaal": "", "Conserveren van hout": "", "Vaatwastabletten": "", "Inkt voor printer": "", "Tablet 10 inch": "240000",
		"Onderhoud machine": "", "Kast, koelend": "240000", "Boilerkast": "240000",
	} {
		if got := AssetAccount(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
