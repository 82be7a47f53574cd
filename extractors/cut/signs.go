package cut

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/extractors/layout"
)

// Signs are what tells pages of one document from those of another.
type signs struct {
	page, of   int // as it numbers itself; 0 where it does not
	companies  []invoer.VATNumber
	accounts   []invoer.IBAN
	references []invoer.Reference
	numbers    []string // of invoices, beside a word that says so
	total      bool     // a total with an amount
}

// identified tells whether the page names a document.
func (s signs) identified() bool {
	return len(s.numbers) > 0 || len(s.references) > 0 || (len(s.companies) > 0 && s.total)
}

// and gives the signs of a document and one more page of it.
func (s signs) and(next signs) signs {
	return signs{
		page: next.page, of: next.of,
		companies:  union(s.companies, next.companies),
		accounts:   union(s.accounts, next.accounts),
		references: union(s.references, next.references),
		numbers:    union(s.numbers, next.numbers),
		total:      s.total || next.total,
	}
}

func union[T comparable](a, b []T) []T {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// How pages number themselves and documents are named, in the four languages
// of our suppliers.
var (
	pageOfPattern = regexp.MustCompile(`(?i)\b(?:pagina|page|blad|bladzijde|blz|seite|pag)\b[ .:]*(\d{1,3})\s*(?:/|van|op|sur|de|of|von|aus)\s*(\d{1,3})\b`)
	pagePattern   = regexp.MustCompile(`(?i)\b(?:pagina|page|bladzijde|blz|seite)\b[ .:]*(\d{1,3})\b`)
	numberPattern = regexp.MustCompile(`(?i)\b(?:factuur|creditnota|facture|note de crédit|rechnungs?|gutschrift|invoice|credit note)[ -]*(?:nummer|number|numéro|num|nr|no|n°|nº|#)[ .:°]*([A-Z0-9][A-Z0-9/._-]*)`)
	totalPattern  = regexp.MustCompile(`(?i)\b(?:totaal|total|gesamtbetrag|gesamt|summe|te betalen|à payer|zu zahlen|amount due)\b.*\d[.,]\d{2}\b`)
)

// mostLines is how many lines of a page are looked at.
const mostLines = 400

func signsOf(p invoer.Page) signs {
	var s signs
	lines := layout.Arrange(p, 1).Lines
	texts := make([]string, 0, len(lines))
	for _, line := range lines[:min(len(lines), mostLines)] {
		texts = append(texts, line.Text())
	}
	text := strings.Join(texts, "\n")
	s.companies = belgium.VATNumbers(text)
	s.accounts = belgium.Accounts(text)
	s.references = belgium.References(text)
	s.page, s.of = numbered(text)
	for _, m := range numberPattern.FindAllStringSubmatch(text, 20) {
		if strings.ContainsAny(m[1], "0123456789") && !slices.Contains(s.numbers, m[1]) {
			s.numbers = append(s.numbers, m[1])
		}
	}
	s.total = totalPattern.MatchString(text)
	return s
}

// numbered reads "page 2 of 3", or the page alone.
func numbered(text string) (page, of int) {
	if m := pageOfPattern.FindStringSubmatch(text); m != nil {
		page, _ = strconv.Atoi(m[1]) // three digits at most
		of, _ = strconv.Atoi(m[2])
		if page >= 1 && page <= of {
			return page, of
		}
	}
	if m := pagePattern.FindStringSubmatch(text); m != nil {
		page, _ = strconv.Atoi(m[1])
	}
	return page, 0
}
