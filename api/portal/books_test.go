package portal

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/exports/ubl"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/storage"
)

// garageInvoice is the purchase of testdata/winbooks/domestic-21 as it stands
// on the desk.
func (h *house) garageInvoice(id invoer.DocumentID) {
	h.Helper()
	day := invoer.Date{Year: 2026, Month: 3, Day: 5}
	inv := invoer.Invoice{Kind: invoer.KindInvoice, Language: "nl"}
	inv.Supplier.Name = invoer.Field[string]{Value: "Garage Peeters bv", Confidence: 99}
	inv.Supplier.VAT = invoer.Field[invoer.VATNumber]{Value: "BE0477574154", Confidence: 99}
	inv.Number = invoer.Field[string]{Value: "2026/17", Confidence: 99}
	inv.Issued, inv.Due = invoer.Field[invoer.Date]{Value: day, Confidence: 99}, invoer.Field[invoer.Date]{Value: day.AddDays(30), Confidence: 99}
	inv.Reference = invoer.Field[invoer.Reference]{Value: "090933755493", Confidence: 99}
	inv.Currency = invoer.Field[string]{Value: "EUR", Confidence: 99}
	inv.Net, inv.VAT = invoer.Field[invoer.Money]{Value: invoer.EUR(10000), Confidence: 99}, invoer.Field[invoer.Money]{Value: invoer.EUR(2100), Confidence: 99}
	inv.Total = invoer.Field[invoer.Money]{Value: invoer.EUR(12100), Confidence: 99}
	how := invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}
	b := invoer.Booking{Journal: "AANK", Date: day, Entries: []invoer.Entry{
		{Side: invoer.SideCost, Account: "613400", Amount: invoer.EUR(10000), Treatment: how},
		{Side: invoer.SideVAT, Account: "411000", Amount: invoer.EUR(2100), Treatment: how},
		{Side: invoer.SideSupplier, Account: "440000", Amount: invoer.EUR(-12100)},
	}}
	err := h.store.In(h.Context(), invoer.Machine(h.office), func(tx storage.Tx) error {
		if err := tx.SaveReading(id, inv); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `update documents set kind = 'invoice' where id = $1`, id); err != nil {
			return err
		}
		return tx.SaveBooking(id, &b)
	})
	if err != nil {
		h.Fatal(err)
	}
}

// garageYear is a ledger of the garage in JSON Lines of the booking contract.
func garageYear(n int) string { return yearOf("Garage Peeters bv", "BE0477574154", n) }

func yearOf(name string, vat invoer.VATNumber, n int) string {
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"id":"%s %d","client":"K","date":"%s","doc_type":"invoice","currency":"EUR","supplier":{"name":"%s","vat":"%s","country":"BE"},`+
			`"totals":{"excl":"100.00","vat":"21.00","incl":"121.00","breakdown":[{"rate":"21","base":"100.00","vat":"21.00","category":"S"}]},"lines":[],`+
			`"booking":{"journal":"AANK","entries":[{"account":"613400","amount":"100.00","treatment":{"case":"domestic","class":"services","rate":"21","deductible":100}}]}}`+"\n",
			vat, i, invoer.Date{Year: 2025, Month: 3, Day: 1}.AddDays(i*360/n), name, vat)
	}
	return lines.String()
}

// learnGarage teaches so many purchases of the garage.
func (h *house) learnGarage(n int) {
	h.Helper()
	var all []ledger.Purchase
	for i := range n {
		p := ledger.Purchase{
			ID: fmt.Sprint("b", i), Date: invoer.Date{Year: 2026, Month: 1, Day: 1}.AddDays(i), Kind: invoer.KindInvoice, Excl: invoer.EUR(10000), VAT: invoer.EUR(2100), Incl: invoer.EUR(12100),
			Supplier: ledger.Supplier{Name: "Garage Peeters bv", VAT: "BE0477574154", Country: "BE"},
			Rates:    []ledger.Rate{{Percent: 2100, Base: invoer.EUR(10000), VAT: invoer.EUR(2100), Category: "S"}},
		}
		p.Entries = []ledger.Entry{{Account: "613400", Amount: p.Excl, Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 100}}}
		all = append(all, p)
	}
	if _, err := h.store.LearnLedger(h.Context(), h.identity(accountant), h.client, all); err != nil {
		h.Fatal(err)
	}
}

// masters writes a file as a package hands it over.
func masters(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// An office imports its chart and suppliers, approves, makes a batch, and the
// files are those that were made by hand.
func TestFromChartToBatchInABrowser(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0].ID
	house.garageInvoice(doc)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents/" + string(doc))
	p.click("#approve")
	p.at("/documents?said=last")

	books := "/bookkeeping?client=" + string(house.client)
	p.open(books)
	p.sees("1 goedgekeurde boekingen wachten")
	p.refused(http.StatusUnprocessableEntity)
	p.click("#make-batch")
	p.sees("Er is niets veranderd")
	p.sees("Het dagboek AANK staat niet in de lijst")
	p.click(`#faults a[href="#i-number"]`)
	p.imports(books)
	p.open(books)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#i-ledger"), []string{masters(t, "year.jsonl", garageYear(40))}))
	p.click("#learn-bookings")
	p.sees("40 boekingen geleerd. 0 waren al bekend.")
	p.sees("waren juist voorgesteld met wat eerder bekend was.")
	p.open(books)
	p.click("#make-batch")
	p.sees("De batch is gemaakt.")

	made, err := house.store.Batches(t.Context(), house.identity(accountant), house.client)
	if err != nil || len(made) != 1 || made[0].State != invoer.BatchMade {
		t.Fatalf("batches %+v, %v; want one", made, err)
	}
	v := house.visit(t, accountant)
	status, _, page := v.get("/documents/" + string(doc))
	v.wants("the time line of what was booked", status, http.StatusOK, page, "werd geboekt in een batch<br>Batch: <ins>1</ins>")
	path := "/bookkeeping/batches/" + string(made[0].ID)
	_, _, file := v.get(path + "/file")
	act := inZIP(t, file, "ACT.TXT")
	want, err := os.ReadFile("../../testdata/winbooks/domestic-21/ACT.TXT")
	if err != nil || act != string(want) {
		t.Errorf("ACT.TXT (%v) is\n%s\nwant\n%s", err, act, want)
	}
	if _, _, again := v.get(path + "/file"); again != file {
		t.Error("downloaded again it is another file")
	}
	_, _, documents := v.get(path + "/documents")
	if pdf := inZIP(t, documents, "AANK_03_20260001___00000_A.pdf"); !strings.HasPrefix(pdf, "%PDF") {
		t.Errorf("the document begins with %.20q, want a PDF", pdf)
	}
	house.answer(t, p, books, masters(t, "empty.txt", strings.ReplaceAll(act, "121.00", "120.00")), "20260001 is in het pakket 120")
	house.answer(t, p, books, masters(t, "ACT.TXT", act), "De batch is bevestigd.")
}

// imports takes the lists of a package over, each after its difference was seen.
func (p *hand) imports(books string) {
	for name, text := range map[string]string{
		"ACF.csv":     "NUMBER,NAME11\n613400,Kosten van voertuigen\n411000,Terug te vorderen btw\n440000,Leveranciers\n",
		"CSF.csv":     "NUMBER,TYPE,NAME1,COUNTRY,VATNUMBER\nGARAGE001,2,Garage Peeters bv,BE,0477.574.154\n",
		"SLPRD.csv":   "BOOKYEAR,PERIOD,DATE_BEG,DATE_END\n6,03,2026-03-01,2026-03-31\n",
		"JOURNAL.csv": "CODE,NAME,KIND\nAANK,Aankopen,purchase\n",
	} {
		p.open(books)
		p.do(chromedp.SetUploadFiles(chromedp.CSS("#i-file"), []string{masters(p, name, text)}))
		p.click("#preview-books")
		p.sees("Verschil met " + name)
		p.click("#write-books")
		p.sees("De lijsten zijn gewijzigd.")
	}
}

// eInvoice is a purchase of 121.00 on a day of March, as its supplier sends it.
func eInvoice(t *testing.T, name string, vat invoer.VATNumber, day int) []byte {
	t.Helper()
	var p invoer.Posting
	on := invoer.Date{Year: 2026, Month: 3, Day: day}
	p.Invoice.Kind = invoer.KindInvoice
	p.Invoice.Number.Value, p.Invoice.Currency.Value = fmt.Sprintf("F%02d", day), "EUR"
	p.Invoice.Issued, p.Invoice.Due = invoer.Field[invoer.Date]{Value: on, Confidence: 99}, invoer.Field[invoer.Date]{Value: on.AddDays(30), Confidence: 99}
	p.Invoice.Supplier.Name.Value, p.Invoice.Supplier.VAT.Value = name, vat
	p.Invoice.Total = invoer.Field[invoer.Money]{Value: invoer.EUR(12100), Confidence: 99}
	p.Invoice.Breakdown = []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(10000), VAT: invoer.EUR(2100), Category: "S"}}
	files, err := ubl.Write([]invoer.Posting{p}, ubl.Buyer{Name: "Bakkerij Ter Linde bv", VAT: "BE0999100097", Code: "BAK"})
	if err != nil {
		t.Fatal(err)
	}
	return files[0].XML
}

// An office imports its chart, its suppliers and a year of bookings, sees how right proposals would have been, lets one
// supplier go, and gets twenty documents through mail: three go by themselves,
// seventeen take one key each, and the batch is what was made by hand, line by
// line.
func TestTwentyDocumentsOfWhichThreeGoAlone(t *testing.T) {
	house := openHouse(t)
	const other, number = "Houthandel Maes bv", "BE0412636812"
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	books := "/bookkeeping?client=" + string(house.client)
	p.imports(books)
	p.open(books)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#i-ledger"), []string{masters(t, "year.jsonl", garageYear(40)+yearOf(other, number, 40))}))
	p.click("#learn-bookings")
	p.sees("80 boekingen geleerd.")
	p.click("#learnt a.button")
	p.sees("Gemeten op de 80 boekingen")
	ask[bool](p, "((document.querySelector('#i-on').checked = true), (document.querySelector('#i-one-in').value = '20'), (document.querySelector('#i-every').value = '100'), true)")
	p.click("#set-automatic")
	p.sees("Bewaard.")
	p.click("[aria-label='Laat gaan: Garage Peeters bv']")
	p.until("the garage may go", "document.querySelector(\"[aria-label='Niet vanzelf: Garage Peeters bv']\") !== null")

	door, to := house.mailDoor()
	for day := 1; day <= 20; day++ {
		name, vat := other, invoer.VATNumber(number)
		if day <= 3 {
			name, vat = "Garage Peeters bv", "BE0477574154"
		}
		house.mail(door, to, fmt.Sprintf("F%02d.xml", day), eInvoice(t, name, vat, day))
	}
	alone := 0
	var first invoer.DocumentID
	for _, d := range house.settled(20) {
		switch {
		case d.Status == invoer.StatusApproved:
			alone++
		case first == "":
			first = d.ID
		}
	}
	if alone != 3 {
		t.Fatalf("%d documents went alone, want the three of the garage", alone)
	}
	p.open("/documents/" + string(first) + "?tab=read")
	for left := 17; left > 0; left-- {
		p.until("a document to approve", "document.documentElement.classList.contains('listens') && document.querySelector('#approve') !== null && document.readyState === 'complete'")
		was := p.where()
		p.presses("a")
		p.until("the next document", "location.pathname + location.search !== '"+was+"'")
	}
	p.at("/documents?said=last")
	p.open(books)
	p.sees("20 goedgekeurde boekingen wachten")
	p.click("#i-number") // the timber merchant is no supplier of the package yet
	p.click("#make-batch")
	p.sees("De batch is gemaakt.")
	made, err := house.store.Batches(t.Context(), house.identity(accountant), house.client)
	if err != nil || len(made) != 1 {
		t.Fatalf("batches %+v, %v; want one", made, err)
	}
	_, _, file := house.visit(t, accountant).get("/bookkeeping/batches/" + string(made[0].ID) + "/file")
	for name, want := range map[string]string{"ACT.TXT": byHand(t, other), "CSF.TXT": timberMerchant} {
		if diff := cmp.Diff(want, inZIP(t, file, name)); diff != "" {
			t.Errorf("%s (-by hand +made)\n%s", name, diff)
		}
	}
}

// timberMerchant is the file of suppliers that was made by hand: the one that the
// package does not know, with what its invoices say of it. Number, type 2, name,
// VAT category 1, country, VAT number as WinBooks prints it, control account 440000; nothing else
// is known of it.
const timberMerchant = `"HOUTHA001","2","Houthandel Maes bv","","","","","","1","BE","0412.636.812","","","","","","","","","","440000","",""` + "\r\n"

// byHand is the file that was made by hand for one purchase of the garage, once
// for each of the twenty.
func byHand(t *testing.T, other string) string {
	t.Helper()
	one, err := os.ReadFile("../../testdata/winbooks/domestic-21/ACT.TXT")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for day := 1; day <= 20; day++ {
		number := fmt.Sprintf("F%02d", day)
		on := invoer.Date{Year: 2026, Month: 3, Day: day}
		spelled := func(d invoer.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
		pairs := []string{
			"20260001", fmt.Sprintf("2026%04d", day), "2026/17", number, "090933755493", number,
			"20260305", spelled(on), "20260404", spelled(on.AddDays(30)),
		}
		if day > 3 {
			pairs = append(pairs, "GARAGE001", "HOUTHA001", "Garage Peeters bv", other)
		}
		all.WriteString(strings.NewReplacer(pairs...).Replace(string(one)))
	}
	return all.String()
}

// answer confirms the open batch by a file.
func (h *house) answer(t *testing.T, p *hand, books, file, sees string) {
	t.Helper()
	p.open(books)
	ask[bool](p, "(document.querySelectorAll('details').forEach(d => d.open = true), true)")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#batches input[type=file]"), []string{file}))
	if strings.Contains(file, "empty") {
		p.refused(http.StatusUnprocessableEntity)
	}
	p.click("#batches form[action$=answer] button")
	p.sees(sees)
}

func inZIP(t testing.TB, file, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatalf("%.200q: %v", file, err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The start set is shown, taken over, undone; periods are locked.
func TestBooksToBeginWith(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, accountant)
	books := "/bookkeeping?client=" + string(house.client)
	form := func() url.Values { return url.Values{"client": {string(house.client)}} }
	_, _, page := v.post("/bookkeeping/start", form())
	changes := regexp.MustCompile(`name="changes" value="([^"]+)"`).FindStringSubmatch(page)
	if changes == nil || !strings.Contains(page, "613400") {
		t.Fatalf("no preview\n%s", page)
	}
	f := form()
	f.Set("changes", unescape(changes[1]))
	f.Set("name", "MAR")
	status, _, body := v.post("/bookkeeping/books", f)
	v.wants("taking over", status, http.StatusSeeOther, body)
	f = form()
	f.Set("changes", unescape(changes[1]))
	status, _, body = v.post("/bookkeeping/books", f)
	v.wants("taking over what was shown before", status, http.StatusConflict, body)
	_, _, page = v.get(books)
	period := regexp.MustCompile(`name="period" value="([^"]+)"`).FindStringSubmatch(page)
	if period == nil {
		t.Fatalf("no periods\n%s", page)
	}
	f = form()
	f.Set("period", period[1])
	f.Set("lock", "on")
	status, _, body = v.post("/bookkeeping/period", f)
	v.wants("locking", status, http.StatusSeeOther, body)
	_, _, page = v.get(books)
	v.wants("the page", http.StatusOK, http.StatusOK, page, "afgesloten")
	_, _, page = v.post("/bookkeeping/start", form())
	if strings.Contains(page, `name="changes"`) {
		t.Errorf("the books to begin with, again, would unlock the period that was locked\n%s", page)
	}
	undo := regexp.MustCompile(`action="(/bookkeeping/imports/[^"]+/undo)"`).FindStringSubmatch(page)
	if undo == nil {
		t.Fatalf("nothing to undo\n%s", page)
	}
	status, _, body = v.post(undo[1], form())
	v.wants("undoing the lock", status, http.StatusSeeOther, body)
	client := house.visit(t, clientUser)
	status, _, body = client.get(books)
	client.wants("a client's person", status, http.StatusForbidden, body)
}
