package unpack

import (
	"bufio"
	"bytes"
	"encoding/asn1"
	"io"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// Contents of cryptographic messages (RFC 5652 §3, §5.1).
var (
	signedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	plainData  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
)

// compressedData is how the kind of a compressed message stands in its bytes (RFC
// 3274 §1.1, 1.2.840.113549.1.9.16.1.9).
var compressedData = []byte("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09")

// sealed opens a message that lies inside its own signature (S/MIME, RFC 8551
// §3.5.2). The signature is not checked: it says who sent it, and nobody
// relies on that here. One that is encrypted needs a key that we do not have.
func (o *opener) sealed(at place, name, kind string, body io.Reader) bool {
	content, err := io.ReadAll(io.LimitReader(body, o.limits.Held-o.held+1))
	if err != nil {
		return o.skip(at, name, kind, because(err))
	}
	if o.held+int64(len(content)) > o.limits.Held {
		return o.skip(at, name, kind, unread(invoer.CodeTooLarge, "a signed message that is too large; send what lies in it"))
	}
	content = inDER(content)
	inside, ok := signedContent(content)
	if !ok && detached(content) {
		return o.skip(at, name, kind, invoer.Because(SignatureFile))
	}
	if !ok && bytes.Contains(content[:min(len(content), 32)], compressedData) {
		return o.skip(at, name, kind, unread(invoer.CodeUnsupported, "a compressed message; ask the sender for it as an ordinary one"))
	}
	if !ok {
		return o.skip(at, name, kind, encryptedMessage)
	}
	o.held += int64(len(inside))
	defer func() { o.held -= int64(len(inside)) }()
	at.depth++
	if at.depth > o.limits.Depth {
		return o.skip(at, name, kind, invoer.Because(TooDeep))
	}
	if isMessage(inside) {
		return o.message(bytes.NewReader(inside), at)
	}
	if end := len(name) - len(".p7m"); end > 0 && strings.EqualFold(name[end:], ".p7m") {
		name = name[:end]
	}
	return o.leaf(at, name, bytes.NewReader(inside), o.limits.Member)
}

// isMessage tells whether what was signed is a message or the part of one, which
// begins with its head, rather than a file (CAdES).
func isMessage(inside []byte) bool {
	begin := bytes.TrimLeft(inside[:min(len(inside), media.Head)], "\r\n")
	lower := bytes.ToLower(begin)
	partOfOne := bytes.HasPrefix(lower, []byte("content-")) || bytes.HasPrefix(lower, []byte("mime-version"))
	return fieldName.Match(begin) && (partOfOne || media.Sniff(begin, "") == media.Message)
}

// inDER is a signature as its bytes are; some programs write it in base64, with or
// without lines around it (RFC 7468).
func inDER(content []byte) []byte {
	if len(content) == 0 || content[0] == 0x30 {
		return content
	}
	var text []byte
	for line := range bytes.Lines(content) {
		if !bytes.HasPrefix(line, []byte("-----")) {
			text = append(text, line...)
		}
	}
	der, err := io.ReadAll(&base64Reader{in: bufio.NewReader(bytes.NewReader(text))})
	if err != nil || len(der) == 0 {
		return content
	}
	return der
}

// detached tells whether a signature has nothing inside: it is of something that
// lies elsewhere, or hands over certificates only (RFC 5652 §5.2, RFC 8551 §3.8).
func detached(der []byte) bool {
	signed, ok := signedParts(der)
	if !ok {
		return false
	}
	encapsulated, ok := children(signed[2].content)
	return ok && len(encapsulated) == 1 && encapsulated[0].is(plainData)
}

// signedParts are those of signed data (RFC 5652 §5.1).
func signedParts(der []byte) ([]element, bool) {
	outer, ok := sequence(der)
	if !ok || len(outer) < 2 || !outer[0].is(signedData) {
		return nil, false
	}
	explicit, ok := children(outer[1].content)
	if !ok || len(explicit) == 0 {
		return nil, false
	}
	signed, ok := children(explicit[0].content) // version, digests, content, …
	return signed, ok && len(signed) >= 3
}

// signedContent is what a signature is around.
func signedContent(der []byte) ([]byte, bool) {
	signed, ok := signedParts(der)
	if !ok {
		return nil, false
	}
	encapsulated, ok := children(signed[2].content)
	if !ok || len(encapsulated) < 2 || !encapsulated[0].is(plainData) {
		return nil, false
	}
	octets, ok := children(encapsulated[1].content)
	if !ok || len(octets) == 0 {
		return nil, false
	}
	return octets[0].octets()
}

// An element is one value in BER (X.690): DER, which the standard library
// reads, is not what mail programs write.
type element struct {
	tag     byte
	content []byte
	rest    []byte // what follows it
}

const (
	constructed = 0x20
	octetString = 4
	objectID    = 6
)

func sequence(ber []byte) ([]element, bool) {
	e, ok := read(ber, 0)
	if !ok || e.tag != constructed|16 {
		return nil, false
	}
	return children(e.content)
}

// deepest is how many values may lie in each other.
const deepest = 30

// read takes the first value of ber. One of indefinite length ends with two
// zeros (X.690 §8.1.3.6).
func read(ber []byte, depth int) (element, bool) {
	if len(ber) < 2 || ber[0]&0x1f == 0x1f || depth > deepest {
		return element{}, false
	}
	tag, size, ber := ber[0], int(ber[1]), ber[2:]
	if size == 0x80 {
		return indefinite(tag, ber, depth)
	}
	if size > 0x80 {
		n := size & 0x7f
		if n > 4 || len(ber) < n {
			return element{}, false
		}
		size = 0
		for _, b := range ber[:n] {
			size = size<<8 | int(b)
		}
		ber = ber[n:]
	}
	if size > len(ber) {
		return element{}, false
	}
	return element{tag, ber[:size], ber[size:]}, true
}

func indefinite(tag byte, ber []byte, depth int) (element, bool) {
	for rest := ber; len(rest) >= 2; {
		if rest[0] == 0 && rest[1] == 0 {
			return element{tag, ber[:len(ber)-len(rest)], rest[2:]}, true
		}
		e, ok := read(rest, depth+1)
		if !ok {
			return element{}, false
		}
		rest = e.rest
	}
	return element{}, false
}

// children are the values in a constructed one.
func children(ber []byte) ([]element, bool) {
	var all []element
	for len(ber) > 0 {
		e, ok := read(ber, 0)
		if !ok || len(all) > 10000 {
			return all, false
		}
		all, ber = append(all, e), e.rest
	}
	return all, true
}

func (e element) is(id asn1.ObjectIdentifier) bool {
	if e.tag != objectID {
		return false
	}
	want, err := asn1.Marshal(id)
	return err == nil && bytes.Equal(want[2:], e.content)
}

// octets are the bytes of an octet string, which may come in pieces.
func (e element) octets() ([]byte, bool) {
	if e.tag == octetString {
		return e.content, true
	}
	pieces, ok := children(e.content)
	if e.tag != constructed|octetString || !ok {
		return nil, false
	}
	var all []byte
	for _, piece := range pieces {
		if piece.tag != octetString {
			return nil, false
		}
		all = append(all, piece.content...)
	}
	return all, true
}
