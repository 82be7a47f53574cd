package media

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/invoer/invoer"
)

var cases = map[string]struct {
	head, name, want string
}{
	"no bytes":                               {"", "a.pdf", Empty},
	"a PDF":                                  {"%PDF-1.7\n", "a.pdf", PDF},
	"a PDF with another name":                {"%PDF-1.7\n", "a.jpg", PDF},
	"a PDF behind the head of a web server":  {"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4", "", PDF},
	"a PDF that is an archive too":           {"%PDF-1.7\nPK\x03\x04", "a.zip", PDF},
	"a program with a PDF behind it":         {"MZ\x90\x00%PDF-1.7", "a.pdf", Program},
	"a text that begins as a program does":   {"MZ-118 is betaald", "a.txt", Text},
	"a JPEG":                                 {"\xff\xd8\xff\xe0", "a.pdf", JPEG},
	"a picture of a telephone":               {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "IMG.HEIC", HEIC},
	"its newer sister":                       {"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "a.avif", AVIF},
	"a bitmap":                               {"BM\x00\x00\x00\x00\x00\x00\x00\x00\x3e\x00\x00\x00\x28\x00\x00\x00\x00", "", BMP},
	"a text that begins as a bitmap does":    {"BMW factuur 118, met dank", "", Text},
	"WebP":                                   {"RIFF\x00\x00\x00\x00WEBPVP8 ", "", WebP},
	"an invoice in XML":                      {"<?xml version=\"1.0\"?>\n<!-- x -->\n<ubl:Invoice xmlns:ubl=\"u\">", "", XML},
	"XML without a declaration":              {"\xef\xbb\xbf<Invoice>", "", XML},
	"XML in UTF-16":                          {"\xff\xfe<\x00?\x00x\x00m\x00l\x00 \x00?\x00>\x00<\x00a\x00>\x00", "", XML},
	"a drawing with entities":                {"<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY x SYSTEM \"f\">]><svg>", "a.xml", SVG},
	"a web page":                             {"<!DOCTYPE html>\n<html>", "a.pdf", HTML},
	"a piece of a web page":                  {"<div class=x>", "", HTML},
	"an archive":                             {"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00a.pdf", "", ZIP},
	"a Word file":                            {stored("[Content_Types].xml", "<Types/>") + stored("word/document.xml", "<w/>"), "", Word},
	"a workbook with macros":                 {stored("[Content_Types].xml", "<Types/>") + stored("xl/vbaProject.bin", "x"), "", Macros},
	"an Outlook message":                     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Factuur.MSG", Outlook},
	"a Word file of before 2007":             {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Factuur.doc", Compound},
	"a saved message":                        {"Return-Path: <a@b.test>\r\nFrom: a@b.test\r\n\r\nHallo", "", Message},
	"a letter that begins as a message does": {"Subject: betaling\n\nBeste, zie bijlage", "", Text},
	"a message that speaks of a PDF":         {"From: a@b.test\nSubject: x\n\n%PDF-1.4 is een formaat", "", Message},
	"the string by which scanners are tried": {`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD`, "a.com", Antivirus},
	"an invitation":                          {"BEGIN:VCALENDAR\r\n", "a.ics", Calendar},
	"the signature of a message":             {"0\x82\x0a\x00", "smime.p7s", Signature},
	"an encrypted message":                   {"0\x82\x0a\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", "smime.p7m", PGP},
	"a signed message":                       {"0\x82\x0a\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "", Sealed},
	"a signed message in base64":             {"MIAGCSqGSIb3DQEHAqCAMIACAQ", "factuur.pdf.p7m", Sealed},
	"certificates":                           {"0\x82\x0a\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "certs.p7c", Signature},
	"an archive with a Word file unpacked":   {stored("brief.docx", stored("[Content_Types].xml", "<Types/>")+stored("word/document.xml", "<w/>")) + stored("f.pdf", "x"), "", ZIP},
	"both halves of a Macintosh file in one": {"\x00\x05\x16\x00\x00\x02\x00\x00", "", AppleOne},
	"a calendar behind a byte order mark":    {"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "", Calendar},
	"a visiting card in small letters":       {"begin:vcard\r\nversion:2.1\r\n", "", VCard},
	"plain words":                            {"Beste klant,\n\n", "", Text},
	"words in Latin-1":                       {"Beste Ren\xe9, de facturen van Andr\xe9 zijn betaald", "", Text},
	"zeros":                                  {"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "a.pdf", Unknown},
}

// stored is an entry of an archive, not packed (APPNOTE 4.3.7).
func stored(name, body string) string {
	le := binary.LittleEndian
	head := []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21\x5b\x00\x00\x00\x00")
	head = le.AppendUint32(le.AppendUint32(head, uint32(len(body))), uint32(len(body)))
	head = le.AppendUint16(le.AppendUint16(head, uint16(len(name))), 0)
	return string(head) + name + body
}

func TestSniff(t *testing.T) {
	t.Parallel()
	for name, c := range cases {
		if got := Sniff([]byte(c.head), c.name); got != c.want {
			t.Errorf("%s: Sniff(%q, %q) = %s, want %s", name, c.head, c.name, got, c.want)
		}
	}
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		media, name string
		want        invoer.Code
	}{
		"what we read":                       {PDF, "a.pdf", ""},
		"what we open":                       {ZIP, "a.zip", ""},
		"nothing at all":                     {Empty, "a.pdf", invoer.CodeEmpty},
		"a PDF whose beginning is lost":      {Unknown, "a.pdf", invoer.CodeDamaged},
		"one letter that is called a PDF":    {Text, "a.pdf", invoer.CodeDamaged},
		"a text":                             {Text, "a.txt", invoer.CodeNotDocument},
		"a program, whatever it is called":   {Program, "a.pdf", invoer.CodeDangerous},
		"a Word file":                        {Word, "a.docx", invoer.CodeUnsupported},
		"a kind that nobody has heard of":    {Unknown, "a.xyz", invoer.CodeUnsupported},
		"what can be opened with a key only": {PGP, "a.pgp", invoer.CodeEncrypted},
	}
	for name, c := range cases {
		err := Refuse(c.media, c.name)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: Refuse(%q) = %v, want nil", name, c.media, err)
			}
			continue
		}
		code, detail := invoer.CodeOf(err)
		if !errors.Is(err, invoer.ErrUnreadable) || code != c.want || detail == "" {
			t.Errorf("%s: Refuse(%q) = %v, want code %s and what to do", name, c.media, err, c.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte(c.head), c.name)
	}
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		got := Sniff(head, name)
		if got == "" {
			t.Errorf("Sniff(%q, %q) is empty, want a media type", head, name)
		}
		if (len(head) == 0) != (got == Empty) {
			t.Errorf("Sniff(%q, %q) = %s", head, name, got)
		}
	})
}
