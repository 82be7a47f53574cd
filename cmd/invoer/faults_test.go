package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/mail"
	"github.com/invoer/invoer/intake/scan"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

var (
	faults    = flag.Int("faults", 50, "how many faults TestFaults injects")
	faultSeed = flag.Uint64("fault-seed", 1, "what chooses them")
)

// A step is a place of a door at which something may go wrong.
type step string

const (
	beforeBytes step = "before the bytes are kept"
	whileBytes  step = "while the bytes are kept"
	afterBytes  step = "after the bytes are kept"
	whileRows   step = "while the rows are written"
	atAnyTime   step = "at any time"
)

var steps = []step{beforeBytes, whileBytes, afterBytes, whileRows, atAnyTime}

// troubles are what may go wrong there.
var troubles = map[string]func(*unlucky) error{
	"full disk":     func(*unlucky) error { return fmt.Errorf("%w: no space left on device", invoer.ErrUnavailable) },
	"store away":    func(*unlucky) error { return fmt.Errorf("%w: connection refused", invoer.ErrUnavailable) },
	"crash":         func(u *unlucky) error { u.crash(); return context.Canceled },
	"database away": func(u *unlucky) error { return u.drop() },
	"line cut":      func(*unlucky) error { return io.ErrUnexpectedEOF },
}

// An unlucky house has doors to which something happens. Its blob store is
// where the faults are, as each door passes it; Redis is always away.
type unlucky struct {
	t        *testing.T
	store    *storage.Store
	database servers.Database
	office   storage.Office
	client   storage.Client
	gate     *intake.Gate
	blobs    intake.Blobs
	folder   string
	spool    string
	relay    string // address of the mail door
	armed    atomic.Pointer[trouble]
	happened atomic.Int64
	stopping sync.Mutex
	stops    []func() // end what is open
}

// A trouble happens once.
type trouble struct {
	at   step
	what func(*unlucky) error
}

// happen lets what is armed for a step happen.
func (u *unlucky) happen(at step) error {
	armed := u.armed.Load()
	if armed == nil || armed.at != at || !u.armed.CompareAndSwap(armed, nil) {
		return nil
	}
	u.happened.Add(1)
	return armed.what(u)
}

// Write is the store's, with what happens on the way.
func (u *unlucky) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error) {
	if err := u.happen(beforeBytes); err != nil {
		return blobs.Stored{}, err
	}
	stored, err := u.blobs.Write(ctx, office, &halting{r: r, u: u}, limit)
	if err == nil {
		err = u.happen(afterBytes)
	}
	return stored, err
}

func (u *unlucky) Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error) {
	return u.blobs.Get(ctx, key)
}

// Stat is asked in the transaction that writes the rows.
func (u *unlucky) Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error) {
	if err := u.happen(whileRows); err != nil {
		return blobs.Info{}, err
	}
	return u.blobs.Stat(ctx, key)
}

// A halting reader breaks off behind its first bytes.
type halting struct {
	r    io.Reader
	u    *unlucky
	read bool
}

func (h *halting) Read(p []byte) (int, error) {
	if h.read {
		if err := h.u.happen(whileBytes); err != nil {
			return 0, err
		}
	}
	h.read = true
	return h.r.Read(p[:min(len(p), 40)])
}

// Ring: Redis is away.
func (u *unlucky) Ring(context.Context, invoer.Ring) {}

// drop ends all connections to the database.
func (u *unlucky) drop() error {
	conn, err := pgx.Connect(context.Background(), u.database.OwnerURL)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
	return err
}

// crash ends the doors as they stand; the next delivery finds new ones.
func (u *unlucky) crash() {
	u.stopping.Lock()
	stops := u.stops
	u.stops = nil
	u.stopping.Unlock()
	for _, stop := range slices.Backward(stops) {
		stop()
	}
}

// endsWith has something end at the next crash.
func (u *unlucky) endsWith(stop func()) {
	u.stopping.Lock()
	defer u.stopping.Unlock()
	u.stops = append(u.stops, stop)
}

func openUnlucky(t *testing.T) *unlucky {
	t.Helper()
	u := &unlucky{t: t, folder: t.TempDir(), spool: t.TempDir()}
	u.store, u.database = storagetest.OpenDatabase(t)
	var err error
	if u.blobs, err = blobs.OpenDirectory(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if u.office, err = u.store.AddOffice(t.Context(), "Kantoor", "nl"); err != nil {
		t.Fatal(err)
	}
	who := invoer.Machine(u.office.ID)
	if u.client, err = u.store.AddClient(t.Context(), who, storage.Client{Code: "K1", Name: "Client", Language: "nl"}); err != nil {
		t.Fatal(err)
	}
	if _, err = u.store.RenewMailToken(t.Context(), who, u.client.ID, "7kq2m9xw"); err != nil {
		t.Fatal(err)
	}
	u.gate = &intake.Gate{Store: u.store, Blobs: u, Bell: u, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	return u
}

// open opens the doors for folders and mail until they are stopped.
func (u *unlucky) open() {
	u.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	log := slog.New(slog.DiscardHandler)
	folder := &scan.Door{
		Dir: u.folder, Office: func(context.Context) (storage.Office, error) { return u.office, nil }, Store: u.store, Gate: u.gate,
		Interval: 5 * time.Millisecond, Quiet: 15 * time.Millisecond, Log: log, Now: time.Now,
	}
	letters := &mail.Door{Gate: u.gate, Store: u.store, Domains: []string{"in.example.test"}, Spool: u.spool, Log: log, Now: time.Now}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		u.t.Fatal(err)
	}
	u.relay = l.Addr().String()
	ended := make(chan error, 2)
	go func() { ended <- folder.Run(ctx) }()
	go func() { ended <- letters.Serve(ctx, l, mail.SMTP) }()
	u.endsWith(func() {
		cancel()
		_ = l.Close() // the door may have closed it
	})
}

// The senders bring a document and wait for a yes, for so long where they can
// tell that none came.
var senders = map[string]func(u *unlucky, n int, body string, patience time.Duration) error{
	"upload": func(u *unlucky, n int, body string, _ time.Duration) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		u.endsWith(cancel)
		_, err := u.gate.Accept(ctx, invoer.Machine(u.office.ID), intake.Arrival{
			Client: u.client.ID, Via: invoer.DoorUpload, From: "tester",
			Parts: func(yield func(intake.Item, error) bool) {
				yield(intake.Item{Name: fmt.Sprintf("%d.pdf", n), Body: bytes.NewReader([]byte(body))}, nil)
			},
		})
		return err
	},
	"mail": func(u *unlucky, n int, body string, _ time.Duration) error {
		message := fmt.Sprintf("From: a@example.test\r\nTo: k1-7kq2m9xw@in.example.test\r\nMessage-ID: <%x@example.test>\r\nSubject: factuur\r\nMIME-Version: 1.0\r\n"+
			"Content-Type: application/pdf; name=%d.pdf\r\nContent-Disposition: attachment\r\n\r\n%s", sha256.Sum256([]byte(body)), n, body)
		return smtp.SendMail(u.relay, nil, "a@example.test", []string{"k1-7kq2m9xw@in.example.test"}, []byte(message))
	},
	"folder": func(u *unlucky, n int, body string, patience time.Duration) error {
		path := filepath.Join(u.folder, "K1", fmt.Sprintf("%d.pdf", n))
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(body), 0o644)); err != nil {
				return err
			}
		}
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
				return nil
			}
		}
		return errors.New("still in the folder")
	},
}

// TestFaults brings documents by each door while something goes wrong at each
// step, in an order that a seed chooses, and balances the ledger: each document
// is there once.
func TestFaults(t *testing.T) {
	u := openUnlucky(t)
	t.Cleanup(u.crash)
	u.open()
	r := rand.New(rand.NewPCG(*faultSeed, 5))
	sent := map[string]string{}
	for n := range *faults {
		body := document(n)
		if n > 10 && r.IntN(8) == 0 {
			body = document(r.IntN(n)) // somebody sends an old one again
		}
		door := pick(r, senders)
		what := pick(r, troubles)
		at := steps[r.IntN(len(steps))]
		u.bring(r, n, door, trouble{at, troubles[what]}, body)
		sum := sha256.Sum256([]byte(body))
		sent[hex.EncodeToString(sum[:])] = fmt.Sprintf("%d by %s, %s %s", n, door, what, at)
	}
	u.balance(sent)
	t.Logf("%d faults happened to %d documents: 0 lost, 0 double", u.happened.Load(), len(sent))
}

// bring sends a document until somebody says yes; the trouble meets the first
// attempt. Each attempt has twice the time of the one before, as a machine may
// be too busy to answer at once.
func (u *unlucky) bring(r *rand.Rand, n int, door string, armed trouble, body string) {
	u.t.Helper()
	if armed.at == atAnyTime {
		timer := time.AfterFunc(time.Duration(r.IntN(40))*time.Millisecond, func() {
			u.happened.Add(1)
			_ = armed.what(u) // what it gives is for those who ask
		})
		defer timer.Stop()
	} else {
		u.armed.Store(&armed)
	}
	patience := 400 * time.Millisecond
	var err error
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); patience *= 2 {
		if err = senders[door](u, n, body, patience); err == nil {
			u.armed.Store(nil)
			return
		}
		u.crash()
		u.open()
		time.Sleep(patience / 20)
	}
	u.t.Fatalf("document %d by %s: nobody said yes in five minutes: %v", n, door, err)
}

// balance compares what was sent with what is there.
func (u *unlucky) balance(sent map[string]string) {
	u.t.Helper()
	u.crash()
	there := map[string]int{}
	err := u.store.In(context.Background(), invoer.Machine(u.office.ID), func(tx storage.Tx) error {
		rows, err := tx.Query(tx.Ctx, `select f.sha256 from files f join blobs b on b.office_id = f.office_id and b.key = f.original
			where f.client_id = $1 and exists (select from parts p where p.file_id = f.id and p.outcome = 'taken')`, u.client.ID)
		if err != nil {
			return err
		}
		var hash string
		_, err = pgx.ForEachRow(rows, []any{&hash}, func() error { there[hash]++; return nil })
		return err
	})
	if err != nil {
		u.t.Fatal(err)
	}
	for hash, how := range sent {
		if there[hash] != 1 {
			u.t.Errorf("document %s: it is there %d times, want once", how, there[hash])
		}
		if _, err := u.blobs.Stat(context.Background(), invoer.BlobKey(string(u.office.ID)+"/"+hash)); err != nil {
			u.t.Errorf("document %s: its bytes: %v", how, err)
		}
	}
	if len(there) != len(sent) {
		u.t.Errorf("%d documents are there, %d were sent", len(there), len(sent))
	}
	b, err := u.store.Balance(context.Background(), invoer.Machine(u.office.ID))
	if err != nil || !b.Balanced() {
		u.t.Errorf("balance %+v, %v: want none of the sums broken", b.Faults, err)
	}
}

// document is one that differs from all others, in lines as mail has them.
func document(n int) string {
	return fmt.Sprintf("%%PDF-1.4\r\n%% document %d\r\n1 0 obj\r\n<<>>\r\nendobj\r\ntrailer<<>>\r\nstartxref\r\n0\r\n%%%%EOF\r\n", n)
}

// pick chooses a key.
func pick[V any](r *rand.Rand, from map[string]V) string {
	keys := make([]string, 0, len(from))
	for key := range from {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys[r.IntN(len(keys))]
}
