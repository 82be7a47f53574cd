package belgium

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestRatesOfADay(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		on   invoer.Date
		want []int64
	}{
		"today":                {day(2026, 11, 24), []int64{2100, 1200, 600, 0}},
		"the first day of 21":  {day(1996, 1, 1), []int64{2100, 1200, 600, 0}},
		"the day before":       {day(1995, 12, 31), []int64{1200, 600, 0}},
		"before there was VAT": {day(1970, 12, 31), nil},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, Rates(c.on)); diff != "" {
			t.Errorf("%s: Rates(%s): want - got +:\n%s", name, c.on, diff)
		}
	}
}

// TestRatesThatChanged: the reform of March 2026 holds from its first day.
func TestRatesThatChanged(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		supply Supply
		on     invoer.Date
		want   int64
		ok     bool
	}{
		"a room, last day of before":        {Accommodation, day(2026, 2, 28), 600, true},
		"a room, first day of after":        {Accommodation, day(2026, 3, 1), 1200, true},
		"pesticides, last day of before":    {Pesticides, day(2026, 2, 28), 1200, true},
		"pesticides, first day of after":    {Pesticides, day(2026, 3, 1), 2100, true},
		"what we know no change of":         {"books", day(2026, 3, 1), 0, false},
		"a day of which we know too little": {Pesticides, day(1980, 3, 1), 0, false},
	}
	for name, c := range cases {
		got, ok := RateOf(c.supply, c.on)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: RateOf(%s, %s) = %d, %v; want %d, %v", name, c.supply, c.on, got, ok, c.want, c.ok)
		}
	}
}

func TestStandard(t *testing.T) {
	t.Parallel()
	for _, on := range []invoer.Date{day(2026, 11, 24), day(1990, 1, 1), {}} {
		if got := Standard(on); got != 2100 {
			t.Errorf("Standard(%s) = %d, want 2100", on, got)
		}
	}
}

func TestEveryRateHasItsSource(t *testing.T) {
	t.Parallel()
	all := append([]Rate{}, rates...)
	for _, list := range supplies {
		all = append(all, list...)
	}
	for _, r := range all {
		if r.Source == "" || !r.From.Exists() {
			t.Errorf("rate %+v, want a day from which it holds and a source", r)
		}
	}
}

func TestBoxesOf(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		treatment invoer.Treatment
		kind      invoer.Kind
		want      Boxes
		ok        bool
	}{
		"goods for resale":              {invoer.Treatment{Case: "domestic", Class: "goods", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{81}, Deductible: 59}, true},
		"services":                      {invoer.Treatment{Case: "domestic", Class: "services", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{82}, Deductible: 59}, true},
		"a machine":                     {invoer.Treatment{Case: "domestic", Class: "investment", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{83}, Deductible: 59}, true},
		"half of a car":                 {invoer.Treatment{Case: "domestic", Class: "services", Deductible: 50}, invoer.KindInvoice, Boxes{Base: []int{82}, Deductible: 59}, true},
		"a meal":                        {invoer.Treatment{Case: "domestic", Class: "services", Deductible: 0}, invoer.KindInvoice, Boxes{Base: []int{82}}, true},
		"goods of the Union":            {invoer.Treatment{Case: "eu", Class: "goods", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{81, 86}, Due: 55, Deductible: 59}, true},
		"services of the Union":         {invoer.Treatment{Case: "eu", Class: "services", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{82, 88}, Due: 55, Deductible: 59}, true},
		"a contractor":                  {invoer.Treatment{Case: "cocontractor", Class: "services", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{82, 87}, Due: 56, Deductible: 59}, true},
		"import with deferral":          {invoer.Treatment{Case: "import", Class: "goods", Deductible: 100}, invoer.KindInvoice, Boxes{Base: []int{81, 87}, Due: 57, Deductible: 59}, true},
		"a small business":              {invoer.Treatment{Case: "small-business", Class: "services"}, invoer.KindInvoice, Boxes{Base: []int{82}}, true},
		"a credit note":                 {invoer.Treatment{Case: "domestic", Class: "goods", Deductible: 100}, invoer.KindCreditNote, Boxes{Base: []int{81, 85}, Regulated: 63}, true},
		"a credit note of the Union":    {invoer.Treatment{Case: "eu", Class: "goods", Deductible: 100}, invoer.KindCreditNote, Boxes{Base: []int{81, 84}}, true},
		"a credit note of a contractor": {invoer.Treatment{Case: "cocontractor", Class: "services", Deductible: 100}, invoer.KindCreditNote, Boxes{Base: []int{82, 85}}, true},
		"a case that is none":           {invoer.Treatment{Case: "barter", Class: "goods"}, invoer.KindInvoice, Boxes{}, false},
		"a class that is none":          {invoer.Treatment{Case: "domestic", Class: "gold"}, invoer.KindInvoice, Boxes{}, false},
	}
	for name, c := range cases {
		got, ok := BoxesOf(c.treatment, c.kind)
		if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
			t.Errorf("%s: ok %v, want %v; want - got +:\n%s", name, ok, c.ok, diff)
		}
	}
}

func TestCostAccount(t *testing.T) {
	t.Parallel()
	for class, want := range map[string]string{"goods": "604000", "services": "612000", "investment": "240000", "": "612000"} {
		if got := CostAccount(class); got != want {
			t.Errorf("CostAccount(%q) = %s, want %s", class, got, want)
		}
	}
}
