package pipeline

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// zombie is how long a task may be without a living lease before it is thrown
// away; asynq looks for such tasks every minute.
const zombie = 3 * time.Minute

// tidying takes out of a queue what asynq keeps for ever: tasks that it
// archived, tasks whose lease ran out and that it can neither retry nor archive
// (it says so every minute from then on: asynq #764, #885), and tasks that are
// active without a lease (asynq #1144). They are rings: no row is lost with one.
// Keys are laid out as in asynq 0.26; all of a queue are on one server of a
// cluster.
var tidying = redis.NewScript(`
local active, lease, archived, task = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local gone = 0
local function drop(id)
	redis.call("LREM", active, 0, id)
	redis.call("ZREM", lease, id)
	redis.call("ZREM", archived, id)
	redis.call("DEL", task .. id)
	gone = gone + 1
end
for _, id in ipairs(redis.call("ZRANGE", archived, 0, 999)) do drop(id) end
for _, id in ipairs(redis.call("ZRANGEBYSCORE", lease, "-inf", ARGV[2], "LIMIT", 0, 1000)) do drop(id) end
for _, id in ipairs(redis.call("LRANGE", active, 0, 999)) do
	if not redis.call("ZSCORE", lease, id) then drop(id) end
end
return gone`)

// tidy takes dead tasks out of the queues of the house.
func (b *Bell) tidy(ctx context.Context) error {
	for _, queue := range []string{heavy, quick} {
		key := "asynq:{" + b.queue(queue) + "}:"
		keys := []string{key + "active", key + "lease", key + "archived"}
		if err := tidying.Run(ctx, b.redis, keys, key+"t:", b.now().Add(-zombie).Unix()).Err(); err != nil {
			return err
		}
	}
	return nil
}
