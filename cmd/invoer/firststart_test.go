package main

import (
	"os"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest"
)

// TestFirstStart makes an admin once: who takes the access file away gets no
// other one by the next start.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	store := storagetest.Open(t)
	c := serveCommand{settings: settings{Data: t.TempDir()}}
	start := func() signIn {
		t.Helper()
		sign, err := c.firstStart(t.Context(), store, "http://127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		return sign
	}
	first := start()
	if first.User != firstEmail || !first.fresh {
		t.Fatalf("the first start gives %q, want %q, fresh", first.User, firstEmail)
	}
	if again := start(); again.User != first.User || again.Password != first.Password || again.fresh {
		t.Errorf("the second start gives %q, want what the first wrote", again.User)
	}
	offices, err := store.Offices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	admin := invoer.Scope{Office: offices[0].ID, Role: invoer.RoleAdmin}
	if _, err := store.AddUser(t.Context(), admin, storage.User{Email: "an@example.be", Name: "An", Role: invoer.RoleAdmin, Language: "nl"}, newPassword()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(c.accessPath()); err != nil {
		t.Fatal(err)
	}
	if sign := start(); sign.User != "" || sign.fresh {
		t.Errorf("a start without the access file made %q in a house with people, want nobody", sign.User)
	}
	if people, err := store.Users(t.Context(), admin); err != nil || len(people) != 2 {
		t.Errorf("%d people, %v, want the 2 that were", len(people), err)
	}
	if _, err := os.Stat(c.accessPath()); err == nil {
		t.Error("the access file is back")
	}
}
