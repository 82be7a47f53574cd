package winbooks

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/invoer/invoer"
)

var march5 = invoer.Date{Year: 2026, Month: time.March, Day: 5}

var garage = invoer.Third{
	Number: "GARAGE001", Name: "Garage Peeters bv", VAT: "BE0477574154", IBAN: "BE71096123456769", Street: "Kerkstraat 1",
	Postcode: "9000", City: "Gent", Country: "BE", Language: "nl", Account: "613400", Central: "440000", Terms: "30", Currency: "EUR",
}

var timber = invoer.Third{
	Number: "HOUT001", Name: "Houthandel de Vries B.V.", VAT: "NL671274958B01", IBAN: "NL91ABNA0417164300", Street: "Dijk 5",
	Postcode: "1234 AB", City: "Sluis", Language: "nl", Terms: "30E",
}

var watches = invoer.Third{
	Number: "UHREN001", Name: "Uhren Müller & Söhne Aktiengesellschaft Zweigniederlassung Łódź", IBAN: "CH9300762011623852957",
	Street: "Bahnhofstrasse 1", Postcode: "8001", City: "Zürich", Country: "CH", Language: "de",
}

func treated(of, class string, rate int64, deductible int) invoer.Treatment {
	return invoer.Treatment{Case: of, Class: class, Rate: rate * 100, Deductible: deductible}
}

var settings = Settings{Central: "440000", VATCodes: []invoer.VATCode{
	{Code: "261450", Treatment: treated("domestic", "services", 21, 50)},
	{Code: "262100", Treatment: treated("cocontractor", "services", 21, 100)},
	{Code: "222121", Treatment: treated("eu", "goods", 21, 100)},
	{Code: "222221", Treatment: treated("eu", "services", 21, 100)},
	{Code: "232121", Treatment: treated("import", "goods", 21, 100)},
	{Code: "244000", Treatment: treated("exempt", "services", 0, 0)},
}}

type line struct {
	side    invoer.Side
	account string
	cents   int64
	how     invoer.Treatment
	text    string
}

// of makes a purchase of the garage; others are made of it.
func of(number string, lines ...line) invoer.Posting {
	p := invoer.Posting{
		Document: "d-" + invoer.DocumentID(number), Number: number, Supplier: garage,
		Journal: invoer.Journal{Code: "AANK", Kind: invoer.JournalPurchase}, Period: invoer.Period{Year: "6", Number: "03"},
	}
	p.Invoice.Kind = invoer.KindInvoice
	p.Invoice.Number.Value = "2026/17"
	p.Invoice.Issued.Value, p.Invoice.Due.Value = march5, march5.AddDays(30)
	p.Booking = invoer.Booking{Journal: "AANK", Date: march5}
	for _, l := range lines {
		p.Booking.Entries = append(p.Booking.Entries, invoer.Entry{Side: l.side, Account: l.account, Amount: invoer.EUR(l.cents), Treatment: l.how, Text: l.text})
	}
	return p
}

func from(t invoer.Third, number string, p invoer.Posting) invoer.Posting {
	p.Supplier, p.Invoice.Number.Value = t, number
	return p
}

func simple(number string, rate, vat int64) invoer.Posting {
	how := treated("domestic", "goods", rate, 100)
	return of(number, line{invoer.SideCost, "604000", 10000, how, ""}, line{invoer.SideVAT, "411000", vat, how, ""}, line{invoer.SideSupplier, "440000", -10000 - vat, invoer.Treatment{}, ""})
}

func reversed(number, account string, base, vat int64, how invoer.Treatment) invoer.Posting {
	return of(
		number, line{invoer.SideCost, account, base, how, ""}, line{invoer.SideVAT, "411000", vat, how, ""},
		line{invoer.SideVAT, "451000", -vat, how, ""}, line{invoer.SideSupplier, "440000", -base, invoer.Treatment{}, ""},
	)
}

func credit(number string) invoer.Posting {
	how := treated("domestic", "services", 21, 100)
	p := of(number, line{invoer.SideCost, "613400", -10000, how, ""}, line{invoer.SideVAT, "411000", -2100, how, ""}, line{invoer.SideSupplier, "440000", 12100, invoer.Treatment{}, ""})
	p.Invoice.Kind = invoer.KindCreditNote
	return p
}

// purchases are the documents behind testdata/winbooks, by folder.
func purchases() map[string]invoer.Posting {
	services := treated("domestic", "services", 21, 100)
	goods21, services6 := treated("domestic", "goods", 21, 100), treated("domestic", "services", 6, 100)
	car := treated("domestic", "services", 21, 50)
	all := map[string]invoer.Posting{
		"domestic-21": of("20260001", line{invoer.SideCost, "613400", 10000, services, ""}, line{invoer.SideVAT, "411000", 2100, services, ""}, line{invoer.SideSupplier, "440000", -12100, invoer.Treatment{}, ""}),
		"domestic-12": simple("20260002", 12, 1200),
		"domestic-6":  simple("20260003", 6, 600),
		"mixed-rates": of(
			"20260004", line{invoer.SideCost, "604000", 10000, goods21, "Papier"}, line{invoer.SideCost, "604000", 1234, goods21, "Inkt"},
			line{invoer.SideVAT, "411000", 2359, goods21, ""}, line{invoer.SideCost, "612000", 14837, services6, "Koffie"},
			line{invoer.SideVAT, "411000", 890, services6, ""}, line{invoer.SideSupplier, "440000", -29320, invoer.Treatment{}, ""},
		),
		"car-50":          of("20260005", line{invoer.SideCost, "613400", 11051, car, ""}, line{invoer.SideVAT, "411000", 1050, car, ""}, line{invoer.SideSupplier, "440000", -12101, invoer.Treatment{}, ""}),
		"cocontractor":    reversed("20260006", "611000", 100000, 21000, treated("cocontractor", "services", 21, 100)),
		"eu-goods":        from(timber, "V-88", reversed("20260007", "600000", 50000, 10500, treated("eu", "goods", 21, 100))),
		"eu-services":     from(timber, "V-88", reversed("20260008", "613000", 20000, 4200, treated("eu", "services", 21, 100))),
		"import-deferral": from(watches, "R 5", reversed("20260009", "604000", 30000, 6300, treated("import", "goods", 21, 100))),
		"exempt": of(
			"20260010", line{invoer.SideCost, "613000", 8000, treated("exempt", "services", 0, 0), ""},
			line{invoer.SideSupplier, "440000", -8000, invoer.Treatment{}, ""},
		),
		"credit-note-same-journal": credit("20260011"),
		"credit-note":              credit("20260001"),
		"foreign-currency":         abroad(),
	}
	first := all["domestic-21"]
	first.Invoice.Reference.Value = "090933755493"
	all["domestic-21"] = first
	noted := all["credit-note"]
	noted.Journal = invoer.Journal{Code: "AANKCN", Kind: invoer.JournalPurchaseCredit}
	all["credit-note"] = noted
	half := all["car-50"]
	half.Invoice.Breakdown = []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(10001), VAT: invoer.EUR(2100)}}
	all["car-50"] = half
	return all
}

func abroad() invoer.Posting {
	services := treated("domestic", "services", 21, 100)
	p := of("20260012", line{invoer.SideCost, "613400", 10000, services, ""}, line{invoer.SideVAT, "411000", 2100, services, ""}, line{invoer.SideSupplier, "440000", -12100, invoer.Treatment{}, ""})
	for i := range p.Booking.Entries {
		p.Booking.Entries[i].Amount.Currency = "USD"
	}
	p.Rate = "1.0843"
	return p
}

// The files in testdata/winbooks were written by hand from the rules.
func TestFilesMadeByHand(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../../testdata/winbooks/*/ACT.TXT")
	if err != nil || len(folders) != len(purchases()) {
		t.Fatalf("%d folders in testdata/winbooks (%v), want %d", len(folders), err, len(purchases()))
	}
	for name, p := range purchases() {
		f, err := Write([]invoer.Posting{p}, settings)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for file, got := range map[string][]byte{"ACT.TXT": f.ACT, "CSF.TXT": f.CSF} {
			want, err := os.ReadFile(filepath.Join("../../testdata/winbooks", name, file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(shown(want), shown(got)); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", name, file, diff)
			}
		}
	}
}

func shown(file []byte) []string {
	text, _ := charmap.Windows1252.NewDecoder().Bytes(file) // it decodes every byte
	return strings.Split(string(text), "\r\n")
}

func TestDocumentsAddUpToNothing(t *testing.T) {
	t.Parallel()
	for name, p := range purchases() {
		rows := (&writer{}).entries([]invoer.Posting{p}, settings)
		var sum int64
		for _, r := range rows {
			if r.values["DOCTYPE"] == ofBase {
				continue
			}
			cents, err := invoer.ParseDecimal(r.values["AMOUNTEUR"], 2)
			if err != nil || cents == 0 {
				t.Errorf("%s: amount %q of a record of type %s (%v), want one that is not zero", name, r.values["AMOUNTEUR"], r.values["DOCTYPE"], err)
			}
			sum += cents
		}
		if sum != 0 {
			t.Errorf("%s: records add up to %d cents, want 0", name, sum)
		}
	}
}

// told gives the records of a posting in a few words: type, account, amount,
// VAT code and base.
func told(t *testing.T, p invoer.Posting, s Settings) []string {
	t.Helper()
	w := &writer{}
	var lines []string
	for _, r := range w.entries([]invoer.Posting{p}, s) {
		v := r.values
		lines = append(lines, strings.Join([]string{v["DOCTYPE"], v["ACCOUNTGL"], v["AMOUNTEUR"], v["VATCODE"], v["VATBASE"]}, " "))
	}
	if len(w.faults) > 0 {
		t.Errorf("faults %v, want none", w.faults)
	}
	return lines
}

// A deposit that is deducted has its VAT the other way round, on the same
// accounts.
func TestReverseChargeWithANegativeLine(t *testing.T) {
	t.Parallel()
	how := treated("cocontractor", "services", 21, 100)
	lines := func(recover, pay string, sign int64) []line {
		return []line{
			{invoer.SideCost, "611000", sign * 100000, how, ""},
			{invoer.SideVAT, recover, sign * 21000, how, ""},
			{invoer.SideVAT, pay, sign * -21000, how, ""},
			{invoer.SideCost, "611000", sign * -30000, how, ""},
			{invoer.SideVAT, recover, sign * -6300, how, ""},
			{invoer.SideVAT, pay, sign * 6300, how, ""},
			{invoer.SideSupplier, "440000", sign * -70000, invoer.Treatment{}, ""},
		}
	}
	note := of("20260001", lines("411000", "451000", -1)...)
	note.Invoice.Kind, note.Journal.Kind = invoer.KindCreditNote, invoer.JournalPurchaseCredit
	own := settings
	own.VATCodes = []invoer.VATCode{{Code: "262100", Treatment: how, Deductible: "499100", Due: "499200"}}
	for name, c := range map[string]struct {
		posting  invoer.Posting
		settings Settings
		want     []string
	}{
		"the minimum chart": {of("20260001", lines("411000", "451000", 1)...), settings, []string{
			"2 440000 -700.00  ", "3 611000 1000.00  ", "3 611000 -300.00  ", "3 411000 147.00 262100 700.00", "3 451000 -147.00 262100 700.00",
		}},
		"a credit note": {note, settings, []string{
			"2 440000 700.00  ", "3 611000 -1000.00  ", "3 611000 300.00  ", "3 411000 -147.00 262100 700.00", "3 451000 147.00 262100 700.00",
		}},
		"the firm's own accounts": {of("20260001", lines("499100", "499200", 1)...), own, []string{
			"2 440000 -700.00  ", "3 611000 1000.00  ", "3 611000 -300.00  ", "3 499100 147.00 262100 700.00", "3 499200 -147.00 262100 700.00",
		}},
	} {
		if diff := cmp.Diff(c.want, told(t, c.posting, c.settings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Goods and services under one code have one VAT line, and so has what else a
// firm gives one code; half of a car is not all of it.
func TestOneVATLineForACode(t *testing.T) {
	t.Parallel()
	goods, services := treated("domestic", "goods", 21, 100), treated("domestic", "services", 21, 100)
	carGoods, carServices := treated("domestic", "goods", 21, 50), treated("domestic", "services", 21, 50)
	exempt, margin := treated("exempt", "services", 0, 0), treated("margin", "services", 0, 0)
	both := settings
	both.VATCodes = append([]invoer.VATCode{{Code: "261450", Treatment: carGoods}}, settings.VATCodes...)
	halves := of(
		"20260001", line{invoer.SideCost, "604000", 5528, carGoods, ""}, line{invoer.SideVAT, "411000", 525, carGoods, ""},
		line{invoer.SideCost, "613400", 5523, carServices, ""}, line{invoer.SideVAT, "411000", 525, carServices, ""},
		line{invoer.SideSupplier, "440000", -12101, invoer.Treatment{}, ""},
	)
	halves.Invoice.Breakdown = []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(10002), VAT: invoer.EUR(2099)}}
	for name, c := range map[string]struct {
		posting invoer.Posting
		want    []string
	}{
		"the clear rate": {
			of(
				"20260001", line{invoer.SideCost, "604000", 10000, goods, ""}, line{invoer.SideVAT, "411000", 2100, goods, ""},
				line{invoer.SideCost, "613000", 20000, services, ""}, line{invoer.SideVAT, "411000", 4200, services, ""},
				line{invoer.SideSupplier, "440000", -36300, invoer.Treatment{}, ""},
			),
			[]string{"2 440000 -363.00  ", "3 604000 100.00  ", "3 613000 200.00  ", "3 411000 63.00 21 300.00"},
		},
		"half, and the supplier's own base": {halves, []string{"2 440000 -121.01  ", "3 604000 55.28  ", "3 613400 55.23  ", "3 411000 10.50 261450 100.02"}},
		"no VAT": {
			of(
				"20260001", line{invoer.SideCost, "604000", 10000, exempt, ""}, line{invoer.SideCost, "604000", 2000, margin, ""},
				line{invoer.SideSupplier, "440000", -12000, invoer.Treatment{}, ""},
			),
			[]string{"2 440000 -120.00  ", "3 604000 100.00  ", "3 604000 20.00  ", "4   244000 120.00"},
		},
		"all and half": {
			of(
				"20260001", line{invoer.SideCost, "604000", 10000, goods, ""}, line{invoer.SideVAT, "411000", 2100, goods, ""},
				line{invoer.SideCost, "613400", 11050, carServices, ""}, line{invoer.SideVAT, "411000", 1050, carServices, ""},
				line{invoer.SideSupplier, "440000", -24200, invoer.Treatment{}, ""},
			),
			[]string{"2 440000 -242.00  ", "3 604000 100.00  ", "3 613400 110.50  ", "3 411000 21.00 21 100.00", "3 411000 10.50 261450 100.00"},
		},
	} {
		if diff := cmp.Diff(c.want, told(t, c.posting, both)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// No line of a supplier or an account is of nothing: those of costs are left
// out, and a document of which nothing is owed is told.
func TestNoLinesOfNothing(t *testing.T) {
	t.Parallel()
	how := treated("domestic", "goods", 21, 100)
	inRupiah := func(cost, vat, free int64) invoer.Posting {
		p := of(
			"20260001", line{invoer.SideCost, "604000", cost, how, ""}, line{invoer.SideVAT, "411000", vat, how, ""},
			line{invoer.SideCost, "613000", free, how, ""}, line{invoer.SideSupplier, "440000", -cost - vat - free, invoer.Treatment{}, ""},
		)
		for i := range p.Booking.Entries {
			p.Booking.Entries[i].Amount.Currency = "IDR"
		}
		p.Rate = "19000"
		return p
	}
	for name, c := range map[string]struct {
		posting invoer.Posting
		want    []string
	}{
		"a free line": {
			of(
				"20260001", line{invoer.SideCost, "604000", 10000, how, ""}, line{invoer.SideCost, "604000", 0, how, "gratis"},
				line{invoer.SideVAT, "411000", 2100, how, ""}, line{invoer.SideSupplier, "440000", -12100, invoer.Treatment{}, ""},
			),
			[]string{"2 440000 -121.00  ", "3 604000 100.00  ", "3 411000 21.00 21 100.00"},
		},
		"a rate that a deposit takes away": {
			of(
				"20260001", line{invoer.SideCost, "604000", 10000, how, ""}, line{invoer.SideVAT, "411000", 2100, how, ""},
				line{invoer.SideCost, "604000", -10000, how, ""}, line{invoer.SideVAT, "411000", -2100, how, ""},
				line{invoer.SideCost, "612000", 5000, treated("exempt", "services", 0, 0), ""}, line{invoer.SideSupplier, "440000", -5000, invoer.Treatment{}, ""},
			),
			[]string{"2 440000 -50.00  ", "3 604000 100.00  ", "3 604000 -100.00  ", "3 612000 50.00  ", "4   244000 50.00"},
		},
		"a cost that is less than half a cent": {inRupiah(1_900_000, 399_000, 5000), []string{"2 440000 -1.21  ", "3 604000 1.00  ", "3 411000 0.21 21 1.00"}},
		"cents that only together are one":     {inRupiah(9000, 1890, 0), []string{"2 440000 -0.01  ", "3 604000 0.01  "}},
	} {
		if diff := cmp.Diff(c.want, told(t, c.posting, settings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for name, p := range map[string]invoer.Posting{
		"a deposit of all": of("20260001", line{invoer.SideCost, "604000", 10000, how, ""}, line{invoer.SideCost, "604000", -10000, how, ""}, line{invoer.SideSupplier, "440000", 0, invoer.Treatment{}, ""}),
		"a few rupiah":     inRupiah(1000, 210, 0),
	} {
		w := &writer{}
		w.entries([]invoer.Posting{p}, settings)
		if len(w.faults) != 1 || w.faults[0].Why.Code != "export-nothing-owed" || w.faults[0].Document != p.Document {
			t.Errorf("%s: %v, want it told that nothing is owed", name, []invoer.Fault(w.faults))
		}
	}
}

func TestSuppliersOfThePackageAreNotHandedOver(t *testing.T) {
	t.Parallel()
	a, b := simple("20260001", 21, 2100), simple("20260002", 21, 2100)
	f, err := Write([]invoer.Posting{a, b}, settings)
	if err != nil || bytes.Count(f.CSF, []byte("\r\n")) != 1 {
		t.Errorf("two documents of a supplier: %q, %v; want one row", f.CSF, err)
	}
	a.Supplier.InPackage, b.Supplier.InPackage = true, true
	if f, err = Write([]invoer.Posting{a, b}, settings); err != nil || len(f.CSF) != 0 {
		t.Errorf("a supplier of the package: %q, %v; want no row", f.CSF, err)
	}
}

// What does not fit is told with its row and field; nothing is written.
func TestFaults(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		spoil func(*invoer.Posting)
		want  string // file row field code
	}{
		"a number that is too long":          {func(p *invoer.Posting) { p.Number = "202600001" }, "ACT.TXT 1 DOCNUMBER export-width"},
		"a number with letters":              {func(p *invoer.Posting) { p.Number = "A1" }, "ACT.TXT 0 DOCNUMBER export-number"},
		"no number":                          {func(p *invoer.Posting) { p.Number = "" }, "ACT.TXT 0 DOCNUMBER export-number"},
		"a name without a place to cut":      {func(p *invoer.Posting) { p.Supplier.Name = strings.Repeat("x", 41) }, "CSF.TXT 1 NAME1 export-width"},
		"a name of letters it does not have": {func(p *invoer.Posting) { p.Supplier.Name = "東京" }, "CSF.TXT 1 NAME1 export-sign"},
		"an account that is too long":        {func(p *invoer.Posting) { p.Booking.Entries[0].Account = "604000001" }, "ACT.TXT 2 ACCOUNTGL export-width"},
		"a communication that is too long":   {func(p *invoer.Posting) { p.Invoice.Number.Value = strings.Repeat("9", 36) }, "ACT.TXT 1 COMMENTEXT export-width"},
		"a supplier without number":          {func(p *invoer.Posting) { p.Supplier.Number = "" }, "ACT.TXT 0 ACCOUNTRP export-no-supplier"},
		"no day":                             {func(p *invoer.Posting) { p.Booking.Date = invoer.Date{} }, "ACT.TXT 0 DATE export-no-date"},
		"a journal of sales":                 {func(p *invoer.Posting) { p.Journal.Kind = invoer.JournalSale }, "ACT.TXT 0 DBKTYPE export-not-purchase"},
		"a booking that does not balance":    {func(p *invoer.Posting) { p.Booking.Entries[0].Amount.Cents++ }, "ACT.TXT 0 AMOUNTEUR export-unbalanced"},
		"two suppliers":                      {func(p *invoer.Posting) { p.Booking.Entries[1].Side = invoer.SideSupplier }, "ACT.TXT 0 DOCTYPE export-supplier-lines"},
		"a treatment without code": {func(p *invoer.Posting) {
			for i := range p.Booking.Entries[:2] {
				p.Booking.Entries[i].Treatment.Deductible = 35
			}
		}, "ACT.TXT 0 VATCODE export-no-vat-code"},
		"a rate of another country": {func(p *invoer.Posting) {
			for i := range p.Booking.Entries[:2] {
				p.Booking.Entries[i].Treatment = invoer.Treatment{Case: "domestic", Class: "goods", Rate: 1900, Deductible: 100}
			}
		}, "ACT.TXT 0 VATCODE export-no-vat-code"},
		"a currency without rate": {func(p *invoer.Posting) {
			for i := range p.Booking.Entries {
				p.Booking.Entries[i].Amount.Currency = "USD"
			}
		}, "ACT.TXT 0 CURRATE export-no-rate"},
	}
	for name, c := range cases {
		p := simple("20260001", 21, 2100)
		c.spoil(&p)
		f, err := Write([]invoer.Posting{p}, settings)
		var faults invoer.Faults
		if !errors.As(err, &faults) || !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("%s: %v, want faults", name, err)
			continue
		}
		told := false
		for _, fault := range faults {
			told = told || strings.Join([]string{fault.File, string(rune('0' + fault.Row)), fault.Field, fault.Why.Code}, " ") == c.want && fault.Document == p.Document
		}
		if !told || f.ACT != nil {
			t.Errorf("%s: %+v, want %s and no file", name, faults, c.want)
		}
	}
	twice := []invoer.Posting{simple("20260001", 21, 2100), simple("20260001", 6, 600)}
	if _, err := Write(twice, settings); err == nil || !strings.Contains(err.Error(), "export-number-twice") {
		t.Errorf("one number for two documents: %v, want export-number-twice", err)
	}
}

// Free text is cut at its width and keeps what the code page has; no sign
// breaks out of its column.
func TestFreeText(t *testing.T) {
	t.Parallel()
	p := simple("20260001", 21, 2100)
	p.Booking.Entries[0].Text = "Papier \"A4\", 80 g\r\n東京 " + strings.Repeat("x", 60)
	f, err := Write([]invoer.Posting{p}, settings)
	if err != nil {
		t.Fatal(err)
	}
	want := `"Papier 'A4', 80 g ?? ` + strings.Repeat("x", 40-21) + `"`
	cost := strings.Split(string(f.ACT), "\r\n")[1]
	if !strings.Contains(cost, want) || strings.Count(cost, `"`) != 2*len(actColumns) {
		t.Errorf("cost line %s, want %s in it and %d columns", cost, want, len(actColumns))
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	p := simple("20260001", 21, 2100)
	p.Supplier.Name = "Café €uro"
	cases := map[string]string{"": "Caf\xe9 \x80uro", "windows-1252": "Caf\xe9 \x80uro", "iso-8859-1": "Caf\xe9 EURuro", "cp850": "Caf\x82 EURuro", "utf-8": "Café €uro"}
	for encoding, want := range cases {
		s := settings
		s.Encoding = encoding
		f, err := Write([]invoer.Posting{p}, s)
		if err != nil || !bytes.Contains(f.CSF, []byte(`"`+want+`"`)) {
			t.Errorf("%q: %q, %v; want %q in it", encoding, f.CSF, err, want)
		}
	}
	if _, err := Write(nil, Settings{Encoding: "ebcdic"}); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("an encoding that is none: %v, want it invalid", err)
	}
}

func TestVATNumberPictures(t *testing.T) {
	t.Parallel()
	for n, want := range map[invoer.VATNumber]string{
		"BE0477574154": "0477.574.154", "BE1000000030": "1000.000.030", "FRXX123456789": "XX 123456789", "DK12345678": "12 34 56 78",
		"GB123456789": "123 4567 89", "GB123456789001": "123 4567 89 001", "NL671274958B01": "671274958B01", "ATU12345678": "U12345678", "": "",
	} {
		if got := VATNumber(n); got != want {
			t.Errorf("%s: %q, want %q", n, got, want)
		}
	}
}

func TestAnalyticEntries(t *testing.T) {
	t.Parallel()
	p := simple("20260001", 21, 2100)
	p.Booking.Entries[0].Analytic = map[string]string{"vehicle": "1ABC123"}
	s := settings
	if f, err := Write([]invoer.Posting{p}, s); err != nil || f.ANT != nil {
		t.Errorf("not asked for: %q, %v", f.ANT, err)
	}
	s.Analytic = true
	f, err := Write([]invoer.Posting{p}, s)
	if err != nil {
		t.Fatal(err)
	}
	want := `"AANK","0","20260001","","","604000","20260305","2026/17 Garage Peeters bv","","100.00","","","","","","","","","F","1","100.00","1ABC123","","","","DC"` + "\r\n"
	if diff := cmp.Diff(want, string(f.ANT)); diff != "" {
		t.Errorf("ANT.TXT (-want +got):\n%s", diff)
	}
}

// BenchmarkWrite measures a batch of ten thousand bookings.
func BenchmarkWrite(b *testing.B) {
	postings := make([]invoer.Posting, 10_000)
	for i := range postings {
		postings[i] = simple(pad(i), 21, 2100)
	}
	for b.Loop() {
		if _, err := Write(postings, settings); err != nil {
			b.Fatal(err)
		}
	}
}

func pad(i int) string {
	digits := []byte("20260000")
	for at := 7; i > 0; at-- {
		digits[at] += byte(i % 10)
		i /= 10
	}
	return string(digits)
}
