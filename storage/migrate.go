package storage

import "context"

// Migrate brings the schema up to date under a lock. The role in ownerURL
// becomes its owner. A schema newer than the program is an
// invoer.ErrUnavailable.
func Migrate(ctx context.Context, ownerURL string) error { return errSoon }
