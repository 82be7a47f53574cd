package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

var year2026 = invoer.Span{From: invoer.Date{Year: 2026, Month: time.January, Day: 1}, Until: invoer.Date{Year: 2026, Month: time.December, Day: 31}}

// books are what the bakery's invoices need.
func books() invoer.Books {
	b := invoer.Books{
		Accounts:  []invoer.LedgerAccount{{Number: "613000", Name: "Erelonen"}, {Number: "440000", Name: "Leveranciers"}},
		Journals:  []invoer.Journal{{Code: "AANK", Kind: invoer.JournalPurchase, Credit: "AANKCN", Last: 41}, {Code: "AANKCN", Kind: invoer.JournalPurchaseCredit}},
		Suppliers: []invoer.Third{{Number: "MOLEN", Name: "Bloemmolens Ávila", VAT: "BE0477574154", InPackage: true}},
	}
	for month := range 12 {
		from := year2026.From.Time().AddDate(0, month, 0)
		b.Periods = append(b.Periods, invoer.Period{Year: "6", Number: fmt.Sprintf("%02d", month+1), Span: invoer.Span{From: invoer.DateOf(from), Until: invoer.DateOf(from.AddDate(0, 1, -1))}})
	}
	return b
}

func (h *house) teach(t testing.TB, b invoer.Books) {
	t.Helper()
	now, err := h.Books(t.Context(), h.admin, h.client)
	if err != nil {
		t.Fatal(err)
	}
	changes, faults := now.Changes(b)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, err := h.ChangeBooks(t.Context(), h.accountant, h.client, "chart.csv", changes); err != nil {
		t.Fatal(err)
	}
}

// file is what the face does: it writes what it is given.
func (h *house) file(_ invoer.Books, postings []invoer.Posting) (BatchFile, error) {
	var text strings.Builder
	for _, p := range postings {
		fmt.Fprintln(&text, p.Journal.Code, p.Period.Year+p.Period.Number, p.Number, p.Supplier.Number, p.Invoice.Number.Value, p.Booking.Owed())
	}
	sum := fmt.Sprintf("%x", hashSecret(text.String()))
	return BatchFile{Key: invoer.BlobKey(string(h.office) + "/" + sum), Name: text.String(), Size: int64(text.Len()), SHA256: sum}, nil
}

// allThere is a store of bytes in which whatever is looked for is found.
type allThere struct{}

func (allThere) Stat(_ context.Context, key invoer.BlobKey) (blobs.Info, error) {
	return blobs.Info{Key: key}, nil
}

func (h *house) batch(t testing.TB) (invoer.Batch, error) {
	t.Helper()
	return h.MakeBatch(t.Context(), h.accountant, Order{Client: h.client, Format: "winbooks"}, allThere{}, h.file)
}

func (h *house) statusOf(t testing.TB, id invoer.DocumentID) invoer.Status {
	t.Helper()
	v, err := h.Document(t.Context(), h.admin, id)
	if err != nil {
		t.Fatal(err)
	}
	return v.Status
}

func TestBatchFromApprovalToConfirmation(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	first, second := h.approved(t, h.client, bakery("F1", 12100)), h.approved(t, h.client, bakery("F2", 5000))
	h.addRead(t, h.client, bakery("not approved", 100))
	h.approved(t, h.other, bakery("of another client", 100))
	made, err := h.batch(t)
	if err != nil {
		t.Fatal(err)
	}
	want := "AANK 611 20260042 MOLEN F1 121.00\nAANK 611 20260043 MOLEN F2 50.00\n"
	if made.Name != want || made.Number != 1 || made.Documents != 2 || made.Debit != invoer.EUR(17100) || made.State != invoer.BatchMade {
		t.Errorf("batch %+v, want number 1 of 2 documents, 171.00, with\n%s", made, want)
	}
	for _, id := range []invoer.DocumentID{first, second} {
		if s := h.statusOf(t, id); s != invoer.StatusBooked {
			t.Errorf("document %s is %s, want booked", id, s)
		}
		if _, err := h.Reopen(t.Context(), h.admin, id, AnyVersion); !errors.Is(err, invoer.ErrConflict) {
			t.Errorf("reopening a booked document: %v, want a conflict", err)
		}
	}
	if _, err := h.batch(t); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("another batch of the same: %v, want a conflict: nothing waits", err)
	}
	confirmed, err := h.ConfirmBatch(t.Context(), h.admin, made.ID, "seen in WinBooks")
	if err != nil || confirmed.State != invoer.BatchConfirmed || confirmed.ClosedBy != h.admin.User {
		t.Errorf("confirming: %+v, %v", confirmed, err)
	}
	if _, err := h.ConfirmBatch(t.Context(), h.admin, made.ID, "seen again"); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("confirming twice: %v, want a conflict", err)
	}
	if _, err := h.TakeBackBatch(t.Context(), h.admin, made.ID, "too late"); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("taking a confirmed batch back: %v, want a conflict", err)
	}
	_, lines, err := h.Batch(t.Context(), h.admin, made.ID)
	if err != nil || len(lines) != 2 || lines[0].Document != first || lines[1].Number != "20260043" {
		t.Errorf("lines %+v, %v", lines, err)
	}
	if n := h.broken(t, "booked-is-in-batch"); n != 0 {
		t.Errorf("the balance finds %d booked documents that are in no batch, want none", n)
	}
	h.asOwner(t, `update batch_documents set void = true`)
	if n := h.broken(t, "booked-is-in-batch"); n != 2 {
		t.Errorf("the balance finds %d booked documents without their batch, want 2", n)
	}
}

// broken counts the rows for which a rule of the balance does not hold.
func (h *house) broken(t *testing.T, rule string) (n int) {
	t.Helper()
	balance, err := h.Balance(t.Context(), h.admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range balance.Faults {
		if f.Rule == rule {
			n++
		}
	}
	return n
}

// A batch that is taken back leaves its numbers with its bookings.
func TestBatchTakenBack(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	id := h.approved(t, h.client, bakery("F1", 12100))
	first, err := h.batch(t)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.TakeBackBatch(t.Context(), h.accountant, first.ID, " "); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("without a reason: %v, want it invalid", err)
	}
	back, err := h.TakeBackBatch(t.Context(), h.accountant, first.ID, "wrong period")
	if err != nil || back.State != invoer.BatchTaken || back.Reason != "wrong period" || h.statusOf(t, id) != invoer.StatusApproved {
		t.Fatalf("taken back: %+v, %v; document %s", back, err, h.statusOf(t, id))
	}
	if _, err := h.TakeBackBatch(t.Context(), h.accountant, first.ID, "wrong period"); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("taken back twice: %v, want a conflict", err)
	}
	h.approved(t, h.client, bakery("F0", 100))
	second, err := h.batch(t)
	if err != nil || second.Number != 2 || !strings.Contains(second.Name, "20260042 MOLEN F1") || !strings.Contains(second.Name, "20260043 MOLEN F0") {
		t.Errorf("second batch %+v, %v; want number 2 with the number that F1 had", second, err)
	}
	all, err := h.Batches(t.Context(), h.admin, h.client)
	if err != nil || len(all) != 2 || all[0].ID != second.ID {
		t.Errorf("batches %+v, %v; want both, the new one first", all, err)
	}
}

// Whatever breaks in the middle leaves nothing half.
func TestBatchThatBreaks(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	id := h.approved(t, h.client, bakery("F1", 12100))
	broken := errors.New("disk full")
	ctx, cancel := context.WithCancel(t.Context())
	for name, c := range map[string]struct {
		ctx   context.Context
		write func(invoer.Books, []invoer.Posting) (BatchFile, error)
	}{
		"the disk is full": {t.Context(), func(invoer.Books, []invoer.Posting) (BatchFile, error) { return BatchFile{}, broken }},
		"the person goes away": {ctx, func(b invoer.Books, p []invoer.Posting) (BatchFile, error) {
			cancel()
			return h.file(b, p)
		}},
		"the connection is killed": {t.Context(), func(b invoer.Books, p []invoer.Posting) (BatchFile, error) {
			h.asOwner(t, `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`)
			return h.file(b, p)
		}},
	} {
		if _, err := h.MakeBatch(c.ctx, h.accountant, Order{Client: h.client, Format: "winbooks"}, allThere{}, c.write); err == nil {
			t.Errorf("%s: a batch was made", name)
		}
		all, err := h.Batches(t.Context(), h.admin, h.client)
		if err != nil || len(all) != 0 || h.statusOf(t, id) != invoer.StatusApproved {
			t.Errorf("%s: %d batches (%v), document %s; want none and approved", name, len(all), err, h.statusOf(t, id))
		}
	}
	made, err := h.batch(t)
	if err != nil || made.Number != 1 || !strings.Contains(made.Name, "20260042") {
		t.Errorf("afterwards: %+v, %v; want the first batch, with the first number", made, err)
	}
}

// Two accountants make a batch at once: each booking is in one of them.
func TestTwoBatchesAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	for n := range 5 {
		h.approved(t, h.client, bakery(fmt.Sprint("F", n), 100))
	}
	var all sync.WaitGroup
	made, failed := make([]invoer.Batch, 4), make([]error, 4)
	for i := range made {
		all.Go(func() { made[i], failed[i] = h.batch(t) })
	}
	all.Wait()
	documents := 0
	for i, b := range made {
		documents += b.Documents
		if failed[i] != nil && !errors.Is(failed[i], invoer.ErrConflict) {
			t.Errorf("%v, want a batch or a conflict", failed[i])
		}
	}
	if documents != 5 {
		t.Errorf("%d bookings in all batches, want 5", documents)
	}
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into batch_documents (batch_id, document_id, office_id, client_id, position, journal, period, year, number, total)
			select gen_random_uuid(), document_id, office_id, client_id, position, journal, period, year, number, total from batch_documents limit 1`)
		return err
	})
	if !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("a booking in a second batch: %v, want the database to refuse it", err)
	}
}

// All that is in the way is told at once, each with its document.
func TestFaultsOfABatch(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	b := books()
	b.Accounts[1].Until = invoer.Date{Year: 2026, Month: time.June, Day: 30}
	b.Periods[10].Locked = true
	h.teach(t, invoer.Books{Accounts: b.Accounts[1:], Periods: b.Periods})
	id := h.approved(t, h.client, bakery("F1", 12100))
	strange := bakery("F2", 100)
	strange.Issued.Value = invoer.Date{Year: 2031, Month: time.May, Day: 1}
	later := h.approved(t, h.client, strange)
	_, err := h.batch(t)
	var faults invoer.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%v, want faults", err)
	}
	got := map[string]bool{}
	for _, f := range faults {
		name := map[invoer.DocumentID]string{id: "first", later: "later"}[f.Document]
		got[name+" "+f.Why.Code+" "+strings.Join(f.Why.Args, " ")] = true
	}
	want := map[string]bool{
		"first export-no-journal AANK": true, "first export-locked-period 6 11": true, "first export-no-supplier Bloemmolens Ávila": true,
		"first export-no-account 613000": true, "first export-closed-account 440000 2026-06-30": true,
		"later export-no-journal AANK": true, "later export-no-period 2031-05-01": true, "later export-no-supplier Bloemmolens Ávila": true,
		"later export-no-account 613000": true, "later export-closed-account 440000 2026-06-30": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if n, err := h.Unbooked(t.Context(), h.admin, h.client); err != nil || n != 2 {
		t.Errorf("%d wait (%v), want 2", n, err)
	}
}

func TestSuppliersGetNumbers(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	b := books()
	b.Suppliers = []invoer.Third{{Number: "BLOEMM001", Name: "Bloemmist"}}
	h.teach(t, b)
	h.approved(t, h.client, bakery("F1", 12100))
	made, err := h.MakeBatch(t.Context(), h.accountant, Order{Client: h.client, Format: "winbooks", NumberSuppliers: true}, allThere{}, h.file)
	if err != nil || !strings.Contains(made.Name, "BLOEMM002") {
		t.Fatalf("batch %+v, %v; want a supplier BLOEMM002", made, err)
	}
	now, err := h.Books(t.Context(), h.admin, h.client)
	got, known := now.Supplier("BE0477574154", "")
	if err != nil || !known || got.Number != "BLOEMM002" || got.InPackage {
		t.Errorf("supplier %+v, %v; want it in the books as one of ours", got, err)
	}
}

func TestBatchesHaveWalls(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	h.approved(t, h.client, bakery("F1", 12100))
	made, err := h.batch(t)
	if err != nil {
		t.Fatal(err)
	}
	strange := furnish(t, h.Store, h.db, "b")
	if _, _, err := h.Batch(t.Context(), strange.admin, made.ID); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("another office: %v, want not found", err)
	}
	if _, err := h.Books(t.Context(), strange.admin, h.client); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("books for another office: %v, want not found", err)
	}
	if _, err := h.TakeBackBatch(t.Context(), strange.admin, made.ID, "mine"); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("another office takes it back: %v, want not found", err)
	}
	for name, err := range map[string]error{
		"reads a batch": second(h.Batch(t.Context(), h.person, made.ID)), "reads books": first(h.Books(t.Context(), h.person, h.client)),
		"makes one":    first(h.MakeBatch(t.Context(), h.person, Order{Client: h.client}, allThere{}, h.file)),
		"confirms one": first(h.ConfirmBatch(t.Context(), h.person, made.ID, "x")),
	} {
		if !errors.Is(err, invoer.ErrForbidden) {
			t.Errorf("a client's person %s: %v, want it forbidden", name, err)
		}
	}
}

func first[T any](_ T, err error) error          { return err }
func second[T, U any](_ T, _ U, err error) error { return err }

func TestChangesOfBooksAreUndone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	h.teach(t, invoer.Books{Accounts: []invoer.LedgerAccount{{Number: "613000", Name: "Honoraria"}, {Number: "600000", Name: "Grondstoffen"}}})
	all, err := h.BookImports(t.Context(), h.admin, h.client)
	if err != nil || len(all) != 2 || len(all[0].Changes) != 2 {
		t.Fatalf("imports %+v, %v; want two, the last with 2 changes", all, err)
	}
	if _, err := h.UndoBookImport(t.Context(), h.admin, all[1].ID); !errors.Is(err, invoer.ErrConflict) || !strings.Contains(err.Error(), "613000") {
		t.Errorf("undoing what was changed since: %v, want a conflict that names 613000", err)
	}
	if _, err := h.ChangeBooks(t.Context(), h.admin, h.client, "old", all[0].Changes); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("changes that were shown before others: %v, want a conflict", err)
	}
	if _, err := h.UndoBookImport(t.Context(), h.admin, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UndoBookImport(t.Context(), h.admin, all[0].ID); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("undoing twice: %v, want a conflict", err)
	}
	now, err := h.Books(t.Context(), h.admin, h.client)
	if err != nil {
		t.Fatal(err)
	}
	if changes, _ := now.Changes(books()); len(changes) != 0 || len(now.Accounts) != 2 {
		t.Errorf("after undoing %d accounts and %d differences from before, want 2 and 0", len(now.Accounts), len(changes))
	}
	if _, err := h.UndoBookImport(t.Context(), h.admin, all[1].ID); err != nil {
		t.Errorf("undoing the first afterwards: %v", err)
	}
}

// BenchmarkMakeBatch measures ten thousand bookings from approval to the row of
// their batch, with the least of files.
// A booking in another currency leaves with the rate that was loaded for the day
// of its document, or last before it, in whatever period it is booked; where the
// last is too old there is none, and the file says so.
func TestRatesThatWereLoadedLeaveWithTheBatch(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	rates, err := invoer.ParseRates([]byte("Date,USD,GBP,\n2026-12-01,1.2000,0.9000,\n2026-10-30,1.0843,N/A,\n2026-10-20,1.0500,0.8500,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SaveRates(t.Context(), h.admin, rates); err != nil {
		t.Fatal(err)
	}
	for number, currency := range map[string]string{"U1": "USD", "G1": "GBP", "E1": "EUR"} {
		inv := bakery(number, 12100)
		inv.Currency.Value, inv.Total.Value.Currency = currency, currency
		id := h.addRead(t, h.client, inv)
		money := func(cents int64) invoer.Money { return invoer.Money{Cents: cents, Currency: currency} }
		_, err := h.SetBooking(t.Context(), h.accountant, id, AnyVersion, invoer.Booking{
			Journal: "AANK", Date: invoer.Date{Year: 2026, Month: time.December, Day: 1}, Entries: []invoer.Entry{
				{Side: invoer.SideCost, Account: "613000", Amount: money(12100)}, {Side: invoer.SideSupplier, Account: "440000", Amount: money(-12100)},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	var faults invoer.Faults
	if _, err := h.batch(t); !errors.As(err, &faults) || len(faults) != 1 || faults[0].Why.Args[0] != "GBP" {
		t.Errorf("with a rate of pounds that is two weeks old: %v, want that it is asked for", err)
	}
	if err := h.SaveRates(t.Context(), h.admin, []invoer.ExchangeRate{{Currency: "GBP", Day: invoer.Date{Year: 2026, Month: time.November, Day: 2}, Rate: "0.8600"}}); err != nil {
		t.Fatal(err)
	}
	left := map[string]string{}
	_, err = h.MakeBatch(t.Context(), h.accountant, Order{Client: h.client, Format: "winbooks"}, allThere{}, func(b invoer.Books, all []invoer.Posting) (BatchFile, error) {
		for _, p := range all {
			left[p.Invoice.Number.Value] = p.Rate + " in " + p.Period.Number
		}
		return h.file(b, all)
	})
	if diff := cmp.Diff(map[string]string{"U1": "1.0843 in 12", "G1": "0.8600 in 12", "E1": " in 12"}, left); err != nil || diff != "" {
		t.Errorf("%v (-want +left)\n%s", err, diff)
	}
}

func BenchmarkMakeBatch(b *testing.B) {
	h := openHouse(b)
	h.teach(b, books())
	id := h.approved(b, h.client, bakery("F1", 12100))
	h.asOwner(b, `insert into documents (id, office_id, client_id, delivery_id, file_id, kind, status, stage, received)
		select gen_random_uuid(), office_id, client_id, delivery_id, file_id, kind, status, stage, received from documents, generate_series(2, 10000) where id = $1`, id)
	h.asOwner(b, `insert into invoices (document_id, office_id, client_id, reading, invoice) select d.id, d.office_id, d.client_id, i.reading, i.invoice from documents d, invoices i where i.document_id = $1 and d.id <> $1`, id)
	h.asOwner(b, `insert into bookings (document_id, office_id, client_id, booking, balance) select d.id, d.office_id, d.client_id, k.booking, 0 from documents d, bookings k where k.document_id = $1 and d.id <> $1`, id)
	h.asOwner(b, `analyze documents, invoices, bookings`) // as autovacuum does
	for b.Loop() {
		made, err := h.batch(b)
		if err != nil || made.Documents != 10_000 {
			b.Fatal(made.Documents, err)
		}
		b.StopTimer()
		if _, err := h.TakeBackBatch(b.Context(), h.accountant, made.ID, "again"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// A document in another currency leaves in euro, at the rate of its day; without a
// rate nothing leaves.
func TestBatchOfForeignCurrency(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	inv := bakery("F1", 10842)
	inv.Currency.Value, inv.Total.Value.Currency = "USD", "USD"
	h.approved(t, h.client, inv)
	h.approved(t, h.client, bakery("F2", 5000))
	var faults invoer.Faults
	if _, err := h.batch(t); !errors.As(err, &faults) || faults[0].Why.Code != "export-no-rate" || faults[0].Why.Args[0] != "USD" {
		t.Fatalf("without a rate: %v, want that it is asked for", err)
	}
	if err := h.SaveRates(t.Context(), h.admin, []invoer.ExchangeRate{{Currency: "USD", Day: inv.Issued.Value, Rate: "1.0842"}}); err != nil {
		t.Fatal(err)
	}
	made, err := h.batch(t)
	if err != nil || made.Debit != invoer.EUR(15000) {
		t.Fatalf("the batch owes %s, %v; want 150.00 euro", made.Debit, err)
	}
	_, lines, err := h.Batch(t.Context(), h.admin, made.ID)
	if err != nil || lines[0].Total != invoer.EUR(10000) || lines[1].Total != invoer.EUR(5000) {
		t.Errorf("lines %+v, %v; want 100.00 and 50.00 euro", lines, err)
	}
}

// A supplier that we numbered leaves with each batch until one was confirmed: from
// then on the package has it.
func TestSuppliersOfAConfirmedBatchAreInThePackage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.teach(t, books())
	leaves := func(number string) (invoer.Batch, invoer.Third) {
		t.Helper()
		inv := bakery(number, 12100)
		inv.Supplier.VAT.Value, inv.Supplier.Name.Value = "BE0412636812", "Houthandel Maes"
		h.approved(t, h.client, inv)
		var third invoer.Third
		made, err := h.MakeBatch(t.Context(), h.accountant, Order{Client: h.client, Format: "winbooks", NumberSuppliers: true}, allThere{}, func(b invoer.Books, all []invoer.Posting) (BatchFile, error) {
			third = all[0].Supplier
			return h.file(b, all)
		})
		if err != nil {
			t.Fatal(err)
		}
		return made, third
	}
	_, third := leaves("1")
	made, again := leaves("2")
	if third.InPackage || again.InPackage || again.Number != third.Number {
		t.Errorf("before a batch is confirmed %+v, %+v; want one number, not in the package", third, again)
	}
	if _, err := h.ConfirmBatch(t.Context(), h.admin, made.ID, "seen"); err != nil {
		t.Fatal(err)
	}
	if _, third = leaves("3"); !third.InPackage {
		t.Errorf("after it was confirmed %+v, want it in the package", third)
	}
}
