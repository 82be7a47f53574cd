package storage

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
)

// An extractMaker writes a full extract of made-up companies.
type extractMaker struct {
	companies int
	broken    string // put behind the last line of denomination.csv
	named     func(n int) string
}

// nameOf is the name of the n-th company.
func (m extractMaker) nameOf(n int) string {
	if m.named != nil {
		return m.named(n)
	}
	return companyName(n)
}

// enterprise is the n-th number of a made-up extract.
func enterprise(n int) register.Number {
	base := int64(2_000_000 + n)
	return register.Number(100*base + 97 - base%97)
}

func dotted(n register.Number) string {
	digits := strings.TrimPrefix(string(n.VAT()), "BE")
	return digits[:4] + "." + digits[4:7] + "." + digits[7:]
}

var syllables = strings.Fields(`ba be bo bra bru da de do dra du fa fi flo ga ge gra ha he hu ja jo ka ke kla kri la le lo ma me mo
	na ne no pa pe plo ra re ri ro sa se sta sti ta te to tra va ve vi vla wa we wi za ze zo zwa`)

// companyName makes a name of a few syllables, the same for the same number.
func companyName(n int) string {
	dice := rand.New(rand.NewPCG(uint64(n), 7))
	var b strings.Builder
	for range 2 + dice.IntN(2) {
		for range 2 + dice.IntN(2) {
			b.WriteString(syllables[dice.IntN(len(syllables))])
		}
		b.WriteByte(' ')
	}
	return b.String() + []string{"BV", "NV", "SRL", "VOF"}[dice.IntN(4)]
}

func (m extractMaker) open(t testing.TB) *register.Data {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "full.zip"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	archive := zip.NewWriter(f)
	m.file(t, archive, "enterprise.csv", `"EnterpriseNumber","Status","JuridicalForm"`, func(n int) string {
		return fmt.Sprintf("%q,\"AC\",\"610\"\n", dotted(enterprise(n)))
	})
	m.file(t, archive, "denomination.csv", `"EntityNumber","Language","TypeOfDenomination","Denomination"`, func(n int) string {
		line := fmt.Sprintf("%q,\"2\",\"001\",%q\n", dotted(enterprise(n)), m.nameOf(n))
		if n%4 == 0 {
			line += fmt.Sprintf("%q,\"1\",\"003\",%q\n", dotted(enterprise(n)), companyName(n+1_000_000_000))
		}
		if n == m.companies-1 {
			line += m.broken
		}
		return line
	})
	m.file(t, archive, "address.csv", `"EntityNumber","TypeOfAddress","CountryNL","CountryFR","Zipcode","MunicipalityNL","MunicipalityFR","StreetNL","StreetFR","HouseNumber","Box"`, func(n int) string {
		return fmt.Sprintf("%q,\"REGO\",,,\"%d\",\"Gent\",\"Gand\",\"Lange Kaai\",\"Quai Long\",\"%d\",\n", dotted(enterprise(n)), 1000+n%9000, n%200)
	})
	m.file(t, archive, "contact.csv", `"EntityNumber","EntityContact","ContactType","Value"`, func(n int) string {
		if n%3 > 0 {
			return ""
		}
		return fmt.Sprintf("%q,\"ENT\",\"TEL\",\"09 %07d\"\n", dotted(enterprise(n)), n)
	})
	m.file(t, archive, "activity.csv", `"EntityNumber","ActivityGroup","NaceVersion","NaceCode","Classification"`, func(n int) string {
		if n%2 > 0 {
			return ""
		}
		return fmt.Sprintf("%[1]q,\"006\",\"2025\",\"47000\",\"MAIN\"\n%[1]q,\"001\",\"2025\",\"%d\",\"MAIN\"\n%[1]q,\"001\",\"2008\",\"99000\",\"MAIN\"\n", dotted(enterprise(n)), 62000+n%10)
	})
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		t.Fatal(err)
	}
	data, err := register.Open(f, size)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (m extractMaker) file(t testing.TB, archive *zip.Writer, name, head string, line func(int) string) {
	t.Helper()
	w, err := archive.Create(name)
	if err == nil {
		_, err = fmt.Fprintln(w, head)
	}
	for n := 0; n < m.companies && err == nil; n++ {
		_, err = io.WriteString(w, line(n))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func quiet(Load) {}

func TestRegister(t *testing.T) {
	t.Parallel()
	s, db := openStore(t, Settings{})
	if _, err := s.Company(t.Context(), enterprise(1).VAT()); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("before any load: got %v, want %v", err, invoer.ErrNotFound)
	}
	done, err := LoadRegister(t.Context(), db.OwnerURL, extractMaker{companies: 100}.open(t), quiet)
	if want := (Load{Companies: 100, Names: 125, Addresses: 100, Contacts: 34, Activities: 150}); err != nil || done != want {
		t.Fatalf("got %+v, %v; want %+v", done, err, want)
	}
	want := Company{
		VAT: enterprise(12).VAT(), Names: []string{companyName(12), companyName(1_000_000_012)},
		Address: "Lange Kaai 12, 1012 Gent", Contacts: []string{"09 0000012"},
	}
	got, err := s.Company(t.Context(), want.VAT)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("by number: %v (-want +got):\n%s", err, diff)
	}
}

// Names are found without their legal form, in other letters, and with one
// letter misread.
func TestRegisterFindsNames(t *testing.T) {
	t.Parallel()
	s, db := openStore(t, Settings{})
	if _, err := LoadRegister(t.Context(), db.OwnerURL, extractMaker{companies: 300}.open(t), quiet); err != nil {
		t.Fatal(err)
	}
	name := companyName(77)
	cases := map[string]string{
		"as registered":        name,
		"without its form":     name[:strings.LastIndex(name, " ")],
		"in capitals":          strings.ToUpper(name),
		"a letter misread":     strings.Replace(name, name[4:5], "q", 1),
		"its spaces read away": strings.ReplaceAll(name[:strings.LastIndex(name, " ")], " ", ""),
	}
	for what, printed := range cases {
		found, err := s.CompaniesLike(t.Context(), printed)
		if err != nil || len(found) == 0 || found[0].VAT != enterprise(77).VAT() {
			t.Errorf("%s, %q: got %v, %v; want %s, %q first", what, printed, found, err, enterprise(77).VAT(), name)
		}
	}
	if found, err := s.CompaniesLike(t.Context(), "Xyquxxo Wyzyxqu"); err != nil || len(found) > 0 {
		t.Errorf("a name that nobody has: got %v, %v", found, err)
	}
}

func TestBrokenLoadLeavesTheOldRegister(t *testing.T) {
	t.Parallel()
	s, db := openStore(t, Settings{})
	if _, err := LoadRegister(t.Context(), db.OwnerURL, extractMaker{companies: 3}.open(t), quiet); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		maker extractMaker
		want  string
	}{
		"a broken line":   {extractMaker{companies: 50, broken: "\"0477.574.154\",\"2\"\n"}, "denomination.csv, line 65: 2 columns, want 4"},
		"no enterprise":   {extractMaker{}, "no enterprise"},
		"a number of ten": {extractMaker{companies: 5, broken: "0477,2,1,x\n"}, "want ten digits"},
	}
	for name, c := range cases {
		_, err := LoadRegister(t.Context(), db.OwnerURL, c.maker.open(t), quiet)
		if !errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an %v with %q", name, err, invoer.ErrInvalid, c.want)
		}
		if _, err := s.Company(t.Context(), enterprise(2).VAT()); err != nil {
			t.Errorf("%s: the old register is gone: %v", name, err)
		}
	}
	if _, err := LoadRegister(t.Context(), db.OwnerURL, extractMaker{companies: 1}.open(t), quiet); err != nil {
		t.Errorf("after broken loads: %v", err)
	}
	if _, err := s.Company(t.Context(), enterprise(2).VAT()); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("an enterprise that the new register has not: got %v, want %v", err, invoer.ErrNotFound)
	}
}

// The server reads the register and cannot change it.
func TestRegisterIsReadOnly(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, sql := range []string{`delete from register.companies`, `insert into register.companies values (1, '')`, `drop schema register cascade`, `select invoer_register_begin('mine')`} {
		err := h.In(t.Context(), h.admin, func(tx Tx) error {
			_, err := tx.Exec(tx.Ctx, sql)
			return err
		})
		if !errors.Is(err, invoer.ErrForbidden) {
			t.Errorf("%s: got %v, want %v", sql, err, invoer.ErrForbidden)
		}
	}
}

// BenchmarkRegister loads an extract of each size once, says how long that
// took, and looks numbers and names up.
func BenchmarkRegister(b *testing.B) {
	for _, size := range []int{500_000, 2_000_000} {
		s, db := openStore(b, Settings{})
		data := extractMaker{companies: size}.open(b)
		began := time.Now()
		if _, err := LoadRegister(b.Context(), db.OwnerURL, data, quiet); err != nil {
			b.Fatal(err)
		}
		b.Logf("%d companies loaded in %s", size, time.Since(began))
		typist := invoer.Scope{Office: "11111111-1111-4111-8111-111111111111", User: "22222222-2222-4222-8222-222222222222", Role: invoer.RoleAccountant}
		n := 0
		next := func() int { n = (n + 7919) % size; return n }
		lookups := map[string]func(n int) error{
			"number":  func(n int) error { _, err := s.Company(b.Context(), enterprise(n).VAT()); return err },
			"name":    func(n int) error { _, err := s.CompaniesLike(b.Context(), companyName(n)); return err },
			"misread": func(n int) error { _, err := s.CompaniesLike(b.Context(), "q"+companyName(n)[1:]); return err },
			"typed": func(n int) error {
				_, err := s.SuppliersLike(b.Context(), typist, companyName(n)[1:7])
				return err
			},
		}
		for what, lookup := range lookups {
			b.Run(fmt.Sprintf("%s-%d", what, size), func(b *testing.B) {
				for b.Loop() {
					if err := lookup(next()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
