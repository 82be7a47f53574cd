package invoer

import (
	"slices"
	"strings"
	"unicode"
)

// A Twin is what tells whether two documents are the same one that came in
// twice: by another door, scanned again, sent again. Figures are the words with
// digits on its pages.
type Twin struct {
	ID       DocumentID
	Received Date
	Kind     Kind
	Supplier string
	VAT      VATNumber
	Account  IBAN
	Number   string
	Issued   Date
	Total    Money
	Figures  []string
	EInvoice bool // its values are those of an e-invoice
	Sure     Sureness
	Prints   []Print // of its pages that are not blank, in their order
	Usual    Traces  // that tell nothing of the documents it is compared with
}

// The rules of findings about documents that are or may be the same. Their
// arguments are the other one's number, the day on which it came, and its ID.
const (
	RuleDuplicate   = "duplicate"
	RuleNumberAgain = "number-again"           // of one supplier, in one year
	RuleOtherYear   = "number-of-another-year" // suppliers begin again each year
	RuleLooksSame   = "looks-the-same"
)

// TwinRules are all of them.
var TwinRules = []string{RuleDuplicate, RuleNumberAgain, RuleOtherYear, RuleLooksSame}

// Compare gives a finding about t, which came later, and an older document; ok
// is false where they are not the same. What is surely the same blocks an
// approval until a person says that it is not: nothing is deleted, and nothing
// that is suspected is booked.
func (t Twin) Compare(older Twin) (f Finding, ok bool) {
	rule, severity := t.likeness(older)
	if rule == "" {
		return Finding{}, false
	}
	return Find(rule, severity, "", older.Number, older.Received.String(), string(older.ID)), true
}

// Looks is the finding about an older document whose pages look the same.
func (t Twin) Looks(older Twin) Finding {
	return Find(RuleLooksSame, Block, "", older.Number, older.Received.String(), string(older.ID))
}

func (t Twin) likeness(older Twin) (rule string, severity Severity) {
	if (t.Kind == KindCreditNote) != (older.Kind == KindCreditNote) {
		return "", ""
	}
	if otherParty(t, older) {
		// A scan so poor that it is taken for another supplier's still has these three.
		if sameNumber(t.Number, older.Number) && same(t.Issued, older.Issued) && sameCents(t.Total, older.Total) {
			return RuleDuplicate, Block
		}
		if t.mayBeMistaken(older) && t.traced(older) {
			return RuleLooksSame, Block
		}
		return "", ""
	}
	traced := t.traced(older)
	if rule, severity := t.numbered(older); rule != "" && (!traced || severity == Block) {
		return rule, severity
	}
	if traced {
		return RuleLooksSame, Block
	}
	if t.clearlyOther(older) || otherNumbers(t, older) || t.lacks(older) || older.lacks(t) {
		return "", ""
	}
	day, total := same(t.Issued, older.Issued), sameCents(t.Total, older.Total)
	switch alike := likeFigures(t.Figures, older.Figures); {
	case alike >= surelyAlike && !apart(t.Total.Cents, older.Total.Cents):
		return RuleLooksSame, Block
	case sameParty(t, older) && total && day && alike >= ratherAlike:
		return RuleLooksSame, Warning
	}
	return "", ""
}

// numbered is what the same number on both says.
func (t Twin) numbered(older Twin) (rule string, severity Severity) {
	if !sameNumber(t.Number, older.Number) {
		return "", ""
	}
	supplier, day, total := sameParty(t, older), same(t.Issued, older.Issued), sameCents(t.Total, older.Total)
	switch {
	case total && (supplier || day), supplier && day:
		return RuleDuplicate, Block
	case supplier && otherYear(t.Issued, older.Issued):
		return RuleOtherYear, Note
	case supplier:
		return RuleNumberAgain, Block
	}
	return "", ""
}

// mayBeMistaken tells whether the other supplier of one of two documents may be
// a mistake: the buyer is taken for the supplier where this one's name is lost.
func (t Twin) mayBeMistaken(older Twin) bool {
	return t.poor() || older.poor() || sameNumber(t.Number, older.Number) || same(t.Issued, older.Issued) && sameCents(t.Total, older.Total)
}

// otherNumbers: both have one, and the two are no misreading of each other.
func otherNumbers(a, b Twin) bool {
	one, two := NumberKey(a.Number), NumberKey(b.Number)
	return one != "" && two != "" && (!near(one, two) || otherParts(a.Number, b.Number))
}

// otherParts tells whether two numbers have as many parts, between signs, and not the
// same ones, though all their letters and digits are: 2025/1/12 is not 2025/11/2. A
// sign that one of them lacks may have been lost.
func otherParts(a, b string) bool {
	one, two := partsOf(a), partsOf(b)
	return len(one) == len(two) && !slices.Equal(one, two) && NumberKey(a) == NumberKey(b)
}

// partsOf are the parts of a number between signs; spaces are none.
func partsOf(number string) []string {
	parts := strings.FieldsFunc(number, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r) })
	for i, part := range parts {
		parts[i] = NumberKey(part)
	}
	return parts
}

// Undecided tells whether the values of t and an older document leave open what
// Same and Compare say, so that the pages of both must be looked at: Figures
// and Prints need not be there where it is false. Most documents of one
// supplier differ in their number and are told apart by it.
func (t Twin) Undecided(older Twin) bool {
	if (t.Kind == KindCreditNote) != (older.Kind == KindCreditNote) {
		return false
	}
	numbered := NumberKey(t.Number) != "" && NumberKey(older.Number) != "" // of others the pages tell whether a row was taken for the total
	if numbered && otherNumbers(t, older) && t.oneSale(older) && !otherParty(t, older) {
		return true // the pages tell whether one of the numbers is the customer's
	}
	if numbered && t.clearlyOther(older) {
		return false
	}
	if t.poor() || older.poor() {
		return true
	}
	if otherParty(t, older) {
		return t.mayBeMistaken(older)
	}
	t.Figures, t.Prints, older.Figures, older.Prints = nil, nil, nil, nil
	if t.Same(older) == "" && t.mayFigure(older) {
		return true
	}
	if t.Same(older) != "" || apart(t.Total.Cents, older.Total.Cents) {
		return false
	}
	if !otherValues(t, older) {
		return true
	}
	rule, _ := t.numbered(older)
	return rule == "" && !otherNumbers(t, older)
}

// How large a part of their figures documents have in common that are the same
// scan read twice, and that may be.
const (
	surelyAlike = 0.75
	ratherAlike = 0.5
)

func same[T comparable](a, b T) bool {
	var none T
	return a != none && a == b
}

func apart[T comparable](a, b T) bool {
	var none T
	return a != none && b != none && a != b
}

// sameCents compares amounts; the sign of a currency is soon misread.
func sameCents(a, b Money) bool { return same(a.Cents, b.Cents) }

func sameParty(a, b Twin) bool {
	return same(a.VAT, b.VAT) || same(a.Account, b.Account) || same(plainName(a.Supplier), plainName(b.Supplier))
}

// otherParty: a misread number and another name at once are rare, so both must
// differ.
func otherParty(a, b Twin) bool {
	return apart(a.VAT, b.VAT) && apart(plainName(a.Supplier), plainName(b.Supplier))
}

func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func otherYear(a, b Date) bool {
	return a != (Date{}) && b != (Date{}) && a.Year != b.Year
}

// confused are letters that are read for digits.
var confused = strings.NewReplacer("O", "0", "Q", "0", "I", "1", "L", "1", "S", "5", "B", "8", "Z", "2")

// NumberKey is the number of a document as it is compared: without spaces,
// signs and leading zeros, and with letters that are read for digits as those.
// It is empty for what is no number, as NA or a dash.
func NumberKey(number string) string {
	if !strings.ContainsFunc(number, unicode.IsDigit) {
		return ""
	}
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
	return strings.TrimLeft(confused.Replace(key), "0")
}

// leastDigits is how many digits a number without its letters must have to be
// compared so.
const leastDigits = 5

// sameNumber compares numbers; one may lack the letters before the other.
func sameNumber(a, b string) bool {
	one, two := NumberKey(a), NumberKey(b)
	if one == "" || two == "" {
		return false
	}
	if one == two {
		return !otherParts(a, b)
	}
	if lettersOf(a) > 0 && lettersOf(b) > 0 {
		return false
	}
	one, two = digitsOf(a), digitsOf(b)
	return len(one) >= leastDigits && one == two
}

func lettersOf(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func digitsOf(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	return strings.TrimLeft(digits, "0")
}

// near tells whether keys differ in one sign at most, as misread ones do.
func near(a, b string) bool {
	if len(a) < 4 || len(a) != len(b) {
		return a == b
	}
	wrong := 0
	for i := range len(a) {
		if a[i] != b[i] {
			wrong++
		}
	}
	return wrong <= 1
}

// fewFigures says nothing: so few figures are alike on many documents.
const fewFigures = 8

// likeFigures is the part of all different figures of two documents that both
// have; 0 where there are too few to tell.
func likeFigures(a, b []string) float64 {
	one, two := distinct(a), distinct(b)
	if len(one) < fewFigures || len(two) < fewFigures {
		return 0
	}
	both := 0
	for _, f := range one {
		if _, found := slices.BinarySearch(two, f); found {
			both++
		}
	}
	return float64(both) / float64(len(one)+len(two)-both)
}

func distinct(list []string) []string {
	sorted := slices.Sorted(slices.Values(list))
	return slices.Compact(sorted)
}

// Figures are the words of a text that have digits, as far as they are
// compared.
func Figures(text string) []string {
	var figures []string
	for word := range strings.FieldsSeq(text) {
		if digits := digitsOf(word); len(digits) >= 2 {
			figures = append(figures, digits)
		}
	}
	return figures
}
