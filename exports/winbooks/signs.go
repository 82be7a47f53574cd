package winbooks

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/invoer/invoer"
)

// signs is a way to write letters as bytes.
type signs struct {
	page *charmap.Charmap // nil: UTF-8
	wide bool
}

func signsOf(name string) (signs, error) {
	switch strings.ToLower(name) {
	case "", "windows-1252":
		return signs{page: charmap.Windows1252}, nil
	case "iso-8859-1":
		return signs{page: charmap.ISO8859_1}, nil
	case "cp850":
		return signs{page: charmap.CodePage850}, nil
	case "utf-8":
		return signs{wide: true}, nil
	}
	return signs{}, fmt.Errorf("%w: encoding %q, want windows-1252, iso-8859-1, cp850 or utf-8", invoer.ErrInvalid, name)
}

// likeness are letters that a decomposition does not take apart.
var likeness = map[rune]string{
	'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ħ': "h", 'ı': "i", 'ø': "o", 'Ø': "O", 'œ': "oe", 'Œ': "OE", 'æ': "ae", 'Æ': "AE",
	'ß': "ss", 'þ': "th", 'ð': "d", '‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '‘': "'", '’': "'", '‚': ",",
	'“': "'", '”': "'", '„': "'", '…': "...", '€': "EUR", '\u00a0': " ", '\u202f': " ", '\u2009': " ", '™': "TM", '№': "No",
}

// encode writes s. A letter that the code page lacks is written as the plain
// one it is made of; lost is the first for which there is none, and a question
// mark stands in its place.
func (s signs) encode(text string) (coded []byte, lost rune) {
	text = norm.NFC.String(text)
	coded = make([]byte, 0, len(text))
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		if s.put(&coded, r) {
			continue
		}
		if !s.liken(&coded, r) {
			coded = append(coded, '?')
			if lost == 0 {
				lost = r
			}
		}
	}
	return coded, lost
}

func (s signs) put(coded *[]byte, r rune) bool {
	if s.page == nil {
		*coded = append(*coded, string(r)...)
		return r != unicode.ReplacementChar
	}
	b, ok := s.page.EncodeRune(r)
	if ok {
		*coded = append(*coded, b)
	}
	return ok
}

// liken writes the plain letters of r, or tells that it has none.
func (s signs) liken(coded *[]byte, r rune) bool {
	like, known := likeness[r]
	if !known {
		like = strings.Map(func(part rune) rune {
			if unicode.Is(unicode.Mn, part) {
				return -1
			}
			return part
		}, norm.NFKD.String(string(r)))
	}
	var out []byte
	for _, part := range like {
		if !s.put(&out, part) {
			return false
		}
	}
	*coded = append(*coded, out...)
	return len(out) > 0
}
