package masters

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/tables"
)

// The columns of a list of clients: WinBooks' CSF of the office's own dossier,
// or any list with a header.
var (
	clientCodes = []string{"CODE", "NUMBER", "NUMMER", "NUMERO", "DOSSIER", "KLANT", "CLIENT"}
	clientNames = append([]string{"COMPANY", "BEDRIJF", "SOCIETE"}, nameNames...)
)

// Clients gives the companies that a table lists as an office's clients: of a
// CSF its customers (TYPE 1), of other lists every row. Rows without a code or
// a name are told by their number and left out; numbers that are none are left
// empty. A table without a column for codes and one for names is an
// invoer.ErrInvalid.
func Clients(t tables.Table) (all []invoer.Third, faults []error, err error) {
	if !(list{known: [][]string{clientCodes, clientNames}}).fits(t.Columns) {
		return nil, nil, fmt.Errorf("%w: a table with the columns %s, want CODE and NAME", invoer.ErrInvalid, strings.Join(t.Columns, " "))
	}
	for n, row := range t.Rows {
		if kind := row["TYPE"]; kind != "" && kind != "1" && !strings.EqualFold(kind, "C") {
			continue
		}
		c := invoer.Third{
			Number: of(row, clientCodes...), Name: strings.TrimSpace(of(row, clientNames...) + " " + row["NAME2"]),
			Language: languages[strings.ToUpper(of(row, "LANG", "LANGUAGE", "TAAL", "LANGUE"))],
		}
		if vat := of(row, "VATNUMBER", "VAT", "BTW", "TVA", "BTWNUMMER"); vat != "" {
			c.VAT = vatNumber(vat, "BE")
		}
		if iban, err := invoer.ParseIBAN(of(row, "IBANAUTO", "IBAN", "BNKACCNT")); err == nil {
			c.IBAN = iban
		}
		if c.Number == "" || c.Name == "" {
			faults = append(faults, fmt.Errorf("row %d: %w: code %q, name %q, want both", n+1, invoer.ErrInvalid, c.Number, c.Name))
			continue
		}
		all = append(all, c)
	}
	return all, faults, nil
}
