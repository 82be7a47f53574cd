package api

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest"
)

func raw(t *testing.T, text string) []byte {
	t.Helper()
	out, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The example of RFC 8291, appendix A.
func TestSealIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	own, err := ecdh.P256().NewPrivateKey(raw(t, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := seal([]byte("When I grow up, I want to be a watermelon"),
		raw(t, "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
		raw(t, "BTBZMqHH6r4Tts7J_aSIgg"), raw(t, "DGv6ra1nlYgDCS1FRnbzlw"), own)
	want := "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
	if said := base64.RawURLEncoding.EncodeToString(got); err != nil || said != want {
		t.Errorf("got %s, %v\nwant %s", said, err, want)
	}
	if _, err := seal(nil, make([]byte, 65), make([]byte, 16), make([]byte, 16), own); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a key that is no point is %v, want invoer.ErrInvalid", err)
	}
}

// unseal is what the browser does (RFC 8291 §3.4, RFC 8188 §2).
func unseal(t *testing.T, body []byte, key *ecdh.PrivateKey, auth []byte) string {
	t.Helper()
	salt, theirs, sealed := body[:16], body[21:86], body[86:]
	from, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		t.Fatal(err)
	}
	shared, _ := key.ECDH(from)
	secret, _ := hkdf.Key(sha256.New, shared, auth, "WebPush: info\x00"+string(key.PublicKey().Bytes())+string(theirs), 32)
	content, _ := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, _ := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	block, _ := aes.NewCipher(content)
	gcm, _ := cipher.NewGCM(block)
	text, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(text), "\x02")
}

// wantVouched checks the token of RFC 8292 as a push service does.
func wantVouched(t *testing.T, header, audience string) {
	t.Helper()
	token, key, _ := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("Authorization: %q, want vapid t=JWT, k=KEY", header)
	}
	public, signed := raw(t, key), raw(t, parts[2])
	at, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), public)
	if err != nil {
		t.Fatalf("the key beside the token: %v", err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(at, sum[:], new(big.Int).SetBytes(signed[:32]), new(big.Int).SetBytes(signed[32:])) {
		t.Error("the token is not signed with the key beside it")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(raw(t, parts[1]), &claims); err != nil || claims.Aud != audience || claims.Sub != "https://portal.example" || time.Until(time.Unix(claims.Exp, 0)) > 24*time.Hour {
		t.Errorf("the token claims %+v, %v; want audience %s", claims, err, audience)
	}
}

// A question to a client is told to the browsers of its people and to nobody
// else, sealed, once; a service that is away is asked again, and a browser that
// is gone is forgotten.
func TestBrowsersAreTold(t *testing.T) {
	t.Parallel()
	store, db := storagetest.OpenDatabase(t)
	machine, client := kantoor(t, store)
	status, bodies, heads := http.StatusServiceUnavailable, [][]byte{}, []http.Header{}
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what came is looked at below
		bodies, heads = append(bodies, body), append(heads, r.Header.Clone())
		w.WriteHeader(status)
	}))
	t.Cleanup(service.Close)
	key, auth := browserKeys(t)
	asks := subscribed(t, store, machine, storage.User{Role: invoer.RoleAccountant, Email: "a@b.example", Name: "A", Language: "nl"}, service.URL+"/asks", key)
	told := subscribed(t, store, machine, storage.User{Role: invoer.RoleClient, Client: client.ID, Email: "c@b.example", Name: "C", Language: "fr"}, service.URL+"/told", key)
	doc := documentOf(t, store, machine, client.ID)
	at := func(after time.Duration) *Pushes {
		now := func() time.Time { return time.Now().Add(after) }
		later, err := storage.Open(t.Context(), storage.Settings{URL: db.URL, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(later.Close)
		return &Pushes{Store: later, Log: slog.New(slog.DiscardHandler), Now: now}
	}
	round := func(after time.Duration) int {
		t.Helper()
		bodies, heads = nil, nil
		o := newOutbox(at(after), service.Client())
		if err := o.sendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.wait.Wait()
		return len(bodies)
	}
	question, err := store.Say(t.Context(), asks, storage.Message{Document: doc, Kind: storage.MessageQuestion, Text: "Geheim?"})
	if err != nil {
		t.Fatal(err)
	}
	if n := round(time.Second); n != 1 {
		t.Fatalf("%d browsers are told of a question, want that of the client's person", n)
	}
	if n := round(2 * time.Second); n != 0 {
		t.Errorf("%d are told again at once after a fault, want a pause", n)
	}
	status = http.StatusCreated
	if n := round(time.Hour); n != 1 {
		t.Fatalf("%d are told after the pause, want 1", n)
	}
	wantVouched(t, heads[0].Get("Authorization"), service.URL)
	if text := unseal(t, bodies[0], key, auth); !strings.Contains(text, "votre comptable") && !strings.Contains(text, "question") || strings.Contains(text, "Geheim") || heads[0].Get("TTL") != "86400" {
		t.Errorf("a browser is told %s with %v", text, heads[0])
	}
	if n := round(2 * time.Hour); n != 0 {
		t.Errorf("%d are told a second time, want none", n)
	}
	status = http.StatusGone
	if _, err := store.Say(t.Context(), told, storage.Message{Document: doc, Kind: storage.MessageAnswer, Question: question.ID, Text: "Ja"}); err != nil {
		t.Fatal(err)
	}
	if n := round(time.Second); n != 1 {
		t.Errorf("%d browsers are told of an answer, want that of who asked", n)
	}
	for who, want := range map[invoer.Scope]int{asks: 0, told: 1} {
		if n, err := store.PushSubscriptions(t.Context(), who); err != nil || n != want {
			t.Errorf("%s has %d browsers, %v; want %d: one that is gone is forgotten", who.Role, n, err, want)
		}
	}
}

// kantoor is an office with one client.
func kantoor(t *testing.T, store *storage.Store) (invoer.Scope, storage.Client) {
	t.Helper()
	office, err := store.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	machine := invoer.Machine(office.ID)
	client, err := store.AddClient(t.Context(), machine, storage.Client{Code: "A", Name: "A", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	return machine, client
}

// browserKeys are those that a browser makes for a subscription (RFC 8291 §3.2).
func browserKeys(t *testing.T) (*ecdh.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key, make([]byte, 16)
}

// subscribed is a new person with a browser that is told at the endpoint.
func subscribed(t *testing.T, store *storage.Store, machine invoer.Scope, u storage.User, endpoint string, key *ecdh.PrivateKey) invoer.Scope {
	t.Helper()
	made, err := store.AddUser(t.Context(), machine, u, "")
	if err != nil {
		t.Fatal(err)
	}
	who := invoer.Scope{Office: made.Office, Client: made.Client, User: made.ID, Role: made.Role}
	err = store.Subscribe(t.Context(), who, storage.PushSubscription{Endpoint: endpoint, Key: key.PublicKey().Bytes(), Auth: make([]byte, 16), Origin: "https://portal.example"})
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// A push service that does not answer keeps its own messages waiting and nobody
// else's: two questions are told to another's browser while it hangs.
func TestASlowPushServiceHoldsUpNobody(t *testing.T) {
	t.Parallel()
	store, _ := storagetest.OpenDatabase(t)
	machine, client := kantoor(t, store)
	hangs, told, release := make(chan struct{}), make(chan struct{}), make(chan struct{})
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/told" {
			told <- struct{}{}
			return
		}
		_, _ = io.Copy(io.Discard, r.Body) // the server sees a caller leave only behind the body
		close(hangs)
		select {
		case <-release:
		case <-r.Context().Done():
			t.Error("the slow service was given up before the other was told twice")
		}
	}))
	t.Cleanup(service.Close)
	key, _ := browserKeys(t)
	asks := subscribed(t, store, machine, storage.User{Role: invoer.RoleAccountant, Email: "a@b.example", Name: "A", Language: "nl"}, service.URL+"/asks", key)
	subscribed(t, store, machine, storage.User{Role: invoer.RoleClient, Client: client.ID, Email: "s@b.example", Name: "S", Language: "fr"}, service.URL+"/slow", key)
	doc := documentOf(t, store, machine, client.ID)
	ask := func() {
		if _, err := store.Say(t.Context(), asks, storage.Message{Document: doc, Kind: storage.MessageQuestion, Text: "?"}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error)
	pushes := &Pushes{Store: store, Log: slog.New(slog.DiscardHandler), Now: time.Now, Private: true}
	go func() { ended <- pushes.run(ctx, service.Client()) }()
	ask()
	<-hangs
	subscribed(t, store, machine, storage.User{Role: invoer.RoleClient, Client: client.ID, Email: "c@b.example", Name: "C", Language: "fr"}, service.URL+"/told", key)
	for range 2 {
		ask()
		<-told
	}
	close(release)
	leave()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Addresses that lead into our own house, and keys that are none, are refused.
func TestPushSubscriptionsThatAreRefused(t *testing.T) {
	t.Parallel()
	key, auth := "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg"
	s := &Server{}
	if p, err := s.PushSubscription("https://push.example.com/x", key, auth+"=="); err != nil || len(p.Auth) != 16 {
		t.Errorf("a browser is refused: %v", err)
	}
	for name, c := range map[string][3]string{
		"no TLS":            {"http://push.example.com/x", key, auth},
		"this machine":      {"https://127.0.0.1/x", key, auth},
		"it in disguise":    {"https://0x7f000001/x", key, auth},
		"a private network": {"https://[fd00::1]/x", key, auth},
		"a name of our own": {"https://intranet/x", key, auth},
		"a password":        {"https://a:b@push.example.com/x", key, auth},
		"too long":          {"https://push.example.com/" + strings.Repeat("x", 1000), key, auth},
		"no key":            {"https://push.example.com/x", "", auth},
		"no point":          {"https://push.example.com/x", strings.Repeat("B", 87), auth},
		"a short secret":    {"https://push.example.com/x", key, "BTBZ"},
	} {
		if _, err := s.PushSubscription(c[0], c[1], c[2]); !errors.Is(err, invoer.ErrInvalid) {
			t.Errorf("%s: %v, want invoer.ErrInvalid", name, err)
		}
	}
}

// documentOf makes a document of a client that is being read.
func documentOf(t *testing.T, store *storage.Store, who invoer.Scope, client invoer.ClientID) (id invoer.DocumentID) {
	t.Helper()
	err := store.In(t.Context(), who, func(tx storage.Tx) error {
		key := string(who.Office) + "/x"
		if _, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, $2, 1, 'h', 'original')`, who.Office, key); err != nil {
			return err
		}
		return tx.QueryRow(tx.Ctx, `with delivery as (insert into deliveries (office_id, client_id, door, bytes) values ($1, $2, 'upload', $3) returning id),
			file as (insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
				select $1, $2, id, 'scan.pdf', 'application/pdf', $3, 1, 'h', 1, 'done' from delivery returning id)
			insert into documents (office_id, client_id, delivery_id, file_id, received)
				select $1, $2, delivery.id, file.id, now() from delivery, file returning id::text`, who.Office, client, key).Scan(&id)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
