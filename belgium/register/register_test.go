package register

import (
	"archive/zip"
	"bytes"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// extract is a small full extract as it is published.
func extract() map[string]string {
	return map[string]string{
		"meta.csv": "\"Variable\",\"Value\"\n\"SnapshotDate\",\"01-11-2026\"\n\"ExtractType\",\"full\"\n",
		"enterprise.csv": `"EnterpriseNumber","Status","JuridicalSituation","TypeOfEnterprise","JuridicalForm","JuridicalFormCAC","StartDate"
"0477.574.154","AC","000","2","610",,"01-06-2002"
"0412.636.812","AC","000","1",,,"01-06-1972"
`,
		"denomination.csv": `"EntityNumber","Language","TypeOfDenomination","Denomination"
"0477.574.154","2","001","Drukkerij ""De Zetter"""
"0477.574.154","1","003","Imprimerie, Papier & Cie"
"0412.636.812","0","001","Peeters Jan"
"2.123.456.789","2","004","Filiaal"
`,
		"address.csv": `"EntityNumber","TypeOfAddress","CountryNL","CountryFR","Zipcode","MunicipalityNL","MunicipalityFR","StreetNL","StreetFR","HouseNumber","Box","ExtraAddressInfo","DateStrikingOff"
"0477.574.154","REGO",,,"9000","Gent","Gand","Lange Kaai","Quai Long","12","3",,
"0477.574.154","BAET",,,"8000","Brugge","Bruges","Markt","Markt","1",,,
`,
		"contact.csv": `"EntityNumber","EntityContact","ContactType","Value"
"0477.574.154","ENT","TEL","09 123 45 67"
"0477.574.154","ENT","WEB","www.dezetter.example"
`,
		"activity.csv": `"EntityNumber","ActivityGroup","NaceVersion","NaceCode","Classification"
"0477.574.154","006","2008","18120","MAIN"
"0477.574.154","001","2025","18120","MAIN"
"0477.574.154","001","2008","58190","SECO"
"2.123.456.789","001","2008","47620","MAIN"
"0412.636.812","001","2003","4521","MAIN"
`,
	}
}

func opened(t testing.TB, files map[string]string) (*Data, error) {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for name, text := range files {
		w, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
}

func all[T any](t *testing.T, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for entry, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, entry)
	}
	return list
}

func TestFullExtract(t *testing.T) {
	t.Parallel()
	d, err := opened(t, extract())
	if err != nil {
		t.Fatal(err)
	}
	const zetter, peeters = 477574154, 412636812
	if diff := cmp.Diff([]Activity{{zetter, "18120", 4016}, {zetter, "18120", 4051}}, all(t, d.Activities())); diff != "" {
		t.Errorf("activities (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Company{{zetter, "610"}, {peeters, ""}}, all(t, d.Companies())); diff != "" {
		t.Errorf("companies (-want +got):\n%s", diff)
	}
	names := []Name{{zetter, 1, 2, `Drukkerij "De Zetter"`}, {zetter, 3, 1, "Imprimerie, Papier & Cie"}, {peeters, 1, 0, "Peeters Jan"}}
	if diff := cmp.Diff(names, all(t, d.Names())); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	addresses := []Address{{Number: zetter, Zip: "9000", TownNL: "Gent", TownFR: "Gand", StreetNL: "Lange Kaai", StreetFR: "Quai Long", House: "12", Box: "3"}}
	if diff := cmp.Diff(addresses, all(t, d.Addresses())); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	contacts := []Contact{{zetter, "TEL", "09 123 45 67"}, {zetter, "WEB", "www.dezetter.example"}}
	if diff := cmp.Diff(contacts, all(t, d.Contacts())); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
}

func TestBrokenExtractSaysWhere(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ file, text, want string }{
		"a file is missing":      {"address.csv", "", "no address.csv"},
		"an empty file":          {"enterprise.csv", "\n", "enterprise.csv is empty"},
		"another column":         {"enterprise.csv", "Nr,JuridicalForm\n", "line 1: want a column EnterpriseNumber, the columns are Nr, JuridicalForm"},
		"a column too few":       {"enterprise.csv", "EnterpriseNumber,JuridicalForm\n0477.574.154,\n0412.636.812\n", "line 3: 1 columns, want 2"},
		"a wrong check digit":    {"enterprise.csv", "EnterpriseNumber,JuridicalForm\n0477.574.155,\n", "line 2: number \"0477.574.155\" ends in 55, want 54"},
		"a number of nine":       {"enterprise.csv", "EnterpriseNumber,JuridicalForm\n477.574.154,\n", "line 2: number \"477.574.154\", want ten digits"},
		"a quote left open":      {"denomination.csv", "EntityNumber,Language,TypeOfDenomination,Denomination\n0477.574.154,2,1,\"De\n", "line 2: column 4: a quote is opened"},
		"signs after the quote":  {"denomination.csv", "EntityNumber,Language,TypeOfDenomination,Denomination\n\"0477.574.154\"x,2,1,De\n", "line 2: column 1: signs after"},
		"a language of letters":  {"denomination.csv", "EntityNumber,Language,TypeOfDenomination,Denomination\n0477.574.154,nl,1,De\n", "line 2: language \"nl\""},
		"a line without an end":  {"denomination.csv", "EntityNumber,Language,TypeOfDenomination,Denomination\n" + strings.Repeat("x", longestLine+1), "line 2: more than 65536 bytes"},
		"signs that are no text": {"denomination.csv", "EntityNumber,Language,TypeOfDenomination,Denomination\n0477.574.154,2,1,\xff\n", "line 2: signs that are not UTF-8"},
		"an update":              {"enterprise_insert.csv", "EnterpriseNumber\n", "update extract"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := extract()
			files[c.file] = c.text
			if c.text == "" {
				delete(files, c.file)
			}
			err := firstFault(opened(t, files))
			if !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q: got %v, want an %v with %q", c.text, err, invoer.ErrInvalid, c.want)
			}
		})
	}
}

// A file that unpacks to more than the register has is a bomb.
func TestArchiveThatUnpacksToTooMuch(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	if _, err := archive.CreateRaw(&zip.FileHeader{Name: "enterprise.csv", Method: zip.Deflate, UncompressedSize64: mostOfFile + 1}); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len())); !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), "more than 8 GiB") {
		t.Errorf("got %v, want an %v", err, invoer.ErrInvalid)
	}
}

// firstFault reads companies and names until something is wrong.
func firstFault(d *Data, err error) error {
	if err != nil {
		return err
	}
	for _, err := range d.Companies() {
		if err != nil {
			return err
		}
	}
	for _, err := range d.Names() {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestNumbersGoBothWays(t *testing.T) {
	t.Parallel()
	n, ours, err := parseNumber("0477.574.154")
	back, known := NumberOf(n.VAT())
	if err != nil || !ours || !known || back != n || n.VAT() != "BE0477574154" {
		t.Errorf("got %d, %t, %v, %s, %d; want BE0477574154", n, ours, err, n.VAT(), back)
	}
	if _, known := NumberOf("NL671274958B01"); known {
		t.Error("a Dutch number is no enterprise number")
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ name, want string }{
		"a legal form behind":  {"Drukkerij De Zetter bv", "drukkerijdezetter"},
		"one in front, dotted": {"N.V. Drukkerij De Zetter", "drukkerijdezetter"},
		"accents and signs":    {"Café & Crème S.R.L.", "cafecreme"},
		"nothing but a form":   {"SA", "sa"},
		"nothing at all":       {" -- ", ""},
	}
	for name, c := range cases {
		if got := Key(c.name); got != c.want {
			t.Errorf("%s: key of %q is %q, want %q", name, c.name, got, c.want)
		}
	}
}
