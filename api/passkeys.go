package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// relyingParty is this house to authenticators, by the name that the browser
// reached it under. A passkey of another name does not fit: that is what keeps
// it from being used by a page that only looks like ours (WebAuthn §13.4.9).
func (s *Server) relyingParty(r *http.Request) (*webauthn.WebAuthn, error) {
	name := r.Host
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		name = host
	}
	party, err := webauthn.New(&webauthn.Config{RPID: name, RPDisplayName: "invoer", RPOrigins: []string{s.Origin(r)}})
	if err != nil {
		return nil, fmt.Errorf("%w: passkeys for %q: %w", invoer.ErrInvalid, name, err)
	}
	return party, nil
}

// A holder is a person as authenticators know him: by his identifier, which
// says nothing about him.
type holder struct {
	user storage.User
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.user.ID) }
func (h holder) WebAuthnName() string                       { return h.user.Email }
func (h holder) WebAuthnDisplayName() string                { return h.user.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func (s *Server) holder(r *http.Request, me storage.Session) (holder, error) {
	kept, err := s.Store.Passkeys(r.Context(), me.Scope)
	if err != nil {
		return holder{}, err
	}
	h := holder{user: me.User}
	for _, p := range kept {
		var key webauthn.Credential
		if err := json.Unmarshal(p.Credential, &key); err != nil {
			return holder{}, fmt.Errorf("passkey %s: %w", p.ID, err)
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// A newPasskey is what is remembered while an authenticator makes one.
type newPasskey struct {
	Data webauthn.SessionData
	Name string
	User invoer.UserID
}

// StartPasskey asks me for his password once more and gives what a browser is
// to ask of an authenticator to make a passkey called name.
func (s *Server) StartPasskey(w http.ResponseWriter, r *http.Request, me storage.Session, name, password string) (any, error) {
	if err := s.Store.Reprove(r.Context(), me.Scope, password); err != nil {
		return nil, err
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return nil, err
	}
	h, err := s.holder(r, me)
	if err != nil {
		return nil, err
	}
	options, data, err := party.BeginRegistration(h,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}),
		webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("new passkey of user %s: %w", me.User.ID, err)
	}
	half, err := s.Store.StartHalf(r.Context(), storage.HalfNewPasskey, newPasskey{*data, name, me.User.ID})
	if err != nil {
		return nil, err
	}
	s.remember(w, half)
	return options.Response, nil
}

// AddPasskey keeps the passkey that an authenticator made; the request's body is
// its answer.
func (s *Server) AddPasskey(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	var begun newPasskey
	if err := s.Store.TakeHalf(r.Context(), storage.HalfNewPasskey, s.remembered(r), &begun); err != nil {
		return err
	}
	s.remember(w, "")
	if begun.User != me.User.ID {
		return fmt.Errorf("%w: the passkey was begun by another", invoer.ErrForbidden)
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return err
	}
	key, err := party.FinishRegistration(holder{user: me.User}, begun.Data, r)
	if err != nil {
		return fmt.Errorf("%w: new passkey: %w", invoer.ErrForbidden, err)
	}
	kept, err := json.Marshal(key)
	if err != nil {
		return fmt.Errorf("new passkey: %w", err)
	}
	return s.Store.AddPasskey(r.Context(), me.Scope, storage.Passkey{Handle: key.ID, Name: begun.Name, Credential: kept})
}

// AskPasskey gives what a browser is to ask of any authenticator that knows
// this house: who signs in is found by his passkey, and the authenticator must
// have seen that it is him, so that it is two factors in one.
func (s *Server) AskPasskey(w http.ResponseWriter, r *http.Request) (any, error) {
	party, err := s.relyingParty(r)
	if err != nil {
		return nil, err
	}
	options, data, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, fmt.Errorf("asking for a passkey: %w", err)
	}
	half, err := s.Store.StartHalf(r.Context(), storage.HalfPasskey, data)
	if err != nil {
		return nil, err
	}
	s.remember(w, half)
	return options.Response, nil
}

// SignInByPasskey checks an authenticator's answer, which is the request's
// body, and signs its owner in. Whatever does not fit is an
// invoer.ErrForbidden.
func (s *Server) SignInByPasskey(w http.ResponseWriter, r *http.Request) (storage.Session, error) {
	var data webauthn.SessionData
	if err := s.Store.TakeHalf(r.Context(), storage.HalfPasskey, s.remembered(r), &data); err != nil {
		return storage.Session{}, err
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return storage.Session{}, err
	}
	var who invoer.Scope
	_, key, err := party.FinishPasskeyLogin(func(handle, user []byte) (webauthn.User, error) {
		found, credential, err := s.Store.PasskeyOwner(r.Context(), handle)
		if errors.Is(err, invoer.ErrNotFound) {
			return nil, errors.New("nobody has this passkey")
		}
		if err != nil {
			return nil, err
		}
		if string(user) != string(found.User) {
			return nil, fmt.Errorf("%w: the passkey is another person's", invoer.ErrForbidden)
		}
		who = found
		h := holder{user: storage.User{ID: found.User}, keys: make([]webauthn.Credential, 1)}
		return h, json.Unmarshal(credential, &h.keys[0])
	}, data, r)
	if err == nil && key.Authenticator.CloneWarning {
		err = fmt.Errorf("user %s: the passkey's counter went back: there may be a copy of it", who.User)
	}
	if err != nil {
		return storage.Session{}, fmt.Errorf("%w: passkey: %w", invoer.ErrForbidden, err)
	}
	kept, err := json.Marshal(key)
	if err != nil {
		return storage.Session{}, fmt.Errorf("passkey: %w", err)
	}
	secret, me, err := s.Store.SignInByPasskey(r.Context(), who, storage.Passkey{Handle: key.ID, Credential: kept}, r.UserAgent())
	return s.admit(w, secret, me, err)
}
