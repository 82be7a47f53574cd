package unpack

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
)

// partingLine stands before each message of a box: who it is from, and when it came
// (RFC 4155, appendix A). One that a writer put into a text has a > before it.
var partingLine = regexp.MustCompile(`^From \S+ .*\d\d:\d\d`)

// parts tells whether a line parts two messages. Looking behind it may move what
// was read, so the line is kept.
func (b *boxReader) parts(line *[]byte) bool {
	first := b.first
	b.first = false
	if b.begun || !b.empty || !partingLine.Match(*line) {
		return false
	}
	*line = bytes.Clone(*line)
	return first || headFollows(b.in)
}

// headFollows tells whether the head of a message comes next. A text may have a line
// that begins as a parting line does, and what stands behind it belongs to it.
func headFollows(in *bufio.Reader) bool {
	next, _ := in.Peek(longestField) // of a short rest there is less
	return fieldName.Match(next)
}

// longestField is within how many bytes the name of a field ends.
const longestField = 128

// box walks the messages of a box, one after the other.
func (o *opener) box(in *bufio.Reader, at place) bool {
	b := &boxReader{in: in, first: true, empty: true}
	for first := true; b.next(); first = false {
		if !first && !o.enter(at) || !o.one(b, at) {
			return false
		}
	}
	return true
}

// A boxReader gives one message of a box: it ends where the next begins.
type boxReader struct {
	in    *bufio.Reader
	rest  []byte
	first bool // nothing was read: what stands first parts, whatever follows
	begun bool // the rest of its line was read before
	empty bool // the line before is empty
	ended bool // at the line that parts it from the next
	err   error
}

// next goes to the next message, behind what is left of this one. It tells whether
// there is one.
func (b *boxReader) next() bool {
	for !b.ended && b.err == nil {
		b.fill()
	}
	more := b.ended
	b.ended, b.rest = false, nil
	return more
}

// Read gives what comes before the next message.
func (b *boxReader) Read(p []byte) (int, error) {
	for len(b.rest) == 0 && !b.ended && b.err == nil {
		b.fill()
	}
	if len(b.rest) > 0 {
		n := copy(p, b.rest)
		b.rest = b.rest[n:]
		return n, nil
	}
	if b.ended {
		return 0, io.EOF
	}
	return 0, b.err
}

// fill reads a piece of a line.
func (b *boxReader) fill() {
	piece, err := b.in.ReadSlice('\n')
	if err != bufio.ErrBufferFull {
		b.err = err
	}
	if b.parts(&piece) {
		b.ended, piece = true, nil
	}
	b.rest = piece
	b.empty = !b.begun && len(bytes.TrimRight(piece, "\r\n")) == 0
	b.begun = err == bufio.ErrBufferFull
}
