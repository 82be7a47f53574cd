package portal

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	mouse "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/exports/separators"
	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/storage"
)

// scanned is a stack as one PDF: each document behind a sheet of a run of four,
// of which the second was lost, and whose year is over.
func (h *house) scanned(documents ...string) []byte {
	h.Helper()
	dir := h.TempDir()
	key, err := h.store.SeparatorKey(h.Context(), h.identity(admin1))
	if err != nil {
		h.Fatal(err)
	}
	command := []string{}
	for i, name := range documents {
		code, err := barcodes.Square(cut.Sheet{Run: "AB12CD", Number: 1 + 2*i, Of: 4, Printed: invoer.Date{Year: 2024, Month: 3, Day: 1}}.Text(key))
		if err != nil {
			h.Fatal(err)
		}
		sheet := filepath.Join(dir, fmt.Sprintf("sheet%d.pdf", i))
		file, err := os.Create(sheet)
		if err != nil {
			h.Fatal(err)
		}
		if err := separators.Write(file, []separators.Sheet{{Code: code, Lines: []string{"Scheidingsblad"}}}); err != nil {
			h.Fatal(err)
		}
		if err := file.Close(); err != nil {
			h.Fatal(err)
		}
		command = append(command, sheet, testdata(name, "document.pdf"))
	}
	whole := filepath.Join(dir, "stack.pdf")
	if out, err := exec.Command("pdfunite", append(command, whole)...).CombinedOutput(); err != nil {
		h.Fatalf("pdfunite: %v\n%s", err, out)
	}
	body, err := os.ReadFile(whole)
	if err != nil {
		h.Fatal(err)
	}
	return body
}

// The page of a stack says what its sheets became and which separators are
// missing, shows its pages, and lays them otherwise: without scripts, and with
// keys alone. One document of it goes to another client by itself.
func TestStackIsLaidOtherwise(t *testing.T) {
	house := openHouse(t)
	who := house.identity(accountant)
	d := house.deliver(who, house.client, "stapel.pdf", house.scanned("nl-excel-grid-pdf-text", "de-de-craft-pdf-text"))
	house.settled(2)
	p := newHand(t, house.url)
	p.withoutScripts()
	p.refused(http.StatusUnprocessableEntity)
	p.signIn(accountant, password)
	p.open(deliveryURL(d.ID))
	p.sees("4 bladen = 2 documenten + 2 scheidingsbladen")
	p.sees("Van reeks AB12CD ontbreken de scheidingsbladen 2.")
	p.sees("De scheidingsbladen van reeks AB12CD waren te gebruiken tot 01/03/2025.")
	p.sees("Na een scheidingsblad")
	if n := ask[int](p, "document.querySelectorAll('#stack .sheaf img').length"); n != 2 {
		t.Errorf("%d pages are shown, want 2", n)
	}
	p.do(chromedp.Focus(chromedp.CSS("button[name=join]")))
	p.presses(kb.Enter)
	p.at(deliveryURL(d.ID) + "?said=arranged")
	p.sees("4 bladen = 1 document + 2 scheidingsbladen")
	house.settled(2) // the one that was joined to the other stays in the list, as replaced
	p.open(deliveryURL(d.ID))
	p.types("input[name=order]", "2 1")
	p.presses(kb.Enter)
	p.at(deliveryURL(d.ID) + "?said=arranged")
	p.open(deliveryURL(d.ID))
	p.types("input[name=order]", "2 2")
	p.presses(kb.Enter)
	p.sees("Zo kan de stapel niet liggen")
	p.until("it looks like a refusal", "document.querySelector('.notice.bad[role=alert]') && !document.querySelector('.notice.ok')")
	for range 2 {
		p.open(deliveryURL(d.ID))
		p.click("button[value=undo]")
		p.at(deliveryURL(d.ID) + "?said=arranged")
	}
	p.sees("= 2 documenten")
	house.settled(2)
	p.open(deliveryURL(d.ID))
	p.click("#stack button[name=turn]")
	p.until("the page turned", "document.querySelector('#stack img.turn90')")
	house.settled(2)
	p.open(deliveryURL(d.ID))
	p.click("#stack input[type=checkbox]")
	p.do(chromedp.Focus(chromedp.CSS("#client")))
	p.presses("Imp")
	p.click("#move button")
	p.at(deliveryURL(d.ID) + "?said=moved")
	docs := house.settled(2)
	var of []string
	for _, doc := range docs {
		of = append(of, doc.ClientName)
	}
	slices.Sort(of)
	if got := strings.Join(of, ", "); got != "Brirolis Medical bv, Imprimerie Lambotte SC" {
		t.Errorf("the documents are of %s, want one moved", got)
	}
	p.open(deliveryURL(d.ID))
	if n := ask[int](p, "document.querySelectorAll('td a.state').length"); n != 2 {
		t.Errorf("the ledger leads to %d documents, want 2", n)
	}
}

// A stack is laid with keys alone, one change after the other however quick they
// come, with the cursor at its page all the time; and with the mouse by drag. All
// of it is undone.
func TestStackByKeysAndByDrag(t *testing.T) {
	house := openHouse(t)
	d := house.deliver(house.identity(accountant), house.client, "stapel.pdf", house.scanned("nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "nl-excel-grid-pdf-text"))
	house.settled(3)
	p := newHand(t, house.url)
	p.allow = func(status int64, address string) bool {
		return status == 404 && strings.HasSuffix(address, "?small=1")
	} // of a document that has no such page any more
	p.signIn(accountant, password)
	p.open(deliveryURL(d.ID))
	p.until("the stack with its script", "document.documentElement.classList.contains('listens') && document.querySelectorAll('#stack .sheaf').length === 3")
	begin := p.lies()
	p.do(chromedp.Focus(chromedp.CSS("#stack [data-ref] a")))
	p.presses("j" + "j")
	p.laid("1 2 3")
	p.presses(kb.ArrowRight + "c")
	p.laid("1 / 2 3")
	p.presses("r")
	p.until("the second page turned, with the cursor at it", "document.activeElement?.querySelector('img.turn90')")
	p.presses(kb.ArrowRight + kb.Delete)
	p.laid("1 / 2 - 3")
	p.presses("uuu" + "uu")
	p.laid(begin)
	p.until("no page turned", "!document.querySelector('#stack img.turn90')")
	p.dragsPage(1, 0)
	p.laid("2 1 / 3")
	p.pressesAlt(kb.ArrowLeft)
	p.laid("2 1 / 3") // it lies first already
	p.pressesAlt(kb.ArrowRight + kb.ArrowRight)
	p.laid("1 / 2 3")
	p.pressesAlt(kb.ArrowRight)
	p.laid("1 / 3 2")
	p.pressesAlt(kb.ArrowLeft + kb.ArrowLeft)
	p.laid("1 2 / 3")
	p.until("the cursor at the page that moved", "document.activeElement.closest('[data-ref]').dataset.ref === window.known[1]")
	p.dragsTo("#stack [data-sheaf] [data-ref]:nth-of-type(2)", "#bin h3")
	p.laid("1 / 3 - 2")
	p.dragsTo("#bin [data-ref='"+ask[string](p, "window.known[1]")+"']", "#stack [data-sheaf]:nth-of-type(2) .begins")
	p.laid("1 / 3 2")
	p.do(chromedp.Focus(chromedp.CSS("#stack [data-ref] a")))
	p.presses("uuuu" + "uuuu")
	p.laid("1 / 2 / 3")
	p.fingers()
	from, to := p.pagePoints(1, 0)
	p.touches(mouse.DispatchTouchEventTypeTouchStart, from)
	p.until("the page lifted by a finger that rests on it", "document.querySelector('#stack .lifted')")
	p.touches(mouse.DispatchTouchEventTypeTouchMove, [2]float64{(from[0] + to[0]) / 2, (from[1] + to[1]) / 2})
	p.touches(mouse.DispatchTouchEventTypeTouchMove, to)
	p.until("where it would lie", "document.querySelector('#stack .over')")
	p.touches(mouse.DispatchTouchEventTypeTouchEnd)
	p.laid("2 1 / 3")
}

// A double click lays a page aside once, though another page's button comes under
// the mouse; a form that is sent again does nothing, and its answer says so. Who
// changes a stack that somebody else changed since his page came changes nothing:
// he is shown how it lies, keeps what he typed, and goes on from there.
func TestStackOfWhatWasSeen(t *testing.T) {
	house := openHouse(t)
	d := house.deliver(house.identity(accountant), house.client, "stapel.pdf", house.scanned("nl-excel-grid-pdf-text", "de-de-craft-pdf-text", "nl-excel-grid-pdf-text"))
	house.settled(3)
	first, second := newHand(t, house.url), newHand(t, house.url)
	for p, email := range map[*hand]string{first: accountant, second: admin1} {
		p.signIn(email, password)
		p.open(deliveryURL(d.ID))
		p.ready()
	}
	begin := first.lies()
	second.lies()
	first.do(chromedp.Focus(chromedp.CSS("#stack [data-ref] a")))
	first.presses("j" + "j")
	first.laid("1 2 3")
	first.doubleClicks("#stack [data-ref] button[name=drop]")
	first.laid("2 3 - 1")
	if v := house.stackOf(d.ID); len(v.History) != 3 {
		t.Errorf("the stack was changed %d times, want 3: two joins and one page aside", len(v.History))
	}
	second.refused(http.StatusConflict)
	second.types("#i-remark", "van de post")
	second.do(chromedp.Focus(chromedp.CSS("#stack [data-ref] a")))
	second.presses("r")
	second.sees("Er is niets gedaan: de stapel ligt intussen anders")
	second.laid("2 3 - 1")
	if got := second.value("#i-remark"); got != "van de post" {
		t.Errorf("the remark that was not sent is %q then, want it kept", got)
	}
	if v := house.stackOf(d.ID); len(v.History) != 3 {
		t.Errorf("the second person changed what he did not see: %+v", v.History)
	}
	second.do(chromedp.Focus(chromedp.CSS("#stack [data-ref] a")))
	second.presses("u")
	second.laid("1 2 3")
	first.refused(http.StatusConflict)
	first.click(`#stack button[value="undo"]`)
	first.sees("Er is niets gedaan")
	first.laid("1 2 3")
	first.do(chromedp.Sleep(twiceOver))
	first.doubleClicks(`#stack button[value="undo"]`)
	first.laid("1 2 / 3")
	first.do(chromedp.Sleep(twiceOver))
	first.click(`#stack button[value="undo"]`)
	first.laid(begin)

	v := house.visit(t, accountant)
	_, _, page := v.get(deliveryURL(d.ID))
	form := url.Values{"document": {string(house.stackOf(d.ID).Documents[0].ID)}, "join": {string(house.stackOf(d.ID).Documents[1].ID)}, "version": {between(page, `name="version" value="`, `"`)}}
	status, _, body := v.post(deliveryURL(d.ID)+"/stack", form)
	v.wants("joining", status, http.StatusSeeOther, body)
	status, _, body = v.post(deliveryURL(d.ID)+"/stack", form)
	v.wants("joining the same again", status, http.StatusConflict, body, "Er is niets gedaan", "= 2 documenten")
	form.Del("version")
	status, _, body = v.post(deliveryURL(d.ID)+"/stack", form)
	v.wants("joining without having seen", status, http.StatusConflict, body, "Er is niets gedaan")
}

// twiceOver is how long after a click another one at the same place is no double
// click any more.
const twiceOver = 600 * time.Millisecond

// doubleClicks clicks twice at the place of an element, whatever lies there then.
func (h *hand) doubleClicks(selector string) {
	h.Helper()
	at := ask[[]float64](h, `((b) => [b.left + b.width / 2, b.top + b.height / 2])((at => (at.scrollIntoView({block: "center", behavior: "instant"}), at.getBoundingClientRect()))(document.querySelector(`+strconv.Quote(selector)+`)))`)
	for n := range 2 {
		for _, kind := range []mouse.DispatchMouseEventType{mouse.DispatchMouseEventTypeMousePressed, mouse.DispatchMouseEventTypeMouseReleased} {
			event := mouse.DispatchMouseEventParams{Type: kind, X: at[0], Y: at[1], Button: mouse.MouseButtonLeft, ClickCount: int64(n + 1)}
			if _, err := chromedp.Call(h.ctx, mouse.DispatchMouseEvent, event); err != nil {
				h.Fatal(err)
			}
		}
	}
}

func (h *house) stackOf(id invoer.DeliveryID) storage.StackView {
	h.Helper()
	v, err := h.store.Stack(h.Context(), h.identity(accountant), id)
	if err != nil {
		h.Fatal(err)
	}
	return v
}

// between is what stands in a text between two others, the first time.
func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}

// lies tells which page lies where: documents by "/", what was put aside behind
// "-", pages by the order in which they were first seen.
func (h *hand) lies() string {
	h.Helper()
	return ask[string](h, lies)
}

const lies = `(() => {
	window.known ??= [...document.querySelectorAll("#stack [data-sheaf] [data-ref]")].map((page) => page.dataset.ref);
	const of = (at) => [...at.querySelectorAll("[data-ref]")].map((page) => window.known.indexOf(page.dataset.ref) + 1).filter((n) => n > 0).join(" ");
	const aside = of(document.querySelector("#bin"));
	return [...document.querySelectorAll("#stack [data-sheaf]")].map(of).join(" / ") + (aside && " - " + aside);
})()`

// laid waits until the stack lies so.
func (h *hand) laid(want string) {
	h.Helper()
	h.until("the stack as "+want, lies+" === '"+want+"'")
}

// dragsPage drags a page of the stack before another one.
func (h *hand) dragsPage(page, before int) {
	h.Helper()
	from, to := h.pagePoints(page, before)
	h.drags(from[0], from[1], to[0], to[1])
}

// dragsTo drags the middle of one element to that of another.
func (h *hand) dragsTo(from, to string) {
	h.Helper()
	at := ask[[]float64](h, fmt.Sprintf(`(() => {
		const ends = [%q, %q].map((at) => document.querySelector(at));
		const seen = () => ends.map((at) => at.getBoundingClientRect());
		const middle = seen().reduce((sum, at) => sum + at.top + at.height / 2, 0) / 2;
		window.scrollBy({top: middle - window.innerHeight / 2, behavior: "instant"});
		return seen().flatMap((at) => [at.left + at.width / 2, at.top + at.height / 2]);
	})()`, from, to))
	h.drags(at[0], at[1], at[2], at[3])
}

// pagePoints are the points of the screen from which and to which a page is
// dragged to lie before another one, both clear of the bar.
func (h *hand) pagePoints(page, before int) (from, to [2]float64) {
	h.Helper()
	at := ask[[]float64](h, fmt.Sprintf(`(() => {
		const pages = [...document.querySelectorAll("#stack [data-sheaf] [data-ref]")];
		const seen = () => [pages[%d], pages[%d]].map((page) => page.querySelector("img").getBoundingClientRect());
		const middle = seen().reduce((sum, at) => sum + at.top + at.height / 2, 0) / 2;
		window.scrollBy({top: middle - window.innerHeight / 2, behavior: "instant"}); 
		const [from, to] = seen();
		return [from.left + from.width / 2, from.top + from.height / 2, to.left + 8, to.top + to.height / 2];
	})()`, page, before))
	return [2]float64{at[0], at[1]}, [2]float64{at[2], at[3]}
}

// What is doubtful is marked, in each language, and a client sees the sum and
// no way to change it.
func TestStackInAllLanguages(t *testing.T) {
	house := openHouse(t)
	d := house.deliver(house.identity(accountant), house.client, "stapel.pdf", house.scanned("nl-excel-grid-pdf-text", "de-de-craft-pdf-text"))
	house.settled(2)
	house.doubtCuts()
	for lang, want := range map[string][]string{
		"nl": {"4 bladen = 2 documenten + 2 scheidingsbladen", "Kijk na", "50 % zeker", "Knip", "Apart gelegd"},
		"fr": {"4 feuilles = 2 documents + 2 feuilles de séparation", "À vérifier", "sûr à 50 %", "Mis de côté"},
		"en": {"4 sheets = 2 documents + 2 separators", "Check", "50% sure", "Put aside"},
		"de": {"4 Blätter = 2 Belege + 2 Trennblätter", "Prüfen", "zu 50 % sicher", "Beiseitegelegt"},
	} {
		v := house.visit(t, accountant)
		v.post("/profile/language", map[string][]string{"language": {lang}})
		status, _, body := v.get(deliveryURL(d.ID))
		v.wants(lang, status, 200, html.UnescapeString(body), want[0], want[1], want[2])
	}
	v := house.visit(t, clientUser)
	status, _, body := v.get(deliveryURL(d.ID))
	v.wants("a client's own", status, 200, html.UnescapeString(body), "4 bladen = 2 documenten + 2 scheidingsbladen")
	if strings.Contains(body, `name="join"`) || strings.Contains(body, `type="checkbox"`) {
		t.Error("a client is shown what only the office may do")
	}
	if status, _, _ := v.post(deliveryURL(d.ID)+"/stack", map[string][]string{"do": {"undo"}}); status != 403 {
		t.Errorf("a client changes a stack: %d, want 403", status)
	}
}

// doubtCuts makes it half sure where documents begin.
func (h *house) doubtCuts() {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update documents set cut_sure = 50`)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// A part that was skipped is taken when a person says so, and its line says who;
// what came again stands at what came first.
func TestSkippedPartIsTakenByAPerson(t *testing.T) {
	house := openHouse(t)
	message := "From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>Dag, de bon: 12,50</p>\r\n"
	d := house.deliver(house.identity(accountant), house.client, "bericht.eml", []byte(message))
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(accountant, password)
	p.open(deliveryURL(d.ID))
	p.sees("De tekst van het bericht zelf.")
	p.click("td form button")
	p.at(deliveryURL(d.ID) + "?said=part-taken")
	p.sees("Aangenomen op vraag van Bert Claes.")
	house.settled(1)
	house.deliver(house.identity(admin1), house.client, "bericht.eml", []byte(message))
	p.open(deliveryURL(d.ID))
	p.sees("Kwam later opnieuw binnen")
	now, err := house.store.Delivery(t.Context(), house.identity(accountant), d.ID)
	if err != nil || now.Parts[1].Outcome != invoer.Taken {
		t.Errorf("the part is %+v, %v; want it taken", now.Parts, err)
	}
}

// An admin turns answer letters on and off, and reads before what that means;
// nobody else can.
func TestAnswerLettersAreTurnedOn(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(admin1, password)
	for _, on := range []bool{true, false} {
		p.open("/office/clients")
		p.sees("alleen naar afzenders die bewijzen wie ze zijn")
		p.click("#answers button")
		p.at("/office/clients?said=answers")
		chosen, err := house.store.OfficeSettings(t.Context(), house.identity(admin1))
		if err != nil || chosen.Answers != on {
			t.Errorf("after the button answers are %t, %v; want %t", chosen.Answers, err, on)
		}
	}
	v := house.visit(t, accountant)
	if status, _, _ := v.post("/office/answers", map[string][]string{"answers": {"on"}}); status != 403 && status != 404 {
		t.Errorf("an accountant turns them on: %d, want that he cannot", status)
	}
}
