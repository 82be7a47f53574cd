package propose

import (
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/storage"
)

// treat gives account and treatment of one rate, how sure they are, and why.
func treat(g storage.Grounds, line invoer.VATLine) (string, invoer.Treatment, invoer.Confidence, invoer.Reason) {
	t := invoer.Treatment{Case: caseOf(g.Invoice, line), Class: "services", Rate: line.Rate, Deductible: 100}
	if reversed(t.Case) && t.Rate == 0 {
		t.Rate = belgium.Standard(g.Invoice.Issued.Value)
	}
	if t.Case == "small-business" || t.Case == "none" {
		t.Deductible = 0
	}
	if h := g.History; h.Account != "" {
		t.Class, t.Deductible = h.Treatment.Class, h.Treatment.Deductible
		return h.Account, t, sureOf(h), invoer.Because("as-before", strconv.Itoa(h.Constant))
	}
	if g.Account != "" {
		return g.Account, t, sureDefault, invoer.Because("office-default")
	}
	return belgium.CostAccount(t.Class), t, sureDefault, invoer.Because("common-default")
}

// sureOf grows with the number of documents in a row that were booked alike.
func sureOf(h storage.History) invoer.Confidence {
	return invoer.Confidence(min(sureAlways, sureOnce+3*max(0, h.Constant-1)))
}

// caseOf tells how VAT is dealt with, by the category of UNCL 5305 where the
// invoice has one, else by where the supplier is registered.
func caseOf(inv invoer.Invoice, line invoer.VATLine) string {
	switch line.Category {
	case "AE":
		if abroad(inv) {
			return "eu"
		}
		return "cocontractor"
	case "K":
		return "eu"
	case "G":
		return "outside-eu"
	case "E":
		return "exempt"
	case "O":
		return "none"
	}
	switch {
	case line.VAT.Cents != 0 || line.Rate != 0:
		return "domestic"
	case abroad(inv):
		return "eu"
	}
	return "none"
}

// reversed tells whether the customer owes the VAT (VAT Code art. 51 § 2).
func reversed(of string) bool {
	return of == "cocontractor" || of == "eu" || of == "outside-eu" || of == "import"
}

func abroad(inv invoer.Invoice) bool {
	vat := inv.Supplier.VAT.Value
	return len(vat) > 2 && vat[:2] != "BE"
}
