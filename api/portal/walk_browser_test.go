package portal

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Every role walks every page that its pages lead to: no dead link, no button
// without a route or without the right to it, no complaint of the browser.
func TestEveryRoleWalksEveryPage(t *testing.T) {
	house := openHouse(t)
	house.everything()
	for _, email := range []string{clientUser, accountant, admin1} { // an admin's buttons end the others' work
		t.Run(email, func(t *testing.T) {
			p := newHand(t, house.url)
			p.signIn(email, password)
			seen, actions := p.walk(house.server.Mux, "/documents", "/documents?tab=all", "/sign-in")
			house.pressesAll(t, email, actions)
			if least := 12; len(seen) < least {
				t.Errorf("the walk led to %d pages, want at least %d: %q", len(seen), least, seen)
			}
			if walled := email != admin1; walled == slices.Contains(seen, "/office/users") {
				t.Errorf("%s walked to %q", email, seen)
			}
		})
	}
}

// everything puts documents in all states into the house.
func (h *house) everything() {
	h.Helper()
	h.handIn(accountant, h.client, "nl-excel-grid-pdf-text", "document.pdf")
	h.handIn(accountant, h.client, "de-de-craft-pdf-text", "document.pdf")
	h.handIn(accountant, h.client, "en-eu-xml", "document.xml")
	h.handIn(accountant, h.client, "fr-credit-classic-pdf-text", "document.pdf")
	h.deliver(h.identity(clientUser), h.client, "stuk.pdf", []byte("%PDF-1.7\nnothing more"))
	docs := h.settled(5)
	who := h.identity(accountant)
	open := slices.DeleteFunc(docs, func(d storage.Summary) bool { return d.Status != invoer.StatusRead })
	if len(open) < 3 {
		h.Fatalf("%d documents were read, want at least 3", len(open))
	}
	if _, err := h.store.Approve(h.Context(), who, open[0].ID, storage.AnyVersion); err != nil {
		h.Fatal(err)
	}
	if _, err := h.store.Reject(h.Context(), who, open[1].ID, storage.AnyVersion, "dubbel"); err != nil {
		h.Fatal(err)
	}
}

// pressesAll sends each form that a person was shown, without what he would fill in:
// it may be wrong or come too late, but his right to it is never in doubt. What ends
// a session comes last.
func (h *house) pressesAll(t *testing.T, email string, actions map[string]string) {
	t.Helper()
	v := h.visit(t, email)
	ends := func(pattern string) bool {
		return strings.Contains(pattern, "/sessions/") || strings.HasSuffix(pattern, "/sign-out")
	}
	patterns := slices.SortedFunc(maps.Keys(actions), func(a, b string) int {
		return cmp.Or(strings.Compare(strconv.FormatBool(ends(a)), strconv.FormatBool(ends(b))), strings.Compare(a, b))
	})
	for _, pattern := range patterns {
		if isOpen(pattern) {
			continue // it is for who is not signed in
		}
		if status, _, body := v.post(actions[pattern], nil); status == http.StatusForbidden || status >= 500 {
			t.Errorf("%s is shown %s, which answers %d\n%.300s", email, pattern, status, body)
		}
	}
}

// mostWalked is how many addresses a walk may lead to: more are pages that lead to
// each other without end.
const mostWalked = 400

// walk opens all pages that can be reached from the given ones, and gives
// their paths, and a path of each route that their forms lead to.
func (h *hand) walk(mux *http.ServeMux, from ...string) (seen []string, actions map[string]string) {
	h.Helper()
	actions = map[string]string{}
	for len(from) > 0 {
		address := from[0]
		from = from[1:]
		if slices.Contains(seen, address) {
			continue
		}
		if len(seen) == mostWalked {
			h.Fatalf("the walk led to %d addresses, and on to %s", len(seen), address)
		}
		seen = append(seen, address)
		if isFile(address) {
			if status := ask[int](h, "fetch('"+address+"').then(r => r.status)"); status != http.StatusOK {
				h.Errorf("%s answers %d, want 200", address, status)
			}
			continue
		}
		h.open(address)
		maps.Copy(actions, h.pageIsWhole(mux, address))
		from = append(from, ask[[]string](h, `[...document.querySelectorAll("a[href]")].map(a => new URL(a.href)).filter(u => u.origin === location.origin)
			.map(u => u.pathname + u.search)`)...)
	}
	return seen, actions
}

// isFile tells whether an address is one of bytes and not of a page.
func isFile(address string) bool {
	path := pathOf(address)
	return strings.HasSuffix(path, "/original") || strings.HasSuffix(path, "/archive") || strings.HasSuffix(path, "/manifest") || strings.HasSuffix(path, "/file")
}

// pageIsWhole checks what must hold of every page, and gives where its forms lead.
func (h *hand) pageIsWhole(mux *http.ServeMux, address string) map[string]string {
	h.Helper()
	actions := map[string]string{}
	if text := h.text("main"); len(text) < 20 {
		h.Errorf("%s is blank: %q", address, text)
	}
	for _, action := range ask[[]string](h, `[...document.querySelectorAll("form[method=post]")].map(f => f.action)
		.concat([...document.querySelectorAll("[formaction]")].map(b => b.formAction)).map(a => new URL(a).pathname)`) {
		r, err := http.NewRequestWithContext(h.Context(), http.MethodPost, "http://portal"+action, nil)
		if err != nil {
			h.Fatal(err)
		}
		_, pattern := mux.Handler(r)
		if pattern == "/" || pattern == "" {
			h.Errorf("%s has a button that leads to %s, which is no route", address, action)
		}
		actions[pattern] = action
	}
	for what, expression := range map[string]string{
		"an input without a name for those who cannot see": `[...document.querySelectorAll("input:not([type=hidden]), select, textarea")].filter(i => !i.labels?.length && !i.ariaLabel).map(i => i.id || i.name)`,
		"a button without words":                           `[...document.querySelectorAll("button, a.button")].filter(b => !b.textContent.trim() && !b.ariaLabel).map(b => b.outerHTML.slice(0, 80))`,
		"the same id twice":                                `[...document.querySelectorAll("[id]")].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)`,
		"a button whose form is not there":                 `[...document.querySelectorAll("[form]")].filter(b => !b.form).map(b => b.outerHTML.slice(0, 80))`,
	} {
		if found := ask[[]string](h, expression); len(found) > 0 {
			h.Errorf("%s has %s: %q", address, what, found)
		}
	}
	return actions
}
