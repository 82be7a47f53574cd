package unpack

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

// A lineReader gives a message in pieces that end where a delimiter of its
// multiparts stands (RFC 2046 §5.1.1). Tolerated: line ends of LF only, a
// delimiter of an outer multipart where an inner one was not closed, and a
// message that ends before its last delimiter.
type lineReader struct {
	in      *bufio.Reader
	stack   []string // delimiters of the multiparts around, outermost first
	met     int      // which of them was met; -1 while there is more to read
	closing bool     // what was met closes its multipart
	learn   bool     // before the first part: another delimiter may be the one in use
	lenient bool     // something had to be tolerated

	start bool   // the next piece begins a line
	end   []byte // the line end before it, which belongs to a delimiter if one follows
	rest  []byte // of what was read
	room  []byte // for rest
}

// longestPiece is how many bytes of a line are looked at together; a delimiter
// is never as long.
const longestPiece = 32 << 10

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(r, longestPiece), met: -1, start: true}
}

// Read gives what comes before the next delimiter.
func (l *lineReader) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		if l.met >= 0 {
			return 0, io.EOF
		}
		if err := l.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// fill reads a piece: what it gives is the line end before and the piece
// without its own.
func (l *lineReader) fill() error {
	piece, err := l.piece()
	if len(piece) == 0 {
		l.rest, l.end = l.end, nil
		if len(l.rest) > 0 {
			return nil
		}
		return err
	}
	if l.met >= 0 {
		l.end = nil
		return nil
	}
	text := bytes.TrimSuffix(piece, []byte("\n"))
	text = bytes.TrimSuffix(text, []byte("\r"))
	l.room = append(append(l.room[:0], l.end...), text...)
	l.rest = l.room
	l.end = append(l.end[:0], piece[len(text):]...)
	return nil
}

// piece reads at most one line and tells, in met, whether it is a delimiter.
func (l *lineReader) piece() ([]byte, error) {
	piece, err := l.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		err = nil
	}
	start := l.start
	l.start = bytes.HasSuffix(piece, []byte("\n"))
	if start && bytes.HasPrefix(piece, []byte("--")) {
		l.meet(string(bytes.TrimRight(piece, " \t\r\n")))
	}
	return piece, err
}

// meet notes that a line is a delimiter, if it is one.
func (l *lineReader) meet(line string) {
	for i := len(l.stack) - 1; i >= 0; i-- {
		rest, ours := strings.CutPrefix(line, l.stack[i])
		if ours && (rest == "" || rest == "--") {
			l.met, l.closing = i, rest != ""
			l.start = true
			return
		}
	}
	if l.learn && len(line) > 2 && len(line) <= 2+longestDelimiter && l.headFollows() {
		l.stack[len(l.stack)-1] = line
		l.met, l.closing, l.lenient = len(l.stack)-1, false, true
	}
}

// longestDelimiter is what a boundary may have (RFC 2046 §5.1.1), and a little
// more.
const longestDelimiter = 100

// longestHead is within how many bytes the head of a part says what that is.
const longestHead = 2 << 10

// headFollows tells whether what comes next is the head of a part: fields, and one
// of them about its content.
func (l *lineReader) headFollows() bool {
	next, _ := l.in.Peek(longestHead) // of a short rest there is less
	for line := range bytes.Lines(next) {
		switch {
		case len(line) >= len("Content-") && bytes.EqualFold(line[:len("Content-")], []byte("Content-")):
			return true
		case line[0] != ' ' && line[0] != '\t' && !fieldName.Match(line):
			return false
		}
	}
	return false
}

// line reads a line of a head, without its end. It is not ok at a delimiter and
// at the end. Of a line of absurd length the rest is dropped.
func (l *lineReader) line() (text string, ok bool) {
	piece, err := l.piece()
	if l.met >= 0 || len(piece) == 0 {
		return "", false
	}
	text = string(bytes.TrimRight(piece, "\r\n"))
	for err == nil && !l.start {
		_, err = l.piece()
	}
	return text, true
}

// next goes on behind the delimiter that was met.
func (l *lineReader) next() { l.met, l.end = -1, nil }

// drain reads up to the next delimiter.
func (l *lineReader) drain() error {
	_, err := io.Copy(io.Discard, l)
	return err
}
