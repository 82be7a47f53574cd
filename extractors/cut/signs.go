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
	page, of      int // as it numbers itself; 0 where it does not
	width, height float64
	words         int
	companies     []invoer.VATNumber
	accounts      []invoer.IBAN
	references    []invoer.Reference
	numbers       []string // of invoices, beside a word that says so
	domains       []string // of mail and web addresses
	total         bool     // a total with an amount
	title         bool     // a word that says what it is stands in its upper part
	date          bool     // a day stands in its upper part
	carried       bool     // an amount is carried over from a page before
	conditions    bool     // it is general conditions
	attached      bool     // a timesheet, a delivery note, an annex
}

// and gives the signs of a document and one more page of it.
func (s signs) and(next signs) signs {
	all := next
	all.companies = union(s.companies, next.companies)
	all.accounts = union(s.accounts, next.accounts)
	all.references = union(s.references, next.references)
	all.numbers = union(s.numbers, next.numbers)
	all.domains = union(s.domains, next.domains)
	all.total, all.title = s.total || next.total, s.title || next.title
	return all
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
	numberPattern = regexp.MustCompile(`(?i)\b(?:factuur|creditnota|facture|note de crédit|rechnungs?|gutschrift|invoice|credit note|ticket|bon|document|referentie)[ -]*(?:nummer|number|numéro|num|nr|no|n°|nº|#)[ .:°]*([A-Z0-9][A-Z0-9/._-]*)`)
	totalPattern  = regexp.MustCompile(`(?i)\b(?:totaal|total|gesamtbetrag|gesamt|summe|te betalen|à payer|zu zahlen|amount due|betaald|payé)\b.*\d[.,]\d{2}\b`)

	titlePattern      = regexp.MustCompile(`(?i)\b(?:factuur|facture|rechnung|invoice|creditnota|note de crédit|gutschrift|credit note|kasticket|kassabon|ticket|receipt|bon de caisse|rekening|herinnering|aanmaning|rappel|mahnung|reminder|tax invoice|ereloonnota|note d'honoraires|order confirmation)\b`)
	datePattern       = regexp.MustCompile(`\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}\.? \pL{3,10}\.? \d{4}\b`)
	carriedPattern    = regexp.MustCompile(`(?i)\b(?:transport|overdracht|overgebracht|report|à reporter|übertrag|carried (?:forward|over)|brought forward|vervolg|suite|fortsetzung|continued)\b`)
	conditionsPattern = regexp.MustCompile(`(?i)(?:algemene (?:verkoops?|leverings)?[ -]*(?:voorwaarden|verkoopvoorwaarden)|conditions générales|allgemeine geschäftsbedingungen|terms and conditions|general (?:terms|conditions)|(?m:^(?:onze |nos |unsere |our )?(?:voorwaarden|conditions|bedingungen|terms)$))`)
	attachedPattern   = regexp.MustCompile(`(?i)\b(?:bijlage|annexe|anlage|annex|appendix|timesheet|urenstaat|prestatiestaat|relevé d'heures|stundenzettel|leveringsbon|bon de livraison|lieferschein|delivery note|detail van|détail de|specificatie)\b`)
	domainPattern     = regexp.MustCompile(`(?i)(?:@|www\.)([a-z0-9-]+\.(?:be|com|nl|fr|de|eu|lu|net|org|shop|brussels|vlaanderen))\b`)
)

// mostLines is how many lines of a page are looked at, and upper the part of a
// page in which it says what it is.
const (
	mostLines = 400
	upper     = 0.45
)

func signsOf(p invoer.Page) signs {
	s := signs{width: p.Width, height: p.Height, words: len(p.Words)}
	lines := layout.Arrange(p, 1).Lines
	texts := make([]string, 0, len(lines))
	top := make([]string, 0, len(lines))
	for _, line := range lines[:min(len(lines), mostLines)] {
		text := line.Text()
		texts = append(texts, text)
		if line.Box.Y0 < upper*p.Height {
			top = append(top, text)
		}
	}
	s.read(strings.Join(texts, "\n"), strings.Join(top, "\n"))
	return s
}

// read finds signs in the text of a page and of its upper part.
func (s *signs) read(text, top string) {
	s.companies = belgium.VATNumbers(text)
	s.accounts = belgium.Accounts(text)
	s.references = belgium.References(text)
	s.page, s.of = numbered(text)
	for _, m := range numberPattern.FindAllStringSubmatch(text, 20) {
		if strings.ContainsAny(m[1], "0123456789") && !slices.Contains(s.numbers, m[1]) {
			s.numbers = append(s.numbers, m[1])
		}
	}
	for _, m := range domainPattern.FindAllStringSubmatch(text, 20) {
		s.domains = union(s.domains, []string{strings.ToLower(m[1])})
	}
	s.total = totalPattern.MatchString(text)
	s.title = titlePattern.MatchString(top)
	s.date = datePattern.MatchString(top)
	s.carried = carriedPattern.MatchString(top)
	s.conditions = conditionsPattern.MatchString(top)
	s.attached = attachedPattern.MatchString(top)
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
