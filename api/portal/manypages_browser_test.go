package portal

import (
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/domdebugger"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A PDF of 500 pages opens at the desk and in its stack, and its last page is
// reached; the tab holds the pictures and words of those that somebody came near.
func TestFiveHundredPagesInABrowser(t *testing.T) {
	const pages = 500
	house := openHouse(t)
	d := house.deliver(house.identity(accountant), house.client, "lang.pdf", longPDF(pages))
	house.ready(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents?tab=all")
	p.click("#rows a.row")
	p.until("all its pages, and the words of the first", "document.querySelectorAll('.sheet').length === "+strconv.Itoa(pages)+" && document.querySelectorAll('#page-1 .words text').length > 5")
	p.holdsFew("at the first page")
	p.click(`.leaves [data-leaf="` + strconv.Itoa(pages) + `"]`)
	p.until("the last page, drawn, with its words, and marked", `(() => {
		const last = document.querySelector("#page-`+strconv.Itoa(pages)+`");
		const [page, frame] = [last, document.querySelector(".sheets")].map((e) => e.getBoundingClientRect());
		return page.top < frame.bottom && page.bottom > frame.top && last.querySelector("image[href]") && last.querySelectorAll(".words text").length > 5
			&& document.querySelector(".leaves [aria-current]")?.dataset.leaf === "`+strconv.Itoa(pages)+`";
	})()`)
	p.holdsFew("at the last page")
	p.types("#i-due_date", "31/12/2026")
	p.presses(kb.Enter)
	p.kept("due_date", "31/12/2026")

	p.open(deliveryURL(d.ID))
	p.until("all its pages in the stack", "document.documentElement.classList.contains('listens') && document.querySelectorAll('#stack figure').length === "+strconv.Itoa(pages))
	p.until("the last one, drawn when it is come to", `((i) => (i.scrollIntoView(), i.complete && i.naturalWidth > 0))(document.querySelector("#stack figure:last-of-type img"))`)
	if n := ask[int](p, "[...document.querySelectorAll('#stack img')].filter((i) => i.complete && i.naturalWidth > 0).length"); n > pages/2 {
		t.Errorf("%d pictures of the stack are there, want those that somebody came near", n)
	}
}

// mostNear is how many pages of a long document hold their pictures and words
// after somebody went from its first to its last.
const mostNear = 60

func (h *hand) holdsFew(where string) {
	h.Helper()
	if n := ask[int](h, "document.querySelectorAll('.sheet image[href]').length"); n > mostNear {
		h.Errorf("%s %d pictures are asked for, want at most %d", where, n, mostNear)
	}
	if n := ask[int](h, "[...document.querySelectorAll('.words')].filter((w) => w.childElementCount).length"); n > mostNear {
		h.Errorf("%s the words of %d pages are there, want at most %d", where, n, mostNear)
	}
}

// What stands on a page is text, whatever it looks like: over the picture, in a
// field that it is clicked into, and when that was saved.
func TestWordsOfAPageAreText(t *testing.T) {
	const markup = "<svg/onload=document.title=1>"
	house := openHouse(t)
	house.deliver(house.identity(accountant), house.client, "stuk.pdf", longPDF(1, markup))
	house.settled(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.click("#rows a")
	p.until("the word", "[...document.querySelectorAll('.words text')].some((t) => t.textContent.trim() === "+strconv.Quote(markup)+")")
	p.do(chromedp.Focus(chromedp.CSS("#i-customer_name")))
	p.clickWord(markup)
	p.kept("customer_name", markup)
	p.do(chromedp.Reload())
	p.until("the field", "document.querySelector('#i-customer_name')?.value === "+strconv.Quote(markup))
	if ask[bool](p, "document.title === '1' || !!document.querySelector('[onload]')") {
		t.Error("a word of the page was run as markup")
	}
}

// However many documents are shown one after the other, the window listens for the
// one that is open: it keeps no other's pages.
func TestTheWindowForgetsDocuments(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	docs := house.settled(2)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.click("#rows a.row")
	open := func(n int) {
		p.until("the document", "document.documentElement.classList.contains('listens') && document.querySelector(\"[data-desk='"+string(docs[n].ID)+"']\")")
	}
	open(0)
	before := p.listeners()
	for range 3 {
		p.presses(kb.Escape + "n")
		open(1)
		p.presses(kb.Escape + "p")
		open(0)
	}
	if after := p.listeners(); after != before {
		t.Errorf("after six documents the window has %d listeners, want %d as at the first", after, before)
	}
}

// listeners tells how many listeners the window and its document have.
func (h *hand) listeners() (n int) {
	h.Helper()
	for _, of := range []string{"window", "document"} {
		at, err := chromedp.Call(h.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: of})
		if err != nil {
			h.Fatal(err)
		}
		heard, err := chromedp.Call(h.ctx, domdebugger.GetEventListeners, domdebugger.GetEventListenersParams{ObjectID: at.Result.ObjectID})
		if err != nil {
			h.Fatal(err)
		}
		n += len(heard.Listeners)
	}
	return n
}
