package mail

import (
	"errors"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// digestsAt are the senders of digests of a house as they work at a moment.
func (h *house) digestsAt(t *testing.T, relay string, at time.Time) *Digests {
	t.Helper()
	now := func() time.Time { return at }
	store, err := storage.Open(t.Context(), storage.Settings{URL: h.url, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return &Digests{Store: store, Relay: Relay{Address: relay, Host: domain}, From: "no-reply@" + domain, Ours: h.OfHouse, Log: slog.New(slog.DiscardHandler), Now: now}
}

// reader makes a person who wants digests at a pace since a moment.
func (h *house) reader(t *testing.T, d *Digests, u storage.User, pace storage.DigestPace) invoer.Scope {
	t.Helper()
	made, err := h.store.AddUser(t.Context(), h.who, u, "")
	if err != nil {
		t.Fatal(err)
	}
	who := invoer.Scope{Office: made.Office, Client: made.Client, User: made.ID, Role: made.Role}
	if err := d.Store.SetDigestPace(t.Context(), who, pace, "https://portal.example"); err != nil {
		t.Fatal(err)
	}
	return who
}

// waitingDocument makes a document of a client that is being read.
func (h *house) waitingDocument(t *testing.T, client string) (id invoer.DocumentID) {
	t.Helper()
	err := h.store.In(t.Context(), h.who, func(tx storage.Tx) error {
		key := string(h.who.Office) + "/x"
		if _, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, $2, 1, 'h', 'original')`, h.who.Office, key); err != nil {
			return err
		}
		return tx.QueryRow(tx.Ctx, `with delivery as (insert into deliveries (office_id, client_id, door, bytes) values ($1, $2, 'upload', $3) returning id),
			file as (insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
				select $1, $2, id, 'scan.pdf', 'application/pdf', $3, 1, 'h', 1, 'done' from delivery returning id)
			insert into documents (office_id, client_id, delivery_id, file_id, received, supplier)
				select $1, $2, delivery.id, file.id, now(), 'Geheim nv' from delivery, file returning id::text`,
			h.who.Office, h.clients[client], key).Scan(&id)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// round lets digests go and gives the letters that went, which are taken away.
func (o *outside) round(t *testing.T, d *Digests) []sent {
	t.Helper()
	if err := d.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o.take()
}

func (o *outside) take() []sent {
	o.mu.Lock()
	defer o.mu.Unlock()
	got := o.got
	o.got = nil
	return got
}

// monday is a Monday of summer time at midnight in Belgium.
var monday = time.Date(2026, time.June, 7, 22, 0, 0, 0, time.UTC)

func hour(day, hour int) time.Time {
	return monday.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour)
}

// Who wants them gets one letter a day, or a week, from the hour of the office
// on, in his language, of what he sees in the portal, with a link that ends
// them; a relay that is away, a crash and two workers at once make no second one.
func TestDigests(t *testing.T) {
	t.Parallel()
	h := open(t)
	relay := &outside{}
	address := relay.listen(t, nil)
	at := func(day, o int) *Digests { return h.digestsAt(t, address, hour(day, o)) }
	settings := storage.OfficeSettings{DigestHour: 7}
	if err := h.store.SetOffice(t.Context(), h.who, settings); err != nil {
		t.Fatal(err)
	}
	before := at(-1, 12)
	daily := h.reader(t, before, storage.User{Role: invoer.RoleAccountant, Email: "zoe@kantoor.example", Name: "Zoé", Language: "fr"}, storage.DigestDaily)
	h.reader(t, before, storage.User{Role: invoer.RoleAccountant, Email: "loop@" + domain, Name: "Loop", Language: "nl"}, storage.DigestDaily)
	weekly := h.reader(t, before, storage.User{Role: invoer.RoleClient, Client: h.clients["terlinde"], Email: "an@terlinde.example", Name: "An", Language: "nl"}, storage.DigestWeekly)
	h.reader(t, before, storage.User{Role: invoer.RoleClient, Client: h.clients["garagemaes"], Email: "maes@garage.example", Name: "Maes", Language: "nl"}, storage.DigestDaily)
	doc := h.waitingDocument(t, "terlinde")
	if _, err := h.store.Say(t.Context(), daily, storage.Message{Document: doc, Kind: storage.MessageQuestion, Text: "Waarvoor is dit?"}); err != nil {
		t.Fatal(err)
	}

	if got := relay.round(t, at(0, 6)); len(got) > 0 {
		t.Errorf("%d letters before the hour of the office, want none", len(got))
	}
	got := relay.round(t, at(0, 7))
	if len(got) != 2 {
		t.Fatalf("%d letters at the hour of the office, want those of Zoé and An: %+v", len(got), got)
	}
	letters := map[string]string{}
	for _, letter := range got {
		letters[letter.to] = wantDigest(t, letter)
	}
	if body := letters["zoe@kantoor.example"]; !strings.Contains(body, "Bonjour Zoé") || !strings.Contains(body, "Questions sans réponse: 1\r\nhttps://portal.example/questions") ||
		!strings.Contains(body, "Documents en cours de lecture: 1\r\n") || strings.Contains(body, "Geheim") || strings.Contains(body, "Waarvoor") {
		t.Errorf("the letter of an accountant says %s", body)
	}
	if body := letters["an@terlinde.example"]; !strings.Contains(body, "Vragen zonder antwoord: 1\r\n") || strings.Contains(body, "gelezen worden") {
		t.Errorf("the letter of a client's person says %s", body)
	}
	if got := relay.round(t, at(0, 23)); len(got) > 0 {
		t.Errorf("%d letters later that day, want none", len(got))
	}

	relay.faults = []*smtp.SMTPError{{Code: 451, Message: "later"}}
	if err := at(1, 8).Round(t.Context()); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("a relay that is away is %v, want invoer.ErrUnavailable", err)
	}
	if got := relay.round(t, at(1, 9)); len(got) != 1 || got[0].to != "zoe@kantoor.example" {
		t.Errorf("after a fault of the relay %+v go, want the daily one", got)
	}

	taken := 0
	for {
		next, err := at(2, 8).Store.NextDigest(t.Context()) // and the program dies
		if errors.Is(err, invoer.ErrNotFound) {
			break
		}
		if err != nil || next.Day != time.Date(2026, time.June, 10, 0, 0, 0, 0, time.UTC) {
			t.Fatalf("the letter of %s, %v", next.Day, err)
		}
		taken++
	}
	if got := relay.round(t, at(2, 12)); taken != 3 || len(got) > 0 {
		t.Errorf("%d letters were taken before a crash, and %d went after it; want 3 and none", taken, len(got))
	}

	var both sync.WaitGroup
	for range 2 {
		d := at(3, 8)
		both.Go(func() {
			if err := d.Round(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if err := at(3, 9).Round(t.Context()); err != nil { // of what one left to the other
		t.Error(err)
	}
	if got := relay.take(); len(got) != 1 {
		t.Errorf("two workers at once send %d letters, want 1", len(got))
	}
	h.endsByLink(t, at(3, 10), letters["zoe@kantoor.example"], daily)
	if got := relay.round(t, at(4, 8)); len(got) > 0 {
		t.Errorf("%+v goes to who ended it by the link, want nothing", got)
	}
	if pace, err := h.store.DigestPace(t.Context(), weekly); err != nil || pace != storage.DigestWeekly {
		t.Errorf("the other one has %q, %v; want the week's still", pace, err)
	}
	if got := relay.round(t, at(7, 8)); len(got) != 1 || got[0].to != "an@terlinde.example" {
		t.Errorf("on the next Monday %+v go, want the week's", got)
	}
}

// wantDigest looks at what every digest must have, and gives its text.
func wantDigest(t *testing.T, got sent) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	ends := m.Header.Get("List-Unsubscribe")
	if got.from != "" || m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" ||
		!strings.HasPrefix(ends, "<https://portal.example/digest/") {
		t.Errorf("a digest goes from %q with %v", got.from, m.Header)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || !strings.Contains(string(body), "\r\n"+strings.Trim(ends, "<>")+"\r\n") {
		t.Errorf("the letter lacks the link %s, %v:\n%s", ends, err, body)
	}
	return string(body)
}

// endsByLink ends the letters of a person by the link in one of them.
func (h *house) endsByLink(t *testing.T, d *Digests, letter string, want invoer.Scope) {
	t.Helper()
	_, secret, _ := strings.Cut(letter, "/digest/")
	secret, _, _ = strings.Cut(secret, "\r\n")
	reader, err := d.Store.DigestReader(t.Context(), secret)
	if err != nil || reader.Who != want || reader.Language != "fr" {
		t.Fatalf("the link is of %+v, %v; want %+v", reader, err, want)
	}
	if err := d.Store.SetDigestPace(t.Context(), reader.Who, storage.DigestNever, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.DigestReader(t.Context(), secret+"x"); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("a link that nobody has is %v, want invoer.ErrNotFound", err)
	}
}
