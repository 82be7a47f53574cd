package pipeline

import (
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer/storage"
)

// A gate stands between the workers and the database, and can be shut: what is
// under way then hangs, as with a server that was stopped by a signal.
type gate struct {
	open sync.RWMutex
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
