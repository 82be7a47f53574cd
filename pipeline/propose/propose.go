// Package propose is the stage that proposes how an invoice is booked: as the
// client's last approved document of this supplier, else by the office's own
// account, else by the common one. It proposes nothing for what is no invoice
// or has no total. Every entry says why; a person decides, but where the office
// lets documents that it was always right about go by themselves.
package propose

import (
	"context"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Worker does the stage's work.
type Worker struct {
	Store *storage.Store
}

// Work proposes a booking. A document that people see already, because it was
// corrected, is not archived another time: that comes when a person decides.
func (w *Worker) Work(ctx context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	grounds, err := w.Store.Grounds(ctx, invoer.Machine(job.Document.Office), job.Document.ID)
	if err != nil {
		return nil, err
	}
	if speaksOfEarlier(grounds) {
		if grounds.Earlier, err = w.Store.Earlier(ctx, invoer.Machine(job.Document.Office), job.Document.ID); err != nil {
			return nil, err
		}
	}
	proposed := Propose(grounds)
	if grounds.Archived && job.Document.Status != invoer.StatusWaiting {
		job.Next = invoer.StageNotify
	}
	job.Shown = true
	return func(tx storage.Tx) error {
		if err := tx.SaveBooking(job.Document.ID, proposed.Booking); err != nil {
			return err
		}
		if err := tx.SaveProposedFindings(job.Document.ID, proposed.Findings); err != nil {
			return err
		}
		_, err := tx.Alone(storage.Bid{Document: job.Document, Booking: proposed.Booking, Grounds: grounds})
		return err
	}, nil
}
