package storage

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// What documents are found by is spelled the same way when it is written and
// when it is looked for: small letters without accents, amounts as 1234.56,
// dates as 2026-12-15, numbers whole, without their signs and in their parts.

const (
	mostLexemes = 5000 // of a document: more is a telephone book
	mostTerms   = 20   // of a question
	longestWord = 64   // signs
)

var (
	spacedAmount    = regexp.MustCompile(`\b(\d{1,3})[ \x{a0}\x{202f}](\d{3}(?:[ \x{a0}\x{202f}]\d{3})*[.,]\d{2})\b`)
	decimalComma    = regexp.MustCompile(`^(\d{1,3}(?:[.' ]?\d{3})*|\d+),(\d{1,2})$`)
	decimalPoint    = regexp.MustCompile(`^(\d{1,3}(?:[,']?\d{3})*|\d+)\.(\d{1,2})$`)
	groupsOnly      = regexp.MustCompile(`^\d{1,3}(?:[.,']\d{3})+$`)
	dayMonthYear    = regexp.MustCompile(`^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$`)
	monthYear       = regexp.MustCompile(`^(\d{1,2})[./-](\d{4})$`)
	yearMonthDay    = regexp.MustCompile(`^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$`)
	countryNumber   = regexp.MustCompile(`^[a-z]{2}(\d{6,})$`) // BE0477574154
	fourDigits      = regexp.MustCompile(`^\d{4}$`)
	dayOfMonth      = regexp.MustCompile(`^(\d{1,2})(?:er|st|nd|rd|th)?$`)
	amountSigns     = strings.NewReplacer(".", "", ",", "", "'", "", " ", "")
	accents         = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "å", "a", "ã", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ÿ", "y", "œ", "oe", "æ", "ae", "ß", "ss", "ø", "o")
	amountSpaces    = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "")
	quotesOfTSearch = strings.NewReplacer(`'`, `''`, `\`, `\\`)
	amountAlone     = regexp.MustCompile(`^-?€?\d[\d.,']*(?:-|€)?$`)
	currencyWord    = regexp.MustCompile(`(?i)^(?:€|eur|euros?)$`)
)

// datesInWords are dates as people write them with the month as a word: the day
// first, as 3 november 2026 and 1er mars 2026, and the month first.
var datesInWords = []*regexp.Regexp{
	regexp.MustCompile(`\b(?P<day>\d{1,2})(?:er|\.)?[ \x{a0}]+(?P<month>\pL{3,10})\.?[ \x{a0}]+(?P<year>\d{4})\b`),
	regexp.MustCompile(`(?P<month>\pL{3,10})\.?[ \x{a0}]+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ \x{a0}]+(?P<year>\d{4})\b`),
}

// monthWords are the months in nl, fr, de and en, as tokens spells them.
var monthWords = [12][]string{
	{"januari", "janvier", "januar", "january", "jan", "janv"},
	{"februari", "fevrier", "februar", "february", "feb", "fevr"},
	{"maart", "mars", "marz", "march", "mrt", "mar"},
	{"april", "avril", "apr", "avr"},
	{"mei", "mai", "may"},
	{"juni", "juin", "june", "jun"},
	{"juli", "juillet", "july", "jul", "juil"},
	{"augustus", "aout", "august", "aug"},
	{"september", "septembre", "sept", "sep"},
	{"oktober", "octobre", "october", "okt", "oct"},
	{"november", "novembre", "nov"},
	{"december", "decembre", "dezember", "dec", "dez"},
}

// tokens cuts text at its spaces, folds it and takes the punctuation off the
// ends of each word. Control signs count as spaces: PostgreSQL takes no zero
// bytes.
func tokens(text string) []string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(text, ""))
	var list []string
	for _, word := range strings.Fields(accents.Replace(joinAmounts(text))) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word != "" && utf8.RuneCountInString(word) <= longestWord {
			list = append(list, word)
		}
	}
	return list
}

// canonical gives an amount or a date as it is kept, and "" for other words.
func canonical(word string) string {
	if m := dayMonthYear.FindStringSubmatch(word); m != nil {
		return isoDate(m[3], m[2], m[1])
	}
	if m := yearMonthDay.FindStringSubmatch(word); m != nil {
		return isoDate(m[1], m[2], m[3])
	}
	if m := monthYear.FindStringSubmatch(word); m != nil {
		return fmt.Sprintf("%s-%02s", m[2], m[1])
	}
	if m := decimalComma.FindStringSubmatch(word); m != nil {
		return amountSigns.Replace(m[1]) + "." + m[2]
	}
	if m := decimalPoint.FindStringSubmatch(word); m != nil {
		return amountSigns.Replace(m[1]) + "." + m[2]
	}
	if groupsOnly.MatchString(word) {
		return amountSigns.Replace(word)
	}
	if all := parts(word); len(all) == 3 {
		return dateInWords(all[0], all[1], all[2]) // 12-mei-2026
	}
	return ""
}

// dateInWords gives a date as it is kept whose month is a word, the day before it or
// behind it; "" for other words.
func dateInWords(one, two, year string) string {
	if !fourDigits.MatchString(year) {
		return ""
	}
	day, month := dayOfMonth.FindStringSubmatch(one), monthOf(two)
	if day == nil {
		day, month = dayOfMonth.FindStringSubmatch(two), monthOf(one)
	}
	if day == nil || month == 0 {
		return ""
	}
	return isoDate(year, strconv.Itoa(month), day[1])
}

func isoDate(year, month, day string) string {
	if len(year) == 2 {
		year = "20" + year
	}
	return fmt.Sprintf("%s-%02s-%02s", year, month, day)
}

// parts cuts a word at the signs within it.
func parts(word string) []string {
	return strings.FieldsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// lexemes gives the words that a document with this text is found by, each
// once.
func lexemes(text string) []string {
	seen := map[string]bool{}
	list := []string{}
	add := func(words ...string) {
		for _, w := range words {
			if w != "" && !seen[w] && len(list) < mostLexemes {
				seen[w] = true
				list = append(list, w)
			}
		}
	}
	words := tokens(text)
	for i, word := range words {
		if i >= 2 {
			add(dateInWords(words[i-2], words[i-1], word))
		}
		add(canonical(word), word)
		if pieces := parts(word); len(pieces) > 1 {
			add(strings.Join(pieces, ""))
			add(pieces...)
		}
		if m := countryNumber.FindStringSubmatch(word); m != nil {
			add(m[1])
		}
	}
	return list
}

// question gives what a person looks for as a tsquery: every word must be
// there, at least as the beginning of one; a word behind a minus must not be.
// Nothing to look for is "".
func question(text string) string {
	var terms []string
	_ = eachTerm(text, func(word string, not bool) error { // it fails only where this does
		sign := ""
		if not {
			sign = "!"
		}
		terms = append(terms, sign+term(word))
		return nil
	})
	return strings.Join(terms, " & ")
}

// eachTerm gives the words of a question, each with whether it must not be there:
// dates as they are kept, and amounts without the name of their currency.
func eachTerm(text string, do func(word string, not bool) error) error {
	n := 0
	words := strings.Fields(joinDates(joinAmounts(text)))
	for i, word := range words {
		if currencyWord.MatchString(word) && slices.ContainsFunc(words[max(0, i-1):min(len(words), i+2)], amountAlone.MatchString) {
			continue // 121 euro: the paper may have a sign, or nothing
		}
		for _, token := range tokens(word) {
			if n++; n > mostTerms {
				return nil
			}
			negative := decimalComma.MatchString(token) || decimalPoint.MatchString(token) // what a credit note gives back
			if err := do(token, len(word) > 1 && word[0] == '-' && !negative); err != nil {
				return err
			}
		}
	}
	return nil
}

// joinAmounts takes the spaces out of amounts that are grouped by them.
func joinAmounts(text string) string {
	return spacedAmount.ReplaceAllStringFunc(text, amountSpaces.Replace)
}

// joinDates spells the dates of a question whose month is a word as they are kept.
func joinDates(text string) string {
	for _, order := range datesInWords {
		text = order.ReplaceAllStringFunc(text, func(found string) string {
			part := func(name string) string { return order.FindStringSubmatch(found)[order.SubexpIndex(name)] }
			month := monthOf(part("month"))
			if month == 0 {
				return found
			}
			return isoDate(part("year"), strconv.Itoa(month), part("day"))
		})
	}
	return text
}

// monthOf is the month that a word names, from 1; 0 for other words.
func monthOf(word string) int {
	word = accents.Replace(strings.ToLower(word))
	return 1 + slices.IndexFunc(monthWords[:], func(names []string) bool { return slices.Contains(names, word) })
}

// term is one word of a question: as it stands, as the amount or date that it
// is, without its signs, or all its parts.
func term(word string) string {
	ways := []string{prefix(word)}
	if c := canonical(word); c != "" && c != word {
		ways = append(ways, prefix(c))
	}
	if pieces := parts(word); len(pieces) > 1 {
		all := make([]string, len(pieces))
		for i, piece := range pieces {
			all[i] = exactly(piece) // the beginning of one letter would be that of every tenth word
		}
		all[len(all)-1] = prefix(pieces[len(pieces)-1])
		ways = append(ways, prefix(strings.Join(pieces, "")))
		if canonical(word) == "" {
			ways = append(ways, "("+strings.Join(all, " & ")+")")
		}
	}
	return "(" + strings.Join(ways, " | ") + ")"
}

func exactly(word string) string { return "'" + quotesOfTSearch.Replace(word) + "'" }

func prefix(word string) string { return exactly(word) + ":*" }

// findable is what an invoice is found by beside the words of its pages.
func findable(inv invoer.Invoice) string {
	var b strings.Builder
	for _, v := range inv.Values() {
		b.WriteString(v.Text + " ")
	}
	for _, line := range inv.Lines {
		b.WriteString(line.Description + " ")
	}
	return b.String()
}

const foundColumns = `id, office_id, client_id, delivery_id, file_id, kind, language, status, stage, run, version, received, held,
	supplier, supplier_vat, number, issued, due, total, owed, currency, sure, findings, every_sure, joined_to`

// answers is what has the words of a question, of the client alone that is asked
// for: his may be few of those that have them, which two indexes together know
// without reading the others. The offset keeps the planner from walking the whole
// list in its order: it takes the beginning of a word that nobody has for a
// frequent one.
func (c *choice) answers() string {
	return `(select ` + foundColumns + ` from documents_found where words @@ @question::tsquery` + c.ofClient() + ` offset 0)`
}

// foundOften is what has words that very many documents have: the planner may walk
// the list.
const foundOften = `(select ` + foundColumns + ` from documents_found where words @@ @question::tsquery)`

// ofClient is the condition for the client that is asked for, or whose person asks.
func (c *choice) ofClient() (condition string) {
	for _, name := range []string{"client", "own"} {
		if c.args[name] != nil {
			condition += " and client_id = @" + name
		}
	}
	return condition
}

// nearby is what of the first documents behind a place in the list has the
// words of a question: of the office's, or of those of the client that is asked
// for, whose documents may be one in a thousand.
func (c *choice) nearby(after string, most int) string {
	of := "office_id = @office" + c.ofClient()
	if after != "" {
		of += " and (received, id) < (@at, @id)"
	}
	return `(select ` + foundColumns + ` from (
			select ` + foundColumns + `, words from documents_found where ` + of + `
			order by received desc, id desc limit ` + strconv.Itoa(most) + `) n
		where words @@ @question::tsquery)`
}
