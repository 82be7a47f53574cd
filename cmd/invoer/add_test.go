package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/storagetest"
)

// A second office of one name is refused, and the sentence names the first.
func TestOfficesHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	store, _ := storagetest.OpenDatabase(t)
	first, err := officeAdd{Name: "Kantoor Peeters", Language: "nl"}.add(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	_, err = officeAdd{Name: " kantoor PEETERS", Language: "fr"}.add(t.Context(), store)
	if !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), string(first.ID)) {
		t.Errorf("a second one: %v, want it refused and %s named", err, first.ID)
	}
	if _, err := (officeAdd{Name: "Kantoor Peeters Gent", Language: "nl"}).add(t.Context(), store); err != nil {
		t.Errorf("another one: %v", err)
	}
	offices, err := store.Offices(t.Context())
	if err != nil || len(offices) != 2 {
		t.Errorf("%d offices, %v; want 2", len(offices), err)
	}
}
