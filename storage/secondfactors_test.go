package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/invoer/invoer"
)

// signInOtherwise gives the person of a house a row in each table of sign-ins.
func (h *house) signInOtherwise(t *testing.T) {
	t.Helper()
	h.setUpCodes(t, h.person)
	if err := h.AddPasskey(t.Context(), h.person, Passkey{Handle: []byte("handle of " + h.person.User), Name: "telefoon", Credential: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Invite(t.Context(), h.admin, h.person.User, func(s string) string { return s }, true); err != nil {
		t.Fatal(err)
	}
	if err := h.SetProvider(t.Context(), h.admin, Provider{Issuer: "https://sso.example", Client: "invoer", Secret: "geheim"}); err != nil {
		t.Fatal(err)
	}
}

// setUpCodes gives who a second factor.
func (h *house) setUpCodes(t *testing.T, who invoer.Scope) (secret string, recovery []string) {
	t.Helper()
	if err := h.StartSecondFactor(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	e, err := h.Enrolment(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err = h.ConfirmSecondFactor(t.Context(), who, codeOf(t, e.Secret, h.now()))
	if err != nil {
		t.Fatal(err)
	}
	return e.Secret, recovery
}

func codeOf(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// half signs in with a password and gives what the second step needs.
func (h *house) halfWay(t *testing.T) string {
	t.Helper()
	_, _, err := h.SignIn(t.Context(), "an@kantoor.be", password, "192.0.2.1", "browser")
	var step *SecondStep
	if !errors.As(err, &step) {
		t.Fatalf("sign-in with a password: %v, want the second step", err)
	}
	return step.Secret
}

// A code is good for its time and once; so is each recovery code. A password
// alone lets nobody in any more.
func TestCodesAreUsedOnce(t *testing.T) {
	t.Parallel()
	h, c, _, s := signedIn(t)
	secret, recovery := h.setUpCodes(t, s.Scope)
	if len(recovery) != recoveryCodes {
		t.Fatalf("%d recovery codes, want %d", len(recovery), recoveryCodes)
	}
	now := func() string { return codeOf(t, secret, c.now()) }
	stale := now()
	steps := []struct {
		name string
		wait time.Duration
		code func() string
		want error
	}{
		{"the code that set it up", 0, now, invoer.ErrForbidden},
		{"the next one", period * time.Second, now, nil},
		{"the same again", 0, now, invoer.ErrForbidden},
		{"one before it", 0, func() string { return stale }, invoer.ErrForbidden},
		{"a code of tomorrow", 0, func() string { return codeOf(t, secret, c.now().Add(24*time.Hour)) }, invoer.ErrForbidden},
		{"a recovery code, typed in capitals and spaces", time.Hour, func() string { return " " + recovery[0][:9] + " " + recovery[0][10:] }, nil},
		{"the same recovery code", time.Hour, func() string { return recovery[0] }, invoer.ErrForbidden},
		{"nothing", time.Hour, func() string { return "" }, invoer.ErrForbidden},
		{"a code of a clock that is half a minute late", time.Hour, func() string { return codeOf(t, secret, c.now().Add(-period*time.Second)) }, nil},
	}
	for _, step := range steps {
		c.pass(step.wait)
		_, in, err := h.SignInByCode(t.Context(), h.halfWay(t), step.code(), "browser")
		if !errors.Is(err, step.want) || (err == nil) != (in.User.ID == s.User.ID) {
			t.Errorf("%s: got %v, %v; want %v", step.name, in.User.ID, err, step.want)
		}
	}
	have, err := h.SecondFactor(t.Context(), s.Scope)
	if err != nil || have.Left != recoveryCodes-1 {
		t.Errorf("%d recovery codes are left, %v; want %d", have.Left, err, recoveryCodes-1)
	}
}

// Six digits cannot be tried out, not even by who knows the password and
// begins anew each time.
func TestCodesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	h, c, _, s := signedIn(t)
	h.setUpCodes(t, s.Scope)
	c.pass(time.Hour)
	half := h.halfWay(t)
	var throttled *Throttled
	tries := 0
	for ; tries < 20 && throttled == nil; tries++ {
		_, _, err := h.SignInByCode(t.Context(), half, "000000", "browser")
		if !errors.Is(err, invoer.ErrForbidden) {
			t.Fatalf("try %d: %v", tries, err)
		}
		errors.As(err, &throttled)
	}
	if tries > freeTries[0]+2 {
		t.Errorf("%d codes could be tried at once, want about %d", tries, freeTries[0])
	}
	c.pass(longestHalf)
	if _, _, err := h.SignInByCode(t.Context(), half, "000000", "browser"); !errors.Is(err, invoer.ErrForbidden) || errors.As(err, &throttled) && c.now().Before(throttled.Until) {
		t.Errorf("a half sign-in of ten minutes ago: %v, want it over", err)
	}
}

// Whoever lost all of it is helped by an admin, and by nobody else.
func TestSecondFactorIsTakenAway(t *testing.T) {
	t.Parallel()
	h, c, _, s := signedIn(t)
	secret, recovery := h.setUpCodes(t, s.Scope)
	if err := h.StartSecondFactor(t.Context(), s.Scope); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("a second one: %v, want %v", err, invoer.ErrConflict)
	}
	if err := h.DropSecondFactor(t.Context(), s.Scope, "123456"); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("dropping it with a wrong code: %v, want %v", err, invoer.ErrForbidden)
	}
	c.pass(time.Hour)
	if err := h.DropSecondFactor(t.Context(), s.Scope, codeOf(t, secret, c.now())); err != nil {
		t.Error(err)
	}
	if _, _, err := h.SignIn(t.Context(), "an@kantoor.be", password, "192.0.2.1", "browser"); err != nil {
		t.Errorf("after dropping it: %v", err)
	}
	h.setUpCodes(t, s.Scope)
	if err := h.DropSecondFactor(t.Context(), s.Scope, recovery[1]); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a recovery code of the one before: %v, want %v", err, invoer.ErrForbidden)
	}
	for name, who := range map[string]invoer.Scope{"a colleague": h.accountant, "a client": h.person} {
		if err := h.ResetSecondFactor(t.Context(), who, s.User.ID); !errors.Is(err, invoer.ErrForbidden) {
			t.Errorf("%s resets it: %v, want %v", name, err, invoer.ErrForbidden)
		}
	}
	if err := h.ResetSecondFactor(t.Context(), h.admin, s.User.ID); err != nil {
		t.Error(err)
	}
	if open, err := h.Sessions(t.Context(), s.Scope); err != nil || len(open) != 0 {
		t.Errorf("after the reset %d sessions are open, %v; want none", len(open), err)
	}
	if _, _, err := h.SignIn(t.Context(), "an@kantoor.be", password, "192.0.2.1", "browser"); err != nil {
		t.Errorf("after the reset: %v", err)
	}
}

// Everything about people is in their history, with the means of each sign-in.
func TestPeopleHaveAHistory(t *testing.T) {
	t.Parallel()
	h, _, _, s := signedIn(t)
	_, _, err := h.SignIn(t.Context(), "an@kantoor.be", "wrong", "192.0.2.1", "browser")
	if !errors.Is(err, invoer.ErrForbidden) {
		t.Fatal(err)
	}
	h.setUpCodes(t, s.Scope)
	all, err := h.PeopleHistory(t.Context(), h.admin, 0, 4)
	if err != nil || len(all) != 4 {
		t.Fatalf("history: %v, %v", all, err)
	}
	for i, want := range []string{"second-factor", "sign-in-refused password", "signed-in password", "added"} {
		if got := all[i].Action; got+" "+all[i].Means != want && got != want || all[i].Subject != "An" {
			t.Errorf("entry %d: got %s %s of %s, want %s of An", i, got, all[i].Means, all[i].Subject, want)
		}
	}
	older, err := h.PeopleHistory(t.Context(), h.admin, all[3].ID, 100)
	if err != nil || len(older) == 0 || older[0].ID >= all[3].ID {
		t.Errorf("older: %v, %v", older, err)
	}
	if _, err := h.PeopleHistory(t.Context(), h.accountant, 0, 10); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("an accountant reads it: %v, want %v", err, invoer.ErrForbidden)
	}
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	h, c, _, s := signedIn(t)
	plain := func(secret string) string { return secret }
	invite := func() string {
		t.Helper()
		secret, err := h.Invite(t.Context(), h.admin, s.User.ID, plain, false)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	const chosen = "een nieuw wachtwoord"
	first := invite()
	second := invite()
	if _, err := h.Invitation(t.Context(), first); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("the one before: %v, want %v", err, invoer.ErrNotFound)
	}
	if _, _, err := h.AcceptInvitation(t.Context(), second, "kort", "browser"); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a short password: %v, want %v", err, invoer.ErrInvalid)
	}
	if _, in, err := h.AcceptInvitation(t.Context(), second, chosen, "browser"); err != nil || in.User.ID != s.User.ID {
		t.Fatalf("accepting: %v, %v", in.User, err)
	}
	if _, _, err := h.AcceptInvitation(t.Context(), second, chosen, "browser"); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("a second time: %v, want %v", err, invoer.ErrNotFound)
	}
	if open, err := h.Sessions(t.Context(), s.Scope); err != nil || len(open) != 1 {
		t.Errorf("%d sessions are open, %v; want the new one only", len(open), err)
	}
	if _, _, err := h.SignIn(t.Context(), s.User.Email, chosen, "192.0.2.1", "browser"); err != nil {
		t.Errorf("with the new password: %v", err)
	}
	third := invite()
	c.pass(invitationLife)
	if _, err := h.Invitation(t.Context(), third); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("after seven days: %v, want %v", err, invoer.ErrNotFound)
	}
	h.setUpCodes(t, s.Scope)
	var step *SecondStep
	if _, _, err := h.AcceptInvitation(t.Context(), invite(), chosen, "browser"); !errors.As(err, &step) {
		t.Errorf("of one with a second factor: %v, want the second step", err)
	}
	if err := h.SetDisabled(t.Context(), h.admin, s.User.ID, true); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Invite(t.Context(), h.admin, s.User.ID, plain, false); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("inviting who is disabled: %v, want %v", err, invoer.ErrConflict)
	}
	if _, err := h.Invite(t.Context(), h.accountant, h.person.User, plain, false); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("an accountant invites: %v, want %v", err, invoer.ErrForbidden)
	}
}

// A provider's word counts for people of its own office only, the first time by
// an address that it checked, from then on by its own name for them.
func TestProvidersVouch(t *testing.T) {
	t.Parallel()
	h, _, _, s := signedIn(t)
	strange := furnish(t, h.Store, h.db, "b")
	steps := []struct {
		name   string
		office invoer.OfficeID
		word   Vouched
		want   error
	}{
		{"a name that nobody has", h.office, Vouched{Subject: "1"}, invoer.ErrForbidden},
		{"an address of another office", strange.office, Vouched{Subject: "1", Email: s.User.Email}, invoer.ErrForbidden},
		{"the address of a person", h.office, Vouched{Subject: "1", Email: "AN@kantoor.be"}, nil},
		{"the name that he has now", h.office, Vouched{Subject: "1", Email: "anders@kantoor.be"}, nil},
		{"another name with his address", h.office, Vouched{Subject: "2", Email: s.User.Email}, invoer.ErrForbidden},
		{"his name at another office", strange.office, Vouched{Subject: "1"}, invoer.ErrForbidden},
	}
	for _, step := range steps {
		_, in, err := h.SignInByProvider(t.Context(), step.office, step.word, "192.0.2.1", "browser")
		if !errors.Is(err, step.want) || err == nil && in.User.ID != s.User.ID {
			t.Errorf("%s: got %v, %v; want %v", step.name, in.User.ID, err, step.want)
		}
	}
	if err := h.SetProvider(t.Context(), h.admin, Provider{Issuer: "https://sso.example", Client: "a", Secret: "b"}); err != nil {
		t.Fatal(err)
	}
	if p, err := h.AskForProvider(t.Context(), s.User.Email, "192.0.2.1"); err != nil || p.Office != h.office || p.Secret != "b" {
		t.Errorf("the provider of a person: %+v, %v", p, err)
	}
	if _, _, err := h.SignInByProvider(t.Context(), h.office, Vouched{Subject: "1"}, "192.0.2.1", "browser"); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a name of the provider before: %v, want %v", err, invoer.ErrForbidden)
	}
	if _, err := h.ProviderOf(t.Context(), "bakker@b.be"); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("an office without one: %v, want %v", err, invoer.ErrNotFound)
	}
}

// A half sign-in serves once, for what it was begun, and not for long.
func TestHalfSignIns(t *testing.T) {
	t.Parallel()
	h, c, _, _ := signedIn(t)
	begin := func() string {
		t.Helper()
		secret, err := h.StartHalf(t.Context(), HalfProvider, "x")
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	var got string
	secret := begin()
	if err := h.TakeHalf(t.Context(), HalfPasskey, secret, &got); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("for something else: %v, want %v", err, invoer.ErrForbidden)
	}
	if err := h.TakeHalf(t.Context(), HalfProvider, secret, &got); err != nil || got != "x" {
		t.Errorf("got %q, %v; want x", got, err)
	}
	if err := h.TakeHalf(t.Context(), HalfProvider, secret, &got); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a second time: %v, want %v", err, invoer.ErrForbidden)
	}
	secret = begin()
	c.pass(longestHalf)
	if err := h.TakeHalf(t.Context(), HalfProvider, secret, &got); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("after ten minutes: %v, want %v", err, invoer.ErrForbidden)
	}
}
