package upload

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// Of two processes on one folder one has an upload, and the other waits for it.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	one, now := open(t)
	two, err := Open(one.dir, 100, func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	u := begin(t, one, 10)
	held, err := one.Hold(t.Context(), me, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := two.Hold(soon, me, u.ID); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the other process gets it meanwhile: %v", err)
	}
	if err := held.Append(Piece{Body: strings.NewReader("0123")}); err != nil {
		t.Fatal(err)
	}
	held.Release()
	if got, err := add(t, two, u.ID, 4, strings.NewReader("456789")); err != nil || !got.Whole() {
		t.Fatalf("the other process goes on with it: %v at %d, want 10", err, got.Offset)
	}
	whole, err := one.Hold(t.Context(), me, u.ID)
	if err != nil || !whole.Whole() {
		t.Fatalf("the first has %v at %d, want the whole", err, whole.Offset)
	}
	if err := whole.Became(invoer.DeliveryID("d")); err != nil {
		t.Fatal(err)
	}
	whole.Release()
	if got, err := two.Hold(t.Context(), me, u.ID); err != nil || got.Delivery != "d" {
		t.Errorf("the other process sees %q, %v; want the delivery", got.Delivery, err)
	}
}
