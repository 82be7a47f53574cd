package einvoice

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/invoer/invoer"
)

// in writes a text in another encoding.
func in(enc interface{ Bytes([]byte) ([]byte, error) }, text string) string {
	b, err := enc.Bytes([]byte(text))
	if err != nil {
		panic(err)
	}
	return string(b)
}

var parseCases = map[string]struct {
	file    string
	want    string // the text of a/b
	recoded bool
	code    invoer.Code // of an error
	where   string      // begins the error's message
}{
	"plain":                                  {file: `<a><b>één</b></a>`, want: "één"},
	"with a byte order mark":                 {file: "\xef\xbb\xbf<a><b>één</b></a>", want: "één"},
	"in UTF-16, little end first":            {file: in(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), `<?xml version="1.0" encoding="UTF-16"?><a><b>één</b></a>`), want: "één"},
	"in UTF-16, big end first":               {file: in(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), `<a><b>één</b></a>`), want: "één"},
	"in UTF-16 without a mark":               {file: in(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), `<a><b>één</b></a>`), want: "één"},
	"in Latin-1":                             {file: in(charmap.ISO8859_1.NewEncoder(), `<?xml version='1.0' encoding='ISO-8859-1'?><a><b>één</b></a>`), want: "één"},
	"in Latin-9":                             {file: in(charmap.ISO8859_15.NewEncoder(), `<?xml version="1.0" encoding="iso-8859-15"?><a><b>5 €</b></a>`), want: "5 €"},
	"in Windows-1252":                        {file: in(charmap.Windows1252.NewEncoder(), `<?xml version="1.0" encoding="windows-1252"?><a><b>“5 €”</b></a>`), want: "“5 €”"},
	"says UTF-8 and is Latin-1":              {file: in(charmap.ISO8859_1.NewEncoder(), `<?xml version="1.0" encoding="UTF-8"?><a><b>één</b></a>`), want: "één", recoded: true},
	"says nothing and is Latin-1":            {file: in(charmap.ISO8859_1.NewEncoder(), `<a><b>één</b></a>`), want: "één", recoded: true},
	"says Latin-1 and is UTF-8":              {file: `<?xml version="1.0" encoding="ISO-8859-1"?><a><b>één</b></a>`, want: "één", recoded: true},
	"says Latin-1 and has no accents":        {file: `<?xml version="1.0" encoding="ISO-8859-1"?><a><b>een</b></a>`, want: "een"},
	"says something that nobody knows":       {file: "<?xml version=\"1.0\" encoding=\"klingon\"?><a><b>\xe9\xe9n</b></a>", code: invoer.CodeUnsupported},
	"the five entities and numbers":          {file: `<a><b>&lt;&amp;&gt;&quot;&apos;&#233;</b></a>`, want: `<&>"'é`},
	"an entity of its own":                   {file: `<a><b>&x;</b></a>`, code: invoer.CodeDamaged, where: "line 1, column 10: a/b: "},
	"entities that grow":                     {file: `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a><b>&y;</b></a>`, code: invoer.CodeDangerous},
	"a definition elsewhere":                 {file: `<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>`, code: invoer.CodeDangerous},
	"elements in each other without end":     {file: strings.Repeat("<a>", 200), code: invoer.CodeDangerous},
	"an attribute that is a file of its own": {file: `<a b="` + strings.Repeat("x", mostAttr+1) + `"/>`, code: invoer.CodeTooLarge},
	"an element closed by another":           {file: "<a>\n <b>1</c></a>", code: invoer.CodeDamaged, where: "line 2, column 10: a/b: "},
	"cut":                                    {file: `<a><b>1</b>`, code: invoer.CodeDamaged, where: "line 1, column 12: a: "},
	"two roots":                              {file: `<a/><b/>`, code: invoer.CodeDamaged},
	"no root":                                {file: `<?xml version="1.0"?>`, code: invoer.CodeEmpty},
	"a control sign":                         {file: "<a><b>\x01</b></a>", code: invoer.CodeDamaged},
	"half a sign of UTF-16":                  {file: "\xff\xfe<", code: invoer.CodeEmpty},
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, c := range parseCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, recoded, err := Parse([]byte(c.file))
			if c.code != "" {
				code, detail := invoer.CodeOf(err)
				if !errors.Is(err, invoer.ErrUnreadable) || code != c.code || detail == "" {
					t.Fatalf("Parse(%.80q): error %v, want %s and what to do", c.file, err, c.code)
				}
				if !strings.HasPrefix(err.Error(), c.where) {
					t.Errorf("Parse(%.80q): %q, want it to begin with %q", c.file, err, c.where)
				}
				return
			}
			if err != nil {
				t.Fatalf("Parse(%.80q): %v", c.file, err)
			}
			if got := root.One("b").Value(); got != c.want || recoded != c.recoded {
				t.Errorf("Parse(%.80q): b is %q and recoded %v, want %q and %v", c.file, got, recoded, c.want, c.recoded)
			}
		})
	}
}

func TestParseRefusesVeryManyElements(t *testing.T) {
	t.Parallel()
	_, _, err := Parse([]byte("<a>" + strings.Repeat("<b/>", mostElements) + "</a>"))
	if code, _ := invoer.CodeOf(err); code != invoer.CodeTooLarge {
		t.Errorf("error %v, want %s", err, invoer.CodeTooLarge)
	}
}

func TestElementsByPath(t *testing.T) {
	t.Parallel()
	root, _, err := Parse([]byte(`<x:Invoice xmlns:x="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
		<Party><Name>  one
		  two </Name></Party><Party id="2"><Name>three</Name></Party></x:Invoice>`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := root.One("Party/Name").Value(), "one two"; got != want {
		t.Errorf("One: %q, want %q", got, want)
	}
	var paths []string
	for _, e := range root.All("Party/Name") {
		paths = append(paths, e.XPath())
	}
	if diff := cmp.Diff([]string{"/ubl:Invoice/cac:Party[1]/cac:Name", "/ubl:Invoice/cac:Party[2]/cac:Name"}, paths); diff != "" {
		t.Errorf("paths: want - got +:\n%s", diff)
	}
	if got := root.All("Party")[1].Attr("id"); got != "2" {
		t.Errorf("Attr: %q, want 2", got)
	}
	none := root.One("Nothing/At/All")
	if none != nil || none.Value() != "" || none.Attr("x") != "" || none.All("y") != nil || none.XPath() != "" {
		t.Errorf("what is not there: %v, want nothing anywhere", none)
	}
}

func TestAttachmentsAreDecoded(t *testing.T) {
	t.Parallel()
	text := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7"))
	good := &Element{Name: "Object", Text: text[:4] + "\n  " + text[4:]}
	bad := &Element{Name: "Object", Text: "no base64!"}
	files, broken := unpack([]Cargo{{At: good, Name: "a.pdf", Media: "application/pdf"}, {At: bad}})
	if len(files) != 1 || string(files[0].Bytes) != "%PDF-1.7" || files[0].Name != "a.pdf" {
		t.Errorf("files %+v, want the sound one", files)
	}
	if len(broken) != 1 || broken[0].Rule != RuleCargo || broken[0].Args[0] != "2" {
		t.Errorf("findings %+v, want one about the second", broken)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range parseCases {
		if len(c.file) < 1000 {
			f.Add([]byte(c.file))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		root, _, err := Parse(file)
		if err != nil && !errors.Is(err, invoer.ErrUnreadable) {
			t.Errorf("Parse(%q): %v, want an unreadable one", file, err)
		}
		if (root == nil) == (err == nil) {
			t.Errorf("Parse(%q): root %v and error %v", file, root, err)
		}
	})
}
