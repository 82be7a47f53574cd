package media

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// Head is how many of a file's first bytes Sniff wants to see.
const Head = 16 << 10

// A magic is what files of a type begin with, at an offset.
type magic struct {
	at    int
	sign  string
	media string
}

var magics = []magic{
	{0, "\x7fELF", Program},
	{0, "#!", Program},
	{0, "\xcf\xfa\xed\xfe", Program},
	{0, "\xca\xfe\xba\xbe", Program},
	{0, `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR`, Antivirus},
	{0, "%PDF-", PDF},
	{0, "\xff\xd8\xff", JPEG},
	{0, "\x89PNG\r\n\x1a\n", PNG},
	{0, "II*\x00", TIFF},
	{0, "MM\x00*", TIFF},
	{0, "II+\x00", TIFF}, // BigTIFF
	{0, "MM\x00+", TIFF},
	{0, "GIF87a", GIF},
	{0, "GIF89a", GIF},
	{8, "WEBPVP8", WebP},
	{0, "Rar!\x1a\x07", RAR},
	{0, "7z\xbc\xaf\x27\x1c", SevenZ},
	{257, "ustar", Tar},
	{0, "\x1f\x8b", Gzip},
	{0, "x\x9f>\"", TNEF},
	{0, "\x00\x05\x16\x07", AppleFile},
	{0, "\x00\x05\x16\x00", AppleFile},
	{0, `{\rtf`, RTF},
	{0, "%!PS", PostScript},
	{0, "\x00\x00\x00\x0cjP  ", JPEG2000},
	{0, "-----BEGIN PGP MESSAGE", PGP},
	{0, "-----BEGIN PGP SIGNATURE", Signature},
	{0, "BEGIN:VCALENDAR", Calendar},
	{0, "BEGIN:VCARD", VCard},
}

// Sniff tells what a file is by its first bytes (as many as Head, or all). The
// name, which may be empty, decides only between formats that begin alike.
func Sniff(head []byte, name string) string {
	if len(head) == 0 {
		return Empty
	}
	for _, m := range magics {
		if len(head) >= m.at+len(m.sign) && string(head[m.at:m.at+len(m.sign)]) == m.sign {
			return m.media
		}
	}
	for _, look := range []func([]byte, string) string{program, zipped, compound, boxed, bitmap, markup, message, junkBefore, signature, text} {
		if media := look(head, name); media != "" {
			return media
		}
	}
	return Unknown
}

// program knows those of Windows and DOS: two letters alone may begin a text.
func program(head []byte, _ string) string {
	if bytes.HasPrefix(head, []byte("MZ")) && bytes.IndexByte(head[:min(len(head), 64)], 0) > 0 {
		return Program
	}
	return ""
}

// zipped tells an archive from the formats that are archives inside, by the
// names of the first members (ECMA-376 part 2, OpenDocument 1.2 part 3 §2.2.4).
func zipped(head []byte, _ string) string {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) && !bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return ""
	}
	if bytes.HasPrefix(head[min(len(head), 30):], []byte("mimetypeapplication/vnd.oasis.opendocument")) {
		return OpenOffice
	}
	if !bytes.Contains(head, []byte("[Content_Types].xml")) && !bytes.Contains(head, []byte("_rels/.rels")) {
		return ZIP
	}
	switch {
	case bytes.Contains(head, []byte("vbaProject.bin")):
		return Macros
	case bytes.Contains(head, []byte("word/")):
		return Word
	case bytes.Contains(head, []byte("xl/")):
		return Sheet
	case bytes.Contains(head, []byte("ppt/")):
		return Slides
	case bytes.Contains(head, []byte(".fdseq")): // ECMA-388 §9.1
		return XPS
	}
	return ZIP
}

// compound tells an Outlook message from other files in Microsoft's compound
// format, which begin alike, by its name.
func compound(head []byte, name string) string {
	if !bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return ""
	}
	if strings.EqualFold(path.Ext(name), ".msg") {
		return Outlook
	}
	return Compound
}

// The brands (ISO/IEC 14496-12 §4.3) of pictures from telephones.
var brands = map[string]string{
	"heic": HEIC, "heix": HEIC, "heim": HEIC, "heis": HEIC, "hevc": HEIC, "hevx": HEIC, "mif1": HEIC, "msf1": HEIC,
	"avif": AVIF, "avis": AVIF,
}

func boxed(head []byte, _ string) string {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return ""
	}
	return brands[string(head[8:12])]
}

// bitmap wants the length of the header as well: two letters are too little.
func bitmap(head []byte, _ string) string {
	if len(head) > 18 && string(head[:2]) == "BM" && head[14] >= 12 && head[14] <= 124 && head[15] == 0 && head[16] == 0 {
		return BMP
	}
	return ""
}

// junkBefore finds a PDF behind at most 1 KiB of something else, as readers of
// PDF do (ISO 32000-1 annex H, note 13).
func junkBefore(head []byte, _ string) string {
	if at := bytes.Index(head, []byte("%PDF-")); at >= 0 && at <= 1024 {
		return PDF
	}
	return ""
}

// signature is that of a signed message in DER, by its name: its bytes are
// those of any certificate.
func signature(head []byte, name string) string {
	ext := strings.ToLower(path.Ext(name))
	if head[0] != 0x30 {
		return ""
	}
	switch ext {
	case ".p7s":
		return Signature
	case ".p7m":
		return PGP
	}
	return ""
}

var field = regexp.MustCompile(`(?i)^(received|return-path|from|to|subject|date|message-id|mime-version|delivered-to|x-[a-z-]+|dkim-signature|arc-[a-z-]+|content-type|reply-to|sender)[ \t]*:`)

// message is a saved mail: it begins with a field of its head and says who it
// is from (RFC 5322 §3.6).
func message(head []byte, _ string) string {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "\r\n") // as programs save one
	if bytes.HasPrefix(head, []byte("From ")) {                                   // a box of messages (RFC 4155)
		_, head, _ = bytes.Cut(head, []byte("\n"))
	}
	if !field.Match(head) {
		return ""
	}
	top, _, _ := bytes.Cut(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	lower := bytes.ToLower(append([]byte("\n"), top...))
	if bytes.Contains(lower, []byte("\nfrom:")) || bytes.Contains(lower, []byte("\nreceived:")) || bytes.Contains(lower, []byte("\nmime-version:")) {
		return Message
	}
	return ""
}
