package storage

import (
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// GeneralTerms is why a document begins that is a file of general conditions and
// nothing else.
const GeneralTerms = "general-terms"

// gatherTerms makes general conditions that came beside one bill originals of it,
// when the last document of their delivery is read, which is the given one. Where
// there are several bills they may be of any, and stay by themselves; so do those that
// a person took apart, or whose bill has no pages: theirs would be shown for it.
func (tx Tx) gatherTerms(last invoer.DocumentID) error {
	joins, err := list(tx, func(row pgx.CollectableRow) (j join, err error) {
		j.why = invoer.TermsOfIt
		return j, row.Scan(&j.id, &j.to)
	}, `
		with beside as (select d.*, i.invoice ->> 'kind' as said from documents d left join invoices i on i.document_id = d.id
			where d.delivery_id = (select delivery_id from documents where id = $1)),
		bills as (select * from beside where joined_to is null and status <> 'rejected' and said in ('invoice', 'credit_note'))
		select t.id::text, b.id::text from beside t, bills b
		where t.begins ->> 'code' = '`+GeneralTerms+`' and t.joined_to is null and t.kind_by is null and t.status in ('waiting', 'read', 'held') and t.said = 'other'
			and t.client_id is not distinct from b.client_id and (select count(*) from bills) = 1
			and exists (select from document_pages where document_id = b.id)
			and not exists (select from beside o where o.id <> $1 and o.stage = 'extract')
			and not exists (select from files f where f.delivery_id = b.delivery_id and f.stage not in ('done', 'held'))
			and not exists (select from unlike u where u.one in (t.id, b.id) and u.other in (t.id, b.id))
		order by t.id`, last)
	if err != nil {
		return fmt.Errorf("terms beside document %s: %w", last, err)
	}
	for _, j := range joins {
		if err := tx.join(j); err != nil {
			return fmt.Errorf("terms %s beside document %s: %w", j.id, j.to, err)
		}
	}
	return nil
}
