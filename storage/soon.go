package storage

import (
	"context"
	"errors"

	"github.com/invoer/invoer"
)

var errSoon = errors.New("not built")

// Words gives the words of a page of a file that who may see.
func (s *Store) Words(ctx context.Context, who invoer.Scope, file invoer.FileID, page int) ([]invoer.Word, error) {
	return nil, errSoon
}
