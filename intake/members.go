package intake

import (
	"context"
	"fmt"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/unpack"
	"github.com/invoer/invoer/storage/blobs"
)

// reasonContainer is why an opened container is not itself a document.
const reasonContainer = "container"

// open takes what lies in a container in its place. The container's own bytes
// stay in the store: what somebody sent is kept as he sent it. One of which
// nothing can be taken is a line with the reason, like a file that cannot be
// read.
func (l *ledger) open(ctx context.Context, part invoer.Part, stored blobs.Stored) error {
	blob, err := l.gate.Blobs.Get(ctx, stored.Key)
	if err != nil {
		return fmt.Errorf("reading a container back: %w", err)
	}
	defer blob.Close()
	at := len(l.parts)
	part.Outcome, part.Reason = invoer.Skipped, invoer.Because(reasonContainer)
	l.parts = append(l.parts, part)
	if err := l.members(ctx, part.Media, stored.Size, blob); err != nil {
		return err
	}
	l.parts[at].Outcome, l.parts[at].Reason = fate(l.parts[at], l.parts[at+1:])
	return nil
}

func (l *ledger) members(ctx context.Context, media string, size int64, blob io.ReadSeeker) error {
	limits := unpack.Limits{Bytes: l.left, Member: l.limits.Part, Members: l.limits.Parts - len(l.parts)}
	for member := range unpack.Open(ctx, media, size, blob, limits) {
		if err := l.member(ctx, member); err != nil {
			return fmt.Errorf("member %d: %w", len(l.parts), err)
		}
	}
	return ctx.Err()
}

// member takes one leaf of a container. One that turns out to be damaged while
// it is read costs only itself.
func (l *ledger) member(ctx context.Context, m unpack.Part) error {
	part := invoer.Part{Name: name(m.Name), Media: m.Media, Outcome: invoer.Taken, Reason: invoer.Because("")}
	if m.Body == nil {
		part.Outcome, part.Reason = invoer.Skipped, m.Skipped
		l.parts = append(l.parts, part)
		return nil
	}
	return l.keep(ctx, part, m.Body)
}

// fate is what becomes of a container: it is opened when anything of it was
// taken; else it shares the fate of the first member that could not be read.
func fate(container invoer.Part, members []invoer.Part) (invoer.Outcome, invoer.Reason) {
	for _, m := range members {
		if m.Outcome == invoer.Taken {
			return container.Outcome, container.Reason
		}
	}
	for _, m := range members {
		if outcome, known := outcomes[invoer.Code(m.Reason.Code)]; known {
			return outcome, m.Reason
		}
	}
	return container.Outcome, container.Reason
}
