package extractors

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
)

var today = invoer.Date{Year: 2026, Month: time.November, Day: 24}

// eInvoices are the e-invoices of the corpus.
func eInvoices(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/invoices/*/document.xml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no e-invoices in the corpus: %v", err)
	}
	return files
}

// TestReadXMLOfTheCorpus demands every field of the corpus's e-invoices.
func TestReadXMLOfTheCorpus(t *testing.T) {
	t.Parallel()
	for _, file := range eInvoices(t) {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "want.json"))
			if err != nil {
				t.Fatal(err)
			}
			var want truth
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ReadXML(content)
			if err != nil {
				t.Fatal(err)
			}
			want.compare(t, got.Invoice)
		})
	}
}

// sampleXML is an e-invoice of the corpus.
func sampleXML(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(eInvoices(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestReadXML(t *testing.T) {
	t.Parallel()
	sample := sampleXML(t)
	_, body, _ := strings.Cut(sample, "?>")
	cases := map[string]struct {
		file string
		code invoer.Code // "" reads
	}{
		"alone":                {sample, ""},
		"in an envelope":       {`<sbd:StandardBusinessDocument xmlns:sbd="urn:un"><sbd:StandardBusinessDocumentHeader/>` + body + `</sbd:StandardBusinessDocument>`, ""},
		"an empty envelope":    {`<StandardBusinessDocument/>`, invoer.CodeNotDocument},
		"a feed":               {`<rss><channel/></rss>`, invoer.CodeNotDocument},
		"an Invoice of nobody": {`<Invoice><ID>1</ID></Invoice>`, invoer.CodeNotDocument},
		"cut":                  {sample[:len(sample)/2], invoer.CodeDamaged},
	}
	for name, c := range cases {
		got, err := ReadXML([]byte(c.file))
		if c.code == "" {
			if err != nil || !got.Invoice.Number.Present() {
				t.Errorf("%s: number %q, error %v; want a number and no error", name, got.Invoice.Number.Value, err)
			}
			continue
		}
		if code, _ := invoer.CodeOf(err); !errors.Is(err, invoer.ErrUnreadable) || code != c.code {
			t.Errorf("%s: error %v, want %s", name, err, c.code)
		}
	}
}

// TestDueFromTerms: where there is no due date the words are read.
func TestDueFromTerms(t *testing.T) {
	t.Parallel()
	issued := invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: time.July, Day: 21}}
	cases := map[string]struct {
		words   string
		payable int64
		want    string
	}{
		"days":                    {"30 Tage ab Rechnungsdatum", 100, "2026-08-20"},
		"days and end of month":   {"30 dagen einde maand", 100, "2026-08-31"},
		"words that are no terms": {"Met dank voor uw vertrouwen", 100, ""},
		"paid already":            {"30 dagen na factuurdatum", 0, ""},
	}
	for name, c := range cases {
		r := einvoice.Reading{Conditions: []einvoice.Text{{Words: c.words, Path: "/a"}}}
		r.Invoice.Issued = issued
		r.Invoice.Payable = invoer.Field[invoer.Money]{Value: invoer.EUR(c.payable)}
		got, _ := completed(r, nil)
		due := got.Invoice.Due
		if due.Value.String() != c.want {
			t.Errorf("%s: %q gives %q, want %q", name, c.words, due.Value, c.want)
		}
		if c.want != "" && (due.Origin.Path != "/a" || due.Confidence == invoer.Certain || due.Origin.Why.Code == "") {
			t.Errorf("%s: %+v, want a path, a reason and less than certainty", name, due)
		}
	}
}

// A page of words, as a text layer has them or as OCR read them.
func pageOf(reader, text string) invoer.Page {
	p := invoer.Page{Number: 1, Width: 595, Height: 842, Reader: reader}
	for i, word := range strings.Fields(text) {
		x, y := float64(50+i%8*60), float64(50+i/8*20)
		p.Words = append(p.Words, invoer.Word{Text: word, Confidence: 95, Box: invoer.Box{X0: x, Y0: y, X1: x + 50, Y1: y + 10}})
	}
	return p
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	inv := invoer.Invoice{Account: invoer.Field[invoer.IBAN]{Value: "BE68539007547034"}, Total: invoer.Field[invoer.Money]{Value: invoer.EUR(147160)}}
	cases := map[string]struct {
		text string
		want []string
	}{
		"the same":                   {"Totaal 1.471,60 IBAN BE68 5390 0754 7034", nil},
		"the same, spaced otherwise": {"Total 1 471,60 EUR IBAN BE68539007547034", nil},
		"a number before the total":  {"2 1 471,60", nil},
		"another account":            {"Totaal 1.471,60 IBAN NL17 RABO 0047 9722 63", []string{RulePagesAccount}},
		"another total":              {"Totaal 1.571,60 IBAN BE68 5390 0754 7034", []string{RulePagesTotal}},
		"neither":                    {"Algemene voorwaarden", nil},
		"nothing":                    {"", nil},
	}
	for name, c := range cases {
		var rules []string
		for _, f := range Differences(inv, []invoer.Page{pageOf("text", c.text)}) {
			rules = append(rules, f.Rule)
		}
		if diff := cmp.Diff(c.want, rules); diff != "" {
			t.Errorf("%s: %q: want - got +:\n%s", name, c.text, diff)
		}
	}
}

func TestHidden(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		hidden string
		want   int
	}{
		"the same account": {"IBAN BE68 5390 0754 7034", 0},
		"another account":  {"IBAN NL17 RABO 0047 9722 63", 1},
		"misread digits":   {"IBAN BE68 5390 0754 7O34", 0},
		"no hidden text":   {"", 0},
	}
	for name, c := range cases {
		page := pageOf("ocr", "IBAN BE68 5390 0754 7034")
		page.Hidden = pageOf("text", c.hidden).Words
		got := Hidden([]invoer.Page{page})
		if len(got) != c.want || (len(got) > 0 && got[0].Severity != invoer.Block) {
			t.Errorf("%s: %v, want %d that block", name, got, c.want)
		}
	}
}

// A total that only a program sees is told, unless it stands on the page too.
func TestHiddenTotal(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		hidden string
		want   []string
	}{
		"another total":     {"Factuur 2026/118 Totaal te betalen 9.471,60 EUR", []string{"9471.60"}},
		"the same total":    {"Factuur 2026/118 Totaal te betalen 1.471,60 EUR", nil},
		"words without one": {"Met vriendelijke groeten", nil},
		"no hidden text":    {"", nil},
	}
	for name, c := range cases {
		page := pageOf("ocr", "Factuur 2026/118 Totaal te betalen 1.471,60 EUR")
		page.Hidden = pageOf("text", c.hidden).Words
		inv, err := Invoice(nil, []invoer.Page{page}, invoer.Known{Today: today})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range inv.Findings {
			if f.Rule == RuleHiddenTotal {
				got = append(got, f.Args...)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: hidden totals (-want +got):\n%s", name, diff)
		}
	}
}

// TestInvoiceOfXMLAndPages: the e-invoice rules, and pages step in for one
// that is broken.
func TestInvoiceOfXMLAndPages(t *testing.T) {
	t.Parallel()
	sample := sampleXML(t)
	words := []invoer.Page{pageOf("text", "Factuur 2026/118 Totaal te betalen 1.471,60 EUR")}
	cases := map[string]struct {
		xml    string
		pages  []invoer.Page
		reader string // of the number
		rule   string // that must be there
		fails  bool
	}{
		"an e-invoice alone":                             {xml: sample, reader: "ubl"},
		"an e-invoice and other pages":                   {xml: sample, pages: words, reader: "ubl", rule: RulePagesTotal},
		"a broken one and pages":                         {xml: sample[:200], pages: words, rule: RuleXMLDamaged},
		"a broken one alone":                             {xml: sample[:200], fails: true},
		"a broken one and pages of a scan without words": {xml: sample[:200], pages: []invoer.Page{{Number: 1, Reader: "ocr"}}, fails: true},
	}
	for name, c := range cases {
		inv, err := Invoice([]byte(c.xml), c.pages, invoer.Known{Today: today})
		if (err != nil) != c.fails {
			t.Errorf("%s: error %v, want one: %v", name, err, c.fails)
			continue
		}
		if c.reader != "" && inv.Number.Origin.Reader != c.reader {
			t.Errorf("%s: number from %q, want %q", name, inv.Number.Origin.Reader, c.reader)
		}
		found := c.rule == ""
		for _, f := range inv.Findings {
			found = found || f.Rule == c.rule
		}
		if !found {
			t.Errorf("%s: findings %v, want %s", name, inv.Findings, c.rule)
		}
	}
}

// TestExtractOfContainersAndStrangeFiles needs no child: nothing in them is a
// page.
func TestExtractOfContainersAndStrangeFiles(t *testing.T) {
	t.Parallel()
	sample := sampleXML(t)
	cases := map[string]struct {
		name, content string
		documents     int
		codes         []invoer.Code // of what could not be read
	}{
		"an e-invoice":                   {"a.xml", sample, 1, nil},
		"two e-invoices in an archive":   {"a.zip", zipped(t, "1.xml", sample, "2.xml", sample), 2, nil},
		"a bad member beside a good one": {"a.zip", zipped(t, "1.xml", sample, "2.xml", "<cut", "3.docx", "words"), 1, []invoer.Code{invoer.CodeDamaged, invoer.CodeNotDocument}},
		"the gravest reason of several":  {"a.zip", zipped(t, "1.xml", "<cut", "2.exe", "MZ\x90\x00"), 0, []invoer.Code{invoer.CodeDangerous}},
		"a message with nothing for us":  {"a.eml", "From: a@b.test\r\nContent-Type: text/plain\r\n\r\nHallo", 0, []invoer.Code{invoer.CodeNotDocument}},
		"an empty file":                  {"a.pdf", "", 0, []invoer.Code{invoer.CodeEmpty}},
		"a text that is called a PDF":    {"a.pdf", "hallo", 0, []invoer.Code{invoer.CodeDamaged}},
	}
	r := testReader(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := r.Extract(context.Background(), c.name, path, invoer.Own{}, today)
			if err != nil {
				t.Fatal(err)
			}
			var codes []invoer.Code
			documents := 0
			for _, reading := range got {
				if reading.File != c.name {
					t.Errorf("file %q, want %q", reading.File, c.name)
				}
				if reading.Err == nil {
					documents++
					continue
				}
				code, _ := invoer.CodeOf(reading.Err)
				codes = append(codes, code)
			}
			if diff := cmp.Diff(c.codes, codes); diff != "" || documents != c.documents {
				t.Errorf("%d documents, want %d; codes want - got +:\n%s", documents, c.documents, diff)
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(r.work, "member-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("files %v stay behind (%v), want none", left, err)
	}
}

func zipped(t *testing.T, members ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(members); i += 2 {
		entry, err := w.Create(members[i])
		if err == nil {
			_, err = entry.Write([]byte(members[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestExtractOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	r := testReader(t)
	if _, err := r.Extract(context.Background(), "x.pdf", filepath.Join(t.TempDir(), "x.pdf"), invoer.Own{}, today); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one that says that there is no such file", err)
	}
	got, err := r.Extract(context.Background(), "folder", t.TempDir(), invoer.Own{}, today)
	if err != nil || len(got) != 1 || !errors.Is(got[0].Err, invoer.ErrUnreadable) {
		t.Errorf("a folder: %+v, %v; want one reading that says why not", got, err)
	}
}
