package portal

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

var looksInto = flag.String("looks", "", "folder for a picture of every page, in every language and look")

// No page is wider than a telephone in any language, nor than a desk that is zoomed
// to 200 or 400 per cent: words that are longer in one of them cut nothing off. With
// -looks it leaves pictures for people to look at.
func TestNoPageScrollsSideways(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.everything()
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

// namedAtLength gives a document of each state that was read a supplier whose name is
// 300 letters in one word, or 300 from the right to the left, and its file such a name.
func (h *house) namedAtLength() {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		for status, name := range map[invoer.Status]string{invoer.StatusApproved: strings.Repeat("W", 300), invoer.StatusRejected: strings.Repeat("שלום ", 60)} {
			if _, err := tx.Exec(tx.Ctx, `update documents set supplier = $1 where status = $2`, name, status); err != nil {
				return err
			}
			if _, err := tx.Exec(tx.Ctx, `update files set name = $1 where id in (select file_id from documents where status = $2)`, name+".pdf", status); err != nil {
				return err
			}
			if _, err := tx.Exec(tx.Ctx, `update invoices set invoice = jsonb_set(invoice, '{supplier,name,value}', to_jsonb($1::text)) where document_id in (select id from documents where status = $2)`, name, status); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
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
	for _, seen := range widths {
		h.do(chromedp.EmulateViewport(seen.width, seen.height))
		for _, out := range ask[[]string](h, cutOff) {
			h.Errorf("%s (%s), %s, %s: %s", address, lang, email, seen.name, out)
		}
	}
}

// widths are what words must fit in: zoomed to 200 per cent a desk is half as wide
// (WCAG 2.2, 1.4.4), and at 400 per cent as narrow as the smallest telephone
// (1.4.10).
var widths = []look{{"desk", 1440, 900, ""}, {"zoomed to 200 percent", 720, 450, ""}, {"zoomed to 400 percent", 360, 225, ""}, {"telephone", 390, 844, ""}}

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
