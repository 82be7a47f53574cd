// Package propose is the stage that proposes how an invoice is booked.
package propose

import (
	"context"

	"github.com/invoer/invoer/storage"
)

// A Worker does the stage's work.
type Worker struct {
	Store *storage.Store
}

// Work proposes a booking.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	return func(tx storage.Tx) error { return tx.ReadingDone(job.Document.ID) }, nil
}
