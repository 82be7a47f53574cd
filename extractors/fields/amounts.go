package fields

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// An AmountSeen is a number in a text that may be an amount of money.
type AmountSeen struct {
	Cents    int64
	Decimals int    // as printed
	Currency string // ISO 4217 where a sign stands by it, else empty
	From, To int    // bytes of the text: number and sign
	Unsure   bool   // may be read in another way
	Dashed   bool   // negative by a dash between spaces, which may part it from its label
}

var numberPattern = figures(`\d{1,3}(?:[.,'’´ \x{00a0}\x{202f}]\d{3})+(?:\s?[.,]\s?\d{2})?|\d+\s?[.,]\s?\d{1,4}|\d+`)

// What separates thousands, and what may separate decimals as well.
var (
	noSpaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "", "´", "")
	noPoints = strings.NewReplacer(".", "", ",", "")
)

// ParseAmount reads a number in the notations of Europe: "1.234,56",
// "1 234,56", "1'234.56", "1,234.56", "12,5". Of two kinds of sign the last
// one separates decimals; a single one followed by three digits separates
// thousands, and is unsure. It gives cents and the number of decimals printed.
func ParseAmount(s string) (cents int64, decimals int, unsure, ok bool) {
	whole, fraction, unsure := decimalPoint(noSpaces.Replace(s))
	whole = noPoints.Replace(whole)
	if whole == "" {
		whole = "0"
	}
	if len(whole) > 12 || len(fraction) > 4 || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, 0, false, false
	}
	n, err := strconv.ParseInt(whole+(fraction + "0000")[:4], 10, 64)
	if err != nil {
		return 0, 0, false, false
	}
	return (n + 50) / 100, len(fraction), unsure, true
}

// decimalPoint parts a number at the sign that separates its decimals.
func decimalPoint(s string) (whole, fraction string, unsure bool) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, "", false
	}
	tail := s[last+1:]
	signs := strings.Count(s, ".") + strings.Count(s, ",")
	mixed := strings.Contains(s, ".") && strings.Contains(s, ",")
	switch {
	case len(tail) == 3 && signs == 1 && s[:last] == "0":
		return s[:last], tail, false // "0.817": no thousand begins with 0
	case len(tail) == 3 && !mixed:
		return s, "", signs == 1
	case len(tail) == 3:
		return s[:last], tail, true
	}
	return s[:last], tail, false
}

// AmountsIn finds the numbers of a text that may be amounts: those with
// decimals, or with a currency, or alone. Percentages, dates, times and parts
// of longer codes are none.
func AmountsIn(text string) []AmountSeen {
	var found []AmountSeen
	for at := 0; at < len(text); {
		m := numberPattern.FindStringIndex(text[at:])
		if m == nil {
			break
		}
		from, to := at+m[0], at+m[1]
		if seen, ok := amountAt(text, from, to); ok {
			found = append(found, seen)
		} else if cut := strings.LastIndexAny(text[from:to], " \u00a0\u202f"); cut > 0 {
			_, size := utf8.DecodeRuneInString(text[from+cut:])
			if seen, ok := amountAt(text, from+cut+size, to); ok {
				found = append(found, seen)
			}
		}
		at = to
	}
	return found
}

func amountAt(text string, from, to int) (AmountSeen, bool) {
	cents, decimals, unsure, ok := ParseAmount(text[from:to])
	if !ok {
		return AmountSeen{}, false
	}
	before, bsize := signBefore(text[:from])
	after, asize := signAfter(text[to:])
	seen := AmountSeen{Cents: cents, Decimals: decimals, Unsure: unsure, From: from - bsize, To: to + asize}
	seen.Currency = before
	if after != "" {
		seen.Currency = after
	}
	if joined(text, seen.From, seen.To) || percent(text[to:]) {
		return AmountSeen{}, false
	}
	if negative(text, &seen, from) {
		seen.Cents = -seen.Cents
	}
	return seen, true
}

// joined tells whether a number is part of something longer: a code, a date, a
// time, a dimension.
func joined(text string, from, to int) bool {
	if from > 0 {
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		if lettered(before) || strings.ContainsRune("#_@&", before) {
			return true
		}
		if strings.ContainsRune("/:", before) && !labelling(text[:from-1]) {
			return true
		}
		if strings.ContainsRune(".,-–", before) && from > 1 && digit(text[from-2]) {
			return true
		}
		if (before == '-' || before == '.') && from > 1 && lettered(rune(text[from-2])) {
			return true
		}
	}
	if to == len(text) {
		return false
	}
	after, size := utf8.DecodeRuneInString(text[to:])
	rest := text[to+size:]
	if after == '/' && unitWord.MatchString(rest) {
		return false // "95,00/uur"
	}
	if lettered(after) || strings.ContainsRune("/:_@°²³", after) {
		return true
	}
	return strings.ContainsRune(".,-–", after) && rest != "" && digit(rest[0])
}

// labelling tells whether the end of a text is a word, or a rate, that a sign
// parts from its amount ("Totaal:121,00"), and no part of a code or a time.
func labelling(text string) bool {
	const letters = 3
	text = strings.TrimRight(text[max(0, len(text)-nearWord):], " ")
	if strings.HasSuffix(text, "%") || strings.HasSuffix(text, ")") || strings.HasSuffix(text, "€") {
		return true
	}
	word := text[strings.LastIndexFunc(text, func(r rune) bool { return !lettered(r) })+1:]
	return lettersIn(word) >= letters && !strings.ContainsAny(word, "0123456789") || signedWhole(word)
}

// nearWord is how many bytes before a sign are looked at for a word.
const nearWord = 24

// signedWhole tells whether a word is the sign of a currency.
func signedWhole(word string) bool { return word != "" && currencyOf(word) != "" }

// unitWord is a word for what a price is of.
var unitWord = regexp.MustCompile(`^\pL{2}`)

func lettered(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0xBF && r < 0x2000
}

func percent(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return strings.HasPrefix(rest, "%") || len(rest) >= 3 && strings.EqualFold(rest[:3], "pct")
}

// negative finds a minus before the number or its currency, directly after it,
// or brackets around it.
func negative(text string, seen *AmountSeen, from int) bool {
	head := strings.TrimRight(text[:seen.From], " ")
	for _, minus := range []string{"-", "–", "−", "—"} {
		if strings.HasPrefix(text[seen.To:], minus) {
			return true
		}
		if rest, ok := strings.CutSuffix(head, minus); ok && (rest == "" || strings.HasSuffix(rest, " ") || signed(rest)) {
			seen.Dashed = strings.TrimRight(rest, " ") != "" && !signed(rest) && len(head) < seen.From
			return true
		}
		if seen.From < from && strings.Contains(text[seen.From:from], minus) {
			return true
		}
	}
	return strings.HasSuffix(head, "(") && strings.HasPrefix(strings.TrimLeft(text[seen.To:], " "), ")")
}

// signed tells whether a text ends in a currency sign.
func signed(text string) bool {
	code, size := signBefore(text)
	return code != "" && size > 0
}

// An Amount is an amount of the document and what its labels say.
type Amount struct {
	Money     invoer.Money // Currency may be empty
	Decimals  int
	Unsure    bool
	Spot      Spot
	Sightings []Sighting
	Quality   invoer.Confidence // of its worst word, as its reader claims
	Second    bool              // only a second reading says so
	dashed    bool              // as seen
	short     bool              // neither two decimals nor a currency
}

// Amounts finds all amounts of the document. A number without decimals and
// currency is none, as it may be anything, but beside the words for a sum where
// the document prints no sum otherwise, and under a heading with a currency.
func (d *Document) Amounts() []Amount { return once(&d.amounts, d.findAmounts) }

func (d *Document) findAmounts() []Amount {
	var found []Amount
	till := d.Till() > 0.5
	for s, cell := range d.Cells {
		if !strings.ContainsAny(cell.Text, "0123456789") {
			continue
		}
		for _, seen := range AmountsIn(cell.Text) {
			spot := Spot{s.Page, s.Line, s.Cell, seen.From, seen.To}
			if seen.Currency == "" && d.isCode(spot) {
				continue
			}
			if whole := seen.Decimals == 2 || seen.Decimals < 3 && (seen.Currency != "" || d.signBeside(spot)); !whole && !d.shortened(spot, seen) {
				continue
			}
			found = append(found, d.amount(spot, seen))
			if rest, ok := d.behindRate(spot, seen); ok {
				found = append(found, d.amount(Spot{s.Page, s.Line, s.Cell, rest.From, rest.To}, rest))
			}
		}
		found = d.secondAmounts(found, s, cell)
		if till && d.Pages[s.Page].Reader == "ocr" {
			found = d.misletteredAmounts(found, s, cell)
		}
	}
	return parted(withoutCounts(found))
}

// amount is what was seen at a spot with its labels.
func (d *Document) amount(s Spot, seen AmountSeen) Amount {
	return Amount{
		Money: invoer.Money{Cents: seen.Cents, Currency: seen.Currency}, Decimals: seen.Decimals, Unsure: seen.Unsure, dashed: seen.Dashed,
		short: seen.Currency == "" && seen.Decimals < 2, Spot: s, Sightings: d.Sightings(s), Quality: d.Quality(s),
	}
}

// isCode tells whether the word right before a number says that it is the code
// of something ("HS code 7318.15").
func (d *Document) isCode(s Spot) bool {
	text := d.Cell(s).Text
	return slices.ContainsFunc(d.Hits(s), func(h Hit) bool {
		return h.Label == LabelOtherNo && h.To <= s.From && strings.Trim(text[h.To:s.From], " .") == "" && codeWord[Fold(text[h.From:h.To])]
	})
}

var codeWord = set(`code article artikel art`)

// misletteredAmounts adds amounts of which OCR read letters for digits, as it does of
// the faint print of tills ("2O.40"): less sure than any other, and of worth
// only where sums agree.
func (d *Document) misletteredAmounts(found []Amount, s Spot, cell layout.Cell) []Amount {
	for _, m := range letteredAmount.FindAllStringSubmatchIndex(cell.Text, 4) {
		number := cell.Text[m[2]:m[3]]
		if !strings.ContainsAny(number, "OoSsIl") || !hasDigits(number, 2) {
			continue
		}
		cents, decimals, _, ok := ParseAmount(strings.ReplaceAll(amountMeant.Replace(number), " ", ""))
		if !ok || decimals != 2 {
			continue
		}
		code, _ := signBefore(cell.Text[:m[2]])
		spot := Spot{s.Page, s.Line, s.Cell, m[2], m[3]}
		found = append(found, Amount{
			Money: invoer.Money{Cents: cents, Currency: code}, Decimals: 2, Spot: spot, Sightings: d.Sightings(spot),
			Quality: cell.Confidence(m[2], m[3]), Second: true,
		})
	}
	return found
}

// letteredAmount is an amount, of which some digits may be letters; amountMeant
// has the digits.
var (
	letteredAmount = regexp.MustCompile(`(?:^|[ €$]|RM|EUR)([0-9OoSsIl]{1,5}[.,] ?[0-9OoSsIl]{2})(?: |$)`)
	amountMeant    = strings.NewReplacer("O", "0", "o", "0", "S", "5", "s", "5", "I", "1", "l", "1")
)

// secondAmounts adds the amounts that only a second reading of a cell has.
func (d *Document) secondAmounts(found []Amount, s Spot, cell layout.Cell) []Amount {
	second, other := cell.Second()
	if !other {
		return found
	}
	for _, seen := range AmountsIn(second.Text) {
		from, to, otherwise := cell.Same(second, seen.From, seen.To)
		if !otherwise || seen.Decimals != 2 {
			continue
		}
		spot := Spot{s.Page, s.Line, s.Cell, from, to}
		found = append(found, Amount{
			Money: invoer.Money{Cents: seen.Cents, Currency: seen.Currency}, Decimals: seen.Decimals, Unsure: seen.Unsure,
			Spot: spot, Sightings: d.Sightings(spot), Quality: cell.Confidence(from, to), Second: true,
		})
	}
	return found
}

// signBeside tells whether the neighbouring cell is a currency sign.
func (d *Document) signBeside(s Spot) bool {
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	for _, c := range []int{s.Cell - 1, s.Cell + 1} {
		if c >= 0 && c < len(cells) && currencyOf(cells[c].Text) != "" {
			return true
		}
	}
	return false
}
