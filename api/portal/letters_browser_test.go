package portal

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
)

// noting has a page note what it sends, in window.sent.
const noting = `{
	const ask = window.fetch;
	window.sent = [];
	window.fetch = (where, how) => (how?.method === "POST" && window.sent.push(String(where)), ask(where, how));
}`

// Who wants no keys of one letter (WCAG 2.2, 2.1.4) turns them off for himself: they
// do nothing on the desk and at a stack then, no page shows them, and all is done by
// other keys.
func TestKeysOfOneLetterAreTurnedOff(t *testing.T) {
	house := openHouse(t)
	d := house.deliver(house.identity(accountant), house.client, "stapel.pdf", house.scanned("nl-excel-grid-pdf-text", "de-de-craft-pdf-text"))
	docs := house.settled(2)
	house.surely()
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/profile")
	p.do(chromedp.Focus(chromedp.CSS("#i-letters")))
	p.presses("U" + kb.Tab + kb.Enter)
	p.at("/profile?said=keys")

	p.open("/documents")
	p.click("#rows a.row")
	p.until("the desk", "document.activeElement?.id === 'approve'")
	at := p.where()
	p.do(chromedp.Evaluate[chromedp.Void](noting))
	p.do(chromedp.Focus(chromedp.CSS(".sheets")))
	p.presses("anup?+-0r")
	if sent := ask[[]string](p, "window.sent.filter((a) => !a.endsWith('/seat'))"); len(sent) > 0 || p.where() != at || ask[bool](p, "document.querySelector('#keys').open || document.querySelector('.sheet svg').dataset.turn !== '0'") {
		t.Errorf("keys of one letter sent %q and led from %s to %s, want that they do nothing", sent, at, p.where())
	}
	if shown := ask[[]string](p, "[...document.querySelectorAll('#side kbd, [aria-keyshortcuts]')].map((e) => e.getAttribute('aria-keyshortcuts') ?? e.textContent).filter((k) => k.length < 2)"); len(shown) > 0 {
		t.Errorf("the desk shows the keys %q, want none of one letter", shown)
	}
	p.click(`[data-view="keys"]`)
	p.sees("Toetsen van één letter staan uit.")
	if n := ask[int](p, "[...document.querySelectorAll('#keys kbd')].filter((k) => /^[AUNP?]$/.test(k.textContent)).length"); n > 0 {
		t.Errorf("the list of keys has %d that are off", n)
	}
	p.presses(kb.Escape)
	p.do(chromedp.Focus(chromedp.CSS("#i-invoice_number")))
	p.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)))
	p.until("the next document", "document.querySelector('[data-desk]') && !document.querySelector(\"[data-desk='"+string(docs[0].ID)+"']\")")

	p.open(deliveryURL(d.ID))
	p.until("the stack with its script", "document.documentElement.classList.contains('listens') && document.querySelector('#stack .sheaf')")
	p.do(chromedp.Evaluate[chromedp.Void](noting))
	p.do(chromedp.Focus(chromedp.CSS("#stack [data-ref] a")))
	p.presses("cjru")
	if sent := ask[[]string](p, "window.sent"); len(sent) > 0 {
		t.Errorf("keys of one letter sent %q from the stack, want nothing", sent)
	}
	v := house.visit(t, admin1)
	if _, _, page := v.get("/documents/" + string(docs[1].ID)); strings.Contains(page, `data-keys="off"`) || !strings.Contains(page, "<kbd>A</kbd>") {
		t.Error("what one person turned off is off for another")
	}
	mine := house.visit(t, accountant)
	mine.post("/profile/keys", url.Values{"letters": {"on"}})
	if _, _, page := mine.get("/documents/" + string(docs[1].ID)); strings.Contains(page, `data-keys="off"`) {
		t.Error("turned on again they are off")
	}
}

// The list of keys has each key that the desk's script hears.
func TestListOfKeysIsWhole(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("script/desk.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, heard, _ := strings.Cut(string(text), "private key(e: KeyboardEvent)")
	heard, _, _ = strings.Cut(heard, "private undo(")
	names := map[string]string{
		"PageDown": "PgDn", "PageUp": "PgUp", "ArrowDown": "↓", "ArrowUp": "↑", "Enter": "{enter}", "enter": "{enter}", "Escape": "Esc",
		"+": "Alt++", "=": "Alt++", "-": "Alt+−", "0": "Alt+0", "r": "Alt+R", "R": "Alt+R",
	}
	var listed []string
	for _, key := range deskKeys {
		listed = append(listed, strings.Fields(key.strokes)...)
	}
	found := regexp.MustCompile(`(?:e\.key === |case )"([^"]+)"`).FindAllStringSubmatch(heard, -1)
	if len(found) < 15 {
		t.Fatalf("the script hears %d keys by what was found of it, want 15 at least", len(found))
	}
	for _, key := range found {
		name, other := names[key[1]]
		if !other {
			name = strings.ToUpper(key[1])
		}
		if !slices.Contains(listed, name) {
			t.Errorf("the desk hears %q, and the list of keys has no %q: %q", key[1], name, listed)
		}
	}
}

// Every field says by a drawn sign and by words how sure it is, and why; and fields
// stand in the order of booking.
func TestEveryFieldSaysHowSureItIs(t *testing.T) {
	t.Parallel()
	view := sampleView(invoer.StatusRead)
	page := shown(t, "nl", view)
	fields := regexp.MustCompile(`(?s)<div class="field [^"]*" id="f-([a-z_]+)".*?<div class="why" id="w-[a-z_]+">(.*?)</div>`).FindAllStringSubmatch(page, -1)
	var order []string
	for _, field := range fields {
		order = append(order, field[1])
		sure := regexp.MustCompile(`<span class="sure [a-z]+"><svg[^>]*><use href="[^"]+#[a-z]+"></use></svg>(<span>[0-9]+\x{a0}%</span>)?<span class="word">[^<]+</span>`).FindString(field[0])
		if sure == "" {
			t.Errorf("%s does not say by a sign and a word how sure it is:\n%s", field[1], field[0])
		}
		if why := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(field[2], ""); strings.TrimSpace(why) == "" {
			t.Errorf("%s does not say why", field[1])
		}
		if v, err := view.Invoice.Value(field[1]); err == nil && v.Text != "" && !strings.Contains(field[2], "tekst van het bestand") && v.Origin.Reader != "" {
			t.Errorf("%s does not say where it was read: %s", field[1], field[2])
		}
	}
	want := []string{
		"supplier_name", "supplier_vat", "supplier_iban", "invoice_number", "invoice_date", "due_date", "structured_ref",
		"total_excl", "total_vat", "total_incl", "amount_due", "currency", "customer_name", "customer_vat",
	}
	if !slices.Equal(order, want) {
		t.Errorf("the fields stand as %q, want %q", order, want)
	}
}
