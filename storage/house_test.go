package storage

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// A house is a database with an office of two clients and people of each role.
type house struct {
	*Store
	db                        servers.Database
	office                    invoer.OfficeID
	client, other             invoer.ClientID
	machine                   invoer.Scope
	admin, accountant, person invoer.Scope // person is of client
}

const password = "correct horse battery"

func openStore(t testing.TB, settings Settings) (*Store, servers.Database) {
	t.Helper()
	db := servers.OpenDatabase(t, Migrate)
	settings.URL = db.URL
	s, err := Open(t.Context(), settings)
	if err != nil {
		t.Fatalf("opening %s: %v", db.URL, err)
	}
	t.Cleanup(s.Close)
	return s, db
}

func openHouse(t testing.TB) *house { return openHouseWith(t, Settings{}) }

func openHouseWith(t testing.TB, settings Settings) *house {
	t.Helper()
	s, db := openStore(t, settings)
	return furnish(t, s, db, "a")
}

// furnish adds an office with its people; name tells their e-mails apart.
func furnish(t testing.TB, s *Store, db servers.Database, name string) *house {
	t.Helper()
	office, err := s.AddOffice(t.Context(), "Kantoor "+name, "nl")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Store: s, db: db, office: office.ID, machine: invoer.Machine(office.ID)}
	h.client, h.other = h.addClient(t, "BAK"), h.addClient(t, "GAR")
	h.admin = h.addUser(t, invoer.RoleAdmin, "", "admin@"+name+".be")
	h.accountant = h.addUser(t, invoer.RoleAccountant, "", "boek@"+name+".be")
	h.person = h.addUser(t, invoer.RoleClient, h.client, "bakker@"+name+".be")
	return h
}

func (h *house) addClient(t testing.TB, code string) invoer.ClientID {
	t.Helper()
	c, err := h.AddClient(t.Context(), h.machine, Client{Code: code, Name: "Firma " + code, Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// addUser makes a user without a password, which would take its time.
func (h *house) addUser(t testing.TB, role invoer.Role, client invoer.ClientID, email string) invoer.Scope {
	t.Helper()
	u, err := h.AddUser(t.Context(), h.machine, User{Role: role, Client: client, Email: email, Name: email, Language: "nl"}, "")
	if err != nil {
		t.Fatal(err)
	}
	return invoer.Scope{Office: h.office, Client: client, User: u.ID, Role: role}
}

// addDocument makes a document of one page that waits for stage extract.
func (h *house) addDocument(t testing.TB, client invoer.ClientID, text string) invoer.DocumentID {
	t.Helper()
	var id invoer.DocumentID
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		key := fmt.Sprintf("%s/%x", h.office, hashSecret(newSecret("")))
		if _, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, $2, 1, 'h', 'original')`, h.office, key); err != nil {
			return err
		}
		return tx.QueryRow(tx.Ctx, `with
			delivery as (insert into deliveries (office_id, client_id, door, bytes) values ($1, $2, 'upload', $3) returning id),
			file as (insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
				select $1, $2, id, 'scan.pdf', 'application/pdf', $3, 1, 'h', 1, 'done' from delivery returning id),
			page as (insert into pages (office_id, client_id, file_id, number, width, height, reader, text, stage)
				select $1, $2, id, 1, 595, 842, 'ocr', $4, 'done' from file returning file_id),
			document as (insert into documents (office_id, client_id, delivery_id, file_id, received)
				select $1, $2, delivery.id, file.id, $5 from delivery, file returning id),
			reference as (insert into document_pages (office_id, client_id, document_id, position, file_id, page)
				select $1, $2, document.id, 1, page.file_id, 1 from document, page)
			select id from document`, h.office, client, key, text, tx.now).Scan(&id)
	})
	if err != nil {
		t.Fatalf("making a document: %v", err)
	}
	return id
}

// addRead makes a document that was read as inv and waits for the accountant.
func (h *house) addRead(t testing.TB, client invoer.ClientID, inv invoer.Invoice) invoer.DocumentID {
	t.Helper()
	id := h.addDocument(t, client, "Factuur voor geleverde waren")
	h.read(t, id, inv, "613000")
	return id
}

// read does what the stages extract and propose do.
func (h *house) read(t testing.TB, id invoer.DocumentID, inv invoer.Invoice, account string) {
	t.Helper()
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		if err := tx.SaveReading(id, inv); err != nil {
			return err
		}
		if err := tx.SaveBooking(id, booking(inv, account)); err != nil {
			return err
		}
		return change(tx, `update documents set status = 'read', stage = 'done' where id = $1`, id)
	})
	if err != nil {
		t.Fatalf("reading document %s: %v", id, err)
	}
}

func booking(inv invoer.Invoice, account string) *invoer.Booking {
	total := inv.Total.Value
	owed := total
	owed.Cents = -owed.Cents
	return &invoer.Booking{Journal: "AANK", Date: inv.Issued.Value, Entries: []invoer.Entry{
		{Side: invoer.SideCost, Account: account, Amount: total, Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}},
		{Side: invoer.SideSupplier, Account: "440000", Amount: owed},
	}}
}

// bakery is an invoice as a machine reads one.
func bakery(number string, cents int64) invoer.Invoice {
	inv := invoer.Invoice{Kind: invoer.KindInvoice, Language: "nl"}
	origin := invoer.Origin{Reader: "ocr", Page: 1, Why: invoer.Because("right-of-label", "Totaal")}
	inv.Supplier.Name = invoer.Field[string]{Value: "Bloemmolens Ávila", Confidence: 80, Origin: origin}
	inv.Supplier.VAT = invoer.Field[invoer.VATNumber]{Value: "BE0477574154", Confidence: 97, Origin: origin}
	inv.Number = invoer.Field[string]{Value: number, Confidence: 90, Origin: origin}
	inv.Issued = invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: time.November, Day: 3}, Confidence: 90, Origin: origin}
	inv.Due = invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: time.December, Day: 15}, Confidence: 85, Origin: origin}
	inv.Currency = invoer.Field[string]{Value: "EUR", Confidence: 90, Origin: origin}
	inv.Total = invoer.Field[invoer.Money]{Value: invoer.EUR(cents), Confidence: 88, Origin: origin}
	inv.Account = invoer.Field[invoer.IBAN]{Value: "BE68539007547034", Confidence: 97, Origin: origin}
	inv.Check()
	return inv
}

func (h *house) asOwner(t testing.TB, sql string, args ...any) {
	t.Helper()
	if err := asOwner(t.Context(), h.db, sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func asOwner(ctx context.Context, db servers.Database, sql string, args ...any) error {
	conn, err := ownerConn(ctx, db)
	if err != nil {
		return err
	}
	defer hangUp(ctx, conn)
	_, err = conn.Exec(ctx, sql, args...)
	return err
}

func ownerConn(ctx context.Context, db servers.Database) (*pgx.Conn, error) {
	return pgx.Connect(ctx, db.OwnerURL)
}
