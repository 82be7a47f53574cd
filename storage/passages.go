package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Passage is a stage that a document, or the files and pages that it is of,
// went through.
type Passage struct {
	Stage  invoer.Stage
	Reader string        // of pages that were read by it: what read them
	Pages  int           // that it tells of; 0 for a stage of the document or of a file
	At     time.Time     // when the last of it was done
	Took   time.Duration // in a worker's hands, of all pages together
}

// Passages lists the stages that a document and what it is of went through, each
// as it was done last, oldest first; what is told at the end comes behind the
// stage that it was written with. What was read before they were noted has none.
func (s *Store) Passages(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (all []Passage, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, func(row pgx.CollectableRow) (p Passage, err error) {
			var ms int64
			err = row.Scan(&p.Stage, &p.Reader, &p.Pages, &p.At, &ms)
			p.Took = time.Duration(ms) * time.Millisecond
			return p, err
		}, `with mine as (select file_id, page from document_pages where document_id = `+pagesShown+`),
			went as (
				select t.key as stage, '' as reader, 0 as pages, t.value from files f, jsonb_each(f.took) t
				where f.id in (select file_id from mine union select file_id from documents where id = $1)
				union all
				select t.key, case when t.key = 'read' or not p.took ? 'read' then p.reader else '' end, 1, t.value
				from mine m join pages p on p.file_id = m.file_id and p.number = m.page, jsonb_each(p.took) t
				union all
				select t.key, '', 0, t.value from documents d, jsonb_each(d.took) t where d.id = $1)
			select stage, reader, sum(pages)::int, max((value ->> 'at')::timestamptz), sum((value ->> 'ms')::bigint)::bigint
			from went group by stage, reader order by 4, stage = 'notify', 1, 2`, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("passages of document %s: %w", id, err)
	}
	return all, nil
}
