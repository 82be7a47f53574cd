package unpack

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/invoer/invoer/extractors/media"
)

// sound ends an invented PDF whose bytes came through whole.
const sound = "and its end %%EOF"

// longPDF is long enough for several lines of any transfer encoding and holds
// bytes that are no letters.
var longPDF = pdf + "\n%\xe2\xe3\xcf\xd3\n" + strings.Repeat("0 \xff\xfe\xfb\xef~?>", 40) + sound

// A strange message is of a class that neither the shared set nor
// TestUnseenMessages has. A line of want is name|media|why: name and media may be
// *, why may be one of several parted by /, "taken" among them. With ? in front
// the line may be missing.
type strange struct {
	file string
	want []string
}

func mixed(parts ...string) string { return from("odd", multi("mixed", "bb", parts...)) }

// invoiceLeaf is the ordinary attachment.
func invoiceLeaf(name string) string {
	return leafOf("application/pdf; name=\""+name+"\"", "attachment; filename=\""+name+"\"", longPDF)
}

// said is a part with its bytes as they are and whatever fields it has.
func said(fields, body string) string { return fields + "\r\n\r\n" + body }

func passedOn(times int, inner string) string {
	for range times {
		inner = from("odd", multi("mixed", fmt.Sprintf("f%d", len(inner)), plainly, "Content-Type: message/rfc822\r\n\r\n"+inner))
	}
	return inner
}

func inJapanese(text string) string {
	out, err := japanese.ISO2022JP.NewEncoder().String(text)
	if err != nil {
		panic(err) // the text is our own
	}
	return out
}

func inShiftJIS(text string) string {
	out, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		panic(err) // the text is our own
	}
	var b strings.Builder
	for i := range len(out) {
		fmt.Fprintf(&b, "%%%02X", out[i])
	}
	return b.String()
}

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func uuOf(name, body string) string {
	var b strings.Builder
	b.WriteString("begin 644 " + name + "\r\n")
	sign := func(v byte) byte {
		if v == 0 {
			return '`'
		}
		return v + ' '
	}
	for len(body) > 0 {
		line := body[:min(45, len(body))]
		body = body[len(line):]
		b.WriteByte(sign(byte(len(line))))
		for i := 0; i < len(line); i += 3 {
			three := []byte(line[i:min(i+3, len(line))] + "\x00\x00")
			b.Write([]byte{sign(three[0] >> 2), sign(three[0]&3<<4 | three[1]>>4), sign(three[1]&15<<2 | three[2]>>6), sign(three[2] & 63)})
		}
		b.WriteString("\r\n")
	}
	return b.String() + "`\r\nend\r\n"
}

// zip64 is an archive with one stored file whose sizes and places stand in the
// fields of 64 bits (APPNOTE.TXT §4.3.14, §4.3.15, §4.5.3).
func zip64(name, body string) string {
	le := binary.LittleEndian
	sum := crc32.ChecksumIEEE([]byte(body))
	size := uint64(len(body))
	extra := le.AppendUint64(le.AppendUint64([]byte{1, 0, 16, 0}, size), size)
	var b bytes.Buffer
	shared := func(extra []byte) []byte {
		h := []byte{45, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x5b}
		h = le.AppendUint32(h, sum)
		h = append(h, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
		return le.AppendUint16(le.AppendUint16(h, uint16(len(name))), uint16(len(extra)))
	}
	b.WriteString("PK\x03\x04")
	b.Write(shared(extra))
	b.WriteString(name)
	b.Write(extra)
	b.WriteString(body)
	central := b.Len()
	extra = le.AppendUint64(append(slices.Clone(extra)[:2], append([]byte{24, 0}, extra[4:]...)...), 0)
	b.WriteString("PK\x01\x02\x2d\x03")
	b.Write(shared(extra))
	b.Write([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	b.WriteString(name)
	b.Write(extra)
	end := b.Len()
	b.WriteString("PK\x06\x06")
	b.Write(le.AppendUint64(nil, 44))
	b.Write([]byte{45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	for _, v := range []uint64{1, 1, uint64(end - central), uint64(central)} {
		b.Write(le.AppendUint64(nil, v))
	}
	b.WriteString("PK\x06\x07\x00\x00\x00\x00")
	b.Write(le.AppendUint64(nil, uint64(end)))
	b.Write([]byte{1, 0, 0, 0})
	b.WriteString("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00")
	return b.String()
}

// packed is an archive as programs write it, with what is in it made smaller.
func packed(files ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := w.Close(); err != nil {
		panic(err) // likewise
	}
	return b.String()
}

// letterInWinmail is a TNEF stream with a forwarded message in it, which is a
// TNEF stream itself behind the number of its interface (MS-OXTNEF §2.1.3.4.1.1).
func letterInWinmail(inner string) string {
	le := binary.LittleEndian
	b := le.AppendUint16(le.AppendUint32(nil, 0x223e9f78), 1)
	put := func(id uint32, content []byte) {
		b = append(b, 2)
		b = le.AppendUint32(le.AppendUint32(b, id), uint32(len(content)))
		b = append(append(b, content...), 0, 0)
	}
	object := append([]byte("\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"), inner...)
	properties := le.AppendUint32(nil, 2)
	properties = append(properties, 0x03, 0x00, 0x05, 0x37, 5, 0, 0, 0) // PidTagAttachMethod: an embedded message
	properties = append(properties, 0x0d, 0x00, 0x01, 0x37, 1, 0, 0, 0)
	properties = le.AppendUint32(properties, uint32(len(object)))
	properties = append(append(properties, object...), make([]byte, (4-len(object)%4)%4)...)
	put(attachBegins, make([]byte, 14))
	put(attachTitle, []byte("FW: factuur\x00"))
	put(attachProperties, properties)
	return string(b)
}

const (
	soap  = `<?xml version="1.0"?><S12:Envelope xmlns:S12="http://www.w3.org/2003/05/soap-envelope"><S12:Header/></S12:Envelope>`
	sbdh  = `<?xml version="1.0"?><StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/></StandardBusinessDocument>`
	bill  = "<html><body><table><tr><td>Factuur 12</td></tr><tr><td>Prijs</td><td>100,00</td></tr><tr><td>Totaal incl. btw</td><td>EUR 121,00</td></tr></table>"
	heic  = "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
	movie = "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "
)

// banner is a PNG of 1200 by 160 pixels and more than 100 kB.
var banner = noisyPNG(1200, 160)

func noisyPNG(w, h int) string {
	p := image.NewGray(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 1))
	for i := range p.Pix {
		p.Pix[i] = uint8(r.Uint32())
	}
	var b strings.Builder
	if err := png.Encode(&b, p); err != nil {
		panic(err) // a builder takes everything
	}
	return b.String()
}

// cutName are the bytes of é, one in each of two encoded words.
const cutName = "=?UTF-8?Q?Factuur_=C3?= =?UTF-8?Q?=A9.pdf?="

var invoiceTaken = "f.pdf|application/pdf|taken"

func strangeMessages() map[string]strange {
	good := invoiceLeaf("f.pdf")
	logoed := "Content-Type: text/html\r\n\r\n<p>Goeiedag, in bijlage.</p><img src=\"cid:logo\">"
	return map[string]strange{
		"a report beside the invoice":                       {mixed(plainly, multi("report; report-type=disposition-notification", "rr", "Content-Type: text/plain\r\n\r\nGelezen", "Content-Type: message/disposition-notification\r\n\r\nDisposition: displayed"), good), []string{invoiceTaken, "*|*|delivery-report"}},
		"a text whose lines flow":                           {mixed("Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=yes\r\n\r\nGoeiedag, in \r\nbijlage de \r\nfactuur.", good), []string{invoiceTaken}},
		"a name in Japanese of mail":                        {mixed(leafOf("application/pdf", "attachment; filename=\"=?ISO-2022-JP?B?"+base64Of(inJapanese("請求書"))+"?=.pdf\"", longPDF)), []string{"請求書.pdf|application/pdf|taken"}},
		"a name in seven bits of Unicode":                   {mixed(leafOf("application/pdf", "attachment; filename=\"=?UTF-7?Q?Factuur_+AOk-.pdf?=\"", longPDF)), []string{"*|application/pdf|taken"}},
		"a name of Windows that says it is UTF-8":           {mixed(leafOf("application/pdf", "attachment; filename=\"=?utf-8?Q?Factur=E9e.pdf?=\"", longPDF)), []string{"*|application/pdf|taken"}},
		"a name in pieces out of order, some encoded":       {mixed(leafOf("application/pdf", "attachment; filename*2=\" twee.pdf\"; filename*0*=utf-8''Factuur%20; filename*1*=%C3%A9%C3%A9n", longPDF)), []string{"Factuur één twee.pdf|application/pdf|taken"}},
		"a name in Japanese of Windows by RFC 2231":         {mixed(leafOf("application/pdf", "attachment; filename*=Shift_JIS'ja'"+inShiftJIS("請求書")+".pdf", longPDF)), []string{"請求書.pdf|application/pdf|taken"}},
		"a name with a piece that is missing":               {mixed(leafOf("application/pdf", "attachment; filename*0=\"fac\"; filename*2=\"1.pdf\"", longPDF)), []string{"*|application/pdf|taken"}},
		"a name in a set of letters that nobody knows":      {mixed(leafOf("application/pdf", "attachment; filename*=x-own''f%E9.pdf", longPDF)), []string{"*|application/pdf|taken"}},
		"a letter cut in two by encoded words":              {mixed(leafOf("application/pdf", "attachment; filename=\""+cutName+"\"", longPDF)), []string{"Factuur é.pdf|application/pdf|taken"}},
		"a name with signs of no width and a line end":      {mixed(leafOf("application/pdf", "attachment; filename*=utf-8''f%E2%80%8B%EF%BB%BF%0D%0A.pdf", longPDF)), []string{"f.pdf|application/pdf|taken"}},
		"a name of 300 letters of two bytes":                {mixed(leafOf("application/pdf", "attachment; filename=\""+strings.Repeat("é", 300)+".pdf\"", longPDF)), []string{"*|application/pdf|taken"}},
		"the name only in the description":                  {mixed("Content-Description: Factuur 12\r\n" + leafOf("application/pdf", "", longPDF)), []string{"*|application/pdf|taken"}},
		"an invoice behind an end that came early":          {from("odd", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"+plainly+"\r\n--b--\r\n\r\n--b\r\n"+good+"\r\n--b--\r\n"), []string{"*|*|taken/damaged"}},
		"a boundary of a hundred signs":                     {from("odd", multi("mixed", strings.Repeat("=-", 50), plainly, good)), []string{invoiceTaken}},
		"a boundary of signs that mean something":           {from("odd", multi("mixed", "b+?(x)/=:,.'_", plainly, good)), []string{invoiceTaken}},
		"a boundary of which the case is another":           {from("odd", strings.ReplaceAll(multi("mixed", "AbCd", plainly, good), "--AbCd", "--ABCD")), []string{"*|*|taken/damaged"}},
		"a boundary with a remark behind it":                {from("odd", "Content-Type: multipart/mixed; boundary=b (new)\r\n\r\n--b\r\n"+good+"\r\n--b--\r\n"), []string{invoiceTaken}},
		"base64 with the advert of a gateway behind it":     {mixed(good + "\r\n\r\n-- \r\nThis mail was scanned by Gateway\r\n"), []string{invoiceTaken}},
		"base64 in pieces that are each filled up":          {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: base64", base64Of(longPDF[:100])+"\r\n"+base64Of(longPDF[100:200])+"\r\n"+base64Of(longPDF[200:]))), []string{invoiceTaken}},
		"base64 of the web":                                 {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: base64", base64.URLEncoding.EncodeToString([]byte(longPDF)))), []string{"f.pdf|*|taken/damaged"}},
		"base64 that is bare bytes":                         {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: base64", longPDF)), []string{"f.pdf|*|taken/damaged"}},
		"quoted-printable in small letters":                 {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: quoted-printable", strings.NewReplacer("=E2", "=e2", "=FF", "=ff").Replace(quoted(longPDF)))), []string{"f.pdf|application/pdf|taken"}},
		"quoted-printable with spaces behind its line ends": {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: quoted-printable", strings.ReplaceAll(quoted(longPDF), "=\r\n", "=  \r\n"))), []string{invoiceTaken}},
		"quoted-printable cut in a sign":                    {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: quoted-printable", quoted(longPDF)+"=4")), []string{"f.pdf|*|taken/damaged"}},
		"uuencode as the encoding of a part":                {mixed(said("Content-Type: application/octet-stream; name=f.pdf\r\nContent-Transfer-Encoding: x-uuencode", uuOf("f.pdf", longPDF))), []string{invoiceTaken}},
		"base64 around the parts themselves":                {from("odd", "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n"+folded(base64Of("--b\r\n"+good+"\r\n--b--\r\n"))), []string{"*|*|taken/damaged"}},
		"quoted-printable around the parts themselves":      {from("odd", "Content-Type: multipart/mixed; boundary=\"=_b\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n--=_b\r\n"+good+"\r\n--=_b--\r\n"), []string{invoiceTaken}},
		"line ends of two returns and a feed":               {strings.ReplaceAll(mixed(plainly, good), "\r\n", "\r\r\n"), []string{"*|*|taken/damaged"}},
		"returns in the head, feeds in the parts":           {from("odd", strings.ReplaceAll(multi("mixed", "bb", plainly, good), "\r\n", "\n")), []string{invoiceTaken}},
		"a head of 200 kB of seals":                         {strings.Repeat("ARC-Seal: i=1; a=rsa-sha256; b="+strings.Repeat("x", 900)+"\r\n", 220) + mixed(plainly, good), []string{invoiceTaken}},
		"a photograph said to be image/jpg":                 {mixed(leafOf("image/jpg; name=bon.jpg", "attachment; filename=bon.jpg", bigJPEG)), []string{"bon.jpg|image/jpeg|taken"}},
		"a PDF said to be a page of the web":                {mixed(leafOf("text/html; name=f.pdf", "attachment; filename=f.pdf", longPDF)), []string{invoiceTaken}},
		"a document of Word called a PDF":                   {mixed(leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", packed("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>"))), []string{"f.pdf|*|unsupported"}},
		"an e-invoice called a PDF":                         {mixed(leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", invoiceUB)), []string{"f.pdf|application/xml|taken"}},
		"an e-invoice as a bare text between two":           {mixed(plainly, said("Content-Type: text/plain; charset=utf-8", invoiceUB), "Content-Type: text/plain\r\n\r\nGroeten"), []string{"*|application/xml|taken"}},
		"an e-invoice in two bytes a letter":                {mixed(leafOf("application/xml; name=f.xml", "attachment; filename=f.xml", "\xff\xfe"+strings.Join(strings.Split(invoiceUB, ""), "\x00")+"\x00")), []string{"f.xml|application/xml|taken"}},
		"an e-invoice as one way to read the letter":        {from("odd", multi("alternative", "bb", plainly, richly, leafOf("application/xml; name=f.xml", "", invoiceUB))), []string{"f.xml|application/xml|taken"}},
		"the envelope of a carrier":                         {mixed(leafOf("application/xml; name=sbd.xml", "attachment; filename=sbd.xml", sbdh)), []string{"sbd.xml|application/xml|taken"}},
		"a message of AS4":                                  {from("access point", multi("related; type=\"application/soap+xml\"", "as4", said("Content-Type: application/soap+xml; charset=UTF-8", soap), leafOf("application/gzip", "", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"))), []string{"*|application/xml|taken/not_a_document", "*|application/gzip|unsupported"}},
		"a message of Outlook as a file":                    {mixed(leafOf("application/vnd.ms-outlook; name=FW.msg", "attachment; filename=FW.msg", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600)), good), []string{invoiceTaken, "FW.msg|*|unsupported"}},
		"a PDF beside the logo in Apple's alternative":      {from("Apple Mail", multi("alternative", "a1", plainly, multi("related; type=\"text/html\"", "a2", logoed, leafOf("application/pdf; name=f.pdf", "inline; filename=f.pdf", longPDF), leafOf("image/png; name=logo.png", "inline; filename=logo.png\r\nContent-ID: <logo>", smallPNG)))), []string{invoiceTaken, "logo.png|image/png|signature-image"}},
		"a PDF within an invitation":                        {mixed(plainly, said("Content-Type: text/calendar; method=REQUEST; name=m.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH;FMTTYPE=application/pdf;ENCODING=BASE64;VALUE=BINARY:"+base64Of(longPDF)+"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")), []string{"*|text/calendar|calendar", "?*|application/pdf|taken"}},
		"an empty file and a good one of one name":          {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Disposition: attachment; filename=f.pdf", ""), good), []string{"f.pdf|*|empty", invoiceTaken}},
		"an invoice six messages deep":                      {passedOn(6, mixed(plainly, good)), []string{invoiceTaken}},
		"an invoice twelve messages deep":                   {passedOn(12, mixed(plainly, good)), []string{"*|*|too-deep"}},
		"an encrypted message of today":                     {from("Outlook", leafOf("application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m", "attachment; filename=smime.p7m", "0\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17\xa0\x80")), []string{"smime.p7m|*|encrypted"}},
		"a compressed message":                              {from("odd", leafOf("application/pkcs7-mime; smime-type=compressed-data; name=smime.p7z", "attachment; filename=smime.p7z", "0\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09\xa0\x80")), []string{"smime.p7z|*|unsupported/damaged"}},
		"an encrypted text in the text":                     {from("odd", "Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"), []string{"*|*|encrypted"}},
		"an encrypted file":                                 {mixed(leafOf("application/octet-stream; name=f.pdf.asc", "attachment; filename=f.pdf.asc", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")), []string{"f.pdf.asc|*|encrypted"}},
		"an encrypted file in bytes":                        {mixed(leafOf("application/octet-stream; name=f.pdf.gpg", "attachment; filename=f.pdf.gpg", "\x85\x02\x0c\x03\x9d\xf1\x00\x11\x22"+strings.Repeat("\xa9\x13\x00", 99))), []string{"f.pdf.gpg|*|encrypted/unsupported"}},
		"parts encrypted in a way of its own":               {from("odd", multi("encrypted; protocol=\"application/x-own\"", "bb", "Content-Type: application/x-own\r\n\r\nVersion: 1", leafOf("application/octet-stream; name=enc.bin", "inline; filename=enc.bin", "\x01\x02\x03\x00\x9f"))), []string{"*|*|encrypted", "?*|*|encrypted"}},
		"e-invoices beside their pictures in an archive":    {mixed(leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", packed("1.xml", invoiceUB, "1.pdf", longPDF, "2.xml", invoiceUB, "2.pdf", longPDF+"2"))), []string{"1.xml|application/xml|taken", "1.pdf|application/pdf|taken", "2.xml|application/xml|taken", "2.pdf|application/pdf|taken"}},
		"an archive locked by AES beside the invoice":       {mixed(leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", inHeads(archive(member{name: "a.pdf", body: pdf}), 1, 99)), good), []string{"*|*|encrypted", invoiceTaken}},
		"an archive with sizes of 64 bits":                  {mixed(leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", zip64("f.pdf", longPDF))), []string{invoiceTaken}},
		"archives that are not opened":                      {mixed(leafOf("application/x-7z-compressed; name=a.7z", "attachment; filename=a.7z", "7z\xbc\xaf\x27\x1c\x00\x04"), leafOf("application/vnd.rar; name=b.rar", "attachment; filename=b.rar", "Rar!\x1a\x07\x01\x00"), leafOf("application/gzip; name=c.tar.gz", "attachment; filename=c.tar.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00")), []string{"a.7z|*|unsupported", "b.rar|*|unsupported", "c.tar.gz|*|unsupported"}},
		"a photograph of a telephone that lives":            {from("iPhone", multi("mixed", "bb", leafOf("image/heic; name=IMG_1.HEIC", "inline; filename=IMG_1.HEIC", heic+strings.Repeat("p", 30<<10)), leafOf("video/quicktime; name=IMG_1.MOV", "inline; filename=IMG_1.MOV", movie+strings.Repeat("m", 3000)))), []string{"IMG_1.HEIC|image/heic|taken", "IMG_1.MOV|*|unsupported"}},
		"a page of a scanner in the large TIFF":             {mixed(leafOf("image/tiff; name=s.tif", "attachment; filename=s.tif", "II+\x00\x08\x00\x00\x00"+strings.Repeat("\x00", 60))), []string{"s.tif|image/tiff|taken"}},
		"a banner of 100 kB in the letter":                  {mixed(multi("related", "rr", logoed, leafOf("image/png; name=banner.png", "inline; filename=banner.png\r\nContent-ID: <logo>", banner)), good), []string{invoiceTaken, "banner.png|image/png|signature-image"}},
		"a code to pay by in the letter":                    {mixed(multi("related", "rr", logoed, leafOf("image/png; name=qr.png", "inline; filename=qr.png\r\nContent-ID: <logo>", smallPNG+strings.Repeat("qr", 700))), good), []string{invoiceTaken, "qr.png|image/png|signature-image"}},
		"an invoice that is plain text":                     {from("odd", "Content-Type: text/plain\r\n\r\nFactuur 12\r\nPrijs 100,00\r\nBtw 21,00\r\nTotaal incl. btw EUR 121,00\r\n"), []string{"*|text/html|taken"}},
		"an invoice of HTML with its logo within":           {from("odd", "Content-Type: text/html\r\n\r\n"+bill+"<img src=\"data:image/png;base64,"+base64Of(smallPNG)+"\">"), []string{"*|text/html|taken"}},
		"an invoice of HTML that lies about its letters":    {from("odd", "Content-Type: text/html; charset=utf-8\r\n\r\n"+strings.ReplaceAll(bill, "Prijs", "Pri\xe8s")), []string{"*|text/html|taken"}},
		"an invoice of HTML in letters of Unix":             {from("odd", "Content-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"+quoted(strings.ReplaceAll(bill, "Prijs", "\xc6\xc1"))), []string{"*|text/html|taken"}},
		"the PDF written into the HTML":                     {from("odd", "Content-Type: text/html\r\n\r\n<p>Uw factuur: <a download=f.pdf href=\"data:application/pdf;base64,"+base64Of(longPDF)+"\">openen</a></p>"), []string{"*|*|taken/portal-link"}},
		"the PDF within HTML as an attribute is escaped":    {from("odd", "Content-Type: text/html\r\n\r\n<a href=\"data:application/pdf;base64,"+strings.NewReplacer("+", "&#43;", "/", "&#x2F;").Replace(base64Of(longPDF))+"\">openen</a>"), []string{"*|application/pdf|taken"}},
		"the PDF within HTML as an address is escaped":      {from("odd", "Content-Type: text/html\r\n\r\n<a href='data:application/pdf;base64,"+strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D", "\r\n", "%0D%0A").Replace(base64Of(longPDF))+"'>openen</a>"), []string{"*|application/pdf|taken"}},
		"a PDF within HTML that is too long to be kept":     {from("odd", "Content-Type: text/html\r\n\r\n<a href='data:application/pdf;base64,"+base64Of(pdf+strings.Repeat("0 1 2 3 ", 60000)+sound)+"'>openen</a>"), []string{"*|application/pdf|too_large"}},
		"a sentence that begins as a box parts its letters": {"From a@b.test Mon Nov  2 10:00:00 2026\r\n" + from("odd", multi("mixed", "bb", "Content-Type: text/plain\r\n\r\nDag,\r\n\r\nFrom Gent we leave at 10:30\r\nor so.", invoiceLeaf("f.pdf"))), []string{"f.pdf|application/pdf|taken"}},
		"a parting line before what is no head":             {"From a@b.test Mon Nov  2 10:00:00 2026\r\n>From c@d.test Mon Nov  2 10:00:00 2026\r\n" + mixed(plainly, invoiceLeaf("f.pdf")), []string{"f.pdf|application/pdf|taken"}},
		"a box of lines that end with CR":                   {strings.ReplaceAll("From a@b.test Mon Nov  2 10:00:00 2026\r\n"+mixed(plainly, good)+"\r\nFrom a@b.test Mon Nov  2 11:00:00 2026\r\n"+mixed(plainly, good), "\r\n", "\r"), []string{"f.pdf|application/pdf|taken", "f.pdf|application/pdf|taken"}},
		"a file of HTML that builds its PDF by a program":   {mixed(leafOf("text/html; name=factuur.html", "attachment; filename=factuur.html", "<html><script>var f='"+base64Of(longPDF)+"';</script></html>")), []string{"factuur.html|text/html|unsupported/dangerous"}},
		"only a signature":                                  {from("odd", multi("related", "rr", "Content-Type: text/html\r\n\r\n--<br>An Janssens<br><img src=\"cid:logo\">", leafOf("image/png; name=logo.png", "inline; filename=logo.png\r\nContent-ID: <logo>", smallPNG))), []string{"logo.png|image/png|signature-image"}},
		"a link with a logo beside it":                      {from("odd", multi("related", "rr", "Content-Type: text/html\r\n\r\nUw factuur staat <a href=\"https://portal.test/f/12\">hier</a> klaar<img src=\"cid:logo\">", leafOf("image/png; name=logo.png", "inline; filename=logo.png\r\nContent-ID: <logo>", smallPNG))), []string{"logo.png|image/png|signature-image", "*|text/html|portal-link"}},
		"an invoice that a program sent by itself":          {"Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\nX-Auto-Response-Suppress: All\r\n" + mixed(plainly, good), []string{invoiceTaken}},
		"a list with its own foot":                          {"List-Id: <facturen.b.test>\r\nPrecedence: list\r\n" + mixed(multi("mixed", "in", plainly, good), "Content-Type: text/plain\r\nContent-Disposition: inline\r\n\r\n____\r\nfacturen mailing list\r\nhttps://lists.b.test/facturen"), []string{invoiceTaken}},
		"pieces of text that Exchange made files":           {mixed(plainly, good, leafOf("text/html; name=ATT00001.htm", "attachment; filename=ATT00001.htm", "<html><body><br></body></html>"), leafOf("text/plain; name=ATT00002.txt", "attachment; filename=ATT00002.txt", "\r\n")), []string{invoiceTaken, "?ATT00001.htm|text/html|unsupported/body-text", "?ATT00002.txt|*|not_a_document/body-text"}},
		"a piece of a message":                              {from("odd", "Content-Type: message/partial; id=\"a@b\"; number=2; total=3\r\n\r\n"+base64Of(longPDF)), []string{"*|*|damaged/unsupported"}},
		"a file that lies on the web":                       {mixed(plainly, "Content-Type: message/external-body; access-type=URL; URL=\"http://127.0.0.1:9/f.pdf\"\r\n\r\nContent-Type: application/pdf\r\n\r\n"), []string{"*|*|external"}},
		"parts to be seen at once":                          {from("odd", multi("parallel", "bb", plainly, good, invoiceLeaf("g.pdf"))), []string{invoiceTaken, "g.pdf|application/pdf|taken"}},
		"a form of a web site":                              {from("odd", multi("form-data", "bb", "Content-Disposition: form-data; name=remark\r\n\r\nZie bijlage", "Content-Disposition: form-data; name=file; filename=f.pdf\r\nContent-Type: application/pdf\r\n\r\n"+longPDF)), []string{invoiceTaken}},
		"both halves of a file of a Macintosh":              {mixed(plainly, multi("appledouble", "ad", leafOf("application/applefile; name=f.pdf", "attachment; filename=f.pdf", "\x00\x05\x16\x07\x00\x02\x00\x00"+strings.Repeat("\x00", 40)), good)), []string{"f.pdf|*|resource-fork", invoiceTaken}},
		"a file of an old Macintosh in letters":             {mixed(plainly, said("Content-Type: application/mac-binhex40; name=f.hqx\r\nContent-Disposition: attachment; filename=f.hqx", "(This file must be converted with BinHex 4.0)\r\n:#h9bFf9N:"), good), []string{"f.hqx|*|unsupported/not_a_document", invoiceTaken}},
		"ways to read the letter that telephones have":      {mixed(multi("alternative", "al", plainly, "Content-Type: text/watch-html\r\n\r\n<b>In bijlage</b>", "Content-Type: text/x-amp-html\r\n\r\n<!doctype html><html amp4email><body>In bijlage</body></html>", richly), good), []string{invoiceTaken}},
		"the letter as RTF":                                 {mixed(multi("alternative", "al", plainly, "Content-Type: text/rtf\r\n\r\n{\\rtf1\\ansi In bijlage}"), good), []string{invoiceTaken, "?*|application/rtf|unsupported"}},
		"words that were spoken":                            {mixed(plainly, leafOf("audio/wav; name=v.wav", "attachment; filename=v.wav", "RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00"), good), []string{invoiceTaken, "v.wav|*|unsupported"}},
		"a message in winmail.dat":                          {attachedTo("winmail.dat", letterInWinmail(winmail("f.pdf", longPDF))), []string{invoiceTaken}},
		"a box of two messages":                             {mixed(plainly, leafOf("application/mbox; name=archief.mbox", "attachment; filename=archief.mbox", "From a@b.test Mon Nov  2 10:00:00 2026\r\n"+mixed(plainly, good)+"\r\nFrom a@b.test Mon Nov  2 11:00:00 2026\r\n"+mixed(plainly, invoiceLeaf("g.pdf")))), []string{"f.pdf|application/pdf|taken", "g.pdf|application/pdf|taken"}},
		"a message as Apple Mail saves it":                  {mixed(plainly, leafOf("application/octet-stream; name=1.emlx", "attachment; filename=1.emlx", fmt.Sprintf("%d\n", len(mixed(plainly, good)))+mixed(plainly, good))), []string{"*|*|taken/unsupported/not_a_document/damaged"}},
		"a packed file of Unix":                             {mixed(plainly, leafOf("application/gzip; name=f.pdf.gz", "attachment; filename=f.pdf.gz", "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03f.pdf\x00")), []string{"f.pdf.gz|*|unsupported"}},
		"a link of Windows to a page of the web":            {mixed(plainly, leafOf("application/octet-stream; name=factuur.url", "attachment; filename=factuur.url", "[InternetShortcut]\r\nURL=https://portal.test/f/12\r\n")), []string{"factuur.url|*|not_a_document/unsupported/dangerous"}},
		"a disk with a file in it":                          {mixed(plainly, leafOf("application/octet-stream; name=factuur.iso", "attachment; filename=factuur.iso", strings.Repeat("\x00", 40<<10)+"\x01CD001\x01")), []string{"factuur.iso|*|unsupported/dangerous"}},
	}
}

// inHeads has another value at a place in the head of the first file of an
// archive, at is one of 0 for its flags and 1 for its method (APPNOTE.TXT §4.3.7).
func inHeads(file string, at int, value byte) string {
	out := []byte(file)
	out[6] |= 1
	out[6+2*at] = value
	central := bytes.Index(out, []byte("PK\x01\x02"))
	out[central+8] |= 1
	out[central+8+2*at] = value
	return string(out)
}

// TestStrangeMessages opens each as it came, and says how many became what was
// written down for them before they were opened.
func TestStrangeMessages(t *testing.T) {
	t.Parallel()
	become(t, strangeMessages())
}

// become opens each message as it came, and says how many became what was written
// down for them.
func become(t *testing.T, all map[string]strange) {
	t.Helper()
	right := 0
	for name, c := range all {
		got := linesOf(t, c.file)
		if why := c.judge(got); why != "" {
			t.Errorf("%s: %s in\n%s", name, why, strings.Join(got, "\n"))
			continue
		}
		right++
	}
	t.Logf("%d of %d messages became what they should", right, len(all))
}

// linesOf are name|media|why of each part, and the bytes of a PDF are whole.
func linesOf(t *testing.T, file string) []string {
	t.Helper()
	var got []string
	for p := range Open(t.Context(), media.Message, int64(len(file)), strings.NewReader(file), Limits{}) {
		why := p.Skipped.Code
		if p.Body != nil {
			why = "taken"
			body, err := io.ReadAll(p.Body)
			switch {
			case err != nil:
				why = "damaged"
			case p.Media == media.PDF && !strings.Contains(string(body), sound):
				why = "cut"
			}
		}
		got = append(got, fmt.Sprintf("%s|%s|%s", p.Name, p.Media, why))
	}
	return got
}

// judge tells what is not as it should be; empty when nothing is.
func (s strange) judge(got []string) string {
	left := slices.Clone(got)
	for _, want := range s.want {
		line, optional := strings.CutPrefix(want, "?")
		at := slices.IndexFunc(left, func(g string) bool { return fits(line, g) })
		if at < 0 && !optional {
			return fmt.Sprintf("no %q", line)
		}
		if at >= 0 {
			left = slices.Delete(left, at, at+1)
		}
	}
	for _, g := range left {
		if !strings.HasSuffix(g, "|"+BodyText) {
			return fmt.Sprintf("%q, which nobody wants", g)
		}
	}
	return ""
}

func fits(want, got string) bool {
	w, g := strings.SplitN(want, "|", 3), strings.SplitN(got, "|", 3)
	return (w[0] == "*" || w[0] == g[0]) && (w[1] == "*" || w[1] == g[1]) && slices.Contains(strings.Split(w[2], "/"), g[2])
}
