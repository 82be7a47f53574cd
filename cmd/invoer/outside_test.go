package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// With one outside service only the other one runs privately.
func TestOneOutsideService(t *testing.T) {
	t.Parallel()
	_, database := storagetest.OpenDatabase(t)
	for name, c := range map[string]struct {
		settings      settings
		made, notMade string
	}{
		"a database elsewhere": {settings: settings{Database: database.URL, DatabaseOwner: database.OwnerURL}, made: "redis", notMade: "postgres"},
		"a Redis elsewhere":    {settings: settings{Redis: servers.StartRedis(t).URL()}, made: "postgres", notMade: "redis"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.settings
			s.Data = t.TempDir()
			have, err := s.ownServices(t.Context(), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer have.stop()
			if have.database == "" || have.owner == "" || have.redis == "" {
				t.Errorf("services %+v, want both", have)
			}
			if _, err := os.Stat(filepath.Join(s.Data, c.made)); err != nil {
				t.Errorf("no private server: %v", err)
			}
			if _, err := os.Stat(filepath.Join(s.Data, c.notMade)); err == nil {
				t.Errorf("a private %s was made beside the outside one", c.notMade)
			}
			store, err := have.open(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			store.Close()
		})
	}
}

// In somebody's own database nobody is made, and no demo is handed in, whatever
// runs privately beside it.
func TestNothingIsMadeInAnOutsideDatabase(t *testing.T) {
	t.Parallel()
	store, database := storagetest.OpenDatabase(t)
	data := t.TempDir()
	cmd := program("serve", "--data", data, "--database", database.URL, "--database-owner", database.OwnerURL, "--demo", "../../testdata/invoices")
	s := &server{t: t, data: data, cmd: cmd, said: &storagetest.Said{}}
	s.begin()
	t.Cleanup(s.stop)
	if offices, err := store.Offices(t.Context()); err != nil || len(offices) != 0 {
		t.Errorf("%d offices, %v; want none", len(offices), err)
	}
	if _, err := os.Stat(filepath.Join(data, "access.json")); err == nil {
		t.Error("a sign-in was written for it")
	}
	_, said, status := runProgram(t, "office", "add", "Kantoor", "--data", data)
	if status == 0 || !bytes.Contains([]byte(said), []byte("--database")) {
		t.Errorf("a command without the database's address: status %d, %q; want it to ask for that", status, said)
	}
}

// A first start that was cut off goes on: with the same admin, and with its demo.
func TestFirstStartIsCutOff(t *testing.T) {
	t.Parallel()
	store := storagetest.Open(t)
	c := serveCommand{settings: settings{Data: t.TempDir()}, Demo: t.TempDir()}
	first, err := c.beginFirstStart(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := firstUser(t.Context(), store, first); err != nil { // and here it is killed
		t.Fatal(err)
	}
	for _, when := range []string{"before access.json was written", "while the demo was handed in"} {
		sign, err := c.firstStart(t.Context(), store, "http://127.0.0.1:1")
		if err != nil || sign.User != firstEmail || sign.Password != first.Password || !sign.fresh {
			t.Errorf("a start after one that was cut off %s gives %q, the same password %t, fresh %t, %v; want the same admin, fresh",
				when, sign.User, sign.Password == first.Password, sign.fresh, err)
		}
	}
	if err := c.endFirstStart(); err != nil {
		t.Fatal(err)
	}
	if sign, err := c.firstStart(t.Context(), store, "http://127.0.0.1:1"); err != nil || sign.fresh {
		t.Errorf("a start after the demo: fresh %t, %v; want it done", sign.fresh, err)
	}
	offices, err := store.Offices(t.Context())
	if err != nil || len(offices) != 1 {
		t.Fatalf("%d offices, %v; want 1", len(offices), err)
	}
	people, err := store.Users(t.Context(), invoer.Scope{Office: offices[0].ID, Role: invoer.RoleAdmin})
	if err != nil || len(people) != 1 {
		t.Errorf("%d people, %v; want 1", len(people), err)
	}
}

// A demo that cannot be handed in costs the demo and nothing else; the next start
// goes on with it.
func TestDemoThatFails(t *testing.T) {
	t.Parallel()
	demo := t.TempDir()
	clients := filepath.Join(demo, "clients.json")
	if err := os.WriteFile(clients, []byte("not JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, t.TempDir(), "--demo", demo)
	if status := s.call("GET", "/clients", nil, nil, nil); status != 200 {
		t.Errorf("the server answers %d after a demo that failed, want 200", status)
	}
	waitFor(t, "a word of the demo that failed", func() bool { return strings.Contains(s.said.String(), "the demo is not complete") })
	s.stop()
	if err := os.WriteFile(clients, []byte(`[{"Code": "X1", "Name": "Klant", "VAT": "BE0477574154", "Language": "nl"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start("--demo", demo)
	var list struct{ Items []struct{ Code string } }
	waitFor(t, "the demo's client", func() bool {
		return s.call("GET", "/clients", nil, nil, &list) == 200 && len(list.Items) == 1
	})
}

// A password that is no longer the admin's is no longer shown.
func TestPasswordThatWasChanged(t *testing.T) {
	t.Parallel()
	store := storagetest.Open(t)
	c := serveCommand{settings: settings{Data: t.TempDir()}}
	first, err := c.firstStart(t.Context(), store, "http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	_, session, err := store.SignIn(t.Context(), first.User, first.Password, "127.0.0.1", "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.ChangePassword(t.Context(), session.Scope, first.Password, "een heel ander wachtwoord", ""); err != nil {
		t.Fatal(err)
	}
	again, err := c.firstStart(t.Context(), store, "http://127.0.0.1:1")
	if err != nil || again.Password != "" || again.User != first.User || again.Token != first.Token {
		t.Errorf("after the change: user %q, a password %t, the same token %t, %v; want no password", again.User, again.Password != "", again.Token == first.Token, err)
	}
	if text := c.signInText(again); bytes.Contains([]byte(text), []byte(first.Password)) || !bytes.Contains([]byte(text), []byte(first.User)) {
		t.Errorf("it says %q, want the address without a password", text)
	}
}

// What somebody decided on meanwhile is left out, and the rest is read again.
func TestReplayGoesOn(t *testing.T) {
	t.Parallel()
	h := openDecided(t)
	var out bytes.Buffer
	if err := replayAll(t.Context(), h.store, h.who, h.ids, &io3{out: &out, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	if want := "2 documents are read again\n1 are left alone: somebody decided on them\n"; out.String() != want {
		t.Errorf("it says %q, want %q", out.String(), want)
	}
	for _, id := range []invoer.DocumentID{h.ids[0], h.ids[2]} {
		if d, err := h.store.Document(t.Context(), h.who, id); err != nil || d.Status != invoer.StatusWaiting {
			t.Errorf("document %s is %s, %v; want it waiting", id, d.Status, err)
		}
	}
}

// A decided house has three documents, of which the second is rejected.
type decided struct {
	store *storage.Store
	who   invoer.Scope
	ids   []invoer.DocumentID
}

func openDecided(t *testing.T) decided {
	t.Helper()
	store := storagetest.Open(t)
	office, err := store.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	admin, err := store.AddUser(t.Context(), invoer.Machine(office.ID), storage.User{Role: invoer.RoleAdmin, Email: "a@example.be", Name: "A", Language: "nl"}, "")
	if err != nil {
		t.Fatal(err)
	}
	h := decided{store: store, who: invoer.Scope{Office: office.ID, User: admin.ID, Role: invoer.RoleAdmin}}
	for _, hash := range []string{"a1", "a2", "a3"} {
		part := invoer.Part{Name: "a.pdf", Media: "application/pdf", Size: 1, SHA256: hash, Outcome: invoer.Taken}
		d, _, err := store.Deliver(t.Context(), h.who, invoer.Delivery{Via: invoer.DoorUpload, Parts: []invoer.Part{part}}, func(invoer.BlobKey) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		var id invoer.DocumentID
		err = store.In(t.Context(), h.who, func(tx storage.Tx) error {
			return tx.QueryRow(tx.Ctx, `insert into documents (office_id, delivery_id, file_id, received, status, stage)
				select office_id, delivery_id, id, now(), 'read', 'done' from files where id = $1 returning id::text`, d.Parts[0].File).Scan(&id)
		})
		if err != nil {
			t.Fatal(err)
		}
		h.ids = append(h.ids, id)
	}
	if _, err := store.Reject(t.Context(), h.who, h.ids[1], storage.AnyVersion, "no"); err != nil {
		t.Fatal(err)
	}
	return h
}

// A process with doors is not ready while bytes cannot be kept; one that shows
// what is known is.
func TestReadyForItsParts(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	ready := func() int {
		answer, err := s.get("/readyz")
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	if got := ready(); got != 200 {
		t.Fatalf("readyz answers %d, want 200", got)
	}
	incoming := filepath.Join(s.data, "blobs", ".incoming")
	if err := os.Rename(incoming, incoming+"-away"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "503", func() bool { return ready() == 503 })
	if err := os.Rename(incoming+"-away", incoming); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "200", func() bool { return ready() == 200 })
	if checks := (serveCommand{Parts: []string{partAPI}}).checks(nil); len(checks) != 0 {
		t.Errorf("a face asks for %d things besides the database, want none", len(checks))
	}
}

// get asks a path and gives the answer's status.
func (s *server) get(path string) (int, error) {
	answer, err := http.Get(s.access.URL + path)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

// waitFor waits until what is so.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	for late := time.Now().Add(2 * time.Minute); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("two minutes were not enough for %s", what)
		}
	}
}
