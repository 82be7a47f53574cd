package pipeline

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/invoer/invoer"
)

// How long Redis may take before it counts as away.
const redisPatience = time.Second

// ParseRedis reads the address of a Redis or Valkey:
//
//	redis://[user:password@]host:port[/db]               one server
//	rediss://…                                           the same over TLS
//	unix:///path/to/socket[?db=1]                        one server on this machine
//	redis-sentinel://[user:password@]h1:p1,h2:p2/master[?db=1]  its sentinels
//	redis-cluster://[user:password@]h1:p1,h2:p2          some nodes of a cluster
//
// Sentinel and cluster take ?tls=true as well.
func ParseRedis(address string) (*redis.UniversalOptions, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: redis address: want redis://host:port", invoer.ErrInvalid)
	}
	o := &redis.UniversalOptions{
		Addrs: strings.Split(u.Host, ","), DialTimeout: redisPatience, DialerRetries: 1, MaxRetries: 1,
		MinRetryBackoff: redisPatience / 5, MaxRetryBackoff: redisPatience / 2, // asynq asks again without a pause
		ReadTimeout: 3 * redisPatience, WriteTimeout: 3 * redisPatience,
	}
	o.Username = u.User.Username()
	o.Password, _ = u.User.Password() // none is an empty one
	path, db := strings.Trim(u.Path, "/"), u.Query().Get("db")
	switch u.Scheme {
	case "unix":
		o.Addrs = []string{u.Path}
	case "redis", "rediss":
		db = path
	case "redis-sentinel":
		o.MasterName, o.SentinelUsername, o.SentinelPassword = path, o.Username, o.Password
	case "redis-cluster":
		o.IsClusterMode = true
	default:
		return nil, fmt.Errorf("%w: redis address begins with %q, want redis, rediss, unix, redis-sentinel or redis-cluster", invoer.ErrInvalid, u.Scheme)
	}
	if u.Scheme == "rediss" || u.Query().Get("tls") == "true" {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if o.Addrs[0] == "" || (u.Scheme == "redis-sentinel" && o.MasterName == "") {
		return nil, fmt.Errorf("%w: redis address names no server or no master", invoer.ErrInvalid)
	}
	if db == "" {
		return o, nil
	}
	if o.DB, err = strconv.Atoi(db); err != nil {
		return nil, fmt.Errorf("%w: redis database %q, want a number", invoer.ErrInvalid, db)
	}
	return o, nil
}

// silence keeps go-redis from writing to standard error by itself: that Redis
// is away is said once, by us.
type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

func init() { redis.SetLogger(silence{}) }
