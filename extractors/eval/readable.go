package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// Readable counts which values of the truth stand in the words of pages, in any
// usual spelling, whether or not they are chosen: what is missing there no
// reader of fields can find. A value that is printed nowhere, as a due date that
// follows from terms, counts as one that cannot be read, so that two figures of
// the same documents can be compared, and none is to be 100 %.
type Readable struct {
	by       string
	counts   map[string]map[string]*stands // by group, by field
	Unseen   []Unseen
	failures map[string]int
}

// An Unseen is a value of the truth that does not stand in the words of its
// document.
type Unseen struct {
	ID, Group, Field string
	Want             string
	Other            bool // a second reading of the words has it
}

// stands is how often a value was sought, and found in the words or only in what
// a second reading said of them.
type stands struct{ sought, found, other int }

// NewReadable counts by one of Groupings.
func NewReadable(by string) *Readable {
	return &Readable{by: by, counts: map[string]map[string]*stands{}, failures: map[string]int{}}
}

// Add looks for all values of a document; pages are nil where it could not be
// read.
func (r *Readable) Add(truth Truth, pages []invoer.Page) {
	group := property(truth, r.by)
	if pages == nil {
		r.failures[group]++
	}
	first, second := textOf(pages, false), textOf(pages, true)
	for _, field := range soughtFields {
		for _, want := range truth.wanted(field) {
			count := r.count(group, field)
			count.sought++
			if first.hasAny(field, want) {
				count.found++
				continue
			}
			other := second.hasAny(field, want)
			if other {
				count.other++
			}
			r.Unseen = append(r.Unseen, Unseen{truth.ID, group, field, want[0], other})
		}
	}
}

func (r *Readable) count(group, field string) *stands {
	if r.counts[group] == nil {
		r.counts[group] = map[string]*stands{}
	}
	if r.counts[group][field] == nil {
		r.counts[group][field] = &stands{}
	}
	return r.counts[group][field]
}

// soughtFields are those whose values are printed on a document.
var soughtFields = []string{
	"supplier_name", "supplier_vat", "supplier_iban", "invoice_number", "invoice_date", "due_date", "total_excl", "total_vat",
	"total_incl", "amount_due", "structured_ref", "customer_name", "customer_vat", "lines",
}

// nothingDue is an amount that is printed nowhere: that the invoice is paid is
// said in words.
const nothingDue = "0.00"

// wanted are the values of a field, each with its alternatives: one, or none,
// or the totals of all lines.
func (t Truth) wanted(field string) [][]string {
	if field != "lines" {
		if right, known := t.texts(field); known && len(right) > 0 && right[0] != nothingDue {
			return [][]string{right}
		}
		return nil
	}
	var rows []struct{ Total string }
	if slices.Contains(t.Ambiguous, field) || json.Unmarshal(t.Fields[field], &rows) != nil {
		return nil
	}
	var totals [][]string
	for _, row := range rows {
		totals = append(totals, []string{row.Total})
	}
	return totals
}

// A printed is the text of a document: its lines in capital letters and digits,
// a space between words, and all its words.
type printed struct {
	lines []string
	words map[string]bool
}

// textOf is the text of pages, or what second readings say stands there.
func textOf(pages []invoer.Page, second bool) printed {
	p := printed{words: map[string]bool{}}
	for i, page := range pages {
		for _, line := range layout.Arrange(page, i+1).Lines {
			var text []string
			for _, c := range line.Cells {
				for _, w := range c.Words {
					if second && w.Alternative != "" {
						w.Text = w.Alternative
					}
					text = append(text, squeeze(w.Text))
					for _, part := range words(w.Text) {
						p.words[part] = true
					}
				}
			}
			p.lines = append(p.lines, strings.Join(text, " "))
		}
	}
	return p
}

func (p printed) hasAny(field string, want []string) bool {
	return slices.ContainsFunc(want, func(value string) bool { return p.has(field, value) })
}

func (p printed) has(field, value string) bool {
	switch {
	case strings.HasSuffix(field, "_name"):
		return p.hasName(value)
	case strings.HasSuffix(field, "_date"):
		return slices.ContainsFunc(datesOf(value), p.hasSigns) || p.hasDay(value)
	case strings.HasSuffix(field, "_vat") && field != "total_vat":
		return p.hasSigns(squeeze(value)) || strings.HasPrefix(value, "BE") && p.hasSigns(value[2:])
	case strings.HasPrefix(field, "total_") || field == "amount_due" || field == "lines":
		return slices.ContainsFunc(amountsOf(value), p.hasSigns)
	}
	return p.hasSigns(squeeze(value))
}

// hasName tells whether four fifths of the words of a name stand somewhere.
func (p printed) hasName(name string) bool {
	parts := words(name)
	n := 0
	for _, part := range parts {
		if p.words[part] {
			n++
		}
	}
	return 5*n >= 4*len(parts) || p.hasSigns(squeeze(name))
}

// hasSigns tells whether letters and digits follow each other on a line, with
// spaces anywhere between them, and no digit at an end that is one before or
// behind in the same word.
func (p printed) hasSigns(signs string) bool {
	return signs != "" && slices.ContainsFunc(p.lines, func(line string) bool { return holds([]rune(line), []rune(signs)) })
}

func holds(line, signs []rune) bool {
	for from := range line {
		if line[from] != signs[0] || from > 0 && unicode.IsDigit(signs[0]) && unicode.IsDigit(line[from-1]) {
			continue
		}
		at, n := from, 0
		for at < len(line) && n < len(signs) && (line[at] == signs[n] || line[at] == ' ') {
			if line[at] != ' ' {
				n++
			}
			at++
		}
		if n == len(signs) && (at == len(line) || !unicode.IsDigit(line[at-1]) || !unicode.IsDigit(line[at])) {
			return true
		}
	}
	return false
}

// amountsOf are the digits of an amount as it may be printed, without what is
// nothing behind the comma too.
func amountsOf(value string) []string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return []string{squeeze(value)}
	}
	full := squeeze(strconv.FormatFloat(max(f, -f), 'f', 2, 64))
	if whole, round := strings.CutSuffix(full, "00"); round && len(whole) > 1 {
		return []string{full, whole}
	}
	return []string{full}
}

// datesOf are the digits of a date as it may be printed.
func datesOf(value string) []string {
	d, err := invoer.ParseDate(value)
	if err != nil {
		return []string{squeeze(value)}
	}
	var spellings []string
	year := strconv.Itoa(d.Year)
	for _, day := range []string{fmt.Sprintf("%02d", d.Day), strconv.Itoa(d.Day)} {
		for _, month := range []string{fmt.Sprintf("%02d", int(d.Month)), strconv.Itoa(int(d.Month))} {
			spellings = append(spellings, day+month+year, day+month+year[2:], month+day+year, month+day+year[2:], year+month+day)
		}
	}
	return spellings
}

// months are the first letters of the months' names in capital letters, in our
// languages.
var months = [12]string{"JAN", "F[EÉ][BV]", "M[AÄ]R|MAA|MRT", "APR|AVR", "MAY|MEI|MAI", "JUN|JUIN", "JUL|JUIL", "AUG|AO[UÛ]", "SEP", "O[CK]T", "NOV", "D[EÉ][CZ]"}

// hasDay tells whether a day stands beside the name of its month.
func (p printed) hasDay(value string) bool {
	d, err := invoer.ParseDate(value)
	if err != nil {
		return false
	}
	name, day := "(?:"+months[d.Month-1]+`)\pL*`, fmt.Sprintf("0?%d", d.Day)
	both := regexp.MustCompile(`(?:^|\PN)` + day + `(?:E|ER|TH|ST|ND|RD)? ?` + name + `|` + name + ` ?` + day + `(?:\PN|$)`)
	return slices.ContainsFunc(p.lines, both.MatchString)
}

// Write prints a table with a row for each group and a column for each field:
// how many values were sought, and how many of them can be read.
func (r *Readable) Write(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s\tfailed\t%s\ttogether\tin second readings too\t\n", r.by, strings.Join(soughtFields, "\t"))
	for _, group := range r.groups() {
		fmt.Fprintf(table, "%s\t%d\t", group, r.failures[group])
		var all stands
		for _, field := range soughtFields {
			c := r.count(group, field)
			all = stands{all.sought + c.sought, all.found + c.found, all.other + c.other}
			fmt.Fprintf(table, "%d/%d\t", c.found, c.sought)
		}
		fmt.Fprintf(table, "%s\t%s\t\n", perCent(share(all.found, all.sought)), perCent(share(all.found+all.other, all.sought)))
	}
	return table.Flush()
}

func (r *Readable) groups() []string {
	groups := make([]string, 0, len(r.counts))
	for group := range r.counts {
		groups = append(groups, group)
	}
	slices.Sort(groups)
	return groups
}
