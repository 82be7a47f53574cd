package belgium

import (
	"slices"

	"github.com/invoer/invoer"
)

// Boxes are the numbered fields of the VAT return (Royal Decree no. 1, annex;
// form 625) that a purchase is entered in. On a credit note the base boxes 81
// to 83 are lessened; 84 and 85 have it as a positive amount. A box of 0 is
// none.
type Boxes struct {
	Base       []int // the amount without VAT, with VAT that cannot be deducted
	Due        int   // VAT that the customer owes
	Deductible int   // VAT that he deducts
	Regulated  int   // on a credit note: VAT that he deducted and gives back
	Regained   int   // on a credit note under a reverse charge: VAT that he owed and could not deduct
}

// classes are the boxes of what is bought.
var classes = map[string]int{"goods": 81, "services": 82, "investment": 83}

// A rule is one row of the table: where a case of VAT is entered beside the
// box of its class.
type rule struct {
	goods, services int // boxes that have the base a second time
	due             int
	deducts         bool
	credit          int // box of credit notes
}

// The cases are those of the booking contract. Source: the table of Belgian
// taxes of Odoo (account.tax-be.csv, state of 2026), which follows the notice
// to the periodic return of FPS Finance.
var rules = map[string]rule{
	"domestic":       {deducts: true, credit: 85},
	"cocontractor":   {goods: 87, services: 87, due: 56, deducts: true, credit: 85}, // Royal Decree no. 1, art. 20
	"eu":             {goods: 86, services: 88, due: 55, deducts: true, credit: 84}, // VAT Code art. 25ter, 51 § 2
	"outside-eu":     {goods: 87, services: 87, due: 56, deducts: true, credit: 85}, // VAT Code art. 51 § 2, 1°
	"import":         {goods: 87, services: 87, due: 57, deducts: true, credit: 85}, // Royal Decree no. 7, art. 5: deferral
	"exempt":         {credit: 85},
	"small-business": {credit: 85}, // VAT Code art. 56bis
	"margin":         {credit: 85}, // VAT Code art. 58 § 4
	"none":           {credit: 85},
}

// BoxesOf gives the boxes for a treatment of an invoice or credit note; ok is
// false for a case or class that the booking contract does not have.
func BoxesOf(t invoer.Treatment, kind invoer.Kind) (boxes Boxes, ok bool) {
	r, known := rules[t.Case]
	class := classes[t.Class]
	if !known || class == 0 {
		return Boxes{}, false
	}
	boxes.Base = []int{class}
	if kind == invoer.KindCreditNote {
		boxes.Base = append(boxes.Base, r.credit)
		if r.deducts && r.due == 0 && t.Deductible > 0 {
			boxes.Regulated = 63
		}
		if r.due != 0 && t.Deductible < 100 {
			boxes.Regained = 62
		}
		return boxes, true
	}
	if again := r.again(t.Class); again != 0 {
		boxes.Base = append(boxes.Base, again)
	}
	boxes.Due = r.due
	if r.deducts && t.Deductible > 0 {
		boxes.Deductible = 59
	}
	return boxes, true
}

// LineBoxes are the boxes of the return that a line is entered in, in order:
// those of BoxesOf, of which a line without VAT has none for VAT. A case or class
// that the booking contract does not have is in none.
func LineBoxes(t invoer.Treatment, kind invoer.Kind) []int {
	boxes, ok := BoxesOf(t, kind)
	if !ok {
		return nil
	}
	all := slices.Clone(boxes.Base)
	if t.Rate != 0 {
		all = append(all, boxes.Due, boxes.Deductible, boxes.Regulated, boxes.Regained)
	}
	slices.Sort(all)
	return slices.DeleteFunc(all, func(box int) bool { return box == 0 })
}

func (r rule) again(class string) int {
	if class == "services" {
		return r.services
	}
	return r.goods
}
