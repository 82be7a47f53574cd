package masters

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/tables"
)

func TestListsByTheirColumns(t *testing.T) {
	t.Parallel()
	date := func(s string) invoer.Date {
		d, err := invoer.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct {
		file string
		want invoer.Books
	}{
		"ACF": {"NUMBER,NAME11,NAME21\n6,Kosten\n613000,Erelonen,Honoraires\n", invoer.Books{Accounts: []invoer.LedgerAccount{{Number: "613000", Name: "Erelonen"}}}},
		"CSF": {
			"NUMBER,TYPE,NAME1,NAME2,COUNTRY,VATNUMBER,BNKACCNT,LANG,DEFLTPOST\nKLANT,1,Klant\nGARAGE001,2,Garage Peeters,bv,BE,0477.574.154,BE71 0961 2345 6769,N,613400\n",
			invoer.Books{Suppliers: []invoer.Third{{Number: "GARAGE001", Name: "Garage Peeters bv", VAT: "BE0477574154", IBAN: "BE71096123456769", Country: "BE", Language: "nl", Account: "613400", InPackage: true}}},
		},
		"CODEVAT": {
			"CODE,RATE,TYPDED,DESC1,BASE_INV,TAX_INV,ACCINV1,ACCINV2\n211400,21,0,Ventes,03,54\n221421,21,2,Voiture 50 %,82,59,411000\n262100,21.00,0,Cocontractant,82 87,56 59,411000,451000\n230000,21,0,Diensten buiten EU,82 87,56 59,411000,451000\n200000,0,0,Vrijgesteld,82,\n",
			invoer.Books{VATCodes: []invoer.VATCode{
				{Code: "221421", Name: "Voiture 50 %", Deductible: "411000", Treatment: invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: 50}},
				{Code: "262100", Name: "Cocontractant", Deductible: "411000", Due: "451000", Treatment: invoer.Treatment{Case: "cocontractor", Class: "services", Rate: 2100, Deductible: 100}},
				{Code: "230000", Name: "Diensten buiten EU", Deductible: "411000", Due: "451000", Treatment: invoer.Treatment{Case: "outside-eu", Class: "services", Rate: 2100, Deductible: 100}},
				{Code: "200000", Name: "Vrijgesteld", Treatment: invoer.Treatment{Case: "exempt", Class: "services"}},
			}},
		},
		"SLPRD": {
			"BOOKYEAR,PERIOD,DATE_BEG,DATE_END,ISLOCKED\n6,3,2026-03-01,20260331,T\n",
			invoer.Books{Periods: []invoer.Period{{Year: "6", Number: "03", Locked: true, Span: invoer.Span{From: date("2026-03-01"), Until: date("2026-03-31")}}}},
		},
		"journals": {
			"code;name;kind;credit;last\nAANK;Aankopen;0;AANKCN;20260117\nAANKCN;Creditnota's;purchase-credit;;\n",
			invoer.Books{Journals: []invoer.Journal{{Code: "AANK", Name: "Aankopen", Kind: invoer.JournalPurchase, Credit: "AANKCN", Last: 20260117}, {Code: "AANKCN", Name: "Creditnota's", Kind: invoer.JournalPurchaseCredit}}},
		},
		"analytic codes": {"plan,code,name\nvehicle,1-ABC-123,Bestelwagen\n", invoer.Books{Analytics: []invoer.AnalyticCode{{Plan: "vehicle", Code: "1-ABC-123", Name: "Bestelwagen"}}}},
	} {
		table, err := tables.Read([]byte(c.file))
		if err != nil {
			t.Fatal(err)
		}
		got, faults, err := Read(table)
		if err != nil || len(faults) != 0 {
			t.Errorf("%s: %v, %v", name, faults, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, file := range []string{
		"NUMBER,NAME11,DATE_BEG\n6,Kosten\n613000,Erelonen,2026-01-01\n",
		"NUMBER,TYPE,NAME1,NAME2,COUNTRY,VATNUMBER,BNKACCNT,LANG,DEFLTPOST\nGARAGE001,2,Garage,bv,BE,0477.574.154,BE71 0961 2345 6769,N,613400\n",
		"CODE,RATE,TYPDED,DESC1,BASE_INV,TAX_INV,ACCINV1,ACCINV2\n262100,21.00,0,Cocontractant,82 87,56 59,411000,451000\n",
		"BOOKYEAR,PERIOD,DATE_BEG,DATE_END,ISLOCKED\n6,3,2026-03-01,20260331,T\n",
		"code;name;kind;credit\nAANK;Aankopen;0;AANKCN\n", "plan,code,name\nvehicle,1-ABC-123,Bestelwagen\n",
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := tables.Read(file)
		if err != nil {
			return
		}
		books, faults, err := Read(table)
		if err != nil && (!errors.Is(err, invoer.ErrInvalid) || len(books.Entries())+len(faults) > 0) {
			t.Errorf("a table that is no list: %v, with %d entries and %d faults", err, len(books.Entries()), len(faults))
		}
		for _, a := range books.Accounts {
			if err := a.Valid(); err != nil {
				t.Error(err)
			}
		}
		for _, third := range books.Suppliers {
			if err := third.Valid(); err != nil {
				t.Error(err)
			}
		}
		clients, _, err := Clients(table)
		for _, c := range clients {
			if err != nil || c.Number == "" || c.Name == "" {
				t.Errorf("client %+v of a table with %v", c, err)
			}
		}
	})
}

func TestRowsThatAreNone(t *testing.T) {
	t.Parallel()
	table := tables.Of([][]string{{"account", "name"}, {"613000", "Good"}, {"61x", "Bad"}})
	got, faults, err := Read(table)
	if err != nil || len(got.Accounts) != 1 || len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), "row 2: ") {
		t.Errorf("%+v, %v, %v; want one account and row 2 told", got, faults, err)
	}
	table = tables.Of([][]string{{"journal", "kind", "last"}, {"AANK", "purchase", "12"}, {"AANK2", "purchase", "twelve"}, {"AANK3", "purchase", "-1"}})
	if got, faults, err = Read(table); err != nil || len(got.Journals) != 1 || len(faults) != 2 {
		t.Errorf("%+v, %v, %v; want one journal, and those told whose last number is none", got.Journals, faults, err)
	}
	if _, _, err := Read(tables.Of([][]string{{"colour"}, {"red"}})); !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), "COLOUR") {
		t.Errorf("another table: %v, want its columns and those that are wanted", err)
	}
}
