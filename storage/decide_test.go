package storage

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestPersonCorrectsAndApproves(t *testing.T) {
	t.Parallel()
	var rung []invoer.Ring
	h := openHouseWith(t, Settings{Ring: func(r invoer.Ring) { rung = append(rung, r) }})
	ctx := t.Context()
	id := h.addRead(t, h.client, bakery("2026/17", 12100))
	v, err := h.Document(ctx, h.accountant, id)
	if err != nil {
		t.Fatal(err)
	}
	v, err = h.Correct(ctx, h.accountant, id, v.Version, []Correction{{Field: "total_incl", Text: "121.50"}, {Field: "due_date", Text: ""}})
	if err != nil {
		t.Fatal(err)
	}
	if v.Stage != invoer.StagePropose || v.Status != invoer.StatusRead || v.Version != 2 {
		t.Errorf("corrected: got stage %s, status %s, version %d, want propose, read, 2", v.Stage, v.Status, v.Version)
	}
	if got := v.Invoice.Total; got.Value.Cents != 12150 || got.Origin.By != h.accountant.User || got.Confidence != invoer.Certain {
		t.Errorf("corrected total: got %+v, want 121.50 by the accountant", got)
	}
	h.read(t, id, bakery("2026/17", 12100), "613000") // the pipeline proposes again; what he typed stays
	if v, err = h.Approve(ctx, h.accountant, id, v.Version); err != nil {
		t.Fatal(err)
	}
	if v.Status != invoer.StatusApproved || v.Stage != invoer.StageArchive || v.Invoice.Approval.By != h.accountant.User {
		t.Errorf("approved: got %s, %s, by %q", v.Status, v.Stage, v.Invoice.Approval.By)
	}
	if v.Invoice.Total.Value.Cents != 12150 || v.Invoice.Due.Present() {
		t.Errorf("what the accountant typed was read over: total %s, due %s", v.Invoice.Total.Value, v.Invoice.Due.Value)
	}
	want := []invoer.Ring{
		{Office: h.office, Noun: invoer.NounDocument, ID: string(id), Stage: invoer.StagePropose},
		{Office: h.office, Noun: invoer.NounDocument, ID: string(id), Stage: invoer.StageArchive},
	}
	if diff := cmp.Diff(want, rung); diff != "" {
		t.Errorf("rings (-want +got):\n%s", diff)
	}
	h.checkTold(t, id)
}

// checkTold looks for what the changes of TestPersonCorrectsAndApproves left.
func (h *house) checkTold(t *testing.T, id invoer.DocumentID) {
	t.Helper()
	history, err := h.History(t.Context(), h.accountant, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(history) != 2 || history[0].Action != "approved" || history[1].Action != "corrected" {
		t.Fatalf("history: got %+v, want approved and corrected", history)
	}
	want := map[string]string{"total_incl": "121.00", "due_date": "2026-12-15"}
	if diff := cmp.Diff(want, history[1].Before); diff != "" || history[1].Name == "" {
		t.Errorf("history of the correction by %q (-want +got):\n%s", history[1].Name, diff)
	}
	events, err := h.Events(t.Context(), h.accountant, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if diff := cmp.Diff([]string{"document.changed", "document.approved"}, kinds); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestOneOfTwoWins(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	var approvals sync.WaitGroup
	faults := make([]error, 8)
	for i := range faults {
		approvals.Go(func() { _, faults[i] = h.Approve(t.Context(), h.accountant, id, 1) })
	}
	approvals.Wait()
	won := 0
	for _, err := range faults {
		if err == nil {
			won++
			continue
		}
		if !errors.Is(err, invoer.ErrConflict) {
			t.Errorf("got %v, want a conflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d approvals went through, want 1", won)
	}
}

func TestDecisionsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	strange := furnish(t, h.Store, h.db, "b")
	id := h.addRead(t, h.client, bakery("1", 100))
	waiting := h.addDocument(t, h.client, "")
	correct := func(field, text string) func(context.Context, invoer.Scope) error {
		return func(ctx context.Context, who invoer.Scope) error {
			_, err := h.Correct(ctx, who, id, AnyVersion, []Correction{{Field: field, Text: text}})
			return err
		}
	}
	approve := func(id invoer.DocumentID, version int) func(context.Context, invoer.Scope) error {
		return func(ctx context.Context, who invoer.Scope) error {
			_, err := h.Approve(ctx, who, id, version)
			return err
		}
	}
	cases := map[string]struct {
		who  invoer.Scope
		do   func(context.Context, invoer.Scope) error
		want error
	}{
		"a client does not approve":                {h.person, approve(id, 1), invoer.ErrForbidden},
		"a client does not correct":                {h.person, correct("invoice_number", "2"), invoer.ErrForbidden},
		"a machine does not approve":               {h.machine, approve(id, 1), invoer.ErrForbidden},
		"another office does not know it":          {strange.admin, approve(id, 1), invoer.ErrNotFound},
		"an old version is not approved":           {h.accountant, approve(id, 7), invoer.ErrConflict},
		"what is being read is not approved":       {h.accountant, approve(waiting, 1), invoer.ErrConflict},
		"a day that does not exist is no due date": {h.accountant, correct("due_date", "2026-02-30"), invoer.ErrInvalid},
		"a field that does not exist is not found": {h.accountant, correct("colour", "red"), invoer.ErrNotFound},
		"a finding that is not there is not found": {h.accountant, func(ctx context.Context, who invoer.Scope) error {
			_, err := h.Answer(ctx, who, id, 1, "x", "")
			return err
		}, invoer.ErrNotFound},
		"a kind that does not exist is invalid": {h.accountant, func(ctx context.Context, who invoer.Scope) error {
			_, err := h.SetKind(ctx, who, id, 1, "poem")
			return err
		}, invoer.ErrInvalid},
		"another office's client gets nothing of ours": {h.accountant, func(ctx context.Context, who invoer.Scope) error {
			_, err := h.Move(ctx, who, id, 1, strange.client)
			return err
		}, invoer.ErrNotFound},
		"what nobody decided on is not reopened": {h.accountant, func(ctx context.Context, who invoer.Scope) error { _, err := h.Reopen(ctx, who, id, 1); return err }, invoer.ErrConflict},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := c.do(t.Context(), c.who); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			v, err := h.Document(t.Context(), h.admin, id)
			if err != nil || v.Version != 1 {
				t.Errorf("the document changed: version %d, %v", v.Version, err)
			}
		})
	}
}

func TestApprovalWaitsForTheBooking(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	if _, err := h.Correct(t.Context(), h.accountant, id, 1, []Correction{{Field: "total_incl", Text: "2.00"}}); err != nil {
		t.Fatal(err)
	}
	proposed := make(chan struct{})
	go func() {
		defer close(proposed)
		time.Sleep(200 * time.Millisecond)
		h.read(t, id, bakery("1", 100), "613000")
	}()
	v, err := h.Approve(t.Context(), h.accountant, id, 2)
	<-proposed
	if err != nil || v.Booking == nil {
		t.Errorf("got booking %v, %v, want the new one", v.Booking, err)
	}
}

func TestSupplierIsRemembered(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	history := func() History {
		t.Helper()
		var known History
		err := h.In(ctx, h.machine, func(tx Tx) (err error) {
			known, err = tx.Supplier(h.client, "BE0477574154", "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return known
	}
	if got := history(); got.Times != 0 {
		t.Fatalf("before any approval: got %+v, want nothing", got)
	}
	ids := make([]invoer.DocumentID, 3)
	for i, account := range []string{"613000", "613000", "610000"} {
		ids[i] = h.addDocument(t, h.client, "")
		h.read(t, ids[i], bakery(strconv.Itoa(i), 100), account)
		if _, err := h.Approve(ctx, h.accountant, ids[i], AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	got := history()
	if got.Account != "610000" || got.Times != 3 || got.Constant != 1 || len(got.IBANs) != 1 {
		t.Errorf("after three approvals: got %+v, want 610000, 3 times, constant 1, one IBAN", got)
	}
	if _, err := h.Reopen(ctx, h.accountant, ids[2], AnyVersion); err != nil {
		t.Fatal(err)
	}
	got = history()
	if got.Account != "613000" || got.Times != 2 || got.Constant != 2 || got.Treatment.Rate != 2100 {
		t.Errorf("after one was taken back: got %+v, want 613000, 2 times, constant 2", got)
	}
	err := h.In(ctx, h.machine, func(tx Tx) error {
		other, err := tx.Supplier(h.other, "BE0477574154", "")
		if other.Times != 0 {
			t.Errorf("another client knows it: %+v", other)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHeldDocumentIsTakenOver(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addDocument(t, h.client, "")
	h.asOwner(t, `update documents set status = 'held', stage = 'held', held = '{"code":"damaged","args":[]}' where id = $1`, id)
	v, err := h.Correct(t.Context(), h.accountant, id, 1, []Correction{{Field: "supplier_name", Text: "Garage Smets"}})
	if err != nil || v.Status != invoer.StatusRead || v.Held.Code != "" || v.Invoice.Supplier.Name.Value != "Garage Smets" {
		t.Errorf("got status %s, held %+v, supplier %q, %v", v.Status, v.Held, v.Invoice.Supplier.Name.Value, err)
	}
}

func TestKindOfAPersonStays(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	v, err := h.SetKind(t.Context(), h.accountant, id, 1, invoer.KindReminder)
	if err != nil || v.Kind != invoer.KindReminder || v.Booking != nil {
		t.Fatalf("got kind %s, booking %v, %v, want a reminder without booking", v.Kind, v.Booking, err)
	}
	ring, err := h.Replay(t.Context(), h.machine, id, AnyVersion)
	if err != nil || ring.Stage != invoer.StageExtract || ring.Run != 1 {
		t.Fatalf("replay: got %+v, %v, want extract of run 1", ring, err)
	}
	h.read(t, id, bakery("1", 100), "613000")
	if v, err = h.Document(t.Context(), h.accountant, id); err != nil || v.Kind != invoer.KindReminder || v.Invoice.Kind != invoer.KindReminder {
		t.Errorf("read again: got kind %s and %s, %v, want a reminder", v.Kind, v.Invoice.Kind, err)
	}
}

func TestMoveTakesAllAlong(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	if _, err := h.Document(t.Context(), h.person, id); err != nil {
		t.Fatalf("the client does not see his document: %v", err)
	}
	v, err := h.Move(t.Context(), h.accountant, id, 1, h.other)
	if err != nil || v.Client != h.other || v.Booking != nil || v.Stage != invoer.StagePropose {
		t.Fatalf("got client %s, booking %v, stage %s, %v", v.Client, v.Booking, v.Stage, err)
	}
	if _, err := h.Document(t.Context(), h.person, id); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("the former client still sees it: %v", err)
	}
	if _, _, err := h.Page(t.Context(), h.person, v.File.ID, 1); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("the former client still sees its page: %v", err)
	}
	now := h.addUser(t, invoer.RoleClient, h.other, "garage@a.be")
	if v, err = h.Document(t.Context(), now, id); err != nil || len(v.Pages) != 1 || v.File.ID == "" {
		t.Errorf("the new client sees %d pages of file %q, %v, want all", len(v.Pages), v.File.ID, err)
	}
}

func TestRejectAndReopen(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 100))
	v, err := h.Reject(t.Context(), h.accountant, id, 1, "twice")
	if err != nil || v.Status != invoer.StatusRejected || v.Reason != "twice" || v.Stage != invoer.StageDone {
		t.Fatalf("got %s, %q, %s, %v", v.Status, v.Reason, v.Stage, err)
	}
	v, err = h.Reopen(t.Context(), h.accountant, id, 2)
	if err != nil || v.Status != invoer.StatusRead || v.Reason != "" {
		t.Errorf("got %s, %q, %v", v.Status, v.Reason, err)
	}
}

func TestReplayReadsAgainWhatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		code string // why the document is held
		held string // how the file came to be held
		want invoer.Ring
	}{
		"a page without words": {"not_a_document", `update files set held = null where id = $1`, invoer.Ring{Noun: invoer.NounPage, Page: 1, Stage: invoer.StageNormalise, Run: 1}},
		"a file":               {"damaged", `update files set stage = 'held', held = '{}' where id = $1`, invoer.Ring{Noun: invoer.NounFile, Stage: invoer.StageOpen, Run: 1}},
		"a page of a file":     {"damaged", `update pages set stage = 'held', held = '{}' where file_id = $1`, invoer.Ring{Noun: invoer.NounPage, Page: 1, Stage: invoer.StageNormalise, Run: 1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rung []invoer.Ring
			h := openHouseWith(t, Settings{Ring: func(r invoer.Ring) { rung = append(rung, r) }})
			id := h.addDocument(t, h.client, "")
			v, err := h.Document(t.Context(), h.machine, id)
			if err != nil {
				t.Fatal(err)
			}
			h.asOwner(t, c.held, v.File.ID)
			h.asOwner(t, `update documents set status = 'held', stage = 'held', held = jsonb_build_object('code', $2::text, 'args', '[]'::jsonb) where id = $1`, id, c.code)
			if _, err := h.Replay(t.Context(), h.accountant, id, AnyVersion); err != nil {
				t.Fatal(err)
			}
			c.want.Office, c.want.ID = h.office, string(v.File.ID)
			if diff := cmp.Diff([]invoer.Ring{c.want}, rung); diff != "" {
				t.Errorf("rings (-want +got):\n%s", diff)
			}
			if v, err = h.Document(t.Context(), h.machine, id); err != nil || v.Status != invoer.StatusWaiting || v.Stage != invoer.StageDone {
				t.Errorf("got status %s, stage %s, %v, want it waiting for its file", v.Status, v.Stage, err)
			}
		})
	}
}

func TestWordsOfAPage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	v, err := h.Document(t.Context(), h.machine, h.addDocument(t, h.client, ""))
	if err != nil {
		t.Fatal(err)
	}
	want := []invoer.Word{{Text: "Factuur", Box: invoer.Box{X0: 1, Y0: 2, X1: 3.25, Y1: 4}, Confidence: 91}}
	err = h.In(t.Context(), h.machine, func(tx Tx) error {
		return tx.SavePage(v.File.ID, StoredPage{Page: invoer.Page{Number: 1, Words: want}})
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Words(t.Context(), h.person, v.File.ID, 1)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := h.Words(t.Context(), h.person, v.File.ID, 2); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("of a page that is not there: got %v, want %v", err, invoer.ErrNotFound)
	}
}

// Codes may hold zero bytes, which PostgreSQL does not take.
func TestMarksWithZeros(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	v, err := h.Document(t.Context(), h.machine, h.addDocument(t, h.client, ""))
	if err != nil {
		t.Fatal(err)
	}
	err = h.In(t.Context(), h.machine, func(tx Tx) error {
		return tx.SavePage(v.File.ID, StoredPage{Page: invoer.Page{Number: 1, Marks: []invoer.Mark{{Kind: "qr", Text: "a\x00b"}}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := h.PagesOfFile(t.Context(), h.machine, v.File.ID)
	if err != nil || len(pages) != 1 || len(pages[0].Marks) != 1 || pages[0].Marks[0].Text != "ab" {
		t.Errorf("%+v, %v; want one mark that says ab", pages, err)
	}
}

// Where the office wants it, two different people accept an account that changed:
// after the first one nothing is approved yet, and he is not the second one too.
func TestTwoAcceptAnAccountThatChanged(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	if err := h.SetOffice(ctx, h.admin, OfficeSettings{TwoForAccounts: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Approve(ctx, h.accountant, h.addRead(t, h.client, bakery("1", 100)), AnyVersion); err != nil {
		t.Fatal(err)
	}
	changed := bakery("2", 100)
	changed.Account.Value = "BE71096123456769"
	id := h.addRead(t, h.client, changed)
	accept := func(who invoer.Scope) (View, error) {
		return h.Answer(ctx, who, id, AnyVersion, invoer.RuleAccountChanged, "supplier_iban")
	}
	v, err := accept(h.accountant)
	if err != nil || len(v.Invoice.Blocking()) == 0 {
		t.Fatalf("after the first one blocks %v, %v, want the account still", v.Invoice.Blocking(), err)
	}
	if _, err := accept(h.accountant); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("the first one again: %v, want a conflict", err)
	}
	if _, err := h.Approve(ctx, h.accountant, id, AnyVersion); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("approving after the first one: %v, want that a finding is open", err)
	}
	v, err = accept(h.admin)
	if err != nil || len(v.Invoice.Blocking()) != 0 {
		t.Fatalf("after the second one blocks %v, %v, want nothing", v.Invoice.Blocking(), err)
	}
	if _, err := h.Approve(ctx, h.accountant, id, AnyVersion); err != nil {
		t.Errorf("approving after both: %v", err)
	}
}

// The number to call comes from older documents of the supplier: not from the
// one that names another account, nor from others that name that account too.
func TestCallbacksComeFromOlderDocuments(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	old, forged := h.addRead(t, h.client, bakery("1", 100)), bakery("2", 100)
	forged.Account.Value = "BE71096123456769"
	first := h.addRead(t, h.client, forged)
	again := bakery("3", 300)
	again.Account.Value = forged.Account.Value
	second := h.addRead(t, h.client, again)
	for id, mark := range map[invoer.DocumentID][2]string{old: {string(bakery("1", 100).Account.Value), "22223333"}, first: {"BE71096123456769", "470999999"}} {
		err := h.In(ctx, h.machine, func(tx Tx) error {
			inv := bakery("1", 100)
			_, err := tx.Exec(ctx, `insert into supplier_looks (document_id, office_id, client_id, vat, name) values ($1, $2, $3, $4, $5)`,
				id, h.office, h.client, inv.Supplier.VAT.Value, inv.Supplier.Name.Value)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `insert into supplier_marks (office_id, client_id, document_id, kind, value) values ($1, $2, $3, 'iban', $4), ($1, $2, $3, 'phone', $5)`,
				h.office, h.client, id, mark[0], mark[1])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := h.Callbacks(ctx, h.accountant, second, again)
	if err != nil || len(got) != 1 || got[0].Phone != "22223333" || got[0].Document != old {
		t.Errorf("numbers to call: %+v, %v, want the one of the old document", got, err)
	}
}
