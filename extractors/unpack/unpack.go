package unpack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// Limits bound what a container may make us do. Zero fields are the house's
// own limits.
type Limits struct {
	Bytes   int64 // unpacked, of all members together; 0: 500 MiB
	Member  int64 // unpacked, of one member; 0: 200 MiB
	Members int   // with those of the containers inside; 0: 1000
	Depth   int   // containers in each other; 0: 8
	Growth  int64 // how many times larger a member may be than it is packed; 0: 250
	Held    int64 // memory for archives that lie in containers; 0: 64 MiB
}

func (l Limits) withDefaults() Limits {
	set(&l.Bytes, 500<<20)
	set(&l.Member, 200<<20)
	set(&l.Members, 1000)
	set(&l.Depth, 8)
	set(&l.Growth, 250)
	set(&l.Held, 64<<20)
	return l
}

func set[T int | int64](limit *T, usual T) {
	if *limit == 0 {
		*limit = usual
	}
}

// A Part is a member of a container. Body is nil for one that is skipped, and
// may only be read before the next part is asked for. Reading it can fail with
// an invoer.Unreadable: the bytes are damaged, or more than the limits allow.
type Part struct {
	Name    string        // cleaned, without folders; may be empty
	In      string        // the container it lay in, "" for the one that was opened
	Media   string        // by content
	Body    io.Reader     // its bytes, decoded
	Skipped invoer.Reason // why it is nothing for us; empty code for one that is

	// Lenient says that the message breaks the rules of mail up to here, and
	// was read all the same.
	Lenient bool
}

// Reasons why a part is skipped, beside the codes of unreadable files. Their
// words stand in the locale files.
const (
	BodyText       = "body-text"       // the text of the message itself
	SignatureImage = "signature-image" // a logo, a dot that counts readers
	CalendarEntry  = "calendar"
	ContactCard    = "contact-card"
	SignatureFile  = "signature"     // beside what it signs
	ResourceFork   = "resource-fork" // the other half of a Macintosh file
	External       = "external"      // lies on another machine
	DeliveryReport = "delivery-report"
	AutoReply      = "auto-reply"  // out of office and the like
	PortalLink     = "portal-link" // only a link to a place where the invoice can be fetched
	TooDeep        = "too-deep"    // parts in parts in parts
)

// Open opens a container of the media type that media.Sniff found. What it
// gives are the leaves; of a container that cannot be opened it is one part
// with the reason.
func Open(ctx context.Context, kind string, size int64, r io.ReadSeeker, limits Limits) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		o := &opener{ctx: ctx, limits: limits.withDefaults(), yield: yield}
		o.open(kind, size, r)
	}
}

// Insist hands over the one part of a container that Open gives at a place, from
// 1, with its bytes even where Open takes it for a logo or for mere text: a
// person says that it is more. Another reason why it is skipped stands, and so
// is a place where there is no part an invoer.ErrNotFound.
func Insist(ctx context.Context, kind string, size int64, r io.ReadSeeker, limits Limits, at int, take func(Part) error) error {
	err := fmt.Errorf("%w: part %d of the container", invoer.ErrNotFound, at)
	o := &opener{ctx: ctx, limits: limits.withDefaults(), insist: at}
	o.yield = func(p Part) bool {
		if o.given < at {
			return true
		}
		err = take(p)
		return false
	}
	o.open(kind, size, r)
	return errors.Join(err, ctx.Err())
}

func (o *opener) open(kind string, size int64, r io.ReadSeeker) {
	switch kind {
	case media.ZIP:
		o.archive(&seekerAt{ctx: o.ctx, r: r}, size, place{depth: 1})
	case media.Message:
		o.message(r, place{depth: 1})
	case media.TNEF, media.Sealed, media.AppleOne:
		o.container(place{}, "", kind, r)
	default:
		o.skip(place{}, "", kind, unread(invoer.CodeUnsupported, "not a container that we open; send a ZIP or what lies in it"))
	}
}

// A place is where in the containers a member lies.
type place struct {
	in     string
	depth  int    // containers
	nested int    // multiparts of one message
	digest bool   // a part here is a message where it does not say what it is (multipart/digest)
	locked bool   // parts here are encrypted (multipart/encrypted, RFC 1847 §2.2)
	logos  bool   // pictures here belong to a text (multipart/related)
	inline bool   // the sender shows this part in the text, rather than as a file
	cid    string // by which a text calls this part (RFC 2392)
	letter *letter
}

func (p place) inside(container string) place {
	return place{in: container, depth: p.depth + 1}
}

// An opener walks one container and those inside. Its methods tell whether to
// go on.
type opener struct {
	ctx     context.Context
	limits  Limits
	yield   func(Part) bool
	members int
	bytes   int64
	held    int64
	given   int  // parts, with those that are skipped
	taken   int  // parts that were handed over to be read
	insist  int  // the part that a person wants; 0: none
	lenient bool // what was read breaks the rules of mail
}

// give hands over a part to be read.
func (o *opener) give(p Part) bool {
	o.taken++
	o.given++
	p.Lenient = o.lenient
	return o.yield(p)
}

// wanted tells whether a person wants the part that comes now.
func (o *opener) wanted() bool { return o.given+1 == o.insist }

// skip hands over a part that is nothing for us. Once the time is over nothing is
// anything.
func (o *opener) skip(at place, name, kind string, why invoer.Reason) bool {
	if o.ctx.Err() != nil {
		return false
	}
	o.given++
	return o.yield(Part{Name: Clean(name), In: at.in, Media: kind, Skipped: why, Lenient: o.lenient})
}

// enter counts a member. Over the limit the rest is one part that says so, and
// the walk ends.
func (o *opener) enter(at place) bool {
	if o.ctx.Err() != nil {
		return false
	}
	o.members++
	if o.members <= o.limits.Members {
		return true
	}
	o.skip(at, "", media.Unknown, unread(invoer.CodeTooLarge, fmt.Sprintf("more than %d files in one; send it in parts", o.limits.Members)))
	return false
}

func unread(code invoer.Code, detail string) invoer.Reason {
	return invoer.Because(string(code), detail)
}

func because(err error) invoer.Reason {
	code, detail := invoer.CodeOf(err)
	return unread(code, detail)
}
