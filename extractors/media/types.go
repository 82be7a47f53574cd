package media

// The media types (IANA, or the usual name where it has none) of what senders
// of invoices send, wanted or not.
const (
	Empty   = "application/x-empty"
	Unknown = "application/octet-stream"
	Text    = "text/plain"

	PDF  = "application/pdf"
	XML  = "application/xml"
	JPEG = "image/jpeg"
	PNG  = "image/png"
	TIFF = "image/tiff"
	WebP = "image/webp"
	HEIC = "image/heic"
	BMP  = "image/bmp"
	GIF  = "image/gif"

	ZIP     = "application/zip"
	Message = "message/rfc822"

	RAR    = "application/vnd.rar"
	SevenZ = "application/x-7z-compressed"
	Tar    = "application/x-tar"
	Gzip   = "application/gzip"
	TNEF   = "application/ms-tnef"

	Word       = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	Sheet      = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	Slides     = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	Macros     = "application/vnd.ms-office.macroenabled"
	Compound   = "application/x-ole-storage" // Word, Excel and so on before 2007
	Outlook    = "application/vnd.ms-outlook"
	XPS        = "application/oxps"
	OpenOffice = "application/vnd.oasis.opendocument"
	RTF        = "application/rtf"

	SVG      = "image/svg+xml"
	AVIF     = "image/avif"
	JPEG2000 = "image/jp2"
	HTML     = "text/html"

	Calendar  = "text/calendar"
	VCard     = "text/vcard"
	Signature = "application/pkcs7-signature"
	Sealed    = "application/pkcs7-mime" // what lies inside its own signature (RFC 5652)
	PGP       = "application/pgp-encrypted"
	AppleFile = "application/applefile"
	AppleOne  = "application/x-applesingle" // both halves of a Macintosh file in one

	Program    = "application/x-executable"
	Antivirus  = "application/x-eicar" // the harmless string by which virus scanners are tried
	PostScript = "application/postscript"
)

var readable = map[string]bool{PDF: true, XML: true, JPEG: true, PNG: true, TIFF: true, WebP: true, HEIC: true, BMP: true, GIF: true}

// Readable tells whether we read files of this type.
func Readable(media string) bool { return readable[media] }

// Container tells whether a file of this type is opened for what lies in it.
func Container(media string) bool {
	switch media {
	case ZIP, Message, TNEF, Sealed, AppleOne:
		return true
	}
	return false
}

// Picture tells whether a file of this type is one or more pictures.
func Picture(media string) bool {
	return readable[media] && media != PDF && media != XML
}
