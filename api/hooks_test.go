package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A receiver is somebody's server that is told of events.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []http.Header
	bodies []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body) // what came is looked at below
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got, r.bodies = append(r.got, q.Header.Clone()), append(r.bodies, string(body))
		if r.status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// A clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (h *house) hooks(t *testing.T, private bool) *Hooks {
	t.Helper()
	return &Hooks{Store: h.Store, Log: slog.New(slog.DiscardHandler), Now: time.Now, Private: private}
}

// sendAll sends what is due and waits for the answers.
func (h *Hooks) sendAll(t *testing.T) {
	t.Helper()
	r := newRound(h)
	if err := r.sendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.wait.Wait()
}

// emit makes something happen.
func (h *house) emit(t *testing.T) {
	t.Helper()
	err := h.Store.In(t.Context(), invoer.Machine(h.who.Office), func(tx storage.Tx) error {
		return tx.Emit(storage.Event{Kind: "document.read", Document: "00000000-0000-4000-8000-000000000001", Data: map[string]string{"status": "read"}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) hook(t *testing.T, url string, kinds ...string) (secret string) {
	t.Helper()
	secret, _, err := h.Store.AddWebhook(t.Context(), h.who, storage.Webhook{URL: url, Kinds: kinds, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func (h *house) attempt(t *testing.T) storage.Attempt {
	t.Helper()
	all, err := h.Store.Attempts(t.Context(), h.who, storage.AttemptFilter{Limit: 10})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d attempts (%v), want one", len(all), err)
	}
	return all[0]
}

func TestWebhookIsSigned(t *testing.T) {
	t.Parallel()
	h, r := open(t, nil), newReceiver(t)
	secret := h.hook(t, r.URL)
	h.hook(t, r.URL+"/other", "document.approved") // is not told of this
	h.emit(t)
	hooks := h.hooks(t, true)
	hooks.sendAll(t)
	if len(r.got) != 1 {
		t.Fatalf("%d requests, want one", len(r.got))
	}
	head, body := r.got[0], r.bodies[0]
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, head.Get("Webhook-Id")+"."+head.Get("Webhook-Timestamp")+"."+body)
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); head.Get("Webhook-Signature") != want {
		t.Errorf("signature %s, want %s", head.Get("Webhook-Signature"), want)
	}
	var e Announcement
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.Type != "document.read" || e.Document == "" {
		t.Errorf("body %s (%v), want the event", body, err)
	}
	if a := h.attempt(t); a.Delivered.IsZero() || a.Status != 200 || !a.Next.IsZero() {
		t.Errorf("attempt %+v, want it delivered", a)
	}
}

// A receiver that fails is told again with the same id, and a person can send
// it once more after it was given up.
func TestWebhookIsTriedAgain(t *testing.T) {
	t.Parallel()
	h, r := open(t, nil), newReceiver(t)
	h.hook(t, r.URL)
	h.emit(t)
	hooks := h.hooks(t, true)
	for _, c := range []struct {
		status int
		again  bool
	}{{500, true}, {http.StatusFound, true}, {http.StatusGone, false}, {200, false}} {
		r.answer(c.status)
		hooks.sendAll(t)
		a := h.attempt(t)
		if a.Status != c.status || a.Next.IsZero() == c.again {
			t.Errorf("after an answer of %d: status %d, next %s; want another try: %v", c.status, a.Status, a.Next, c.again)
		}
		if err := h.Store.ReplayAttempt(t.Context(), h.who, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.got) != 4 {
		t.Fatalf("%d requests, want 4: a redirection is not followed", len(r.got))
	}
	for _, head := range r.got {
		if head.Get("Webhook-Id") != r.got[0].Get("Webhook-Id") {
			t.Errorf("id %s of a try, want that of the first, %s", head.Get("Webhook-Id"), r.got[0].Get("Webhook-Id"))
		}
	}
}

// A receiver that never answers gets its few events at once, and keeps nobody else
// waiting.
func TestSlowReceiverKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	h, good := open(t, nil), newReceiver(t)
	var asked atomic.Int64
	free := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked.Add(1)
		<-free
	}))
	defer slow.Close()
	h.hook(t, slow.URL, "document.read")
	h.hook(t, good.URL, "document.held")
	for range 20 {
		h.emit(t)
	}
	err := h.Store.In(t.Context(), invoer.Machine(h.who.Office), func(tx storage.Tx) error {
		return tx.Emit(storage.Event{Kind: "document.held", Document: "00000000-0000-4000-8000-000000000001"})
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.hooks(t, true).Run(ctx) }()
	for good.told() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	if n := asked.Load(); n > int64(hookShare.OfEach) {
		t.Errorf("the slow one was asked %d times before the other was told, want %d at most", n, hookShare.OfEach)
	}
	close(free)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func (r *receiver) told() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.got)
}

func TestWebhookToOurOwnHouse(t *testing.T) {
	t.Parallel()
	h, r := open(t, nil), newReceiver(t)
	h.hook(t, strings.Replace(r.URL, "127.0.0.1", "localhost", 1))
	h.emit(t)
	hooks := h.hooks(t, false)
	hooks.sendAll(t)
	a := h.attempt(t)
	if len(r.got) != 0 || a.Status != 0 || !strings.Contains(a.Fault, "private address") {
		t.Errorf("%d requests, status %d, fault %q; want none, as the address is private", len(r.got), a.Status, a.Fault)
	}
}

func TestPauses(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Now()}
	h := &Hooks{Now: c.now}
	var all time.Duration
	for tried := 0; ; tried++ {
		next := h.next(tried, 500)
		if next.IsZero() {
			break
		}
		all += next.Sub(c.at)
	}
	if all < 20*time.Hour || all > 30*time.Hour {
		t.Errorf("tries go on for %s, want about a day", all)
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "::1": false, "::": false,
		"fe80::1": false, "fd00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"ff02::1": false, "192.0.2.1": false, "::127.0.0.1": false, "fec0::1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("public(%s) = %v, want %v", address, got, want)
		}
	}
}

func TestCheckHook(t *testing.T) {
	t.Parallel()
	s := &Server{}
	cases := map[string]struct {
		url   string
		kinds []string
		good  bool
	}{
		"an address":           {"https://example.test/hook", nil, true},
		"kinds that exist":     {"https://example.test/hook", []string{"document.read"}, true},
		"a kind that does not": {"https://example.test/hook", []string{"document.eaten"}, false},
		"a file":               {"file:///etc/passwd", nil, false},
		"a port that is none":  {"https://example.test:99999/hook", nil, false},
		"port zero":            {"https://example.test:0/hook", nil, false},
		"no host":              {"https:///x", nil, false},
		"a password in it":     {"https://a:b@example.test/", nil, false},
		"a public address":     {"https://9.9.9.9/hook", nil, true},
		"a private address":    {"https://10.0.0.7/hook", nil, false},
		"this machine":         {"http://[::1]:8080/hook", nil, false},
		"this machine by name": {"http://localhost/hook", nil, false},
		"a name with a port":   {"https://hooks.example.test:8443/hook", nil, true},
		"a final dot":          {"https://example.test./hook", nil, true},
		"a name with digits":   {"https://1.2.3.example7.test/hook", nil, true},
		"hexadecimal, public":  {"https://0x09090909/hook", nil, true},
	}
	for _, private := range []string{
		"0x7f000001", "0X7F.1", "2130706433", "127.1", "10.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0x7f.0x0.0x0.0x1.", "0", "0x",
		"192.168.257", "3232235777", "localhost.", "LOCALHOST", "a.localhost", "db", "intranet.", "printer.local", "db.internal", "nas.home.arpa",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::]", "[0:0:0:0:0:0:0:1]", "[fe80::1%25eth0]", "[fec0::1]", "169.254.43518",
	} {
		cases["private: "+private] = struct {
			url   string
			kinds []string
			good  bool
		}{"http://" + private + ":8080/", nil, false}
	}
	for _, strange := range []string{
		"user@example.test", "127.0.0.1@example.test", "example.test@127.0.0.1", "１２７.0.0.1", "ⓛocalhost", "256.1.1.1", "1.2.3.4.5", "4294967296",
		"99999999999999999999999", "a..test", "..", ".", "a b.test", "example.test%00", "0x7f000001%2e", "089.1.1.1.999", "[::1", "[localhost]",
	} {
		cases["strange: "+strange] = struct {
			url   string
			kinds []string
			good  bool
		}{"http://" + strange + "/", nil, false}
	}
	for name, c := range cases {
		if err := s.CheckHook(c.url, c.kinds); (err == nil) != c.good {
			t.Errorf("%s: %v, want good: %v", name, err, c.good)
		}
	}
}

// What is refused as private when a webhook is made is refused when it is
// reached, and the other way round: both ask the same.
func FuzzHostOf(f *testing.F) {
	for _, seed := range []string{"127.0.0.1", "0x7f.1", "017700000001", "example.test.", "[::1]", "1.2.3.4.5", "a..b", "08.1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := url.Parse("http://" + text + "/")
		if err != nil || u.Host == "" {
			return
		}
		h, err := hostOf(u)
		if err != nil {
			return
		}
		if h.at.IsValid() == (h.name != "") {
			t.Fatalf("%q is the name %q and the address %v, want one of them", text, h.name, h.at)
		}
		if !h.at.IsValid() {
			if _, err := netip.ParseAddr(h.name); err == nil {
				t.Errorf("%q is the name %q, which is an address", text, h.name)
			}
			return
		}
		if dialled := publicOnly("tcp", netip.AddrPortFrom(h.at, 80).String(), nil) == nil; dialled != h.public() {
			t.Errorf("%q: dialled %v, made %v", text, dialled, h.public())
		}
	})
}

// Run ends when it is told to.
func TestHooksEnd(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.hooks(t, true).Run(ctx) }()
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(90 * time.Second):
		t.Error("it runs on")
	}
}
