package storage

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/invoer/invoer"
)

// A second office of one name is refused, and the sentence names the first.
func TestOfficesHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	store, _ := openStore(t, Settings{})
	first, err := store.AddOffice(t.Context(), "Kantoor Peeters", "nl")
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.AddOffice(t.Context(), " kantoor PEETERS", "fr")
	if !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), string(first.ID)) {
		t.Errorf("a second one: %v, want it refused and %s named", err, first.ID)
	}
	if _, err := store.AddOffice(t.Context(), "Kantoor Peeters Gent", "nl"); err != nil {
		t.Errorf("another one: %v", err)
	}
	offices, err := store.Offices(t.Context())
	if err != nil || len(offices) != 2 {
		t.Errorf("%d offices, %v; want 2", len(offices), err)
	}
}

// Of many that add an office of one name at one instant, one makes it and the
// others are told which it is.
func TestOneOfficeOfAName(t *testing.T) {
	t.Parallel()
	store, _ := openStore(t, Settings{})
	var all sync.WaitGroup
	faults := make(chan error, 8)
	for range cap(faults) {
		all.Go(func() {
			_, err := store.AddOffice(t.Context(), "Kantoor", "nl")
			faults <- err
		})
	}
	all.Wait()
	close(faults)
	offices, err := store.Offices(t.Context())
	if err != nil || len(offices) != 1 {
		t.Fatalf("%d offices, %v; want one", len(offices), err)
	}
	made := 0
	for err := range faults {
		if err == nil {
			made++
		} else if !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), string(offices[0].ID)) {
			t.Errorf("another one: %v, want it refused and %s named", err, offices[0].ID)
		}
	}
	if made != 1 {
		t.Errorf("%d were told that they made it, want one", made)
	}
}
