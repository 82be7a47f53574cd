package pipeline

import (
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// TestFairBetweenClients uploads one page while another client's 2,000 pages
// wait: it is done within ten seconds, and hardly later than alone.
func TestFairBetweenClients(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	h.run(p)
	large, small := h.client("LARGE"), h.client("SMALL")
	p.bell.Ring(t.Context(), h.scripted(large, 2000, "text", 20*time.Millisecond))
	for h.count(`select count(*) from pages where stage = 'done'`) < 4 {
		time.Sleep(20 * time.Millisecond)
	}
	for range 3 {
		begin := time.Now()
		ring := h.scripted(small, 1, "text", 20*time.Millisecond)
		p.bell.Ring(t.Context(), ring)
		for h.count(`select count(*) from documents where file_id = $1 and stage = 'done'`, ring.ID) == 0 {
			if time.Since(begin) > 10*time.Second {
				t.Fatalf("one page of another client still waits after 10 s:\n%s", h.picture())
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Logf("done after %v", time.Since(begin))
	}
	if n := h.count(`select count(*) from pages where stage = 'normalise'`); n == 0 {
		t.Error("the large delivery was done already: nothing was proved")
	}
	if n := h.count(`select count(*) from pages where rung is not null and stage = 'normalise'`); n > 2*p.bell.most[invoer.NounPage] {
		t.Errorf("%d pages of one client are rung for at once, want at most about %d", n, p.bell.most[invoer.NounPage])
	}
}

// TestManyFilesOfOneClient is the same with 300 files instead of pages.
func TestManyFilesOfOneClient(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	large, small := h.client("LARGE"), h.client("SMALL")
	for range 300 {
		p.bell.Ring(t.Context(), h.scripted(large, 1, "text", 20*time.Millisecond))
	}
	h.run(p)
	ring := h.scripted(small, 1, "text", 20*time.Millisecond)
	begin := time.Now()
	p.bell.Ring(t.Context(), ring)
	for h.count(`select count(*) from documents where file_id = $1 and stage = 'done'`, ring.ID) == 0 {
		if time.Since(begin) > 10*time.Second {
			t.Fatalf("one page of another client still waits after 10 s:\n%s", h.picture())
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := h.count(`select count(*) from files where stage = 'open'`); n == 0 {
		t.Error("the large delivery was done already: nothing was proved")
	}
	h.settled(60 * time.Second)
}
