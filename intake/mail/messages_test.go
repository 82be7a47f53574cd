package mail

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"golang.org/x/text/unicode/norm"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An expected is what should become of a message; testdata/mail/README.txt
// explains it.
type expected struct {
	ID       string
	File     string
	Envelope struct {
		From string
		To   []string
	}
	Clients   []string
	Reply     map[string]string
	Parts     []ledgerLine
	AlsoParts [][]ledgerLine `json:"also_parts"`
	Optional  []ledgerLine
	Also      string
	Documents int
	Told      string
	Flag      string
	Large     bool

	LooseNames bool `json:"loose_names"`
	OneSkip    bool `json:"one_skip_is_enough"`
}

// A ledgerLine is one line of an expected ledger.
type ledgerLine struct {
	Name    *string
	Media   string
	Outcome string
	Reason  string
	Also    [][2]string
}

// TestMessages sends every message of the set, in order, through the door by
// SMTP, and holds the ledgers against what is expected.
func TestMessages(t *testing.T) {
	h := open(t)
	client, err := smtp.Dial(h.serve(t, SMTP))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, want := range messages(t) {
		if want.Large {
			continue // TestMemory sends one like it
		}
		before := map[string]int{}
		for code := range h.clients {
			before[code] = len(h.deliveries(t, code))
		}
		err := send(client, want)
		t.Run(want.ID, func(t *testing.T) {
			if rejected(err) && want.Also == "rejected" {
				return
			}
			if err != nil {
				t.Fatalf("sending: %v", err)
			}
			for code := range h.clients {
				h.judge(t, want, code, h.deliveries(t, code)[before[code]:])
			}
		})
	}
}

const folder = "../../testdata/mail"

func messages(t testing.TB) []expected {
	t.Helper()
	file, err := os.Open(filepath.Join(folder, "expected.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []expected
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var e expected
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// send gives the relay's view: an error when a reply was not the expected one.
func send(c *smtp.Client, want expected) error {
	if err := c.Mail(want.Envelope.From, nil); err != nil {
		return err
	}
	taken := 0
	for _, to := range want.Envelope.To {
		err := c.Rcpt(to, nil)
		if code := want.Reply[to]; code != "" {
			if err == nil || !strings.Contains(err.Error(), code) {
				return fmt.Errorf("recipient %s: %w, want %s", to, err, code)
			}
			continue
		}
		if err != nil {
			return err
		}
		taken++
	}
	if taken == 0 {
		return c.Reset()
	}
	raw, err := os.ReadFile(filepath.Join(folder, want.File))
	if err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	return w.Close()
}

func rejected(err error) bool {
	var reply *smtp.SMTPError
	return errors.As(err, &reply) && reply.Code/100 == 5
}

// cameBefore tells whether a part's bytes are those of an earlier message: the
// set says that such a part is a duplicate.
func (h *house) cameBefore(t *testing.T, code string, p invoer.Part) bool {
	t.Helper()
	if p.Reason.Code != storage.ReasonDuplicate {
		return false
	}
	for _, d := range h.deliveries(t, code) {
		if string(d.ID) == p.Reason.Args[0] {
			return true
		}
	}
	return false
}

// judge compares what a client got with what it should have.
func (h *house) judge(t *testing.T, want expected, code string, got []invoer.Delivery) {
	t.Helper()
	meant := false
	for _, c := range want.Clients {
		meant = meant || c == code
	}
	if !meant {
		if len(got) > 0 {
			t.Errorf("client %s got %d deliveries, want none", code, len(got))
		}
		return
	}
	var ledger []invoer.Part
	for _, d := range got {
		for _, p := range d.Parts {
			if want.Documents > 0 && !want.mentions(storage.ReasonDuplicate) && h.cameBefore(t, code, p) {
				p.Outcome, p.Reason.Code = invoer.Taken, ""
			}
			ledger = append(ledger, p)
		}
		if (want.Flag == "sender-not-verified") != (d.Sender == invoer.SenderFailed) {
			t.Errorf("client %s: sender check %q, want flag %q", code, d.Sender, want.Flag)
		}
	}
	var first string
	for _, parts := range append([][]ledgerLine{want.Parts}, want.AlsoParts...) {
		fault := want.differs(parts, ledger)
		if fault == "" {
			return
		}
		if first == "" {
			first = fault
		}
	}
	t.Errorf("client %s: %s; ledger:\n%s", code, first, show(ledger))
}

func (e expected) mentions(reason string) bool {
	return slices.ContainsFunc(e.Parts, func(l ledgerLine) bool { return l.Reason == reason })
}

// differs matches the lines of a ledger with those expected, and tells the
// first difference.
func (e expected) differs(want []ledgerLine, got []invoer.Part) string {
	if e.Told != "" && len(got) == 0 {
		return "nothing is told"
	}
	used := make([]bool, len(got))
	for _, w := range want {
		found := false
		for i, g := range got {
			if !used[i] && w.fits(g, e.LooseNames) {
				used[i], found = true, true
				break
			}
		}
		if !found {
			name := "(any)"
			if w.Name != nil {
				name = *w.Name
			}
			return fmt.Sprintf("no line for %s %s %s %s", name, w.Media, w.Outcome, w.Reason)
		}
	}
	for i, g := range got {
		if !used[i] && !e.allowed(g) {
			return fmt.Sprintf("a line too many: %s", show(got[i:i+1]))
		}
	}
	return ""
}

func (e expected) allowed(g invoer.Part) bool {
	if g.Reason.Code == "body-text" || g.Reason.Code == "container" {
		return true
	}
	for _, o := range e.Optional {
		if o.fits(g, true) {
			return true
		}
	}
	return e.OneSkip && g.Outcome == invoer.Skipped
}

func (w ledgerLine) fits(g invoer.Part, loose bool) bool {
	if w.Name != nil && !loose && spelled(*w.Name) != spelled(g.Name) {
		return false
	}
	if w.Media != g.Media && !(w.Outcome == "skipped") {
		return false
	}
	for _, pair := range append([][2]string{{w.Outcome, w.Reason}}, w.Also...) {
		if pair[0] == string(g.Outcome) && pair[1] == strings.ReplaceAll(g.Reason.Code, "_", "-") {
			return true
		}
	}
	return false
}

// spelled is a name as the set compares it.
func spelled(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x200e && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	letters := []rune(strings.ToLower(norm.NFC.String(name)))
	return string(letters[:min(len(letters), 80)])
}

func show(parts []invoer.Part) string {
	var lines []string
	for _, p := range parts {
		lines = append(lines, fmt.Sprintf("  %q %s %s %s", p.Name, p.Media, p.Outcome, p.Reason.Code))
	}
	return strings.Join(lines, "\n")
}
