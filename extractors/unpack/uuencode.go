package unpack

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
)

// beginLine opens a uuencoded file in a text: begin, the rights on a Unix
// machine, the name (POSIX uuencode).
var beginLine = regexp.MustCompile(`^begin(?:-base64)? [0-7]{3,4} +(\S.*?)\s*$`)

// fileIn decodes a file behind the line that begins it: in base64 up to a line of
// four signs for nothing, else in uuencode.
func fileIn(in *bufio.Reader, inBase64 bool) io.Reader {
	if inBase64 {
		return &base64Reader{in: bufio.NewReader(&fenced{in: in})}
	}
	return newUUReader(in)
}

// fenced ends behind the line that ends base64 in a text (POSIX uuencode -m).
type fenced struct {
	in   *bufio.Reader
	rest []byte
	end  bool
}

// Read gives lines as they are.
func (f *fenced) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		if f.end {
			return 0, io.EOF
		}
		line, err := f.in.ReadSlice('\n')
		if len(line) == 0 {
			return 0, err
		}
		f.rest, f.end = line, bytes.Equal(bytes.TrimRight(line, " \r\n"), []byte("===="))
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// A uuReader decodes uuencoded lines up to "end".
type uuReader struct {
	in  *bufio.Reader
	out []byte
	err error
}

// newUUReader reads the lines behind the one that begins a file; where it
// stands before them, it is passed over.
func newUUReader(in *bufio.Reader) *uuReader { return &uuReader{in: in} }

// Read decodes.
func (u *uuReader) Read(p []byte) (int, error) {
	for len(u.out) == 0 && u.err == nil {
		u.fill()
	}
	if len(u.out) == 0 {
		return 0, u.err
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *uuReader) fill() {
	line, err := u.in.ReadSlice('\n')
	line = bytes.TrimRight(line, "\r\n")
	u.out = u.out[:0]
	switch {
	case bytes.Equal(line, []byte("end")):
		err = io.EOF
	case len(line) > 0 && !beginLine.Match(line):
		u.out = appendUU(u.out, line)
	}
	u.err = err
}

// appendUU decodes a line: its first sign is the number of bytes, then come
// four signs for each three. Tolerated: spaces at the end that were cut off.
func appendUU(out, line []byte) []byte {
	n := int(line[0]-' ') & 63
	signs := line[1:]
	sign := func(i int) byte {
		if i < len(signs) {
			return (signs[i] - ' ') & 63
		}
		return 0
	}
	for i := 0; n > 0; i += 4 {
		a, b, c, d := sign(i), sign(i+1), sign(i+2), sign(i+3)
		three := [3]byte{a<<2 | b>>4, b<<4 | c>>2, c<<6 | d}
		out = append(out, three[:min(n, 3)]...)
		n -= 3
	}
	return out
}
