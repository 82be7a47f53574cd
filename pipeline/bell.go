package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// BellSettings say what a Bell rings with.
type BellSettings struct {
	Store *storage.Store
	Redis string // as ParseRedis reads it
	Heavy int    // workers of the heavy queue on a machine; 0: one a core
	Quick int    // workers of the quick queue on a machine; 0: four a core
	Log   *slog.Logger
	Now   func() time.Time
}

// A Bell tells workers, wherever they are, that a row waits for them.
type Bell struct {
	store  *storage.Store
	redis  redis.UniversalClient
	client *asynq.Client
	name   string // of the installation: two on one Redis do not take each other's tasks
	most   map[invoer.Noun]int
	log    *slog.Logger
	now    func() time.Time

	away   atomic.Int64 // unix nanoseconds until which Redis is not tried again
	local  atomic.Pointer[func(invoer.Ring) bool]
	wasted atomic.Bool // a ring was heard, or a sweep begun, while the database was away: rows wait that count as rung for
}

// OpenBell connects to Redis. A Redis that does not answer is no error: the
// sweep finds what could not be rung for. One that is too old is an
// invoer.ErrUnavailable.
func OpenBell(ctx context.Context, s BellSettings) (*Bell, error) {
	options, err := ParseRedis(s.Redis)
	if err != nil {
		return nil, err
	}
	name, err := s.Store.Installation(ctx)
	if err != nil {
		return nil, err
	}
	s.Heavy, s.Quick = slots(s.Heavy, s.Quick)
	client := redis.NewUniversalClient(options)
	if err := refuseOldRedis(ctx, client); err != nil {
		_ = client.Close() // it is not used
		return nil, err
	}
	return &Bell{
		store: s.Store, redis: client, client: asynq.NewClientFromRedisClient(client), name: name, log: s.Log, now: s.Now,
		most: map[invoer.Noun]int{invoer.NounPage: 2 * s.Heavy, invoer.NounFile: 2 * s.Quick, invoer.NounDocument: 2 * s.Quick},
	}, nil
}

// slots fills in how many there are on a machine.
func slots(ofHeavy, ofQuick int) (int, int) {
	if ofHeavy == 0 {
		ofHeavy = runtime.NumCPU()
	}
	if ofQuick == 0 {
		ofQuick = 4 * runtime.NumCPU()
	}
	return ofHeavy, ofQuick
}

// Close gives the connections back.
func (b *Bell) Close() error { return b.redis.Close() }

// Ring tells that a row waits. It fails nobody: a ring that cannot be rung is
// one that the sweep rings, and a client that has many rows rung for already
// is rung for again when one of them is finished.
func (b *Bell) Ring(ctx context.Context, ring invoer.Ring) {
	rung, err := b.store.Ringing(ctx, ring, b.most[ring.Noun])
	if err != nil {
		b.wasted.Store(true)
		b.log.Warn("ring left to the sweep", "noun", ring.Noun, "id", ring.ID, "err", err)
		return
	}
	if rung {
		b.put(ctx, ring)
	}
}

// next rings for the rows of a client that are next in turn.
func (b *Bell) next(ctx context.Context, office invoer.OfficeID, client invoer.ClientID, nouns []invoer.Noun) {
	turns := make([]storage.Turn, len(nouns))
	for i, noun := range nouns {
		turns[i] = storage.Turn{Noun: noun, Most: b.most[noun]}
	}
	rings, err := b.store.NextRings(ctx, office, client, turns)
	if err != nil {
		b.wasted.Store(true)
		b.log.Warn("rings left to the sweep", "office", office, "err", err)
		return
	}
	for _, ring := range rings {
		b.put(ctx, ring)
	}
}

// put makes the task. While Redis is away the workers of this process get the
// ring by hand; where there are none the sweep of another machine finds the row.
func (b *Bell) put(ctx context.Context, ring invoer.Ring) {
	if b.silent() {
		b.byHand(ring)
		return
	}
	if err := b.enqueue(ctx, ring); err != nil {
		b.missed(err)
		b.byHand(ring)
	}
}

// enqueue sets no TaskID, Unique or Retention, which would block a later ring
// for the row, and no retries, which are counted in the row.
func (b *Bell) enqueue(ctx context.Context, ring invoer.Ring) error {
	payload, err := json.Marshal(ring)
	if err != nil {
		return fmt.Errorf("ring: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), redisPatience)
	defer cancel()
	_, err = b.client.EnqueueContext(ctx, asynq.NewTask(string(ring.Stage), payload),
		asynq.Queue(b.queue(queueOf(ring.Noun))), asynq.MaxRetry(0), asynq.Timeout(time.Hour))
	return err
}

// queue is the name of a queue in Redis.
func (b *Bell) queue(name string) string { return "invoer-" + b.name + "-" + name }

func (b *Bell) byHand(ring invoer.Ring) {
	if take := b.local.Load(); take != nil {
		(*take)(ring)
	}
}

// silent tells whether Redis was found away a moment ago.
func (b *Bell) silent() bool { return b.now().UnixNano() < b.away.Load() }

// missed notes that Redis did not answer, and says so once.
func (b *Bell) missed(err error) {
	until := b.now().Add(2 * time.Second).UnixNano()
	if before := b.away.Swap(until); before == 0 {
		b.log.Warn("redis does not answer; the sweep finds what waits", "err", err)
	}
}

// back notes that Redis answers, and tells whether it had been away.
func (b *Bell) back() bool {
	was := b.away.Swap(0) != 0
	if was {
		b.log.Info("redis answers again")
	}
	return was
}
