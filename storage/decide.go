package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Correction is what a person says of one field. Seen has Page and Box of
// where he points at, or is zero.
type Correction struct {
	Field string
	Text  string // canonical spelling; empty: the document does not have it
	Seen  invoer.Origin
}

// AnyVersion in place of a version says that the caller does not care what
// others changed meanwhile.
const AnyVersion = 0

// A decision is a document in a person's hands: locked, changed by a rule, and
// written back with what tells of it.
type decision struct {
	doc           invoer.Document
	inv           invoer.Invoice
	reason        string // of a rejection
	kindBy        invoer.UserID
	joinedTo      invoer.DocumentID // the document that it is an original of
	action        string            // for the audit
	before, after map[string]string
	event         string
}

// decide runs a person's rule on a document. Only people of the office decide.
func (s *Store) decide(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, rule func(Tx, *decision) error) (View, error) {
	if err := decides(who); err != nil {
		return View{}, err
	}
	return s.alter(ctx, who, id, version, rule)
}

// decideInTurn is decide for a rule that compares the document with others of
// its client: it asks for the client's turn before it locks the document.
func (s *Store) decideInTurn(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, rule func(Tx, *decision) error) (View, error) {
	if err := decides(who); err != nil {
		return View{}, err
	}
	return s.alterIn(ctx, who, id, version, func(tx Tx) error { return tx.turnOf(id) }, rule)
}

// decides refuses those who decide on no document.
func decides(who invoer.Scope) error {
	if err := works(who); err != nil {
		return err
	}
	if who.User == "" {
		return fmt.Errorf("%w: a machine decides on no document", invoer.ErrForbidden)
	}
	return nil
}

// alter runs a rule on a document while nobody else can change it, and writes
// all that it leaves, or nothing. The rule may run again on what another one
// left.
func (s *Store) alter(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, rule func(Tx, *decision) error) (View, error) {
	return s.alterIn(ctx, who, id, version, func(Tx) error { return nil }, rule)
}

// alterIn is alter with what the transaction waits for first.
func (s *Store) alterIn(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, wait func(Tx) error, rule func(Tx, *decision) error) (v View, err error) {
	err = uncrossed(func() error {
		return s.In(ctx, who, func(tx Tx) error {
			if err := wait(tx); err != nil {
				return err
			}
			if err := tx.alter(id, version, rule); err != nil {
				return err
			}
			v, err = tx.view(id)
			return err
		})
	})
	if err != nil {
		return View{}, fmt.Errorf("document %s: %w", id, err)
	}
	return v, nil
}

func (tx Tx) alter(id invoer.DocumentID, version int, rule func(Tx, *decision) error) error {
	d, err := tx.lockAt(id, version)
	if err != nil {
		return err
	}
	if err := rule(tx, d); err != nil {
		return err
	}
	return tx.saveDecision(d)
}

// lockAt locks a document that has the version that a person saw, or any.
func (tx Tx) lockAt(id invoer.DocumentID, version int) (*decision, error) {
	d, err := tx.lock(id)
	if err != nil {
		return nil, err
	}
	if version != AnyVersion && version != d.doc.Version {
		return nil, fmt.Errorf("%w: it has version %d, want %d", invoer.ErrConflict, d.doc.Version, version)
	}
	return d, nil
}

func (tx Tx) lock(id invoer.DocumentID) (*decision, error) {
	return one(tx, func(row pgx.CollectableRow) (*decision, error) {
		d := &decision{before: map[string]string{}, after: map[string]string{}}
		var held *invoer.Reason
		var inv *invoer.Invoice
		err := row.Scan(append(documentTargets(&d.doc, &held), &d.reason, &d.kindBy, &d.joinedTo, &inv)...)
		d.doc.Held = reasonOf(held)
		d.inv.Kind, d.inv.Language = d.doc.Kind, d.doc.Language
		if inv != nil {
			d.inv = *inv
		}
		return d, err
	}, `select `+documentColumns+`, d.reason, coalesce(d.kind_by::text, ''), coalesce(d.joined_to::text, ''), i.invoice
		from documents d left join invoices i on i.document_id = d.id where d.id = $1 for update of d`, id)
}

// saveDecision writes the document back. What a stage has in hand of it
// becomes void: the lease is taken away.
func (tx Tx) saveDecision(d *decision) error {
	if d.action != "approved-first" && d.action != "approved" {
		d.inv.First = invoer.Approval{} // he approved something else
	}
	if err := tx.saveInvoice(d.doc.ID, d.inv); err != nil {
		return err
	}
	if d.action == "approved" {
		if err := tx.noteOutcome(d.doc.ID); err != nil {
			return err
		}
	}
	err := change(tx, `update documents set status = @status, stage = @stage, held = @held, kind = @kind, run = @run, reason = @reason,
		kind_by = nullif(@by, '')::uuid, version = version + 1, since = @now, rung = null, not_before = null, attempts = 0,
		lease_until = null, lease_by = '' where id = @id`, pgx.NamedArgs{
		"id": d.doc.ID, "status": d.doc.Status, "stage": d.doc.Stage, "held": nullReason(d.doc.Held), "kind": d.doc.Kind,
		"run": d.doc.Run, "reason": d.reason, "by": string(d.kindBy), "now": tx.now,
	})
	if err != nil {
		return err
	}
	if err := tx.Audit("document", string(d.doc.ID), d.action, d.before, d.after); err != nil {
		return err
	}
	if d.doc.Stage != invoer.StageDone && d.doc.Stage != invoer.StageHeld {
		tx.Ring(d.doc.Ring())
	}
	return tx.Emit(Event{
		Kind: d.event, Client: d.doc.Client, Document: d.doc.ID, Delivery: d.doc.Delivery,
		Data: map[string]string{"status": string(d.doc.Status), "version": strconv.Itoa(d.doc.Version + 1)},
	})
}

func nullReason(held invoer.Reason) *invoer.Reason {
	if held.Code == "" {
		return nil
	}
	return &held
}

// Correct changes fields as a person says. When the document's version is
// another one it is an invoer.ErrConflict and nothing is changed.
func (s *Store) Correct(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, said []Correction) (View, error) {
	return s.decideInTurn(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event = "corrected", "document.changed"
		for _, c := range said {
			was, err := d.inv.Value(c.Field)
			if err != nil {
				return err
			}
			if err := d.inv.Correct(c.Field, c.Text, c.Seen, who.User); err != nil {
				return err
			}
			d.before[c.Field], d.after[c.Field] = was.Text, c.Text
		}
		if err := tx.checkAccount(d.doc.Client, &d.inv); err != nil {
			return err
		}
		if err := d.doc.Change(); err != nil {
			return err
		}
		return tx.checkInHand(id, &d.inv)
	})
}

// A decision may meet a booking that is being proposed again after a
// correction; that takes a moment.
const (
	proposalPatience = 3 * time.Second
	proposalPause    = 50 * time.Millisecond
)

// Approve records that who accepts the document as it stands, remembers the
// supplier's booking for the next one, and sends it to the archive. Where two
// people must approve, the first approval leaves it as it is but for that, and
// the same person's second one is an invoer.ErrConflict. Only offices approve. It waits up to three seconds for a booking that is being
// proposed again; after that it is an invoer.ErrConflict.
func (s *Store) Approve(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int) (View, error) {
	patience, cancel := context.WithTimeout(ctx, proposalPatience)
	defer cancel()
	for {
		v, err := s.decide(ctx, who, id, version, approve)
		if errors.Is(err, errAccountChanged) {
			return View{}, errors.Join(err, s.showChanged(ctx, who, id))
		}
		if !errors.Is(err, errProposing) {
			return v, err
		}
		select {
		case <-patience.Done():
			return View{}, err
		case <-time.After(proposalPause):
		}
	}
}

// errProposing is a conflict that passes by itself.
var errProposing = fmt.Errorf("%w: its booking is being proposed again", invoer.ErrConflict)

// errAccountChanged is told to who approves a document whose account was the
// first of its supplier when it was read, and is another one by now.
var errAccountChanged = fmt.Errorf("%w: meanwhile another account of its supplier was approved; look at the document again", invoer.ErrConflict)

// showChanged puts the finding on a document that must be looked at again.
func (s *Store) showChanged(ctx context.Context, who invoer.Scope, id invoer.DocumentID) error {
	_, err := s.decide(ctx, who, id, AnyVersion, func(tx Tx, d *decision) error {
		d.action, d.event = "checked", "document.changed"
		if err := d.doc.Undecided(); err != nil {
			return err
		}
		return tx.checkAccount(d.doc.Client, &d.inv)
	})
	return err
}

func approve(tx Tx, d *decision) error {
	d.action, d.event = "approved", "document.approved"
	if d.doc.Status == invoer.StatusRead && d.doc.Stage == invoer.StagePropose {
		return errProposing
	}
	if err := d.doc.Approve(); err != nil {
		return err
	}
	open := len(d.inv.Blocking())
	if err := tx.checkAccount(d.doc.Client, &d.inv); err != nil {
		return err
	}
	if len(d.inv.Blocking()) > open {
		return errAccountChanged
	}
	booked, err := tx.booking(d.doc.ID)
	if err != nil {
		return err
	}
	if booked != nil && booked.By != "" { // it stays where a machine has nothing to propose for what was corrected later
		if err := owes(*booked, d.inv, d.doc.Kind); err != nil {
			return err
		}
	}
	if d.inv.First.By == "" || d.inv.First.By == tx.Who.User {
		second, err := tx.needsSecond(d)
		if err != nil {
			return err
		}
		if second {
			return approveFirst(tx, d)
		}
	}
	if err := d.inv.Approve(tx.Who.User, tx.now); err != nil {
		return err
	}
	if err := tx.judgeAlone(d, booked); err != nil {
		return err
	}
	return tx.remember(d)
}

// approveFirst records the first of two people: the document stays where it is,
// for another one.
func approveFirst(tx Tx, d *decision) error {
	d.action, d.event = "approved-first", "document.changed"
	if err := d.inv.ApproveFirst(tx.Who.User, tx.now); err != nil {
		return err
	}
	d.doc.Status, d.doc.Stage = invoer.StatusRead, invoer.StageDone
	return nil
}

// Reject records that who refuses the document, and why.
func (s *Store) Reject(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, reason string) (View, error) {
	return s.decide(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event, d.reason = "rejected", "document.rejected", reason
		d.after["reason"] = reason
		if err := tx.judgeAlone(d, nil); err != nil {
			return err
		}
		return d.doc.Reject()
	})
}

// Reopen takes an approval or rejection back. A booked document is refused.
func (s *Store) Reopen(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int) (View, error) {
	return s.decide(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event, d.reason = "reopened", "document.reopened", ""
		d.before["status"] = string(d.doc.Status)
		approved := d.doc.Status == invoer.StatusApproved
		if err := d.doc.Reopen(); err != nil {
			return err
		}
		d.inv.Approval = invoer.Approval{}
		if !approved {
			return nil
		}
		return tx.recall(d)
	})
}

// Answer records that who accepts a finding. Where the office wants two people to
// accept an account that changed, the first of them leaves it open, and is an
// invoer.ErrConflict when he is the second one too.
func (s *Store) Answer(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, rule, field string) (View, error) {
	return s.decide(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event = "answered", "document.changed"
		d.after["rule"], d.after["field"] = rule, field
		if err := d.doc.Undecided(); err != nil {
			return err
		}
		two, err := tx.wantsTwo(rule)
		if err != nil {
			return err
		}
		if two {
			return d.inv.AnswerByTwo(rule, field, who.User)
		}
		if err := d.inv.Answer(rule, field, who.User); err != nil {
			return err
		}
		return tx.saidOfTwin(id, d.inv, rule)
	})
}

// wantsTwo tells whether two people must accept the findings of a rule.
func (tx Tx) wantsTwo(rule string) (bool, error) {
	if rule != invoer.RuleAccountChanged {
		return false, nil
	}
	return one(tx, pgx.RowTo[bool], `select two_for_accounts from offices where id = $1`, tx.Who.Office)
}

// SetKind changes what the document is; a machine that reads it again leaves
// it so.
func (s *Store) SetKind(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, kind invoer.Kind) (View, error) {
	return s.decideInTurn(ctx, who, id, version, func(tx Tx, d *decision) error {
		if !kind.Valid() {
			return fmt.Errorf("%w: kind %q", invoer.ErrInvalid, kind)
		}
		d.action, d.event, d.kindBy = "kind", "document.changed", who.User
		d.before["kind"], d.after["kind"] = string(d.doc.Kind), string(kind)
		d.doc.Kind, d.inv.Kind = kind, kind
		if err := d.doc.Change(); err != nil {
			return err
		}
		if err := tx.checkInHand(id, &d.inv); err != nil {
			return err
		}
		if kind.Bookable() {
			return nil
		}
		return tx.dropBooking(id)
	})
}

// Replay sends the document through its stages again (invoer.Document.Replay);
// what a person typed stays. When the document's version is another one it is an
// invoer.ErrConflict and nothing is changed. The caller rings.
func (s *Store) Replay(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int) (invoer.Ring, error) {
	if err := works(who); err != nil {
		return invoer.Ring{}, err
	}
	v, err := s.alter(ctx, who, id, version, func(tx Tx, d *decision) error {
		d.action, d.event = "replayed", "document.waiting"
		wordless := d.doc.Held.Code == string(invoer.CodeNotDocument)
		if err := d.doc.Replay(); err != nil {
			return err
		}
		files, err := tx.filesOf(id)
		if err != nil {
			return err
		}
		for _, file := range files {
			again, err := tx.readAgainOf(file, wordless)
			if err != nil {
				return err
			}
			if again {
				d.doc.Stage = invoer.StageDone // until split has its pages
			}
		}
		return nil
	})
	if err != nil {
		return invoer.Ring{}, err
	}
	return v.Document.Ring(), nil
}
