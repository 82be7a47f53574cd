package media

import (
	"path"
	"strings"

	"github.com/invoer/invoer"
)

// instead is what we read, for the one who must send something else.
const instead = "we read PDF, JPEG, PNG, TIFF, HEIC, WebP and e-invoices in XML"

// A refusal says why files of a type are not read and what to do.
type refusal struct {
	code   invoer.Code
	detail string
}

var refusals = map[string]refusal{
	Empty:      {invoer.CodeEmpty, "the file has no bytes; send it again"},
	Text:       {invoer.CodeNotDocument, "a text file is no invoice; " + instead},
	HTML:       {invoer.CodeUnsupported, "a web page; print it to PDF and send that"},
	SVG:        {invoer.CodeUnsupported, "an SVG drawing; save it as PDF and send that"},
	AVIF:       {invoer.CodeUnsupported, "a picture in AVIF; " + instead},
	JPEG2000:   {invoer.CodeUnsupported, "a picture in JPEG 2000; " + instead},
	RAR:        {invoer.CodeUnsupported, "a RAR archive; send what lies in it, or a ZIP"},
	SevenZ:     {invoer.CodeUnsupported, "a 7z archive; send what lies in it, or a ZIP"},
	Tar:        {invoer.CodeUnsupported, "a tar archive; send what lies in it, or a ZIP"},
	Gzip:       {invoer.CodeUnsupported, "a gzip file; send what lies in it, or a ZIP"},
	Word:       {invoer.CodeUnsupported, "a Word file; save it as PDF and send that"},
	Sheet:      {invoer.CodeUnsupported, "a workbook; save it as PDF and send that"},
	Slides:     {invoer.CodeUnsupported, "a presentation; save it as PDF and send that"},
	Compound:   {invoer.CodeUnsupported, "an Office file; save it as PDF and send that"},
	Outlook:    {invoer.CodeUnsupported, "an Outlook message; forward it by mail, or send its attachments"},
	OpenOffice: {invoer.CodeUnsupported, "an OpenDocument file; save it as PDF and send that"},
	XPS:        {invoer.CodeUnsupported, "an XPS file; print it to PDF and send that"},
	RTF:        {invoer.CodeUnsupported, "an RTF file; save it as PDF and send that"},
	PostScript: {invoer.CodeUnsupported, "a PostScript file; save it as PDF and send that"},
	Macros:     {invoer.CodeDangerous, "an Office file with macros, which may do harm; save it as PDF and send that"},
	Program:    {invoer.CodeDangerous, "a program; it is not opened, and you should not open it either"},
	Antivirus:  {invoer.CodeDangerous, "the test string of virus scanners; it is not opened"},
	Calendar:   {invoer.CodeNotDocument, "an invitation for a calendar, nothing for the books"},
	VCard:      {invoer.CodeNotDocument, "a visiting card, nothing for the books"},
	Signature:  {invoer.CodeNotDocument, "the signature of a message, nothing for the books"},
	AppleFile:  {invoer.CodeNotDocument, "the hidden half of a Macintosh file; send the file itself"},
	PGP:        {invoer.CodeEncrypted, "an encrypted file; ask the sender for it without encryption"},
}

// The names that files which we read usually have.
var extensions = map[string]bool{
	".pdf": true, ".xml": true, ".jpg": true, ".jpeg": true, ".png": true, ".tif": true, ".tiff": true,
	".webp": true, ".heic": true, ".heif": true, ".bmp": true, ".gif": true, ".zip": true, ".eml": true,
}

// Refuse gives the reason why a file of this type is not read, as an
// invoer.Unreadable that says what to send instead, and nil for one that is
// read or opened. The name tells a damaged file from one of a strange kind.
func Refuse(media, name string) error {
	if Readable(media) || Container(media) {
		return nil
	}
	if (media == Text || media == Unknown) && extensions[strings.ToLower(path.Ext(name))] {
		return invoer.Unread(invoer.CodeDamaged, "the file is not what its name says, or its beginning is lost; send it again")
	}
	if r, known := refusals[media]; known {
		return invoer.Unread(r.code, r.detail)
	}
	return invoer.Unread(invoer.CodeUnsupported, "a kind of file that we do not know; "+instead)
}
