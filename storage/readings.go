package storage

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// SaveReading writes what a machine read of a document. What people decided of
// it stays (invoer.Invoice.Keep), also what kind of document it is, and so does
// what the separator before it says of that. A document that surely came before
// becomes an original of that one.
func (tx Tx) SaveReading(id invoer.DocumentID, inv invoer.Invoice) error {
	read := inv
	var old *invoer.Invoice
	var kind *invoer.Kind
	var client invoer.ClientID
	err := tx.QueryRow(tx.Ctx, `select i.invoice, coalesce(d.client_id::text, ''), case when d.kind_by is not null then d.kind else nullif(d.sheet_kind, '') end
		from documents d left join invoices i on i.document_id = d.id where d.id = $1 for update of d`, id).Scan(&old, &client, &kind)
	if err != nil {
		return fmt.Errorf("reading of document %s: %w", id, err)
	}
	if old != nil {
		inv.Keep(*old)
	}
	if err := tx.checkAccount(client, &inv); err != nil {
		return err
	}
	if old != nil {
		inv.KeepAnswers(*old)
	}
	if kind != nil {
		inv.Kind = *kind
	}
	surely, err := tx.checkNeighbours(id, &inv)
	if err != nil {
		return err
	}
	if surely.id != "" {
		inv.CheckTwins(nil) // who looks at one of its originals looks at all
	}
	if err := tx.checkLength(id, &inv); err != nil {
		return fmt.Errorf("length of document %s: %w", id, err)
	}
	if err := tx.checkOriginals(id, invoer.StatusWaiting, &inv); err != nil {
		return err
	}
	if old != nil {
		inv.KeepAnswers(*old)
	}
	_, err = tx.Exec(tx.Ctx, `insert into invoices (document_id, office_id, client_id, reading, invoice, changed)
		select id, office_id, client_id, $2, $3, $4 from documents where id = $1
		on conflict (document_id) do update set reading = excluded.reading, invoice = excluded.invoice, changed = excluded.changed`, id, read, inv, tx.now)
	if err != nil {
		return fmt.Errorf("reading of document %s: %w", id, err)
	}
	if err := tx.summarise(id, inv); err != nil {
		return fmt.Errorf("summary of document %s: %w", id, err)
	}
	if surely.id == "" {
		return tx.gatherTerms(id)
	}
	if err := tx.join(surely); err != nil {
		return fmt.Errorf("joining document %s to %s: %w", id, surely.to, err)
	}
	return nil
}

// checkAccount compares the account to pay to with those that were approved of
// its supplier, and that the client's package has of it.
func (tx Tx) checkAccount(client invoer.ClientID, inv *invoer.Invoice) error {
	known, err := tx.knownAccounts(client, *inv)
	if err != nil {
		return fmt.Errorf("accounts of a supplier: %w", err)
	}
	inv.CheckAccount(known)
	return nil
}

// knownAccounts are the accounts of a supplier that a person of the office
// approved, the last one first, and behind them that of the client's list of
// suppliers. What a ledger that was learnt says of accounts is nobody's word.
func (tx Tx) knownAccounts(client invoer.ClientID, inv invoer.Invoice) ([]invoer.IBAN, error) {
	vat, name := inv.Supplier.VAT.Value, inv.Supplier.Name.Value
	known, _, err := tx.approvedAccounts(vat, name)
	if err != nil || client == "" || vat == "" && name == "" {
		return known, err
	}
	listed, err := list(tx, pgx.RowTo[invoer.IBAN], `select data ->> 'iban' from books where office_id = $1 and client_id = $2 and kind = 'supplier'
		and ($3 <> '' and data ->> 'vat' = $3 or $3 = '' and lower(data ->> 'name') = lower($4)) and coalesce(data ->> 'iban', '') <> '' order by key`,
		tx.Who.Office, client, vat, name)
	return addOnce(known, listed...), err
}

// saveInvoice writes an invoice as it now stands, and what lists and search
// need of it.
func (tx Tx) saveInvoice(id invoer.DocumentID, inv invoer.Invoice) error {
	_, err := tx.Exec(tx.Ctx, `insert into invoices (document_id, office_id, client_id, reading, invoice, changed)
		select id, office_id, client_id, '{}', $2, $3 from documents where id = $1
		on conflict (document_id) do update set invoice = excluded.invoice, changed = excluded.changed`, id, inv, tx.now)
	if err != nil {
		return fmt.Errorf("invoice of document %s: %w", id, err)
	}
	if err := tx.summarise(id, inv); err != nil {
		return fmt.Errorf("summary of document %s: %w", id, err)
	}
	return nil
}

func (tx Tx) summarise(id invoer.DocumentID, inv invoer.Invoice) error {
	text, err := tx.text(id)
	if err != nil {
		return err
	}
	others, err := tx.saidByOriginals(id)
	if err != nil {
		return err
	}
	args := pgx.NamedArgs{
		"id": id, "kind": inv.Kind, "language": inv.Language, "supplier": inv.Supplier.Name.Value, "vat": inv.Supplier.VAT.Value,
		"number": inv.Number.Value, "issued": day(inv.Issued.Value), "due": day(inv.Due.Value), "total": nil, "owed": nil,
		"currency": inv.Currency.Value, "sure": int(inv.Sure()), "findings": inv.OpenFindings(), "every": inv.EverySure(),
		"words": lexemes(findable(inv) + text + " " + others),
	}
	if inv.Total.Present() {
		args["total"], args["currency"] = inv.Total.Value.Cents, inv.Total.Value.Currency
	}
	if inv.Payable.Present() {
		args["owed"] = inv.Payable.Value.Cents
	}
	tx.learnWords(args["words"].([]string))
	return change(tx, `update documents set kind = coalesce(nullif(@kind, ''), kind), language = @language, supplier = @supplier,
		supplier_vat = @vat, number = @number, issued = @issued, due = @due, total = @total, owed = @owed, currency = @currency,
		sure = @sure, findings = @findings, every_sure = @every, words = array_to_tsvector(@words::text[]) where id = @id`, args)
}

// text is what stands on the pages that are shown of a document; of a very long
// one the beginning.
func (tx Tx) text(id invoer.DocumentID) (string, error) { return tx.textOf(id, pagesShown) }

// saidByOriginals is what the other originals of a document say: their values
// and what stands on their own pages, where these are not what is shown.
func (tx Tx) saidByOriginals(lead invoer.DocumentID) (string, error) {
	said, err := list(tx, func(row pgx.CollectableRow) (text string, err error) {
		var inv invoer.Invoice
		err = row.Scan(&inv, &text)
		return findable(inv) + text, err
	}, `select coalesce(i.invoice, '{}'), left(coalesce((select string_agg(p.text, ' ' order by r.position) from document_pages r
			join pages p on p.file_id = r.file_id and p.number = r.page where r.document_id = d.id and r.position <= 50), ''), 200000)
		from documents d left join invoices i on i.document_id = d.id where d.joined_to = $1 order by d.received, d.id limit 20`, lead)
	if err != nil {
		return "", fmt.Errorf("originals of document %s: %w", lead, err)
	}
	return strings.Join(said, " "), nil
}

// ownText is what stands on the pages of a document that came with it.
func (tx Tx) ownText(id invoer.DocumentID) (string, error) { return tx.textOf(id, `$1`) }

func (tx Tx) textOf(id invoer.DocumentID, from string) (string, error) {
	return one(tx, pgx.RowTo[string], `select left(coalesce(string_agg(p.text, ' ' order by r.position), ''), 500000)
		from (select file_id, page, position from document_pages where document_id = `+from+` order by position limit 50) r
		join pages p on p.file_id = r.file_id and p.number = r.page`, id)
}

// SaveBooking replaces the booking of a document; nil, where a machine has none
// to propose, takes away what a machine proposed. One that does not balance is an
// invoer.ErrInvalid. What a person typed stays where a machine proposes the same
// amount for the supplier, or nothing; only its day follows where that was closed.
func (tx Tx) SaveBooking(id invoer.DocumentID, b *invoer.Booking) error {
	if b == nil {
		_, err := tx.Exec(tx.Ctx, `delete from bookings where document_id = $1 and coalesce(booking ->> 'by', '') = ''`, id)
		return err
	}
	if err := b.Balanced(); err != nil {
		return fmt.Errorf("booking of document %s: %w", id, err)
	}
	typed, err := tx.typed(id, *b)
	if err != nil {
		return fmt.Errorf("booking of document %s: %w", id, err)
	}
	if typed != nil {
		return tx.redate(id, *typed, b.Date)
	}
	err = change(tx, `insert into bookings (document_id, office_id, client_id, booking, balance, changed)
		select id, office_id, client_id, $2, 0, $3 from documents where id = $1
		on conflict (document_id) do update set booking = excluded.booking, changed = excluded.changed`, id, b, tx.now)
	if err != nil {
		return fmt.Errorf("booking of document %s: %w", id, err)
	}
	return nil
}

// dropBooking takes the booking of a document away, whoever made it: a person said
// that there is none, or that the document is another client's or another
// document's original.
func (tx Tx) dropBooking(id invoer.DocumentID) error {
	_, err := tx.Exec(tx.Ctx, `delete from bookings where document_id = $1`, id)
	return err
}

// SaveArchive writes where a document was put away; the next version is given
// here. The same manifest again is the same version.
func (tx Tx) SaveArchive(id invoer.DocumentID, a Archive) error {
	_, err := tx.Exec(tx.Ctx, `insert into archives (document_id, office_id, client_id, version, pdf, manifest, created)
		select d.id, d.office_id, d.client_id, coalesce(last.version, 0) + 1, $2, $3, $4
		from documents d left join lateral (
			select version, manifest from archives where document_id = d.id order by version desc limit 1) last on true
		where d.id = $1 and last.manifest is distinct from $3`, id, a.PDF, a.Manifest, tx.now)
	if err != nil {
		return fmt.Errorf("archive of document %s: %w", id, err)
	}
	return nil
}
