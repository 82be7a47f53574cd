package mail

import (
	"bytes"
	"fmt"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// A post is a letter of ours: plain text, written by a machine.
type post struct {
	from      mail.Address
	to        string // address
	subject   string
	id        string // of the letter, before the domain
	answers   string // Message-ID of what it answers; empty: nothing
	automatic string // RFC 3834 §5: auto-replied or auto-generated
	language  string
	ends      string // address of the page that ends letters of this kind (RFC 2369); empty: none
	body      string // lines end in \n
	at        time.Time
}

// bytes is the letter as it is sent. What strangers wrote stands in its head
// only as encoded words (RFC 2047), so that no field of theirs gets in.
func (p post) bytes() []byte {
	var out bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&out, "%s: %s\r\n", name, value) }
	field("From", p.from.String())
	field("To", (&mail.Address{Address: p.to}).String())
	field("Subject", encoded(p.subject))
	field("Date", p.at.Format(time.RFC1123Z))
	field("Message-ID", fmt.Sprintf("<%s@%s>", p.id, domainOf(p.from.Address)))
	if p.answers != "" {
		field("In-Reply-To", "<"+p.answers+">")
		field("References", "<"+p.answers+">")
	}
	field("Auto-Submitted", p.automatic)
	field("X-Auto-Response-Suppress", "All")
	if p.ends != "" {
		field("List-Unsubscribe", "<"+p.ends+">")
		if strings.HasPrefix(p.ends, "https://") { // RFC 8058 §3.1
			field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
	}
	field("MIME-Version", "1.0")
	field("Content-Language", p.language)
	field("Content-Type", "text/plain; charset=utf-8")
	field("Content-Transfer-Encoding", "quoted-printable")
	out.WriteString("\r\n")
	body := quotedprintable.NewWriter(&out)
	fmt.Fprint(body, strings.ReplaceAll(p.body, "\n", "\r\n")) // a buffer takes all
	body.Close()
	return out.Bytes()
}
