package mail

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestHead(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		want head
	}{
		"folded":                     {"To: a@b.test,\r\n c@d.test\r\nCc: e@f.test\r\n\r\nTo: body\r\n", head{"to": {"a@b.test, c@d.test"}, "cc": {"e@f.test"}}},
		"a field twice":              {"To: a\nTo: b\n\n", head{"to": {"a", "b"}}},
		"a line that is no field":    {"To: a\nnonsense\n b\n\n", head{"to": {"a b"}}},
		"it begins with a folded":    {" lost\nTo: a\n\n", head{"to": {"a"}}},
		"nothing":                    {"", head{}},
		"behind empty lines":         {"\r\n\r\nTo: a\r\n\r\n", head{"to": {"a"}}},
		"behind a byte order mark":   {"\xef\xbb\xbfTo: a\r\nFrom: b\r\n\r\n", head{"to": {"a"}, "from": {"b"}}},
		"lines that end with CR":     {"To: a\rFrom: b\r\rTo: c\r", head{"to": {"a"}, "from": {"b"}}},
		"lines that end with LF, CR": {"To: a\r\nFrom: b\n\r\nTo: c", head{"to": {"a"}, "from": {"b"}}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, readHead(strings.NewReader(c.text))); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", name, c.text, diff)
		}
	}
}

// A head of nothing but folded lines is read in one pass.
func TestHeadOfShortLines(t *testing.T) {
	t.Parallel()
	began := time.Now()
	h := readHead(strings.NewReader("To: a\n" + strings.Repeat(" b\n", mostHead/3)))
	if took := time.Since(began); len(h["to"]) != 1 || took > 5*time.Second {
		t.Errorf("%d fields in %v, want one at once", len(h["to"]), took)
	}
}

// What is kept of a head the database takes, whatever a stranger wrote.
func TestHeadCanBeKept(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"zero bytes":                   "From: a\x00@b.test\r\nMessage-ID: <1\x00@b.test>\r\n\r\n",
		"Latin-1":                      "From: caf\xe9@b.test\r\nMessage-ID: <caf\xe9@b.test>\r\n\r\n",
		"a long one cut within a sign": "From: " + strings.Repeat("é", 1000) + "@b.test\r\nMessage-ID: <x" + strings.Repeat("é", 1000) + ">\r\n\r\n",
	} {
		l := letterOf(t, text)
		for what, got := range map[string]string{"sender": l.sender(), "identifier": l.head.messageID()} {
			if !utf8.ValidString(got) || strings.Contains(got, "\x00") || len(got) > longestID || got == "" {
				t.Errorf("%s: %s is %.80q, want at most %d bytes of UTF-8 without zeros", name, what, got, longestID)
			}
		}
	}
}

func FuzzHead(f *testing.F) {
	for _, seed := range []string{"To: a\r\n b\r\n\r\n", ":\n \n", "\x00From: a\xff@b\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if id := readHead(strings.NewReader(text)).messageID(); !utf8.ValidString(id) || strings.Contains(id, "\x00") {
			t.Errorf("%q: identifier %q, want UTF-8 without zeros", text, id)
		}
	})
}
