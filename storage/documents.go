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
	After    string // a Summary's Cursor: rows behind it
	Limit    int    // 0: 50; at most 500
}

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
		&issued, &due, &total, &currency, &s.Sure, &s.Findings, &s.JoinedTo)...)
	s.Held, s.Issued, s.Due = reasonOf(held), dayOf(issued), dayOf(due)
	if total != nil {
		s.Total = invoer.Money{Cents: *total, Currency: currency}
	}
	s.Cursor = cursorOf(s.Document)
	return s, err
}

// cursorOf names a document's place in a list: its time in microseconds, as
// exact as PostgreSQL keeps it, and its ID.
func cursorOf(d invoer.Document) string {
	return strconv.FormatInt(d.Received.UnixMicro(), 10) + "_" + string(d.ID)
}

func parseCursor(s string) (time.Time, invoer.DocumentID, error) {
	micro, id, _ := strings.Cut(s, "_")
	n, err := strconv.ParseInt(micro, 10, 64)
	if err != nil {
		return time.Time{}, "", fmt.Errorf("%w: place in a list %q", invoer.ErrInvalid, s)
	}
	doc, err := invoer.ParseID[invoer.DocumentID](id)
	if err != nil {
		return time.Time{}, "", fmt.Errorf("place in a list: %w", err)
	}
	return time.UnixMicro(n).UTC(), doc, nil
}

// A choice is a Filter in SQL.
type choice struct {
	from       string
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
	if q := question(f.Text); q != "" {
		c.from, c.args["question"] = found, q
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
func (c *choice) behind(after string) error {
	if after == "" {
		return nil
	}
	at, id, err := parseCursor(after)
	if err != nil {
		return err
	}
	c.and("(d.received, d.id) < (@at, @id)", "at", at)
	c.args["id"] = id
	return nil
}

func (c *choice) page(order string, limit int) string {
	return `select ` + documentColumns + `, coalesce(c.name, ''), coalesce(c.code, ''), d.supplier, d.number, d.issued, d.due,
			d.total, d.currency, d.sure, d.findings, coalesce(d.joined_to::text, '')
		from ` + c.from + ` d left join clients c on c.id = d.client_id
		where ` + c.where() + ` order by ` + order + ` limit ` + strconv.Itoa(limit)
}

const (
	newestFirst = "d.received desc, d.id desc"
	oldestFirst = "d.received, d.id"
)

// Documents lists documents, newest first.
func (s *Store) Documents(ctx context.Context, who invoer.Scope, f Filter) (page []Summary, err error) {
	c := choose(who, f)
	c.inStatus(f.Status)
	if err := c.behind(f.After); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		page, err = tx.page(c, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("documents of office %s: %w", who.Office, err)
	}
	return page, nil
}

// page gives one page of a list. A word that many documents have is met soon
// among the newest; the index of words would gather all of them first.
func (tx Tx) page(c choice, f Filter) ([]Summary, error) {
	if c.from == found {
		near := c
		near.from = nearby(f.After)
		page, err := list(tx, scanSummary, near.page(newestFirst, f.limit()), freshPlan, near.args)
		if err != nil || len(page) == f.limit() {
			return page, err
		}
	}
	return list(tx, scanSummary, c.page(newestFirst, f.limit()), freshPlan, c.args)
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

// Counts tells how many documents there are in each status, of those that f
// chooses without its Status.
func (s *Store) Counts(ctx context.Context, who invoer.Scope, f Filter) (map[invoer.Status]int, error) {
	c := choose(who, f)
	c.inStatus(nil)
	counts := map[invoer.Status]int{}
	err := s.In(ctx, who, func(tx Tx) error {
		rows, err := tx.Query(tx.Ctx, `select d.status, count(*) from `+c.from+` d where `+c.where()+` group by d.status`, freshPlan, c.args)
		if err != nil {
			return err
		}
		var status invoer.Status
		var n int
		_, err = pgx.ForEachRow(rows, []any{&status, &n}, func() error {
			counts[status] = n
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting documents of office %s: %w", who.Office, err)
	}
	return counts, nil
}

// Neighbours gives the documents before and after id in the list that f
// chooses; empty where there is none.
func (s *Store) Neighbours(ctx context.Context, who invoer.Scope, id invoer.DocumentID, f Filter) (previous, next invoer.DocumentID, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		at, err := one(tx, pgx.RowTo[time.Time], `select received from documents where id = $1`, id)
		if err != nil {
			return err
		}
		if previous, err = tx.neighbour(f, at, id, ">", oldestFirst); err != nil {
			return err
		}
		next, err = tx.neighbour(f, at, id, "<", newestFirst)
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("neighbours of document %s: %w", id, err)
	}
	return previous, next, nil
}

func (tx Tx) neighbour(f Filter, at time.Time, id invoer.DocumentID, side, order string) (invoer.DocumentID, error) {
	c := choose(tx.Who, f)
	c.inStatus(f.Status)
	c.and("(d.received, d.id) "+side+" (@at, @id)", "at", at)
	c.args["id"] = id
	nearest, err := list(tx, pgx.RowTo[invoer.DocumentID], `select d.id::text from `+c.from+` d where `+c.where()+
		` order by `+order+` limit 1`, freshPlan, c.args)
	if err != nil || len(nearest) == 0 {
		return "", err
	}
	return nearest[0], nil
}
