package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
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

// A small file that would fill the memory is refused: a value far to the right
// makes all cells before it, and many cells may share one long text.
func TestRowsThatFillTheMemory(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cell string
		rows int
		text string
		want string // of the fault; empty: it is read
	}{
		"the last column that is read": {"IV", 2, "1", ""},
		"one more":                     {"IW", 2, "1", "row 1: a value in column 257"},
		"the last of a sheet":          {"XFD", 3, "1", "row 1: a value in column 16384"},
		"too many cells":               {"IV", 19532, "1", "row 19532: more than 5000000 cells"},
		"too much text":                {"A", 8193, strings.Repeat("x", excelize.TotalCellChars), "row 8193: more than"},
	} {
		b := sparse(t, c.cell, c.rows, c.text)
		rows, err := Rows(b)
		if c.want == "" && (err != nil || len(rows) != c.rows || len(rows[0]) != 256) {
			t.Errorf("%s: %d rows, %v; want %d of %d cells", name, len(rows), err, c.rows, 256)
		}
		if c.want != "" && (!errors.Is(err, invoer.ErrUnreadable) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s, in %d bytes: %v, want it unreadable with %q", name, len(b), err, c.want)
		}
	}
}

// sparse makes a workbook of rows that have one text in one column.
func sparse(t *testing.T, column string, rows int, text string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetCellStr("Sheet1", "A1", text); err != nil {
		t.Fatal(err)
	}
	made, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(made.Bytes()), int64(made.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, member := range r.File {
		if member.Name != "xl/worksheets/sheet1.xml" {
			if err := w.Copy(member); err != nil {
				t.Fatal(err)
			}
		}
	}
	to, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	var cells strings.Builder
	for n := range rows {
		fmt.Fprintf(&cells, `<row r="%d"><c r="%s%d" t="s"><v>0</v></c></row>`, n+1, column, n+1)
	}
	if _, err := fmt.Fprintf(to, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>`, cells.String()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
