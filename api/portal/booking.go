package portal

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A bookingForm is the booking of a document under its fields, to be changed
// line by line. Was is how its lines stood when the page was made.
type bookingForm struct {
	Journal    string
	Journals   []option // that take purchases, where the books have any
	Date       string   // on which it is booked, as a browser writes days
	Period     string   // that its day lies in, where the books have it
	Rows       []bookingRow
	Was        string
	Mistake    string
	Difference string // what is left between debit and credit; empty: it balances
	Accounts   string // where accounts are searched
	Typed      bool   // by a person
	Coded      bool   // lines have analytic codes, or may have: the client's books have some
}

// A bookingRow is one line of the form.
type bookingRow struct {
	N                   int
	Side, Account, Name string
	Text, Debit, Credit string
	VAT                 []option
	Codes               string // of analytic plans, as codesText spells them
	Boxes               string // of the VAT return
	Why, Mistake        string
}

// spareRows is how many empty lines a browser without scripts has.
const spareRows = 1

// bookingForm is the form of an open document, and nil of any other.
func (f frame) bookingForm(doc storage.View, books invoer.Books) *bookingForm {
	open := doc.Status == invoer.StatusRead || doc.Status == invoer.StatusHeld
	if f.ForClient() || !open || !doc.Kind.Bookable() {
		return nil
	}
	form := &bookingForm{Accounts: "/documents/" + url.PathEscape(string(doc.ID)) + "/accounts"}
	b := invoer.Booking{Entries: []invoer.Entry{{Side: invoer.SideCost}, {Side: invoer.SideSupplier}}}
	if doc.Booking != nil {
		b = *doc.Booking
	}
	form.Journal, form.Journals, form.Typed, form.Period = b.Journal, purchaseJournals(books), b.By != "", f.periodOf(b.Date, books)
	if !b.Date.Zero() {
		form.Date = b.Date.String()
	}
	for _, e := range b.Entries {
		row := f.bookingRow(e, books)
		row.Boxes = f.boxes(e.Treatment, doc.Kind)
		form.Rows = append(form.Rows, row)
	}
	form.Was = form.text()
	form.Coded = len(books.Analytics) > 0 || slices.ContainsFunc(form.Rows, func(r bookingRow) bool { return r.Codes != "" })
	for range spareRows {
		form.Rows = append(form.Rows, bookingRow{VAT: f.treatments(books, invoer.Treatment{})})
	}
	form.count()
	return form
}

// purchaseJournals are the journals of the books that a purchase can be booked in.
func purchaseJournals(books invoer.Books) (all []option) {
	for _, j := range books.Journals {
		if j.Kind == invoer.JournalPurchase || j.Kind == invoer.JournalPurchaseCredit {
			all = append(all, option{Value: j.Code, Text: j.Name})
		}
	}
	return all
}

// periodOf names the period that a day lies in; nothing where the books have none.
func (f frame) periodOf(on invoer.Date, books invoer.Books) string {
	period, known := books.Period(on)
	if !known {
		return ""
	}
	return f.Say("booking.period", period.Number, f.Date(period.From), f.Date(period.Until))
}

func (form *bookingForm) count() {
	for i := range form.Rows {
		form.Rows[i].N = i
	}
}

func (f frame) bookingRow(e invoer.Entry, books invoer.Books) bookingRow {
	row := bookingRow{Side: string(e.Side), Account: e.Account, Text: e.Text, VAT: f.treatments(books, e.Treatment), Codes: codesText(e.Analytic), Why: sentence(f.Why(e.Why))}
	if account, known := books.Account(e.Account); known {
		row.Name = account.Name
	}
	switch {
	case e.Amount.Cents < 0:
		row.Credit = f.Amount(e.Amount.Abs())
	case e.Amount.Cents > 0:
		row.Debit = f.Amount(e.Amount)
	}
	return row
}

// text is what a form says, as it is compared: its journal and day as a line of
// their own before the others.
func (form *bookingForm) text() string {
	head := strings.Join([]string{"head", form.Journal, form.Date, "", "", "", ""}, "|")
	return head + "\n" + lineText(form.Rows)
}

// lineText is the lines of a form as they are compared: what a person did not
// touch is the same text again.
func lineText(rows []bookingRow) string {
	var all []string
	for _, r := range rows {
		if r.empty() {
			continue
		}
		vat := ""
		if i := slices.IndexFunc(r.VAT, func(o option) bool { return o.Chosen }); i >= 0 {
			vat = r.VAT[i].Value
		}
		all = append(all, strings.Join([]string{r.Side, r.Account, r.Text, vat, r.Debit, r.Credit, r.Codes}, "|"))
	}
	return strings.Join(all, "\n")
}

func (r bookingRow) empty() bool {
	return r.Account == "" && r.Debit == "" && r.Credit == "" && r.Text == ""
}

// usual are the treatments that are offered where the client's books have no
// codes.
var usual = usualTreatments()

func usualTreatments() []invoer.Treatment {
	var all []invoer.Treatment
	for _, class := range []string{"services", "goods", "investment"} {
		for _, rate := range []int64{2100, 1200, 600, 0} {
			all = append(all, invoer.Treatment{Case: "domestic", Class: class, Rate: rate, Deductible: 100})
		}
	}
	all = append(all, invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50}, invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100})
	for _, of := range []string{"cocontractor", "eu", "outside-eu", "import"} {
		for _, class := range []string{"services", "goods", "investment"} {
			all = append(all, invoer.Treatment{Case: of, Class: class, Rate: 2100, Deductible: 100})
		}
	}
	for _, of := range []string{"exempt", "small-business", "margin", "none"} {
		all = append(all, invoer.Treatment{Case: of, Class: "services"}, invoer.Treatment{Case: of, Class: "goods"})
	}
	return all
}

// treatments are the choices for a line: none, the client's codes or the usual
// ones, and what the line has.
func (f frame) treatments(books invoer.Books, chosen invoer.Treatment) []option {
	options := []option{{Text: "–", Chosen: chosen == invoer.Treatment{}}}
	seen := map[string]bool{"": true}
	add := func(t invoer.Treatment, code string) {
		value := treatmentText(t)
		if seen[value] {
			return
		}
		seen[value] = true
		text := f.treatment(t)
		if code != "" {
			text = code + " · " + text
		}
		options = append(options, option{Value: value, Text: text, Chosen: t == chosen})
	}
	for _, c := range books.VATCodes {
		add(c.Treatment, c.Code)
	}
	if len(books.VATCodes) == 0 {
		for _, t := range usual {
			add(t, "")
		}
	}
	add(chosen, "")
	return options
}

func treatmentText(t invoer.Treatment) string {
	if t == (invoer.Treatment{}) {
		return ""
	}
	return strings.Join([]string{t.Case, t.Class, strconv.FormatInt(t.Rate, 10), strconv.Itoa(t.Deductible)}, "/")
}

// treatmentOf reads what treatmentText wrote; anything else is none.
func treatmentOf(s string) invoer.Treatment {
	parts := strings.Split(s, "/")
	if len(parts) != 4 {
		return invoer.Treatment{}
	}
	rate, err := strconv.ParseInt(parts[2], 10, 64)
	deductible, wrong := strconv.Atoi(parts[3])
	if err != nil || wrong != nil || rate < 0 || rate > 10000 || deductible < 0 || deductible > 100 {
		return invoer.Treatment{}
	}
	return invoer.Treatment{Case: parts[0], Class: parts[1], Rate: rate, Deductible: deductible}
}

// mostRows is how many lines a booking may have: more than any document.
const mostRows = 500

// typedRows are the lines of a form that was sent.
func (f frame) typedRows(form url.Values, books invoer.Books) []bookingRow {
	var rows []bookingRow
	for n := range mostRows {
		at := strconv.Itoa(n)
		if !form.Has("b.account." + at) {
			break
		}
		get := func(name string) string { return strings.TrimSpace(form.Get("b." + name + "." + at)) }
		account, _, _ := strings.Cut(get("account"), " ")
		rows = append(rows, bookingRow{
			Side: get("side"), Account: account, Text: get("text"), Debit: get("debit"), Credit: get("credit"),
			VAT: f.treatments(books, treatmentOf(get("vat"))), Codes: get("codes"),
		})
	}
	return rows
}

// book saves the lines that were typed under the fields, where they are others
// than the page showed. What cannot be a booking is refused, with the lines as
// they were typed; and who decides on the document does so on no lines that a
// colleague wrote after the page was made.
func (p *Portal) book(ctx context.Context, f frame, who invoer.Scope, doc storage.View, form url.Values, decides bool) (storage.View, *refusal, error) {
	if !form.Has("b.was") {
		return doc, nil, nil
	}
	books, err := p.booksFor(ctx, who, doc)
	if err != nil {
		return doc, nil, err
	}
	shown := f.bookingForm(doc, books)
	typed := &bookingForm{Journal: strings.TrimSpace(form.Get("b.journal")), Date: strings.TrimSpace(form.Get("b.date")), Rows: f.typedRows(form, books)}
	now := typed.text()
	was := strings.ReplaceAll(form.Get("b.was"), "\r\n", "\n")
	switch {
	case shown == nil || now == shown.Was:
		return doc, nil, nil
	case now == was && !(decides && shown.Typed): // what a machine proposed anew, it may
		return doc, nil, nil
	case was != shown.Was:
		return doc, f.clashed(), nil
	}
	b, ok := typed.booking(f, doc, books)
	if !ok {
		return doc, &refusal{status: http.StatusUnprocessableEntity, booking: typed, notice: notice{Kind: "bad", Text: typed.Mistake}}, nil
	}
	booked, err := p.Store.SetBooking(ctx, who, doc.ID, doc.Version, b)
	if errors.Is(err, invoer.ErrInvalid) {
		typed.Mistake = f.Say("booking.not_total")
		return doc, &refusal{status: http.StatusUnprocessableEntity, booking: typed, notice: notice{Kind: "bad", Text: typed.Mistake}}, nil
	}
	return booked, nil, err
}

// booksFor are the lists that the lines of a booking choose from.
func (p *Portal) booksFor(ctx context.Context, who invoer.Scope, doc storage.View) (invoer.Books, error) {
	if !who.Role.OfficeWide() || doc.Client == "" {
		return invoer.Books{}, nil
	}
	return p.Store.Books(ctx, who, doc.Client, invoer.BookAccount, invoer.BookJournal, invoer.BookPeriod, invoer.BookVATCode, invoer.BookAnalytic)
}

// booking makes the booking of the lines, or says what is wrong with each.
func (form *bookingForm) booking(f frame, doc storage.View, books invoer.Books) (invoer.Booking, bool) {
	b, mistake := form.head(doc, books)
	if mistake != "" {
		form.Mistake = f.Say(mistake)
		return b, false
	}
	currency := doc.Invoice.Total.Value.Currency
	if currency == "" {
		currency = "EUR"
	}
	for i := range form.Rows {
		row := &form.Rows[i]
		if row.empty() {
			continue
		}
		e, mistake := row.entry(currency, b.Date, books)
		if mistake != "" {
			row.Mistake, form.Mistake = f.Say(mistake), f.Say("booking.not_right")
			continue
		}
		e.Confidence, e.Why = invoer.Certain, invoer.Because("person-said")
		if was, same := sameEntry(doc.Booking, e); same {
			e = was
		}
		b.Entries = append(b.Entries, e)
	}
	if form.Mistake != "" {
		return b, false
	}
	if b.Balanced() != nil {
		form.Mistake = f.Say("booking.not_balanced")
		return b, false
	}
	return b, true
}

// head reads the journal and the day of a booking; mistake is the code of what is
// wrong with what a person changed of them.
func (form *bookingForm) head(doc storage.View, books invoer.Books) (b invoer.Booking, mistake string) {
	was := invoer.Booking{}
	if doc.Booking != nil {
		was = *doc.Booking
	}
	b.Journal = cmp.Or(form.Journal, was.Journal, "AANK")
	if form.Date != "" {
		day, err := invoer.ParseDate(form.Date)
		if err != nil {
			return b, "booking.no_date"
		}
		b.Date = day
	}
	if b.Date.Zero() && !was.Date.Zero() {
		return b, "booking.no_date"
	}
	if b.Date != was.Date && !takesBookings(books, b.Date) {
		return b, "booking.bad_period"
	}
	if b.Journal != was.Journal && !takesPurchases(books, b.Journal, b.Date) {
		return b, "booking.bad_journal"
	}
	return b, ""
}

// takesBookings tells whether a day lies in an open period. Books without periods
// say nothing of it.
func takesBookings(books invoer.Books, on invoer.Date) bool {
	period, known := books.Period(on)
	return len(books.Periods) == 0 || known && !period.Locked
}

// takesPurchases tells whether a journal is one of purchases that is open on a day.
// Books without journals know no code that is wrong.
func takesPurchases(books invoer.Books, code string, on invoer.Date) bool {
	if len(books.Journals) == 0 {
		return (invoer.Journal{Code: code, Kind: invoer.JournalPurchase}).Valid() == nil
	}
	j, known := books.Journal(code)
	return known && (on.Zero() || j.Holds(on)) && (j.Kind == invoer.JournalPurchase || j.Kind == invoer.JournalPurchaseCredit)
}

// sameEntry finds an entry that a person left as it was.
func sameEntry(old *invoer.Booking, e invoer.Entry) (invoer.Entry, bool) {
	if old == nil {
		return invoer.Entry{}, false
	}
	i := slices.IndexFunc(old.Entries, func(o invoer.Entry) bool {
		return o.Side == e.Side && o.Account == e.Account && o.Amount == e.Amount && o.Text == e.Text && o.Treatment == e.Treatment && maps.Equal(o.Analytic, e.Analytic)
	})
	if i < 0 {
		return invoer.Entry{}, false
	}
	return old.Entries[i], true
}

// entry reads a line of a booking on a day; mistake is the code of what is wrong with it.
func (r bookingRow) entry(currency string, on invoer.Date, books invoer.Books) (e invoer.Entry, mistake string) {
	e = invoer.Entry{Side: invoer.Side(r.Side), Account: r.Account, Text: r.Text}
	if i := slices.IndexFunc(r.VAT, func(o option) bool { return o.Chosen }); i >= 0 {
		e.Treatment = treatmentOf(r.VAT[i].Value)
	}
	if (invoer.LedgerAccount{Number: e.Account}).Valid() != nil {
		return e, "booking.no_account"
	}
	account, known := books.Account(e.Account)
	switch {
	case !known && len(books.Accounts) > 0:
		return e, "booking.unknown_account"
	case known && !on.Zero() && !account.Holds(on):
		return e, "booking.closed_account"
	}
	debit, wrong := centsOf(r.Debit)
	credit, also := centsOf(r.Credit)
	if wrong || also || debit == credit {
		return e, "err.amount"
	}
	e.Amount = invoer.Money{Cents: debit - credit, Currency: currency}
	if e.Side == "" {
		e.Side = sideOf(e.Account)
	}
	e.Analytic, mistake = codesOf(r.Codes, books)
	return e, mistake
}

// codesText spells analytic codes as codesIn reads them: "CAR = 1-ABC-123; SITE = 4".
func codesText(codes map[string]string) string { return strings.Join(codeWords(codes), "; ") }

// codeWords spells each code with its plan, in the order of the plans.
func codeWords(codes map[string]string) []string {
	var all []string
	for _, plan := range slices.Sorted(maps.Keys(codes)) {
		all = append(all, plan+" = "+codes[plan])
	}
	return all
}

// codesIn reads a code for each analytic plan, on lines of their own or with
// semicolons between them. It is false where one names no plan.
func codesIn(typed string) (codes map[string]string, ok bool) {
	for line := range strings.FieldsFuncSeq(typed, newLine) {
		plan, code, ok := strings.Cut(line, "=")
		if !ok {
			return nil, false
		}
		if codes == nil {
			codes = map[string]string{}
		}
		codes[strings.TrimSpace(plan)] = strings.TrimSpace(code)
	}
	return codes, true
}

// codesOf reads the codes of a line; mistake is the code of what is wrong with
// them. Books without analytic plans say nothing of which there are.
func codesOf(typed string, books invoer.Books) (codes map[string]string, mistake string) {
	codes, ok := codesIn(typed)
	if !ok || slices.Contains(slices.Collect(maps.Keys(codes)), "") || slices.Contains(slices.Collect(maps.Values(codes)), "") {
		return nil, "booking.bad_codes"
	}
	for plan, code := range codes {
		known := slices.ContainsFunc(books.Analytics, func(a invoer.AnalyticCode) bool { return a.Plan == plan && a.Code == code })
		if !known && len(books.Analytics) > 0 {
			return nil, "booking.unknown_code"
		}
	}
	return codes, ""
}

func centsOf(typed string) (n int64, wrong bool) {
	if typed == "" {
		return 0, false
	}
	spelled, ok := amount(typed)
	if !ok {
		return 0, true
	}
	n, err := invoer.ParseDecimal(spelled, 2)
	return n, err != nil
}

// sideOf is what a new line is for, by the minimum chart: 440 suppliers, 411
// and 451 VAT.
func sideOf(account string) invoer.Side {
	switch {
	case strings.HasPrefix(account, "440"):
		return invoer.SideSupplier
	case strings.HasPrefix(account, "411"), strings.HasPrefix(account, "451"):
		return invoer.SideVAT
	}
	return invoer.SideCost
}

// overlayBooking puts the lines that were typed back into a page that was made
// anew.
func (p *documentPage) overlayBooking(typed *bookingForm) {
	if p.BookingForm == nil || typed == nil {
		return
	}
	p.BookingForm.Journal, p.BookingForm.Date, p.BookingForm.Rows, p.BookingForm.Mistake = typed.Journal, typed.Date, typed.Rows, typed.Mistake
	p.BookingForm.count()
}

// accountsFound is how many accounts a search shows.
const accountsFound = 12

// findAccounts searches the chart of a document's client by number and words.
func (p *Portal) findAccounts(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := documentID(r)
	if err != nil {
		return err
	}
	doc, err := p.Store.Document(r.Context(), me.Scope, id)
	if err != nil {
		return err
	}
	books, err := p.booksFor(r.Context(), me.Scope, doc)
	if err != nil {
		return err
	}
	type found struct {
		Number string `json:"number"`
		Name   string `json:"name"`
	}
	all := []found{}
	for _, a := range books.FindAccounts(r.URL.Query().Get("q"), doc.Invoice.Issued.Value, accountsFound) {
		all = append(all, found{a.Number, a.Name})
	}
	return sendJSON(w, http.StatusOK, map[string][]found{"accounts": all})
}
