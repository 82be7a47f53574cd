package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A BookImport is what was changed in a client's books in one go.
type BookImport struct {
	ID      string
	Client  invoer.ClientID
	Name    string // of the file, or what a person did
	Made    time.Time
	By      invoer.UserID // empty: a machine
	Changes []invoer.BookChange
	Undone  time.Time
}

// Books gives the books of a client, in the order of their keys: all lists, or
// those that are named. A client that who may not see is an invoer.ErrNotFound.
func (s *Store) Books(ctx context.Context, who invoer.Scope, client invoer.ClientID, kinds ...invoer.BookKind) (b invoer.Books, err error) {
	if err := works(who); err != nil {
		return invoer.Books{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		b, err = tx.books(client, kinds...)
		return err
	})
	if err != nil {
		return invoer.Books{}, fmt.Errorf("books of client %s: %w", client, err)
	}
	return b, nil
}

// exists refuses a client that is not there for who asks.
func (tx Tx) exists(client invoer.ClientID) error {
	_, err := one(tx, pgx.RowTo[string], `select id::text from clients where id = $1`, client)
	return err
}

func (tx Tx) books(client invoer.ClientID, kinds ...invoer.BookKind) (invoer.Books, error) {
	var b invoer.Books
	if len(kinds) == 0 {
		kinds = invoer.BookKinds
	}
	entries, err := list(tx, pgx.RowToStructByPos[invoer.BookEntry], `select kind, key, data from books
		where office_id = $1 and client_id = $2 and kind = any($3) order by kind, key`, tx.Who.Office, client, kinds)
	if err != nil {
		return invoer.Books{}, err
	}
	for _, e := range entries {
		if err := b.Put(e); err != nil {
			return invoer.Books{}, err
		}
	}
	return b, nil
}

// ChangeBooks writes changes that were shown to a person, all or none. When an
// entry is no longer what the change says that it was, it is an
// invoer.ErrConflict: somebody else changed it meanwhile.
func (s *Store) ChangeBooks(ctx context.Context, who invoer.Scope, client invoer.ClientID, name string, changes []invoer.BookChange) (made BookImport, err error) {
	if err := works(who); err != nil {
		return BookImport{}, err
	}
	if len(changes) == 0 {
		return BookImport{}, fmt.Errorf("%w: nothing to change in the books", invoer.ErrInvalid)
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.lockBooks(client); err != nil {
			return err
		}
		made, err = tx.changeBooks(client, name, changes)
		return err
	})
	if err != nil {
		return BookImport{}, fmt.Errorf("changing the books of client %s: %w", client, err)
	}
	return made, nil
}

// lockBooks makes those wait who change the books of a client, or make a batch
// of its bookings, at once.
func (tx Tx) lockBooks(client invoer.ClientID) error {
	return change(tx, `select id from clients where id = $1 for no key update`, client)
}

func (tx Tx) changeBooks(client invoer.ClientID, name string, changes []invoer.BookChange) (BookImport, error) {
	if err := tx.apply(client, changes); err != nil {
		return BookImport{}, err
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return BookImport{}, err
	}
	made, err := one(tx, scanBookImport, `insert into book_imports (office_id, client_id, name, made, user_id, changes)
		values ($1, $2, $3, $4, nullif($5, '')::uuid, $6) returning `+bookImportColumns,
		tx.Who.Office, client, name, tx.now, string(tx.Who.User), text)
	if err != nil {
		return BookImport{}, err
	}
	return made, tx.Audit("books", string(client), "changed", nil, map[string]string{"name": name, "changes": strconv.Itoa(len(changes))})
}

// proposeAgain sends those documents of a client to be proposed again that lie
// before people and whose day, or that of their booking, is in a period that was changed: it may be closed
// now, or open.
func (tx Tx) proposeAgain(client invoer.ClientID, changes []invoer.BookChange) error {
	var from, until []string
	for _, c := range changes {
		for _, data := range []json.RawMessage{c.Before, c.After} {
			var p invoer.Period
			if c.Kind != invoer.BookPeriod || len(data) == 0 || json.Unmarshal(data, &p) != nil || p.Valid() != nil {
				continue
			}
			from, until = append(from, p.From.String()), append(until, p.Until.String())
		}
	}
	if len(from) == 0 {
		return nil
	}
	rows, err := tx.Query(tx.Ctx, `update documents d set stage = 'propose', since = $3, rung = null, not_before = null, attempts = 0, lease_until = null, lease_by = ''
		where d.office_id = $1 and d.client_id = $2 and d.status = 'read' and d.stage = 'done' and d.kind = any($4)
		  and exists (select from unnest($5::date[], $6::date[]) p (first, last) left join bookings b on b.document_id = d.id
			where d.issued between p.first and p.last or nullif(b.booking ->> 'date', '')::date between p.first and p.last)
		returning d.id::text, d.run`,
		tx.Who.Office, client, tx.now, []invoer.Kind{invoer.KindInvoice, invoer.KindCreditNote, invoer.KindReceipt}, from, until)
	if err != nil {
		return fmt.Errorf("documents of changed periods: %w", err)
	}
	ring := invoer.Ring{Office: tx.Who.Office, Noun: invoer.NounDocument, Stage: invoer.StagePropose}
	var rings []invoer.Ring
	_, err = pgx.ForEachRow(rows, []any{&ring.ID, &ring.Run}, func() error {
		rings = append(rings, ring)
		return nil
	})
	for _, r := range rings {
		tx.Ring(r)
	}
	if err != nil {
		return fmt.Errorf("documents of changed periods: %w", err)
	}
	return nil
}

// apply writes changes where the entries still are what they were, and has
// proposed again what hangs on them.
func (tx Tx) apply(client invoer.ClientID, changes []invoer.BookChange) error {
	now, err := tx.books(client)
	if err != nil {
		return err
	}
	is := map[string]string{}
	for _, e := range now.Entries() {
		is[string(e.Kind)+" "+e.Key] = string(e.Data)
	}
	batch := &pgx.Batch{}
	for _, c := range changes {
		before, err := entryText(c.Kind, c.Key, c.Before)
		if err != nil {
			return err
		}
		if is[string(c.Kind)+" "+c.Key] != before {
			return fmt.Errorf("%w: %s %s was changed by somebody else meanwhile", invoer.ErrConflict, c.Kind, c.Key)
		}
		after, err := entryText(c.Kind, c.Key, c.After)
		if err != nil {
			return err
		}
		if after == "" {
			batch.Queue(`delete from books where client_id = $1 and kind = $2 and key = $3`, client, c.Kind, c.Key)
			continue
		}
		batch.Queue(`insert into books (office_id, client_id, kind, key, data, changed) values ($1, $2, $3, $4, $5, $6)
			on conflict (client_id, kind, key) do update set data = excluded.data, changed = excluded.changed`,
			tx.Who.Office, client, c.Kind, c.Key, after, tx.now)
	}
	if err := tx.SendBatch(tx.Ctx, batch).Close(); err != nil {
		return err
	}
	return tx.proposeAgain(client, changes)
}

// entryText is an entry as its noun spells it, empty for none; one whose key is
// not its own is refused.
func entryText(kind invoer.BookKind, key string, data json.RawMessage) (string, error) {
	if len(data) == 0 {
		return "", nil
	}
	var b invoer.Books
	if err := b.Put(invoer.BookEntry{Kind: kind, Key: key, Data: data}); err != nil {
		return "", err
	}
	e := b.Entries()[0]
	if e.Key != key {
		return "", fmt.Errorf("%w: %s %q is called %q", invoer.ErrInvalid, kind, e.Key, key)
	}
	return string(e.Data), nil
}

const bookImportColumns = `id::text, client_id::text, name, made, coalesce(user_id::text, ''), changes, undone`

func scanBookImport(row pgx.CollectableRow) (i BookImport, err error) {
	var undone *time.Time
	err = row.Scan(&i.ID, &i.Client, &i.Name, &i.Made, &i.By, &i.Changes, &undone)
	i.Undone = moment(undone)
	return i, err
}

// importsShown is how many changes of the books are listed.
const importsShown = 100

// BookImports lists the changes of a client's books, newest first.
func (s *Store) BookImports(ctx context.Context, who invoer.Scope, client invoer.ClientID) (all []BookImport, err error) {
	if err := works(who); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		all, err = list(tx, scanBookImport, `select `+bookImportColumns+` from book_imports
			where office_id = $1 and client_id = $2 order by made desc, id limit $3`, who.Office, client, importsShown)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("changes of the books of client %s: %w", client, err)
	}
	return all, nil
}

// UndoBookImport takes a change of the books back, all of it or, where an entry
// was changed again since, nothing: an invoer.ErrConflict that names it.
func (s *Store) UndoBookImport(ctx context.Context, who invoer.Scope, id string) (undone BookImport, err error) {
	if err := works(who); err != nil {
		return BookImport{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		i, err := one(tx, scanBookImport, `select `+bookImportColumns+` from book_imports where id = $1 for update`, id)
		if err != nil {
			return err
		}
		if !i.Undone.IsZero() {
			return fmt.Errorf("%w: it was undone before", invoer.ErrConflict)
		}
		if err := tx.lockBooks(i.Client); err != nil {
			return err
		}
		back := make([]invoer.BookChange, len(i.Changes))
		for n, c := range i.Changes {
			back[n] = c.Undo()
		}
		if err := tx.apply(i.Client, back); err != nil {
			return err
		}
		undone, err = one(tx, scanBookImport, `update book_imports set undone = $2 where id = $1 returning `+bookImportColumns, id, tx.now)
		if err != nil {
			return err
		}
		return tx.Audit("books", string(i.Client), "undone", nil, map[string]string{"name": i.Name, "changes": strconv.Itoa(len(i.Changes))})
	})
	if err != nil {
		return BookImport{}, fmt.Errorf("undoing a change of books %s: %w", id, err)
	}
	return undone, nil
}
