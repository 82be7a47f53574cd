package einvoice

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/invoer/invoer"
)

// The encodings that European senders use, by their names in XML declarations.
var encodings = map[string]encoding.Encoding{
	"iso-8859-1":   charmap.Windows1252, // its superset, as browsers read it
	"latin1":       charmap.Windows1252,
	"iso-8859-2":   charmap.ISO8859_2,
	"iso-8859-15":  charmap.ISO8859_15,
	"windows-1250": charmap.Windows1250,
	"windows-1252": charmap.Windows1252,
	"cp1252":       charmap.Windows1252,
	"us-ascii":     encoding.Nop,
	"ascii":        encoding.Nop,
	"utf-8":        encoding.Nop,
	"utf8":         encoding.Nop,
}

var declared = regexp.MustCompile(`^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// decode gives the file in UTF-8 (XML 1.0 appendix F). Its bytes decide: a
// file that declares UTF-8 and is not, or declares another encoding and is
// UTF-8, is read as what it is, and recoded says so.
func decode(b []byte) (text []byte, recoded bool, err error) {
	if wide := utf16(b); wide != nil {
		return convert(b, wide)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	name := "utf-8"
	if m := declared.FindSubmatch(b[:min(len(b), 1024)]); m != nil {
		name = strings.ToLower(string(m[1]))
	}
	enc, known := encodings[name]
	sound := utf8.Valid(b)
	switch {
	case sound && enc == encoding.Nop, sound && ascii(b):
		return b, false, nil
	case sound:
		// Tolerated: two bytes of Latin-1 that happen to be UTF-8 do not occur in words.
		return b, true, nil
	case !known:
		return nil, false, invoer.Unread(invoer.CodeUnsupported, "an XML file in an encoding that we do not read; ask the sender for UTF-8")
	case enc == encoding.Nop:
		// Tolerated: programs that write Windows-1252 and declare UTF-8.
		text, _, err = convert(b, charmap.Windows1252)
		return text, true, err
	}
	return convert(b, enc)
}

// UTF8 gives a file in UTF-8, by what its first bytes say that it is in, for those
// who look for signs of ASCII in it. It reads as little as it is read.
func UTF8(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, 1024)
	head, _ := in.Peek(1024) // what cannot be read shows again
	if wide := utf16(head); wide != nil {
		return wide.NewDecoder().Reader(in)
	}
	m := declared.FindSubmatch(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if m == nil {
		return in
	}
	if enc, known := encodings[strings.ToLower(string(m[1]))]; known && enc != encoding.Nop {
		return enc.NewDecoder().Reader(in)
	}
	return in
}

func ascii(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// utf16 knows the encoding by its byte order mark, or by the zero bytes of the
// first sign.
func utf16(b []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	return nil
}

func convert(b []byte, enc encoding.Encoding) ([]byte, bool, error) {
	text, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return nil, false, invoer.Unread(invoer.CodeDamaged, "an XML file whose signs cannot be decoded; ask the sender for it again in UTF-8")
	}
	return text, false, nil
}
