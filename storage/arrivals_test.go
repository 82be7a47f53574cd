package storage

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// came writes a delivery with one part for a client.
func (h *house) came(t *testing.T, client invoer.ClientID, message string, part invoer.Part) invoer.DeliveryID {
	t.Helper()
	d := invoer.Delivery{Client: client, Via: invoer.DoorMail, From: "a@example.test", Key: message, Message: message, Parts: []invoer.Part{part}}
	kept, _, err := h.Deliver(t.Context(), h.machine, d, func(invoer.BlobKey) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return kept.ID
}

func TestArrivalsAreFiltered(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	of := func(outcome invoer.Outcome, code string) invoer.Part {
		return invoer.Part{Name: code, Media: "text/plain", Outcome: outcome, Reason: invoer.Because(code)}
	}
	text := h.came(t, h.client, "m1", of(invoer.Skipped, "body-text"))
	odd := h.came(t, h.client, "m2", of(invoer.Skipped, "too_large"))
	locked := h.came(t, h.other, "m3", of(invoer.Held, "encrypted"))
	cases := map[string]struct {
		who  invoer.Scope
		f    ArrivalFilter
		want []invoer.DeliveryID
	}{
		"all, newest first":             {h.accountant, ArrivalFilter{}, []invoer.DeliveryID{locked, odd, text}},
		"of a message":                  {h.accountant, ArrivalFilter{Message: "m1"}, []invoer.DeliveryID{text}},
		"of which something was lost":   {h.accountant, ArrivalFilter{NotTaken: true}, []invoer.DeliveryID{locked, odd}},
		"of a client":                   {h.accountant, ArrivalFilter{Client: h.other}, []invoer.DeliveryID{locked}},
		"behind another":                {h.accountant, ArrivalFilter{After: locked, Limit: 1}, []invoer.DeliveryID{odd}},
		"another client's by a message": {h.person, ArrivalFilter{Message: "m3"}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			list, err := h.Arrivals(t.Context(), c.who, c.f)
			if err != nil {
				t.Fatal(err)
			}
			var got []invoer.DeliveryID
			for _, d := range list {
				got = append(got, d.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("deliveries (-want +got):\n%s", diff)
			}
		})
	}
}

// A delivery that is given to another client goes with all that came of it, and
// not when somebody decided on a part of it.
func TestAssign(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	doc := h.addRead(t, h.client, bakery("F1", 12100))
	view, err := h.Document(t.Context(), h.accountant, doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Assign(t.Context(), h.person, view.Delivery, h.other); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("by a client's person: %v, want forbidden", err)
	}
	if err := h.Assign(t.Context(), h.accountant, view.Delivery, h.other); err != nil {
		t.Fatal(err)
	}
	d, err := h.Delivery(t.Context(), h.accountant, view.Delivery)
	if err != nil || d.Client != h.other {
		t.Errorf("the delivery is of client %s, %v; want %s", d.Client, err, h.other)
	}
	if view, err = h.Document(t.Context(), h.accountant, doc); err != nil || view.Client != h.other || view.File.Client != h.other {
		t.Errorf("document of %s, file of %s, %v; want both of %s", view.Client, view.File.Client, err, h.other)
	}
	if _, err := h.Document(t.Context(), h.person, doc); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("its first client looks: %v, want not found", err)
	}
	if _, err := h.Reject(t.Context(), h.accountant, doc, AnyVersion, "no"); err != nil {
		t.Fatal(err)
	}
	if err := h.Assign(t.Context(), h.accountant, view.Delivery, h.client); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("after it was decided on: %v, want a conflict", err)
	}
}

// addMixedStack makes a stack of the client's of four documents and a blank
// page, of which a separator sheet gave the third to a client of its own.
func (h *house) addMixedStack(t *testing.T) (delivery invoer.DeliveryID, third invoer.ClientID) {
	t.Helper()
	delivery, third = h.addStack(t, 1, 2, 1, 1), h.addClient(t, "DER")
	stack, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.In(t.Context(), h.machine, func(tx Tx) error { return tx.belong(stack.Documents[2].ID, third) }); err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `update documents set status = 'read', stage = 'done' where delivery_id = $1`, delivery)
	return delivery, third
}

// owners tells whose the rows of a delivery are, in the order of its stack.
func (h *house) owners(t *testing.T, delivery invoer.DeliveryID) string {
	t.Helper()
	var all string
	err := h.In(t.Context(), h.machine, func(tx Tx) (err error) {
		all, err = one(tx, pgx.RowTo[string], `select string_agg(what || coalesce(c.code, 'nobody'), ' ' order by place) from (
			select 1 as place, 'delivery ' as what, client_id from deliveries where id = $1
			union all select 2, 'part ', client_id from parts where delivery_id = $1
			union all select 3, 'file ', client_id from files where delivery_id = $1
			union all select 3 + p.number, p.fate || ' ', p.client_id from pages p join files f on f.id = p.file_id where f.delivery_id = $1
			union all select 100 + min(r.page), 'invoice ', d.client_id from documents d join document_pages r on r.document_id = d.id
				where d.delivery_id = $1 group by d.id, d.client_id) o left join clients c on c.id = o.client_id`, delivery)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A document that a separator sheet gave to a third client stays there when its
// delivery is given to another one.
func TestAssignLeavesWhatASheetGaveAway(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery, _ := h.addMixedStack(t)
	// What was decided on for the third client hinders nobody: it does not move.
	h.asOwner(t, `update documents d set status = 'approved' from clients c where c.id = d.client_id and c.code = 'DER'`)
	if err := h.Assign(t.Context(), h.accountant, delivery, h.other); err != nil {
		t.Fatal(err)
	}
	want := "delivery GAR part GAR file nobody document GAR document GAR document GAR document DER document GAR blank GAR" +
		" invoice GAR invoice GAR invoice DER invoice GAR"
	if got := h.owners(t, delivery); got != want {
		t.Errorf("after it was given to GAR:\n%s, want\n%s", got, want)
	}
}

// TestAssignCrash lets the connection die in the middle: nothing has moved, and
// the next time all of it does.
func TestAssignCrash(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery, _ := h.addMixedStack(t)
	before := h.owners(t, delivery)
	h.asOwner(t, `create function die() returns trigger language plpgsql security definer as $$ begin
			if exists (select from documents where client_id = new.client_id) then perform pg_terminate_backend(pg_backend_pid()); end if;
			return new; end $$;
		create trigger die before update of client_id on documents for each row execute function die()`)
	if err := h.Assign(t.Context(), h.accountant, delivery, h.other); err == nil {
		t.Fatal("the delivery was given away, want the connection to die")
	}
	if got := h.owners(t, delivery); got != before {
		t.Errorf("after the crash:\n%s, want as before\n%s", got, before)
	}
	h.asOwner(t, `drop trigger die on documents`)
	if err := h.Assign(t.Context(), h.accountant, delivery, h.other); err != nil {
		t.Fatal(err)
	}
	if got := h.owners(t, delivery); strings.Contains(got, "BAK") || strings.Count(got, "invoice GAR") != 3 {
		t.Errorf("the second time:\n%s, want three invoices of GAR and nothing of BAK", got)
	}
}

// A stack of more documents than a list shows at once is replayed whole.
func TestAllDocumentsOfAStack(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	view, err := h.Document(t.Context(), h.accountant, h.addRead(t, h.client, bakery("F1", 12100)))
	if err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `insert into documents (office_id, client_id, delivery_id, file_id, received)
		select office_id, client_id, delivery_id, file_id, received from documents, generate_series(1, 1000) where id = $1`, view.ID)
	all, err := h.allDocuments(t.Context(), h.accountant, Filter{Delivery: view.Delivery})
	seen := map[invoer.DocumentID]bool{}
	for _, d := range all {
		seen[d.ID] = true
	}
	if err != nil || len(all) != 1001 || len(seen) != 1001 {
		t.Errorf("%d documents, %d different ones, %v; want 1001", len(all), len(seen), err)
	}
}

// However much came before, what comes again is found by an index.
func TestWhatCameBeforeIsFoundByIndex(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `with blob as (insert into blobs (office_id, key, size, hash, kind) values ($1::uuid, $1 || '/h', 1, 'h', 'original')),
			came as (insert into deliveries (office_id, client_id, door, bytes, key) select $1::uuid, $2::uuid, 'mail', n, n from generate_series(1, 5000) n returning id, bytes),
			keyed as (insert into delivery_keys (office_id, client_id, door, key, delivery_id) select $1::uuid, $2::uuid, 'mail', bytes, id from came)
			insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, picture, stage)
				select $1::uuid, $2::uuid, id, 'a', 'a', $1 || '/h', 1, bytes, bytes, 'done' from came`, string(h.office), string(h.client))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `analyze deliveries, delivery_keys, files`)
	args := pgx.NamedArgs{"office": h.office, "client": string(h.client), "door": "mail", "bytes": "b", "key": "k", "hash": "h"}
	for query, want := range map[string][]string{
		selectSame:    {"deliveries_by_bytes"},
		selectWithKey: {"delivery_keys_are_unique"},
		`select f.id from files f where ` + sameBytes: {"files_by_hash", "files_by_picture"},
	} {
		var plan []string
		err := h.In(t.Context(), h.machine, func(tx Tx) (err error) {
			plan, err = list(tx, pgx.RowTo[string], `explain `+query, args)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, index := range want {
			if text := strings.Join(plan, "\n"); !strings.Contains(text, index) {
				t.Errorf("%s\nis answered by\n%s\nwant %s", query, text, index)
			}
		}
	}
}

// What comes again is noted at what came first: by another door, by the same
// one, and by the same one where it was no first either. Another client's
// people see nothing of it.
func TestRepeatsAreNotedAtTheFirst(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	part := invoer.Part{Name: "a.pdf", Media: "application/pdf", Size: 1, SHA256: strings.Repeat("ab", 32), Outcome: invoer.Taken}
	var first invoer.DeliveryID
	for i, came := range []struct {
		via  invoer.Door
		from string
	}{{invoer.DoorFolder, "scans"}, {invoer.DoorUpload, "an"}, {invoer.DoorFolder, "scans"}, {invoer.DoorUpload, "bert"}} {
		d := invoer.Delivery{Client: h.client, Via: came.via, From: came.from, Parts: []invoer.Part{part}}
		kept, _, err := h.Deliver(t.Context(), h.machine, d, func(invoer.BlobKey) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = kept.ID
		}
	}
	told := func(who invoer.Scope) (all []string) {
		t.Helper()
		repeats, err := h.Repeats(t.Context(), who, first)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range repeats {
			all = append(all, string(r.Via)+" "+r.From)
		}
		return all
	}
	if diff := cmp.Diff([]string{"upload an", "folder scans", "upload bert"}, told(h.accountant)); diff != "" {
		t.Errorf("repeats (-want +got):\n%s", diff)
	}
	stranger := h.addUser(t, invoer.RoleClient, h.other, "other@example.test")
	if got := told(stranger); len(got) != 0 {
		t.Errorf("another client's person sees %q, want nothing", got)
	}
}
