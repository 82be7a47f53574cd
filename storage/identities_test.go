package storage

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// A clock goes when it is told to.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }

// signedIn is a house with a clock and an accountant who has a password.
func signedIn(t *testing.T) (h *house, c *clock, secret string, session Session) {
	t.Helper()
	c = newClock()
	h = openHouseWith(t, Settings{Now: c.now})
	_, err := h.AddUser(t.Context(), h.admin, User{Role: invoer.RoleAccountant, Email: "An@Kantoor.be", Name: "An", Language: "nl"}, password)
	if err != nil {
		t.Fatal(err)
	}
	secret, session, err = h.SignIn(t.Context(), " an@kantoor.BE", password, "192.0.2.1", "browser")
	if err != nil {
		t.Fatal(err)
	}
	return h, c, secret, session
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		end  func(t *testing.T, h *house, c *clock, secret string, s Session)
		want error
	}{
		"not by itself": {func(*testing.T, *house, *clock, string, Session) {}, nil},
		"not while somebody works": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			for range 3 {
				c.pass(sessionIdle - time.Second)
				if _, err := h.IdentifySession(t.Context(), secret); err != nil {
					t.Errorf("at %s: %v", c.now(), err)
				}
			}
		}, nil},
		"after twelve hours of idleness": {func(t *testing.T, h *house, c *clock, secret string, s Session) { c.pass(sessionIdle + time.Second) }, invoer.ErrForbidden},
		"after two weeks of work": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			for range 14 * 3 {
				c.pass(8 * time.Hour)
				_, _ = h.IdentifySession(t.Context(), secret) // the last one fails, as asserted below
			}
			c.pass(time.Second)
		}, invoer.ErrForbidden},
		"when its owner signs out": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			if err := errors.Join(h.SignOut(t.Context(), secret), h.SignOut(t.Context(), secret)); err != nil {
				t.Error(err)
			}
		}, invoer.ErrForbidden},
		"when its owner ends it from elsewhere": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			if err := h.EndSession(t.Context(), s.Scope, s.ID); err != nil {
				t.Error(err)
			}
		}, invoer.ErrForbidden},
		"when its owner is disabled": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			if err := h.SetDisabled(t.Context(), h.admin, s.User.ID, true); err != nil {
				t.Error(err)
			}
		}, invoer.ErrForbidden},
		"when the password is changed elsewhere": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			if err := h.ChangePassword(t.Context(), s.Scope, password, password+"2", ""); err != nil {
				t.Error(err)
			}
		}, invoer.ErrForbidden},
		"not where the password is changed": {func(t *testing.T, h *house, c *clock, secret string, s Session) {
			if err := h.ChangePassword(t.Context(), s.Scope, password, password+"2", s.ID); err != nil {
				t.Error(err)
			}
		}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, clock, secret, s := signedIn(t)
			c.end(t, h, clock, secret, s)
			if _, err := h.IdentifySession(t.Context(), secret); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestSessionKnowsItsOwner(t *testing.T) {
	t.Parallel()
	h, _, secret, made := signedIn(t)
	s, err := h.IdentifySession(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, s); diff != "" {
		t.Errorf("session as made and as found (-made +found):\n%s", diff)
	}
	if s.Scope.Office != h.office || s.Scope.Role != invoer.RoleAccountant || s.User.Email != "an@kantoor.be" || len(s.CSRF) < 40 {
		t.Errorf("got %+v", s)
	}
	open, err := h.Sessions(t.Context(), s.Scope)
	if err != nil || len(open) != 1 || open[0].ID != s.ID {
		t.Errorf("open sessions: %+v, %v", open, err)
	}
	if err := h.EndSession(t.Context(), h.accountant, s.ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("a colleague ends it: got %v, want %v", err, invoer.ErrNotFound)
	}
	if _, err := h.IdentifySession(t.Context(), newSecret("")); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a made-up secret: got %v, want %v", err, invoer.ErrForbidden)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	h, _, _, s := signedIn(t)
	cases := map[string]struct {
		old, password string
		want          error
	}{
		"the old one is wrong":          {"guessed it right", "long enough now", invoer.ErrForbidden},
		"the new one is short":          {password, "elf letters", invoer.ErrInvalid},
		"twelve accents are enough":     {"guessed", "éééééééééééé", invoer.ErrForbidden},
		"the new one is a novel":        {password, strings.Repeat("x", 2000), invoer.ErrInvalid},
		"nothing is the wrong password": {"", "long enough now", invoer.ErrForbidden},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := h.ChangePassword(t.Context(), s.Scope, c.old, c.password, ""); !errors.Is(err, c.want) {
				t.Errorf("from %q to %q: got %v, want %v", c.old, c.password, err, c.want)
			}
		})
	}
}

func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	h, c, _, _ := signedIn(t)
	try := func(email, word, address string) error {
		_, _, err := h.SignIn(t.Context(), email, word, address, "")
		return err
	}
	var pauses []time.Duration
	for tries := 0; len(pauses) < 4 && tries < 30; tries++ {
		err := try("an@kantoor.be", "wrong", "192.0.2.1")
		var wait *Throttled
		if errors.As(err, &wait) {
			pauses = append(pauses, wait.Until.Sub(c.now()))
			c.at.Store(wait.Until.UnixNano())
			continue
		}
		if !errors.Is(err, invoer.ErrForbidden) {
			t.Fatal(err)
		}
	}
	if !slices.IsSorted(pauses) || pauses[0] < time.Second || pauses[3] < 4*time.Second {
		t.Errorf("pauses %v do not grow", pauses)
	}
	var wait *Throttled
	if err := try("an@kantoor.be", "wrong", "192.0.2.1"); errors.As(err, &wait) {
		t.Fatalf("after the pause: %v", err)
	}
	if err := try("an@kantoor.be", password, "198.51.100.7"); !errors.As(err, &wait) {
		t.Errorf("the right password within the pause, from elsewhere: got %v, want to wait", err)
	}
	if err := try("boek@a.be", "wrong", "192.0.2.1"); errors.As(err, &wait) {
		t.Errorf("a colleague behind the same address must wait: %v", err)
	}
	c.pass(time.Hour)
	if err := try("an@kantoor.be", password, "192.0.2.1"); err != nil {
		t.Errorf("an hour later: %v", err)
	}
	for range freeTries[0] {
		if err := try("an@kantoor.be", "wrong", "192.0.2.1"); errors.As(err, &wait) {
			t.Errorf("a good sign-in does not forget the bad ones: %v", err)
		}
	}
}

func TestAddressIsThrottled(t *testing.T) {
	t.Parallel()
	h, _, _, _ := signedIn(t)
	subjects := func(i int) []string {
		return []string{subject("email", string(rune('a'+i))), subject("address", "192.0.2.9")}
	}
	for i := range freeTries[1] + 1 {
		if err := h.try(t.Context(), subjects(i)); err != nil {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	var wait *Throttled
	if err := h.try(t.Context(), subjects(99)); !errors.As(err, &wait) {
		t.Errorf("after %d e-mails from one address: got %v, want to wait", freeTries[1], err)
	}
}

// An e-mail that nobody has costs the same work as one that somebody has.
func TestUnknownEmailLooksTheSame(t *testing.T) {
	t.Parallel()
	h, _, _, _ := signedIn(t)
	_, _, known := h.SignIn(t.Context(), "an@kantoor.be", "wrong", "192.0.2.2", "")
	_, _, unknown := h.SignIn(t.Context(), "nobody@kantoor.be", "wrong", "192.0.2.3", "")
	_, _, without := h.SignIn(t.Context(), "boek@a.be", "", "192.0.2.4", "")
	if known.Error() != unknown.Error() || known.Error() != without.Error() || !errors.Is(known, invoer.ErrForbidden) {
		t.Errorf("they differ: %v; %v; %v", known, unknown, without)
	}
	cost, _, _, err := parsePHC(decoy)
	if want := (argonCost{argonMemory, argonPasses, argonLanes}); err != nil || cost != want {
		t.Errorf("the decoy costs %+v, %v, want %+v", cost, err, want)
	}
}

func FuzzParsePHC(f *testing.F) {
	for _, seed := range []string{decoy, "", "$argon2id$", "$argon2id$v=19$m=1,t=0,p=0$AA$AA", "$argon2i$v=19$m=1,t=1,p=1$AA$AA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, kept string) {
		cost, _, sum, err := parsePHC(kept)
		if err == nil && (len(sum) != argonLength || cost.passes == 0 || cost.lanes == 0) {
			t.Errorf("%q: cost %+v, sum of %d bytes", kept, cost, len(sum))
		}
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	c := newClock()
	h := openHouseWith(t, Settings{Now: c.now})
	ctx := t.Context()
	secret, made, err := h.AddToken(ctx, h.accountant, Token{Name: "scanner", Scopes: []string{"ingest", "read"}, Client: h.client})
	if err != nil || !strings.HasPrefix(secret, "inv_") || !strings.HasSuffix(secret, made.Hint) {
		t.Fatalf("got %q, %+v, %v", secret, made, err)
	}
	bearer, err := h.IdentifyToken(ctx, secret)
	want := Bearer{Scope: invoer.Scope{Office: h.office, Client: h.client, User: h.accountant.User, Role: invoer.RoleAccountant}, Scopes: []string{"ingest", "read"}}
	if diff := cmp.Diff(want, bearer); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	first := c.now()
	c.pass(time.Second)
	if _, err := h.IdentifyToken(ctx, secret); err != nil {
		t.Fatal(err)
	}
	mine, err := h.Tokens(ctx, h.accountant)
	if err != nil || len(mine) != 1 || !mine[0].Used.Equal(first) {
		t.Errorf("got %+v, %v, want one used at %s", mine, err, first)
	}
	if others, err := h.Tokens(ctx, h.person); err != nil || len(others) != 0 {
		t.Errorf("a client sees %+v, %v", others, err)
	}
	if all, err := h.Tokens(ctx, h.admin); err != nil || len(all) != 1 {
		t.Errorf("the admin sees %+v, %v", all, err)
	}
	if err := h.RevokeToken(ctx, h.admin, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.IdentifyToken(ctx, secret); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("after it was revoked: got %v, want %v", err, invoer.ErrForbidden)
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	strange := furnish(t, h.Store, h.db, "b")
	cases := map[string]struct {
		who  invoer.Scope
		made Token
		want error
	}{
		"a scope that does not exist":       {h.admin, Token{Name: "x", Scopes: []string{"everything"}}, invoer.ErrInvalid},
		"no scope":                          {h.admin, Token{Name: "x"}, invoer.ErrInvalid},
		"no name":                           {h.admin, Token{Scopes: []string{"read"}}, invoer.ErrInvalid},
		"an accountant's for managing":      {h.accountant, Token{Name: "x", Scopes: []string{"admin"}}, invoer.ErrForbidden},
		"an accountant's for the admin":     {h.accountant, Token{Name: "x", Scopes: []string{"read"}, User: h.admin.User}, invoer.ErrForbidden},
		"an admin's for somebody elsewhere": {h.admin, Token{Name: "x", Scopes: []string{"read"}, User: strange.admin.User}, invoer.ErrNotFound},
		"an admin's for a client elsewhere": {h.admin, Token{Name: "x", Scopes: []string{"read"}, Client: strange.client}, invoer.ErrNotFound},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := h.AddToken(t.Context(), c.who, c.made); !errors.Is(err, c.want) {
				t.Errorf("%+v: got %v, want %v", c.made, err, c.want)
			}
		})
	}
}
