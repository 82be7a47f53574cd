package ubl

import (
	"strings"

	"github.com/invoer/invoer/extractors/einvoice"
)

const namespace = "urn:oasis:names:specification:ubl:schema:xsd:"

// Is tells whether root is that of a UBL invoice or credit note.
func Is(root *einvoice.Element) bool {
	return root.Space == namespace+root.Name+"-2" && (root.Name == "Invoice" || root.Name == "CreditNote")
}

// Terms finds the terms of EN 16931 under the root of a UBL document.
func Terms(root *einvoice.Element) einvoice.Terms {
	t := einvoice.Terms{
		Reader:     "ubl",
		Kind:       kind(root),
		Number:     root.One("ID"),
		Issued:     root.One("IssueDate"),
		Due:        due(root),
		Currency:   root.One("DocumentCurrencyCode"),
		Supplier:   party(root.One("AccountingSupplierParty/Party")),
		Customer:   party(root.One("AccountingCustomerParty/Party")),
		Accounts:   root.All("PaymentMeans/PayeeFinancialAccount/ID"),
		References: references(root),
		Notes:      root.All("Note"),
		Conditions: root.All("PaymentTerms/Note"),
		VAT:        root.All("TaxTotal/TaxAmount"),
		Breakdown:  breakdown(root),
		Lines:      lines(root),
		Preceding:  root.All("BillingReference/InvoiceDocumentReference/ID"),
		From:       root.One("InvoicePeriod/StartDate"),
		Until:      root.One("InvoicePeriod/EndDate"),
		Cargo:      cargo(root),
	}
	totals := root.One("LegalMonetaryTotal")
	t.Net = totals.One("TaxExclusiveAmount")
	t.Total = totals.One("TaxInclusiveAmount")
	t.Payable = totals.One("PayableAmount")
	return t
}

func kind(root *einvoice.Element) einvoice.Kind {
	return einvoice.Kind{
		Code:       einvoice.First(root.One("InvoiceTypeCode"), root.One("CreditNoteTypeCode")),
		CreditNote: root.Name == "CreditNote",
	}
}

// due: a credit note has BT-9 in its payment means only, and UBL 2.0 invoices
// had it there too.
func due(root *einvoice.Element) *einvoice.Element {
	return einvoice.First(root.One("DueDate"), root.One("PaymentMeans/PaymentDueDate"), root.One("PaymentTerms/PaymentDueDate"))
}

// references: BT-83 is a PaymentID. Tolerated: it stands in the payment means'
// instruction too.
func references(root *einvoice.Element) []*einvoice.Element {
	return append(root.All("PaymentMeans/PaymentID"), root.All("PaymentMeans/InstructionNote")...)
}

// party knows each place where senders put a name and a number: the rules of
// EN 16931 first (BT-27, 28; 31, 30, 29, 34), then what some packages do.
func party(p *einvoice.Element) einvoice.Party {
	party := einvoice.Party{
		Names: []*einvoice.Element{
			p.One("PartyLegalEntity/RegistrationName"),
			p.One("PartyName/Name"),
			p.One("Contact/Name"),
			p.One("Person/FamilyName"),
		},
		Country: p.One("PostalAddress/Country/IdentificationCode"),
	}
	party.Names = named(party.Names)
	for _, scheme := range p.All("PartyTaxScheme") {
		if isVAT(scheme.One("TaxScheme/ID")) {
			party.Numbers = append(party.Numbers, einvoice.Number{At: scheme.One("CompanyID"), Sort: einvoice.VATNumber})
		}
	}
	for _, at := range p.All("PartyLegalEntity/CompanyID") {
		party.Numbers = append(party.Numbers, einvoice.Number{At: at, Sort: einvoice.RegisterNumber})
	}
	for _, at := range append(p.All("PartyIdentification/ID"), p.All("EndpointID")...) {
		party.Numbers = append(party.Numbers, einvoice.Number{At: at, Sort: einvoice.Identifier})
	}
	return party
}

// named leaves the contact out where the company has a name.
func named(names []*einvoice.Element) []*einvoice.Element {
	if einvoice.First(names[:2]...) != nil {
		return names[:2]
	}
	return names
}

// isVAT tells a VAT number from BT-32, a number for another tax.
func isVAT(id *einvoice.Element) bool {
	switch strings.ToUpper(id.Value()) {
	case "VAT", "VA", "", "TVA", "BTW", "GST":
		return true
	}
	return false
}

func breakdown(root *einvoice.Element) []einvoice.Group {
	var groups []einvoice.Group
	for _, at := range root.All("TaxTotal/TaxSubtotal") {
		groups = append(groups, einvoice.Group{
			At:       at,
			Base:     at.One("TaxableAmount"),
			VAT:      at.One("TaxAmount"),
			Rate:     einvoice.First(at.One("TaxCategory/Percent"), at.One("Percent")),
			Category: at.One("TaxCategory/ID"),
		})
	}
	return groups
}

func lines(root *einvoice.Element) []einvoice.Line {
	var all []einvoice.Line
	for _, at := range append(root.All("InvoiceLine"), root.All("CreditNoteLine")...) {
		all = append(all, einvoice.Line{
			At:          at,
			Description: einvoice.First(at.One("Item/Name"), at.One("Item/Description"), at.One("Note")),
			Quantity:    einvoice.First(at.One("InvoicedQuantity"), at.One("CreditedQuantity")),
			Price:       at.One("Price/PriceAmount"),
			Rate:        einvoice.First(at.One("Item/ClassifiedTaxCategory/Percent"), at.One("TaxTotal/TaxSubtotal/TaxCategory/Percent")),
			Total:       at.One("LineExtensionAmount"),
			From:        at.One("InvoicePeriod/StartDate"),
			Until:       at.One("InvoicePeriod/EndDate"),
		})
	}
	return all
}

func cargo(root *einvoice.Element) []einvoice.Cargo {
	var all []einvoice.Cargo
	for _, at := range root.All("AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject") {
		all = append(all, einvoice.Cargo{At: at, Name: at.Attr("filename"), Media: at.Attr("mimeCode")})
	}
	return all
}
