package portal

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// mostMoved is how much of a page may move while it comes (cumulative layout shift,
// of which a tenth counts as good): what only some browsers can do is shown late.
const mostMoved = 0.01

// Nothing moves by itself: not while a page comes on a slow line, its script last,
// on a telephone as on a desk; and for those who want nothing to move, no part of a
// page is animated and the picture is at the field at once.
func TestNothingMovesByItself(t *testing.T) {
	house := openHouse(t)
	house.everything()
	p := newHand(t, house.url)
	p.signIn(admin1, password)
	var pages []string
	for _, address := range house.addresses(t, admin1) {
		if !strings.Contains(address, "nowhere") && !strings.HasPrefix(address, "/sign-in") {
			pages = append(pages, address)
		}
	}
	// The page itself is there before its style, without which nothing is drawn: it is
	// the script that comes late.
	slow := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{URLPattern: house.url + "/static/*", Latency: 100, DownloadThroughput: 1e6, UploadThroughput: 1e6},
	}}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, slow); err != nil {
		t.Fatal(err)
	}
	for _, seen := range looks[:2] {
		p.do(chromedp.EmulateViewport(seen.width, seen.height))
		for _, address := range pages {
			if _, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
				t.Fatal(err)
			}
			p.open(address)
			p.ready()
			if sum, moved := p.moved(); sum > mostMoved {
				t.Errorf("%s (%s) moves by itself, %.3f: %s", address, seen.name, sum, strings.Join(moved, "; "))
			}
		}
	}
	p.wantsRest("/documents?tab=all", "/upload", "/profile")
}

// moved tells how much of a page moved up or down since it was opened, and what, with
// where it was and is, once the pictures that are seen are there. The columns of a
// table find their width as its rows come; that is not counted.
func (h *hand) moved() (sum float64, what []string) {
	h.Helper()
	h.until("all pictures that are seen", `[...document.images].every((i) => i.complete || i.loading === "lazy") && new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))`)
	got := ask[struct {
		Sum  float64
		What []string
	}](h, `new Promise((done) => {
		const all = {Sum: 0, What: []};
		const list = (entries) => entries.filter((e) => e.sources.some((s) => Math.abs(s.currentRect.top - s.previousRect.top) > 1)).forEach((e) => {
			all.Sum += e.value;
			all.What.push(e.value.toFixed(3) + " " + e.sources.map((s) => (s.node?.id || s.node?.className || s.node?.nodeName) + " from " + Math.round(s.previousRect.top) + " to " + Math.round(s.currentRect.top)).join(", "));
		});
		const seen = new PerformanceObserver((l) => list(l.getEntries()));
		seen.observe({type: "layout-shift", buffered: true});
		requestAnimationFrame(() => setTimeout(() => (list(seen.takeRecords()), done(all)), 0));
	})`)
	return got.Sum, got.What
}

// wantsRest looks at pages as somebody who asked his system for no motion.
func (h *hand) wantsRest(pages ...string) {
	h.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}
	if _, err := chromedp.Call(h.ctx, emulation.SetEmulatedMedia, media); err != nil {
		h.Fatal(err)
	}
	h.do(chromedp.EmulateViewport(1440, 900))
	for _, address := range pages {
		h.open(address)
		h.ready()
		if still := ask[[]string](h, `[...document.querySelectorAll("*")].filter((e) => { const s = getComputedStyle(e); return s.animationName !== "none" || s.transitionDuration.split(",").some((d) => parseFloat(d) > 0) || s.scrollBehavior === "smooth"; }).map((e) => e.outerHTML.slice(0, 80))`); len(still) > 0 {
			h.Errorf("%s animates %d parts for those who want no motion: %s", address, len(still), still[0])
		}
	}
	h.open("/documents?tab=read")
	h.open1()
	for range 4 {
		h.click(`[data-view="in"]`)
	}
	at := ask[[2]float64](h, `new Promise((done) => {
		const sheets = document.querySelector(".sheets");
		sheets.scrollTo(0, 0);
		document.querySelector("#i-total_incl").focus();
		const now = sheets.scrollTop;
		requestAnimationFrame(() => requestAnimationFrame(() => done([now, sheets.scrollTop])));
	})`)
	if at[0] <= 0 || at[0] != at[1] {
		h.Errorf("the picture is at %.0f when the cursor is in the field, and at %.0f then; want it there at once", at[0], at[1])
	}
}
