package extractors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/unpack"
)

// container reads what lies in a container, one member after the other. One
// bad member does not cost the good ones; where there is no good one the
// container as a whole is unreadable, for the gravest of the reasons.
func (x extraction) container(ctx context.Context, path, kind string) ([]Reading, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var all, bad []Reading
	for part := range unpack.Open(ctx, kind, info.Size(), f, unpack.Limits{}) {
		readings, err := x.member(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, reading := range readings {
			reading.Member = part.Name
			if reading.Err != nil {
				bad = append(bad, reading)
				continue
			}
			all = append(all, reading)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, gravest(bad)
	}
	return append(all, bad[:min(len(bad), mostBad)]...), nil
}

// mostBad is how many bad members of a container are told one by one.
const mostBad = 100

// The codes of unreadable members, the gravest first.
var gravity = []invoer.Code{
	invoer.CodeDangerous, invoer.CodeTooLarge, invoer.CodeEncrypted, invoer.CodeTooManyPages,
	invoer.CodeTimeout, invoer.CodeDamaged, invoer.CodeUnsupported, invoer.CodeEmpty,
}

func gravest(bad []Reading) error {
	for _, code := range gravity {
		for _, reading := range bad {
			if got, _ := invoer.CodeOf(reading.Err); got == code {
				return reading.Err
			}
		}
	}
	return invoer.Unread(invoer.CodeNotDocument, "there is no invoice in it; look whether one was left out")
}

// member reads one part of a container. Parts that are no document by nature,
// as the text of a message, give nothing.
func (x extraction) member(ctx context.Context, part unpack.Part) ([]Reading, error) {
	if part.Body == nil {
		return skipped(part.Skipped), nil
	}
	path, err := x.spill(part.Body)
	if path != "" {
		defer os.Remove(path)
	}
	var readings []Reading
	if err == nil {
		readings, err = x.file(ctx, part.Name, path)
	}
	if errors.Is(err, invoer.ErrUnreadable) {
		return []Reading{{Err: err}}, nil
	}
	return readings, err
}

// skipped is the reading of a part that was skipped for a fault.
func skipped(why invoer.Reason) []Reading {
	switch why.Code {
	case unpack.BodyText, unpack.SignatureImage, unpack.CalendarEntry, unpack.ContactCard, unpack.SignatureFile,
		unpack.ResourceFork, unpack.DeliveryReport, unpack.AutoReply:
		return nil
	case unpack.PortalLink:
		return []Reading{{Err: invoer.Unread(invoer.CodeNotDocument, "there is only a link to a place where the invoice can be fetched; fetch it there and send it")}}
	case unpack.TooDeep:
		return []Reading{{Err: invoer.Unread(invoer.CodeDangerous, "parts in parts in parts, which is how bombs are made; send the attachments themselves")}}
	case unpack.External:
		return []Reading{{Err: invoer.Unread(invoer.CodeUnsupported, "the attachment lies on another machine; fetch it there and send it")}}
	}
	detail := ""
	if len(why.Args) > 0 {
		detail = why.Args[0]
	}
	return []Reading{{Err: invoer.Unread(invoer.Code(why.Code), detail)}}
}

// spill writes a member to a file of our own; the name is for the caller to
// remove, also when there is an error.
func (x extraction) spill(body io.Reader) (path string, err error) {
	f, err := os.CreateTemp(x.reader.work, "member-*")
	if err != nil {
		return "", fmt.Errorf("%w: %w", invoer.ErrUnavailable, err)
	}
	_, err = io.Copy(f, body)
	return f.Name(), errors.Join(err, f.Close())
}
