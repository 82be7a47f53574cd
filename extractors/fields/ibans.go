package fields

import (
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

var (
	ibanPattern = figures(`[A-Z]{2}[ .]?\d{2}(?:[ .-]?[A-Z0-9]){11,30}`)
	noisyIBAN   = figures(`[A-Z8][A-Z][ .]?[0-9OQDIlSBZ]{2}(?:[ .-]?[0-9A-ZOQDIlSBZ]){11,30}`)
)

// ibanLengths are the lengths of account numbers by country (ISO 13616
// register), for the countries that invoices to Belgium come from.
var ibanLengths = map[string]int{
	"BE": 16, "NL": 18, "FR": 27, "DE": 22, "LU": 20, "GB": 22, "IE": 22, "ES": 24, "IT": 27, "AT": 20, "PT": 25, "PL": 28, "DK": 18, "SE": 24, "NO": 15,
	"FI": 18, "CH": 21, "LI": 21, "CZ": 24, "SK": 24, "HU": 28, "RO": 24, "BG": 22, "GR": 27, "HR": 21, "SI": 19, "LT": 20, "LV": 21, "EE": 20, "MC": 27,
	"MT": 31, "CY": 28, "IS": 26, "TR": 26, "SM": 27, "AD": 24, "UA": 29, "RS": 22,
}

// IBANIn finds the account numbers of a text whose check digits agree. Where
// words follow without a gap the country's length says where a number ends.
// Repairing looks at letters read for digits and digits read for others.
func IBANIn(text string, repair bool) []Checked[invoer.IBAN] {
	pattern := ibanPattern
	if repair {
		pattern = noisyIBAN
	}
	var found []Checked[invoer.IBAN]
	for at := 0; at < len(text); {
		m := pattern.FindStringIndex(text[at:])
		if m == nil {
			break
		}
		from, to := at+m[0], at+m[1]
		c, ok := ibanAt(text, from, to, repair)
		if !ok {
			at = from + 1
			continue
		}
		found = append(found, c)
		at = c.Spot.To
	}
	return found
}

// ibanAt reads the account number that begins at from.
func ibanAt(text string, from, to int, repair bool) (Checked[invoer.IBAN], bool) {
	country := text[from : from+2]
	if repair && country[0] == '8' {
		country = "B" + country[1:]
	}
	length := ibanLengths[country]
	if length == 0 || from > 0 && lettered(rune(text[from-1])) {
		return Checked[invoer.IBAN]{}, false
	}
	signs := 0
	for end := from; end < to; end++ {
		if !strings.ContainsRune(" .-", rune(text[end])) {
			signs++
		}
		if signs == length {
			return ibanOf(country, text, from, end+1, repair)
		}
	}
	return Checked[invoer.IBAN]{}, false
}

func ibanOf(country, text string, from, to int, repair bool) (Checked[invoer.IBAN], bool) {
	number := squeeze(text[from+2 : to])
	spot := Spot{From: from, To: to}
	if iban, err := invoer.ParseIBAN(country + number); err == nil {
		return Checked[invoer.IBAN]{Value: iban, Spot: spot, Repaired: text[from:from+2] != country}, true
	}
	if !repair || country == "MT" {
		return Checked[invoer.IBAN]{}, false // letters may stand anywhere in it
	}
	var fits []invoer.IBAN
	for _, candidate := range accountRepairs(country, number) {
		if iban, err := invoer.ParseIBAN(country + candidate); err == nil {
			fits = append(fits, iban)
		}
	}
	if len(fits) == 0 || len(fits) > 1 && fits[0] != fits[1] && country != "BE" {
		return Checked[invoer.IBAN]{}, false
	}
	return Checked[invoer.IBAN]{Value: fits[0], Spot: spot, Repaired: true}, true
}

// bankLetters are the countries whose account numbers have four letters for the
// bank behind the check digits, and digits otherwise (ISO 13616 register).
var bankLetters = map[string]bool{"NL": true, "GB": true, "IE": true}

// accountRepairs are the repairs of what stands behind the country; letters stay
// letters, and become them, where they belong.
func accountRepairs(country, number string) []string {
	if !bankLetters[country] {
		return repairs(number)
	}
	bank := asLetters.Replace(number[2:6])
	var list []string
	for _, digits := range repairs(number[:2] + number[6:]) {
		if dense(digits) && strings.IndexFunc(bank, notCapital) < 0 {
			list = append(list, digits[:2]+bank+digits[2:])
		}
	}
	return list
}

func notCapital(r rune) bool { return r < 'A' || r > 'Z' }

// asLetters are the digits that OCR reads for capitals.
var asLetters = strings.NewReplacer("0", "O", "1", "I", "2", "Z", "4", "A", "5", "S", "6", "G", "8", "B", "l", "I")

var separatorsOff = strings.NewReplacer(" ", "", ".", "", "-", "")

func squeeze(s string) string { return separatorsOff.Replace(s) }

// IBANs finds the account numbers of the document in reading order. Where a
// cell ends within a number the next cell of its line is taken with it.
func (d *Document) IBANs() []Checked[invoer.IBAN] {
	return once(&d.ibans, func() []Checked[invoer.IBAN] { return append(checked(d, IBANIn), d.brokenIBANs()...) })
}

// begunIBAN is the beginning of an account number at the end of a line.
var begunIBAN = figures(`(?:^|[ :|])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4})*$`)

// brokenIBANs are account numbers whose line was broken: they begin at the end
// of a cell and go on in the one below it, or in the first of the next line.
func (d *Document) brokenIBANs() []Checked[invoer.IBAN] {
	var found []Checked[invoer.IBAN]
	for s, cell := range d.Cells {
		if !begunIBAN.MatchString(cell.Text) {
			continue
		}
		for _, next := range d.goesOn(s) {
			for _, v := range IBANIn(cell.Text+" "+next, false) {
				if v.Spot.From < len(cell.Text) && v.Spot.To > len(cell.Text) {
					v.Spot = Spot{s.Page, s.Line, s.Cell, v.Spot.From, len(cell.Text)}
					v.Sightings = closely(d.Sightings(v.Spot))
					found = append(found, v)
				}
			}
		}
	}
	return found
}

// goesOn are the texts in which that of a cell may go on.
func (d *Document) goesOn(s Spot) []string {
	var texts []string
	below, ok := d.below(s, 1.2)
	if ok {
		texts = append(texts, d.Cell(below).Text)
	}
	if lines := d.Pages[s.Page].Lines; s.Line+1 < len(lines) && (!ok || below.Line != s.Line+1 || below.Cell != 0) {
		texts = append(texts, lines[s.Line+1].Cells[0].Text)
	}
	return texts
}

// checked runs a reader over all lines: cell by cell as printed, then over the
// line as a whole where a gap parts a number, and last, on pages that were
// read by OCR, with repairs.
func checked[T comparable](d *Document, read func(string, bool) []Checked[T]) []Checked[T] {
	var found []Checked[T]
	for p, page := range d.Pages {
		for l, line := range page.Lines {
			values := perCell(p, l, line, read, false)
			if len(values) == 0 && len(line.Cells) > 1 {
				values = across(p, l, line, read)
			}
			if len(values) == 0 && page.Reader == "ocr" {
				values = secondly(p, l, line, read)
			}
			if len(values) == 0 && page.Reader == "ocr" {
				values = perCell(p, l, line, read, true)
			}
			for _, v := range values {
				v.Sightings = closely(d.Sightings(v.Spot))
				found = append(found, v)
			}
		}
	}
	return found
}

func perCell[T comparable](p, l int, line layout.Line, read func(string, bool) []Checked[T], repair bool) []Checked[T] {
	var found []Checked[T]
	for c, cell := range line.Cells {
		for _, v := range read(cell.Text, repair) {
			v.Spot = Spot{p, l, c, v.Spot.From, v.Spot.To}
			found = append(found, v)
		}
	}
	return found
}

// secondly reads what a second reading says.
func secondly[T comparable](p, l int, line layout.Line, read func(string, bool) []Checked[T]) []Checked[T] {
	var found []Checked[T]
	for c, cell := range line.Cells {
		second, other := cell.Second()
		if !other {
			continue
		}
		for _, v := range read(second.Text, false) {
			from, to, _ := cell.Same(second, v.Spot.From, v.Spot.To)
			v.Spot, v.Second = Spot{p, l, c, from, to}, true
			found = append(found, v)
		}
	}
	return found
}

// across reads a line as if it had no gaps. The spot is the part of the value
// in the cell where it begins.
func across[T comparable](p, l int, line layout.Line, read func(string, bool) []Checked[T]) []Checked[T] {
	texts := make([]string, len(line.Cells))
	for i, cell := range line.Cells {
		texts[i] = cell.Text
	}
	var found []Checked[T]
	for _, v := range read(strings.Join(texts, " "), false) {
		at := 0
		for c, text := range texts {
			if v.Spot.From < at+len(text) {
				v.Spot = Spot{p, l, c, max(0, v.Spot.From-at), min(len(text), v.Spot.To-at)}
				found = append(found, v)
				break
			}
			at += len(text) + 1
		}
	}
	return found
}
