package storage

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Filter chooses documents for a list. Zero fields choose nothing away.
type Filter struct {
	Status   []invoer.Status // none: all but originals of other documents, which are listed by Delivery only
	Client   invoer.ClientID
	Kind     invoer.Kind
	Supplier string // part of a name, or a VAT number
	Text     string // words, amounts and dates as people write them
	Delivery invoer.DeliveryID
	Assignee invoer.UserID // whose work they are
	Sure     bool          // those of which every field was read surely and nothing was found
	Order    Sorting
	After    string // a Summary's Cursor: rows behind it
	Limit    int    // 0: 50; at most 500
}

// A Sorting is the order of a list.
type Sorting string

// The orders: the newest first, the one that waits longest first, and the one
// that was read least surely first, of those alike the one that waits longest.
const (
	NewestFirst   Sorting = ""
	OldestFirst   Sorting = "oldest"
	DoubtfulFirst Sorting = "doubtful"
)

// sureFrom is from which confidence on a document needs no look at its fields.
const sureFrom = 95

// A Summary is a document in a list.
type Summary struct {
	invoer.Document // without Pages
	ClientName      string
	ClientCode      string
	Supplier        string
	Number          string
	Issued, Due     invoer.Date
	Total           invoer.Money
	Sure            invoer.Confidence // the least of supplier, total and due date
	Findings        int               // open ones
	JoinedTo        invoer.DocumentID // the document that shows it; empty for one that is shown itself
	Paid            bool              // the document or who handed it in says so
	Near            bool              // a word of the question is there nearly, not as it was spelled
	Cursor          string
}

const documentColumns = `d.id, d.office_id, coalesce(d.client_id::text, ''), d.delivery_id, d.file_id, d.kind, d.language,
	d.status, d.stage, d.run, d.version, d.received, d.held`

// documentTargets is where documentColumns go; held is null for most.
func documentTargets(d *invoer.Document, held **invoer.Reason) []any {
	return []any{
		&d.ID, &d.Office, &d.Client, &d.Delivery, &d.File, &d.Kind, &d.Language,
		&d.Status, &d.Stage, &d.Run, &d.Version, &d.Received, held,
	}
}

func reasonOf(held *invoer.Reason) invoer.Reason {
	if held == nil {
		return invoer.Reason{}
	}
	return *held
}

func scanSummary(row pgx.CollectableRow) (s Summary, err error) {
	var held *invoer.Reason
	var issued, due *time.Time
	var total *int64
	var currency string
	err = row.Scan(append(documentTargets(&s.Document, &held), &s.ClientName, &s.ClientCode, &s.Supplier, &s.Number,
		&issued, &due, &total, &currency, &s.Sure, &s.Findings, &s.JoinedTo, &s.Paid)...)
	s.Held, s.Issued, s.Due = reasonOf(held), dayOf(issued), dayOf(due)
	if total != nil {
		s.Total = invoer.Money{Cents: *total, Currency: currency}
	}
	s.Cursor = cursorOf(s.Document, s.Sure)
	return s, err
}

// cursorOf names a document's place in a list, whatever its order: its time in
// microseconds, as exact as PostgreSQL keeps it, its ID, and how surely it was
// read.
func cursorOf(d invoer.Document, sure invoer.Confidence) string {
	return strconv.FormatInt(d.Received.UnixMicro(), 10) + "_" + string(d.ID) + "_" + strconv.Itoa(int(sure))
}

// A spot is a place in a list.
type spot struct {
	at   time.Time
	id   invoer.DocumentID
	sure int
}

// parseCursor reads a Cursor; one without sureness, as older addresses have it,
// stands before all of its order.
func parseCursor(s string) (spot, error) {
	micro, rest, _ := strings.Cut(s, "_")
	id, sure, _ := strings.Cut(rest, "_")
	n, err := strconv.ParseInt(micro, 10, 64)
	if err != nil {
		return spot{}, fmt.Errorf("%w: place in a list %q, want the next of a page of it", invoer.ErrInvalid, s)
	}
	doc, err := invoer.ParseID[invoer.DocumentID](id)
	if err != nil {
		return spot{}, fmt.Errorf("place in a list: %w", err)
	}
	confidence, err := strconv.Atoi(sure)
	if err != nil && sure != "" {
		return spot{}, fmt.Errorf("%w: place in a list %q, want the next of a page of it", invoer.ErrInvalid, s)
	}
	return spot{time.UnixMicro(n).UTC(), doc, confidence}, nil
}

// A choice is a Filter in SQL.
type choice struct {
	from       string
	words      bool // by words: from is what has them
	conditions []string
	args       pgx.NamedArgs
}

func (c *choice) where() string { return strings.Join(c.conditions, " and ") }

func (c *choice) and(condition, name string, value any) {
	c.conditions = append(c.conditions, condition)
	c.args[name] = value
}

// choose puts a filter without its status and place into SQL. The office,
// and the client of an identity that has one, are named although row level
// security asks for them too: they lead the indexes.
func choose(who invoer.Scope, f Filter) choice {
	c := choice{from: "documents", args: pgx.NamedArgs{}}
	c.and("d.office_id = @office", "office", who.Office)
	if f.Client != "" {
		c.and("d.client_id = @client", "client", f.Client)
	}
	if who.Client != "" {
		c.and("d.client_id = @own", "own", who.Client)
	}
	if f.Kind != "" {
		c.and("d.kind = @kind", "kind", f.Kind)
	}
	if f.Delivery != "" {
		c.and("d.delivery_id = @delivery", "delivery", f.Delivery)
	}
	if f.Supplier != "" {
		vat, err := invoer.ParseVATNumber(f.Supplier)
		c.and("(d.supplier ilike @supplier or d.supplier_vat = @vat)", "supplier", "%"+likeSigns.Replace(f.Supplier)+"%")
		if c.args["vat"] = vat; err != nil {
			c.args["vat"] = "none" // no number is spelled so
		}
	}
	if f.Assignee != "" {
		c.and("exists (select from seats s where s.document_id = d.id and s.assignee = @assignee)", "assignee", f.Assignee)
	}
	if f.Sure {
		c.and("d.sure >= @surely and d.every_sure", "surely", sureFrom)
	}
	if q := question(f.Text); q != "" {
		c.words, c.args["question"] = true, q
		c.from = c.answers()
	}
	return c
}

var likeSigns = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// inStatus asks for one status by equality, so that the index gives the rows
// in their order.
func (c *choice) inStatus(statuses []invoer.Status) {
	switch len(statuses) {
	case 0:
		if c.args["delivery"] == nil { // an original is shown by its document, and where it came in
			c.conditions = append(c.conditions, "d.status <> 'joined'")
		}
	case 1:
		c.and("d.status = @status", "status", statuses[0])
	default:
		c.and("d.status = any(@status)", "status", texts(statuses))
	}
}

// behind leaves out what stands before a place in a list, and the place.
func (c *choice) behind(after string, order Sorting) error {
	if after == "" {
		return nil
	}
	at, err := parseCursor(after)
	if err != nil {
		return &invoer.Mistake{Field: "after", Err: err}
	}
	c.beside(at, order, true)
	return nil
}

// beside keeps what stands behind a place, or before it.
func (c *choice) beside(at spot, order Sorting, behind bool) {
	side := "<"
	if behind == (order != NewestFirst) {
		side = ">"
	}
	key, place := "(d.received, d.id) ", " (@at, @id)"
	if order == DoubtfulFirst {
		key, place = "(d.sure, d.received, d.id) ", " (@sure, @at, @id)"
		c.args["sure"] = at.sure
	}
	c.and(key+side+place, "at", at.at)
	c.args["id"] = at.id
}

func (c *choice) page(order string, limit int) string {
	return `select ` + documentColumns + `, coalesce(c.name, ''), coalesce(c.code, ''), d.supplier, d.number, d.issued, d.due,
			d.total, d.currency, d.sure, d.findings, coalesce(d.joined_to::text, ''),
			coalesce(d.owed = 0 and d.total > 0, false) or exists (select from handed h where h.delivery_id = d.delivery_id and h.paid <> '')
		from ` + c.from + ` d left join clients c on c.id = d.client_id
		where ` + c.where() + ` order by ` + order + ` limit ` + strconv.Itoa(limit)
}

// sql is the order in SQL, or the other way round.
func (o Sorting) sql(back bool) string {
	switch {
	case o == DoubtfulFirst && back:
		return "d.sure desc, d.received desc, d.id desc"
	case o == DoubtfulFirst:
		return "d.sure, d.received, d.id"
	case (o == OldestFirst) == back:
		return "d.received desc, d.id desc"
	}
	return "d.received, d.id"
}

// Documents lists documents in the order of f; behind them, where they are few,
// those whose words are nearly those of f.Text (Near).
func (s *Store) Documents(ctx context.Context, who invoer.Scope, f Filter) (page []Summary, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		page, err = tx.listed(f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("documents of office %s: %w", who.Office, err)
	}
	return page, nil
}

// nearest is how many documents behind a place are looked through for words.
const nearest = 2000

// page gives one page of a list. A word that many documents have is met soon
// among the newest; the index of words would gather all of them first. Where few
// of these are asked for, the order of the list finds them sooner still.
func (tx Tx) page(c choice, f Filter) ([]Summary, error) {
	if c.words && f.Order == NewestFirst {
		near := c
		near.from = c.nearby(f.After, nearest)
		page, err := list(tx, scanSummary, near.page(f.Order.sql(false), f.limit()), freshPlan, near.args)
		if err != nil || len(page) == f.limit() {
			return page, err
		}
	}
	if c.words {
		if common, err := tx.common(c); err != nil {
			return nil, err
		} else if common {
			c.from = foundOften
		}
	}
	return list(tx, scanSummary, c.page(f.Order.sql(false), f.limit()), freshPlan, c.args)
}

// freshPlan has a question planned anew each time: which index is best depends
// on what is asked for.
const freshPlan = pgx.QueryExecModeCacheDescribe

func (f Filter) limit() int {
	if f.Limit <= 0 {
		return 50
	}
	return min(f.Limit, 500)
}

// A Count is how many documents there are in each status, and of which statuses
// there are more than were counted.
type Count struct {
	In   map[invoer.Status]int
	More map[invoer.Status]bool
}

// How many of the newest documents are looked at to learn whether a question is
// one that very many answer, and how many of these make it one.
const (
	sampled = 500
	many    = 100
)

// mostCounted is how many documents of a status are counted: nobody waits for
// more to be told exactly.
const mostCounted = 10_000

// Counts tells how many documents there are of those that f chooses without its
// Status, up to ten thousand of each. Where very many have the words of its
// Text, only those among the newest are counted.
func (s *Store) Counts(ctx context.Context, who invoer.Scope, f Filter) (n Count, err error) {
	c := choose(who, f)
	c.inStatus(nil)
	err = s.In(ctx, who, func(tx Tx) error {
		if n, err = tx.reckon(c); err != nil || f.Text == "" || n.sum() >= fewFound {
			return err
		}
		wide, err := tx.nearly(f.Text)
		if err != nil || wide == "" {
			return err
		}
		c.args["question"] = wide
		n, err = tx.reckon(c)
		return err
	})
	if err != nil {
		return Count{}, fmt.Errorf("counting documents of office %s: %w", who.Office, err)
	}
	return n, nil
}

// common tells whether very many documents have the words of a question, by the
// newest ones.
func (tx Tx) common(c choice) (is bool, err error) {
	c.args["many"] = many
	rows, err := tx.Query(tx.Ctx, `select count(*) >= @many from `+c.nearby("", sampled)+` d`, freshPlan, c.args)
	if err != nil {
		return false, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}

// reckon counts what was chosen, of very many with the words of a question those
// among the newest.
func (tx Tx) reckon(c choice) (Count, error) {
	if !c.words {
		return tx.tally(c.eachStatus(), c.args)
	}
	common, err := tx.common(c)
	if err != nil {
		return Count{}, err
	}
	if common {
		c.from = c.nearby("", sampled)
	}
	n, err := tx.tally(c.perStatus(), c.args)
	if err != nil || !common {
		return n, err
	}
	for _, status := range invoer.Statuses {
		n.More[status] = true
	}
	return n, nil
}

func (n Count) sum() (all int) {
	for _, some := range n.In {
		all += some
	}
	return all
}

// perStatus counts all that was chosen.
func (c *choice) perStatus() string {
	return `select d.status, count(*) from ` + c.from + ` d where ` + c.where() + ` group by d.status`
}

// eachStatus counts each status by itself and no further than it must: an index
// has them by status.
func (c *choice) eachStatus() string {
	c.args["statuses"], c.args["most"] = texts(invoer.Statuses), mostCounted+1
	return `select s.status, n.some from unnest(@statuses::text[]) s(status), lateral (
			select count(*) as some from (select from ` + c.from + ` d where d.status = s.status and ` + c.where() + ` limit @most) d) n
		where n.some > 0`
}

func (tx Tx) tally(sql string, args pgx.NamedArgs) (Count, error) {
	n := Count{In: map[invoer.Status]int{}, More: map[invoer.Status]bool{}}
	rows, err := tx.Query(tx.Ctx, sql, freshPlan, args)
	if err != nil {
		return n, err
	}
	var status invoer.Status
	var some int
	_, err = pgx.ForEachRow(rows, []any{&status, &some}, func() error {
		n.In[status] = min(some, mostCounted)
		if some > mostCounted {
			n.More[status] = true
		}
		return nil
	})
	return n, err
}

// A Neighbour is a document beside another one in a list; the zero value is
// none.
type Neighbour struct {
	ID     invoer.DocumentID
	Cursor string
}

// Neighbours gives the documents before and after id in the list that f
// chooses. Where f.After says at which place id was in that list, that place
// counts: what a person corrects may move it meanwhile.
func (s *Store) Neighbours(ctx context.Context, who invoer.Scope, id invoer.DocumentID, f Filter) (previous, next Neighbour, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		at, err := tx.spot(id, f.After)
		if err != nil {
			return err
		}
		asked, err := tx.askedOf(id, f)
		if err != nil {
			return err
		}
		if previous, err = tx.neighbour(f, at, asked, false); err != nil {
			return err
		}
		next, err = tx.neighbour(f, at, asked, true)
		return err
	})
	if err != nil {
		return Neighbour{}, Neighbour{}, fmt.Errorf("neighbours of document %s: %w", id, err)
	}
	return previous, next, nil
}

// spot is where a document stands, or stood.
func (tx Tx) spot(id invoer.DocumentID, was string) (spot, error) {
	now, err := one(tx, func(row pgx.CollectableRow) (s spot, err error) { return s, row.Scan(&s.at, &s.id, &s.sure) },
		`select received, id::text, sure from documents where id = $1`, id)
	if err != nil {
		return spot{}, err
	}
	if then, err := parseCursor(strings.TrimPrefix(was, nearlyMark)); err == nil && then.id == id {
		return then, nil
	}
	return now, nil
}

// neighbour is the nearest one that has the words of asked, where there are any.
func (tx Tx) neighbour(f Filter, at spot, asked string, behind bool) (Neighbour, error) {
	c := choose(tx.Who, f)
	if asked != "" {
		c.args["question"] = asked
	}
	c.inStatus(f.Status)
	c.beside(at, f.Order, behind)
	nearest, err := list(tx, scanSummary, c.page(f.Order.sql(!behind), 1), freshPlan, c.args)
	if err != nil || len(nearest) == 0 {
		return Neighbour{}, err
	}
	return Neighbour{nearest[0].ID, nearest[0].Cursor}, nil
}
