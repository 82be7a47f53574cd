package ubl

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
)

const sample = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>2026/118</cbc:ID><cbc:IssueDate>2026-11-01</cbc:IssueDate><cbc:DueDate>2026-12-01</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:Note>Dank u</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0208">0477574154</cbc:EndpointID>
 <cac:PartyName><cbc:Name>De Zetter</cbc:Name></cac:PartyName>
 <cac:PostalAddress><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 <cac:PartyTaxScheme><cbc:CompanyID>BE0477574154</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
 <cac:PartyLegalEntity><cbc:RegistrationName>Drukkerij De Zetter bv</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 <cac:PartyLegalEntity><cbc:RegistrationName>Bakkerij Ter Linde bv</cbc:RegistrationName><cbc:CompanyID schemeID="0208">0999100097</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>+++924/1707/19992+++</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>BE68 5390 0754 7034</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">255.40</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">1216.20</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">255.40</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">1216.20</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">1471.60</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">1471.60</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:InvoicedQuantity>2</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">1216.20</cbc:LineExtensionAmount><cac:Item><cbc:Name>Affiches</cbc:Name><cac:ClassifiedTaxCategory><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID="EUR">608.10</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>`

// creditNote is the same as a credit note.
func creditNote() string {
	return strings.NewReplacer("Invoice-2", "CreditNote-2", "<Invoice ", "<CreditNote ", "</Invoice>", "</CreditNote>",
		"InvoiceTypeCode>380", "CreditNoteTypeCode>381", "InvoiceTypeCode", "CreditNoteTypeCode", "InvoiceLine", "CreditNoteLine", "InvoicedQuantity", "CreditedQuantity",
		"<cbc:DueDate>2026-12-01</cbc:DueDate>", "", "</cbc:PaymentMeansCode>", "</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-12-01</cbc:PaymentDueDate>").Replace(sample)
}

// whole is what stands in the sample.
var whole = map[string]string{
	"supplier_name": "Drukkerij De Zetter bv", "supplier_vat": "BE0477574154", "supplier_iban": "BE68539007547034",
	"invoice_number": "2026/118", "invoice_date": "2026-11-01", "due_date": "2026-12-01", "currency": "EUR",
	"total_excl": "1216.20", "total_vat": "255.40", "total_incl": "1471.60", "amount_due": "1471.60",
	"structured_ref": "924170719992", "customer_name": "Bakkerij Ter Linde bv", "customer_vat": "BE0999100097",
}

var cases = map[string]struct {
	file     string
	kind     invoer.Kind
	want     map[string]string // where it differs from whole; "" is absent
	findings []string
}{
	"an invoice":    {file: sample, kind: invoer.KindInvoice},
	"a credit note": {file: creditNote(), kind: invoer.KindCreditNote},
	"a credit note with amounts below zero is turned": {
		file: strings.NewReplacer(`"EUR">`, `"EUR">-`).Replace(creditNote()), kind: invoer.KindCreditNote,
	},
	"an invoice below zero stays what it says": {
		file: strings.NewReplacer(`"EUR">`, `"EUR">-`).Replace(sample), kind: invoer.KindInvoice,
		want:     map[string]string{"total_excl": "-1216.20", "total_vat": "-255.40", "total_incl": "-1471.60", "amount_due": "-1471.60"},
		findings: []string{einvoice.RuleNegative},
	},
	"a credit note by its code":  {file: strings.Replace(sample, ">380<", ">381<", 1), kind: invoer.KindCreditNote},
	"self-billed credit note":    {file: strings.Replace(sample, ">380<", ">261<", 1), kind: invoer.KindCreditNote},
	"a corrected invoice is one": {file: strings.Replace(sample, ">380<", ">384<", 1), kind: invoer.KindInvoice},
	"pro forma":                  {file: strings.Replace(sample, ">380<", ">325<", 1), kind: invoer.KindProforma},
	"paid already": {
		file: strings.Replace(sample, `PayableAmount currencyID="EUR">1471.60`, `PayableAmount currencyID="EUR">0.00`, 1), kind: invoer.KindInvoice,
		want: map[string]string{"amount_due": "0.00", "due_date": ""},
	},
	"a total of the sender's that does not add up": {
		file: strings.Replace(sample, `TaxInclusiveAmount currencyID="EUR">1471.60`, `TaxInclusiveAmount currencyID="EUR">1480.60`, 1), kind: invoer.KindInvoice,
		want: map[string]string{"total_incl": "1480.60"}, findings: []string{invoer.RuleTotals},
	},
	"VAT again in the currency of the accounts": {
		file: strings.Replace(sample, "<cac:TaxTotal>", `<cac:TaxTotal><cbc:TaxAmount currencyID="USD">280.00</cbc:TaxAmount></cac:TaxTotal><cac:TaxTotal>`, 1), kind: invoer.KindInvoice,
	},
	"lines in another currency": {
		file: strings.Replace(sample, `LineExtensionAmount currencyID="EUR"`, `LineExtensionAmount currencyID="USD"`, 1), kind: invoer.KindInvoice,
		findings: []string{einvoice.RuleCurrencies},
	},
	"the number in PartyIdentification only": {
		file: strings.Replace(strings.Replace(sample, "<cac:PartyTaxScheme><cbc:CompanyID>BE0477574154</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>", "", 1),
			`<cbc:EndpointID schemeID="0208">0477574154</cbc:EndpointID>`, "<cac:PartyIdentification><cbc:ID>BE 0477.574.154</cbc:ID></cac:PartyIdentification>", 1), kind: invoer.KindInvoice,
	},
	"the number in the endpoint only": {
		file: strings.Replace(sample, "<cac:PartyTaxScheme><cbc:CompanyID>BE0477574154</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>", "", 1), kind: invoer.KindInvoice,
	},
	"the trade name where there is no other": {
		file: strings.Replace(sample, "<cbc:RegistrationName>Drukkerij De Zetter bv</cbc:RegistrationName>", "", 1), kind: invoer.KindInvoice,
		want: map[string]string{"supplier_name": "De Zetter"},
	},
	"wrong check digits are kept and told": {
		file: strings.NewReplacer("BE68 5390 0754 7034", "BE68 5390 0754 7035", "BE0477574154", "BE0477574155").Replace(sample), kind: invoer.KindInvoice,
		want:     map[string]string{"supplier_iban": "BE68539007547035", "supplier_vat": "BE0477574155"},
		findings: []string{einvoice.RuleVATNumber, einvoice.RuleIBAN},
	},
	"the communication in the payment terms": {
		file: strings.Replace(strings.Replace(sample, "<cbc:PaymentID>+++924/1707/19992+++</cbc:PaymentID>", "", 1),
			"<cac:TaxTotal>", "<cac:PaymentTerms><cbc:Note>Met vermelding van ***924/1707/19992***</cbc:Note></cac:PaymentTerms><cac:TaxTotal>", 1), kind: invoer.KindInvoice,
	},
	"a file inside that is broken": {
		file: strings.Replace(sample, "<cac:AccountingSupplierParty>", `<cac:AdditionalDocumentReference><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf">???</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>`, 1), kind: invoer.KindInvoice,
		findings: []string{einvoice.RuleCargo},
	},
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := read([]byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got.Invoice.Kind != c.kind {
				t.Errorf("kind %s, want %s", got.Invoice.Kind, c.kind)
			}
			checkFields(t, &got.Invoice, c.want)
			var rules []string
			for _, f := range got.Invoice.Findings {
				rules = append(rules, f.Rule)
			}
			if diff := cmp.Diff(c.findings, rules); diff != "" {
				t.Errorf("findings: want - got +:\n%s", diff)
			}
		})
	}
}

func checkFields(t *testing.T, inv *invoer.Invoice, differs map[string]string) {
	t.Helper()
	for _, v := range inv.Values() {
		want := whole[v.Name]
		if other, ok := differs[v.Name]; ok {
			want = other
		}
		if v.Text != want {
			t.Errorf("%s: got %q, want %q", v.Name, v.Text, want)
		}
		if v.Text != "" && (v.Confidence != invoer.Certain || v.Origin.Reader != "ubl" || !strings.HasPrefix(v.Origin.Path, "/")) {
			t.Errorf("%s: confidence %d from %+v, want certain and a path", v.Name, v.Confidence, v.Origin)
		}
	}
}

func TestPlacesBreakdownAndLines(t *testing.T) {
	t.Parallel()
	got, err := read([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	inv := got.Invoice
	if want := "/ubl:Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount"; inv.Total.Origin.Path != want {
		t.Errorf("path of the total %s, want %s", inv.Total.Origin.Path, want)
	}
	if diff := cmp.Diff([]string{"De Zetter"}, inv.Supplier.Name.Alternatives); diff != "" {
		t.Errorf("other names: want - got +:\n%s", diff)
	}
	if len(inv.Breakdown) != 1 || inv.Breakdown[0].Rate != 2100 || inv.Breakdown[0].Base != invoer.EUR(121620) || inv.Breakdown[0].VAT != invoer.EUR(25540) || inv.Breakdown[0].Category != "S" {
		t.Errorf("breakdown %+v, want 21 %% of 1216.20 is 255.40", inv.Breakdown)
	}
	if len(inv.Lines) != 1 || inv.Lines[0].Description != "Affiches" || inv.Lines[0].Quantity != "2" || inv.Lines[0].UnitPrice != "608.1" || inv.Lines[0].Rate != 2100 || inv.Lines[0].Total != invoer.EUR(121620) {
		t.Errorf("lines %+v, want 2 Affiches of 608.10", inv.Lines)
	}
}

// TestReadSaysWhere: what cannot be understood is an error with its place, and
// all the rest is given with it.
func TestReadSaysWhere(t *testing.T) {
	t.Parallel()
	got, err := read([]byte(strings.Replace(sample, `TaxInclusiveAmount currencyID="EUR">1471.60`, `TaxInclusiveAmount currencyID="EUR">NaN`, 1)))
	var place *einvoice.Error
	if !errors.As(err, &place) || !errors.Is(err, invoer.ErrUnreadable) {
		t.Fatalf("error %v, want one with a place", err)
	}
	if place.Path != "Invoice/LegalMonetaryTotal/TaxInclusiveAmount" || place.Line != 14 {
		t.Errorf("place %s on line %d, want Invoice/LegalMonetaryTotal/TaxInclusiveAmount on line 14", place.Path, place.Line)
	}
	checkFields(t, &got.Invoice, map[string]string{"total_incl": ""})
}

// read is what extractors does with a file.
func read(file []byte) (einvoice.Reading, error) {
	root, recoded, err := einvoice.Parse(file)
	if err != nil {
		return einvoice.Reading{}, err
	}
	return Terms(root).Read(recoded)
}

func TestOthersAreNot(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"an Invoice of nobody": strings.Replace(sample, "schema:xsd:Invoice-2", "schema:xsd:Bill-2", 1),
		"an order":             `<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`,
	} {
		root, _, err := einvoice.Parse([]byte(file))
		if err != nil || Is(root) {
			t.Errorf("%s: taken for UBL, or %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte(c.file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := read(file)
		if err != nil && !errors.Is(err, invoer.ErrUnreadable) {
			t.Errorf("read(%q): %v, want an unreadable one", file, err)
		}
		for _, v := range got.Invoice.Values() {
			if v.Text != "" && v.Origin.Path == "" {
				t.Errorf("read(%q): %s is %q without a path", file, v.Name, v.Text)
			}
		}
	})
}

// What a document says of other invoices, of its period and of being a deposit is
// taken over; what cannot be understood of it is left aside.
func TestWhatItIsAbout(t *testing.T) {
	t.Parallel()
	with := func(file, more string) string {
		return strings.Replace(file, "<cac:AccountingSupplierParty>", more+"<cac:AccountingSupplierParty>", 1)
	}
	const references = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-77</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>" +
		"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-78</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
	period := func(from, until string) string {
		return "<cac:InvoicePeriod><cbc:StartDate>" + from + "</cbc:StartDate><cbc:EndDate>" + until + "</cbc:EndDate></cac:InvoicePeriod>"
	}
	line := func(from, until string) string {
		return strings.Replace(sample, "</cbc:LineExtensionAmount><cac:Item>", "</cbc:LineExtensionAmount>"+period(from, until)+"<cac:Item>", 1)
	}
	year := invoer.Span{From: invoer.Date{Year: 2026, Month: 11, Day: 1}, Until: invoer.Date{Year: 2027, Month: 10, Day: 31}}
	cases := map[string]struct {
		file      string
		preceding []string
		period    invoer.Span
		deposit   bool
		ofLine    invoer.Span // the first
	}{
		"nothing":                     {file: sample},
		"two invoices":                {file: with(creditNote(), references), preceding: []string{"F-77", "F-78"}},
		"a year":                      {file: with(sample, period("2026-11-01", "2027-10-31")), period: year},
		"a period that ends before":   {file: with(sample, period("2026-11-01", "2025-10-31"))},
		"a day that there is not":     {file: with(sample, period("2026-11-01", "2027-02-30"))},
		"a line for a year":           {file: line("2026-11-01", "2027-10-31"), ofLine: year},
		"a line that ends before":     {file: line("2026-11-01", "2026-10-31")},
		"a deposit, by its type code": {file: strings.Replace(sample, ">380<", ">386<", 1), deposit: true},
	}
	for name, c := range cases {
		root, _, err := einvoice.Parse([]byte(c.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Terms(root).Read(false)
		inv := got.Invoice
		if diff := cmp.Diff(c.preceding, inv.Preceding); err != nil || diff != "" || inv.Period != c.period || inv.Deposit != c.deposit || inv.Lines[0].Period != c.ofLine {
			t.Errorf("%s: preceding %v, period %v (line %v), deposit %t, %v; want %v, %v (%v), %t", name, inv.Preceding, inv.Period, inv.Lines[0].Period, inv.Deposit, err, c.preceding, c.period, c.ofLine, c.deposit)
		}
	}
}
