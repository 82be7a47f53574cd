// Package sheet writes bookings and documents as tables for spreadsheets, XLSX
// and CSV, and reads the first sheet of an XLSX. Text that a stranger wrote is
// never a formula: in XLSX it is stored as text, in CSV a sign stands before
// what a program would calculate. It is pure.
package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/invoer/invoer"
)

// A Table has a name, a head, and rows of string, int, invoer.Money and
// invoer.Date. Money is in the currency that another column names.
type Table struct {
	Name string
	Head []string
	Rows [][]any
}

// Bookings has a row for each entry of the postings.
func Bookings(postings []invoer.Posting) Table {
	t := Table{Name: "Bookings", Head: strings.Fields(`journal year period number date document_date due_date kind supplier supplier_name supplier_vat
		invoice_number communication side account text debit credit currency vat_case vat_class vat_rate vat_deductible document`)}
	for _, p := range postings {
		for _, e := range p.Booking.Entries {
			t.Rows = append(t.Rows, entry(p, e))
		}
	}
	return t
}

func entry(p invoer.Posting, e invoer.Entry) []any {
	debit, credit := any(""), any("")
	if e.Amount.Cents >= 0 {
		debit = e.Amount
	} else {
		credit = e.Amount.Abs()
	}
	rate, deductible := any(""), any("")
	if e.Treatment.Case != "" {
		rate, deductible = invoer.Money{Cents: e.Treatment.Rate}, e.Treatment.Deductible
	}
	inv := p.Invoice
	return []any{
		p.Journal.Code, p.Period.Year, p.Period.Number, p.Number, p.Booking.Date, inv.Issued.Value, inv.Due.Value, string(inv.Kind),
		p.Supplier.Number, inv.Supplier.Name.Value, string(inv.Supplier.VAT.Value), inv.Number.Value, string(inv.Reference.Value),
		string(e.Side), e.Account, e.Text, debit, credit, e.Amount.Currency, e.Treatment.Case, e.Treatment.Class, rate, deductible, string(p.Document),
	}
}

// Documents has a row for each posting's invoice, whose amounts are the
// supplier's own.
func Documents(postings []invoer.Posting) Table {
	t := Table{Name: "Documents", Head: strings.Fields(`journal year period number kind supplier supplier_name supplier_vat iban invoice_number
		communication date due_date currency net vat total document`)}
	for _, p := range postings {
		inv := p.Invoice
		t.Rows = append(t.Rows, []any{
			p.Journal.Code, p.Period.Year, p.Period.Number, p.Number, string(inv.Kind), p.Supplier.Number, inv.Supplier.Name.Value,
			string(inv.Supplier.VAT.Value), string(inv.Account.Value), inv.Number.Value, string(inv.Reference.Value), inv.Issued.Value, inv.Due.Value,
			inv.Total.Value.Currency, inv.Net.Value, inv.VAT.Value, inv.Total.Value, string(p.Document),
		})
	}
	return t
}

// CSV writes a table as RFC 4180 has it, in UTF-8 with a byte order mark, by
// which spreadsheets know that; amounts have a point, days are 2026-03-05.
func CSV(t Table) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.Write(t.Head); err != nil {
		return nil, err
	}
	for _, row := range t.Rows {
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = spelled(v)
		}
		if err := w.Write(values); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func spelled(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case invoer.Money:
		return v.String()
	case invoer.Date:
		if v.Zero() {
			return ""
		}
		return v.String()
	case string:
		return harmless(v)
	}
	return fmt.Sprint(v)
}

// harmless puts an apostrophe before text that a spreadsheet would calculate
// (OWASP, "CSV injection").
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// XLSX writes tables as the sheets of a workbook. The same tables give the same
// bytes.
func XLSX(tables ...Table) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return nil, err
	}
	amount, err := f.NewStyle(&excelize.Style{NumFmt: 4})
	if err != nil {
		return nil, err
	}
	styles := styles{day, amount}
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err == nil {
			err = fill(f, t, styles)
		}
		if err != nil {
			return nil, fmt.Errorf("sheet %s: %w", t.Name, err)
		}
	}
	epoch := "2000-01-01T00:00:00Z" // the file says nothing of when it was made
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "invoer", Created: epoch, Modified: epoch}); err != nil {
		return nil, err
	}
	made, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return steady(made.Bytes())
}

type styles struct{ day, amount int }

func fill(f *excelize.File, t Table, s styles) error {
	w, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(t.Head))
	for i, name := range t.Head {
		head[i] = name
	}
	for n, row := range append([][]any{head}, t.Rows...) {
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = s.cell(v)
		}
		if err := w.SetRow("A"+strconv.Itoa(n+1), cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s styles) cell(v any) any {
	switch v := v.(type) {
	case invoer.Money:
		return excelize.Cell{StyleID: s.amount, Value: float64(v.Cents) / 100} // a spreadsheet has no other number
	case invoer.Date:
		if v.Zero() {
			return nil
		}
		return excelize.Cell{StyleID: s.day, Value: v.Time()}
	case string:
		return strings.Map(printable, v)
	}
	return v
}

// printable leaves out what XML 1.0 cannot hold.
func printable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// steady writes the members of a ZIP anew in the order of their names, without a
// time: the library writes sheets as a map gives them.
func steady(b []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, member := range r.File {
		to, err := w.CreateHeader(&zip.FileHeader{Name: member.Name, Method: zip.Deflate, Modified: time.Time{}})
		if err != nil {
			return nil, err
		}
		from, err := member.Open()
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(to, from); err != nil {
			return nil, err
		}
		if err := from.Close(); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Looks tells whether b begins as an XLSX does.
func Looks(b []byte) bool { return bytes.HasPrefix(b, []byte("PK\x03\x04")) }

// Limits of what is read.
const (
	mostUnzipped = 256 << 20
	mostRows     = 1_000_000
	mostColumns  = 256       // a value far to the right makes all cells before it
	mostCells    = 5_000_000 // with those that are empty between others
	mostText     = 256 << 20 // bytes: cells may share one long text
)

// Rows reads the first sheet as it is shown. What is no XLSX, or unpacks to too
// much, is an invoer.ErrUnreadable.
func Rows(b []byte) ([][]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostUnzipped})
	if err != nil {
		return nil, fmt.Errorf("%w: XLSX: %w", invoer.ErrUnreadable, err)
	}
	defer f.Close()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, fmt.Errorf("%w: XLSX without sheets", invoer.ErrUnreadable)
	}
	rows, err := f.Rows(names[0])
	if err != nil {
		return nil, fmt.Errorf("%w: XLSX: %w", invoer.ErrUnreadable, err)
	}
	defer rows.Close()
	var all [][]string
	cells, text := 0, 0
	for rows.Next() {
		values, err := rows.Columns()
		if err != nil {
			return all, fmt.Errorf("%w: XLSX, row %d: %w", invoer.ErrUnreadable, len(all)+1, err)
		}
		if len(all) == mostRows {
			return all, fmt.Errorf("%w: XLSX with more than %d rows", invoer.ErrUnreadable, mostRows)
		}
		if len(values) > mostColumns {
			return all, fmt.Errorf("%w: XLSX, row %d: a value in column %d, want at most %d columns", invoer.ErrUnreadable, len(all)+1, len(values), mostColumns)
		}
		cells += len(values)
		for _, v := range values {
			text += len(v)
		}
		if cells > mostCells || text > mostText {
			return all, fmt.Errorf("%w: XLSX, row %d: more than %d cells or %d MB of text up to here", invoer.ErrUnreadable, len(all)+1, mostCells, mostText>>20)
		}
		all = append(all, values)
	}
	return all, nil
}
