package media

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	prologue = regexp.MustCompile(`(?s)^(\s*(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>))*\s*`)
	opening  = regexp.MustCompile(`^<([A-Za-z_][A-Za-z0-9_.:-]*)`)
	webPage  = regexp.MustCompile(`(?i)^<!doctype\s+html|<(html|head|body|script|iframe|table|div)[\s>]`)
)

// markup tells XML by its root from web pages and drawings.
func markup(head []byte, _ string) string {
	start := bytes.TrimLeft(narrow(head), " \t\r\n")
	if len(start) == 0 || start[0] != '<' {
		return ""
	}
	root := ""
	if m := opening.FindSubmatch(start[len(prologue.Find(start)):]); m != nil {
		root = strings.ToLower(string(m[1]))
		root = root[strings.LastIndex(root, ":")+1:]
	}
	switch {
	case root == "svg":
		return SVG
	case root == "html", webPage.Match(start[:min(len(start), 1024)]):
		return HTML
	case root != "", bytes.HasPrefix(start, []byte("<?xml")):
		return XML
	}
	return ""
}

// narrow makes one byte of each sign of UTF-16, as far as markup needs it, and
// drops a byte order mark.
func narrow(head []byte) []byte {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) ||
		bytes.HasPrefix(head, []byte("<\x00")) || bytes.HasPrefix(head, []byte("\x00<")) {
		return bytes.ReplaceAll(bytes.TrimLeft(head, "\xff\xfe"), []byte{0}, nil)
	}
	return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
}

// text is what has no control signs, in any encoding that people write.
func text(head []byte, _ string) string {
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b {
			return ""
		}
	}
	if utf8.Valid(head) || mostlyLetters(head) {
		return Text
	}
	return ""
}

// mostlyLetters takes a text in an eight-bit encoding, which has few signs
// beyond ASCII, for one.
func mostlyLetters(head []byte) bool {
	high := 0
	for _, b := range head {
		if b >= utf8.RuneSelf {
			high++
		}
	}
	return high*4 < len(head)
}
