package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/pipeline/extract"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest"
)

// A desk is an office with one client, whose people approve what is laid on it.
type desk struct {
	*testing.T
	store  *storage.Store
	client invoer.ClientID
	admin  invoer.Scope
	worker *extract.Worker
	now    time.Time
	laid   int
}

func openDesk(t *testing.T, store *storage.Store, name string) *desk {
	t.Helper()
	office, err := store.AddOffice(t.Context(), name, "nl")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, store: store, now: time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)}
	d.worker = &extract.Worker{Store: store, Now: func() time.Time { return d.now }}
	machine := invoer.Machine(office.ID)
	client, err := store.AddClient(t.Context(), machine, storage.Client{Code: "K1", Name: "Bakkerij Peeters", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	user, err := store.AddUser(t.Context(), machine, storage.User{Role: invoer.RoleAdmin, Email: name + "@example.com", Name: name, Language: "nl"}, "")
	if err != nil {
		t.Fatal(err)
	}
	d.client, d.admin = client.ID, invoer.Scope{Office: office.ID, User: user.ID, Role: invoer.RoleAdmin}
	return d
}

// sellers are suppliers with the number of each.
var sellers = []struct {
	name string
	vat  invoer.VATNumber
}{
	{"Drukkerij De Zetter bv", "BE0477574154"},
	{"Garage Mertens nv", "BE0412636812"},
	{"Bloemen Ávila bv", "BE0403170701"},
	{"Electro Wouters nv", "BE0403199702"},
	{"Papierhuis Claes bv", "BE0202239951"},
	{"Kantoor Lemmens nv", "BE0400378485"},
	{"Meubelen Thys bv", "BE0401574852"},
	{"Bouw Hendrickx nv", "BE0404616494"},
}

// paper is the n-th invoice of a seller, with the dates on which it was written
// and the goods were delivered.
func paper(seller, n int) (page invoer.Page, written, delivered invoer.Date) {
	written, delivered = invoer.Date{Year: 2026, Month: time.October, Day: n + 1}, invoer.Date{Year: 2026, Month: time.September, Day: seller + n + 11}
	s := sellers[seller]
	lines := []string{
		s.name, "Kerkstraat 12", "2000 Antwerpen", "BTW " + string(s.vat), "", "FACTUUR", fmt.Sprintf("Factuurnummer 2026-%d%03d", seller, n),
		fmt.Sprintf("Factuurdatum %02d/10/2026", written.Day), fmt.Sprintf("Leveringsdatum %02d/09/2026", delivered.Day),
		"Aan Bakkerij Peeters", "", "Geleverde waren 100,00", "Maatstaf 100,00", "BTW 21% 21,00", "Totaal te betalen EUR 121,00",
	}
	page = invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "text"}
	for i, line := range lines {
		x, y := 60.0, 60+24*float64(i)
		for _, text := range strings.Fields(line) {
			width := 6 * float64(len(text))
			page.Words = append(page.Words, invoer.Word{Text: text, Confidence: 100, Box: invoer.Box{X0: x, Y0: y, X1: x + width, Y1: y + 11}})
			x += width + 4
		}
	}
	return page, written, delivered
}

// lay reads a page as the pipeline does, and gives its document.
func (d *desk) lay(page invoer.Page) storage.View {
	d.Helper()
	d.laid++
	machine := invoer.Machine(d.admin.Office)
	var job storage.Job
	job.Client = d.client
	err := d.store.In(d.Context(), machine, func(tx storage.Tx) error {
		key := fmt.Sprintf("%s/%d", d.admin.Office, d.laid)
		if _, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, $2, 1, 'h', 'original')`, d.admin.Office, key); err != nil {
			return err
		}
		err := tx.QueryRow(tx.Ctx, `with
			delivery as (insert into deliveries (office_id, client_id, door, bytes) values ($1, $2, 'upload', $3) returning id),
			file as (insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
				select $1, $2, id, 'scan.pdf', 'application/pdf', $3, 1, 'h', 1, 'done' from delivery returning id, delivery_id),
			page as (insert into pages (office_id, client_id, file_id, number, width, height, reader, stage)
				select $1, $2, id, 1, 595, 842, 'text', 'done' from file returning file_id),
			document as (insert into documents (office_id, client_id, delivery_id, file_id, received)
				select $1, $2, delivery_id, id, $4 from file returning id),
			reference as (insert into document_pages (office_id, client_id, document_id, position, file_id, page)
				select $1, $2, document.id, 1, page.file_id, 1 from document, page)
			select document.id::text, file.id::text, delivery_id::text from document, file`,
			d.admin.Office, d.client, key, d.now).Scan(&job.Document.ID, &job.File.ID, &job.File.Delivery)
		if err != nil {
			return err
		}
		return tx.SavePage(job.File.ID, storage.StoredPage{Page: page})
	})
	if err != nil {
		d.Fatal(err)
	}
	job.Document.Office = d.admin.Office
	finish, err := d.worker.Work(d.Context(), &job)
	if err != nil {
		d.Fatal(err)
	}
	err = d.store.In(d.Context(), machine, func(tx storage.Tx) error {
		if err := finish(tx); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `update documents set status = 'read', stage = 'done' where id = $1 and status = 'waiting'`, job.Document.ID)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	v, err := d.store.Document(d.Context(), d.admin, job.Document.ID)
	if err != nil {
		d.Fatal(err)
	}
	return v
}

// approve corrects the date of a document and approves it.
func (d *desk) approve(v storage.View, date invoer.Date) {
	d.Helper()
	_, err := d.store.Correct(d.Context(), d.admin, v.ID, storage.AnyVersion, []storage.Correction{{Field: "invoice_date", Text: date.String()}})
	if err != nil {
		d.Fatal(err)
	}
	err = d.store.In(d.Context(), invoer.Machine(d.admin.Office), func(tx storage.Tx) error {
		_, err := tx.Exec(tx.Ctx, `update documents set status = 'read', stage = 'done' where id = $1`, v.ID)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	if _, err := d.store.Approve(d.Context(), d.admin, v.ID, storage.AnyVersion); err != nil {
		d.Fatalf("approving %s: %v", v.ID, err)
	}
}

// fill has so many documents of each of so many sellers approved, with the
// date that choose says.
func (d *desk) fill(suppliers, each int, choose func(seller int, written, delivered invoer.Date) invoer.Date) {
	d.Helper()
	for seller := range suppliers {
		for n := range each {
			page, written, delivered := paper(seller, n)
			d.approve(d.lay(page), choose(seller, written, delivered))
		}
	}
}

func byDelivery(_ int, _, delivered invoer.Date) invoer.Date { return delivered }

func (d *desk) learn() (printed string, err error) {
	d.Helper()
	var out bytes.Buffer
	err = (&officeClass{store: d.store, who: d.admin, out: &out}).learn(d.Context())
	return out.String(), err
}

// next reads a document of the last seller, whom nobody has seen yet, and
// tells its date and whether that is the one of the delivery.
func (d *desk) next() (date invoer.Date, delivered bool) {
	d.Helper()
	page, _, want := paper(len(sellers)-1, 1)
	date = d.lay(page).Invoice.Issued.Value
	return date, date == want
}

func TestOfficeLearnsFromItsOwnDocumentsOnly(t *testing.T) {
	t.Parallel()
	store, _ := storagetest.OpenDatabase(t)
	d, other := openDesk(t, store, "Kantoor A"), openDesk(t, store, "Kantoor B")
	d.fill(6, 4, byDelivery)
	if got, learnt := d.next(); learnt {
		t.Fatalf("before anything was learnt the date is %s; the test needs one that is not", got)
	}
	if _, err := other.learn(); !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), "0 approved documents of 0 suppliers, want at least 20 of 5") {
		t.Errorf("an office without documents learns: %v", err)
	}
	printed, err := d.learn()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	if !strings.Contains(printed, "learnt from 24 documents") {
		t.Errorf("printed:\n%s", printed)
	}
	d.now, other.now = d.now.Add(2*time.Minute), other.now.Add(2*time.Minute)
	if got, learnt := d.next(); !learnt {
		t.Errorf("after learning the next date is %s, want that of the delivery\n%s", got, printed)
	}
	if got, learnt := other.next(); learnt {
		t.Errorf("another office reads %s by what this one learnt", got)
	}
	if err := forgetWeights(t.Context(), store, d.admin, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(2 * time.Minute)
	if got, learnt := d.next(); learnt {
		t.Errorf("after forgetting the next date is still %s", got)
	}
}

func TestOfficeIsRefusedWhatIsNotBetter(t *testing.T) {
	t.Parallel()
	cases := map[string]func(seller int, written, delivered invoer.Date) invoer.Date{
		"people approved what was read": func(_ int, written, _ invoer.Date) invoer.Date { return written },
		"what some suppliers teach is wrong for the others": func(seller int, written, delivered invoer.Date) invoer.Date {
			if seller%3 == 0 {
				return delivered
			}
			return written
		},
	}
	store, _ := storagetest.OpenDatabase(t)
	for name, choose := range cases {
		d := openDesk(t, store, name)
		d.fill(6, 4, choose)
		printed, err := d.learn()
		if !errors.Is(err, invoer.ErrConflict) || !strings.Contains(printed, "invoice_date") {
			t.Errorf("%s: %v, want it refused and the scores printed:\n%s", name, err, printed)
		}
		if w, err := store.OfficeWeights(t.Context(), d.admin); err != nil || w.Weights != nil {
			t.Errorf("%s: weights of %d documents are written, %v", name, w.Documents, err)
		}
	}
}
