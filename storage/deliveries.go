package storage

import (
	"context"

	"github.com/invoer/invoer"
)

// Deliveries lists deliveries that who may see, newest first, behind the one
// with the ID after (empty: from the newest).
func (s *Store) Deliveries(ctx context.Context, who invoer.Scope, client invoer.ClientID, after invoer.DeliveryID, limit int) ([]invoer.Delivery, error) {
	return nil, errSoon
}

// Delivery gives one delivery with its ledger.
func (s *Store) Delivery(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) (invoer.Delivery, error) {
	return invoer.Delivery{}, errSoon
}
