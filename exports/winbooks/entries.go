package winbooks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// The kinds of record (DOCTYPE) of a purchase: one line of the supplier, one
// or more of general accounts (cost and VAT), and one without amount for each
// VAT code that has a base and no VAT.
const (
	ofSupplier = "2"
	ofAccount  = "3"
	ofBase     = "4"
)

// entries gives the rows of all postings, in the order in which they come.
func (w *writer) entries(postings []invoer.Posting, s Settings) []row {
	var rows []row
	numbers := map[string]bool{}
	for _, p := range postings {
		b := &posting{Posting: p, settings: s}
		b.check(numbers)
		if len(b.faults) == 0 {
			b.lines()
		}
		for _, f := range b.faults {
			w.fault(f)
		}
		rows = append(rows, b.rows...)
	}
	return rows
}

// A posting is one document on its way into rows.
type posting struct {
	invoer.Posting
	settings Settings
	rate     int64 // millionths of foreign currency for one euro; 0: euro
	rows     []row
	faults   invoer.Faults
}

func (p *posting) fault(field, code string, args ...string) {
	p.faults = append(p.faults, invoer.Fault{Document: p.Document, File: "ACT.TXT", Field: field, Why: invoer.Because(code, args...)})
}

// check refuses what no row can be made of.
func (p *posting) check(numbers map[string]bool) {
	if err := p.Booking.Balanced(); err != nil {
		p.fault("AMOUNTEUR", "export-unbalanced")
		return
	}
	if p.Booking.Date.Zero() {
		p.fault("DATE", "export-no-date")
	}
	if p.Supplier.Number == "" {
		p.fault("ACCOUNTRP", "export-no-supplier", p.Invoice.Supplier.Name.Value)
	}
	if k := p.Journal.Kind; k != invoer.JournalPurchase && k != invoer.JournalPurchaseCredit {
		p.fault("DBKTYPE", "export-not-purchase", p.Journal.Code)
	}
	if p.Number == "" || strings.Trim(p.Number, "0123456789") != "" {
		p.fault("DOCNUMBER", "export-number", p.Number)
	}
	key := p.Journal.Code + " " + p.Period.Year + " " + p.Number
	if numbers[key] {
		p.fault("DOCNUMBER", "export-number-twice", p.Number)
	}
	numbers[key] = true
	p.checkSupplierLine()
	p.checkRate()
}

func (p *posting) checkSupplierLine() {
	owed := 0
	for _, e := range p.Booking.Entries {
		if e.Side == invoer.SideSupplier {
			owed++
		}
	}
	if owed != 1 {
		p.fault("DOCTYPE", "export-supplier-lines", strconv.Itoa(owed))
	}
}

func (p *posting) checkRate() {
	currency := p.Booking.Entries[0].Amount.Currency
	if currency == "EUR" {
		return
	}
	rate, err := invoer.ParseDecimal(p.Rate, 6)
	if err != nil || rate <= 0 {
		p.fault("CURRATE", "export-no-rate", currency, cmp.Or(p.Invoice.Issued.Value, p.Booking.Date).String())
		return
	}
	p.rate = rate
}

// lines writes the supplier, the costs, the VAT and the bases without VAT.
func (p *posting) lines() {
	for _, e := range p.Booking.Entries {
		if e.Side == invoer.SideSupplier {
			r := p.row(ofSupplier, e.Amount)
			r["ACCOUNTGL"], r["COMMENT"] = e.Account, p.about()
		}
	}
	for _, e := range p.Booking.Entries {
		if e.Side == invoer.SideCost {
			p.cost(e)
		}
	}
	for _, g := range p.groups() {
		p.vat(g)
	}
	p.settle()
	p.empty()
}

// empty leaves out general lines of nothing, which the import refuses: a cost
// of 0.00, or one that is less than half a cent in euro. A document of which
// the supplier gets nothing cannot be handed over so, as it must have his line.
func (p *posting) empty() {
	p.rows = slices.DeleteFunc(p.rows, func(r row) bool {
		if r.values["AMOUNTEUR"] != nothing {
			return false
		}
		if r.values["DOCTYPE"] == ofSupplier {
			p.fault("AMOUNTEUR", "export-nothing-owed")
		}
		return true
	})
}

// nothing is an amount that only a record of a base may have.
const nothing = "0.00"

func (p *posting) cost(e invoer.Entry) {
	r := p.row(ofAccount, e.Amount)
	r["ACCOUNTGL"], r["COMMENT"] = e.Account, cmp.Or(e.Text, p.about())
	if code, known := p.code(e.Treatment); known {
		r["VATIMPUT"] = code
	}
	p.rows[len(p.rows)-1].analytic = e.Analytic
}

// about is what a line says where it has no words of its own: the supplier's
// own number of the invoice first, as the communication may be another one.
func (p *posting) about() string {
	return strings.TrimSpace(p.Invoice.Number.Value + " " + cmp.Or(p.Supplier.Name, p.Invoice.Supplier.Name.Value))
}

// row begins a record with what all records of a document have alike.
func (p *posting) row(doctype string, amount invoer.Money) map[string]string {
	values := map[string]string{
		"DOCTYPE": doctype, "DBKCODE": p.Journal.Code, "DBKTYPE": strconv.Itoa(slices.Index(invoer.JournalKinds, p.Journal.Kind)),
		"DOCNUMBER": p.Number, "ACCOUNTRP": p.Supplier.Number, "BOOKYEAR": p.Period.Year, "PERIOD": p.Period.Number,
		"DATE": day(p.Booking.Date), "DATEDOC": day(cmp.Or(p.Invoice.Issued.Value, p.Booking.Date)), "DUEDATE": day(p.Invoice.Due.Value),
		"COMMENTEXT": p.communication(), "ISLOCKED": "F", "ISIMPORTED": "F", "ISTEMP": "F",
	}
	if doctype != ofBase {
		values["AMOUNTEUR"] = p.euro(amount).String()
	}
	if p.rate != 0 && doctype != ofBase {
		values["CURRAMOUNT"], values["CURRCODE"], values["CURRATE"] = amount.String(), amount.Currency, rateText(p.rate)
	}
	p.rows = append(p.rows, row{document: p.Document, values: values})
	return values
}

// communication is the twelve digits of a structured communication without
// signs, which WinBooks recognises, an ISO 11649 reference, or else the
// supplier's number of the invoice.
func (p *posting) communication() string {
	return cmp.Or(string(p.Invoice.Reference.Value), p.Invoice.Number.Value)
}

func day(d invoer.Date) string {
	if d.Zero() {
		return ""
	}
	return strings.ReplaceAll(d.String(), "-", "")
}

// rateText has five decimals (CURRATE is N 12,5): foreign currency for one
// euro, as the ECB prints it. That WinBooks reads it this way round is our
// inference.
func rateText(millionths int64) string {
	n := (millionths + 5) / 10
	return strconv.FormatInt(n/100000, 10) + "." + strconv.FormatInt(100000+n%100000, 10)[1:]
}

// euro gives an amount in euro, rounded half away from zero to the cent.
func (p *posting) euro(m invoer.Money) invoer.Money {
	if p.rate == 0 {
		return m
	}
	return invoer.InEuro(m, p.rate)
}

// settle puts the cents that rounding to euro left on the largest cost.
func (p *posting) settle() {
	if p.rate == 0 {
		return
	}
	left, most := int64(0), int64(-1) // a cost of nothing may take them too
	var at map[string]string
	for _, r := range p.rows {
		cents, _ := invoer.ParseDecimal(cmp.Or(r.values["AMOUNTEUR"], "0"), 2) // written above
		left -= cents
		cost := r.values["DOCTYPE"] == ofAccount && r.values["VATCODE"] == ""
		if size := invoer.EUR(cents).Abs().Cents; cost && size > most {
			most, at = size, r.values
		}
	}
	if at == nil && left != 0 {
		p.fault("AMOUNTEUR", "export-unbalanced")
	}
	if at != nil && left != 0 {
		cents, _ := invoer.ParseDecimal(at["AMOUNTEUR"], 2)
		at["AMOUNTEUR"] = invoer.EUR(cents + left).String()
	}
}
