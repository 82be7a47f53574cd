package main

import (
	"fmt"
	"testing"
)

func TestMailboxAddress(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ url, want string }{
		"TLS":                         {"imaps://in:geheim@mail.example.com/Facturen", "mail.example.com:993 in geheim Facturen tls=true starttls=false"},
		"an address as user":          {"imaps://in%40example.com:a%2Cb@mail.example.com", "mail.example.com:993 in@example.com a,b  tls=true starttls=false"},
		"TLS after the greeting":      {"imap://in:x@mail.example.com:1143/", "mail.example.com:1143 in x  tls=true starttls=true"},
		"this machine":                {"imap://in:x@127.0.0.1", "127.0.0.1:143 in x  tls=false starttls=false"},
		"no user":                     {"imaps://mail.example.com", "refused"},
		"another protocol":            {"pop3://in:x@mail.example.com", "refused"},
		"no address at all":           {"facturen", "refused"},
		"an address that is not one,": {"imaps://%zz", "refused"},
	}
	for name, c := range cases {
		f, err := mailbox(c.url)
		got := "refused"
		if err == nil {
			got = fmt.Sprintf("%s %s %s %s tls=%t starttls=%t", f.Server, f.User, f.Password, f.Folder, f.TLS != nil, f.STARTTLS)
		}
		if got != c.want {
			t.Errorf("%s: mailbox(%q) = %s, want %s", name, c.url, got, c.want)
		}
	}
}
