package storage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
)

// keptLooks is of how many documents of a supplier it is remembered where its
// fields stood, for each client: a wrong one is outvoted by two, and a new
// letter head is the only one after five.
const keptLooks = 5

// lookPages is how many pages of a document are looked at: what stands in a
// fixed place stands on the first ones.
const lookPages = 3

// look keeps what an approved document tells of its supplier for the next one.
func (tx Tx) look(d *decision) error {
	traits, err := tx.traitsOf(d)
	if err != nil {
		return err
	}
	args := d.supplierArgs()
	args["places"], args["at"], args["keep"] = traits.Places, tx.now, keptLooks
	if err := tx.unlook(d.doc.ID); err != nil {
		return err
	}
	_, err = tx.Exec(tx.Ctx, `insert into supplier_looks (document_id, office_id, client_id, vat, name, places, at)
		values (@document, @office, @client, @vat, @name, @places, @at)`, args)
	if err == nil {
		err = tx.saveMarks(d, traits)
	}
	if err == nil {
		_, err = tx.Exec(tx.Ctx, `delete from supplier_looks where document_id in (
			select document_id from supplier_looks where `+sameSupplier+` order by at desc, document_id offset @keep)`, args)
	}
	if err != nil {
		return fmt.Errorf("look of a supplier: %w", err)
	}
	return nil
}

// unlook forgets what a document told.
func (tx Tx) unlook(id invoer.DocumentID) error {
	_, err := tx.Exec(tx.Ctx, `delete from supplier_looks where document_id = $1`, id)
	if err != nil {
		return fmt.Errorf("look of a supplier: %w", err)
	}
	return nil
}

// traitsOf reads the document's first pages again. Without a reader of traits,
// and of an e-invoice without pages, there are none.
func (tx Tx) traitsOf(d *decision) (invoer.Traits, error) {
	none := invoer.Traits{Places: []invoer.Place{}}
	if tx.traits == nil {
		return none, nil
	}
	stored, err := list(tx, scanPage, `select `+pageColumns+` from document_pages r join pages p on p.file_id = r.file_id and p.number = r.page
		where r.document_id = $1 order by r.position limit $2`, d.doc.ID, lookPages)
	if err != nil || len(stored) == 0 {
		return none, err
	}
	pages := make([]invoer.Page, len(stored))
	for i, p := range stored {
		pages[i] = p.Page
		pages[i].Number = i + 1
	}
	return tx.traits(pages, d.inv), nil
}

// saveMarks writes the witnesses by which the supplier is known from now on.
func (tx Tx) saveMarks(d *decision, traits invoer.Traits) error {
	marks := map[string][]string{
		"vat":    {string(d.inv.Supplier.VAT.Value)},
		"iban":   {string(d.inv.Account.Value)},
		"name":   {register.Key(d.inv.Supplier.Name.Value)},
		"domain": traits.Domains,
		"phone":  traits.Phones,
	}
	args := d.supplierArgs()
	for kind, values := range marks {
		args["kind"], args["values"] = kind, values
		_, err := tx.Exec(tx.Ctx, `insert into supplier_marks (office_id, client_id, document_id, kind, value)
			select distinct @office::uuid, @client::uuid, @document::uuid, @kind, v from unnest(@values::text[]) v where v <> ''`, args)
		if err != nil {
			return err
		}
	}
	return nil
}

// marked gives witnesses as marks are compared, kinds and values in step.
func marked(w invoer.Witnesses) (kinds, values []string) {
	add := func(kind string, list []string) {
		for _, value := range list {
			if value != "" {
				kinds, values = append(kinds, kind), append(values, value)
			}
		}
	}
	add("vat", texts(w.VATs))
	add("iban", texts(w.Accounts))
	add("domain", w.Domains)
	add("phone", w.Phones)
	for _, name := range w.Names {
		add("name", []string{register.Key(name)})
	}
	return kinds, values
}

// supplierKey tells suppliers apart: by number, else by name.
func supplierKey(vat invoer.VATNumber, name string) string {
	if vat != "" {
		return string(vat)
	}
	return strings.ToLower(name)
}

// addOnce adds what is not empty and not there yet.
func addOnce[T ~string](all []T, more ...T) []T {
	for _, one := range more {
		if one != "" && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}
