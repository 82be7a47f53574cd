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
		status, held, err := tx.Standing(doc.ID)
		if err != nil {
			return err
		}
		e := storage.Event{
			Kind: kindOf(status, job.Told), Client: doc.Client, Document: doc.ID, Delivery: doc.Delivery,
			Data: map[string]string{"status": string(status)},
		}
		if held.Code != "" {
			e.Data["reason"] = held.Code
		}
		return tx.Emit(e)
	}, nil
}

// kindOf names the event. What people were told of before has only changed:
// its booking was proposed again after a correction.
func kindOf(status invoer.Status, before bool) string {
	switch {
	case status != invoer.StatusRead && status != invoer.StatusHeld:
		return "document.archived"
	case before:
		return "document.changed"
	case status == invoer.StatusHeld:
		return "document.held"
	}
	return "document.read"
}
