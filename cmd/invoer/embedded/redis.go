package embedded

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"syscall"
	"time"
)

// redis is the bell's server of one data directory.
type redis struct {
	place
	data string
	path string // of the program; known after prepare
}

func newRedis(p place) server { return &redis{place: p, data: filepath.Join(p.dir, "redis")} }

func (r *redis) name() string { return "redis" }

func (r *redis) prepare(ctx context.Context, log *slog.Logger) error {
	var err error
	if r.path, err = RedisProgram(); err != nil {
		return err
	}
	orphans := orphans{marker: r.socket(), place: r.sockets, stages: r.program().stages, grace: r.program().grace, log: log}
	if err := orphans.end(ctx); err != nil {
		return err
	}
	return r.user.makeDir(r.data)
}

func (r *redis) socket() string { return Addresses{r.sockets}.RedisSocket() }

// program keeps every ring on the disk before it answers. What it loses all
// the same, the sweep rings again.
func (r *redis) program() program {
	sync := "always"
	if r.volatile {
		sync = "no"
	}
	args := []string{
		"--port", "0", "--unixsocket", r.socket(), "--unixsocketperm", "700", "--dir", dataPath,
		"--appendonly", "yes", "--appendfsync", sync, "--save", "", "--daemonize", "no", "--set-proc-title", "no",
		"--maxmemory-policy", "noeviction",
	}
	return program{
		name: "redis", path: r.path, args: args, data: r.data, user: r.user,
		stages: []syscall.Signal{syscall.SIGTERM}, grace: 10 * time.Second,
	}
}

// ready asks for a sign of life; while Redis reads its file it answers
// -LOADING.
func (r *redis) ready(int) bool {
	conn, err := net.DialTimeout("unix", r.socket(), time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return false
	}
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	return err == nil && answer == "+PONG\r\n"
}
