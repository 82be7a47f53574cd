package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/ledger/samples"
	"github.com/invoer/invoer/precedent"
)

// book puts a document on an account that nobody would think of.
func (h *house) book(t testing.TB, id invoer.DocumentID, account string) {
	t.Helper()
	h.in(t, invoer.Machine(h.office), func(tx Tx) error {
		d, err := tx.lock(id)
		if err != nil {
			return err
		}
		total, vat := d.inv.Total.Value, d.inv.VAT.Value.Cents
		b, err := invoer.NewBooking("AANK", d.inv.Issued.Value, []invoer.Entry{
			{Side: invoer.SideCost, Account: account, Amount: invoer.EUR(total.Cents - vat), Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}},
			{Side: invoer.SideVAT, Account: "411000", Amount: invoer.EUR(vat)},
			{Side: invoer.SideSupplier, Account: "440000", Amount: invoer.EUR(-total.Cents)},
		})
		if err != nil {
			return err
		}
		return tx.SaveBooking(id, &b)
	})
}

func (h *house) in(t testing.TB, who invoer.Scope, fn func(Tx) error) {
	t.Helper()
	if err := h.In(t.Context(), who, fn); err != nil {
		t.Fatal(err)
	}
}

func accountsOf(p precedent.Proposal) string {
	var all []string
	for _, e := range p.Entries {
		all = append(all, e.Account)
	}
	return strings.Join(all, " ")
}

func TestApprovedBookingsTeachTheNextProposal(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, number := range []string{"A1", "A2", "A3"} {
		id := h.addRead(t, h.client, bakery(number, 12100))
		h.book(t, id, "614777")
		if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	g, err := h.Grounds(t.Context(), invoer.Machine(h.office), h.addRead(t, h.client, bakery("A4", 24200)))
	if err != nil {
		t.Fatal(err)
	}
	if got := accountsOf(g.Proposed); got != "614777" || g.Proposed.Entries[0].Why.Code != "as-before" || g.Proposed.Entries[0].Why.Args[0] != "3" {
		t.Errorf("proposed %s because %+v", got, g.Proposed.Entries[0].Why)
	}
	if g, err = h.Grounds(t.Context(), invoer.Machine(h.office), h.addRead(t, h.other, bakery("A5", 24200))); err != nil {
		t.Fatal(err)
	}
	if got := accountsOf(g.Proposed); got == "614777" {
		t.Error("an account of one client is proposed to another")
	}
}

func TestReopenedAndApprovedAgainIsLearntOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("A1", 12100))
	h.book(t, id, "614777")
	for range 2 {
		if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Reopen(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
		h.in(t, invoer.Machine(h.office), func(tx Tx) error {
			_, err := tx.Exec(tx.Ctx, `update documents set stage = 'done' where id = $1`, id)
			return err
		})
	}
	h.in(t, invoer.Machine(h.office), func(tx Tx) error {
		var learnt int
		err := tx.QueryRow(tx.Ctx, `select learnt from precedent_weights`).Scan(&learnt)
		if learnt != 1 {
			t.Errorf("learnt %d times, want once", learnt)
		}
		return err
	})
}

func TestLedgerIsLearntOnceAndByOneOffice(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	all := samples.Recipe{Seed: 8, Clients: 1, Suppliers: 20, From: invoer.Date{Year: 2025, Month: 1, Day: 1}, Months: 4}.Make()
	taught, err := h.LearnLedger(t.Context(), h.accountant, h.client, all)
	if err != nil || taught.Learnt != len(all) || taught.Right == 0 || taught.Right+len(taught.Differences) != len(all) {
		t.Fatalf("learnt %d of %d, %d right, %v", taught.Learnt, len(all), taught.Right, err)
	}
	whole := precedent.NewMemory()
	for _, p := range all {
		p.Client = string(h.client)
		whole.Experience(p)
	}
	last := all[len(all)-1]
	last.Client, last.ID = string(h.client), "next"
	h.in(t, invoer.Machine(h.office), func(tx Tx) error {
		got, _, err := tx.propose(last)
		if want := whole.Propose(last); accountsOf(got) != accountsOf(want) || got.Score != want.Score {
			t.Errorf("from Postgres %s (%v), from memory %s (%v)", accountsOf(got), got.Score, accountsOf(want), want.Score)
		}
		return err
	})
	again, err := h.LearnLedger(t.Context(), h.accountant, h.client, all)
	if err != nil || again.Learnt != 0 || again.Known != len(all) {
		t.Errorf("again: learnt %d, known %d, %v", again.Learnt, again.Known, err)
	}
	if _, err := h.LearnLedger(t.Context(), h.person, h.client, all); err == nil {
		t.Error("a client's person taught a ledger")
	}
}

// A ledger that is learnt in parts teaches what it teaches as a whole, also where
// others learn in the office between two of them.
func TestLedgerIsLearntInParts(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	all := samples.Recipe{Seed: 9, Clients: 1, Suppliers: 20, From: invoer.Date{Year: 2025, Month: 1, Day: 1}, Months: 4}.Make()
	whole, others := precedent.NewMemory(), all[10]
	others.Client, others.ID = string(h.other), "of another client"
	l := learner{client: h.client}
	third := len(all) / 3
	for i, part := range [][]ledger.Purchase{all[:third], all[third : 2*third], all[2*third:], all[:third]} {
		h.in(t, h.accountant, func(tx Tx) error { return l.part(tx, part) })
		if i == 1 {
			h.in(t, h.accountant, func(tx Tx) error { return tx.experience(h.other, others.ID, others) })
		}
	}
	for i, p := range all {
		p.Client = string(h.client)
		whole.Experience(p)
		if i == 2*third-1 {
			whole.Experience(others)
		}
	}
	if l.taught.Learnt != len(all) || l.taught.Known != third {
		t.Errorf("learnt %d, known %d; want %d and %d", l.taught.Learnt, l.taught.Known, len(all), third)
	}
	next := all[len(all)-1]
	next.Client, next.ID = string(h.client), "next"
	h.in(t, invoer.Machine(h.office), func(tx Tx) error {
		got, standing, err := tx.propose(next)
		if want := whole.Propose(next); accountsOf(got) != accountsOf(want) || got.Score != want.Score || standing.Judged != whole.Standing.Judged {
			t.Errorf("in parts %s (%v after %v), as a whole %s (%v after %v)", accountsOf(got), got.Score, standing.Judged, accountsOf(want), want.Score, whole.Standing.Judged)
		}
		return err
	})
}

func TestUnbalancedBookingIsRefusedByTheDatabase(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("A1", 12100))
	err := h.In(t.Context(), invoer.Machine(h.office), func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into bookings (document_id, office_id, client_id, booking, balance)
			select id, office_id, client_id, '{"entries": [{"amount": {"cents": 1, "currency": "EUR"}}]}', 0 from documents where id = $1`, id)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "bookings_balance") {
		t.Errorf("an unbalanced booking: %v", err)
	}
}

// BenchmarkProposal proposes beside the history of a million bookings of the
// office (or of -crowd).
func BenchmarkProposal(b *testing.B) {
	h := openHouse(b)
	all := samples.Recipe{Seed: 8, Clients: 1, Suppliers: 250, From: invoer.Date{Year: 2025, Month: 1, Day: 1}, Months: 24}.Make()
	if _, err := h.LearnLedger(b.Context(), h.accountant, h.client, all); err != nil {
		b.Fatal(err)
	}
	copies := *crowd / len(all)
	// As the owner: so many rows take longer than the server gives one statement.
	h.asOwner(b, `insert into precedents (office_id, client_id, key, tally)
		select office_id, client_id, hashtextextended(key || ' ' || n, 0), tally from precedents, generate_series(1, $1) n`, copies)
	h.asOwner(b, `analyze precedents`)
	i := 0
	measure(b, func(ctx context.Context) error {
		p := all[len(all)-1-i%1000]
		p.Client, p.Entries = string(h.client), []ledger.Entry(nil)
		i++
		return h.In(ctx, invoer.Machine(h.office), func(tx Tx) error {
			_, _, err := tx.propose(p)
			return err
		})
	})
	b.ReportMetric(float64(copies*len(all)), "bookings")
}

// BenchmarkLearnLedger learns a hundred thousand bookings (or a tenth of -crowd)
// of an office: each of its clients' ledgers by itself, and one of all.
func BenchmarkLearnLedger(b *testing.B) {
	all := samples.Recipe{Seed: 5, Clients: 22, Suppliers: 250, From: invoer.Date{Year: 2025, Month: 1, Day: 1}, Months: 24, Mistakes: 0.001, Changes: 0.03}.Make()
	all = all[:min(len(all), *crowd/10)]
	of := map[string][]ledger.Purchase{}
	for _, p := range all {
		of[p.Client] = append(of[p.Client], p)
	}
	b.Run("clients", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			h := openHouse(b)
			h.asOwner(b, `insert into clients (office_id, code, name) select $1, 'K' || lpad(n::text, 3, '0'), 'Client ' || n from generate_series(1, 22) n`, h.office)
			b.StartTimer()
			for _, code := range slices.Sorted(maps.Keys(of)) {
				client, err := h.ClientByCode(b.Context(), h.machine, code)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := h.LearnLedger(b.Context(), h.accountant, client.ID, of[code]); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(len(all)), "bookings")
	})
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			h := openHouse(b)
			b.StartTimer()
			if _, err := h.LearnLedger(b.Context(), h.accountant, h.client, all); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(all)), "bookings")
	})
}

// Of a supplier that nobody booked before, what it does is known from the
// register, and how others were booked that do the same; of those that were
// learnt from a ledger that did not say so as well.
func TestActivityOfTheRegister(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	if _, err := LoadRegister(t.Context(), h.db.OwnerURL, extractMaker{companies: 60}.open(t), quiet); err != nil {
		t.Fatal(err)
	}
	from := func(n int, number string) invoer.Invoice {
		inv := bakery(number, 12100)
		inv.Supplier.VAT.Value, inv.Supplier.Name.Value = enterprise(n).VAT(), companyName(n)
		return inv
	}
	var all []ledger.Purchase
	for i := range 40 { // those that end in 2 do 62002, those that end in 8 62008
		n, account := i/2*10%60+2, "613100"
		if i%2 > 0 {
			n, account = n+6, "615200"
		}
		if n == 52 || n == 58 {
			continue // nobody booked these
		}
		p := ledger.Of(fmt.Sprint("r", i), h.client, from(n, fmt.Sprint(i)), "")
		p.Date = invoer.Date{Year: 2025, Month: 1, Day: 1}.AddDays(i)
		p.Entries = []ledger.Entry{{Account: account, Amount: p.Excl, Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}}}
		all = append(all, p)
	}
	if _, err := h.LearnLedger(t.Context(), h.accountant, h.client, all); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{52: "613100", 58: "615200"} {
		g, err := h.Grounds(t.Context(), invoer.Machine(h.office), h.addRead(t, h.client, from(n, fmt.Sprint("N", n))))
		if err != nil {
			t.Fatal(err)
		}
		why := g.Proposed.Entries[0].Why
		if got := accountsOf(g.Proposed); got != want || why.Code != "as-activity" || g.Purchase.Supplier.NACE != fmt.Sprint(62000+n%10) {
			t.Errorf("supplier %d of activity %q: proposed %s because %+v, want %s by its activity", n, g.Purchase.Supplier.NACE, got, why, want)
		}
	}
}

// A booking that is taken back and booked otherwise is learnt again, as it is now;
// approved again as it was it is not.
func TestCorrectedBookingIsLearntAgain(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	inv := bakery("1", 12100)
	id := h.approved(t, h.client, inv)
	learnt := func() (n int) {
		t.Helper()
		err := h.In(t.Context(), h.machine, func(tx Tx) error {
			return tx.QueryRow(tx.Ctx, `select learnt from precedent_weights where office_id = $1`, h.office).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range []struct {
		account string
		want    int
	}{{"613000", 1}, {"604000", 2}, {"604000", 2}, {"613000", 3}} {
		if _, err := h.Reopen(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, *booking(inv, c.account)); err != nil {
			t.Fatal(err)
		}
		h.asOwner(t, `update documents set stage = 'done' where id = $1`, id)
		if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
		if n := learnt(); n != c.want {
			t.Errorf("booked on %s, %d bookings are learnt, want %d", c.account, n, c.want)
		}
	}
}
