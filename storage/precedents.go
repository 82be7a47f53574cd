package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
)

// A weighted is what a memory has beside its tallies.
type weighted struct {
	Weights  precedent.Weights
	Standing precedent.Standing
}

// propose gives what the office's history proposes for a purchase of a client,
// and how well its proposals did.
func (tx Tx) propose(p ledger.Purchase) (precedent.Proposal, precedent.Standing, error) {
	w, err := one(tx, pgx.RowToStructByPos[weighted], `select weights, standing from precedent_weights where office_id = $1`, tx.Who.Office)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return precedent.Proposal{}, precedent.Standing{}, fmt.Errorf("weights of precedents: %w", err)
	}
	var proposed precedent.Proposal
	_, err = tx.remembering(w, func(m *precedent.Memory) { proposed = m.Propose(p) })
	if err != nil {
		return precedent.Proposal{}, precedent.Standing{}, fmt.Errorf("precedents: %w", err)
	}
	return proposed, w.Standing, nil
}

// lockWeights gives what the office learnt of witnesses, and makes others who
// learn in it wait.
func (tx Tx) lockWeights() (weighted, error) {
	_, err := tx.Exec(tx.Ctx, `insert into precedent_weights (office_id, weights, standing, learnt) values ($1, '{}', '{}', 0) on conflict do nothing`, tx.Who.Office)
	if err != nil {
		return weighted{}, fmt.Errorf("weights of precedents: %w", err)
	}
	w, err := one(tx, pgx.RowToStructByPos[weighted], `select weights, standing from precedent_weights where office_id = $1 for update`, tx.Who.Office)
	if err != nil {
		return weighted{}, fmt.Errorf("weights of precedents: %w", err)
	}
	return w, nil
}

// experience learns a purchase that was booked, once for each source.
func (tx Tx) experience(client invoer.ClientID, source string, p ledger.Purchase) error {
	done, err := tx.Exec(tx.Ctx, `insert into lessons (office_id, client_id, source, learnt) values ($1, $2, $3, $4) on conflict do nothing`,
		tx.Who.Office, client, source, tx.now)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	w, err := tx.lockWeights()
	if err != nil {
		return err
	}
	var proposed precedent.Proposal
	m, err := tx.remembering(w, func(m *precedent.Memory) { proposed = m.Experience(p) })
	if err != nil {
		return err
	}
	if err := tx.keepMarks(client, []string{source}, []precedent.Mark{precedent.MarkOf(proposed, p)}, []invoer.Date{p.Date}); err != nil {
		return err
	}
	return tx.keepMemory(client, m, 1)
}

// remembering runs do with a memory of those tallies that it asks for, as often
// as it asks for more.
func (tx Tx) remembering(w weighted, do func(*precedent.Memory)) (*precedent.Memory, error) {
	m := precedent.Part(w.Weights.Clone())
	m.Standing = w.Standing.Clone()
	do(m)
	for keys := m.Missing(); len(keys) > 0; keys = m.Missing() {
		m = m.Again(w.Weights.Clone(), w.Standing.Clone())
		if err := tx.fetch(m, keys); err != nil {
			return nil, err
		}
		do(m)
	}
	return m, nil
}

// fetch lays the tallies of keys into a memory, also of those that there are
// none of.
func (tx Tx) fetch(m *precedent.Memory, keys []precedent.Key) error {
	type row struct {
		Key   int64
		Tally precedent.Tally
	}
	asked := make([]int64, len(keys))
	for i, k := range keys {
		asked[i] = int64(k)
		m.Put(k, precedent.Tally{})
	}
	rows, err := list(tx, pgx.RowToStructByPos[row], `select key, tally from precedents where office_id = $1 and key = any($2)`, tx.Who.Office, asked)
	if err != nil {
		return err
	}
	for _, r := range rows {
		m.Put(precedent.Key(r.Key), r.Tally)
	}
	return nil
}

// keepMemory writes what a memory learnt of so many bookings of a client.
func (tx Tx) keepMemory(client invoer.ClientID, m *precedent.Memory, learnt int) error {
	for held := range slices.Chunk(m.Changed(), talliesAtOnce) {
		if err := tx.keepTallies(client, held); err != nil {
			return fmt.Errorf("precedents: %w", err)
		}
	}
	_, err := tx.Exec(tx.Ctx, `update precedent_weights set weights = $2, standing = $3, learnt = learnt + $4 where office_id = $1`,
		tx.Who.Office, m.Weights, m.Standing, learnt)
	if err != nil {
		return fmt.Errorf("weights of precedents: %w", err)
	}
	return nil
}

// talliesAtOnce is how many tallies one statement writes.
const talliesAtOnce = 5000

func (tx Tx) keepTallies(client invoer.ClientID, held []precedent.Held) error {
	keys, tallies, shared := make([]int64, len(held)), make([]precedent.Tally, len(held)), make([]bool, len(held))
	for i, h := range held {
		keys[i], tallies[i], shared[i] = int64(h.Key), h.Tally, h.Shared
	}
	_, err := tx.Exec(tx.Ctx, `insert into precedents (office_id, client_id, key, tally)
		select $1, case when l.shared then null else $2::uuid end, l.key, l.tally
		from unnest($3::bigint[], $4::jsonb[], $5::boolean[]) l (key, tally, shared)
		on conflict (office_id, key) do update set tally = excluded.tally`, tx.Who.Office, client, keys, tallies, shared)
	return err
}

// learnBooking learns the booking of a document that is being approved. A deposit
// tells nothing of how its supplier is booked otherwise.
func (tx Tx) learnBooking(d *decision, b *invoer.Booking) error {
	if b == nil || d.doc.Client == "" || d.inv.Found(invoer.RuleDeposit) {
		return nil
	}
	p, err := tx.purchase(d.doc.ID, d.doc.Client, d.inv)
	if err != nil {
		return err
	}
	if p = p.Booked(*b); len(p.Entries) == 0 || !p.Date.Exists() {
		return nil
	}
	if err := tx.experience(d.doc.Client, "document "+string(d.doc.ID), p); err != nil {
		return fmt.Errorf("learning its booking: %w", err)
	}
	return nil
}

// purchase is a document as proposals see it.
func (tx Tx) purchase(id invoer.DocumentID, client invoer.ClientID, inv invoer.Invoice) (ledger.Purchase, error) {
	text, err := tx.text(id)
	if err != nil {
		return ledger.Purchase{}, err
	}
	p := ledger.Of(string(id), client, inv, text)
	active, err := tx.activities([]invoer.VATNumber{inv.Supplier.VAT.Value})
	p.Supplier.NACE = active[p.Supplier.VAT]
	return p, err
}

// A Difference is a booking of a ledger beside what would have been proposed
// for it, from what was known before it.
type Difference struct {
	Booked   ledger.Purchase
	Proposed precedent.Proposal
}

// Taught is what came of teaching a ledger.
type Taught struct {
	Learnt, Known int // new ones; those that were learnt before
	Right         int // of the new ones, for which all accounts and amounts would have been proposed
	Differences   []Difference
}

// LearnLedger learns the purchases of a client's ledger, which must be in order
// of date: all of them or, with an error, none. One that was learnt before, by
// its id, is passed over, so that the same file again does no harm.
func (s *Store) LearnLedger(ctx context.Context, who invoer.Scope, client invoer.ClientID, all []ledger.Purchase) (Taught, error) {
	var taught Taught
	if err := works(who); err != nil {
		return taught, err
	}
	err := s.In(ctx, who, func(tx Tx) (err error) {
		taught, err = tx.learnLedger(client, all)
		return err
	})
	if err != nil {
		return Taught{}, fmt.Errorf("learning bookings of client %s: %w", client, err)
	}
	return taught, nil
}

func (tx Tx) learnLedger(client invoer.ClientID, all []ledger.Purchase) (Taught, error) {
	m, err := tx.wholeMemory(client)
	if err != nil {
		return Taught{}, err
	}
	fresh, err := tx.freshLessons(client, all)
	if err != nil {
		return Taught{}, err
	}
	active, err := tx.activities(unsaidActivities(all))
	if err != nil {
		return Taught{}, err
	}
	var taught Taught
	var sources []string
	var marks []precedent.Mark
	var days []invoer.Date
	for _, p := range all {
		if !fresh[ledgerSource(p)] {
			taught.Known++
			continue
		}
		delete(fresh, ledgerSource(p)) // an id that stands twice counts once
		p.Client, p.Supplier.NACE = string(client), cmp.Or(p.Supplier.NACE, active[p.Supplier.VAT])
		taught.Learnt++
		proposed := m.Experience(p)
		sources, marks, days = append(sources, ledgerSource(p)), append(marks, precedent.MarkOf(proposed, p)), append(days, p.Date)
		if proposed.Right(p) {
			taught.Right++
		} else {
			taught.Differences = append(taught.Differences, Difference{p, proposed})
		}
	}
	if err := tx.keepMarks(client, sources, marks, days); err != nil {
		return Taught{}, err
	}
	return taught, tx.keepMemory(client, m, taught.Learnt)
}

// unsaidActivities are the suppliers of purchases that do not say what these do.
func unsaidActivities(all []ledger.Purchase) []invoer.VATNumber {
	seen := map[string]bool{}
	var vats []invoer.VATNumber
	for _, p := range all {
		if p.Supplier.NACE == "" && !seen[p.Supplier.VAT] {
			seen[p.Supplier.VAT] = true
			vats = append(vats, invoer.VATNumber(p.Supplier.VAT))
		}
	}
	return vats
}

// keepMarks writes how bookings that were learnt had been proposed.
func (tx Tx) keepMarks(client invoer.ClientID, sources []string, marks []precedent.Mark, days []invoer.Date) error {
	n := len(marks)
	suppliers, names, cents := make([]string, n), make([]string, n), make([]int64, n)
	scores, settled, right, on := make([]float32, n), make([]bool, n), make([]bool, n), make([]time.Time, n)
	for i, m := range marks {
		suppliers[i], names[i], cents[i], scores[i], settled[i], right[i] = m.Supplier, m.Name, m.Cents, float32(m.Score), m.Settled, m.Right
		on[i] = days[i].Time()
	}
	_, err := tx.Exec(tx.Ctx, `update lessons l set supplier = m.supplier, name = m.name, cents = m.cents, score = m.score, settled = m.settled,
			correct = m.correct, booked = m.booked
		from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::real[], $8::boolean[], $9::boolean[], $10::date[])
			m (source, supplier, name, cents, score, settled, correct, booked)
		where l.office_id = $1 and l.client_id = $2 and l.source = m.source`,
		tx.Who.Office, client, sources, suppliers, names, cents, scores, settled, right, on)
	if err != nil {
		return fmt.Errorf("marks of lessons: %w", err)
	}
	return nil
}

func ledgerSource(p ledger.Purchase) string { return "ledger " + p.ID }

// wholeMemory is all that a client's proposals are made from. Others who learn
// in the office wait.
func (tx Tx) wholeMemory(client invoer.ClientID) (*precedent.Memory, error) {
	w, err := tx.lockWeights()
	if err != nil {
		return nil, err
	}
	type row struct {
		Key   int64
		Tally precedent.Tally
	}
	rows, err := list(tx, pgx.RowToStructByPos[row], `select key, tally from precedents where office_id = $1 and (client_id = $2 or client_id is null)`, tx.Who.Office, client)
	if err != nil {
		return nil, fmt.Errorf("precedents: %w", err)
	}
	m := precedent.Whole(w.Weights, w.Standing)
	for _, r := range rows {
		m.Put(precedent.Key(r.Key), r.Tally)
	}
	return m, nil
}

// freshLessons notes purchases as learnt, and gives the sources of those that
// were not before.
func (tx Tx) freshLessons(client invoer.ClientID, all []ledger.Purchase) (map[string]bool, error) {
	sources := make([]string, len(all))
	for i, p := range all {
		sources[i] = ledgerSource(p)
	}
	added, err := list(tx, pgx.RowTo[string], `insert into lessons (office_id, client_id, source, learnt)
		select distinct $1::uuid, $2::uuid, source, $4::timestamptz from unnest($3::text[]) source on conflict do nothing returning source`,
		tx.Who.Office, client, sources, tx.now)
	if err != nil {
		return nil, fmt.Errorf("lessons: %w", err)
	}
	fresh := make(map[string]bool, len(added))
	for _, source := range added {
		fresh[source] = true
	}
	return fresh, nil
}
