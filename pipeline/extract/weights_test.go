package extract

import (
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
	"github.com/invoer/invoer/storage"
)

func TestWeightsOfAnotherProgramAreLeftAside(t *testing.T) {
	t.Parallel()
	learnt := invoer.Weights{"due_date": {Choose: map[string]float64{"label: due": 1}}}
	if got := fitting(storage.OfficeWeights{Weights: learnt, Base: weights.Base}); got == nil {
		t.Error("weights learnt beyond those of this program are left aside")
	}
	if got := fitting(storage.OfficeWeights{Weights: learnt, Base: "older"}); got != nil {
		t.Errorf("weights learnt beyond others are used: %v", got)
	}
}

func TestWeightsLieForAMinute(t *testing.T) {
	t.Parallel()
	var c cupboard
	start := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	if _, fresh := c.find("a", start); fresh {
		t.Error("an empty cupboard has weights")
	}
	c.put("a", lying{nil, start}) // that an office learnt nothing is known as well
	if _, fresh := c.find("a", start.Add(weightsFor-1)); !fresh {
		t.Errorf("forgotten before %v", weightsFor)
	}
	if _, fresh := c.find("a", start.Add(weightsFor)); fresh {
		t.Errorf("still used after %v", weightsFor)
	}
	if _, fresh := c.find("b", start); fresh {
		t.Error("another office's are given")
	}
}
