package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
	"github.com/invoer/invoer/extractors/media"
)

// An envelope is the head in which Peppol access points hand a document on
// (UN/CEFACT SBDH 1.3; Peppol Business Message Envelope 2.0).
type envelope struct {
	sender, receiver string // participants: 0208:0123456789
	instance         string // the message's own identifier
}

// mostEnvelope is how many bytes of a file are searched for one.
const mostEnvelope = 64 << 10

// longestIdentifier is more bytes than any identifier in one has: the database
// keeps them unique, which it cannot do with texts of any length.
const longestIdentifier = 500

// readEnvelope reads the head of an envelope, and gives at which byte, in UTF-8, the
// document in it begins. It is not ok for a file that has none, and for one that names
// nobody.
func readEnvelope(r io.Reader) (e envelope, document int64, ok bool) {
	d := xml.NewDecoder(io.LimitReader(einvoice.UTF8(r), mostEnvelope))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	var path []string
	for {
		token, err := d.RawToken()
		if err != nil {
			return envelope{}, 0, false
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if path[0] != "StandardBusinessDocument" {
				return envelope{}, 0, false
			}
		case xml.EndElement:
			if t.Name.Local == "StandardBusinessDocumentHeader" || len(path) == 0 {
				return e, d.InputOffset(), e.receiver != "" && e.instance != "" && max(len(e.sender), len(e.instance)) <= longestIdentifier
			}
			path = path[:len(path)-1]
		case xml.CharData:
			e.note(path, strings.TrimSpace(string(t)))
		}
	}
}

func (e *envelope) note(path []string, text string) {
	if len(path) < 3 || text == "" {
		return
	}
	switch strings.Join(path[2:], "/") {
	case "Sender/Identifier":
		e.sender = text
	case "Receiver/Identifier":
		e.receiver = text
	case "DocumentIdentification/InstanceIdentifier":
		e.instance = text
	}
}

// schemes are the participant identifiers that are Belgian numbers (Peppol code
// list of participant identifier schemes): 0208 is the enterprise number, 9925
// the VAT number.
var schemes = map[string]string{"0208": "BE", "9925": ""}

// vatOf is the VAT number of a participant; empty where it has none that we
// know.
func vatOf(participant string) invoer.VATNumber {
	if at := strings.LastIndex(participant, "::"); at >= 0 {
		participant = participant[at+2:] // the authority stands before it: iso6523-actorid-upis::0208:0123456789
	}
	scheme, number, _ := strings.Cut(participant, ":")
	prefix, known := schemes[scheme]
	if !known {
		return ""
	}
	vat, err := invoer.ParseVATNumber(prefix + number)
	if err != nil {
		return ""
	}
	return vat
}

// messageKey is by which a message is known when it comes again: its identifier,
// its sender and what is in it. The envelope may have been written anew; a sender
// who gives all of his messages one identifier loses none of them.
func messageKey(e envelope, document io.Reader) (string, error) {
	sum := sha256.New()
	io.WriteString(sum, e.sender+"\n") // a hash takes what it is given
	if _, err := io.Copy(sum, document); err != nil {
		return "", fmt.Errorf("reading a message: %w", err)
	}
	return e.instance + " " + hex.EncodeToString(sum.Sum(nil)), nil
}

// unseal makes a delivery of envelopes of Peppol, with or without their pictures,
// what it is: its sender is the participant, and its client the receiver, where
// nobody said whose it is. Where they are for several, each is its receiver's and the
// delivery nobody's. One that is a single envelope has the message's identifier with
// what is in it for a key.
func (g *Gate) unseal(ctx context.Context, who invoer.Scope, d *invoer.Delivery) error {
	if d.Via == invoer.DoorMail {
		return nil
	}
	envelopes, key, err := g.envelopes(ctx, who, d.Parts)
	if err != nil || len(envelopes) == 0 {
		return err
	}
	d.Via = invoer.DoorPeppol
	if len(d.Parts) == 1 {
		d.Key = key
	}
	if sender, one := agreed(envelopes, func(e envelope) string { return e.sender }); one {
		d.From = sender
	}
	if d.Client != "" {
		return nil
	}
	if receiver, one := agreed(envelopes, func(e envelope) string { return string(vatOf(e.receiver)) }); one {
		d.Client, err = g.receiver(ctx, who, invoer.VATNumber(receiver))
		return err
	}
	return g.each(ctx, who, d.Parts, envelopes)
}

// each gives parts to the receivers of their envelopes; a picture goes with its
// e-invoice.
func (g *Gate) each(ctx context.Context, who invoer.Scope, parts []invoer.Part, envelopes map[int]envelope) (err error) {
	for at, e := range envelopes {
		if parts[at].Client, err = g.receiver(ctx, who, vatOf(e.receiver)); err != nil {
			return err
		}
	}
	for i, part := range parts {
		if part.Beside > 0 {
			parts[i].Client = parts[part.Beside-1].Client
		}
	}
	return nil
}

// receiver is the client with a number. Where there is none it is nobody's, as far as
// we know: a person says whose it is.
func (g *Gate) receiver(ctx context.Context, who invoer.Scope, number invoer.VATNumber) (invoer.ClientID, error) {
	if number == "" {
		return "", nil
	}
	client, err := g.Store.ClientByVAT(ctx, who, number)
	if errors.Is(err, invoer.ErrNotFound) {
		return "", nil
	}
	return client.ID, err
}

// envelopes are those of the parts of a delivery, by their places, and the key of the
// last; none where anything else was taken than envelopes and their pictures.
func (g *Gate) envelopes(ctx context.Context, who invoer.Scope, parts []invoer.Part) (all map[int]envelope, key string, err error) {
	all = map[int]envelope{}
	for i, part := range parts {
		if part.Outcome == invoer.Skipped || part.Beside > 0 {
			continue
		}
		if part.Media != media.XML || part.Outcome != invoer.Taken {
			return nil, "", nil
		}
		e, ok, messageKey, err := g.envelope(ctx, who, part)
		if err != nil || !ok {
			return nil, "", err
		}
		all[i], key = e, messageKey
	}
	return all, key, nil
}

func (g *Gate) envelope(ctx context.Context, who invoer.Scope, part invoer.Part) (e envelope, ok bool, key string, err error) {
	blob, err := g.Blobs.Get(ctx, invoer.BlobKey(string(who.Office)+"/"+part.SHA256))
	if err != nil {
		return envelope{}, false, "", fmt.Errorf("looking for an envelope: %w", err)
	}
	defer blob.Close()
	e, document, ok := readEnvelope(blob)
	if !ok {
		return envelope{}, false, "", nil
	}
	if _, err := blob.Seek(0, io.SeekStart); err != nil {
		return envelope{}, false, "", fmt.Errorf("reading a message: %w", err)
	}
	text := einvoice.UTF8(blob)
	if _, err := io.CopyN(io.Discard, text, document); err != nil {
		return envelope{}, false, "", fmt.Errorf("reading a message: %w", err)
	}
	key, err = messageKey(e, text)
	return e, true, key, err
}

// agreed gives what all envelopes say, if they say one thing.
func agreed(all map[int]envelope, says func(envelope) string) (said string, one bool) {
	for _, e := range all {
		if said != "" && says(e) != said {
			return "", false
		}
		if said = says(e); said == "" {
			return "", false
		}
	}
	return said, said != ""
}
