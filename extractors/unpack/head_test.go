package unpack

import (
	"bufio"
	"strings"
	"testing"
)

func headOf(lines ...string) head {
	return readHead(newLineReader(strings.NewReader(strings.Join(lines, "\r\n") + "\r\n\r\n")))
}

// TestMachinesThatAnswer: an absence whose subject is spelt as mail spells letters
// with accents, and the program that carries mail; not people who call themselves so.
func TestMachinesThatAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		head             head
		answers, returns bool
	}{
		"an absence in plain letters":      {headOf("Auto-Submitted: auto-generated", "Subject: Automatic reply: invoice"), true, false},
		"an absence with letters in words": {headOf("Auto-Submitted: auto-generated", "Subject: =?iso-8859-1?Q?R=E9ponse_automatique_=3A_facture?="), true, false},
		"a program that sends invoices":    {headOf("Auto-Submitted: auto-generated", "Subject: =?utf-8?Q?Votre_facture_de_d=C3=A9cembre?="), false, false},
		"a mailer":                         {headOf("From: MAILER-DAEMON@relay.example (Mail Delivery System)"), false, true},
		"a mailer with a name":             {headOf(`From: "Mail Delivery System" <MAILER-DAEMON@relay.example>`), false, true},
		"a mailer without a domain":        {headOf("From: <MAILER-DAEMON>"), false, true},
		"somebody who calls himself so":    {headOf(`From: "mailer-daemon@x" <jan@bakkerij.example>`), false, false},
	} {
		if got := c.head.answersItself(); got != c.answers {
			t.Errorf("%s answers by itself: %v, want %v", name, got, c.answers)
		}
		if got := c.head.returns(); got != c.returns {
			t.Errorf("%s is a return: %v, want %v", name, got, c.returns)
		}
	}
}

// TestWordsLikeTheBeginOfAFile: a sentence that begins as base64 of a file does is
// none.
func TestWordsLikeTheBeginOfAFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"JVBERi0xLjQKJeLjz9MK\n====\n": true, "and then the file is written, line by line\n": false, "": false, "abc\n": false,
	} {
		if got := encodedInBase64(bufio.NewReader(strings.NewReader(text))); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
