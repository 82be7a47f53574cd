package portal

import (
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Samples for pages that are rendered without a database. All companies are
// invented.
const (
	sampleDocument = invoer.DocumentID("11111111-1111-4111-8111-111111111111")
	sampleClient   = invoer.ClientID("22222222-2222-4222-8222-222222222222")
	sampleUser     = invoer.UserID("33333333-3333-4333-8333-333333333333")
	sampleDelivery = invoer.DeliveryID("44444444-4444-4444-8444-444444444444")
	sampleFile     = invoer.FileID("55555555-5555-4555-8555-555555555555")
)

var sampleNow = time.Date(2026, time.November, 24, 10, 30, 0, 0, time.UTC)

func read[T comparable](value T, sure invoer.Confidence, x, y, width float64) invoer.Field[T] {
	return invoer.Field[T]{Value: value, Confidence: sure, Origin: invoer.Origin{
		Reader: "text", Page: 1, Box: invoer.Box{X0: x, Y0: y, X1: x + width, Y1: y + 11}, Why: invoer.Because("person-said"),
	}}
}

func sampleInvoice() invoer.Invoice {
	inv := invoer.Invoice{
		Kind: invoer.KindInvoice, Language: "nl", Number: read("2026-0417", 97, 400, 120, 60),
		Issued:   read(invoer.Date{Year: 2026, Month: time.November, Day: 3}, 96, 400, 140, 60),
		Due:      read(invoer.Date{Year: 2026, Month: time.December, Day: 3}, 72, 400, 160, 60),
		Currency: read("EUR", 95, 0, 0, 0),
		Supplier: invoer.Party{Name: read("De Zetter Kantoorinrichting bv", 91, 60, 60, 180), VAT: read(invoer.VATNumber("BE0400915252"), 97, 60, 90, 90)},
		Account:  read(invoer.IBAN("BE71096123456769"), 97, 60, 760, 120), Reference: read(invoer.Reference("090933755493"), 97, 300, 760, 120),
		Net: read(invoer.EUR(121619), 97, 460, 600, 60), VAT: read(invoer.EUR(25540), 97, 460, 620, 60), Total: read(invoer.EUR(147159), 44, 460, 640, 60),
		Breakdown: []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(121619), VAT: invoer.EUR(25540), Category: "S"}},
		Lines:     []invoer.Line{{Description: "Bureaustoel, grijs", Quantity: "4", UnitPrice: "304.0475", Rate: 2100, Total: invoer.EUR(121619)}},
	}
	inv.Total.Alternatives = []invoer.Money{invoer.EUR(147160)}
	inv.Due.Value = invoer.Date{Year: 2026, Month: time.October, Day: 3}
	inv.Check()
	return inv
}

func sampleView(status invoer.Status) storage.View {
	view := storage.View{
		Document: invoer.Document{
			ID: sampleDocument, Client: sampleClient, Delivery: sampleDelivery, File: sampleFile, Kind: invoer.KindInvoice,
			Status: status, Version: 3, Received: sampleNow.Add(-2 * time.Hour),
		},
		ClientName: "Brirolis Medical bv", ClientCode: "K005", File: invoer.File{ID: sampleFile, Name: "factuur.pdf", Media: "application/pdf"},
		Pages: []storage.PageView{{PageRef: invoer.PageRef{File: sampleFile, Page: 1}, Width: 595, Height: 842, Reader: "text"}},
	}
	switch status {
	case invoer.StatusWaiting:
		return view
	case invoer.StatusHeld:
		view.Held = invoer.Because(string(invoer.CodeDamaged))
		view.Pages[0].Held = view.Held
		return view
	case invoer.StatusRejected:
		view.Reason = "dubbel"
	case invoer.StatusApproved, invoer.StatusBooked:
		view.Archive = &storage.Archive{Version: 1, PDF: "o/a", Manifest: "o/b", Created: sampleNow}
	}
	view.Invoice = sampleInvoice()
	if status == invoer.StatusApproved || status == invoer.StatusBooked {
		view.Invoice.Approval = invoer.Approval{By: sampleUser, At: sampleNow}
	}
	view.Booking = &invoer.Booking{Journal: "AK", Date: view.Invoice.Issued.Value, Entries: []invoer.Entry{
		{Side: invoer.SideCost, Account: "612000", Amount: invoer.EUR(121619), Treatment: invoer.Treatment{Case: "domestic", Class: "goods", Rate: 2100, Deductible: 50}, Why: invoer.Because("person-said")},
		{Side: invoer.SideVAT, Account: "411000", Amount: invoer.EUR(25540)},
		{Side: invoer.SideSupplier, Account: "440000", Amount: invoer.EUR(-147159)},
	}}
	return view
}

func sampleDossier(status invoer.Status) dossier {
	return dossier{
		view: sampleView(status), list: listing{Tab: "read"}, next: storage.Neighbour{ID: "66666666-6666-4666-8666-666666666666"}, clients: sampleClients(),
		history: []storage.Audit{
			{At: sampleNow, User: sampleUser, Name: "An Peeters", Action: "corrected", Before: map[string]string{"total_incl": "1471.60"}, After: map[string]string{"total_incl": "1471.59"}},
			{At: sampleNow.Add(-time.Hour), Action: "read"},
		},
	}
}

func sampleClients() []storage.Client {
	return []storage.Client{
		{ID: sampleClient, Code: "K005", Name: "Brirolis Medical bv", VAT: "BE0789678978", Language: "nl"},
		{ID: "22222222-2222-4222-8222-222222222223", Code: "K008", Name: "Imprimerie Lambotte SC", Language: "fr"},
	}
}

func sampleRows() []storage.Summary {
	var rows []storage.Summary
	for i, status := range []invoer.Status{invoer.StatusRead, invoer.StatusRead, invoer.StatusHeld, invoer.StatusWaiting, invoer.StatusApproved, invoer.StatusRejected} {
		view := sampleView(status)
		row := storage.Summary{
			Document: view.Document, ClientName: view.ClientName, Supplier: view.Invoice.Supplier.Name.Value, Number: view.Invoice.Number.Value,
			Issued: view.Invoice.Issued.Value, Due: view.Invoice.Due.Value, Total: view.Invoice.Total.Value, Sure: []invoer.Confidence{97, 44, 0, 0, 88, 90}[i], Findings: i % 2,
		}
		row.ID = row.ID[:35] + invoer.DocumentID(rune('1'+i))
		rows = append(rows, row)
	}
	return rows
}

// sampleFrame is what stands around a page for a person of a role.
func sampleFrame(lang string, role invoer.Role, section string) frame {
	f := frame{
		tongue: tongue{Lang: lang, now: sampleNow}, Section: section, MainClass: "narrow", CSRF: "token",
		User: person{ID: sampleUser, Name: "An Peeters", Email: "an@kantoor.example", Role: role},
	}
	f.Title = f.Say("docs.title")
	return f
}
