package winbooks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

// thirds gives a row for each supplier that the package does not have yet, by
// number: those that it has are the accountant's, and stay as they are.
func thirds(postings []invoer.Posting, s Settings) []row {
	seen := map[string]row{}
	for _, p := range postings {
		if _, known := seen[p.Supplier.Number]; !known && !p.Supplier.InPackage {
			seen[p.Supplier.Number] = row{document: p.Document, values: third(p.Supplier, s)}
		}
	}
	rows := make([]row, 0, len(seen))
	for _, r := range seen {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.values["NUMBER"], b.values["NUMBER"]) })
	return rows
}

const supplierType = "2" // TYPE: 1 customer, 2 supplier

func third(t invoer.Third, s Settings) map[string]string {
	name1, name2 := halves(t.Name, 40)
	street1, street2 := halves(t.Street, 40)
	country := countryOf(t)
	values := map[string]string{
		"NUMBER": t.Number, "TYPE": supplierType, "NAME1": name1, "NAME2": name2, "ADRESS1": street1, "ADRESS2": street2,
		"VATCAT": "0", "COUNTRY": country, "VATNUMBER": VATNumber(t.VAT), "PAYCODE": t.Terms, "BNKACCNT": bank(t.IBAN),
		"ZIPCODE": t.Postcode, "CITY": t.City, "DEFLTPOST": t.Account, "LANG": languages[t.Language],
		"CENTRAL": cmp.Or(t.Central, s.Central),
	}
	if t.VAT != "" { // a VAT number says that VAT is handled: category 1
		values["VATCAT"] = "1"
	}
	if t.Currency != "EUR" {
		values["CURRENCY"] = t.Currency
	}
	return values
}

// languages are those that WinBooks' own table has; another is left open.
var languages = map[string]string{"fr": "F", "nl": "N", "en": "E"}

// halves cuts a long name between words, so that nothing of it is lost. What
// cannot be cut is too wide and is told.
func halves(s string, width int) (first, second string) {
	s = strings.Join(strings.Fields(s), " ")
	letters := []rune(s)
	if len(letters) <= width {
		return s, ""
	}
	at := strings.LastIndex(string(letters[:width+1]), " ")
	if at <= 0 {
		return s, ""
	}
	return s[:at], s[at+1:]
}

// countryOf is the ISO code of the country: of the address, else of the VAT
// number (which says EL for Greece and XI for Northern Ireland).
func countryOf(t invoer.Third) string {
	if t.Country != "" || len(t.VAT) < 2 {
		return t.Country
	}
	switch c := string(t.VAT[:2]); c {
	case "EL":
		return "GR"
	case "XI":
		return "GB"
	default:
		return c
	}
}

// bank is the old national form of a Belgian account (999-9999999-99), which
// is the one that the manual documents; others as they are.
func bank(n invoer.IBAN) string {
	if !strings.HasPrefix(string(n), "BE") || len(n) != 16 {
		return string(n)
	}
	return string(n[4:7]) + "-" + string(n[7:14]) + "-" + string(n[14:])
}

// pictures are how the national part of a VAT number is spelled: a 9 stands for
// one sign of it, anything else for itself (help.winbooks.be, "CSF structure").
// Countries that are not here have no signs between.
var pictures = map[string]string{
	"BE": "9999.999.999",
	"DK": "99 99 99 99",
	"FR": "99 999999999",
	"GB": "999 9999 99",
}

// VATNumber spells a VAT number as WinBooks wants it: without its country,
// which has a column of its own. The number of a group in Great Britain has
// three digits more behind a space.
func VATNumber(n invoer.VATNumber) string {
	if len(n) < 3 {
		return ""
	}
	national := string(n[2:])
	picture, has := pictures[string(n[:2])]
	if !has || len(national) < strings.Count(picture, "9") {
		return national
	}
	var out strings.Builder
	for _, r := range picture {
		if r != '9' {
			out.WriteRune(r)
			continue
		}
		out.WriteByte(national[0])
		national = national[1:]
	}
	if national != "" {
		out.WriteString(" " + national)
	}
	return out.String()
}
