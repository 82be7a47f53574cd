package storage

import (
	"errors"
	"fmt"
	"testing"

	"github.com/invoer/invoer"
)

// Two machines that answer each other in spite of all stop after a hundred
// letters to one address.
func TestLettersADay(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	if err := h.SetOffice(t.Context(), h.accountant, OfficeSettings{Answers: true}); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("an accountant sets the office: %v, want invoer.ErrForbidden", err)
	}
	if err := h.SetOffice(t.Context(), h.admin, OfficeSettings{Answers: true}); err != nil {
		t.Fatal(err)
	}
	for n := range mostLettersADay + 5 {
		d := invoer.Delivery{
			Client: h.client, Via: invoer.DoorMail, Return: invoer.Return{To: "a@example.com"},
			Parts: []invoer.Part{{Name: fmt.Sprint(n), Outcome: invoer.Skipped, Reason: invoer.Because("empty")}},
		}
		if _, _, err := h.Deliver(t.Context(), h.machine, d, func(invoer.BlobKey) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	letters := 0
	for {
		_, err := h.NextAnswer(t.Context())
		if errors.Is(err, invoer.ErrNotFound) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		letters++
	}
	if letters != mostLettersADay {
		t.Errorf("%d letters to one address, want %d", letters, mostLettersADay)
	}
}
