package api

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/exports/ubl"
	"github.com/invoer/invoer/extractors/einvoice"
	readubl "github.com/invoer/invoer/extractors/ubl"
)

func leaving(kind invoer.Kind) invoer.Posting {
	day := invoer.Date{Year: 2026, Month: 3, Day: 5}
	how := invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}
	p := invoer.Posting{
		Document: "d", Number: "20260001", Journal: invoer.Journal{Code: "AANK", Kind: invoer.JournalPurchase}, Period: invoer.Period{Year: "6", Number: "03"},
		Supplier: invoer.Third{Number: "GARAGE001", Name: "Garage Peeters, bv", VAT: "BE0477574154", Street: "Kerkstraat, 1", Postcode: "9000", City: "Gent", Country: "BE", Language: "nl"},
		Booking: invoer.Booking{Journal: "AANK", Date: day, Entries: []invoer.Entry{
			{Side: invoer.SideCost, Account: "613400", Amount: invoer.EUR(10000), Treatment: how, Analytic: map[string]string{"KP": "K1"}},
			{Side: invoer.SideVAT, Account: "411000", Amount: invoer.EUR(2100), Treatment: how},
			{Side: invoer.SideSupplier, Account: "440000", Amount: invoer.EUR(-12100)},
		}},
	}
	inv := &p.Invoice
	inv.Kind = kind
	inv.Number.Value, inv.Currency.Value = "2026/17", "EUR"
	inv.Issued, inv.Due = invoer.Field[invoer.Date]{Value: day, Confidence: 99}, invoer.Field[invoer.Date]{Value: day.AddDays(30), Confidence: 99}
	inv.Supplier.Name.Value, inv.Supplier.VAT.Value = "Garage Peeters & Zoon bv", "BE0477574154"
	inv.Account = invoer.Field[invoer.IBAN]{Value: "BE71096123456769", Confidence: 99}
	inv.Reference = invoer.Field[invoer.Reference]{Value: "090933755493", Confidence: 99}
	inv.Net.Value, inv.VAT.Value = invoer.EUR(10000), invoer.EUR(2100)
	inv.Total = invoer.Field[invoer.Money]{Value: invoer.EUR(12100), Confidence: 99}
	inv.Breakdown = []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(10000), VAT: invoer.EUR(2100), Category: "S"}}
	inv.Lines = []invoer.Line{
		{Description: "Onderhoud", Quantity: "2", UnitPrice: "45", Rate: 2100, Total: invoer.EUR(9000)},
		{Description: "Olie", Quantity: "1", UnitPrice: "10", Rate: 2100, Total: invoer.EUR(1000)},
	}
	return p
}

var client = ubl.Buyer{Name: "Bakkerij Ter Linde bv", VAT: "BE0999100097", Code: "BAK"}

// A firm's table of codes, the treatment that the law proposes and the file of
// the batch agree: every case of a purchase has the firm's code.
func TestProposedTreatmentsHaveTheFirmsCodes(t *testing.T) {
	t.Parallel()
	books, faults, err := ReadBooks([]byte(`CODE,RATE,TYPDED,DESC1,BASE_INV,TAX_INV,ACCINV1,ACCINV2
200000,0,0,Vrijgesteld,82,,,
221421,21,2,Wagen 50 %,82,59,411000,
221400,21,0,Diensten 21 %,82,59,411000,
221410,12,1,Niet aftrekbaar,82,,,
262100,21,0,Medecontractant,82 87,56 59,411000,451000
282100,21,0,Diensten EU,82 88,55 59,411000,451000
271100,21,0,Invoer met verlegging,81 87,57 59,411000,451000
`))
	if err != nil || len(faults) > 0 || len(books.VATCodes) != 7 {
		t.Fatal(books.VATCodes, faults, err)
	}
	day := invoer.Date{Year: 2026, Month: 3, Day: 5}
	for name, c := range map[string]struct {
		account string
		vat     int64
		facts   belgium.Facts
		want    string // the code; empty: none
	}{
		"domestic":           {"613000", 2100, belgium.Facts{Zone: "BE", Rate: 2100, Taxed: true}, "221400"},
		"fuel":               {"612000", 2100, belgium.Facts{Zone: "BE", Rate: 2100, Taxed: true, Words: "45 l Diesel"}, "221421"},
		"a meal":             {"613000", 1200, belgium.Facts{Zone: "BE", Rate: 1200, Taxed: true, Words: "Déjeuner: repas d'affaires"}, "221410"},
		"co-contractor":      {"613000", 0, belgium.Facts{Zone: "BE", Category: "AE"}, "262100"},
		"the Union":          {"613000", 0, belgium.Facts{Zone: "EU"}, "282100"},
		"the world":          {"613000", 0, belgium.Facts{Zone: "world"}, "262100"},
		"import":             {"604000", 0, belgium.Facts{Zone: "world", Category: "G"}, "271100"},
		"exempt":             {"613000", 0, belgium.Facts{Zone: "BE", Category: "E"}, "200000"},
		"a small business":   {"613000", 0, belgium.Facts{Zone: "BE", Words: "Régime particulier de franchise des petites entreprises"}, "200000"},
		"the margin":         {"613000", 0, belgium.Facts{Zone: "BE", Words: "Bijzondere regeling – gebruikte goederen"}, "200000"},
		"no VAT and no word": {"613000", 0, belgium.Facts{Zone: "BE"}, ""},
	} {
		c.facts.On, c.facts.Account = day, c.account
		p := leaving(invoer.KindInvoice)
		p.Invoice.Total.Value = invoer.EUR(10000 + c.vat)
		p.Booking.Entries, err = belgium.Compose(invoer.KindInvoice, p.Invoice.Total, []belgium.Cost{
			{Account: c.account, Base: invoer.EUR(10000), VAT: invoer.EUR(c.vat), Treatment: belgium.TreatmentOf(c.facts)},
		}, belgium.StartCentral)
		if err != nil {
			t.Fatal(err)
		}
		file, _, err := batchFile("winbooks", books, []invoer.Posting{p}, client, Writing{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for line := range strings.Lines(packed(t, file, "ACT.TXT")) {
			fields := strings.Split(strings.Trim(line, "\"\r\n"), `","`)
			if got := fields[18] + fields[23]; fields[0] != "2" && got != c.want {
				t.Errorf("%s: code %q on the line %s, want %q", name, got, line, c.want)
			}
		}
	}
}

// What left as an e-invoice is read back to the same values by our own reader; so
// is that the buyer made it, what it is for and which invoices it is about.
func TestEInvoiceIsReadBack(t *testing.T) {
	t.Parallel()
	asIs, byBuyer := func(*invoer.Invoice) {}, func(inv *invoer.Invoice) { inv.SelfBilled = true }
	deposit := func(inv *invoer.Invoice) { inv.Deposit = true }
	about := func(inv *invoer.Invoice) {
		day := inv.Issued.Value
		inv.Preceding = []string{"2026/11", "2026/12"}
		inv.Period = invoer.Span{From: day, Until: day.AddDays(364)}
		inv.Lines[0].Period = invoer.Span{From: day, Until: day.AddDays(180)}
	}
	for _, c := range []struct {
		kind   invoer.Kind
		change func(*invoer.Invoice)
	}{
		{invoer.KindInvoice, asIs},
		{invoer.KindCreditNote, asIs},
		{invoer.KindInvoice, byBuyer},
		{invoer.KindCreditNote, byBuyer},
		{invoer.KindInvoice, deposit},
		{invoer.KindInvoice, about},
		{invoer.KindCreditNote, about},
	} {
		p, kind := leaving(c.kind), c.kind
		c.change(&p.Invoice)
		file, ending, err := batchFile("ubl", invoer.Books{}, []invoer.Posting{p}, client, Writing{})
		if err != nil || ending != ".zip" {
			t.Fatal(ending, err)
		}
		root, _, err := einvoice.Parse([]byte(packed(t, file, "AANK_03_20260001.xml")))
		if err != nil || !readubl.Is(root) {
			t.Fatalf("%s: %v", kind, err)
		}
		got, err := readubl.Terms(root).Read(false)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		want := p.Invoice
		want.Customer.Name.Value, want.Customer.VAT.Value = client.Name, client.VAT
		if diff := cmp.Diff(values(want), values(got.Invoice)); diff != "" || got.Invoice.Kind != kind {
			t.Errorf("%s is read back as %s (-want +got)\n%s", kind, got.Invoice.Kind, diff)
		}
	}
}

// values are what an e-invoice must say of an invoice.
func values(inv invoer.Invoice) map[string]any {
	all := map[string]any{
		"number": inv.Number.Value, "issued": inv.Issued.Value, "due": inv.Due.Value, "currency": inv.Currency.Value, "supplier": inv.Supplier.Name.Value,
		"supplier vat": inv.Supplier.VAT.Value, "customer": inv.Customer.Name.Value, "customer vat": inv.Customer.VAT.Value, "account": inv.Account.Value,
		"reference": inv.Reference.Value, "net": inv.Net.Value, "vat": inv.VAT.Value, "total": inv.Total.Value,
		"by the buyer": inv.SelfBilled, "deposit": inv.Deposit, "period": inv.Period, "about": strings.Join(inv.Preceding, "|"),
	}
	var groups, lines []string
	for _, b := range inv.Breakdown {
		groups = append(groups, strings.Join([]string{b.Category, invoer.Money{Cents: b.Rate}.String(), b.Base.String(), b.VAT.String()}, " "))
	}
	for _, l := range inv.Lines {
		lines = append(lines, strings.Join([]string{l.Description, l.Quantity, l.UnitPrice, invoer.Money{Cents: l.Rate}.String(), l.Total.String(), l.Period.From.String(), l.Period.Until.String()}, "|"))
	}
	all["breakdown"], all["lines"] = groups, lines
	return all
}

// WinBooks on Web gets a header and a line for each entry; ANT comes only where
// it is asked for.
func TestOtherFilesForWinBooks(t *testing.T) {
	t.Parallel()
	p := leaving(invoer.KindInvoice)
	file, _, err := batchFile("winbooks-on-web", invoer.Books{}, []invoer.Posting{p}, client, Writing{})
	if err != nil {
		t.Fatal(err)
	}
	want := `bookmonth,jnltype,jnl,number,renumber,accounttyp,accountid,date,duedate,cur,side,amountcur,amount
"03","PUR","AANK","20260001","F","S","GARAGE001","2026/03/05","2026/04/04","","C","","121.00"
"03","PUR","AANK","20260001","F","G","613400","2026/03/05","2026/04/04","","D","","100.00"
"03","PUR","AANK","20260001","F","G","411000","2026/03/05","2026/04/04","","D","","21.00"
`
	if diff := cmp.Diff(want, strings.ReplaceAll(packed(t, file, "documents.csv"), "\r\n", "\n")); diff != "" {
		t.Errorf("documents (-want +got)\n%s", diff)
	}
	third := `"S","GARAGE001","Garage Peeters, bv","","N","","","","","1","0477.574.154","BE","","440000","BE","9000","Gent","Kerkstraat 1","",""`
	if got := packed(t, file, "thirds.csv"); !strings.Contains(got, third) {
		t.Errorf("third parties\n%s\nwant\n%s", got, third)
	}
	for _, analytic := range []bool{false, true} {
		file, _, err := batchFile("winbooks", invoer.Books{}, []invoer.Posting{p}, client, Writing{Analytic: analytic})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(names(t, file), "ANT.TXT"); got != analytic {
			t.Errorf("with analytic lines %t: ANT.TXT is there: %t", analytic, got)
		}
	}
}

func names(t *testing.T, file []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range r.File {
		all = append(all, f.Name)
	}
	return strings.Join(all, " ")
}

func packed(t *testing.T, file []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
