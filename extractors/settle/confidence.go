package settle

import "github.com/invoer/invoer"

// A knee is a point of a curve: of values with such a score, so many in a
// hundred were right.
type knee struct{ score, right float64 }

// curves turn the score of a chosen value into a confidence. Their knees were
// counted on some two hundred documents with known truth, text layers and OCR
// together, in bins of a sixth of the values each, and drawn in by about one
// right value a bin, as the documents to come are others. To count again, see
// docs/decisions/0022. Between knees the line is straight.
var curves = map[string][]knee{
	"supplier_name":  {{1, 62}, {2.5, 70}, {3.1, 82}, {3.6, 92}, {4.4, 94}, {5, 96}},
	"supplier_vat":   {{0.5, 95}, {1.6, 97}, {2.6, 99}},
	"supplier_iban":  {{0.5, 93}, {1, 99}},
	"invoice_number": {{0.3, 45}, {0.7, 65}, {0.95, 85}, {1.1, 93}, {1.25, 96}, {1.4, 97}},
	"invoice_date":   {{-0.3, 60}, {-0.1, 85}, {0.4, 95}, {0.8, 96}, {1.05, 98}},
	"due_date":       {{0.25, 90}, {0.8, 96}, {1, 98}},
	"currency":       {{0.5, 88}, {1, 99}},
	"total_excl":     {{0, 25}, {0.3, 35}, {2, 70}, {3.1, 95}, {4, 99}},
	"total_vat":      {{0, 40}, {0.3, 50}, {2.1, 85}, {3.2, 96}, {4, 99}},
	"total_incl":     {{0.25, 35}, {1.2, 60}, {2.5, 85}, {3.2, 97}, {4, 99}},
	"amount_due":     {{0.25, 60}, {0.7, 88}, {0.8, 96}, {1, 98}},
	"customer_name":  {{1, 35}, {1.7, 55}, {2.05, 70}, {2.6, 85}, {3.4, 87}, {4.2, 96}},
	"customer_vat":   {{-0.9, 88}, {0, 92}, {2, 97}},
	"vat_breakdown":  {{1, 40}, {2.1, 80}, {3.3, 92}, {4.1, 95}, {4.4, 97}},
	"lines":          {{0, 25}, {1, 95}},
	"structured_ref": {{0.5, 65}, {1, 95}, {1.5, 98}},
}

// confidence gives how many in a hundred values of a field with such a score
// are right: 1 to 99. A field without a curve is a mistake of the program and
// never sure.
func confidence(field string, score float64) invoer.Confidence {
	curve := curves[field]
	if len(curve) == 0 {
		return 1
	}
	last := curve[0]
	for _, k := range curve {
		if score < k.score {
			return bounded(last.right + (k.right-last.right)*max(0, score-last.score)/max(k.score-last.score, 1e-9))
		}
		last = k
	}
	return bounded(last.right)
}

func bounded(right float64) invoer.Confidence { return invoer.Confidence(min(99, max(1, right))) }
