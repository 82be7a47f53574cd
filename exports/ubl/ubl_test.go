package ubl

import (
	"encoding/xml"
	"errors"
	"flag"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

var update = flag.Bool("update", false, "write the files of testdata; read them before you commit them")

var buyer = Buyer{Name: "Bakkerij Ter Linde & Zoon bv", VAT: "BE0999100097", Code: "BAK"}

func money(cents int64) invoer.Field[invoer.Money] {
	return invoer.Field[invoer.Money]{Value: invoer.EUR(cents), Confidence: 99}
}

func vat(rate, base, vat int64, category string) invoer.VATLine {
	return invoer.VATLine{Rate: rate, Base: invoer.EUR(base), VAT: invoer.EUR(vat), Category: category}
}

// of is a purchase of the garage with this breakdown, changed.
func of(change func(*invoer.Invoice), breakdown ...invoer.VATLine) invoer.Posting {
	p := invoer.Posting{Document: "d", Number: "20260001", Journal: invoer.Journal{Code: "AANK"}, Period: invoer.Period{Year: "6", Number: "03"}}
	inv := &p.Invoice
	inv.Kind = invoer.KindInvoice
	inv.Number.Value, inv.Currency.Value = "2026/17", "EUR"
	inv.Issued = invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: 3, Day: 5}, Confidence: 99}
	inv.Due = invoer.Field[invoer.Date]{Value: invoer.Date{Year: 2026, Month: 4, Day: 4}, Confidence: 99}
	inv.Supplier.Name.Value, inv.Supplier.VAT.Value = "Garage Peeters bv", "BE0477574154"
	inv.Account = invoer.Field[invoer.IBAN]{Value: "BE71096123456769", Confidence: 99}
	inv.Reference = invoer.Field[invoer.Reference]{Value: "090933755493", Confidence: 99}
	inv.Breakdown = breakdown
	total := int64(0)
	for _, b := range breakdown {
		total += b.Base.Cents + b.VAT.Cents
	}
	inv.Total = money(total)
	change(inv)
	return p
}

func asIs(*invoer.Invoice) {}

func postings() map[string]invoer.Posting {
	year := invoer.Span{From: invoer.Date{Year: 2026, Month: 3, Day: 1}, Until: invoer.Date{Year: 2027, Month: 2, Day: 28}}
	month := invoer.Span{From: invoer.Date{Year: 2026, Month: 3, Day: 1}, Until: invoer.Date{Year: 2026, Month: 3, Day: 31}}
	return map[string]invoer.Posting{
		"self-billed": of(func(inv *invoer.Invoice) { inv.SelfBilled = true }, vat(2100, 10000, 2100, "S")),
		"self-billed-credit-note": of(func(inv *invoer.Invoice) {
			inv.Kind, inv.Preceding = invoer.KindCreditNote, []string{"2026/11", "2026/12"}
			inv.Findings = []invoer.Finding{invoer.Find(invoer.RuleSelfBilledWho, invoer.Block, "supplier_name")}
		}, vat(2100, 10000, 2100, "S")),
		"deposit": of(func(inv *invoer.Invoice) { inv.Deposit = true }, vat(2100, 10000, 2100, "S")),
		"periods": of(func(inv *invoer.Invoice) {
			inv.Period = year
			inv.Lines = []invoer.Line{
				{Description: "Polis", Rate: 2100, Total: invoer.EUR(8000), Period: year},
				{Description: "Bijstand", Rate: 2100, Total: invoer.EUR(1500), Period: month},
				{Description: "Andere", Rate: 2100, Total: invoer.EUR(500), Period: invoer.Span{From: month.From, Until: invoer.Date{Year: 2027, Month: 3, Day: 1}}},
			}
		}, vat(2100, 10000, 2100, "S")),
		"domestic": of(func(inv *invoer.Invoice) {
			inv.Lines = []invoer.Line{
				{Description: "Onderhoud <groot>", Quantity: "1", UnitPrice: "80.00", Rate: 2100, Total: invoer.EUR(8000)},
				{Description: "Olie", Quantity: "4", UnitPrice: "5.00", Rate: 2100, Total: invoer.EUR(2000)},
			}
		}, vat(2100, 10000, 2100, "S")),
		"two-rates": of(func(inv *invoer.Invoice) {
			inv.Lines = []invoer.Line{{Description: "Brood", Quantity: "3", UnitPrice: "9.99", Rate: 600, Total: invoer.EUR(100)}}
			inv.Due, inv.Account, inv.Reference = invoer.Field[invoer.Date]{}, invoer.Field[invoer.IBAN]{}, invoer.Field[invoer.Reference]{}
		}, vat(2100, 10000, 2100, ""), vat(600, 5000, 300, "")),
		"credit-note":  of(func(inv *invoer.Invoice) { inv.Kind = invoer.KindCreditNote }, vat(2100, 10000, 2100, "S")),
		"cocontractor": of(asIs, vat(0, 100000, 0, "AE")),
		"exempt":       of(asIs, vat(0, 8000, 0, "E")),
		"exempt-twice": of(asIs, vat(0, 8000, 0, "E"), vat(0, 500, 0, "E")),
		"intra-eu": of(func(inv *invoer.Invoice) {
			inv.Supplier.Name.Value, inv.Supplier.VAT.Value = "Zaadhandel De Vries bv", "NL671274958B01"
			inv.Account = invoer.Field[invoer.IBAN]{Value: "NL91ABNA0417164300", Confidence: 99}
		}, vat(0, 50000, 0, "K")),
		"paid-partly": of(func(inv *invoer.Invoice) { inv.Payable = money(2100) }, vat(2100, 10000, 2100, "S")),
		"discount-line": of(func(inv *invoer.Invoice) {
			inv.Lines = []invoer.Line{{Description: "Werk", Rate: 2100, Total: invoer.EUR(11000)}, {Description: "Korting", Rate: 2100, Total: invoer.EUR(-1000)}}
		}, vat(2100, 10000, 2100, "S")),
	}
}

// Files are those in testdata, which a person read, and keep the rules that an
// e-invoice is refused for.
func TestFiles(t *testing.T) {
	t.Parallel()
	for name, p := range postings() {
		files, err := Write([]invoer.Posting{p}, buyer)
		if err != nil || len(files) != 1 || files[0].Name != "AANK_03_20260001.xml" {
			t.Fatalf("%s: %v, %v", name, files, err)
		}
		path := filepath.Join("testdata", name+".xml")
		if *update {
			if err := os.WriteFile(path, files[0].XML, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if diff := cmp.Diff(string(want), string(files[0].XML)); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
		root := parse(t, files[0].XML)
		for rule, holds := range rules {
			if !holds(root) {
				t.Errorf("%s breaks %s\n%s", name, rule, files[0].XML)
			}
		}
	}
}

// What no valid e-invoice can be made of is refused, all at once.
func TestFaults(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		posting invoer.Posting
		want    string
	}{
		"no number, no supplier": {
			of(func(inv *invoer.Invoice) { inv.Number.Value, inv.Supplier.VAT.Value = "", "" }, vat(2100, 100, 21, "S")),
			"invoice_number ubl-missing|supplier_vat ubl-missing",
		},
		"VAT that is not of its rate":    {of(asIs, vat(2100, 100000, 20000, "S")), "vat_breakdown ubl-rate"},
		"a total that the rates miss":    {of(func(inv *invoer.Invoice) { inv.Total = money(1) }, vat(2100, 10000, 2100, "S")), "total_incl ubl-total"},
		"a category of another country":  {of(asIs, vat(0, 10000, 0, "L")), "vat_breakdown ubl-category"},
		"no breakdown, VAT all the same": {of(func(inv *invoer.Invoice) { inv.VAT, inv.Total = money(21), money(121) }), "vat_breakdown ubl-missing"},
		"a country without an address":   {of(func(inv *invoer.Invoice) { inv.Supplier.VAT.Value = "US123456" }, vat(0, 100, 0, "G")), "supplier_vat ubl-no-address"},
	}
	for name, c := range cases {
		_, err := Write([]invoer.Posting{c.posting, of(asIs, vat(2100, 10000, 2100, "S"))}, buyer)
		var faults invoer.Faults
		if !errors.As(err, &faults) {
			t.Errorf("%s: %v, want faults", name, err)
			continue
		}
		var got []string
		for _, f := range faults {
			got = append(got, f.Field+" "+f.Why.Code)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// A node is an element of a file, by its local name.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

func parse(t *testing.T, file []byte) node {
	t.Helper()
	var root node
	if err := xml.Unmarshal(file, &root); err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return root
}

// all gives the elements at a path such as TaxTotal/TaxSubtotal.
func (n node) all(path string) []node {
	name, rest, more := strings.Cut(path, "/")
	var found []node
	for _, c := range n.Nodes {
		switch {
		case c.XMLName.Local != name:
		case more:
			found = append(found, c.all(rest)...)
		default:
			found = append(found, c)
		}
	}
	return found
}

func (n node) one(path string) string {
	if found := n.all(path); len(found) > 0 {
		return strings.TrimSpace(found[0].Text)
	}
	return ""
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(s string) *big.Rat {
	n, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return n
}

func sum(nodes []node, path string) *big.Rat {
	total := new(big.Rat)
	for _, n := range nodes {
		total.Add(total, number(n.one(path)))
	}
	return total
}

func (n node) lines() []node { return append(n.all("InvoiceLine"), n.all("CreditNoteLine")...) }

func every(nodes []node, is func(node) bool) bool {
	return !slices.ContainsFunc(nodes, func(n node) bool { return !is(n) })
}

func there(paths ...string) func(node) bool {
	return func(n node) bool { return !slices.ContainsFunc(paths, func(p string) bool { return n.one(p) == "" }) }
}

// rules are those of EN 16931-1:2017 and Peppol BIS Billing 3.0 that these files
// can break, by their identifiers in the validation artefacts; written from
// what those say, and not run by their own engine.
var rules = map[string]func(node) bool{
	"BR-01 PEPPOL-EN16931-R004 a customization": func(n node) bool {
		return n.one("CustomizationID") == "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0" && !byBuyer(n) ||
			n.one("CustomizationID") == "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0" && byBuyer(n)
	},
	"PEPPOL-EN16931-R007 a profile": func(n node) bool {
		return n.one("ProfileID") == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" && !byBuyer(n) ||
			n.one("ProfileID") == "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0" && byBuyer(n)
	},
	"BR-02 BR-03 BR-05 number, day, currency": there("ID", "IssueDate", "DocumentCurrencyCode"),
	"BR-04 PEPPOL-EN16931-P0100 P0101 a type": func(n node) bool {
		if n.XMLName.Local == "CreditNote" {
			return slices.Contains([]string{"381", "261"}, n.one("CreditNoteTypeCode"))
		}
		return slices.Contains([]string{"380", "386", "389"}, n.one("InvoiceTypeCode"))
	},
	"BR-29 BR-30 no period ends before it begins": func(n node) bool {
		return every(append(n.all("InvoicePeriod"), n.all("InvoiceLine/InvoicePeriod")...), func(p node) bool {
			return isoDay.MatchString(p.one("StartDate")) && isoDay.MatchString(p.one("EndDate")) && p.one("StartDate") <= p.one("EndDate")
		})
	},
	"PEPPOL-EN16931-R110 R111 the period of a line is within that of the document": func(n node) bool {
		return n.one("InvoicePeriod/StartDate") == "" || every(n.all("InvoiceLine/InvoicePeriod"), func(p node) bool {
			return n.one("InvoicePeriod/StartDate") <= p.one("StartDate") && p.one("EndDate") <= n.one("InvoicePeriod/EndDate")
		})
	},
	"BR-55 an invoice that is referred to has a number": func(n node) bool {
		return every(n.all("BillingReference"), there("InvoiceDocumentReference/ID"))
	},
	"BR-06 BR-07 names of the parties": there("AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName", "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName"),
	"BR-08 to BR-11 addresses and countries": func(n node) bool {
		const country = "/Party/PostalAddress/Country/IdentificationCode"
		return len(n.one("AccountingSupplierParty"+country)) == 2 && len(n.one("AccountingCustomerParty"+country)) == 2
	},
	"BR-62 BR-63 R010 R020 electronic addresses with their list": func(n node) bool {
		return every(append(n.all("AccountingSupplierParty/Party/EndpointID"), n.all("AccountingCustomerParty/Party/EndpointID")...), func(e node) bool {
			return e.Text != "" && len(e.attr("schemeID")) == 4
		}) && len(n.all("AccountingSupplierParty/Party/EndpointID")) == 1 && len(n.all("AccountingCustomerParty/Party/EndpointID")) == 1
	},
	"PEPPOL-COMMON-R043 a Belgian number keeps its check digits": func(n node) bool {
		if n.one("AccountingSupplierParty/Party/PostalAddress/Country/IdentificationCode") != "BE" {
			return true
		}
		id := n.one("AccountingSupplierParty/Party/EndpointID")
		head, tail := number(id[:8]).Num().Int64(), number(id[8:]).Num().Int64()
		return len(id) == 10 && 97-head%97 == tail
	},
	"PEPPOL-EN16931-R003 a buyer's reference": there("BuyerReference"),
	"BR-CO-09 VAT numbers with their country": func(n node) bool {
		return strings.HasPrefix(n.one("AccountingSupplierParty/Party/PartyTaxScheme/CompanyID"), n.one("AccountingSupplierParty/Party/PostalAddress/Country/IdentificationCode"))
	},
	"BR-12 to BR-15 the totals": there("LegalMonetaryTotal/LineExtensionAmount", "LegalMonetaryTotal/TaxExclusiveAmount", "LegalMonetaryTotal/TaxInclusiveAmount", "LegalMonetaryTotal/PayableAmount"),
	"BR-16 a line":              func(n node) bool { return len(n.lines()) > 0 },
	"BR-21 to BR-26 what a line has": func(n node) bool {
		return every(n.lines(), func(l node) bool {
			return there("ID", "LineExtensionAmount", "Item/Name", "Price/PriceAmount")(l) && l.one("InvoicedQuantity")+l.one("CreditedQuantity") != ""
		})
	},
	"BR-27 no price is negative": func(n node) bool {
		return every(n.lines(), func(l node) bool { return number(l.one("Price/PriceAmount")).Sign() >= 0 })
	},
	"PEPPOL-EN16931-R120 quantity times price is the line": func(n node) bool {
		return every(n.lines(), func(l node) bool {
			made := new(big.Rat).Mul(number(l.one("InvoicedQuantity")+l.one("CreditedQuantity")), number(l.one("Price/PriceAmount")))
			return made.Sub(made, number(l.one("LineExtensionAmount"))).Abs(made).Cmp(big.NewRat(2, 100)) <= 0
		})
	},
	"BR-CO-10 lines make the net": func(n node) bool {
		return sum(n.lines(), "LineExtensionAmount").Cmp(number(n.one("LegalMonetaryTotal/LineExtensionAmount"))) == 0
	},
	"BR-CO-13 BR-CO-15 net and VAT make the total": func(n node) bool {
		made := new(big.Rat).Add(number(n.one("LegalMonetaryTotal/TaxExclusiveAmount")), number(n.one("TaxTotal/TaxAmount")))
		return made.Cmp(number(n.one("LegalMonetaryTotal/TaxInclusiveAmount"))) == 0
	},
	"BR-CO-14 groups make the VAT": func(n node) bool {
		return sum(n.all("TaxTotal/TaxSubtotal"), "TaxAmount").Cmp(number(n.one("TaxTotal/TaxAmount"))) == 0
	},
	"BR-CO-16 what is payable": func(n node) bool {
		made := new(big.Rat).Sub(number(n.one("LegalMonetaryTotal/TaxInclusiveAmount")), number(n.one("LegalMonetaryTotal/PrepaidAmount")))
		return made.Cmp(number(n.one("LegalMonetaryTotal/PayableAmount"))) == 0
	},
	"BR-CO-17 VAT is base times rate": func(n node) bool {
		return every(n.all("TaxTotal/TaxSubtotal"), func(g node) bool {
			made := new(big.Rat).Mul(number(g.one("TaxableAmount")), number(g.one("TaxCategory/Percent")))
			made.Quo(made, big.NewRat(100, 1)).Sub(made, number(g.one("TaxAmount")))
			return made.Abs(made).Cmp(big.NewRat(1, 1)) <= 0
		})
	},
	"BR-CO-18 a group": func(n node) bool { return len(n.all("TaxTotal/TaxSubtotal")) > 0 },
	"BR-S-08 BR-E-08 BR-AE-08 BR-IC-08 bases are their lines": func(n node) bool {
		return every(n.all("TaxTotal/TaxSubtotal"), func(g node) bool {
			of := slices.DeleteFunc(n.lines(), func(l node) bool {
				return l.one("Item/ClassifiedTaxCategory/ID") != g.one("TaxCategory/ID") || l.one("Item/ClassifiedTaxCategory/Percent") != g.one("TaxCategory/Percent")
			})
			return sum(of, "LineExtensionAmount").Cmp(number(g.one("TaxableAmount"))) == 0
		})
	},
	"BR-S-05 BR-E-05 BR-AE-05 BR-IC-05 only S has a rate": func(n node) bool {
		return every(n.all("TaxTotal/TaxSubtotal/TaxCategory"), func(c node) bool { return (c.one("ID") == "S") == (number(c.one("Percent")).Sign() > 0) })
	},
	"BR-S-10 BR-E-10 BR-AE-10 BR-IC-10 a reason, but not for S": func(n node) bool {
		return every(n.all("TaxTotal/TaxSubtotal/TaxCategory"), func(c node) bool {
			return (c.one("ID") == "S") == (c.one("TaxExemptionReason")+c.one("TaxExemptionReasonCode") == "")
		})
	},
	"BR-CO-25 a due day or terms": func(n node) bool {
		return n.one("DueDate")+n.one("PaymentTerms/Note") != ""
	},
	"BR-IC-11 BR-IC-12 the day and the country of a delivery": func(n node) bool {
		within := slices.ContainsFunc(n.all("TaxTotal/TaxSubtotal/TaxCategory"), func(c node) bool { return c.one("ID") == "K" })
		return within == (n.one("Delivery/ActualDeliveryDate") != "" && len(n.one("Delivery/DeliveryLocation/Address/Country/IdentificationCode")) == 2)
	},
	"BR-E-01 BR-AE-01 BR-IC-01 BR-G-01 one group of each": func(n node) bool {
		seen := map[string]bool{}
		return every(n.all("TaxTotal/TaxSubtotal/TaxCategory"), func(c node) bool {
			again := seen[c.one("ID")+c.one("Percent")]
			seen[c.one("ID")+c.one("Percent")] = true
			return !again
		})
	},
	"BR-49 BR-61 a credit transfer has an account": func(n node) bool {
		return every(n.all("PaymentMeans"), func(m node) bool {
			return m.one("PaymentMeansCode") != "" && (m.one("PaymentMeansCode") == "30") == (m.one("PayeeFinancialAccount/ID") != "")
		})
	},
	"BR-DEC amounts have two decimals and their currency": func(n node) bool {
		return every(n.all("LegalMonetaryTotal/PayableAmount"), func(a node) bool {
			_, cents, _ := strings.Cut(a.Text, ".")
			return len(cents) == 2 && a.attr("currencyID") == n.one("DocumentCurrencyCode")
		})
	},
	"PEPPOL-EN16931-R008 nothing is empty": filled,
	"the order of the UBL 2.1 schema":      ordered,
}

// byBuyer tells whether the type code says that the buyer made the document
// (UNTDID 1001).
func byBuyer(n node) bool {
	return n.one("InvoiceTypeCode")+n.one("CreditNoteTypeCode") == "389" || n.one("CreditNoteTypeCode") == "261"
}

func filled(n node) bool {
	if len(n.Nodes) == 0 {
		return strings.TrimSpace(n.Text) != ""
	}
	return every(n.Nodes, filled)
}

// order is that of the elements of UBL-Invoice-2.1.xsd and UBL-CreditNote-2.1.xsd
// that are written.
var order = strings.Fields(`CustomizationID ProfileID ID IssueDate DueDate InvoiceTypeCode CreditNoteTypeCode DocumentCurrencyCode BuyerReference
	InvoicePeriod BillingReference AccountingSupplierParty AccountingCustomerParty Delivery PaymentMeans PaymentTerms TaxTotal LegalMonetaryTotal InvoiceLine CreditNoteLine`)

func ordered(n node) bool {
	last := 0
	for _, c := range n.Nodes {
		at := slices.Index(order, c.XMLName.Local)
		if at < last {
			return false
		}
		last = at
	}
	return true
}
