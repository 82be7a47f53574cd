package portal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer"
)

// A part is something that is seen when somebody opens it or was refused.
type part struct {
	name string
	show func(*hand)
}

// inspectParts looks at what no address leads to: open menus and dialogs, the bar of
// chosen rows, refusals and errors, the camera, pages of one client.
func (h *house) inspectParts(t *testing.T, lang string, turn int) (violations, pages int) {
	t.Helper()
	see := func(p *hand, parts []part) {
		p.allow = func(status int64, _ string) bool { return status >= 400 && status < 500 }
		for i, part := range parts {
			p.do(chromedp.EmulateViewport(1440, 900))
			part.show(p)
			for _, seen := range []look{looks[(i+turn)%2], looks[2+(i+turn)%2]} {
				found := p.axe(seen)
				if found > 0 {
					t.Logf("seen with %s, in %s", part.name, lang)
				}
				violations, pages = violations+found, pages+1
			}
		}
	}
	see(newHand(t, h.url), h.aloneParts(lang))
	for email, parts := range map[string]func() []part{admin1: h.officeParts, clientUser: h.clientParts} {
		if err := h.store.SetLanguage(t.Context(), h.identity(email), lang); err != nil {
			t.Fatal(err)
		}
		p := newHand(t, h.url)
		p.signIn(email, password)
		see(p, parts())
	}
	return violations, pages
}

// officeParts are those of an admin.
func (h *house) officeParts() []part {
	h.Helper()
	of := "?client=" + string(h.client)
	read, approved := "/documents/"+string(h.readOne()), "/documents/"+h.row(admin1, `select id from documents where status = 'approved' limit 1`)
	stack := "/deliveries/" + h.row(admin1, `select delivery_id from documents where status = 'read' limit 1`)
	known := h.row(admin1, `select supplier from documents where status = 'approved' limit 1`)
	at := func(address string) func(*hand) { return func(p *hand) { p.open(address); p.ready() } }
	opened := func(address, summary string) func(*hand) {
		return func(p *hand) {
			at(address)(p)
			p.click(summary)
			p.until("it open", "document.querySelector("+strconv.Quote(summary)+").closest('details').open")
		}
	}
	refused := func(from, action string, form url.Values) func(*hand) {
		return func(p *hand) { at(from)(p); p.posts(action, form) }
	}
	return []part{
		{"the books of a client", at("/bookkeeping" + of)},
		{"what goes alone", at("/bookkeeping/automatic" + of)},
		{"the rules of a client", at("/bookkeeping/rules" + of)},
		{"open questions", at("/questions")},
		{"sure documents", at("/documents/sure")},
		{"rows that wait", at("/documents?tab=waiting")},
		{"an empty list", at("/documents?tab=all&q=zeppelin")},
		{"chosen rows", func(p *hand) {
			at("/documents?tab=all")(p)
			p.click("#rows .choose input")
			p.until("the bar", "getComputedStyle(document.querySelector('#bulk')).display === 'flex'")
		}},
		{"a list to keep", opened("/documents?tab=read&mine=1", ".save-list summary")},
		{"the menu of the office", opened("/documents", ".bar nav .menu summary")},
		{"the menu of the person", opened("/documents", ".menu.end summary")},
		{"the keys", func(p *hand) {
			at(read)(p)
			p.do(chromedp.Focus(chromedp.CSS(".sheets")))
			p.presses("?")
			p.until("the keys", "document.querySelector('#keys').open")
		}},
		{"a refusal's reason", opened(read, ".decide .upwards summary")},
		{"a time line", opened(approved, "#p-history summary")},
		{"a stack", at(stack)},
		{"a document that another changed", refused(read, read+"/reject", url.Values{"version": {"999"}, "reason": {"dubbel"}})},
		{"a value that is none", func(p *hand) {
			refused(read, read+"/fields", url.Values{"version": {"-1"}, "total_incl": {"veel"}, "was.total_incl": {"x"}})(p)
			p.click("h1") // a page that nobody touched may not ask whether to leave it
		}},
		{"a client without a name", refused("/office/clients", "/office/clients", url.Values{"vat": {"BE1"}})},
		{"a person without an address", refused("/office/users", "/office/users", url.Values{"email": {"geen"}})},
		{"several that cannot be", refused("/documents", "/documents", url.Values{"deed": {"approve"}, "document": {h.row(admin1, `select id from documents where status = 'rejected' limit 1`)}})},
		{"what is nowhere", at("/nowhere")},
		{"what was asked wrongly", refused("/documents", "/documents", url.Values{"deed": {"fly"}})},
		{"a form of another session", refused("/documents", "/documents", url.Values{"csrf": {"another"}})},
		{"suppliers to choose from", func(p *hand) { // last: what is half typed stays in the tab
			at(read)(p)
			p.types("#i-supplier_name", known[:5])
			p.until("those that are meant", "!document.querySelector('#o-supplier_name').hidden && document.querySelector('#o-supplier_name li')")
		}},
	}
}

// clientParts are those of a client's own people.
func (h *house) clientParts() []part {
	h.Helper()
	at := func(address string) func(*hand) { return func(p *hand) { p.open(address); p.ready() } }
	return []part{
		{"questions to answer", at("/questions")},
		{"a question at its document", at("/documents/" + string(h.questioned()))},
		{"what may be said of a delivery", func(p *hand) { at("/upload")(p); p.click("#handed summary") }},
		{"the camera", func(p *hand) {
			at("/upload")(p)
			p.click(`[data-pick="camera"]`)
			p.until("the camera's frame", "document.querySelector('#finder').open")
		}},
		{"what he may not see", at("/office/clients")},
	}
}

// readOne is a document that somebody may correct.
func (h *house) readOne() invoer.DocumentID {
	h.Helper()
	return invoer.DocumentID(h.row(admin1, `select id from documents where status = 'read' and supplier not like 'Leverancier %' limit 1`))
}

// aloneParts are those of somebody who is not signed in, or is about to be. What a
// person sees for a moment, or once, is put into a page that stays.
func (h *house) aloneParts(lang string) []part {
	h.Helper()
	ground := sampleFrame(lang, invoer.RoleAccountant, "profile")
	stays := func(template string, page any) func(*hand) {
		w := httptest.NewRecorder()
		if err := send(w, http.StatusOK, template, page); err != nil {
			h.Fatal(err)
		}
		return func(p *hand) {
			p.open("/sign-in?lang=" + lang)
			p.ready()
			p.becomes(w.Body.String())
		}
	}
	return []part{
		{"a password that is wrong", func(p *hand) {
			p.open("/sign-in?lang=" + lang)
			p.types("#email", accountant)
			p.types("#password", "not the password")
			p.click("form button.primary")
			p.until("the refusal", "document.querySelector('.notice.bad')")
			p.ready()
		}},
		{"a way to the office's provider", stays("sign-in-away.html", awayPage{frame: ground, Host: "login.example", Address: "https://login.example/"})},
		{"codes to keep", stays("recovery-codes.html", recoveryPage{frame: ground, Codes: []string{"abcd-efgh-2345", "bcde-fghi-3456", "cdef-ghij-4567"}})},
	}
}

// becomes puts the body of another page in place of the one that is open.
func (h *hand) becomes(page string) {
	h.Helper()
	ask[bool](h, `((text) => {
		const page = new DOMParser().parseFromString(text, "text/html");
		document.documentElement.lang = page.documentElement.lang;
		document.title = page.title;
		document.body.className = page.body.className;
		document.body.replaceChildren(...page.body.childNodes);
		return true;
	})(`+strconv.Quote(page)+`)`)
}

// questioned is the document that a client was asked of.
func (h *house) questioned() invoer.DocumentID {
	h.Helper()
	return invoer.DocumentID(h.row(admin1, `select document_id from messages where kind = 'question' limit 1`))
}

// furnish puts into the house what its pages show of work that goes on: books, a
// question, sure documents and some that wait.
func (h *house) furnish(t *testing.T) {
	t.Helper()
	h.teach(chart)
	h.copies(8)
	h.exec(`update documents set every_sure = true, sure = 99, findings = 0 where supplier in ('Leverancier 1', 'Leverancier 2', 'Leverancier 3')`)
	h.exec(`update documents set status = 'waiting', supplier = '', number = '' where supplier in ('Leverancier 4', 'Leverancier 5')`)
	v := h.visit(t, accountant)
	status, _, body := v.post("/documents/"+string(h.readOne())+"/messages", url.Values{"kind": {"question"}, "text": {"Is dit voor de zaak?"}})
	v.wants("a question", status, 303, body)
}

// posts sends a form as the page would, with the session's token unless it has one.
func (h *hand) posts(action string, form url.Values) {
	h.Helper()
	fields, err := json.Marshal(form)
	if err != nil {
		h.Fatal(err)
	}
	ask[bool](h, fmt.Sprintf(`(() => {
		window.before = true;
		const form = Object.assign(document.createElement("form"), {method: "post", action: %q});
		const all = {csrf: [document.querySelector('[name="csrf"]').value], ...%s};
		for (const name in all) for (const value of all[name])
			form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
		document.body.append(form);
		HTMLFormElement.prototype.submit.call(form);
		return true;
	})()`, action, fields))
	h.until("the answer", "!window.before && document.readyState === 'complete'")
	h.ready()
}

// The picture glides to where the field with the cursor was read, when that is out of
// sight: whoever looks sees which way it goes.
func TestThePictureGlidesToTheField(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	for range 4 {
		p.click(`[data-view="in"]`)
	}
	p.until("the picture at its top", "(document.querySelector('.sheets').scrollTo(0, 0), document.querySelector('.sheets').scrollTop === 0)")
	way := ask[[]float64](p, `(async () => {
		const sheets = document.querySelector(".sheets"), way = [];
		document.querySelector("#i-total_incl").focus();
		for (let still = 0; still < 20; still = way.at(-1) === way.at(-2) ? still + 1 : 0) {
			way.push(sheets.scrollTop);
			await new Promise(requestAnimationFrame);
		}
		return [...new Set(way)];
	})()`)
	if len(way) < 4 || !slices.IsSorted(way) {
		t.Errorf("the picture went by %v, want it to glide", way)
	}
	p.until("the box in sight, and marked", `(() => {
		const [box, frame] = [".box.on", ".sheets"].map((s) => document.querySelector(s).getBoundingClientRect());
		return box.top >= frame.top && box.bottom <= frame.bottom && document.querySelector(".box.on").dataset.field === "total_incl";
	})()`)
}

// The fields stand in booking order, and each says how sure it is with a sign, a word
// and a reason: who sees no colours, or his own, knows as much.
func TestFieldsSayWhyWithoutColours(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	type field struct{ Name, Level, Icon, Word, Why string }
	shown := ask[[]field](p, `[...document.querySelectorAll("#fields .field")].map((f) => ({
		Name: f.dataset.field, Level: f.dataset.level, Icon: f.querySelector(".sure .icon use")?.getAttribute("href").split("#")[1] ?? "",
		Word: f.querySelector(".sure .word")?.textContent.trim() ?? "", Why: f.querySelector(".why")?.textContent.trim() ?? "",
	}))`)
	want := []string{
		"supplier_name", "supplier_vat", "supplier_iban", "invoice_number", "invoice_date", "due_date", "structured_ref",
		"total_excl", "total_vat", "total_incl", "amount_due", "currency", "customer_name", "customer_vat",
	}
	last, icons := -1, map[string]string{}
	for _, f := range shown {
		at := slices.Index(want, f.Name)
		if at <= last {
			t.Errorf("%s stands behind a field of later in the booking", f.Name)
		}
		last = at
		if f.Icon == "" || f.Word == "" || f.Why == "" {
			t.Errorf("%s has the sign %q, the word %q and the reason %q, want all three", f.Name, f.Icon, f.Word, f.Why)
		}
		if other, ok := icons[f.Icon]; ok && other != f.Level {
			t.Errorf("the sign %s stands for %s and for %s", f.Icon, other, f.Level)
		}
		icons[f.Icon] = f.Level
	}
	if len(shown) < 8 || len(icons) < 2 {
		t.Errorf("%d fields of %d kinds are shown, want more", len(shown), len(icons))
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Focus(chromedp.CSS("#i-total_incl")))
	p.until("the box of the field", `matchMedia("(forced-colors: active)").matches && document.querySelector(".box.on")`)
	if !ask[bool](p, `((probe) => {
		probe.style.color = "Highlight";
		document.body.append(probe);
		return getComputedStyle(document.querySelector(".box.on")).stroke === getComputedStyle(probe).color;
	})(document.createElement("i"))`) {
		t.Error("the box of the field is not in the person's own colour for what is chosen")
	}
}

// The browser finds nothing that keeps the portal from being installed.
func TestThePortalCanBeInstalled(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	p.until("its worker", "navigator.serviceWorker.ready.then(() => true)")
	manifest, err := chromedp.Call(p.ctx, page.GetAppManifest, page.GetAppManifestParams{})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range manifest.Errors {
		t.Errorf("the manifest: %s", fault.Message)
	}
	if !strings.HasSuffix(manifest.URL, "/manifest.webmanifest") {
		t.Errorf("the page's manifest is %q", manifest.URL)
	}
	found, err := chromedp.Call(p.ctx, page.GetInstallabilityErrors, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range found.InstallabilityErrors {
		if fault.ErrorID != "in-incognito" { // each hand's browser forgets
			t.Errorf("it cannot be installed: %s %v", fault.ErrorID, fault.ErrorArguments)
		}
	}
}
