package settle

import (
	"testing"

	"github.com/invoer/invoer"
)

func TestConfidence(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		field string
		score float64
		want  invoer.Confidence
	}{
		"below the first knee":   {"currency", 0, 88},
		"at a knee":              {"currency", 0.5, 88},
		"between two knees":      {"currency", 0.75, 93},
		"beyond the last":        {"currency", 9, 99},
		"a field without curve":  {"colour", 9, 1},
		"never certain":          {"total_incl", 100, 99},
		"a negative score holds": {"invoice_date", -5, 60},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := confidence(c.field, c.score); got != c.want {
				t.Errorf("confidence(%s, %v) = %d, want %d", c.field, c.score, got, c.want)
			}
		})
	}
}

// TestCurvesRise: a higher score is never less sure, and every field of the
// contract has a curve.
func TestCurvesRise(t *testing.T) {
	t.Parallel()
	for _, field := range append([]string{"vat_breakdown", "lines"}, invoer.FieldNames...) {
		curve := curves[field]
		if len(curve) < 2 {
			t.Errorf("%s has %d knees, want at least 2", field, len(curve))
			continue
		}
		for i, k := range curve[1:] {
			if k.score <= curve[i].score || k.right < curve[i].right {
				t.Errorf("%s falls from %v to %v", field, curve[i], k)
			}
		}
	}
}
