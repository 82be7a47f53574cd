// Package register reads the open data of the Crossroads Bank for Enterprises
// (KBO, BCE): the ZIP archive of the full extract, with one CSV file for each
// noun, as its "Cookbook KBO Open Data" lays it out.
//
// It owns the format of these files and the key by which names are compared.
// It promises to hold one line at a time, whatever the size of the archive,
// and to say of a broken file which line is wrong and what was expected. It
// refuses update extracts, which mean nothing without what they update, and
// leaves out establishments, and all activities of an enterprise but the main
// ones: nothing in the house asks for them.
package register

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// Data is an opened full extract.
type Data struct {
	files map[string]*zip.File // by their name in lower case, without folders
}

// needed are the files without which an extract says nothing.
var needed = []string{"enterprise.csv", "denomination.csv", "address.csv"}

// mostOfFile is more bytes than any file of the register has: the largest,
// activity.csv, has some two thousand million. No file gives more than it says.
const mostOfFile = 8 << 30

// Open reads the archive's table of contents. What is no full extract is an
// invoer.ErrInvalid that says what is missing.
func Open(r io.ReaderAt, size int64) (*Data, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: the register's archive, want a ZIP file: %w", invoer.ErrInvalid, err)
	}
	d := &Data{files: map[string]*zip.File{}}
	for _, f := range archive.File {
		if f.UncompressedSize64 > mostOfFile {
			return nil, fmt.Errorf("%w: %s in the archive has more than %d GiB, want the extract as it was published", invoer.ErrInvalid, path.Base(f.Name), mostOfFile>>30)
		}
		d.files[strings.ToLower(path.Base(f.Name))] = f
	}
	if d.files["enterprise_insert.csv"] != nil {
		return nil, fmt.Errorf("%w: the archive is an update extract, want the full one (KboOpenData_…_Full.zip)", invoer.ErrInvalid)
	}
	for _, name := range needed {
		if d.files[name] == nil {
			return nil, fmt.Errorf("%w: the archive has no %s, want the full extract of the KBO/BCE open data", invoer.ErrInvalid, name)
		}
	}
	return d, nil
}

// A Company is a line of enterprise.csv.
type Company struct {
	Number Number
	Form   string // code of its legal form; empty for a natural person
}

// A Name is a line of denomination.csv.
type Name struct {
	Number   Number
	Kind     int // 1 legal name, 2 abbreviation, 3 trade name
	Language int // 0 not said, 1 French, 2 Dutch, 3 German, 4 English
	Text     string
}

// An Address is where a company has its seat, a line of address.csv.
type Address struct {
	Number    Number
	Zip       string
	TownNL    string
	TownFR    string
	StreetNL  string
	StreetFR  string
	House     string
	Box       string
	CountryNL string // empty in Belgium
}

// A Contact is a line of contact.csv.
type Contact struct {
	Number Number
	Kind   string // TEL, EMAIL or WEB
	Value  string
}

// Companies gives every enterprise. Like those of the other files, the
// sequence ends after its first error.
func (d *Data) Companies() iter.Seq2[Company, error] {
	return entries(d, "enterprise.csv", []string{"EnterpriseNumber", "JuridicalForm"}, func(v []string) (Company, bool, error) {
		n, ours, err := parseNumber(v[0])
		return Company{n, v[1]}, ours, err
	})
}

// Names gives every name of an enterprise.
func (d *Data) Names() iter.Seq2[Name, error] {
	wanted := []string{"EntityNumber", "Language", "TypeOfDenomination", "Denomination"}
	return entries(d, "denomination.csv", wanted, func(v []string) (Name, bool, error) {
		n, ours, err := parseNumber(v[0])
		if err != nil || !ours {
			return Name{}, false, err
		}
		name := Name{Number: n, Text: v[3]}
		if name.Language, err = parseCode("language", v[1]); err != nil {
			return Name{}, false, err
		}
		name.Kind, err = parseCode("type of denomination", v[2])
		return name, name.Text != "", err
	})
}

// Addresses gives the seat of every enterprise that has one.
func (d *Data) Addresses() iter.Seq2[Address, error] {
	wanted := []string{"EntityNumber", "TypeOfAddress", "Zipcode", "MunicipalityNL", "MunicipalityFR", "StreetNL", "StreetFR", "HouseNumber", "Box", "CountryNL"}
	return entries(d, "address.csv", wanted, func(v []string) (Address, bool, error) {
		n, ours, err := parseNumber(v[0])
		return Address{n, v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]}, ours && v[1] == "REGO", err
	})
}

// Contacts gives telephones, mail and web addresses of enterprises; none where
// the archive lacks contact.csv.
func (d *Data) Contacts() iter.Seq2[Contact, error] {
	if d.files["contact.csv"] == nil {
		return func(func(Contact, error) bool) {}
	}
	return entries(d, "contact.csv", []string{"EntityNumber", "ContactType", "Value"}, func(v []string) (Contact, bool, error) {
		n, ours, err := parseNumber(v[0])
		return Contact{n, v[1], v[2]}, ours && v[2] != "", err
	})
}

// An Activity is a line of activity.csv: what an enterprise mainly does. Of
// several the one of the highest Rank tells it best.
type Activity struct {
	Number Number
	NACE   string // five digits of NACE-BEL
	Rank   int    // the newer classification first, and in it what was said for VAT (group 001 of code.csv)
}

// ofVAT is the group of activities that were told for VAT.
const ofVAT = 1

// Activities gives the main activities of enterprises, in each classification and
// group that the register has; none where the archive lacks activity.csv.
func (d *Data) Activities() iter.Seq2[Activity, error] {
	if d.files["activity.csv"] == nil {
		return func(func(Activity, error) bool) {}
	}
	wanted := []string{"EntityNumber", "ActivityGroup", "NaceVersion", "NaceCode", "Classification"}
	return entries(d, "activity.csv", wanted, func(v []string) (Activity, bool, error) {
		n, ours, err := parseNumber(v[0])
		if err != nil || !ours || v[4] != "MAIN" {
			return Activity{}, false, err
		}
		group, err := parseCode("group of activity", v[1])
		if err != nil {
			return Activity{}, false, err
		}
		version, err := strconv.Atoi(v[2])
		if err != nil || version < 0 || version > mostVersion {
			return Activity{}, false, fmt.Errorf("version of NACE %q, want a year", v[2])
		}
		a := Activity{Number: n, NACE: v[3], Rank: 2 * version}
		if group == ofVAT {
			a.Rank++
		}
		digits := strings.Trim(a.NACE, "0123456789") == "" && len(a.NACE) == 5
		return a, digits, nil
	})
}

// mostVersion is more than the year of any classification.
const mostVersion = 9999

// entries gives the lines of a file as parse makes them; those that parse does
// not keep are passed over.
func entries[T any](d *Data, file string, columns []string, parse func([]string) (T, bool, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		text, err := d.files[file].Open()
		if err != nil {
			yield(none, fmt.Errorf("%w: %s in the archive: %w", invoer.ErrInvalid, file, err))
			return
		}
		defer text.Close()
		lines := newTable(file, text)
		if err := lines.head(columns); err != nil {
			yield(none, err)
			return
		}
		for {
			values, err := lines.next()
			if errors.Is(err, io.EOF) {
				return
			}
			var entry T
			keep := true
			if err == nil {
				entry, keep, err = parse(values)
				err = lines.at(err)
			}
			if (keep || err != nil) && !yield(entry, err) || err != nil {
				return
			}
		}
	}
}
