package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A StackView is the stack of a delivery with what people ask of it: how many
// sheets became what, which separator sheets were not found, and what was
// changed by hand, newest first.
type StackView struct {
	invoer.Stack
	Pages, Separators, Blanks, PutAside int
	Missing                             map[string][]int       // numbers of sheets, by their run
	Old                                 map[string]invoer.Date // until when sheets were to be used that are past it, by their run
	History                             []Rearranged
}

// A Rearranged is one change by hand.
type Rearranged struct {
	At     time.Time
	By     invoer.UserID // empty for a machine
	Action string
	Undone bool
}

// AnyStack in place of a Stack's Version says that the caller does not care how
// the stack lies meanwhile.
const AnyStack = "*"

// ErrRearranged is told to who changes a stack that lies otherwise by now than he
// saw: his change was made of another one.
var ErrRearranged = fmt.Errorf("%w: the stack lies otherwise by now", invoer.ErrConflict)

// Stack shows how the pages of a delivery lie in documents. Documents that have
// no pages, as e-invoices may, are not in it.
func (s *Store) Stack(ctx context.Context, who invoer.Scope, delivery invoer.DeliveryID) (v StackView, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		if _, err := tx.delivery(delivery); err != nil {
			return err
		}
		v, err = tx.stackView(delivery)
		return err
	})
	if err != nil {
		return StackView{}, fmt.Errorf("stack of delivery %s: %w", delivery, err)
	}
	return v, nil
}

func (tx Tx) stackView(delivery invoer.DeliveryID) (v StackView, err error) {
	if v.Stack, err = tx.stack(delivery); err != nil {
		return v, err
	}
	err = tx.QueryRow(tx.Ctx, `select count(*), count(*) filter (where p.fate = 'separator'), count(*) filter (where p.fate = 'blank'),
			count(*) filter (where p.fate = 'dropped')
		from pages p join files f on f.id = p.file_id where f.delivery_id = $1`, delivery).Scan(&v.Pages, &v.Separators, &v.Blanks, &v.PutAside)
	if err != nil {
		return v, err
	}
	if err := tx.sheetsOf(delivery, &v); err != nil {
		return v, err
	}
	v.History, err = list(tx, pgx.RowToStructByPos[Rearranged], `select at, coalesce(user_id::text, ''), action, undone
		from cuts where delivery_id = $1 order by id desc limit 200`, delivery)
	return v, err
}

// sheetsOf reads what is to be said of the separator sheets of a delivery.
func (tx Tx) sheetsOf(delivery invoer.DeliveryID, v *StackView) error {
	v.Missing, v.Old = map[string][]int{}, map[string]invoer.Date{}
	var missing map[string][]int
	var old map[string]invoer.Date
	rows, err := tx.Query(tx.Ctx, `select missing, old_sheets from files where delivery_id = $1 order by since, id`, delivery)
	if err != nil {
		return err
	}
	_, err = pgx.ForEachRow(rows, []any{&missing, &old}, func() error {
		for run, numbers := range missing {
			v.Missing[run] = append(v.Missing[run], numbers...)
		}
		maps.Copy(v.Old, old)
		missing, old = nil, nil // the next row fills maps of its own
		return nil
	})
	return err
}

// holdStack keeps others from the stack of a delivery until the end of the
// transaction: people, the machine that cuts its files, and who decides on its
// documents. It is a statement of its own, so that what is read behind it is
// what the one before left.
func (tx Tx) holdStack(delivery invoer.DeliveryID) error {
	for _, table := range []string{"files", "documents"} {
		if _, err := tx.Exec(tx.Ctx, `select id from `+table+` where delivery_id = $1 order by id for update`, delivery); err != nil {
			return err
		}
	}
	return nil
}

// stack reads the stack of a delivery.
func (tx Tx) stack(delivery invoer.DeliveryID) (invoer.Stack, error) {
	s := invoer.Stack{Dropped: []invoer.PageRef{}}
	var err error
	s.Documents, err = list(tx, func(row pgx.CollectableRow) (d invoer.Sheaf, err error) {
		return d, row.Scan(&d.ID, &d.Begins, &d.Sure, &d.Fixed, &d.Pages)
	}, `select d.id::text, d.begins, d.cut_sure, d.status in ('approved', 'booked', 'rejected', 'joined'),
			(select json_agg(json_build_object('file', r.file_id, 'page', r.page, 'turn', r.turn) order by r.position) from document_pages r where r.document_id = d.id)
		from documents d where d.delivery_id = $1 and exists (select from document_pages r where r.document_id = d.id)
		order by (select min(t.position * 100000 + r.page) from document_pages r join parts t on t.delivery_id = $1 and t.file_id = r.file_id
			where r.document_id = d.id), d.id`, delivery)
	if err != nil {
		return s, err
	}
	s.Dropped, err = list(tx, func(row pgx.CollectableRow) (r invoer.PageRef, err error) { return r, row.Scan(&r.File, &r.Page) },
		`select p.file_id::text, p.number from pages p join files f on f.id = p.file_id
		where f.delivery_id = $1 and f.stage = 'done' and not exists (select from document_pages r where r.file_id = p.file_id and r.page = p.number)
		order by f.since, p.file_id, p.number`, delivery)
	return s, err
}

// Arrange changes the stack of a delivery by a rule, as a person of the office
// says. Documents whose pages changed go through their stages again from
// extract on: no page is read again. What was changed can be undone. When the
// stack has another version than the one that was seen it is an ErrRearranged and
// nothing is changed.
func (s *Store) Arrange(ctx context.Context, who invoer.Scope, delivery invoer.DeliveryID, seen, action string, rule func(*invoer.Stack) error) (StackView, error) {
	return s.arrange(ctx, who, delivery, seen, action, func(_ Tx, stack *invoer.Stack) error { return rule(stack) })
}

func (s *Store) arrange(ctx context.Context, who invoer.Scope, delivery invoer.DeliveryID, seen, action string, rule func(Tx, *invoer.Stack) error) (v StackView, err error) {
	err = uncrossed(func() error {
		v, err = s.tryArrange(ctx, who, delivery, seen, action, rule)
		return err
	})
	return v, err
}

func (s *Store) tryArrange(ctx context.Context, who invoer.Scope, delivery invoer.DeliveryID, seen, action string, rule func(Tx, *invoer.Stack) error) (v StackView, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		if _, err := tx.delivery(delivery); err != nil {
			return err
		}
		if err := works(who); err != nil {
			return err
		}
		if err := tx.holdStack(delivery); err != nil {
			return err
		}
		before, err := tx.stack(delivery)
		if err != nil {
			return err
		}
		if seen != AnyStack && seen != before.Version() {
			return ErrRearranged
		}
		after := before.Clone()
		if err := rule(tx, &after); err != nil {
			return err
		}
		if err := tx.saveStack(delivery, before, &after); err != nil {
			return err
		}
		if err := tx.noteCut(delivery, action, before, after); err != nil {
			return err
		}
		v, err = tx.stackView(delivery)
		return err
	})
	if err != nil {
		return StackView{}, fmt.Errorf("stack of delivery %s: %w", delivery, err)
	}
	return v, nil
}

func (tx Tx) noteCut(delivery invoer.DeliveryID, action string, before, after invoer.Stack) error {
	_, err := tx.Exec(tx.Ctx, `insert into cuts (office_id, delivery_id, at, user_id, action, before, after)
		values ($1, $2, $3, nullif($4, '')::uuid, $5, $6, $7)`, tx.Who.Office, delivery, tx.now, string(tx.Who.User), action, before, after)
	if err != nil {
		return err
	}
	return tx.Audit("delivery", string(delivery), "arranged", nil, map[string]string{"action": action})
}

// Undo takes the last change of a stack back, if nothing else changed it since;
// seen as in Arrange.
func (s *Store) Undo(ctx context.Context, who invoer.Scope, delivery invoer.DeliveryID, seen string) (StackView, error) {
	return s.arrange(ctx, who, delivery, seen, "undo", func(tx Tx, stack *invoer.Stack) error {
		var last int64
		var before, after invoer.Stack
		err := tx.QueryRow(tx.Ctx, `select id, before, after from cuts where delivery_id = $1 and not undone and action <> 'undo'
			order by id desc limit 1`, delivery).Scan(&last, &before, &after)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("%w: nothing was changed by hand", invoer.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if !sameStack(*stack, after) {
			return fmt.Errorf("%w: the stack changed since", invoer.ErrConflict)
		}
		*stack = before
		return change(tx, `update cuts set undone = true where id = $1`, last)
	})
}

// sameStack tells whether the same documents have the same pages, in whatever
// order they are listed.
func sameStack(a, b invoer.Stack) bool {
	pages := map[invoer.DocumentID][]invoer.PageRef{}
	for _, d := range a.Documents {
		pages[d.ID] = d.Pages
	}
	return len(a.Documents) == len(b.Documents) &&
		!slices.ContainsFunc(b.Documents, func(d invoer.Sheaf) bool { return !slices.Equal(pages[d.ID], d.Pages) })
}

// saveStack writes what differs. New documents get their ID.
func (tx Tx) saveStack(delivery invoer.DeliveryID, before invoer.Stack, after *invoer.Stack) error {
	old := map[invoer.DocumentID]invoer.Sheaf{}
	for _, d := range before.Documents {
		old[d.ID] = d
	}
	for i := range after.Documents {
		d := &after.Documents[i]
		was, there := old[d.ID]
		delete(old, d.ID)
		if there && slices.Equal(was.Pages, d.Pages) {
			continue
		}
		if was.Fixed {
			return fmt.Errorf("%w: document %s was decided on", invoer.ErrConflict, d.ID)
		}
		if err := tx.saveSheaf(delivery, before, d); err != nil {
			return err
		}
	}
	for id, was := range old {
		if was.Fixed {
			return fmt.Errorf("%w: document %s was decided on", invoer.ErrConflict, id)
		}
		if err := tx.replaced(id); err != nil {
			return err
		}
	}
	return tx.saveFates(delivery)
}

func (tx Tx) saveSheaf(delivery invoer.DeliveryID, before invoer.Stack, d *invoer.Sheaf) (err error) {
	if d.ID == "" {
		if d.ID, err = tx.documentLike(ownerOf(before, d.Pages[0]), d.Pages[0].File); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(tx.Ctx, `delete from document_pages where document_id = $1`, d.ID); err != nil {
		return err
	}
	for i, p := range d.Pages {
		_, err := tx.Exec(tx.Ctx, `insert into document_pages (office_id, client_id, document_id, position, file_id, page, turn)
			select office_id, client_id, id, $2, $3, $4, $5 from documents where id = $1`, d.ID, i+1, p.File, p.Page, p.Turn)
		if err != nil {
			return err
		}
	}
	var client invoer.ClientID
	ring := invoer.Ring{Office: tx.Who.Office, Noun: invoer.NounDocument, ID: string(d.ID), Stage: invoer.StageExtract}
	err = tx.QueryRow(tx.Ctx, `update documents set begins = $2, cut_sure = $3, status = 'waiting', stage = 'extract', run = run + 1,
			version = version + 1, held = null, joined_to = null, joined_why = '', joined_at = null,
			since = now(), attempts = 0, not_before = null, rung = null, lease_until = null, lease_by = ''
		where id = $1 and delivery_id = $4 returning run, coalesce(client_id::text, '')`, d.ID, d.Begins, int(d.Sure), delivery).Scan(&ring.Run, &client)
	if err != nil {
		return err
	}
	tx.Ring(ring)
	if client == "" {
		return nil
	}
	return tx.belong(d.ID, client)
}

// ownerOf is the document that had a page.
func ownerOf(s invoer.Stack, page invoer.PageRef) invoer.DocumentID {
	for _, d := range s.Documents {
		if slices.ContainsFunc(d.Pages, func(p invoer.PageRef) bool { return p.File == page.File && p.Page == page.Page }) {
			return d.ID
		}
	}
	return ""
}

// documentLike makes a document of the same delivery and client as another.
func (tx Tx) documentLike(other invoer.DocumentID, file invoer.FileID) (invoer.DocumentID, error) {
	e := Event{Kind: "document.waiting"}
	err := tx.QueryRow(tx.Ctx, `insert into documents (office_id, client_id, delivery_id, file_id, received)
		select office_id, client_id, delivery_id, $2, received from documents where id = $1
		returning id::text, coalesce(client_id::text, ''), delivery_id::text`, other, file).Scan(&e.Document, &e.Client, &e.Delivery)
	if err != nil {
		return "", err
	}
	return e.Document, tx.Emit(e)
}

// saveFates says of each page of a delivery whether it is in a document.
func (tx Tx) saveFates(delivery invoer.DeliveryID) error {
	_, err := tx.Exec(tx.Ctx, `update pages p set fate = case when w.there then 'document' else 'dropped' end
		from (select q.file_id, q.number, exists (select from document_pages r where r.file_id = q.file_id and r.page = q.number) as there
			from pages q join files f on f.id = q.file_id where f.delivery_id = $1) w
		where p.file_id = w.file_id and p.number = w.number and w.there <> (p.fate = 'document')
		  and (w.there or p.fate = 'document')`, delivery)
	return err
}
