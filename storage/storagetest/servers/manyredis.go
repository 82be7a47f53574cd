package servers

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/invoer/invoer/cmd/invoer/embedded"
)

// redisSecret is the password of servers that a test reaches over TCP.
const redisSecret = "secret-of-the-test"

// Sentinels watch over a primary and a replica that belong to one test.
type Sentinels struct {
	t         testing.TB
	addresses []string
	servers   map[string]*redisNode // by address
}

const sentinelMaster = "rings"

// StartSentinels gives t a primary, a replica and three sentinels, which stop
// after it. Two sentinels decide, after half a second of silence.
func StartSentinels(t testing.TB) *Sentinels {
	t.Helper()
	s := &Sentinels{t: t, servers: map[string]*redisNode{}}
	primary := startRedisNode(t, "--requirepass", redisSecret, "--masterauth", redisSecret)
	host, port, _ := net.SplitHostPort(primary.address) // it is of our making
	replica := startRedisNode(t, "--requirepass", redisSecret, "--masterauth", redisSecret, "--replicaof", host+" "+port)
	for _, node := range []*redisNode{primary, replica} {
		s.servers[node.address] = node
	}
	for range 3 {
		s.addresses = append(s.addresses, startSentinel(t, host, port))
	}
	wait(t, "the sentinels to know each other and the replica", func() bool {
		for _, address := range s.addresses {
			said, err := redisCLI(address, "sentinel", "master", sentinelMaster)
			if err != nil || !strings.Contains(said, "num-slaves\n1\n") || !strings.Contains(said, "num-other-sentinels\n2\n") {
				return false
			}
		}
		said, err := redisCLI(replica.address, "info", "replication")
		return err == nil && strings.Contains(said, "master_link_status:up")
	})
	return s
}

func startSentinel(t testing.TB, host, port string) string {
	t.Helper()
	conf := filepath.Join(t.TempDir(), "sentinel.conf") // a sentinel writes into it
	text := fmt.Sprintf("sentinel monitor %[1]s %[2]s %[3]s 2\nsentinel auth-pass %[1]s %[4]s\nsentinel down-after-milliseconds %[1]s 500\nsentinel failover-timeout %[1]s 5000\n",
		sentinelMaster, host, port, redisSecret)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return startRedisNode(t, conf, "--sentinel").address
}

// URL is the address with which invoer finds the primary.
func (s *Sentinels) URL() string {
	return "redis-sentinel://:" + redisSecret + "@" + strings.Join(s.addresses, ",") + "/" + sentinelMaster
}

// Primary is the address of the server that the sentinels hold for it.
func (s *Sentinels) Primary() string {
	s.t.Helper()
	said, err := redisCLI(s.addresses[0], "sentinel", "get-master-addr-by-name", sentinelMaster)
	if err != nil {
		s.t.Fatalf("asking a sentinel: %v", err)
	}
	return strings.Join(strings.Fields(said), ":")
}

// KillPrimary kills the primary as a machine dies.
func (s *Sentinels) KillPrimary() { s.servers[s.Primary()].kill() }

// A Cluster of Redis belongs to one test.
type Cluster struct{ nodes []string }

// StartCluster gives t a cluster of three masters, which stop after it.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	for range 3 {
		_, bus, _ := net.SplitHostPort(freeAddress(t)) // it is of our making
		node := startRedisNode(t, "--requirepass", redisSecret, "--masterauth", redisSecret, "--cluster-enabled", "yes", "--cluster-port", bus)
		c.nodes = append(c.nodes, node.address)
	}
	create := append(append([]string{"--cluster", "create"}, c.nodes...), "--cluster-yes")
	if said, err := redisCLI("", create...); err != nil {
		t.Fatalf("making a cluster: %v: %s", err, said)
	}
	wait(t, "the cluster", func() bool {
		for _, address := range c.nodes {
			said, err := redisCLI(address, "cluster", "info")
			if err != nil || !strings.Contains(said, "cluster_state:ok") {
				return false
			}
		}
		return true
	})
	return c
}

// URL is the address with which invoer finds the cluster: two of its nodes.
func (c *Cluster) URL() string {
	return "redis-cluster://:" + redisSecret + "@" + strings.Join(c.nodes[:2], ",")
}

// Keys tells how many keys each node has.
func (c *Cluster) Keys(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, address := range c.nodes {
		said, err := redisCLI(address, "dbsize")
		if err != nil {
			t.Fatalf("asking a node: %v", err)
		}
		all = append(all, strings.TrimSpace(said))
	}
	return all
}

// A redisNode is one of several servers that find each other over TCP.
type redisNode struct {
	address string
	cmd     *exec.Cmd
	gone    <-chan struct{}
}

func (n *redisNode) kill() {
	_ = n.cmd.Process.Kill() // fails only when it is gone already
	<-n.gone
}

// startRedisNode starts a Redis on a free port of the loopback, in a folder of
// its own.
func startRedisNode(t testing.TB, args ...string) *redisNode {
	t.Helper()
	program, err := embedded.RedisProgram()
	if err != nil {
		t.Fatal(err)
	}
	n := &redisNode{address: freeAddress(t)}
	host, port, _ := net.SplitHostPort(n.address) // it is of our making
	n.cmd = exec.Command(program, append(args, "--bind", host, "--port", port, "--dir", t.TempDir(), "--save", "", "--repl-diskless-sync-delay", "0")...)
	n.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var said bytes.Buffer
	n.cmd.Stdout, n.cmd.Stderr = &said, &said
	n.gone = run(t, n.cmd)
	wait(t, "a Redis on "+n.address, func() bool {
		select {
		case <-n.gone:
			t.Fatalf("a Redis ended; it said: %s", said.String())
		default:
		}
		return listens(n.address)
	})
	return n
}

// redisCLI asks a server by the command that comes with it.
func redisCLI(address string, command ...string) (string, error) {
	program, err := embedded.RedisProgram()
	if err != nil {
		return "", err
	}
	args := []string{"--no-auth-warning", "-a", redisSecret}
	if host, port, err := net.SplitHostPort(address); err == nil {
		args = append(args, "-h", host, "-p", port)
	}
	out, err := exec.Command(strings.Replace(program, "-server", "-cli", 1), append(args, command...)...).Output()
	return string(out), err
}

// wait waits until what is so.
func wait(t testing.TB, what string, so func() bool) {
	t.Helper()
	for late := time.Now().Add(time.Minute); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("a minute was not enough for %s", what)
		}
	}
}
