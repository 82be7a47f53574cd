package pipeline

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/invoer/invoer"
)

// How long Redis may take before it counts as away.
const redisPatience = time.Second

// oldestRedis is the oldest version that has all that is asked of it. Valkey says
// that it is a Redis of 7.2.
const oldestRedis = 6

// refuseOldRedis is an invoer.ErrUnavailable where the server says that it is older
// than oldestRedis. One that does not answer, or does not say, is not judged.
func refuseOldRedis(ctx context.Context, client redis.UniversalClient) error {
	ctx, cancel := context.WithTimeout(ctx, redisPatience)
	defer cancel()
	info, err := client.Info(ctx, "server").Result()
	if err != nil {
		return nil
	}
	_, after, _ := strings.Cut(info, "redis_version:")
	version, _, _ := strings.Cut(after, "\r")
	major, _, _ := strings.Cut(version, ".")
	if n, err := strconv.Atoi(major); err == nil && n < oldestRedis {
		return fmt.Errorf("%w: this Redis is version %s, want %d or newer, or Valkey; upgrade it, or leave --redis out and let invoer run its own", invoer.ErrUnavailable, version, oldestRedis)
	}
	return nil
}

// A redisForm is one way to say where Redis is.
type redisForm struct {
	want   string   // what an address of this form looks like
	port   string   // where none is given; empty: the address is a path
	many   bool     // several servers may be named
	path   string   // what stands after the servers: master, database; empty: nothing
	params []string // after the question mark
}

var redisForms = map[string]redisForm{
	"redis":          {want: "redis://[user:password@]host[:port][/database]", port: "6379", path: "database"},
	"rediss":         {want: "rediss://[user:password@]host[:port][/database]", port: "6379", path: "database"},
	"unix":           {want: "unix:///path/to/socket[?db=1]", params: []string{"db"}},
	"redis-sentinel": {want: "redis-sentinel://[user:password@]host[:port],host[:port]/master[?db=1][&tls=true]", port: "26379", many: true, path: "master", params: []string{"db", "tls"}},
	"redis-cluster":  {want: "redis-cluster://[user:password@]host[:port],host[:port][?tls=true]", port: "6379", many: true, params: []string{"tls"}},
}

// ParseRedis reads the address of a Redis or Valkey:
//
//	redis://[user:password@]host[:port][/db]                        one server
//	rediss://…                                                      the same over TLS
//	unix:///path/to/socket[?db=1]                                   one server on this machine
//	redis-sentinel://[user:password@]h1[:p1],h2[:p2]/master[?db=1]  its sentinels
//	redis-cluster://[user:password@]h1[:p1],h2[:p2]                 some nodes of a cluster
//
// Sentinel and cluster take ?tls=true as well. Sentinels are given the same
// user and password as the servers. A wrong address is invalid, and the error
// says what was expected; it never repeats the address, which may hold a
// password.
func ParseRedis(address string) (*redis.UniversalOptions, error) {
	u, hosts, err := splitRedis(address)
	if err != nil {
		return nil, wrongRedis("it cannot be read", "redis://host:port, and %25 for a % in a password")
	}
	form, known := redisForms[u.Scheme]
	if !known {
		return nil, wrongRedis(fmt.Sprintf("it begins with %q", u.Scheme), "redis://, rediss://, unix://, redis-sentinel:// or redis-cluster://")
	}
	if form.port != "" && strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
		// What follows would be told as a database or a setting, and is a password.
		return nil, wrongRedis("it has an @ behind its servers", "%2F, %3F and %23 for /, ? and # in a password")
	}
	o := &redis.UniversalOptions{
		DialTimeout: redisPatience, DialerRetries: 1, MaxRetries: 1,
		MinRetryBackoff: redisPatience / 5, MaxRetryBackoff: redisPatience / 2, // asynq asks again without a pause
		ReadTimeout: 3 * redisPatience, WriteTimeout: 3 * redisPatience,
		IsClusterMode: u.Scheme == "redis-cluster", Username: u.User.Username(),
	}
	o.Password, _ = u.User.Password() // none is an empty one
	if o.Addrs, err = form.servers(u, hosts); err != nil {
		return nil, err
	}
	db, err := form.rest(o, u)
	if err != nil {
		return nil, err
	}
	if o.DB, err = strconv.Atoi(cmp.Or(db, "0")); err != nil || o.DB < 0 {
		return nil, wrongRedis(fmt.Sprintf("its database is %q", db), "a number")
	}
	return o, nil
}

func wrongRedis(what, want string) error {
	return fmt.Errorf("%w: redis address: %s, want %s", invoer.ErrInvalid, what, want)
}

// splitRedis takes the servers out of an address, because a URL has one.
func splitRedis(address string) (u *url.URL, hosts string, err error) {
	scheme, rest, _ := strings.Cut(address, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority := rest[:end]
	at := strings.LastIndexByte(authority, '@') + 1
	u, err = url.Parse(scheme + "://" + authority[:at] + "servers" + rest[end:])
	return u, authority[at:], err
}

// servers are those that are named, each with its port.
func (f redisForm) servers(u *url.URL, hosts string) ([]string, error) {
	if f.port == "" {
		if hosts != "" || u.Path == "" || u.User != nil {
			return nil, wrongRedis("it names no socket", f.want)
		}
		return []string{u.Path}, nil
	}
	servers := strings.Split(hosts, ",")
	if len(servers) > 1 && !f.many {
		return nil, wrongRedis("it names several servers", f.want)
	}
	for i, server := range servers {
		host, port, err := net.SplitHostPort(server)
		if err != nil {
			host, port, err = net.SplitHostPort(server + ":" + f.port)
		}
		if n, e := strconv.ParseUint(port, 10, 16); err != nil || e != nil || n == 0 || host == "" || strings.ContainsAny(host, " \t") {
			return nil, wrongRedis(fmt.Sprintf("server %d of it is no host and port", i+1), f.want)
		}
		servers[i] = net.JoinHostPort(host, port)
	}
	return servers, nil
}

// rest reads what stands after the servers, and gives the database.
func (f redisForm) rest(o *redis.UniversalOptions, u *url.URL) (db string, err error) {
	query, err := f.query(u)
	if err != nil {
		return "", err
	}
	over, err := strconv.ParseBool(cmp.Or(query.Get("tls"), "false"))
	if err != nil {
		return "", wrongRedis(fmt.Sprintf("its tls is %q", query.Get("tls")), "true or false")
	}
	if over || u.Scheme == "rediss" {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	path := strings.Trim(u.Path, "/")
	switch {
	case f.path == "database":
		return path, nil
	case f.path == "master" && path == "":
		return "", wrongRedis("it names no master", f.want)
	case f.path == "master":
		o.MasterName, o.SentinelUsername, o.SentinelPassword = path, o.Username, o.Password
	case f.port != "" && path != "":
		return "", wrongRedis("a cluster has one database", f.want)
	}
	return query.Get("db"), nil
}

// query refuses what is not asked for: a tls that is misspelt would not be missed.
func (f redisForm) query(u *url.URL) (url.Values, error) {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, wrongRedis("what follows the question mark cannot be read", f.want)
	}
	for name := range query {
		if !slices.Contains(f.params, name) {
			return nil, wrongRedis(fmt.Sprintf("it has ?%s", name), f.want)
		}
	}
	return query, nil
}

// silence keeps go-redis from writing to standard error by itself: that Redis
// is away is said once, by us.
type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

func init() { redis.SetLogger(silence{}) }
