package mail

import (
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

var returns = map[string]struct {
	envelope, head string
	want           string
}{
	"a person":                       {"a@example.com", "From: Ann <Ann@example.com>\r\n", "ann@example.com"},
	"a person who says so":           {"a@example.com", "From: ann@example.com\r\nAuto-Submitted: no\r\n", "ann@example.com"},
	"another return path":            {"bounce-1@mailer.test", "From: ann@example.com\r\n", "ann@example.com"},
	"a bounce":                       {"", "From: ann@example.com\r\n", ""},
	"a bounce in a mailbox":          {"x", "Return-Path: <>\r\nFrom: ann@example.com\r\n", ""},
	"a report":                       {"a@example.com", "From: ann@example.com\r\nContent-Type: multipart/report; report-type=delivery-status\r\n", ""},
	"the mail system":                {"a@example.com", "From: MAILER-DAEMON@example.com\r\n", ""},
	"nobody reads it":                {"a@example.com", "From: no-reply@example.com\r\n", ""},
	"nobody reads it either":         {"a@example.com", "From: invoices-noreply@example.com\r\n", ""},
	"out of office":                  {"a@example.com", "From: ann@example.com\r\nAuto-Submitted: auto-replied (vacation)\r\n", ""},
	"made by a program":              {"a@example.com", "From: ann@example.com\r\nAuto-Submitted: auto-generated; x=y\r\n", ""},
	"in bulk":                        {"a@example.com", "From: ann@example.com\r\nPrecedence: Bulk\r\n", ""},
	"Exchange's wish":                {"a@example.com", "From: ann@example.com\r\nX-Auto-Response-Suppress: OOF\r\n", ""},
	"an answer of an old program":    {"a@example.com", "From: ann@example.com\r\nX-Autoresponder: 1\r\n", ""},
	"an answer by its precedence":    {"a@example.com", "From: ann@example.com\r\nPrecedence: auto-reply\r\n", ""},
	"a list":                         {"a@example.com", "From: ann@example.com\r\nList-Unsubscribe: <https://x>\r\n", ""},
	"a list by its address":          {"a@example.com", "From: owner-books@example.com\r\n", ""},
	"an address of ours":             {"a@example.com", "From: terlinde-7kq2m9xw@in.example.test\r\n", ""},
	"a mailbox of ours":              {"a@example.com", "From: facturen@office.example\r\n", ""},
	"two authors":                    {"a@example.com", "From: ann@example.com, bob@example.com\r\n", ""},
	"two fields of authors":          {"a@example.com", "From: ann@example.com\r\nFrom: bob@example.com\r\n", ""},
	"no author":                      {"a@example.com", "Subject: x\r\n", ""},
	"an address with a line in it":   {"a@example.com", "From: \"ann\r\n bcc: x\"@example.com\r\n", ""},
	"an address of another alphabet": {"a@example.com", "From: ann@exämple.com\r\n", ""},
}

func TestReturns(t *testing.T) {
	t.Parallel()
	door := &Door{Domains: []string{domain}, House: []string{"facturen@office.example"}}
	for name, c := range returns {
		l := letterOf(t, c.head+"\r\nx")
		l.envelope = c.envelope
		if got := door.returnTo(l, invoer.SenderPassed); got.To != c.want {
			t.Errorf("%s: %q, want %q", name, got.To, c.want)
		}
		for _, check := range []invoer.SenderCheck{invoer.SenderUnchecked, invoer.SenderFailed} {
			if got := door.returnTo(l, check); got.To != "" {
				t.Errorf("%s, sender %q: %q, want nobody", name, check, got.To)
			}
		}
	}
}

func FuzzReturns(f *testing.F) {
	for _, c := range returns {
		f.Add(c.head)
	}
	f.Fuzz(func(t *testing.T, head string) {
		door := &Door{Domains: []string{domain}}
		l := &letter{head: readHead(strings.NewReader(head)), envelope: "a@example.com"}
		got := door.returnTo(l, invoer.SenderPassed)
		if got.To != "" && !plain.MatchString(got.To) || strings.ContainsAny(got.To+got.Subject, "\r\n\x00") {
			t.Errorf("%q gives %q", head, got)
		}
	})
}
