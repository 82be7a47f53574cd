package pipeline

import (
	"slices"
	"testing"
	"time"

	"github.com/invoer/invoer/storage/storagetest/servers"
)

// TestSentinelFailover kills the primary in the middle of the work: the
// sentinels make the replica the primary, and rings go on through it.
func TestSentinelFailover(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	s := servers.StartSentinels(t)
	h.address = s.URL()
	p := h.make(&recorded{}, usual)
	h.run(p)
	client := h.client("K1")
	h.load(p.bell, client, 8, 20*time.Millisecond)
	h.settled(30 * time.Second)
	if p.bell.silent() || p.bell.redis.Exists(t.Context(), "invoer:"+p.bell.name).Val() != 1 {
		t.Error("the bell did not ring at the primary that the sentinels name")
	}
	h.load(p.bell, client, 8, 50*time.Millisecond)
	before := s.Primary()
	s.KillPrimary()
	h.load(p.bell, client, 8, 50*time.Millisecond)
	h.settled(time.Minute)
	for end := time.Now().Add(time.Minute); s.Primary() == before || p.bell.away.Load() != 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("a minute after the primary %s died the primary is %s and the bell is away: %v", before, s.Primary(), p.bell.away.Load() != 0)
		}
	}
	rung := p.bell.redis.Get(t.Context(), "asynq:{"+p.bell.queue(quick)+"}:processed").Val()
	h.load(p.bell, client, 8, 20*time.Millisecond)
	h.settled(30 * time.Second)
	h.all(32)
	if now := p.bell.redis.Get(t.Context(), "asynq:{"+p.bell.queue(quick)+"}:processed").Val(); now == rung {
		t.Errorf("the new primary counts %q rings as before: the work came by another way", now)
	}
}

// TestCluster rings through a cluster: the keys of a queue lie in one slot,
// those of the two queues in slots of their own.
func TestCluster(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	c := servers.StartCluster(t)
	h.address = c.URL()
	p := h.make(&recorded{}, usual)
	h.run(p)
	h.load(p.bell, h.client("K1"), 20, 20*time.Millisecond)
	h.settled(time.Minute)
	h.all(20)
	if err := p.bell.tidy(t.Context()); err != nil {
		t.Errorf("tidying: %v", err)
	}
	for _, queue := range []string{quick, heavy} {
		if n, err := p.bell.redis.Get(t.Context(), "asynq:{"+p.bell.queue(queue)+"}:processed").Int(); err != nil || n < 20 {
			t.Errorf("%d rings went through the queue %s, %v; want 20 or more", n, queue, err)
		}
	}
	if keys := c.Keys(t); slices.Equal(keys, []string{"0", "0", "0"}) {
		t.Errorf("the nodes have %v keys, want some", keys)
	}
}
