package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// An Event is something that happened. Data holds identifiers and states,
// nothing personal. Kinds: delivery.received, document.waiting, document.read,
// document.held, document.changed, document.approved, document.rejected,
// document.reopened, document.moved, document.archived.
type Event struct {
	ID       int64
	At       time.Time
	Kind     string
	Client   invoer.ClientID
	Document invoer.DocumentID
	Delivery invoer.DeliveryID
	Data     map[string]string
}

// Events lists what who may see after an event, oldest first.
func (s *Store) Events(ctx context.Context, who invoer.Scope, after int64, limit int) ([]Event, error) {
	return nil, errSoon
}

// LastEvent is the number of the newest event that who may see; 0 when none.
func (s *Store) LastEvent(ctx context.Context, who invoer.Scope) (int64, error) { return 0, errSoon }

// Listen calls wake with the office of each event that is committed anywhere
// (PostgreSQL's NOTIFY), until ctx ends. It reconnects by itself and then wakes
// with an empty office, as events may have been missed.
func (s *Store) Listen(ctx context.Context, wake func(invoer.OfficeID)) error { return errSoon }

// emit writes an event in a transaction and notifies those who listen.
func (tx Tx) emit(e Event) error { return errSoon }
