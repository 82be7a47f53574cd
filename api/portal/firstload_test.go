package portal

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer/belgium/register"
	"github.com/invoer/invoer/storage"
)

// BenchmarkFirstLoad measures the first page of a browser that has nothing in it,
// on the line that Lighthouse takes for slow 4G (150 ms there and back, 1.6 Mbit/s
// down, 0.75 up): until words are seen (first contentful paint), until the largest
// are (largest contentful paint), until it is loaded, what moved meanwhile
// (cumulative layout shift, in thousandths), how long its script held up what a
// person does (total blocking time), and what came through the line.
func BenchmarkFirstLoad(b *testing.B) {
	house := openHouse(b)
	p := newHand(b, house.url)
	line := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 0.75e6 / 8},
	}}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, line); err != nil {
		b.Fatal(err)
	}
	var sum struct{ First, Largest, Loaded, Shift, Blocked, Bytes float64 }
	for b.Loop() {
		if _, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
			b.Fatal(err)
		}
		p.open("/sign-in")
		p.ready()
		p.until("its first words", "performance.getEntriesByName('first-contentful-paint').length > 0")
		got := ask[map[string]float64](p, `(async () => {
			const all = {};
			for (const type of ["largest-contentful-paint", "layout-shift", "longtask"])
				new PerformanceObserver((list) => (all[type] ??= []).push(...list.getEntries())).observe({type, buffered: true});
			await new Promise((r) => setTimeout(r, 300)); // they come by themselves
			const [page] = performance.getEntriesByType("navigation");
			const first = performance.getEntriesByName("first-contentful-paint")[0].startTime;
			const of = (type) => all[type] ?? [];
			return {
				first, loaded: page.loadEventEnd,
				largest: of("largest-contentful-paint").at(-1)?.startTime ?? first,
				shift: of("layout-shift").reduce((sum, e) => sum + (e.hadRecentInput ? 0 : e.value), 0) * 1000,
				blocked: of("longtask").reduce((sum, e) => sum + (e.startTime > first ? Math.max(0, e.duration - 50) : 0), 0),
				bytes: page.transferSize + performance.getEntriesByType("resource").reduce((sum, e) => sum + e.transferSize, 0),
			};
		})()`)
		sum.First += got["first"]
		sum.Largest += got["largest"]
		sum.Loaded += got["loaded"]
		sum.Shift += got["shift"]
		sum.Blocked += got["blocked"]
		sum.Bytes += got["bytes"]
	}
	n := float64(b.N)
	b.ReportMetric(sum.First/n, "ms-first-paint")
	b.ReportMetric(sum.Largest/n, "ms-largest-paint")
	b.ReportMetric(sum.Loaded/n, "ms-loaded")
	b.ReportMetric(sum.Shift/n, "shift/1000")
	b.ReportMetric(sum.Blocked/n, "ms-blocked")
	b.ReportMetric(sum.Bytes/n/1000, "kB")
}

// BenchmarkTyping measures how long after a key a person sees how he is
// understood: a date by the page alone, a VAT number by the server, and suppliers
// by a part of a name that 500,000 enterprises have.
func BenchmarkTyping(b *testing.B) {
	house := openHouse(b)
	house.register(500_000)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(1)
	p := newHand(b, house.url)
	p.allow = func(status int64, _ string) bool { return status == http.StatusUnprocessableEntity } // half a number is left now and then
	p.signIn(accountant, password)
	const means, options = "#because .means", "#o-supplier_name:not([hidden]) li"
	for _, c := range []struct{ name, field, typed, last, shows string }{
		{"a date, by the page", "#i-due_date", "+3", "0", means},
		{"a number, by the server", "#i-supplier_vat", "040091525", "2", means},
		{"suppliers, by the server", "#i-supplier_name", "akker", "i", options},
	} {
		b.Run(c.name, func(b *testing.B) {
			p.open("/documents") // half a number that another case left keeps a page from saving
			p.open1()
			var took []time.Duration
			for b.Loop() {
				p.types(c.field, c.typed)
				p.until("the help for what came before", "performance.getEntriesByType('resource').filter((r) => r.name.includes('/typed?')).every((r) => r.responseEnd > 0)")
				ask[bool](p, `(() => {
					document.querySelector("#because .means")?.remove();
					document.querySelector("#o-supplier_name").hidden = true;
					window.answered = new Promise((done) => document.addEventListener("keydown", () => {
						const from = performance.now();
						new MutationObserver((_, seen) => document.querySelector("`+c.shows+`") && (seen.disconnect(), done(performance.now() - from)))
							.observe(document.querySelector("#side"), {childList: true, subtree: true, attributes: true});
					}, {once: true, capture: true}));
					return true;
				})()`)
				p.presses(c.last)
				took = append(took, time.Duration(ask[float64](p, "window.answered")*1e6))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
		})
	}
}

// register fills the register with bakeries, as the government's extract does.
func (h *house) register(companies int) {
	h.Helper()
	file, err := os.Create(filepath.Join(h.TempDir(), "extract.zip"))
	if err != nil {
		h.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	for name, lines := range map[string]struct {
		head string
		line func(number string, n int) string
	}{
		"enterprise.csv":   {`"EnterpriseNumber","Status","JuridicalForm"`, func(number string, _ int) string { return `"` + number + `","AC","610"` }},
		"denomination.csv": {`"EntityNumber","Language","TypeOfDenomination","Denomination"`, func(number string, n int) string { return fmt.Sprintf(`"%s","2","001","Bakkerij %d BV"`, number, n) }},
		"address.csv":      {`"EntityNumber","TypeOfAddress","CountryNL","CountryFR","Zipcode","MunicipalityNL","MunicipalityFR","StreetNL","StreetFR","HouseNumber","Box"`, nil},
		"contact.csv":      {`"EntityNumber","EntityContact","ContactType","Value"`, nil},
		"activity.csv":     {`"EntityNumber","ActivityGroup","NaceVersion","NaceCode","Classification"`, nil},
	} {
		out, err := archive.Create(name)
		if err != nil {
			h.Fatal(err)
		}
		fmt.Fprintln(out, lines.head)
		for n := 0; lines.line != nil && n < companies; n++ {
			base := 2_000_000 + n
			digits := fmt.Sprintf("%010d", 100*base+97-base%97)
			fmt.Fprintln(out, lines.line(digits[:4]+"."+digits[4:7]+"."+digits[7:], n))
		}
	}
	if err := archive.Close(); err != nil {
		h.Fatal(err)
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		h.Fatal(err)
	}
	data, err := register.Open(file, size)
	if err != nil {
		h.Fatal(err)
	}
	if _, err := storage.LoadRegister(h.Context(), h.owner, data, func(storage.Load) {}); err != nil {
		h.Fatal(err)
	}
}
