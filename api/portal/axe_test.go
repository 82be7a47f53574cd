package portal

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// axe looks for what keeps people out of a page (WCAG 2.2). It is Deque's, under
// MPL-2.0, and for tests only.
//
//go:embed testdata/axe/axe.min.js
var axe string

// A look is how a page is seen.
type look struct {
	name          string
	width, height int64
	scheme        string
}

var looks = []look{
	{"desk, light", 1440, 900, "light"},
	{"telephone, dark", 390, 844, "dark"},
	{"desk, dark", 1440, 900, "dark"},
	{"telephone, light", 390, 844, "light"},
}

// No page keeps anybody out: as axe sees it in each of the four languages, in
// light and dark, on a desk and a telephone. A page that is new in routes.go is
// looked at without a word here.
func TestPagesAreForEverybody(t *testing.T) {
	house := openHouse(t)
	house.everything()
	violations, pages := 0, 0
	for turn, lang := range locale.Languages {
		if turn > 0 && *deskRun == "" {
			break // one language will do between two runs of make desk, which looks with all of them
		}
		v, n := house.inspect(t, lang, turn)
		violations, pages = violations+v, pages+n
	}
	house.furnish(t)
	for turn, lang := range locale.Languages {
		if turn > 0 && *deskRun == "" {
			break
		}
		v, n := house.inspectParts(t, lang, turn)
		violations, pages = violations+v, pages+n
	}
	tell(t, "axe", fmt.Sprintf("axe: %d violations on %d pages", violations, pages))
}

// inspect looks at every page that people of each role see, in one language;
// turn gives each page another look in each language.
func (h *house) inspect(t *testing.T, lang string, turn int) (violations, pages int) {
	t.Helper()
	for _, email := range []string{admin1, accountant, clientUser} {
		if err := h.store.SetLanguage(t.Context(), h.identity(email), lang); err != nil {
			t.Fatal(err)
		}
		p := newHand(t, h.url)
		p.allow = func(status int64, _ string) bool { return status == 404 }
		if email == admin1 {
			p.open("/sign-in?lang=" + lang)
			violations, pages = violations+p.axe(looks[turn%len(looks)]), pages+1
			for i, address := range h.invitationAndCode(t, turn) {
				p.open(address)
				violations, pages = violations+p.axe(looks[(i+turn)%len(looks)]), pages+1
			}
		}
		p.signIn(email, password)
		for i, address := range h.addresses(t, email) {
			p.open(address)
			violations, pages = violations+p.axe(looks[(i+turn)%len(looks)]), pages+1
		}
	}
	return violations, pages
}

// addresses are the pages that a person of the house sees: all that routes.go
// names, those of a document in each state that there is.
func (h *house) addresses(t *testing.T, email string) []string {
	t.Helper()
	who := h.identity(email)
	docs, err := h.store.Documents(t.Context(), who, storage.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	states := map[invoer.Status]invoer.DocumentID{}
	var delivery invoer.DeliveryID
	for _, d := range docs {
		states[d.Status], delivery = d.ID, d.Delivery
	}
	pages := []string{"/documents?tab=all", "/nowhere"}
	for _, route := range routesOf(t) {
		method, path, _ := strings.Cut(route, " ")
		if method != "GET" || slices.Contains(noPages, path) || (strings.HasPrefix(path, "/office") && who.Role != invoer.RoleAdmin) ||
			(!who.Role.OfficeWide() && slices.Contains(officePages, path)) {
			continue
		}
		switch {
		case path == "/documents/{id}/beside/{other}":
			two := slices.Sorted(maps.Values(states))
			pages = append(pages, besideURL(two[0], two[1]))
		case strings.HasPrefix(path, "/documents/{id}"):
			for _, id := range slices.Sorted(maps.Values(states)) {
				pages = append(pages, strings.Replace(path, "{id}", string(id), 1))
			}
		case strings.HasPrefix(path, "/deliveries/{id}"):
			pages = append(pages, strings.Replace(path, "{id}", string(delivery), 1))
		case path == "/office/users/{id}":
			pages = append(pages, "/office/users/"+string(h.identity(clientUser).User))
		case path == "/office/clients/{id}":
			pages = append(pages, "/office/clients/"+string(h.client))
		case path == "/office/webhooks/{id}":
			hooks, err := h.store.Webhooks(t.Context(), who)
			if err != nil {
				t.Fatal(err)
			}
			for _, hook := range hooks {
				pages = append(pages, "/office/webhooks/"+hook.ID)
			}
		case strings.Contains(path, "{id}"):
			t.Errorf("GET %s: which one is to be looked at? Say it in addresses, or in noPages that it is no page", path)
		default:
			pages = append(pages, path)
		}
	}
	return pages
}

// invitationAndCode are the pages of a sign-in beside the first and that of a
// digest's end, of another letter each turn, and gives the accountant codes to set up, which has a page too.
func (h *house) invitationAndCode(t *testing.T, turn int) []string {
	t.Helper()
	if err := h.store.StartSecondFactor(t.Context(), h.identity(accountant)); err != nil {
		t.Fatal(err)
	}
	link, err := h.store.Invite(t.Context(), h.identity(admin1), h.identity(clientUser).User, func(secret string) string { return "/invitation/" + secret }, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.SetDigestPace(t.Context(), h.identity(accountant), storage.DigestDaily, "https://portal.example"); err != nil {
		t.Fatal(err)
	}
	return []string{link, "/sign-in/code", "/digest/" + h.letterIn(t, turn+1)}
}

// officePages are refused to a client's own people.
var officePages = []string{"/documents/sure", "/quality", "/bookkeeping", "/bookkeeping/automatic", "/bookkeeping/rules"}

// noPages are the addresses that answer with something else than a page.
var noPages = []string{
	"/static/", "/{$}", "/sign-in", "/sign-in/office/back", "/invitation/{secret}", "/digest/{secret}", "/documents/{id}/pages/{page}", "/documents/{id}/pages/{page}/words", "/documents/{id}/pages/{page}/region",
	"/documents/{id}/typed", "/documents/{id}/accounts", "/documents/{id}/original", "/documents/{id}/message", "/documents/{id}/archive", "/documents/{id}/manifest", "/uploads", "/uploads/{id}", "/sw.js",
	"/quality/file", "/manifest.webmanifest", "/deliveries/{id}/parts/{page}/original", "/deliveries/{id}/files/{file}/pages/{page}", "/events", "/bookkeeping/batches/{id}/file",
	"/bookkeeping/batches/{id}/documents",
}

// axe tells how many violations a page has, and complains of each.
func (h *hand) axe(seen look) int {
	h.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: seen.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(h.ctx, emulation.SetEmulatedMedia, media); err != nil {
		h.Fatal(err)
	}
	h.do(chromedp.EmulateViewport(seen.width, seen.height))
	h.ready()
	h.do(chromedp.Evaluate[chromedp.Void](axe + "; void 0"))
	found := ask[[]string](h, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
		.then((r) => r.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")))`)
	if wide := ask[int](h, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
		found = append(found, fmt.Sprintf("the page is %d pixels wider than the screen", wide))
	}
	for _, violation := range found {
		h.Errorf("%s (%s): %s", h.where(), seen.name, violation)
	}
	return len(found)
}
