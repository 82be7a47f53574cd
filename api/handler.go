package api

import (
	"fmt"
	"mime"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Handler answers a request of a person who is signed in. me.Scope is the
// who of every call into storage. An error that it returns has sent nothing.
type Handler func(w http.ResponseWriter, r *http.Request, me storage.Session) error

// A Face says how a family of pages speaks to people: what those get who are
// not signed in, and how an error looks (me is empty when nobody is known).
type Face struct {
	SignIn func(w http.ResponseWriter, r *http.Request)
	Fail   func(w http.ResponseWriter, r *http.Request, me storage.Session, err error)
	// Prove leads who must first set up a second factor to where he does that, and
	// tells whether it did: that place itself must let him in.
	Prove func(w http.ResponseWriter, r *http.Request) bool
}

// bodyLimit is for all that is not an upload.
const bodyLimit = 1 << 20

// Person makes a handler of one that needs a signed-in person. A request that
// changes something must carry the session's token in the form field "csrf"
// or the header X-CSRF, and must not come from another site. Multipart bodies
// are refused: those are for Sender.
func (s *Server) Person(face Face, h Handler) http.Handler {
	return s.person(face, func(w http.ResponseWriter, r *http.Request, me storage.Session) error {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		if err := s.checkForm(r, me); err != nil {
			return err
		}
		return h(w, r, me)
	})
}

// Sender makes a handler of one that takes files from a signed-in person. The
// token stands in the form before the first file; ReceiveForm checks it.
func (s *Server) Sender(face Face, h Handler) http.Handler { return s.person(face, h) }

func (s *Server) person(face Face, h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		me, err := s.identify(r)
		if StatusOf(err) == http.StatusUnauthorized {
			face.SignIn(w, r)
			return
		}
		if err == nil {
			err = s.sameSite(r)
		}
		if err == nil && me.Unproven && face.Prove(w, r) {
			return
		}
		if err == nil {
			err = h(w, r, me)
		}
		if err != nil {
			s.Note(r, err)
			face.Fail(w, r, me, err)
		}
	})
}

// Anybody makes a handler of one that needs no identity: the sign-in. A form
// must come from our own pages.
func (s *Server) Anybody(face Face, h func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		err := s.sameSite(r)
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.Note(r, err)
			face.Fail(w, r, storage.Session{}, err)
		}
	})
}

// sameSite refuses what another site made a browser send. Browsers say so in
// Sec-Fetch-Site or Origin.
func (s *Server) sameSite(r *http.Request) error {
	if err := s.origin.Check(r); err != nil {
		return fmt.Errorf("%w: the request comes from another site: %w", invoer.ErrForbidden, err)
	}
	return nil
}

func (s *Server) checkForm(r *http.Request, me storage.Session) error {
	if safe(r.Method) {
		return nil
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // without a type there is no form
	if media == "multipart/form-data" {
		return fmt.Errorf("%w: body of type %s, want a plain form", invoer.ErrInvalid, media)
	}
	token := r.Header.Get("X-CSRF")
	if token == "" {
		token = r.PostFormValue("csrf")
	}
	return CheckCSRF(me, token)
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
