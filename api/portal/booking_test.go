package portal

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// teach gives the client of the house a chart.
func (h *house) teach(b invoer.Books) {
	h.Helper()
	now, err := h.store.Books(h.Context(), h.identity(admin1), h.client)
	if err != nil {
		h.Fatal(err)
	}
	changes, faults := now.Changes(b)
	if len(faults) > 0 {
		h.Fatal(faults)
	}
	if _, err := h.store.ChangeBooks(h.Context(), h.identity(admin1), h.client, "chart.csv", changes); err != nil {
		h.Fatal(err)
	}
}

var chart = invoer.Books{Accounts: []invoer.LedgerAccount{
	{Number: "440000", Name: "Leveranciers"},
	{Number: "411000", Name: "Terug te vorderen btw"},
	{Number: "604000", Name: "Handelsgoederen"},
	{Number: "611200", Name: "Onderhoud en herstellingen gebouwen"},
	{Number: "612000", Name: "Leveringen en diensten"},
	{Number: "612300", Name: "Kantoorbenodigdheden"},
}}

// formOf reads the lines of the booking as a browser sends them.
func formOf(page string) url.Values {
	form := url.Values{}
	for _, found := range regexp.MustCompile(`(?s)<input[^>]*name="(b\.[^"]+)"[^>]*value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(found[1], unescape(found[2]))
	}
	for _, found := range regexp.MustCompile(`(?s)<select name="(b\.vat\.[^"]+)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(page, -1) {
		form.Set(found[1], "")
		if chosen := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(found[2]); chosen != nil {
			form.Set(found[1], chosen[1])
		}
	}
	return form
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace(s)
}

func TestBookingUnderTheFields(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.teach(invoer.Books{Periods: []invoer.Period{{Year: "6", Number: "01", Span: invoer.Span{
		From: invoer.Date{Year: 2020, Month: 1, Day: 1}, Until: invoer.Date{Year: 2030, Month: 12, Day: 31},
	}}}})
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	v := house.visit(t, accountant)
	path := "/documents/" + string(doc.ID)
	_, _, page := v.get(path)
	v.wants("where it is booked", http.StatusOK, http.StatusOK, page, "periode 01 (01/01/2020 tot 31/12/2030)")
	form := formOf(page)
	if form.Get("b.account.0") == "" || form.Get("b.was") == "" {
		t.Fatalf("no lines of a booking in the page: %v", form)
	}
	row := 0
	for form.Get("b.side."+string(rune('0'+row))) != "cost" {
		row++
	}
	at := string(rune('0' + row))

	form.Set("b.account."+at, "999999")
	status, _, page := v.post(path+"/fields", form)
	v.wants("an account that is not in the chart", status, http.StatusUnprocessableEntity, page, "Deze rekening staat niet in het rekeningstelsel", `value="999999"`)
	debit := form.Get("b.debit." + at)
	form.Set("b.account."+at, "611200")
	form.Set("b.debit."+at, "1,00")
	status, _, page = v.post(path+"/approve", form)
	v.wants("lines that do not balance", status, http.StatusUnprocessableEntity, page, "Debet en credit zijn niet gelijk", `value="611200"`)
	form.Set("b.debit."+at, debit)
	status, _, page = v.post(path+"/approve", form)
	v.wants("lines that do", status, http.StatusSeeOther, page)
	view, err := house.store.Document(t.Context(), house.identity(accountant), doc.ID)
	if err != nil || view.Booking.By != house.identity(accountant).User || view.Status != invoer.StatusApproved {
		t.Fatalf("document is %s, booked by %q, %v; want it approved as typed", view.Status, view.Booking.By, err)
	}
	found := false
	for _, e := range view.Booking.Entries {
		found = found || e.Account == "611200" && e.Why.Code == "person-said"
	}
	if !found {
		t.Errorf("booking %+v, want the account that was typed", view.Booking)
	}
}

func TestTwoWhoBookAtOnce(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	path := "/documents/" + string(doc.ID)
	first, second := house.visit(t, accountant), house.visit(t, admin1)
	_, _, page := first.get(path)
	one, other, unseen := formOf(page), formOf(page), formOf(page)
	one.Set("b.text.0", "Eerst")
	other.Set("b.text.0", "Daarna")
	status, _, page := first.post(path+"/fields", one)
	first.wants("the first", status, http.StatusSeeOther, page)
	status, _, page = second.post(path+"/fields", other)
	second.wants("the second", status, http.StatusConflict, page, "Eerst")
	status, _, page = second.post(path+"/approve", unseen)
	second.wants("approving lines that a colleague wrote unseen", status, http.StatusConflict, page, "Eerst")
	if got, err := house.store.Document(t.Context(), house.identity(admin1), doc.ID); err != nil || got.Status != invoer.StatusRead {
		t.Errorf("the document is %s, %v, want it undecided", got.Status, err)
	}
	_, _, page = second.get(path)
	status, _, page = second.post(path+"/approve", formOf(page))
	second.wants("approving them as they are shown", status, http.StatusSeeOther, page)
}

// versionIn is what the page of a document says of it, as its forms name it.
var versionIn = regexp.MustCompile(`name="version" value="([0-9]+)"`)

// Nobody decides on what he did not see: whatever a colleague changed after the
// page was made, each decision is refused, and the document shown as it is. What
// a person typed himself stands in nobody's way.
func TestOnlyWhatWasShownIsDecidedOn(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	id := house.settled(1)[0].ID
	path, v, colleague := "/documents/"+string(id), house.visit(t, accountant), house.identity(admin1)
	now := func() storage.View {
		t.Helper()
		doc, err := house.store.Document(t.Context(), colleague, id)
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	book := now().Booking
	if book == nil {
		t.Fatal("the document has no booking")
	}
	for what, change := range map[string]func() (storage.View, error){
		"kind": func() (storage.View, error) {
			return house.store.SetKind(t.Context(), colleague, id, storage.AnyVersion, invoer.KindReceipt)
		},
		"client": func() (storage.View, error) {
			return house.store.Move(t.Context(), colleague, id, storage.AnyVersion, house.second)
		},
		"booking": func() (storage.View, error) {
			return house.store.SetBooking(t.Context(), colleague, id, storage.AnyVersion, *book)
		},
	} {
		_, _, page := v.get(path)
		seen := versionIn.FindStringSubmatch(page)
		if seen == nil {
			t.Fatalf("no version in the page\n%s", page)
		}
		changed, err := change()
		if err != nil {
			t.Fatal(what, err)
		}
		for deed, form := range map[string]url.Values{
			"approve": {}, "reject": {"reason": {"dubbel"}}, "kind": {"kind": {string(invoer.KindReminder)}}, "client": {"client": {string(house.client)}},
		} {
			form.Set("version", seen[1])
			status, _, body := v.post(path+"/"+deed, form)
			v.wants(deed+" after a colleague changed the "+what, status, http.StatusConflict, body, "Iemand anders heeft dit document intussen gewijzigd", "Er werd niets beslist")
		}
		if got := now(); got.Version != changed.Version || got.Status != invoer.StatusRead {
			t.Errorf("after the %s was changed and all was refused the document is %s, version %d; want read, %d", what, got.Status, got.Version, changed.Version)
		}
	}
	if _, err := house.store.SetKind(t.Context(), colleague, id, storage.AnyVersion, invoer.KindInvoice); err != nil {
		t.Fatal(err)
	}
	if _, err := house.store.Move(t.Context(), colleague, id, storage.AnyVersion, house.client); err != nil {
		t.Fatal(err)
	}
	_, _, page := v.get(path)
	form := url.Values{"version": {versionIn.FindStringSubmatch(page)[1]}}
	form.Set("was.invoice_number", (tongue{Lang: "nl"}).Shown("invoice_number", now().Invoice.Number.Value))
	form.Set("invoice_number", "ZELF-1")
	status, _, body := v.post(path+"/approve", form)
	v.wants("approving with a correction of one's own", status, http.StatusSeeOther, body)
	if got := now(); got.Status != invoer.StatusApproved || got.Invoice.Number.Value != "ZELF-1" {
		t.Errorf("the document is %s, number %q; want it approved as corrected", got.Status, got.Invoice.Number.Value)
	}
}

// Accounts are found by number and words, with the keys alone; Enter approves
// fields and booking.
func TestBookingByKeyboard(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc.ID))
	p.until("the balance", "document.querySelector('[data-balance]')?.textContent === 'In evenwicht'")
	cost := "[...document.querySelectorAll('[data-booking] tr')].find(r => r.querySelector('[name^=\"b.side\"]')?.value === 'cost')"
	p.until("a line of cost", cost)
	ask[bool](p, "("+cost+".querySelector('[data-account]').focus(), "+cost+".querySelector('[data-account]').select(), true)")
	p.presses(kb.Backspace + "herstel gebouw")
	p.until("the account by its words", "document.querySelector('.accounts li')?.textContent.startsWith('611200')")
	p.presses(kb.ArrowDown + kb.Enter)
	p.until("the account in the line", cost+".querySelector('[data-account]').value === '611200'")
	p.until("that it was kept", "document.querySelector('[name=\"b.was\"]').value.includes('611200')")
	p.presses(kb.Enter)
	p.at("/documents?said=last")
	view, err := house.store.Document(t.Context(), house.identity(accountant), doc.ID)
	if err != nil || view.Status != invoer.StatusApproved || view.Booking.By == "" {
		t.Errorf("document is %s, booked by %q, %v; want approved with the typed booking", view.Status, view.Booking.By, err)
	}
}

// bookImport is a change of the client's books.
func (h *house) bookImport() string {
	h.Helper()
	h.teach(chart)
	all, err := h.store.BookImports(h.Context(), h.identity(admin1), h.client)
	if err != nil || len(all) == 0 {
		h.Fatalf("%d changes of books (%v), want one", len(all), err)
	}
	return all[0].ID
}

// Analytic codes stand at their line, can be changed there, and stay when something
// else of the line is.
func TestAnalyticCodesOfALine(t *testing.T) {
	house := openHouse(t)
	house.teach(chart)
	house.teach(invoer.Books{Analytics: []invoer.AnalyticCode{{Plan: "CAR", Code: "1-ABC-123", Name: "Bestelwagen"}, {Plan: "CAR", Code: "1-ABC-124", Name: "Wagen"}}})
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	v := house.visit(t, accountant)
	path := "/documents/" + string(doc.ID)
	_, _, page := v.get(path)
	form := formOf(page)
	at := ""
	for key := range form {
		if n, is := strings.CutPrefix(key, "b.side."); is && form.Get(key) == "cost" {
			at = n
		}
	}
	codes := func() string {
		t.Helper()
		view, err := house.store.Document(t.Context(), house.identity(accountant), doc.ID)
		if err != nil || view.Booking == nil {
			t.Fatalf("booking %+v, %v", view.Booking, err)
		}
		for _, e := range view.Booking.Entries {
			if len(e.Analytic) > 0 {
				return e.Text + ": " + codesText(e.Analytic)
			}
		}
		return ""
	}
	for _, step := range []struct{ name, text, codes, says, kept string }{
		{"without a plan", "Diesel", "1-ABC-123", "Schrijf analytische codes als PLAN = CODE", ""},
		{"a code that is in no plan", "Diesel", "CAR = 9-ZZZ-999", "Deze analytische code staat niet in de plannen", ""},
		{"a code", "Diesel", "CAR = 1-ABC-123", "", "Diesel: CAR = 1-ABC-123"},
		{"another text", "Brandstof", "CAR = 1-ABC-123", "", "Brandstof: CAR = 1-ABC-123"},
		{"another code", "Brandstof", "CAR=1-ABC-124", "", "Brandstof: CAR = 1-ABC-124"},
		{"none", "Brandstof", "", "", ""},
	} {
		_, _, page = v.get(path)
		form = formOf(page)
		form.Set("b.text."+at, step.text)
		form.Set("b.codes."+at, step.codes)
		status, _, page := v.post(path+"/fields", form)
		want := http.StatusSeeOther
		if step.says != "" {
			want = http.StatusUnprocessableEntity
		}
		v.wants(step.name, status, want, page, step.says)
		if got := codes(); got != step.kept {
			t.Errorf("%s: booked %q, want %q", step.name, got, step.kept)
		}
	}
}

// The journal and the day of a booking are chosen at the desk: a journal of
// purchases, and a day in an open period on which the accounts are open. Each line
// shows the boxes of the return that it is entered in.
func TestJournalAndDayAtTheDesk(t *testing.T) {
	house := openHouse(t)
	day := func(year int, month time.Month, day int) invoer.Date {
		return invoer.Date{Year: year, Month: month, Day: day}
	}
	books := chart
	books.Accounts = append(slices.Clone(chart.Accounts), invoer.LedgerAccount{Number: "613000", Name: "Erelonen", Span: invoer.Span{Until: day(2031, 6, 30)}})
	books.Journals = []invoer.Journal{
		{Code: "AANK", Kind: invoer.JournalPurchase, Name: "Aankopen"},
		{Code: "AANK2", Kind: invoer.JournalPurchase, Name: "Aankopen winkel"},
		{Code: "VERK", Kind: invoer.JournalSale, Name: "Verkopen"},
	}
	books.Periods = []invoer.Period{
		{Year: "1", Number: "01", Span: invoer.Span{From: day(2020, 1, 1), Until: day(2030, 12, 31)}},
		{Year: "2", Number: "01", Locked: true, Span: invoer.Span{From: day(2031, 1, 1), Until: day(2031, 3, 31)}},
		{Year: "2", Number: "02", Span: invoer.Span{From: day(2031, 4, 1), Until: day(2031, 12, 31)}},
	}
	house.teach(books)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	v := house.visit(t, accountant)
	path := "/documents/" + string(doc.ID)
	for _, step := range []struct{ name, journal, date, account, says string }{
		{"a journal of sales", "VERK", "", "", "Dit is geen aankoopdagboek"},
		{"a locked period", "AANK2", "2031-02-01", "", "in een afgesloten of ontbrekende periode"},
		{"a day without a period", "AANK2", "2040-02-01", "", "in een afgesloten of ontbrekende periode"},
		{"no day", "AANK2", "geen", "", "Kies een boekingsdatum"},
		{"an account that is closed on the day", "AANK2", "2031-07-01", "613000", "Deze rekening is op de boekingsdatum afgesloten"},
		{"an account that is open then", "AANK2", "2031-05-01", "613000", ""},
	} {
		_, _, page := v.get(path)
		v.wants("the boxes of a line", http.StatusOK, http.StatusOK, page, "Vakken 59, 8")
		form := formOf(page)
		form.Set("b.journal", step.journal)
		if step.date != "" {
			form.Set("b.date", step.date)
		}
		for key := range form {
			if n, is := strings.CutPrefix(key, "b.side."); is && form.Get(key) == "cost" && step.account != "" {
				form.Set("b.account."+n, step.account)
			}
		}
		status, _, page := v.post(path+"/fields", form)
		want := http.StatusSeeOther
		if step.says != "" {
			want = http.StatusUnprocessableEntity
		}
		v.wants(step.name, status, want, page, step.says)
	}
	if b := house.view(doc.ID).Booking; b.Journal != "AANK2" || b.Date != day(2031, 5, 1) || b.By == "" {
		t.Errorf("booked in %s on %s by %q, want in AANK2 on 2031-05-01 by a person", b.Journal, b.Date, b.By)
	}
}
