package eval

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
)

// An Outcome is what became of one field of one document.
type Outcome string

// The outcomes. Nothing is a field that the document lacks and that was left
// out: it is as it should be, and not counted.
const (
	Right    Outcome = "right"
	Wrong    Outcome = "wrong"
	Missed   Outcome = "missed"
	Invented Outcome = "invented"
	Nothing  Outcome = "nothing"
)

// A Mark is the outcome of one field.
type Mark struct {
	Field      string
	Outcome    Outcome
	Confidence invoer.Confidence // of what was read
	Origin     invoer.Origin     // where that was seen
	Got        string
	Want       []string // any of them is right; empty where the document lacks it
}

// Compare marks every field that the truth knows.
func Compare(truth Truth, inv invoer.Invoice) []Mark {
	var marks []Mark
	for _, v := range inv.Values() {
		want, known := truth.texts(v.Name)
		if !known {
			continue
		}
		marks = append(marks, Mark{v.Name, outcome(v.Name, v.Text, want), v.Confidence, v.Origin, v.Text, want})
	}
	marks = appendText(marks, truth, "doc_type", string(inv.Kind), truth.DocType)
	marks = appendText(marks, truth, "language", inv.Language, truth.Language)
	if m, known := breakdown(truth, inv); known {
		marks = append(marks, m)
	}
	if m, known := lines(truth, inv); known {
		marks = append(marks, m)
	}
	return marks
}

// otherLanguage is what a truth says of a language that we do not read.
const otherLanguage = "other"

func appendText(marks []Mark, truth Truth, field, got, want string) []Mark {
	if want == "" || want == otherLanguage && field == "language" || slices.Contains(truth.Ambiguous, field) {
		return marks
	}
	return append(marks, Mark{Field: field, Outcome: outcome(field, got, []string{want}), Got: got, Want: []string{want}})
}

func outcome(field, got string, want []string) Outcome {
	switch {
	case got == "" && len(want) == 0:
		return Nothing
	case got == "":
		return Missed
	case len(want) == 0:
		return Invented
	case slices.ContainsFunc(want, func(w string) bool { return Same(field, got, w) }):
		return Right
	}
	return Wrong
}

// Same tells whether two values of a field are the same: names by their words,
// identifiers without separators and case, amounts by value.
func Same(field, a, b string) bool {
	switch {
	case field == "supplier_name" || field == "customer_name":
		return alike(a, b) >= 0.8
	case strings.HasPrefix(field, "total_") || field == "amount_due":
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		return errX == nil && errY == nil && x == y
	case field == "invoice_number":
		return strings.EqualFold(strings.Join(strings.Fields(a), ""), strings.Join(strings.Fields(b), ""))
	}
	return squeeze(a) == squeeze(b)
}

// squeeze keeps capital letters and digits.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// forms are legal forms, which names are compared without.
var forms = strings.Fields("bv bvba nv sa srl sprl gmbh ag sarl sas ltd inc vof cv cvba llc plc kg ohg ug eurl vzw asbl corp limited sc scrl co")

// alike is the share of words that two names have in common, twice the common
// ones over all (the token-set similarity of the contract); names that differ
// in spaces and signs only are the same.
func alike(a, b string) float64 {
	x, y := words(a), words(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	if strings.Join(x, "") == strings.Join(y, "") {
		return 1
	}
	common := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			common++
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

// plain has the letters of our languages without accents.
var plain = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "í", "i",
	"ô", "o", "ö", "o", "ó", "o", "ù", "u", "û", "u", "ü", "u", "ú", "u", "ß", "ss", "ñ", "n", "œ", "oe", "æ", "ae", "ø", "o", "å", "a")

// words are the words of a name in lower case, legal forms left out unless
// nothing else is there.
func words(name string) []string {
	name = plain.Replace(strings.ToLower(name))
	name = strings.NewReplacer(".", "", "'", "", "’", "").Replace(name)
	all := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	kept := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return slices.Contains(forms, w) })
	if len(kept) == 0 {
		return all
	}
	return kept
}

// A rateRow is one group of a breakdown in the spelling of the contract.
type rateRow struct{ Rate, Base, VAT string }

// breakdown compares the groups by rate, base and VAT, in any order.
func breakdown(truth Truth, inv invoer.Invoice) (Mark, bool) {
	raw, known := truth.Fields["vat_breakdown"]
	if !known || slices.Contains(truth.Ambiguous, "vat_breakdown") {
		return Mark{}, false
	}
	var want []rateRow
	if err := json.Unmarshal(raw, &want); err != nil {
		return Mark{}, false
	}
	var got, wanted []string
	var seen []invoer.Origin
	var sure invoer.Confidence
	for _, line := range inv.Breakdown {
		got = append(got, rowText(invoer.Money{Cents: line.Rate}.String(), line.Base.String(), line.VAT.String()))
		sure, seen = line.Confidence, append(seen, line.Origin)
	}
	for _, row := range want {
		wanted = append(wanted, rowText(row.Rate, row.Base, row.VAT))
	}
	return setMark("vat_breakdown", got, wanted, sure, together(seen)), true
}

func rowText(parts ...string) string {
	for i, p := range parts {
		if f, err := strconv.ParseFloat(p, 64); err == nil {
			parts[i] = strconv.FormatFloat(f, 'f', 2, 64)
		}
	}
	return strings.Join(parts, " ")
}

// lines compares invoice lines by their totals, in order.
func lines(truth Truth, inv invoer.Invoice) (Mark, bool) {
	raw, known := truth.Fields["lines"]
	if !known || slices.Contains(truth.Ambiguous, "lines") {
		return Mark{}, false
	}
	var want []struct{ Total string }
	if err := json.Unmarshal(raw, &want); err != nil {
		return Mark{}, false
	}
	var got, wanted []string
	var seen []invoer.Origin
	var sure invoer.Confidence
	for _, line := range inv.Lines {
		got = append(got, rowText(line.Total.String()))
		sure, seen = line.Confidence, append(seen, line.Origin)
	}
	for _, line := range want {
		wanted = append(wanted, rowText(line.Total))
	}
	return setMark("lines", got, wanted, sure, together(seen)), true
}

// together is where several values were seen, as far as they stand on the first
// one's page.
func together(seen []invoer.Origin) invoer.Origin {
	if len(seen) == 0 {
		return invoer.Origin{}
	}
	all := seen[0]
	for _, o := range seen[1:] {
		if o.Page == all.Page {
			all.Box = all.Box.Union(o.Box)
		}
	}
	return all
}

func setMark(field string, got, want []string, sure invoer.Confidence, seen invoer.Origin) Mark {
	slices.Sort(got)
	slices.Sort(want)
	m := Mark{Field: field, Got: strings.Join(got, "; "), Confidence: sure, Origin: seen}
	if len(want) > 0 {
		m.Want = []string{strings.Join(want, "; ")}
	}
	switch {
	case len(want) == 0 && len(got) == 0:
		m.Outcome = Nothing
	case len(want) == 0:
		m.Outcome = Invented
	case len(got) == 0:
		m.Outcome = Missed
	case slices.Equal(got, want):
		m.Outcome = Right
	default:
		m.Outcome = Wrong
	}
	return m
}
