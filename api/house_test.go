package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest"
)

const password = "correct horse battery"

// A house is an office with one admin behind a server.
type house struct {
	*Server
	web *httptest.Server
	who invoer.Scope
}

func open(t *testing.T, change func(*Settings)) *house {
	t.Helper()
	store := storagetest.Open(t)
	s := Settings{Store: store, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	if change != nil {
		change(&s)
	}
	h := &house{Server: New(s)}
	office, err := store.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	u, err := store.AddUser(t.Context(), invoer.Machine(office.ID), storage.User{Role: invoer.RoleAdmin, Email: "a@example.test", Name: "A", Language: "nl"}, password)
	if err != nil {
		t.Fatal(err)
	}
	h.who = invoer.Scope{Office: office.ID, User: u.ID, Role: invoer.RoleAdmin}
	h.web = httptest.NewServer(h.Handler())
	t.Cleanup(h.web.Close)
	return h
}

// face answers in statuses only.
func (h *house) face() Face {
	return Face{
		SignIn: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		Fail: func(w http.ResponseWriter, _ *http.Request, _ storage.Session, err error) {
			h.Hints(w.Header(), err)
			w.WriteHeader(StatusOf(err))
		},
	}
}

// signIn starts a session without the web.
func (h *house) signIn(t *testing.T) (secret string, me storage.Session) {
	t.Helper()
	secret, me, err := h.Store.SignIn(context.Background(), "a@example.test", password, "192.0.2.1", "test")
	if err != nil {
		t.Fatal(err)
	}
	return secret, me
}
