package winbooks

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// Web are the files that WinBooks on Web imports: third parties, then
// accounting documents. Files that have no row have their header only.
type Web struct {
	Thirds, Documents []byte
}

// webThirds are the columns of "Import third parties from CSV file"
// (help.winbooks.be, HelpWowEn) up to bank1, where the public copy ends.
var webThirds = columns(`type:1 id:10 name:40 contact:40 language:1 currid:3 category:10 paydelay:10 paymode:10 vattype:1 vatnumber:20
	vatcountry:2 vatid:10 centaccid:10 adrcountry:2 adrzip:10 adrcity:40 adrstreet1:40 adrstreet2:40 bank1:20`)

// webDocuments are those of "Import accounting documents from CSV file" up to
// amount. What comes behind them (VAT code, base, comment) is cut off in the
// public copy, and nobody should guess: VAT is written as lines of its
// account.
var webDocuments = columns(`bookmonth:2 jnltype:3 jnl:10 number:12 renumber:1 accounttyp:1 accountid:10 date:10 duedate:10 cur:3 side:1
	amountcur:17 amount:17`)

// WriteWeb gives the files of postings for WinBooks on Web, or invoer.Faults.
// It is experimental: no file of it was imported by us. Encoding counts as in
// Settings.
func WriteWeb(postings []invoer.Posting, s Settings) (Web, error) {
	signs, err := signsOf(s.Encoding)
	if err != nil {
		return Web{}, err
	}
	w := &writer{signs: signs}
	var suppliers []row
	for _, r := range thirds(postings, s) {
		suppliers = append(suppliers, row{document: r.document, values: webThird(r.values)})
	}
	months := map[invoer.DocumentID]string{}
	for _, p := range postings {
		months[p.Document] = bookMonth(p)
	}
	var documents []row
	for _, r := range w.entries(postings, s) {
		if r.values["AMOUNTEUR"] != "" {
			documents = append(documents, row{document: r.document, values: webLine(r.values, months[r.document])})
		}
	}
	files := Web{w.table("thirds.csv", webThirds, suppliers), w.table("documents.csv", webDocuments, documents)}
	if len(w.faults) > 0 {
		return Web{}, w.faults
	}
	return files, nil
}

// table is a file with a header: optional columns may be left out, so it is by
// their names that they are known.
func (w *writer) table(name string, columns []column, rows []row) []byte {
	var out bytes.Buffer
	for n, c := range columns {
		if n > 0 {
			out.WriteByte(',')
		}
		out.WriteString(c.name)
	}
	out.WriteString("\r\n")
	out.Write(w.file(name, columns, rows))
	return out.Bytes()
}

// webThird is a record of CSF as a third party. Names and streets that CSF has
// in two halves are one, and commas are removed, as the import does.
func webThird(v map[string]string) map[string]string {
	name := strings.TrimSpace(v["NAME1"] + " " + v["NAME2"])
	return map[string]string{
		"type": "S", "id": v["NUMBER"], "name": name, "language": v["LANG"], "currid": v["CURRENCY"], "paydelay": v["PAYCODE"], "vattype": webVAT(v["VATCAT"]),
		"vatnumber": v["VATNUMBER"], "vatcountry": v["COUNTRY"], "centaccid": v["CENTRAL"], "adrcountry": v["COUNTRY"], "adrzip": v["ZIPCODE"], "adrcity": v["CITY"],
		"adrstreet1": uncommaed(v["ADRESS1"]), "adrstreet2": uncommaed(v["ADRESS2"]), "bank1": v["BNKACCNT"],
	}
}

func uncommaed(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")
}

// webVAT: 1 subject, 2 exempt, 3 not subject; CSF says 0 where it is not known.
func webVAT(category string) string { return strings.TrimPrefix(category, "0") }

// bookMonth is the month of the book year that a posting is booked in: that of its
// period, or the one in it where periods are of several months.
func bookMonth(p invoer.Posting) string {
	n, err := strconv.Atoi(p.Period.Number)
	each, on := monthsFrom(p.Period.From, p.Period.Until)+1, monthsFrom(p.Period.From, p.Booking.Date)
	if err != nil || !p.Period.Ordinary() || each < 1 || on < 0 || on >= each {
		return p.Period.Number
	}
	return fmt.Sprintf("%02d", (n-1)*each+on+1)
}

func monthsFrom(from, until invoer.Date) int {
	return (until.Year-from.Year)*12 + int(until.Month) - int(from.Month)
}

// webLine is a record of ACT as a ledger line of a book month: its amount is positive, and its
// side says where it stands.
func webLine(v map[string]string, month string) map[string]string {
	kind := map[string]string{"0": "PUR", "1": "PUC"}[v["DBKTYPE"]]
	amount, credit := strings.CutPrefix(v["AMOUNTEUR"], "-")
	line := map[string]string{
		"bookmonth": month, "jnltype": kind, "jnl": v["DBKCODE"], "number": v["DOCNUMBER"], "renumber": "F", "accounttyp": "G", "accountid": v["ACCOUNTGL"],
		"date": webDay(v["DATEDOC"]), "duedate": webDay(v["DUEDATE"]), "side": "D", "amount": amount,
	}
	if credit {
		line["side"] = "C"
	}
	if v["DOCTYPE"] == ofSupplier {
		line["accounttyp"], line["accountid"] = "S", v["ACCOUNTRP"]
	}
	if v["CURRCODE"] != "" {
		line["cur"], line["amountcur"] = v["CURRCODE"], strings.TrimPrefix(v["CURRAMOUNT"], "-")
	}
	return line
}

// webDay is YYYY/MM/DD.
func webDay(s string) string {
	if len(s) != 8 {
		return ""
	}
	return s[:4] + "/" + s[4:6] + "/" + s[6:]
}
