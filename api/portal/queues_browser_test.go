package portal

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Rows are chosen by keys and given to a colleague, whose list they are in; the
// list is kept under a name.
func TestQueuesByKeyboard(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(2)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.do(chromedp.Focus(chromedp.CSS("#rows a.row")))
	p.presses("x" + kb.ArrowDown + "x")
	p.until("the bar for both", "getComputedStyle(document.querySelector('#bulk')).display === 'flex' && document.querySelectorAll('#rows .choose input:checked').length === 2")
	p.do(chromedp.Focus(chromedp.CSS("#bulk-assignee")))
	p.presses("Bert" + kb.Tab + kb.Enter)
	p.at("/documents?said=bulk")
	p.open("/documents?tab=read&mine=1")
	p.until("my two documents", "document.querySelectorAll('#rows li').length === 2")
	p.do(chromedp.Focus(chromedp.CSS(".save-list summary")))
	p.presses(kb.Enter + kb.Tab + "Van mij" + kb.Enter)
	p.until("the list by its name", "document.querySelector('.saved-list.here a')?.textContent === 'Van mij'")
	p.open("/documents?order=doubtful")
	p.until("the order", "document.querySelector('#order').value === 'doubtful'")
}

// Several documents at once go to another client, by keys alone, and others are rejected for a
// reason: without one nothing is, and Enter in the reason rejects, and approves
// nothing.
func TestSeveralAtOnce(t *testing.T) {
	house := openHouse(t)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "fr-credit-classic-pdf-text"} {
		house.handIn(accountant, house.client, name, "document.pdf")
	}
	docs := house.settled(3)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents?tab=all")
	choose := func(d storage.Summary) {
		t.Helper()
		p.ready()
		p.do(chromedp.Focus(chromedp.CSS("#d-" + string(d.ID) + " .choose input")))
		p.presses(" ")
	}
	choose(docs[0])
	choose(docs[1])
	p.do(chromedp.Focus(chromedp.CSS("#bulk-client")))
	p.presses("Imprimerie" + kb.Tab + kb.Enter)
	p.at("/documents?said=bulk")
	p.open("/documents?tab=all")
	choose(docs[1])
	choose(docs[2])
	p.do(chromedp.Focus(chromedp.CSS(`#bulk [value="reject"]`)))
	p.presses(kb.Enter)
	p.until("that a reason is asked for", "document.activeElement.id === 'bulk-reason' && !document.activeElement.validity.valid")
	p.presses("dubbel" + kb.Enter)
	p.at("/documents?said=bulk")
	for i, want := range []struct {
		client invoer.ClientID
		status invoer.Status
		reason string
	}{{house.second, invoer.StatusRead, ""}, {house.second, invoer.StatusRejected, "dubbel"}, {house.client, invoer.StatusRejected, "dubbel"}} {
		got, err := house.store.Document(t.Context(), house.identity(accountant), docs[i].ID)
		if err != nil || got.Client != want.client || got.Status != want.status || got.Reason != want.reason {
			t.Errorf("document %d is %s of client %s for %q, %v; want %+v", i, got.Status, got.Client, got.Reason, err, want)
		}
	}
}

// copies puts documents like the newest one into the list, a minute apart, for the
// list only: they have its file.
func (h *house) copies(n int) {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into documents (office_id, client_id, delivery_id, file_id, kind, status, stage, received, supplier, number, total, currency, sure)
			select office_id, client_id, delivery_id, file_id, kind, 'read', 'done', received - n * interval '1 minute', 'Leverancier ' || n, 'F-' || n, 100 * n, 'EUR', 50
			from (select * from documents order by received desc limit 1) d, generate_series(1, $1::int) n`, n)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// A long list is scrolled from its beginning to its end without a gap: the next
// rows are there before one comes to them, also while documents come in at its top
// and go away in its middle; and who opens one far down finds it again.
func TestALongListIsScrolled(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	house.copies(330)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents?tab=read")
	p.until("the first rows, and that changes are heard of", "document.querySelectorAll('#rows > li').length === 50 && document.querySelector('#live:not(.off):not([data-asleep])')")
	const end = `(window.scrollTo(0, document.documentElement.scrollHeight), document.querySelectorAll("#rows > li").length >= `
	p.until("more rows at the end", end+"150)")
	all := house.listed(storage.Filter{Status: []invoer.Status{invoer.StatusRead}, Limit: 500})
	gone := all[120]
	p.until("the row that will go, in sight", "((row) => row && (row.scrollIntoView(), true))(document.querySelector('#d-"+string(gone.ID)+"')) || (window.scrollTo(0, 5500), false)")
	box := "#d-" + string(all[1].ID) + " .choose input"
	ask[bool](p, "(document.querySelector('"+box+"').focus({preventScroll: true}), true)") // and the row stays in sight: far from it, it would be folded
	if _, err := house.store.Reject(t.Context(), house.identity(admin1), gone.ID, storage.AnyVersion, "dubbel"); err != nil {
		t.Fatal(err)
	}
	p.until("the row gone from the middle", "!document.querySelector('#d-"+string(gone.ID)+"')")
	p.until("the cursor still in the box that it was in", "document.activeElement === document.querySelector('"+box+"')")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	newest := house.readBeside(all[0].ID)
	p.until("the new one at the top", "document.querySelector('#rows > li')?.id === 'd-"+string(newest)+"'")
	p.until("the cursor there, though rows came before it", "document.activeElement === document.querySelector('"+box+"')")
	chosen := "#d-" + string(all[60].ID) + " .choose input"
	p.until("a row far from the top chosen", "((box) => box && (box.checked = true))(document.querySelector('"+chosen+"')) || (window.scrollTo(0, 2500), false)")
	p.until("the end", "(window.scrollTo(0, document.documentElement.scrollHeight), !document.querySelector('#list .pager a[rel=next]'))")
	p.until("rows that are far from it folded", "document.querySelector('#rows > .folded')")
	var want []string
	for _, d := range house.listed(storage.Filter{Status: []invoer.Status{invoer.StatusRead}, Limit: 500}) {
		want = append(want, "d-"+string(d.ID))
	}
	tall := ask[int](p, "document.documentElement.scrollHeight")
	if diff := cmp.Diff(want, p.walked()); diff != "" {
		t.Errorf("the rows of the page (-want +got):\n%s", diff)
	}
	if now := ask[int](p, "document.documentElement.scrollHeight"); now != tall {
		t.Errorf("the page is %d pixels tall after it was walked through, want %d as before", now, tall)
	}
	if !ask[bool](p, "document.querySelector('"+chosen+"').checked") {
		t.Error("the row that was chosen is not any more")
	}
	// All of it: what is folded is chosen, reached by keys, and on paper too.
	const folded = "(window.scrollTo(0, document.documentElement.scrollHeight - 40 * Math.random()), document.querySelector('#rows > :not(.folded) + .folded'))"
	p.until("rows folded again", folded)
	ask[bool](p, "(document.querySelector('[data-all]').click(), true)")
	p.until("the first 200 chosen", `((rows) => rows.slice(0, 200).every((li) => li.querySelector(".choose input")?.checked) && document.querySelectorAll("#rows .choose input:checked").length === 200 && document.querySelector("[data-all]").indeterminate)([...document.querySelectorAll("#rows > li")])`)
	ask[bool](p, "(document.querySelector('[data-all]').click(), true)")
	p.until("none chosen, and rows folded again", "!document.querySelector('#rows .choose input:checked') && "+folded)
	last := ask[string](p, "((fold) => (fold.previousElementSibling.querySelector('a.row').focus({preventScroll: true}), fold.previousElementSibling.id))(document.querySelector('#rows > :not(.folded) + .folded'))")
	p.presses(kb.ArrowDown)
	p.until("the cursor in the row that was folded", "document.activeElement.closest('li')?.id === '"+want[slices.Index(want, last)+1]+"'")
	p.until("rows folded again", folded)
	if diff := cmp.Diff(want, ask[[]string](p, `(window.dispatchEvent(new Event("beforeprint")), [...document.querySelectorAll("#rows > li")].map((li) => li.id))`)); diff != "" {
		t.Errorf("the rows on paper (-want +got):\n%s", diff)
	}
	far := want[300]
	p.click("#" + far + " a.row")
	p.at("/documents/")
	p.do(chromedp.NavigateBack())
	p.until("the row in sight", "(b => b && b.top > 0 && b.bottom < innerHeight)(document.querySelector('#"+far+"')?.getBoundingClientRect())")
}

// walked goes through a list from its top to its end, a screen at a time, waits
// wherever rows are not there yet, and gives the ids of the rows that it saw, each
// as often as it stood at another place.
func (h *hand) walked() []string {
	h.Helper()
	return ask[[]string](h, `(async () => {
		const ids = [];
		const rows = document.getElementById("rows");
		const picture = () => new Promise(requestAnimationFrame);
		const seen = (at) => { const b = at.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight; };
		for (let y = 0; ; y += innerHeight - 100) {
			scrollTo(0, y);
			await picture();
			while ([...rows.querySelectorAll(":scope > .folded")].some(seen)) await picture();
			let last;
			for (const row of [...rows.children].filter(seen)) {
				if (last !== undefined && Math.abs(row.getBoundingClientRect().top - last) > 1) ids.push("a gap of " + (row.getBoundingClientRect().top - last));
				last = row.getBoundingClientRect().bottom;
				if (ids.at(-1) !== row.id && ids.indexOf(row.id, -60) < 0) ids.push(row.id);
			}
			if (y + innerHeight >= document.documentElement.scrollHeight) return ids;
		}
	})()`)
}

// listed gives what the office has in a list.
func (h *house) listed(f storage.Filter) []storage.Summary {
	h.Helper()
	docs, err := h.store.Documents(h.Context(), h.identity(accountant), f)
	if err != nil {
		h.Fatal(err)
	}
	return docs
}

// readBeside waits until a document newer than another was read, and gives it.
func (h *house) readBeside(last invoer.DocumentID) invoer.DocumentID {
	h.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if newest := h.listed(storage.Filter{Limit: 1})[0]; newest.ID != last && newest.Status == invoer.StatusRead {
			return newest.ID
		}
	}
	h.Fatalf("no document newer than %s was read", last)
	return ""
}

// What was surely read is approved together, without those that are taken out,
// and the button says how many; what somebody changed meanwhile is not, and is said.
func TestContactSheet(t *testing.T) {
	house := openHouse(t)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "fr-credit-classic-pdf-text"} {
		house.handIn(accountant, house.client, name, "document.pdf")
	}
	docs := house.settled(3)
	house.surely()
	p := newHand(t, house.url)
	p.refused(409)
	p.signIn(accountant, password)
	if n := ask[string](p, "document.querySelector('.saved a.button').textContent.trim()"); n != "3 zeker gelezen" {
		t.Errorf("the list leads to %q, want 3 zeker gelezen", n)
	}
	p.click(".saved a.button")
	p.until("the sheets", "document.querySelectorAll('.cards li').length === 3")
	p.until("the cursor on what approves all three", "document.activeElement?.value === 'approve' && document.activeElement.querySelector('[data-chosen]').textContent === '3'")
	changed, out := docs[0], docs[1]
	p.do(chromedp.Focus(chromedp.CSS(`.cards input[value^="` + string(out.ID) + `"]`)))
	p.presses(" ")
	p.until("that two are approved", "document.querySelector('[data-chosen]').textContent === '2'")
	if _, err := house.store.Correct(t.Context(), house.identity(admin1), changed.ID, storage.AnyVersion, []storage.Correction{{Field: "invoice_number", Text: "X-1"}}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Focus(chromedp.CSS(".contact [value=approve]")))
	p.presses(kb.Enter)
	p.sees("1 gedaan; met deze lukte het niet")
	p.sees("intussen veranderd")
	for i, want := range []invoer.Status{invoer.StatusRead, invoer.StatusRead, invoer.StatusApproved} {
		if got := house.statusOf(docs[i].ID); got != want {
			t.Errorf("document %d is %s, want %s", i, got, want)
		}
	}
}

// A contact sheet of more than a page has another one behind it, and its button in
// the list counts all of them.
func TestContactSheetOfManyPages(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	house.copies(120)
	house.surely()
	v := house.visit(t, accountant)
	status, _, body := v.get("/documents")
	v.wants("the list", status, http.StatusOK, body, "121 zeker gelezen")
	var sheets []int
	seen := map[string]bool{}
	for next := "/documents/sure?tab=read"; next != ""; {
		status, _, body = v.get(next)
		v.wants("the sheet "+next, status, http.StatusOK, body)
		boxes := regexp.MustCompile(`name="d" value="([^ ]+) \d+" checked`).FindAllStringSubmatch(body, -1)
		for _, box := range boxes {
			seen[box[1]] = true
		}
		sheets = append(sheets, len(boxes))
		next = ""
		if older := regexp.MustCompile(`href="([^"]+)" rel="next"`).FindStringSubmatch(body); older != nil {
			next = html.UnescapeString(older[1])
		}
	}
	if diff := cmp.Diff([]int{50, 50, 21}, sheets); diff != "" || len(seen) != 121 {
		t.Errorf("the sheets have %d documents in all, want 121 (-want +got):\n%s", len(seen), diff)
	}
}

// The bar of a list approves what is sure of what was chosen, over several pages of
// it: what a person must look at is not, and is listed with its reason.
func TestTheBarApprovesWhatIsSure(t *testing.T) {
	house := openHouse(t)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "fr-credit-classic-pdf-text", "en-webshop-pdf-text"} {
		house.handIn(accountant, house.client, name, "document.pdf")
	}
	docs := house.settled(4)
	house.surely()
	house.copies(70)
	asked, doubtful, far := docs[1], docs[2], docs[3]
	for _, step := range []struct {
		sql string
		of  storage.Summary
	}{
		{`update invoices set invoice = jsonb_set(invoice, '{findings}', '[{"rule": "account-changed", "severity": "block", "field": "supplier_iban", "args": ["BE71 0961 2345 6769", "BE68 5390 0754 7034"]}]') where document_id = $1`, asked},
		{`update invoices set invoice = jsonb_set(invoice, '{total,confidence}', '70') where document_id = $1`, doubtful},
		{`update documents set received = received - interval '55 minutes 30 seconds' where id = $1`, asked},
		{`update documents set received = received - interval '60 minutes 30 seconds' where id = $1`, far},
	} {
		house.exec(step.sql, step.of.ID)
	}
	p := newHand(t, house.url)
	p.refused(http.StatusConflict)
	p.signIn(accountant, password)
	p.open("/documents?tab=read")
	p.ready()
	for _, d := range []storage.Summary{docs[0], doubtful, asked, far} {
		box := "#d-" + string(d.ID) + " .choose input"
		p.until("the row of "+d.Supplier, "document.querySelector('"+box+"') || (window.scrollTo(0, document.documentElement.scrollHeight), false)")
		p.do(chromedp.Focus(chromedp.CSS(box)))
		p.presses(" ")
	}
	p.click(`#bulk [value="approve"]`)
	p.sees("2 gedaan; met deze lukte het niet")
	told := ask[[]string](p, "[...document.querySelectorAll('#undone li')].map((li) => li.textContent + li.querySelector('a').pathname)")
	if len(told) != 2 {
		t.Fatalf("it is told of %q, want of two", told)
	}
	for i, want := range []struct {
		of  storage.Summary
		why string
	}{{doubtful, "eerst na te kijken: Totaal"}, {asked, "eerst na te kijken: Deze leverancier vroeg tot nu toe betaling op"}} {
		if !strings.Contains(told[i], want.why) || !strings.HasSuffix(told[i], string(want.of.ID)) {
			t.Errorf("it is told %q, want %q of %s", told[i], want.why, want.of.ID)
		}
	}
	for i, want := range []invoer.Status{invoer.StatusApproved, invoer.StatusRead, invoer.StatusRead, invoer.StatusApproved} {
		if got := house.statusOf(docs[i].ID); got != want {
			t.Errorf("document %d is %s, want %s", i, got, want)
		}
	}
	v := house.visit(t, accountant)
	status, _, body := v.post("/documents", url.Values{"deed": {"reject"}, "reason": {"x"}, "d": {string(asked.ID)}})
	v.wants("a deed without the version that was seen", status, http.StatusConflict, body, "intussen veranderd")
}

// exec runs a statement on the rows of the office.
func (h *house) exec(sql string, args ...any) {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, sql, args...)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// surely makes every value of every invoice sure, and answers what was found.
func (h *house) surely() {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		if _, err := tx.Exec(tx.Ctx, `update invoices set invoice = regexp_replace(invoice::text, '"confidence": [0-9]+', '"confidence": 99', 'g')::jsonb || '{"findings": []}'`); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `update documents set sure = 99, findings = 0, every_sure = true`)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// Two people have one document open: each sees the other, and who takes over
// is told to have it.
func TestWhoHasADocumentOpen(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	first, second := newHand(t, house.url), newHand(t, house.url)
	first.signIn(accountant, password)
	first.click("#rows a.row")
	first.until("its script", "document.documentElement.classList.contains('listens') && document.querySelector('#approve')")
	second.signIn(admin1, password)
	second.until("that the first one sits", "fetch(document.querySelector('#rows a.row').href).then(r => r.text()).then(t => t.includes('Bert Claes heeft dit open'))")
	second.do(chromedp.Focus(chromedp.CSS("#rows a.row")))
	second.presses(kb.Enter)
	second.sees("Bert Claes heeft dit open")
	second.ready()
	second.do(chromedp.Focus(chromedp.CSS("[data-take-over]")))
	second.presses(kb.Enter)
	second.until("the seat", "document.querySelector('#seat').hidden")
}

// The number at each tab is how many rows it has, the filters by client and kind
// leave what they name, and the orders are those they are called; all by keys.
func TestListsAreWhatTheirControlsSay(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.handIn(accountant, house.second, "fr-credit-classic-pdf-text", "document.pdf")
	docs := house.settled(3)
	if _, err := house.store.Reject(t.Context(), house.identity(accountant), docs[0].ID, storage.AnyVersion, "dubbel"); err != nil {
		t.Fatal(err)
	}
	house.exec(`update documents set sure = 10 where id = $1`, docs[1].ID)
	house.exec(`update documents set sure = 99, findings = 0 where id <> $1`, docs[1].ID)
	house.exec(`update documents set kind = 'credit_note' where id = $1`, docs[0].ID)
	house.exec(`update documents set kind = 'invoice' where id <> $1`, docs[0].ID)
	house.exec(`update documents set received = now() - interval '3 days' where id = $1`, docs[2].ID)
	house.exec(`update documents set received = now() - interval '2 days' where id = $1`, docs[1].ID)
	house.exec(`update documents set received = now() - interval '1 day' where id = $1`, docs[0].ID)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	tabs := ask[[]string](p, "[...document.querySelectorAll('#tabs a')].map((a) => a.getAttribute('href'))")
	if len(tabs) < 4 {
		t.Fatalf("tabs %q, want those of an accountant", tabs)
	}
	filled := 0
	for _, tab := range tabs {
		p.open(tab)
		said := ask[string](p, "document.querySelector('#tabs [aria-current] .count').textContent")
		rows := ask[int](p, "document.querySelectorAll('#rows li').length")
		if said != fmt.Sprint(rows) {
			t.Errorf("%s says %s, and has %d rows", tab, said, rows)
		}
		filled += min(rows, 1)
	}
	if filled < 2 {
		t.Errorf("%d tabs have rows, want that of what was read and that of what was decided on", filled)
	}
	shows := func(what string, want ...storage.Summary) {
		t.Helper()
		ids := make([]string, len(want))
		for i, d := range want {
			ids[i] = "d-" + string(d.ID)
		}
		p.until(what, "[...document.querySelectorAll('#rows li')].map((r) => r.id).join() === '"+strings.Join(ids, ",")+"'")
	}
	choose := func(id, typed string) {
		t.Helper()
		p.do(chromedp.Focus(chromedp.CSS(id)))
		p.presses(typed + kb.Tab)
	}
	p.open("/documents?tab=all")
	shows("the newest first", docs[0], docs[1], docs[2])
	choose("#order", "Oudste")
	shows("the oldest first", docs[2], docs[1], docs[0])
	choose("#order", "Twijfel")
	p.until("the doubtful one first", "document.querySelector('#rows li')?.id === 'd-"+string(docs[1].ID)+"'")
	p.open("/documents?tab=all")
	choose("#kind", "Creditnota")
	shows("the credit note alone", docs[0])
	p.open("/documents?tab=all")
	choose("#client", "Imprimerie")
	var theirs []storage.Summary
	for _, d := range docs {
		if d.Client == house.second {
			theirs = append(theirs, d)
		}
	}
	shows("the other client's document alone", theirs...)
}
