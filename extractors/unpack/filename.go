package unpack

import (
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// filename is the part's name in any of the ways of RFC 2183, 2231 and 2047,
// and empty where it has none that can be read.
func filename(h head) string {
	for _, field := range []string{"Content-Disposition", "Content-Type"} {
		if name := extended(h.Get(field)); name != "" {
			return name
		}
	}
	header := mail.AttachmentHeader{Header: h.Header}
	if name, err := header.Filename(); err == nil {
		return h.whole(name)
	}
	return h.loosely()
}

// spacious is a name with spaces that is not quoted, up to its extension.
var spacious = regexp.MustCompile(`(?i);\s*(?:file)?name\s*=\s*([^";\s][^";]*\.[a-z0-9]{2,5})\s*(?:;|$)`)

// whole is a name as far as its sender meant it. Tolerated: spaces without
// quotes around the name (RFC 2045 §5.1), at which a strict reader ends.
func (h head) whole(name string) string {
	for _, field := range []string{"Content-Disposition", "Content-Type"} {
		if found := spacious.FindStringSubmatch(h.Get(field)); found != nil && name != "" && strings.HasPrefix(found[1], name+" ") {
			return found[1]
		}
	}
	return name
}

// loosely finds a name among parameters that break the rules.
func (h head) loosely() string {
	for field, wanted := range map[string]string{"Content-Disposition": "filename", "Content-Type": "name"} {
		for _, found := range parameter.FindAllStringSubmatch(h.Get(field), 50) {
			if strings.EqualFold(found[1], wanted) {
				return h.whole(strings.Trim(found[2], `"`))
			}
		}
	}
	return ""
}

// A piece of a name: name*0*=charset'language'percent-encoded, name*1="as it is".
var pieces = regexp.MustCompile(`(?i);\s*(?:file)?name\*([0-9]*)(\*?)=("(?:[^"\\]|\\.)*"|[^;]*)`)

// extended reads a name in the extended notation (RFC 2231 §3 and §4), in
// encodings that the standard library does not know.
func extended(field string) string {
	found := pieces.FindAllStringSubmatch(field, 100)
	slices.SortStableFunc(found, func(a, b []string) int { return order(a[1]) - order(b[1]) })
	charset, name := "", ""
	for i, piece := range found {
		text, encoded := unquoted(piece[3]), piece[2] != "" || piece[1] == ""
		if parts := strings.SplitN(text, "'", 3); i == 0 && encoded && len(parts) == 3 {
			charset, text = parts[0], parts[2]
		}
		if plain, err := url.PathUnescape(text); encoded && err == nil {
			text = plain
		}
		name += text
	}
	return inUTF8(charset, name)
}

// unquoted is a value without the quotation marks around it.
func unquoted(value string) string {
	value = strings.TrimSpace(value)
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return value
	}
	return escaped.ReplaceAllString(value[1:len(value)-1], "$1")
}

var escaped = regexp.MustCompile(`\\(.)`)

func order(digits string) int {
	n, _ := strconv.Atoi(digits) // no digits: it is the only piece
	return n
}

// inUTF8 is the name as it is where its encoding is not known.
func inUTF8(charset, name string) string {
	if charset == "" || message.CharsetReader == nil {
		return name
	}
	r, err := message.CharsetReader(charset, strings.NewReader(name))
	if err != nil {
		return name
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return name
	}
	return string(text)
}
