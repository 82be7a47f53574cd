package storage

import "github.com/invoer/invoer"

// mostLengths is how many of a supplier's documents tell what is usual.
const mostLengths = 50

// checkLength compares the length of a document with those of its supplier's
// others that were approved, and of its stack. What a person laid together is as
// long as it must be.
func (tx Tx) checkLength(id invoer.DocumentID, inv *invoer.Invoice) error {
	var pages int
	var byHand bool
	var beside invoer.Lengths
	err := tx.QueryRow(tx.Ctx, `select (select count(*) from document_pages where document_id = d.id), coalesce(d.begins->>'code', '') = 'by-hand',
			array(select count(p.page) from (select id from documents where client_id = d.client_id and supplier_vat = nullif($2, '') and id <> d.id and status in ('approved', 'booked')
				order by received desc limit $3) o join document_pages p on p.document_id = o.id group by o.id),
			array(select count(*) from documents o join document_pages p on p.document_id = o.id where o.file_id = d.file_id and o.id <> d.id group by o.id)
		from documents d where d.id = $1`, id, inv.Supplier.VAT.Value, mostLengths).Scan(&pages, &byHand, &beside.Supplier, &beside.Stack)
	if err != nil {
		return err
	}
	if byHand || inv.Number.Origin.Path != "" { // an e-invoice is as long as it says
		pages = 0
	}
	inv.CheckLength(pages, beside)
	return nil
}
