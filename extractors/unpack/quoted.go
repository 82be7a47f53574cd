package unpack

import (
	"bufio"
	"bytes"
	"io"
)

// A quotedReader decodes quoted-printable (RFC 2045 §6.7). Tolerated: lines of any
// length, bytes that should have been coded, and an = that codes nothing, which
// stands for itself.
type quotedReader struct {
	in    *bufio.Reader
	blank []byte // spaces that may end a line, and then are none of the sender's
	out   []byte
	err   error
}

// mostBlank is how many spaces are kept until it shows what follows them.
const mostBlank = 4 << 10

// Read decodes.
func (q *quotedReader) Read(p []byte) (int, error) {
	for len(q.out) == 0 && q.err == nil {
		q.fill()
	}
	if len(q.out) == 0 {
		return 0, q.err
	}
	n := copy(p, q.out)
	q.out = q.out[n:]
	return n, nil
}

func (q *quotedReader) fill() {
	q.out = q.out[:0]
	for len(q.out) < 4096 && q.err == nil {
		c, err := q.in.ReadByte()
		switch {
		case err != nil:
			q.err = err
		case (c == ' ' || c == '\t') && len(q.blank) < mostBlank:
			q.blank = append(q.blank, c)
		case c == '\r' || c == '\n':
			q.blank = q.blank[:0]
			q.out = append(q.out, c)
		case c == '=':
			q.out, q.blank = append(q.out, q.blank...), q.blank[:0]
			q.coded()
		default:
			q.out, q.blank = append(append(q.out, q.blank...), c), q.blank[:0]
		}
	}
}

// coded reads what stands behind an =: two digits, or the end of a line that goes
// on in the next.
func (q *quotedReader) coded() {
	next, _ := q.in.Peek(2) // at the end there is less
	if len(next) == 2 && digit(next[0]) >= 0 && digit(next[1]) >= 0 {
		q.out = append(q.out, byte(digit(next[0])<<4|digit(next[1])))
		_, _ = q.in.Discard(2) // they were there
		return
	}
	rest, _ := q.in.Peek(100) // likewise
	line, _, ends := bytes.Cut(rest, []byte("\n"))
	if ends && len(bytes.Trim(line, " \t\r")) == 0 {
		_, _ = q.in.Discard(len(line) + 1)
		return
	}
	if len(bytes.Trim(rest, " \t\r")) == 0 && len(rest) < 100 {
		q.err = io.EOF // it ends in the middle of a line
		return
	}
	q.out = append(q.out, '=')
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
