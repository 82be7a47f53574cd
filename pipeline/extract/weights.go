package extract

import (
	"context"
	"sync"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
	"github.com/invoer/invoer/storage"
)

// weightsFor is how long weights are used before they are asked for again:
// what an office learns or forgets counts that much later.
const weightsFor = time.Minute

// A cupboard keeps the weights of offices for a short while. Its zero value is
// empty.
type cupboard struct {
	mu    sync.Mutex
	lying map[invoer.OfficeID]lying
}

type lying struct {
	weights invoer.Weights
	since   time.Time
}

// weights are what the office learnt beyond the weights of this program, or
// nil.
func (w *Worker) weights(ctx context.Context, who invoer.Scope) (invoer.Weights, error) {
	now := w.Now()
	if found, fresh := w.cupboard.find(who.Office, now); fresh {
		return found, nil
	}
	learnt, err := w.Store.OfficeWeights(ctx, who)
	if err != nil {
		return nil, err
	}
	usable := fitting(learnt)
	w.cupboard.put(who.Office, lying{usable, now})
	return usable, nil
}

// fitting leaves weights aside that were learnt beyond those of another
// version of the program.
func fitting(learnt storage.OfficeWeights) invoer.Weights {
	if learnt.Base != weights.Base {
		return nil
	}
	return learnt.Weights
}

func (c *cupboard) find(office invoer.OfficeID, now time.Time) (invoer.Weights, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, there := c.lying[office]
	return found.weights, there && now.Sub(found.since) < weightsFor
}

func (c *cupboard) put(office invoer.OfficeID, found lying) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lying == nil {
		c.lying = map[invoer.OfficeID]lying{}
	}
	c.lying[office] = found
}
