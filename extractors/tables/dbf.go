package tables

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/invoer/invoer"
)

// An Error is a fault in a table, at the place where it is.
type Error struct {
	Record int // from 1; 0: in the header
	Offset int // in bytes from the beginning
	Fault  string
}

func (e *Error) Error() string {
	if e.Record == 0 {
		return fmt.Sprintf("dbf: header, byte %d: %s", e.Offset, e.Fault)
	}
	return fmt.Sprintf("dbf: record %d, byte %d: %s", e.Record, e.Offset, e.Fault)
}

// Unwrap makes errors.Is(err, invoer.ErrUnreadable) true.
func (e *Error) Unwrap() error { return invoer.ErrUnreadable }

// Limits of what is read: more fields than any package has, and more records
// than a client's masters.
const (
	mostFields  = 255
	mostRecords = 1_000_000
)

const (
	headerSize = 32
	fieldSize  = 32
	endOfField = 0x0d
	endOfFile  = 0x1a
	deleted    = '*'
)

// versions are the first bytes of tables that we know.
var versions = []byte{0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7b, 0x83, 0x8b, 0x8e, 0xcb, 0xe5, 0xf5, 0xfb}

type field struct {
	name     string
	kind     byte
	at, size int
}

// looks tells whether b begins as a dBase table does.
func looks(b []byte) bool {
	if len(b) < headerSize+fieldSize+1 || strings.IndexByte(string(versions), b[0]) < 0 {
		return false
	}
	head, record := int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	return b[2] <= 12 && b[3] <= 31 && head >= headerSize+fieldSize+1 && record > 1
}

// DBF reads a dBase table (dBase III to IV, FoxPro, Visual FoxPro). page names the code page of its letters: 437, 850 or
// 1252; empty: the one that the file names, else the likelier one.
func DBF(b []byte, page string) (Table, error) {
	if len(b) < headerSize {
		return Table{}, &Error{0, len(b), fmt.Sprintf("file of %d bytes, want a header of %d at least", len(b), headerSize)}
	}
	if !looks(b) {
		return Table{}, &Error{0, 0, "is no dBase table"}
	}
	fields, err := fieldsOf(b)
	if err != nil {
		return Table{}, err
	}
	t := Table{}
	for _, f := range fields {
		t.Columns = append(t.Columns, f.name)
	}
	head, size := int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	if head > len(b) {
		return t, &Error{0, len(b), fmt.Sprintf("the file ends inside its header, want %d bytes of it", head)}
	}
	letters := b[head:]
	t.Page, err = pageOf(page, b[29], letters)
	if err != nil {
		return t, err
	}
	err = t.records(b, head, size, fields)
	return t, err
}

// fieldsOf reads the descriptions of the columns.
func fieldsOf(b []byte) ([]field, error) {
	size := int(binary.LittleEndian.Uint16(b[10:]))
	var fields []field
	at := 1 // behind the mark of deletion
	for off := headerSize; ; off += fieldSize {
		if off < len(b) && b[off] == endOfField {
			break
		}
		if off+fieldSize > len(b) || len(fields) == mostFields {
			return nil, &Error{0, min(off, len(b)), fmt.Sprintf("no end of the columns after %d of them", len(fields))}
		}
		name, _, _ := strings.Cut(string(b[off:off+11]), "\x00")
		f := field{name: strings.ToUpper(strings.TrimSpace(strings.ToValidUTF8(name, "_"))), kind: b[off+11], at: at, size: int(b[off+16])}
		at += f.size
		if f.name == "" || f.size == 0 || at > size {
			return nil, &Error{0, off, fmt.Sprintf("column %d is %q with %d bytes in a record of %d", len(fields)+1, f.name, f.size, size)}
		}
		fields = append(fields, f)
	}
	if len(fields) == 0 {
		return nil, &Error{0, headerSize, "no columns"}
	}
	return fields, nil
}

// records reads as many records as the header says.
func (t *Table) records(b []byte, head, size int, fields []field) error {
	count := int(binary.LittleEndian.Uint32(b[4:]))
	decode := pages[t.Page].NewDecoder()
	for n := range count {
		at := head + n*size
		if n == mostRecords {
			return &Error{n + 1, at, fmt.Sprintf("%d records, want at most %d", count, mostRecords)}
		}
		if at < len(b) && b[at] == endOfFile {
			return &Error{n + 1, at, fmt.Sprintf("the file says %d records and ends after %d", count, n)}
		}
		if at+size > len(b) {
			return &Error{n + 1, len(b), fmt.Sprintf("the file is cut: %d records of %d are whole", n, count)}
		}
		record := b[at : at+size]
		if record[0] == deleted {
			continue
		}
		row := Row{}
		for _, f := range fields {
			text, _ := decode.Bytes(f.text(record[f.at : f.at+f.size])) // these pages decode every byte
			if value := strings.TrimSpace(string(text)); value != "" {
				row[f.name] = value
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return nil
}

// drivers are the marks of code pages in a header (dBase's language driver).
var drivers = map[byte]string{
	0x01: "437", 0x09: "437", 0x0b: "437", 0x0d: "437", 0x0f: "437", 0x11: "437", 0x15: "437", 0x18: "437", 0x19: "437", 0x1b: "437",
	0x02: "850", 0x08: "850", 0x0a: "850", 0x0e: "850", 0x10: "850", 0x12: "850", 0x14: "850", 0x16: "850", 0x1a: "850", 0x1d: "850", 0x25: "850", 0x37: "850",
	0x03: "1252", 0x57: "1252", 0x58: "1252", 0x59: "1252",
}
