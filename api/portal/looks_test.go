package portal

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer/api/portal/locale"
)

var looksInto = flag.String("looks", "", "folder for a picture of every page, in every language and look")

// No page is wider than a telephone in any language: words that are longer in one
// of them cut nothing off. With -looks it leaves pictures for people to look at.
func TestNoPageScrollsSideways(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.everything()
	people := []string{admin1}
	if *looksInto != "" {
		people = append(people, clientUser) // his pages are made of the same parts
	}
	for _, email := range people {
		p := newHand(t, house.url)
		p.allow = func(status int64, _ string) bool { return status == 404 }
		p.signIn(email, password)
		pages := house.addresses(t, email)
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
				p.narrow(address, lang)
			}
		}
	}
}

// narrow looks at a page that is open as a telephone shows it in a language, and
// leaves its pictures.
func (h *hand) narrow(address, lang string) {
	h.Helper()
	if *looksInto != "" {
		h.pictures(address, lang)
	}
	cut := ask[[]string](h, `fetch(location.href, {cache: "no-store"}).then((r) => r.text()).then((text) => {
		const page = new DOMParser().parseFromString(text, "text/html");
		document.documentElement.lang = page.documentElement.lang;
		document.body.replaceChildren(...page.body.childNodes);
		return `+cutOff+`;
	})`)
	for _, out := range cut {
		h.Errorf("%s (%s): %s", address, lang, out)
	}
}

// pictures leaves one of a page for each way to look at it.
func (h *hand) pictures(address, lang string) {
	h.Helper()
	h.open(address)
	h.ready()
	for _, seen := range append([]look{{"zoomed to 200 percent", 720, 450, "light"}}, looks...) {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: seen.scheme}}}
		if _, err := chromedp.Call(h.ctx, emulation.SetEmulatedMedia, media); err != nil {
			h.Fatal(err)
		}
		h.do(chromedp.EmulateViewport(seen.width, seen.height))
		h.until("the page drawn", "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))")
		shot, err := chromedp.Run(h.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			h.Fatal(err)
		}
		name := strings.NewReplacer("/", "_", "?", "_", "=", "_", " ", "", ",", "-").Replace(fmt.Sprintf("%s-%s-%s.png", seen.name, address, lang))
		if err := os.WriteFile(filepath.Join(*looksInto, name), shot, 0o644); err != nil {
			h.Fatal(err)
		}
	}
	h.do(chromedp.EmulateViewport(390, 844))
}

// cutOff names what is wider than the screen: the page itself, and words that
// their own place hides without a way to scroll to them.
const cutOff = `(() => {
	const all = [];
	const root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) all.push("it is " + (root.scrollWidth - root.clientWidth) + " pixels wider than the screen");
	for (const at of document.querySelectorAll(".wide-table:has(> .cards, > .figures)"))
		if (at.scrollWidth > at.clientWidth + 1) all.push("cut off by " + (at.scrollWidth - at.clientWidth) + " pixels: " + at.innerText.slice(0, 80));
	for (const e of document.querySelectorAll("main button, main a, main th, main td, main label, main h1, main h2, main p")) {
		const at = e.getBoundingClientRect();
		if (!e.checkVisibility({visibilityProperty: true}) || at.width < 2 || e.closest(".hide, .tools, .sheets, .leaves, .tabs, .strip")) continue;
		let box = e.parentElement;
		while (box && !/auto|scroll/.test(getComputedStyle(box).overflowX)) box = box.parentElement;
		if (!box && (at.left < -1 || at.right > root.clientWidth + 1)) all.push("off the screen: " + e.outerHTML.slice(0, 120));
	}
	return all.slice(0, 3);
})()`
