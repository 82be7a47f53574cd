package storage

import (
	"errors"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// buyer is the client whose number or name stands on a document as its buyer,
// when that is another than the one it lies with. Where no buyer was found it is
// the one client whose number or address stands on the pages.
func (tx Tx) buyer(id invoer.DocumentID, client invoer.ClientID, inv invoer.Invoice) (code, name string, err error) {
	vat, called := inv.Customer.VAT.Value, inv.Customer.Name.Value
	if vat == "" && called == "" {
		return tx.onPages(id, client, inv.Supplier)
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

// onPages is the one client of the office whose number or whole address stands
// on the pages of a document on which neither stands of the client it lies with.
// A client may be the supplier, and two may live at one address: then nothing is
// said.
func (tx Tx) onPages(id invoer.DocumentID, client invoer.ClientID, supplier invoer.Party) (code, name string, err error) {
	text, err := tx.ownText(id)
	if err != nil || text == "" {
		return "", "", err
	}
	err = tx.QueryRow(tx.Ctx, `with shown as (select c.id, c.code, c.name from clients c
				join (select client_id, lower(regexp_replace(value, '[^[:alnum:]]', '', 'g')) as plain from client_identities where kind in ('vat', 'address')) i on i.client_id = c.id
			where c.archived is null and length(plain) >= $5 and position(plain in $1) > 0
			  and not exists (select from client_identities s where s.client_id = c.id and
				(s.kind = 'vat' and s.value = $3 or s.kind = 'name' and lower(s.value) = lower($4)))
			group by c.id, c.code, c.name)
		select code, name from shown where (select count(*) from shown) = 1 and id::text <> $2`,
		plainText(text), string(client), string(supplier.VAT.Value), supplier.Name.Value, leastAddress).Scan(&code, &name)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", "", nil
	}
	return code, name, err
}

// How many letters and digits an address or number has at least that tells whose
// a page is, and in how many of them at the beginning of a document it is looked
// for.
const (
	leastAddress = 10
	mostAddress  = 8000
)

// plainText is the beginning of a text without spaces and signs: addresses are
// cut over lines, and numbers have dots.
func plainText(text string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text[:min(len(text), 2*mostAddress)])
	return strings.ToValidUTF8(plain[:min(len(plain), mostAddress)], "")
}
