package cut

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// A Sheet is what a separator says: the document after it begins anew, and is
// this client's and of this kind, where it says so. Sheets of ours are numbered
// within the run in which they were printed. Sealed ones were printed by the
// office: nobody else can make one.
type Sheet struct {
	Client  string // its code
	Kind    string
	Run     string
	Number  int
	Of      int
	Printed invoer.Date // zero on sheets from before they said it
	Sealed  bool
}

// Until is the last day on which a sheet is to be used, a year after it was
// printed: by then it is worn, and clients come and go. Zero where it does not
// say when that was.
func (s Sheet) Until() invoer.Date {
	if s.Printed.Zero() {
		return invoer.Date{}
	}
	return invoer.DateOf(s.Printed.Time().AddDate(1, 0, 0))
}

// sheetText begins the code on a separator sheet:
// "invoer:separator;client=K002;kind=invoice;run=7QK2;n=3;of=40;printed=2026-11-29;seal=…". Settings that a reader does not know are
// passed over, and one that is not there says nothing.
const sheetText = "invoer:separator"

// sealMark stands before the seal, the last of the settings.
const sealMark = ";seal="

// Text is the code of a sheet, sealed with the office's key. Names with a
// semicolon cannot be written: such a client is left out.
func (s Sheet) Text(key []byte) string {
	text := sheetText
	for _, setting := range [][2]string{{"client", s.Client}, {"kind", s.Kind}, {"run", s.Run}, {"n", number(s.Number)}, {"of", number(s.Of)}, {"printed", printed(s.Printed)}} {
		if setting[1] != "" && !strings.ContainsAny(setting[1], ";=") {
			text += ";" + setting[0] + "=" + setting[1]
		}
	}
	return text + sealMark + seal(text, key)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func printed(day invoer.Date) string {
	if day.Zero() {
		return ""
	}
	return day.String()
}

// seal is 80 bits of an HMAC (RFC 2104) in letters.
func seal(text string, key []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprint(mac, text) // a hash takes what it is given
	return base32.StdEncoding.EncodeToString(mac.Sum(nil)[:10])
}

// ReadSheet reads the code of a sheet. Of one whose seal is another office's
// nothing is believed but that it separates.
func ReadSheet(text string, key []byte) (Sheet, bool) {
	settings, ours := strings.CutPrefix(text, sheetText)
	if !ours || (settings != "" && settings[0] != ';') {
		return Sheet{}, false
	}
	said, sealed, hasSeal := strings.Cut(text, sealMark)
	if hasSeal && !hmac.Equal([]byte(sealed), []byte(seal(said, key))) {
		return Sheet{}, true
	}
	s := Sheet{Sealed: hasSeal}
	for setting := range strings.SplitSeq(strings.TrimPrefix(said, sheetText), ";") {
		switch name, value, _ := strings.Cut(setting, "="); name {
		case "client":
			s.Client = value
		case "kind":
			s.Kind = value
		case "run":
			s.Run = value
		case "n":
			s.Number, _ = strconv.Atoi(value) // 0 where it is none
		case "of":
			s.Of, _ = strconv.Atoi(value) // likewise
		case "printed":
			s.Printed, _ = invoer.ParseDate(value) // zero where it is no day
		}
	}
	return s, true
}

// mostOfSheet is how many words a page may have to be a separator on the word
// of a code that is not sealed: anybody can print one, on an invoice too.
const mostOfSheet = 60

// separator reads the sheet that somebody laid between two documents: one of
// ours, or a patch code, which scanners know as "next document".
func (c *cutter) separator(p Page) (Sheet, bool) {
	for _, m := range p.Marks {
		sheet, ours := ReadSheet(m.Text, c.key)
		if ours && (sheet.Sealed || len(p.Words) <= mostOfSheet) {
			return sheet, true
		}
	}
	patched := slices.ContainsFunc(p.Marks, func(m invoer.Mark) bool { return strings.HasPrefix(m.Kind, "patch-") })
	return Sheet{}, patched && len(p.Words) <= mostOfSheet
}

// lost counts the sheets of a run that were not found between one and the next
// of it, by the place of the first. Only where all of a run lie in the order of
// their numbers does a number that is not there say where it lay: people take
// sheets out of a pile as they come.
func lost(places []int, sheets map[int]Sheet) map[int]int {
	numbers := map[string][]int{}
	for _, place := range places {
		run := sheets[place].Run
		numbers[run] = append(numbers[run], sheets[place].Number)
	}
	between := map[int]int{}
	for n, place := range places[1:] {
		before, after := sheets[places[n]], sheets[place]
		if before.Run != "" && before.Run == after.Run && slices.IsSorted(numbers[before.Run]) {
			between[places[n]] = max(after.Number-before.Number-1, 0)
		}
	}
	return between
}

// Missing names, by run, the numbers of sheets that lie between others of their
// run and were not found: a sheet that was not recognised joins two documents. Where
// they do not lie in the order of their numbers, and more of these are not there than
// are, somebody took them out of a pile as they came, and none is missing.
func Missing(sheets []Sheet) map[string][]int {
	seen := map[string][]int{}
	for _, s := range sheets {
		if s.Run != "" && s.Number > 0 {
			seen[s.Run] = append(seen[s.Run], s.Number)
		}
	}
	missing := map[string][]int{}
	for run, numbers := range seen {
		inOrder := slices.IsSorted(numbers)
		slices.Sort(numbers)
		gaps := between(slices.Compact(numbers))
		if len(gaps) > 0 && (inOrder || len(gaps) < len(numbers)) {
			missing[run] = gaps
		}
	}
	return missing
}

// between are the numbers that lie between sorted ones, at most mostMissing.
func between(numbers []int) (gaps []int) {
	for i := 1; i < len(numbers); i++ {
		for n := numbers[i-1] + 1; n < numbers[i] && len(gaps) < mostMissing; n++ {
			gaps = append(gaps, n)
		}
	}
	return gaps
}

// Old gives, by run, until when sheets were to be used that lie in a stack of a
// later day. They separate all the same.
func Old(sheets []Sheet, day invoer.Date) map[string]invoer.Date {
	old := map[string]invoer.Date{}
	for _, s := range sheets {
		if until := s.Until(); s.Run != "" && !until.Zero() && until.Before(day) && len(old) < mostMissing {
			old[s.Run] = until
		}
	}
	return old
}

// mostMissing is how many missing sheets of a run are named, and how many runs
// of old ones.
const mostMissing = 100
