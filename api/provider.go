package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// providerPatience bounds each question to an identity provider.
const providerPatience = 10 * time.Second

// providerBack is where an identity provider sends people back to.
const providerBack = "/sign-in/office/back"

// ProviderBack is the address that an office tells its provider.
func (s *Server) ProviderBack(r *http.Request) string { return s.Origin(r) + providerBack }

// sentAway is what is remembered of a person who is at his provider.
type sentAway struct {
	Email, State, Nonce, Verifier string
	Next                          string
	Office                        invoer.OfficeID
}

// AskProvider gives the address at which the provider of the office of an
// e-mail address asks who he is; next is where he goes afterwards. An address
// without one is an invoer.ErrNotFound, a provider that does not answer an
// invoer.ErrUnavailable.
func (s *Server) AskProvider(w http.ResponseWriter, r *http.Request, email, next string) (address string, err error) {
	p, err := s.Store.AskForProvider(r.Context(), email, s.Address(r))
	if err != nil {
		return "", err
	}
	config, _, err := s.discover(r, p)
	if err != nil {
		return "", err
	}
	// PKCE (RFC 7636) and a state (RFC 6749 §10.12) keep another's answer out,
	// a nonce (OpenID Connect Core 1.0 §3.1.2.1) an old one.
	away := sentAway{Email: email, State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Next: next, Office: p.Office}
	half, err := s.Store.StartHalf(r.Context(), storage.HalfProvider, away)
	if err != nil {
		return "", err
	}
	s.remember(w, half)
	return config.AuthCodeURL(away.State, oidc.Nonce(away.Nonce), oauth2.S256ChallengeOption(away.Verifier), oauth2.SetAuthURLParam("login_hint", email)), nil
}

// SignInByProvider ends what AskProvider began, with what the provider sent the
// browser back with. next is where the person wanted to go. Whatever does not
// fit is an invoer.ErrForbidden, a provider that does not answer an
// invoer.ErrUnavailable.
func (s *Server) SignInByProvider(w http.ResponseWriter, r *http.Request) (next string, err error) {
	var away sentAway
	if err := s.Store.TakeHalf(r.Context(), storage.HalfProvider, s.remembered(r), &away); err != nil {
		return "", err
	}
	s.remember(w, "")
	if r.FormValue("state") != away.State {
		return "", fmt.Errorf("%w: the answer belongs to another sign-in", invoer.ErrForbidden)
	}
	if r.FormValue("code") == "" {
		return "", fmt.Errorf("%w: the provider refused", invoer.ErrForbidden)
	}
	p, err := s.Store.ProviderOf(r.Context(), away.Email)
	if err != nil {
		return "", err
	}
	if p.Office != away.Office {
		return "", fmt.Errorf("%w: the office of the address changed", invoer.ErrForbidden)
	}
	config, provider, err := s.discover(r, p)
	if err != nil {
		return "", err
	}
	told, err := s.exchange(r.Context(), config, provider, r.FormValue("code"), away)
	if err != nil {
		return "", err
	}
	secret, me, err := s.enter(r, p, provider, told, away.Email)
	_, err = s.admit(w, secret, me, err)
	return away.Next, err
}

// enter signs in whom a provider told of. Only where the office does not know him
// by that, and his address was not told, the provider is asked for it: who was here
// before gets in while it answers no questions.
func (s *Server) enter(r *http.Request, p storage.Provider, provider *oidc.Provider, t told, typed string) (secret string, me storage.Session, err error) {
	secret, me, err = s.Store.SignInByProvider(r.Context(), p.Office, t.vouched(p, typed), s.Address(r), r.UserAgent())
	if !errors.Is(err, invoer.ErrForbidden) || t.Email != "" || provider.UserInfoEndpoint() == "" {
		return secret, me, err
	}
	if err := s.ask(r.Context(), provider, &t); err != nil {
		return "", storage.Session{}, err
	}
	return s.Store.SignInByProvider(r.Context(), p.Office, t.vouched(p, typed), s.Address(r), r.UserAgent())
}

// discover asks a provider what it is (OpenID Connect Discovery 1.0 §4).
func (s *Server) discover(r *http.Request, p storage.Provider) (*oauth2.Config, *oidc.Provider, error) {
	ctx, cancel := context.WithTimeout(s.providerContext(r.Context()), providerPatience)
	defer cancel()
	provider, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: identity provider: %w", invoer.ErrUnavailable, err)
	}
	config := &oauth2.Config{
		ClientID: p.Client, ClientSecret: p.Secret, Endpoint: provider.Endpoint(), RedirectURL: s.ProviderBack(r),
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
	return config, provider, nil
}

func (s *Server) providerContext(ctx context.Context) context.Context {
	client := outward(s.PrivateHooks, providerPatience)
	client.Transport = bounded{client.Transport}
	return oidc.ClientContext(ctx, client)
}

// mostOfProvider is how much of a provider's answer is read: go-oidc itself
// reads all there is.
const mostOfProvider = 1 << 20

// A bounded transport ends answers that are too long.
type bounded struct{ http.RoundTripper }

// RoundTrip sends a request.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, mostOfProvider), answer.Body}
	return answer, nil
}

// told is what a provider's token says of a person (OpenID Connect Core 1.0 §5.1).
type told struct {
	Subject  string        `json:"-"`
	Email    string        `json:"email"`
	Verified *flag         `json:"email_verified"`
	Name     string        `json:"preferred_username"`
	Token    *oauth2.Token `json:"-"` // with which the provider is asked for more
}

// A flag is a boolean of a token. Tolerated: AWS Cognito and others write it as a
// string; whatever says not that it is true is false.
type flag bool

// UnmarshalJSON reads a boolean, or a string of one.
func (f *flag) UnmarshalJSON(text []byte) error {
	*f = flag(strings.Trim(string(text), `"`) == "true")
	return nil
}

// vouched is who he is to the office, by what its provider is believed; typed is
// the address that he gave himself.
func (t told) vouched(p storage.Provider, typed string) storage.Vouched {
	v := storage.Vouched{Subject: t.Subject, Typed: typed}
	switch {
	case t.Verified != nil && bool(*t.Verified):
		v.Email = t.Email
	case t.Verified == nil && p.Trusted:
		// Tolerated: Microsoft Entra never says email_verified, and has people
		// without a mailbox sign in by their user name.
		v.Email = cmp.Or(t.Email, t.Name)
	}
	return v
}

// exchange exchanges a code for a token and reads what it says.
func (s *Server) exchange(ctx context.Context, config *oauth2.Config, provider *oidc.Provider, code string, away sentAway) (t told, err error) {
	ctx, cancel := context.WithTimeout(s.providerContext(ctx), providerPatience)
	defer cancel()
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(away.Verifier))
	if err != nil {
		return told{}, fmt.Errorf("%w: exchanging the provider's code: %w", refusedOrAway(err), err)
	}
	raw, _ := token.Extra("id_token").(string) // none is no token, which Verify says
	signed, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return told{}, fmt.Errorf("%w: the provider's token: %w", invoer.ErrForbidden, err)
	}
	if signed.Nonce != away.Nonce {
		return told{}, fmt.Errorf("%w: the provider's token is of another sign-in", invoer.ErrForbidden)
	}
	if err := signed.Claims(&t); err != nil {
		return told{}, fmt.Errorf("%w: the provider's token: %w", invoer.ErrForbidden, err)
	}
	t.Subject, t.Token = signed.Subject, token
	return t, nil
}

// refusedOrAway tells a provider that refuses a code from one that does not answer.
func refusedOrAway(err error) error {
	refused, answered := errors.AsType[*oauth2.RetrieveError](err)
	if answered && refused.Response.StatusCode < http.StatusInternalServerError {
		return invoer.ErrForbidden
	}
	return invoer.ErrUnavailable
}

// ask adds what the provider says of a person only when it is asked: with a code
// it may leave that out of the token (OpenID Connect Core 1.0 §5.4). An answer
// about somebody else is not believed (§5.3.2), and is an invoer.ErrForbidden; none
// is an invoer.ErrUnavailable.
func (s *Server) ask(ctx context.Context, provider *oidc.Provider, t *told) error {
	ctx, cancel := context.WithTimeout(s.providerContext(ctx), providerPatience)
	defer cancel()
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(t.Token))
	if err != nil {
		return fmt.Errorf("%w: asking the provider who it is: %w", invoer.ErrUnavailable, err)
	}
	if info.Subject != t.Subject {
		return fmt.Errorf("%w: the provider answers about somebody else", invoer.ErrForbidden)
	}
	if err := info.Claims(t); err != nil {
		return fmt.Errorf("%w: the provider's answer: %w", invoer.ErrForbidden, err)
	}
	return nil
}

// CheckProvider asks a provider whether it is one, before it is kept. Its
// address must be https and, unless the operator allows it, public.
func (s *Server) CheckProvider(r *http.Request, p storage.Provider) error {
	u, err := url.Parse(p.Issuer)
	if err != nil || (u.Scheme != "https" && !s.PrivateHooks) || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%w: address of an identity provider, want https://…", invoer.ErrInvalid)
	}
	at, err := hostOf(u)
	if err != nil || !s.PrivateHooks && !at.public() {
		return fmt.Errorf("%w: address of an identity provider, want one outside this network", invoer.ErrInvalid)
	}
	_, _, err = s.discover(r, p)
	return err
}
