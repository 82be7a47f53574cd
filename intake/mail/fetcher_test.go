package mail

import (
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/invoer/invoer/intake/mail/mailtest"
	"github.com/invoer/invoer/storage"
)

// fetch runs a fetcher on a mailbox until the test ends.
func (h *house) fetch(t *testing.T, d *mailtest.Dovecot, who string) {
	t.Helper()
	h.fetchEvery(t, d, who, 500*time.Millisecond)
}

func (h *house) fetchEvery(t *testing.T, d *mailtest.Dovecot, who string, every time.Duration) {
	t.Helper()
	h.run(t, h.fetcher(d.Address, who, every))
}

func (h *house) fetcher(server, who string, every time.Duration) *Fetcher {
	return &Fetcher{
		Door: h.Door, Server: server, User: who, Password: mailtest.Password, Every: every,
		Owner: func(context.Context) (storage.Mailbox, error) { return storage.Mailbox{Office: h.who.Office}, nil },
	}
}

// run lets a fetcher fetch until the test ends, or until it is stopped.
func (h *house) run(t *testing.T, f *Fetcher) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := f.Run(ctx); err != nil {
			t.Errorf("fetching: %v", err)
		}
	}()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return stop
}

// waitForFault waits until people are told of one that begins so.
func (h *house) waitForFault(t *testing.T, begins string) {
	t.Helper()
	waitFor(t, "the fault "+begins, func() bool {
		rounds, err := h.store.Rounds(t.Context(), h.who)
		return err == nil && len(rounds) == 1 && strings.HasPrefix(rounds[0].Fault, begins)
	})
}

func addressedTo(address, mark string) string { return "To: " + address + "\r\n" + letterWith(mark) }

// Messages leave the mailbox for a folder of their own once they are safe, and
// go to the clients whose addresses they carry; one that comes while we listen
// is taken too.
func TestFetch(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "one", addressedTo("terlinde-7kq2m9xw@in.example.test", "one"))
	d.Put(t, "inbox", "two", "Delivered-To: facturen+x9d3f6hj@in.example.test\r\n"+letterWith("two"))
	d.Put(t, "inbox", "three", addressedTo("somebody@example.com", "three"))
	h.fetch(t, d, "inbox")
	waitFor(t, "three messages", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 3 })
	d.Put(t, "inbox", "four", addressedTo("Terlinde <TERLINDE-7KQ2M9XW@in.example.test>", "four"))
	waitFor(t, "a fourth", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 4 })
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken", "message.eml skipped container; a.pdf taken")
	h.wantLedgers(t, "garagemaes", "message.eml skipped container; a.pdf taken")
	all, err := h.store.Deliveries(t.Context(), h.who, "", "", 100)
	if err != nil || len(all) != 4 {
		t.Errorf("%d deliveries in all (%v), want 4 with the one that nobody is known for", len(all), err)
	}
	for _, path := range d.Messages(t, "inbox", "invoer") {
		if mailtest.Read(path) {
			t.Errorf("%s was marked as read", path)
		}
	}
}

// A server that can call (IDLE, RFC 2177) is listened to: what comes is taken long
// before the next look.
func TestFetchIsCalled(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "one", addressedTo("terlinde-7kq2m9xw@in.example.test", "one"))
	h.fetchEvery(t, d, "inbox", time.Hour)
	waitFor(t, "the first message", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 1 })
	d.Put(t, "inbox", "two", addressedTo("terlinde-7kq2m9xw@in.example.test", "two"))
	waitFor(t, "the second", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 2 })
	one := "message.eml skipped container; a.pdf taken"
	h.wantLedgers(t, "terlinde", one, one)
}

// While the store is full nothing in the mailbox changes; when there is room
// again everything comes without a hand.
func TestFetchWaitsForRoom(t *testing.T) {
	t.Parallel()
	h := open(t)
	var full atomic.Bool
	full.Store(true)
	h.Gate.Blobs = &failing{Blobs: h.Gate.Blobs, fail: func(int) error {
		if full.Load() {
			return syscall.ENOSPC
		}
		return nil
	}}
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "one", addressedTo("terlinde-7kq2m9xw@in.example.test", "one"))
	h.fetch(t, d, "inbox")
	waitFor(t, "a fault that people see", func() bool {
		rounds, err := h.store.Rounds(t.Context(), h.who)
		return err == nil && len(rounds) == 1 && rounds[0].Fault != "" && rounds[0].Taken == 0
	})
	in := d.Messages(t, "inbox", "")
	if len(in) != 1 || mailtest.Read(in[0]) {
		t.Errorf("the mailbox has %v, want one message that nobody read", in)
	}
	full.Store(false)
	waitFor(t, "the message", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 1 })
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
}

// Two fetchers on one mailbox, each slow, make one delivery of a message.
func TestTwoFetchers(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Gate.Blobs = &failing{Blobs: h.Gate.Blobs, fail: func(int) error {
		time.Sleep(100 * time.Millisecond)
		return nil
	}}
	d := mailtest.StartDovecot(t)
	for _, mark := range []string{"one", "two", "three"} {
		d.Put(t, "inbox", mark, addressedTo("terlinde-7kq2m9xw@in.example.test", mark))
	}
	h.fetch(t, d, "inbox")
	h.fetch(t, d, "inbox")
	waitFor(t, "an empty mailbox", func() bool { return len(d.Messages(t, "inbox", "")) == 0 })
	one := "message.eml skipped container; a.pdf taken"
	h.wantLedgers(t, "terlinde", one, one, one)
}

// What can never be taken stays, and a person sees that it does.
func TestFetchTellsWhatItLeft(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Gate.Limits.Delivery = 100
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "one", addressedTo("terlinde-7kq2m9xw@in.example.test", "one"))
	h.fetch(t, d, "inbox")
	waitFor(t, "saw 1, took 0", func() bool {
		rounds, err := h.store.Rounds(t.Context(), h.who)
		return err == nil && len(rounds) == 1 && rounds[0].Seen == 1 && rounds[0].Taken == 0 && rounds[0].Left == 1
	})
	if in := d.Messages(t, "inbox", ""); len(in) != 1 {
		t.Errorf("the mailbox has %d messages, want 1", len(in))
	}
}

// A message that is larger than the door takes stays, and those behind it come.
func TestFetchPassesOverWhatIsTooLarge(t *testing.T) {
	t.Parallel()
	h := open(t)
	small := addressedTo("terlinde-7kq2m9xw@in.example.test", "two")
	h.Limits.Bytes = int64(len(small)) + 1000
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "one", addressedTo("terlinde-7kq2m9xw@in.example.test", "one")+strings.Repeat("padding\r\n", 1000))
	d.Put(t, "inbox", "two", small)
	h.fetch(t, d, "inbox")
	waitFor(t, "the second", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 1 })
	waitFor(t, "the large one alone in the mailbox", func() bool { return len(d.Messages(t, "inbox", "")) == 1 })
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken")
}

// A client that brought too much today keeps nobody else waiting.
func TestFetchOfAFullDay(t *testing.T) {
	t.Parallel()
	h := open(t)
	change := storage.Client{ID: h.clients["terlinde"], Code: "terlinde", Name: "Client terlinde", Language: "nl", DayLimit: 10}
	if _, err := h.store.ChangeClient(t.Context(), h.who, change); err != nil {
		t.Fatal(err)
	}
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "1", addressedTo("terlinde-7kq2m9xw@in.example.test", "one"))
	d.Put(t, "inbox", "2", "Delivered-To: facturen+x9d3f6hj@in.example.test\r\n"+letterWith("two"))
	h.fetch(t, d, "inbox")
	waitFor(t, "the message of another client", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 1 })
	h.waitForFault(t, dayIsFull)
	h.wantLedgers(t, "terlinde")
	h.wantLedgers(t, "garagemaes", "message.eml skipped container; a.pdf taken")
}

// Where all folders lie below one, that for what is safe does too.
func TestFetchBelowInbox(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := mailtest.StartDovecot(t, mailtest.BelowInbox)
	for _, mark := range []string{"one", "two"} {
		d.Put(t, "inbox", mark, addressedTo("terlinde-7kq2m9xw@in.example.test", mark))
	}
	h.fetch(t, d, "inbox")
	waitFor(t, "both in the folder", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 2 })
	one := "message.eml skipped container; a.pdf taken"
	h.wantLedgers(t, "terlinde", one, one)
}

// Messages that the server does not let us move are each taken once, and people
// are told to which folder they cannot go.
func TestFetchCannotMove(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := mailtest.StartDovecot(t)
	for _, mark := range []string{"one", "two"} {
		d.Put(t, "inbox", mark, addressedTo("terlinde-7kq2m9xw@in.example.test", mark))
	}
	d.Close(t, "inbox", "invoer")
	h.fetch(t, d, "inbox")
	h.waitForFault(t, "messages that are safe cannot be moved to the folder invoer")
	one := "message.eml skipped container; a.pdf taken"
	waitFor(t, "both in the house", func() bool { return len(h.deliveries(t, "terlinde")) == 2 })
	h.wantLedgers(t, "terlinde", one, one)
	if in := d.Messages(t, "inbox", ""); len(in) != 2 {
		t.Errorf("the mailbox has %d messages, want both", len(in))
	}
}

// A restored mailbox numbers its messages anew: what has a number that came before
// is another message.
func TestFetchOfARestoredMailbox(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := mailtest.StartDovecot(t)
	for i, mark := range []string{"one", "two"} {
		d.Put(t, "inbox", mark, addressedTo("terlinde-7kq2m9xw@in.example.test", mark))
		stop := h.run(t, h.fetcher(d.Address, "inbox", 500*time.Millisecond))
		waitFor(t, "a message", func() bool { return len(h.deliveries(t, "terlinde")) == i+1 && len(d.Messages(t, "inbox", "")) == 0 })
		stop()
		d.Forget(t, "inbox")
		time.Sleep(1100 * time.Millisecond) // Dovecot numbers mailboxes by the second
	}
	one := "message.eml skipped container; a.pdf taken"
	h.wantLedgers(t, "terlinde", one, one)
}

// A server that goes silent in the middle of its work is called again, and people
// are told.
func TestFetchOfASilentServer(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := mailtest.StartDovecot(t)
	d.Put(t, "inbox", "one", addressedTo("terlinde-7kq2m9xw@in.example.test", "one"))
	f := h.fetcher(silentAfter(t, d.Address, "DONE"), "inbox", 300*time.Millisecond)
	f.Patience = time.Second
	h.run(t, f)
	waitFor(t, "the first", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 1 })
	h.waitForFault(t, "the mailbox cannot be read")
	d.Put(t, "inbox", "two", addressedTo("terlinde-7kq2m9xw@in.example.test", "two"))
	waitFor(t, "the second", func() bool { return len(d.Messages(t, "inbox", "invoer")) == 2 })
}

// silentAfter stands before a server and gives its own address. Of the first
// connection it hands nothing on any more from where the client says a word; it
// does not close it.
func silentAfter(t *testing.T, server, word string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for first := true; ; first = false {
			client, err := l.Accept()
			if err != nil {
				return
			}
			behind, err := net.Dial("tcp", server)
			if err != nil {
				client.Close()
				continue
			}
			go io.Copy(client, behind)
			go func() {
				defer behind.Close()
				buffer := make([]byte, 4096)
				for {
					n, err := client.Read(buffer)
					if err != nil {
						return
					}
					if first && strings.Contains(string(buffer[:n]), word) {
						io.Copy(io.Discard, client)
						return
					}
					behind.Write(buffer[:n])
				}
			}()
		}
	}()
	return l.Addr().String()
}

func waitFor(t *testing.T, what string, there func() bool) {
	t.Helper()
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if there() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}
