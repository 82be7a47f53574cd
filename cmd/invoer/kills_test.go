package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/invoer/invoer/intake/mail/mailtest"
)

var kills = flag.Int("kills", 3, "how many processes TestKilledProcesses kills, chosen by -fault-seed")

// A doomed house is the whole program with its own PostgreSQL and Redis, of
// which processes are killed.
type doomed struct {
	*server
	args   []string
	relay  string
	folder string
	dying  sync.Mutex // held by who kills, or starts again
}

// victims are whom kill -9 meets: the process whose doors are open, and those
// below it, by the name of their program.
var victims = map[string]func(*doomed) []int{
	"the program": func(d *doomed) []int { return []int{d.cmd.Process.Pid} },
	"PostgreSQL":  func(d *doomed) []int { return d.below("postgres")[:1] },
	"one backend": func(d *doomed) []int { all := d.below("postgres"); return all[len(all)-1:] },
	"Redis":       func(d *doomed) []int { return d.below("redis-server", "valkey-server") },
	"all of them": func(d *doomed) []int { return append(descendants(d.cmd.Process.Pid), d.cmd.Process.Pid) },
}

// below are the processes of the house that run a program, the oldest first.
func (d *doomed) below(programs ...string) []int {
	var found []int
	for _, pid := range descendants(d.cmd.Process.Pid) {
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)) // gone: it has none
		for _, program := range programs {
			if strings.HasPrefix(strings.TrimSpace(string(name)), program) {
				found = append(found, pid)
			}
		}
	}
	return found
}

// TestKilledProcesses brings documents by each door of the program while a
// process of it is killed, in an order that a seed chooses, and balances the
// ledger: what somebody heard a yes for was taken, once, and is read in the end.
func TestKilledProcesses(t *testing.T) {
	d := openDoomed(t)
	r := rand.New(rand.NewPCG(*faultSeed, 9))
	sent := 0
	for range *kills {
		whom := pick(r, victims)
		after := time.Duration(r.IntN(300)) * time.Millisecond
		struck := make(chan int, 1)
		go func() {
			time.Sleep(after)
			struck <- d.kill(whom)
		}()
		for _, door := range []string{"upload", "mail", "folder"} {
			d.bring(sent, door)
			sent++
		}
		if n := <-struck; n == 0 {
			t.Errorf("nobody was killed of %s", whom)
		}
		d.revive()
	}
	if there := d.taken(); len(there) != sent {
		t.Errorf("%d files were taken, want %d", len(there), sent)
	} else {
		for file, n := range there {
			if n != 1 {
				t.Errorf("file %s was taken %d times, want once", file, n)
			}
		}
	}
	last := time.Now()
	d.waitRead(sent, 10*time.Minute)
	d.wantBalance()
	t.Logf("%d kills, %d documents: 0 lost, 0 double; the last was read %v after the last kill", *kills, sent, time.Since(last).Round(time.Second))
}

// taken counts how often each file was taken, by its hash.
func (d *doomed) taken() map[string]int {
	d.t.Helper()
	there := map[string]int{}
	after := ""
	for {
		var page struct {
			Items []struct {
				Parts []struct{ SHA256, Outcome string }
			}
			Next string
		}
		if status := d.call("GET", "/deliveries?limit=100&after="+after, nil, nil, &page); status != http.StatusOK {
			d.t.Fatalf("list of deliveries: status %d", status)
		}
		for _, delivery := range page.Items {
			for _, part := range delivery.Parts {
				if part.Outcome == "taken" {
					there[part.SHA256]++
				}
			}
		}
		if after = page.Next; after == "" {
			return there
		}
	}
}

func openDoomed(t *testing.T) *doomed {
	t.Helper()
	port := mailtest.FreePort(t)
	d := &doomed{relay: fmt.Sprintf("127.0.0.1:%d", port), folder: t.TempDir()}
	d.args = []string{"--smtp-listen", d.relay, "--mail-domain", "in.example.test", "--scan-folder", d.folder}
	d.server = startServer(t, t.TempDir(), d.args...)
	d.addMailClient("terlinde", "7kq2m9xw")
	return d
}

// kill kills, and gives how many were there to be killed.
func (d *doomed) kill(whom string) int {
	d.dying.Lock()
	defer d.dying.Unlock()
	n := 0
	for _, pid := range victims[whom](d) {
		if syscall.Kill(pid, syscall.SIGKILL) == nil {
			n++
		}
	}
	return n
}

// alive tells whether the program answers.
func (d *doomed) alive() bool {
	patient := http.Client{Timeout: time.Minute} // one that hangs is not alive
	answer, err := patient.Get(d.access.URL + "/healthz")
	if err != nil {
		return false
	}
	answer.Body.Close()
	return true
}

// revive starts the program again where it was killed; what it started itself
// it starts again itself.
func (d *doomed) revive() {
	d.t.Helper()
	d.dying.Lock()
	defer d.dying.Unlock()
	if !d.alive() {
		d.pullPlug()
		d.start(d.args...)
	}
}

// bring sends a document until somebody says yes.
func (d *doomed) bring(n int, door string) {
	d.t.Helper()
	name := fmt.Sprintf("%d.xml", n)
	body, err := os.ReadFile("../../testdata/invoices/en-eu-xml/document.xml")
	if err != nil {
		d.t.Fatal(err)
	}
	body = append(body, fmt.Sprintf("\n<!-- %d -->\n", n)...)
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if err = d.ways()[door](name, body); err == nil {
			return
		}
		d.revive()
	}
	d.t.Fatalf("document %d by %s: nobody said yes in two minutes: %v", n, door, err)
}

func (d *doomed) ways() map[string]func(string, []byte) error {
	return map[string]func(string, []byte) error{
		"upload": func(name string, body []byte) error {
			req, err := http.NewRequest("POST", d.access.URL+"/api/v1/deliveries?client=terlinde&name="+name, bytes.NewReader(body))
			if err != nil {
				return err
			}
			req.Header.Set("Authorization", "Bearer "+d.access.Token)
			req.Header.Set("Content-Type", "application/octet-stream")
			answer, err := http.DefaultClient.Do(req)
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			said, err := io.ReadAll(answer.Body)
			if err == nil && answer.StatusCode != http.StatusAccepted {
				err = fmt.Errorf("%d %s", answer.StatusCode, said)
			}
			return err
		},
		"mail": func(name string, body []byte) error {
			head := fmt.Sprintf("From: a@example.com\r\nMessage-ID: <%[1]s@example.com>\r\nContent-Type: application/xml; name=%[1]s\r\nContent-Disposition: attachment\r\n\r\n", name)
			return smtp.SendMail(d.relay, nil, "a@example.com", []string{baker}, append([]byte(head), bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n"))...))
		},
		"folder": func(name string, body []byte) error {
			path := filepath.Join(d.folder, name)
			put, err := filepath.Glob(filepath.Join(d.folder, "done", "*", name))
			if err != nil || len(put) > 0 {
				return err
			}
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
				if err := os.WriteFile(path, body, 0o644); err != nil {
					return err
				}
			}
			return errors.New("it is still in the folder")
		},
	}
}
