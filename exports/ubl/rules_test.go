package ubl

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// walk visits an element and all in it.
func (n node) walk(visit func(node)) {
	visit(n)
	for _, c := range n.Nodes {
		c.walk(visit)
	}
}

// throughout tells whether something holds of all elements.
func throughout(holds func(node) bool) func(node) bool {
	return func(n node) bool {
		all := true
		n.walk(func(e node) { all = all && holds(e) })
		return all
	}
}

func categories(n node) []node {
	return append(n.all("TaxTotal/TaxSubtotal/TaxCategory"), n.all("InvoiceLine/Item/ClassifiedTaxCategory")...)
}

var isoDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// The code lists of the exemption reasons (VATEX) that go with a category of
// their own: PEPPOL-EN16931-P0104 to P0111.
var vatex = map[string]string{"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}

func init() {
	for name, holds := range map[string]func(node) bool{
		"BR-45 to BR-48 what a group has": func(n node) bool {
			return every(n.all("TaxTotal/TaxSubtotal"), there("TaxableAmount", "TaxAmount", "TaxCategory/ID", "TaxCategory/Percent"))
		},
		"BR-CO-04 each line has a category":                                func(n node) bool { return every(n.lines(), there("Item/ClassifiedTaxCategory/ID")) },
		"BR-S-02 BR-E-02 BR-AE-02 BR-IC-02 BR-CO-26 the supplier's number": there("AccountingSupplierParty/Party/PartyTaxScheme/CompanyID"),
		"BR-AE-02 BR-IC-02 the buyer's number": func(n node) bool {
			wanted := slices.ContainsFunc(categories(n), func(c node) bool { return c.one("ID") == "AE" || c.one("ID") == "K" })
			return !wanted || n.one("AccountingCustomerParty/Party/PartyTaxScheme/CompanyID") != ""
		},
		"BR-CL-17 BR-CL-18 categories are of UNCL 5305": func(n node) bool {
			return every(categories(n), func(c node) bool {
				return slices.Contains([]string{"S", "Z", "E", "AE", "K", "G", "O"}, c.one("ID")) && c.one("TaxScheme/ID") == "VAT"
			})
		},
		"PEPPOL-EN16931-P0104 to P0111 the code is that of the category": func(n node) bool {
			return every(n.all("TaxTotal/TaxSubtotal/TaxCategory"), func(c node) bool {
				return c.one("TaxExemptionReasonCode") == vatex[c.one("ID")]
			})
		},
		"BR-CL-23 a unit of UN/ECE Recommendation 20": func(n node) bool {
			return every(append(n.all("InvoiceLine/InvoicedQuantity"), n.all("CreditNoteLine/CreditedQuantity")...), func(q node) bool { return q.attr("unitCode") == "C62" })
		},
		"BR-CL-25 addresses are of EAS": func(n node) bool {
			ours := map[string]bool{}
			for _, code := range schemes {
				ours[code] = true
			}
			return every(append(n.all("AccountingSupplierParty/Party/EndpointID"), n.all("AccountingCustomerParty/Party/EndpointID")...), func(e node) bool { return ours[e.attr("schemeID")] })
		},
		"PEPPOL-EN16931-R051 all amounts are in one currency": func(n node) bool {
			return throughout(func(e node) bool {
				return e.attr("currencyID") == "" || e.attr("currencyID") == n.one("DocumentCurrencyCode")
			})(n)
		},
		"BR-DEC-01 to BR-DEC-24 amounts have no more than two decimals": throughout(func(e node) bool {
			_, cents, _ := strings.Cut(e.Text, ".")
			return e.attr("currencyID") == "" || e.XMLName.Local == "PriceAmount" || len(cents) <= 2
		}),
		"PEPPOL-EN16931-R053 one total of VAT with groups": func(n node) bool { return len(n.all("TaxTotal")) == 1 },
		"PEPPOL-EN16931-F001 days are written as such": throughout(func(e node) bool {
			return !strings.HasSuffix(e.XMLName.Local, "Date") || isoDay.MatchString(e.Text)
		}),
		"PEPPOL-EN16931-R001 R002 no more than one note": func(n node) bool { return len(n.all("Note")) <= 1 && len(n.all("PaymentTerms/Note")) <= 1 },
		"BR-51 BR-50 an account is named":                func(n node) bool { return every(n.all("PaymentMeans/PayeeFinancialAccount"), there("ID")) },
		"UBL-CR no line number comes twice": func(n node) bool {
			seen := map[string]bool{}
			return every(n.lines(), func(l node) bool {
				again := seen[l.one("ID")]
				seen[l.one("ID")] = true
				return !again
			})
		},
	} {
		rules[name] = holds
	}
}

// A breach is a change of a golden file that breaks rules.
type breach struct{ file, old, with, rule string }

var breaches = []breach{
	{"domestic", "en16931:2017#compliant", "en16931:2017#other", "BR-01 PEPPOL-EN16931-R004"},
	{"domestic", "billing:01:1.0", "billing:09:1.0", "PEPPOL-EN16931-R007"},
	{"self-billed", ">389<", ">380<", "BR-01 PEPPOL-EN16931-R004"},
	{"self-billed", "selfbilling:01:1.0", "billing:01:1.0", "PEPPOL-EN16931-R007"},
	{"self-billed-credit-note", ">261<", ">262<", "BR-04"},
	{"self-billed-credit-note", "<cbc:ID>2026/11</cbc:ID>", "", "BR-55"},
	{"periods", "<cbc:EndDate>2027-02-28<", "<cbc:EndDate>2026-02-28<", "BR-29"},
	{"periods", "<cbc:EndDate>2027-02-28<", "<cbc:EndDate>2026-03-28<", "PEPPOL-EN16931-R110"},
	{"domestic", "<cbc:ID>2026/17</cbc:ID>", "", "BR-02"},
	{"domestic", ">380<", ">999<", "BR-04"},
	{"domestic", "<cbc:RegistrationName>Garage Peeters bv</cbc:RegistrationName>", "", "BR-06"},
	{"domestic", "<cbc:IdentificationCode>BE</cbc:IdentificationCode>", "", "BR-08"},
	{"domestic", `<cbc:EndpointID schemeID="0208">0477574154</cbc:EndpointID>`, `<cbc:EndpointID>0477574154</cbc:EndpointID>`, "BR-62"},
	{"domestic", ">0477574154</cbc:EndpointID>", ">0477574155</cbc:EndpointID>", "PEPPOL-COMMON-R043"},
	{"domestic", "<cbc:BuyerReference>BAK</cbc:BuyerReference>", "", "PEPPOL-EN16931-R003"},
	{"domestic", "<cbc:CompanyID>BE0477574154</cbc:CompanyID>", "<cbc:CompanyID>FR0477574154</cbc:CompanyID>", "BR-CO-09"},
	{"domestic", "<cbc:CompanyID>BE0477574154</cbc:CompanyID>", "", "BR-S-02"},
	{"domestic", `<cbc:TaxInclusiveAmount currencyID="EUR">121.00</cbc:TaxInclusiveAmount>`, "", "BR-12"},
	{"domestic", `<cbc:TaxInclusiveAmount currencyID="EUR">121.00<`, `<cbc:TaxInclusiveAmount currencyID="EUR">121.01<`, "BR-CO-13"},
	{"domestic", `<cbc:PayableAmount currencyID="EUR">121.00<`, `<cbc:PayableAmount currencyID="EUR">120.00<`, "BR-CO-16"},
	{"domestic", `<cbc:PayableAmount currencyID="EUR">121.00<`, `<cbc:PayableAmount currencyID="EUR">121.000<`, "BR-DEC-01"},
	{"domestic", `<cbc:PayableAmount currencyID="EUR">121.00<`, `<cbc:PayableAmount currencyID="USD">121.00<`, "PEPPOL-EN16931-R051"},
	{"domestic", "<cbc:Name>Olie</cbc:Name>", "", "BR-21"},
	{"domestic", `<cbc:PriceAmount currencyID="EUR">5.00<`, `<cbc:PriceAmount currencyID="EUR">-5.00<`, "BR-27"},
	{"domestic", `<cbc:PriceAmount currencyID="EUR">5.00<`, `<cbc:PriceAmount currencyID="EUR">5.10<`, "PEPPOL-EN16931-R120"},
	{"domestic", `<cbc:LineExtensionAmount currencyID="EUR">20.00<`, `<cbc:LineExtensionAmount currencyID="EUR">21.00<`, "BR-CO-10"},
	{"domestic", `<cbc:LineExtensionAmount currencyID="EUR">20.00<`, `<cbc:LineExtensionAmount currencyID="EUR">21.00<`, "BR-S-08"},
	{"two-rates", `<cbc:TaxAmount currencyID="EUR">3.00<`, `<cbc:TaxAmount currencyID="EUR">4.00<`, "BR-CO-14"},
	{"two-rates", `<cbc:TaxAmount currencyID="EUR">3.00<`, `<cbc:TaxAmount currencyID="EUR">5.00<`, "BR-CO-17"},
	{"domestic", "<cbc:DueDate>2026-04-04</cbc:DueDate>", "", "BR-CO-25"},
	{"domestic", "<cbc:DueDate>2026-04-04<", "<cbc:DueDate>04/04/2026<", "PEPPOL-EN16931-F001"},
	{"domestic", "<cbc:PaymentMeansCode>30<", "<cbc:PaymentMeansCode>1<", "BR-49"},
	{"domestic", "<cac:PayeeFinancialAccount><cbc:ID>BE71096123456769</cbc:ID></cac:PayeeFinancialAccount>", "<cac:PayeeFinancialAccount/>", "BR-51"},
	{"domestic", "<cbc:BuyerReference>BAK<", "<cbc:BuyerReference><", "PEPPOL-EN16931-R008"},
	{"domestic", `unitCode="C62"`, `unitCode="piece"`, "BR-CL-23"},
	{"domestic", `schemeID="0208">0477574154</cbc:EndpointID>`, `schemeID="0000">0477574154</cbc:EndpointID>`, "BR-CL-25"},
	{"domestic", "<cbc:ID>2</cbc:ID>", "<cbc:ID>1</cbc:ID>", "UBL-CR"},
	{"intra-eu", "<cac:Delivery>", "<cac:Delivered>", "BR-IC-11"},
	{"intra-eu", "<cbc:CompanyID>BE0999100097</cbc:CompanyID>", "", "BR-AE-02"},
	{"intra-eu", "VATEX-EU-IC", "VATEX-EU-AE", "PEPPOL-EN16931-P0104"},
	{"cocontractor", "<cbc:ID>AE</cbc:ID>", "<cbc:ID>XX</cbc:ID>", "BR-CL-17"},
	{"cocontractor", "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>", "", "BR-S-10"},
	{"cocontractor", "<cbc:Percent>0.00</cbc:Percent>", "<cbc:Percent>21.00</cbc:Percent>", "BR-S-05"},
	{"cocontractor", "<cbc:Percent>0.00</cbc:Percent>", "", "BR-45"},
}

// Each rule of the list that is named here finds what breaks it: a list whose
// rules cannot be broken holds nothing.
func TestRulesFindWhatBreaksThem(t *testing.T) {
	t.Parallel()
	for _, b := range breaches {
		file, err := os.ReadFile(filepath.Join("testdata", b.file+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(file)
		if !strings.Contains(text, b.old) {
			t.Errorf("%s: there is no %s to be changed", b.file, b.old)
			continue
		}
		text = strings.Replace(text, b.old, b.with, 1)
		if name, ok := strings.CutPrefix(b.old, "<cac:Delivery"); ok && name == ">" {
			text = strings.Replace(text, "</cac:Delivery>", "</cac:Delivered>", 1)
		}
		root, found := parse(t, []byte(text)), false
		for name, holds := range rules {
			if strings.HasPrefix(name, b.rule) {
				found = true
				if holds(root) {
					t.Errorf("%s with %q for %q keeps %s", b.file, b.with, b.old, name)
				}
			}
		}
		if !found {
			t.Errorf("there is no rule %s", b.rule)
		}
	}
}
