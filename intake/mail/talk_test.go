package mail

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/mail/mailtest"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// A talk is a connection on which a test speaks by hand.
type talk struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func call(t *testing.T, address string) *talk {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	k := &talk{t, conn, bufio.NewReader(conn)}
	k.hear("220")
	return k
}

// say writes as it stands.
func (k *talk) say(text string) {
	k.t.Helper()
	if _, err := io.WriteString(k.conn, text); err != nil {
		k.t.Fatalf("saying %.40q: %v", text, err)
	}
}

// hear wants a reply that begins so, and gives all of its lines.
func (k *talk) hear(begins string) string {
	k.t.Helper()
	_ = k.conn.SetReadDeadline(time.Now().Add(90 * time.Second))
	var all string
	for {
		line, err := k.in.ReadString('\n')
		if err != nil {
			k.t.Fatalf("hearing %q, want %s: %v", all, begins, err)
		}
		all += line
		if len(line) > 3 && line[3] == ' ' {
			break
		}
	}
	if !strings.HasPrefix(all, begins) {
		k.t.Fatalf("heard %q, want %s", all, begins)
	}
	return all
}

// ask is say and hear.
func (k *talk) ask(text, begins string) string {
	k.t.Helper()
	k.say(text + "\r\n")
	return k.hear(begins)
}

// begin stands before the text of a message for terlinde.
func (k *talk) begin(hello string) {
	k.t.Helper()
	k.ask(hello, "250")
	k.ask("MAIL FROM:<a@example.com>", "250")
	k.ask("RCPT TO:<terlinde-7kq2m9xw@in.example.test>", "250")
	k.ask("DATA", "354")
}

// letterWith is a message with a PDF of its own in it.
func letterWith(mark string) string {
	return "From: a@example.com\r\nMessage-ID: <" + mark + "@example.com>\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n\r\n" +
		"%PDF-1.4\r\n%" + mark + "\r\n1 0 obj\r\n<<>>\r\nendobj\r\ntrailer<<>>\r\n%%EOF\r\n"
}

func TestGreeting(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}
	k := call(t, h.serve(t, SMTP))
	said := k.ask("EHLO relay.example.com", "250")
	for _, word := range []string{"PIPELINING", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN", "STARTTLS", fmt.Sprintf("SIZE %d", 50<<20)} {
		if !strings.Contains(said, word) {
			t.Errorf("the greeting lacks %s: %q", word, said)
		}
	}
	k.ask("MAIL FROM:<é@example.com> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x1", "250")
	k.ask("RCPT TO:<terlinde-7kq2m9xw@in.example.test> NOTIFY=FAILURE ORCPT=rfc822;x@example.com", "250")
	k.ask("RSET", "250")
	k.ask(fmt.Sprintf("MAIL FROM:<a@example.com> SIZE=%d", 51<<20), "552")
}

func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{domain}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestStartTLS(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}
	c, err := smtp.DialStartTLS(h.serve(t, SMTP), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SendMail("a@example.com", []string{"terlinde-7kq2m9xw@in.example.test"}, strings.NewReader(letterWith("tls"))); err != nil {
		t.Fatal(err)
	}
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
}

// wantLedgers compares the ledgers of a client's deliveries, oldest first.
func (h *house) wantLedgers(t *testing.T, code string, want ...string) {
	t.Helper()
	var got []string
	for _, d := range h.deliveries(t, code) {
		got = append(got, strings.Join(ledgerOf(d), "; "))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ledgers of %s (-want +got):\n%s", code, diff)
	}
}

// Commands that come together are answered one by one, and chunks are a
// message.
func TestPipeliningAndChunks(t *testing.T) {
	t.Parallel()
	h := open(t)
	k := call(t, h.serve(t, SMTP))
	k.ask("EHLO relay.example.com", "250")
	text := letterWith("chunks")
	k.say("MAIL FROM:<a@example.com>\r\nRCPT TO:<terlinde-7kq2m9xw@in.example.test>\r\nRCPT TO:<nobody-000000@in.example.test>\r\n")
	k.say(fmt.Sprintf("BDAT 20\r\n%sBDAT %d LAST\r\n%s", text[:20], len(text)-20, text[20:]))
	for _, want := range []string{"250", "250", "550", "250", "250"} {
		k.hear(want)
	}
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
}

// What stands in a message above the limit is never obeyed, and the talk goes
// on in step.
func TestNothingInABodyIsObeyed(t *testing.T) {
	t.Parallel()
	for speaks, hello := range map[Protocol]string{SMTP: "EHLO relay.example.com", LMTP: "LHLO relay.example.com"} {
		t.Run(string(speaks), func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.Limits.Bytes = 10 << 10
			k := call(t, h.serve(t, speaks))
			k.begin(hello)
			k.say("From: a@example.com\r\n\r\n" + strings.Repeat("x", 20<<10) + "\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<garagemaes-x9d3f6hj@in.example.test>\r\n")
			k.say(strings.Repeat("QUIT\r\n", 1000) + ".\r\n")
			k.hear("552")
			k.ask("NOOP", "250")
			k.ask("MAIL FROM:<a@example.com>", "250")
			k.ask("RCPT TO:<terlinde-7kq2m9xw@in.example.test>", "250")
			k.ask("DATA", "354")
			k.say(letterWith("after") + ".\r\n")
			k.hear("250")
			h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
			h.wantLedgers(t, "garagemaes")
		})
	}
}

// Only CRLF . CRLF ends a message (RFC 5321 §4.1.1.4); a relay that means
// another end hears what is wrong, soon.
func TestBareLineFeedsEndNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Limits.Patience = 4 * time.Second // a busy machine must not seem silent
	address := h.serve(t, SMTP)
	t.Run("ends", func(t *testing.T) {
		for name, end := range map[string]string{"LF dot LF": "\n.\n", "CRLF dot LF": "\r\n.\n", "LF dot CRLF": "\n.\r\n"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				k := call(t, address)
				k.begin("EHLO relay.example.com")
				k.say("From: a@example.com\r\n\r\nHello" + end + "MAIL FROM:<evil@example.com>\r\nRCPT TO:<terlinde-7kq2m9xw@in.example.test>\r\nDATA\r\nsmuggled" + end)
				if said := k.hear("554"); !strings.Contains(said, "CRLF") {
					t.Errorf("heard %q, want the reason", said)
				}
			})
		}
	})
	h.wantLedgers(t, "terlinde")
}

func TestAnswerForEachRecipient(t *testing.T) {
	t.Parallel()
	h := open(t)
	whole := h.Gate.Blobs
	h.Gate.Blobs = &failing{Blobs: whole, fail: func(n int) error {
		if n == 2 { // the second client's copy of the message
			return syscall.EIO
		}
		return nil
	}}
	k := call(t, h.serve(t, LMTP))
	k.ask("LHLO relay.example.com", "250")
	k.ask("MAIL FROM:<a@example.com>", "250")
	k.ask("RCPT TO:<terlinde-7kq2m9xw@in.example.test>", "250")
	k.ask("RCPT TO:<facturen+7kq2m9xw@in.example.test>", "250")
	k.ask("RCPT TO:<garagemaes-x9d3f6hj@in.example.test>", "250")
	k.ask("DATA", "354")
	k.say("From: a@example.com\r\n\r\nHello\r\n.\r\n")
	k.hear("250")
	k.hear("250")
	k.hear("451")
	h.wantLedgers(t, "terlinde", "message.eml skipped container; document skipped body-text")
	h.wantLedgers(t, "garagemaes")
}

// failing is a blob store in which the nth write may fail.
type failing struct {
	intake.Blobs
	mu   sync.Mutex
	n    int
	fail func(n int) error
}

func (f *failing) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error) {
	f.mu.Lock()
	f.n++
	err := f.fail(f.n)
	f.mu.Unlock()
	if err != nil {
		return blobs.Stored{}, fmt.Errorf("%w: storing: %w", invoer.ErrUnavailable, err)
	}
	return f.Blobs.Write(ctx, office, r, limit)
}

// A full disk is 452, another fault of ours 451; when it is over the same
// message comes in once.
func TestFaultsOfOursAreTriedAgain(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		at    int // which write fails
		fault error
		want  string
	}{
		"no room for the message":       {1, syscall.ENOSPC, "452"},
		"no room for its part":          {2, syscall.ENOSPC, "452"},
		"over the quota":                {2, syscall.EDQUOT, "452"},
		"a store that does not answer":  {1, syscall.ECONNREFUSED, "451"},
		"a store that breaks in a part": {2, syscall.EIO, "451"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.Gate.Blobs = &failing{Blobs: h.Gate.Blobs, fail: func(n int) error {
				if n == c.at {
					return c.fault
				}
				return nil
			}}
			k := call(t, h.serve(t, SMTP))
			k.begin("EHLO relay.example.com")
			k.say(letterWith("again") + ".\r\n")
			k.hear(c.want)
			h.wantLedgers(t, "terlinde")
			k.begin("EHLO relay.example.com")
			k.say(letterWith("again") + ".\r\n")
			k.hear("250")
			h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
		})
	}
}

// A relay that did not hear our yes sends the same message again: one
// delivery. Another message of the same sender, subject and file name is
// another one.
func TestTheSameAndTheLike(t *testing.T) {
	t.Parallel()
	h := open(t)
	address := h.serve(t, SMTP)
	for _, text := range []string{letterWith("one"), letterWith("one"), strings.Replace(letterWith("one"), "%one", "%two", 1)} {
		k := call(t, address)
		k.begin("EHLO relay.example.com")
		k.say(text + ".\r\n")
		k.hear("250")
	}
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken", "message.eml skipped container; a.pdf taken")
}

// A line cut in the middle of a message leaves nothing.
func TestCutLine(t *testing.T) {
	t.Parallel()
	h := open(t)
	k := call(t, h.serve(t, SMTP))
	k.begin("EHLO relay.example.com")
	k.say(letterWith("cut")[:100])
	k.conn.Close()
	c := call(t, h.serve(t, SMTP))
	c.begin("EHLO relay.example.com")
	c.say(letterWith("cut") + ".\r\n")
	c.hear("250")
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
	left, err := os.ReadDir(h.Spool)
	if err != nil || len(left) > 0 {
		t.Errorf("%d files in the spool (%v), want none", len(left), err)
	}
}

// A message of 25 MB streams, and a hundred peers at a time cost no memory
// each.
func TestMemory(t *testing.T) {
	h := open(t)
	address := h.serve(t, SMTP)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak uint64
	stop := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&after)
				peak = max(peak, after.HeapAlloc)
			}
		}
	}()
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() {
			k := call(t, address)
			k.ask("EHLO relay.example.com", "250")
			k.ask("MAIL FROM:<a@example.com>", "250")
			k.ask("RCPT TO:<terlinde-7kq2m9xw@in.example.test>", "250")
			k.ask("RSET", "250")
		})
	}
	wait.Wait()
	k := call(t, address)
	k.begin("EHLO relay.example.com")
	large(k)
	k.hear("250")
	close(stop)
	<-watched
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 40<<20 {
		t.Errorf("the heap grew by %d MiB, want less than 40", grown>>20)
	}
	if got := h.deliveries(t, "terlinde"); len(got) != 1 || got[0].Parts[0].Size < 25<<20 {
		t.Errorf("%d deliveries, want one of 25 MB", len(got))
	}
}

// large says a message with a text of 25 MB before its attachment.
func large(k *talk) {
	k.say("From: a@example.com\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\n")
	lines := strings.Repeat("Beste, in bijlage de factuur van deze maand; dank voor uw vertrouwen en tot binnenkort.\r\n", 1000)
	for sent := 0; sent < 25<<20; sent += len(lines) {
		k.say(lines)
	}
	k.say("--q\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n%%EOF\r\n--q--\r\n.\r\n")
}

// Whoever says very much without being asked is cut off.
func TestEndlessCommand(t *testing.T) {
	t.Parallel()
	h := open(t)
	k := call(t, h.serve(t, SMTP))
	chunk := bytes.Repeat([]byte("x"), 64<<10)
	for range 64 {
		if _, err := k.conn.Write(chunk); err != nil {
			return // cut, as it should be
		}
	}
	_ = k.conn.SetReadDeadline(time.Now().Add(90 * time.Second))
	if _, err := io.Copy(io.Discard, k.in); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("4 MiB without a line end were taken")
	}
}

// One connection too many is told so.
func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Limits.Connections = 2
	address := h.serve(t, SMTP)
	call(t, address)
	call(t, address)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if said, err := bufio.NewReader(conn).ReadString('\n'); !strings.HasPrefix(said, "421") {
		t.Errorf("heard %q, %v; want 421", said, err)
	}
}

// The raw message and its parts are kept as they were sent.
func TestBytesAreKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	xml := "<?xml version=\"1.0\" encoding=\"windows-1252\"?><note>caf\xe9 \x80</note>"
	text := "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=\"a=b\"\r\n\r\n--a=b\r\nContent-Type: text/xml; charset=us-ascii; name=a.xml\r\n" +
		"Content-Disposition: attachment; filename=a.xml\r\n\r\n" + xml + "\r\n--a=b--\r\n"
	k := call(t, h.serve(t, SMTP))
	k.begin("EHLO relay.example.com")
	k.say(text + ".\r\n")
	k.hear("250")
	parts := h.deliveries(t, "terlinde")[0].Parts
	for i, want := range []string{text, xml} {
		blob, err := h.blobs.Get(t.Context(), invoer.BlobKey(string(h.who.Office)+"/"+parts[i].SHA256))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(blob)
		blob.Close()
		if err != nil || string(got) != want {
			t.Errorf("part %d is kept as %q, %v; want %q", i+1, got, err, want)
		}
	}
}

// A crash between any two steps: see intake's own tests; here, that no file of
// a message lies about while it comes in.
func TestSpoolHasNoNames(t *testing.T) {
	t.Parallel()
	h := open(t)
	k := call(t, h.serve(t, SMTP))
	k.begin("EHLO relay.example.com")
	k.say(letterWith("x")[:50])
	left, err := filepath.Glob(filepath.Join(h.Spool, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("files %v (%v), want none with a name", left, err)
	}
}

// Where all places for deliveries are taken for longer than a relay waits, it
// hears so and tries again; and what takes longer than its time is ours to
// mend, not the relay's silence.
func TestNoPlaceForADelivery(t *testing.T) {
	t.Parallel()
	s := &session{limits: Limits{Patience: 50 * time.Millisecond}, busy: make(chan struct{}, 1), to: []recipient{{address: "a@in.example.test"}}}
	s.busy <- struct{}{}
	for client, err := range s.deliver(nil) {
		if got := replyTo(err); got.Code != 451 {
			t.Errorf("client %q hears %d, want 451", client, got.Code)
		}
	}
	<-s.busy
	if !s.enter() {
		t.Error("no place, and one is free")
	}
	if got := replyTo(fmt.Errorf("opening: %w", context.DeadlineExceeded)); got.Code != 451 {
		t.Errorf("a delivery that took too long is answered %d, want 451", got.Code)
	}
}

// A client whose day is full hears so, for now and not for ever.
func TestReplyOfAFullDay(t *testing.T) {
	t.Parallel()
	if got := replyTo(fmt.Errorf("delivering: %w", &intake.DayFull{Most: 1})); got.Code != 452 || got.EnhancedCode != (smtp.EnhancedCode{4, 2, 2}) || !strings.Contains(got.Message, "within a day") {
		t.Errorf("a full day is told as %v, want 452 4.2.2 in words", got)
	}
}

// As long as one recipient may still get a message the relay is to try again,
// whoever of them will never.
func TestOneMayStillGetIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	change := storage.Client{ID: h.clients["terlinde"], Code: "terlinde", Name: "Client terlinde", Language: "nl", DayLimit: 10}
	if _, err := h.store.ChangeClient(t.Context(), h.who, change); err != nil {
		t.Fatal(err)
	}
	k := call(t, h.serve(t, SMTP))
	for _, command := range []string{"EHLO x", "MAIL FROM:<a@example.com>", "RCPT TO:<garagemaes-x9d3f6hj@in.example.test>", "RCPT TO:<terlinde-7kq2m9xw@in.example.test>"} {
		k.ask(command, "250")
	}
	gone := storage.Client{ID: h.clients["garagemaes"], Code: "garagemaes", Name: "Client garagemaes", Language: "nl", Archived: true}
	if _, err := h.store.ChangeClient(t.Context(), h.who, gone); err != nil {
		t.Fatal(err)
	}
	k.ask("DATA", "354")
	k.ask(letterWith("one")+".", "452")
}

// A real Postfix by LMTP: each recipient has an answer of his own, and one who
// cannot get a message yet gets it later, once, while the other has it already.
func TestPostfixByLMTP(t *testing.T) {
	t.Parallel()
	h := open(t)
	limit := func(bytes int64) {
		t.Helper()
		change := storage.Client{ID: h.clients["terlinde"], Code: "terlinde", Name: "Client terlinde", Language: "nl", DayLimit: bytes}
		if _, err := h.store.ChangeClient(t.Context(), h.who, change); err != nil {
			t.Fatal(err)
		}
	}
	limit(10)
	relay := mailtest.StartPostfixLMTP(t, h.serve(t, LMTP))
	to := []string{"terlinde-7kq2m9xw@in.example.test", "garagemaes-x9d3f6hj@in.example.test"}
	client, err := smtp.Dial(relay)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, mark := range []string{"one", "two"} {
		if err := client.SendMail("a@example.com", to, strings.NewReader(letterWith(mark))); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, "both for the one who may", func() bool { return len(h.deliveries(t, "garagemaes")) == 2 })
	h.wantLedgers(t, "terlinde")
	limit(0)
	waitFor(t, "both for the other", func() bool { return len(h.deliveries(t, "terlinde")) == 2 })
	one := "message.eml skipped container; a.pdf taken"
	h.wantLedgers(t, "terlinde", one, one)
	h.wantLedgers(t, "garagemaes", one, one)
}
