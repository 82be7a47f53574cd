package storagetest

import (
	"testing"

	"github.com/invoer/invoer/storage"
)

func TestStoresDoNotKnowEachOther(t *testing.T) {
	t.Parallel()
	one, two := Open(t), Open(t)
	if _, err := one.AddOffice(t.Context(), "One", "nl"); err != nil {
		t.Fatal(err)
	}
	wantOffices(t, one, 1)
	wantOffices(t, two, 0)
}

func wantOffices(t *testing.T, s *storage.Store, want int) {
	t.Helper()
	got, err := s.Offices(t.Context())
	if err != nil || len(got) != want {
		t.Errorf("offices: got %v, %v, want %d", got, err, want)
	}
}
