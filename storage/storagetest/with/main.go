// Command with runs another command while a PostgreSQL for tests is up, so that
// all test programs share one:
//
//	go run ./storage/storagetest/with go test ./...
//
// It ends with that command's exit status.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/invoer/invoer/cmd/invoer/embedded"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "with: want a command to run, as in: with go test ./...")
		os.Exit(2)
	}
	// An interrupt reaches the command too, on the terminal; we wait for it.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	status, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
	}
	os.Exit(status)
}

func run(ctx context.Context, command []string) (status int, err error) {
	dir, err := os.MkdirTemp("", "invoer-tests-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	s, err := servers.Start(ctx, filepath.Join(dir, "data"))
	if err != nil {
		return 1, fmt.Errorf("starting a PostgreSQL for tests: %w", err)
	}
	defer s.Stop()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), servers.PostgresVariable+"="+s.PostgresURL("postgres", embedded.Owner))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	err = cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return max(ended.ExitCode(), 1), nil // what it said is enough
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
