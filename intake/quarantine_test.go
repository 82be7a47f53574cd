package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// scanning is a scanner of few words: intake/clamd has the real one.
type scanning func(text string) (string, error)

func (s scanning) Scan(_ context.Context, r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	return s(string(text))
}

// What a scanner calls bad is kept and opened by nobody, and does not cost the good
// ones that lie in one archive with it; without the scanner's word nothing is taken.
func TestQuarantine(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Scanner = scanning(func(text string) (string, error) {
		switch {
		case strings.Contains(text, "EVIL"):
			return "Own.Evil", nil
		case strings.Contains(text, "LONG"):
			return "", invoer.Unread(invoer.CodeTooLarge, "too large for the scanner")
		}
		return "", nil
	})
	r := h.accept(t, of(h.a, "good.pdf", pdf, "bad.pdf", pdf+"EVIL", "bad.zip", zipped(t, "x.pdf", pdf+"inside", "y.pdf", pdf+"EVIL inside")+"EVIL", "long.pdf", pdf+"LONG"))
	want := []string{"good.pdf taken", "bad.pdf skipped quarantined", "bad.zip skipped quarantined", "x.pdf taken", "y.pdf skipped quarantined", "long.pdf taken"}
	if diff := cmp.Diff(want, ledgerOf(r.Delivery)); diff != "" {
		t.Fatalf("ledger (-want +got):\n%s", diff)
	}
	bad := r.Delivery.Parts[1]
	if bad.File != "" || bad.Reason.Args[0] != "Own.Evil" {
		t.Errorf("the bad part is %+v, want no file, and what was found", bad)
	}
	if got := h.read(t, invoer.BlobKey(string(h.who.Office)+"/"+bad.SHA256)); got != pdf+"EVIL" {
		t.Errorf("%q is kept of it, want its bytes", got)
	}

	h.Scanner = scanning(func(string) (string, error) { return "", fmt.Errorf("%w: scanner", invoer.ErrUnavailable) })
	if _, err := h.Accept(t.Context(), h.who, of(h.a, "new.pdf", pdf+"new")); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("without the scanner's word: %v, want unavailable", err)
	}
}

// A client that brought as much as it may within a day hears so, and the others
// notice nothing.
func TestDayOfAClient(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Limits = Limits{ClientDay: 150}
	h.accept(t, of(h.a, "1.pdf", pdf+strings.Repeat("1", 50)))
	var full *DayFull
	if _, err := h.Accept(t.Context(), h.who, of(h.a, "2.pdf", pdf+strings.Repeat("2", 50))); !errors.As(err, &full) || !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("more than its day: %v, want that the day is full", err)
	}
	h.accept(t, of(h.b, "3.pdf", pdf+strings.Repeat("3", 50)))
	if _, err := h.store.ChangeClient(t.Context(), invoer.Machine(h.who.Office), storage.Client{ID: h.b, Code: "B", Name: "B", Language: "nl", DayLimit: 80}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Accept(t.Context(), h.who, of(h.b, "4.pdf", pdf+strings.Repeat("4", 50))); !errors.As(err, &full) || full.Most != 80 {
		t.Errorf("more than the office lets it bring: %v, want that the day is full at 80 bytes", err)
	}
	if again := h.accept(t, of(h.a, "1.pdf", pdf+strings.Repeat("1", 50))); !again.Again {
		t.Errorf("the same once more: %v, want the first one again", ledgerOf(again.Delivery))
	}
}
