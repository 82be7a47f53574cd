package storage

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// found lists the findings of a document about others, as who sees them.
func (h *house) found(t *testing.T, who invoer.Scope, id invoer.DocumentID) []string {
	t.Helper()
	v, err := h.Document(t.Context(), who, id)
	if err != nil {
		t.Fatal(err)
	}
	said := []string{}
	for _, f := range v.Invoice.Findings {
		open := map[bool]string{true: "", false: " answered"}[f.Answered == ""]
		said = append(said, string(f.Severity)+" "+f.Rule+open)
	}
	return said
}

func TestTwinsAreFoundWhenTheyAreRead(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, bakery("2026/118", 12100))
	again := h.addRead(t, h.client, bakery("2O26/118", 12100))
	other := h.addRead(t, h.client, bakery("2026/231", 12100))
	elsewhere := h.addRead(t, h.other, bakery("2026/118", 12100))
	last := bakery("2026/118", 999)
	last.Issued.Value.Year = 2025
	year := h.addRead(t, h.client, last)
	for id, want := range map[invoer.DocumentID][]string{
		first: {}, again: {"block duplicate"}, other: {}, elsewhere: {}, year: {"note number-of-another-year"},
	} {
		if diff := cmp.Diff(want, h.found(t, h.accountant, id)); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	}
	if _, err := h.Approve(t.Context(), h.accountant, again, AnyVersion); err == nil {
		t.Error("a duplicate was approved, want it refused until a person says that it is another")
	}
	if _, err := h.Answer(t.Context(), h.accountant, again, AnyVersion, invoer.RuleDuplicate, ""); err != nil {
		t.Fatal(err)
	}
	h.read(t, again, bakery("2O26/118", 12100), "613000")
	if diff := cmp.Diff([]string{"block duplicate answered"}, h.found(t, h.accountant, again)); diff != "" {
		t.Errorf("read again after \"no, different\" (-want +got):\n%s", diff)
	}
	h.read(t, first, bakery("2026/118", 12100), "613000")
	if diff := cmp.Diff([]string{}, h.found(t, h.accountant, first)); diff != "" {
		t.Errorf("the older one, read again (-want +got):\n%s", diff)
	}
}

// A copy of a rejected document is taken, by the same door and by another, once
// each until it is rejected too; its finding points to the rejected one.
func TestCopyOfARejectedDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	part := invoer.Part{Name: "a.pdf", Media: "application/pdf", Size: 1, SHA256: strings.Repeat("ab", 32), Outcome: invoer.Taken}
	come := func(via invoer.Door, key string) (invoer.Delivery, bool) {
		t.Helper()
		d := invoer.Delivery{Client: h.client, Via: via, Key: key, Parts: []invoer.Part{part}}
		kept, again, err := h.Deliver(t.Context(), h.machine, d, func(invoer.BlobKey) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return kept, again
	}
	readAs := func(file invoer.FileID) (id invoer.DocumentID) {
		t.Helper()
		err := h.In(t.Context(), h.machine, func(tx Tx) error {
			if _, err := tx.Exec(tx.Ctx, `update files set stage = 'done' where id = $1`, file); err != nil {
				return err
			}
			return tx.QueryRow(tx.Ctx, `insert into documents (office_id, client_id, delivery_id, file_id, received)
				select office_id, client_id, delivery_id, id, now() from files where id = $1 returning id::text`, file).Scan(&id)
		})
		if err != nil {
			t.Fatal(err)
		}
		h.read(t, id, bakery("2026/118", 12100), "613000")
		return id
	}
	reject := func(id invoer.DocumentID) {
		t.Helper()
		if _, err := h.Reject(t.Context(), h.accountant, id, AnyVersion, "slecht gescand"); err != nil {
			t.Fatal(err)
		}
	}
	first, _ := come(invoer.DoorUpload, "k1")
	rejected := readAs(first.Parts[0].File)
	if _, again := come(invoer.DoorUpload, "k2"); !again {
		t.Error("the same bytes are taken again, want the first delivery while its document is not rejected")
	}
	reject(rejected)
	if kept, again := come(invoer.DoorUpload, "k1"); !again || kept.ID != first.ID {
		t.Error("a retry of a delivery whose document was rejected is a new one, want the first")
	}
	second, again := come(invoer.DoorUpload, "k3")
	if again || second.ID == first.ID || second.Parts[0].Outcome != invoer.Taken || second.Parts[0].File == first.Parts[0].File {
		t.Fatalf("a copy of a rejected document: %+v, again %v; want it taken", second, again)
	}
	for _, key := range []string{"k3", "k4"} {
		if kept, again := come(invoer.DoorUpload, key); !again || kept.ID != second.ID {
			t.Errorf("the copy once more, with key %s, is delivery %s, again %v; want %s", key, kept.ID, again, second.ID)
		}
	}
	copied := readAs(second.Parts[0].File)
	v, err := h.Document(t.Context(), h.accountant, copied)
	if err != nil || len(v.Invoice.Findings) != 1 || v.Invoice.Findings[0].Args[2] != string(rejected) {
		t.Errorf("findings of the copy %+v, %v; want one that points to the rejected document %s", v.Invoice.Findings, err, rejected)
	}
	byMail, _ := come(invoer.DoorMail, "m1")
	if p := byMail.Parts[0]; p.Outcome != invoer.Skipped || p.File != second.Parts[0].File {
		t.Errorf("by mail beside the copy: %+v, want a duplicate of the copy", p)
	}
	reject(copied)
	if third, again := come(invoer.DoorUpload, "k5"); again || third.Parts[0].Outcome != invoer.Taken {
		t.Errorf("a copy of the copy: %+v, again %v; want it taken", third, again)
	}
}

// Copies with misread fields meet by what stands on them, and of two at once
// one sees the other.
func TestTwinsAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	text := "Factuur 2026/118 van 03/11/2026 BE 0477.574.154 IBAN BE68 5390 0754 7034 100,00 21,00 121,00 tel 09 123 45 67 33 812,55 9000 4812"
	unread := bakery("", 12100)
	unread.Issued = invoer.Field[invoer.Date]{}
	one, two := h.addDocument(t, h.client, text), h.addDocument(t, h.client, text)
	var both sync.WaitGroup
	both.Go(func() { h.read(t, one, bakery("2026/118", 12100), "613000") })
	both.Go(func() { h.read(t, two, unread, "613000") })
	both.Wait()
	found := append(h.found(t, h.accountant, one), h.found(t, h.accountant, two)...)
	if diff := cmp.Diff([]string{"block looks-the-same"}, found); diff != "" {
		t.Errorf("findings of both (-want +got):\n%s", diff)
	}
}

// letterhead stands on all bills of addBills.
const letterhead = " BE 0477.574.154 IBAN BE68 5390 0754 7034 tel 09 123 45 67 "

// addBills adds three of one supplier.
func (h *house) addBills(t *testing.T) (ids []invoer.DocumentID) {
	t.Helper()
	for i, text := range []string{
		"2026/11801 49918560 112,67 2.028,06 93120367 1.134,11 456,96 121,00", "2026/23102 38816236 86,21 689,68 36371416 3.233,62 362,36 242,00",
		"2026/40777 29577095 248,74 1.285,88 76534267 1.519,16 275,07 363,00",
	} {
		id := h.addDocument(t, h.client, letterhead+text)
		h.read(t, id, bakery(strings.Fields(text)[0], int64(12100*(i+1))), "613000")
		ids = append(ids, id)
	}
	return ids
}

// A poor scan with the total of a bill, its day and its number somewhere on the
// page becomes an original of it, and its supplier's bill of the same day and
// amount does not.
func TestPoorScanIsJoinedByItsFigures(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	bills := h.addBills(t)
	poor := bakery("158", 24200)
	poor.Number.Confidence = 22
	scan := h.addDocument(t, h.client, letterhead+"2026/23102 3881 6236 86,21 689,68 36371416 3.238,62 362,36 242,00")
	h.extracted(t, scan, poor, nil)
	second := h.addDocument(t, h.client, letterhead+"2026/23103 38816236 86,21 689,68 36371416 3.233,62 362,36 242,00")
	h.extracted(t, second, poor, nil)
	for id, want := range map[invoer.DocumentID]invoer.DocumentID{scan: bills[1], second: ""} {
		if v, err := h.Document(t.Context(), h.accountant, id); err != nil || v.JoinedTo != want {
			t.Errorf("document %s is joined to %q, %v; want %q", id, v.JoinedTo, err, want)
		}
	}
}

// A scan of which little more than the total was read is known by its figures
// among others of its supplier, and another document of the supplier is not
// taken for one of them.
func TestPoorScanIsKnownByItsFigures(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.addBills(t)
	poor := invoer.Invoice{Kind: invoer.KindOther, Total: invoer.Field[invoer.Money]{Value: invoer.EUR(24200), Confidence: 70}}
	scan := h.addDocument(t, h.client, letterhead+"2026/28102 3881 6236 86,21 689,68 36371416 3.238,62 362,36 242,00")
	h.read(t, scan, poor, "613000")
	poor.Total.Value = invoer.EUR(12100)
	other := h.addDocument(t, h.client, letterhead+"2026/50001 41038231 103,56 517,80 86203963 5.279,88 302,88 121,00")
	h.read(t, other, poor, "613000")
	for id, want := range map[invoer.DocumentID][]string{scan: {"block looks-the-same"}, other: {}} {
		if diff := cmp.Diff(want, h.found(t, h.accountant, id)); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	}
	v, err := h.Document(t.Context(), h.accountant, scan)
	if err != nil || len(v.Invoice.Findings) != 1 || v.Invoice.Findings[0].Args[0] != "2026/23102" {
		t.Errorf("findings %+v, %v; want one that names 2026/23102", v.Invoice.Findings, err)
	}
}

func TestDocumentForAnotherClient(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	garage, err := h.Client(t.Context(), h.machine, h.other)
	if err != nil {
		t.Fatal(err)
	}
	garage.VAT = "BE0999100097"
	if _, err := h.ChangeClient(t.Context(), h.machine, garage); err != nil {
		t.Fatal(err)
	}
	inv := bakery("2026/118", 12100)
	inv.Customer.VAT = invoer.Field[invoer.VATNumber]{Value: garage.VAT, Confidence: 97}
	id := h.addRead(t, h.client, inv)
	if diff := cmp.Diff([]string{"block for-another-client"}, h.found(t, h.accountant, id)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{}, h.found(t, h.person, id)); diff != "" {
		t.Errorf("the first client's person sees whose it is (-want +got):\n%s", diff)
	}
	v, err := h.Move(t.Context(), h.accountant, id, AnyVersion, h.other)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Invoice.Findings) != 0 {
		t.Errorf("after it was moved: %+v, want no finding", v.Invoice.Findings)
	}
	if _, err := h.Document(t.Context(), h.person, id); err == nil || strings.Contains(err.Error(), "GAR") {
		t.Errorf("the first client's person asks for it: %v, want nothing known", err)
	}
}

// Where no buyer was found the pages tell, unless the client's own number stands
// there too, or who stands there is the supplier.
func TestDocumentWithAnotherClientsAddress(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for id, change := range map[invoer.ClientID]func(*Client){
		h.client: func(c *Client) { c.VAT = "BE0448457130" },
		h.other: func(c *Client) {
			c.VAT, c.Own.Addresses = "BE0999100097", []string{"Kerkstraat 12 bus 3, 9000 Gent"}
		},
	} {
		c, err := h.Client(t.Context(), h.machine, id)
		if err != nil {
			t.Fatal(err)
		}
		change(&c)
		if _, err := h.ChangeClient(t.Context(), h.machine, c); err != nil {
			t.Fatal(err)
		}
	}
	byGarage := bakery("2026/1191", 100)
	byGarage.Supplier.VAT.Value = "BE0999100097"
	for name, c := range map[string]struct {
		text string
		inv  invoer.Invoice
		want []string
	}{
		"its address":                     {"Factuur aan: Kerkstraat 12 bus 3 9000 GENT", bakery("2026/1181", 200), []string{"block for-another-client"}},
		"its number":                      {"Factuur BTW BE 0999.100.097", bakery("2026/1182", 300), []string{"block for-another-client"}},
		"beside the client's own":         {"Geleverd: Kerkstraat 12 bus 3 9000 Gent; factuur aan BE 0448.457.130", bakery("2026/1183", 400), []string{}},
		"of the supplier":                 {"Garage, Kerkstraat 12 bus 3, 9000 Gent, BE 0999.100.097", byGarage, []string{}},
		"half of its address":             {"Factuur aan: Kerkstraat 12", bakery("2026/1184", 500), []string{}},
		"of neither, cut off in a letter": {strings.Repeat("é", 20000), bakery("2026/1185", 600), []string{}},
	} {
		id := h.addDocument(t, h.client, c.text)
		h.read(t, id, c.inv, "613000")
		if diff := cmp.Diff(c.want, h.found(t, h.accountant, id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// addPages lays blank text pages behind the first of a document.
func (h *house) addPages(t *testing.T, id invoer.DocumentID, n int) {
	t.Helper()
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		return change(tx, `with more as (insert into pages (office_id, client_id, file_id, number, width, height, reader, text, stage)
				select office_id, client_id, file_id, n, 595, 842, 'ocr', '', 'done' from documents, generate_series(2, $2 + 1) n where id = $1 returning file_id, number)
			insert into document_pages (office_id, client_id, document_id, position, file_id, page)
				select d.office_id, d.client_id, d.id, more.number, more.file_id, more.number from documents d, more where d.id = $1`, id, n)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A document that is far longer than its supplier's others may be several; what
// a person laid together, or said is right, is believed.
func TestDocumentOfUnusualLength(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for n := range 3 {
		id := h.addRead(t, h.client, bakery(fmt.Sprint("2026/11", n), int64(12100+n)))
		if _, err := h.Approve(t.Context(), h.accountant, id, AnyVersion); err != nil {
			t.Fatal(err)
		}
	}
	long, laid := h.addDocument(t, h.client, "Factuur"), h.addDocument(t, h.client, "Factuur")
	h.addPages(t, long, 8)
	h.addPages(t, laid, 8)
	if err := h.In(t.Context(), h.machine, func(tx Tx) error {
		return change(tx, `update documents set begins = '{"code": "by-hand", "args": []}' where id = $1`, laid)
	}); err != nil {
		t.Fatal(err)
	}
	h.read(t, long, bakery("2026/118", 99900), "613000")
	h.read(t, laid, bakery("2026/119", 88800), "613000")
	for id, want := range map[invoer.DocumentID][]string{long: {"warning unusual-length"}, laid: {}} {
		if diff := cmp.Diff(want, h.found(t, h.accountant, id)); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	}
	if _, err := h.Answer(t.Context(), h.accountant, long, AnyVersion, invoer.RuleLength, ""); err != nil {
		t.Fatal(err)
	}
	h.read(t, long, bakery("2026/118", 99900), "613000")
	if diff := cmp.Diff([]string{"warning unusual-length answered"}, h.found(t, h.accountant, long)); diff != "" {
		t.Errorf("read again after a person said that it is right (-want +got):\n%s", diff)
	}
}

// BenchmarkTwins reads documents of a client that has ten thousand.
func BenchmarkTwins(b *testing.B) {
	h := openHouse(b)
	h.asOwner(b, `insert into documents (office_id, client_id, delivery_id, file_id, received, number, total, currency, supplier_vat, issued, status, stage)
		select office_id, client_id, delivery_id, file_id, received, n::text, n * 100, 'EUR', 'BE' || lpad((n % 300)::text, 10, '0'), date '2026-01-01' + n % 365, 'read', 'done'
		from (select * from documents where id = $1) d, generate_series(1, 10000) n`, h.addRead(b, h.client, bakery("0", 1)))
	started := time.Now()
	n := 0
	for b.Loop() {
		n++
		h.addRead(b, h.client, bakery("2026/118", int64(n)))
	}
	b.ReportMetric(float64(time.Since(started).Milliseconds())/float64(n), "ms/document")
}

// What a person corrects makes a document the twin of another one, or takes it
// away: it is compared again, and so is the one that was found to be like it.
func TestTwinsAreFoundWhenTheyAreCorrected(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	correct := func(id invoer.DocumentID, number string) {
		t.Helper()
		said := []Correction{{Field: "invoice_number", Text: number}}
		if _, err := h.Correct(t.Context(), h.accountant, id, AnyVersion, said); err != nil {
			t.Fatal(err)
		}
	}
	see := func(when string, of map[invoer.DocumentID][]string) {
		t.Helper()
		for id, want := range of {
			if diff := cmp.Diff(want, h.found(t, h.accountant, id)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
	}
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	later := h.addRead(t, h.client, surely("2026/991", 12100))
	see("two documents", map[invoer.DocumentID][]string{first: {}, later: {}})
	correct(later, "2026/118")
	see("made alike", map[invoer.DocumentID][]string{first: {}, later: {"block duplicate"}})
	if v := h.view(t, later); v.JoinedTo != "" {
		t.Errorf("what a person has in hand became an original of %s", v.JoinedTo)
	}
	if _, err := h.Approve(t.Context(), h.accountant, later, AnyVersion); err == nil {
		t.Error("the twin was approved, want it refused until a person says that it is another")
	}
	correct(later, "2026/991")
	see("made different again", map[invoer.DocumentID][]string{first: {}, later: {}})
	correct(first, "2026/991")
	see("the older one made alike", map[invoer.DocumentID][]string{first: {"block duplicate"}, later: {}})
	correct(later, "2026/118")
	see("the other of the two made different", map[invoer.DocumentID][]string{first: {}, later: {}})
	correct(later, "2026/991")
	if _, err := h.Answer(t.Context(), h.accountant, later, AnyVersion, invoer.RuleDuplicate, ""); err != nil {
		t.Fatal(err)
	}
	correct(later, "2026/118")
	see("what was answered stays said", map[invoer.DocumentID][]string{first: {}, later: {"block duplicate answered"}})
	correct(first, "2026/555")
	see("so it does when the other one changes", map[invoer.DocumentID][]string{first: {}, later: {"block duplicate answered"}})
}

// A credit note is no copy of the invoice with its number, until somebody says
// that it is an invoice; and one that is given to a client who has it is told of.
func TestTwinsOfAnotherKindOrClient(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.addRead(t, h.client, surely("2026/118", 12100))
	note := surely("2026/118", 12100)
	note.Kind = invoer.KindCreditNote
	later := h.addRead(t, h.client, note)
	for _, step := range []struct {
		kind invoer.Kind
		want []string
	}{{invoer.KindInvoice, []string{"block duplicate"}}, {invoer.KindCreditNote, []string{}}} {
		if _, err := h.SetKind(t.Context(), h.accountant, later, AnyVersion, step.kind); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, h.found(t, h.accountant, later)); diff != "" {
			t.Errorf("as %s (-want +got):\n%s", step.kind, diff)
		}
	}
	elsewhere := h.addRead(t, h.other, surely("2026/118", 12100))
	if _, err := h.Move(t.Context(), h.accountant, elsewhere, AnyVersion, h.client); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"block duplicate"}, h.found(t, h.accountant, elsewhere)); diff != "" {
		t.Errorf("given to the client who has it (-want +got):\n%s", diff)
	}
}
