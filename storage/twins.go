package storage

import (
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// checkNeighbours compares a document that was just read with the others of its
// client, and its buyer with the office's other clients. Documents of a client
// do it one after the other, so of two at once the second sees the first.
// Who answered a finding that is found again is kept. What it surely is again
// is given as the join to make, too; the zero join where a person must say so.
func (tx Tx) checkNeighbours(id invoer.DocumentID, inv *invoer.Invoice) (join, error) {
	old := invoer.Invoice{Findings: inv.Findings}
	client, me, err := tx.twin(id, *inv)
	if err != nil {
		return join{}, fmt.Errorf("document %s among others: %w", id, err)
	}
	if err := tx.toCompare(client); err != nil {
		return join{}, err
	}
	found, surely, err := tx.twins(client, me)
	if err != nil {
		return join{}, fmt.Errorf("documents like %s: %w", id, err)
	}
	inv.CheckTwins(found)
	code, name, err := tx.buyer(id, client, *inv)
	if err != nil {
		return join{}, fmt.Errorf("buyer of document %s: %w", id, err)
	}
	inv.CheckBuyer(code, name)
	inv.KeepAnswers(old)
	return surely, nil
}

// checkInHand is checkNeighbours for a document that a person changed: it does
// not vanish into another one under his hands, so what it surely is again is a
// finding for him. What he answered stays said. Documents that may be this one
// are compared again.
func (tx Tx) checkInHand(id invoer.DocumentID, inv *invoer.Invoice) error {
	old := inv.Findings
	if _, err := tx.checkNeighbours(id, inv); err != nil {
		return err
	}
	inv.KeepTwins(old)
	if err := tx.saveInvoice(id, *inv); err != nil { // the others are compared with what is written
		return err
	}
	return tx.checkThoseLike(id)
}

// checkThoseLike compares documents again of which it was found that they may be
// this one, and that nobody answered or decided on.
func (tx Tx) checkThoseLike(id invoer.DocumentID) error {
	like, err := list(tx, pgx.RowTo[invoer.DocumentID], `select d.id::text from documents m join documents d on d.office_id = m.office_id
			and d.client_id is not distinct from m.client_id and d.id <> m.id and d.status in ('read', 'held') join invoices i on i.document_id = d.id
		where m.id = $1 and exists (select from jsonb_array_elements(i.invoice -> 'findings') f
			where f ->> 'rule' = any($2) and f -> 'args' ->> 2 = $1::text and coalesce(f ->> 'answered', '') = '')
		order by d.received, d.id`, id, invoer.TwinRules)
	if err != nil {
		return fmt.Errorf("documents that may be %s: %w", id, err)
	}
	for _, other := range like {
		if err := tx.alter(other, AnyVersion, comparedAgain); err != nil {
			return fmt.Errorf("document %s, which may be %s: %w", other, id, err)
		}
	}
	return nil
}

// comparedAgain is the rule for a document that may be one that was changed.
func comparedAgain(tx Tx, d *decision) error {
	d.action, d.event = "checked", "document.changed"
	old := d.inv.Findings
	if _, err := tx.checkNeighbours(d.doc.ID, &d.inv); err != nil {
		return err
	}
	d.inv.KeepTwins(old)
	return nil
}

// turn is the lock of oneAtATime.
const turn = `pg_advisory_xact_lock(hashtextextended('twins ' || $1 || ' ' || $2, 0))`

// oneAtATime has the documents of a client compared and joined one after the
// other. Who joins documents asks for it before he locks one of them: he may have
// to lock others, and nobody who has those waits for him then.
func (tx Tx) oneAtATime(client invoer.ClientID) error {
	_, err := tx.Exec(tx.Ctx, `select `+turn, string(tx.Who.Office), string(client))
	return err
}

// turnOf is oneAtATime for the client whose a document is.
func (tx Tx) turnOf(id invoer.DocumentID) error {
	client, err := one(tx, pgx.RowTo[invoer.ClientID], `select coalesce(client_id::text, '') from documents where id = $1`, id)
	if err != nil {
		return err
	}
	return tx.oneAtATime(client)
}

// toCompare is oneAtATime before documents are compared: how those that are alike
// are found depends on what is asked for, so from here on statements are planned
// as they come (keyed).
func (tx Tx) toCompare(client invoer.ClientID) error {
	_, err := tx.Exec(tx.Ctx, `select `+turn+`, set_config('plan_cache_mode', 'auto', true)`, string(tx.Who.Office), string(client))
	return err
}

// twin is a document as it is compared, and whose it is.
func (tx Tx) twin(id invoer.DocumentID, inv invoer.Invoice) (client invoer.ClientID, me invoer.Twin, err error) {
	me = twinOf(id, inv)
	var received time.Time
	if err := tx.QueryRow(tx.Ctx, `select coalesce(client_id::text, ''), received from documents where id = $1`, id).Scan(&client, &received); err != nil {
		return "", me, err
	}
	me.Received = invoer.DateOf(received)
	return client, me, tx.see(&me)
}

// twinOf is what an invoice says of what it is compared by.
func twinOf(id invoer.DocumentID, inv invoer.Invoice) invoer.Twin {
	return invoer.Twin{
		ID: id, Kind: inv.Kind, Supplier: inv.Supplier.Name.Value, VAT: inv.Supplier.VAT.Value, Account: inv.Account.Value,
		Number: inv.Number.Value, Issued: inv.Issued.Value, Total: inv.Total.Value, EInvoice: inv.Number.Origin.Path != "",
		Sure: invoer.Sureness{
			Supplier: max(inv.Supplier.Name.Confidence, inv.Supplier.VAT.Confidence), Number: inv.Number.Confidence,
			Issued: inv.Issued.Confidence, Total: inv.Total.Confidence,
		},
	}
}

// see adds what the document's own pages show.
func (tx Tx) see(t *invoer.Twin) error {
	text, err := tx.ownText(t.ID)
	if err != nil {
		return err
	}
	t.Figures = invoer.Figures(text)
	t.Prints, err = tx.printsOf(t.ID)
	return err
}

// mostTwins is how many documents are compared closely: those that have most
// in common, then the newest.
const mostTwins = 20

// A candidate is a document that me may be again. Lead is the document that
// shows it, which is another one where it is an original of that.
type candidate struct {
	invoer.Twin
	lead  invoer.DocumentID
	apart invoer.UserID // who said that the two are different
	// before tells whether it came before me; firm, whether it may lead then: it
	// lies in another file and was not refused.
	before, firm bool
}

// twins gives findings about documents of a client that me may be again, and
// the one that it surely is, which is the only finding then. One that says so of
// me itself is left out: the later one says it.
func (tx Tx) twins(client invoer.ClientID, me invoer.Twin) ([]invoer.Finding, join, error) {
	like, err := tx.candidates(client, me)
	if err != nil {
		return nil, join{}, err
	}
	if err := tx.seeThose(&me, like); err != nil {
		return nil, join{}, err
	}
	var found []invoer.Finding
	var older []invoer.Twin
	for _, other := range like {
		if other.apart != "" && !other.before {
			continue // the later one says so
		}
		why := me.Same(other.Twin)
		surely := why != "" && other.before && other.firm && other.apart == ""
		other.ID = other.lead
		if other.apart == "" {
			older = append(older, other.Twin)
		}
		f, ok := me.Compare(other.Twin)
		if !ok && (surely || why == invoer.SamePicture) {
			f, ok = me.Looks(other.Twin), true
		}
		if surely {
			return []invoer.Finding{f}, join{me.ID, other.lead, why}, nil
		}
		if f.Answered = other.apart; ok {
			found = append(found, f)
		}
	}
	if f, ok := me.Faded(older); ok && len(found) == 0 {
		found = append(found, f)
	}
	return worst(found), join{}, nil
}

// seeThose adds what the pages show of candidates whose values leave open
// whether me is one of them, and to me what these have in common.
func (tx Tx) seeThose(me *invoer.Twin, like []candidate) error {
	var seen []invoer.Twin
	leads := map[invoer.DocumentID]bool{}
	for i, other := range like {
		if !me.Undecided(other.Twin) {
			continue
		}
		if err := tx.see(&like[i].Twin); err != nil {
			return err
		}
		if !leads[other.lead] {
			seen = append(seen, like[i].Twin)
		}
		leads[other.lead] = true
	}
	me.Usual = invoer.UsualTraces(seen)
	return nil
}

// candidates are documents that have a value with me in common, or a page that
// looks the same.
func (tx Tx) candidates(client invoer.ClientID, me invoer.Twin) ([]candidate, error) {
	of := `client_id = @client::uuid`
	if client == "" {
		of = `client_id is null and @client = ''` // "is not distinct from" uses no index
	}
	var bands []int32
	for _, p := range me.Prints[:min(len(me.Prints), 3)] {
		bands = append(bands, p.Bands()...)
	}
	return list(tx, scanCandidate, `
		with me as (select * from documents where id = @id),
		seen as (select distinct r.document_id from page_bands b join document_pages r on r.file_id = b.file_id and r.page = b.page
			where b.office_id = @office and b.`+of+` and b.band = any(@bands::int[])),
		near as (
			select d.id from documents d where d.office_id = @office and d.`+of+`
			  and (d.supplier_vat = nullif(@vat, '') or d.number = nullif(@number, '') or d.total = @total::bigint or d.issued = @issued::date)
			union select d.id from documents d join seen on seen.document_id = d.id where d.office_id = @office and d.`+of+`)
		select d.id::text, coalesce(l.id, d.id)::text, i.invoice, d.received,
			coalesce((select user_id::text from unlike u where u.one = least(d.id, me.id) and u.other = greatest(d.id, me.id)),
				(select user_id::text from unlike u where u.one = least(d.joined_to, me.id) and u.other = greatest(d.joined_to, me.id)), ''),
			(coalesce(l.received, d.received), coalesce(l.id, d.id)) < (me.received, me.id),
			d.file_id <> me.file_id and coalesce(l.file_id, d.file_id) <> me.file_id and coalesce(l.status, d.status) <> 'rejected'
				and me.held is null and not exists (select from documents o where o.joined_to = me.id)
		from near join documents d on d.id = near.id join invoices i on i.document_id = d.id left join documents l on l.id = d.joined_to, me
		where d.id <> @id and d.joined_to is distinct from @id
		  and coalesce(d.held->>'code', '') <> 'replaced' and coalesce(l.stage, d.stage) <> 'extract'
		  and not exists (select from jsonb_array_elements(i.invoice->'findings') f where f->'args'->>2 = @id::text)
		order by (d.supplier_vat = @vat)::int + (d.number = @number)::int + coalesce((d.total = @total::bigint)::int, 0) + coalesce((d.issued = @issued::date)::int, 0)
				+ (d.id in (select document_id from seen))::int desc,
			d.received desc limit @most`,
		pgx.NamedArgs{
			"office": tx.Who.Office, "client": string(client), "id": me.ID, "vat": me.VAT, "number": me.Number, "total": cents(me.Total),
			"issued": day(me.Issued), "most": mostTwins, "bands": bands,
		})
}

func scanCandidate(row pgx.CollectableRow) (c candidate, err error) {
	var id invoer.DocumentID
	var inv invoer.Invoice
	var received time.Time
	err = row.Scan(&id, &c.lead, &inv, &received, &c.apart, &c.before, &c.firm)
	c.Twin = twinOf(id, inv)
	c.Received = invoer.DateOf(received)
	return c, err
}

// saidOfTwin keeps the answer to a finding about another document: the two are
// different.
func (tx Tx) saidOfTwin(id invoer.DocumentID, inv invoer.Invoice, rule string) error {
	if !slices.Contains(invoer.TwinRules, rule) {
		return nil
	}
	for _, f := range inv.Findings {
		if f.Rule != rule || len(f.Args) < 3 {
			continue
		}
		other, err := invoer.ParseID[invoer.DocumentID](f.Args[2])
		if err != nil {
			return err
		}
		if err := tx.saidUnlike(id, other); err != nil {
			return err
		}
	}
	return nil
}

// cents is an amount for PostgreSQL; null where there is none.
func cents(m invoer.Money) *int64 {
	if m == (invoer.Money{}) {
		return nil
	}
	return &m.Cents
}

// worst keeps the one finding that weighs most: a person needs one reason. What
// a person answered weighs less than what he must answer, and more than a note.
func worst(found []invoer.Finding) []invoer.Finding {
	for _, weighs := range []func(invoer.Finding) bool{
		func(f invoer.Finding) bool { return f.Severity == invoer.Block && f.Answered == "" },
		func(f invoer.Finding) bool { return f.Severity == invoer.Warning && f.Answered == "" },
		func(f invoer.Finding) bool { return f.Answered != "" },
		func(invoer.Finding) bool { return true },
	} {
		if at := slices.IndexFunc(found, weighs); at >= 0 {
			return found[at : at+1]
		}
	}
	return nil
}
