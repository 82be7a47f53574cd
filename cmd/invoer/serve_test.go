package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSettingsAreShownWithoutSecrets runs serve --check with secrets in flags
// and environment.
func TestSettingsAreShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	out, said, status := runProgram(t, "serve", "--check", "--s3-endpoint", "http://s3.example.test", "--s3-bucket", "b",
		"--s3-access-key", "AKIDENTIFIER", "--s3-secret-key", "verysecret", "--database", "postgres://u:dbpassword@db.example.test/invoer")
	if status != 0 {
		t.Fatalf("status %d: %s", status, said)
	}
	for _, secret := range []string{"verysecret", "dbpassword", "AKIDENTIFIER"} {
		if strings.Contains(out, secret) {
			t.Errorf("a secret is shown: %s", out)
		}
	}
	for _, line := range []string{"INVOER_S3_BUCKET=b", "INVOER_LISTEN=127.0.0.1:0", "INVOER_PARTS=intake,work,api"} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("no line %q in:\n%s", line, out)
		}
	}
}

// TestAddressesAreShownWithoutTheirPassword in every form that a setting takes.
func TestAddressesAreShownWithoutTheirPassword(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"redis-sentinel://u:secret@a:26379,b/master?db=1":   "redis-sentinel://u:xxxxx@a:26379,b/master?db=1",
		"redis-cluster://:secret@[::1]:7000,[::2]":          "redis-cluster://:xxxxx@[::1]:7000,[::2]",
		"redis://u:sec%40ret@a":                             "redis://u:xxxxx@a",
		"redis://u@a:6379/1":                                "redis://u@a:6379/1",
		"unix:///run/a@b:c.sock?db=1":                       "unix:///run/a@b:c.sock?db=1",
		"postgres://u:secret@a:5432,b:5433/d":               "postgres://u:xxxxx@a:5432,b:5433/d",
		"postgres://a/d?user=u&password=secret&sslmode=off": "postgres://a/d?user=u&password=xxxxx&sslmode=off",
		"postgres://a/d?sslpassword=secret":                 "postgres://a/d?sslpassword=xxxxx",
		"127.0.0.1:8410":                                    "127.0.0.1:8410",
	} {
		if got := withoutPassword(address); got != want {
			t.Errorf("%s is shown as %s, want %s", address, got, want)
		}
	}
}

// TestWrongSettings wants one sentence that names the setting and what was
// expected.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "nothing")
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"no data directory":              {[]string{"serve", "--data", ""}, []string{"--data", "INVOER_DATA", "./var"}},
		"a file as data directory":       {[]string{"serve", "--data", os.Args[0], "--listen", "127.0.0.1:0"}, []string{"--data", "INVOER_DATA", "not a directory"}},
		"no part at all":                 {[]string{"serve", "--parts="}, []string{"--parts", "INVOER_PARTS", "is empty", "intake, work, api"}},
		"a part that does not exist":     {[]string{"serve", "--parts", "work,door"}, []string{"--parts", "INVOER_PARTS", `"door"`, "intake, work, api"}},
		"an address without a port":      {[]string{"serve", "--listen", "localhost"}, []string{"--listen", "INVOER_LISTEN", "127.0.0.1:8410"}},
		"a port that does not exist":     {[]string{"serve", "--listen", ":99999"}, []string{"--listen", "INVOER_LISTEN", "1 to 65535"}},
		"a port that is a word":          {[]string{"serve", "--metrics", "127.0.0.1:metrics"}, []string{"--metrics", "INVOER_METRICS", "1 to 65535"}},
		"a Redis password with a slash":  {[]string{"serve", "--redis", "redis://u:1/secret@host"}, []string{"--redis", "%2F"}},
		"a Redis password with a %":      {[]string{"serve", "--redis", "redis://u:50%secret@host"}, []string{"--redis", "%25"}},
		"a database that is no address":  {[]string{"serve", "--database", "secret@host"}, []string{"--database", "INVOER_DATABASE", "postgres://"}},
		"a Redis of another kind":        {[]string{"serve", "--redis", "http://host"}, []string{"--redis", "redis://"}},
		"sentinels without a master":     {[]string{"serve", "--redis", "redis-sentinel://:secret@a:1,b:2"}, []string{"--redis", "INVOER_REDIS", "no master", "/master"}},
		"a cluster's port that is none":  {[]string{"serve", "--redis", "redis-cluster://u:secret@a:1,b:x"}, []string{"--redis", "INVOER_REDIS", "server 2", "host[:port]"}},
		"S3 without a bucket":            {[]string{"serve", "--s3-endpoint", "http://h", "--s3-access-key", "a", "--s3-secret-key", "b"}, []string{"--s3-bucket", "INVOER_S3_BUCKET"}},
		"a proxy that is no network":     {[]string{"serve", "--proxy", "ten"}, []string{"--proxy", "10.0.0.0/8"}},
		"a language without a model":     {[]string{"serve", "--data", data, "--languages", "nld,xx_yy"}, []string{"no model for xx_yy", "install tesseract-ocr-xx-yy"}},
		"a data directory of nothing":    {[]string{"verify", "--data", data}, []string{data, "invoer serve --data"}},
		"a tool on nothing":              {[]string{"database", "--data", data, "--", "psql"}, []string{data, "invoer serve --data"}},
		"a number that is none":          {[]string{"serve", "--most-pages", "0"}, []string{"--most-pages", "INVOER_MOST_PAGES", "is 0, want 1 to"}},
		"workers below zero":             {[]string{"serve", "--workers", "-3"}, []string{"--workers", "INVOER_WORKERS", "is -3, want 0 to 1024"}},
		"more workers than there can be": {[]string{"serve", "--workers=100000000"}, []string{"--workers", "is 100000000, want 0 to 1024"}},
		"workers without a number":       {[]string{"serve", "--workers"}, []string{"--workers", "whole number"}},
		"another flag for a number":      {[]string{"serve", "--workers", "--check"}, []string{"--workers", "whole number", `"--check"`}},
		"bytes that fit no number":       {[]string{"serve", "--cache-bytes", "99999999999999999999"}, []string{"--cache-bytes", "whole number"}},
		"jobs below zero":                {[]string{"import", "--jobs", "-1", "."}, []string{"--jobs", "is -1, want 1 to 1024"}},
		"a flag that does not exist":     {[]string{"serve", "--prats", "work"}, []string{"--prats"}},
		"no command":                     {nil, []string{"expected one of"}},
		"a person of no client":          {[]string{"user", "add", "a@b.be", "A", "--role", "client"}, []string{"--client", "the code of the client"}},
		"an accountant of a client":      {[]string{"user", "add", "a@b.be", "A", "--client", "K1"}, []string{"--client", "--role client"}},
		"a client's number with a fault": {[]string{"client", "add", "K1", "Name", "--vat", "BE0477574155"}, []string{"--vat", "mod 97"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, said, status := runProgram(t, c.args...)
			if status == 0 {
				t.Fatalf("%q ended with status 0", c.args)
			}
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q said %q, want %q in it", c.args, said, want)
				}
			}
			if strings.Contains(said, "secret@") {
				t.Errorf("the wrong value may hold a password and is repeated: %s", said)
			}
			if _, err := os.Stat(data); err == nil {
				t.Errorf("%q made %s, want nothing made", c.args, data)
			}
		})
	}
}

// TestPortInUse is told before anything is started.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	data := filepath.Join(t.TempDir(), "var")
	socket := filepath.Join(t.TempDir(), "lmtp")
	held, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	taken := l.Addr().String()
	for flag, args := range map[string][]string{
		"--listen":      {"--listen", taken},
		"--metrics":     {"--listen", "127.0.0.1:0", "--metrics", taken},
		"--smtp-listen": {"--listen", "127.0.0.1:0", "--mail-domain", "in.example", "--smtp-listen", taken},
		"--lmtp-listen": {"--listen", "127.0.0.1:0", "--mail-domain", "in.example", "--lmtp-listen", socket},
	} {
		_, said, status := runProgram(t, append([]string{"serve", "--data", data}, args...)...)
		if status != 1 || !strings.Contains(said, "in use") || !strings.Contains(said, flag) {
			t.Errorf("%s: status %d, said %q, want 1 and the flag to change", flag, status, said)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%s: the data directory was made although the address is in use", flag)
		}
	}
	if _, err := os.Stat(socket); err != nil {
		t.Errorf("the socket of a program that lives is gone: %v", err)
	}
}

// TestPartsAnswerTheirOwn asks processes that do one part for what others do.
func TestPartsAnswerTheirOwn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parts        []string
		method, path string
		want         bool
	}{
		"a door takes deliveries":        {[]string{partIntake}, "POST", "/api/v1/deliveries", false},
		"a door lists no deliveries":     {[]string{partIntake}, "GET", "/api/v1/deliveries", true},
		"a door shows no documents":      {[]string{partIntake}, "GET", "/documents", true},
		"a face shows documents":         {[]string{partAPI}, "GET", "/documents", false},
		"a face alone takes no uploads":  {[]string{partAPI}, "POST", "/upload", true},
		"a worker says that it is well":  {[]string{partWork}, "GET", "/healthz", false},
		"a worker shows no portal":       {[]string{partWork}, "GET", "/", true},
		"one that does all answers both": {[]string{partIntake, partWork, partAPI}, "POST", "/upload", false},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		if got := (serveCommand{Parts: c.parts}).elsewhere(r); got != c.want {
			t.Errorf("%s: elsewhere is %t, want %t", name, got, c.want)
		}
	}
}

// TestInterruptedIsSaid: whoever stops a command is told that, not where it was.
func TestInterruptedIsSaid(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var said bytes.Buffer
	status := run(ctx, []string{"serve", "--data", filepath.Join(t.TempDir(), "var"), "--listen", "127.0.0.1:0"}, &io3{in: strings.NewReader(""), out: io.Discard, err: &said})
	if status != 1 || said.String() != "invoer: interrupted\n" {
		t.Errorf("status %d, said %q", status, said.String())
	}
}

// TestSocketOfAKilledServer: what it left in the folder is no program that
// listens.
func TestSocketOfAKilledServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lmtp")
	killed, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	killed.SetUnlinkOnClose(false)
	killed.Close()
	l, err := listenAtPath(t.Context(), path)
	if err != nil {
		t.Fatalf("listening where a killed server listened: %v", err)
	}
	defer l.Close()
	caller, err := net.Dial("unix", path)
	if err != nil {
		t.Fatalf("nobody answers at %s: %v", path, err)
	}
	caller.Close()
}
