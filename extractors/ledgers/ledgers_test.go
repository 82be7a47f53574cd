package ledgers

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
)

func treated(of, class string, rate int64, deductible int) invoer.Treatment {
	return invoer.Treatment{Case: of, Class: class, Rate: rate * 100, Deductible: deductible}
}

var books = invoer.Books{
	Suppliers: []invoer.Third{{Number: "GARAGE001", Name: "Garage Peeters bv", VAT: "BE0477574154", IBAN: "BE71096123456769", Country: "BE"}},
	VATCodes: []invoer.VATCode{
		{Code: "261450", Treatment: treated("domestic", "services", 21, 50)},
		{Code: "262100", Treatment: treated("cocontractor", "services", 21, 100)},
		{Code: "222121", Treatment: treated("eu", "goods", 21, 100)},
		{Code: "244000", Treatment: treated("exempt", "services", 0, 100)},
	},
}

// spelled is a purchase in one line, as far as it is learnt from.
func spelled(p ledger.Purchase) string {
	s := fmt.Sprintf("%s %s %s %s/%s/%s", p.Kind, p.Date, p.Supplier.VAT, p.Excl, p.VAT, p.Incl)
	for _, e := range p.Entries {
		s += fmt.Sprintf(" | %s %s %s %s %d %d", e.Account, e.Amount, e.Treatment.Case, e.Treatment.Class, e.Treatment.Rate/100, e.Treatment.Deductible)
	}
	for _, r := range p.Rates {
		s += fmt.Sprintf(" ; %s%d %s %s", r.Category, r.Percent/100, r.Base, r.VAT)
	}
	return s
}

// The files that are written for WinBooks are read back.
func TestFilesForWinBooks(t *testing.T) {
	t.Parallel()
	for folder, want := range map[string]string{
		"domestic-21":  "invoice 2026-03-05 BE0477574154 100.00/21.00/121.00 | 613400 100.00 domestic services 21 100 ; S21 100.00 21.00",
		"mixed-rates":  "invoice 2026-03-05 BE0477574154 260.71/32.49/293.20 | 604000 100.00 domestic goods 21 100 | 604000 12.34 domestic goods 21 100 | 612000 148.37 domestic services 6 100 ; S21 112.34 23.59 ; S6 148.37 8.90",
		"car-50":       "invoice 2026-03-05 BE0477574154 100.01/21.00/121.01 | 613400 100.01 domestic services 21 50 ; S21 100.01 21.00",
		"cocontractor": "invoice 2026-03-05 BE0477574154 1000.00/0.00/1000.00 | 611000 1000.00 cocontractor services 21 100 ; AE0 1000.00 0.00",
		"eu-goods":     "invoice 2026-03-05  500.00/0.00/500.00 | 600000 500.00 eu goods 21 100 ; K0 500.00 0.00",
		"exempt":       "invoice 2026-03-05 BE0477574154 80.00/0.00/80.00 | 613000 80.00 exempt services 0 100 ; E0 80.00 0.00",
		"credit-note":  "credit_note 2026-03-05 BE0477574154 -100.00/-21.00/-121.00 | 613400 -100.00 domestic services 21 100 ; S21 -100.00 -21.00",
	} {
		file, err := os.ReadFile(filepath.Join("../../testdata/winbooks", folder, "ACT.TXT"))
		if err != nil {
			t.Fatal(err)
		}
		all, faults := Read(file, "K001", books)
		if len(all) != 1 || len(faults) != 0 {
			t.Errorf("%s: %d purchases, %v", folder, len(all), faults)
			continue
		}
		if diff := cmp.Diff(want, spelled(all[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", folder, diff)
		}
		if err := all[0].Adds(); err != nil {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

const header = "doctype;dbkcode;dbktype;docnumber;accountgl;accountrp;bookyear;date;comment;amounteur;vatbase;vatcode;vatimput\n"

func TestCSVWithHeader(t *testing.T) {
	t.Parallel()
	file := header +
		"2;AANK;0;1;440000;X1;6;2026-03-09;Later;-12,100;;;\n3;AANK;0;1;613000;X1;6;2026-03-09;;10.000;;;21\n3;AANK;0;1;411000;X1;6;2026-03-09;;2.100;10.000;21;\n" +
		"2;VERK;2;1;400000;C1;6;2026-03-01;;121;;;\n" + // a sale
		"2;AANK;0;2;440000;GARAGE001;6;2026-03-05;;-50;;;\n3;AANK;0;2;613000;GARAGE001;6;2026-03-05;;50;;;\n" +
		"3;AANK;0;3;613000;GARAGE001;6;2026-03-05;;50;;;\n" + // no supplier
		"2;AANK;0;4;440000;GARAGE001;6;2026-03-05;;-50.005;;;\n3;AANK;0;4;613000;GARAGE001;6;2026-03-05;;50;;;\n"
	all, faults := Read([]byte(file), "K001", books)
	var got []string
	for _, p := range all {
		got = append(got, spelled(p))
	}
	want := []string{
		"invoice 2026-03-05 BE0477574154 50.00/0.00/50.00 | 613000 50.00 none services 0 100",
		"invoice 2026-03-09  10.00/2.10/12.10 | 613000 10.00 domestic services 21 100 ; S21 10.00 2.10",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(faults) != 2 || !errors.Is(faults[0], invoer.ErrInvalid) || !strings.Contains(faults[0].Error(), "AANK-6-3") {
		t.Errorf("faults %v, want two, the first of AANK-6-3", faults)
	}
	if len(all) == 2 && (all[1].Supplier.Name != "X1" || all[1].Text != "Later" || all[1].Client != "K001") {
		t.Errorf("the later one is of %q with %q for %q", all[1].Supplier.Name, all[1].Text, all[1].Client)
	}
}

// Where costs name no VAT code, the VAT lines tell which have which; where these
// do not, nothing wrong is learnt.
func TestCostsThatNameNoCode(t *testing.T) {
	t.Parallel()
	// cost, and VAT lines as amount, base and code
	cost := func(account, amount, code string) string {
		return "3;AANK;0;1;" + account + ";X1;6;2026-03-09;;" + amount + ";;;" + code + "\n"
	}
	vat := func(amount, base, code string) string {
		return "3;AANK;0;1;411000;X1;6;2026-03-09;;" + amount + ";" + base + ";" + code + ";\n"
	}
	for name, c := range map[string]struct{ owed, lines, want string }{
		"two rates of one base": {
			"-227", cost("604000", "100", "") + cost("612000", "100", "") + vat("21", "100", "21") + vat("6", "100", "6"), "",
		},
		"two rates of different bases": {
			"-174", cost("604000", "100", "") + cost("612000", "50", "") + vat("21", "100", "21") + vat("3", "50", "6"),
			"604000 100.00 domestic goods 21 100 | 612000 50.00 domestic services 6 100",
		},
		"two costs at one of them": {
			"-174", cost("604000", "60", "") + cost("612000", "50", "") + cost("613000", "40", "") + vat("21", "100", "21") + vat("3", "50", "6"),
			"604000 60.00 domestic goods 21 100 | 612000 50.00 domestic services 6 100 | 613000 40.00 domestic services 21 100",
		},
		"one that has no VAT": {
			"-131", cost("604000", "100", "") + cost("640000", "10", "") + vat("21", "100", "21"),
			"604000 100.00 domestic goods 21 100 | 640000 10.00 none services 0 100",
		},
		"half of a car beside": {
			"-174", cost("613400", "110.5", "") + cost("612000", "50", "") + vat("10.5", "100", "261450") + vat("3", "50", "6"),
			"613400 100.00 domestic services 21 50 | 612000 50.00 domestic services 6 100",
		},
		"one that names its code": {
			"-227", cost("604000", "100", "6") + cost("612000", "100", "") + vat("21", "100", "21") + vat("6", "100", "6"),
			"604000 100.00 domestic goods 6 100 | 612000 100.00 domestic services 21 100",
		},
		"one code, bases that are rounded": {
			"-121", cost("604000", "60.01", "") + cost("612000", "40", "") + vat("21", "100", "21"),
			"604000 60.01 domestic goods 21 100 | 612000 40.00 domestic services 21 100",
		},
	} {
		all, faults := Read([]byte(header+"2;AANK;0;1;440000;X1;6;2026-03-09;;"+c.owed+";;;\n"+c.lines), "K001", books)
		if c.want == "" {
			if len(all) != 0 || len(faults) != 1 || !errors.Is(faults[0], invoer.ErrInvalid) {
				t.Errorf("%s: %d purchases, %v; want none, and why", name, len(all), faults)
			}
			continue
		}
		if len(all) != 1 || len(faults) != 0 {
			t.Errorf("%s: %d purchases, %v", name, len(all), faults)
			continue
		}
		if err := all[0].Adds(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, got, _ := strings.Cut(spelled(all[0]), " | ")
		got, _, _ = strings.Cut(got, " ; ")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsNoLedger(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"other columns": "number,name\nA,B\n", "a picture": "\x89PNG\r\n\x1a\n\x00\x00", "a quote that never ends": header + "2;AANK;0;\"1",
	} {
		all, faults := Read([]byte(file), "K001", invoer.Books{})
		if len(all) != 0 || len(faults) == 0 {
			t.Errorf("%s: %d purchases, %v; want none and why", name, len(all), faults)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(header + "2;AANK;0;1;440000;X1;6;2026-03-09;;-12.1;;;\n3;AANK;0;1;613000;X1;6;2026-03-09;;10;;;21\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, _ := Read(b, "K", invoer.Books{})
		for _, p := range all {
			if !p.Date.Exists() || len(p.Entries) == 0 {
				t.Errorf("purchase %+v is not whole", p)
			}
		}
	})
}

// BenchmarkRead measures a year of ten thousand documents.
func BenchmarkRead(b *testing.B) {
	var file strings.Builder
	file.WriteString(header)
	for i := range 10_000 {
		fmt.Fprintf(&file, "2;AANK;0;%d;440000;GARAGE001;6;2026-03-09;;-121;;;\n3;AANK;0;%d;613000;GARAGE001;6;2026-03-09;;100;;;21\n3;AANK;0;%d;411000;GARAGE001;6;2026-03-09;;21;100;21;\n", i, i, i)
	}
	began := time.Now()
	for b.Loop() {
		if all, faults := Read([]byte(file.String()), "K", books); len(all) != 10_000 || len(faults) != 0 {
			b.Fatal(len(all), faults)
		}
	}
	b.ReportMetric(10_000*float64(b.N)/time.Since(began).Seconds(), "documents/s")
}
