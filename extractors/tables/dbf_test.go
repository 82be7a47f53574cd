package tables

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/invoer/invoer"
)

type col struct {
	name string
	kind byte
	size int
}

// table makes a table as dBase writes one. Values are bytes as they stand in
// the file.
func table(version, driver byte, cols []col, rows ...[]string) []byte {
	size := 1
	for _, c := range cols {
		size += c.size
	}
	head := make([]byte, headerSize)
	head[0], head[1], head[2], head[3], head[29] = version, 126, 3, 5, driver
	binary.LittleEndian.PutUint32(head[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(head[8:], uint16(headerSize+fieldSize*len(cols)+1))
	binary.LittleEndian.PutUint16(head[10:], uint16(size))
	for _, c := range cols {
		f := make([]byte, fieldSize)
		copy(f, c.name)
		f[11], f[16] = c.kind, byte(c.size)
		head = append(head, f...)
	}
	out := append(head, endOfField)
	for _, row := range rows {
		mark := byte(' ')
		if len(row) > len(cols) {
			mark = deleted
		}
		out = append(out, mark)
		for i, c := range cols {
			out = append(out, (row[i] + strings.Repeat(" ", c.size))[:c.size]...)
		}
	}
	return append(out, endOfFile)
}

var thirds = []col{{"NUMBER", 'C', 10}, {"NAME1", 'C', 20}, {"LASTREMDAT", 'D', 8}, {"TOTDEB1", 'N', 17}, {"ISLOCKED", 'L', 1}, {"MEMO", 'M', 10}}

func in(page *charmap.Charmap, s string) string {
	coded, err := page.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return coded
}

func TestDBF(t *testing.T) {
	t.Parallel()
	want := Row{"NUMBER": "CAFE001", "NAME1": "Café Noël", "LASTREMDAT": "2026-03-05", "TOTDEB1": "-12.500", "ISLOCKED": "F"}
	for name, c := range map[string]struct {
		page   *charmap.Charmap
		driver byte
		asked  string
		read   string
	}{
		"850, as the file says":    {charmap.CodePage850, 0x02, "", "850"},
		"437, as the file says":    {charmap.CodePage437, 0x01, "", "437"},
		"1252, as the file says":   {charmap.Windows1252, 0x03, "", "1252"},
		"850, guessed":             {charmap.CodePage850, 0, "", "850"},
		"1252, guessed":            {charmap.Windows1252, 0, "", "1252"},
		"850 where it says 1252":   {charmap.CodePage850, 0x03, "850", "850"},
		"1252, which is asked for": {charmap.Windows1252, 0x02, "1252", "1252"},
	} {
		file := table(0x03, c.driver, thirds,
			[]string{"CAFE001", in(c.page, "Café Noël"), "20260305", "          -12.500", "F", "        12"},
			[]string{"GONE", "Deleted", "", "", "", "", "deleted"})
		got, err := DBF(file, c.asked)
		if err != nil || got.Page != c.read || len(got.Rows) != 1 {
			t.Errorf("%s: page %s, %d rows, %v; want %s and 1", name, got.Page, len(got.Rows), err, c.read)
			continue
		}
		if diff := cmp.Diff(want, got.Rows[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFoxProTypes(t *testing.T) {
	t.Parallel()
	raw := func(size int, n uint64) string {
		b := binary.LittleEndian.AppendUint64(nil, n)
		return string(b[:size])
	}
	cols := []col{{"I", 'I', 4}, {"B", 'B', 8}, {"Y", 'Y', 8}, {"T", 'T', 8}, {"NAN", 'B', 8}, {"_NULLFLAGS", '0', 1}}
	file := table(0x30, 0x03, cols, []string{raw(4, 42), raw(8, math.Float64bits(21.5)), raw(8, 1234567), raw(8, 2461105), raw(8, math.Float64bits(math.NaN())), "\x00"})
	got, err := DBF(file, "")
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{{"I": "42", "B": "21.5", "Y": "123.4567", "T": "2026-03-05"}}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is left of a cut file is given, and told where it ends.
func TestCutFiles(t *testing.T) {
	t.Parallel()
	file := table(0x03, 0x03, thirds, []string{"A", "One", "", "", "", ""}, []string{"B", "Two", "", "", "", ""}, []string{"C", "Three", "", "", "", ""})
	size := int(binary.LittleEndian.Uint16(file[10:]))
	head := int(binary.LittleEndian.Uint16(file[8:]))
	lies := append([]byte{}, file...)
	lies[4] = 9
	wide := append([]byte{}, file...)
	wide[headerSize+16] = 200
	for name, c := range map[string]struct {
		file []byte
		rows int
		want string
	}{
		"in the third record":        {file[:head+2*size+5], 2, "record 3"},
		"before the records":         {file[:head], 0, "record 1"},
		"in the header":              {file[:headerSize+fieldSize+40], 0, "header"},
		"nothing":                    {nil, 0, "header"},
		"says more than it has":      {lies, 3, "record 4"},
		"a column beyond the record": {wide, 0, "header"},
		"is something else":          {[]byte(strings.Repeat("NUMBER,NAME\r\n", 20)), 0, "no dBase table"},
	} {
		got, err := DBF(c.file, "")
		var fault *Error
		if !errors.As(err, &fault) || !errors.Is(err, invoer.ErrUnreadable) || !strings.Contains(err.Error(), c.want) || len(got.Rows) != c.rows {
			t.Errorf("%s: %d rows, %v; want %d and %q", name, len(got.Rows), err, c.rows, c.want)
		}
	}
	if _, err := DBF(file, "1047"); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a code page that is none: %v, want it invalid", err)
	}
}

// Whatever comes in, reading ends, and what it gives is text.
func FuzzDBF(f *testing.F) {
	f.Add(table(0x03, 0x02, thirds, []string{"A", "\x82t\x82", "20260305", "1", "T", ""}))
	f.Add(table(0x30, 0, []col{{"I", 'I', 4}, {"T", 'T', 8}, {"Y", 'Y', 8}}, []string{"1234", "12345678", "12345678"}))
	f.Add([]byte{0x03})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := DBF(b, "")
		if err != nil && !errors.Is(err, invoer.ErrUnreadable) {
			t.Errorf("%v, want it unreadable", err)
		}
		for _, row := range got.Rows {
			for name, value := range row {
				if value == "" || strings.ToValidUTF8(value, "") != value {
					t.Errorf("%s is %q, want text", name, value)
				}
			}
		}
	})
}
