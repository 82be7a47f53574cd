package unpack

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/extractors/media"
)

// uu is a PDF of 21 bytes in uuencode.
const uu = "begin 644 oud.pdf\n5)5!$1BTQ+C<*86X@:6YV;VEC92!A\n`\nend\n"

// Messages as they come, with what standards forbid: the file is found and the
// ledger says so.
var tolerated = map[string]struct {
	file    string
	want    []string
	lenient bool
}{
	"parameters in an odd order with an = that needs quotes": {
		"From: a@b.test\r\nContent-Type: multipart/mixed; charset=x; boundary=a=b\r\n\r\n--a=b\r\nContent-Type: application/pdf; x=y=z; name=a.pdf\r\n\r\n" + pdf + "\r\n--a=b--\r\n",
		[]string{"|a.pdf|application/pdf|"},
		true,
	},
	"a line of the head that a filter broke": {
		"From: a@b.test\r\nX-Spam-Report: yes\r\nand this is no field\r\nContent-Type: application/pdf;\r\n name=a.pdf\r\n\r\n" + pdf,
		[]string{"|a.pdf|application/pdf|"},
		true,
	},
	"another boundary than the head says": {
		"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=said\r\n\r\nhello\r\n--real\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n" + pdf + "\r\n--real--\r\n",
		[]string{"|a.pdf|application/pdf|"},
		true,
	},
	"no last boundary": {
		"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nDag\r\n--q\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n" + pdf,
		[]string{"|a.pdf|application/pdf|", "||text/plain|body-text"},
		true,
	},
	"an inner multipart that is not closed": {
		"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n" + pdf +
			"\r\n--q\r\nContent-Type: application/pdf; name=b.pdf\r\n\r\n" + pdf + "\r\n--q--\r\n",
		[]string{"|a.pdf|application/pdf|", "|b.pdf|application/pdf|"},
		true,
	},
	"carriage returns only": {
		strings.ReplaceAll("From: a@b.test\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString([]byte(pdf))+"\n", "\n", "\r"),
		[]string{"|a.pdf|application/pdf|"},
		false,
	},
	"signs between base64 and no padding": {
		"From: a@b.test\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n!JVBE\r\n\r\nRi0x*Lg",
		[]string{"|a.pdf|application/pdf|"},
		false,
	},
	"a file written into the text": {
		"From: a@b.test\r\n\r\nBijgevoegd:\r\n" + uu + "Groeten\r\n",
		[]string{"|oud.pdf|application/pdf|", "||text/plain|body-text"},
		false,
	},
	"a begin that begins nothing": {
		"From: a@b.test\r\n\r\nbegin 644 a.pdf is hoe het begint\r\nmet woorden die geen bestand zijn en langer dan een regel\r\n",
		[]string{"||text/plain|body-text"},
		false,
	},
	"a message inside its signature": {
		"From: a@b.test\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(signed("Content-Type: application/pdf; name=a.pdf\r\n\r\n"+pdf)) + "\r\n",
		[]string{"|a.pdf|application/pdf|"},
		false,
	},
	"a message that is encrypted": {
		"From: a@b.test\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n0\x80\x06\x09",
		[]string{"|smime.p7m|application/pkcs7-mime|encrypted"},
		false,
	},
	"winmail.dat": {
		attachedTo("winmail.dat", winmail("Factuur.pdf", pdf)),
		[]string{"winmail.dat|Factuur.pdf|application/pdf|"},
		false,
	},
	"winmail.dat that is cut": {
		attachedTo("winmail.dat", winmail("Factuur.pdf", pdf)+"\x02\x05"),
		[]string{"winmail.dat|Factuur.pdf|application/pdf|", "winmail.dat||application/ms-tnef|damaged"},
		false,
	},
	"a bounce that carries an invoice": {
		"From: a@b.test\r\nContent-Type: multipart/report; boundary=q\r\n\r\n--q\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n" + pdf + "\r\n--q--\r\n",
		[]string{"||multipart/report|delivery-report"},
		false,
	},
	"out of office": {
		"From: a@b.test\r\nAuto-Submitted: auto-replied (vacation)\r\n\r\nIk ben er niet.",
		[]string{"||text/plain|auto-reply"},
		false,
	},
	"only a link": {
		"From: a@b.test\r\n\r\nUw factuur staat klaar: https://portal.test/f/1",
		[]string{"||text/plain|portal-link"},
		false,
	},
	"a link beside a file": {
		strings.Replace(letters("Content-Type: text/plain\r\n\r\nUw factuur: https://portal.test/f/1", attached("filename=a.pdf", pdf)), "q--\r\n", "q--", 1),
		[]string{"|a.pdf|application/pdf|", "||text/plain|body-text"},
		false,
	},
	"an invoice that is the text": {
		"From: a@b.test\r\nContent-Type: text/html\r\n\r\n<html><b>Factuur 12</b><td>100,00</td><td>Totaal incl. btw</td><td>121,00</td></html>",
		[]string{"||text/html|"},
		false,
	},
	"a letter about an invoice in HTML": {
		"From: a@b.test\r\nContent-Type: text/html\r\n\r\n<html><style>.a{width:10.25px;height:11.25px}</style>Waar blijft de factuur? Groeten</html>",
		[]string{"||text/html|body-text"},
		false,
	},
	"a kind that no database takes": {
		"From: a@b.test\r\nContent-Type: text/pl\x00a\xe9in\r\n\r\nHello",
		[]string{"||text/plain|body-text"},
		true,
	},
	"parts in parts in parts": {
		"From: a@b.test\r\n" + deep(mostNested+10) + "Content-Type: application/pdf\r\n\r\n" + pdf,
		[]string{"||multipart/mixed|too-deep"},
		false,
	},
}

func TestMessages(t *testing.T) {
	t.Parallel()
	for name, c := range tolerated {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, open(c.file, Limits{})); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
			lenient := false
			for p := range Open(t.Context(), media.Message, int64(len(c.file)), strings.NewReader(c.file), Limits{}) {
				lenient = lenient || p.Lenient
			}
			if lenient != c.lenient {
				t.Errorf("read leniently: %t, want %t", lenient, c.lenient)
			}
		})
	}
}

// TestLongWork: what is left open, or looks like a delimiter again and again,
// costs one pass.
func TestLongWork(t *testing.T) {
	t.Parallel()
	boundary := strings.Repeat("q", longField/2)
	for name, file := range map[string]string{
		"styles that are not closed":   "From: a@b.test\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("<style>", mostText/7),
		"tags that are not closed":     "From: a@b.test\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("<", mostText),
		"lines that are no delimiters": "From: a@b.test\r\nContent-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n\r\n" + strings.Repeat("--\n", 2<<20),
	} {
		began := time.Now()
		open(file, Limits{})
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(file), took)
		}
	}
}

// TestPartsThatAreNothing: what is skipped counts as well.
func TestPartsThatAreNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"multipart/mixed; boundary=z", "multipart/report", "text/calendar", "message/rfc822"} {
		file := "From: a@b.test\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n" + strings.Repeat("--q\r\nContent-Type: "+kind+"\r\n\r\n", 5000)
		if got := open(file, Limits{Members: 50}); len(got) > 60 {
			t.Errorf("5000 of %s give %d parts, want some 50", kind, len(got))
		}
	}
}

func TestWithoutTags(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"tags":              {"a<b>c</b>", "a c "},
		"a style, a script": {"a<STYLE x>.b{}</style>c<script>d()</script>e", "a c e"},
		"a style left open": {"a<style>b", "a "},
		"a tag left open":   {"a<b", "a"},
		"no tag":            {"none", "none"},
	} {
		if got := withoutTags(c.text); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", name, c.text, got, c.want)
		}
	}
}

// TestBytesAreKept: what a part says of its character set changes nothing.
func TestBytesAreKept(t *testing.T) {
	t.Parallel()
	body := "<?xml version=\"1.0\"?><a>\xe9\x80\r\n\n\r</a>\r\n"
	file := letters("Content-Type: text/xml; charset=us-ascii; name=a.xml\r\n\r\n" + body)
	for p := range Open(t.Context(), media.Message, int64(len(file)), strings.NewReader(file), Limits{}) {
		got, err := io.ReadAll(p.Body)
		if err != nil || string(got) != body {
			t.Errorf("body %q, %v; want %q", got, err, body)
		}
	}
}

// deep opens multiparts in each other.
func deep(times int) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=q%d\r\n\r\n--q%d\r\n", i, i)
	}
	return b.String()
}

func attachedTo(name, content string) string {
	return "From: a@b.test\r\nContent-Type: application/ms-tnef; name=" + name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString([]byte(content)) + "\r\n"
}

// winmail is a TNEF stream with one file, whose long name stands in UTF-16 in
// its properties.
func winmail(name, data string) string {
	var b bytes.Buffer
	le := binary.LittleEndian
	b.Write(le.AppendUint16(le.AppendUint32(nil, 0x223e9f78), 1))
	put := func(id uint32, content []byte) {
		b.WriteByte(2)
		b.Write(le.AppendUint32(le.AppendUint32(nil, id), uint32(len(content))))
		b.Write(content)
		b.Write([]byte{0, 0})
	}
	put(attachBegins, make([]byte, 14))
	put(attachTitle, []byte("FACTUU~1.PDF\x00"))
	put(attachData, []byte(data))
	var units []byte
	for _, c := range name + "\x00" {
		units = le.AppendUint16(units, uint16(c))
	}
	properties := le.AppendUint32(nil, 2)
	properties = append(properties, 0x03, 0x00, 0x05, 0x37, 1, 0, 0, 0) // PidTagAttachMethod
	properties = append(properties, 0x1f, 0x00, 0x07, 0x37, 1, 0, 0, 0)
	properties = le.AppendUint32(properties, uint32(len(units)))
	properties = append(append(properties, units...), make([]byte, (4-len(units)%4)%4)...)
	put(attachProperties, properties)
	return b.String()
}

// signed is content inside a signature without signers, in BER with lengths
// that are not said and the content in two pieces.
func signed(content string) []byte {
	open := func(tag byte, inside []byte) []byte { return append(append([]byte{tag, 0x80}, inside...), 0, 0) }
	octets := func(s string) []byte { return append([]byte{4, 0x82, byte(len(s) >> 8), byte(len(s))}, s...) }
	id := func(last byte) []byte { return []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last} }
	half := len(content) / 2
	data := open(0x24, append(octets(content[:half]), octets(content[half:])...))
	encapsulated := open(0x30, append(id(1), open(0xa0, data)...))
	inside := append([]byte{2, 1, 1, 0x31, 0}, encapsulated...)
	return open(0x30, append(id(2), open(0xa0, open(0x30, inside))...))
}

func FuzzMessage(f *testing.F) {
	for _, c := range tolerated {
		f.Add([]byte(c.file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		parts := 0
		for p := range Open(t.Context(), media.Message, int64(len(file)), bytes.NewReader(file), Limits{Bytes: 1 << 20, Members: 50, Held: 1 << 20}) {
			parts++
			if p.Body != nil {
				_, _ = io.Copy(io.Discard, p.Body) // what is damaged says so; it must end
			}
		}
		if parts > 2000 {
			t.Errorf("%d parts, want a bounded number", parts)
		}
	})
}

func FuzzWinmail(f *testing.F) {
	f.Add([]byte(winmail("a.pdf", pdf)))
	f.Fuzz(func(t *testing.T, content []byte) {
		files, _ := attachments(content, 100)
		total := 0
		for _, file := range files {
			total += len(file.data)
		}
		if total > len(content) || len(files) > 100 {
			t.Errorf("%d files of %d bytes came out of %d", len(files), total, len(content))
		}
	})
}

func FuzzSigned(f *testing.F) {
	f.Add(signed("Content-Type: text/plain\r\n\r\nx"))
	f.Fuzz(func(t *testing.T, ber []byte) {
		if content, ok := signedContent(ber); ok && len(content) > len(ber) {
			t.Errorf("%d bytes came out of %d", len(content), len(ber))
		}
	})
}
