package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// An Office is an accountant's firm.
type Office struct {
	ID       invoer.OfficeID
	Name     string
	Language string // ISO 639-1
	Created  time.Time
}

// AddOffice makes an office. It needs no identity: the operator's command
// makes the first one.
func (s *Store) AddOffice(ctx context.Context, name, language string) (Office, error) {
	return Office{}, errSoon
}

// Offices lists all offices, for the operator's commands only.
func (s *Store) Offices(ctx context.Context) ([]Office, error) { return nil, errSoon }

// Office gives the office of who.
func (s *Store) Office(ctx context.Context, who invoer.Scope) (Office, error) {
	return Office{}, errSoon
}
