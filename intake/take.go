package intake

import (
	"context"
	"fmt"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/extractors/unpack"
)

// Takeable tells whether a person may have a skipped part taken all the same: a
// picture that was called a logo, or a text of a message that was called no
// invoice. What does harm, is too large or is no document stays skipped.
func Takeable(p invoer.Part) bool {
	if p.Outcome != invoer.Skipped {
		return false
	}
	switch p.Reason.Code {
	case unpack.SignatureImage:
		return media.Picture(p.Media)
	case unpack.BodyText, unpack.PortalLink, unpack.AutoReply:
		return p.Media == media.HTML || p.Media == media.Text
	}
	return false
}

// Take takes a skipped part of a delivery, by its position, because a person of
// the office says so; its line in the ledger then says who. The part comes out of
// the message that was kept. One that is not Takeable is an invoer.ErrConflict.
func (g *Gate) Take(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, position int) (invoer.Delivery, error) {
	d, err := g.Store.Delivery(ctx, who, id)
	if err != nil {
		return invoer.Delivery{}, err
	}
	if !who.Role.OfficeWide() {
		return invoer.Delivery{}, fmt.Errorf("%w: role %q, want admin or accountant", invoer.ErrForbidden, who.Role)
	}
	at := position - 1
	if at < 0 || at >= len(d.Parts) {
		return invoer.Delivery{}, fmt.Errorf("%w: part %d of delivery %s", invoer.ErrNotFound, position, id)
	}
	if !Takeable(d.Parts[at]) {
		return invoer.Delivery{}, fmt.Errorf("%w: part %d of delivery %s cannot be taken", invoer.ErrConflict, position, id)
	}
	part, err := g.again(ctx, who, d.Parts, at)
	if err != nil {
		return invoer.Delivery{}, fmt.Errorf("part %d of delivery %s: %w", position, id, err)
	}
	taken, err := g.Store.TakePart(ctx, who, id, part, g.present(ctx))
	if err != nil {
		return invoer.Delivery{}, err
	}
	taken.Parts = taken.Parts[at : at+1]
	g.ring(context.WithoutCancel(ctx), taken)
	return g.Store.Delivery(ctx, who, id)
}

// again keeps the bytes of a part that lies in a container of the same ledger.
func (g *Gate) again(ctx context.Context, who invoer.Scope, parts []invoer.Part, at int) (part invoer.Part, err error) {
	in := at - 1
	for in >= 0 && (parts[in].SHA256 == "" || !media.Container(parts[in].Media)) {
		in--
	}
	if in < 0 {
		return part, fmt.Errorf("%w: the message that it came in", invoer.ErrNotFound)
	}
	blob, err := g.Blobs.Get(ctx, invoer.BlobKey(string(who.Office)+"/"+parts[in].SHA256))
	if err != nil {
		return part, fmt.Errorf("reading the message back: %w", err)
	}
	defer blob.Close()
	l := newLedger(g, who.Office)
	limits := unpack.Limits{Bytes: l.left, Member: l.limits.Part, Members: l.limits.Parts}
	err = unpack.Insist(ctx, parts[in].Media, parts[in].Size, blob, limits, at-in, func(m unpack.Part) error {
		if m.Body == nil {
			return fmt.Errorf("%w: it is skipped for another reason", invoer.ErrConflict)
		}
		part := invoer.Part{Name: parts[at].Name, Media: m.Media, Outcome: invoer.Taken, Reason: invoer.Because("")}
		return l.keep(ctx, part, m.Body)
	})
	if err != nil {
		return part, err
	}
	part = l.parts[0]
	part.Position = at + 1
	return part, nil
}
