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
	digits        []string // of each page what is written in digits, without what stands between them
	accounts      []invoer.IBAN
	references    []invoer.Reference
	numbers       []string // of invoices, beside a word that says so
	domains       []string // of mail and web addresses
	total         bool     // a total with an amount
	title         bool     // a word that says what it is stands in its upper part
	row, lastRow  int      // the first and the last number of rows that are counted; 0 where none are
	conditions    bool     // it says that it is general conditions
	prose         bool     // it is sentences, with hardly a number
	wordy         bool     // it has many words and hardly an amount
	daily         int      // rows that begin with a day
	attached      bool     // a timesheet, a delivery note, an annex
	days          []string // in its upper part
	gist, head    gist     // of its words, and of those at its head
	kin           kin      // to the document before it
	form          form     // of a document, that of its first page
	annex         bool     // of a document, its first page is one
	filling       filling  // of the form of the document before it
	stranger      bool     // it names a company that the document before it does not
}

// follows tells whether it is a page that goes with a document.
func (s signs) follows() bool { return s.attached || s.conditions || s.prose }

// terms tells whether a page is general conditions of nobody's bill.
func (s signs) terms() bool {
	return s.conditions && !s.title && !s.total && len(s.numbers)+len(s.references) == 0
}

// tells tells whether anything on a page says which document it is of.
func (s signs) tells() bool {
	return s.title || s.total || s.page > 0 || len(s.companies)+len(s.accounts)+len(s.references)+len(s.numbers)+len(s.days) > 0
}

// and gives the signs of a document and one more page of it.
func (s signs) and(next signs) signs {
	all := next
	all.companies = union(s.companies, next.companies)
	all.digits = slices.Concat(s.digits, next.digits)
	if len(all.digits) > mostOwn {
		all.digits = slices.Delete(all.digits, 1, 2) // the first and the last ones are looked at
	}
	all.accounts = union(s.accounts, next.accounts)
	all.references = union(s.references, next.references)
	all.numbers = union(s.numbers, next.numbers)
	all.domains = union(s.domains, next.domains)
	all.total, all.title = s.total || next.total, s.title || next.title
	all.days = union(s.days, next.days)
	if s.words > 0 {
		all.form, all.annex = s.form, s.annex
	}
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
	totalPattern  = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(?:totaal|total|gesamtbetrag|gesamt|summe|te betalen|à payer|zu zahlen|amount due|betaald|payé)(?:[^\pL\pN].*)\d[.,]\d{2}\b`)

	titlePattern      = regexp.MustCompile(`(?i)\b(?:\pL*factuur|facture|\pL*rechnung|rechnungskorrektur|invoice|creditnota|note de crédit|gutschrift|credit note|kasticket|kassabon|ticket|receipt|bon de caisse|rekening|herinnering|aanmaning|rappel|mahnung|reminder|tax invoice|ereloonnota|honorariumnota|honorarnote|note d'honoraires|pro ?-?forma|afrekening|décompte|bestelbon|aankooporder|order(?:bevestiging|bon)|bevestiging van uw bestelling|(?:bon|confirmation|réception) de commande|auftragsbestätigung|bestellschein|(?:purchase|sales) order|order confirmation|rekening(?:uittreksel|overzicht)|klantenstaat|(?:relevé|extrait|situation) de compte|kontoauszug|(?:statement of account|account statement)|ingebrekestelling|mise en demeure|zahlungserinnerung)\b`)
	mentionedPattern  = regexp.MustCompile(`(?i)\b(?:zu|zur|der|auf|für|op|van|voor|sur|de|d'|to|on|of|concerne|betreft|betrifft|bezug)(?: (?:la|die|onze|uw|notre|votre|unserer?|ihrer?|the|our|your))? ?(?:factuur|facture|rechnung|invoice)(?: (?:nr|no|n°|nº|nummer)\b\.?)? [A-Z0-9/._-]*\d`)
	datePattern       = regexp.MustCompile(`\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}\.? \pL{3,10}\.? \d{4}\b`)
	conditionsPattern = regexp.MustCompile(`(?i)(?:voorwaarden|conditions (?:générales|de vente|d'achat|of (?:sale|use))|(?:geschäfts|liefer|verkaufs|zahlungs)bedingungen|\bAGB\b|(?:terms and|general) conditions|general terms|terms of (?:sale|use|delivery)|^(?:nos |unsere |our )?(?:conditions|bedingungen|terms)$)`)
	attachedPattern   = regexp.MustCompile(`(?i)(?:\b(?:bijlage|annexe|anlage|annex|appendix|time ?sheet|urenstaat|urenlijst|urenregistratie|werkbon|prestatie(?:staat|bon|overzicht)|overzicht prestaties|gepresteerde uren|relevé d'heures|feuille de (?:prestations|route|temps)|bon de (?:travail|livraison)|bordereau|détail des (?:prestations|heures)|heures prestées|note d'envoi|stundenzettel|stundennachweis|(?:leistungs|tätigkeits|arbeits|stunden)nachweis|arbeitsbericht|work order|record of hours|hours worked|work performed|levering(?:s|en)?bon|leverbon|pakbon|verzend(?:nota|bon)|vrachtbrief|lieferschein|packzettel|versandanzeige|packing (?:slip|list)|(?:delivery|despatch|dispatch) note|detail van|détail de|specificatie)\b)`)
	hoursPattern      = regexp.MustCompile(`(?i)\b(?:uren|uur|heures|stunden|std|hours|hrs)\b`)
	dailyPattern      = regexp.MustCompile(`^(?:\S+ )?(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.? \pL{3,10}\.? \d{4}) `)
	domainPattern     = regexp.MustCompile(`(?i)(?:@|www\.)([a-z0-9-]+\.(?:be|com|nl|fr|de|eu|lu|net|org|shop|brussels|vlaanderen))\b`)
)

// mostLines is how many lines of a page are looked at, and upper the part of a
// page in which it says what it is.
const (
	mostLines = 400
	upper     = 0.45
)

// mostOfHeading is how many words a line has at most that says what its page is:
// more of them are a sentence that speaks of it.
const mostOfHeading = 10

func signsOf(p invoer.Page) signs {
	s := signs{width: p.Width, height: p.Height, words: len(p.Words), gist: gistOf(p.Words), head: gistOf(headOf(p)), digits: []string{digitsOf(p.Words)}}
	lines := layout.Arrange(p, 1).Lines
	s.form = formOf(p, lines)
	texts := make([]string, 0, len(lines))
	var top, headings []string
	for _, line := range lines[:min(len(lines), mostLines)] {
		text := line.Text()
		texts = append(texts, text)
		if line.Box.Y0 >= upper*p.Height {
			continue
		}
		top = append(top, text)
		if strings.Count(text, " ") < mostOfHeading {
			headings = append(headings, text)
		}
	}
	s.read(texts, top, headings)
	return s
}

// read finds signs in the lines of a page, of its upper part, and in those of
// the upper part that may be headings. What has a number in it is looked for in
// lines that have one only: most have none.
func (s *signs) read(lines, top, headings []string) {
	counted := withDigits(lines)
	text := strings.Join(counted, "\n")
	s.companies = belgium.VATNumbers(text)
	s.accounts = belgium.Accounts(text)
	s.references = belgium.References(text)
	small := strings.ToLower(text)
	if mentions(small, pageStems) {
		s.page, s.of = numbered(text)
	}
	if mentions(small, numberStems) {
		s.numbers = numbersIn(text)
	}
	s.domains = domainsIn(lines)
	amounts := 0
	for _, line := range counted {
		if !hasAmount(line) {
			continue
		}
		amounts++
		s.total = s.total || totalPattern.MatchString(line) && !hoursPattern.MatchString(line)
	}
	s.row, s.lastRow = rowsCounted(counted)
	s.title = slices.ContainsFunc(headings, titles)
	s.days = daysIn(strings.Join(withDigits(top), "\n"))
	few := amounts <= max(3, s.words/80) // small print names a sum now and then
	s.conditions = few && slices.ContainsFunc(headings, conditionsPattern.MatchString)
	s.prose = few && s.words >= proseWords && s.words >= proseLine*len(lines)
	s.wordy = few && s.words >= wordyWords
	s.attached = slices.ContainsFunc(headings, annexes)
	s.annex, s.daily = s.attached, days(counted)
}

// digitsOf are the words in which digits stand, in one.
func digitsOf(words []invoer.Word) string {
	var all strings.Builder
	for _, w := range words[:min(len(words), mostWords)] {
		if text := bare(w.Text); hasDigit(text) && all.Len()+len(text) <= mostDigits {
			all.WriteString(text)
		}
	}
	return all.String()
}

// names tells whether a document names a company: by its number as it is, or as
// it is read from worn paper, with two digits that are others.
func (s signs) names(company invoer.VATNumber) bool {
	if slices.Contains(s.companies, company) {
		return true
	}
	number := string(company)
	number = number[max(0, len(number)-numberDigits):]
	return slices.ContainsFunc(s.digits, func(page string) bool { return nearly(page, number) })
}

// numberDigits are so many digits of a number, of which misread ones may be
// others. Of a page no more digits and companies are looked at than any has that
// is no list.
const (
	numberDigits  = 9
	misread       = 2
	mostDigits    = 8000
	mostCompanies = 20
)

// nearly tells whether a number stands in a text, with digits that were misread.
func nearly(text, number string) bool {
	for from := range len(text) - len(number) + 1 {
		wrong := 0
		for i := 0; i < len(number) && wrong <= misread; i++ {
			if text[from+i] != number[i] {
				wrong++
			}
		}
		if wrong <= misread {
			return true
		}
	}
	return false
}

// strangerIn tells whether a page names a company that the document does not.
func (s signs) strangerIn(next signs) bool {
	return slices.ContainsFunc(next.companies[:min(len(next.companies), mostCompanies)], func(v invoer.VATNumber) bool { return !s.names(v) })
}

// daysIn are the days that are written in a text, as they are written.
func daysIn(text string) []string {
	var all []string
	for _, day := range datePattern.FindAllString(text, 20) {
		if !slices.Contains(all, day) {
			all = append(all, day)
		}
	}
	return all
}

// headOf are the words at the head of a page.
func headOf(p invoer.Page) []invoer.Word {
	return slices.DeleteFunc(slices.Clone(p.Words), func(w invoer.Word) bool { return w.Box.Y1 >= headPart*p.Height })
}

// headPart is the part of a page that is its head.
const headPart = 0.18

// titles tells whether a heading says what its page is. One that names another
// document, as the correction of an invoice does at its end, does not by that
// one's word.
func titles(heading string) bool {
	if hasAmount(heading) {
		return false // a total of one
	}
	heading = closed(heading)
	if !titlePattern.MatchString(heading) {
		return nearTitle(heading)
	}
	return titlePattern.MatchString(mentionedPattern.ReplaceAllString(heading, ""))
}

// closed writes a word without the spaces between its letters: "F A C T U U R".
func closed(heading string) string {
	return spacedPattern.ReplaceAllStringFunc(heading, func(word string) string { return strings.ReplaceAll(word, " ", "") })
}

var spacedPattern = regexp.MustCompile(`\b\pL(?: \pL){4,}\b`)

// nearTitle tells whether a short heading has a long word of which one letter was misread.
func nearTitle(heading string) bool {
	words := strings.Fields(heading)
	if len(words) > 4 {
		return false
	}
	for _, w := range words {
		w = bare(w)
		for _, t := range longTitles {
			if within(w, t) {
				return true
			}
		}
	}
	return false
}

var longTitles = []string{"factuur", "facture", "rechnung", "invoice", "creditnota", "gutschrift", "herinnering", "aanmaning", "reminder", "kasticket", "bestelbon", "orderbevestiging", "auftragsbestatigung", "kontoauszug", "zahlungserinnerung"}

// annexes tells whether a heading says that its page goes with another one, with
// one letter of seven misread.
func annexes(heading string) bool {
	if attachedPattern.MatchString(heading) {
		return true
	}
	words := strings.Fields(heading)
	for i := range words {
		words[i] = bare(words[i])
	}
	for i := range words {
		joined := ""
		for _, word := range words[i:min(len(words), i+mostOfTitle)] {
			joined += word
			if slices.ContainsFunc(annexTitles, func(title string) bool { return near(joined, title, len(title)/7) }) {
				return true
			}
		}
	}
	return false
}

const mostOfTitle = 4

// annexTitles are those of attachedPattern that are long, as bare writes them and
// without spaces.
var annexTitles = []string{
	"timesheet", "urenstaat", "urenlijst", "urenregistratie", "prestatiestaat", "prestatieoverzicht", "overzichtprestaties", "gepresteerdeuren",
	"relevedheures", "feuilledeprestations", "feuillederoute", "feuilledetemps", "bondetravail", "bondelivraison", "bordereau", "detaildesprestations",
	"detaildesheures", "heuresprestees", "notedenvoi", "stundenzettel", "stundennachweis", "leistungsnachweis", "tatigkeitsnachweis", "arbeitsnachweis", "arbeitsbericht",
	"workorder", "recordofhours", "hoursworked", "workperformed", "leveringsbon", "leverbon", "verzendnota", "vrachtbrief", "lieferschein", "packzettel", "versandanzeige",
	"packingslip", "packinglist", "deliverynote", "despatchnote", "dispatchnote", "specificatie",
}

// days counts rows that begin with a day, as those of a timesheet do.
func days(lines []string) (n int) {
	for _, line := range lines {
		if dailyPattern.MatchString(line) {
			n++
		}
	}
	return n
}

// within tells whether a word is this title but for one letter, which is another
// or is missing. One more makes its plural, which is none.
func within(word, title string) bool {
	i := 0
	for i < len(word) && i < len(title) && word[i] == title[i] {
		i++
	}
	switch {
	case len(word) == len(title):
		return word[min(i+1, len(word)):] == title[min(i+1, len(title)):]
	case len(word) == len(title)-1:
		return word[i:] == title[i+1:]
	}
	return false
}

// Without one of these a pattern finds nothing, and they are found much faster.
var (
	pageStems   = []string{"pag", "blad", "blz", "seite"}
	numberStems = []string{"fact", "credit", "crédit", "rechnung", "gutschrift", "invoice", "ticket", "bon", "document", "referentie"}
)

func mentions(text string, stems []string) bool {
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(text, stem) })
}

// rowsCounted gives the first and the last number of rows with amounts that begin
// with a number. The last is known where it follows the one before it.
func rowsCounted(lines []string) (first, last int) {
	before := 0
	for _, line := range lines {
		begin, _, _ := strings.Cut(line, " ")
		n, err := strconv.Atoi(strings.TrimRight(begin, "."))
		if err != nil || n < 1 || n > 999 || !hasAmount(line) {
			continue
		}
		if first == 0 {
			first = n
		}
		if n == before+1 && before > 0 {
			last = n
		}
		before = n
	}
	return first, last
}

func numbersIn(text string) []string {
	var all []string
	for _, m := range numberPattern.FindAllStringSubmatch(text, 20) {
		if hasDigit(m[1]) && !slices.Contains(all, m[1]) {
			all = append(all, m[1])
		}
	}
	return all
}

func domainsIn(lines []string) []string {
	var all []string
	for _, line := range lines {
		if !strings.ContainsRune(line, '@') && !strings.Contains(strings.ToLower(line), "www.") {
			continue
		}
		for _, m := range domainPattern.FindAllStringSubmatch(line, 20) {
			all = union(all, []string{strings.ToLower(m[1])})
		}
	}
	return all
}

func hasDigit(text string) bool { return strings.ContainsAny(text, "0123456789") }

func withDigits(lines []string) []string {
	var some []string
	for _, line := range lines {
		if hasDigit(line) {
			some = append(some, line)
		}
	}
	return some
}

// hasAmount tells whether a text has a number with two decimals.
func hasAmount(text string) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && '0' <= text[i] && text[i] <= '9' }
	for i := range len(text) {
		if (text[i] == ',' || text[i] == '.') && digit(i-1) && digit(i+1) && digit(i+2) && !digit(i+3) {
			return true
		}
	}
	return false
}

// Prose has so many words, and so many in a line. Worn prose has no lines any more,
// and is wordy.
const (
	wordyWords = 250
	proseWords = 120
	proseLine  = 7
)

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
