package storage

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// checkNeighbours compares a document that was just read with the others of its
// client, and its buyer with the office's other clients. Documents of a client
// do it one after the other, so of two at once the second sees the first.
// Who answered a finding that is found again is kept.
func (tx Tx) checkNeighbours(id invoer.DocumentID, inv *invoer.Invoice) error {
	old := invoer.Invoice{Findings: inv.Findings}
	client, me, err := tx.twin(id, *inv)
	if err != nil {
		return fmt.Errorf("document %s among others: %w", id, err)
	}
	if _, err := tx.Exec(tx.Ctx, `select pg_advisory_xact_lock(hashtextextended('twins ' || $1 || ' ' || $2, 0))`, string(tx.Who.Office), string(client)); err != nil {
		return err
	}
	found, err := tx.twins(client, me)
	if err != nil {
		return fmt.Errorf("documents like %s: %w", id, err)
	}
	inv.CheckTwins(found)
	code, name, err := tx.buyer(client, *inv)
	if err != nil {
		return fmt.Errorf("buyer of document %s: %w", id, err)
	}
	inv.CheckBuyer(code, name)
	inv.KeepAnswers(old)
	return nil
}

// twin is a document as it is compared, and whose it is.
func (tx Tx) twin(id invoer.DocumentID, inv invoer.Invoice) (invoer.ClientID, invoer.Twin, error) {
	var client invoer.ClientID
	if err := tx.QueryRow(tx.Ctx, `select coalesce(client_id::text, '') from documents where id = $1`, id).Scan(&client); err != nil {
		return "", invoer.Twin{}, err
	}
	text, err := tx.text(id)
	return client, invoer.Twin{
		ID: id, Kind: inv.Kind, Supplier: inv.Supplier.Name.Value, VAT: inv.Supplier.VAT.Value, Account: inv.Account.Value,
		Number: inv.Number.Value, Issued: inv.Issued.Value, Total: inv.Total.Value, Figures: invoer.Figures(text),
	}, err
}

// mostTwins is how many documents are compared closely: those that have most
// in common, then the newest.
const mostTwins = 20

// twins gives findings about documents of a client that me may be again. One
// that says so of me itself is left out: the later one says it.
func (tx Tx) twins(client invoer.ClientID, me invoer.Twin) ([]invoer.Finding, error) {
	of := `d.client_id = @client::uuid`
	if client == "" {
		of = `d.client_id is null and @client = ''` // "is not distinct from" uses no index
	}
	like, err := list(tx, scanTwin, `
		select d.id::text, d.kind, d.supplier, d.supplier_vat, coalesce(i.invoice->'account'->>'value', ''), d.number, d.issued, d.total, d.currency, d.received
		from documents d join invoices i on i.document_id = d.id
		where d.office_id = @office and `+of+` and d.id <> @id
		  and coalesce(d.held->>'code', '') <> 'replaced' and d.stage <> 'extract'
		  and (d.supplier_vat = nullif(@vat, '') or d.number = nullif(@number, '') or d.total = @total::bigint or d.issued = @issued::date)
		  and not exists (select from jsonb_array_elements(i.invoice->'findings') f where f->'args'->>2 = @id::text)
		order by (d.supplier_vat = @vat)::int + (d.number = @number)::int + coalesce((d.total = @total::bigint)::int, 0) + coalesce((d.issued = @issued::date)::int, 0) desc,
			d.received desc limit @most`,
		pgx.NamedArgs{
			"office": tx.Who.Office, "client": string(client), "id": me.ID, "vat": me.VAT, "number": me.Number, "total": cents(me.Total),
			"issued": day(me.Issued), "most": mostTwins,
		})
	if err != nil {
		return nil, err
	}
	var found []invoer.Finding
	for _, other := range like {
		text, err := tx.text(other.ID)
		if err != nil {
			return nil, err
		}
		other.Figures = invoer.Figures(text)
		if f, ok := me.Compare(other); ok {
			found = append(found, f)
		}
	}
	return worst(found), nil
}

func scanTwin(row pgx.CollectableRow) (t invoer.Twin, err error) {
	var issued *time.Time
	var total *int64
	var currency string
	var received time.Time
	err = row.Scan(&t.ID, &t.Kind, &t.Supplier, &t.VAT, &t.Account, &t.Number, &issued, &total, &currency, &received)
	t.Issued, t.Received = dayOf(issued), invoer.DateOf(received)
	if total != nil {
		t.Total = invoer.Money{Cents: *total, Currency: currency}
	}
	return t, err
}

// cents is an amount for PostgreSQL; null where there is none.
func cents(m invoer.Money) *int64 {
	if m == (invoer.Money{}) {
		return nil
	}
	return &m.Cents
}

// worst keeps the one finding that weighs most: a person needs one reason.
func worst(found []invoer.Finding) []invoer.Finding {
	for _, severity := range []invoer.Severity{invoer.Block, invoer.Warning, invoer.Note} {
		if at := slices.IndexFunc(found, func(f invoer.Finding) bool { return f.Severity == severity }); at >= 0 {
			return found[at : at+1]
		}
	}
	return nil
}

// buyer is the client whose number or name stands on a document as its buyer,
// when that is another than the one it lies with.
func (tx Tx) buyer(client invoer.ClientID, inv invoer.Invoice) (code, name string, err error) {
	vat, called := inv.Customer.VAT.Value, inv.Customer.Name.Value
	if vat == "" && called == "" {
		return "", "", nil
	}
	var own bool
	err = tx.QueryRow(tx.Ctx, `select c.code, c.name, bool_or(c.id::text = $1) over () from clients c
		where c.archived is null and exists (select from client_identities i where i.client_id = c.id and
			((i.kind = 'vat' and i.value = $2 and $2 <> '') or (i.kind = 'name' and lower(i.value) = lower($3) and $3 <> '')))
		order by exists (select from client_identities i where i.client_id = c.id and i.kind = 'vat' and i.value = $2) desc, c.id limit 1`,
		string(client), string(vat), called).Scan(&code, &name, &own)
	if errors.Is(err, pgx.ErrNoRows) || own {
		return "", "", nil
	}
	return code, name, err
}
