package portal

import (
	"encoding/json"
	"strconv"
	"testing"

	mouse "github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// open1 opens the newest document of the list with its words there.
func (h *hand) open1() {
	h.Helper()
	h.click("#rows a")
	h.until("words to click", "document.querySelectorAll('.words text').length > 20")
}

// kept waits until a field is saved as it is shown.
func (h *hand) kept(field, shown string) {
	h.Helper()
	h.until(field+" kept as "+shown, `document.querySelector('[name="was.`+field+`"]').value === `+strconv.Quote(shown))
}

// What a person types is understood the way an office types, and he is shown
// how before he leaves the field: days, terms, sums; a list of readings and the
// keys are at hand.
func TestTypingHelps(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(1)
	house.doubt()
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	p.until("the cursor in the first doubtful field", "document.activeElement.id === 'i-invoice_number'")
	first := p.value("#i-invoice_number")
	p.presses(kb.ArrowDown)
	if got := p.value("#i-invoice_number"); got == first {
		t.Errorf("an arrow leaves the number at %q, want another reading", got)
	}
	p.presses(kb.ArrowUp)
	if got := p.value("#i-invoice_number"); got != first {
		t.Errorf("the arrow back gives %q, want %q", got, first)
	}

	p.types("#i-due_date", "+30")
	p.until("what it will be", "document.querySelector('#because .means')?.textContent.includes('25/07/2025')")
	p.presses(kb.Enter)
	p.kept("due_date", "25/07/2025")
	p.types("#i-total_incl", "1194,88+21%")
	p.until("the sum below", "document.querySelector('#sum.fits')?.textContent.includes('1.445,80')")
	p.types("#i-total_incl", "1.500")
	p.until("the sum that does not fit", "document.querySelector('#sum.off')?.textContent.includes('54,20')")
	p.presses(kb.Escape + "?")
	p.until("the keys", "document.querySelector('#keys').open")
	p.presses(kb.Escape)
	p.until("the keys gone", "!document.querySelector('#keys').open")

	p.do(chromedp.EmulateViewport(390, 844))
	p.until("the page scrolled, as on a telephone", "(window.scrollTo(0, document.documentElement.scrollHeight), window.scrollY > 100)")
	p.do(chromedp.EmulateViewport(1440, 900))
	p.until("the whole desk in sight when there is room again", "(r => r.top >= 0 && r.bottom <= innerHeight + 1)(document.querySelector('[data-desk]').getBoundingClientRect())")
}

// Who types on in a field while it is being saved does not stand in his own
// way, and what the page looked up before a save does not undo it.
func TestTypingOnWhileItIsSaved(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	p.holdBack("/fields")
	p.types("#i-due_date", "31/08/2025")
	p.presses(kb.Enter)
	p.until("the answer held back", "window.held.length === 1")
	p.types("#i-due_date", "30/09/2025")
	p.letGo()
	p.kept("due_date", "30/09/2025")

	p.holdBack("?list=")
	if _, err := house.store.SetKind(t.Context(), house.identity(admin1), doc.ID, storage.AnyVersion, doc.Kind); err != nil {
		t.Fatal(err)
	}
	p.until("a look at what a colleague said held back", "window.held.length >= 1")
	p.types("#i-due_date", "31/10/2025")
	p.presses(kb.Enter)
	p.kept("due_date", "31/10/2025")
	p.letGo()
	p.types("#i-total_incl", "1194,88+21%")
	p.presses(kb.Enter)
	p.kept("total_incl", "1.445,80")
	p.kept("due_date", "31/10/2025")
}

// Who answered a finding keeps the cursor while the answer is on its way, also
// when a colleague changes the document meanwhile: the next key never leaves it.
func TestSlowAnswerToAFindingKeepsTheCursor(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	doc := house.settled(2)[0]
	house.surely()
	house.blocks("total_incl")
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	const asked = `document.activeElement?.name === "finding" && !!document.activeElement.closest("#f-total_incl")`
	p.until("the cursor on the finding", asked)
	from := p.where()
	p.holdBack("/answer")
	p.presses(kb.Enter)
	p.until("the answer held back", "window.held.length === 1")
	// The page's own listener came first: the quarter of a second that it gives
	// others' changes begins before that of the test.
	p.do(chromedp.Evaluate[chromedp.Void](`{
		const line = new EventSource("/events");
		window.line = new Promise((open) => (line.onopen = () => open(true)));
		line.addEventListener("change", () => setTimeout(() => (window.changed = true), 1000));
	}`))
	p.until("a line of the test's own", "window.line")
	if _, err := house.store.SetKind(t.Context(), house.identity(admin1), doc.ID, storage.AnyVersion, doc.Kind); err != nil {
		t.Fatal(err)
	}
	p.until("the change of a colleague", "window.changed")
	if !ask[bool](p, asked) {
		t.Errorf("the cursor went to %q before the answer came", ask[string](p, "document.activeElement.outerHTML"))
	}
	p.presses(kb.Enter)
	p.letGo()
	p.until("the cursor on what approves", "document.activeElement?.id === 'approve'")
	if got := p.where(); got != from {
		t.Errorf("the keys led to %s, want to stay at %s", got, from)
	}
	got, err := house.store.Document(t.Context(), house.identity(accountant), doc.ID)
	if err != nil || got.Status != invoer.StatusRead {
		t.Errorf("the document is %s, %v, want it read and not yet approved", got.Status, err)
	}
}

// A document without a supplier cannot be booked: Enter does not pass the empty
// field by, and a name that is typed settles it.
func TestEnterDoesNotPassAMissingSupplier(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(1)
	house.nameless()
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	p.until("the cursor in the empty field", "document.activeElement.id === 'i-supplier_name' && document.querySelector('#f-supplier_name .findings .block')")
	p.presses(kb.Enter + kb.Enter)
	p.until("the cursor still there, and nothing confirmed", "document.activeElement.id === 'i-supplier_name' && !document.querySelector('#f-supplier_name.confirmed')")
	p.types("#i-supplier_name", "Handwerk Beispiel GmbH")
	p.presses(kb.Enter)
	p.until("the finding gone", "!document.querySelector('#f-supplier_name .findings .block')")
	p.kept("supplier_name", "Handwerk Beispiel GmbH")
}

// nameless takes the supplier's name out of every invoice, as one that nobody found.
func (h *house) nameless() {
	h.Helper()
	inv := invoer.Invoice{Kind: invoer.KindInvoice, Total: invoer.Field[invoer.Money]{Value: invoer.EUR(100), Confidence: 99}}
	inv.Check()
	found, err := json.Marshal(inv.Findings)
	if err != nil {
		h.Fatal(err)
	}
	err = h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update invoices set invoice = jsonb_set(invoice, '{supplier,name}', '{"value":"","confidence":0,"origin":{}}') || jsonb_build_object('findings', $1::jsonb)`, string(found))
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// blocks has something found at a field of every invoice that must be answered.
func (h *house) blocks(field string) {
	h.Helper()
	found, err := json.Marshal([]invoer.Finding{invoer.Find(invoer.RuleTotals, invoer.Block, field, "1.00", "1.00", "2.00", "3.00")})
	if err != nil {
		h.Fatal(err)
	}
	err = h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update invoices set invoice = invoice || jsonb_build_object('findings', $1::jsonb)`, string(found))
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// holdBack keeps the page from seeing answers from addresses with a part until
// letGo: a network that is slow at one place only.
func (h *hand) holdBack(part string) {
	h.Helper()
	h.do(chromedp.Evaluate[chromedp.Void](`{
		const ask = window.ask = window.fetch;
		window.held = [];
		window.fetch = async (where, how) => {
			const answer = await ask(where, how);
			if (String(where).includes("` + part + `")) await new Promise((go) => window.held.push(go));
			return answer;
		};
	}`))
}

// letGo gives the page what was held back, and holds back no more.
func (h *hand) letGo() {
	h.Helper()
	h.do(chromedp.Evaluate[chromedp.Void](`{ window.fetch = window.ask; for (const go of window.held) go(); }`))
}

// Suppliers are found by any part of what is known of them, and fill their
// fields with one key.
func TestSuppliersByAnyPart(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	known := house.settled(1)[0]
	if _, err := house.store.Approve(t.Context(), house.identity(accountant), known.ID, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	view, err := house.store.Document(t.Context(), house.identity(accountant), known.ID)
	if err != nil {
		t.Fatal(err)
	}
	supplier := view.Invoice
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(2)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	number, account := string(supplier.Supplier.VAT.Value), string(supplier.Account.Value)
	for what, typed := range map[string]string{"a part of its name": "bouwp", "a part of its number": number[4:9], "a part of its account": account[4:12]} {
		p.types("#i-supplier_name", typed)
		p.until(what+" among the suppliers", "document.querySelector('#o-supplier_name:not([hidden]) li b')?.textContent === "+strconv.Quote(supplier.Supplier.Name.Value))
	}
	p.presses(kb.ArrowDown + kb.Enter)
	p.kept("supplier_name", supplier.Supplier.Name.Value)
	p.kept("supplier_vat", "BE "+number[2:6]+"."+number[6:9]+"."+number[9:])
	p.until("the account too", `document.querySelector('[name="was.supplier_iban"]').value.replaceAll(" ", "") === `+strconv.Quote(account))
}

// A box that is dragged over a scan is read again, and goes into the field with
// the cursor.
func TestABoxIsReadAgain(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-hardware-store-scan", "document.pdf")
	house.settled(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	p.do(chromedp.Focus(chromedp.CSS("#i-customer_name")))
	p.click(`[data-view="area"]`)
	p.do(chromedp.Focus(chromedp.CSS("#i-customer_name")))
	at := p.aroundAWord()
	p.drags(at[0], at[1], at[2], at[3])
	p.until("the words of the box", `document.querySelector('[name="was.customer_name"]').value === window.wanted`)
	if seen := p.value("#f-customer_name [name='seen.customer_name']"); seen != "" {
		t.Errorf("after the save the place is still to be sent: %q", seen)
	}
	p.pinches()
	p.drawsByFinger()
}

// aroundAWord is a box around a word of the page's middle that is long enough to
// be told apart, once the picture stands still: it glides to the field that has the
// cursor. The word stands in window.wanted.
func (h *hand) aroundAWord() [4]float64 {
	h.Helper()
	return ask[[4]float64](h, `(async () => {
		const top = () => document.querySelector(".words text").getBoundingClientRect().top;
		for (let last = top(), still = 0; still < 30; ) {
			await new Promise(requestAnimationFrame);
			const now = top();
			still = now === last ? still + 1 : 0;
			last = now;
		}
		const seen = document.querySelector(".sheets").getBoundingClientRect();
		const text = [...document.querySelectorAll(".words text")].find((t) => {
			const b = t.getBoundingClientRect();
			return /^[A-Za-z]{6,}$/.test(t.textContent.trim()) && t.textContent.trim() !== window.wanted
				&& b.top > seen.top + 60 && b.bottom < seen.bottom - 120 && b.left > seen.left + 10 && b.right < seen.right - 10;
		});
		window.wanted = text.textContent.trim();
		const b = text.getBoundingClientRect();
		return [b.left - 4, b.top - 4, b.right + 4, b.bottom + 4];
	})()`)
}

// drawsByFinger draws a box around another word with a finger: while the tool for
// it is pressed that scrolls nothing, and the box is read again.
func (h *hand) drawsByFinger() {
	h.Helper()
	h.click(`[data-view="width"]`)
	h.click(`[data-view="area"]`)
	h.do(chromedp.Focus(chromedp.CSS("#i-customer_name")))
	at := h.aroundAWord()
	before := ask[float64](h, "document.querySelector('.sheets').scrollTop")
	h.touches(mouse.DispatchTouchEventTypeTouchStart, [2]float64{at[0], at[1]})
	h.touches(mouse.DispatchTouchEventTypeTouchMove, [2]float64{(at[0] + at[2]) / 2, (at[1] + at[3]) / 2})
	h.touches(mouse.DispatchTouchEventTypeTouchMove, [2]float64{at[2], at[3]})
	h.until("the box drawn", "document.querySelector('.frame')")
	if now := ask[float64](h, "document.querySelector('.sheets').scrollTop"); now != before {
		h.Errorf("the finger scrolled the picture from %.0f to %.0f, want it to draw only", before, now)
	}
	h.touches(mouse.DispatchTouchEventTypeTouchEnd)
	h.until("the words of the box", `document.querySelector('[name="was.customer_name"]').value === window.wanted`)
}

// pinches zooms the picture by two fingers: twice as far apart it is twice as
// large, and the point between them stays where it is.
func (h *hand) pinches() {
	h.Helper()
	h.fingers()
	h.click(`[data-view="area"]`) // not the tool for boxes any more
	h.click(`[data-view="width"]`)
	at := ask[[2]float64](h, `(() => {
		const seen = document.querySelector(".sheets").getBoundingClientRect();
		const [x, y] = [seen.left + seen.width / 2, seen.top + seen.height / 2];
		const page = document.querySelector(".sheet").getBoundingClientRect();
		window.between = {x, y, width: page.width, across: (x - page.left) / page.width, down: (y - page.top) / page.height};
		return [x, y];
	})()`)
	apart := func(by float64) [][2]float64 { return [][2]float64{{at[0] - by, at[1]}, {at[0] + by, at[1]}} }
	h.touches(mouse.DispatchTouchEventTypeTouchStart, apart(40)...)
	h.touches(mouse.DispatchTouchEventTypeTouchMove, apart(60)...)
	h.touches(mouse.DispatchTouchEventTypeTouchMove, apart(80)...)
	h.touches(mouse.DispatchTouchEventTypeTouchEnd)
	h.until("a page of twice the size, at its place", `(() => {
		const page = document.querySelector(".sheet").getBoundingClientRect();
		const {x, y, width, across, down} = window.between;
		return Math.abs(page.width / width - 2) < 0.02 && Math.abs((x - page.left) / page.width - across) < 0.03 && Math.abs((y - page.top) / page.height - down) < 0.03;
	})()`)
}

// drags the mouse from one point of the screen to another.
func (h *hand) drags(x0, y0, x1, y1 float64) {
	h.Helper()
	for _, event := range []mouse.DispatchMouseEventParams{
		{Type: mouse.DispatchMouseEventTypeMousePressed, X: x0, Y: y0, Button: mouse.MouseButtonLeft, ClickCount: 1},
		{Type: mouse.DispatchMouseEventTypeMouseMoved, X: (x0 + x1) / 2, Y: (y0 + y1) / 2, Button: mouse.MouseButtonLeft},
		{Type: mouse.DispatchMouseEventTypeMouseMoved, X: x1, Y: y1, Button: mouse.MouseButtonLeft},
		{Type: mouse.DispatchMouseEventTypeMouseReleased, X: x1, Y: y1, Button: mouse.MouseButtonLeft, ClickCount: 1},
	} {
		if _, err := chromedp.Call(h.ctx, mouse.DispatchMouseEvent, event); err != nil {
			h.Fatal(err)
		}
	}
}

// A line that breaks while somebody types costs him nothing: he is told, what he
// typed stays, and is sent when the line is there again. When his session ended
// he signs in and goes on where he was, with what he typed.
func TestLineAndSessionMayEnd(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	p.offline(true)
	p.types("#i-due_date", "31/08/2025")
	p.presses(kb.Enter)
	p.sees("Niet bewaard: geen verbinding")
	if got := p.value("#i-due_date"); got != "31/08/2025" {
		t.Errorf("without a line the field says %q, want what was typed", got)
	}
	p.offline(false)
	p.kept("due_date", "31/08/2025")

	sessions, err := house.store.Sessions(t.Context(), house.identity(accountant))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sessions {
		if err := house.store.EndSession(t.Context(), house.identity(accountant), s.ID); err != nil {
			t.Fatal(err)
		}
	}
	p.types("#i-due_date", "30/09/2025")
	p.presses(kb.Enter)
	p.at("/sign-in")
	p.sees("Uw sessie is afgelopen")
	p.types("#email", accountant)
	p.types("#password", password)
	p.click("form button.primary")
	p.at("/documents/" + string(doc.ID))
	p.until("what was typed before", "document.querySelector('#i-due_date')?.value === '30/09/2025'")
	p.do(chromedp.Focus(chromedp.CSS("#i-due_date")))
	p.presses(kb.Enter)
	p.kept("due_date", "30/09/2025")
}

// offline takes the line away, or gives it back.
func (h *hand) offline(gone bool) {
	h.Helper()
	line := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: gone}}}
	if _, err := chromedp.Call(h.ctx, network.EmulateNetworkConditionsByRule, line); err != nil {
		h.Fatal(err)
	}
}
