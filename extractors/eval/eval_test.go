package eval

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestReadTruth(t *testing.T) {
	t.Parallel()
	got, err := ReadTruth(strings.NewReader(`{"id":"a","file":"a.pdf","truth":{"due_date":null,"total_incl":"1.00"}}` + "\n\n" + `{"id":"b"}`))
	if err != nil || len(got) != 2 || got[1].ID != "b" {
		t.Fatalf("got %v, %v; want two truths", got, err)
	}
	if right, known := got[0].texts("due_date"); !known || len(right) != 0 {
		t.Errorf("due_date is %v, known %v; want certainly absent", right, known)
	}
	if _, known := got[0].texts("invoice_date"); known {
		t.Error("invoice_date is known, want unknown")
	}
	if _, err := ReadTruth(strings.NewReader("{}\nx")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v, want one that names line 2", err)
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	cases := []struct {
		field, got, want string
		same             bool
	}{
		{"supplier_name", "DRUKKERIJ DE ZETTER", "Drukkerij De Zetter bv", true},
		{"supplier_name", "Drukkerij De Zetter B.V.", "Drukkerij De Zetter", true},
		{"supplier_name", "Zetter", "Drukkerij De Zetter", false},
		{"customer_name", "Bois & Negoce Cornet", "Bois & Négoce Cornet SPRL", true},
		{"customer_name", "", "x", false},
		{"supplier_vat", "BE0477574154", "BE 0477.574.154", true},
		{"supplier_iban", "BE02409709438240", "BE02 4097 0943 8240", true},
		{"invoice_number", "fv 7719", "FV7719", true},
		{"invoice_number", "FV-7719", "FV7719", false},
		{"total_incl", "121.00", "121", true},
		{"total_incl", "121.00", "121.01", false},
		{"amount_due", "0.00", "0.00", true},
		{"invoice_date", "2026-03-01", "2026-03-01", true},
	}
	for _, c := range cases {
		if got := Same(c.field, c.got, c.want); got != c.same {
			t.Errorf("Same(%s, %q, %q) = %v, want %v", c.field, c.got, c.want, got, c.same)
		}
	}
}

// sample is an invoice with a right total, a wrong number, and an account that
// the document does not have.
func sample() (Truth, invoer.Invoice) {
	truths, err := ReadTruth(strings.NewReader(`{"id":"a","doc_type":"invoice","language":"nl","kind":"scan","truth":{` +
		`"supplier_name":"De Zetter","total_incl":"121.00","invoice_number":"15","supplier_iban":null,"due_date":null,"invoice_date":"2026-03-01",` +
		`"vat_breakdown":[{"rate":"21","base":"100.00","vat":"21.00","category":"S"}],"lines":[{"total":"100.00"}]},` +
		`"alternatives":{"supplier_name":["Drukkerij De Zetter"]},"ambiguous":["customer_name"]}`))
	if err != nil {
		panic(err) // the sample is in this file
	}
	inv := invoer.Invoice{Kind: invoer.KindInvoice, Language: "fr"}
	inv.Supplier.Name = invoer.Field[string]{Value: "Drukkerij De Zetter", Confidence: 95}
	inv.Total = invoer.Field[invoer.Money]{Value: invoer.EUR(12100), Confidence: 90}
	inv.Number = invoer.Field[string]{Value: "16", Confidence: 60}
	inv.Account = invoer.Field[invoer.IBAN]{Value: "BE02409709438240", Confidence: 80}
	inv.Breakdown = []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(10000), VAT: invoer.EUR(2100)}}
	return truths[0], inv
}

func TestCompare(t *testing.T) {
	t.Parallel()
	truth, inv := sample()
	got := map[string]Outcome{}
	for _, m := range Compare(truth, inv) {
		got[m.Field] = m.Outcome
	}
	want := map[string]Outcome{
		"supplier_name": Right, "total_incl": Right, "invoice_number": Wrong, "supplier_iban": Invented, "due_date": Nothing,
		"invoice_date": Missed, "vat_breakdown": Right, "lines": Missed, "doc_type": Right, "language": Wrong,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

func TestTouchless(t *testing.T) {
	t.Parallel()
	truth, inv := sample()
	if handless, known := Touchless(Compare(truth, inv)); !known || !handless {
		t.Errorf("touchless %v, known %v; want both", handless, known)
	}
	inv.Due.Value = invoer.Date{Year: 2026, Month: 3, Day: 1}
	if handless, _ := Touchless(Compare(truth, inv)); handless {
		t.Error("touchless with an invented due date, want not")
	}
	delivery := []Mark{{Field: "supplier_name", Outcome: Right}, {Field: "total_incl", Outcome: Nothing}}
	if handless, known := Touchless(delivery); !known || !handless {
		t.Errorf("of a delivery note without an amount touchless %v, known %v; want both", handless, known)
	}
	delivery[1].Outcome = Invented
	if handless, _ := Touchless(delivery); handless {
		t.Error("touchless with an invented amount, want not")
	}
	if _, known := Touchless(nil); known {
		t.Error("known of an empty truth, want not")
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	truth, inv := sample()
	tally := NewTally()
	tally.Add(Compare(truth, inv), 3*time.Second)
	tally.Fail(truth, time.Second)
	if all := tally.All(); all != (Count{Right: 4, Wrong: 2, Missed: 10, Invented: 1}) {
		t.Errorf("all %+v", all)
	}
	if tally.Failed != 1 || tally.Documents != 2 || tally.Touchless != 1 || tally.Counted != 2 {
		t.Errorf("tally %+v", tally)
	}
	if got := tally.Bins[9]; got != (Bin{Claimed: 185, Values: 2, Right: 2}) {
		t.Errorf("bin of 90 and more is %+v", got)
	}
	if got := tally.P95(); got != 3*time.Second {
		t.Errorf("95th percentile %s, want 3s", got)
	}
	if got := (Count{Right: 8, Wrong: 1, Missed: 1, Invented: 1}); got.Precision() != 0.8 || got.Recall() != 0.8 {
		t.Errorf("precision %v, recall %v; want 0.8 both", got.Precision(), got.Recall())
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	report, err := NewReport([]string{"kind"})
	if err != nil {
		t.Fatal(err)
	}
	truth, inv := sample()
	report.Add(Judge(truth, inv, nil), time.Second)
	report.Fail(truth, time.Second)
	var out strings.Builder
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all documents: 2 documents, 1 could not be read", "kind scan:", "supplier_iban", "touchless 1 of 2", "expected calibration error"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, &out)
		}
	}
	if _, err := NewReport([]string{"colour"}); err == nil {
		t.Error("grouping by colour is accepted, want an error")
	}
}

func TestShares(t *testing.T) {
	t.Parallel()
	a, _ := sample()
	a.Source, a.Layout, a.ID = "set", "grid", "a"
	if got := a.Shares("layout"); got != "set/grid" {
		t.Errorf("by layout: got %q", got)
	}
	if got := a.Shares("supplier"); got != "set/De Zetter" {
		t.Errorf("by supplier: got %q", got)
	}
	a.Supplier = "Zetter Group"
	if got := a.Shares("supplier"); got != "set/Zetter Group" {
		t.Errorf("by a supplier that is known: got %q", got)
	}
	if got := (Truth{ID: "x"}).Shares("layout"); got != "/x" {
		t.Errorf("of nothing known: got %q, want it to share with nobody", got)
	}
}

func TestClassOf(t *testing.T) {
	t.Parallel()
	truth, _ := sample()
	cases := map[string]struct {
		mark Mark
		want string
	}{
		"nothing was read":      {Mark{"due_date", Missed, 0, invoer.Origin{}, "", []string{"2026-03-01"}}, "due_date: missed"},
		"the total of the net":  {Mark{"total_excl", Wrong, 0, invoer.Origin{}, "121.00", []string{"100.00"}}, "total_excl: " + classField},
		"a number cut short":    {Mark{"invoice_number", Wrong, 0, invoer.Origin{}, "2026", []string{"2026/17"}}, "invoice_number: " + classPart},
		"a name and its street": {Mark{"customer_name", Wrong, 0, invoer.Origin{}, "Claeys bv Markt 3", []string{"Claeys bv"}}, "customer_name: " + classMore},
		"a misread digit":       {Mark{"invoice_number", Wrong, 0, invoer.Origin{}, "20260017", []string{"2026O017"}}, "invoice_number: " + classSign},
		"an American date":      {Mark{"invoice_date", Wrong, 0, invoer.Origin{}, "2026-03-04", []string{"2026-04-03"}}, "invoice_date: " + classSwapped},
		"a lost point":          {Mark{"total_incl", Wrong, 0, invoer.Origin{}, "14716.00", []string{"1471.60"}}, "total_incl: " + classTenfold},
		"a credit":              {Mark{"amount_due", Wrong, 0, invoer.Origin{}, "-14.00", []string{"14.00"}}, "amount_due: " + classNegative},
	}
	for name, c := range cases {
		if got := classOf(truth, c.mark); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestPrinted(t *testing.T) {
	t.Parallel()
	var page invoer.Page
	for i, text := range strings.Fields("Nr. 17 van 3/4/2026 BE02 4097 0943 8240 BTW 0477.574.154 € 1.471,60") {
		page.Words = append(page.Words, invoer.Word{Text: text, Box: invoer.Box{X0: float64(i), X1: float64(i + 1), Y1: 1}})
	}
	cases := map[string]struct {
		field, value string
		from, to     float64 // 0 to 0 where it is not found
	}{
		"a date as it is printed here": {"invoice_date", "2026-04-03", 3, 4},
		"an account over four words":   {"supplier_iban", "BE02409709438240", 4, 8},
		"a number without its country": {"supplier_vat", "BE0477574154", 9, 10},
		"an amount behind its sign":    {"total_incl", "1471.60", 11, 12},
		"what is not there":            {"invoice_number", "99", 0, 0},
		"the last of the lines":        {"lines", "1471.60; 3.00", 11, 12},
	}
	for name, c := range cases {
		n, box := Printed([]invoer.Page{page}, c.field, c.value)
		if box.X0 != c.from && n != 0 || box.X1 != c.to {
			t.Errorf("%s: page %d, %v; want words from %v to %v", name, n, box, c.from, c.to)
		}
	}
}

func TestWriteHTML(t *testing.T) {
	t.Parallel()
	report, err := NewReport([]string{"kind"})
	if err != nil {
		t.Fatal(err)
	}
	truth, inv := sample()
	inv.Number.Value = "<script>"
	look := func(m Mark) (read, want []byte) { return []byte("read " + m.Field), nil }
	report.Add(Judge(truth, inv, look), time.Second)
	var out strings.Builder
	if err := report.WriteHTML(&out, "a & b"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<h1>a &amp; b</h1>", "By kind", "invoice_number: something else", "&lt;script&gt;", "data:image/jpeg;base64,cmVhZCBpbnZvaWNlX251bWJlcg==", "<svg"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "http", "ZgotmplZ"} {
		if strings.Contains(out.String(), never) {
			t.Errorf("page has %q, want nothing that runs, loads or was left out", never)
		}
	}
}

func TestRenewed(t *testing.T) {
	t.Parallel()
	report, err := NewReport([]string{"kind"})
	if err != nil {
		t.Fatal(err)
	}
	truth, inv := sample()
	report.Add(Judge(truth, inv, nil), time.Second)
	document := []byte("# Title\n<!-- figures of invoer eval -->\nold\n<!-- end of figures -->\nrest\n")
	for range 2 { // the second time replaces the first
		if document, err = report.Renewed(document); err != nil {
			t.Fatal(err)
		}
	}
	text := string(document)
	for _, want := range []string{"# Title\n", "| all | 1 | 100.0% of 1 |", "| scan | 1 |", "| invoice_number | 0 | 1 | 0 | 0 | 0.0% |", "| lines: missed | 1 |", "\nrest\n"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("want %q once in\n%s", want, text)
		}
	}
	if strings.Contains(text, "old") {
		t.Error("the old figures are still there")
	}
	if _, err := report.Renewed([]byte("no marks")); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a document without marks: %v, want ErrInvalid", err)
	}
}

func FuzzPrinted(f *testing.F) {
	f.Add("invoice_date", "2026-04-03", "3/4/2026")
	f.Add("lines", ";", ";")
	f.Add("supplier_vat", "BE", "")
	f.Fuzz(func(t *testing.T, field, value, text string) {
		Printed([]invoer.Page{{Words: []invoer.Word{{Text: text, Box: invoer.Box{X1: 1, Y1: 1}}}}}, field, value)
	})
}

func FuzzReadTruth(f *testing.F) {
	f.Add(`{"id":"a","truth":{"lines":[{"total":1}],"vat_breakdown":null,"due_date":[]}}`)
	f.Add("\n{}\n")
	f.Fuzz(func(t *testing.T, text string) {
		truths, err := ReadTruth(strings.NewReader(text))
		if err != nil {
			return
		}
		_, inv := sample()
		for _, truth := range truths {
			Compare(truth, inv)
		}
	})
}
