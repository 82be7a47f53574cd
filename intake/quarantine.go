package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// ReasonQuarantined is why a part is skipped that a virus scanner calls bad; its
// argument is what that found. Its bytes are kept, no stage opens them, and only
// an admin gets them, also those of a container of which other members were taken.
const ReasonQuarantined = "quarantined"

// judge puts a part whose bytes were kept into quarantine if the scanner calls it
// bad. A scanner looks into containers and calls one bad for what lies in it: it
// is opened all the same, and each of its members judged by itself, so that a bad
// one does not cost the good ones. Without the scanner's word nothing is taken: the
// sender is told to come back. What is too large for the scanner is taken all the
// same, and logged.
func (l *ledger) judge(ctx context.Context, part *invoer.Part, stored blobs.Stored) error {
	if l.gate.Scanner == nil {
		return nil
	}
	blob, err := l.gate.Blobs.Get(ctx, stored.Key)
	if err != nil {
		return fmt.Errorf("reading a part back for the virus scanner: %w", err)
	}
	defer blob.Close()
	found, err := l.gate.Scanner.Scan(ctx, blob)
	if errors.Is(err, invoer.ErrUnreadable) {
		l.gate.Log.LogAttrs(ctx, slog.LevelWarn, "part not scanned", slog.String("office", string(l.office)), slog.Int64("bytes", stored.Size), slog.String("err", err.Error()))
		return nil
	}
	if err != nil || found == "" {
		return err
	}
	part.Outcome, part.Reason = invoer.Skipped, invoer.Because(ReasonQuarantined, found)
	return nil
}
