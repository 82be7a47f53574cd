package mail

import (
	"bufio"
	"io"
	"net/mail"
	"regexp"
	"strings"
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
	scanner := bufio.NewScanner(io.LimitReader(r, mostHead))
	scanner.Buffer(nil, mostHead)
	last := ""
	for scanner.Scan() && scanner.Text() != "" && scanner.Text() != "\r" {
		line := strings.TrimRight(scanner.Text(), "\r")
		if line[0] == ' ' || line[0] == '\t' {
			if values := h[last]; len(values) > 0 {
				values[len(values)-1] += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		last = strings.ToLower(strings.TrimSpace(name))
		h[last] = append(h[last], strings.TrimSpace(value))
	}
	return h
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
	id := strings.Trim(h.first("message-id"), "<> ")
	return id[:min(len(id), 998)]
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
		return author
	}
	return strings.ToLower(l.envelope)
}
