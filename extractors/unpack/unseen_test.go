package unpack

import (
	"encoding/base64"
	"mime/quotedprintable"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/extractors/media"
)

// A writer of mail has ways of its own: fields of the head, and parts.

// leafOf is one with its fields and bytes in base64, as most programs write it.
func leafOf(kind, disposition, body string) string {
	head := "Content-Type: " + kind + "\r\nContent-Transfer-Encoding: base64\r\n"
	if disposition != "" {
		head += "Content-Disposition: " + disposition + "\r\n"
	}
	return head + "\r\n" + folded(base64.StdEncoding.EncodeToString([]byte(body)))
}

func folded(text string) string {
	var lines []string
	for len(text) > 76 {
		lines, text = append(lines, text[:76]), text[76:]
	}
	return strings.Join(append(lines, text), "\r\n")
}

// multi is a multipart with a boundary of its own.
func multi(kind, boundary string, parts ...string) string {
	return "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n" +
		strings.Join(parts, "\r\n--"+boundary+"\r\n") + "\r\n--" + boundary + "--\r\n"
}

func from(program, rest string) string {
	return "Return-Path: <a@b.test>\r\nReceived: from x by y; Mon, 2 Nov 2026 10:00:00 +0100\r\nFrom: A <a@b.test>\r\nTo: b@c.test\r\nSubject: factuur\r\nX-Mailer: " + program + "\r\nMIME-Version: 1.0\r\n" + rest
}

func quoted(text string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a builder takes everything
	_ = w.Close()                // likewise
	return b.String()
}

const (
	plainly   = "Content-Type: text/plain; charset=utf-8\r\n\r\nGoeiedag,\r\nin bijlage.\r\n"
	richly    = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Goeiedag,<br>in bijlage.</p><img src=\"cid:logo\">"
	dot       = "GIF89a\x01\x00\x01\x00\x80\x00\x00"
	smallPNG  = "\x89PNG\r\n\x1a\n0000logo"
	vcard     = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n"
	meeting   = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
	invoiceUB = `<?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"></Invoice>`
)

var bigJPEG = "\xff\xd8\xff\xe0\x00\x10JFIF\x00" + strings.Repeat("page", 10<<10) + "\xff\xd9"

// unseen are messages of shapes that the shared set does not have, each with
// what a person would say becomes of it. Texts of the message are left out.
var unseen = map[string]struct {
	file string
	want []string // in|name|media|skipped
}{
	"Outlook: related in mixed, logo by its number":      {from("Microsoft Outlook 16.0", multi("mixed", "_005_X", multi("related", "_004_X", multi("alternative", "_000_X", plainly, richly), leafOf("image/png; name=image001.png", "inline; filename=image001.png", smallPNG)), leafOf("application/pdf; name=\"Factuur 1.pdf\"", "attachment; filename=\"Factuur 1.pdf\"; size=20; creation-date=\"Mon, 02 Nov 2026 09:00:00 GMT\"", pdf))), []string{"|image001.png|image/png|signature-image", "|Factuur 1.pdf|application/pdf|"}},
	"Gmail: names given twice, an attachment number":     {from("Gmail", multi("mixed", "000000000000abc", multi("alternative", "000000000000abd", plainly, richly), leafOf("application/pdf; name=\"f.pdf\"", "attachment; filename=\"f.pdf\"\r\nX-Attachment-Id: f_1\r\nContent-ID: <f_1>", pdf))), []string{"|f.pdf|application/pdf|"}},
	"Apple Mail: the PDF within the text":                {from("Apple Mail (2.3731)", multi("alternative", "Apple-Mail=_1", plainly, multi("mixed", "Apple-Mail=_2", richly, leafOf("application/pdf; x-unix-mode=0644; name=f.pdf", "inline; filename=f.pdf", pdf), "Content-Type: text/html\r\n\r\n<br>"))), []string{"|f.pdf|application/pdf|"}},
	"iPhone: photographs in the text":                    {from("iPhone Mail (21F90)", multi("mixed", "Apple-Mail-1", "Content-Type: text/plain\r\n\r\nVerstuurd vanaf mijn iPhone", leafOf("image/jpeg; name=IMG_1.jpeg", "inline; filename=IMG_1.jpeg", bigJPEG), leafOf("image/jpeg; name=IMG_2.jpeg", "inline; filename=IMG_2.jpeg", bigJPEG))), []string{"|IMG_1.jpeg|image/jpeg|", "|IMG_2.jpeg|image/jpeg|"}},
	"Thunderbird: a name in two ways that agree":         {from("Thunderbird", multi("mixed", "------------x", plainly, leafOf("application/pdf; name=\"=?UTF-8?Q?Factuur_=C3=A9.pdf?=\"", "attachment; filename*=UTF-8''Factuur%20%C3%A9.pdf", pdf))), []string{"|Factuur é.pdf|application/pdf|"}},
	"a scanner that says octet-stream and no name":       {from("RICOH MP C3004", multi("mixed", "DC_BOUNDARY", "Content-Type: text/plain\r\n\r\nThis E-mail was sent from \"RNP\" (MP C3004).", leafOf("application/octet-stream", "attachment", pdf))), []string{"||application/pdf|"}},
	"a scanner that sends TIFF without a kind":           {from("KONICA", multi("mixed", "b", leafOf("image/tiff; name=SKM_1.TIF", "attachment; filename=SKM_1.TIF", "II*\x00\x08\x00\x00\x00"+strings.Repeat("\x00", 40)))), []string{"|SKM_1.TIF|image/tiff|"}},
	"a scanner whose whole message is the file":          {from("Canon iR", leafOf("application/pdf; name=0001.pdf", "attachment; filename=0001.pdf", pdf)), []string{"|0001.pdf|application/pdf|"}},
	"a scanner that sends JPEGs of pages":                {from("HP Digital Sending", multi("mixed", "b", plainly, leafOf("image/jpeg; name=p1.jpg", "attachment; filename=p1.jpg", bigJPEG), leafOf("image/jpeg; name=p2.jpg", "attachment; filename=p2.jpg", bigJPEG))), []string{"|p1.jpg|image/jpeg|", "|p2.jpg|image/jpeg|"}},
	"Odoo: the e-invoice beside its PDF":                 {from("Odoo", multi("mixed", "===============1==", multi("alternative", "===============2==", plainly, richly), leafOf("application/pdf", "attachment; filename=\"INV_2026_1.pdf\"", pdf), leafOf("application/xml", "attachment; filename=\"INV_2026_1_ubl_bis3.xml\"", invoiceUB))), []string{"|INV_2026_1.pdf|application/pdf|", "|INV_2026_1_ubl_bis3.xml|application/xml|"}},
	"SAP: kinds in capitals, names without quotes":       {from("SAP NetWeaver 7.50", "CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=SAP\r\n\r\n--SAP\r\nCONTENT-TYPE: APPLICATION/PDF; NAME=INVOICE 9000.PDF\r\nCONTENT-TRANSFER-ENCODING: BASE64\r\nCONTENT-DISPOSITION: ATTACHMENT; FILENAME=INVOICE 9000.PDF\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(pdf))+"\r\n--SAP--\r\n"), []string{"|INVOICE 9000.PDF|application/pdf|"}},
	"PHP: line feeds between head and parts only":        {strings.ReplaceAll(from("PHP/8.2", multi("mixed", "php-1", plainly, leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", pdf))), "\r\n", "\n"), []string{"|f.pdf|application/pdf|"}},
	"PHP: the boundary in single quotes":                 {from("PHP/5.3", "Content-Type: multipart/mixed; boundary='b1'\r\n\r\n--'b1'\r\n"+leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", pdf)+"\r\n--'b1'--\r\n"), []string{"|f.pdf|application/pdf|"}},
	"PHPMailer: base64 in one endless line":              {from("PHPMailer 6.8", multi("mixed", "b1", plainly, "Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=f.pdf\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(pdf+strings.Repeat("0", 90<<10))))), []string{"|f.pdf|application/pdf|"}},
	"CDO: only a PDF, with a text of one space":          {from("Microsoft CDO", multi("mixed", "----=_NextPart_000", "Content-Type: text/plain\r\n\r\n ", leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", pdf))), []string{"|f.pdf|application/pdf|"}},
	"Lotus: a kind that is no kind":                      {from("Lotus Notes 9", multi("mixed", "=_mixed 0041=_", plainly, leafOf("application/x-unknown-pdf; name=f.pdf", "attachment; filename=f.pdf", pdf))), []string{"|f.pdf|application/pdf|"}},
	"GroupWise: a name with its folder":                  {from("GroupWise", multi("mixed", "b", leafOf("application/pdf", "attachment; filename=\"C:\\\\Users\\\\An\\\\f.pdf\"", pdf))), []string{"|f.pdf|application/pdf|"}},
	"quoted-printable around a PDF":                      {from("odd", multi("mixed", "b", "Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"+quoted(pdf))), []string{"|f.pdf|application/pdf|"}},
	"8bit around a PDF":                                  {from("odd", multi("mixed", "b", "Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+pdf)), []string{"|f.pdf|application/pdf|"}},
	"binary around a PDF, with a dash in it":             {from("odd", multi("mixed", "b", "Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: binary\r\n\r\n"+pdf+"\r\n--\r\n-- b\r\n")), []string{"|f.pdf|application/pdf|"}},
	"an encoding that nobody knows":                      {from("odd", multi("mixed", "b", "Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: x-none\r\n\r\n"+pdf)), []string{"|f.pdf|application/pdf|"}},
	"base64 with comments in its field":                  {from("odd", multi("mixed", "b", "Content-Type: application/pdf (an invoice); name=f.pdf\r\nContent-Transfer-Encoding: base64 (as usual)\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(pdf)))), []string{"|f.pdf|application/pdf|"}},
	"a head folded with tabs":                            {from("odd", multi("mixed", "b", "Content-Type: application/pdf;\r\n\tname=\"f.pdf\"\r\nContent-Disposition: attachment;\r\n\tfilename=\"f.pdf\"\r\nContent-Transfer-Encoding:\r\n\tbase64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(pdf)))), []string{"|f.pdf|application/pdf|"}},
	"an empty line before the first boundary's text":     {from("odd", "Content-Type: multipart/mixed; boundary=b\r\n\r\nThis is a multi-part message in MIME format.\r\n\r\n--b\r\n"+leafOf("application/pdf; name=f.pdf", "", pdf)+"\r\n--b--\r\nbehind the end\r\n"), []string{"|f.pdf|application/pdf|"}},
	"spaces behind the boundaries":                       {from("odd", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b  \r\n"+leafOf("application/pdf; name=f.pdf", "", pdf)+"\r\n--b--  \r\n"), []string{"|f.pdf|application/pdf|"}},
	"a boundary that begins as another":                  {from("odd", multi("mixed", "b", multi("alternative", "bb", plainly, richly), leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|f.pdf|application/pdf|"}},
	"signed by OpenPGP":                                  {from("Enigmail", multi("signed", "s", multi("mixed", "m", plainly, leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", pdf)), "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----")), []string{"|f.pdf|application/pdf|", "|signature.asc|application/pgp-signature|signature"}},
	"a contact card and a meeting beside it":             {from("odd", multi("mixed", "b", plainly, leafOf("text/vcard; name=an.vcf", "attachment; filename=an.vcf", vcard), leafOf("text/calendar; name=invite.ics", "attachment; filename=invite.ics", meeting), leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|an.vcf|text/vcard|contact-card", "|invite.ics|text/calendar|calendar", "|f.pdf|application/pdf|"}},
	"a dot that counts readers":                          {from("Mailchimp", multi("mixed", "b", multi("related", "r", richly, leafOf("image/gif", "inline\r\nContent-ID: <logo>", dot)), leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", pdf))), []string{"||image/gif|signature-image", "|f.pdf|application/pdf|"}},
	"two messages forwarded as attachments":              {from("odd", multi("mixed", "b", plainly, "Content-Type: message/rfc822; name=\"FW 1.eml\"\r\nContent-Disposition: attachment\r\n\r\n"+from("one", multi("mixed", "c", plainly, leafOf("application/pdf; name=a.pdf", "", pdf))), "Content-Type: message/rfc822\r\n\r\n"+from("two", leafOf("application/pdf; name=b.pdf", "", pdf)))), []string{"FW 1.eml|a.pdf|application/pdf|", "message|b.pdf|application/pdf|"}},
	"a forwarded message in base64":                      {from("Exchange", multi("mixed", "b", leafOf("message/rfc822", "attachment; filename=mail.eml", from("inner", multi("mixed", "c", plainly, leafOf("application/pdf; name=a.pdf", "", pdf)))))), []string{"mail.eml|a.pdf|application/pdf|"}},
	"a saved message as an octet-stream":                 {from("odd", multi("mixed", "b", plainly, leafOf("application/octet-stream; name=mail.eml", "attachment; filename=mail.eml", from("inner", multi("mixed", "c", plainly, leafOf("application/pdf; name=a.pdf", "", pdf)))))), []string{"mail.eml|a.pdf|application/pdf|"}},
	"a digest":                                           {from("list", "Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\n"+from("one", leafOf("application/pdf; name=a.pdf", "", pdf))+"\r\n--d--\r\n"), []string{"message|a.pdf|application/pdf|"}},
	"an archive whose kind is a lie":                     {from("odd", multi("mixed", "b", leafOf("application/pdf; name=facturen.pdf", "attachment; filename=facturen.pdf", archive(member{name: "a.pdf", body: pdf}, member{name: "b.pdf", body: pdf})))), []string{"facturen.pdf|a.pdf|application/pdf|", "facturen.pdf|b.pdf|application/pdf|"}},
	"an archive with a message in it":                    {from("odd", multi("mixed", "b", leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", archive(member{name: "mail.eml", body: from("inner", leafOf("application/pdf; name=a.pdf", "", pdf))})))), []string{"mail.eml|a.pdf|application/pdf|"}},
	"an archive with a folder of a Macintosh":            {from("odd", multi("mixed", "b", leafOf("application/zip; name=f.zip", "", archive(member{name: "f/.DS_Store", body: "\x00\x00\x00\x01Bud1"}, member{name: "f/a.pdf", body: pdf})))), []string{"f.zip|DS_Store|application/octet-stream|resource-fork", "f.zip|a.pdf|application/pdf|"}},
	"a spreadsheet beside the invoice":                   {from("odd", multi("mixed", "b", leafOf("application/vnd.ms-excel; name=uren.xls", "attachment; filename=uren.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600)), leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|uren.xls|application/x-ole-storage|unsupported", "|f.pdf|application/pdf|"}},
	"a program beside the invoice":                       {from("odd", multi("mixed", "b", leafOf("application/pdf; name=factuur.pdf.exe", "attachment; filename=factuur.pdf.exe", "MZ\x90\x00"+strings.Repeat("\x00", 100)), leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|factuur.pdf.exe|application/x-executable|dangerous", "|f.pdf|application/pdf|"}},
	"an empty file beside the invoice":                   {from("odd", multi("mixed", "b", "Content-Type: application/pdf; name=leeg.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|leeg.pdf|application/x-empty|empty", "|f.pdf|application/pdf|"}},
	"HTML attached as a file, that is no invoice":        {from("odd", multi("mixed", "b", plainly, leafOf("application/pdf; name=f.pdf", "", pdf), leafOf("text/html; name=voorwaarden.html", "attachment; filename=voorwaarden.html", "<!DOCTYPE html><html><p>Voorwaarden</p></html>"))), []string{"|f.pdf|application/pdf|", "|voorwaarden.html|text/html|unsupported"}},
	"a receipt that is the text, in French":              {from("shop", "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"+quoted("<table><tr><td>Votre reçu n° 12</td></tr><tr><td>Total TVA comprise</td><td>12,10 €</td></tr><tr><td>TVA 21 %</td><td>2,10</td></tr></table>")), []string{"||text/html|"}},
	"an invoice that is the text, in German, in base64":  {from("shop", leafOf("text/html; charset=utf-8", "", "<h1>Rechnung 4711</h1><p>Summe 100,00</p><p>MwSt 19,00</p><p>Gesamtbetrag 119,00 EUR</p>")), []string{"||text/html|"}},
	"only a link to a portal, in HTML":                   {from("portal", "Content-Type: text/html\r\n\r\n<p>Votre facture est disponible.</p><a href=\"https://portail.test/f/9\">Télécharger</a>"), []string{"||text/html|portal-link"}},
	"an answer of a machine that carries the mail":       {"From: a@b.test\r\nAuto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n" + multi("alternative", "b", plainly, richly), []string{"||text/plain|auto-reply"}},
	"a bounce with the message that it returns":          {from("MAILER-DAEMON", multi("report; report-type=delivery-status", "b", "Content-Type: text/plain\r\n\r\nuser unknown", "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x", "Content-Type: message/rfc822\r\n\r\n"+from("one", leafOf("application/pdf; name=a.pdf", "", pdf)))), []string{"||multipart/report|delivery-report"}},
	"a read receipt":                                     {from("Outlook", multi("report; report-type=disposition-notification", "b", "Content-Type: text/plain\r\n\r\ngelezen", "Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed")), []string{"||multipart/report|delivery-report"}},
	"two files written into the text":                    {"From: a@b.test\r\n\r\n" + uu + "en\r\n" + strings.Replace(uu, "oud", "ouder", 1), []string{"|oud.pdf|application/pdf|", "|ouder.pdf|application/pdf|"}},
	"winmail.dat beside a text":                          {from("Outlook", multi("mixed", "b", plainly, leafOf("application/ms-tnef; name=winmail.dat", "attachment; filename=winmail.dat", winmail("Rekening.pdf", pdf)))), []string{"winmail.dat|Rekening.pdf|application/pdf|"}},
	"winmail.dat under another kind and name":            {from("Exchange", multi("mixed", "b", plainly, leafOf("application/octet-stream; name=ATT0001.dat", "attachment; filename=ATT0001.dat", winmail("Rekening.pdf", pdf)))), []string{"ATT0001.dat|Rekening.pdf|application/pdf|"}},
	"a name of spaces and points":                        {from("odd", multi("mixed", "b", leafOf("application/pdf", "attachment; filename=\" .. \"", pdf))), []string{"||application/pdf|"}},
	"a name in Koi8":                                     {from("odd", multi("mixed", "b", leafOf("application/pdf", "attachment; filename=\"=?koi8-r?B?08/e1dQucGRm?=\"", pdf))), []string{"|сочут.pdf|application/pdf|"}},
	"a name in two encoded words":                        {from("odd", multi("mixed", "b", leafOf("application/pdf", "attachment; filename=\"=?utf-8?Q?Fact?= =?utf-8?Q?uur.pdf?=\"", pdf))), []string{"|Factuur.pdf|application/pdf|"}},
	"a name that only its kind says":                     {from("odd", multi("mixed", "b", leafOf("application/pdf; name=\"alleen hier.pdf\"", "attachment", pdf))), []string{"|alleen hier.pdf|application/pdf|"}},
	"a PDF with bytes before its head":                   {from("odd", multi("mixed", "b", leafOf("application/pdf; name=f.pdf", "", "\r\n\r\n"+pdf))), []string{"|f.pdf|application/pdf|"}},
	"a PDF within a multipart of a kind nobody knows":    {from("odd", multi("x-mixed-replace", "b", leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|f.pdf|application/pdf|"}},
	"a multipart without a boundary":                     {from("odd", "Content-Type: multipart/mixed\r\n\r\n--b\r\n"+leafOf("application/pdf; name=f.pdf", "", pdf)+"\r\n--b--\r\n"), []string{"|f.pdf|application/pdf|"}},
	"an e-invoice alone, said to be text":                {from("access point", multi("mixed", "b", leafOf("text/xml; charset=utf-8; name=invoice.xml", "inline; filename=invoice.xml", invoiceUB))), []string{"|invoice.xml|application/xml|"}},
	"an e-invoice with the mark of its byte order":       {from("access point", multi("mixed", "b", leafOf("application/xml; name=invoice.xml", "attachment; filename=invoice.xml", "\xef\xbb\xbf"+invoiceUB))), []string{"|invoice.xml|application/xml|"}},
	"a photograph as HEIC under a name of JPEG":          {from("Samsung Mail", multi("mixed", "b", leafOf("image/jpeg; name=20261102.jpg", "attachment; filename=20261102.jpg", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"+strings.Repeat("p", 30<<10)))), []string{"|20261102.jpg|image/heic|"}},
	"a small picture that is attached, not shown":        {from("odd", multi("mixed", "b", plainly, leafOf("image/png; name=bon.png", "attachment; filename=bon.png", smallPNG))), []string{"|bon.png|image/png|"}},
	"an mbox line before the head":                       {"From a@b.test Mon Nov  2 10:00:00 2026\r\n" + from("mbox", multi("mixed", "b", plainly, leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|f.pdf|application/pdf|"}},
	"a head with the mark of its byte order":             {"\xef\xbb\xbf" + from("odd", multi("mixed", "b", plainly, leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|f.pdf|application/pdf|"}},
	"the kind said twice, first as text":                 {from("odd", "Content-Type: text/plain\r\n"+multi("mixed", "b", plainly, leafOf("application/pdf; name=f.pdf", "", pdf))), []string{"|f.pdf|application/pdf|"}},
	"fields of the head with a space before their colon": {from("odd", "Content-Type : multipart/mixed; boundary=b\r\n\r\n--b\r\n"+leafOf("application/pdf; name=f.pdf", "", pdf)+"\r\n--b--\r\n"), []string{"|f.pdf|application/pdf|"}},
}

// TestUnseenMessages opens each as it came.
func TestUnseenMessages(t *testing.T) {
	t.Parallel()
	right := 0
	for name, c := range unseen {
		got := slices.DeleteFunc(opened(media.Message, c.file, Limits{}), func(line string) bool { return strings.HasSuffix(line, "|"+BodyText) })
		slices.Sort(got)
		want := slices.Sorted(slices.Values(c.want))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want - got +:\n%s", name, diff)
			continue
		}
		right++
	}
	t.Logf("%d of %d messages became what they should", right, len(unseen))
}
