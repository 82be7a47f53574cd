package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/invoer/invoer/intake/clamd/clamdtest"
	"github.com/invoer/invoer/intake/mail/mailtest"
)

// addMailClient makes a client with an address of its own.
func (s *server) addMailClient(code, token string) {
	s.t.Helper()
	if out, err := program("client", "add", code, "Bakkerij", "--mail-token", token, "--data", s.data).CombinedOutput(); err != nil {
		s.t.Fatalf("client add: %v\n%s", err, out)
	}
}

const baker = "terlinde-7kq2m9xw@in.example.test"

// A delivered is a delivery as the API lists it.
type delivered struct {
	Via, From string
	Parts     []struct {
		Name, Media, Outcome string
		Reason               struct{ Code string }
	}
}

func (s *server) mailed() []delivered {
	s.t.Helper()
	var list struct{ Items []delivered }
	s.call("GET", "/deliveries?limit=100", nil, nil, &list)
	var all []delivered
	for _, d := range list.Items {
		if d.Via == "mail" {
			all = append(all, d)
		}
	}
	return all
}

// TestMail hands in messages by SMTP to the program as a user starts it, and
// wants their documents: a PDF, and an invoice that is the text of its message.
func TestMail(t *testing.T) {
	address := fmt.Sprintf("127.0.0.1:%d", mailtest.FreePort(t))
	s := startServer(t, t.TempDir(), "--smtp-listen", address, "--mail-domain", "in.example.test")
	s.addMailClient("terlinde", "7kq2m9xw")
	for _, name := range []string{"m001-plain", "m058-html-invoice", "m008-winmail"} {
		raw, err := os.ReadFile(filepath.Join("../../testdata/mail", name+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		if err := smtp.SendMail(address, nil, "a@example.com", []string{baker}, raw); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	s.waitRead(3, 2*time.Minute)
	if got := len(s.mailed()); got != 3 {
		t.Errorf("%d deliveries by mail, want 3", got)
	}
	suppliers := ""
	for _, d := range s.documents() {
		suppliers += d.Supplier + " " + d.Status + "\n"
	}
	if !strings.Contains(suppliers, "Northlight Hosting") {
		t.Errorf("suppliers %q, want the one of the message that is an invoice itself", suppliers)
	}
}

// TestInfected: a real scanner calls a message bad for what lies in it. By the door
// that costs the bad part and no other.
func TestInfected(t *testing.T) {
	address := fmt.Sprintf("127.0.0.1:%d", mailtest.FreePort(t))
	s := startServer(t, t.TempDir(), "--smtp-listen", address, "--mail-domain", "in.example.test", "--clamd", clamdtest.Start(t))
	s.addMailClient("terlinde", "7kq2m9xw")
	attached := func(name, body string) string {
		return "--b\r\nContent-Type: application/octet-stream; name=" + name + "\r\nContent-Disposition: attachment; filename=" + name +
			"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(body)) + "\r\n"
	}
	message := "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		attached("good.pdf", "%PDF-1.4\n%%EOF\n") + attached("eicar.com", clamdtest.Eicar) + attached("bad.pdf", "%PDF-1.4\n"+clamdtest.Eicar+"\n%%EOF\n") + "--b--\r\n"
	if err := smtp.SendMail(address, nil, "a@example.com", []string{baker}, []byte(message)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range s.mailed() {
		for _, p := range d.Parts {
			got = append(got, strings.TrimSpace(p.Name+" "+p.Outcome+" "+p.Reason.Code))
		}
	}
	want := "message.eml skipped quarantined; good.pdf taken; eicar.com skipped dangerous; bad.pdf skipped quarantined"
	if strings.Join(got, "; ") != want {
		t.Errorf("ledger %s, want %s", strings.Join(got, "; "), want)
	}
}

// TestPostfix: what a relay has is delivered once, whatever happens to us: we
// are killed in the middle of a message, and our yes is lost on the way.
func TestPostfix(t *testing.T) {
	port := mailtest.FreePort(t)
	lossy := loseFirstYes(t, fmt.Sprintf("127.0.0.1:%d", port))
	relay := mailtest.StartPostfix(t, lossy.port)
	args := []string{"--smtp-listen", fmt.Sprintf("127.0.0.1:%d", port), "--mail-domain", "in.example.test"}
	s := startServer(t, t.TempDir(), args...)
	s.addMailClient("terlinde", "7kq2m9xw")

	send := func(mark string, filling int) {
		t.Helper()
		message := fmt.Sprintf("From: a@example.com\r\nMessage-ID: <%[1]s@example.com>\r\nContent-Type: application/pdf; name=%[1]s.pdf\r\n\r\n%%PDF-1.4\r\n%%%[1]s\r\n%[2]s%%%%EOF\r\n",
			mark, strings.Repeat("%"+strings.Repeat("x", 70)+"\r\n", filling/73))
		if err := smtp.SendMail(relay, nil, "a@example.com", []string{baker}, []byte(message)); err != nil {
			t.Fatalf("handing %s to Postfix: %v", mark, err)
		}
	}
	send("heard", 1000)
	until(t, "a delivery whose yes was lost", time.Minute, func() bool { return lossy.lost.Load() && len(s.mailed()) == 1 })
	lossy.slow.Store(true)
	send("cut", 20<<20)
	until(t, "a message on its way", time.Minute, func() bool { return receiving(s.cmd.Process.Pid) })
	s.pullPlug()
	lossy.slow.Store(false)
	s.start(args...)
	send("after", 1000)
	until(t, "three deliveries", 2*time.Minute, func() bool { return len(s.mailed()) >= 3 })
	time.Sleep(3 * time.Second) // three rounds of the relay's queue: nothing more comes
	if got := s.mailed(); len(got) != 3 {
		t.Errorf("%d deliveries, want 3: %v", len(got), got)
	}
}

// receiving tells whether a process has a message open that is coming in.
func receiving(pid int) bool {
	open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, fd := range open {
		if to, err := os.Readlink(fd); err == nil && strings.Contains(to, "/cache/mail/message-") {
			return true
		}
	}
	return false
}

// A lossy line stands between the relay and us: it loses the first yes to a
// message, and may be slow.
type lossyLine struct {
	port int
	lost atomic.Bool
	slow atomic.Bool
}

func loseFirstYes(t *testing.T, to string) *lossyLine {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	line := &lossyLine{port: l.Addr().(*net.TCPAddr).Port}
	go func() {
		for {
			relay, err := l.Accept()
			if err != nil {
				return
			}
			go line.carry(relay, to)
		}
	}()
	return line
}

func (l *lossyLine) carry(relay net.Conn, to string) {
	defer relay.Close()
	us, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer us.Close()
	go func() {
		defer us.Close()
		buffer := make([]byte, 32<<10)
		for {
			n, err := relay.Read(buffer)
			if n > 0 {
				if l.slow.Load() {
					time.Sleep(10 * time.Millisecond)
				}
				_, _ = us.Write(buffer[:n]) // gone: reading says so
			}
			if err != nil {
				return
			}
		}
	}()
	replies := bufio.NewReader(us)
	for begun := false; ; {
		said, err := replies.ReadString('\n')
		if begun && strings.HasPrefix(said, "250") && l.lost.CompareAndSwap(false, true) {
			return
		}
		begun = begun || strings.HasPrefix(said, "354")
		if _, failed := io.WriteString(relay, said); err != nil || failed != nil {
			return
		}
	}
}

func until(t testing.TB, what string, limit time.Duration, there func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if there() {
			return
		}
	}
	t.Fatalf("waited %s in vain for %s", limit, what)
}
