package belgium

import (
	"cmp"
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

// Facts are what a document says of VAT, by which a treatment begins where
// nobody booked anything like it before.
type Facts struct {
	Zone     string // where the supplier is from: BE, EU, or another word for the rest of the world
	Category string // UNCL 5305; may be empty
	Rate     int64  // as printed, hundredths of a per cent; negative: not known
	Taxed    bool   // VAT was charged, that of the supplier's zone
	Account  string // that the cost goes to; may be empty
	On       invoer.Date
	Words    string // of the document
	Line     string // what is told of this cost alone; empty: nothing but the words of the document
	Price    int64  // of one, without VAT, in cents of euro; 0: not known
}

// TreatmentOf is how the law would have VAT dealt with on a purchase by a
// company that deducts all it may. It is a beginning: an accountant decides.
func TreatmentOf(f Facts) invoer.Treatment {
	t := invoer.Treatment{Case: f.caseOf(), Class: ClassOf(f.Account), Rate: max(0, f.Rate), Deductible: 100}
	switch t.Case {
	case "exempt", "small-business", "margin", "none":
		t.Rate, t.Deductible = 0, 0
	case "domestic":
		t.Deductible = Deductible(cmp.Or(f.Line, f.Words), f.Price, f.On)
	default:
		if t.Rate == 0 {
			t.Rate = Standard(f.On)
		}
	}
	return t
}

// ClassOf is the class of the VAT return that an account of the minimum chart
// belongs to: fixed assets of class 2 in box 83, purchases of 60 in box 81, all
// others in box 82 (notice to the periodic return, frame III).
func ClassOf(account string) string {
	switch {
	case strings.HasPrefix(account, "2"):
		return "investment"
	case strings.HasPrefix(account, "60"):
		return "goods"
	}
	return "services"
}

// caseOf tells the case by the category of UNCL 5305 where the document has
// one, by what the law wants printed on it, else by where the supplier is.
func (f Facts) caseOf() string {
	if f.Taxed && f.Rate != 0 {
		return f.caseTaxed()
	}
	if said := CaseSaid(f.Words); said != "" {
		return said
	}
	switch f.Category {
	case "AE":
		return f.caseReversed()
	case "K":
		return "eu"
	case "G":
		return "import"
	case "E":
		return "exempt"
	}
	switch f.Zone {
	case "EU":
		return "eu"
	case "BE":
		return "none"
	}
	return "outside-eu"
}

// caseTaxed is the case of VAT that was charged. That of another country is not
// deducted in the Belgian return (VAT Code art. 45 § 1: the taxes of this
// country); it is asked back there (Directive 2008/9/EC, 13th Directive
// 86/560/EEC) or part of the cost.
func (f Facts) caseTaxed() string {
	if f.Zone == "BE" {
		return "domestic"
	}
	return "none"
}

// caseReversed is the case of a reverse charge: VAT Code art. 51 § 2, 1° for who
// is from elsewhere, with boxes of its own for who is from the Union.
func (f Facts) caseReversed() string {
	switch f.Zone {
	case "BE":
		return "cocontractor"
	case "EU":
		return "eu"
	}
	return "outside-eu"
}

// A saying is what the law wants on a document with a case of VAT, in small
// letters without marks. All its words must stand there.
type saying struct {
	of     string
	words  string
	source string
}

// sayings are looked for in their order.
var sayings = []saying{
	{"small-business", "vrijstellingsregeling kleine ondernemingen", "Royal Decree no. 19 of 29 June 2014, art. 2"},
	{"small-business", "franchise petites entreprises", "Royal Decree no. 19 of 29 June 2014, art. 2"},
	{"small-business", "sonderregelung kleinunternehmen", "Royal Decree no. 19 of 29 June 2014, art. 2"},
	{"margin", "bijzondere regeling gebruikte goederen", "Royal Decree no. 53 of 23 December 1994, art. 4"},
	{"margin", "regime particulier biens d'occasion", "Royal Decree no. 53 of 23 December 1994, art. 4"},
	{"margin", "margin scheme", "Directive 2006/112/EC art. 226 (14)"},
	{"margin", "differenzbesteuerung", "Directive 2006/112/EC art. 226 (14)"},
}

// CaseSaid is the case of VAT that a document names itself in the words of the
// law, in Dutch, French, English or German, and "" where it names none.
func CaseSaid(text string) string {
	text = plain(text)
	i := slices.IndexFunc(sayings, func(s saying) bool {
		for word := range strings.FieldsSeq(s.words) {
			if !strings.Contains(text, word) {
				return false
			}
		}
		return true
	})
	if i < 0 {
		return ""
	}
	return sayings[i].of
}

var unmarked = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ë", "e", "à", "a", "â", "a", "ä", "a", "ï", "i", "î", "i", "ö", "o", "ô", "o", "ü", "u", "û", "u", "ç", "c", "’", "'")

// plain is a text in small letters without marks.
func plain(text string) string { return unmarked.Replace(strings.ToLower(text)) }
