package pipeline

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/invoer/invoer"
)

type redisAddress struct {
	address string
	servers []string
	master  string
	cluster bool
	db      int
	tls     bool
	wrong   bool
}

var redisAddresses = map[string]redisAddress{
	"one server":                   {address: "redis://localhost:6379", servers: []string{"localhost:6379"}},
	"one server with a database":   {address: "redis://:secret@h:1/3", servers: []string{"h:1"}, db: 3},
	"over TLS":                     {address: "rediss://h:1", servers: []string{"h:1"}, tls: true},
	"a socket":                     {address: "unix:///run/redis.sock", servers: []string{"/run/redis.sock"}},
	"a socket and a database":      {address: "unix:///run/redis.sock?db=2", servers: []string{"/run/redis.sock"}, db: 2},
	"sentinels":                    {address: "redis-sentinel://a:1,b:2/mymaster?db=1", servers: []string{"a:1", "b:2"}, master: "mymaster", db: 1},
	"a cluster over TLS":           {address: "redis-cluster://a:1,b:2?tls=true", servers: []string{"a:1", "b:2"}, cluster: true, tls: true},
	"no port":                      {address: "redis://h", servers: []string{"h:6379"}},
	"an IPv6 address":              {address: "redis://[::1]/1", servers: []string{"[::1]:6379"}, db: 1},
	"sentinels without ports":      {address: "redis-sentinel://a,b:2,[::1]/m", servers: []string{"a:26379", "b:2", "[::1]:26379"}, master: "m"},
	"a password with an at sign":   {address: "redis-cluster://u:p%40@a:1,b:2", servers: []string{"a:1", "b:2"}, cluster: true},
	"a port that is none":          {address: "redis://h:port", wrong: true},
	"a port that is too high":      {address: "redis-cluster://a:1,b:65536", wrong: true},
	"an empty place in the list":   {address: "redis-cluster://a:1,,b:2", wrong: true},
	"several without a cluster":    {address: "redis://a:1,b:2", wrong: true},
	"a cluster with a database":    {address: "redis-cluster://a:1/2", wrong: true},
	"a database below zero":        {address: "redis://a:1/-2", wrong: true},
	"master as a parameter":        {address: "redis-sentinel://a:1/?master=m", wrong: true},
	"tls that is misspelt":         {address: "redis-sentinel://a:1/m?tsl=true", wrong: true},
	"tls that is no word":          {address: "redis-cluster://a:1?tls=perhaps", wrong: true},
	"a socket without a path":      {address: "unix://", wrong: true},
	"a socket with a host":         {address: "unix://run/redis.sock", wrong: true},
	"sentinels that lack a master": {address: "redis-sentinel://a:1", wrong: true},
	"no server":                    {address: "redis://", wrong: true},
	"another scheme":               {address: "http://h:1", wrong: true},
	"a database that is no number": {address: "redis://h:1/x", wrong: true},
	"what cannot be read at all":   {address: "redis://h:1:::%zz", wrong: true},
	"a password and no host":       {address: "redis://u:secret@/1", wrong: true},
	"a slash in the password":      {address: "redis://u:1/secret@h", wrong: true},
	"a question in the password":   {address: "redis-cluster://u:1?secret@h", wrong: true},
	"nothing":                      {address: "", wrong: true},
}

func TestParseRedis(t *testing.T) {
	t.Parallel()
	for name, c := range redisAddresses {
		o, err := ParseRedis(c.address)
		if c.wrong {
			if !errors.Is(err, invoer.ErrInvalid) {
				t.Errorf("%s: ParseRedis(%q) gives %v, want invalid", name, c.address, err)
			} else if !strings.Contains(err.Error(), ", want ") || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: ParseRedis(%q) says %v, want what was expected and no password", name, c.address, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: ParseRedis(%q): %v", name, c.address, err)
			continue
		}
		if !slices.Equal(o.Addrs, c.servers) || o.MasterName != c.master || o.IsClusterMode != c.cluster || o.DB != c.db || (o.TLSConfig != nil) != c.tls {
			t.Errorf("%s: ParseRedis(%q) = %v master %q cluster %v db %d tls %v, want %+v", name, c.address, o.Addrs, o.MasterName, o.IsClusterMode, o.DB, o.TLSConfig != nil, c)
		}
	}
}

func FuzzParseRedis(f *testing.F) {
	for _, c := range redisAddresses {
		f.Add(c.address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		o, err := ParseRedis(address)
		if err == nil && o.Addrs[0] == "" {
			t.Errorf("ParseRedis(%q) names no server", address)
		}
	})
}

// oldRedis answers as a Redis of a version does: it says which one it is, and
// knows no command that came later.
func oldRedis(t *testing.T, version string) string {
	t.Helper()
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listening.Close() }) // the test is over
	info := "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n"
	go func() {
		for {
			conn, err := listening.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				lines := bufio.NewScanner(conn)
				for lines.Scan() { // a command is *N, and then $length and a word for each of N
					words, _ := strconv.Atoi(strings.TrimPrefix(lines.Text(), "*"))
					command := ""
					for range words {
						lines.Scan()
						lines.Scan()
						command = cmp.Or(command, strings.ToLower(lines.Text()))
					}
					answer := "-ERR unknown command\r\n"
					if command == "info" {
						answer = fmt.Sprintf("$%d\r\n%s\r\n", len(info), info)
					}
					if _, err := conn.Write([]byte(answer)); err != nil {
						return
					}
				}
			}()
		}
	}()
	return listening.Addr().String()
}

func TestOldRedisIsRefused(t *testing.T) {
	t.Parallel()
	for version, refused := range map[string]bool{"5.0.14": true, "2.8": true, "6.0.16": false, "7.2.4": false, "10.1": false, "unstable": false} {
		client := redis.NewClient(&redis.Options{Addr: oldRedis(t, version)})
		err := refuseOldRedis(t.Context(), client)
		if (err != nil) != refused || refused && (!errors.Is(err, invoer.ErrUnavailable) || !strings.Contains(err.Error(), version)) {
			t.Errorf("version %s: %v, want refused %v", version, err, refused)
		}
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
	away := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
	defer away.Close()
	if err := refuseOldRedis(t.Context(), away); err != nil {
		t.Errorf("one that does not answer: %v, want it left to the sweep", err)
	}
}
