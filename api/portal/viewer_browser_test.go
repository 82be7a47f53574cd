package portal

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	mouse "github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
)

// longPDF is an invoice of several pages with text, and more on the first.
func longPDF(pages int, more ...string) []byte {
	var kids, objects strings.Builder
	for n := range pages {
		lines := []string{fmt.Sprintf("Pagina %d van %d", n+1, pages), "Factuur 2026-0117", fmt.Sprintf("Levering nummer %d van brood en gebak", n+1)}
		if n == 0 {
			lines = append([]string{"Bakkerij De Korenbloem bv", "Kerkstraat 12, 9000 Gent", "BTW BE 0403.170.701", ""}, append(lines, "Factuurdatum 12/11/2026", "Vervaldatum 12/12/2026")...)
			lines = append(lines, more...)
		}
		if n == pages-1 {
			lines = append(lines, "Totaal exclusief btw 100,00", "Btw 21 % 21,00", "Te betalen EUR 121,00")
		}
		var text strings.Builder
		for i, line := range lines {
			fmt.Fprintf(&text, "BT /F 14 Tf 60 %d Td (%s) Tj ET\n", 760-28*i, line)
		}
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*n)
		fmt.Fprintf(&objects, "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>endobj\n", 4+2*n, 5+2*n)
		fmt.Fprintf(&objects, "%d 0 obj<</Length %d>>stream\n%s\nendstream endobj\n", 5+2*n, text.Len(), text.String())
	}
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n"+
		"3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n%strailer<</Root 1 0 R>>\n", kids.String(), pages, objects.String())
}

// The picture is zoomed, fitted and turned by keys and by wheel, all pages lie in
// a strip, and the words on it can be selected; what is printed of it is the
// paper and its values, and nothing of the frame.
func TestThePictureIsHandled(t *testing.T) {
	house := openHouse(t)
	house.deliver(house.identity(accountant), house.client, "lang.pdf", longPDF(4))
	house.settled(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open1()
	p.until("four pages in the strip, the first one marked", "document.querySelectorAll('.leaves [data-leaf] img').length === 4 && document.querySelector('.leaves [aria-current]')?.dataset.leaf === '1'")
	p.zoomsByKeys()
	p.zoomsByWheel()
	p.goesThroughPages()
	p.selectsWords()
	p.printed()
}

// wide is how wide the first page is drawn, in pixels.
func (h *hand) wide() float64 {
	h.Helper()
	return ask[float64](h, "document.querySelector('.sheet').getBoundingClientRect().width")
}

func (h *hand) zoomsByKeys() {
	h.Helper()
	h.do(chromedp.Focus(chromedp.CSS(".sheets")))
	before := h.wide()
	h.presses("+")
	h.until("the page larger, and said", fmt.Sprintf("document.querySelector('.sheet').getBoundingClientRect().width > %f && document.querySelector('output[data-view]').textContent === '125 %%'", before*1.2))
	h.presses("-")
	h.until("the page as before", fmt.Sprintf("Math.abs(document.querySelector('.sheet').getBoundingClientRect().width - %f) < 2", before))
	h.presses("0")
	h.until("the whole page in sight", `(() => {
		const [page, frame] = [".sheet", ".sheets"].map((s) => document.querySelector(s).getBoundingClientRect());
		return page.height <= frame.height && page.height > frame.height * 0.7;
	})()`)
	fitted := h.wide()
	h.presses("+")
	h.until("a page somewhat larger than what fitted", fmt.Sprintf("(w => w > %f && w < %f)(document.querySelector('.sheet').getBoundingClientRect().width)", fitted, fitted*1.4))
	h.click(`[data-view="width"]`)
	h.until("the page as wide as there is room", fmt.Sprintf("Math.abs(document.querySelector('.sheet').getBoundingClientRect().width - %f) < 2", before))
	h.do(chromedp.Focus(chromedp.CSS(".sheets")))
	for turn, lies := range []bool{true, false, true, false} {
		h.presses("r")
		h.until(fmt.Sprintf("the page after turn %d", turn+1), fmt.Sprintf("(b => (b.width > b.height) === %t)(document.querySelector('.sheet').getBoundingClientRect()) && document.querySelector('.sheet svg').dataset.turn === '%d'", lies, (turn+1)*90%360))
	}
}

// turnsWheel turns the wheel over the middle of the picture.
func (h *hand) turnsWheel(by float64, modifiers int64) {
	h.Helper()
	at := ask[[2]float64](h, "(b => [b.left + b.width / 2, b.top + b.height / 3])(document.querySelector('.sheets').getBoundingClientRect())")
	event := mouse.DispatchMouseEventParams{Type: mouse.DispatchMouseEventTypeMouseWheel, X: at[0], Y: at[1], DeltaX: 1e-6, DeltaY: by, Modifiers: modifiers} // a delta that is zero is not sent, and asked for
	if _, err := chromedp.Call(h.ctx, mouse.DispatchMouseEvent, event); err != nil {
		h.Fatal(err)
	}
}

func (h *hand) zoomsByWheel() {
	h.Helper()
	const ctrl = 2
	before := h.wide()
	place := ask[[2]float64](h, `(() => {
		const [page, frame] = [".sheet", ".sheets"].map((s) => document.querySelector(s).getBoundingClientRect());
		return [(frame.left + frame.width / 2 - page.left) / page.width, (frame.top + frame.height / 3 - page.top) / page.height];
	})()`)
	h.turnsWheel(-150, ctrl)
	h.until("a page zoomed by the wheel about the pointer", fmt.Sprintf(`(() => {
		const [page, frame] = [".sheet", ".sheets"].map((s) => document.querySelector(s).getBoundingClientRect());
		const [x, y] = [(frame.left + frame.width / 2 - page.left) / page.width, (frame.top + frame.height / 3 - page.top) / page.height];
		return Math.abs(page.width / %f - %f) < 0.02 && Math.abs(x - %f) < 0.02 && Math.abs(y - %f) < 0.02;
	})()`, before, math.Exp(0.5), place[0], place[1]))
	at := ask[float64](h, "document.querySelector('.sheets').scrollTop")
	h.turnsWheel(200, 0)
	h.until("the page scrolled, of the same size", fmt.Sprintf("document.querySelector('.sheets').scrollTop > %f && document.querySelector('output[data-view]').textContent === '165 %%'", at+100))
	h.click(`[data-view="width"]`)
}

// goesThroughPages goes to a page by the strip, and back by keys.
func (h *hand) goesThroughPages() {
	h.Helper()
	h.click(`.leaves [data-leaf="3"]`)
	h.until("the third page, marked, its picture asked for", `(() => {
		const [page, frame] = ["#page-3", ".sheets"].map((s) => document.querySelector(s).getBoundingClientRect());
		return Math.abs(page.top - frame.top) < 40 && document.querySelector(".leaves [aria-current]").dataset.leaf === "3" && document.querySelector("#page-3 image[href]");
	})()`)
	h.do(chromedp.Focus(chromedp.CSS("#i-customer_name")))
	h.until("the field with the cursor", "document.activeElement.id === 'i-customer_name'")
	for range 8 { // it glides: more often than there are screens is no harm
		h.presses(kb.PageUp)
	}
	h.until("the first page again", "document.querySelector('.sheets').scrollTop < 5 && document.querySelector('.leaves [aria-current]').dataset.leaf === '1'")
	if got := ask[string](h, "document.activeElement.id"); got != "i-customer_name" {
		h.Errorf("going through the pages moved the cursor to %q", got)
	}
}

// selectsWords drags over words of the picture: they are selected as text, and go
// into the field with the cursor.
func (h *hand) selectsWords() {
	h.Helper()
	at := ask[[4]float64](h, `(() => {
		const of = (word) => [...document.querySelectorAll("#page-1 .words text")].find((t) => t.textContent.trim() === word).getBoundingClientRect();
		const [from, to] = [of("Bakkerij"), of("Korenbloem")];
		return [from.left + 1, from.top + from.height / 2, to.right - 1, to.top + to.height / 2];
	})()`)
	send := func(kind mouse.DispatchMouseEventType, x, y float64, buttons int64) {
		event := mouse.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: mouse.MouseButtonLeft, Buttons: buttons, ClickCount: 1}
		if _, err := chromedp.Call(h.ctx, mouse.DispatchMouseEvent, event); err != nil {
			h.Fatal(err)
		}
	}
	send(mouse.DispatchMouseEventTypeMousePressed, at[0], at[1], 1)
	send(mouse.DispatchMouseEventTypeMouseMoved, (at[0]+at[2])/2, at[1], 1)
	send(mouse.DispatchMouseEventTypeMouseMoved, at[2], at[3], 1)
	h.until("the words selected as text", "getSelection().toString().replace(/\\s+/g, ' ').trim() === 'Bakkerij De Korenbloem'")
	send(mouse.DispatchMouseEventTypeMouseReleased, at[2], at[3], 0)
	h.kept("customer_name", "Bakkerij De Korenbloem")
}

// printed prints the document and the list, and reads what came out.
func (h *hand) printed() {
	h.Helper()
	h.until("all pictures, asked for before it is printed", `(window.dispatchEvent(new Event("beforeprint")),
		[1, 2, 3, 4].every((n) => performance.getEntriesByType("resource").some((r) => r.name.endsWith("/pages/" + n) && r.responseEnd > 0)))`)
	text, pictures := h.prints()
	for _, want := range []string{"121,00", "Korenbloem", "12/12/2026"} {
		if !strings.Contains(text, want) {
			h.Errorf("the printed document lacks %q: %s", want, text)
		}
	}
	if pictures < 4 {
		h.Errorf("the printed document has %d pictures, want one of each of its four pages", pictures)
	}
	h.notPrinted(text)
	h.open("/documents")
	h.ready()
	list, _ := h.prints()
	for _, want := range []string{"2026-0117", "121,00", "Brirolis Medical bv"} {
		if !strings.Contains(list, want) {
			h.Errorf("the printed list lacks %q: %s", want, list)
		}
	}
	h.notPrinted(list)
}

// notPrinted looks for what is no use on paper.
func (h *hand) notPrinted(text string) {
	h.Helper()
	for _, frame := range []string{"Leveringen", "Afmelden", "Bert Claes", "Goedkeuren", "Afwijzen", "Zoeken"} {
		if strings.Contains(text, frame) {
			h.Errorf("%q is printed, want nothing of the frame: %s", frame, text)
		}
	}
}

// prints gives the words of the page as it is printed, and how many pictures are
// on it.
func (h *hand) prints() (text string, pictures int) {
	h.Helper()
	got, err := chromedp.Call(h.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	if err != nil {
		h.Fatal(err)
	}
	path := filepath.Join(h.TempDir(), "printed.pdf")
	if err := os.WriteFile(path, got.Data, 0o600); err != nil {
		h.Fatal(err)
	}
	readings, err := theReader(h).Extract(h.Context(), "printed.pdf", path, invoer.Own{}, invoer.Date{Year: 2026, Month: 12, Day: 1})
	if err != nil {
		h.Fatal(err)
	}
	var words []string
	for _, reading := range readings {
		for _, sheet := range reading.Paper {
			for _, word := range sheet.Words {
				words = append(words, word.Text)
			}
		}
	}
	return strings.Join(words, " "), strings.Count(string(got.Data), "/Subtype /Image")
}
