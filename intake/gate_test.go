package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

const pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"

func zipped(t *testing.T, members ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, members[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestLedger(t *testing.T) {
	t.Parallel()
	h := open(t)
	cases := map[string]struct {
		parts []string
		want  []string
	}{
		"a document is taken":                    {[]string{"a.pdf", pdf + "1"}, []string{"a.pdf taken"}},
		"a name leads nowhere and hides nothing": {[]string{"../../etc/in\u202evoice.pdf", pdf + "2"}, []string{"invoice.pdf taken"}},
		"no name is a name":                      {[]string{"\u200b", pdf + "3"}, []string{"document taken"}},
		"an empty file is nothing":               {[]string{"a.pdf", "", "b.pdf", pdf + "4"}, []string{"a.pdf skipped empty", "b.pdf taken"}},
		"a program is not kept":                  {[]string{"a.pdf", "MZ\x90\x00" + strings.Repeat("\x00", 200) + "PE\x00\x00"}, []string{"a.pdf skipped dangerous"}},
		"a strange format waits for a person":    {[]string{"a.rtf", `{\rtf1 hello}`}, []string{"a.rtf held unsupported"}},
		"an archive is opened": {
			[]string{"x.zip", zipped(t, "a/one.pdf", pdf+"5", "two.pdf", pdf+"6")},
			[]string{"x.zip skipped container", "one.pdf taken", "two.pdf taken"},
		},
		"an archive without anything in it": {[]string{"x.zip", zipped(t)}, []string{"x.zip skipped empty", "document skipped empty"}},
		"the same bytes twice in one":       {[]string{"a.pdf", pdf + "7", "b.pdf", pdf + "7"}, []string{"a.pdf taken", "b.pdf skipped duplicate"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := h.accept(t, of(h.a, c.parts...))
			if diff := cmp.Diff(c.want, ledgerOf(r.Delivery)); diff != "" {
				t.Errorf("ledger of %q (-want +got):\n%s", c.parts[0], diff)
			}
			again, err := h.store.Delivery(t.Context(), h.who, r.Delivery.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(ledgerOf(r.Delivery), ledgerOf(again)); diff != "" {
				t.Errorf("what is kept differs from what was answered:\n%s", diff)
			}
		})
	}
}

func TestBytesAreKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	r := h.accept(t, of(h.a, "a.pdf", pdf))
	part := r.Delivery.Parts[0]
	if got := h.read(t, invoer.BlobKey(string(h.who.Office)+"/"+part.SHA256)); got != pdf {
		t.Errorf("kept %q, want %q", got, pdf)
	}
	want := []invoer.Ring{{Office: h.who.Office, Noun: invoer.NounFile, ID: string(part.File), Stage: invoer.StageOpen}}
	if diff := cmp.Diff(want, h.bell.all()); diff != "" {
		t.Errorf("rings (-want +got):\n%s", diff)
	}
}

func TestAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	first := h.accept(t, of(h.a, "a.pdf", pdf))
	again := h.accept(t, of(h.a, "other name.pdf", pdf))
	if !again.Again || again.Delivery.ID != first.Delivery.ID {
		t.Errorf("the same bytes gave delivery %s again=%v, want %s again", again.Delivery.ID, again.Again, first.Delivery.ID)
	}
	if got := len(h.bell.all()); got != 1 {
		t.Errorf("%d rings, want 1: nothing new waits", got)
	}
	other := h.accept(t, of(h.b, "a.pdf", pdf))
	if other.Again || other.Delivery.Parts[0].Outcome != invoer.Taken {
		t.Errorf("another client's same bytes: again=%v %v, want taken", other.Again, ledgerOf(other.Delivery))
	}
	mail := of(h.a, "a.pdf", pdf)
	mail.Via = invoer.DoorMail
	byMail := h.accept(t, mail)
	if byMail.Again || byMail.Delivery.Parts[0].Reason.Code != storage.ReasonDuplicate || byMail.Delivery.Parts[0].File != first.Delivery.Parts[0].File {
		t.Errorf("the same bytes by another door: again=%v %v of file %s, want a line of its own, duplicate of file %s",
			byMail.Again, ledgerOf(byMail.Delivery), byMail.Delivery.Parts[0].File, first.Delivery.Parts[0].File)
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	h := open(t)
	a := of(h.a, "a.pdf", pdf)
	a.Key = "k1"
	first := h.accept(t, a)
	again := h.accept(t, a)
	if !again.Again || again.Delivery.ID != first.Delivery.ID {
		t.Errorf("the same key gave %s again=%v, want %s again", again.Delivery.ID, again.Again, first.Delivery.ID)
	}
	other := of(h.a, "b.pdf", pdf+"other")
	other.Key = "k1"
	if _, err := h.Accept(t.Context(), h.who, other); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("the same key with other bytes: %v, want invoer.ErrConflict", err)
	}
}

// The same bytes by three doors in one second: one document, three lines.
func TestSameSecond(t *testing.T) {
	t.Parallel()
	h := open(t)
	doors := []invoer.Door{invoer.DoorUpload, invoer.DoorMail, invoer.DoorFolder, invoer.DoorUpload, invoer.DoorMail}
	receipts := make([]Receipt, len(doors))
	var wait sync.WaitGroup
	for i, door := range doors {
		wait.Go(func() {
			a := of(h.a, "a.pdf", pdf)
			a.Via = door
			var err error
			if receipts[i], err = h.Accept(t.Context(), h.who, a); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	deliveries, files, taken := map[invoer.DeliveryID]bool{}, map[invoer.FileID]bool{}, 0
	for _, r := range receipts {
		deliveries[r.Delivery.ID], files[r.Delivery.Parts[0].File] = true, true
		if !r.Again && r.Delivery.Parts[0].Outcome == invoer.Taken {
			taken++
		}
	}
	if len(deliveries) != 3 || len(files) != 1 || taken != 1 {
		t.Errorf("%d deliveries, %d files, %d taken; want 3, 1, 1", len(deliveries), len(files), taken)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Limits = Limits{Part: 100, Delivery: 250, Parts: 3}
	long := pdf + strings.Repeat("x", 60) // 106 bytes
	cases := map[string]struct {
		parts []string
		want  string
	}{
		"one part too large costs itself": {[]string{"a.pdf", long, "b.pdf", pdf}, "a.pdf skipped too_large; b.pdf taken"},
		"too many bytes in all":           {[]string{"a.pdf", long, "b.pdf", long + "2", "c.pdf", pdf + "12345"}, "too_large"},
		"too many parts":                  {[]string{"a", pdf + "1", "b", pdf + "2", "c", pdf + "3", "d", pdf + "4"}, "too_large"},
		"no part at all":                  {nil, "invalid"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r, err := h.Accept(t.Context(), h.who, of(h.a, c.parts...))
			got := strings.Join(ledgerOf(r.Delivery), "; ")
			if errors.Is(err, invoer.ErrInvalid) {
				got = "invalid"
			} else if err != nil {
				code, _ := invoer.CodeOf(err)
				got = string(code)
			}
			if got != c.want {
				t.Errorf("got %s (%v), want %s", got, err, c.want)
			}
		})
	}
}

// A crash between any two steps leaves bytes that no row names, at most; the
// same upload again is then as if nothing had been.
func TestCrash(t *testing.T) {
	t.Parallel()
	crash := errors.New("crash")
	cases := map[string]struct {
		breakIt func(*house) (mend func())
		rows    int
	}{
		"before the bytes are kept": {func(h *house) func() {
			whole := h.Blobs
			h.Blobs = broken{Blobs: whole, before: crash}
			return func() { h.Blobs = whole }
		}, 0},
		"after the bytes are kept": {func(h *house) func() {
			whole := h.Blobs
			h.Blobs = broken{Blobs: whole, after: crash}
			return func() { h.Blobs = whole }
		}, 0},
		"after the first of two parts": {func(h *house) func() {
			whole := h.Blobs
			n := 0
			h.Blobs = broken{Blobs: whole, count: &n, at: 2, after: crash}
			return func() { h.Blobs = whole }
		}, 0},
		"while whose it is is asked": {func(h *house) func() { return func() {} }, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			mend := c.breakIt(h)
			a := of(h.a, "a.pdf", pdf, "b.pdf", pdf+"2")
			if name == "while whose it is is asked" {
				a.Owner = func(context.Context) (invoer.ClientID, error) { return "", crash }
			}
			if _, err := h.Accept(t.Context(), h.who, a); !errors.Is(err, crash) {
				t.Fatalf("accepting: %v, want the crash", err)
			}
			list, err := h.store.Deliveries(t.Context(), h.who, "", "", 10)
			if err != nil || len(list) != c.rows {
				t.Fatalf("%d deliveries (%v), want %d", len(list), err, c.rows)
			}
			mend()
			r := h.accept(t, of(h.a, "a.pdf", pdf, "b.pdf", pdf+"2"))
			if got := fmt.Sprint(r.Again, ledgerOf(r.Delivery)); got != "false [a.pdf taken b.pdf taken]" {
				t.Errorf("again after the crash: %s, want both taken", got)
			}
		})
	}
}

// broken fails at one step of one write.
type broken struct {
	Blobs
	count         *int
	at            int
	before, after error
}

func (b broken) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error) {
	if b.before != nil {
		return blobs.Stored{}, b.before
	}
	stored, err := b.Blobs.Write(ctx, office, r, limit)
	if b.count != nil {
		if *b.count++; *b.count < b.at {
			return stored, err
		}
	}
	if err == nil {
		err = b.after
	}
	return stored, err
}

// A caller whose line is cut in the middle of a body leaves no delivery.
func TestCallerGone(t *testing.T) {
	t.Parallel()
	h := open(t)
	body, pipe := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		io.WriteString(pipe, pdf)
		cancel()
		pipe.CloseWithError(io.ErrUnexpectedEOF)
	}()
	a := of(h.a)
	a.Parts = func(yield func(Item, error) bool) { yield(Item{Name: "a.pdf", Body: body}, nil) }
	if _, err := h.Accept(ctx, h.who, a); err == nil {
		t.Error("half a body was accepted")
	}
	list, err := h.store.Deliveries(t.Context(), h.who, "", "", 10)
	if err != nil || len(list) != 0 {
		t.Errorf("%d deliveries (%v) of half a body, want none", len(list), err)
	}
}
