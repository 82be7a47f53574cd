package storage

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// manyDocuments is how many documents the office of the benchmarks has.
const manyDocuments = 100_000

// crowded is a house with a hundred thousand documents of fifty clients and two
// thousand suppliers, of which a few hundred wait for somebody.
func crowded(b *testing.B) *house {
	b.Helper()
	h := openHouse(b)
	fillCrowded(b, h, manyDocuments)
	return h
}

func fillCrowded(b *testing.B, h *house, documents int) {
	b.Helper()
	h.asOwner(b, `insert into clients (office_id, code, name) select $1, 'C' || n, 'Client ' || n from generate_series(1, 50) n`, h.office)
	h.asOwner(b, `insert into blobs (office_id, key, size, hash, kind) values ($1, 'k', 1, 'h', 'original')`, h.office)
	h.asOwner(b, `with d as (insert into deliveries (office_id, door, bytes) values ($1, 'upload', 'b') returning id)
		insert into files (office_id, delivery_id, name, media, original, size, sha256, stage)
		select $1, d.id, 'f', 'application/pdf', 'k', 1, 'h', 'done' from d`, h.office)
	// What the documents say is drawn from twenty thousand texts, and the indexes
	// are made once they are there: a million would take half an hour else.
	indexes := h.dropIndexes(b, "documents", "lexicon")
	h.asOwner(b, `create unlogged table texts as select i, array_to_tsvector(array(select distinct 'w' || (power(random(), 3) * 20000)::int
		from generate_series(1, 60 + i % 2))) as words from generate_series(0, 19999) i`)
	h.asOwner(b, `insert into documents (office_id, client_id, delivery_id, file_id, kind, status, stage, received, held, supplier, supplier_vat,
			number, issued, due, total, currency, sure, words)
		select $1, c.ids[1 + n % cardinality(c.ids)], f.delivery_id, f.id, 'invoice',
			case when n % 500 = 0 then 'held' when n % 100 = 1 then 'read' when n % 1000 = 2 then 'rejected' when n % 5 = 0 then 'booked' else 'approved' end,
			'done', now() - n * interval '3 minutes', case when n % 500 = 0 then '{"code":"damaged","args":[]}'::jsonb end,
			'Supplier ' || n % 2000, 'BE' || lpad((n % 2000)::text, 10, '0'), 'F-' || n, current_date - n / 300, current_date - n / 300 + 30,
			100 * n, 'EUR', n % 100,
			t.words || array_to_tsvector(array['supplier', 's' || n % 2000, translate((n % 2000)::text, '0123456789', 'abcdefghij') || 'bouwbedrijf',
				'f-' || n, 'f' || n, n || '.00', 'factuur', to_char(current_date - n / 300, 'YYYY-MM-DD'), to_char(current_date - n / 300, 'YYYY'),
				to_char(current_date - n / 300, 'DD'), case when n % 3 = 0 then trim(lower(to_char(current_date - n / 300, 'Month'))) else to_char(current_date - n / 300, 'MM') end])
		from generate_series(1, $2::int) n join texts t on t.i = (n::bigint * 7919 % 20000)::int, files f, (select array_agg(id) as ids from clients) c`, h.office, documents)
	h.asOwner(b, `insert into lexicon (office_id, word)
		select $1::uuid, translate(n::text, '0123456789', 'abcdefghij') || 'bouwbedrijf' from generate_series(0, 1999) n
		union select $1::uuid, unnest(array['supplier', 'factuur'])
		union select $1::uuid, translate(left(md5(n::text), 5 + n % 9), '0123456789', 'ghijklmnop') from generate_series(1, $2::int / 2) n`, h.office, documents)
	h.asOwner(b, `drop table texts; set maintenance_work_mem = '1GB'; `+strings.Join(indexes, "; "))
	h.asOwner(b, `vacuum analyze`)
}

// dropIndexes takes the indexes of tables away that no rule needs, and says how
// they are made again.
func (h *house) dropIndexes(b *testing.B, tables ...string) (made []string) {
	b.Helper()
	conn, err := ownerConn(b.Context(), h.db)
	if err != nil {
		b.Fatal(err)
	}
	defer hangUp(b.Context(), conn)
	rows, err := conn.Query(b.Context(), `select 'drop index ' || indexname, indexdef from pg_indexes
		where tablename = any ($1::text[]) and indexname not in (select conname from pg_constraint where conrelid = any ($1::text[]::regclass[]))`, tables)
	if err != nil {
		b.Fatal(err)
	}
	drop := ""
	var one, def string
	if _, err = pgx.ForEachRow(rows, []any{&one, &def}, func() error {
		drop, made = drop+one+"; ", append(made, def)
		return nil
	}); err == nil {
		_, err = conn.Exec(b.Context(), drop)
	}
	if err != nil {
		b.Fatal(err)
	}
	return made
}

// BenchmarkDocuments measures what the portal's pages ask for; p95 and the
// longest are of single questions, in milliseconds.
func BenchmarkDocuments(b *testing.B) {
	h := crowded(b)
	client, err := h.ClientByCode(b.Context(), h.machine, "C7")
	if err != nil {
		b.Fatal(err)
	}
	middle, err := h.Documents(b.Context(), h.accountant, Filter{Limit: 500})
	if err != nil {
		b.Fatal(err)
	}
	person := invoer.Scope{Office: h.office, Client: client.ID, User: h.person.User, Role: invoer.RoleClient}
	documents := func(who invoer.Scope, f Filter) func(context.Context) error {
		return func(ctx context.Context) error { _, err := h.Documents(ctx, who, f); return err }
	}
	counts := func(who invoer.Scope, f Filter) func(context.Context) error {
		return func(ctx context.Context) error { _, err := h.Counts(ctx, who, f); return err }
	}
	for _, c := range []struct {
		name string
		ask  func(context.Context) error
	}{
		{"list/newest", documents(h.accountant, Filter{})},
		{"list/further", documents(h.accountant, Filter{After: middle[499].Cursor})},
		{"list/held", documents(h.accountant, Filter{Status: []invoer.Status{invoer.StatusHeld}})},
		{"list/rejected-or-waiting", documents(h.accountant, Filter{Status: []invoer.Status{invoer.StatusRejected, invoer.StatusWaiting}})},
		{"list/client", documents(h.accountant, Filter{Client: client.ID})},
		{"list/client-held", documents(h.accountant, Filter{Client: client.ID, Status: []invoer.Status{invoer.StatusHeld}})},
		{"list/own", documents(person, Filter{})},
		{"list/supplier", documents(h.accountant, Filter{Supplier: "Supplier 77"})},
		{"list/supplier-nobody", documents(h.accountant, Filter{Supplier: "Zeppelin"})},
		{"counts/office", counts(h.accountant, Filter{})},
		{"counts/client", counts(h.accountant, Filter{Client: client.ID})},
		{"counts/own", counts(person, Filter{})},
		{"counts/rare-word", counts(h.accountant, Filter{Text: "s77"})},
		{"counts/common-word", counts(h.accountant, Filter{Text: "factuur"})},
		{"search/rare", documents(h.accountant, Filter{Text: "f-4711"})},
		{"search/amount", documents(h.accountant, Filter{Text: "4.711,00"})},
		{"search/common", documents(h.accountant, Filter{Text: "factuur"})},
		{"search/common-two", documents(h.accountant, Filter{Text: "factuur w5 w17"})},
		{"search/prefix", documents(h.accountant, Filter{Text: "w123"})},
		{"search/nobody", documents(h.accountant, Filter{Text: "zeppelin"})},
		{"search/own", documents(person, Filter{Text: "factuur"})},
		{"neighbours", func(ctx context.Context) error {
			_, _, err := h.Neighbours(ctx, h.accountant, middle[250].ID, Filter{Status: []invoer.Status{invoer.StatusRead}})
			return err
		}},
		{"view", func(ctx context.Context) error { _, err := h.Document(ctx, h.accountant, middle[250].ID); return err }},
	} {
		b.Run(c.name, func(b *testing.B) { measure(b, c.ask) })
	}
}

func measure(b *testing.B, ask func(context.Context) error) {
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		if err := ask(b.Context()); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)*95/100]), "p95-ms")
	b.ReportMetric(ms(took[len(took)-1]), "longest-ms")
}

// crowd is for looking at the plans of a smaller office while they are mended.
var crowd = flag.Int("crowd", 1_000_000, "how many documents the office of BenchmarkSearchInAMillion has, and how many bookings that of BenchmarkProposal")

// BenchmarkSearchInAMillion measures questions as people write them in an
// office of a million documents.
func BenchmarkSearchInAMillion(b *testing.B) {
	h := openHouse(b)
	fillCrowded(b, h, *crowd)
	client, err := h.ClientByCode(b.Context(), h.machine, "C7")
	if err != nil {
		b.Fatal(err)
	}
	person := invoer.Scope{Office: h.office, Client: client.ID, User: h.person.User, Role: invoer.RoleClient}
	day := time.Now().AddDate(-1, 0, 0)
	for _, c := range []struct {
		name string
		who  invoer.Scope
		text string
	}{
		{"number", h.accountant, "f-4711"},
		{"amount", h.accountant, "4.711,00"},
		{"date", h.accountant, day.Format("2/1/2006")},
		{"date-in-words", h.accountant, day.Format("2 January 2006")},
		{"common", h.accountant, "factuur"},
		{"two-common", h.accountant, "factuur w5 w17"},
		{"beginning", h.accountant, "w123"},
		{"nobody", h.accountant, "zeppelin"},
		{"misspelt", h.accountant, "bcdbowbedrijf"},
		{"misspelt-common", h.accountant, "supplire"},
		{"misspelt-two", h.accountant, "fcatuur bcdbowbedrijf"},
		{"misspelt-nobody", h.accountant, "zepellin"},
		{"client-misspelt", person, "bcdbowbedrijf"},
		{"client-rare", person, "s77"},
		{"client-common", person, "factuur"},
		{"client-date", person, day.Format("2/1/2006")},
	} {
		b.Run(c.name, func(b *testing.B) {
			measure(b, func(ctx context.Context) error {
				_, err := h.Documents(ctx, c.who, Filter{Text: c.text})
				return err
			})
		})
	}
}

// BenchmarkCorrectAndApprove measures what a person does with one document.
func BenchmarkCorrectAndApprove(b *testing.B) {
	h := openHouse(b)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		id := h.addRead(b, h.client, bakery(fmt.Sprint(i), 100))
		b.StartTimer()
		if _, err := h.Approve(b.Context(), h.accountant, id, AnyVersion); err != nil {
			b.Fatal(err)
		}
	}
}
