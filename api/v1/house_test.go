package v1

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
)

// A house is two offices with clients, people and tokens behind a real server.
type house struct {
	t      *testing.T
	store  *storage.Store
	blobs  *blobs.Directory
	gate   *intake.Gate
	server *api.Server
	v1     *V1
	url    string

	admin, other invoer.Scope // of two offices
	a, b         storage.Client
	tokens       map[string]string // by whose: admin, accountant, client (of a), reader, other
}

type silent struct{}

func (silent) Ring(context.Context, invoer.Ring) {}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, store: storagetest.Open(t), tokens: map[string]string{}}
	var err error
	if h.blobs, err = blobs.OpenDirectory(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(errorsOf{t}, &slog.HandlerOptions{Level: slog.LevelError}))
	h.gate = &intake.Gate{Store: h.store, Blobs: h.blobs, Bell: silent{}, Log: log, Now: time.Now}
	uploads, err := upload.Open(t.TempDir(), h.gate.MostOfPart(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	h.server = api.New(api.Settings{Store: h.store, Blobs: h.blobs, Gate: h.gate, Bell: silent{}, Log: log, Now: time.Now, Uploads: uploads})
	h.v1 = Register(h.server)
	h.people()
	h.serve()
	return h
}

// errorsOf fails a test for what the server logs as an error: nothing here
// should be the house's own fault.
type errorsOf struct{ t *testing.T }

func (e errorsOf) Write(line []byte) (int, error) {
	e.t.Errorf("the server logged %s", line)
	return len(line), nil
}

// serve runs the server as it is in life, on a port of its own.
func (h *house) serve() {
	h.t.Helper()
	l, err := api.Listen(h.t.Context(), "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.server.Serve(ctx, l) }()
	h.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			h.t.Errorf("serving ended with %v", err)
		}
	})
	h.url = "http://" + l.Addr().String()
}

func (h *house) people() {
	h.t.Helper()
	h.admin = h.office("Kantoor", "admin")
	h.other = h.office("Other", "other")
	h.a, h.b = h.client("A"), h.client("B")
	h.token("admin", h.admin, "", storage.TokenScopes...)
	h.token("other", h.other, "", storage.TokenScopes...)
	h.token("reader", h.admin, "", "read")
	h.token("client", h.person(storage.User{Role: invoer.RoleClient, Client: h.a.ID, Email: "a@example.test"}), "", "read", "write", "ingest")
	h.token("client b", h.person(storage.User{Role: invoer.RoleClient, Client: h.b.ID, Email: "b@example.test"}), "", "read", "write", "ingest")
	h.token("accountant", h.person(storage.User{Role: invoer.RoleAccountant, Email: "acc@example.test"}), "", "read", "write", "ingest")
}

func (h *house) office(name, login string) invoer.Scope {
	h.t.Helper()
	o, err := h.store.AddOffice(h.t.Context(), name, "nl")
	if err != nil {
		h.t.Fatal(err)
	}
	u, err := h.store.AddUser(h.t.Context(), invoer.Machine(o.ID), storage.User{Role: invoer.RoleAdmin, Email: login + "@example.test", Name: "Admin " + name, Language: "nl"}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return invoer.Scope{Office: o.ID, User: u.ID, Role: invoer.RoleAdmin}
}

func (h *house) client(code string) storage.Client {
	h.t.Helper()
	c, err := h.store.AddClient(h.t.Context(), h.admin, storage.Client{Code: code, Name: "Client " + code, Language: "nl"})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) person(u storage.User) invoer.Scope {
	h.t.Helper()
	u.Name, u.Language = "Person "+u.Email, "nl"
	made, err := h.store.AddUser(h.t.Context(), h.admin, u, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return invoer.Scope{Office: h.admin.Office, Client: u.Client, User: made.ID, Role: u.Role}
}

func (h *house) token(name string, who invoer.Scope, client invoer.ClientID, scopes ...string) {
	h.t.Helper()
	secret, _, err := h.store.AddToken(h.t.Context(), who, storage.Token{Name: name, Client: client, Scopes: scopes})
	if err != nil {
		h.t.Fatal(err)
	}
	h.tokens[name] = secret
}

// An ask is one request.
type ask struct {
	as, method, path string
	body             any // marshalled, unless it is an io.Reader
	media            string
	headers          map[string]string
}

// A got is its answer.
type got struct {
	status int
	header http.Header
	body   []byte
}

func (g got) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(g.body, v); err != nil {
		t.Fatalf("answer %d %s: %v", g.status, g.body, err)
	}
}

func (h *house) do(t *testing.T, a ask) got {
	t.Helper()
	body, ok := a.body.(io.Reader)
	if !ok && a.body != nil {
		text, err := json.Marshal(a.body)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.NewReader(text)
		if a.media == "" {
			a.media = "application/json"
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), a.method, h.url+a.path, body)
	if err != nil {
		t.Fatal(err)
	}
	if a.as != "" {
		r.Header.Set("Authorization", "Bearer "+h.tokens[a.as])
	}
	if a.media != "" {
		r.Header.Set("Content-Type", a.media)
	}
	for name, value := range a.headers {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{answer.StatusCode, answer.Header, text}
}

// want makes a request that must have this status.
func (h *house) want(t *testing.T, status int, a ask) got {
	t.Helper()
	g := h.do(t, a)
	if g.status != status {
		t.Fatalf("%s %s as %s: %d %s, want %d", a.method, a.path, a.as, g.status, g.body, status)
	}
	return g
}

const pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"

// document puts a document into the house that was read: one page with a
// picture and two words.
func (h *house) document(t *testing.T, who invoer.Scope, client invoer.ClientID, number string) invoer.DocumentID {
	t.Helper()
	receipt, err := h.gate.Accept(t.Context(), who, intake.Arrival{
		Owner: func(context.Context) (invoer.ClientID, error) { return client, nil }, Via: invoer.DoorUpload,
		Parts: func(yield func(intake.Item, error) bool) {
			yield(intake.Item{Name: "invoice " + number + ".pdf", Body: strings.NewReader(pdf + number)}, nil)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := receipt.Delivery.Parts[0].File
	kept, err := h.blobs.Write(t.Context(), who.Office, bytes.NewReader(picture(t, number)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var id invoer.DocumentID
	err = h.store.In(t.Context(), invoer.Machine(who.Office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into pages (office_id, client_id, file_id, number, width, height, stage, fate)
			select office_id, client_id, id, 1, 595, 842, 'done', 'document' from files where id = $1`, file)
		if err != nil {
			return err
		}
		if err := tx.SavePage(file, storage.StoredPage{Page: samplePage(kept.Key)}); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `update files set stage = 'done', pages = 1 where id = $1`, file); err != nil {
			return err
		}
		err = tx.QueryRow(tx.Ctx, `insert into documents (office_id, client_id, delivery_id, file_id, received, stage)
			select office_id, client_id, delivery_id, id, now(), 'done' from files where id = $1 returning id::text`, file).Scan(&id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `insert into document_pages (office_id, client_id, document_id, position, file_id, page)
			select office_id, client_id, id, 1, file_id, 1 from documents where id = $1`, id)
		if err != nil {
			return err
		}
		if err := tx.SaveReading(id, sampleInvoice(number)); err != nil {
			return err
		}
		_, err = tx.Exec(tx.Ctx, `update documents set status = 'read', version = version + 1 where id = $1`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// settle does what the workers do after a correction: the booking is proposed
// again.
func (h *house) settle(t *testing.T, id invoer.DocumentID) {
	t.Helper()
	err := h.store.In(t.Context(), invoer.Machine(h.admin.Office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update documents set stage = 'done' where id = $1`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func samplePage(picture invoer.BlobKey) invoer.Page {
	return invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "ocr", Image: picture, Words: []invoer.Word{
		{Text: "Factuur", Box: invoer.Box{X0: 10, Y0: 10, X1: 60, Y1: 20}, Confidence: 95},
		{Text: "121,00", Box: invoer.Box{X0: 400, Y0: 700, X1: 450, Y1: 712}, Confidence: 91},
	}}
}

func sampleInvoice(number string) invoer.Invoice {
	at := invoer.Origin{Reader: "ocr", Page: 1, Box: invoer.Box{X0: 400, Y0: 700, X1: 450, Y1: 712}, Why: invoer.Because("right-of-label", "Totaal")}
	inv := invoer.Invoice{
		Kind: invoer.KindInvoice, Language: "nl",
		Number:   invoer.Field[string]{Value: number, Confidence: 90, Origin: at},
		Issued:   invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: 11, Day: 1}, Confidence: 90, Origin: at},
		Due:      invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: 12, Day: 1}, Confidence: 80, Origin: at},
		Currency: invoer.Field[string]{Value: "EUR", Confidence: 99, Origin: at},
		Net:      invoer.Field[invoer.Money]{Value: invoer.EUR(10000), Confidence: 90, Origin: at},
		VAT:      invoer.Field[invoer.Money]{Value: invoer.EUR(2100), Confidence: 90, Origin: at},
		Total:    invoer.Field[invoer.Money]{Value: invoer.EUR(12100), Confidence: 90, Origin: at},
	}
	inv.Supplier.Name = invoer.Field[string]{Value: "Drukkerij " + number, Confidence: 88, Origin: at}
	inv.Check()
	return inv
}

// picture is a small grey page that no other has.
func picture(t *testing.T, number string) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 60, 85))
	for i, r := range number {
		img.SetGray(i, i, color.Gray{Y: uint8(r)})
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	out.WriteString(number)
	return out.Bytes()
}
