package unpack

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"

	"github.com/invoer/invoer/extractors/media"
)

// A wall has the pictures of a message that its HTML calls by their Content-ID
// (RFC 2392), so that an invoice that is the message itself is printed with
// them. They come from the message's own parts; nothing is fetched.
type wall struct {
	pictures map[string]picture
	bytes    int
}

type picture struct {
	media string
	body  []byte
}

const (
	mostShown = 300 << 10 // bytes of one picture in an invoice; a photo of a page has more
	mostHung  = 2 << 20   // of all
	mostDrawn = 3 << 20   // that all of them, however often shown, may add to a text
)

// drawable are the kinds that browsers draw.
var drawable = []string{media.PNG, media.JPEG, media.GIF, media.WebP, media.BMP}

// call is how HTML names a part of its message.
var call = regexp.MustCompile(`(?i)\bcid:([^"'\s()<>\\]{1,200})`)

// hasPicture tells whether a picture belongs to a text: because it lies beside
// it in a multipart/related, or because the text calls it.
func (l *letter) hasPicture(at place) bool {
	return at.logos || l != nil && l.calls(at.cid) != nil
}

// calls is the first text that shows a part; nil without one.
func (l *letter) calls(cid string) *text {
	if cid == "" {
		return nil
	}
	for i := range l.texts {
		if t := &l.texts[i]; t.kind == media.HTML && slices.Contains(t.called(), cid) {
			return t
		}
	}
	return nil
}

func (t text) called() []string {
	var all []string
	for _, found := range call.FindAllSubmatch(t.body, 200) {
		all = append(all, callee(found[1]))
	}
	return all
}

// callee is the Content-ID that an address means.
func callee(address []byte) string {
	if plain, err := url.PathUnescape(string(address)); err == nil {
		return plain
	}
	return string(address)
}

// mostPicture is how many bytes a picture has at most that is only part of its
// text.
func (l *letter) mostPicture(cid string) int {
	if t := l.calls(cid); t != nil && t.invoice() {
		return mostShown
	}
	return mostLogo
}

// hang keeps a picture for the texts.
func (l *letter) hang(cid, kind string, body []byte) {
	w := &l.wall
	if cid == "" || !slices.Contains(drawable, kind) || w.bytes+len(body) > mostHung {
		return
	}
	if w.pictures == nil {
		w.pictures = map[string]picture{}
	}
	w.pictures[cid] = picture{kind, body}
	w.bytes += len(body)
}

// shown is an HTML text with the pictures in it.
func (w wall) shown(html []byte) []byte {
	if len(w.pictures) == 0 {
		return html
	}
	left := mostDrawn
	return call.ReplaceAllFunc(html, func(address []byte) []byte {
		p, there := w.pictures[callee(address[len("cid:"):])]
		if left -= base64.StdEncoding.EncodedLen(len(p.body)); !there || left < 0 {
			return address
		}
		var drawn bytes.Buffer
		drawn.WriteString("data:" + p.media + ";base64,")
		drawn.WriteString(base64.StdEncoding.EncodeToString(p.body))
		return drawn.Bytes()
	})
}
