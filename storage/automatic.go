package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/precedent"
)

// Automatic is what an office set for a client, and how it goes.
type Automatic struct {
	invoer.Automatic

	Watch     precedent.Watch
	Suppliers map[string]bool // that were put on or off
}

// May tells whether a supplier's documents may go without a person.
func (a Automatic) May(supplier string) bool {
	allowed, said := a.Suppliers[supplier]
	if said {
		return allowed
	}
	return a.All
}

// Automatic gives what is set for the bookings of a client.
func (s *Store) Automatic(ctx context.Context, who invoer.Scope, client invoer.ClientID) (a Automatic, err error) {
	if err := works(who); err != nil {
		return Automatic{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		a, err = tx.automatic(client)
		return err
	})
	if err != nil {
		return Automatic{}, fmt.Errorf("automatic bookings of client %s: %w", client, err)
	}
	return a, nil
}

func (tx Tx) automatic(client invoer.ClientID) (Automatic, error) {
	a := Automatic{Automatic: invoer.StartAutomatic(), Suppliers: map[string]bool{}}
	err := tx.QueryRow(tx.Ctx, `select settings, watch from automatics where client_id = $1`, client).Scan(&a.Automatic, &a.Watch)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Automatic{}, err
	}
	rows, err := tx.Query(tx.Ctx, `select supplier, allowed from automatic_suppliers where client_id = $1`, client)
	if err != nil {
		return Automatic{}, err
	}
	var supplier string
	var allowed bool
	_, err = pgx.ForEachRow(rows, []any{&supplier, &allowed}, func() error {
		a.Suppliers[supplier] = allowed
		return nil
	})
	return a, err
}

// SetAutomatic says whether bookings of a client go without a person, and on
// which terms. What the watch counted stays, but where they are put on it begins
// anew. By and At are set here.
func (s *Store) SetAutomatic(ctx context.Context, who invoer.Scope, client invoer.ClientID, said invoer.Automatic) error {
	if err := decides(who); err != nil {
		return err
	}
	if err := said.Check(); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		was, err := tx.automatic(client)
		if err != nil {
			return err
		}
		said.By, said.At = who.User, tx.now
		watch := was.Watch
		anew := said.On && !was.On
		if anew {
			watch = precedent.Watch{Stops: watch.Stops}
		}
		_, err = tx.Exec(tx.Ctx, `insert into automatics (client_id, office_id, settings, watch, changed) values ($1, $2, $3, $4, $5)
			on conflict (client_id) do update set settings = excluded.settings, watch = excluded.watch, changed = excluded.changed,
				passed = case when $6 then 0 else automatics.passed end`,
			client, who.Office, said, watch, tx.now, anew)
		if err != nil {
			return err
		}
		return tx.Audit("automatic", string(client), "set", terms(was.Automatic), terms(said))
	})
	if err != nil {
		return fmt.Errorf("automatic bookings of client %s: %w", client, err)
	}
	return nil
}

// terms are settings for the history.
func terms(a invoer.Automatic) map[string]string {
	return map[string]string{
		"on": strconv.FormatBool(a.On), "one_in": strconv.Itoa(a.OneIn), "last": strconv.Itoa(a.Last), "every": strconv.Itoa(a.Every),
		"all": strconv.FormatBool(a.All), "most": invoer.EUR(a.Most).String(), "second": invoer.EUR(a.Second).String(),
	}
}

// AllowAlone says whether documents of a supplier (precedent.SupplierOf) may go
// without a person at a client.
func (s *Store) AllowAlone(ctx context.Context, who invoer.Scope, client invoer.ClientID, supplier string, allowed bool) error {
	if err := decides(who); err != nil {
		return err
	}
	if supplier == "" || len(supplier) > 300 {
		return fmt.Errorf("%w: a supplier of %d letters, want 1 to 300", invoer.ErrInvalid, len(supplier))
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `insert into automatic_suppliers (client_id, office_id, supplier, allowed, user_id, changed) values ($1, $2, $3, $4, $5, $6)
			on conflict (client_id, supplier) do update set allowed = excluded.allowed, user_id = excluded.user_id, changed = excluded.changed`,
			client, who.Office, supplier, allowed, who.User, tx.now)
		if err != nil {
			return err
		}
		return tx.Audit("automatic", string(client), "supplier", nil, map[string]string{"supplier": supplier, "allowed": strconv.FormatBool(allowed)})
	})
	if err != nil {
		return fmt.Errorf("automatic bookings of client %s: %w", client, err)
	}
	return nil
}

// outlookMonths is how far back an outlook looks.
const outlookMonths = 12

// Outlook gives how many of a client's bookings of the last twelve months would
// have gone without a person on such terms, and with how many mistakes.
func (s *Store) Outlook(ctx context.Context, who invoer.Scope, client invoer.ClientID, on precedent.Terms) (o precedent.Outlook, err error) {
	if err := works(who); err != nil {
		return o, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		var standing precedent.Standing
		err := tx.QueryRow(tx.Ctx, `select standing from precedent_weights where office_id = $1`, who.Office).Scan(&standing)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		marks, err := list(tx, pgx.RowToStructByPos[precedent.Mark], `select supplier, name, cents, score, settled, correct from lessons
			where office_id = $1 and client_id = $2 and correct is not null
			  and booked > (select max(booked) from lessons where client_id = $2 and correct is not null) - make_interval(months => $3)
			order by booked, learnt, source`, who.Office, client, outlookMonths)
		if err != nil {
			return err
		}
		o = standing.Outlook(marks, on)
		return nil
	})
	if err != nil {
		return precedent.Outlook{}, fmt.Errorf("outlook of automatic bookings of client %s: %w", client, err)
	}
	return o, nil
}

// A Gone is a document that went without a person, or would have and was shown.
// Correct is nil while nobody looked at it.
type Gone struct {
	Document invoer.DocumentID
	Name     string // of its supplier
	Number   string
	Total    invoer.Money
	Way      string // alone, sample, stopped
	At       time.Time
	Status   invoer.Status
	Correct  *bool
}

// mostGone is how many documents are listed.
const mostGone = 200

// Gone lists the documents that went without a person, or would have, newest
// first.
func (s *Store) Gone(ctx context.Context, who invoer.Scope, client invoer.ClientID) (all []Gone, err error) {
	if err := works(who); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		all, err = list(tx, func(row pgx.CollectableRow) (g Gone, err error) {
			var inv invoer.Invoice
			err = row.Scan(&g.Document, &inv, &g.Way, &g.At, &g.Status, &g.Correct)
			g.Name, g.Number, g.Total = inv.Supplier.Name.Value, inv.Number.Value, inv.Total.Value
			return g, err
		}, `select a.document_id::text, i.invoice, a.way, a.at, d.status, a.correct from automatic_documents a
			join documents d on d.id = a.document_id join invoices i on i.document_id = d.id
			where a.office_id = $1 and a.client_id = $2 order by a.at desc, a.document_id limit $3`, who.Office, client, mostGone)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("documents that went alone at client %s: %w", client, err)
	}
	return all, nil
}

// A Bid is a document whose booking was just proposed by a machine, as it may go
// without a person.
type Bid struct {
	Document invoer.Document
	Booking  *invoer.Booking
	Grounds  Grounds
}

// Alone approves a document without a person where the office said so and
// nothing speaks against it, and tells whether it did. It is called in the
// transaction that ends its reading, which nobody decided on.
func (tx Tx) Alone(b Bid) (bool, error) {
	if b.Booking == nil || b.Document.Client == "" || b.Document.Status != invoer.StatusWaiting || !b.Grounds.candidate(*b.Booking) {
		return false, nil
	}
	set, err := tx.automatic(b.Document.Client)
	if err != nil {
		return false, fmt.Errorf("automatic bookings: %w", err)
	}
	g := b.Grounds
	if !set.On || !set.May(g.supplier()) || !g.Standing.Automatic(g.Proposed, set.Risk(), set.Last) {
		return false, nil
	}
	d, err := tx.lock(b.Document.ID)
	if err != nil {
		return false, err
	}
	if fit, err := tx.fit(set, d, *b.Booking); !fit || err != nil {
		return false, err
	}
	way, err := tx.way(b.Document.Client)
	if err != nil {
		return false, err
	}
	done, err := tx.Exec(tx.Ctx, `insert into automatic_documents (document_id, office_id, client_id, supplier, way, booking, at)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict (document_id) do nothing`,
		b.Document.ID, tx.Who.Office, b.Document.Client, g.supplier(), way, b.Booking, tx.now)
	if err != nil || way != wayAlone || done.RowsAffected() == 0 { // read again: it was shown before
		return false, err
	}
	return true, tx.approveAlone(d)
}

// The ways of a document that could go without a person.
const (
	wayAlone   = "alone"
	waySample  = "sample"  // shown, to see how it goes
	wayStopped = "stopped" // shown, because too many were wrong
)

// supplier names the supplier as precedents do.
func (g Grounds) supplier() string { return precedent.SupplierOf(g.Purchase.Supplier) }

// candidate tells whether a booking is what precedents proposed: what a rule
// changed is not what was measured. A rule may want a second person.
func (g Grounds) candidate(b invoer.Booking) bool {
	return !slices.ContainsFunc(g.Rules, func(r invoer.BookingRule) bool { return r.Then.Second }) &&
		!slices.ContainsFunc(b.Entries, invoer.Entry.ByRule)
}

// fit tells whether nothing about a document, its account or the books wants a
// person.
func (tx Tx) fit(set Automatic, d *decision, b invoer.Booking) (bool, error) {
	if d.doc.Status != invoer.StatusRead {
		return false, nil
	}
	if err := tx.checkAccount(d.doc.Client, &d.inv); err != nil {
		return false, err
	}
	if _, ok := set.Alone(d.inv); !ok {
		return false, nil
	}
	if sees, err := tx.newAccount(d); sees || err != nil {
		return false, err
	}
	books, err := tx.books(d.doc.Client, invoer.BookAccount, invoer.BookPeriod)
	if err != nil {
		return false, err
	}
	return books.Open(b), nil
}

// newAccount tells whether a document asks for payment to an account that nobody
// approved of its supplier, and the client's package does not have.
func (tx Tx) newAccount(d *decision) (bool, error) {
	if d.inv.Account.Value == "" {
		return false, nil
	}
	known, err := tx.knownAccounts(d.doc.Client, d.inv)
	return !slices.Contains(known, d.inv.Account.Value), err
}

// way counts one more document of a client that could go, and says which way it
// goes. Others of the client wait meanwhile.
func (tx Tx) way(client invoer.ClientID) (string, error) {
	var set invoer.Automatic
	var watch precedent.Watch
	var passed int64
	err := tx.QueryRow(tx.Ctx, `update automatics set passed = passed + 1 where client_id = $1 returning settings, watch, passed`,
		client).Scan(&set, &watch, &passed)
	switch {
	case err != nil:
		return "", err
	case watch.Off:
		return wayStopped, nil
	case watch.Shows(passed, set.Every):
		return waySample, nil
	}
	return wayAlone, nil
}

// approveAlone approves a document in the transaction that read it. Nothing is
// learnt from it: nobody looked.
func (tx Tx) approveAlone(d *decision) error {
	if err := d.inv.ApproveAlone(tx.now); err != nil {
		return err
	}
	if err := tx.saveInvoice(d.doc.ID, d.inv); err != nil {
		return err
	}
	err := change(tx, `update documents set status = 'approved', version = version + 1 where id = $1 and status = 'read'`, d.doc.ID)
	if err != nil {
		return err
	}
	if err := tx.Audit("document", string(d.doc.ID), "approved-alone", nil, nil); err != nil {
		return err
	}
	return tx.Emit(Event{
		Kind: "document.approved", Client: d.doc.Client, Document: d.doc.ID, Delivery: d.doc.Delivery,
		Data: map[string]string{"status": string(invoer.StatusApproved), "alone": "true"},
	})
}

// judgeAlone says whether a document that went without a person, or would have,
// was booked right, by what a person decided; a document that did not is left
// alone. No booking: it was refused.
func (tx Tx) judgeAlone(d *decision, booked *invoer.Booking) error {
	type row struct {
		Way     string
		Booking invoer.Booking
	}
	was, err := list(tx, pgx.RowToStructByPos[row], `select way, booking from automatic_documents where document_id = $1 and correct is null for update`, d.doc.ID)
	if err != nil || len(was) == 0 {
		return err
	}
	right := booked != nil && booked.SameAs(was[0].Booking)
	err = change(tx, `update automatic_documents set correct = $2, judged = $3, judged_by = nullif($4, '')::uuid where document_id = $1`,
		d.doc.ID, right, tx.now, string(tx.Who.User))
	if err != nil {
		return err
	}
	return tx.watch(d.doc.Client, was[0].Way, right)
}

// watch counts a judged document, and stops what goes without a person where
// reality is worse than the risk.
func (tx Tx) watch(client invoer.ClientID, way string, right bool) error {
	var set invoer.Automatic
	var w precedent.Watch
	var passed int64
	err := tx.QueryRow(tx.Ctx, `select settings, watch, passed from automatics where client_id = $1 for update`, client).Scan(&set, &w, &passed)
	if err != nil {
		return err
	}
	w.Judged = passed
	off := w.Off
	if way == wayStopped {
		w.Shown(true, right)
	} else {
		w.Saw(right)
		w.Stopped(set.Risk())
	}
	if err := change(tx, `update automatics set watch = $2 where client_id = $1`, client, w); err != nil || w.Off == off {
		return err
	}
	said := "automatic.stopped"
	if !w.Off {
		said = "automatic.resumed"
	}
	if err := tx.Audit("automatic", string(client), said, nil, nil); err != nil {
		return err
	}
	return tx.Emit(Event{Kind: said, Client: client, Data: map[string]string{"client": string(client)}})
}

// Looked records that a person looked at a document that went without one, and
// found its booking right. Only then it is learnt. One that a person decided on
// already is an invoer.ErrConflict.
func (s *Store) Looked(ctx context.Context, who invoer.Scope, id invoer.DocumentID) error {
	if err := decides(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		d, err := tx.lock(id)
		if err != nil {
			return err
		}
		open, err := list(tx, pgx.RowTo[string], `select way from automatic_documents where document_id = $1 and correct is null`, id)
		if err != nil {
			return err
		}
		if len(open) == 0 || !d.inv.Approval.Unseen() {
			return fmt.Errorf("%w: it did not go without a person, or somebody looked at it before", invoer.ErrConflict)
		}
		booked, err := tx.booking(id)
		if err != nil {
			return err
		}
		if err := tx.judgeAlone(d, booked); err != nil {
			return err
		}
		d.inv.Approval.By = who.User
		if err := tx.saveInvoice(id, d.inv); err != nil {
			return err
		}
		if err := tx.Audit("document", string(id), "looked-at", nil, nil); err != nil {
			return err
		}
		return tx.remember(d)
	})
	if err != nil {
		return fmt.Errorf("looking at document %s: %w", id, err)
	}
	return nil
}

// needsSecond tells whether two people must approve a document: for its amount,
// or because a rule of the office says so.
func (tx Tx) needsSecond(d *decision) (bool, error) {
	if d.doc.Client == "" || !d.doc.Kind.Bookable() {
		return false, nil
	}
	set, err := tx.automatic(d.doc.Client)
	if err != nil || set.NeedsSecond(d.inv) {
		return err == nil, err
	}
	text, err := tx.allWords(d.doc.ID, d.inv)
	if err != nil {
		return false, err
	}
	rules, err := tx.rulesFor(d.doc.Client, d.inv, text)
	for _, r := range rules {
		if r.Then.Second {
			return true, nil
		}
	}
	return false, err
}
