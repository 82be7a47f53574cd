// Package tables reads the files in which accounting packages hand over their
// masters and ledgers: dBase tables and separated values. It gives every value
// as text in UTF-8: dates of dBase as 2026-03-05, logicals as T or F, numbers
// with a point. Memo fields are ignored, as they lie in another file, and so
// are records that are marked as deleted.
//
// A file that is cut or contradicts itself gives what could be read together
// with an *Error that says where it ends.
package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/invoer/invoer"
)

// A Table is a table that was read.
type Table struct {
	Columns []string // in capitals
	Rows    []Row
	Page    string // the code page of its letters: 437, 850, 1252, or utf-8
}

// A Row is one record: its values by column, without spaces around; no value
// is no key.
type Row map[string]string

// Read reads a table of either kind, whose columns have names.
func Read(b []byte) (Table, error) {
	if looks(b) {
		return DBF(b, "")
	}
	rows, page, err := Rows(b)
	if err != nil {
		return Table{}, err
	}
	t := Of(rows)
	t.Page = page
	return t, nil
}

// Rows reads separated values: comma, semicolon or tab, whichever is most in
// the first line, in UTF-8 or in a code page of Western Europe.
func Rows(b []byte) (rows [][]string, page string, err error) {
	text, page := text(bytes.TrimPrefix(b, []byte("\ufeff")))
	if strings.ContainsRune(text, 0) {
		return nil, "", &Error{0, strings.IndexByte(text, 0), "is no text: want comma separated values or a dBase table"}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, page, nil
		}
		if err != nil {
			return rows, page, &Error{len(rows) + 1, int(r.InputOffset()), err.Error()}
		}
		if len(rows) == mostRecords {
			return rows, page, &Error{len(rows) + 1, int(r.InputOffset()), fmt.Sprintf("more than %d rows", mostRecords)}
		}
		rows = append(rows, row)
	}
}

// Of makes a table of rows whose first one has the names of the columns.
func Of(rows [][]string) Table {
	if len(rows) == 0 {
		return Table{}
	}
	t := Table{Columns: make([]string, len(rows[0])), Page: "utf-8"}
	for i, name := range rows[0] {
		t.Columns[i] = strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
	}
	for _, values := range rows[1:] {
		row := Row{}
		for i, value := range values[:min(len(values), len(t.Columns))] {
			if value = strings.TrimSpace(value); value != "" {
				row[t.Columns[i]] = value
			}
		}
		if len(row) > 0 {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, r := range ",;\t" {
		if n := strings.Count(first, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

var pages = map[string]*charmap.Charmap{"437": charmap.CodePage437, "850": charmap.CodePage850, "1252": charmap.Windows1252}

// text is b as UTF-8: as it is, or from the likelier code page.
func text(b []byte) (s, page string) {
	if utf8.Valid(b) {
		return string(b), "utf-8"
	}
	page = likelier(b)
	s, _ = pages[page].NewDecoder().String(string(b)) // these pages decode every byte
	return s, page
}

func pageOf(asked string, driver byte, letters []byte) (string, error) {
	if asked != "" {
		if pages[asked] == nil {
			return "", fmt.Errorf("%w: code page %q, want 437, 850 or 1252", invoer.ErrInvalid, asked)
		}
		return asked, nil
	}
	if named := drivers[driver]; named != "" {
		return named, nil
	}
	return likelier(letters), nil
}

// likelier guesses between 850 and 1252, which have the letters with accents
// in different places.
func likelier(letters []byte) string {
	low, high := 0, 0
	for _, c := range letters {
		switch {
		case c >= 0x80 && c <= 0xa5:
			low++
		case c >= 0xc0:
			high++
		}
	}
	if low > high {
		return "850"
	}
	return "1252"
}
