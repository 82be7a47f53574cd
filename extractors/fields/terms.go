package fields

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// Terms are payment terms in words.
type Terms struct {
	Days       int  // after the invoice date
	EndOfMonth bool // then on to the end of that month
}

// Due is the day by which an invoice of a date must be paid. "30 days end of
// month" is 30 days on and then to the end of that month, as is the custom in
// Belgium; the last day is included.
func (t Terms) Due(issued invoer.Date) invoer.Date {
	due := issued.AddDays(t.Days)
	if t.EndOfMonth {
		return due.EndOfMonth()
	}
	return due
}

// The words of terms. The text that they are matched with is in lower case
// without accents.
const (
	dayWords   = `(?:dagen|dag|jours|jour|tagen|tage|tag|days|day|d|dgn|kalenderdagen|kalendertage|calendar days|jrs|j)`
	monthEnd   = `(?:na )?(?:op )?(?:einde? (?:van de |der )?maand|eind maand|fin (?:de |du )?mois|(?:zum )?monatsende|ende des monats|end of (?:the )?month|eom|month end|em|fdm)`
	afterIssue = `(?:na |vanaf |netto |nach |ab |after |from |of |a compter |a partir |de |des |date |der |the |uitgifte|datum|fact|factuur|rechnungs|rechnung|invoice|facture|ontvangst|reception|erhalt|receipt|net\b|netto\b)`
)

var (
	daysMonth = figures(`\b(\d{1,3}) ?` + dayWords + ` (?:netto |net |date )?` + monthEnd)
	monthDays = figures(`\b` + monthEnd + ` (?:\+ |plus )?(\d{1,3}) ?` + dayWords + `\b`)
	netDays   = figures(`\b(?:net|netto) (\d{1,3})\b(?: ?` + dayWords + `\b)?`)
	shortNet  = figures(`\bn (\d{1,3}) ?` + dayWords + `\b|^n (\d{2,3})$`) // "n/30"; "n° 1" is the number of something
	inDays    = figures(`\b(?:binnen|within|innerhalb|innert|sous|endeans|dans) (?:(?:de|het|les|un delai de|een termijn van|a period of|einer frist von|von|eines zeitraums von|maximum|max) )?(\d{1,3}) ?` + dayWords + `\b`)
	inMonth   = figures(`\b(?:binnen de|endeans de|dans le|within (?:one|a|the)|innerhalb (?:eines|des)) (?:maand|mois|month|monats?)\b`)
	someDays  = figures(`\b(\d{1,3}) ?` + dayWords + `\b`)
	onlyMonth = figures(`\b` + monthEnd + `\b`)
	atOnce    = figures(`\b(?:contant|comptant|sofort|upon receipt|on receipt|due on receipt|immediately|immediate|a reception|a la reception|bij ontvangst|onmiddellijk|nach erhalt|bei erhalt|au comptant|a vue)\b`)
	notTerms  = regexp.MustCompile(`\b(?:klacht|klachten|protest|reclamat|reclamation|retour|echange|umtausch|ruckgabe|beanstandung|mahn|intrest|interet|zinsen|korting|skonto|escompte|discount|remise|garantie|warranty|return|geldig|valable|gultig|valid|bedenktijd|herroep|widerruf|betwist|contest|claims?\b|in writing|par ecrit|schriftelijk|schriftlich|late|opzeg|preavis|kundigung|levering|livraison|lieferzeit|delivery|leveringstermijn|schade|bezwaar|einwand|overdue|retard|verzug|penal|refund|exchange)`)
	payWords  = regexp.MustCompile(`\b(?:betal|betaal|te voldoen|transfer|virement|verser|remit|storten|pay|paie|paiement|regle|zahl|fallig|netto|net|due|echeance|terms|voorwaarden|conditions|vervalt|uberweis|overschrijv|overmaken|ohne abzug|(?:op|sur|auf|to) (?:(?:le |het |das |de )?(?:compte|konto|account|rekening)(?: nr| iban| nummer)? )?[a-z]{2}\d{2} ?\d{4})`)
	// Terms that are a whole text, with what may stand before and behind them.
	wholeTerms = regexp.MustCompile(`^(?:(?:binnen|within|innerhalb|innert|sous|endeans|a|op|in|termijn|delai|frist|terme?)(?: (?:de|les|van|von))? )?\d{1,3} ?` + dayWords +
		`(?: (?:netto|net|ohne abzug|rein netto|strikt|strictly|date|` + monthEnd + `))*$`)
)

// TermsSeen are terms in a text.
type TermsSeen struct {
	Terms    Terms
	From, To int // bytes of the text
	Score    float64
}

// ParseTerms finds the payment terms of a text. Terms for something other than
// paying (complaints, returns, a discount for paying early) are not terms.
func ParseTerms(text string) (TermsSeen, bool) {
	plain, from, to := plainText(text)
	best, found := TermsSeen{}, false
	for _, rule := range termRules {
		for _, m := range rule.pattern.FindAllStringSubmatchIndex(plain, 8) {
			terms, ok := rule.terms(plain, m)
			if !ok || strings.HasPrefix(strings.TrimLeft(text[to[m[1]-1]:], " "), "%") {
				continue // "netto", and below it "21 % btw"
			}
			score := rule.score + rule.context(plain, sentenceAt(text, from, m[0]), m[0], m[1])
			if score > 0.3 && (!found || score > best.Score) {
				best, found = TermsSeen{terms, from[m[0]], to[m[1]-1], score}, true
			}
		}
	}
	return best, found
}

// plainText folds a text word by word and tells for each byte of the result
// where it comes from.
func plainText(text string) (plain string, from, to []int) {
	var b []byte
	before := ""
	all := tokens(text)
	for i, t := range all {
		word := Fold(text[t.from:t.to])
		if counted.MatchString(before) {
			word = dayWord(word)
		}
		before = word
		if digits, known := spelled[word]; known && i+1 < len(all) && ofDays.MatchString(Fold(text[all[i+1].from:all[i+1].to])) {
			word = digits // and not that of "ten laatste"
		}
		if len(from) > 0 && t.from < to[len(to)-1] {
			continue // second part of a compound
		}
		if len(b) > 0 {
			b, from, to = append(b, ' '), append(from, t.from), append(to, t.from)
		}
		b = append(b, word...)
		for range len(word) {
			from, to = append(from, t.from), append(to, t.to)
		}
	}
	return string(b), from, to
}

// counted is a word that may be a number of days.
var counted = regexp.MustCompile(`^\d{1,3}$`)

// dayWord is the word for days that a misread word behind a number is ("davs"):
// one with a single letter for another that looks like it.
func dayWord(word string) string {
	for _, days := range []string{"dagen", "jours", "tagen", "tage", "days"} {
		if len(word) != len(days) {
			continue
		}
		wrong := 0
		for i := range len(word) {
			if word[i] == days[i] {
				continue
			}
			if wrong++; !strings.Contains(mistaken[days[i]], word[i:i+1]) {
				wrong = len(word)
			}
		}
		if wrong == 1 {
			return days
		}
	}
	return word
}

// mistaken are signs that OCR reads for the letters of words for days.
var mistaken = map[byte]string{'a': "oe", 'd': "o0", 'e': "co", 'g': "q9", 'i': "l1", 'j': "i", 'n': "mu", 'o': "0ce", 'r': "ti", 's': "58", 't': "f", 'u': "ao", 'y': "v"}

// ofDays is a word that follows a number of days.
var ofDays = regexp.MustCompile(`^(?:` + dayWords + `|calendar)$`)

// spelled are numbers of days as sentences spell them.
var spelled = map[string]string{
	"acht": "8", "huit": "8", "eight": "8", "tien": "10", "dix": "10", "zehn": "10", "ten": "10",
	"veertien": "14", "quatorze": "14", "vierzehn": "14", "fourteen": "14", "vijftien": "15", "quinze": "15", "funfzehn": "15", "fifteen": "15",
	"twintig": "20", "vingt": "20", "zwanzig": "20", "twenty": "20", "dertig": "30", "trente": "30", "dreissig": "30", "thirty": "30",
	"vijfenveertig": "45", "zestig": "60", "soixante": "60", "sechzig": "60", "sixty": "60", "negentig": "90", "neunzig": "90", "ninety": "90",
}

// A termRule reads one way to say terms.
type termRule struct {
	pattern figured
	score   float64
	terms   func(plain string, m []int) (Terms, bool)
	before  int // bytes before it that may speak of paying
}

var termRules = []termRule{
	{daysMonth, 0.7, func(p string, m []int) (Terms, bool) { return days(p, m, true) }, nearBefore},
	{monthDays, 0, func(string, []int) (Terms, bool) { return Terms{}, false }, nearBefore},
	{netDays, 0.55, func(p string, m []int) (Terms, bool) { return days(p, m, false) }, nearBefore},
	{shortNet, 0.55, func(p string, m []int) (Terms, bool) { return days(p, m, false) }, nearBefore},
	{inDays, 0.25, func(p string, m []int) (Terms, bool) { return days(p, m, false) }, farBefore},
	{inMonth, 0.25, func(string, []int) (Terms, bool) { return Terms{Days: 30}, true }, farBefore},
	{someDays, 0.25, func(p string, m []int) (Terms, bool) { return days(p, m, false) }, nearBefore},
	{onlyMonth, 0.15, func(string, []int) (Terms, bool) { return Terms{EndOfMonth: true}, true }, nearBefore},
	{atOnce, 0.1, func(string, []int) (Terms, bool) { return Terms{}, true }, nearBefore},
}

func days(plain string, m []int, endOfMonth bool) (Terms, bool) {
	if m[2] < 0 {
		m = m[2:] // the other way of the rule
	}
	n, err := strconv.Atoi(plain[m[2]:m[3]])
	return Terms{n, endOfMonth}, err == nil && n <= 180
}

// How many bytes before terms may speak of paying, or of something else: words
// that say within how many days ("binnen de 14 dagen") end a sentence in which
// an account number stands between them and the verb. So far only the same
// sentence counts: the next may ask for remarks within so many days.
const (
	nearBefore = 48
	farBefore  = 130
	termAfter  = 32
)

// sentenceAt is where in a plain text the sentence begins of which a place is
// part.
func sentenceAt(text string, from []int, at int) int {
	begins := 0
	for _, m := range sentenceEnd.FindAllStringSubmatchIndex(text[:from[at]], -1) {
		begins = m[2]
	}
	place, _ := slices.BinarySearch(from, begins)
	return place
}

// sentenceEnd is a point behind more than an abbreviation, before a capital.
var sentenceEnd = regexp.MustCompile(`[\pL\d]{4}([.!?]) +\p{Lu}`)

// context is what the words around terms add or take away, of which the sentence
// begins at a byte of the text.
func (r termRule) context(plain string, sentence, from, to int) float64 {
	before, after := plain[max(0, from-r.before, min(from-nearBefore, sentence)):from], plain[to:min(len(plain), to+termAfter)]
	score := 0.0
	if payWords.MatchString(before) || payWords.MatchString(after) {
		score += 0.4
	}
	if issueAfter.MatchString(after) {
		score += 0.25
	}
	if notTerms.MatchString(before) || notTerms.MatchString(after) {
		score -= 0.8
	}
	return score
}

var issueAfter = regexp.MustCompile(`^ ?` + afterIssue)

// A TermsCandidate are terms of the document.
type TermsCandidate struct {
	Terms Terms
	Spot  Spot
	Score float64
	Alone bool // nothing says that they are terms but that their cell has no other words
	Lone  bool // and neither has their line, which stands below the head of the page
}

// AllTerms finds the payment terms of the document, the best first kept per
// cell. A label for terms beside or above them makes them surer.
func (d *Document) AllTerms() []TermsCandidate {
	var found []TermsCandidate
	for s, cell := range d.Cells {
		if c, ok := d.wrappedTerms(s); ok {
			found = append(found, c)
			continue
		}
		seen, ok := ParseTerms(cell.Text)
		labelled, alone := 0.0, false
		if spot := (Spot{s.Page, s.Line, s.Cell, seen.From, seen.To}); ok {
			labelled, _ = Weigh(d.Sightings(spot), LabelTerms, LabelDue)
		} else if seen, ok = bareTerms(cell.Text); ok {
			labelled, _ = Weigh(d.Sightings(s), LabelTerms, LabelDue)
			alone = isWhole(cell.Text, seen) && !d.besideAmount(s)
			ok = labelled > 0.4 || alone
		}
		if !ok {
			continue
		}
		spot := Spot{s.Page, s.Line, s.Cell, seen.From, seen.To}
		c := TermsCandidate{Terms: seen.Terms, Spot: spot, Score: seen.Score + 0.4*labelled - 0.05*float64(min(s.Page, 4)), Alone: alone && labelled <= 0.4}
		if c.Lone = c.Alone && c.Terms.Days > 0 && d.isLone(s); c.Lone {
			c.Score = max(c.Score, loneScore)
		}
		found = append(found, c)
	}
	return found
}

// wrappedTerms are terms that begin in a cell and end in the one below it, as
// where a line was broken: "binnen de 14" / "dagen".
func (d *Document) wrappedTerms(s Spot) (TermsCandidate, bool) {
	text := d.Cell(s).Text
	if !openEnded(text) {
		return TermsCandidate{}, false
	}
	below, ok := d.below(s, 1.2)
	if !ok {
		return TermsCandidate{}, false
	}
	seen, ok := ParseTerms(text + " " + d.Cell(below).Text)
	if !ok || seen.From >= len(text) || seen.To <= len(text) {
		return TermsCandidate{}, false
	}
	return TermsCandidate{Terms: seen.Terms, Spot: Spot{s.Page, s.Line, s.Cell, seen.From, len(text)}, Score: seen.Score - 0.05*float64(min(s.Page, 4))}, true
}

// openEnded tells whether a text may end within terms: with a number, or with a
// word that a number of days follows.
func openEnded(text string) bool {
	return openTerms.MatchString(Fold(text[strings.LastIndexByte(text, ' ')+1:]))
}

var openTerms = regexp.MustCompile(`^(?:\d{1,3}|binnen|within|innerhalb|innert|sous|net|netto|de|het|les|von|van)$`)

// loneScore is what terms are worth that have a line for themselves: nothing
// else is said in so few words at such a place.
const loneScore = 0.55

// isWhole tells whether terms that were read are all that a text says.
func isWhole(text string, seen TermsSeen) bool {
	if seen.From == 0 && seen.To >= len(text)-1 {
		return true
	}
	plain, _, _ := plainText(text)
	return wholeTerms.MatchString(plain)
}

// isLone tells whether a cell has its line for itself, below the head of the
// first page or on the last one, and not under a line that speaks of something else, as of delivery
// or of complaints.
func (d *Document) isLone(s Spot) bool {
	lines := d.Pages[s.Page].Lines
	head := s.Page == 0 && d.Depth(s) <= 0.25
	if head || s.Page > 0 && s.Page < len(d.Pages)-1 || len(lines[s.Line].Cells) != 1 {
		return false
	}
	if s.Line == 0 {
		return true
	}
	above, _, _ := plainText(lines[s.Line-1].Text())
	return exemption.MatchString(above) || !notTerms.MatchString(above)
}

// exemption is what is said of VAT, in which a delivery is no term for one.
var exemption = regexp.MustCompile(`\b(?:intra|vrijgest|exoner|exempt|autoliq|verlegd|reverse|steuerfrei|tva\b|btw\b|mwst)`)

// bareTerms reads terms that only their label shows to be terms: "30 dagen",
// "comptant".
func bareTerms(text string) (TermsSeen, bool) {
	plain, from, to := plainText(text)
	for _, rule := range termRules {
		m := rule.pattern.FindStringSubmatchIndex(plain)
		if m == nil || m[0] > 40 {
			continue
		}
		terms, ok := rule.terms(plain, m)
		score := rule.score + rule.context(plain, sentenceAt(text, from, m[0]), m[0], m[1])
		if ok && score > 0 {
			return TermsSeen{terms, from[m[0]], to[m[1]-1], score}, true
		}
	}
	return TermsSeen{}, false
}
