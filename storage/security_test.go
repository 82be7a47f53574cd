package storage

import (
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/invoer/invoer"
)

// officeless are the tables that belong to no office. Whoever adds one here
// says that nothing in it is anybody's. The register of enterprises is not
// looked at: it stands in a schema of its own, says what anybody may read in
// the KBO/BCE, and the server may not write it (TestRegisterIsReadOnly).
var officeless = []string{"goose_db_version", "throttles", "installations", "half_sign_ins", "push_keys"}

// insiders are the functions that have the owner's rights, so that an index
// serves them or a person has others told, and keep to the office of who asks
// themselves.
var insiders = []string{"invoer_words_like", "invoer_push"}

// outsiders are the functions that answer before anybody is known.
var outsiders = []string{
	"invoer_announce", "invoer_try", "invoer_tried", "invoer_credentials", "invoer_session", "invoer_token", "invoer_offices",
	"invoer_add_office", "invoer_user", "invoer_due", "invoer_mailbox", "invoer_sweep", "invoer_oldest", "invoer_renew",
	"invoer_next_answer", "invoer_half_sign_in", "invoer_go_on", "invoer_passkey", "invoer_invited", "invoer_provider", "invoer_provided",
	"invoer_next_invitation", "invoer_next_digest", "invoer_digest_of", "invoer_push_key", "invoer_due_pushes",
}

// relations lists the tables (r) and views (v) that have an office.
func (h *house) relations(t *testing.T, kinds string) []string {
	t.Helper()
	conn, err := ownerConn(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	defer hangUp(t.Context(), conn)
	rows, err := conn.Query(t.Context(), `select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'public' and c.relkind = any(string_to_array($1, null)) and c.relname <> all($2) order by 1`, kinds, officeless)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) == 0 {
		t.Fatalf("tables: %v, %v", names, err)
	}
	return names
}

func officeColumn(table string) string {
	if table == "offices" {
		return "id"
	}
	return "office_id"
}

// fullHouse makes a house with at least one row in every table.
func fullHouse(t *testing.T) *house {
	t.Helper()
	h := openHouse(t)
	ctx := t.Context()
	if _, _, err := h.AddWebhook(ctx, h.admin, Webhook{URL: "https://example.com/hook"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.AddToken(ctx, h.person, Token{Name: "scanner", Scopes: []string{"ingest"}}); err != nil {
		t.Fatal(err)
	}
	if err := h.startSession(ctx, h.person, newSecret(""), "browser", ByPassword); err != nil {
		t.Fatal(err)
	}
	h.signInOtherwise(t)
	h.wantDigests(t)
	if _, err := h.RenewMailToken(ctx, h.machine, h.client, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.SaveRound(ctx, h.machine, Round{Mailbox: "in@example.com"}); err != nil {
		t.Fatal(err)
	}
	if err := h.SetMailSenders(ctx, h.machine, h.client, []string{"bakker.be"}); err != nil {
		t.Fatal(err)
	}
	if err := h.SaveList(ctx, h.admin, "Maandag", "tab=read"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.AddBookingRule(ctx, h.accountant, bread(1, "604000")); err != nil {
		t.Fatal(err)
	}
	if err := h.SaveOfficeWeights(ctx, h.admin, learntWeights(0.5)); err != nil {
		t.Fatal(err)
	}
	if err := h.SaveRates(ctx, h.admin, []invoer.ExchangeRate{{Currency: "USD", Day: invoer.Date{Year: 2026, Month: 11, Day: 3}, Rate: "1.05"}}); err != nil {
		t.Fatal(err)
	}
	if err := h.SetAutomatic(ctx, h.accountant, h.client, invoer.StartAutomatic()); err != nil {
		t.Fatal(err)
	}
	if err := h.AllowAlone(ctx, h.accountant, h.client, "BE0477574154", true); err != nil {
		t.Fatal(err)
	}
	id := h.addRead(t, h.client, bakery("1", 100))
	if _, err := h.SetBooking(ctx, h.accountant, id, AnyVersion, *booking(bakery("1", 100), "604000")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Sit(ctx, h.accountant, id, false); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Say(ctx, h.accountant, Message{Document: id, Kind: MessageQuestion, Text: "Waarvoor?"}); err != nil {
		t.Fatal(err)
	}
	err := h.In(ctx, h.machine, func(tx Tx) error {
		if _, err := tx.Exec(ctx, `insert into handed (delivery_id, office_id, client_id, at, user_id) select delivery_id, office_id, client_id, now(), $1 from documents`, h.person.User); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, 'm', 1, 'h', 'manifest')`, h.office); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into delivery_keys (office_id, client_id, door, key, delivery_id) select office_id, client_id, door, 'k', id from deliveries`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into parts (office_id, client_id, delivery_id, position, name, media, size, sha256, outcome, reason, file_id)
			select office_id, client_id, delivery_id, 1, 'scan.pdf', 'application/pdf', 1, 'h', 'taken', '{}', file_id from documents`)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into outbox (delivery_id, office_id, recipient, subject, created) select delivery_id, office_id, 'a@b.be', '', now() from documents`)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into cuts (office_id, delivery_id, at, action, before, after)
			select office_id, delivery_id, now(), 'undo', '{}', '{}' from documents`)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into page_bands (office_id, band, file_id, page) select office_id, 1, file_id, number from pages`); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `with other as (insert into documents (office_id, client_id, delivery_id, file_id, received)
				select office_id, client_id, delivery_id, file_id, received from documents returning office_id, id)
			insert into unlike (office_id, one, other, at, user_id) select $2, least(id, $1::uuid), greatest(id, $1::uuid), now(), $3 from other`,
			id, h.office, h.accountant.User)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into automatic_documents (document_id, office_id, client_id, supplier, way, booking, at)
			values ($1, $2, $3, 'BE0477574154', 'alone', '{}', now())`, id, h.office, h.client)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `with batch as (insert into batches (office_id, client_id, number, format, state, documents, total, made, file, name, size, sha256)
				values ($1, $2, 1, 'csv', 'made', 1, 100, now(), 'm', 'books.csv', 1, 'h') returning id, office_id, client_id)
			insert into batch_documents (batch_id, document_id, office_id, client_id, position, journal, period, year, number, total)
			select id, $3, office_id, client_id, 1, 'AANK', '202606', '6', '1', 100 from batch`, h.office, h.client, id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into booking_numbers (document_id, office_id, client_id, journal, year, number) values ($3, $1, $2, 'AANK', '6', 1)`, h.office, h.client, id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into book_imports (office_id, client_id, name, made, changes) values ($1, $2, 'books.csv', now(), '[]')`, h.office, h.client)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into books (office_id, client_id, kind, key, data, changed) values ($1, $2, 'account', '604000', '{}', now())`, h.office, h.client)
		if err != nil {
			return err
		}
		return tx.SaveArchive(id, Archive{Manifest: "m"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Approve(ctx, h.accountant, id, AnyVersion); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestEveryTableIsSecured(t *testing.T) {
	t.Parallel()
	h := fullHouse(t)
	conn, err := ownerConn(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	defer hangUp(t.Context(), conn)
	for _, table := range h.relations(t, "r") {
		var enabled, forced bool
		err := conn.QueryRow(t.Context(), `select relrowsecurity, relforcerowsecurity from pg_class where oid = $1::text::regclass`, table).Scan(&enabled, &forced)
		if err != nil || !enabled || !forced {
			t.Errorf("table %s: row level security enabled %t, forced %t, %v; want both", table, enabled, forced, err)
		}
	}
	rows, err := conn.Query(t.Context(), `select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
		and (proname::text <> all($1) or proconfig is null or has_function_privilege('public', oid, 'execute'))`, slices.Concat(insiders, outsiders))
	if err != nil {
		t.Fatal(err)
	}
	loose, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(loose) > 0 {
		t.Errorf("functions with the owner's rights that nobody listed, without a search path of their own, or open to all: %v, %v", loose, err)
	}
}

// A visitor is an identity that must not reach the rows of a full house, but
// for those of his own that are named.
type visitor struct {
	who     invoer.Scope
	sees    map[string]int
	changes map[string]int
}

func TestNobodyElseReachesARow(t *testing.T) {
	t.Parallel()
	h := fullHouse(t)
	strange := furnish(t, h.Store, h.db, "b")
	neighbour := h.addUser(t, invoer.RoleClient, h.other, "garage@a.be")
	visitors := map[string]visitor{
		"nobody":                            {who: invoer.Scope{}},
		"an office without a role":          {who: invoer.Scope{Office: h.office}, sees: map[string]int{"offices": 1}},
		"another office's admin":            {who: strange.admin},
		"another office's machine":          {who: strange.machine},
		"another office's client":           {who: strange.person},
		"an admin who names another office": {who: invoer.Scope{Office: strange.office, Client: h.client, User: h.admin.User, Role: invoer.RoleAdmin}},
		"another client of the office": {
			who:     neighbour,
			sees:    map[string]int{"offices": 1, "clients": 1, "client_identities": 1, "users": 1},
			changes: map[string]int{"users": 1},
		},
		"an accountant's token for another client": {
			// What the whole office learnt serves each of its clients: classes of accounts by supplier, activity and kind of cost, no client's values.
			// A rule for all clients may want a second person of him, too.
			who:     invoer.Scope{Office: h.office, Client: h.other, User: h.accountant.User, Role: invoer.RoleAccountant},
			sees:    map[string]int{"offices": 1, "clients": 1, "client_identities": 1, "users": 1, "precedents": 5, "precedent_weights": 1, "booking_rules": 1},
			changes: map[string]int{"clients": 1, "client_identities": 1, "users": 1, "precedents": 5, "precedent_weights": 1},
		},
	}
	for name, v := range visitors {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, relation := range h.relations(t, "rv") {
				h.mustNotSee(t, v, relation)
			}
			for _, table := range h.relations(t, "r") {
				h.mustNotChange(t, v, table)
				h.mustNotDelete(t, v, table)
				h.mustNotInsert(t, v, table)
			}
		})
	}
}

// wantDigests has a person asked for digests and given one, and a browser of his told.
func (h *house) wantDigests(t *testing.T) {
	t.Helper()
	if err := h.SetDigestPace(t.Context(), h.person, DigestDaily, "https://portal.example"); err != nil {
		t.Fatal(err)
	}
	if err := h.Subscribe(t.Context(), h.person, PushSubscription{Endpoint: "https://push.example/x", Key: make([]byte, 65), Auth: make([]byte, 16)}); err != nil {
		t.Fatal(err)
	}
	err := h.In(t.Context(), h.person, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `insert into digest_letters (user_id, day, office_id, hash, taken) values ($1, $2::timestamptz, $3, $4, $2)`,
			h.person.User, tx.now, h.office, hashSecret(newSecret("")))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) mustNotSee(t *testing.T, v visitor, relation string) {
	t.Helper()
	got := -1
	err := h.In(t.Context(), v.who, func(tx Tx) error {
		return tx.QueryRow(tx.Ctx, `select count(*) from `+relation+` where `+officeColumn(relation)+` = $1`, h.office).Scan(&got)
	})
	if err != nil || got != v.sees[relation] {
		t.Errorf("%s: sees %d rows, %v; want %d", relation, got, err, v.sees[relation])
	}
}

func (h *house) mustNotChange(t *testing.T, v visitor, table string) {
	t.Helper()
	office := officeColumn(table)
	h.mustAffect(t, v, v.changes[table], "changes", table, `update `+table+` set `+office+` = `+office+` where `+office+` = $1`)
}

func (h *house) mustNotDelete(t *testing.T, v visitor, table string) {
	t.Helper()
	if v.changes[table] > 0 {
		return // his own
	}
	h.mustAffect(t, v, 0, "deletes", table, `delete from `+table+` where `+officeColumn(table)+` = $1`)
}

// mustAffect runs a statement that is refused, or meets as many rows as the
// visitor may touch.
func (h *house) mustAffect(t *testing.T, v visitor, want int, verb, table, sql string) {
	t.Helper()
	err := h.In(t.Context(), v.who, func(tx Tx) error {
		done, err := tx.Exec(tx.Ctx, sql, h.office)
		if err == nil && done.RowsAffected() != int64(want) {
			t.Errorf("%s: %s %d rows, want %d", table, verb, done.RowsAffected(), want)
		}
		return err
	})
	if err != nil && !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("%s: %s: %v, want it forbidden or without effect", table, verb, err)
	}
}

// mustNotInsert writes again what stands in the table.
func (h *house) mustNotInsert(t *testing.T, v visitor, table string) {
	t.Helper()
	conn, err := ownerConn(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	defer hangUp(t.Context(), conn)
	rows, err := conn.Query(t.Context(), `select to_jsonb(t)::text from `+table+` t where `+officeColumn(table)+` = $1`, h.office)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(samples) == 0 {
		t.Fatalf("%s: no row to try, %v: fullHouse must make one", table, err)
	}
	for _, sample := range samples {
		err := h.In(t.Context(), v.who, func(tx Tx) error {
			_, err := tx.Exec(tx.Ctx, `insert into `+table+` overriding system value select * from jsonb_populate_record(null::`+table+`, $1)`, sample)
			return err
		})
		if !refused(err) && !h.mayInsert(v, table) {
			t.Errorf("%s: a row of the office was not refused: %v", table, err)
		}
	}
}

// mayInsert tells of the few things that other people of the office write: the
// names of bytes that they handed in, the words of documents that they changed,
// and their own rows.
func (h *house) mayInsert(v visitor, table string) bool {
	if v.who.Office == h.office && (table == "blobs" || table == "lexicon" && v.who.Role == invoer.RoleAccountant) {
		return true
	}
	return v.changes[table] > 0
}

// refused tells whether row level security or a missing right kept a row out.
func refused(err error) bool {
	var told *pgconn.PgError
	return errors.As(err, &told) && told.Code == "42501"
}

// A person can change himself, but not what he is.
func TestNobodyPromotesHimself(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, who := range []invoer.Scope{h.person, h.accountant} {
		err := h.In(t.Context(), who, func(tx Tx) error {
			return change(tx, `update users set role = 'admin', client_id = null where id = $1`, who.User)
		})
		if !errors.Is(err, invoer.ErrForbidden) {
			t.Errorf("as %s: got %v, want %v", who.Role, err, invoer.ErrForbidden)
		}
	}
}

func TestNothingOfTheLastTenantStays(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, Settings{MaxConns: 1})
	h.addRead(t, h.client, bakery("1", 100))
	if _, err := h.Documents(t.Context(), h.admin, Filter{}); err != nil {
		t.Fatal(err)
	}
	var left string
	var n int
	err := h.pool.QueryRow(t.Context(), `select concat(current_setting('invoer.office', true), current_setting('invoer.user', true),
		current_setting('invoer.role', true)), (select count(*) from documents)`).Scan(&left, &n)
	if err != nil || left != "" || n != 0 {
		t.Errorf("after the transaction: identity %q, %d documents, %v; want none", left, n, err)
	}
}
