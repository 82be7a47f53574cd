package intake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/extractors/unpack"
)

// A ledger collects the parts of one delivery while their bytes go to the
// store.
type ledger struct {
	gate   *Gate
	office invoer.OfficeID
	limits Limits
	left   int64 // bytes that the delivery may still have
	closed bool  // nothing is opened before a person says yes
	parts  []invoer.Part
}

func newLedger(g *Gate, office invoer.OfficeID) *ledger {
	limits := g.Limits.withDefaults()
	return &ledger{gate: g, office: office, limits: limits, left: limits.Delivery}
}

// outcomes is what becomes of a part that cannot be read. What does harm, is
// too large or is nothing is not kept; a strange or broken file waits for a
// person, who may know what it is.
var outcomes = map[invoer.Code]invoer.Outcome{
	invoer.CodeEmpty:       invoer.Skipped,
	invoer.CodeDangerous:   invoer.Skipped,
	invoer.CodeTooLarge:    invoer.Skipped,
	invoer.CodeNotDocument: invoer.Skipped,
	invoer.CodeEncrypted:   invoer.Held,
	invoer.CodeDamaged:     invoer.Held,
	invoer.CodeUnsupported: invoer.Held,
}

// ReasonUnexpected is why a part is held whose sender nobody expected.
const ReasonUnexpected = "sender-unexpected"

// add takes one part. It returns an error only when the delivery as a whole
// cannot be taken.
func (l *ledger) add(ctx context.Context, item Item) error {
	if len(l.parts) >= l.limits.Parts {
		return invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than %d files at once; send them in several deliveries", l.limits.Parts))
	}
	body := bufio.NewReaderSize(item.Body, media.Head)
	head, err := body.Peek(media.Head)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	part := invoer.Part{Name: name(item.Name), Outcome: invoer.Taken, Reason: invoer.Because("")}
	if part.Media = item.Media; part.Media == "" {
		part.Media = media.Sniff(head, part.Name)
	}
	if l.closed {
		part.Outcome, part.Reason = invoer.Held, invoer.Because(ReasonUnexpected)
		return l.keep(ctx, part, body)
	}
	if refused := media.Refuse(part.Media, part.Name); refused != nil {
		part.Outcome, part.Reason = refusal(refused)
	}
	if part.Outcome == invoer.Skipped {
		return l.skip(part, body)
	}
	return l.keep(ctx, part, body)
}

// name is what people are shown of the name that a sender gave.
func name(said string) string {
	if clean := unpack.Clean(said); clean != "" {
		return clean
	}
	return "document"
}

func refusal(err error) (invoer.Outcome, invoer.Reason) {
	code, detail := invoer.CodeOf(err)
	return outcomes[code], invoer.Because(string(code), detail)
}

// skip writes a line for bytes that are not kept.
func (l *ledger) skip(part invoer.Part, body io.Reader) error {
	size, err := io.Copy(io.Discard, io.LimitReader(body, l.left+1))
	if err != nil {
		return err
	}
	part.Size = size
	return l.enter(part)
}

// keep writes the bytes to the store. A part that is too large, or turns out to
// be damaged while it is read, costs only itself.
func (l *ledger) keep(ctx context.Context, part invoer.Part, body io.Reader) error {
	counted := &counter{r: body}
	stored, err := l.gate.Blobs.Write(ctx, l.office, counted, max(1, min(l.limits.Part, l.left)))
	if errors.Is(err, invoer.ErrUnreadable) {
		_, part.Reason = refusal(err)
		part.Outcome, part.Size = invoer.Skipped, counted.n
		return l.enter(part)
	}
	if err != nil {
		return err
	}
	part.Size, part.SHA256 = stored.Size, stored.SHA256
	if err := l.judge(ctx, &part, stored); err != nil {
		return err
	}
	if l.closed || !media.Container(part.Media) {
		return l.enter(part)
	}
	if err := l.spend(part.Size); err != nil {
		return err
	}
	return l.open(ctx, part, stored)
}

// enter writes a line and counts its bytes.
func (l *ledger) enter(part invoer.Part) error {
	l.parts = append(l.parts, part)
	return l.spend(part.Size)
}

func (l *ledger) spend(bytes int64) error {
	if l.left -= bytes; l.left < 0 {
		return invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than %d MiB at once; send it in several deliveries", l.limits.Delivery>>20))
	}
	return nil
}

// A counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
