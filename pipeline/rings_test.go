package pipeline

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// TestRingsBlockNothing rings twice for a row that waits, and for one whose
// task was archived in asynq: no option that we use keeps a ring from being
// rung again (asynq #492, #275).
func TestRingsBlockNothing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	b := h.bell()
	ring := h.scripted(h.client("K1"), 1, "text", 0)
	name := "asynq:{" + b.queue(quick) + "}:"
	for range 2 {
		if err := b.enqueue(t.Context(), ring); err != nil {
			t.Fatal(err)
		}
	}
	ids, err := b.redis.LRange(t.Context(), name+"pending", 0, -1).Result()
	if err != nil || len(ids) != 2 {
		t.Fatalf("%d tasks wait, %v; want both", len(ids), err)
	}
	for _, id := range ids {
		task := name + "t:" + id
		if got := b.redis.HGet(t.Context(), task, "unique_key").Val(); got != "" {
			t.Errorf("task has the unique key %q, want none", got)
		}
	}
	// As asynq leaves a task that has used up its tries.
	b.redis.RPop(t.Context(), name+"pending")
	b.redis.ZAdd(t.Context(), name+"archived", redis.Z{Score: 1, Member: ids[1]})
	if err := b.enqueue(t.Context(), ring); err != nil {
		t.Errorf("ringing for the row of an archived task: %v", err)
	}
}

// TestHealthIsTheOldestRow wants health to be the age of what waits longest:
// workers that are connected and do nothing do not look well (paperless-ngx
// #6260).
func TestHealthIsTheOldestRow(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	if age, err := p.Oldest(t.Context()); err != nil || age != 0 {
		t.Errorf("with nothing to do the oldest row is %v old, %v; want 0", age, err)
	}
	h.scripted(h.client("K1"), 1, "text", 0) // and nobody rings
	time.Sleep(300 * time.Millisecond)
	if age, err := p.Oldest(t.Context()); err != nil || age < 250*time.Millisecond || age > time.Minute {
		t.Errorf("the oldest row is %v old, %v; want about 300 ms", age, err)
	}
	h.run(p)
	h.settled(time.Minute)
	if age, err := p.Oldest(t.Context()); err != nil || age != 0 {
		t.Errorf("after it was done the oldest row is %v old, %v; want 0", age, err)
	}
}
