package pipeline

import (
	"context"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// load delivers so many scripted files of two pages and rings for them.
func (h *house) load(b *Bell, client invoer.ClientID, files int, take time.Duration) {
	h.t.Helper()
	for range files {
		b.Ring(h.t.Context(), h.scripted(client, 2, "ocr", take))
	}
}

// all checks that files of two pages came out once each.
func (h *house) all(files int) {
	h.t.Helper()
	got := h.ledger()
	for what, want := range map[string]int{
		"documents": files, "read": files, "pages": 2 * files, "document pages": 2 * files,
		"archives": files, "told of as read": files,
	} {
		if got[what] != want {
			h.t.Errorf("%d %s, want %d:\n%s", got[what], what, want, h.picture())
		}
	}
}

func TestRedisEmptiedUnderLoad(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	h.run(p)
	h.load(p.bell, h.client("K1"), 30, 20*time.Millisecond)
	for range 3 {
		time.Sleep(300 * time.Millisecond)
		if err := p.bell.redis.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	h.settled(30 * time.Second)
	h.all(30)
}

// TestTasksActiveButLost takes away what asynq knows of its running tasks
// (asynq #1144): they are found by the sweep, which does not ask asynq.
func TestTasksActiveButLost(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, swift)
	client := h.client("K1")
	h.load(p.bell, client, 6, 20*time.Millisecond)
	// A worker takes all tasks and dies: they are active for ever, without a lease.
	for _, queue := range []string{heavy, quick} {
		name := "asynq:{" + p.bell.queue(queue) + "}:"
		for p.bell.redis.LMove(t.Context(), name+"pending", name+"active", "RIGHT", "LEFT").Err() == nil {
		}
		p.bell.redis.Del(t.Context(), name+"lease")
	}
	h.run(p)
	h.settled(20 * time.Second)
	h.all(6)
}

func TestRedisAwayForAWhile(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	h.run(p)
	client := h.client("K1")
	h.load(p.bell, client, 8, 20*time.Millisecond)
	h.redis.Stop()
	h.load(p.bell, client, 8, 20*time.Millisecond)
	h.settled(30 * time.Second) // while it is away
	h.redis.Start()
	begin := time.Now()
	h.load(p.bell, client, 8, 20*time.Millisecond)
	h.settled(10 * time.Second)
	t.Logf("%v after Redis came back", time.Since(begin))
	h.all(24)
}

func TestDatabaseDropsItsConnections(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, swift)
	h.run(p)
	h.load(p.bell, h.client("K1"), 20, 20*time.Millisecond)
	for range 5 {
		time.Sleep(200 * time.Millisecond)
		h.drop()
	}
	h.settled(30 * time.Second)
	h.all(20)
}

// drop ends all connections to the database, as a restart would.
func (h *house) drop() {
	h.t.Helper()
	err := h.owner(func(ctx context.Context, exec func(string) error) error {
		return exec(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// TestTwoHousesOnOneRedis lets two installations share a Redis: neither takes
// the other's tasks (paperless-ngx #2187).
func TestTwoHousesOnOneRedis(t *testing.T) {
	t.Parallel()
	one, two := openHouse(t), openHouse(t)
	two.redis = one.redis
	first, second := one.make(&recorded{}, usual), two.make(&recorded{}, usual)
	one.load(first.bell, one.client("K1"), 5, 0)
	two.run(second)
	two.load(second.bell, two.client("K1"), 5, 0)
	two.settled(20 * time.Second)
	two.all(5)
	if n := one.count(`select count(*) from files where stage <> 'open' or lease_by <> ''`); n != 0 {
		t.Errorf("%d files of the other house were touched", n)
	}
	one.run(first)
	one.settled(20 * time.Second)
	one.all(5)
}

func TestStopPutsBack(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	r := &recorded{}
	p := h.make(r, swift)
	stop := h.run(p)
	h.load(p.bell, h.client("K1"), 2, 30*time.Second) // longer than the grace
	for h.count(`select count(*) from pages where lease_by <> ''`) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	begin := time.Now()
	stop()
	if took := time.Since(begin); took > swift.grace+10*time.Second { // the work itself would take 30
		t.Errorf("stopping took %v, want hardly more than %v", took, swift.grace)
	}
	if n := h.count(`select count(*) from pages where lease_by <> '' or attempts <> 0`); n != 0 {
		t.Errorf("%d pages were not put back", n)
	}
	if n := h.count(`select count(*) from pages where stage in ('normalise', 'read')`); n != 4 {
		t.Errorf("%d pages wait, want 4:\n%s", n, h.picture())
	}
}
