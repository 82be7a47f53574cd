package storage

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
)

// mostKnown is how many suppliers are looked at for one document.
const mostKnown = 20

// KnownSuppliers gives the suppliers that have one of the witnesses: first
// those of the office's approved documents, then those of the register. What
// several of the office's suppliers share, as a factor's account, is a witness
// for none of them.
func (s *Store) KnownSuppliers(ctx context.Context, who invoer.Scope, w invoer.Witnesses) (all []invoer.Supplier, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		if all, err = tx.ofOffice(w); err != nil {
			return err
		}
		registered, err := tx.ofRegister(w)
		for _, r := range registered {
			if !slices.ContainsFunc(all, func(s invoer.Supplier) bool { return s.VAT == r.VAT }) {
				all = append(all, r)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("known suppliers of office %s: %w", who.Office, err)
	}
	return all, nil
}

// A mark is a witness that an approved document left.
type mark struct {
	vat         invoer.VATNumber
	name        string // of the supplier
	kind, value string
}

// ofOffice finds suppliers of approved documents.
func (tx Tx) ofOffice(w invoer.Witnesses) ([]invoer.Supplier, error) {
	kinds, values := marked(w)
	marks, err := list(tx, func(row pgx.CollectableRow) (m mark, err error) {
		err = row.Scan(&m.vat, &m.name, &m.kind, &m.value)
		return m, err
	}, `select distinct l.vat, case when l.vat = '' then l.name else '' end, m.kind, m.value
		from unnest($2::text[], $3::text[]) w(kind, value)
		join supplier_marks m on m.office_id = $1 and m.kind = w.kind and m.value = w.value
		join supplier_looks l on l.document_id = m.document_id limit 500`, tx.Who.Office, kinds, values)
	if err != nil || len(marks) == 0 {
		return nil, err
	}
	var found []invoer.Supplier
	for _, m := range unshared(marks) {
		s, err := tx.remembered(m.vat, m.name)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
		if len(found) == mostKnown {
			break
		}
	}
	return found, nil
}

// unshared gives each supplier that has a mark alone, or a name, once: names
// are shared by right, by a company and its branch.
func unshared(marks []mark) []mark {
	holders := map[[2]string][]string{}
	for _, m := range marks {
		key := [2]string{m.kind, m.value}
		holders[key] = addOnce(holders[key], supplierKey(m.vat, m.name))
	}
	var kept []mark
	for _, m := range marks {
		if m.kind != "name" && len(holders[[2]string{m.kind, m.value}]) > 1 {
			continue
		}
		if !slices.ContainsFunc(kept, func(k mark) bool { return supplierKey(k.vat, k.name) == supplierKey(m.vat, m.name) }) {
			kept = append(kept, m)
		}
	}
	return kept
}

// remembered gathers what the office's documents tell of a supplier.
func (tx Tx) remembered(vat invoer.VATNumber, name string) (invoer.Supplier, error) {
	s := invoer.Supplier{VAT: vat, Name: name}
	args := pgx.NamedArgs{"office": tx.Who.Office, "vat": vat, "name": name}
	_, err := list(tx, func(row pgx.CollectableRow) (struct{}, error) {
		var named string
		var places []invoer.Place
		var domains, phones []string
		err := row.Scan(&named, &places, &domains, &phones)
		s.Names = addOnce(s.Names, named)
		s.Places = append(s.Places, places...)
		s.Domains, s.Phones = addOnce(s.Domains, domains...), addOnce(s.Phones, phones...)
		return struct{}{}, err
	}, `select l.name, l.places,
			array(select value from supplier_marks m where m.document_id = l.document_id and kind = 'domain'),
			array(select value from supplier_marks m where m.document_id = l.document_id and kind = 'phone')
		from supplier_looks l where `+sameLook+` order by l.at desc, l.document_id limit `+fmt.Sprint(keptLooks), args)
	if err != nil {
		return s, err
	}
	if len(s.Names) > 0 {
		s.Name = s.Names[0]
	}
	s.Accounts, s.Times, err = tx.approvedAccounts(vat, name)
	return s, err
}

// sameLook finds a supplier in all of the office.
const sameLook = `l.office_id = @office and l.vat = @vat and (@vat <> '' or lower(l.name) = lower(@name))`

// approvedAccounts gives the accounts of a supplier that people of the office
// approved, those of the client that booked it last first, and how many
// documents they approved.
func (tx Tx) approvedAccounts(vat invoer.VATNumber, name string) (accounts []invoer.IBAN, times int, err error) {
	if vat == "" && name == "" {
		return nil, 0, nil
	}
	_, err = list(tx, func(row pgx.CollectableRow) (struct{}, error) {
		var ibans []invoer.IBAN
		var n int
		err := row.Scan(&ibans, &n)
		slices.Reverse(ibans) // the last one that was approved comes first
		accounts, times = addOnce(accounts, ibans...), times+n
		return struct{}{}, err
	}, `select l.ibans, l.times from suppliers l where `+sameLook+` order by l.last desc, l.id`,
		pgx.NamedArgs{"office": tx.Who.Office, "vat": vat, "name": name})
	return accounts, times, err
}

// ofRegister finds enterprises by number, and where no number of the register
// is among the witnesses by telephone, domain or name.
func (tx Tx) ofRegister(w invoer.Witnesses) ([]invoer.Supplier, error) {
	loaded, err := tx.registerLoaded()
	if err != nil || !loaded {
		return nil, err
	}
	var numbers []register.Number
	for _, vat := range w.VATs {
		if n, belgian := register.NumberOf(vat); belgian {
			numbers = append(numbers, n)
		}
	}
	companies, err := tx.companies(numbers)
	if err == nil && len(companies) == 0 {
		companies, err = tx.byContact(w)
	}
	if err != nil {
		return nil, err
	}
	var found []invoer.Supplier
	for _, c := range companies {
		found = append(found, c.supplier())
	}
	return found, nil
}

// registerLoaded tells whether there is anything to be looked up.
func (tx Tx) registerLoaded() (loaded bool, err error) {
	err = tx.QueryRow(tx.Ctx, `select exists (select from register.companies)`).Scan(&loaded)
	return loaded, err
}

// likelyNames is how many of a document's names are looked up: a search for a
// misread one takes its time, and the first ones are the likeliest.
const likelyNames = 3

// byContact finds enterprises by what they told the register of themselves.
func (tx Tx) byContact(w invoer.Witnesses) ([]Company, error) {
	numbers, err := list(tx, pgx.RowTo[register.Number], `select number from register.contacts where key = any($1) and key <> ''
		group by number order by count(*) desc, number limit $2`, slices.Concat(w.Domains, w.Phones), mostAlike)
	if err != nil {
		return nil, err
	}
	for _, name := range w.Names[:min(len(w.Names), likelyNames)] {
		alike, err := tx.numbersLike(register.Key(name))
		if err != nil {
			return nil, err
		}
		if len(alike) == 1 { // a name that many have tells nothing
			numbers = append(numbers, alike...)
		}
	}
	slices.Sort(numbers)
	return tx.companies(slices.Compact(numbers))
}

// supplier is an enterprise as a reader knows it.
func (c Company) supplier() invoer.Supplier {
	s := invoer.Supplier{VAT: c.VAT, Names: c.Names}
	if len(c.Names) > 0 {
		s.Name = c.Names[0]
	}
	for _, contact := range c.Contacts {
		if phone := register.PhoneKey(contact); phone != "" {
			s.Phones = addOnce(s.Phones, phone)
			continue
		}
		s.Domains = addOnce(s.Domains, register.DomainKey(contact))
	}
	return s
}
