package portal

import (
	"flag"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var longList = flag.Int("rows", 100_000, "how many documents the list of BenchmarkLongList has")

// BenchmarkLongList scrolls a list of a hundred thousand documents from its
// beginning to its end, a screen with each picture that the browser draws, and
// tells how long that takes, how long the longest picture takes, what moves by
// itself (in thousandths), how many rows the page holds at most, and how long rows
// are waited for in the middle, when somebody is there at once. Rows that are
// missing, double, or apart fail it.
func BenchmarkLongList(b *testing.B) {
	house := openHouse(b)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	house.copies(*longList - 1)
	p := newHand(b, house.url)
	p.signIn(accountant, password)
	for b.Loop() {
		p.open("/documents?tab=read")
		p.until("the first rows", "document.querySelectorAll('#rows > li').length === 50")
		begun := time.Now()
		p.do(chromedp.Evaluate[chromedp.Void](`{
			const rows = document.getElementById("rows");
			const seen = (window.walk = {longest: 0, shift: 0, most: 0, apart: 0, ids: new Set([...rows.children].map((li) => li.id)), double: 0});
			new PerformanceObserver((all) => all.getEntries().forEach((e) => (seen.shift += e.value))).observe({type: "layout-shift"});
			new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((li) => {
				if (!li.id) return;
				if (seen.ids.has(li.id)) seen.double++;
				seen.ids.add(li.id);
			}))).observe(rows, {childList: true});
			const next = () => document.querySelector("#list .pager a[rel=next]");
			let last = performance.now(), at = 0;
			const step = (now) => {
				seen.longest = Math.max(seen.longest, now - last);
				last = now;
				seen.most = Math.max(seen.most, rows.querySelectorAll(":scope > li:not(.folded)").length);
				const end = document.documentElement.scrollHeight - innerHeight;
				at = Math.min(end, at + innerHeight);
				scrollTo(0, at);
				const row = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("#rows > li");
				const other = row?.nextElementSibling;
				if (!row?.id || (other && Math.abs(other.getBoundingClientRect().top - row.getBoundingClientRect().bottom) > 1)) seen.apart++;
				if (at < end || next()) requestAnimationFrame(step);
				else seen.done = true;
			};
			requestAnimationFrame(step);
		}`))
		for end := time.Now().Add(40 * time.Minute); !ask[bool](p, "!!window.walk.done"); time.Sleep(2 * time.Second) {
			if time.Now().After(end) {
				b.Fatalf("after 40 minutes there were %d rows", ask[int](p, "window.walk.ids.size"))
			}
		}
		took := time.Since(begun)
		seen := ask[map[string]float64](p, "({...window.walk, ids: window.walk.ids.size, done: 0})")
		if int(seen["ids"]) != *longList || seen["double"] > 0 || seen["apart"] > 0 {
			b.Errorf("%v documents were in the list, %v twice, and %v pictures had no row in their middle or a gap below it; want each of %d once", seen["ids"], seen["double"], seen["apart"], *longList)
		}
		middle := ask[float64](p, `(async () => {
			const from = performance.now();
			scrollTo(0, document.documentElement.scrollHeight / 2);
			const there = () => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("#rows > li")?.id;
			do await new Promise(requestAnimationFrame); while (!there());
			return performance.now() - from;
		})()`)
		b.ReportMetric(took.Seconds(), "s-to-the-end")
		b.ReportMetric(seen["longest"], "ms-longest-picture")
		b.ReportMetric(seen["shift"]*1000, "shift/1000")
		b.ReportMetric(seen["most"], "rows-at-most")
		b.ReportMetric(middle, "ms-to-the-middle")
	}
}
