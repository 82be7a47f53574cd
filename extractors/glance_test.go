package extractors

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/invoer/invoer"
)

// A glance at a photo finds its amount, its date and its number;
// where there is no time for it, that is said, and never taken for a photo that
// cannot be read.
func TestGlanceAtAPhoto(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	photo := filepath.Join("..", "testdata", "invoices", "fr-cleaning-cocontractor-photo", "document.jpg")
	today := invoer.Date{Year: 2026, Month: 11, Day: 30}
	seen, err := r.Glance(t.Context(), "photo.jpg", photo, invoer.Own{}, today)
	if err != nil || len(seen) != 1 {
		t.Fatalf("%d readings, %v; want one", len(seen), err)
	}
	if inv := seen[0].Invoice; inv.Total.Value != invoer.EUR(195_18) || !inv.Issued.Present() || !inv.Number.Present() {
		t.Errorf("total %v, date %v, number %q; want 195.18 and both others", inv.Total.Value, inv.Issued.Value, inv.Number.Value)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := r.Glance(over, "photo.jpg", photo, invoer.Own{}, today); !errors.Is(err, context.Canceled) || errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("without time: %d readings, %v; want that the context ended", len(got), err)
	}
}
