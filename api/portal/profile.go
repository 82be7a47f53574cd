package portal

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// showProfile is about oneself.
func (p *Portal) showProfile(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.profilePage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r))
}

func (p *Portal) profilePage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip) error {
	sessions, err := p.Store.Sessions(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	second, err := p.Store.SecondFactor(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	keys, err := p.Store.Passkeys(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	key, err := p.PushKey(r.Context())
	if err != nil {
		return err
	}
	told, err := p.Store.PushSubscriptions(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "profile", "profile.title")
	page := profilePage{
		frame: f, HasCode: !second.Confirmed.IsZero(), CodesLeft: f.Say("code.left", second.Left),
		Prove:    s.input(input{Name: "password", Label: f.Say("profile.old"), Type: "password", Complete: "current-password"}),
		KeyName:  s.input(input{Name: "name", Label: f.Say("passkey.name"), Hint: f.Say("passkey.name_hint")}),
		KeyProof: s.input(input{Name: "proof", Label: f.Say("profile.old"), Type: "password", Complete: "current-password"}),
		Code:     s.code(), Language: choice{Name: "language", Label: f.Say("profile.language"), Options: f.languages(f.Lang)},
		Keys: choice{Name: "letters", Label: f.Say("profile.letters"), Hint: f.Say("profile.letters_hint"), Options: []option{
			{Value: "on", Text: f.Say("profile.letters_on"), Chosen: f.Letters()}, {Value: "off", Text: f.Say("profile.letters_off"), Chosen: !f.Letters()},
		}},
		Passwords: []input{
			s.input(input{Name: "old", Label: f.Say("profile.old"), Type: "password", Complete: "current-password", Required: true}),
			s.input(input{Name: "new", Label: f.Say("profile.new"), Type: "password", Complete: "new-password", Required: true}),
			s.input(input{Name: "repeat", Label: f.Say("profile.repeat"), Type: "password", Complete: "new-password", Required: true}),
		},
	}
	if page.PushKey = key; told > 0 {
		page.Pushed = f.Say("push.count", told)
	}
	if p.Letters {
		pace, err := p.Store.DigestPace(r.Context(), me.Scope)
		if err != nil {
			return err
		}
		page.Digest = choice{Name: "every", Label: f.Say("digest.pace"), Options: f.paces(pace)}
	}
	for _, key := range keys {
		used := f.Say("word.never")
		if !key.Used.IsZero() {
			used = f.Moment(key.Used)
		}
		page.Passkeys = append(page.Passkeys, passkeyRow{ID: key.ID, Name: key.Name, Created: f.Clock(key.Created), Used: used})
	}
	for _, session := range sessions {
		page.Sessions = append(page.Sessions, sessionRow{
			ID: session.ID, Agent: agent(session.Agent), Since: f.Clock(session.Created),
			Seen: f.Moment(session.Seen), Here: session.ID == me.ID,
		})
	}
	return send(w, status, "profile.html", page)
}

// setLanguage changes the language of the one who asks.
func (p *Portal) setLanguage(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	language := r.PostFormValue("language")
	if !locale.Known(language) {
		return invoer.ErrInvalid
	}
	if err := p.Store.SetLanguage(r.Context(), me.Scope, language); err != nil {
		return err
	}
	return away(w, r, "/profile?said=language")
}

// setLetters turns keys of one letter on or off for the one who asks.
func (p *Portal) setLetters(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.SetLetterKeys(r.Context(), me.Scope, r.PostFormValue("letters") == "on"); err != nil {
		return err
	}
	return away(w, r, "/profile?said=keys")
}

// setPassword changes the password of the one who asks and ends his other
// sessions.
func (p *Portal) setPassword(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	s := p.tongue(r, me).slip(r)
	old, password := r.PostFormValue("old"), r.PostFormValue("new")
	s.want(utf8.RuneCountInString(password) >= storage.LeastPassword, "new", "err.password", storage.LeastPassword)
	s.want(password == r.PostFormValue("repeat"), "repeat", "err.repeat")
	if s.right() {
		err := p.Store.ChangePassword(r.Context(), me.Scope, old, password, me.ID)
		if err == nil {
			return away(w, r, "/profile?said=password")
		}
		if !errors.Is(err, invoer.ErrForbidden) {
			return err
		}
		s.want(false, "old", "err.old")
	}
	return p.profilePage(w, r, me, http.StatusUnprocessableEntity, s)
}

// endSession signs the one who asks out elsewhere.
func (p *Portal) endSession(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.EndSession(r.Context(), me.Scope, r.PathValue("id")); err != nil {
		return err
	}
	return away(w, r, "/profile?said=ended")
}

// Browsers and systems by what they put into their User-Agent; the first that
// fits is it, as each names those before it as well.
var (
	browsers = [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems  = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}}
)

// agent is what people call the browser and its machine; of one that nobody
// knows the beginning of what it says.
func agent(s string) string {
	browser, system := namedIn(s, browsers), namedIn(s, systems)
	switch {
	case browser != "" && system != "":
		return browser + " · " + system
	case utf8.RuneCountInString(s) > 60:
		return string([]rune(s)[:60]) + " …"
	}
	return s
}

func namedIn(s string, names [][2]string) string {
	for _, name := range names {
		if strings.Contains(s, name[0]) {
			return name[1]
		}
	}
	return ""
}
