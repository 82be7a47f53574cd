package pipeline

import (
	"bytes"
	"context"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/invoer/invoer"
)

// TestRedisStaysSmall rings many times and looks what is left in Redis.
func TestRedisStaysSmall(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	h.run(p)
	client := h.client("K1")
	h.load(p.bell, client, 10, 0)
	h.settled(20 * time.Second)
	before := h.left(p.bell, 0)
	h.load(p.bell, client, 40, 0)
	h.settled(40 * time.Second)
	if after := h.left(p.bell, before.entries); after.keys > before.keys || after.entries > before.entries {
		t.Errorf("after 50 files %+v is in Redis, after 10 there was %+v", after, before)
	}
}

// inRedis is what a house keeps there: keys, entries of its lists and sets of
// tasks, and the bytes that all of them take.
type inRedis struct{ keys, entries, bytes int64 }

// left counts what is in Redis, once its tasks are no more than that: asynq
// takes finished ones away a moment later.
func (h *house) left(b *Bell, tasks int64) inRedis {
	h.t.Helper()
	var got inRedis
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = h.inRedis(b); got.entries <= tasks {
			return got
		}
	}
	return got
}

func (h *house) inRedis(b *Bell) (got inRedis) {
	h.t.Helper()
	ctx := h.t.Context()
	for _, queue := range []string{heavy, quick} {
		names, err := b.redis.Keys(ctx, "asynq:{"+b.queue(queue)+"}:*").Result()
		if err != nil {
			h.t.Fatal(err)
		}
		got.keys += int64(len(names))
		for _, name := range names {
			got.entries += b.redis.LLen(ctx, name).Val() + b.redis.ZCard(ctx, name).Val()
			got.bytes += b.redis.MemoryUsage(ctx, name).Val()
		}
	}
	return got
}

// TestWeekOfFaults goes through a week by a clock of its own: in each quarter of
// a day files fail, workers leave tasks behind in every way that asynq forgets
// them, Redis is emptied and away, and the database drops its connections. The
// last day has as many lines in the log and bytes in Redis as the second.
func TestWeekOfFaults(t *testing.T) {
	t.Parallel()
	const quarters, sweeps = 7 * 4, 20 // a sweep finds what the one before it found
	h := openHouse(t)
	var log book
	h.log = slog.New(slog.NewTextHandler(&log, nil))
	var clock atomic.Int64
	p := h.make(&recorded{}, swift)
	p.now = func() time.Time { return time.Unix(0, clock.Load()) }
	clock.Store(time.Now().UnixNano())
	client := h.client("K1")
	lines, bytes := make([]int, quarters), make([]int64, quarters)
	for q := range quarters {
		before := log.count()
		h.abandon(p.bell, q)
		p.bell.Ring(t.Context(), h.scripted(client, 1, "fail", 0))
		h.load(p.bell, client, 1, 0)
		h.faults(p.bell, q%4)
		var last time.Time
		for range sweeps {
			clock.Add(int64(6 * time.Hour / sweeps))
			last = p.look(t.Context(), last)
		}
		stop := h.run(h.make(&recorded{}, swift))
		h.settled(30 * time.Second)
		stop()
		lines[q], bytes[q] = log.count()-before, h.left(p.bell, 0).bytes
	}
	t.Logf("lines of each quarter: %v", lines)
	t.Logf("bytes in Redis after each quarter: %v", bytes)
	second, seventh := total(lines[4:8]), total(lines[24:28])
	if seventh > second+second/4 {
		t.Errorf("%d lines in the log on the seventh day, want about the %d of the second:\n%s", seventh, second, log.text())
	}
	if last, first := bytes[quarters-1], bytes[7]; last > first+first/10 {
		t.Errorf("%d bytes in Redis after the week, want about the %d of the second day: %+v", last, first, h.inRedis(p.bell))
	}
}

// faults is what happens to the servers in a quarter of a day.
func (h *house) faults(b *Bell, quarter int) {
	h.t.Helper()
	switch quarter {
	case 0:
		h.drop()
	case 1:
		h.redis.Stop()
		b.Ring(h.t.Context(), invoer.Ring{Office: h.office, Noun: invoer.NounFile, ID: string(h.office), Stage: invoer.StageOpen})
		h.redis.Start()
	case 2:
		if err := b.redis.FlushAll(h.t.Context()).Err(); err != nil {
			h.t.Fatal(err)
		}
	}
}

// abandon leaves tasks in Redis as workers do that die: archived, leased to
// nobody and not active (asynq #764), active without a lease (asynq #1144).
func (h *house) abandon(b *Bell, nth int) {
	h.t.Helper()
	ctx := h.t.Context()
	name := "asynq:{" + b.queue(quick) + "}:"
	ring := invoer.Ring{Office: h.office, Noun: invoer.NounFile, ID: string(h.office), Stage: invoer.StageOpen}
	for range 5 {
		for _, way := range []func(id string){
			func(id string) { b.redis.ZAdd(ctx, name+"archived", redis.Z{Score: 1, Member: id}) },
			func(id string) { b.redis.ZAdd(ctx, name+"lease", redis.Z{Score: float64(nth), Member: id}) },
			func(id string) { b.redis.LPush(ctx, name+"active", id) },
		} {
			if err := b.enqueue(ctx, ring); err != nil {
				h.t.Fatal(err)
			}
			id, err := b.redis.LPop(ctx, name+"pending").Result()
			if err != nil {
				h.t.Fatal(err)
			}
			way(id)
		}
	}
}

func (b *book) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Count(b.lines.Bytes(), []byte("\n"))
}

func total(of []int) (all int) {
	for _, n := range of {
		all += n
	}
	return all
}

// TestManyTasks puts a hundred thousand tasks through a queue: the last thousand
// cost Redis as many commands as the first, and leave nothing behind.
func TestManyTasks(t *testing.T) {
	t.Parallel()
	const all, share = 100_000, 1000
	h := openHouse(t)
	p := h.make(&recorded{}, usual)
	var done atomic.Int64
	server := p.server(quick)
	if err := server.Start(counting(&done)); err != nil {
		t.Fatal(err)
	}
	defer server.Shutdown()
	ring := invoer.Ring{Office: h.office, Noun: invoer.NounFile, ID: string(h.office), Stage: invoer.StageOpen}
	through := func(tasks int64) (commands float64, left inRedis) {
		began, commandsBefore := done.Load(), h.commands(p.bell)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range tasks / 4 {
					if err := p.bell.enqueue(t.Context(), ring); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		for done.Load() < began+tasks && !t.Failed() {
			time.Sleep(time.Millisecond)
		}
		left = h.left(p.bell, 0)
		return float64(h.commands(p.bell)-commandsBefore) / float64(tasks), left
	}
	first, before := through(share)
	through(all - 2*share)
	last, after := through(share)
	t.Logf("commands of a task: %.1f of the first %d, %.1f of the last; in Redis %+v, then %+v", first, share, last, before, after)
	if last > 1.2*first {
		t.Errorf("%.1f commands for each of the last %d of %d tasks, want about %.1f as for the first", last, share, all, first)
	}
	if after.keys > before.keys || after.entries > before.entries || after.bytes > before.bytes+1024 {
		t.Errorf("%+v is left in Redis, want what was after the first %d: %+v", after, share, before)
	}
}

// commands tells how many scripts Redis has run: enqueueing, taking and ending
// a task is one each. Others are asked by the clock, not by the task.
func (h *house) commands(b *Bell) int64 {
	h.t.Helper()
	stats, err := b.redis.Info(h.t.Context(), "commandstats").Result()
	if err != nil {
		h.t.Fatal(err)
	}
	for line := range strings.Lines(stats) {
		rest, found := strings.CutPrefix(line, "cmdstat_evalsha:calls=")
		if !found {
			continue
		}
		calls, _, _ := strings.Cut(rest, ",")
		n, err := strconv.ParseInt(calls, 10, 64)
		if err != nil {
			h.t.Fatal(err)
		}
		return n
	}
	return 0
}

// counting handles tasks by counting them.
func counting(done *atomic.Int64) asynq.Handler {
	return asynq.HandlerFunc(func(context.Context, *asynq.Task) error {
		done.Add(1)
		return nil
	})
}
