package mail

import (
	"errors"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer/storage"
)

// An address that nobody has is refused in the same words, whether the client
// exists, the domain is ours, or none of it.
func TestAddresses(t *testing.T) {
	t.Parallel()
	h := open(t)
	cases := map[string]struct{ to, want string }{
		"code and token":           {"terlinde-7kq2m9xw@in.example.test", "terlinde"},
		"capitals":                 {"TERLINDE-7KQ2M9XW@IN.EXAMPLE.TEST", "terlinde"},
		"a code with a dash":       {"terlinde-gent-b4c8n2ps@in.example.test", "terlinde-gent"},
		"a mailbox with extension": {"facturen+x9d3f6hj@in.example.test", "garagemaes"},
		"an unknown client":        {"niemand-7kq2m9xw@in.example.test", ""},
		"a wrong token":            {"terlinde-00000000@in.example.test", ""},
		"another client's token":   {"terlinde-x9d3f6hj@in.example.test", ""},
		"no token":                 {"terlinde@in.example.test", ""},
		"an empty token":           {"terlinde-@in.example.test", ""},
		"another domain":           {"terlinde-7kq2m9xw@example.com", ""},
		"no domain":                {"terlinde-7kq2m9xw", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box, err := h.find(t.Context(), c.to)
			if box.Code != c.want {
				t.Errorf("find(%q) = %q, %v; want %q", c.to, box.Code, err, c.want)
			}
			if c.want == "" && replyTo(err) != unknown {
				t.Errorf("find(%q): %v is told as %v, want %v", c.to, err, replyTo(err), unknown)
			}
		})
	}
}

// A renewed token counts at once; the one before it goes on for thirty days.
func TestRenewedToken(t *testing.T) {
	t.Parallel()
	h := open(t)
	made, err := h.store.RenewMailToken(t.Context(), h.who, h.clients["terlinde"], "")
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"7kq2m9xw", made.Token} {
		if box, err := h.find(t.Context(), "terlinde-"+token+"@"+domain); err != nil || box.Code != "terlinde" {
			t.Errorf("token %q: %v, %v; want terlinde", token, box, err)
		}
	}
	for days, want := range map[int]string{29: "terlinde", 31: ""} {
		later, err := storage.Open(t.Context(), storage.Settings{URL: h.url, Now: func() time.Time { return time.Now().AddDate(0, 0, days) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(later.Close)
		h.Store = later
		if box, err := h.find(t.Context(), "terlinde-7kq2m9xw@"+domain); box.Code != want || want == "" && replyTo(err) != unknown {
			t.Errorf("the old token after %d days: %q, %v; want %q", days, box.Code, err, want)
		}
		if box, err := h.find(t.Context(), "terlinde-"+made.Token+"@"+domain); box.Code != "terlinde" {
			t.Errorf("the new token after %d days: %q, %v; want terlinde", days, box.Code, err)
		}
	}
}

// A peer that tries addresses is sent away.
func TestGuesses(t *testing.T) {
	t.Parallel()
	h := open(t)
	c, err := smtp.Dial(h.serve(t, SMTP))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Mail("a@example.com", nil); err != nil {
		t.Fatal(err)
	}
	for range mostMissed {
		if err := c.Rcpt("terlinde-guess@in.example.test", nil); !rejectedWith(err, 550) {
			t.Fatalf("a guess: %v, want 550", err)
		}
	}
	if err := c.Rcpt("terlinde-7kq2m9xw@in.example.test", nil); !rejectedWith(err, 421) {
		t.Errorf("after %d guesses: %v, want 421", mostMissed, err)
	}
}

func rejectedWith(err error, code int) bool {
	var reply *smtp.SMTPError
	return errors.As(err, &reply) && reply.Code == code
}
