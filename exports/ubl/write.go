package ubl

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"

	"github.com/invoer/invoer"
)

// What the document says it is: an invoice of Peppol BIS Billing 3.0 (BR-01,
// PEPPOL-EN16931-R004, R007) or one of BIS Self-Billing 3.0, as OpenPeppol's own
// rules for its envelopes tell the two apart.
const (
	compliant  = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:"
	billing    = "billing"
	selfBilled = "selfbilling"
)

func customization(of string) string { return compliant + of + ":3.0" }

func profile(of string) string { return "urn:fdc:peppol.eu:2017:poacc:" + of + ":01:1.0" }

// kindOf is the specification that a document follows and its type code (BT-3, UNTDID
// 1001), as it came: 389 and 261 are what the buyer made in the supplier's name
// (also where the claim was sold, for which BIS Self-Billing has no codes of its
// own), 386 is a deposit.
func kindOf(inv invoer.Invoice) (specification, code string) {
	made, credit := inv.SelfBilled || inv.Found(invoer.RuleSelfBilledWho), inv.Kind == invoer.KindCreditNote
	switch {
	case made && credit:
		return selfBilled, "261"
	case made:
		return selfBilled, "389"
	case credit:
		return billing, "381"
	case inv.Deposit:
		return billing, "386"
	}
	return billing, "380"
}

// A writer writes elements in the order of the UBL 2.1 schemas.
type writer struct {
	out      bytes.Buffer
	currency string
}

// text writes an element with text; pairs are attributes. Nothing is written
// for an empty text (PEPPOL-EN16931-R008).
func (w *writer) text(name, text string, pairs ...string) {
	if text == "" {
		return
	}
	w.out.WriteString("<cbc:" + name)
	for i := 0; i < len(pairs); i += 2 {
		w.out.WriteString(" " + pairs[i] + `="`)
		_ = xml.EscapeText(&w.out, []byte(pairs[i+1])) // a buffer takes all
		w.out.WriteByte('"')
	}
	w.out.WriteByte('>')
	_ = xml.EscapeText(&w.out, []byte(text)) // a buffer takes all
	w.out.WriteString("</cbc:" + name + ">")
}

func (w *writer) amount(name string, cents int64) {
	w.text(name, amount(cents), "currencyID", w.currency)
}

// in writes an element around what inside writes.
func (w *writer) in(name string, inside func()) {
	w.out.WriteString("<cac:" + name + ">")
	inside()
	w.out.WriteString("</cac:" + name + ">")
}

func (d *document) write() []byte {
	inv := d.Invoice
	credit := inv.Kind == invoer.KindCreditNote
	w := &writer{currency: inv.Total.Value.Currency}
	root := "Invoice"
	if credit {
		root = "CreditNote"
	}
	specification, code := kindOf(inv)
	const ubl = "urn:oasis:names:specification:ubl:schema:xsd:"
	w.out.WriteString(xml.Header + "<" + root + ` xmlns="` + ubl + root + `-2" xmlns:cac="` + ubl + `CommonAggregateComponents-2" xmlns:cbc="` + ubl + `CommonBasicComponents-2">`)
	w.text("CustomizationID", customization(specification))
	w.text("ProfileID", profile(specification))
	w.text("ID", inv.Number.Value)
	w.text("IssueDate", inv.Issued.Value.String())
	if inv.Due.Present() && !credit {
		w.text("DueDate", inv.Due.Value.String())
	}
	w.text(root+"TypeCode", code)
	w.text("DocumentCurrencyCode", w.currency)
	w.text("BuyerReference", d.buyer.Code) // PEPPOL-EN16931-R003
	w.period(inv.Period)
	for _, number := range inv.Preceding {
		w.in("BillingReference", func() {
			w.in("InvoiceDocumentReference", func() { w.text("ID", number) }) // BR-55
		})
	}
	w.in("AccountingSupplierParty", func() { w.party(inv.Supplier.Name.Value, inv.Supplier.VAT.Value) })
	w.in("AccountingCustomerParty", func() { w.party(d.buyer.Name, d.buyer.VAT) })
	w.delivery(d)
	w.payment(inv, credit)
	w.totals(d)
	for i, l := range d.lines {
		w.line(i+1, l, root)
	}
	w.out.WriteString("</" + root + ">\n")
	return w.out.Bytes()
}

// period is what a document or a line is for (BR-29, BR-30: reading keeps none
// that ends before it begins).
func (w *writer) period(of invoer.Span) {
	if of.From.Zero() {
		return
	}
	w.in("InvoicePeriod", func() {
		w.text("StartDate", of.From.String())
		w.text("EndDate", of.Until.String())
	})
}

func (w *writer) party(name string, vat invoer.VATNumber) {
	w.in("Party", func() {
		w.text("EndpointID", address(vat), "schemeID", scheme(vat))
		w.in("PartyName", func() { w.text("Name", name) })
		w.in("PostalAddress", func() {
			w.in("Country", func() { w.text("IdentificationCode", countryOf(vat)) })
		})
		w.in("PartyTaxScheme", func() {
			w.text("CompanyID", string(vat)) // BR-CO-09: with the prefix
			w.in("TaxScheme", func() { w.text("ID", "VAT") })
		})
		w.in("PartyLegalEntity", func() {
			w.text("RegistrationName", name)
			if scheme(vat) == "0208" {
				w.text("CompanyID", string(vat[2:]), "schemeID", "0208")
			}
		})
	})
}

// delivery is that of goods from another member state: the day and the country to
// which they went (BR-IC-11, BR-IC-12). They went to the buyer, whose number the
// supply is exempt by; and an invoice names another day than its own where that is
// known and differs (Council Directive 2006/112/EC art. 138, 226 (7)), so ours is
// that of the invoice, as Odoo writes it too.
func (w *writer) delivery(d *document) {
	if !slices.ContainsFunc(d.groups, func(g group) bool { return g.category == "K" }) {
		return
	}
	w.in("Delivery", func() {
		w.text("ActualDeliveryDate", d.Invoice.Issued.Value.String())
		w.in("DeliveryLocation", func() {
			w.in("Address", func() {
				w.in("Country", func() { w.text("IdentificationCode", countryOf(d.buyer.VAT)) })
			})
		})
	})
}

// payment: 30 is a credit transfer, which wants an account (BR-61), and 1 is not
// said (UNCL 4461, BR-CL-16). What is to be paid has a due date or terms
// (BR-CO-25); the due date of a credit note stands where that rule does not look.
func (w *writer) payment(inv invoer.Invoice, credit bool) {
	due := credit && inv.Due.Present()
	if inv.Account.Present() || inv.Reference.Present() || due {
		w.in("PaymentMeans", func() {
			code := "1"
			if inv.Account.Present() {
				code = "30"
			}
			w.text("PaymentMeansCode", code)
			if due {
				w.text("PaymentDueDate", inv.Due.Value.String())
			}
			w.text("PaymentID", string(inv.Reference.Value))
			if inv.Account.Present() {
				w.in("PayeeFinancialAccount", func() { w.text("ID", string(inv.Account.Value)) })
			}
		})
	}
	switch {
	case due:
		w.in("PaymentTerms", func() { w.text("Note", inv.Due.Value.String()) })
	case !inv.Due.Present():
		w.in("PaymentTerms", func() { w.text("Note", "not stated") })
	}
}

func (w *writer) totals(d *document) {
	net, vat := int64(0), int64(0)
	for _, g := range d.groups {
		net, vat = net+g.base, vat+g.vat
	}
	w.in("TaxTotal", func() {
		w.amount("TaxAmount", vat)
		for _, g := range d.groups {
			w.in("TaxSubtotal", func() {
				w.amount("TaxableAmount", g.base)
				w.amount("TaxAmount", g.vat)
				w.in("TaxCategory", func() {
					w.category(g.category, g.rate)
					w.exemption(g.category)
					w.in("TaxScheme", func() { w.text("ID", "VAT") })
				})
			})
		}
	})
	payable := net + vat
	if p := d.Invoice.Payable; p.Present() {
		payable = p.Value.Cents
	}
	w.in("LegalMonetaryTotal", func() {
		w.amount("LineExtensionAmount", net)
		w.amount("TaxExclusiveAmount", net)
		w.amount("TaxInclusiveAmount", net+vat)
		if paid := net + vat - payable; paid != 0 { // BR-CO-16
			w.amount("PrepaidAmount", paid)
		}
		w.amount("PayableAmount", payable)
	})
}

func (w *writer) category(category string, rate int64) {
	w.text("ID", category)
	w.text("Percent", percent(rate))
}

// exemption says why no VAT is charged (BR-E-10, BR-AE-10, BR-IC-10, BR-G-10; codes of the
// VATEX list, BR-CL-22).
func (w *writer) exemption(category string) {
	switch category {
	case "AE":
		w.text("TaxExemptionReasonCode", "VATEX-EU-AE")
	case "K":
		w.text("TaxExemptionReasonCode", "VATEX-EU-IC")
	case "G":
		w.text("TaxExemptionReasonCode", "VATEX-EU-G")
	case "E":
		w.text("TaxExemptionReason", "no VAT charged on the supplier's document")
	}
}

func (w *writer) line(n int, l line, root string) {
	quantity := "InvoicedQuantity"
	if root == "CreditNote" {
		quantity = "CreditedQuantity"
	}
	w.in(root+"Line", func() {
		w.text("ID", strconv.Itoa(n))
		w.text(quantity, l.quantity, "unitCode", "C62") // one: UN/ECE recommendation 20, BR-CL-23
		w.amount("LineExtensionAmount", l.total)
		w.period(l.period)
		w.in("Item", func() {
			w.text("Name", l.name)
			w.in("ClassifiedTaxCategory", func() {
				w.category(l.category, l.rate)
				w.in("TaxScheme", func() { w.text("ID", "VAT") })
			})
		})
		w.in("Price", func() { w.text("PriceAmount", l.price, "currencyID", w.currency) })
	})
}
