package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/invoer/invoer"
)

// A DayFull says that a client brought as much as it may within a day. It is an
// invoer.ErrUnavailable: the sender may come back when there is room.
type DayFull struct {
	Most  int64         // bytes that a client may bring within 24 hours
	After time.Duration // until there may be room again
}

func (f *DayFull) Error() string {
	return fmt.Sprintf("more than %d MiB for this client within a day; send the rest tomorrow, or ask the office (the client's page) or whoever runs the server (serve --most-of-client) for more", f.Most>>20)
}

// Unwrap gives the kind.
func (f *DayFull) Unwrap() error { return invoer.ErrUnavailable }

// room refuses a delivery that would bring its client over the limit of a day,
// the office's for it or the house's, whichever is less.
// What came before is no burden.
func (g *Gate) room(ctx context.Context, who invoer.Scope, d invoer.Delivery) error {
	most := g.Limits.withDefaults().ClientDay
	came, own, err := g.Store.CameWithin(ctx, who, d.Client, 24*time.Hour)
	if err != nil {
		return err
	}
	if own > 0 {
		most = min(most, own)
	}
	for _, part := range d.Parts {
		came += part.Size
	}
	if came <= most {
		return nil
	}
	if before, err := g.Store.CameBefore(ctx, who, d); err != nil || before {
		return err
	}
	return &DayFull{Most: most, After: time.Hour}
}
