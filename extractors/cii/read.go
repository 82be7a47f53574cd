package cii

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
)

// Is tells whether root is that of a Cross Industry Invoice.
func Is(root *einvoice.Element) bool {
	_, ok := versionOf(root)
	return ok
}

// Read reads a Cross Industry Invoice. What could be read is given together
// with an error that names the place of what could not (*einvoice.Error).
func Read(xml []byte) (einvoice.Reading, error) {
	root, recoded, err := einvoice.Parse(xml)
	if err != nil {
		return einvoice.Reading{}, err
	}
	if !Is(root) {
		return einvoice.Reading{}, invoer.Unread(invoer.CodeNotDocument, "an XML file that is no Cross Industry Invoice")
	}
	return Terms(root).Read(recoded)
}

// Terms finds the terms of EN 16931 under the root of a Cross Industry
// Invoice. A root of another kind has none.
func Terms(root *einvoice.Element) einvoice.Terms {
	v, _ := versionOf(root)
	head, trade := root.Find(v.head), root.Find(v.trade)
	agreement, settlement := trade.Find(v.agreement), trade.Find(v.settlement)
	totals := settlement.Find(v.summation)
	return einvoice.Terms{
		Reader:     "cii",
		Kind:       einvoice.Kind{Code: head.Find("TypeCode")},
		Number:     head.Find("ID"),
		Issued:     head.Find("IssueDateTime/DateTimeString"),
		Due:        einvoice.First(settlement.All("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")...),
		Currency:   settlement.Find("InvoiceCurrencyCode"),
		Supplier:   party(agreement.Find("SellerTradeParty")),
		Customer:   party(agreement.Find("BuyerTradeParty")),
		Accounts:   accounts(settlement),
		References: references(settlement),
		Notes:      head.All("IncludedNote/Content"),
		Conditions: settlement.All("SpecifiedTradePaymentTerms/Description"),
		Net:        totals.Find("TaxBasisTotalAmount"),
		VAT:        totals.All("TaxTotalAmount"),
		Total:      totals.Find("GrandTotalAmount"),
		Payable:    totals.Find("DuePayableAmount"),
		Breakdown:  breakdown(settlement, v),
		Lines:      lines(trade, v),
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
		Names:   []*einvoice.Element{p.Find("Name"), p.Find("SpecifiedLegalOrganization/TradingBusinessName")},
		Country: p.Find("PostalTradeAddress/CountryID"),
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
			Base:     at.Find("BasisAmount"),
			VAT:      at.Find("CalculatedAmount"),
			Rate:     at.Find(v.percent),
			Category: at.Find("CategoryCode"),
		})
	}
	return groups
}

func lines(trade *einvoice.Element, v version) []einvoice.Line {
	var all []einvoice.Line
	for _, at := range trade.All(v.lines) {
		price := at.Find(v.lineAgreement + "/NetPriceProductTradePrice")
		settlement := at.Find(v.lineSettlement)
		all = append(all, einvoice.Line{
			At:          at,
			Description: einvoice.First(at.Find("SpecifiedTradeProduct/Name"), at.Find("SpecifiedTradeProduct/Description"), at.Find("AssociatedDocumentLineDocument/IncludedNote/Content")),
			Quantity:    at.Find(v.lineDelivery + "/BilledQuantity"),
			Price:       price.Find("ChargeAmount"),
			Rate:        settlement.Find("ApplicableTradeTax/" + v.percent),
			Total:       settlement.Find(v.lineSummation + "/LineTotalAmount"),
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
