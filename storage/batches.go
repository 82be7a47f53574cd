package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// An Order says which bookings of a client leave, and how. Until is the last
// day of bookings that leave; no date: all. NumberSuppliers gives suppliers
// that have no number in the package one of ours; without it they are faults.
type Order struct {
	Client          invoer.ClientID
	Format          string
	Until           invoer.Date
	NumberSuppliers bool
}

// A BatchFile is what was made of a batch and where its bytes are kept.
type BatchFile struct {
	Key    invoer.BlobKey
	Name   string
	Size   int64
	SHA256 string
}

// A BatchLine is one of a batch's documents as it was written.
type BatchLine struct {
	Document invoer.DocumentID
	Journal  string
	Period   string
	Year     string
	Number   string
	Total    invoer.Money // owed to the supplier, in euro; negative of a credit note
}

const batchColumns = `id::text, office_id::text, client_id::text, number, format, state, documents, total, made, coalesce(made_by::text, ''),
	file, name, size, sha256, closed, coalesce(closed_by::text, ''), reason`

func scanBatch(row pgx.CollectableRow) (b invoer.Batch, err error) {
	var closed *time.Time
	b.Debit.Currency = "EUR"
	err = row.Scan(&b.ID, &b.Office, &b.Client, &b.Number, &b.Format, &b.State, &b.Documents, &b.Debit.Cents, &b.Made, &b.By,
		&b.File, &b.Name, &b.Size, &b.SHA256, &closed, &b.ClosedBy, &b.Reason)
	b.Closed = moment(closed)
	return b, err
}

// MakeBatch lets all approved bookings of an order leave together: it gives
// them their place and number, has make write the file and keep its bytes, and
// records both, or nothing at all. What is in the way is invoer.Faults; where
// nothing waits it is an invoer.ErrConflict. make may run although nothing
// comes of it: bytes that no row names are swept. They are looked for in there
// before a row names them.
func (s *Store) MakeBatch(ctx context.Context, who invoer.Scope, o Order, there Looker, write func(invoer.Books, []invoer.Posting) (BatchFile, error)) (made invoer.Batch, err error) {
	if err := works(who); err != nil {
		return invoer.Batch{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.lockBooks(o.Client); err != nil {
			return err
		}
		made, err = tx.makeBatch(o, there, write)
		return err
	})
	if err != nil {
		return invoer.Batch{}, fmt.Errorf("making a batch of client %s: %w", o.Client, err)
	}
	return made, nil
}

func (tx Tx) makeBatch(o Order, there Looker, write func(invoer.Books, []invoer.Posting) (BatchFile, error)) (invoer.Batch, error) {
	leaving, err := tx.bookable(o)
	if err != nil {
		return invoer.Batch{}, err
	}
	if len(leaving) == 0 {
		return invoer.Batch{}, fmt.Errorf("%w: no approved booking waits", invoer.ErrConflict)
	}
	postings, books, err := tx.place(o, leaving)
	if err != nil {
		return invoer.Batch{}, err
	}
	file, err := write(books, postings)
	if err != nil {
		return invoer.Batch{}, err
	}
	if err := tx.KeepBlob(there, blobs.Stored{Key: file.Key, Size: file.Size, SHA256: file.SHA256}, "batch"); err != nil {
		return invoer.Batch{}, err
	}
	b, err := tx.saveBatch(o, file, postings)
	if err != nil {
		return invoer.Batch{}, err
	}
	return b, tx.saveBatchDocuments(b, leaving, postings)
}

// A departing document is approved and in no batch.
type departing struct {
	doc     invoer.Document
	inv     invoer.Invoice
	booking *invoer.Booking
}

// bookable locks the documents of an order, by day of booking. What they say is
// fetched apart from their order, which would go over the disk, and made of its
// JSON on all processors: that is most of the work of a batch.
func (tx Tx) bookable(o Order) ([]departing, error) {
	all, err := list(tx, func(row pgx.CollectableRow) (w departing, err error) {
		err = row.Scan(&w.doc.ID, &w.doc.Status, &w.doc.Kind)
		return w, err
	}, `select d.id::text, d.status, d.kind from documents d
		join invoices i on i.document_id = d.id left join bookings b on b.document_id = d.id
		where d.office_id = $1 and d.client_id = $2 and d.status = 'approved' and d.kind = any($3)
		  and ($4::date is null or coalesce(b.booking ->> 'date', '') <= $4::date::text)
		order by b.booking ->> 'date', d.received, d.id for update of d`,
		tx.Who.Office, o.Client, []invoer.Kind{invoer.KindInvoice, invoer.KindCreditNote, invoer.KindReceipt}, day(o.Until))
	if err != nil {
		return nil, err
	}
	ids, at := make([]invoer.DocumentID, len(all)), make(map[invoer.DocumentID]*departing, len(all))
	for i := range all {
		ids[i] = all[i].doc.ID
		at[ids[i]] = &all[i]
	}
	rows, err := list(tx, pgx.RowToStructByPos[written], `select i.document_id::text, i.invoice::text, b.booking::text
		from invoices i left join bookings b on b.document_id = i.document_id where i.document_id = any($1)`, texts(ids))
	if err != nil {
		return nil, err
	}
	return all, saidBy(rows, at)
}

// A written document is what it says, as the database has it.
type written struct {
	ID      invoer.DocumentID
	Invoice string
	Booking *string
}

// saidBy gives departing documents what was written of them.
func saidBy(rows []written, at map[invoer.DocumentID]*departing) error {
	var work sync.WaitGroup
	parts := runtime.GOMAXPROCS(0)
	faults := make([]error, parts)
	for part := range parts {
		work.Go(func() {
			for i := part; i < len(rows) && faults[part] == nil; i += parts {
				faults[part] = rows[i].speak(at[rows[i].ID])
			}
		})
	}
	work.Wait()
	return errors.Join(faults...)
}

func (w written) speak(to *departing) error {
	if err := json.Unmarshal([]byte(w.Invoice), &to.inv); err != nil {
		return fmt.Errorf("invoice of document %s: %w", w.ID, err)
	}
	if w.Booking == nil {
		return nil
	}
	if err := json.Unmarshal([]byte(*w.Booking), &to.booking); err != nil {
		return fmt.Errorf("booking of document %s: %w", w.ID, err)
	}
	return nil
}

func (tx Tx) saveBatch(o Order, file BatchFile, postings []invoer.Posting) (invoer.Batch, error) {
	var total int64
	for _, p := range postings {
		owed, _ := p.Owed() // place refuses one without a rate
		total += owed.Cents
	}
	b, err := one(tx, scanBatch, `insert into batches (office_id, client_id, number, format, state, documents, total, made, made_by, file, name, size, sha256)
		values ($1, $2, (select coalesce(max(number), 0) + 1 from batches where client_id = $2), $3, 'made', $4, $5, $6, nullif($7, '')::uuid, $8, $9, $10, $11)
		returning `+batchColumns,
		tx.Who.Office, o.Client, o.Format, len(postings), total, tx.now, string(tx.Who.User), file.Key, file.Name, file.Size, file.SHA256)
	if err != nil {
		return invoer.Batch{}, err
	}
	return b, tx.tellBatch(b)
}

// tellBatch writes who did what with a batch.
func (tx Tx) tellBatch(b invoer.Batch) error {
	data := map[string]string{"batch": string(b.ID), "number": fmt.Sprint(b.Number), "state": string(b.State), "documents": fmt.Sprint(b.Documents)}
	if err := tx.Audit("batch", string(b.ID), string(b.State), nil, data); err != nil {
		return err
	}
	return tx.Emit(Event{Kind: "batch." + string(b.State), Client: b.Client, Data: data})
}

// saveBatchDocuments writes the documents of a batch in one go: they are booked
// from now on.
func (tx Tx) saveBatchDocuments(b invoer.Batch, all []departing, postings []invoer.Posting) error {
	ids := make([]invoer.DocumentID, len(postings))
	journals, periods, years, numbers, suppliers := make([]string, len(ids)), make([]string, len(ids)), make([]string, len(ids)), make([]string, len(ids)), make([]string, len(ids))
	totals := make([]int64, len(ids))
	for i, p := range postings {
		if err := all[i].doc.Book(); err != nil {
			return err
		}
		ids[i], journals[i], periods[i], years[i], numbers[i] = p.Document, p.Journal.Code, p.Period.Number, p.Period.Year, p.Number
		owed, _ := p.Owed()
		totals[i], suppliers[i] = owed.Cents, p.Supplier.Number
	}
	_, err := tx.Exec(tx.Ctx, `insert into batch_documents (batch_id, office_id, client_id, document_id, journal, period, year, number, total, supplier, position)
		select $1, $2, $3, l.* from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[]) with ordinality l`,
		b.ID, b.Office, b.Client, texts(ids), journals, periods, years, numbers, totals, suppliers)
	if err != nil {
		return err
	}
	return tx.restate(ids, invoer.StatusApproved, invoer.StatusBooked, "booked", map[string]string{"batch": fmt.Sprint(b.Number)})
}

// restate moves documents from one status to another, and says so of each.
func (tx Tx) restate(ids []invoer.DocumentID, from, to invoer.Status, action string, after map[string]string) error {
	done, err := tx.Exec(tx.Ctx, `update documents set status = $3, version = version + 1 where id = any($1) and status = $2`, texts(ids), from, to)
	if err != nil {
		return err
	}
	if int(done.RowsAffected()) != len(ids) {
		return fmt.Errorf("%w: %d of %d documents are %s", invoer.ErrConflict, done.RowsAffected(), len(ids), from)
	}
	_, err = tx.Exec(tx.Ctx, `insert into audits (office_id, client_id, at, user_id, noun, subject, action, before, after)
		select office_id, client_id, $2, nullif($3, '')::uuid, 'document', id, $4, null, $5 from documents where id = any($1)`,
		texts(ids), tx.now, string(tx.Who.User), action, after)
	return err
}

// Batches lists the batches of a client, newest first.
func (s *Store) Batches(ctx context.Context, who invoer.Scope, client invoer.ClientID) (all []invoer.Batch, err error) {
	if err := works(who); err != nil {
		return nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.exists(client); err != nil {
			return err
		}
		all, err = list(tx, scanBatch, `select `+batchColumns+` from batches where office_id = $1 and client_id = $2 order by number desc`, who.Office, client)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("batches of client %s: %w", client, err)
	}
	return all, nil
}

// Batch gives one batch and its documents in the order of its file.
func (s *Store) Batch(ctx context.Context, who invoer.Scope, id invoer.BatchID) (b invoer.Batch, lines []BatchLine, err error) {
	if err := works(who); err != nil {
		return invoer.Batch{}, nil, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if b, err = one(tx, scanBatch, `select `+batchColumns+` from batches where id = $1`, id); err != nil {
			return err
		}
		lines, err = list(tx, func(row pgx.CollectableRow) (l BatchLine, err error) {
			l.Total.Currency = "EUR"
			err = row.Scan(&l.Document, &l.Journal, &l.Period, &l.Year, &l.Number, &l.Total.Cents)
			return l, err
		}, `select document_id::text, journal, period, year, number, total from batch_documents where batch_id = $1 order by position`, id)
		return err
	})
	if err != nil {
		return invoer.Batch{}, nil, fmt.Errorf("batch %s: %w", id, err)
	}
	return b, lines, nil
}

// Unbooked counts the approved bookings of a client that are in no batch.
func (s *Store) Unbooked(ctx context.Context, who invoer.Scope, client invoer.ClientID) (n int, err error) {
	if err := works(who); err != nil {
		return 0, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		n, err = one(tx, pgx.RowTo[int], `select count(*) from documents where office_id = $1 and client_id = $2 and status = 'approved' and kind = any($3)`,
			who.Office, client, []invoer.Kind{invoer.KindInvoice, invoer.KindCreditNote, invoer.KindReceipt})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("bookings of client %s that wait: %w", client, err)
	}
	return n, nil
}

// ConfirmBatch records that the package has a batch, and what shows it: a
// person's word or the package's own file.
func (s *Store) ConfirmBatch(ctx context.Context, who invoer.Scope, id invoer.BatchID, what string) (invoer.Batch, error) {
	return s.endBatch(ctx, who, id, func(tx Tx, b *invoer.Batch) error {
		if err := b.Confirm(who.User, tx.now, what); err != nil {
			return err
		}
		return tx.handedOver(*b)
	})
}

// handedOver notes of the suppliers that we numbered and that left with a batch
// that the package has them: what the accountant completes there is not written
// over by the next batch.
func (tx Tx) handedOver(b invoer.Batch) error {
	if err := tx.lockBooks(b.Client); err != nil {
		return err
	}
	numbers, err := list(tx, pgx.RowTo[string], `select distinct supplier from batch_documents where batch_id = $1`, b.ID)
	if err != nil {
		return err
	}
	books, err := tx.books(b.Client, invoer.BookSupplier)
	if err != nil {
		return err
	}
	var next invoer.Books
	for _, t := range books.Suppliers {
		if !t.InPackage && slices.Contains(numbers, t.Number) {
			t.InPackage = true
			next.Suppliers = append(next.Suppliers, t)
		}
	}
	changes, _ := books.Changes(next) // of valid suppliers
	if len(changes) == 0 {
		return nil
	}
	_, err = tx.changeBooks(b.Client, fmt.Sprintf("batch %d", b.Number), changes)
	return err
}

// TakeBackBatch makes a batch void, with a reason: its bookings are approved
// again and keep their numbers. Its file stays, to be looked at.
func (s *Store) TakeBackBatch(ctx context.Context, who invoer.Scope, id invoer.BatchID, why string) (invoer.Batch, error) {
	return s.endBatch(ctx, who, id, func(tx Tx, b *invoer.Batch) error {
		if err := b.TakeBack(who.User, tx.now, why); err != nil {
			return err
		}
		ids, err := list(tx, pgx.RowTo[invoer.DocumentID], `update batch_documents set void = true where batch_id = $1 returning document_id::text`, id)
		if err != nil {
			return err
		}
		return tx.restate(ids, invoer.StatusBooked, invoer.StatusApproved, "unbooked", map[string]string{"batch": fmt.Sprint(b.Number), "reason": b.Reason})
	})
}

func (s *Store) endBatch(ctx context.Context, who invoer.Scope, id invoer.BatchID, rule func(Tx, *invoer.Batch) error) (b invoer.Batch, err error) {
	if err := works(who); err != nil {
		return invoer.Batch{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if b, err = one(tx, scanBatch, `select `+batchColumns+` from batches where id = $1 for update`, id); err != nil {
			return err
		}
		if err := rule(tx, &b); err != nil {
			return err
		}
		err := change(tx, `update batches set state = $2, closed = $3, closed_by = nullif($4, '')::uuid, reason = $5 where id = $1`,
			id, b.State, b.Closed, string(b.ClosedBy), b.Reason)
		if err != nil {
			return err
		}
		return tx.tellBatch(b)
	})
	if err != nil {
		return invoer.Batch{}, fmt.Errorf("batch %s: %w", id, err)
	}
	return b, nil
}
