package portal

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
)

var looksInto = flag.String("looks", "", "folder for a picture of every page, in every language and look")

// No page is wider than a telephone in any language, nor than a desk that is zoomed
// to 200 or 400 per cent: words that are longer in one of them cut nothing off. With
// -looks it leaves pictures for people to look at.
func TestNoPageScrollsSideways(t *testing.T) {
	house := openHouse(t)
	house.everything()
	house.furnish(t)
	house.namedAtLength()
	for _, email := range []string{admin1, clientUser} {
		p := newHand(t, house.url)
		p.allow = func(status int64, _ string) bool { return status == 404 }
		p.signIn(email, password)
		pages := append(house.addresses(t, email), "/documents?tab=waiting", "/documents?tab=all&q=zeppelin")
		if email == admin1 {
			of := "?client=" + string(house.client)
			p.open("/bookkeeping" + of)
			p.do(chromedp.SetUploadFiles(chromedp.CSS("#i-ledger"), []string{masters(t, "year.jsonl", garageYear(40))}))
			p.click("#learn-bookings")
			p.sees("40 boekingen geleerd.")
			pages = append(pages, "/bookkeeping"+of, "/bookkeeping/automatic"+of, "/bookkeeping/rules"+of)
		}
		p.do(chromedp.EmulateViewport(390, 844))
		for _, address := range pages {
			p.open(address)
			p.ready()
			for _, lang := range locale.Languages {
				if err := house.store.SetLanguage(t.Context(), house.identity(email), lang); err != nil {
					t.Fatal(err)
				}
				p.narrow(email, address, lang)
			}
		}
	}
}

// Names as nobody should have them: 300 letters in one word, from the right to the
// left, with marks on marks, of signs that are wide, and with markup.
var (
	longName   = strings.Repeat("W", 300)
	rightName  = strings.Repeat("שלום ", 60)
	markedName = strings.Repeat("Z\u0337\u0321\u0343\u035d", 40) + strings.Repeat("👩\u200d👩\u200d👧", 20)
	markupName = "<img src=x onerror=\"document.title='run'\"><b>" + strings.Repeat("x", 240)
)

// namedAtLength gives a document of each state that was read a supplier with such a
// name, and its file; and the office, its clients and its people.
func (h *house) namedAtLength() {
	h.Helper()
	for status, name := range map[invoer.Status]string{invoer.StatusApproved: longName, invoer.StatusRejected: rightName} {
		h.exec(`update documents set supplier = $1 where status = $2`, name, status)
		h.exec(`update files set name = $1 where id in (select file_id from documents where status = $2)`, name+".pdf", status)
		h.exec(`update invoices set invoice = jsonb_set(invoice, '{supplier,name,value}', to_jsonb($1::text)) where document_id in (select id from documents where status = $2)`, name, status)
	}
	h.exec(`update documents set supplier = $1 where supplier = 'Leverancier 1'`, markupName)
	h.exec(`update documents set supplier = $1 where supplier = 'Leverancier 2'`, markedName)
	h.exec(`update clients set name = $1 where id = $2`, longName, h.client)
	h.exec(`update clients set name = $1 where id = $2`, rightName+markupName, h.second)
	for email, name := range map[string]string{admin1: longName, accountant: markupName, clientUser: markedName} {
		h.exec(`update users set name = $1 where id = $2`, name, h.identity(email).User)
	}
}

// narrow looks at a page that is open as a telephone shows it to somebody in a
// language, and leaves its pictures.
func (h *hand) narrow(email, address, lang string) {
	h.Helper()
	if *looksInto != "" {
		who, _, _ := strings.Cut(email, "@")
		h.pictures(who+address, lang)
		h.open(address)
		h.ready()
	}
	ask[bool](h, `fetch(location.href, {cache: "no-store"}).then((r) => r.text()).then((text) => {
		const page = new DOMParser().parseFromString(text, "text/html");
		document.documentElement.lang = page.documentElement.lang;
		document.body.replaceChildren(...page.body.childNodes);
		return true;
	})`)
	for _, seen := range widthsIn(lang) {
		h.do(chromedp.EmulateViewport(seen.width, seen.height))
		for _, out := range ask[[]string](h, cutOff) {
			h.Errorf("%s (%s), %s, %s: %s", address, lang, email, seen.name, out)
		}
	}
}

// widths are what words must fit in: zoomed to 200 per cent a desk is half as wide
// (WCAG 2.2, 1.4.4), and at 400 per cent as narrow as the smallest telephone
// (1.4.10).
var widths = []look{{"small desk", 1280, 800, ""}, {"4K", 3840, 2160, ""}, {"zoomed to 200 percent", 720, 450, ""}, {"zoomed to 400 percent", 360, 225, ""}, {"telephone", 390, 844, ""}, {"desk", 1440, 900, ""}}

// widthsIn are the narrowest, where words fit worst, and of the others one for each
// language; all where somebody looks, or has the time.
func widthsIn(lang string) []look {
	if *looksInto != "" || *deskRun != "" {
		return widths
	}
	narrowest := slices.IndexFunc(widths, func(w look) bool { return w.width == 360 })
	wider := slices.Delete(slices.Clone(widths), narrowest, narrowest+1)
	return []look{widths[narrowest], wider[slices.Index(locale.Languages, lang)%len(wider)]}
}

// pictures leaves one of a page, from its top to its end, for each way to look at it.
func (h *hand) pictures(name, lang string) {
	h.Helper()
	_, address, _ := strings.Cut(name, "/")
	h.open("/" + address)
	h.ready()
	for _, seen := range append([]look{{"zoomed to 200 percent", 720, 450, "light"}, {"4K", 3840, 2160, "light"}}, looks...) {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: seen.scheme}}}
		if _, err := chromedp.Call(h.ctx, emulation.SetEmulatedMedia, media); err != nil {
			h.Fatal(err)
		}
		h.do(chromedp.EmulateViewport(seen.width, seen.height))
		h.until("the page drawn", "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))")
		tall := min(3000, max(float64(seen.height), ask[float64](h, "document.documentElement.scrollHeight")))
		beyond := true
		whole := page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond, Clip: &page.Viewport{Width: float64(seen.width), Height: tall, Scale: 1}}
		shot, err := chromedp.Call(h.ctx, page.CaptureScreenshot, whole)
		if err != nil {
			h.Fatal(err)
		}
		file := strings.NewReplacer("/", "_", "?", "_", "=", "_", " ", "", ",", "-").Replace(fmt.Sprintf("%s-%s-%s.png", seen.name, name, lang))
		if err := os.WriteFile(filepath.Join(*looksInto, file), shot.Data, 0o644); err != nil {
			h.Fatal(err)
		}
	}
	h.do(chromedp.EmulateViewport(390, 844))
}

// cutOff names what is wider than the screen: the page itself, words that
// their own place hides without a way to scroll to them, and words that stand out of
// their button, cell or tab, or are cut there without a title that says them whole.
const cutOff = `(() => {
	const all = [];
	const root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) all.push("it is " + (root.scrollWidth - root.clientWidth) + " pixels wider than the screen, by " + [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && e.checkVisibility()).pop()?.outerHTML.slice(0, 200));
	for (const at of document.querySelectorAll(".wide-table:has(> .cards, > .figures)"))
		if (at.scrollWidth > at.clientWidth + 1) all.push("cut off by " + (at.scrollWidth - at.clientWidth) + " pixels: " + at.innerText.slice(0, 80));
	for (const e of document.querySelectorAll("main button, main a, main th, main td, main label, main h1, main h2, main p")) {
		const at = e.getBoundingClientRect();
		if (!e.checkVisibility({visibilityProperty: true}) || at.width < 2 || e.closest(".hide, .tools, .sheets, .leaves, .tabs, .strip")) continue;
		let box = e.parentElement;
		while (box && !/auto|scroll/.test(getComputedStyle(box).overflowX)) box = box.parentElement;
		if (!box && (at.left < -1 || at.right > root.clientWidth + 1)) all.push("off the screen: " + e.outerHTML.slice(0, 120));
	}
	if (document.querySelector("img[src=x]")) all.push("a name is markup");
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const range = document.createRange();
	for (let text; (text = words.nextNode()); ) {
		const of = text.parentElement;
		if (!text.data.trim() || of.closest(".hide, .skip, .words, select, textarea, script, [title]") || !of.checkVisibility({visibilityProperty: true})) continue;
		range.selectNodeContents(text);
		const at = range.getBoundingClientRect();
		if (at.width < 1) continue;
		for (let box = of; box !== document.body; box = box.parentElement) {
			const edge = box.getBoundingClientRect(), hides = getComputedStyle(box).overflowX;
			if (/auto|scroll/.test(hides) || edge.width <= 1) break; // read aloud, not seen
			if ((/hidden|clip/.test(hides) || box.matches("button, .button, th, td, label, .tabs a, .pill, .notice, .card, .menu > div a")) && (at.right > edge.right + 1 || at.left < edge.left - 1)) {
				all.push("words out of their box by " + Math.round(Math.max(at.right - edge.right, edge.left - at.left)) + " pixels: " + text.data.trim().slice(0, 60) + " in " + box.outerHTML.slice(0, 100));
				break;
			}
		}
	}
	return all.slice(0, 3);
})()`
