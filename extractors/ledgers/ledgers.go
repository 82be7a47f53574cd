// Package ledgers reads what an accounting package really booked: ACT.TXT,
// ACT.DBF or the same columns as CSV with a header. It gives the purchases of
// the booking contract (package ledger), and knows nothing of how they are
// learnt from. It is the mirror of exports/winbooks.
//
// Names and VAT numbers of suppliers, and what a VAT code means, are not in
// that file: they come from the client's books. Without them a supplier is
// known by its number only, and codes that spell a rate ("21") by that rate.
package ledgers

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/tables"
	"github.com/invoer/invoer/ledger"
)

// order is that of the columns of ACT.TXT, which has no header.
var order = strings.Fields(`DOCTYPE DBKCODE DBKTYPE DOCNUMBER DOCORDER OPCODE ACCOUNTGL ACCOUNTRP BOOKYEAR PERIOD DATE DATEDOC DUEDATE
	COMMENT COMMENTEXT AMOUNT AMOUNTEUR VATBASE VATCODE CURRAMOUNT CURRCODE CUREURBASE VATTAX VATIMPUT CURRATE`)

// needed are the columns without which no purchase can be told.
var needed = strings.Fields("DOCTYPE DBKCODE DBKTYPE DOCNUMBER ACCOUNTGL ACCOUNTRP AMOUNTEUR")

// Read gives the purchases of a ledger of a client in order of date. Those that
// are not whole are left out and told, each an invoer.ErrInvalid; a file that
// is cut gives what comes before, with the place where it ends.
func Read(b []byte, client string, books invoer.Books) (all []ledger.Purchase, faults []error) {
	rows, err := records(b)
	if err != nil {
		faults = append(faults, err)
	}
	docs, err := documents(rows)
	if err != nil {
		return nil, append(faults, err)
	}
	for _, d := range docs {
		d.client, d.books = client, books
		p, err := d.purchase()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", d.id, err))
			continue
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b ledger.Purchase) int { return strings.Compare(a.Date.String(), b.Date.String()) })
	return all, faults
}

// records reads the file, with or without a header.
func records(b []byte) ([]tables.Row, error) {
	t, err := tables.Read(b)
	if slices.Contains(t.Columns, "DOCTYPE") || len(t.Columns) == 0 {
		return t.Rows, err
	}
	rows, _, err := tables.Rows(b)
	if len(rows) == 0 {
		return nil, err
	}
	return tables.Of(append([][]string{order}, rows...)).Rows, err
}

// A document is the records of one number in one journal.
type document struct {
	id     string
	client string
	books  invoer.Books
	rows   []tables.Row
}

// purchases are the kinds of journal (DBKTYPE): invoices and credit notes.
const (
	typeInvoice = "0"
	typeCredit  = "1"
)

// documents puts the records of purchases together, in the order in which they
// begin.
func documents(rows []tables.Row) ([]*document, error) {
	var all []*document
	at := map[string]*document{}
	for i, r := range rows {
		for _, name := range needed[:4] {
			if r[name] == "" {
				return all, fmt.Errorf("%w: row %d has no %s, want the columns of WinBooks' ACT", invoer.ErrInvalid, i+1, name)
			}
		}
		if r["DBKTYPE"] != typeInvoice && r["DBKTYPE"] != typeCredit {
			continue
		}
		id := strings.Join([]string{r["DBKCODE"], cmp.Or(r["BOOKYEAR"], "-"), r["DOCNUMBER"]}, "-")
		if at[id] == nil {
			at[id] = &document{id: id}
			all = append(all, at[id])
		}
		at[id].rows = append(at[id].rows, r)
	}
	return all, nil
}

// purchase makes the purchase of a document.
func (d *document) purchase() (ledger.Purchase, error) {
	third, costs, vats, err := d.sorted()
	if err != nil {
		return ledger.Purchase{}, err
	}
	owed, err := cents(third, "AMOUNTEUR")
	if err != nil {
		return ledger.Purchase{}, err
	}
	p := ledger.Purchase{
		ID: d.id, Client: d.client, Kind: invoer.KindInvoice, Journal: third["DBKCODE"], Supplier: d.supplier(third["ACCOUNTRP"]),
		Incl: invoer.EUR(-owed),
	}
	if p.Date, err = date(cmp.Or(third["DATE"], third["DATEDOC"])); err != nil {
		return ledger.Purchase{}, err
	}
	if third["DBKTYPE"] == typeCredit || owed > 0 {
		p.Kind = invoer.KindCreditNote
	}
	if p.Entries, p.Rates, err = d.entries(costs, vats, p.Date); err != nil {
		return ledger.Purchase{}, err
	}
	for _, e := range p.Entries {
		p.Excl = p.Excl.Plus(e.Amount)
	}
	p.VAT = invoer.EUR(p.Incl.Cents - p.Excl.Cents)
	for i, r := range costs {
		p.Lines = append(p.Lines, ledger.Line{Description: r["COMMENT"], Percent: p.Entries[i].Treatment.Rate, Total: p.Entries[i].Amount})
	}
	p.Text = strings.Join(words(d.rows), "\n")
	return p, nil
}

// sorted tells the supplier, the costs and the VAT of a document apart.
func (d *document) sorted() (third tables.Row, costs, vats []tables.Row, err error) {
	for _, r := range d.rows {
		switch {
		case r["DOCTYPE"] == "2" && third != nil:
			return nil, nil, nil, fmt.Errorf("%w: two lines of suppliers, want one", invoer.ErrInvalid)
		case r["DOCTYPE"] == "2":
			third = r
		case r["VATCODE"] != "":
			vats = append(vats, r)
		case r["DOCTYPE"] == "3":
			costs = append(costs, r)
		}
	}
	if third == nil || len(costs) == 0 {
		return nil, nil, nil, fmt.Errorf("%w: %d lines without one of a supplier and one of a cost", invoer.ErrInvalid, len(d.rows))
	}
	return third, costs, vats, nil
}

func (d *document) supplier(number string) ledger.Supplier {
	for _, t := range d.books.Suppliers {
		if t.Number == number {
			return ledger.Supplier{Name: t.Name, VAT: string(t.VAT), IBAN: string(t.IBAN), Country: t.Country}
		}
	}
	return ledger.Supplier{Name: number}
}

// words are the comments of a document, each once.
func words(rows []tables.Row) []string {
	var all []string
	for _, r := range rows {
		if c := r["COMMENT"]; c != "" && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

var pointed = regexp.MustCompile(`^(-?)0*([0-9]+)(?:\.([0-9]+))?$`)

// cents reads an amount with any number of decimals, of which those after the
// second must be zero.
func cents(r tables.Row, column string) (int64, error) {
	s := cmp.Or(r[column], "0")
	m := pointed.FindStringSubmatch(strings.Replace(s, ",", ".", 1))
	if m == nil {
		return 0, fmt.Errorf("%w: %s is %q, want an amount", invoer.ErrInvalid, column, s)
	}
	decimals := (m[3] + "00")
	if strings.Trim(decimals[2:], "0") != "" {
		return 0, fmt.Errorf("%w: %s is %q, want whole cents", invoer.ErrInvalid, column, s)
	}
	n, err := strconv.ParseInt(m[1]+m[2]+decimals[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %s is %q, want an amount", invoer.ErrInvalid, column, s)
	}
	return n, nil
}

func date(s string) (invoer.Date, error) {
	for _, layout := range []string{"20060102", time.DateOnly, "2006/01/02", "02/01/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return invoer.DateOf(t), nil
		}
	}
	return invoer.Date{}, fmt.Errorf("%w: date %q, want YYYYMMDD", invoer.ErrInvalid, s)
}
