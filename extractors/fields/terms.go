package fields

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// Terms are payment terms in words.
type Terms struct {
	Months     int  // after the invoice date
	Days       int  // and so many days
	EndOfMonth bool // then on to the end of that month
	Then       int  // and so many days on: the tenth of the next month is ten
}

// Due is the day by which an invoice of a date must be paid. "30 days end of
// month" is 30 days on and then to the end of that month, as is the custom in
// Belgium; the last day is included. A month ends on the day of the same number,
// or on the last one.
func (t Terms) Due(issued invoer.Date) invoer.Date {
	due := monthsOn(issued, t.Months).AddDays(t.Days)
	if t.EndOfMonth {
		due = due.EndOfMonth()
	}
	return due.AddDays(t.Then)
}

func monthsOn(d invoer.Date, n int) invoer.Date {
	if n == 0 {
		return d
	}
	first := invoer.DateOf(time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
	first.Day = min(d.Day, first.EndOfMonth().Day)
	return first
}

// The words of terms. The text that they are matched with is in lower case
// without accents.
const (
	dayWords   = `(?:dagen|dag|jours|jour|tagen|tage|tag|days|day|d|dgn|kalenderdagen|kalendertage|calendar days|jrs|j)`
	weekWords  = `(?:weken|week|semaines|semaine|wochen|woche|weeks)`
	monthWords = `(?:maanden|maand|mois|monaten|monate|monats|monat|months|month)`
	count      = `(\d{1,3}) ?(` + dayWords + `|` + weekWords + `|` + monthWords + `)`
	monthEnd   = `(?:op |a la |au |am |zum |het |the )?(?:einde? (?:van )?(?:de |der )?(?:lopende )?maand|eind maand|fin (?:de |du )?mois|monatsende|ende des monats|end of (?:the )?month|eom|month end|em|fdm)`
	afterIssue = `(?:na |vanaf |netto |nach |ab |after |from |of |a compter |a partir |de |des |date |der |the |uitgifte|datum|fact|factuur|rechnungs|rechnung|invoice|facture|ontvangst|reception|erhalt|receipt|net\b|netto\b)`
	inside     = `(?:binnen|within|innerhalb|innert|sous|endeans|dans)`
)

var (
	afterEnd   = figures(`\b` + count + ` (?:netto |net )?(?:na|apres|after|nach|from|vanaf|ab) (?:het |la |le |the |dem )?` + monthEnd + `\b`)
	toEnd      = figures(`\b` + count + ` (?:netto |net |date )?(?:de |la )?(?:facture )?` + monthEnd + `(?: (?:le|den|de|am|op de|the) (\d{1,2})(?:e|er|ste|th)?| plus (\d{1,2}) ?` + dayWords + `)?\b`)
	netEnd     = figures(`\b(?:net|netto|n) (\d{1,3})() ` + monthEnd + `\b`)
	endThen    = figures(`\b` + monthEnd + ` (?:plus |puis |en |et |und |and )?` + count + `\b`)
	endDay     = figures(`\b` + monthEnd + ` (?:le|den|am|op de|the) (\d{1,2})(?:e|er|ste|th)?\b`)
	nextMonth  = figures(`\b(\d{1,2})(?:e|er|de|ste|th|st|nd|rd|eme)? (?:dag )?(?:du |van de |van |of the |of |des |der )?(?:mois suivant|mois prochain|mois qui suit|volgende maand|daaropvolgende maand|following month|next month|folgemonats?|folgenden monats|nachsten monats)\b`)
	netDays    = figures(`\b(?:net|netto) (\d{1,3})\b(?: ?(` + dayWords + `|` + weekWords + `|` + monthWords + `)\b)?`)
	shortNet   = figures(`\bn (\d{1,3}) ?(` + dayWords + `)\b|^n (\d{2,3})$`) // "n/30"; "n° 1" is the number of something
	inDays     = figures(`\b` + inside + ` (?:(?:de|het|les|un delai de|een termijn van|a period of|einer frist von|von|eines zeitraums von|maximum|max) )?` + count + `\b`)
	inFrench   = regexp.MustCompile(`\b(?:sous|dans la|a|endeans de) (huitaine|quinzaine)\b`)
	inMonth    = regexp.MustCompile(`\b(?:binnen de|endeans de|dans le|within (?:a|the)|innerhalb des) (?:maand|mois|month|monats?)\b`)
	someDays   = figures(`\b` + count + `\b`)
	onlyMonth  = regexp.MustCompile(`\b` + monthEnd + `\b`)
	atOnce     = regexp.MustCompile(`\b(?:contant|comptant|sofort|upon receipt|on receipt|due on receipt|immediately|immediate|a reception|a la reception|bij ontvangst|onmiddellijk|nach erhalt|bei erhalt|au comptant|a vue)\b`)
	otherwise  = `klacht|klachten|protest|reclamat|reclamation|retour|echange|umtausch|ruckgabe|beanstandung|mahn|intrest|interet|zinsen|garantie|warranty|return|geldig|valable|gultig|valid|bedenktijd|herroep|widerruf|betwist|contest|claims?\b|in writing|par ecrit|schriftelijk|schriftlich|late|laattijdig|opzeg|preavis|kundigung|kundbar|levering|geleverd|livraison|lieferung|lieferzeit|delivery|leveringstermijn|schade|bezwaar|einwand|overdue|retard|verzug|penal|refund|exchange`
	discounts  = `korting|skonto|escompte|discount|remise|rabat`
	notTerms   = regexp.MustCompile(`\b(?:` + otherwise + `|` + discounts + `)`)
	notPaying  = regexp.MustCompile(`\b(?:` + otherwise + `)`)
	discounted = regexp.MustCompile(`\b(?:` + discounts + `)`)
	interest   = regexp.MustCompile(`\b(?:intrest|interet|interest|zins|verhog|major|indemn|schade|btw|tva|mwst|vat|ust)`)
	payWords   = regexp.MustCompile(`\b(?:betal|betaal|te voldoen|transfer|virement|verser|remit|storten|overmak|over te maken|pay|paie|paiement|regle|zahl|fallig|netto|net|due|echeance|terms|voorwaarden|conditions|vervalt|uberweis|overschrijv|overmaken|over te schrijv|overgeschr|vereffen|begleich|acquitt|solder|settle|ohne abzug|(?:op|sur|auf|to) (?:(?:le |het |das |de )?(?:compte|konto|account|rekening)(?: nr| iban| nummer)? )?[a-z]{2}\d{2} ?\d{4})`)
	// Terms that are a whole text, with what may stand before and behind them.
	wholeTerms = regexp.MustCompile(`^(?:(?:binnen|within|innerhalb|innert|sous|endeans|a|op|in|termijn|delai|frist|terme?)(?: (?:de|les|van|von))? )?` + count +
		`(?: (?:netto|net|ohne abzug|rein netto|strikt|strictly|date|` + monthEnd + `))*$`)
	// What begins at the end of something, as "14 days after delivery".
	startsAt   = regexp.MustCompile(`^ ?(?:na|apres|after|nach|from|of|vanaf|ab|a compter|a partir|suivant|following|de|der|des)(?: (?:la|le|les|the|de|der|het|date|datum|of|van|l|goederen))* (?:levering|livraison|lieferung|delivery|ontvangst|reception|erhalt|receipt|warenerhalt)\b`)
	noDiscount = regexp.MustCompile(`\b(?:sans escompte|zonder korting|ohne skonto|ohne rabatt|no discount|without discount)\b`)
	netAround  = regexp.MustCompile(`\b(?:net|netto)\b`)
	netBehind  = regexp.MustCompile(`^ ?(?:net|netto|ohne abzug|rein netto|strikt|strictly)\b`)
	netBefore  = regexp.MustCompile(`\b(?:net|netto|rein netto)(?: a| in| binnen| within| innerhalb| sous)? ?$`)
	recurring  = regexp.MustCompile(`\b(?:per|elke|iedere|alle|om de|tous les|toutes les|chaque|every|each|pro|par)(?: de)? ?$`)
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
	said := read(text)
	best, found := TermsSeen{}, false
	for _, p := range said.periods() {
		if said.percent(p.to) {
			continue // "netto", and below it "21 % btw"
		}
		score := p.score + said.context(p)
		if score > leastTerms && (!found || score > best.Score) {
			best, found = said.seen(p, score), true
		}
	}
	return best, found
}

// leastTerms is the score that terms must be above to be some without a label.
const leastTerms = 0.3

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

// ofDays is a word that follows a number of days, weeks or months.
var ofDays = regexp.MustCompile(`^(?:` + dayWords + `|` + weekWords + `|` + monthWords + `|calendar)$`)

// spelled are numbers of days, weeks and months as sentences spell them.
var spelled = map[string]string{
	"een": "1", "un": "1", "une": "1", "one": "1", "ein": "1", "eines": "1", "einem": "1", "einer": "1",
	"twee": "2", "deux": "2", "two": "2", "zwei": "2", "drie": "3", "trois": "3", "three": "3", "drei": "3", "vier": "4", "quatre": "4", "four": "4",
	"acht": "8", "huit": "8", "eight": "8", "tien": "10", "dix": "10", "zehn": "10", "ten": "10",
	"veertien": "14", "quatorze": "14", "vierzehn": "14", "fourteen": "14", "vijftien": "15", "quinze": "15", "funfzehn": "15", "fifteen": "15",
	"twintig": "20", "vingt": "20", "zwanzig": "20", "twenty": "20", "dertig": "30", "trente": "30", "dreissig": "30", "thirty": "30",
	"vijfenveertig": "45", "zestig": "60", "soixante": "60", "sechzig": "60", "sixty": "60", "negentig": "90", "neunzig": "90", "ninety": "90",
}

// A termRule reads one way to say terms. What one has read, also where it then
// refuses it, those after it do not see.
type termRule struct {
	pattern interface {
		FindAllStringSubmatchIndex(text string, most int) [][]int
	}
	score  float64
	terms  func(groups []string) (Terms, bool)
	before int // bytes before it that may speak of paying
}

var termRules = []termRule{
	{afterEnd, 0.7, func(g []string) (Terms, bool) { return fromEnd(g[1], g[2]) }, nearBefore},
	{toEnd, 0.7, toMonthEnd, nearBefore},
	{netEnd, 0.7, func(g []string) (Terms, bool) { return toMonthEnd([]string{"", g[1], "", "", ""}) }, nearBefore},
	{endThen, 0.7, func(g []string) (Terms, bool) { return fromEnd(g[1], g[2]) }, nearBefore},
	{endDay, 0.5, func(g []string) (Terms, bool) { return fromEnd(g[1], "") }, nearBefore},
	{nextMonth, 0.25, func(g []string) (Terms, bool) { return fromEnd(g[1], "") }, farBefore},
	{netDays, 0.55, func(g []string) (Terms, bool) { return counting(g[1], g[2]) }, nearBefore},
	{shortNet, 0.55, func(g []string) (Terms, bool) { return counting(g[1]+g[3], g[2]) }, nearBefore},
	{inDays, 0.25, func(g []string) (Terms, bool) { return counting(g[1], g[2]) }, farBefore},
	{inFrench, 0.25, func(g []string) (Terms, bool) { return counting(fortnights[g[1]], "") }, farBefore},
	{inMonth, 0.25, func([]string) (Terms, bool) { return Terms{Months: 1}, true }, farBefore},
	{someDays, 0.25, func(g []string) (Terms, bool) { return counting(g[1], g[2]) }, nearBefore},
	{onlyMonth, 0.15, func([]string) (Terms, bool) { return Terms{EndOfMonth: true}, true }, nearBefore},
	{atOnce, 0.25, func([]string) (Terms, bool) { return Terms{}, true }, nearBefore},
}

// fortnights are numbers of days that have a word of their own.
var fortnights = map[string]string{"huitaine": "8", "quinzaine": "15"}

// The longest terms there are, in each unit.
const (
	mostDays   = 180
	mostWeeks  = 12
	mostMonths = 6
)

// counting are terms of so many days, or weeks or months where the unit says so.
func counting(number, unit string) (Terms, bool) {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil:
		return Terms{}, false
	case wholeWord(weekWords, unit):
		return Terms{Days: 7 * n}, n <= mostWeeks
	case wholeWord(monthWords, unit):
		return Terms{Months: n}, n <= mostMonths
	}
	return Terms{Days: n}, n <= mostDays
}

func wholeWord(list, word string) bool {
	return word != "" && slices.Contains(strings.Split(strings.Trim(list, "(?:)"), "|"), word)
}

// fromEnd are terms of so many days after the end of the month.
func fromEnd(number, unit string) (Terms, bool) {
	t, ok := counting(number, unit)
	return Terms{EndOfMonth: true, Then: t.Days}, ok && t.Days > 0
}

// toMonthEnd are terms to the end of a month, and where the groups say so days on
// from there.
func toMonthEnd(groups []string) (Terms, bool) {
	t, ok := counting(groups[1], groups[2])
	t.EndOfMonth = true
	if then := groups[3] + groups[4]; then != "" {
		t.Then = number(then)
	}
	return t, ok
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

// A period is what a rule read in a plain text.
type period struct {
	terms    Terms
	from, to int // bytes of the plain text
	score    float64
	before   int
}

// A plainSaid is a text as terms are read in it: plain, with where its words
// come from and where in it clauses and sentences begin.
type plainSaid struct {
	text, plain string
	from, to    []int // of each byte of the plain text in the text
	clauses     []int
	sentences   []int
	spans       [][2]int // of all periods, those too that were refused
}

func read(text string) *plainSaid {
	s := &plainSaid{text: text}
	s.plain, s.from, s.to = plainText(text)
	s.clauses, s.sentences = []int{0}, []int{0}
	for i := 1; i < len(s.plain)-1; i++ {
		if s.plain[i] != ' ' {
			continue
		}
		gap := text[s.to[i-1]:s.from[i+1]]
		switch {
		case s.ends(i, gap):
			s.sentences, s.clauses = append(s.sentences, i+1), append(s.clauses, i+1)
		case strings.ContainsAny(gap, ",;()–—") && gap != "," || strings.Contains(gap, " - ") || alternative.MatchString(s.plain[i+1:]):
			s.clauses = append(s.clauses, i+1)
		}
	}
	return s
}

// alternative begins another period or condition.
var alternative = regexp.MustCompile(`^(?:ou|oder|or|of) (?:\d|binnen|netto?\b|within|innerhalb|dans|sous|a \d)`)

// ends tells whether a sentence ends before the gap at a space of the plain text:
// with a point behind more than an abbreviation and before a capital.
func (s *plainSaid) ends(i int, gap string) bool {
	stop := strings.IndexAny(gap, ".!?")
	if stop < 0 || stop == len(gap)-1 {
		return false
	}
	word := s.plain[strings.LastIndexByte(s.plain[:i], ' ')+1 : i]
	first, _ := utf8.DecodeRuneInString(s.text[s.from[i+1]:])
	return (len(word) >= 4 || stop > 0 || strings.ContainsAny(gap, "!?")) && (unicode.IsUpper(first) || unicode.IsDigit(first))
}

// periods are what the rules read, each part of the text by the first of them.
func (s *plainSaid) periods() []period {
	var found []period
	for _, rule := range termRules {
		for _, m := range rule.pattern.FindAllStringSubmatchIndex(s.plain, 8) {
			if s.taken(m[0], m[1]) {
				continue
			}
			s.spans = append(s.spans, [2]int{m[0], m[1]})
			terms, ok := rule.terms(groupsOf(s.plain, m))
			if ok && !recurring.MatchString(s.plain[:m[0]]) {
				found = append(found, period{terms, m[0], m[1], rule.score, rule.before})
			}
		}
	}
	return found
}

func (s *plainSaid) taken(from, to int) bool {
	return slices.ContainsFunc(s.spans, func(span [2]int) bool { return from < span[1] && span[0] < to })
}

func groupsOf(text string, m []int) []string {
	groups := make([]string, len(m)/2)
	for i := range groups {
		if m[2*i] >= 0 {
			groups[i] = text[m[2*i]:m[2*i+1]]
		}
	}
	return groups
}

// percent tells whether a per cent sign follows in the text.
func (s *plainSaid) percent(end int) bool {
	return strings.HasPrefix(strings.TrimLeft(s.text[s.to[end-1]:], " "), "%")
}

func (s *plainSaid) seen(p period, score float64) TermsSeen {
	return TermsSeen{p.terms, s.from[p.from], s.to[p.to-1], score}
}

// within gives the part of the plain text around a place that begins at the last
// of some beginnings and ends at the next.
func (s *plainSaid) within(begin []int, at int) (from, to int) {
	to = len(s.plain)
	for _, b := range begin {
		if b <= at {
			from = b
			continue
		}
		return from, b
	}
	return from, to
}

// context is what the words around a period add or take away: those of its own
// clause, and where they say nothing the nearest of the same sentence before it.
func (s *plainSaid) context(p period) float64 {
	from, to := s.own(p)
	before, after := s.plain[max(from, p.from-p.before):p.from], s.plain[p.to:min(to, p.to+termAfter)]
	after = strings.TrimPrefix(after, startsAt.FindString(after))
	score := 0.0
	pays := payWords.MatchString(before) || payWords.MatchString(after)
	other := notPaying.MatchString(before) || notPaying.MatchString(after) || s.discount(p, before, after)
	if !pays && !other && !netAround.MatchString(s.plain[p.from:p.to]) {
		pays, other = s.earlier(p, from)
	}
	if pays {
		score += 0.4
	}
	if other {
		score -= 0.8
	}
	if issueAfter.MatchString(s.plain[p.to:]) {
		score += 0.25
	}
	return score
}

// own is the part of a period's clause that is its own: no other period's.
func (s *plainSaid) own(p period) (from, to int) {
	from, to = s.within(s.clauses, p.from)
	for _, span := range s.spans {
		if span[1] <= p.from {
			from = max(from, span[1])
		}
		if span[0] >= p.to {
			to = min(to, span[0])
		}
	}
	return from, max(to, p.to)
}

// discount tells whether words around a period say that a discount is for paying
// within it.
func (s *plainSaid) discount(p period, before, after string) bool {
	around := noDiscount.ReplaceAllString(before+" "+after, "")
	if netAround.MatchString(s.plain[p.from:p.to]) || netBehind.MatchString(after) || netBefore.MatchString(before) {
		return false
	}
	if discounted.MatchString(around) {
		return true
	}
	from, to := s.own(p)
	printed := s.text[s.from[from]:s.to[max(from, to-1)]]
	if to < len(s.plain) {
		printed = s.text[s.from[from]:s.from[to]]
	}
	return strings.Contains(printed, "%") && !interest.MatchString(around)
}

// earlier tells what the nearest clause before that says something of it says
// within the same sentence: that something is paid, or something else.
func (s *plainSaid) earlier(p period, from int) (pays, other bool) {
	begin, _ := s.within(s.sentences, p.from)
	for end := from; end > begin && p.from-end < p.before; {
		at, _ := s.within(s.clauses, end-1)
		text := s.plain[max(at, begin):end]
		pays, other = payWords.MatchString(text), notTerms.MatchString(text)
		if pays || other {
			return pays, other
		}
		end = max(at, begin)
	}
	return false, false
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
	const begin = 40 // bytes of the text in which they begin
	said := read(text)
	for _, p := range said.periods() {
		if p.from > begin {
			continue
		}
		if score := p.score + said.context(p); score > 0 {
			return said.seen(p, score), true
		}
	}
	return TermsSeen{}, false
}
