package portal

import (
	"fmt"
	"net/http"
	"net/mail"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// admin lets nobody else through to the office's own pages. Storage refuses
// them too; here it is said before anything is shown.
func admin(h api.Handler) api.Handler {
	return func(w http.ResponseWriter, r *http.Request, me storage.Session) error {
		if me.Scope.Role != invoer.RoleAdmin {
			return fmt.Errorf("%w: role %s, want %s", invoer.ErrForbidden, me.Scope.Role, invoer.RoleAdmin)
		}
		return h(w, r, me)
	}
}

// A slip is the answers of a form and what is wrong with each.
type slip struct {
	tongue
	r        *http.Request
	mistakes map[string]string
}

func (t tongue) slip(r *http.Request) *slip { return &slip{t, r, map[string]string{}} }

// text is an answer without the space around it.
func (s *slip) text(name string) string { return strings.TrimSpace(s.r.PostFormValue(name)) }

// want notes what is wrong with an answer, unless something is noted already.
func (s *slip) want(right bool, name, code string, args ...any) {
	if !right && s.mistakes[name] == "" {
		s.mistakes[name] = s.Say(code, args...)
	}
}

// required is an answer that must be given.
func (s *slip) required(name string) string {
	text := s.text(name)
	s.want(text != "", name, "err.required")
	return text
}

func (s *slip) right() bool { return len(s.mistakes) == 0 }

// input is a line of the form with the answer and what is wrong with it; what
// is secret is not sent back.
func (s *slip) input(in input) input {
	if in.Type == "" {
		in.Type = "text"
	}
	if in.Type != "password" {
		in.Value = s.text(in.Name)
	}
	in.Mistake = s.mistakes[in.Name]
	return in
}

// choose is a choice with what is wrong with it.
func (s *slip) choose(c choice) choice {
	c.Mistake = s.mistakes[c.Name]
	return c
}

// address tells whether text is an e-mail address and nothing more.
func address(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && strings.Contains(text, "@")
}
