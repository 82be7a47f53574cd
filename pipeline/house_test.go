package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// The test program is the reader's child when this is set.
const asChild = "INVOER_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) == "" {
		os.Exit(m.Run())
	}
	if err := extractors.Child(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// A house is a pipeline on real parts with an office of its own.
type house struct {
	t     testing.TB
	store *storage.Store
	blobs *blobs.Directory
	redis *servers.Redis
	// address of another Redis than that one
	address string
	db      servers.Database
	log     *slog.Logger
	office  invoer.OfficeID
	files   int // that were delivered by script
}

func openHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, log: slog.New(slog.NewTextHandler(io.Discard, nil)), redis: storagetest.Redis(t)}
	h.store, h.db = storagetest.OpenDatabase(t)
	if os.Getenv("INVOER_TEST_LOG") != "" {
		h.log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	var err error
	if h.blobs, err = blobs.OpenDirectory(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	office, err := h.store.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	h.office = office.ID
	return h
}

func (h *house) who() invoer.Scope { return invoer.Machine(h.office) }

// client makes a client of the office.
func (h *house) client(code string) invoer.ClientID {
	h.t.Helper()
	admin := invoer.Scope{Office: h.office, Role: invoer.RoleAdmin}
	c, err := h.store.AddClient(h.t.Context(), admin, storage.Client{Code: code, Name: "Client " + code, Language: "nl"})
	if err != nil {
		h.t.Fatal(err)
	}
	return c.ID
}

// reader opens the real one.
func (h *house) reader() *extractors.Reader {
	h.t.Helper()
	program, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := extractors.OpenReader(extractors.ReaderSettings{
		Program:  []string{"/usr/bin/env", asChild + "=1", program},
		CacheDir: filepath.Join(os.TempDir(), "invoer-test-pdfium"), WorkDir: h.t.TempDir(), Heavy: 2, Quick: 2, Log: h.log,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = r.Close() }) // the test is over
	return r
}

// bell rings at the house's Redis.
func (h *house) bell() *Bell {
	h.t.Helper()
	b, err := OpenBell(h.t.Context(), BellSettings{Store: h.store, Redis: cmp.Or(h.address, h.redis.URL()), Heavy: 2, Quick: 4, Log: h.log, Now: time.Now})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = b.Close() }) // the test is over
	return b
}

// settings are those of a pipeline with the given reader.
func (h *house) settings(r Reader) Settings {
	return Settings{
		Store: h.store, Blobs: h.blobs, Reader: r, Bell: h.bell(), Heavy: 2, Quick: 4, WorkDir: h.t.TempDir(),
		Version: "test", Log: h.log, Now: time.Now,
	}
}

// run starts workers, and gives what stops them.
func (h *house) run(p *Pipeline) (stop func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			h.t.Errorf("pipeline: %v", err)
		}
	}
	h.t.Cleanup(stop)
	return stop
}

// start runs workers with the given reader.
func (h *house) start(r Reader) (*Pipeline, func()) {
	h.t.Helper()
	p, err := New(h.settings(r))
	if err != nil {
		h.t.Fatal(err)
	}
	return p, h.run(p)
}

// deliver does what the door does, without ringing.
func (h *house) deliver(client invoer.ClientID, name, media string, body []byte) invoer.Ring {
	h.t.Helper()
	stored, err := h.blobs.Write(h.t.Context(), h.office, bytes.NewReader(body), 1<<30)
	if err != nil {
		h.t.Fatal(err)
	}
	ring := invoer.Ring{Office: h.office, Noun: invoer.NounFile, Stage: invoer.StageOpen}
	err = h.store.In(h.t.Context(), h.who(), func(tx storage.Tx) error {
		if err := tx.KeepBlob(h.blobs, stored, "original"); err != nil {
			return err
		}
		return tx.QueryRow(tx.Ctx, `with d as (
				insert into deliveries (office_id, client_id, door, bytes) values ($1, nullif($2, '')::uuid, 'upload', gen_random_uuid()) returning id)
			insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, stage)
			select $1, nullif($2, '')::uuid, d.id, $3, $4, $5, $6, $7, 'open' from d returning id::text`,
			h.office, client, name, media, stored.Key, stored.Size, stored.SHA256).Scan(&ring.ID)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return ring
}

// count asks the database for one number, as the office's machine. It asks
// again where a test took the connection away.
func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	err := error(invoer.ErrUnavailable)
	for tries := 0; tries < 10 && errors.Is(err, invoer.ErrUnavailable); tries++ {
		err = h.store.In(context.WithoutCancel(h.t.Context()), h.who(), func(tx storage.Tx) error {
			return tx.QueryRow(tx.Ctx, query, args...).Scan(&n)
		})
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// waits tells how many rows wait for anything.
func (h *house) waits() int {
	return h.count(`select (select count(*) from files where stage in ('open', 'split', 'reading'))
		+ (select count(*) from pages where stage in ('normalise', 'read'))
		+ (select count(*) from documents where stage not in ('done', 'held'))`)
}

// settled waits until nothing waits any more.
func (h *house) settled(within time.Duration) {
	h.t.Helper()
	end := time.Now().Add(within)
	for h.waits() > 0 {
		if time.Now().After(end) {
			h.t.Fatalf("%d rows still wait after %v:\n%s", h.waits(), within, h.picture())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// picture says where rows are.
func (h *house) picture() string {
	var all string
	err := h.store.In(h.t.Context(), h.who(), func(tx storage.Tx) error {
		return tx.QueryRow(tx.Ctx, `select coalesce(string_agg(line, E'\n' order by line), '') from (
			select format('file %s: %s', stage, count(*)) || coalesce(min(held::text), '') as line from files group by stage
			union all select format('page %s: %s', stage, count(*)) || coalesce(min(held::text), '') from pages group by stage
			union all select format('document %s %s: %s', status, stage, count(*)) || coalesce(min(held::text), '') from documents group by status, stage) l`).Scan(&all)
	})
	if err != nil {
		return err.Error()
	}
	return all
}

// owner runs statements as the database's owner.
func (h *house) owner(fn func(ctx context.Context, exec func(string) error) error) error {
	ctx := context.WithoutCancel(h.t.Context())
	conn, err := pgx.Connect(ctx, h.db.OwnerURL)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return fn(ctx, func(statement string) error {
		_, err := conn.Exec(ctx, statement)
		return err
	})
}

// text asks the database for one text, as the office's machine.
func (h *house) text(query string, args ...any) string {
	h.t.Helper()
	var s string
	err := h.store.In(h.t.Context(), h.who(), func(tx storage.Tx) error { return tx.QueryRow(tx.Ctx, query, args...).Scan(&s) })
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// admin is a person of the office.
func (h *house) admin() invoer.Scope { return invoer.Scope{Office: h.office, Role: invoer.RoleAdmin} }
