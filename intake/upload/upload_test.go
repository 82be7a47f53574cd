package upload

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

var (
	me    = invoer.Scope{Office: "o1", User: "u1"}
	other = invoer.Scope{Office: "o1", User: "u2"}
)

func open(t *testing.T) (*Spool, *time.Time) {
	t.Helper()
	now := time.Now()
	s, err := Open(t.TempDir(), 100, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return s, &now
}

func begin(t *testing.T, s *Spool, size int64) Upload {
	t.Helper()
	u, err := s.Begin(me, Upload{Name: "a.pdf", Size: size})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// add holds an upload and adds to it.
func add(t *testing.T, s *Spool, id string, at int64, body io.Reader) (Upload, error) {
	t.Helper()
	h, err := s.Hold(t.Context(), me, id)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Release()
	err = h.Append(Piece{Offset: at, Body: body})
	return h.Upload, err
}

func TestPieces(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	u := begin(t, s, 10)
	if _, err := add(t, s, u.ID, 0, strings.NewReader("0123")); err != nil {
		t.Fatal(err)
	}
	if _, err := add(t, s, u.ID, 0, strings.NewReader("0123")); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("a piece that came before: %v, want a conflict", err)
	}
	cut := io.MultiReader(strings.NewReader("45"), errReader{io.ErrUnexpectedEOF})
	if got, err := add(t, s, u.ID, 4, cut); err == nil || got.Offset != 6 {
		t.Errorf("a line cut after two bytes: %v at %d, want an error at 6", err, got.Offset)
	}
	var unread *invoer.Unreadable
	if got, err := add(t, s, u.ID, 6, strings.NewReader("6789 and more than was said")); !errors.As(err, &unread) || unread.Code != invoer.CodeTooLarge || got.Offset != 6 {
		t.Errorf("more than was said: %v at %d, want it refused and nothing of it kept", err, got.Offset)
	}
	cut = io.MultiReader(strings.NewReader("6789"), errReader{io.ErrUnexpectedEOF})
	got, err := add(t, s, u.ID, 6, cut)
	if err != nil || !got.Whole() {
		t.Fatalf("the last piece: %v at %d, want 10", err, got.Offset)
	}
	h, err := s.Hold(t.Context(), me, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Release()
	bytes, err := h.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	defer bytes.Close()
	if text, err := io.ReadAll(bytes); err != nil || string(text) != "0123456789" {
		t.Errorf("bytes %q, %v; want all ten in their order", text, err)
	}
	if err := h.Became("d1"); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Get(me, u.ID); err != nil || got.Delivery != "d1" || !got.Whole() {
		t.Errorf("afterwards %+v, %v; want that it is whole and delivery d1", got, err)
	}
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

// A request whose line is dead holds an upload up for nobody.
func TestTakenOver(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	u := begin(t, s, 10)
	line, pipe := io.Pipe()
	reading := make(chan error, 1)
	go func() {
		h, err := s.Hold(t.Context(), me, u.ID)
		if err == nil {
			defer h.Release()
			err = h.Append(Piece{Body: line, Interrupt: func() { pipe.CloseWithError(os.ErrDeadlineExceeded) }})
		}
		reading <- err
	}()
	io.WriteString(pipe, "012") // returns when it was read
	if got, err := add(t, s, u.ID, 3, strings.NewReader("3456789")); err != nil || !got.Whole() {
		t.Errorf("from another tab: %v at %d, want all of it", err, got.Offset)
	}
	if err := <-reading; !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("the dead line: %v, want a conflict", err)
	}
}

func TestNobodyElses(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	u := begin(t, s, 10)
	if _, err := s.Get(other, u.ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("for another person: %v, want not found", err)
	}
	for _, id := range []string{"", "..", "../" + u.ID, u.ID + ".json", strings.ToUpper(u.ID)} {
		if _, err := s.Get(me, id); !errors.Is(err, invoer.ErrNotFound) {
			t.Errorf("upload %q: %v, want not found", id, err)
		}
	}
	list, err := s.List(other)
	if err != nil || len(list) != 0 {
		t.Errorf("another person sees %d, %v; want none", len(list), err)
	}
}

// What a crash or another person's upload leaves in the folder stops nobody.
func TestDebris(t *testing.T) {
	t.Parallel()
	s, now := open(t)
	empty, bare, good := begin(t, s, 1), begin(t, s, 1), begin(t, s, 1)
	err := errors.Join(os.WriteFile(s.noteOf(empty.ID), nil, 0o600), os.Remove(s.bytesOf(bare.ID)), os.WriteFile(s.noteOf(bare.ID)+freshly, nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.List(me)
	if err != nil || len(list) != 1 || list[0].ID != good.ID {
		t.Errorf("uploads %v, %v; want the whole one only", list, err)
	}
	begin(t, s, 1)
	*now = now.Add(oldAge + time.Minute)
	begin(t, s, 1)
	left, err := os.ReadDir(s.dir)
	if err != nil || len(left) != 2 {
		t.Errorf("after two days %v, %v; want the note and the bytes of the last one", left, err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	s, now := open(t)
	if _, err := s.Begin(me, Upload{Size: 101}); !errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("101 bytes of 100: %v, want too large", err)
	}
	first, came := begin(t, s, 1), begin(t, s, 1)
	if _, err := add(t, s, came.ID, 0, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	for range mostOpen - 2 {
		begin(t, s, 1)
	}
	if _, err := s.Begin(me, Upload{Size: 1}); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("one more than may be open: %v, want a conflict", err)
	}
	*now = now.Add(oldAge + time.Minute)
	begin(t, s, 1)
	if _, err := s.Get(me, first.ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("an old upload: %v, want that it is gone", err)
	}
	if waiting, err := s.Waiting(); err != nil || len(waiting) != 1 || waiting[0].ID != came.ID || !s.Expires(waiting[0]).IsZero() {
		t.Errorf("of what came whole %v waits, %v; want that it is kept", waiting, err)
	}
}
