package unpack

import (
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"
)

// codePage is an archive whose name is written in the letters of DOS, with the bit
// for UTF-8 not set (APPNOTE.TXT §4.4.4, D.1), and what more its entries have.
func codePage(name, extra, body string) string {
	le := binary.LittleEndian
	shared := []byte{20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x5b}
	shared = le.AppendUint32(shared, crc32.ChecksumIEEE([]byte(body)))
	shared = le.AppendUint32(le.AppendUint32(shared, uint32(len(body))), uint32(len(body)))
	shared = le.AppendUint16(le.AppendUint16(shared, uint16(len(name))), uint16(len(extra)))
	local := "PK\x03\x04" + string(shared) + name + extra + body
	central := "PK\x01\x02\x14\x00" + string(shared) + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + name + extra
	end := le.AppendUint16(le.AppendUint16([]byte("PK\x05\x06\x00\x00\x00\x00"), 1), 1)
	end = le.AppendUint32(le.AppendUint32(end, uint32(len(central))), uint32(len(local)))
	return local + central + string(end) + "\x00\x00"
}

// inUnicode is the field that tells the name of an entry in UTF-8 (APPNOTE.TXT §4.6.9).
func inUnicode(old, name string) string {
	le := binary.LittleEndian
	field := le.AppendUint16(le.AppendUint16(nil, 0x7075), uint16(5+len(name)))
	return string(le.AppendUint32(append(field, 1), crc32.ChecksumIEEE([]byte(old)))) + name
}

// pasted is a picture of a window with writing in it: large, and few bytes.
func pasted(w, h int) string {
	p := image.NewGray(image.Rect(0, 0, w, h))
	for i := range p.Pix {
		p.Pix[i] = 255
	}
	r := rand.New(rand.NewPCG(1, 1))
	for y := 60; y < h-60; y += 70 {
		for x := 60; x < w-60-y%230; x += 9 { // letters of five by seven
			for i := range 35 {
				if r.IntN(3) == 0 {
					p.SetGray(x+i%5, y+i/5, color.Gray{})
				}
			}
		}
	}
	var b strings.Builder
	if err := png.Encode(&b, p); err != nil {
		panic(err) // a builder takes everything
	}
	return b.String()
}

// letterOnly is winmail.dat with nothing in it but the letter.
func letterOnly() string {
	le := binary.LittleEndian
	b := le.AppendUint16(le.AppendUint32(nil, 0x223e9f78), 1)
	for _, a := range []struct {
		id   uint32
		data string
	}{{0x00089006, "\x00\x00\x01\x00"}, {0x00078008, "IPM.Microsoft Mail.Note\x00"}, {0x0002800c, "Goeiedag\x00"}} {
		b = le.AppendUint32(le.AppendUint32(append(b, 1), a.id), uint32(len(a.data)))
		b = append(append(b, a.data...), 0, 0)
	}
	return string(b)
}

// betweenLines is a file that a text has between the lines of POSIX uuencode -m.
func betweenLines(name, body string) string {
	return "begin-base64 644 " + name + "\r\n" + folded(base64Of(body)) + "\r\n====\r\n"
}

// furtherMessages are of classes that neither the shared set nor the two sets before
// have. What must become of each was written down before any was opened.
func furtherMessages() map[string]strange {
	good := invoiceLeaf("f.pdf")
	whole := from("inner", multi("mixed", "in", plainly, good))
	as := func(field, body string) string { return from("odd", field+"\r\n\r\n"+body) }
	related := func(name, picture string) string {
		return multi("related", "rr", "Content-Type: text/html\r\n\r\n<p>Zie hieronder</p><img src=\"cid:p\">", leafOf("image/png; name="+name, "inline; filename="+name+"\r\nContent-ID: <p>", picture))
	}
	return map[string]strange{
		"the journal of an Exchange":                  {from("odd", "X-MS-Journal-Report:\r\n"+multi("mixed", "j", "Content-Type: text/plain; charset=us-ascii\r\n\r\nSender: a@b.test\r\nMessage-Id: <1@b.test>\r\nRecipient: c@d.test", said("Content-Type: message/rfc822", whole))), []string{invoiceTaken}},
		"a filter that says spam around the original": {"X-Spam-Flag: YES\r\n" + mixed("Content-Type: text/plain\r\nContent-Disposition: inline\r\n\r\nSpam detection software has identified this message. Total points: 5.10", said("Content-Type: message/rfc822; x-spam-type=original\r\nContent-Description: original message before SpamAssassin\r\nContent-Disposition: inline", whole)), []string{invoiceTaken}},
		"a forward in quoted-printable":               {mixed(plainly, said("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable", quoted(whole))), []string{invoiceTaken}},
		"a forward with names in UTF-8":               {mixed(plainly, leafOf("message/global; name=f.u8msg", "attachment; filename=f.u8msg", strings.Replace(whole, "From: A", "From: Zoë Désiré", 1))), []string{invoiceTaken}},
		"a forward behind an empty line":              {mixed(plainly, said("Content-Type: message/rfc822", "\r\n"+whole)), []string{invoiceTaken}},
		"a message behind empty lines":                {"\r\n\r\n" + whole, []string{invoiceTaken}},
		"a message without its version":               {strings.Replace(whole, "MIME-Version: 1.0\r\n", "", 1), []string{invoiceTaken}},
		"a relay that took the attachment away":       {mixed(plainly, "Content-Type: text/plain; name=\"f.pdf.txt\"\r\nContent-Disposition: attachment; filename=\"f.pdf.txt\"\r\n\r\nThe attachment f.pdf was removed by policy 12.\r\n"), []string{"f.pdf.txt|text/plain|not_a_document/body-text"}},
		"a winmail.dat with only the letter":          {mixed(plainly, leafOf("application/ms-tnef; name=winmail.dat", "attachment; filename=winmail.dat", letterOnly())), []string{"*|application/ms-tnef|empty/not_a_document/body-text"}},
		"a winmail.dat in the other kind's name":      {mixed(plainly, leafOf("application/vnd.ms-tnef", "attachment", winmail("Rekening één.pdf", longPDF))), []string{"Rekening één.pdf|application/pdf|taken"}},
		"an archive of one empty folder":              {mixed(plainly, leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", packed("facturen/", ""))), []string{"*|*|empty/not_a_document"}},
		"an archive with a name in letters of DOS":    {mixed(leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", codePage("Factuur \x82\x82n.pdf", "", longPDF))), []string{"Factuur één.pdf|application/pdf|taken"}},
		"an archive with a name in both":              {mixed(leafOf("application/zip; name=f.zip", "attachment; filename=f.zip", codePage("Factuur _.pdf", inUnicode("Factuur _.pdf", "Factuur €.pdf"), longPDF))), []string{"Factuur €.pdf|application/pdf|taken"}},
		"a piece of a split archive":                  {mixed(plainly, leafOf("application/zip; name=f.z01", "attachment; filename=f.z01", "PK\x07\x08"+packed("f.pdf", longPDF)[:120])), []string{"f.z01|*|damaged/unsupported"}},
		"an archive that opens itself":                {mixed(plainly, leafOf("application/octet-stream; name=facturen.exe", "attachment; filename=facturen.exe", "MZ\x90\x00"+strings.Repeat("\x00", 200)+packed("f.pdf", longPDF)), good), []string{"facturen.exe|*|dangerous", invoiceTaken}},
		"an archive that is the whole message":        {as("Content-Type: application/zip; name=f.zip\r\nContent-Transfer-Encoding: base64", folded(base64Of(packed("f.pdf", longPDF)))), []string{invoiceTaken}},
		"base64 that went through base64 twice":       {mixed(leafOf("application/pdf; name=f.pdf", "attachment; filename=f.pdf", folded(base64Of(longPDF)))), []string{"f.pdf|*|taken/damaged"}},
		"base64 under the name of seven bits":         {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Disposition: attachment; filename=f.pdf\r\nContent-Transfer-Encoding: 7bit", folded(base64Of(longPDF)))), []string{"f.pdf|*|taken/damaged"}},
		"two encodings said, the right one last":      {mixed(said("Content-Type: application/pdf; name=f.pdf\r\nContent-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64", folded(base64Of(longPDF)))), []string{invoiceTaken}},
		"a boundary in pieces":                        {as("Content-Type: multipart/mixed; boundary*0=\"bou\"; boundary*1=\"nd\"", "--bound\r\n"+good+"\r\n--bound--\r\n"), []string{invoiceTaken}},
		"a boundary in the extended notation":         {as("Content-Type: multipart/mixed; boundary*=us-ascii'en'b%2Bx", "--b+x\r\n"+good+"\r\n--b+x--\r\n"), []string{invoiceTaken}},
		"a file between base64 lines in the text":     {as("Content-Type: text/plain", "Dag\r\n\r\n"+betweenLines("f.pdf", longPDF)), []string{invoiceTaken}},
		"a name whose base64 is not filled up":        {mixed(leafOf("application/pdf", "attachment; filename=\"=?utf-8?B?"+strings.TrimRight(base64Of("Factuur één 1.pdf"), "=")+"?=\"", longPDF)), []string{"Factuur één 1.pdf|application/pdf|taken"}},
		"a name that says its language":               {mixed(leafOf("application/pdf", "attachment; filename=\"=?utf-8*nl?Q?Factuur_=C3=A9.pdf?=\"", longPDF)), []string{"Factuur é.pdf|application/pdf|taken"}},
		"a name in the extended notation, in quotes":  {mixed(leafOf("application/pdf", "attachment; filename*=\"utf-8''Factuur%20%C3%A9.pdf\"", longPDF)), []string{"Factuur é.pdf|application/pdf|taken"}},
		"an absence told by Exchange":                 {"From: A <a@b.test>\r\nSubject: Automatisch antwoord: factuur\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nContent-Type: text/plain\r\n\r\nIk ben met verlof. Facturen via https://portaal.test/facturen.\r\n", []string{"*|text/plain|auto-reply"}},
		"a bounce of an old program":                  {"Return-Path: <>\r\nFrom: MAILER-DAEMON@x.test\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program at x.test.\r\nI'm afraid I wasn't able to deliver your message about invoice https://x.test/1.\r\n", []string{"*|text/plain|delivery-report/body-text"}},
		"a fax as a message":                          {from("fax", multi("fax-message", "x", leafOf("image/tiff-fx; name=fax.tif", "inline; filename=fax.tif", "II*\x00\x08\x00\x00\x00"+strings.Repeat("\x00", 60)))), []string{"fax.tif|image/tiff|taken"}},
		"a window pasted into the text":               {mixed(related("image001.png", pasted(900, 1200))), []string{"image001.png|image/png|taken"}},
		"a square logo of 100 kB":                     {mixed(related("image002.png", noisyPNG(320, 320)), good), []string{"image002.png|image/png|signature-image", invoiceTaken}},
		"a photograph written into the HTML":          {as("Content-Type: text/html", "<p>Het bonnetje:</p><img src=\"data:image/jpeg;base64,"+base64Of(bigJPEG)+"\">"), []string{"*|image/jpeg|taken"}},
		"an e-invoice under a name of its own":        {mixed(plainly, leafOf("application/octet-stream; name=2026-12.ubl", "attachment; filename=2026-12.ubl", invoiceUB)), []string{"2026-12.ubl|application/xml|taken"}},
		"an old card and an old calendar":             {mixed(plainly, leafOf("text/directory; profile=vCard; name=an.vcf", "attachment; filename=an.vcf", vcard), leafOf("application/octet-stream; name=m.vcs", "attachment; filename=m.vcs", strings.Replace(meeting, "2.0", "1.0", 1)), good), []string{"an.vcf|*|contact-card", "m.vcs|*|calendar", invoiceTaken}},
		"signed, and encrypted within":                {from("odd", multi("signed; protocol=\"application/pkcs7-signature\"", "s", leafOf("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "attachment; filename=smime.p7m", "0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80"), leafOf("application/pkcs7-signature; name=smime.p7s", "attachment; filename=smime.p7s", "0\x80\x06\x09"))), []string{"smime.p7m|*|encrypted", "smime.p7s|*|signature"}},
	}
}

// TestFurtherMessages opens each as it came, as TestStrangeMessages does.
func TestFurtherMessages(t *testing.T) {
	t.Parallel()
	become(t, furtherMessages())
}
