package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
)

// A weighted is what a memory has beside its tallies, and how many bookings it was
// learnt from: what it is changes only with these.
type weighted struct {
	Weights  []byte // precedent.Weights
	Standing precedent.Standing
	Learnt   int64
}

// part is a memory that holds no tally yet.
func (w weighted) part() (*precedent.Memory, error) {
	weights, err := precedent.UnpackWeights(w.Weights)
	if err != nil {
		return nil, fmt.Errorf("weights of precedents: %w", err)
	}
	return precedent.Part(weights, w.Standing.Clone()), nil
}

// propose gives what the office's history proposes for a purchase of a client,
// and how well its proposals did.
func (tx Tx) propose(p ledger.Purchase) (precedent.Proposal, precedent.Standing, error) {
	w, err := one(tx, pgx.RowToStructByPos[weighted], `select weights, standing, learnt from precedent_weights where office_id = $1`, tx.Who.Office)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return precedent.Proposal{}, precedent.Standing{}, fmt.Errorf("weights of precedents: %w", err)
	}
	m, err := w.part()
	if err != nil {
		return precedent.Proposal{}, precedent.Standing{}, err
	}
	proposed := m.Propose(p)
	for keys := m.Missing(); len(keys) > 0; keys = m.Missing() {
		if err := tx.fetch(m, keys); err != nil {
			return precedent.Proposal{}, precedent.Standing{}, fmt.Errorf("precedents: %w", err)
		}
		proposed = m.Propose(p)
	}
	return proposed, w.Standing, nil
}

// lockWeights gives what the office learnt of witnesses, and makes others who
// learn in it wait.
func (tx Tx) lockWeights() (weighted, error) {
	_, err := tx.Exec(tx.Ctx, `insert into precedent_weights (office_id, weights, standing, learnt) values ($1, '', '{}', 0) on conflict do nothing`, tx.Who.Office)
	if err != nil {
		return weighted{}, fmt.Errorf("weights of precedents: %w", err)
	}
	w, err := one(tx, pgx.RowToStructByPos[weighted], `select weights, standing, learnt from precedent_weights where office_id = $1 for update`, tx.Who.Office)
	if err != nil {
		return weighted{}, fmt.Errorf("weights of precedents: %w", err)
	}
	return w, nil
}

// experience learns a purchase that was booked, once for each source.
func (tx Tx) experience(client invoer.ClientID, source string, p ledger.Purchase) error {
	w, err := tx.lockWeights()
	if err != nil {
		return err
	}
	if known, err := tx.knownLessons(client, []string{source}); err != nil || known[source] {
		return err
	}
	var proposed precedent.Proposal
	m, err := tx.remembering(w, func(m *precedent.Memory) { proposed = m.Experience(p) })
	if err != nil {
		return fmt.Errorf("precedents: %w", err)
	}
	l := lessons{}
	l.add(source, p.Date, precedent.MarkOf(proposed, p))
	if err := tx.keepLessons(client, l); err != nil {
		return err
	}
	return tx.keepMemory(client, m, 1)
}

// remembering runs do with a memory of those tallies that it asks for, as often
// as it asks for more.
func (tx Tx) remembering(w weighted, do func(*precedent.Memory)) (*precedent.Memory, error) {
	m, err := w.part()
	if err != nil {
		return nil, err
	}
	do(m)
	for keys := m.Missing(); len(keys) > 0; keys = m.Missing() {
		fresh, err := w.part()
		if err != nil {
			return nil, err
		}
		m = m.Again(fresh.Weights, fresh.Standing)
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
	asked := make([]int64, len(keys))
	for i, k := range keys {
		asked[i] = int64(k)
		if err := m.Put(k, nil); err != nil {
			return err
		}
	}
	return tx.put(m, `select key, tally from precedents where office_id = $1 and key = any($2)`, tx.Who.Office, asked)
}

// put lays the tallies into a memory that a question finds.
func (tx Tx) put(m *precedent.Memory, sql string, args ...any) error {
	rows, err := tx.Query(tx.Ctx, sql, args...)
	if err != nil {
		return err
	}
	var key int64
	var tally pgtype.DriverBytes // is read before the next one comes
	_, err = pgx.ForEachRow(rows, []any{&key, &tally}, func() error { return m.Put(precedent.Key(key), tally) })
	return err
}

// keepMemory writes what a memory learnt of so many bookings of a client.
func (tx Tx) keepMemory(client invoer.ClientID, m *precedent.Memory, learnt int) error {
	for held := range slices.Chunk(m.Changed(), talliesAtOnce) {
		if err := tx.keepTallies(client, held); err != nil {
			return fmt.Errorf("precedents: %w", err)
		}
	}
	_, err := tx.Exec(tx.Ctx, `update precedent_weights set weights = $2, standing = $3, learnt = learnt + $4 where office_id = $1`,
		tx.Who.Office, m.Weights.Packed(), m.Standing, learnt)
	if err != nil {
		return fmt.Errorf("weights of precedents: %w", err)
	}
	return nil
}

// talliesAtOnce is how many tallies one statement writes.
const talliesAtOnce = 5000

func (tx Tx) keepTallies(client invoer.ClientID, held []precedent.Held) error {
	keys, tallies, shared := make([]int64, len(held)), make([][]byte, len(held)), make([]bool, len(held))
	for i, h := range held {
		keys[i], tallies[i], shared[i] = int64(h.Key), h.Tally, h.Shared
	}
	_, err := tx.Exec(tx.Ctx, `insert into precedents (office_id, client_id, key, tally)
		select $1, case when l.shared then null else $2::uuid end, l.key, l.tally
		from unnest($3::bigint[], $4::bytea[], $5::boolean[]) l (key, tally, shared)
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
	source, err := tx.lessonOf(d.doc, p)
	if err != nil {
		return err
	}
	if err := tx.experience(d.doc.Client, source, p); err != nil {
		return fmt.Errorf("learning its booking: %w", err)
	}
	return nil
}

// lessonOf names the lesson that a document is: the same one as long as it is
// booked as it was learnt, and another one when it was taken back and booked
// otherwise, which is learnt as well. What was learnt first cannot be taken out of
// tallies; the newer one stands behind it, as a change of mind does.
func (tx Tx) lessonOf(doc invoer.Document, p ledger.Purchase) (string, error) {
	first := "document " + string(doc.ID)
	sum := sha256.New()
	for _, e := range p.Entries {
		fmt.Fprintln(sum, e.Account, e.Amount, e.Treatment, e.Analytic) // a map is printed in the order of its keys
	}
	booked := fmt.Sprintf("%s %x", first, sum.Sum(nil)[:8])
	last, err := list(tx, pgx.RowTo[string], `select source from lessons where office_id = $1 and client_id = $2 and source between $3 and $3 || ' zzzz'
		and starts_with(source, $3) order by learnt desc, source limit 1`,
		tx.Who.Office, doc.Client, first)
	switch {
	case err != nil:
		return "", fmt.Errorf("lessons: %w", err)
	case len(last) == 0:
		return booked, nil
	case last[0] == first, strings.HasPrefix(last[0], booked): // the first: learnt before what was booked was noted
		return last[0], nil
	}
	return fmt.Sprintf("%s %s", booked, tx.now.UTC().Format(time.RFC3339Nano)), nil
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
// of date. One that was learnt before, by its id, is passed over, so that the same
// file again does no harm. It is learnt in parts, so that whoever approves
// meanwhile waits for one of them only: with an error, what was learnt before it
// stays, and the same file again goes on from there.
func (s *Store) LearnLedger(ctx context.Context, who invoer.Scope, client invoer.ClientID, all []ledger.Purchase) (Taught, error) {
	if err := works(who); err != nil {
		return Taught{}, err
	}
	l := learner{client: client}
	for part := range slices.Chunk(all, bookingsAtOnce) {
		err := s.In(ctx, who, func(tx Tx) error { return l.part(tx, part) })
		if err != nil {
			return Taught{}, fmt.Errorf("learning bookings of client %s, %d of which were learnt and stay: %w", client, l.kept, err)
		}
		l.kept = l.taught.Learnt
	}
	return l.taught, nil
}

// bookingsAtOnce is how many bookings of a ledger are learnt in one transaction.
const bookingsAtOnce = 5000

// A learner learns a client's ledger part by part.
type learner struct {
	client invoer.ClientID
	memory *precedent.Memory
	stands int64 // how many bookings the office had learnt when memory was as it is
	taught Taught
	kept   int // learnt in transactions that are done
}

func (l *learner) part(tx Tx, all []ledger.Purchase) error {
	if err := l.remember(tx); err != nil {
		return err
	}
	known, err := tx.knownLessons(l.client, sourcesOf(all))
	if err != nil {
		return err
	}
	active, err := tx.activities(unsaidActivities(all))
	if err != nil {
		return err
	}
	fresh := lessons{}
	for _, p := range all {
		source := ledgerSource(p)
		if known[source] {
			l.taught.Known++
			continue
		}
		known[source] = true // an id that stands twice counts once
		p.Client, p.Supplier.NACE = string(l.client), cmp.Or(p.Supplier.NACE, active[p.Supplier.VAT])
		proposed := l.memory.Experience(p)
		fresh.add(source, p.Date, precedent.MarkOf(proposed, p))
		if proposed.Right(p) {
			l.taught.Right++
		} else {
			l.taught.Differences = append(l.taught.Differences, Difference{p, proposed})
		}
	}
	if len(fresh.sources) == 0 {
		return nil
	}
	if err := tx.keepLessons(l.client, fresh); err != nil {
		return err
	}
	l.taught.Learnt += len(fresh.sources)
	l.stands += int64(len(fresh.sources))
	return tx.keepMemory(l.client, l.memory, len(fresh.sources))
}

// remember makes others who learn in the office wait, and fetches all that a
// client's proposals are made from, unless it is known from the last part and
// nobody learnt since.
func (l *learner) remember(tx Tx) error {
	w, err := tx.lockWeights()
	if err != nil {
		return err
	}
	if l.memory != nil && l.stands == w.Learnt {
		return nil
	}
	weights, err := precedent.UnpackWeights(w.Weights)
	if err != nil {
		return fmt.Errorf("weights of precedents: %w", err)
	}
	l.memory, l.stands = precedent.Whole(weights, w.Standing), w.Learnt
	err = tx.put(l.memory, `select key, tally from precedents where office_id = $1 and (client_id = $2 or client_id is null)`, tx.Who.Office, l.client)
	if err != nil {
		return fmt.Errorf("precedents: %w", err)
	}
	return nil
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

// lessons are bookings that were learnt, each with how it had been proposed.
type lessons struct {
	sources, suppliers, names []string
	cents                     []int64
	scores                    []float32
	settled, right            []bool
	booked                    []time.Time
}

func (l *lessons) add(source string, on invoer.Date, m precedent.Mark) {
	l.sources, l.suppliers, l.names, l.cents = append(l.sources, source), append(l.suppliers, m.Supplier), append(l.names, m.Name), append(l.cents, m.Cents)
	l.scores, l.settled, l.right = append(l.scores, float32(m.Score)), append(l.settled, m.Settled), append(l.right, m.Right)
	l.booked = append(l.booked, on.Time())
}

// keepLessons notes bookings as learnt, none of which was before.
func (tx Tx) keepLessons(client invoer.ClientID, l lessons) error {
	_, err := tx.Exec(tx.Ctx, `insert into lessons (office_id, client_id, learnt, source, supplier, name, cents, score, settled, correct, booked)
		select $1, $2, $3, l.* from unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::real[], $9::boolean[], $10::boolean[], $11::date[]) l`,
		tx.Who.Office, client, tx.now, l.sources, l.suppliers, l.names, l.cents, l.scores, l.settled, l.right, l.booked)
	if err != nil {
		return fmt.Errorf("lessons: %w", err)
	}
	return nil
}

// knownLessons tells which of some sources of a client were learnt before.
func (tx Tx) knownLessons(client invoer.ClientID, sources []string) (map[string]bool, error) {
	learnt, err := list(tx, pgx.RowTo[string], `select source from lessons where office_id = $1 and client_id = $2 and source = any($3)`, tx.Who.Office, client, sources)
	if err != nil {
		return nil, fmt.Errorf("lessons: %w", err)
	}
	known := make(map[string]bool, len(learnt))
	for _, source := range learnt {
		known[source] = true
	}
	return known, nil
}

func sourcesOf(all []ledger.Purchase) []string {
	sources := make([]string, len(all))
	for i, p := range all {
		sources[i] = ledgerSource(p)
	}
	return sources
}

func ledgerSource(p ledger.Purchase) string { return "ledger " + p.ID }
