package unpack

import (
	"bytes"
	"encoding/base64"
	"mime/quotedprintable"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/extractors/media"
)

// written is a message that a test writes: fields of the head and a body.
func written(head, body string) string {
	return "From: a@b.test\r\nTo: c@d.test\r\n" + head + "\r\n\r\n" + body
}

// part is one part of a multipart whose boundary is q.
func part(head, body string) string { return "--q\r\n" + head + "\r\n\r\n" + body + "\r\n" }

// many is a multipart of a kind; its boundary is q.
func many(kind string, parts ...string) string {
	return written("MIME-Version: 1.0\r\nContent-Type: multipart/"+kind+"; boundary=q", strings.Join(parts, "")+"--q--\r\n")
}

// inBase64 is a body in lines of 76 signs.
func inBase64(body string) string {
	text := base64.StdEncoding.EncodeToString([]byte(body))
	var b strings.Builder
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	return b.String() + text
}

func inQuoted(body string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	w.Binary = true
	if _, err := w.Write([]byte(body)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

const (
	pdfHead = "Content-Type: application/pdf; name=a.pdf"
	coded   = "\r\nContent-Transfer-Encoding: "
	plain   = "Content-Type: text/plain; charset=utf-8"
)

// hello is the text of a message beside its files.
var hello = part(plain, "Dag")

// Messages that senders, filters and archives have made of invoices, and what
// is to become of each of their parts.
var hostile = map[string]struct {
	file string
	want []string
}{
	"an encoding in capitals with a blank behind":        {many("mixed", hello, part(pdfHead+coded+"BASE64 ", inBase64(pdf))), taken},
	"an encoding in quotation marks":                     {many("mixed", hello, part(pdfHead+coded+"\"base64\"", inBase64(pdf))), taken},
	"an encoding with a remark":                          {many("mixed", hello, part(pdfHead+coded+"base64 (as ever)", inBase64(pdf))), taken},
	"an encoding with a semicolon":                       {many("mixed", hello, part(pdfHead+coded+"base64;", inBase64(pdf))), taken},
	"quoted-printable of a file":                         {many("mixed", hello, part(pdfHead+coded+"quoted-printable", inQuoted(pdf+"\x00\xff = \r\n"))), taken},
	"base64 on one line":                                 {many("mixed", hello, part(pdfHead+coded+"base64", strings.ReplaceAll(inBase64(pdf+strings.Repeat("x", 9000)), "\r\n", ""))), taken},
	"base64 with blank lines and a remark of a gate":     {many("mixed", hello, part(pdfHead+coded+"base64", "\r\n"+inBase64(pdf)+"\r\n\r\n--\r\nVirus checked!")), taken},
	"base64 in which each line has a blank before":       {many("mixed", hello, part(pdfHead+coded+"base64", " "+strings.ReplaceAll(inBase64(pdf+strings.Repeat("y", 300)), "\r\n", "\r\n "))), taken},
	"base64 of pieces that were each padded":             {many("mixed", hello, part(pdfHead+coded+"base64", inBase64(pdf[:10])+"\r\n"+inBase64(pdf[10:]))), taken},
	"an encoding that there is not":                      {many("mixed", hello, part(pdfHead+coded+"x-none", pdf)), taken},
	"a binary file":                                      {many("mixed", hello, part(pdfHead+coded+"binary", pdf+"\x00\n\xff")), taken},
	"a character set that there is not":                  {many("mixed", part("Content-Type: text/plain; charset=x-klingon-9", "Dag"), part(pdfHead, pdf)), taken},
	"a character set for a file":                         {many("mixed", hello, part("Content-Type: application/pdf; charset=\"utf-16\"; name=a.pdf", pdf)), taken},
	"a message in a message":                             {many("mixed", hello, part("Content-Type: message/rfc822", forwarded(pdfHead, pdf))), inMessage},
	"a message in base64":                                {many("mixed", hello, part("Content-Type: message/rfc822"+coded+"base64", inBase64(forwarded(pdfHead, pdf)))), inMessage},
	"a message as a file of no kind":                     {many("mixed", hello, part("Content-Type: application/octet-stream; name=fwd.eml", forwarded(pdfHead, pdf))), []string{"fwd.eml|a.pdf|application/pdf|", "||text/plain|body-text"}},
	"a digest":                                           {many("digest", "--q\r\n\r\n"+forwarded(pdfHead, pdf)+"\r\n"), []string{"message|a.pdf|application/pdf|"}},
	"a digest that says what its parts are":              {many("digest", part("Content-Type: message/rfc822", forwarded(pdfHead, pdf))), []string{"message|a.pdf|application/pdf|"}},
	"a related without a start":                          {many("related", part("Content-Type: text/html", "<p>Dag</p>"), part(pdfHead+"\r\nContent-ID: <x>\r\nContent-Disposition: inline", pdf)), []string{"|a.pdf|application/pdf|", "||text/html|body-text"}},
	"a multipart of a kind that there is not":            {many("x-strange", hello, part(pdfHead, pdf)), taken},
	"an alternative whose better half is a file":         {many("alternative", hello, part(pdfHead, pdf)), taken},
	"a signed message":                                   {many("signed", part(pdfHead, pdf), part("Content-Type: application/pkcs7-signature; name=smime.p7s", "x")), []string{"|a.pdf|application/pdf|", "|smime.p7s|application/pkcs7-signature|signature"}},
	"an opaque signature in a part":                      {many("mixed", hello, part("Content-Type: application/x-pkcs7-mime; name=smime.p7m"+coded+"base64", inBase64(string(signed(pdfHead+"\r\n\r\n"+pdf))))), taken},
	"winmail.dat without its kind":                       {many("mixed", hello, part("Content-Type: application/octet-stream; name=winmail.dat"+coded+"base64", inBase64(winmail("a.pdf", pdf)))), []string{"winmail.dat|a.pdf|application/pdf|", "||text/plain|body-text"}},
	"an archive in an archive":                           {many("mixed", hello, part("Content-Type: application/zip; name=x.zip"+coded+"base64", inBase64(nested(1)))), []string{"in.zip|factuur.pdf|application/pdf|", "||text/plain|body-text"}},
	"a report of a delivery":                             {many("report; report-type=delivery-status", hello, part("Content-Type: message/delivery-status", "Status: 5.1.1"), part("Content-Type: message/rfc822", forwarded(pdfHead, pdf))), []string{"||multipart/report|delivery-report"}},
	"a report that it was read":                          {many("report; report-type=disposition-notification", hello, part("Content-Type: message/disposition-notification", "Disposition: displayed")), []string{"||multipart/report|delivery-report"}},
	"the last boundary is cut in its middle":             {strings.TrimSuffix(many("mixed", hello, part(pdfHead, pdf)), "q--\r\n"), taken},
	"words before the first boundary and after the last": {written("Content-Type: multipart/mixed; boundary=q", "This is MIME.\r\n"+hello+part(pdfHead, pdf)+"--q--\r\nSent by a gate\r\n"), taken},
	"a boundary with blanks behind it":                   {written("Content-Type: multipart/mixed; boundary=q", "--q  \r\n"+plain+"\r\n\r\nDag\r\n--q\t\r\n"+pdfHead+"\r\n\r\n"+pdf+"\r\n--q--  \r\n"), taken},
	"a boundary that begins as another does":             {written("Content-Type: multipart/mixed; boundary=q", hello+"--q\r\nContent-Type: multipart/mixed; boundary=q1\r\n\r\n--q1\r\n"+pdfHead+"\r\n\r\n"+pdf+"\r\n--q1--\r\n--q--\r\n"), taken},
	"two kinds of one part":                              {many("mixed", hello, part("Content-Type: text/plain\r\n"+pdfHead, pdf)), taken},
	"two kinds of the message, the worse before":         {written("Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=q", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"a file that says it is a text":                      {many("mixed", hello, part("Content-Type: text/plain"+coded+"base64", inBase64(pdf))), []string{"||application/pdf|", "||text/plain|body-text"}},
	"a file that says nothing of itself":                 {many("mixed", hello, "--q\r\n\r\n"+pdf+"\r\n"), []string{"||application/pdf|", "||text/plain|body-text"}},
	"an e-invoice that says it is a text":                {many("mixed", hello, part("Content-Type: text/xml", "<?xml version=\"1.0\"?><Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>")), []string{"||application/xml|", "||text/plain|body-text"}},
	"a text that speaks of a file":                       {written(plain, "In de bijlage staat %PDF-1.4, zegt men."), []string{"||text/plain|body-text"}},
	"a text in XHTML":                                    {written("Content-Type: text/html", "<?xml version=\"1.0\"?><html><p>Dag</p></html>"), []string{"||text/html|body-text"}},
	"two kinds of the message":                           {written("Content-Type: multipart/mixed; boundary=q\r\nContent-Type: text/plain", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"a line of the head of 40,000 signs":                 {written("X-Long: "+strings.Repeat("x", 40000)+"\r\nContent-Type: multipart/mixed; boundary=q", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"a subject in bytes of Latin-1":                      {written("Subject: Factuur caf\xe9\r\nContent-Type: multipart/mixed; boundary=q", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"no version of MIME and a kind in capitals":          {written("CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=q", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"a kind folded before each setting":                  {written("Content-Type:\r\n\tmultipart/mixed;\r\n\tboundary=\"q\"", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"line feeds only":                                    {strings.ReplaceAll(many("mixed", hello, part(pdfHead, pdf)), "\r\n", "\n"), taken},
	"a file without a name":                              {many("mixed", hello, part("Content-Type: application/pdf; name=\"\"\r\nContent-Disposition: attachment; filename=\"\"", pdf)), []string{"||application/pdf|", "||text/plain|body-text"}},
	"a name in pieces":                                   {many("mixed", hello, part("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8''fact%20; filename*1=uur.pdf", pdf)), []string{"|fact uur.pdf|application/pdf|", "||text/plain|body-text"}},
	"a name in words of a head":                          {many("mixed", hello, part("Content-Type: application/pdf; name=\"=?utf-8?B?Y2Fmw6kucGRm?=\"", pdf)), []string{"|café.pdf|application/pdf|", "||text/plain|body-text"}},
	"a name in bytes of Latin-1":                         {many("mixed", hello, part("Content-Type: application/pdf; name=\"caf\xe9.pdf\"", pdf)), []string{"|café.pdf|application/pdf|", "||text/plain|body-text"}},
	"a message that was forwarded as text":               {written("Content-Type: text/plain", "Zie hieronder\r\n\r\n---------- Forwarded message ----------\r\nFrom: x@y.test\r\nSubject: factuur\r\n\r\nBeste,\r\n"), []string{"||text/plain|body-text"}},
	"a part that is empty":                               {many("mixed", hello, "--q\r\n", part(pdfHead, pdf)), []string{"|a.pdf|application/pdf|", "||text/plain|body-text", "||text/plain|body-text"}},
	"a message of nothing but a head":                    {"From: a@b.test\r\nSubject: x\r\n", []string{"||text/plain|body-text"}},
	"a file in pieces":                                   {written("Content-Type: message/partial; id=x; number=1; total=2", forwarded(pdfHead, pdf)), []string{"message|a.pdf|application/pdf|"}},
	"a file elsewhere":                                   {many("mixed", hello, part("Content-Type: message/external-body; access-type=URL; URL=\"http://x.test/a.pdf\"", "Content-Type: application/pdf\r\n\r\n")), []string{"||message/external-body|external", "||text/plain|body-text"}},
	"two boundaries, of which the first holds":           {written("Content-Type: multipart/mixed; boundary=q; boundary=z", hello+part(pdfHead, pdf)+"--q--\r\n"), taken},
	"a boundary of 300 signs":                            {strings.ReplaceAll(strings.ReplaceAll(many("mixed", hello, part(pdfHead, pdf)), "boundary=q", "boundary="+strings.Repeat("q", 300)), "--q", "--"+strings.Repeat("q", 300)), taken},
}

// taken is the ledger of most of them: the file, and the text beside it.
var taken = []string{"|a.pdf|application/pdf|", "||text/plain|body-text"}

// inMessage is the ledger where the file lies in a message inside.
var inMessage = []string{"message|a.pdf|application/pdf|", "||text/plain|body-text"}

// forwarded is a message with one file, to lie in another.
func forwarded(head, body string) string {
	return "From: x@y.test\r\nSubject: factuur\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n" + head + "\r\n\r\n" + body + "\r\n--inner--\r\n"
}

func TestHostileMessages(t *testing.T) {
	t.Parallel()
	for name, c := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, open(c.file, Limits{})); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
		})
	}
}

// TestHostileNames: whatever a file is called, it is taken, and its name is text
// of a length that people can look at.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	for _, given := range []string{
		strings.Repeat("x", 300) + ".pdf", strings.Repeat("é", 300) + ".pdf", "\u202efdp.exe", "../../etc/passwd", `C:\temp\a.pdf`,
		"a\x00b.pdf", "   ", "...", "CON", "a;b.pdf", "a.pdf\t", "=?utf-8?Q?=00=0a.pdf?=", "=?x-none?Q?a?=",
	} {
		file := many("mixed", part("Content-Type: application/pdf; name=\""+strings.ReplaceAll(given, `\`, `\\`)+"\"", pdf))
		parts := 0
		for p := range Open(t.Context(), media.Message, int64(len(file)), strings.NewReader(file), Limits{}) {
			parts++
			if p.Media != media.PDF || p.Skipped.Code != "" {
				t.Errorf("a file called %q is %s, skipped for %q; want a PDF that is taken", given, p.Media, p.Skipped.Code)
			}
			if !utf8.ValidString(p.Name) || strings.ContainsAny(p.Name, "\x00\n\r/\\\u202e") {
				t.Errorf("a file called %q is %q, want a name that can be shown", given, p.Name)
			}
		}
		if parts != 1 {
			t.Errorf("a file called %q gives %d parts, want 1", given, parts)
		}
	}
}
