package intake

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
	"github.com/invoer/invoer/storage"
)

func sealed(receiver, instance, created, invoice string) string {
	return fmt.Sprintf(`<?xml version="1.0"?><sh:StandardBusinessDocument xmlns:sh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">
<sh:StandardBusinessDocumentHeader><sh:HeaderVersion>1.0</sh:HeaderVersion>
<sh:Sender><sh:Identifier Authority="iso6523-actorid-upis">0208:0990936657</sh:Identifier></sh:Sender>
<sh:Receiver><sh:Identifier Authority="iso6523-actorid-upis">%s</sh:Identifier></sh:Receiver>
<sh:DocumentIdentification><sh:InstanceIdentifier>%s</sh:InstanceIdentifier><sh:CreationDateAndTime>%s</sh:CreationDateAndTime></sh:DocumentIdentification>
</sh:StandardBusinessDocumentHeader><Invoice>%s</Invoice></sh:StandardBusinessDocument>`, receiver, instance, created, invoice)
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	endless := strings.Repeat("i", longestIdentifier+1)
	cases := map[string]struct {
		text string
		want envelope
		ok   bool
	}{
		"an envelope":           {sealed("0208:0999100097", "id-1", "now", "x"), envelope{"0208:0990936657", "0208:0999100097", "id-1"}, true},
		"an invoice":            {`<?xml version="1.0"?><Invoice><ID>1</ID></Invoice>`, envelope{}, false},
		"one that is cut":       {sealed("0208:0999100097", "id-1", "now", "x")[:300], envelope{}, false},
		"one that names nobody": {`<StandardBusinessDocument><StandardBusinessDocumentHeader></StandardBusinessDocumentHeader></StandardBusinessDocument>`, envelope{}, false},
		"one that never ends":   {sealed("0208:0999100097", endless, "now", "x"), envelope{"0208:0990936657", "0208:0999100097", endless}, false},
		"no XML":                {"%PDF-1.4", envelope{}, false},
		"in Latin-1":            {strings.Replace(sealed("0208:0999100097", "id-1", "caf\xe9", "x"), `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), envelope{"0208:0990936657", "0208:0999100097", "id-1"}, true},
		"in UTF-16":             {inUTF16(strings.Replace(sealed("0208:0999100097", "id-1", "café", "x"), `"1.0"`, `"1.0" encoding="UTF-16"`, 1)), envelope{"0208:0990936657", "0208:0999100097", "id-1"}, true},
	}
	for name, c := range cases {
		got, document, ok := readEnvelope(strings.NewReader(c.text))
		text, err := io.ReadAll(einvoice.UTF8(strings.NewReader(c.text)))
		if ok && (err != nil || !strings.HasPrefix(string(text[document:]), "<Invoice>")) {
			t.Errorf("%s: its document begins at %d, with %.20q, %v", name, document, text[document:], err)
		}
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %t; want %+v, %t", name, got, ok, c.want, c.ok)
		}
	}
}

func inUTF16(text string) string {
	b := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

func FuzzEnvelope(f *testing.F) {
	f.Add(sealed("0208:0999100097", "id-1", "now", "x"))
	f.Add("</a><StandardBusinessDocument>")
	f.Fuzz(func(t *testing.T, text string) {
		if e, document, ok := readEnvelope(strings.NewReader(text)); ok && (document > 3*int64(len(text)) || e.receiver == "" || e.instance == "") {
			t.Errorf("%+v names nobody and is ok", e)
		}
	})
}

// nobodys is an arrival for which nobody said whose it is.
func nobodys(body string) Arrival {
	a := of("", "message.xml", body)
	a.Owner = func(context.Context) (invoer.ClientID, error) { return "", nil }
	return a
}

// A file from an access point goes to the client whose number its envelope
// names, by either scheme, and the same message again is the same delivery,
// also when its envelope was written anew.
func TestPeppol(t *testing.T) {
	t.Parallel()
	h := open(t)
	known, err := h.store.AddClient(t.Context(), h.who, storage.Client{Code: "KNOWN", Name: "Known", VAT: "BE0999100097", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	first := h.accept(t, nobodys(sealed("0208:0999100097", "id-1", "2026-11-24", "x")))
	if d := first.Delivery; d.Client != known.ID || d.Via != invoer.DoorPeppol || !strings.HasPrefix(d.Key, "id-1 ") || d.From != "0208:0990936657" {
		t.Errorf("delivery %+v, want Peppol's for client %s", d, known.ID)
	}
	for _, created := range []string{"2026-11-24", "2026-11-25"} {
		again := h.accept(t, nobodys(sealed("0208:0999100097", "id-1", created, "x")))
		if !again.Again || again.Delivery.ID != first.Delivery.ID {
			t.Errorf("the same message again, enveloped %s: again=%t %s, want %s", created, again.Again, again.Delivery.ID, first.Delivery.ID)
		}
	}
	reused := h.accept(t, nobodys(sealed("0208:0999100097", "id-1", "2026-11-24", "another invoice")))
	if reused.Again || reused.Delivery.Parts[0].Outcome != invoer.Taken {
		t.Errorf("another invoice under an identifier that came before: again=%t %v, want it taken", reused.Again, ledgerOf(reused.Delivery))
	}
	authority := h.accept(t, nobodys(sealed("iso6523-actorid-upis::0208:0999100097", "id-4", "2026-11-24", "w")))
	if authority.Delivery.Client != known.ID {
		t.Errorf("with its authority before it: client %q, want %q", authority.Delivery.Client, known.ID)
	}
	other := h.accept(t, nobodys(sealed("9925:BE0999100097", "id-2", "2026-11-24", "y")))
	if other.Again || other.Delivery.Client != known.ID {
		t.Errorf("by VAT number: again=%t client %q, want %q", other.Again, other.Delivery.Client, known.ID)
	}
	strange := h.accept(t, nobodys(sealed("0208:0403170701", "id-3", "2026-11-24", "z")))
	if strange.Delivery.Client != "" || strange.Delivery.Parts[0].Outcome != invoer.Taken {
		t.Errorf("a receiver that nobody knows: client %q %v, want nobody's and taken", strange.Delivery.Client, ledgerOf(strange.Delivery))
	}
}

// Envelopes that come together, or with their pictures, go where one alone goes;
// where they are for several, or something else is among them, a person says.
func TestPeppolTogether(t *testing.T) {
	t.Parallel()
	one, two := sealed("0208:0999100097", "id-1", "now", "one"), sealed("9925:BE0999100097", "id-2", "now", "two")
	cases := map[string]struct {
		parts []string
		known bool
		door  invoer.Door
	}{
		"two in one form":        {[]string{"a.xml", one, "b.xml", two}, true, invoer.DoorPeppol},
		"an archive of two":      {[]string{"a.zip", zipped(t, "a.xml", one, "b.xml", two)}, true, invoer.DoorPeppol},
		"one beside its picture": {[]string{"a.xml", one, "a.pdf", pdf}, true, invoer.DoorPeppol},
		"for two clients":        {[]string{"a.xml", one, "b.xml", sealed("0208:0403170701", "id-3", "now", "three")}, false, invoer.DoorPeppol},
		"beside another PDF":     {[]string{"a.xml", one, "b.pdf", pdf}, false, invoer.DoorUpload},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			client, err := h.store.AddClient(t.Context(), h.who, storage.Client{Code: "KNOWN", Name: "Known", VAT: "BE0999100097", Language: "nl"})
			if err != nil {
				t.Fatal(err)
			}
			want := invoer.ClientID("")
			if c.known {
				want = client.ID
			}
			if d := h.accept(t, of("", c.parts...)).Delivery; d.Client != want || d.Via != c.door || d.Key != "" {
				t.Errorf("client %q by %s under %q, want %q by %s without a key", d.Client, d.Via, d.Key, want, c.door)
			}
		})
	}
}

// Envelopes of several clients that come together are each its receiver's, with the
// picture beside it; one whose receiver nobody knows is nobody's.
func TestPeppolOfSeveral(t *testing.T) {
	t.Parallel()
	h := open(t)
	clients := map[string]invoer.ClientID{"": ""}
	for _, number := range []string{"BE0999100097", "BE0403170701"} {
		client, err := h.store.AddClient(t.Context(), h.who, storage.Client{Code: number, Name: number, VAT: invoer.VATNumber(number), Language: "nl"})
		if err != nil {
			t.Fatal(err)
		}
		clients[number] = client.ID
	}
	parts := []string{
		"a.xml", sealed("0208:0999100097", "id-1", "now", "one"), "b.xml", sealed("9925:BE0403170701", "id-2", "now", "two"),
		"b.pdf", pdf, "c.xml", sealed("0208:0477574154", "id-3", "now", "three"),
	}
	want := map[string]string{"a.xml": "BE0999100097", "b.xml": "BE0403170701", "c.xml": ""}
	r := h.accept(t, of("", parts...))
	if r.Delivery.Client != "" || r.Delivery.Via != invoer.DoorPeppol {
		t.Errorf("the delivery is of %q by %s, want nobody's by %s", r.Delivery.Client, r.Delivery.Via, invoer.DoorPeppol)
	}
	for _, part := range r.Delivery.Parts {
		var name string
		var client invoer.ClientID
		err := h.store.In(t.Context(), h.who, func(tx storage.Tx) error {
			return tx.QueryRow(tx.Ctx, `select name, coalesce(client_id::text, '') from files where id = $1`, part.File).Scan(&name, &client)
		})
		if err != nil {
			t.Fatal(err)
		}
		if number := want[name]; client != clients[number] {
			t.Errorf("%s is of client %q, want that of %q", name, client, number)
		}
	}
	if r.Delivery.Parts[1].File != r.Delivery.Parts[2].File {
		t.Error("the picture is no part of its e-invoice")
	}
	if again := h.accept(t, of("", parts...)); !again.Again {
		t.Error("the same bytes are another delivery")
	}
	alone := h.accept(t, of("", "a.xml", parts[1]))
	if got := ledgerOf(alone.Delivery); got[0] != "a.xml skipped duplicate" {
		t.Errorf("one of them alone: %v, want a duplicate", got)
	}
}
