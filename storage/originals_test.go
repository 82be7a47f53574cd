package storage

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// surely is an invoice of which every value was read without doubt.
func surely(number string, cents int64) invoer.Invoice {
	inv := bakery(number, cents)
	inv.Total.Confidence = 95
	return inv
}

// eInvoice is the same one as an e-invoice says it.
func eInvoice(number string, cents int64) invoer.Invoice {
	inv := bakery(number, cents)
	path := invoer.Origin{Reader: "ubl", Path: "/Invoice/ID"}
	inv.Number.Origin, inv.Number.Confidence = path, 100
	inv.Supplier.VAT.Confidence, inv.Issued.Confidence, inv.Total.Confidence = 100, 100, 100
	return inv
}

// addXML makes a document of an e-invoice without pages that was not read yet.
func (h *house) addXML(t *testing.T) invoer.DocumentID {
	t.Helper()
	id := h.addDocument(t, h.client, "")
	file := h.view(t, id).File.ID
	h.asOwner(t, `delete from document_pages where document_id = $1`, id)
	h.asOwner(t, `delete from pages where file_id = $1`, file)
	h.asOwner(t, `update files set xml = original, media = 'application/xml', pages = 0 where id = $1`, file)
	return id
}

// extracted is what the stage extract alone does.
func (h *house) extracted(t *testing.T, id invoer.DocumentID, inv invoer.Invoice, paper *invoer.Invoice) {
	t.Helper()
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		if err := change(tx, `update documents set stage = 'propose' where id = $1`, id); err != nil {
			return err
		}
		if err := tx.SavePaper(id, paper); err != nil {
			return err
		}
		return tx.SaveReading(id, inv)
	})
	if err != nil {
		t.Fatalf("extracting document %s: %v", id, err)
	}
}

func (h *house) view(t *testing.T, id invoer.DocumentID) View {
	t.Helper()
	v, err := h.Document(t.Context(), h.accountant, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (h *house) balanced(t *testing.T) {
	t.Helper()
	b, err := h.Balance(t.Context(), h.machine)
	if err != nil {
		t.Fatal(err)
	}
	// The house's deliveries are made by hand and have no ledgers.
	faults := slices.DeleteFunc(b.Faults, func(f Fault) bool { return f.Rule == "file-has-part" })
	if len(faults) > 0 {
		t.Errorf("the balance has faults: %+v", faults)
	}
}

// TestAPDFItsRescanAndItsXMLAreOneDocument: three arrivals at different times
// become one document with three originals; the XML rules, and nothing is lost.
func TestAPDFItsRescanAndItsXMLAreOneDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	rescan := h.addDocument(t, h.client, "Factuur 2026/118")
	h.extracted(t, rescan, surely("2026/118", 12100), nil)
	xml := h.addXML(t)
	h.extracted(t, xml, eInvoice("2026/118", 12100), nil)

	v := h.view(t, first)
	if v.Status != invoer.StatusWaiting || v.Stage != invoer.StageExtract {
		t.Errorf("after its XML came the document is %s at %s, want it to be read from that", v.Status, v.Stage)
	}
	var whys []string
	for _, o := range v.Originals {
		whys = append(whys, o.Why)
	}
	if diff := cmp.Diff([]string{"", invoer.SameValues, invoer.SameValues}, whys); diff != "" {
		t.Errorf("originals (-want +got):\n%s", diff)
	}
	if o := v.Originals[2]; !o.EInvoice || o.Document != xml || o.File.SHA256 == "" {
		t.Errorf("the last original is %+v, want the e-invoice with its file", o)
	}
	docs, err := h.Documents(t.Context(), h.accountant, Filter{Client: h.client})
	if err != nil || len(docs) != 1 || docs[0].ID != first {
		t.Errorf("the list shows %d documents (%v), want the first alone", len(docs), err)
	}
	docs, err = h.Documents(t.Context(), h.accountant, Filter{Delivery: h.view(t, rescan).Delivery})
	if err != nil || len(docs) != 1 || docs[0].Status != invoer.StatusJoined || docs[0].JoinedTo != first {
		t.Errorf("its own delivery shows %+v (%v), want it as an original of the first", docs, err)
	}
	job, err := h.Take(t.Context(), v.Document.Ring(), "test", 1e9)
	if err != nil {
		t.Fatal(err)
	}
	if !job.Lent || job.XML != v.Originals[2].File.Original {
		t.Errorf("it is read from %q (lent %v), want the XML of its last original", job.XML, job.Lent)
	}
	h.balanced(t)
	if _, err := h.Approve(t.Context(), h.accountant, rescan, AnyVersion); !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("approving an original by itself: %v, want a conflict", err)
	}
}

// TestOriginalsThatDiffer: an e-invoice that names another account than its PDF
// is the same document, and a person is told both.
func TestOriginalsThatDiffer(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	said := eInvoice("2026/118", 12100)
	said.Account = invoer.Field[invoer.IBAN]{Value: "BE71096123456769", Confidence: 100}
	xml := h.addXML(t)
	h.extracted(t, xml, said, nil)
	paper := surely("2026/118", 12100)
	h.extracted(t, first, said, &paper)
	v := h.view(t, first)
	at := slices.IndexFunc(v.Invoice.Findings, func(f invoer.Finding) bool { return f.Rule == invoer.RuleOriginals })
	if at < 0 {
		t.Fatalf("findings %+v, want one that its originals differ", v.Invoice.Findings)
	}
	if f := v.Invoice.Findings[at]; f.Severity != invoer.Block || f.Field != "supplier_iban" || f.Args[0] != "BE71096123456769" || f.Args[1] != "BE68539007547034" {
		t.Errorf("finding %+v, want a block with both accounts", f)
	}
	if v.Invoice.Account.Value != "BE71096123456769" {
		t.Errorf("account %s, want that of the XML", v.Invoice.Account.Value)
	}
}

// TestWhatIsApprovedStays: an original that comes after the approval is added,
// and its differences are told; no value changes.
func TestWhatIsApprovedStays(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	if _, err := h.Approve(t.Context(), h.accountant, first, AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.asOwner(t, `update documents set stage = 'done' where id = $1`, first)
	said := eInvoice("2026/118", 12100)
	said.Account = invoer.Field[invoer.IBAN]{Value: "BE71096123456769", Confidence: 100}
	xml := h.addXML(t)
	h.extracted(t, xml, said, nil)
	v := h.view(t, first)
	if v.Status != invoer.StatusApproved || v.Stage != invoer.StageArchive || v.Invoice.Account.Value != "BE68539007547034" {
		t.Errorf("%s at %s with account %s, want it approved as it was and archived again", v.Status, v.Stage, v.Invoice.Account.Value)
	}
	if len(v.Originals) != 2 || len(v.Invoice.Findings) != 1 || v.Invoice.Findings[0].Severity != invoer.Warning {
		t.Errorf("%d originals and findings %+v, want two and a warning", len(v.Originals), v.Invoice.Findings)
	}
}

// TestSeparateAndJoin: a person takes an original out again and puts it back;
// what he said is remembered, and all of it stands in the history.
func TestSeparateAndJoin(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	xml := h.addXML(t)
	h.extracted(t, xml, eInvoice("2026/118", 12100), nil)
	if _, err := h.Separate(t.Context(), h.person, xml, AnyVersion); err == nil {
		t.Error("a client's person separated originals, want it refused")
	}
	v, err := h.Separate(t.Context(), h.accountant, xml, AnyVersion)
	if err != nil {
		t.Fatal(err)
	}
	if v.Status != invoer.StatusWaiting || v.Stage != invoer.StageExtract || v.JoinedTo != "" {
		t.Errorf("it is %s at %s, joined to %q; want it read anew by itself", v.Status, v.Stage, v.JoinedTo)
	}
	if lead := h.view(t, first); len(lead.Originals) != 1 || lead.Stage != invoer.StageExtract {
		t.Errorf("the first has %d originals and waits for %s, want one, and to be read from its own pages again", len(lead.Originals), lead.Stage)
	}
	h.read(t, first, surely("2026/118", 12100), "613000")
	h.read(t, xml, eInvoice("2026/118", 12100), "613000")
	if v := h.view(t, xml); v.JoinedTo != "" || v.Status != invoer.StatusRead {
		t.Fatalf("read again it is %s, joined to %q; want what the person said remembered", v.Status, v.JoinedTo)
	}
	if diff := cmp.Diff([]string{"block duplicate answered"}, h.found(t, h.accountant, xml)); diff != "" {
		t.Errorf("findings of what was separated (-want +got):\n%s", diff)
	}
	if v, err = h.Join(t.Context(), h.accountant, xml, AnyVersion, first); err != nil || v.JoinedTo != first {
		t.Fatalf("joined by hand to %q (%v), want the first", v.JoinedTo, err)
	}
	h.extracted(t, first, eInvoice("2026/118", 12100), nil)
	history, err := h.History(t.Context(), h.accountant, xml)
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, a := range history {
		did = append(did, a.Action)
	}
	if want := []string{"joined", "separated", "joined"}; !slices.Equal(slices.DeleteFunc(did, func(a string) bool { return !slices.Contains(want, a) }), want) {
		t.Errorf("history %v, want it joined, separated and joined", did)
	}
	h.balanced(t)
}

// TestAnswersAreRemembered: of documents that a person called different neither
// is joined when it is read better.
func TestAnswersAreRemembered(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.addRead(t, h.client, bakery("2026/118", 12100))
	again := h.addRead(t, h.client, bakery("2O26/118", 12100))
	if _, err := h.Answer(t.Context(), h.accountant, again, AnyVersion, invoer.RuleDuplicate, ""); err != nil {
		t.Fatal(err)
	}
	h.read(t, again, surely("2026/118", 12100), "613000")
	if v := h.view(t, again); v.JoinedTo != "" {
		t.Errorf("joined to %s, want it left alone", v.JoinedTo)
	}
}

// TestOriginalsMoveTogether to another client.
func TestOriginalsMoveTogether(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	again := h.addDocument(t, h.client, "Factuur 2026/118")
	h.extracted(t, again, surely("2026/118", 12100), nil)
	if _, err := h.Move(t.Context(), h.accountant, first, AnyVersion, h.other); err != nil {
		t.Fatal(err)
	}
	if v := h.view(t, again); v.Client != h.other || v.JoinedTo != first {
		t.Errorf("the other original is with %s, joined to %q; want it moved along", v.Client, v.JoinedTo)
	}
	if _, err := h.Document(t.Context(), h.person, again); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("the first client's person asks for it: %v, want nothing known", err)
	}
	h.balanced(t)
}

// TestPagesAreFoundByTheirLooks: a rescan of which no value could be read is
// found by its picture alone; another invoice of the same letterhead is not. It
// is looked for among the documents of its client, and goes with one that moves.
func TestPagesAreFoundByTheirLooks(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	look := func(seed byte) invoer.Print {
		p := make(invoer.Print, invoer.PrintWidth*invoer.PrintHeight)
		for i := range p {
			p[i] = byte((i*i/7 + i*int(seed)) % 251)
		}
		return p
	}
	show := func(id invoer.DocumentID, p invoer.Print) {
		v := h.view(t, id)
		err := h.In(t.Context(), h.machine, func(tx Tx) error {
			page := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: "ocr", Words: []invoer.Word{}}
			return tx.SavePage(v.Pages[0].File, StoredPage{Page: page, Print: p})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	unread := invoer.Invoice{Kind: invoer.KindInvoice, Findings: []invoer.Finding{}}
	first := h.addDocument(t, h.client, "")
	show(first, look(3))
	h.read(t, first, surely("2026/118", 12100), "613000")
	again, other := h.addDocument(t, h.client, ""), h.addDocument(t, h.client, "")
	show(again, look(3))
	show(other, look(90))
	h.extracted(t, other, unread, nil)
	h.extracted(t, again, unread, nil)
	if v := h.view(t, again); v.JoinedTo != first || v.Originals[1].Why != invoer.SamePicture {
		t.Errorf("joined to %q, want the first by its picture", v.JoinedTo)
	}
	if v := h.view(t, other); v.JoinedTo != "" {
		t.Errorf("another page is joined to %q, want it by itself", v.JoinedTo)
	}
	if _, err := h.Move(t.Context(), h.accountant, first, AnyVersion, h.other); err != nil {
		t.Fatal(err)
	}
	here, there := h.addDocument(t, h.client, ""), h.addDocument(t, h.other, "")
	for id, want := range map[invoer.DocumentID]invoer.DocumentID{here: "", there: first} {
		show(id, look(3))
		h.extracted(t, id, unread, nil)
		if v := h.view(t, id); v.JoinedTo != want {
			t.Errorf("after a move, a copy for client %s is joined to %q, want %q", v.Client, v.JoinedTo, want)
		}
	}
}

// TestADocumentIsFoundByWordsOfItsOtherOriginals: what stands only on a rescan,
// or only in the e-invoice, finds the document that shows them, and no longer
// when they are separated.
func TestADocumentIsFoundByWordsOfItsOtherOriginals(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	first := h.addRead(t, h.client, surely("2026/118", 12100))
	rescan := h.addDocument(t, h.client, "Factuur met potlood ontvangen")
	h.extracted(t, rescan, surely("2026/118", 12100), nil)
	xml := h.addXML(t)
	said := eInvoice("2026/118", 12100)
	said.Lines = []invoer.Line{{Description: "Roggebloem"}}
	h.extracted(t, xml, said, nil)
	for word, want := range map[string]int{"waren": 1, "potlood": 1, "roggebloem": 1, "haverbloem": 0} {
		docs, err := h.Documents(t.Context(), h.accountant, Filter{Text: word})
		if err != nil || len(docs) != want || want == 1 && docs[0].ID != first {
			t.Errorf("looking for %s: %d documents (%v), want %d, the first", word, len(docs), err, want)
		}
	}
	if _, err := h.Separate(t.Context(), h.accountant, rescan, AnyVersion); err != nil {
		t.Fatal(err)
	}
	docs, err := h.Documents(t.Context(), h.accountant, Filter{Text: "potlood"})
	if err != nil || len(docs) == 1 && docs[0].ID == first || len(docs) > 1 {
		t.Errorf("separated, looking for its word: %d documents (%v), want not the first", len(docs), err)
	}
}
