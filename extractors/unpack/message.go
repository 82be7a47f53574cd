package unpack

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// message walks the parts of a message (RFC 5322, MIME), at the depth of at, or
// of each message of a box.
func (o *opener) message(r io.Reader, at place) bool {
	in, lenient := righted(r)
	o.lenient = lenient || o.lenient
	begin, _ := in.Peek(longestPiece) // what cannot be read shows again
	if partingLine.Match(begin) {
		return o.box(in, at)
	}
	return o.one(in, at)
}

// Upright gives a message as a reader of its head wants it, whatever programs made of
// it on the way: without empty lines or a byte order mark before it, and with lines
// that end in LF.
func Upright(r io.Reader) io.Reader {
	in, _ := righted(r)
	return in
}

// righted tells also whether there was anything before the message.
func righted(r io.Reader) (in *bufio.Reader, lenient bool) {
	in = bufio.NewReaderSize(lineFeeds(r), longestPiece)
	begin, _ := in.Peek(longestPiece) // what cannot be read shows again
	head := bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(begin, "\r\n"), []byte("\xef\xbb\xbf")), "\r\n")
	before, _ := in.Discard(len(begin) - len(head))
	return in, before > 0
}

// one walks a single message.
func (o *opener) one(r io.Reader, at place) bool {
	guard := &guarded{ctx: o.ctx, r: r, left: o.limits.Bytes, total: new(int64), most: o.limits.Bytes}
	l := newLineReader(lineFeeds(guard))
	h := readHead(l)
	if len(h.Map()) == 0 {
		return o.skip(at, "", media.Message, unread(invoer.CodeDamaged, "a message that cannot be opened; send its attachments"))
	}
	if h.returns() {
		kind, _, _ := h.kind()
		return o.enter(at) && o.skip(at, "", kind, invoer.Because(DeliveryReport))
	}
	at.letter = &letter{auto: h.answersItself(), bulk: h.bulk(), taken: o.taken}
	if !o.entity(l, h, at) {
		return false
	}
	if err := l.drain(); err != nil && !o.skip(at, "", media.Message, because(err)) {
		return false
	}
	o.lenient = o.lenient || l.lenient
	return o.conclude(at)
}

// lineFeeds reads a message whose lines end with CR only, as no standard
// allows, as if they ended with LF, and one whose line ends got a second CR from
// a program that took CR LF for LF as if it had not.
func lineFeeds(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, longestPiece)
	begin, _ := in.Peek(longestPiece) // what cannot be read shows again
	end := bytes.IndexAny(begin, "\r\n")
	if end < 0 || end+1 >= len(begin) || begin[end] == '\n' || begin[end+1] == '\n' {
		return in
	}
	if bytes.HasPrefix(begin[end:], []byte(doubled)) {
		return &halved{in: in}
	}
	return &returns{in}
}

const doubled = "\r\r\n"

// halved makes CR LF of CR CR LF.
type halved struct {
	in   *bufio.Reader
	rest []byte
}

func (h *halved) Read(p []byte) (int, error) {
	if len(h.rest) == 0 {
		piece, err := h.in.ReadSlice('\n')
		if len(piece) == 0 {
			return 0, err
		}
		h.rest = piece
		if bytes.HasSuffix(piece, []byte(doubled)) {
			h.rest = append(piece[:len(piece)-len(doubled)], "\r\n"...)
		}
	}
	n := copy(p, h.rest)
	h.rest = h.rest[n:]
	return n, nil
}

// returns makes LF of CR.
type returns struct{ r io.Reader }

func (c *returns) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// mostNested is how many multiparts of a message may lie in each other; mail
// programs make four.
const mostNested = 400

// entity walks a message, or a part of one, behind its head.
func (o *opener) entity(l *lineReader, h head, at place) bool {
	kind, params, lenient := h.kind()
	l.lenient = l.lenient || lenient
	if at.digest && h.Get("Content-Type") == "" {
		kind = "message/rfc822" // RFC 2046 §5.1.5
	}
	o.lenient = o.lenient || l.lenient
	switch {
	case kind == "multipart/report": // RFC 6522: a bounce, a receipt; what it quotes came before
		return o.enter(at) && o.skip(at, "", kind, invoer.Because(DeliveryReport))
	case strings.HasPrefix(kind, "multipart/") && at.nested >= mostNested:
		return o.enter(at) && o.skip(at, "", kind, invoer.Because(TooDeep))
	case strings.HasPrefix(kind, "multipart/"):
		at.locked = at.locked || kind == "multipart/encrypted" && !strings.EqualFold(params["protocol"], media.PGP)
		return o.multipart(l, kind, params["boundary"], at)
	case !o.enter(at):
		return false
	}
	return o.single(kind, h, decoded(h, l), at)
}

// single hands over a part that is no multipart.
func (o *opener) single(kind string, h head, body io.Reader, at place) bool {
	name := filename(h)
	at.cid = strings.Trim(strings.TrimSpace(h.Get("Content-Id")), "<>")
	word := aside(kind)
	at.letter.report = at.letter.report || kind == "message/delivery-status"
	at.letter.meeting = at.letter.meeting || word == CalendarEntry && !h.attached()
	switch {
	case kind == "message/rfc822" && at.letter.report: // what was not delivered comes back: it is no new one
		return o.skip(at, name, kind, invoer.Because(DeliveryReport))
	case word != "":
		return o.skip(at, name, kind, invoer.Because(word))
	case kind == media.PGP, at.locked:
		return o.skip(at, name, kind, encryptedMessage)
	case kind == "message/rfc822":
		return o.container(at, name, media.Message, body)
	case kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime":
		return o.sealed(at, name, kind, body)
	}
	in := bufio.NewReaderSize(body, media.Head)
	if kind == "message/partial" && !begins(in) {
		return o.skip(at, name, kind, unread(invoer.CodeDamaged, "a piece of a message that was sent in pieces; ask the sender for it whole"))
	}
	at.inline = h.disposition() == "inline"
	if strings.HasPrefix(kind, "text/") && !h.attached() && (name == "" || kind == media.HTML && !at.letter.hasHTML()) && !file(kind, in) {
		_, params, _ := h.kind()
		return o.body(at, text{kind: kind, charset: params["charset"]}, in)
	}
	return o.leaf(at, name, in, o.limits.Member)
}

// begins tells whether the head of a message stands here: of one that was sent in
// pieces (RFC 2046 §5.2.2) only the first has it.
func begins(in *bufio.Reader) bool {
	head, _ := in.Peek(media.Head) // what cannot be read shows again
	return media.Sniff(head, "") == media.Message
}

var encryptedMessage = unread(invoer.CodeEncrypted, "an encrypted message; ask the sender for it without encryption")

// epistolary are further kinds of the text of a message: for watches, for programs
// that show what moves (AMP), and what stood for HTML once (RFC 1896). They begin
// as XML may.
var epistolary = []string{media.HTML, "text/watch-html", "text/x-amp-html", "text/enriched", "text/richtext"}

// file tells whether what calls itself a text of the message is a file by its
// bytes.
func file(kind string, in *bufio.Reader) bool {
	begin, _ := in.Peek(media.Head) // what cannot be read shows again
	begin = bytes.TrimLeft(begin, "\ufeff \t\r\n")
	switch sniffed := media.Sniff(begin, ""); {
	case sniffed == media.PDF:
		return bytes.HasPrefix(begin, []byte("%PDF-")) // a text may speak of one
	case sniffed == media.XML:
		return !slices.Contains(epistolary, kind)
	default:
		return media.Picture(sniffed) || sniffed == media.ZIP
	}
}

func (o *opener) multipart(l *lineReader, kind, boundary string, at place) bool {
	own := len(l.stack)
	l.stack = append(l.stack, "--"+boundary)
	inner := at
	inner.nested++
	inner.digest = kind == "multipart/digest"
	inner.logos = kind == "multipart/related"
	l.learn = true
	err := l.drain()
	l.learn = false
	if l.met != own {
		l.stack = l.stack[:own]
		return o.enter(at) && o.skip(at, "", kind, unread(invoer.CodeDamaged, "a message whose parts cannot be found; ask for it again"))
	}
	closed := false
	for err == nil && l.met == own {
		l.lenient = l.lenient || closed // a program closed it too early: what follows is read too
		closed = l.closing
		l.next()
		if !closed && !o.entity(l, readHead(l), inner) {
			return false
		}
		err = l.drain()
	}
	l.stack = l.stack[:own]
	l.lenient = l.lenient || !closed
	return err == nil || o.skip(at, "", kind, because(err))
}

// aside names what is part of a message and never a document.
func aside(kind string) string {
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
	}
	return ""
}
