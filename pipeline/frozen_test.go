package pipeline

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer/storage"
)

// A gate stands between the workers and the database, and can be shut: what is
// under way then hangs, as with a server that was stopped by a signal. Or the
// server is gone: nobody is connected, and nobody can connect.
type gate struct {
	open sync.RWMutex

	mu    sync.Mutex
	gone  bool
	conns []net.Conn
}

// leave takes the server away, or back.
func (g *gate) leave(gone bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.gone = gone
	for _, conn := range g.conns {
		_ = conn.Close() // it may be closed already
	}
	g.conns = nil
}

// enter tells whether a connection is let through.
func (g *gate) enter(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.gone {
		g.conns = append(g.conns, conns...)
	}
	return !g.gone
}

func (g *gate) listen(t *testing.T, socket string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() }) // the test is over
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", socket)
			if err != nil {
				_ = in.Close() // the worker finds out
				continue
			}
			if !g.enter(in, out) {
				_, _ = in.Close(), out.Close() // the worker finds out
				continue
			}
			go g.pass(out, in)
			go g.pass(in, out)
		}
	}()
	return l.Addr().String()
}

func (g *gate) pass(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		g.open.RLock()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				g.open.RUnlock()
				return
			}
		}
		g.open.RUnlock()
		if err == io.EOF || err != nil {
			return
		}
	}
}

// behind gives the house a store that reaches its database through the gate.
func (h *house) behind(t *testing.T, g *gate) {
	t.Helper()
	u, err := url.Parse(h.db.URL)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	port := q.Get("port")
	if port == "" {
		port = "5432"
	}
	address := g.listen(t, filepath.Join(q.Get("host"), ".s.PGSQL."+port))
	q.Del("host")
	q.Del("port")
	u.Host, u.RawQuery = address, q.Encode()
	store, err := storage.Open(t.Context(), storage.Settings{URL: u.String()})
	if err != nil {
		t.Fatalf("database at %s: %v", u.Redacted(), err)
	}
	t.Cleanup(store.Close)
	h.store = store
}

// TestDatabaseStandsStill freezes the database under load for longer than a
// lease lives: all work goes on afterwards, and nothing is done twice.
func TestDatabaseStandsStill(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	g := &gate{}
	direct := h.store
	h.behind(t, g)
	p := h.make(&recorded{}, swift)
	h.run(p)
	h.load(p.bell, h.client("K1"), 20, 30*time.Millisecond)
	for range 2 {
		time.Sleep(400 * time.Millisecond)
		g.open.Lock()
		time.Sleep(swift.lease + time.Second)
		g.open.Unlock()
	}
	h.store = direct
	h.settled(30 * time.Second)
	h.all(20)
}

// slow is a pace at which leases do not run out and rings do not count as lost:
// what goes on does so because somebody noticed.
var slow = pace{
	lease: time.Hour, renew: time.Minute, watch: 50 * time.Millisecond, sweep: 500 * time.Millisecond, lost: time.Hour,
	grace: 2 * time.Second, deaf: 200 * time.Millisecond, pauses: []time.Duration{50 * time.Millisecond, 50 * time.Millisecond},
}

// TestDatabaseGoneForAWhile takes the database away when a ring is heard and
// when a worker is to write what he did: when it is back the work goes on,
// without waiting until a lease runs out or a ring counts as lost.
func TestDatabaseGoneForAWhile(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	g := &gate{}
	direct := h.store
	h.behind(t, g)
	var log book
	h.log = slog.New(slog.NewTextHandler(&log, nil))
	inHand := make(chan struct{})
	leave := sync.OnceFunc(func() {
		g.leave(true) // before this worker can write
		close(inHand)
	})
	p := h.make(&recorded{}, slow, func(stages []Stage) {
		work := stages[1].Work
		stages[1].Work = func(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
			leave()
			return work(ctx, job)
		}
	})
	p.bell.Ring(t.Context(), h.scripted(h.client("K1"), 1, "ocr", 0))
	g.leave(true)
	h.run(p)
	log.wants(t, "row left to the sweep") // a ring was heard in vain
	g.leave(false)
	<-inHand
	log.wants(t, "stage=normalise ms=")
	g.leave(false)
	h.store = direct
	h.settled(time.Minute)
	if got := h.ledger(); got["read"] != 1 {
		t.Errorf("%d documents are read, want 1:\n%s", got["read"], h.picture())
	}
}

// wants waits until something is logged.
func (b *book) wants(t *testing.T, line string) {
	t.Helper()
	b.wantsTimes(t, line, 1)
}

// wantsTimes waits until something is logged so often.
func (b *book) wantsTimes(t *testing.T, line string, times int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); strings.Count(b.text(), line) < times; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the log, which should say %q:\n%s", line, b.text())
		}
	}
}
