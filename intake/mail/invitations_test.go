package mail

import (
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Who is invited gets one letter in his own language, with the link and until
// when it works, even where the relay was away at first. Then nobody but he has
// the link.
func TestInvitationIsMailed(t *testing.T) {
	h := open(t)
	admin := invoer.Machine(h.who.Office)
	u, err := h.store.AddUser(t.Context(), admin, storage.User{Role: invoer.RoleAccountant, Email: "zoe@kantoor.example", Name: "Zoé\r\nBcc: x@y.z", Language: "fr"}, "")
	if err != nil {
		t.Fatal(err)
	}
	relay := &outside{faults: []*smtp.SMTPError{{Code: 451, Message: "later"}}}
	address := relay.listen(t, nil)
	at := func(after time.Duration) *Invitations {
		a := h.answersAt(t, address, after)
		return &Invitations{Store: a.Store, Relay: a.Relay, From: a.From, Log: slog.New(slog.DiscardHandler), Now: a.Now}
	}
	link, err := h.store.Invite(t.Context(), admin, u.ID, func(secret string) string { return "https://invoer.example/invitation/" + secret }, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := at(0).Round(t.Context()); err == nil {
		t.Error("a relay that is away is no fault, want one that is logged")
	}
	for range 2 {
		if err := at(time.Hour).Round(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if len(relay.got) != 1 {
		t.Fatalf("%d letters, want 1", len(relay.got))
	}
	m, err := mail.ReadMessage(strings.NewReader(relay.got[0].text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "Invitation de ") || m.Header.Get("Bcc") != "" || relay.got[0].to != "zoe@kantoor.example" || relay.got[0].from != "" {
		t.Errorf("the letter goes to %q from %q as %q with Bcc %q, %v", relay.got[0].to, relay.got[0].from, subject, m.Header.Get("Bcc"), err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || !strings.Contains(string(body), "\r\n"+link+"\r\n") || !strings.Contains(string(body), "Bonjour Zoé Bcc: x@y.z,") {
		t.Errorf("the letter does not say what it must, %v:\n%s", err, body)
	}
	open, err := h.store.Invitations(t.Context(), admin)
	if err != nil || len(open) != 1 || open[0].Sent.IsZero() || open[0].Fault != "" {
		t.Errorf("invitations: %+v, %v; want one that was sent", open, err)
	}
	if _, err := h.store.NextInvitation(t.Context()); err == nil {
		t.Error("the letter is due again")
	}
}
