package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestRelayAddress(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		flags mailFlags
		want  string
	}{
		"none":                    {mailFlags{}, "none"},
		"a relay elsewhere":       {mailFlags{Relay: "smtp.example.com:587", RelayUser: "in", RelayPassword: "x", Domain: []string{"In.Example.Test"}}, "no-reply@in.example.test by smtp.example.com:587 as in tls=true"},
		"this machine":            {mailFlags{Relay: "127.0.0.1:25", From: "Post@Example.Test"}, "post@example.test by 127.0.0.1:25 as  tls=false"},
		"no port":                 {mailFlags{Relay: "smtp.example.com", From: "a@b.test"}, "refused"},
		"no address to come from": {mailFlags{Relay: "127.0.0.1:25"}, "refused"},
		"a name beside it":        {mailFlags{Relay: "127.0.0.1:25", From: "Office <a@b.test>"}, "refused"},
		"a user and no password":  {mailFlags{Relay: "127.0.0.1:25", From: "a@b.test", RelayUser: "in"}, "refused"},
	}
	for name, c := range cases {
		a, err := c.flags.answers()
		got := "refused"
		switch {
		case err == nil && a == nil:
			got = "none"
		case err == nil:
			got = fmt.Sprintf("%s by %s as %s tls=%t", a.From, a.Relay.Address, a.Relay.User, a.Relay.TLS != nil)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// The relay's password never leaves the settings.
func TestRelayPasswordIsHidden(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := serveCommand{Mail: mailFlags{Relay: "smtp.example.com:587", RelayUser: "kantoor", RelayPassword: "geheim"}}
	if err := c.print(&out); err != nil {
		t.Fatal(err)
	}
	if said := out.String(); strings.Contains(said, "geheim") || strings.Contains(said, "kantoor") || !strings.Contains(said, "INVOER_MAIL_RELAY_PASSWORD=(hidden)") {
		t.Errorf("settings say %q, want the relay's user and password hidden", said)
	}
}
