package ledger

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// garage is the example of the booking contract.
const garage = `{"id":"b00017","client":"K001","date":"2026-03-05","doc_type":"invoice","currency":"EUR",` +
	`"supplier":{"name":"Garage Peeters bv","vat":"BE0477574154","iban":"BE71096123456769","country":"BE","nace":"45201"},` +
	`"totals":{"excl":"100.00","vat":"21.00","incl":"121.00","breakdown":[{"rate":"21","base":"100.00","vat":"21.00","category":"S"}]},` +
	`"lines":[{"description":"Onderhoud 60.000 km","quantity":"1","unit_price":"100.00","rate":"21","total":"100.00"}],` +
	`"text":"words of the document, when known",` +
	`"booking":{"journal":"AANK","entries":[` +
	`{"account":"613400","amount":"100.00","treatment":{"case":"domestic","class":"services","rate":"21","deductible":50},"analytic":{"vehicle":"1-ABC-123"}}]}}`

func readAll(text string) (all []Purchase, err error) {
	faults, err := Read(strings.NewReader(text), func(p Purchase) error {
		all = append(all, p)
		return nil
	})
	return all, errors.Join(append(faults, err)...)
}

func TestContractIsReadAndWritten(t *testing.T) {
	t.Parallel()
	all, err := readAll("\ufeff" + garage + "\n\n")
	if err != nil || len(all) != 1 {
		t.Fatalf("read %d purchases, %v", len(all), err)
	}
	want := Purchase{
		ID: "b00017", Client: "K001", Date: invoer.Date{Year: 2026, Month: 3, Day: 5}, Kind: invoer.KindInvoice,
		Supplier: Supplier{"Garage Peeters bv", "BE0477574154", "BE71096123456769", "BE", "45201"},
		Excl:     invoer.EUR(10000), VAT: invoer.EUR(2100), Incl: invoer.EUR(12100),
		Rates: []Rate{{2100, invoer.EUR(10000), invoer.EUR(2100), "S"}},
		Lines: []Line{{"Onderhoud 60.000 km", "1", "100.00", 2100, invoer.EUR(10000)}},
		Text:  "words of the document, when known", Journal: "AANK",
		Entries: []Entry{{
			"613400", invoer.EUR(10000),
			invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50},
			map[string]string{"vehicle": "1-ABC-123"},
		}},
	}
	if diff := cmp.Diff(want, all[0]); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
	written, err := json.Marshal(all[0])
	if err != nil || string(written) != garage {
		t.Errorf("written again:\n%s\nwant\n%s (%v)", written, garage, err)
	}
}

func TestNumbersAreTolerated(t *testing.T) {
	t.Parallel()
	all, err := readAll(strings.NewReplacer(`"613400"`, `613400`, `"rate":"21","deductible"`, `"rate":21,"deductible"`, `"rate":"21","total"`, `"rate":null,"total"`).Replace(garage))
	if err != nil {
		t.Fatal(err)
	}
	e := all[0].Entries[0]
	if e.Account != "613400" || e.Treatment.Rate != 2100 || all[0].Lines[0].Percent != UnknownRate {
		t.Errorf("got %+v, line %+v", e, all[0].Lines[0])
	}
}

// A total without VAT that is not there is that of the breakdown, else the total
// less VAT, else what was booked.
func TestTotalWithoutVATIsMadeUpFor(t *testing.T) {
	t.Parallel()
	without := strings.Replace(garage, `"excl":"100.00",`, "", 1)
	breakdown := `"breakdown":[{"rate":"21","base":"100.00","vat":"21.00","category":"S"}]`
	for name, text := range map[string]string{
		"by its breakdown":     without,
		"by the total and VAT": strings.Replace(without, breakdown, `"breakdown":[]`, 1),
		"by what was booked":   strings.NewReplacer(breakdown, `"breakdown":[]`, `"vat":"21.00","incl"`, `"incl"`).Replace(without),
	} {
		if all, err := readAll(text); err != nil || len(all) != 1 || all[0].Excl != invoer.EUR(10000) || all[0].Adds() != nil {
			t.Errorf("%s: %+v, %v; want 100.00", name, all, err)
		}
	}
}

func TestFaultyLinesAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ was, is, want string }{
		"a day that is none":                 {"2026-03-05", "2026-02-30", "line 2"},
		"thousandths":                        {`"amount":"100.00"`, `"amount":"100.001"`, "entries.amount"},
		"no id":                              {`"b00017"`, `""`, "without id"},
		"no account":                         {`"613400"`, `""`, "without account"},
		"an order":                           {`"invoice"`, `"order"`, "doc_type"},
		"cut in the middle":                  {`"booking"`, "\n", "line 2"},
		"a list in the place of an account":  {`"613400"`, `["613400"]`, "want text"},
		"an account that is an object, even": {`"613400"`, `{}`, "want text"},
	}
	for name, c := range cases {
		all, err := readAll(garage + "\n" + strings.Replace(garage, c.was, c.is, 1))
		if !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), c.want) || len(all) != 1 {
			t.Errorf("%s: read %d, %v; want 1 and an error with %q", name, len(all), err, c.want)
		}
	}
}

func TestEntriesAddUp(t *testing.T) {
	t.Parallel()
	all, err := readAll(garage + "\n" + strings.Replace(garage, `"amount":"100.00"`, `"amount":"99.00"`, 1))
	if err != nil || len(all) != 2 {
		t.Fatalf("read %d, %v", len(all), err)
	}
	if err := all[0].Adds(); err != nil {
		t.Error(err)
	}
	if err := all[1].Adds(); err == nil || !strings.Contains(err.Error(), "add up to 99.00, want 100.00") {
		t.Errorf("got %v", err)
	}
}

func TestProposedIsWrittenAsTheContractSays(t *testing.T) {
	t.Parallel()
	p := Proposed{ID: "b1", Automatic: true, Entries: []ProposedEntry{{
		Entry:      Entry{Account: "613400", Amount: invoer.EUR(10000), Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 550, Deductible: 50}},
		Confidence: 97, Alternatives: []string{"613000"}, Why: "as the last 14 of this supplier",
	}}}
	const want = `{"id":"b1","entries":[{"account":"613400","amount":"100.00","treatment":{"case":"domestic","class":"services","rate":"5.5","deductible":50},` +
		`"confidence":97,"alternatives":["613000"],"why":"as the last 14 of this supplier"}],"automatic":true}`
	if got, err := json.Marshal(p); err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s (%v)", got, want, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(garage)
	f.Add(`{"id":"x","totals":{"excl":{}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := readAll(text)
		for _, p := range all {
			if p.check() != nil {
				t.Errorf("%q gave %+v, which is not well formed", text, p)
			}
		}
		_ = err // any text may be refused
	})
}
