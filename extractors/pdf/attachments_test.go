package pdf

import "testing"

// TestWhichFileInAPDFIsTheInvoice: names of Factur-X, XRechnung and both
// ZUGFeRDs, in any case; another name counts by what is in the file.
func TestWhichFileInAPDFIsTheInvoice(t *testing.T) {
	t.Parallel()
	none := len(invoiceNames) + 1
	cases := map[string]struct {
		name, content string
		want          int
	}{
		"Factur-X 1.0":               {"factur-x.xml", "<a/>", 0},
		"XRechnung":                  {"XRechnung.xml", "<a/>", 1},
		"ZUGFeRD 1":                  {"ZUGFeRD-invoice.xml", "<a/>", 2},
		"a name of its own, CII":     {"rechnung.xml", "<rsm:CrossIndustryInvoice>", len(invoiceNames)},
		"a name of its own, ZUGFeRD": {"rechnung.xml", "<rsm:CrossIndustryDocument>", len(invoiceNames)},
		"a name of its own, UBL":     {"b.xml", `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">`, len(invoiceNames)},
		"another XML":                {"settings.xml", "<settings/>", none},
		"an empty file":              {"factur-x.xml", "", none},
	}
	for name, c := range cases {
		if got := rankXML(c.name, []byte(c.content)); got != c.want {
			t.Errorf("%s: %s is ranked %d, want %d", name, c.name, got, c.want)
		}
	}
}
