package weights

import "math"

// What a confidence is made of beside the doubts that a reader has.
const (
	base   = "base"
	margin = "margin" // by how much the chosen value is ahead of all others together
)

// mostMargin bounds the margin: being further ahead tells nothing more.
const mostMargin = 8

// Confidence gives how many in a hundred choices with such a margin and such
// doubts are right: 1 to 99, for a hundred is kept for people and e-invoices.
// A field of which nothing was learnt is never sure.
func (m Model) Confidence(field string, ahead float64, doubts Features) int {
	sure := m[field].Sure
	if len(sure) == 0 {
		return 1
	}
	right := sigmoid(dot(sure, sureness(ahead, doubts)))
	return min(99, max(1, int(math.Round(100*right))))
}

// sureness are the features of a choice.
func sureness(ahead float64, doubts Features) Features {
	features := Features{{base, 1}, {margin, min(mostMargin, max(-mostMargin, ahead))}}
	return append(features, doubts...)
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
