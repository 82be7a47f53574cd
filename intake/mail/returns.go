package mail

import (
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
)

// returnTo tells where an answer letter about l may go: to its one author, when
// it is proven that he wrote it and no sign says that a machine did. In doubt
// nobody is told anything: a letter to a stranger is worse than none.
func (d *Door) returnTo(l *letter, check invoer.SenderCheck) invoer.Return {
	author := l.head.author()
	if check != invoer.SenderPassed || author == "" || l.envelope == "" || d.OfHouse(author) || byMachine(author) || l.head.automatic() {
		return invoer.Return{}
	}
	return invoer.Return{To: author, Subject: l.head.subject()}
}

// OfHouse tells whether an address is one of ours.
func (d *Door) OfHouse(address string) bool {
	return slices.Contains(d.Domains, domainOf(address)) || slices.Contains(d.House, address)
}

// plain is an address that every relay takes and that cannot be mistaken for
// anything else in a command or a head.
var plain = regexp.MustCompile(`^[a-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// author is the address of the one author, in lower case; empty where there are
// none or several, or it is an unusual one.
func (h head) author() string {
	if len(h["from"]) != 1 {
		return ""
	}
	list, err := mail.ParseAddressList(h.first("from"))
	if err != nil || len(list) != 1 {
		return ""
	}
	address := strings.ToLower(list[0].Address)
	if len(address) > 254 || !plain.MatchString(address) {
		return ""
	}
	return address
}

// machines are the local parts of addresses behind which nobody reads (RFC 3834
// §2, RFC 2142 §5).
var machines = regexp.MustCompile(`^(mailer-daemon|postmaster|listserv|majordomo|sympa|mailman|root|daemon|owner-.*|.*-(request|owner|bounces?)|bounces?([-+._=].*)?|.*(no|not)[-._]?reply.*|.*auto[-._]?(reply|responder).*)$`)

func byMachine(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	return machines.MatchString(local)
}

// listed are fields that lists and automatic senders write (RFC 2369, RFC 2919,
// RFC 3834, and what is in use beside them). Whoever has one is not answered,
// whatever stands in it.
var listed = []string{
	"list-id", "list-help", "list-unsubscribe", "list-subscribe", "list-post", "list-owner", "list-archive",
	"mailing-list", "x-mailing-list", "x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-autoresponse", "x-loop", "feedback-id",
	"x-failed-recipients",
}

// automatic tells whether a machine wrote the message: a bounce, a list, an
// out-of-office note, or another answer letter.
func (h head) automatic() bool {
	for _, said := range h["auto-submitted"] {
		if value, _, _ := strings.Cut(said, ";"); !strings.EqualFold(strings.TrimSpace(value), "no") { // RFC 3834 §5
			return true
		}
	}
	for _, said := range h["precedence"] {
		if slices.Contains([]string{"bulk", "list", "junk", "auto_reply"}, strings.ToLower(said)) {
			return true
		}
	}
	if slices.ContainsFunc(listed, func(name string) bool { return len(h[name]) > 0 }) {
		return true
	}
	kind, _, _ := strings.Cut(strings.ToLower(h.first("content-type")), ";")
	kind = strings.TrimSpace(kind)
	return kind == "multipart/report" || strings.HasPrefix(kind, "message/") || strings.Contains(h.first("return-path"), "<>")
}

// mostSubject is how much of a subject is kept, in characters.
const mostSubject = 120

// subject is the subject of the message on one line, decoded.
func (h head) subject() string {
	said, err := new(mime.WordDecoder).DecodeHeader(h.first("subject"))
	if err != nil {
		return "" // a charset that we do not know
	}
	return oneLine(said, mostSubject)
}

// oneLine makes a stranger's text fit for a line: at most so many characters,
// none of them a control sign or one that turns the direction of writing.
func oneLine(said string, most int) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(said, ""))
	runes := []rune(strings.Join(strings.Fields(clean), " "))
	return string(runes[:min(len(runes), most)])
}
