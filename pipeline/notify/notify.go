// Package notify is the stage that tells the portal and the webhooks that a
// document is there: read, held, or archived after a person decided. The event
// is written in the transaction that ends the document's way, so it is told
// once.
package notify

import (
	"context"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Worker does the stage's work.
type Worker struct{}

// Work announces a document.
func (w *Worker) Work(_ context.Context, job *storage.Job) (func(storage.Tx) error, error) {
	doc := job.Document
	return func(tx storage.Tx) error {
		status, held, err := tx.StatusOf(doc.ID)
		if err != nil {
			return err
		}
		e := storage.Event{Kind: "document.archived", Client: doc.Client, Document: doc.ID, Delivery: doc.Delivery,
			Data: map[string]string{"status": string(status)}}
		switch status {
		case invoer.StatusRead:
			e.Kind = "document.read"
		case invoer.StatusHeld:
			e.Kind, e.Data["reason"] = "document.held", held.Code
		}
		return tx.Emit(e)
	}, nil
}
