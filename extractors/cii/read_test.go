package cii

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
)

const sample = `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>2026/118</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20261101</udt:DateTimeString></ram:IssueDateTime><ram:IncludedNote><ram:Content>Dank u</ram:Content></ram:IncludedNote></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>Affiches</ram:Name></ram:SpecifiedTradeProduct>
 <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>608.10</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
 <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity>2</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
 <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:RateApplicablePercent>21</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>1216.20</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>
 <ram:SellerTradeParty><ram:Name>Drukkerij De Zetter bv</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0208">0477574154</ram:ID><ram:TradingBusinessName>De Zetter</ram:TradingBusinessName></ram:SpecifiedLegalOrganization><ram:PostalTradeAddress><ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113/40209</ram:ID></ram:SpecifiedTaxRegistration><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0477574154</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
 <ram:BuyerTradeParty><ram:Name>Bakkerij Ter Linde bv</ram:Name><ram:PostalTradeAddress><ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress><ram:URIUniversalCommunication><ram:URIID schemeID="0208">0999100097</ram:URIID></ram:URIUniversalCommunication></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>+++924/1707/19992+++</ram:PaymentReference><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
 <ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>BE68539007547034</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
 <ram:ApplicableTradeTax><ram:CalculatedAmount>255.40</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>1216.20</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>21.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
 <ram:SpecifiedTradePaymentTerms><ram:Description>30 dagen</ram:Description><ram:DueDateDateTime><udt:DateTimeString format="102">20261201</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
 <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>1216.20</ram:LineTotalAmount><ram:TaxBasisTotalAmount>1216.20</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">255.40</ram:TaxTotalAmount><ram:GrandTotalAmount>1471.60</ram:GrandTotalAmount><ram:DuePayableAmount>1471.60</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`

// older is the same in the syntax of ZUGFeRD 1.
var older = strings.NewReplacer("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "urn:ferd:CrossIndustryDocument:invoice:1p0",
	"rsm:CrossIndustryInvoice", "rsm:CrossIndustryDocument", "rsm:ExchangedDocument", "rsm:HeaderExchangedDocument", "rsm:SupplyChainTradeTransaction", "rsm:SpecifiedSupplyChainTradeTransaction",
	"ApplicableHeaderTrade", "ApplicableSupplyChainTrade", "SpecifiedLineTrade", "SpecifiedSupplyChainTrade", "SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation",
	"SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation", "RateApplicablePercent", "ApplicablePercent").Replace(sample)

var whole = map[string]string{
	"supplier_name": "Drukkerij De Zetter bv", "supplier_vat": "BE0477574154", "supplier_iban": "BE68539007547034",
	"invoice_number": "2026/118", "invoice_date": "2026-11-01", "due_date": "2026-12-01", "currency": "EUR",
	"total_excl": "1216.20", "total_vat": "255.40", "total_incl": "1471.60", "amount_due": "1471.60",
	"structured_ref": "924170719992", "customer_name": "Bakkerij Ter Linde bv", "customer_vat": "BE0999100097",
}

var cases = map[string]struct {
	file string
	kind invoer.Kind
	want map[string]string // where it differs from whole; "" is absent
}{
	"D16B":                          {file: sample, kind: invoer.KindInvoice},
	"ZUGFeRD 1":                     {file: older, kind: invoer.KindInvoice},
	"a credit note":                 {file: strings.Replace(sample, ">380<", ">381<", 1), kind: invoer.KindCreditNote},
	"a factored credit note":        {file: strings.Replace(sample, ">380<", ">396<", 1), kind: invoer.KindCreditNote},
	"the first of several due days": {file: strings.Replace(sample, "</ram:SpecifiedTradePaymentTerms>", `</ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20261224</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>`, 1), kind: invoer.KindInvoice},
	"a number of the tax office is no VAT number": {
		file: strings.NewReplacer(`<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0477574154</ram:ID></ram:SpecifiedTaxRegistration>`, "", `<ram:ID schemeID="0208">0477574154</ram:ID>`, "").Replace(sample),
		kind: invoer.KindInvoice, want: map[string]string{"supplier_vat": ""},
	},
	"the register where there is no VAT number": {
		file: strings.Replace(sample, `<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0477574154</ram:ID></ram:SpecifiedTaxRegistration>`, "", 1), kind: invoer.KindInvoice,
	},
	"prepaid in part": {
		file: strings.Replace(sample, "<ram:DuePayableAmount>1471.60", "<ram:TotalPrepaidAmount>471.60</ram:TotalPrepaidAmount><ram:DuePayableAmount>1000.00", 1),
		kind: invoer.KindInvoice, want: map[string]string{"amount_due": "1000.00"},
	},
	"a line that is only a text": {
		file: strings.Replace(sample, "<ram:ApplicableHeaderTradeAgreement>", "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:IncludedNote><ram:Content>Dank u</ram:Content></ram:IncludedNote></ram:AssociatedDocumentLineDocument></ram:IncludedSupplyChainTradeLineItem><ram:ApplicableHeaderTradeAgreement>", 1),
		kind: invoer.KindInvoice,
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
			inv := got.Invoice
			if inv.Kind != c.kind {
				t.Errorf("kind %s, want %s", inv.Kind, c.kind)
			}
			for _, v := range inv.Values() {
				want := whole[v.Name]
				if other, ok := c.want[v.Name]; ok {
					want = other
				}
				if v.Text != want {
					t.Errorf("%s: got %q, want %q", v.Name, v.Text, want)
				}
				if v.Text != "" && (v.Confidence != invoer.Certain || v.Origin.Reader != "cii" || !strings.HasPrefix(v.Origin.Path, "/rsm:")) {
					t.Errorf("%s: confidence %d from %+v, want certain and a path", v.Name, v.Confidence, v.Origin)
				}
			}
			if len(inv.Findings) != 0 {
				t.Errorf("findings %v, want none", inv.Findings)
			}
			checkTables(t, inv)
		})
	}
}

func checkTables(t *testing.T, inv invoer.Invoice) {
	t.Helper()
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
	got, err := read([]byte(strings.Replace(sample, "20261101", "20261301", 1)))
	var place *einvoice.Error
	if !errors.As(err, &place) || place.Line != 3 {
		t.Fatalf("error %v, want one with its place on line 3", err)
	}
	if got.Invoice.Issued.Present() || got.Invoice.Total.Value != invoer.EUR(147160) {
		t.Errorf("date %v and total %v, want none and 1471.60", got.Invoice.Issued.Value, got.Invoice.Total.Value)
	}
}

func TestConditionsAreHandedOn(t *testing.T) {
	t.Parallel()
	got, err := read([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := []einvoice.Text{{Words: "30 dagen", Path: "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradePaymentTerms/ram:Description"}}
	if diff := cmp.Diff(want, got.Conditions); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
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
	root, _, err := einvoice.Parse([]byte(strings.Replace(sample, "CrossIndustryInvoice:100", "CrossIndustryInvoice:1", 1)))
	if err != nil || Is(root) {
		t.Errorf("an invoice of no known version is taken for CII, or %v", err)
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

// The period of a line (BG-26) is read.
func TestPeriodOfALine(t *testing.T) {
	t.Parallel()
	const period = `<ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format="102">20261101</udt:DateTimeString></ram:StartDateTime>` +
		`<ram:EndDateTime><udt:DateTimeString format="102">20271031</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>`
	file := strings.Replace(sample, "<ram:SpecifiedLineTradeSettlement>", "<ram:SpecifiedLineTradeSettlement>"+period, 1)
	root, _, err := einvoice.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Terms(root).Read(false)
	want := invoer.Span{From: invoer.Date{Year: 2026, Month: 11, Day: 1}, Until: invoer.Date{Year: 2027, Month: 10, Day: 31}}
	if err != nil || len(got.Invoice.Lines) == 0 || got.Invoice.Lines[0].Period != want || got.Invoice.Period != (invoer.Span{}) {
		t.Errorf("lines %+v, %v; want the first for %v", got.Invoice.Lines, err, want)
	}
}

// What a document says of another invoice, of its period and of being a deposit
// is taken over.
func TestWhatItIsAbout(t *testing.T) {
	t.Parallel()
	const about = `<ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format="102">20261101</udt:DateTimeString></ram:StartDateTime>` +
		`<ram:EndDateTime><udt:DateTimeString format="102">20271031</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>` +
		`<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F-77</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>`
	file := strings.NewReplacer("</ram:ApplicableHeaderTradeSettlement>", about+"</ram:ApplicableHeaderTradeSettlement>", ">380<", ">386<").Replace(sample)
	root, _, err := einvoice.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Terms(root).Read(false)
	want := invoer.Span{From: invoer.Date{Year: 2026, Month: 11, Day: 1}, Until: invoer.Date{Year: 2027, Month: 10, Day: 31}}
	if inv := got.Invoice; err != nil || len(inv.Preceding) != 1 || inv.Preceding[0] != "F-77" || inv.Period != want || !inv.Deposit {
		t.Errorf("preceding %v, period %v, deposit %t, %v; want F-77, %v, true", inv.Preceding, inv.Period, inv.Deposit, err, want)
	}
}
