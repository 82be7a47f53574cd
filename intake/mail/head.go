package mail

import (
	"bufio"
	"io"
	"net/mail"
	"regexp"
	"strings"

	"github.com/invoer/invoer/extractors/unpack"
)

// A head is the fields of a message: of each name, in lower case, what stands
// behind it, unfolded, in order from the top.
type head map[string][]string

// mostHead is how many bytes of a head are looked at.
const mostHead = 1 << 20

// readHead reads the head of a message. Tolerated: lines that are no fields,
// and line ends of all kinds; what the door asks for must be found in spite of
// what a filter on the way has broken.
func readHead(r io.Reader) head {
	h := head{}
	scanner := bufio.NewScanner(io.LimitReader(unpack.Upright(r), mostHead))
	scanner.Buffer(nil, mostHead)
	var lines []string // of one field
	for scanner.Scan() && scanner.Text() != "" && scanner.Text() != "\r" {
		line := strings.TrimRight(scanner.Text(), "\r")
		folded := line[0] == ' ' || line[0] == '\t'
		if !folded && strings.Contains(line, ":") {
			h.add(lines)
			lines = nil
		}
		if folded == (len(lines) > 0) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	h.add(lines)
	return h
}

// add puts a field together from its lines: at once, as a head of nothing but
// short lines would take hours line by line.
func (h head) add(lines []string) {
	if len(lines) == 0 {
		return
	}
	name, value, _ := strings.Cut(strings.Join(lines, " "), ":")
	name = strings.ToLower(strings.TrimSpace(name))
	h[name] = append(h[name], strings.TrimSpace(value))
}

func (h head) first(name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// messageID is the message's own identifier, without brackets; empty when it
// has none.
func (h head) messageID() string {
	return storable(strings.Trim(h.first("message-id"), "<> "), longestID)
}

// How many bytes are kept of an identifier (a line, RFC 5322 §2.1.1) and of an
// address (RFC 5321 §4.5.3.1).
const (
	longestID      = 998
	longestAddress = 320
)

// storable is what the database takes of a stranger's text: UTF-8 without zero
// bytes. What it does not take the relay would bring again and again.
func storable(text string, most int) string {
	text = strings.ReplaceAll(text[:min(len(text), most)], "\x00", "")
	return strings.ToValidUTF8(text, "")
}

var somebody = regexp.MustCompile(`[^\s<>()",;:@]+@[^\s<>()",;:@]+`)

// from is the address of the author, in lower case; empty when none can be
// read.
func (h head) from() string {
	text := h.first("from")
	if list, err := mail.ParseAddressList(text); err == nil {
		return strings.ToLower(list[0].Address)
	}
	all := somebody.FindAllString(text, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.ToLower(all[len(all)-1])
}

// sender is who sent the letter: its author, or else who the relay says.
func (l *letter) sender() string {
	if author := l.head.from(); author != "" {
		return storable(author, longestAddress)
	}
	return storable(strings.ToLower(l.envelope), longestAddress)
}
