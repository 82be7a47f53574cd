package portal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/pipeline"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
)

// asChild tells this test's program that it is to read a stranger's bytes.
const asChild = "INVOER_PORTAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) != "" {
		if err := extractors.Child(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if browser.close != nil {
		browser.close()
	}
	if reader.Reader != nil {
		_ = reader.Close() // the tests are over
	}
	os.Exit(code)
}

const password = "een lang wachtwoord"

// A house is a whole portal on real parts, with two offices of which the
// second must never be seen by people of the first.
type house struct {
	testing.TB
	store  *storage.Store
	blobs  *blobs.Directory
	server *api.Server
	log    *slog.Logger
	url    string
	office invoer.OfficeID
	client invoer.ClientID // of an
	second invoer.ClientID // another client of the office
	db     string          // address of the database
	owner  string          // and for who owns its schema
}

// The people of the house, by what they may do.
const (
	admin1     = "admin@kantoor.example"
	accountant = "boekhouder@kantoor.example"
	clientUser = "zaakvoerder@klant.example"
	stranger   = "admin@ander.example"
)

// openHouse starts a portal and its workers.
func openHouse(t testing.TB) *house {
	t.Helper()
	h := &house{TB: t, log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if os.Getenv("INVOER_TEST_LOG") != "" {
		h.log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	h.open()
	h.people()
	bell := h.bell()
	uploads, err := upload.Open(t.TempDir(), 200<<20, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	h.server = api.New(api.Settings{
		Uploads: uploads, Store: h.store, Blobs: h.blobs, Originals: folder{h.blobs}, Reader: theReader(t), Bell: bell, Log: h.log, Now: time.Now,
		Gate: &intake.Gate{Store: h.store, Blobs: h.blobs, Bell: bell, Log: h.log, Now: time.Now},
	})
	New(h.server)
	h.serve()
	h.work(bell)
	return h
}

// open makes a database and a blob store that nobody else has.
func (h *house) open() {
	h.Helper()
	_, db := storagetest.OpenDatabase(h)
	h.db, h.owner = db.URL, db.OwnerURL
	ring := func(r invoer.Ring) {
		if h.server != nil {
			h.server.Ring(context.Background(), r)
		}
	}
	var err error
	if h.store, err = storage.Open(h.Context(), storage.Settings{URL: db.URL, Ring: ring, Traits: extractors.Traits}); err != nil {
		h.Fatal(err)
	}
	h.Cleanup(h.store.Close)
	if h.blobs, err = blobs.OpenDirectory(h.TempDir()); err != nil {
		h.Fatal(err)
	}
}

func (h *house) bell() *pipeline.Bell {
	h.Helper()
	bell, err := pipeline.OpenBell(h.Context(), pipeline.BellSettings{Store: h.store, Redis: storagetest.Redis(h).URL(), Heavy: 2, Quick: 4, Log: h.log, Now: time.Now})
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = bell.Close() }) // the test is over
	return bell
}

// work runs the stages until the test ends.
func (h *house) work(bell *pipeline.Bell) {
	h.Helper()
	workers, err := pipeline.New(pipeline.Settings{
		Store: h.store, Blobs: h.blobs, Reader: theReader(h), Bell: bell, Heavy: 2, Quick: 4,
		WorkDir: h.TempDir(), Version: "test", Log: h.log, Now: time.Now,
	})
	if err != nil {
		h.Fatal(err)
	}
	h.until(workers.Run)
}

// until runs a part of the house until the test ends.
func (h *house) until(run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	h.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			h.Errorf("a part of the house: %v", err)
		}
	})
}

var reader struct {
	sync.Once
	*extractors.Reader
	err error
}

// theReader is the one reader of all tests: it takes a second to start.
func theReader(t testing.TB) *extractors.Reader {
	t.Helper()
	reader.Do(func() {
		program, err := os.Executable()
		if err != nil {
			reader.err = err
			return
		}
		reader.Reader, reader.err = extractors.OpenReader(extractors.ReaderSettings{
			Program:  []string{"/usr/bin/env", asChild + "=1", program},
			CacheDir: filepath.Join(os.TempDir(), "invoer-test-pdfium"), WorkDir: os.TempDir(), Heavy: 2, Quick: 2, Log: slog.New(slog.DiscardHandler),
		})
	})
	if reader.err != nil {
		t.Fatal(reader.err)
	}
	return reader.Reader
}

// folder gives the files of a blob directory as they lie there.
type folder struct{ blobs *blobs.Directory }

func (f folder) Local(ctx context.Context, key invoer.BlobKey) (string, func(), error) {
	blob, err := f.blobs.Get(ctx, key)
	if err != nil {
		return "", nil, err
	}
	defer blob.Close()
	out, err := os.CreateTemp("", "original")
	if err != nil {
		return "", nil, err
	}
	defer out.Close()
	_, err = io.Copy(out, blob)
	return out.Name(), func() { os.Remove(out.Name()) }, err
}

func (h *house) people() {
	h.Helper()
	h.office = h.addOffice("Kantoor De Balie")
	h.client, h.second = h.addClient(h.office, "K005", "Brirolis Medical bv"), h.addClient(h.office, "K008", "Imprimerie Lambotte SC")
	h.addUser(h.office, "", admin1, "An Peeters", invoer.RoleAdmin)
	h.addUser(h.office, "", accountant, "Bert Claes", invoer.RoleAccountant)
	h.addUser(h.office, h.client, clientUser, "Chris Maes", invoer.RoleClient)
	h.addUser(h.addOffice("Ander Kantoor"), "", stranger, "Dirk Vreemd", invoer.RoleAdmin)
}

func (h *house) addOffice(name string) invoer.OfficeID {
	h.Helper()
	office, err := h.store.AddOffice(h.Context(), name, "nl")
	if err != nil {
		h.Fatal(err)
	}
	return office.ID
}

func (h *house) addClient(office invoer.OfficeID, code, name string) invoer.ClientID {
	h.Helper()
	c, err := h.store.AddClient(h.Context(), invoer.Machine(office), storage.Client{Code: code, Name: name, Language: "nl"})
	if err != nil {
		h.Fatal(err)
	}
	return c.ID
}

func (h *house) addUser(office invoer.OfficeID, client invoer.ClientID, email, name string, role invoer.Role) {
	h.Helper()
	u := storage.User{Office: office, Client: client, Email: email, Name: name, Role: role, Language: "nl"}
	if _, err := h.store.AddUser(h.Context(), invoer.Machine(office), u, password); err != nil {
		h.Fatal(err)
	}
}

// serve answers on a free port until the test ends.
func (h *house) serve() {
	h.Helper()
	l, err := api.Listen(h.Context(), "127.0.0.1:0")
	if err != nil {
		h.Fatal(err)
	}
	h.url = "http://" + l.Addr().String()
	h.until(func(ctx context.Context) error { return h.server.Serve(ctx, l) })
}

// testdata is the path of a file of the corpus.
func testdata(parts ...string) string {
	path, err := filepath.Abs(filepath.Join(append([]string{"..", "..", "testdata", "invoices"}, parts...)...))
	if err != nil {
		panic(err) // the test's own folder is gone
	}
	return path
}

// identity is who a person of the house is.
func (h *house) identity(email string) invoer.Scope {
	h.Helper()
	u, err := h.store.UserByEmail(h.Context(), email)
	if err != nil {
		h.Fatal(err)
	}
	return invoer.Scope{Office: u.Office, Client: u.Client, User: u.ID, Role: u.Role}
}

// handIn takes a file of the corpus in for a client.
func (h *house) handIn(email string, client invoer.ClientID, parts ...string) invoer.Delivery {
	h.Helper()
	body, err := os.ReadFile(testdata(parts...))
	if err != nil {
		h.Fatal(err)
	}
	return h.deliver(h.identity(email), client, parts[len(parts)-1], body)
}

// deliver takes bytes in under a name.
func (h *house) deliver(who invoer.Scope, client invoer.ClientID, name string, body []byte) invoer.Delivery {
	h.Helper()
	receipt, err := h.server.Gate.Accept(h.Context(), who, intake.Arrival{
		Via:   invoer.DoorUpload,
		Owner: func(context.Context) (invoer.ClientID, error) { return client, nil },
		Parts: func(yield func(intake.Item, error) bool) {
			yield(intake.Item{Name: name, Body: bytes.NewReader(body)}, nil)
		},
	})
	if err != nil {
		h.Fatal(err)
	}
	return receipt.Delivery
}

// settled waits until the office has so many documents and none is being
// read, and gives them, newest first.
func (h *house) settled(want int) []storage.Summary {
	h.Helper()
	var docs []storage.Summary
	for end := time.Now().Add(3 * patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var err error
		if docs, err = h.store.Documents(h.Context(), invoer.Machine(h.office), storage.Filter{}); err != nil {
			h.Fatal(err)
		}
		waiting := slices.ContainsFunc(docs, func(d storage.Summary) bool { return d.Status == invoer.StatusWaiting })
		if len(docs) == want && !waiting {
			return docs
		}
	}
	h.Fatalf("after %s there are %d documents or some are being read, want %d that were read", 3*patience, len(docs), want)
	return nil
}
