package pdf

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// A survey is what a file's bytes tell that PDFium does not. It sees what is
// outside of packed streams.
type survey struct {
	unit    float64     // that of the first page which has one, in 1/72 inch; else 1
	extends map[int]int // object streams, and those that they say they extend
	packed  int         // how often the same stream is packed, at most
}

// mostPacked is how often a stream may be packed: programs pack once, and
// printers' files sometimes twice. What is packed more often unpacks to a
// million times its size.
const mostPacked = 2

// How much of a file is surveyed at most, how much of a window is seen again
// in the next one, and how much must follow a key for its value to be whole.
const (
	mostSurveyed = 32 << 20
	window       = 256 << 10
	overlap      = 1024
	ahead        = 64
)

// surveyed looks through a file from its beginning.
func surveyed(r io.ReadSeeker) (survey, error) {
	s := survey{unit: 1, extends: map[int]int{}}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return s, fmt.Errorf("reading the PDF: %w", err)
	}
	buf := make([]byte, window)
	unitSeen := false
	for kept, read := 0, 0; read < mostSurveyed; {
		n, err := io.ReadFull(r, buf[kept:])
		seen := buf[:kept+n]
		if at := bytes.Index(seen, []byte("/UserUnit")); !unitSeen && at >= 0 && at+len("/UserUnit")+ahead/4 < len(seen) {
			s.unit, unitSeen = unitAt(seen[at+len("/UserUnit"):][:ahead/4]), true
		}
		s.objectStreams(seen)
		s.packing(seen)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return s, nil
		}
		if err != nil {
			return s, fmt.Errorf("reading the PDF: %w", err)
		}
		read += n
		kept = copy(buf, seen[len(seen)-overlap:])
	}
	return s, nil
}

// The parts around a key in the head of an object: its number, and the object
// that is named.
var (
	ownNumber   = regexp.MustCompile(`(\d{1,9})\s+\d{1,5}\s+$`)
	namedNumber = regexp.MustCompile(`^\s+(\d{1,9})\s+\d{1,5}\s+R`)
)

// objectStreams notes which object stream extends which (ISO 32000-1 table 16).
func (s *survey) objectStreams(seen []byte) {
	key := []byte("/Extends")
	for from := 0; ; {
		i := bytes.Index(seen[from:], key)
		if i < 0 {
			return
		}
		at := from + i
		from = at + len(key)
		head := seen[max(at-overlap/2, 0):at]
		this := ownNumber.FindSubmatch(head[:max(bytes.LastIndex(head, []byte("obj")), 0)])
		other := namedNumber.FindSubmatch(seen[from:min(from+ahead, len(seen))])
		if this == nil || other == nil {
			continue
		}
		a, _ := strconv.Atoi(string(this[1])) // the pattern lets only digits through
		b, _ := strconv.Atoi(string(other[1]))
		s.extends[a] = b
	}
}

// The names of filters that unpack (ISO 32000-1 tables 6 and 94).
var unpackers = regexp.MustCompile(`/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\b`)

// packing counts the filters of each list of them.
func (s *survey) packing(seen []byte) {
	key := []byte("/Filter")
	for from := 0; ; {
		i := bytes.Index(seen[from:], key)
		if i < 0 {
			return
		}
		from += i + len(key)
		after := bytes.TrimLeft(seen[from:min(from+overlap/4, len(seen))], " \t\r\n\f\x00")
		list, _, closed := bytes.Cut(after, []byte("]"))
		if closed && bytes.HasPrefix(list, []byte("[")) {
			s.packed = max(s.packed, len(unpackers.FindAll(list, -1)))
		}
	}
}

// circular tells whether following object streams never ends, which ISO
// 32000-1 §7.5.7 forbids. What such a file says depends on who reads it.
func (s survey) circular() bool {
	walks := map[int]int{} // through which a stream was come by, named by its first
	for first := range s.extends {
		for at, more := first, true; more; at, more = s.next(at) {
			if walk, been := walks[at]; been {
				if walk == first {
					return true
				}
				break
			}
			walks[at] = first
		}
	}
	return false
}

func (s survey) next(stream int) (int, bool) {
	other, more := s.extends[stream]
	return other, more
}
