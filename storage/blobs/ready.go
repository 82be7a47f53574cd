package blobs

import (
	"bytes"
	"context"
	"fmt"
	"math"

	"github.com/invoer/invoer"
)

// Ready tells whether bytes can be kept now: an error says why not.
func (d *Directory) Ready(ctx context.Context) error { return ready(ctx, d.tmp) }

// Ready tells whether bytes can be kept now: an error says why not.
func (s *S3) Ready(ctx context.Context) error {
	if err := ready(ctx, s.spool); err != nil {
		return err
	}
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		err = fmt.Errorf("there is no such bucket")
	}
	if err != nil {
		return fmt.Errorf("%w: S3 bucket %q: %w", invoer.ErrUnavailable, s.bucket, err)
	}
	return nil
}

// ready takes a few bytes in as if they were a blob's, and forgets them.
func ready(ctx context.Context, dir string) error {
	in, err := receive(ctx, dir, bytes.NewReader(make([]byte, 4<<10)), math.MaxInt32)
	if err != nil {
		return noRoom(fmt.Errorf("keeping bytes: %w", err))
	}
	in.discard()
	return nil
}
