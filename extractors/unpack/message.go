package unpack

import (
	"io"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // names and texts in the encodings of old mail programs

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// message walks the parts of a saved message (RFC 5322, MIME).
func (o *opener) message(r io.Reader, at place) bool {
	guard := &guarded{r: r, left: o.limits.Bytes, total: new(int64), most: o.limits.Bytes}
	entity, err := message.Read(guard)
	if unusable(err) {
		return o.skip(at, "", media.Message, unread(invoer.CodeDamaged, "a message that cannot be opened; send its attachments"))
	}
	return o.entity(entity, at)
}

// unusable tells whether an entity cannot be used; one in an encoding that is
// not known is still of use when it is not text.
func unusable(err error) bool {
	return err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err)
}

// mostNested is how many multiparts of a message may lie in each other; mail
// programs make four.
const mostNested = 20

func (o *opener) entity(e *message.Entity, at place) bool {
	kind, _, _ := e.Header.ContentType() // what cannot be parsed is text/plain (RFC 2045 §5.2)
	kind = strings.ToLower(kind)
	parts := e.MultipartReader()
	switch {
	case parts != nil && at.nested >= mostNested:
		return o.skip(at, "", kind, unread(invoer.CodeDangerous, "parts in parts in parts, which is how bombs are made; send the attachments themselves"))
	case parts != nil:
		return o.multipart(parts, kind, at)
	case !o.enter(at):
		return false
	case kind == "message/rfc822":
		return o.container(at, filename(e), media.Message, e.Body)
	}
	if word := aside(e, kind); word != "" {
		return o.skip(at, filename(e), kind, invoer.Because(word))
	}
	return o.leaf(at, filename(e), e.Body, o.limits.Member)
}

func (o *opener) multipart(parts message.MultipartReader, kind string, at place) bool {
	defer parts.Close()
	inner := at
	inner.nested++
	inner.logos = kind == "multipart/related"
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return true
		}
		if unusable(err) {
			return o.skip(at, "", kind, unread(invoer.CodeDamaged, "the message is cut or broken here; ask for it again"))
		}
		if !o.entity(part, inner) {
			return false
		}
	}
}

// aside names what is part of a message and never a document.
func aside(e *message.Entity, kind string) string {
	disposition, _, _ := e.Header.ContentDisposition() // none, or one that cannot be parsed, is inline
	switch {
	case kind == "message/external-body":
		return External
	case kind == "message/delivery-status", kind == "message/disposition-notification", kind == "text/rfc822-headers":
		return DeliveryReport
	case kind == "text/calendar":
		return CalendarEntry
	case kind == "text/vcard", kind == "text/x-vcard":
		return ContactCard
	case kind == "application/pgp-signature", strings.HasSuffix(kind, "pkcs7-signature"):
		return SignatureFile
	case strings.HasPrefix(kind, "text/") && disposition != "attachment" && filename(e) == "":
		return BodyText
	}
	return ""
}
