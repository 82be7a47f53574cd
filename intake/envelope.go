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

// readEnvelope reads the head of an envelope, and gives at which byte the document
// in it begins. It is not ok for a file that has none, and for one that names
// nobody.
func readEnvelope(r io.Reader) (e envelope, document int64, ok bool) {
	d := xml.NewDecoder(io.LimitReader(r, mostEnvelope))
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

// unseal makes a delivery that is one envelope of Peppol what it is: its key is
// the message's identifier with what is in it, its sender the participant, and
// its client the receiver, where nobody said whose it is.
func (g *Gate) unseal(ctx context.Context, who invoer.Scope, d *invoer.Delivery) error {
	if len(d.Parts) != 1 || d.Parts[0].Media != media.XML || d.Parts[0].Outcome != invoer.Taken || d.Via == invoer.DoorMail {
		return nil
	}
	blob, err := g.Blobs.Get(ctx, invoer.BlobKey(string(who.Office)+"/"+d.Parts[0].SHA256))
	if err != nil {
		return fmt.Errorf("looking for an envelope: %w", err)
	}
	defer blob.Close()
	e, document, ok := readEnvelope(blob)
	if !ok {
		return nil
	}
	if _, err := blob.Seek(document, io.SeekStart); err != nil {
		return fmt.Errorf("reading a message: %w", err)
	}
	if d.Key, err = messageKey(e, blob); err != nil {
		return err
	}
	d.Via, d.From = invoer.DoorPeppol, e.sender
	if d.Client != "" {
		return nil
	}
	client, err := g.Store.ClientByVAT(ctx, who, vatOf(e.receiver))
	if errors.Is(err, invoer.ErrNotFound) {
		return nil // nobody's, as far as we know: a person says whose it is
	}
	d.Client = client.ID
	return err
}
