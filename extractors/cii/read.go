package cii

import (
	"github.com/invoer/invoer/extractors/einvoice"
)

// Is tells whether root is that of a Cross Industry Invoice.
func Is(root *einvoice.Element) bool {
	_, ok := versionOf(root)
	return ok
}

// Terms finds the terms of EN 16931 under the root of a Cross Industry
// Invoice. A root of another kind has none.
func Terms(root *einvoice.Element) einvoice.Terms {
	v, _ := versionOf(root)
	head, trade := root.One(v.head), root.One(v.trade)
	agreement, settlement := trade.One(v.agreement), trade.One(v.settlement)
	totals := settlement.One(v.summation)
	return einvoice.Terms{
		Reader:     "cii",
		Kind:       einvoice.Kind{Code: head.One("TypeCode")},
		Number:     head.One("ID"),
		Issued:     head.One("IssueDateTime/DateTimeString"),
		Due:        einvoice.First(settlement.All("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")...),
		Currency:   settlement.One("InvoiceCurrencyCode"),
		Supplier:   party(agreement.One("SellerTradeParty")),
		Customer:   party(agreement.One("BuyerTradeParty")),
		Accounts:   accounts(settlement),
		References: references(settlement),
		Notes:      head.All("IncludedNote/Content"),
		Conditions: settlement.All("SpecifiedTradePaymentTerms/Description"),
		Net:        totals.One("TaxBasisTotalAmount"),
		VAT:        totals.All("TaxTotalAmount"),
		Total:      totals.One("GrandTotalAmount"),
		Payable:    totals.One("DuePayableAmount"),
		Breakdown:  breakdown(settlement, v),
		Lines:      lines(trade, v),
		Preceding:  settlement.All("InvoiceReferencedDocument/IssuerAssignedID"),
		From:       settlement.One("BillingSpecifiedPeriod/StartDateTime/DateTimeString"),
		Until:      settlement.One("BillingSpecifiedPeriod/EndDateTime/DateTimeString"),
		Cargo:      cargo(agreement),
	}
}

func accounts(settlement *einvoice.Element) []*einvoice.Element {
	means := settlement.All("SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID")
	// Tolerated: an IBAN where a number of another kind is expected.
	return append(means, settlement.All("SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/ProprietaryID")...)
}

func references(settlement *einvoice.Element) []*einvoice.Element {
	return append(settlement.All("PaymentReference"), settlement.All("SpecifiedTradeSettlementPaymentMeans/Information")...)
}

// party knows each place where senders put a name and a number (BT-27, 28; 31,
// 30, 29, 34).
func party(p *einvoice.Element) einvoice.Party {
	party := einvoice.Party{
		Names:   []*einvoice.Element{p.One("Name"), p.One("SpecifiedLegalOrganization/TradingBusinessName")},
		Country: p.One("PostalTradeAddress/CountryID"),
	}
	if einvoice.First(party.Names...) == nil {
		party.Names = p.All("DefinedTradeContact/PersonName")
	}
	for _, at := range p.All("SpecifiedTaxRegistration/ID") {
		if at.Attr("schemeID") != "FC" { // BT-32, the number at the local tax office, is no VAT number
			party.Numbers = append(party.Numbers, einvoice.Number{At: at, Sort: einvoice.VATNumber})
		}
	}
	for _, at := range p.All("SpecifiedLegalOrganization/ID") {
		party.Numbers = append(party.Numbers, einvoice.Number{At: at, Sort: einvoice.RegisterNumber})
	}
	identifiers := append(p.All("GlobalID"), p.All("ID")...)
	for _, at := range append(identifiers, p.All("URIUniversalCommunication/URIID")...) {
		party.Numbers = append(party.Numbers, einvoice.Number{At: at, Sort: einvoice.Identifier})
	}
	return party
}

func breakdown(settlement *einvoice.Element, v version) []einvoice.Group {
	var groups []einvoice.Group
	for _, at := range settlement.All("ApplicableTradeTax") {
		groups = append(groups, einvoice.Group{
			At:       at,
			Base:     at.One("BasisAmount"),
			VAT:      at.One("CalculatedAmount"),
			Rate:     at.One(v.percent),
			Category: at.One("CategoryCode"),
		})
	}
	return groups
}

func lines(trade *einvoice.Element, v version) []einvoice.Line {
	var all []einvoice.Line
	for _, at := range trade.All(v.lines) {
		price := at.One(v.lineAgreement + "/NetPriceProductTradePrice")
		settlement := at.One(v.lineSettlement)
		all = append(all, einvoice.Line{
			At:          at,
			Description: einvoice.First(at.One("SpecifiedTradeProduct/Name"), at.One("SpecifiedTradeProduct/Description"), at.One("AssociatedDocumentLineDocument/IncludedNote/Content")),
			Quantity:    at.One(v.lineDelivery + "/BilledQuantity"),
			Price:       price.One("ChargeAmount"),
			Rate:        settlement.One("ApplicableTradeTax/" + v.percent),
			Total:       settlement.One(v.lineSummation + "/LineTotalAmount"),
			From:        settlement.One("BillingSpecifiedPeriod/StartDateTime/DateTimeString"),
			Until:       settlement.One("BillingSpecifiedPeriod/EndDateTime/DateTimeString"),
		})
	}
	return all
}

func cargo(agreement *einvoice.Element) []einvoice.Cargo {
	var all []einvoice.Cargo
	for _, at := range agreement.All("AdditionalReferencedDocument/AttachmentBinaryObject") {
		all = append(all, einvoice.Cargo{At: at, Name: at.Attr("filename"), Media: at.Attr("mimeCode")})
	}
	return all
}
