package unpack

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/invoer/invoer/extractors/media"
)

// appleOne is a file of a Macintosh in one, with its parts by their numbers (RFC
// 1740, appendix A).
func appleOne(parts map[uint32]string) string {
	be := binary.BigEndian
	head := be.AppendUint16(append(be.AppendUint32(be.AppendUint32(nil, 0x00051600), 0x00020000), make([]byte, 16)...), uint16(len(parts)))
	from, bodies := len(head)+12*len(parts), ""
	for _, id := range []uint32{realName, 9, dataFork} {
		body, there := parts[id]
		if !there {
			continue
		}
		head = be.AppendUint32(be.AppendUint32(be.AppendUint32(head, id), uint32(from+len(bodies))), uint32(len(body)))
		bodies += body
	}
	return string(head) + bodies
}

// certificates are a signature of nothing, which hands them over.
func certificates() string {
	oid := func(last byte) string { return "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" + string(last) }
	open := func(tag, inside string) string { return tag + "\x80" + inside + "\x00\x00" }
	return open("0", oid(2)+open("\xa0", open("0", "\x02\x01\x01\x31\x00"+open("0", oid(1)))))
}

// inCapitals is a winmail.dat of a program that writes names in Windows-1252 and has
// no long ones.
func inCapitals(name, data string) string {
	le := binary.LittleEndian
	b := le.AppendUint16(le.AppendUint32(nil, 0x223e9f78), 1)
	for _, a := range []struct {
		id   uint32
		data string
	}{{attachBegins, strings.Repeat("\x00", 14)}, {attachTitle, name + "\x00"}, {attachData, data}} {
		b = le.AppendUint32(le.AppendUint32(append(b, 2), a.id), uint32(len(a.data)))
		b = append(append(b, a.data...), 0, 0)
	}
	return string(b)
}

// webP is the head of a picture that is packed without loss, so wide and high
// (RFC 9649 §2.6).
func webP(w, h int) string {
	bits := binary.LittleEndian.AppendUint32(nil, uint32(w-1)|uint32(h-1)<<14)
	return "RIFF\x40\x00\x00\x00WEBPVP8L\x30\x00\x00\x00\x2f" + string(bits) + strings.Repeat("\x01", 60)
}

// judgedMessages are those of which somebody who read the code said that they would
// be judged wrongly: each was.
func judgedMessages() map[string]strange {
	good := invoiceLeaf("f.pdf")
	alone := func(head, kind, body string) string {
		return from("odd", head+"Content-Type: "+kind+"; charset=utf-8\r\n\r\n"+body)
	}
	html := func(body string) string { return alone("", "text/html", "<html><body>"+body+"</body></html>") }
	related := func(picture string) string {
		return multi("related", "rr", "Content-Type: text/html\r\n\r\n<p>Zie</p><img src=\"cid:p\">", picture)
	}
	long := "<?xml version=\"1.0\"?><Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"><Note>" + strings.Repeat("x", 9000) + "</Note></Invoice>"
	portal := "Uw factuur staat klaar: https://portal.test/f/12"
	return map[string]strange{
		"an invoice in HTML beside a text with a link":    {from("odd", multi("alternative", "al", "Content-Type: text/plain\r\n\r\n"+portal, "Content-Type: text/html\r\n\r\n"+bill)), []string{"*|text/html|taken"}},
		"a number of an invoice in one word":              {html("Factuurnummer 12<td>Prijs 100,00</td><td>Totaal 121,00 incl. btw 21,00</td>"), []string{"*|text/html|taken"}},
		"an invoice in French without a total":            {html("Facture 12<td>Montant HTVA 100,00</td><td>Net à payer 121,00</td>"), []string{"*|text/html|taken"}},
		"an invoice in German in one word":                {html("Rechnungsnr. 12<td>Netto 100,00</td><td>Gesamtbetrag 119,00 MwSt. 19,00</td>"), []string{"*|text/html|taken"}},
		"a statement of what was settled":                 {html("Eindafrekening 2026<td>Te betalen 100,00</td><td>btw 21,00</td>"), []string{"*|text/html|taken"}},
		"a bill of a lawyer":                              {html("Ereloonnota 12<td>Totaal 100,00</td><td>btw 21,00</td>"), []string{"*|text/html|taken"}},
		"a link to a bill in advance":                     {alone("", "text/plain", "Uw voorschotfactuur staat klaar: https://portal.test/x"), []string{"*|text/plain|portal-link"}},
		"a link to a ticket":                              {alone("", "text/plain", "Votre ticket de caisse: https://portal.test/x"), []string{"*|text/plain|portal-link"}},
		"a signed message under no name of one":           {mixed(plainly, leafOf("application/octet-stream; name=smime.p7m", "attachment; filename=smime.p7m", string(signed("Content-Type: application/pdf; name=f.pdf\r\n\r\n"+longPDF)))), []string{invoiceTaken}},
		"a signed message in an archive":                  {mixed(plainly, leafOf("application/zip; name=a.zip", "", packed("smime.p7m", string(signed("Content-Type: application/pdf; name=f.pdf\r\n\r\n"+longPDF))))), []string{invoiceTaken}},
		"a signed file":                                   {mixed(plainly, leafOf("application/pkcs7-mime; name=f.pdf.p7m", "attachment; filename=f.pdf.p7m", string(signed(longPDF)))), []string{invoiceTaken}},
		"a signed e-invoice in base64":                    {mixed(plainly, leafOf("application/octet-stream; name=f.xml.p7m", "attachment; filename=f.xml.p7m", base64Of(string(signed(invoiceUB))))), []string{"f.xml|application/xml|taken"}},
		"certificates":                                    {mixed(good, leafOf("application/pkcs7-mime; smime-type=certs-only; name=smime.p7c", "attachment; filename=smime.p7c", certificates())), []string{invoiceTaken, "smime.p7c|*|signature"}},
		"a file of a Macintosh in one":                    {mixed(plainly, leafOf("application/applefile; name=x", "attachment; filename=x", appleOne(map[uint32]string{realName: "f.pdf", dataFork: longPDF}))), []string{invoiceTaken}},
		"a file of a Macintosh without its half":          {mixed(plainly, leafOf("application/applefile; name=f.pdf", "attachment; filename=f.pdf", appleOne(map[uint32]string{9: "x"}))), []string{"f.pdf|*|unsupported"}},
		"an e-invoice on one line in quoted-printable":    {mixed(plainly, said("Content-Type: application/xml; name=f.xml\r\nContent-Transfer-Encoding: quoted-printable", strings.ReplaceAll(long, "=", "=3D"))), []string{"f.xml|application/xml|taken"}},
		"an invoice on one line in quoted-printable":      {from("odd", "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<!-- "+strings.Repeat("x", 9000)+" -->"+bill), []string{"*|text/html|taken"}},
		"control signs in quoted-printable":               {mixed(plainly, said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: quoted-printable", strings.ReplaceAll(longPDF, "=", "=3D")+"\x00\x01")), []string{invoiceTaken}},
		"an archive with a document of Word as it is":     {mixed(plainly, leafOf("application/zip; name=a.zip", "", codePage("brief.docx", "", packed("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>")))), []string{"brief.docx|*|unsupported"}},
		"a logo shown without a text that calls it":       {mixed(plainly, good, leafOf("image/png; name=logo.png", "inline; filename=logo.png", noisyPNG(150, 50))), []string{invoiceTaken, "logo.png|image/png|signature-image"}},
		"a dot that is attached":                          {mixed(plainly, good, leafOf("image/gif; name=p.gif", "attachment; filename=p.gif", dot+"\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")), []string{invoiceTaken, "p.gif|image/gif|signature-image"}},
		"a picture of a page that is shown":               {mixed(plainly, leafOf("image/png; name=bon.png", "inline; filename=bon.png", noisyPNG(300, 500))), []string{"bon.png|image/png|taken"}},
		"an invoice in HTML with a name":                  {from("odd", "Content-Type: text/html; name=message.html\r\nContent-Disposition: inline; filename=message.html\r\n\r\n"+bill), []string{"*|text/html|taken"}},
		"a greeting in HTML with a name":                  {mixed("Content-Type: text/html; name=message.html\r\n\r\n<p>In bijlage</p>", good), []string{invoiceTaken}},
		"an archive with a folder of Windows":             {mixed(plainly, leafOf("application/zip; name=a.zip", "", packed("map\\", "", "map\\f.pdf", longPDF))), []string{invoiceTaken}},
		"what file managers leave":                        {mixed(plainly, leafOf("application/zip; name=a.zip", "", packed("f.pdf", longPDF, ".DS_Store", "\x00\x00\x00\x01Bud1", "Thumbs.db", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "desktop.ini", "[x]"))), []string{invoiceTaken, "DS_Store|*|resource-fork", "Thumbs.db|*|resource-fork", "desktop.ini|*|resource-fork"}},
		"a winmail.dat with accents in short names":       {attachedTo("winmail.dat", inCapitals("Facture d'\xe9t\xe9.pdf", longPDF)), []string{"Facture d'été.pdf|application/pdf|taken"}},
		"an absence by an old field":                      {alone("X-Autoreply: true\r\n", "text/plain", portal), []string{"*|text/plain|auto-reply"}},
		"an absence that was generated":                   {alone("X-Autogenerated: Reply\r\n", "text/plain", portal), []string{"*|text/plain|auto-reply"}},
		"an absence by a responder":                       {alone("X-Autoresponder: 1\r\n", "text/plain", portal), []string{"*|text/plain|auto-reply"}},
		"an absence by its precedence":                    {alone("Precedence: auto-reply\r\n", "text/plain", portal), []string{"*|text/plain|auto-reply"}},
		"an absence of Outlook":                           {strings.Replace(alone("X-Auto-Response-Suppress: All\r\n", "text/plain", portal), "Subject: factuur", "Subject: Out of office: factuur", 1), []string{"*|text/plain|auto-reply"}},
		"what comes back from a post office":              {strings.Replace(mixed(plainly, said("Content-Type: message/delivery-status", "Reporting-MTA: dns; x.test\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: failed"), said("Content-Type: message/rfc822", from("odd", multi("mixed", "in", plainly, good)))), "From: A <a@b.test>", "From: postmaster@x.test", 1), []string{"*|message/delivery-status|delivery-report", "*|message/rfc822|delivery-report"}},
		"a calendar behind the mark of its byte order":    {mixed(good, leafOf("application/octet-stream; name=i.ics", "", "\xef\xbb\xbf"+meeting)), []string{invoiceTaken, "i.ics|*|calendar"}},
		"a card in small letters":                         {mixed(good, leafOf("application/octet-stream; name=a.vcf", "", strings.ToLower(vcard))), []string{invoiceTaken, "a.vcf|*|contact-card"}},
		"a page in WebP in a text":                        {mixed(related(leafOf("image/webp; name=p.webp", "inline; filename=p.webp\r\nContent-ID: <p>", webP(900, 1200)+strings.Repeat("x", 5<<10)))), []string{"p.webp|image/webp|taken"}},
		"a logo in WebP in a text":                        {mixed(related(leafOf("image/webp; name=p.webp", "inline; filename=p.webp\r\nContent-ID: <p>", webP(120, 40)))), []string{"p.webp|image/webp|signature-image"}},
		"a page of a fax in a text":                       {mixed(related(leafOf("image/tiff; name=p.tif", "inline; filename=p.tif\r\nContent-ID: <p>", "II*\x00\x08\x00\x00\x00"+strings.Repeat("\x00", 60)))), []string{"p.tif|image/tiff|taken"}},
		"a file in a text, with two spaces before a name": {from("odd", "Content-Type: text/plain\r\n\r\nDag\r\n\r\n"+strings.Replace(uuOf("f.pdf", longPDF), "begin 644 ", "begin 644  ", 1)), []string{invoiceTaken}},
		"a name in pieces with a semicolon":               {mixed(leafOf("application/pdf", "attachment; filename*0=\"fact; \"; filename*1=\"1.pdf\"", longPDF)), []string{"fact; 1.pdf|application/pdf|taken"}},
		"another boundary before a field of its own":      {from("odd", "Content-Type: multipart/mixed; boundary=said\r\n\r\n--real\r\nX-Attachment-Id: f_1\r\n"+good+"\r\n--real--\r\n"), []string{invoiceTaken}},
	}
}

// TestJudgedMessages opens each as it came, as TestStrangeMessages does.
func TestJudgedMessages(t *testing.T) {
	t.Parallel()
	become(t, judgedMessages())
}

// TestQuoted: what coding nothing codes stands for itself, and a line of any length
// is one.
func TestQuoted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a=3Db=\r\nc  \r\nd": "a=bc\r\nd", "=e9=E9": "\xe9\xe9", "a =\n b": "a  b", "=zz = =": "=zz = ", "x=20\r\n": "x \r\n", "=  \r\n.": ".", "": "", "a=": "a",
		strings.Repeat("x", 20<<10): strings.Repeat("x", 20<<10),
	} {
		file := from("odd", "Content-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%PDF-"+text)
		for p := range Open(t.Context(), media.Message, int64(len(file)), strings.NewReader(file), Limits{}) {
			if got := readAll(t, p); got != "%PDF-"+want {
				t.Errorf("%.40q is %.40q, want %.40q", text, got, want)
			}
		}
	}
}

func readAll(t *testing.T, p Part) string {
	t.Helper()
	var b strings.Builder
	if _, err := io.Copy(&b, p.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
