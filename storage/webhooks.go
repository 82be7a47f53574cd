package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// A Webhook is an address that is told of events.
type Webhook struct {
	ID      string
	URL     string
	Kinds   []string // empty: all
	Active  bool
	Created time.Time
}

// AddWebhook makes one; its signing secret ("whsec_…") is shown once.
func (s *Store) AddWebhook(ctx context.Context, who invoer.Scope, w Webhook) (secret string, made Webhook, err error) {
	return "", Webhook{}, errSoon
}

// Webhooks lists the office's webhooks.
func (s *Store) Webhooks(ctx context.Context, who invoer.Scope) ([]Webhook, error) {
	return nil, errSoon
}

// RemoveWebhook ends a webhook; its log stays.
func (s *Store) RemoveWebhook(ctx context.Context, who invoer.Scope, id string) error { return errSoon }

// An Attempt is one event on its way to one webhook.
type Attempt struct {
	ID        string
	Webhook   string
	URL       string
	Event     Event
	Attempts  int
	Next      time.Time // zero: delivered, or given up
	Delivered time.Time
	Status    int    // last HTTP status; 0: no answer
	Fault     string // what went wrong the last time
}

// Attempts lists the latest attempts of the office, newest first.
func (s *Store) Attempts(ctx context.Context, who invoer.Scope, limit int) ([]Attempt, error) {
	return nil, errSoon
}

// ReplayAttempt sends an event again now.
func (s *Store) ReplayAttempt(ctx context.Context, who invoer.Scope, id string) error { return errSoon }

// A Dispatch is an attempt that is due, with what is needed to send it.
type Dispatch struct {
	Office invoer.OfficeID
	Attempt
	Secret string
}

// DueAttempts takes attempts that are due, of all offices, and puts their next
// try off by lease so that no other worker takes them meanwhile.
func (s *Store) DueAttempts(ctx context.Context, limit int, lease time.Duration) ([]Dispatch, error) {
	return nil, errSoon
}

// NoteAttempt writes how an attempt went; next is zero when it was delivered
// or given up.
func (s *Store) NoteAttempt(ctx context.Context, office invoer.OfficeID, id string, status int, fault string, delivered bool, next time.Time) error {
	return errSoon
}
