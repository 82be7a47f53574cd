package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/invoer/invoer"
)

func posting() invoer.Posting {
	p := invoer.Posting{Document: "d1", Number: "20260001", Journal: invoer.Journal{Code: "AANK"}, Period: invoer.Period{Year: "6", Number: "03"}}
	p.Supplier.Number = "GARAGE001"
	p.Invoice.Kind = invoer.KindInvoice
	p.Invoice.Supplier.Name.Value = "=HYPERLINK(\"http://evil.test\",\"Garage\")"
	p.Invoice.Supplier.VAT.Value = "BE0477574154"
	p.Invoice.Number.Value = "-5"
	p.Invoice.Issued.Value = invoer.Date{Year: 2026, Month: 3, Day: 5}
	p.Invoice.Net.Value, p.Invoice.VAT.Value, p.Invoice.Total.Value = invoer.EUR(10000), invoer.EUR(2100), invoer.EUR(12100)
	how := invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50}
	p.Booking = invoer.Booking{Date: p.Invoice.Issued.Value, Entries: []invoer.Entry{
		{Side: invoer.SideCost, Account: "613400", Amount: invoer.EUR(11050), Text: "+1", Treatment: how},
		{Side: invoer.SideVAT, Account: "411000", Amount: invoer.EUR(1050), Treatment: how},
		{Side: invoer.SideSupplier, Account: "440000", Amount: invoer.EUR(-12100)},
	}}
	return p
}

func TestCSV(t *testing.T) {
	t.Parallel()
	got, err := CSV(Bookings([]invoer.Posting{posting()}))
	if err != nil {
		t.Fatal(err)
	}
	evil := `"'=HYPERLINK(""http://evil.test"",""Garage"")"`
	line := "AANK,6,03,20260001,2026-03-05,2026-03-05,,invoice,GARAGE001," + evil + ",BE0477574154,'-5,,"
	want := "\ufeffjournal,year,period,number,date,document_date,due_date,kind,supplier,supplier_name,supplier_vat,invoice_number,communication,side,account,text,debit,credit,currency,vat_case,vat_class,vat_rate,vat_deductible,document\r\n" +
		line + "cost,613400,'+1,110.50,,EUR,domestic,services,21.00,50,d1\r\n" +
		line + "vat,411000,,10.50,,EUR,domestic,services,21.00,50,d1\r\n" +
		line + "supplier,440000,,,121.00,EUR,,,,,d1\r\n"
	if diff := cmp.Diff(strings.Split(want, "\r\n"), strings.Split(string(got), "\r\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// No cell of a workbook is calculated, and it is the same the next time.
func TestXLSX(t *testing.T) {
	t.Parallel()
	postings := []invoer.Posting{posting()}
	got, err := XLSX(Bookings(postings), Documents(postings))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // what comes out of a map differs only sometimes
		if again, err := XLSX(Bookings(postings), Documents(postings)); err != nil || !bytes.Equal(got, again) {
			t.Fatalf("made again it is another file of %d bytes (%v), want the same %d", len(again), err, len(got))
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"J2": "=HYPERLINK(\"http://evil.test\",\"Garage\")", "P2": "+1", "Q2": "110.50", "R4": "121.00"} {
		shown, err := f.GetCellValue("Bookings", cell)
		formula, _ := f.GetCellFormula("Bookings", cell)
		if err != nil || shown != want || formula != "" {
			t.Errorf("%s shows %q with the formula %q (%v), want %q and none", cell, shown, formula, err, want)
		}
	}
	rows, err := f.GetRows("Documents")
	if err != nil || len(rows) != 2 || rows[1][16] != "121.00" {
		t.Errorf("documents %q, %v; want one with its total", rows, err)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	made, err := XLSX(Table{Name: "Chart", Head: []string{"number", "name"}, Rows: [][]any{{"613000", "Erelonen é"}, {"440000", ""}}})
	if err != nil || !Looks(made) {
		t.Fatal(err)
	}
	got, err := Rows(made)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"number", "name"}, {"613000", "Erelonen é"}, {"440000"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, b := range map[string][]byte{"nothing": nil, "cut": made[:len(made)/2], "a ZIP's beginning": []byte("PK\x03\x04")} {
		if _, err := Rows(b); !errors.Is(err, invoer.ErrUnreadable) {
			t.Errorf("%s: %v, want it unreadable", name, err)
		}
	}
}
