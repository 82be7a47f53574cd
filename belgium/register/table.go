package register

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// longestLine is more than any line of the register has, in bytes: a quote
// that is never closed must not fill the memory.
const longestLine = 64 << 10

// A table reads the wanted columns of a CSV file, line by line. The register
// breaks no line within quotes, so that a line is a record (RFC 4180 would
// allow it).
type table struct {
	file   string
	text   *bufio.Reader
	line   int
	width  int   // how many columns the head has
	wanted []int // which of them are given
	values []string
	fields []string
}

func newTable(file string, r io.Reader) *table {
	return &table{file: file, text: bufio.NewReaderSize(r, longestLine)}
}

// head reads the first line and finds the wanted columns by their names.
func (t *table) head(columns []string) error {
	err := t.read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %s is empty, want a first line with the names of its columns", invoer.ErrInvalid, t.file)
	}
	if err != nil {
		return err
	}
	t.fields[0] = strings.TrimPrefix(t.fields[0], "\ufeff") // Tolerated: a byte order mark
	t.width, t.wanted, t.values = len(t.fields), nil, make([]string, len(columns))
	for _, name := range columns {
		i := slices.IndexFunc(t.fields, func(f string) bool { return strings.EqualFold(strings.Trim(f, `" `), name) })
		if i < 0 {
			return t.at(fmt.Errorf("want a column %s, the columns are %s", name, strings.Join(t.fields, ", ")))
		}
		t.wanted = append(t.wanted, i)
	}
	return nil
}

// next gives the wanted values of the next line, io.EOF after the last. They
// are good until the next call.
func (t *table) next() ([]string, error) {
	if err := t.read(); err != nil {
		return nil, err
	}
	if len(t.fields) != t.width {
		return nil, t.at(fmt.Errorf("%d columns, want %d as in the first line", len(t.fields), t.width))
	}
	for i, column := range t.wanted {
		t.values[i] = t.fields[column]
	}
	return t.values, nil
}

// read puts the fields of the next line that is not empty into t.fields.
func (t *table) read() error {
	for {
		line, err := t.text.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			t.line++
			if errors.Is(err, bufio.ErrBufferFull) {
				return t.at(fmt.Errorf("more than %d bytes without an end of the line", longestLine))
			}
			return t.at(fmt.Errorf("reading: %w", err))
		}
		if len(line) == 0 {
			return io.EOF
		}
		t.line++
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			continue
		}
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			return t.at(errors.New("signs that are not UTF-8, want the file as it was published"))
		}
		t.fields, err = splitLine(t.fields[:0], text)
		return t.at(err)
	}
}

// at says where an error is; nil stays nil.
func (t *table) at(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s, line %d: %w", invoer.ErrInvalid, t.file, t.line, err)
}

// splitLine takes a line apart at its commas. Fields may be in quotes, in
// which two stand for one (RFC 4180).
func splitLine(fields []string, line string) ([]string, error) {
	for {
		if !strings.HasPrefix(line, `"`) {
			field, rest, more := strings.Cut(line, ",")
			fields = append(fields, field)
			if !more {
				return fields, nil
			}
			line = rest
			continue
		}
		field, rest, err := quoted(line[1:])
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", len(fields)+1, err)
		}
		fields = append(fields, field)
		if rest == "" {
			return fields, nil
		}
		line = rest[1:]
	}
}

// quoted gives a field whose opening quote is taken away already, and what
// follows its closing one: nothing, or a comma and the next field.
func quoted(text string) (field, rest string, err error) {
	from := 0
	for {
		i := strings.IndexByte(text[from:], '"')
		if i < 0 {
			return "", "", errors.New("a quote is opened and not closed")
		}
		i += from
		if strings.HasPrefix(text[i+1:], `"`) {
			from = i + 2
			continue
		}
		if rest = text[i+1:]; rest != "" && rest[0] != ',' {
			return "", "", errors.New("signs after the closing quote, want a comma")
		}
		return strings.ReplaceAll(text[:i], `""`, `"`), rest, nil
	}
}
