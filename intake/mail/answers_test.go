package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An outside is a relay that keeps what it is given, after so many faults.
type outside struct {
	mu     sync.Mutex
	faults []*smtp.SMTPError
	got    []sent
}

// A sent is a message as the relay got it.
type sent struct{ user, from, to, text string }

type outsideSession struct {
	*outside
	sent
}

func (s *outsideSession) Reset()        {}
func (s *outsideSession) Logout() error { return nil }

func (s *outsideSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *outsideSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *outsideSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) > 0 {
		fault := s.faults[0]
		s.faults = s.faults[1:]
		return fault
	}
	s.text = string(text)
	s.outside.got = append(s.outside.got, s.sent)
	return err
}

func (s *outsideSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *outsideSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.user = user; password != "geheim" {
			return errors.New("wrong password")
		}
		return nil
	}), nil
}

// listen serves until the test ends, and gives the address.
func (o *outside) listen(t *testing.T, certificate *tls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &outsideSession{outside: o}, nil }))
	server.TLSConfig = certificate
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		server.Close()
		<-done
	})
	return l.Addr().String()
}

// answersAt are the senders of letters of a house, as they work so much later.
func (h *house) answersAt(t *testing.T, relay string, after time.Duration) *Answers {
	t.Helper()
	now := func() time.Time { return time.Now().Add(after) }
	store, err := storage.Open(t.Context(), storage.Settings{URL: h.url, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return &Answers{Store: store, Relay: Relay{Address: relay, Host: domain}, From: "no-reply@" + domain, Log: slog.New(slog.DiscardHandler), Now: now}
}

func (h *house) wantAnswers(t *testing.T) {
	t.Helper()
	if err := h.store.SetOffice(t.Context(), h.who, storage.OfficeSettings{Answers: true}); err != nil {
		t.Fatal(err)
	}
}

// hand gives a message for terlinde to the door.
func hand(t *testing.T, address, text string) {
	t.Helper()
	k := call(t, address)
	k.begin("EHLO relay.example.com")
	k.say(text + ".\r\n")
	k.hear("250")
}

// The sender of a delivery hears once what was taken and what was not, in the
// client's language, also when the message comes twice and the relay fails at
// first.
func TestOneAnswerLetterADelivery(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.wantAnswers(t)
	relay := &outside{faults: []*smtp.SMTPError{{Code: 451, Message: "later, a@example.com"}}}
	address := relay.listen(t, nil)
	door := h.serve(t, SMTP)
	text := proven("a@example.com") + "Subject: =?utf-8?q?Factuur_caf=C3=A9?=\r\n" + strings.Replace(letterWith("one"), "Content-Type:", "MIME-Version: 1.0\r\nContent-Type:", 1)
	hand(t, door, text)
	hand(t, door, text)

	now := h.answersAt(t, address, 0)
	err := now.Round(t.Context())
	if !errors.Is(err, invoer.ErrUnavailable) || strings.Contains(err.Error(), "@") {
		t.Fatalf("the relay's fault is said as %v, want invoer.ErrUnavailable without an address", err)
	}
	if err := now.Round(t.Context()); err != nil || len(relay.got) > 0 {
		t.Fatalf("%d letters at once after a fault (%v), want a pause", len(relay.got), err)
	}
	later := h.answersAt(t, address, 6*time.Minute)
	for range 2 {
		if err := later.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.answersAt(t, address, 24*time.Hour).Round(t.Context()); err != nil || len(relay.got) != 1 {
		t.Fatalf("%d letters (%v), want 1", len(relay.got), err)
	}
	wantLetter(t, relay.got[0], h.deliveries(t, "terlinde")[0].ID)
}

func wantLetter(t *testing.T, got sent, delivery invoer.DeliveryID) {
	t.Helper()
	if got.from != "" || got.to != "a@example.com" {
		t.Errorf("sent from <%s> to <%s>, want from <> to <a@example.com>", got.from, got.to)
	}
	message, err := mail.ReadMessage(strings.NewReader(got.text))
	if err != nil {
		t.Fatalf("%v in %q", err, got.text)
	}
	for name, want := range map[string]string{
		"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "In-Reply-To": "<one@example.com>",
		"Message-Id": "<answer-" + string(delivery) + "@" + domain + ">", "From": `"Kantoor" <no-reply@` + domain + ">", "To": "<a@example.com>",
	} {
		if said := message.Header.Get(name); said != want {
			t.Errorf("%s: %q, want %q", name, said, want)
		}
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil || subject != "Ontvangen: Factuur café" {
		t.Errorf("subject %q, %v", subject, err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
	if err != nil || !strings.Contains(string(body), "Client terlinde") || !strings.Contains(string(body), "Aangenomen:\r\n- a.pdf\r\n") {
		t.Errorf("letter %q, %v", body, err)
	}
}

// Nobody is told anything where the office did not ask for it, where the sender
// is not proven, and before a person opened what a stranger sent.
func TestWhenLettersGo(t *testing.T) {
	t.Parallel()
	admit := func(t *testing.T, h *house, d invoer.DeliveryID) {
		t.Helper()
		if _, err := h.Gate.Admit(t.Context(), h.who, d); err != nil {
			t.Fatal(err)
		}
	}
	turnAway := func(t *testing.T, h *house, d invoer.DeliveryID) {
		t.Helper()
		if err := h.store.TurnAway(t.Context(), h.who, d); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]struct {
		head    string
		off     bool
		senders []string
		decide  func(*testing.T, *house, invoer.DeliveryID)
		want    int
	}{
		"an office that asked for nothing":   {head: proven("a@example.com"), off: true},
		"a sender who is not proven":         {},
		"an out-of-office note":              {head: proven("a@example.com") + "Auto-Submitted: auto-replied\r\n"},
		"a list":                             {head: proven("a@example.com") + "List-Id: <l.example.com>\r\n"},
		"a stranger before a person's yes":   {head: proven("a@example.com"), senders: []string{"other.be"}},
		"a stranger after a person's yes":    {head: proven("a@example.com"), senders: []string{"other.be"}, decide: admit, want: 1},
		"a stranger whom a person turns off": {head: proven("a@example.com"), senders: []string{"other.be"}, decide: turnAway},
		"somebody expected":                  {head: proven("a@example.com"), senders: []string{"example.com"}, want: 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			if !c.off {
				h.wantAnswers(t)
			}
			if err := h.store.SetMailSenders(t.Context(), h.who, h.clients["terlinde"], c.senders); err != nil {
				t.Fatal(err)
			}
			hand(t, h.serve(t, SMTP), c.head+letterWith("x"))
			if c.decide != nil {
				c.decide(t, h, h.deliveries(t, "terlinde")[0].ID)
			}
			relay := &outside{}
			if err := h.answersAt(t, relay.listen(t, nil), time.Minute).Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(relay.got) != c.want {
				t.Errorf("%d letters, want %d", len(relay.got), c.want)
			}
		})
	}
}

// What the relay refuses for ever is not tried again, and hinders no other
// letter.
func TestRefusedLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.wantAnswers(t)
	door := h.serve(t, SMTP)
	hand(t, door, proven("a@example.com")+letterWith("one"))
	hand(t, door, proven("a@example.com")+letterWith("two"))
	relay := &outside{faults: []*smtp.SMTPError{{Code: 550, Message: "no such user"}}}
	address := relay.listen(t, nil)
	for _, after := range []time.Duration{0, time.Hour, 24 * time.Hour} {
		if err := h.answersAt(t, address, after).Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(relay.got) != 1 {
		t.Errorf("%d letters, want the one that was not refused", len(relay.got))
	}
}

// A relay elsewhere is spoken to under TLS or not at all.
func TestRelay(t *testing.T) {
	t.Parallel()
	certificate := &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}
	trusting := &tls.Config{InsecureSkipVerify: true}
	cases := map[string]struct {
		offers *tls.Config
		relay  Relay
		want   error
	}{
		"TLS and a password":      {certificate, Relay{User: "invoer", Password: "geheim", TLS: trusting}, nil},
		"a wrong password":        {certificate, Relay{User: "invoer", Password: "x", TLS: trusting}, invoer.ErrUnavailable},
		"no TLS where we want it": {nil, Relay{User: "invoer", Password: "geheim", TLS: trusting}, invoer.ErrUnavailable},
		"a certificate of nobody": {certificate, Relay{TLS: &tls.Config{ServerName: domain}}, invoer.ErrUnavailable},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &outside{}
			c.relay.Address = o.listen(t, c.offers)
			err := c.relay.Send(context.Background(), "a@example.com", []byte("Subject: x\r\n\r\ny\r\n"))
			if !errors.Is(err, c.want) {
				t.Fatalf("sending: %v, want %v", err, c.want)
			}
			if c.want == nil && (len(o.got) != 1 || o.got[0].user != "invoer") {
				t.Errorf("the relay got %v, want one message of the user invoer", o.got)
			}
			if c.want != nil && len(o.got) > 0 {
				t.Errorf("the relay got %v, want nothing", o.got)
			}
		})
	}
}

// Whatever a stranger writes, his letter has the fields that we write and no
// others, and lines that every relay takes.
func FuzzLetterHead(f *testing.F) {
	f.Add("Factuur", "a.pdf", "one@example.com", "Bakkerij")
	f.Add("x\r\nBcc: b@example.com", "a\r\n.\r\nQUIT", "x>\r\nBcc: <b@example.com", "Firma\r\nBcc: b@example.com")
	f.Add(strings.Repeat("é€\u202e", 200), "\x00\x1b[31m", "", "\"<b@example.com>,")
	f.Fuzz(func(t *testing.T, subject, name, id, office string) {
		part := invoer.Part{Name: name, Outcome: invoer.Skipped, Reason: invoer.Because("duplicate", name)}
		w := writing{
			from: "no-reply@in.example.test", to: "a@example.com", subject: oneLine(subject, mostSubject), office: oneLine(office, mostName), client: oneLine(office, mostName),
			language: "fr", delivery: invoer.Delivery{ID: "1", Message: id, Parts: []invoer.Part{part}},
		}
		text := w.message()
		message, err := mail.ReadMessage(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		if n := len(message.Header); message.Header.Get("Bcc") != "" || n != 11 && n != 13 {
			t.Errorf("%d fields: %v", n, message.Header)
		}
		if to, err := message.Header.AddressList("From"); err != nil || len(to) != 1 || to[0].Address != w.from {
			t.Errorf("from %v, %v; want only %s", to, err, w.from)
		}
		for line := range strings.SplitSeq(string(text), "\r\n") {
			if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
				t.Errorf("line %q, want at most 998 bytes without line ends (RFC 5322 §2.1.1)", line)
			}
		}
	})
}
