package storage

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A Callback is a telephone number of a supplier by an older approved document,
// to ask whether an account really changed.
type Callback struct {
	Phone    string // national digits, as register.PhoneKey gives them
	Document invoer.DocumentID
}

// mostCallbacks is how many numbers are given: an office, a mobile, a branch.
const mostCallbacks = 3

// Callbacks gives the numbers of the supplier of a document, those of the newest
// approval first. No number comes from the document itself, or from another one
// that names the same account: whoever forges an invoice prints his own number
// on it.
func (s *Store) Callbacks(ctx context.Context, who invoer.Scope, id invoer.DocumentID, inv invoer.Invoice) (found []Callback, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		found, err = list(tx, pgx.RowToStructByPos[Callback], `select value, id from (
				select distinct on (m.value) m.value, l.document_id::text as id, l.at
				from supplier_looks l join supplier_marks m on m.document_id = l.document_id and m.kind = 'phone'
				where l.office_id = @office and ((@vat <> '' and l.vat = @vat) or (@name <> '' and lower(l.name) = lower(@name) and (l.vat = '' or @vat = '')))
				  and l.document_id <> @document
				  and not exists (select from supplier_marks a where a.document_id = l.document_id and a.kind = 'iban' and a.value = @iban)
				order by m.value, l.at desc) numbers
			order by at desc, value limit @most`, pgx.NamedArgs{
			"office": who.Office, "vat": string(inv.Supplier.VAT.Value), "name": inv.Supplier.Name.Value,
			"document": id, "iban": string(inv.Account.Value), "most": mostCallbacks,
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("telephone numbers for document %s: %w", id, err)
	}
	return found, nil
}
