package einvoice

import "github.com/invoer/invoer"

// The type codes (UNTDID 1001, as far as EN 16931 and its extensions use them)
// of what is no plain invoice.
var kinds = map[string]invoer.Kind{
	"81":  invoer.KindCreditNote, // credit note related to goods or services
	"83":  invoer.KindCreditNote, // credit note related to financial adjustments
	"261": invoer.KindCreditNote, // self-billed
	"262": invoer.KindCreditNote, // consolidated
	"296": invoer.KindCreditNote, // for price variation
	"308": invoer.KindCreditNote, // delcredere
	"381": invoer.KindCreditNote,
	"396": invoer.KindCreditNote, // factored
	"420": invoer.KindCreditNote, // optical character reading payment
	"458": invoer.KindCreditNote, // reversal of debit
	"502": invoer.KindCreditNote, // self-billed factored
	"503": invoer.KindCreditNote, // of a prepayment
	"532": invoer.KindCreditNote, // forwarder's
	"325": invoer.KindProforma,
	"220": invoer.KindOrder,
	"231": invoer.KindOrder, // order response
	"270": invoer.KindDeliveryNote,
	"351": invoer.KindDeliveryNote, // despatch advice
}

func (k Kind) kind() invoer.Kind {
	if k.CreditNote {
		return invoer.KindCreditNote
	}
	if kind, special := kinds[k.Code.Value()]; special {
		return kind
	}
	return invoer.KindInvoice
}
