package unpack

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // for narrow, as the next two
	_ "image/jpeg"
	_ "image/png"
	"io"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// mostLogo is the size in bytes under which a picture that belongs to a text
// is taken for a logo; a page that can be read is larger.
const mostLogo = 20 << 10

// The media types that are skipped without more words, as they are no faults
// of anybody.
var quiet = map[string]string{
	media.Calendar:  CalendarEntry,
	media.VCard:     ContactCard,
	media.Signature: SignatureFile,
	media.AppleFile: ResourceFork,
}

// litter is what file managers leave in every folder, by its name after Clean.
var litter = []string{"ds_store", "thumbs.db", "desktop.ini"}

// leaf hands over a member, or opens it when it is a container itself. Most is
// how many bytes it may have.
func (o *opener) leaf(at place, name string, body io.Reader, most int64) bool {
	guard := &guarded{ctx: o.ctx, r: body, left: most, total: &o.bytes, most: o.limits.Bytes}
	buffered := bufio.NewReaderSize(guard, media.Head)
	head, err := buffered.Peek(media.Head)
	if err != nil && err != io.EOF {
		return o.skip(at, name, media.Unknown, because(err))
	}
	name = Clean(name)
	kind := media.Sniff(head, name)
	if slices.Contains(litter, strings.ToLower(name)) {
		return o.skip(at, name, kind, invoer.Because(ResourceFork))
	}
	if word, known := quiet[kind]; known {
		return o.skip(at, name, kind, invoer.Because(word))
	}
	if err := media.Refuse(kind, name); err != nil {
		return o.skip(at, name, kind, because(err))
	}
	if media.Container(kind) {
		return o.container(at, name, kind, buffered)
	}
	part := Part{Name: name, In: at.in, Media: kind, Body: buffered}
	if most := at.mostPicture(kind, head); most > 0 && !o.wanted() {
		return o.picture(at, part, most)
	}
	return o.give(part)
}

// Pixels by which a picture tells whether it is a page, however many bytes it has:
// no page that anybody can read has a shorter side than narrowest, a till's receipt
// of 80 mm at 80 dots an inch, and none but such a long one is smaller than small.
// What is upright and not small, or large, is a page however few bytes it has: one
// that somebody copied from a window.
const (
	narrowest = 250
	small     = 400
	long      = 1.6 // times as long as wide
	upright   = 1.15
	large     = 700
)

// mostOfPicture is how many bytes a picture has at most that is no page, by its
// head; most, where that tells nothing.
func mostOfPicture(kind string, head []byte, most int) int {
	width, height, known := size(kind, head)
	if !known {
		return most
	}
	w, h := float64(width), float64(height)
	short := min(w, h)
	switch {
	case short < narrowest, short < small && max(w, h) < long*short:
		return mostShown
	case most == mostLogo && (short >= large || short >= small && h >= upright*w):
		return mostPasted
	}
	return most
}

// mostPasted is less than any writing takes.
const mostPasted = 4 << 10

// mostPicture is how many bytes a picture may have to be no page; 0, where it is one
// or a file of its own. What no browser draws stands in no text.
func (at place) mostPicture(kind string, head []byte) int {
	if !slices.Contains(drawable, kind) {
		return 0
	}
	width, height, known := size(kind, head)
	switch {
	case known && width*height == 1: // it counts readers
		return mostLogo
	case at.letter.hasPicture(at):
		return mostOfPicture(kind, head, at.letter.mostPicture(at.cid))
	case at.inline && known && min(width, height) < narrowest:
		return mostLogo
	}
	return 0
}

// size is how many pixels wide and high a picture is, by its head.
func size(kind string, head []byte) (width, height int, known bool) {
	if kind == media.WebP {
		return sizeOfWebP(head)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(head))
	return config.Width, config.Height, err == nil
}

// sizeOfWebP reads it from the three kinds of first chunk that there are (RFC 9649
// §2.5 to §2.7).
func sizeOfWebP(head []byte) (width, height int, known bool) {
	if len(head) < 30 {
		return 0, 0, false
	}
	le, body := binary.LittleEndian, head[20:]
	switch string(head[12:16]) {
	case "VP8 ":
		return int(le.Uint16(body[6:]) & 0x3fff), int(le.Uint16(body[8:]) & 0x3fff), true
	case "VP8L":
		bits := le.Uint32(body[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, true
	case "VP8X":
		return int(le.Uint32(body[4:])&0xffffff) + 1, int(le.Uint32(body[6:])>>8) + 1, true
	}
	return 0, 0, false
}

// picture hands over a picture that stands in a text, unless it is so small that
// it is a logo, or part of an invoice that is the text itself.
func (o *opener) picture(at place, p Part, most int) bool {
	all, err := io.ReadAll(io.LimitReader(p.Body, int64(most)+1))
	if err != nil {
		return o.skip(at, p.Name, p.Media, because(err))
	}
	if len(all) > most {
		p.Body = io.MultiReader(bytes.NewReader(all), p.Body)
		return o.give(p)
	}
	at.letter.hang(at.cid, p.Media, all)
	return o.skip(at, p.Name, p.Media, invoer.Because(SignatureImage))
}

// container opens a container that lies in another one.
func (o *opener) container(at place, name, kind string, body io.Reader) bool {
	if at.depth >= o.limits.Depth && kind == media.Message {
		return o.skip(at, name, kind, invoer.Because(TooDeep)) // people who pass a message on many times are no attackers
	}
	if at.depth >= o.limits.Depth {
		return o.skip(at, name, kind, unread(invoer.CodeDangerous, fmt.Sprintf("more than %d containers in each other, which is how bombs are made", o.limits.Depth)))
	}
	label := name
	if label == "" {
		label = "message"
	}
	if kind == media.Message {
		return o.message(body, at.inside(label))
	}
	content, err := io.ReadAll(io.LimitReader(body, o.limits.Held-o.held+1))
	if err != nil {
		return o.skip(at, name, kind, because(err))
	}
	if o.held+int64(len(content)) > o.limits.Held {
		return o.skip(at, name, kind, unread(invoer.CodeTooLarge, fmt.Sprintf("archives in containers of more than %d MiB; send what lies in them", o.limits.Held>>20)))
	}
	o.held += int64(len(content))
	defer func() { o.held -= int64(len(content)) }()
	switch kind {
	case media.TNEF:
		return o.tnef(content, at.inside(label))
	case media.Sealed:
		return o.sealed(at, name, kind, bytes.NewReader(content))
	case media.AppleOne:
		return o.apple(at, name, content)
	}
	return o.archive(bytes.NewReader(content), int64(len(content)), at.inside(label))
}

// A guarded reader counts what is unpacked and says in words what went wrong.
// It ends with the time that its caller has, however much there is to read.
type guarded struct {
	ctx   context.Context
	r     io.Reader
	left  int64  // of this member
	total *int64 // of all members
	most  int64
}

func (g *guarded) Read(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, invoer.Unread(invoer.CodeTimeout, "it took too long to open; send what lies in it")
	}
	n, err := g.r.Read(p)
	g.left -= int64(n)
	*g.total += int64(n)
	switch {
	case g.left < 0:
		return n, invoer.Unread(invoer.CodeDangerous, "it unpacks to far more than it says or may; ask the sender for the files themselves")
	case *g.total > g.most:
		return n, invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than %d MiB when unpacked; send it in parts", g.most>>20))
	case err == nil, err == io.EOF, errors.Is(err, invoer.ErrUnreadable):
		return n, err
	}
	return n, invoer.Unread(invoer.CodeDamaged, "it cannot be unpacked; send it again")
}

// A seekerAt reads at places of a stream that can be wound. It is used by one
// goroutine.
type seekerAt struct {
	ctx context.Context
	r   io.ReadSeeker
}

func (s *seekerAt) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if _, err := s.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
