package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// outcomeFields compares what was read with what was approved, by field: how
// sure the reading was and whether it was right. Fields that neither has are
// left out; one that was approved without having been read is wrong.
func outcomeFields(read, approved invoer.Invoice) (fields map[string][2]int, untouched bool) {
	fields, untouched = map[string][2]int{}, true
	final := map[string]string{}
	for _, v := range approved.Values() {
		final[v.Name] = v.Text
	}
	for _, v := range read.Values() {
		switch {
		case v.Text == "" && final[v.Name] == "":
			continue
		case v.Text == final[v.Name]:
			fields[v.Name] = [2]int{int(v.Confidence), 1}
		default:
			fields[v.Name] = [2]int{int(v.Confidence), 0}
			untouched = false
		}
	}
	return fields, untouched
}

// noteOutcome keeps how well an approved document had been read.
func (tx Tx) noteOutcome(id invoer.DocumentID) error {
	var read, approved invoer.Invoice
	var at time.Time
	err := tx.QueryRow(tx.Ctx, `select reading, invoice, coalesce((invoice -> 'approval' ->> 'at')::timestamptz, changed) from invoices where document_id = $1`, id).
		Scan(&read, &approved, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // nothing was read that could be compared
	}
	if err != nil {
		return fmt.Errorf("outcome of document %s: %w", id, err)
	}
	if approved.Approval.By == "" {
		return nil // it went without a person, and nobody looked at it since
	}
	fields, untouched := outcomeFields(read, approved)
	name := approved.Supplier.Name.Value
	supplier := string(approved.Supplier.VAT.Value)
	if supplier == "" {
		supplier = strings.ToLower(name)
	}
	_, err = tx.Exec(tx.Ctx, `insert into outcomes (document_id, office_id, client_id, at, door, supplier, supplier_name, untouched, fields, seconds)
		select d.id, d.office_id, d.client_id, @at, v.door, @supplier, @name, @untouched, @fields,
			(select nullif(round(extract(epoch from s.spent + case when s.seen > @warm and @at > s.seen then @at - s.seen else interval '0' end)), 0)
				from seats s where s.document_id = d.id)
		from documents d join deliveries v on v.id = d.delivery_id where d.id = @id
		on conflict (document_id) do update set client_id = excluded.client_id, at = excluded.at, supplier = excluded.supplier, supplier_name = excluded.supplier_name,
			untouched = excluded.untouched, fields = excluded.fields, seconds = excluded.seconds`,
		pgx.NamedArgs{"id": id, "at": at, "supplier": supplier, "name": name, "untouched": untouched, "fields": fields, "warm": at.Add(-SeatWarm)})
	if err != nil {
		return fmt.Errorf("outcome of document %s: %w", id, err)
	}
	return nil
}

// mostOutcomes is how many documents FillOutcomes looks at.
const mostOutcomes = 500

// FillOutcomes keeps the outcome of the newest documents that were approved
// before outcomes were kept, five hundred at a time, and tells how many are
// left.
func (s *Store) FillOutcomes(ctx context.Context, who invoer.Scope) (left int, err error) {
	if err := works(who); err != nil {
		return 0, err
	}
	const missing = ` from documents d where d.office_id = $1 and d.status in ('approved', 'booked')
		and not exists (select from outcomes o where o.document_id = d.id) and exists (select from invoices i where i.document_id = d.id and coalesce(i.invoice -> 'approval' ->> 'by', '') <> '')`
	err = s.In(ctx, who, func(tx Tx) error {
		ids, err := list(tx, pgx.RowTo[invoer.DocumentID], `select d.id::text`+missing+` order by d.received desc limit $2`, who.Office, mostOutcomes)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.noteOutcome(id); err != nil {
				return err
			}
		}
		if len(ids) < mostOutcomes {
			return nil
		}
		left, err = one(tx, pgx.RowTo[int], `select count(*)`+missing, who.Office)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("outcomes of office %s: %w", who.Office, err)
	}
	return left, nil
}

// A QualityRow is how well a part of the documents was read.
type QualityRow struct {
	Key, Name     string
	Of, Untouched int // documents, or fields where rows are fields
}

// A CalibrationBand is how often readings with a confidence from From to To
// were right.
type CalibrationBand struct{ From, To, Of, Right int }

// A MostCorrected is a field that people corrected often at one supplier.
type MostCorrected struct {
	Supplier, Field string
	Times, Of       int
}

// Quality is how well the documents of a time were read, as their approvals
// tell.
type Quality struct {
	Documents, Untouched              int
	Timed, Seconds                    int // documents at which somebody was seen, and for how long in all
	Fields, Clients, Suppliers, Doors []QualityRow
	Calibration                       []CalibrationBand
	Corrected                         []MostCorrected
}

// A QualityFilter chooses approvals: from and until a time, of one client or of
// all.
type QualityFilter struct {
	From, Until time.Time
	Client      invoer.ClientID
}

// mostQualityRows is how many suppliers and corrections are told of, those with
// the most documents.
const mostQualityRows = 50

// Quality tells how well documents were read. Only people of the office may
// ask.
func (s *Store) Quality(ctx context.Context, who invoer.Scope, f QualityFilter) (q Quality, err error) {
	if err := works(who); err != nil {
		return Quality{}, err
	}
	args := pgx.NamedArgs{"office": who.Office, "from": f.From, "until": f.Until, "client": string(f.Client), "most": mostQualityRows}
	const these = `with o as (select o.* from outcomes o join documents d on d.id = o.document_id and d.status in ('approved', 'booked')
		where o.office_id = @office and o.at >= @from and o.at < @until and (@client = '' or o.client_id = nullif(@client, '')::uuid)),
		f as (select o.*, j.key as field, (j.value ->> 0)::int as confidence, (j.value ->> 1)::int as good from o, jsonb_each(o.fields) j) `
	grouped := func(tx Tx, key, name string) ([]QualityRow, error) {
		return list(tx, pgx.RowToStructByPos[QualityRow], these+`select `+key+`, `+name+`, count(*), count(*) filter (where o.untouched) from o
			left join clients c on c.id = o.client_id where `+key+` <> '' group by 1 order by 3 desc, 1 limit @most`, args)
	}
	err = s.In(ctx, who, func(tx Tx) (err error) {
		err = tx.QueryRow(tx.Ctx, these+`select count(*), count(*) filter (where untouched), count(seconds), coalesce(sum(seconds), 0) from o`, args).
			Scan(&q.Documents, &q.Untouched, &q.Timed, &q.Seconds)
		if err != nil {
			return err
		}
		if q.Clients, err = grouped(tx, `coalesce(o.client_id::text, '')`, `max(c.name)`); err != nil {
			return err
		}
		if q.Suppliers, err = grouped(tx, `o.supplier`, `max(o.supplier_name)`); err != nil {
			return err
		}
		if q.Doors, err = grouped(tx, `o.door`, `o.door`); err != nil {
			return err
		}
		if q.Fields, err = list(tx, pgx.RowToStructByPos[QualityRow], these+`select field, field, count(*), sum(good) from f group by 1 order by 1`, args); err != nil {
			return err
		}
		q.Calibration, err = list(tx, pgx.RowToStructByPos[CalibrationBand], these+`select b * 10, least(b * 10 + 9, 100), count(*), sum(good)
			from f, lateral (select least(confidence / 10, 9) as b) bands where confidence > 0 group by b order by b`, args)
		if err != nil {
			return err
		}
		q.Corrected, err = list(tx, pgx.RowToStructByPos[MostCorrected], these+`select max(supplier_name), field, count(*) filter (where good = 0), count(*) from f
			where supplier <> '' group by supplier, field having count(*) filter (where good = 0) > 0 order by 3 desc, 1, 2 limit @most`, args)
		return err
	})
	if err != nil {
		return Quality{}, fmt.Errorf("quality of office %s: %w", who.Office, err)
	}
	return q, nil
}
