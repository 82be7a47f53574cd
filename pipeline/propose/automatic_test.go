package propose

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest"
)

// A house is an office with a client and two accountants.
type house struct {
	*testing.T
	*storage.Store

	office        invoer.OfficeID
	client        invoer.ClientID
	first, second invoer.Scope
	documents     int
}

func openHouse(t *testing.T) *house {
	t.Helper()
	s, _ := storagetest.OpenDatabase(t)
	h := &house{T: t, Store: s}
	office, err := s.AddOffice(t.Context(), "Kantoor", "nl")
	if err != nil {
		t.Fatal(err)
	}
	h.office = office.ID
	c, err := s.AddClient(t.Context(), invoer.Machine(h.office), storage.Client{Code: "BAK", Name: "Bakkerij", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	h.client, h.first, h.second = c.ID, h.user("an@kantoor.be"), h.user("bo@kantoor.be")
	return h
}

func (h *house) user(email string) invoer.Scope {
	h.Helper()
	u, err := h.AddUser(h.Context(), invoer.Machine(h.office), storage.User{Role: invoer.RoleAccountant, Email: email, Name: email, Language: "nl"}, "")
	if err != nil {
		h.Fatal(err)
	}
	return invoer.Scope{Office: h.office, User: u.ID, Role: invoer.RoleAccountant}
}

// sure is an invoice of a garage of which every value is sure.
func sureInvoice(number string, cents int64) invoer.Invoice {
	inv := invoer.Invoice{Kind: invoer.KindInvoice, Language: "nl", Findings: []invoer.Finding{}}
	inv.Supplier.Name = invoer.Field[string]{Value: "Garage Peeters", Confidence: 99}
	inv.Supplier.VAT = invoer.Field[invoer.VATNumber]{Value: "BE0477574154", Confidence: 99}
	inv.Number = invoer.Field[string]{Value: number, Confidence: 99}
	inv.Issued = invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: time.November, Day: 3}, Confidence: 99}
	inv.Currency = invoer.Field[string]{Value: "EUR", Confidence: 99}
	vat := cents * 21 / 121
	inv.Net, inv.VAT, inv.Total = sureMoney(cents-vat), sureMoney(vat), sureMoney(cents)
	inv.Breakdown = []invoer.VATLine{line(2100, cents-vat, vat, "S")}
	inv.Lines = []invoer.Line{{Description: "Onderhoud", Rate: 2100, Total: invoer.EUR(cents - vat)}}
	return inv
}

// ofSupplier is a sure invoice of the garage, or of another supplier.
func ofSupplier(n int, number string) invoer.Invoice {
	inv := sureInvoice(number, 12100)
	if n > 0 {
		inv.Supplier.Name.Value = fmt.Sprint("Leverancier ", n)
		inv.Supplier.VAT.Value = invoer.VATNumber(fmt.Sprintf("BE%08d%02d", 4000000+n, 97-(4000000+n)%97))
	}
	return inv
}

func sureMoney(cents int64) invoer.Field[invoer.Money] {
	return invoer.Field[invoer.Money]{Value: invoer.EUR(cents), Confidence: 99}
}

// years teaches so many bookings of the garage, all alike.
func (h *house) years(n int) { h.yearsOf(n, 1) }

// yearsOf teaches so many bookings, of so many suppliers in turn.
func (h *house) yearsOf(n, suppliers int) {
	h.Helper()
	var all []ledger.Purchase
	for i := range n {
		p := ledger.Of(fmt.Sprint("b", i), h.client, ofSupplier(i%suppliers, fmt.Sprint(i)), "")
		p.Date = invoer.Date{Year: 2026, Month: time.January, Day: 1}.AddDays(i)
		p.Entries = []ledger.Entry{{Account: "613400", Amount: p.Excl, Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50}}}
		all = append(all, p)
	}
	if _, err := h.LearnLedger(h.Context(), h.first, h.client, all); err != nil {
		h.Fatal(err)
	}
}

// set puts the client's automatic bookings on, at one wrong in 20, with a change.
func (h *house) set(change func(*invoer.Automatic)) {
	h.Helper()
	a := invoer.StartAutomatic()
	a.On, a.All, a.OneIn, a.Every = true, true, 20, 100
	change(&a)
	if err := h.SetAutomatic(h.Context(), h.first, h.client, a); err != nil {
		h.Fatal(err)
	}
}

func asIs(*invoer.Automatic) {}

// comes has a document come in that was read as inv, and waits for its booking.
func (h *house) comes(inv invoer.Invoice) invoer.DocumentID {
	h.Helper()
	h.documents++
	var id invoer.DocumentID
	err := h.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		key := fmt.Sprintf("%s/%064d", h.office, h.documents)
		if _, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, $2, 1, 'h', 'original')`, h.office, key); err != nil {
			return err
		}
		err := tx.QueryRow(tx.Ctx, `with
			delivery as (insert into deliveries (office_id, client_id, door, bytes) values ($1, $2, 'upload', $3) returning id),
			file as (insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
				select $1, $2, id, 'scan.pdf', 'application/pdf', $3, 1, 'h', 1, 'done' from delivery returning id)
			insert into documents (office_id, client_id, delivery_id, file_id, received, kind, stage)
				select $1, $2, delivery.id, file.id, now(), $4, 'propose' from delivery, file returning id`, h.office, h.client, key, inv.Kind).Scan(&id)
		if err != nil {
			return err
		}
		return tx.SaveReading(id, inv)
	})
	if err != nil {
		h.Fatal(err)
	}
	h.propose(id)
	return id
}

// propose does the stage's work, as the runner does.
func (h *house) propose(id invoer.DocumentID) {
	h.Helper()
	ring := invoer.Ring{Office: h.office, Noun: invoer.NounDocument, ID: string(id), Stage: invoer.StagePropose}
	job, err := h.Take(h.Context(), ring, "test", time.Minute)
	if err != nil {
		h.Fatal(err)
	}
	job.Next = invoer.StageArchive
	write, err := (&Worker{Store: h.Store}).Work(h.Context(), job)
	if err != nil {
		h.Fatal(err)
	}
	if err := h.Finish(h.Context(), job, job.Next, write); err != nil {
		h.Fatal(err)
	}
}

func (h *house) view(id invoer.DocumentID) storage.View {
	h.Helper()
	v, err := h.Document(h.Context(), h.first, id)
	if err != nil {
		h.Fatal(err)
	}
	return v
}

func (h *house) wants(what string, id invoer.DocumentID, status invoer.Status) storage.View {
	h.Helper()
	v := h.view(id)
	if v.Status != status {
		h.Errorf("%s: it is %s, want %s", what, v.Status, status)
	}
	return v
}

func TestNothingGoesAloneThatAPersonShouldSee(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.years(60)
	sure := func() invoer.Invoice { h.documents++; return sureInvoice(fmt.Sprint("N", h.documents), 12100) }
	h.wants("nobody set anything", h.comes(sure()), invoer.StatusRead)

	h.set(asIs)
	v := h.wants("a sure document of a supplier that was always booked so", h.comes(sure()), invoer.StatusApproved)
	if !v.Invoice.Approval.Alone || v.Invoice.Approval.By != "" || v.Stage != invoer.StageArchive || v.Booking.Entries[0].Account != "613400" {
		t.Errorf("it was approved by %+v, waits for %s, is booked as %+v", v.Invoice.Approval, v.Stage, v.Booking)
	}
	cases := map[string]struct {
		set    func(*invoer.Automatic)
		change func(*invoer.Invoice)
	}{
		"off":                           {func(a *invoer.Automatic) { a.On = false }, nil},
		"suppliers by name, not this":   {func(a *invoer.Automatic) { a.All = false }, nil},
		"a total above the limit":       {func(a *invoer.Automatic) { a.Most = 12099 }, nil},
		"an amount for two people":      {func(a *invoer.Automatic) { a.Second = 12100 }, nil},
		"a risk that nothing shows yet": {func(a *invoer.Automatic) { a.OneIn = 10000 }, nil},
		"a total that is not sure":      {asIs, func(inv *invoer.Invoice) { inv.Total.Confidence = 94 }},
		"no number":                     {asIs, func(inv *invoer.Invoice) { inv.Number = invoer.Field[string]{} }},
		"totals that do not add up":     {asIs, func(inv *invoer.Invoice) { inv.Net = sureMoney(1); inv.Check() }},
		"a rate that is none": {asIs, func(inv *invoer.Invoice) {
			inv.Breakdown = []invoer.VATLine{line(1900, 10000, 1900, "S")}
			inv.Lines = nil
			inv.VAT, inv.Total = sureMoney(1900), sureMoney(11900)
		}},
		"a supplier nobody booked": {asIs, func(inv *invoer.Invoice) { inv.Supplier.VAT.Value, inv.Supplier.Name.Value = "BE0412636812", "Ander" }},
		"a number of before":       {asIs, func(inv *invoer.Invoice) { *inv = sureInvoice("N1", 13000) }},
		"another account than before": {asIs, func(inv *invoer.Invoice) {
			inv.Account = invoer.Field[invoer.IBAN]{Value: "BE71096123456769", Confidence: 99}
		}},
		"a currency that is not euro": {asIs, dollars},
		"a receipt":                   {asIs, func(inv *invoer.Invoice) { inv.Kind = invoer.KindReceipt }},
	}
	known := sure()
	known.Account = invoer.Field[invoer.IBAN]{Value: "BE68539007547034", Confidence: 99}
	h.set(func(a *invoer.Automatic) { a.On = false })
	if _, err := h.Approve(t.Context(), h.first, h.settled(h.comes(known)), storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	for what, c := range cases {
		h.set(c.set)
		inv := sure()
		if c.change != nil {
			c.change(&inv)
		}
		h.wants(what, h.comes(inv), invoer.StatusRead)
	}
	h.set(func(a *invoer.Automatic) { a.All = false })
	if err := h.AllowAlone(t.Context(), h.second, h.client, "BE0477574154", true); err != nil {
		t.Fatal(err)
	}
	h.wants("suppliers by name, this one", h.comes(sure()), invoer.StatusApproved)

	h.periods(false)
	h.wants("an open period", h.comes(sure()), invoer.StatusApproved)
	h.periods(true)
	h.wants("a locked period", h.comes(sure()), invoer.StatusRead)
	h.change(invoer.Books{Accounts: []invoer.LedgerAccount{{Number: "612000", Name: "Andere"}}})
	h.periods(false)
	h.wants("an account that is not in the chart", h.comes(sure()), invoer.StatusRead)
}

func dollars(inv *invoer.Invoice) {
	inv.Currency.Value = "USD"
	for _, m := range []*invoer.Field[invoer.Money]{&inv.Net, &inv.VAT, &inv.Total} {
		m.Value.Currency = "USD"
	}
	inv.Breakdown[0].Base.Currency, inv.Breakdown[0].VAT.Currency, inv.Lines[0].Total.Currency = "USD", "USD", "USD"
}

// periods gives the client November of 2026, locked or not.
func (h *house) periods(locked bool) {
	h.Helper()
	h.change(invoer.Books{Periods: []invoer.Period{{Year: "6", Number: "11", Locked: locked, Span: invoer.Span{
		From: invoer.Date{Year: 2026, Month: 11, Day: 1}, Until: invoer.Date{Year: 2026, Month: 11, Day: 30},
	}}}})
}

func (h *house) change(next invoer.Books) {
	h.Helper()
	now, err := h.Books(h.Context(), h.first, h.client)
	if err != nil {
		h.Fatal(err)
	}
	changes, faults := now.Changes(next)
	if len(faults) > 0 {
		h.Fatal(faults)
	}
	if len(changes) == 0 {
		return
	}
	if _, err := h.ChangeBooks(h.Context(), h.first, h.client, "test", changes); err != nil {
		h.Fatal(err)
	}
}

// settled takes a document through the stages that come after.
func (h *house) settled(id invoer.DocumentID) invoer.DocumentID {
	h.Helper()
	err := h.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update documents set stage = 'done' where id = $1`, id)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return id
}

// Every n-th is shown; what people say of those, and of what went, is counted,
// and stops the rest within fifty documents when reality is worse than the risk.
// While it is stopped all are shown, until enough of them were right.
func TestAutomaticBookingStopsItself(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	const suppliers = 10
	h.yearsOf(200, suppliers)
	h.set(func(a *invoer.Automatic) { a.Every = 5 })
	came := 0
	next := func() (invoer.DocumentID, invoer.Status) {
		id := h.comes(ofSupplier(came%suppliers, fmt.Sprint("S", came)))
		came++
		return id, h.view(id).Status
	}
	gone, samples := 0, 0
	for !h.stopped() && came < 50 {
		id, status := next()
		if status == invoer.StatusApproved {
			gone++
			continue
		}
		h.settled(id)
		if h.ways()["sample"] == samples { // it could not have gone: its account is in doubt
			if _, err := h.Approve(t.Context(), h.first, id, storage.AnyVersion); err != nil {
				t.Fatal(err)
			}
			continue
		}
		samples++
		h.rebooked(id, "614000")
	}
	if !h.stopped() || gone != 4 {
		t.Fatalf("of %d documents %d went alone, and all samples were wrong: want the one after the first shown too, and it stopped after that, with 4 gone", came, gone)
	}
	for right := 0; h.stopped() && right < 80; {
		id, status := next()
		if status != invoer.StatusRead {
			t.Fatalf("while it is stopped document %d is %s, want it shown", came, status)
		}
		h.settled(id)
		if _, err := h.Approve(t.Context(), h.first, id, storage.AnyVersion); err != nil {
			t.Fatal(err)
		}
		right++
	}
	if h.stopped() {
		t.Error("80 documents were right in a row, and it is still stopped")
	}
	if ways := h.ways(); ways["alone"] != gone || ways["sample"] != 2 || ways["stopped"] != 25 {
		t.Errorf("ways %v; want %d alone, 2 samples, 25 while it was stopped", ways, gone)
	}
}

// ways counts the documents that went or could have by the way that they took.
func (h *house) ways() map[string]int {
	h.Helper()
	all, err := h.Gone(h.Context(), h.first, h.client)
	if err != nil {
		h.Fatal(err)
	}
	ways := map[string]int{}
	for _, g := range all {
		ways[g.Way]++
	}
	return ways
}

// rebooked books a document on another account and approves it.
func (h *house) rebooked(id invoer.DocumentID, account string) {
	h.Helper()
	v := h.view(id)
	b := *v.Booking
	for i := range b.Entries {
		if b.Entries[i].Side == invoer.SideCost {
			b.Entries[i].Account = account
		}
	}
	if _, err := h.SetBooking(h.Context(), h.first, id, v.Version, b); err != nil {
		h.Fatal(err)
	}
	if _, err := h.Approve(h.Context(), h.first, id, storage.AnyVersion); err != nil {
		h.Fatal(err)
	}
}

func (h *house) stopped() bool {
	h.Helper()
	a, err := h.Automatic(h.Context(), h.first, h.client)
	if err != nil {
		h.Fatal(err)
	}
	return a.Watch.Off
}

// What went alone teaches nothing before a person looked at it, and counts as
// wrong when one takes it back and books it otherwise.
func TestWhatWentAloneIsJudgedByAPerson(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.years(60)
	h.set(asIs)
	right, wrong := h.settled(h.comes(sureInvoice("R", 12100))), h.settled(h.comes(sureInvoice("W", 12100)))
	if n := h.learnt(); n != 60 {
		t.Errorf("%d bookings were learnt, want the 60 of before", n)
	}
	if err := h.Looked(t.Context(), h.first, right); err != nil {
		t.Fatal(err)
	}
	if err := h.Looked(t.Context(), h.first, right); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("looked at twice: %v, want a conflict", err)
	}
	if _, err := h.Reopen(t.Context(), h.first, wrong, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.settled(wrong)
	h.rebooked(wrong, "614000")
	a, err := h.Automatic(t.Context(), h.first, h.client)
	if err != nil || a.Watch.Checked != 2 || len(a.Watch.Last) != 2 || a.Watch.Last[0] || !a.Watch.Last[1] {
		t.Errorf("the watch saw %+v, %v; want one right and one wrong", a.Watch, err)
	}
	if n := h.learnt(); n != 62 {
		t.Errorf("%d bookings were learnt, want both as well", n)
	}
	o, err := h.Outlook(t.Context(), h.first, h.client, precedent.Terms{Risk: 0.05, Last: 20, May: func(string) bool { return true }})
	if err != nil || o.Documents != 62 || o.Alone < 20 || o.Wrong > 1 || len(o.Suppliers) != 1 || o.Suppliers[0].Earned {
		t.Errorf("outlook %+v, %v; want some 40 of 62, and the supplier to earn it anew", o, err)
	}
}

func (h *house) learnt() (n int) {
	h.Helper()
	err := h.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		return tx.QueryRow(tx.Ctx, `select learnt from precedent_weights where office_id = $1`, h.office).Scan(&n)
	})
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func TestTwoPeopleApprove(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.set(func(a *invoer.Automatic) { a.On, a.Second = false, 50000 })
	small, large := h.settled(h.comes(sureInvoice("1", 49999))), h.settled(h.comes(sureInvoice("2", 50000)))
	approve := func(who invoer.Scope, id invoer.DocumentID) (storage.View, error) {
		return h.Approve(t.Context(), who, id, storage.AnyVersion)
	}
	if v, err := approve(h.first, small); err != nil || v.Status != invoer.StatusApproved {
		t.Errorf("below the amount: %s, %v", v.Status, err)
	}
	if v, err := approve(h.first, large); err != nil || v.Status != invoer.StatusRead || v.Invoice.First.By != h.first.User {
		t.Fatalf("the first of two: %s, %+v, %v", v.Status, v.Invoice.First, err)
	}
	if _, err := approve(h.first, large); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("the same person again: %v, want a conflict", err)
	}
	if _, err := h.Correct(t.Context(), h.second, large, storage.AnyVersion, []storage.Correction{{Field: "invoice_number", Text: "2b"}}); err != nil {
		t.Fatal(err)
	}
	h.propose(large)
	if v, err := approve(h.second, h.settled(large)); err != nil || v.Status != invoer.StatusRead || v.Invoice.First.By != h.second.User {
		t.Fatalf("after a change it begins anew: %s, %+v, %v", v.Status, v.Invoice.First, err)
	}
	if v, err := approve(h.first, large); err != nil || v.Status != invoer.StatusApproved || v.Invoice.Approval.By != h.first.User || v.Invoice.First.By != h.second.User {
		t.Errorf("the second of two: %s, %+v, %v", v.Status, v.Invoice.Approval, err)
	}
	rule := invoer.BookingRule{Name: "lease", Place: 1, When: invoer.RuleCondition{Words: []string{"onderhoud"}}, Then: invoer.RuleOutcome{Second: true}}
	if _, _, err := h.AddBookingRule(t.Context(), h.first, rule); err != nil {
		t.Fatal(err)
	}
	if v, err := approve(h.first, h.settled(h.comes(sureInvoice("3", 100)))); err != nil || v.Status != invoer.StatusRead {
		t.Errorf("a rule that wants a second person: %s, %v", v.Status, err)
	}
}

// What an office set holds also for who works for one client only, as a token of
// an accountant may: he sees the amount and the rules that want two people.
func TestTwoPeopleApproveWithANarrowToken(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.set(func(a *invoer.Automatic) { a.On, a.Second = false, 50000 })
	narrow := h.first
	narrow.Client = h.client
	large := h.settled(h.comes(sureInvoice("1", 50000)))
	if v, err := h.Approve(t.Context(), narrow, large, storage.AnyVersion); err != nil || v.Status != invoer.StatusRead || v.Invoice.First.By != h.first.User {
		t.Errorf("the first of two: %s, %+v, %v", v.Status, v.Invoice.First, err)
	}
	h.set(func(a *invoer.Automatic) { a.On, a.Second = false, 0 })
	rules := map[string]invoer.ClientID{"of the client": h.client, "of the office": ""}
	for name, client := range rules {
		rule := invoer.BookingRule{Name: name, Client: client, Place: 1, When: invoer.RuleCondition{Words: []string{"onderhoud"}}, Then: invoer.RuleOutcome{Second: true}}
		made, _, err := h.AddBookingRule(t.Context(), h.first, rule)
		if err != nil {
			t.Fatal(err)
		}
		id := h.settled(h.comes(sureInvoice("of "+name, 100)))
		if v, err := h.Approve(t.Context(), narrow, id, storage.AnyVersion); err != nil || v.Status != invoer.StatusRead {
			t.Errorf("a rule %s: %s, %v", name, v.Status, err)
		}
		if err := h.EndBookingRule(t.Context(), narrow, made.ID); !errors.Is(err, invoer.ErrNotFound) {
			t.Errorf("a rule %s, ended by who works for one client only: %v", name, err)
		}
		if err := h.EndBookingRule(t.Context(), h.first, made.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// Of a supplier that is known from its ledger alone nobody approved an account:
// none goes without a person, but the one that the client's package has.
func TestAccountNobodyApprovedDoesNotGoAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.years(60)
	h.set(asIs)
	asking := func(account invoer.IBAN) invoer.DocumentID {
		h.documents++
		inv := sureInvoice(fmt.Sprint("N", h.documents), 12100)
		inv.Account = invoer.Field[invoer.IBAN]{Value: account, Confidence: 99}
		return h.comes(inv)
	}
	h.wants("an account that nobody approved", asking("BE71096123456769"), invoer.StatusRead)
	h.wants("the same once more", asking("BE71096123456769"), invoer.StatusRead)
	h.change(invoer.Books{Suppliers: []invoer.Third{{Number: "GARAGE", Name: "Garage Peeters", VAT: "BE0477574154", IBAN: "BE71096123456769"}}})
	h.wants("the account of the package's list", asking("BE71096123456769"), invoer.StatusApproved)
	v := h.wants("another than the list has", asking("BE68539007547034"), invoer.StatusRead)
	if !v.Invoice.Found(invoer.RuleAccountChanged) {
		t.Errorf("findings %+v, want that the account is another one", v.Invoice.Findings)
	}
}
