// Package masters reads what an accounting package knows beside its bookings:
// WinBooks' tables ACF (chart), CSF (suppliers), CODEVAT (VAT codes) and SLPRD
// (periods), and plain lists of the same with a header, also of journals and
// analytic codes. Which list it is follows from the columns. It is pure; what
// it gives is shown as a difference before anything is written.
package masters

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/tables"
)

// A list is one kind of table: the columns by which it is known, each with the
// names that it may have, and how a row becomes an entry.
type list struct {
	name  string
	known [][]string
	read  func(*invoer.Books, tables.Row) error
}

// lists are looked through in this order: the first whose columns are there.
var lists = []list{
	{"VAT codes", [][]string{{"CODE", "VATCODE"}, {"RATE", "TAUX", "TARIEF"}}, vatCode},
	{"periods", [][]string{{"PERIOD", "PERIODE"}, fromNames, untilNames}, period},
	{"journals", [][]string{{"CODE", "JOURNAL", "DAGBOEK", "DBKCODE"}, {"KIND", "TYPE", "DBKTYPE", "SOORT"}}, journal},
	{"analytic codes", [][]string{{"PLAN"}, {"CODE"}}, analytic},
	{"suppliers", [][]string{{"NUMBER", "NUMMER", "NUMERO", "CODE"}, {"VATNUMBER", "VAT", "BTW", "TVA", "BTWNUMMER", "IBAN", "ADRESS1", "ADDRESS1"}}, supplier},
	{"chart of accounts", [][]string{{"NUMBER", "ACCOUNT", "REKENING", "COMPTE", "NUMMER", "NUMERO", "ACCOUNTGL"}, nameNames}, account},
}

var (
	nameNames  = []string{"NAME", "NAME11", "NAME1", "NAAM", "NOM", "DESCRIPTION", "OMSCHRIJVING", "LIBELLE", "DESC1", "NAME12"}
	fromNames  = []string{"DATE_BEG", "DATEBEG", "DATE_START", "FROM", "VAN", "DU", "BEGIN"}
	untilNames = []string{"DATE_END", "DATEEND", "UNTIL", "TO", "TOT", "AU", "END"}
)

// Read gives the entries of a table. Rows that are none are told by their
// number and left out; a table that is none of the lists is an
// invoer.ErrInvalid that says which columns are wanted.
func Read(t tables.Table) (b invoer.Books, faults []error, err error) {
	i := slices.IndexFunc(lists, func(l list) bool { return l.fits(t.Columns) })
	if i < 0 {
		var names []string
		for _, l := range lists {
			names = append(names, fmt.Sprintf("%s (%s and %s)", l.name, l.known[0][0], l.known[1][0]))
		}
		return b, nil, fmt.Errorf("%w: a table with the columns %s, want one of %s", invoer.ErrInvalid, strings.Join(t.Columns, " "), strings.Join(names, ", "))
	}
	for n, row := range t.Rows {
		if err := lists[i].read(&b, row); err != nil {
			faults = append(faults, fmt.Errorf("row %d: %w", n+1, err))
		}
	}
	return b, faults, nil
}

func (l list) fits(columns []string) bool {
	for _, names := range l.known {
		if !slices.ContainsFunc(names, func(n string) bool { return slices.Contains(columns, n) }) {
			return false
		}
	}
	return true
}

// of gives the first value that a row has under one of the names.
func of(r tables.Row, names ...string) string {
	for _, n := range names {
		if r[n] != "" {
			return r[n]
		}
	}
	return ""
}

func spanOf(r tables.Row) (s invoer.Span, err error) {
	if s.From, err = day(of(r, fromNames...)); err != nil {
		return s, err
	}
	s.Until, err = day(of(r, untilNames...))
	return s, err
}

func day(s string) (invoer.Date, error) {
	if s == "" {
		return invoer.Date{}, nil
	}
	for _, layout := range []string{time.DateOnly, "20060102", "02/01/2006", "2/1/2006", "01-02-06"} {
		if t, err := time.Parse(layout, s); err == nil {
			return invoer.DateOf(t), nil
		}
	}
	return invoer.Date{}, fmt.Errorf("%w: date %q, want 2026-03-05", invoer.ErrInvalid, s)
}

// account reads a row of the chart. Headings of classes, which have one digit,
// are no accounts.
func account(b *invoer.Books, r tables.Row) error {
	number := of(r, "NUMBER", "ACCOUNT", "REKENING", "COMPTE", "NUMMER", "NUMERO", "ACCOUNTGL")
	if len(number) < 2 {
		return nil
	}
	span, err := spanOf(r)
	a := invoer.LedgerAccount{Number: number, Name: of(r, nameNames...), Span: span}
	if err == nil {
		err = a.Valid()
	}
	if err != nil {
		return err
	}
	b.Accounts = append(b.Accounts, a)
	return nil
}

// supplier reads a third; customers (TYPE 1) are passed over. A number or
// account that is none is left empty: it is the package's affair.
func supplier(b *invoer.Books, r tables.Row) error {
	if kind := r["TYPE"]; kind == "1" || strings.EqualFold(kind, "C") {
		return nil
	}
	country := strings.ToUpper(of(r, "COUNTRY", "LAND", "PAYS"))
	t := invoer.Third{
		Number: of(r, "NUMBER", "NUMMER", "NUMERO", "CODE"), Name: strings.TrimSpace(of(r, nameNames...) + " " + r["NAME2"]),
		Street: of(r, "ADRESS1", "ADDRESS1", "STREET", "STRAAT", "RUE"), Postcode: of(r, "ZIPCODE", "POSTCODE", "ZIP"), City: of(r, "CITY", "GEMEENTE", "VILLE"),
		Country: country, Language: languages[strings.ToUpper(of(r, "LANG", "LANGUAGE", "TAAL"))], Account: of(r, "DEFLTPOST", "ACCOUNT", "REKENING", "COMPTE"),
		Central: r["CENTRAL"], Terms: of(r, "PAYCODE", "TERMS"), Currency: r["CURRENCY"], InPackage: true,
	}
	if vat := of(r, "VATNUMBER", "VAT", "BTW", "TVA", "BTWNUMMER"); vat != "" {
		t.VAT = vatNumber(vat, cmp.Or(country, "BE"))
	}
	if iban, err := invoer.ParseIBAN(of(r, "IBANAUTO", "IBAN", "BNKACCNT")); err == nil {
		t.IBAN = iban
	}
	if err := t.Valid(); err != nil {
		return err
	}
	b.Suppliers = append(b.Suppliers, t)
	return nil
}

var languages = map[string]string{"F": "fr", "N": "nl", "E": "en", "D": "de", "FR": "fr", "NL": "nl", "EN": "en", "DE": "de"}

// vatNumber takes a number with or without its country; one that is none is
// left out.
func vatNumber(s, country string) invoer.VATNumber {
	if n, err := invoer.ParseVATNumber(s); err == nil {
		return n
	}
	if country == "GR" {
		country = "EL"
	}
	n, _ := invoer.ParseVATNumber(country + s) // none: empty
	return n
}

func period(b *invoer.Books, r tables.Row) error {
	span, err := spanOf(r)
	if err != nil {
		return err
	}
	number := of(r, "PERIOD", "PERIODE")
	if len(number) == 1 {
		number = "0" + number
	}
	p := invoer.Period{Year: strings.ToUpper(of(r, "BOOKYEAR", "YEAR", "JAAR", "ANNEE")), Number: number, Locked: truth(of(r, "LOCKED", "ISLOCKED", "AFGESLOTEN")), Span: span}
	if err := p.Valid(); err != nil {
		return err
	}
	b.Periods = append(b.Periods, p)
	return nil
}

func truth(s string) bool {
	return slices.Contains([]string{"T", "TRUE", "1", "JA", "OUI", "YES", "Y"}, strings.ToUpper(s))
}

func journal(b *invoer.Books, r tables.Row) error {
	j := invoer.Journal{
		Code: of(r, "CODE", "JOURNAL", "DAGBOEK", "DBKCODE"), Name: of(r, nameNames...),
		Kind: kindOf(of(r, "KIND", "TYPE", "DBKTYPE", "SOORT")), Credit: of(r, "CREDIT", "CREDITNOTES"),
	}
	last, err := invoer.ParseDecimal(cmp.Or(of(r, "LAST", "LAATSTE", "DERNIER", "LASTNUMBER"), "0"), 0)
	if err != nil || last < 0 {
		return fmt.Errorf("%w: last number of journal %q, want a whole one", invoer.ErrInvalid, j.Code)
	}
	j.Last = int(last)
	if err := j.Valid(); err != nil {
		return err
	}
	b.Journals = append(b.Journals, j)
	return nil
}

// kindOf reads our own word or WinBooks' number of a kind.
func kindOf(s string) invoer.JournalKind {
	if len(s) == 1 && s[0] >= '0' && int(s[0]-'0') < len(invoer.JournalKinds) {
		return invoer.JournalKinds[s[0]-'0']
	}
	return invoer.JournalKind(strings.ToLower(s))
}

func analytic(b *invoer.Books, r tables.Row) error {
	span, err := spanOf(r)
	a := invoer.AnalyticCode{Plan: r["PLAN"], Code: r["CODE"], Name: of(r, nameNames...), Span: span}
	if err == nil {
		err = a.Valid()
	}
	if err != nil {
		return err
	}
	b.Analytics = append(b.Analytics, a)
	return nil
}

var (
	boxes = regexp.MustCompile(`[0-9]{2}`)
	share = regexp.MustCompile(`(\d{1,3})\s*%`)
	// beyond are the words for outside the Union, in four languages.
	beyond = regexp.MustCompile(`(?i)\bextra[ -]?(com|eu|ue|cee|eeg)|\bhors (de )?(l'|la )?(ue|cee|eu|union)|\bbuiten (de )?(eu|eeg|eg|unie)|\b(non|niet|nicht)[ -]?(eu|ue)\b|\bpays tiers|\bderde ?land|\bdrittl|\boutside (the )?(eu|union)`)
)

// vatCode reads a row of CODEVAT, whose return boxes tell what it is: 81 goods,
// 82 services, 83 investments; 86 and 88 a member state; 55, 56, 57 VAT that is
// owed (Royal Decree no. 1, annex). Services from outside the Union have the
// boxes of a co-contractor: only their name tells them. Codes of sales, which have none of 81 to 83,
// are passed over. A plain list may name case, class and deductible itself.
func vatCode(b *invoer.Books, r tables.Row) error {
	rate, err := invoer.ParseDecimal(strings.TrimSuffix(of(r, "RATE", "TAUX", "TARIEF"), " %"), 4)
	if err != nil {
		return err
	}
	span, err := spanOf(r)
	if err != nil {
		return err
	}
	c := invoer.VATCode{
		Code: of(r, "CODE", "VATCODE"), Name: of(r, "DESC2", "DESC1", "NAME", "DESCRIPTION"), Deductible: of(r, "ACCINV1", "ACCOUNT"), Due: of(r, "ACCINV2", "DUE"), Span: span,
		Treatment: invoer.Treatment{Case: r["CASE"], Class: r["CLASS"], Rate: rate / 100, Deductible: deductible(r)},
	}
	if c.Treatment.Case == "" && !fromBoxes(&c.Treatment, r) {
		return nil
	}
	c.Treatment = c.Treatment.Plain()
	if err := c.Valid(); err != nil {
		return err
	}
	b.VATCodes = append(b.VATCodes, c)
	return nil
}

func fromBoxes(t *invoer.Treatment, r tables.Row) bool {
	has := map[string]bool{}
	for _, box := range boxes.FindAllString(r["BASE_INV"]+" "+r["TAX_INV"], -1) {
		has[box] = true
	}
	switch {
	case has["81"]:
		t.Class = "goods"
	case has["82"]:
		t.Class = "services"
	case has["83"]:
		t.Class = "investment"
	default:
		return false
	}
	switch {
	case has["86"], has["88"], has["55"]:
		t.Case = "eu"
	case has["57"]:
		t.Case = "import"
	case (has["56"] || has["87"]) && beyond.MatchString(r["DESC1"]+" "+r["DESC2"]):
		t.Case = "outside-eu"
	case has["56"], has["87"]:
		t.Case = "cocontractor"
	case t.Rate == 0:
		t.Case = "exempt"
	default:
		t.Case = "domestic"
	}
	return true
}

// deductible follows TYPDED (0 all, 1 nothing, 2 a part) and, for a part, the
// share that the description names; half where it names none.
func deductible(r tables.Row) int {
	switch r["TYPDED"] {
	case "1":
		return 0
	case "2":
		for _, found := range share.FindAllStringSubmatch(r["DESC1"]+" "+r["DESC2"], -1) {
			switch found[1] {
			case "85", "50", "35":
				return map[string]int{"85": 85, "50": 50, "35": 35}[found[1]]
			}
		}
		return 50
	}
	if n, err := invoer.ParseDecimal(cmp.Or(r["DEDUCTIBLE"], "100"), 0); err == nil && n >= 0 && n <= 100 {
		return int(n)
	}
	return 100
}
