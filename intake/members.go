package intake

import (
	"context"
	"fmt"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
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
	quarantined := part.Reason.Code == ReasonQuarantined
	if !quarantined {
		part.Outcome, part.Reason = invoer.Skipped, invoer.Because(reasonContainer)
	}
	l.parts = append(l.parts, part)
	lenient, err := l.members(ctx, part.Media, stored.Size, blob)
	if err != nil {
		return err
	}
	if quarantined {
		return nil
	}
	if lenient {
		l.parts[at].Reason.Args = []string{readLeniently}
	}
	l.parts[at].Outcome, l.parts[at].Reason = fate(l.parts[at], l.parts[at+1:])
	return nil
}

// members takes what lies in a container, and tells whether rules had to be
// bent to find it.
func (l *ledger) members(ctx context.Context, kind string, size int64, blob io.ReadSeeker) (lenient bool, err error) {
	limits := unpack.Limits{Bytes: l.left, Member: l.limits.Part, Members: l.limits.Parts - len(l.parts)}
	source := &source{ReadSeeker: blob}
	for member := range unpack.Open(ctx, kind, size, source, limits) {
		if err := l.member(ctx, member); err != nil {
			return false, fmt.Errorf("member %d: %w", len(l.parts), err)
		}
		lenient = lenient || member.Lenient
	}
	if source.err != nil {
		return false, fmt.Errorf("%w: reading a container back: %w", invoer.ErrUnavailable, source.err)
	}
	return lenient, ctx.Err()
}

// A source remembers what went wrong with the store while a container was
// read: that is no fault of the container.
type source struct {
	io.ReadSeeker
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.ReadSeeker.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
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

// readLeniently says of an opened message that it breaks the rules of mail and
// was read all the same.
const readLeniently = "leniently"

// fate is what becomes of a container: it is opened when anything of it was
// taken; else it shares the fate of the first member that could not be read. A
// message is never a document, whatever lies in it.
func fate(container invoer.Part, members []invoer.Part) (invoer.Outcome, invoer.Reason) {
	if container.Media == media.Message && len(members) > 0 {
		return container.Outcome, container.Reason
	}
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
