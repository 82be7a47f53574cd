package unpack

import (
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // names and texts in the encodings of old mail programs
)

// A head is the fields of a message or of a part of one.
type head struct{ message.Header }

// What is looked at of a head.
const (
	mostFields = 2000
	longField  = 64 << 10
)

var fieldName = regexp.MustCompile(`^[!-9;-~]+[ \t]*:`)

// readHead reads a head up to its empty line. Tolerated: a line that is no
// field, as filters make of long ones; it goes on with the field before.
func readHead(l *lineReader) head {
	var fields [][2]string
	for range mostFields {
		line, ok := l.line()
		if !ok || line == "" {
			break
		}
		folded := line[0] == ' ' || line[0] == '\t'
		if last := len(fields) - 1; folded || !fieldName.MatchString(line) {
			l.lenient = l.lenient || !folded
			if last >= 0 && len(fields[last][1]) < longField {
				fields[last][1] += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		fields = append(fields, [2]string{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	var h head
	for _, field := range slices.Backward(fields) {
		h.Add(field[0], l.wellCoded(l.inUTF8(field[1]))) // adds before those that are there
	}
	if kinds := h.Values("Content-Type"); len(kinds) > 1 {
		l.lenient = true
		h.Set("Content-Type", slices.MinFunc(kinds, func(a, b string) int { return telling(a) - telling(b) }))
	}
	if codings := h.Values("Content-Transfer-Encoding"); len(codings) > 1 {
		l.lenient = true
		h.Set("Content-Transfer-Encoding", slices.MinFunc(codings, func(a, b string) int { return telling(a) - telling(b) }))
	}
	return h
}

// inUTF8 is a value of a head. Tolerated: bytes of old mail programs, where
// RFC 6532 wants UTF-8; in our parts of the world those are Windows-1252.
func (l *lineReader) inUTF8(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	l.lenient = true
	return inUTF8("windows-1252", value)
}

// Encoded words that name the language of their text (RFC 2231 §5), and those in
// base64.
var (
	languageOfWord = regexp.MustCompile(`=\?([^?*\s]+)\*[A-Za-z0-9-]*\?`)
	wordInBase64   = regexp.MustCompile(`=\?[^?\s]+\?[bB]\?[A-Za-z0-9+/]+=*\?=`)
)

// wellCoded is a value of a head with its encoded words as RFC 2047 §4.1 has them:
// without the language of their text. Tolerated: base64 that is not filled up.
func (l *lineReader) wellCoded(value string) string {
	value = languageOfWord.ReplaceAllString(value, "=?$1?")
	return wordInBase64.ReplaceAllStringFunc(value, func(word string) string {
		open, text := word[:strings.LastIndexByte(word[:len(word)-2], '?')+1], ""
		text = strings.TrimRight(word[len(open):len(word)-2], "=")
		full := text + strings.Repeat("=", (4-len(text)%4)%4)
		l.lenient = l.lenient || open+full+"?=" != word
		return open + full + "?="
	})
}

// telling orders what one part says of itself more than once: a kind with parts in
// it comes first, and a text or no encoding, which gates write when they know
// nothing, come last.
func telling(kind string) int {
	switch kind = strings.ToLower(kind); {
	case strings.HasPrefix(kind, "multipart/"):
		return 0
	case strings.HasPrefix(kind, "text/"), kind == "7bit", kind == "8bit", kind == "binary":
		return 2
	}
	return 1
}

var parameter = regexp.MustCompile(`;\s*([A-Za-z0-9_.-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"\s]+)`)

// kind is the part's media type, and its parameters in the order of the names.
// Tolerated: parameters that break RFC 2045 §5.1, as an = without quotes.
func (h head) kind() (kind string, params map[string]string, lenient bool) {
	field := h.Get("Content-Type")
	if field == "" {
		return "text/plain", nil, false // RFC 2045 §5.2
	}
	kind, params, err := mime.ParseMediaType(field)
	if err == nil {
		return kind, params, false
	}
	params = map[string]string{}
	for _, found := range parameter.FindAllStringSubmatch(field, 50) {
		params[strings.ToLower(found[1])] = strings.Trim(found[2], `"`)
	}
	kind, _, _ = strings.Cut(field, ";")
	return strings.ToLower(strings.TrimSpace(strings.Map(printable, kind[:min(len(kind), longestKind)]))), params, true
}

// longestKind is what a media type may have (RFC 6838 §4.2), in bytes.
const longestKind = 255

// printable drops what is not ASCII to be seen: a kind is kept in the ledger.
func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}

// attached tells whether the sender means the part as a file.
func (h head) attached() bool { return h.disposition() == "attachment" }

// disposition is how the sender wants the part to be shown (RFC 2183), in lower case.
func (h head) disposition() string {
	disposition, _, _ := strings.Cut(h.Get("Content-Disposition"), ";")
	return strings.ToLower(strings.TrimSpace(disposition))
}

// answersItself tells whether a machine wrote the message because another one
// came (RFC 3834 §5). What a machine sends by itself may be an invoice.
func (h head) answersItself() bool {
	submitted := strings.FieldsFunc(h.Get("Auto-Submitted"), func(r rune) bool { return strings.ContainsRune(" \t;(", r) })
	if len(submitted) > 0 && strings.EqualFold(submitted[0], "auto-replied") || h.saysAnswer() {
		return true
	}
	byMachine := len(submitted) > 0 && !strings.EqualFold(submitted[0], "no") || h.Get("X-Auto-Response-Suppress") != ""
	return byMachine && automatic.MatchString(h.subject())
}

// saysAnswer knows what programs wrote before RFC 3834, and write beside it.
func (h head) saysAnswer() bool {
	for _, field := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"} {
		if said := strings.ToLower(strings.TrimSpace(h.Get(field))); said != "" && !slices.Contains([]string{"no", "false", "0"}, said) {
			return true
		}
	}
	precedence := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(h.Get("Precedence"))), "-", "_")
	return precedence == "auto_reply" || strings.EqualFold(strings.TrimSpace(h.Get("X-Autogenerated")), "reply")
}

// bulk tells whether the message went to many (RFC 2369 §3.2, RFC 2919).
func (h head) bulk() bool {
	precedence := strings.ToLower(strings.TrimSpace(h.Get("Precedence")))
	return h.Get("List-Unsubscribe") != "" || h.Get("List-Id") != "" || precedence == "bulk" || precedence == "list"
}

// automatic is how the subject of an absence begins that Exchange and Outlook tell,
// which say no more of it than that a machine wrote it.
var automatic = regexp.MustCompile(`(?i)^\s*(?:automatic reply|auto ?reply|out of office|automatisch antwoord|afwezig|réponse automatique|absence du bureau|automatische antwort|abwesen)`)

// returns tells whether the program that carries mail wrote the message: it says that
// another one was not delivered, and older ones say so in no form that is known.
func (h head) returns() bool {
	from := strings.ToLower(strings.TrimSpace(h.Get("From")))
	if i := strings.LastIndexByte(from, '<'); i >= 0 { // what stands before it anybody may call himself
		from = from[i+1:]
	}
	return strings.HasPrefix(from, "mailer-daemon@") || from == "mailer-daemon" || strings.HasPrefix(from, "mailer-daemon>")
}

// subject is what a message says it is about, in plain letters (RFC 2047).
func (h head) subject() string {
	plain, err := h.Text("Subject")
	if err != nil {
		return h.Get("Subject")
	}
	return plain
}
