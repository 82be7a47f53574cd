package api

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/exports/sheet"
)

// dbase makes a table of columns of twenty letters as dBase III writes one, without
// a code page.
func dbase(columns []string, rows ...[]string) []byte {
	const header, field, wide = 32, 32, 20
	out := make([]byte, header)
	out[0], out[1], out[2], out[3] = 3, 126, 3, 5
	binary.LittleEndian.PutUint32(out[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(out[8:], uint16(header+field*len(columns)+1))
	binary.LittleEndian.PutUint16(out[10:], uint16(1+wide*len(columns)))
	for _, name := range columns {
		f := make([]byte, field)
		copy(f, name)
		f[11], f[16] = 'C', wide
		out = append(out, f...)
	}
	out = append(out, 0x0d)
	for _, row := range rows {
		out = append(out, ' ')
		for _, value := range row {
			out = append(out, (value + strings.Repeat(" ", wide))[:wide]...)
		}
	}
	return append(out, 0x1a)
}

// The same lists are read from separated values, from WinBooks' own tables and from
// a workbook.
func TestListsInEachForm(t *testing.T) {
	t.Parallel()
	march := invoer.Span{From: invoer.Date{Year: 2026, Month: 3, Day: 1}, Until: invoer.Date{Year: 2026, Month: 3, Day: 31}}
	for name, c := range map[string]struct {
		columns []string
		rows    [][]string
		want    invoer.Books
	}{
		"ACF": {
			[]string{"NUMBER", "NAME11"},
			[][]string{{"613400", "Voertuigen"}, {"440000", "Leveranciers"}},
			invoer.Books{Accounts: []invoer.LedgerAccount{{Number: "613400", Name: "Voertuigen"}, {Number: "440000", Name: "Leveranciers"}}},
		},
		"CSF": {
			[]string{"NUMBER", "TYPE", "NAME1", "VATNUMBER", "PAYCODE"},
			[][]string{{"KLANT", "1", "Klant", "", ""}, {"GARAGE001", "2", "Garage Peeters", "0477.574.154", "30"}},
			invoer.Books{Suppliers: []invoer.Third{{Number: "GARAGE001", Name: "Garage Peeters", VAT: "BE0477574154", Terms: "30", InPackage: true}}},
		},
		"CODEVAT": {
			[]string{"CODE", "RATE", "TYPDED", "DESC1", "BASE_INV", "TAX_INV", "ACCINV1"},
			[][]string{{"221400", "21", "0", "Diensten", "82", "59", "411000"}},
			invoer.Books{VATCodes: []invoer.VATCode{{Code: "221400", Name: "Diensten", Deductible: "411000", Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}}}},
		},
		"SLPRD": {
			[]string{"BOOKYEAR", "PERIOD", "DATE_BEG", "DATE_END"},
			[][]string{{"6", "03", "20260301", "20260331"}},
			invoer.Books{Periods: []invoer.Period{{Year: "6", Number: "03", Span: march}}},
		},
	} {
		lines := []string{strings.Join(c.columns, ";")}
		page := sheet.Table{Name: name, Head: c.columns}
		for _, row := range c.rows {
			lines = append(lines, strings.Join(row, ";"))
			var cells []any
			for _, value := range row {
				cells = append(cells, value)
			}
			page.Rows = append(page.Rows, cells)
		}
		book, err := sheet.XLSX(page)
		if err != nil {
			t.Fatal(err)
		}
		for form, file := range map[string][]byte{"csv": []byte(strings.Join(lines, "\n") + "\n"), "dbf": dbase(c.columns, c.rows...), "xlsx": book} {
			got, faults, err := ReadBooks(file)
			if err != nil || len(faults) > 0 {
				t.Errorf("%s as %s: %v, %v", name, form, faults, err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s as %s (-want +got):\n%s", name, form, diff)
			}
		}
	}
}
