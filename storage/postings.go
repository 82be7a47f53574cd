package storage

import (
	"cmp"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A placing gives documents their places in the books.
type placing struct {
	books  invoer.Books
	order  Order
	faults invoer.Faults
	added  []invoer.Third
}

// place gives every document its journal, period, supplier and number, and the
// books as they are then. All that is in the way is told at once.
func (tx Tx) place(o Order, all []departing) ([]invoer.Posting, invoer.Books, error) {
	books, err := tx.books(o.Client)
	if err != nil {
		return nil, invoer.Books{}, err
	}
	p := &placing{books: books, order: o}
	postings := make([]invoer.Posting, len(all))
	for i, w := range all {
		postings[i] = p.posting(w)
	}
	if err := tx.rates(p, postings); err != nil {
		return nil, invoer.Books{}, err
	}
	if len(p.faults) > 0 {
		return nil, invoer.Books{}, p.faults
	}
	if err := tx.addSuppliers(o, p.added); err != nil {
		return nil, invoer.Books{}, err
	}
	return postings, p.books, tx.number(o.Client, p, postings)
}

// rates gives postings in another currency the rate of the day of their
// document, whatever period they are booked in. One without a rate stays: books
// are kept in euro.
func (tx Tx) rates(p *placing, postings []invoer.Posting) (err error) {
	for i := range postings {
		at := &postings[i]
		currency, on := at.Booking.Owed().Currency, cmp.Or(at.Invoice.Issued.Value, at.Booking.Date)
		if currency == "EUR" || len(at.Booking.Entries) == 0 {
			continue
		}
		if at.Rate, err = tx.rate(currency, on); err != nil {
			return err
		}
		if at.Rate == "" {
			p.fault(at.Document, "rate", "export-no-rate", currency, on.String())
		}
	}
	return nil
}

func (p *placing) fault(id invoer.DocumentID, field, code string, args ...string) {
	p.faults = append(p.faults, invoer.Fault{Document: id, Field: field, Why: invoer.Because(code, args...)})
}

func (p *placing) posting(w departing) invoer.Posting {
	out := invoer.Posting{Document: w.doc.ID, Invoice: w.inv}
	out.Invoice.Kind = w.doc.Kind
	if w.booking == nil {
		p.fault(w.doc.ID, "booking", "export-no-booking")
		return out
	}
	out.Booking = *w.booking
	out.Journal = p.journal(w)
	out.Period = p.period(w)
	out.Supplier = p.supplier(w)
	for _, e := range w.booking.Entries {
		p.account(w, e.Account)
	}
	return out
}

// journal is that of the booking, or of its credit notes.
func (p *placing) journal(w departing) invoer.Journal {
	code := w.booking.Journal
	j, known := p.books.Journal(code)
	if known && w.doc.Kind == invoer.KindCreditNote && j.Credit != "" {
		code = j.Credit
		j, known = p.books.Journal(code)
	}
	if !known || !j.Holds(w.booking.Date) {
		p.fault(w.doc.ID, "journal", "export-no-journal", code)
	}
	return j
}

func (p *placing) period(w departing) invoer.Period {
	on := w.booking.Date
	if on.Zero() {
		p.fault(w.doc.ID, "period", "export-no-date")
		return invoer.Period{}
	}
	period, known := p.books.Period(on)
	switch {
	case !known:
		p.fault(w.doc.ID, "period", "export-no-period", on.String())
	case period.Locked:
		p.fault(w.doc.ID, "period", "export-locked-period", period.Year, period.Number)
	}
	return period
}

func (p *placing) account(w departing, number string) {
	account, known := p.books.Account(number)
	switch {
	case !known:
		p.fault(w.doc.ID, "account", "export-no-account", number)
	case !account.Holds(w.booking.Date):
		p.fault(w.doc.ID, "account", "export-closed-account", number, account.Until.String())
	}
}

func (p *placing) supplier(w departing) invoer.Third {
	who := w.inv.Supplier
	t, known := p.books.Supplier(who.VAT.Value, who.Name.Value)
	if known {
		return t
	}
	if !p.order.NumberSuppliers || who.Name.Value == "" {
		p.fault(w.doc.ID, "supplier", "export-no-supplier", cmp.Or(who.Name.Value, string(who.VAT.Value)))
		return invoer.Third{}
	}
	t = invoer.Third{
		Name: who.Name.Value, VAT: who.VAT.Value, IBAN: w.inv.Account.Value, Language: w.inv.Language,
		Number: invoer.NumberFor(who.Name.Value, func(n string) bool {
			for _, other := range p.books.Suppliers {
				if other.Number == n {
					return true
				}
			}
			return false
		}),
	}
	p.books.Suppliers = append(p.books.Suppliers, t)
	p.added = append(p.added, t)
	return t
}

// addSuppliers writes the suppliers that got a number here into the books.
func (tx Tx) addSuppliers(o Order, added []invoer.Third) error {
	if len(added) == 0 {
		return nil
	}
	changes, faults := invoer.Books{}.Changes(invoer.Books{Suppliers: added})
	if len(faults) > 0 {
		return faults[0]
	}
	_, err := tx.changeBooks(o.Client, "batch", changes)
	return err
}

// number gives the postings the numbers that they have, or the next ones of
// their journal and book year: the year in which it begins and four digits.
func (tx Tx) number(client invoer.ClientID, p *placing, postings []invoer.Posting) error {
	has, err := tx.numbers(client, postings)
	if err != nil {
		return err
	}
	last := map[string]int{}
	var ids []invoer.DocumentID
	var journals, years []string
	var numbers []int
	for i := range postings {
		at := &postings[i]
		n, numbered := has[at.Document]
		if !numbered {
			series := at.Journal.Code + " " + at.Period.Year
			if last[series] == 0 {
				if last[series], err = tx.lastNumber(client, at.Journal, at.Period.Year); err != nil {
					return err
				}
			}
			last[series]++
			n = last[series]
			ids, journals, years, numbers = append(ids, at.Document), append(journals, at.Journal.Code), append(years, at.Period.Year), append(numbers, n)
		}
		at.Number = fmt.Sprintf("%04d%04d", p.begins(at.Period.Year), n)
	}
	_, err = tx.Exec(tx.Ctx, `insert into booking_numbers (office_id, client_id, document_id, journal, year, number)
		select $1, $2, n.* from unnest($3::uuid[], $4::text[], $5::text[], $6::int[]) n
		on conflict (document_id) do update set journal = excluded.journal, year = excluded.year, number = excluded.number`,
		tx.Who.Office, client, texts(ids), journals, years, numbers)
	return err
}

// numbers are those that postings had in a batch that was taken back, where
// they still stand in the same journal and year.
func (tx Tx) numbers(client invoer.ClientID, postings []invoer.Posting) (map[invoer.DocumentID]int, error) {
	place := map[invoer.DocumentID]string{}
	for _, p := range postings {
		place[p.Document] = p.Journal.Code + " " + p.Period.Year
	}
	has := map[invoer.DocumentID]int{}
	rows, err := tx.Query(tx.Ctx, `select n.document_id::text, n.journal || ' ' || n.year, n.number from booking_numbers n
		join documents d on d.id = n.document_id and d.status = 'approved' where n.office_id = $1 and n.client_id = $2`, tx.Who.Office, client)
	if err != nil {
		return nil, err
	}
	var id invoer.DocumentID
	var at string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&id, &at, &n}, func() error {
		if place[id] == at {
			has[id] = n
		}
		return nil
	})
	return has, err
}

// lastNumber is the last one of a journal and year, the package's own or ours.
func (tx Tx) lastNumber(client invoer.ClientID, j invoer.Journal, year string) (int, error) {
	return one(tx, pgx.RowTo[int], `select greatest($4, coalesce(max(number), 0)) from booking_numbers
		where client_id = $1 and journal = $2 and year = $3`, client, j.Code, year, j.Last)
}

// begins is the calendar year in which a book year begins.
func (p *placing) begins(year string) int {
	first := 0
	for _, period := range p.books.Periods {
		if period.Year == year && (first == 0 || period.From.Year < first) {
			first = period.From.Year
		}
	}
	return first
}
