package unpack

import (
	"bufio"
	"encoding/base64"
	"io"
	"strings"

	"github.com/invoer/invoer"
)

// decoded undoes the transfer encoding of a part (RFC 2045 §6) and nothing
// else: the bytes are those that the sender attached, whatever their character
// set. Tolerated: an encoding in quotation marks, or with a setting or a remark
// behind it.
func decoded(h head, r io.Reader) io.Reader {
	word, _, _ := strings.Cut(strings.TrimSpace(h.Get("Content-Transfer-Encoding")), " ")
	word, _, _ = strings.Cut(word, ";")
	switch strings.ToLower(strings.Trim(word, `"'`)) {
	case "base64":
		return &base64Reader{in: bufio.NewReader(r)}
	case "quoted-printable":
		return &quotedReader{in: bufio.NewReader(r)}
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return newUUReader(bufio.NewReader(r))
	}
	return r
}

// A base64Reader decodes what people's mail programs make of base64.
// Tolerated: signs outside the alphabet (RFC 2045 §6.8 says to ignore them),
// lines of any length, padding in the middle, and none at the end.
type base64Reader struct {
	in         *bufio.Reader
	good, junk int64
	quad       []byte
	out        []byte
	err        error
}

// Read decodes. More strange signs than good ones are no base64.
func (b *base64Reader) Read(p []byte) (int, error) {
	for len(b.out) == 0 && b.err == nil {
		b.err = b.fill()
	}
	if len(b.out) == 0 {
		return 0, b.err
	}
	n := copy(p, b.out)
	b.out = b.out[n:]
	return n, nil
}

func (b *base64Reader) fill() error {
	b.out = b.out[:0]
	for len(b.out) < 4096 {
		c, err := b.in.ReadByte()
		if err == io.EOF {
			return b.finish()
		}
		if err != nil {
			return err
		}
		b.take(c)
	}
	return nil
}

func (b *base64Reader) take(c byte) {
	switch {
	case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
		b.good++
		if b.quad = append(b.quad, c); len(b.quad) == 4 {
			b.flush()
		}
	case c == '=':
		b.flush()
	case c > ' ':
		b.junk++
	}
}

// flush decodes the signs at hand; a single one is nothing.
func (b *base64Reader) flush() {
	if len(b.quad) >= 2 {
		b.out, _ = base64.RawStdEncoding.AppendDecode(b.out, b.quad) // the signs are those of the alphabet
	}
	b.quad = b.quad[:0]
}

func (b *base64Reader) finish() error {
	b.flush()
	if b.junk > b.good {
		return invoer.Unread(invoer.CodeDamaged, "it is not in the encoding that the message says; ask for it again")
	}
	return io.EOF
}
