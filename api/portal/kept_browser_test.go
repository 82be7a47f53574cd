package portal

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// costLine is the line of a booking that says what was bought.
const costLine = `[...document.querySelectorAll("[data-booking] tr")].find((r) => r.querySelector('[name^="b.side"]')?.value === "cost")`

// writesLine puts something into a cell of the line of cost and leaves it.
func (h *hand) writesLine(cell, text string) {
	h.Helper()
	h.ready()
	at := costLine + `.querySelector('[name^="b.` + cell + `."]')`
	h.until("the cursor in the line", "(("+at+").focus(), ("+at+").select(), document.activeElement === "+at+")")
	h.presses(text + kb.Tab)
}

// line is what stands in a cell of the line of cost.
func (h *hand) line(cell string) string {
	h.Helper()
	return ask[string](h, costLine+`.querySelector('[name^="b.`+cell+`."]').value`)
}

// endSessions ends all that a person is signed in with.
func (h *house) endSessions(email string) {
	h.Helper()
	who := h.identity(email)
	sessions, err := h.store.Sessions(h.Context(), who)
	if err != nil {
		h.Fatal(err)
	}
	for _, s := range sessions {
		if err := h.store.EndSession(h.Context(), who, s.ID); err != nil {
			h.Fatal(err)
		}
	}
}

// signsInAgain signs in at the page that asks for it when a session is over.
func (h *hand) signsInAgain(email string) {
	h.Helper()
	h.at("/sign-in")
	h.sees("Uw sessie is afgelopen")
	h.types("#email", email)
	h.types("#password", password)
	h.click("form button.primary")
}

// Lines of a booking that do not balance yet are kept like fields: nothing that
// comes from the server replaces them, whoever leaves is asked, and they are there
// again after the page was loaded anew, after another document, and after the line
// or the session ended. Lines that balance are saved when the line is there again.
func TestBookingLinesAreKept(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	docs := house.settled(2)
	doc := docs[0].ID
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.click("#rows a.row")
	p.until("the lines", costLine)
	debit := p.line("debit")
	p.writesLine("debit", "1,00")
	p.until("that they are not saved", "document.querySelector('#saved').textContent === 'Nog niet bewaard'")
	if _, err := house.store.Correct(t.Context(), house.identity(admin1), doc, storage.AnyVersion, []storage.Correction{{Field: "invoice_number", Text: "COLLEGA"}}); err != nil {
		t.Fatal(err)
	}
	p.until("what a colleague wrote", "document.querySelector('#i-invoice_number').value === 'COLLEGA'")
	if got := p.line("debit"); got != "1,00" {
		t.Errorf("after a colleague's change the line says %q, want what was typed", got)
	}
	p.types("#i-due_date", "31/08/2025")
	p.presses(kb.Tab)
	p.kept("due_date", "31/08/2025")
	if got := p.line("debit"); got != "1,00" {
		t.Errorf("after a field was saved the line says %q, want what was typed", got)
	}

	p.do(chromedp.Focus(chromedp.CSS("#approve")))
	p.presses("n")
	p.sees("De boekingsregels zijn niet bewaard")
	p.do(chromedp.Focus(chromedp.CSS("#approve")))
	p.presses("n")
	p.until("the next document all the same", "document.querySelector(\"[data-desk='"+string(docs[1].ID)+"']\")")
	p.presses(kb.Escape + "p")
	p.until("the lines again, as they were typed", "document.querySelector(\"[data-desk='"+string(doc)+"']\") && "+costLine+"?.querySelector('[name^=\"b.debit.\"]').value === '1,00'")
	asked := p.asked()
	p.open("/documents/" + string(doc))
	p.until("the lines as they were typed", costLine+"?.querySelector('[name^=\"b.debit.\"]').value === '1,00'")
	if p.asked() == asked {
		t.Error("nobody was asked before a page with lines that are not saved was left")
	}

	p.writesLine("account", "611200")
	p.offline(true)
	p.writesLine("debit", debit)
	p.sees("Niet bewaard: geen verbinding")
	p.offline(false)
	p.until("that the lines were saved", `document.querySelector('[name="b.was"]').value.includes("611200")`)

	house.endSessions(accountant)
	p.writesLine("text", "Na de sessie")
	p.signsInAgain(accountant)
	p.at("/documents/" + string(doc))
	p.until("the lines as they were typed", costLine+"?.querySelector('[name^=\"b.text.\"]').value === 'Na de sessie'")
	p.writesLine("text", "Na de sessie.")
	p.until("that the lines were saved", `document.querySelector('[name="b.was"]').value.includes("Na de sessie.")`)
	view, err := house.store.Document(t.Context(), house.identity(accountant), doc)
	if err != nil || !strings.Contains(lineText(tongueLines(view)), "611200|Na de sessie.") {
		t.Errorf("the booking is %+v, %v, want it as it was typed", view.Booking, err)
	}
}

// tongueLines are the lines of a booking as its page has them.
func tongueLines(view storage.View) []bookingRow {
	return frame{tongue: tongue{Lang: "nl"}}.bookingForm(view, chart).Rows
}

// Two who book at once: the loser keeps his lines, sees the other's beside them,
// and takes those over or saves his own.
func TestLinesOfTwoStandBesideEachOther(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0].ID
	book := *house.view(doc).Booking
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc))
	p.until("the lines", costLine)
	p.writesLine("debit", "1,00")
	for i, e := range book.Entries {
		if e.Side == invoer.SideCost {
			book.Entries[i].Text = "Van een collega"
		}
	}
	if _, err := house.store.SetBooking(t.Context(), house.identity(admin1), doc, storage.AnyVersion, book); err != nil {
		t.Fatal(err)
	}
	p.refused(409)
	debit := ask[string](p, costLine+`.querySelector('[name^="b.debit."]').defaultValue`)
	p.writesLine("text", "Van mij")
	p.writesLine("debit", debit)
	p.sees("Iemand anders heeft intussen deze regels bewaard:")
	p.until("the colleague's line beside one's own", "document.querySelector('#p-booking .now').textContent.includes('Van een collega')")
	if got := p.line("text"); got != "Van mij" {
		t.Errorf("the line says %q, want what was typed", got)
	}
	p.writesLine("text", "Toch van mij")
	p.until("that one's own were saved", `document.querySelector('[name="b.was"]').value.includes("Toch van mij")`)
	for _, e := range house.view(doc).Booking.Entries {
		if e.Side == invoer.SideCost && e.Text != "Toch van mij" {
			t.Errorf("the line of cost says %q, want what was saved last", e.Text)
		}
	}
}

// view is a document as it is stored.
func (h *house) view(id invoer.DocumentID) storage.View {
	h.Helper()
	view, err := h.store.Document(h.Context(), h.identity(admin1), id)
	if err != nil {
		h.Fatal(err)
	}
	return view
}

// A note, a question, the client's answer, a reason and a remark that are sent
// without a line or after the session ended lose nothing: they stay, and are sent
// once when the line is there, or after signing in, where one was.
func TestWordsAreKept(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	at := "/documents/" + string(doc.ID)
	p, client := newHand(t, house.url), newHand(t, house.url)
	p.signIn(accountant, password)
	p.open(at)
	p.until("the desk", "document.querySelector('#talk')")
	p.types("#i-due_date", "geen datum") // a field that cannot be saved stands in the way of no note, and waits
	p.refused(422)
	p.offline(true)
	p.types("#talk", "Een nota zonder lijn")
	p.click("#p-talk button[value=note]")
	p.sees("Nog niet verzonden: geen verbinding.")
	if got := p.value("#talk"); got != "Een nota zonder lijn" {
		t.Errorf("without a line the note says %q, want what was written", got)
	}
	p.offline(false)
	p.until("the note, once", "[...document.querySelectorAll('.messages li')].filter((li) => li.textContent.includes('Een nota zonder lijn')).length === 1")
	if got := p.value("#i-due_date"); got != "geen datum" {
		t.Errorf("after the note was sent the field says %q, want what was typed", got)
	}
	p.types("#i-due_date", "31/08/2025")
	p.presses(kb.Tab)
	p.kept("due_date", "31/08/2025")

	house.endSessions(accountant)
	p.types("#talk", "Een vraag na de sessie?")
	p.click("#p-talk button[value=question]")
	p.signsInAgain(accountant)
	p.at(at)
	p.until("the question as it was written", "document.querySelector('#talk')?.value === 'Een vraag na de sessie?'")
	p.click("#p-talk button[value=question]")
	p.sees("Wacht op een antwoord")

	client.signIn(clientUser, password)
	client.open(at)
	client.until("the question", "document.querySelector('#p-talk textarea')")
	house.endSessions(clientUser)
	client.types("#p-talk textarea", "Een antwoord na de sessie")
	client.click("#p-talk button.primary")
	client.signsInAgain(clientUser)
	client.at(at)
	client.until("the answer as it was written", "document.querySelector('#p-talk textarea')?.value === 'Een antwoord na de sessie'")
	client.click("#p-talk button.primary")
	client.until("the answer", "[...document.querySelectorAll('.messages li')].some((li) => li.textContent.includes('Een antwoord na de sessie'))")

	client.open(deliveryURL(doc.Delivery))
	house.endSessions(clientUser)
	client.types("#i-remark", "Een opmerking na de sessie")
	client.click("#said button")
	client.signsInAgain(clientUser)
	client.at(deliveryURL(doc.Delivery))
	client.until("the remark as it was written", "document.querySelector('#i-remark')?.value === 'Een opmerking na de sessie'")
	client.types("#i-due", "geen datum")
	client.refused(422)
	client.click("#said button")
	client.until("what is wrong, at its input", "document.querySelector('#said [aria-invalid]')?.id === 'i-due'")
	client.types("#i-due", "31/12/2026")
	client.click("#said button")
	client.at(deliveryURL(doc.Delivery) + "?said=said")
	client.until("the remark", "document.querySelector('#i-remark').defaultValue === 'Een opmerking na de sessie'")

	p.open(at)
	p.until("the desk", "document.querySelector('#reason')")
	p.do(chromedp.Focus(chromedp.CSS(".decide summary")))
	p.presses(kb.Enter)
	house.endSessions(accountant)
	p.types("#reason", "niet voor ons")
	p.presses(kb.Enter)
	p.signsInAgain(accountant)
	p.at(at)
	p.until("the reason as it was written", "document.querySelector('#reason')?.value === 'niet voor ons'")
	p.types("#reason", "niet voor ons!")
	p.presses(kb.Enter)
	p.at("/documents?said=last")
	if got := house.view(doc.ID); got.Reason != "niet voor ons!" {
		t.Errorf("the reason is %q, want what was written", got.Reason)
	}
}

// A form that is sent after the session ended leads, once one signed in, to the
// page that it stands on, also without scripts.
func TestSignInLeadsBackToThePageOfAForm(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	at := "/documents/" + string(house.settled(1)[0].ID) + "?list=tab%3Dread"
	p := newHand(t, house.url)
	p.withoutScripts()
	p.signIn(accountant, password)
	p.open(at)
	house.endSessions(accountant)
	p.types("#talk", "Een nota")
	p.click("#p-talk button[value=note]")
	p.at("/sign-in?next=" + strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(at, "%", "%25"), "/", "%2F"), "?", "%3F")[:40])
	p.types("#email", accountant)
	p.types("#password", password)
	p.click("form button.primary")
	p.at(at)
}

// A document that a person may not see any more while he has it open says so in
// his words, keeps what he wrote, to copy, and tries nothing any more.
func TestADocumentOutOfSight(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0].ID
	at := "/documents/" + string(doc)
	who := house.identity(accountant)
	if _, err := house.store.Say(t.Context(), who, storage.Message{Document: doc, Kind: storage.MessageQuestion, Text: "Waarvoor?"}); err != nil {
		t.Fatal(err)
	}
	client := newHand(t, house.url)
	client.signIn(clientUser, password)
	client.open(at)
	client.until("the question", "document.querySelector('#p-talk textarea')")
	client.types("#p-talk textarea", "Voor het archief")
	client.refused(404)
	if _, err := house.store.Move(t.Context(), who, doc, storage.AnyVersion, house.second); err != nil {
		t.Fatal(err)
	}
	client.click("#p-talk button.primary")
	client.sees("of u mag het niet meer zien")
	client.until("what was written, to copy", "document.querySelector('#p-talk textarea').value === 'Voor het archief'")

	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open(at)
	p.until("the desk", "document.querySelector('#i-invoice_number')")
	p.types("#i-invoice_number", "HALF")
	p.writesLine("debit", "1,00")
	p.refused(404)
	house.makeClientOf(accountant, house.client)
	p.types("#i-supplier_name", "Ook half")
	p.presses(kb.Tab)
	p.until("that it is gone", "!document.querySelector('#gone').hidden && document.querySelector('#gone').innerText.includes('er niet meer')")
	if said := p.text("#saved"); said != "" {
		t.Errorf("the page says %q too, want nothing of a line", said)
	}
	if got := p.value("#i-supplier_name"); got != "Ook half" {
		t.Errorf("the supplier is %q, want what was typed", got)
	}
	if got := p.line("debit"); got != "1,00" {
		t.Errorf("the line says %q, want what was typed", got)
	}
	p.until("that nothing can be sent any more", "[...document.querySelectorAll('.side button')].every((b) => b.disabled) && document.querySelector('#i-supplier_name').readOnly")
}

// makeClientOf makes a person of the office one of a client, who sees that client's
// documents only.
func (h *house) makeClientOf(email string, client invoer.ClientID) {
	h.Helper()
	id := h.identity(email).User
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update users set role = 'client', client_id = $2 where id = $1`, id, client)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// What was typed into a document that a colleague decided on meanwhile stands
// beside what holds now.
func TestTypedBesideWhatWasDecided(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0].ID
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc))
	p.until("the desk", "document.querySelector('#i-invoice_number')")
	p.writesLine("debit", "1,00")
	p.types("#i-invoice_number", "HALF")
	if _, err := house.store.Reject(t.Context(), house.identity(admin1), doc, storage.AnyVersion, "dubbel"); err != nil {
		t.Fatal(err)
	}
	p.until("the decision, and what was typed beside it", "document.querySelector('#f-invoice_number .now')?.textContent === 'U typte: HALF' && document.querySelector('#p-booking .now')?.textContent.includes('1,00')")
	p.do(chromedp.Reload())
	p.until("the same when the page is loaded again", "document.querySelector('#f-invoice_number .now')?.textContent === 'U typte: HALF' && document.querySelector('#p-booking .now')?.textContent.includes('1,00')")
}

// What cannot be taken back any more is told as it is: the document was booked
// meanwhile.
func TestTakeBackOfWhatWasBooked(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	first := house.settled(2)[0].ID
	house.surely()
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.click("#rows a.row")
	p.until("the first document", "document.activeElement?.id === 'approve'")
	p.presses(kb.Enter)
	p.until("the next one, and that the first is approved", "!location.pathname.includes('"+string(first)+"') && document.querySelector('#saved').textContent.startsWith('Goedgekeurd.')")
	house.booked(first)
	p.refused(409)
	p.presses(kb.Escape + "u")
	p.until("why not", "(s => s.includes('Geboekt') && s.includes('Er werd niets veranderd') && !s.includes('verbinding'))(document.querySelector('#saved').textContent)")
	if got := house.statusOf(first); got != invoer.StatusBooked {
		t.Errorf("the document is %s, want booked", got)
	}
}

// booked makes a document one that left in a batch.
func (h *house) booked(id invoer.DocumentID) {
	h.Helper()
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update documents set status = 'booked', version = version + 1 where id = $1`, id)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
}

// A note, a question and taking an original apart, while a field and a line are being
// typed, cost neither of them.
func TestOtherFormsCostNothingThatIsTyped(t *testing.T) {
	house := openHouse(t)
	for _, name := range []string{"nl-excel-grid-pdf-text", "de-de-craft-pdf-text"} {
		house.handIn(accountant, house.client, name, "document.pdf")
	}
	docs := house.settled(2)
	doc := docs[1].ID
	if _, err := house.store.Join(t.Context(), house.identity(accountant), docs[0].ID, storage.AnyVersion, doc); err != nil {
		t.Fatal(err)
	}
	house.settled(1)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc))
	p.until("the desk", costLine)
	p.writesLine("debit", "1,00")
	for _, form := range []struct{ what, press, seen string }{
		{"note", "#p-talk button[value=note]", "[...document.querySelectorAll('.messages li')].some((li) => li.textContent.includes('Een note'))"},
		{"question", "#p-talk button[value=question]", "[...document.querySelectorAll('.messages li')].some((li) => li.textContent.includes('Een question'))"},
		{"apart", "form[action$='/separate'] button", "!location.pathname.endsWith('" + string(doc) + "') && document.body.innerText.includes('Losgemaakt')"}, // the page of what was taken apart
	} {
		if form.what != "apart" {
			p.types("#talk", "Een "+form.what)
		}
		p.types("#i-invoice_number", form.what)
		p.click(form.press)
		p.until("what "+form.what+" comes to", form.seen)
		p.open("/documents/" + string(doc))
		p.until("the line as it was typed", costLine+"?.querySelector('[name^=\"b.debit.\"]').value === '1,00'")
		if got := p.value("#i-invoice_number"); got != form.what {
			t.Errorf("after %s the number is %q, want as it was typed", form.what, got)
		}
		if got := house.view(doc).Invoice.Number.Value; got != form.what {
			t.Errorf("after %s the number is saved as %q, want as it was typed", form.what, got)
		}
	}
}
