package portal

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
)

//go:embed templates
var templateFiles embed.FS

// pages has every template by its file's name; those without a page of their
// own are defined inside.
var pages = template.Must(template.New("").
	Funcs(template.FuncMap{"asset": asset, "icon": icon}).
	ParseFS(templateFiles, "templates/*.html"))

// A frame is what stands around every page: whose it is, in which language,
// and what he must be told first.
type frame struct {
	tongue
	Title     string
	Section   string // the entry of the menu that is here
	Class     string // of the body
	Picture   string // the address of the largest picture, which is asked for before the page is read; mostly none
	MainClass string
	User      person
	CSRF      string
	Notice    notice
}

// A person is the one who is signed in; without ID nobody is.
type person struct {
	ID          invoer.UserID
	Name, Email string
	Role        invoer.Role
	NoLetters   bool // keys of one letter do nothing for him
}

// A notice is said once at the top of a page. Kind is ok, warn or bad.
type notice struct{ Kind, Title, Text string }

// Admin tells whether the reader manages the office.
func (f frame) Admin() bool { return f.User.Role == invoer.RoleAdmin }

// ForClient tells whether the reader is a client, who sees plain words.
func (f frame) ForClient() bool { return f.User.Role == invoer.RoleClient }

// Letters tells whether keys of one sign do something for the reader wherever the
// cursor is.
func (f frame) Letters() bool { return !f.User.NoLetters }

// Swaps tells whether the page has parts that htmx swaps: lists and rules, but not
// the desk, which has ways of its own.
func (f frame) Swaps() bool {
	return f.Class != "desk-page" && (f.Section == "documents" || f.Section == "books")
}

// InOffice tells whether the page is one of the office's.
func (f frame) InOffice() bool {
	switch f.Section {
	case "clients", "users", "tokens", "webhooks", "balance", "provider", "people", "steps":
		return true
	}
	return false
}

// An input is one line of a form.
type input struct {
	Name, Label, Type, Value, Complete string
	Hint, Mistake                      string
	Required, Wide                     bool
}

// A choice is a form's choice of one.
type choice struct {
	Name, Label   string
	Options       []option
	Hint, Mistake string
	Wide          bool
}

// An option is one of those that can be chosen.
type option struct {
	Value, Text string
	Chosen      bool
	Mistake     string
}

// A sign is a word with a drawn sign beside it.
type sign struct{ Code, Text, Icon string }

// A secret is shown once, when it is made.
type secret struct{ Text, Value string }

// languages lists the languages as options, each by its own name.
func (t tongue) languages(chosen string) []option {
	options := make([]option, len(locale.Languages))
	for i, lang := range locale.Languages {
		options[i] = option{Value: lang, Text: t.Say("lang." + lang), Chosen: lang == chosen}
	}
	return options
}

// state says what became of a document, to a client in plain words.
func (f frame) state(status invoer.Status) sign {
	family := "status."
	if f.ForClient() {
		family = "client."
	}
	icons := map[invoer.Status]string{
		invoer.StatusWaiting: "clock", invoer.StatusRead: "eye", invoer.StatusHeld: "hand",
		invoer.StatusApproved: "done", invoer.StatusBooked: "booked", invoer.StatusRejected: "no", invoer.StatusJoined: "documents",
	}
	return sign{Code: string(status), Text: f.Say(family + string(status)), Icon: icons[status]}
}

// became says of a document to a client that it was paid, once his accountant has
// decided on it, and to others, and before that, its state.
func (f frame) became(status invoer.Status, paid bool) sign {
	said := f.state(status)
	if paid && f.ForClient() && status.Approved() {
		said.Text = f.Say("client.paid")
	}
	return said
}

// send writes a page, whole or not at all: a template that fails half way must
// not leave half a page. Nothing of it may stay behind in the browser.
func send(w http.ResponseWriter, status int, name string, page any) error {
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, name, page); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	head.Add("Vary", "HX-Request")
	w.WriteHeader(status)
	_, err := out.WriteTo(w)
	return err
}
