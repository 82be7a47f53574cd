package portal

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// listTokens lists and makes keys of programs.
func (p *Portal) listTokens(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.tokensPage(w, r, me, http.StatusOK, p.tongue(r, me).slip(r), "")
}

func (p *Portal) tokensPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, s *slip, made string) error {
	tokens, err := p.Store.Tokens(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "tokens", "tokens.title")
	page := tokensPage{frame: f, Once: once(), Scopes: f.scopes(r.PostForm["scope"]), Mistake: s.mistakes["scope"], Name: s.input(input{Name: "name", Label: f.Say("tokens.name"), Required: true})}
	page.Client = s.choose(choice{Name: "client", Label: f.Say("docs.client"), Options: f.clients(clients, invoer.ClientID(s.text("client")), "docs.all_clients")})
	if made != "" {
		page.Secret = &secret{f.Say("tokens.secret"), made}
		page.Name.Value = ""
	}
	names := map[invoer.ClientID]string{}
	for _, c := range clients {
		names[c.ID] = c.Name
	}
	for _, t := range tokens {
		page.Rows = append(page.Rows, f.token(t, names))
	}
	return send(w, status, "tokens.html", page)
}

func (f frame) token(t storage.Token, names map[invoer.ClientID]string) tokenRow {
	rights := make([]string, len(t.Scopes))
	for i, scope := range t.Scopes {
		rights[i] = f.Say("scope." + scope)
	}
	row := tokenRow{
		ID: t.ID, Name: t.Name, Client: names[t.Client], Hint: t.Hint, Scopes: strings.Join(rights, ", "),
		Created: f.Clock(t.Created), Used: f.Moment(t.Used), Revoked: t.Revoked,
	}
	if t.Used.IsZero() {
		row.Used = f.Say("word.never")
	}
	return row
}

// scopes are the rights to choose from; at first those of a program that
// hands in and reads.
func (t tongue) scopes(chosen []string) []option {
	if chosen == nil {
		chosen = []string{"read", "ingest"}
	}
	options := make([]option, len(storage.TokenScopes))
	for i, scope := range storage.TokenScopes {
		options[i] = option{Value: scope, Text: t.Say("scope." + scope), Chosen: slices.Contains(chosen, scope)}
	}
	return options
}

// addToken makes a key and shows it, once.
func (p *Portal) addToken(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	s := p.tongue(r, me).slip(r)
	once, err := onceOf(r)
	if err != nil {
		return err
	}
	token := storage.Token{ID: once, Name: s.required("name"), Scopes: r.PostForm["scope"]}
	s.want(len(token.Scopes) > 0, "scope", "err.scopes")
	if chosen := s.text("client"); chosen != "" {
		id, err := invoer.ParseID[invoer.ClientID](chosen)
		s.want(err == nil, "client", "err.required")
		token.Client = id
	}
	if !s.right() {
		return p.tokensPage(w, r, me, http.StatusUnprocessableEntity, s, "")
	}
	made, _, err := p.Store.AddToken(r.Context(), me.Scope, token)
	if errors.Is(err, invoer.ErrConflict) {
		return away(w, r, "/office/tokens?said=made-once")
	}
	if err != nil {
		return err
	}
	return p.tokensPage(w, r, me, http.StatusOK, s, made)
}

// revokeToken makes a key useless.
func (p *Portal) revokeToken(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "token")
	if err == nil {
		err = p.Store.RevokeToken(r.Context(), me.Scope, id)
	}
	if err != nil {
		return err
	}
	return away(w, r, "/office/tokens?said=revoked")
}
