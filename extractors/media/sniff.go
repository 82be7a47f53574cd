package media

import (
	"bytes"
	"encoding/binary"
	"path"
	"regexp"
	"slices"
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
	{0, "\x00\x05\x16\x00", AppleOne},
	{0, `{\rtf`, RTF},
	{0, "%!PS", PostScript},
	{0, "\x00\x00\x00\x0cjP  ", JPEG2000},
	{0, "-----BEGIN PGP MESSAGE", PGP},
	{0, "-----BEGIN PGP SIGNATURE", Signature},
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
	for _, look := range []func([]byte, string) string{program, card, sealed, zipped, compound, boxed, bitmap, markup, message, junkBefore, signature, text} {
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

// card knows visiting cards and invitations, whatever their letters are (RFC 5545
// §1.3, RFC 6350 §3.3).
func card(head []byte, _ string) string {
	begin := strings.ToUpper(string(bytes.TrimLeft(bytes.TrimPrefix(head[:min(len(head), 100)], []byte("\xef\xbb\xbf")), " \t\r\n")))
	switch {
	case strings.HasPrefix(begin, "BEGIN:VCALENDAR"):
		return Calendar
	case strings.HasPrefix(begin, "BEGIN:VCARD"):
		return VCard
	}
	return ""
}

// How a cryptographic message begins (RFC 5652 §3): a sequence, and of which kind it
// is: signed or encrypted.
const (
	signedData    = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	envelopedData = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
)

// sealed knows messages and files that lie inside their signature, by their bytes,
// or in base64 by their name. What is only a signature has the name of one.
func sealed(head []byte, name string) string {
	ext := strings.ToLower(path.Ext(name))
	begin := string(head[:min(len(head), 24)])
	der := head[0] == 0x30
	switch {
	case ext == ".p7s", ext == ".p7c", ext == ".p7b":
		return ""
	case der && strings.Contains(begin, envelopedData):
		return PGP
	case der && strings.Contains(begin, signedData), der && ext == ".p7m":
		return Sealed
	case ext == ".p7m" && (strings.HasPrefix(begin, "MI") || strings.HasPrefix(begin, "-----BEGIN ")):
		return Sealed
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
	names := members(head)
	has := func(part string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, part) })
	}
	if !slices.Contains(names, "[Content_Types].xml") && !slices.Contains(names, "_rels/.rels") {
		return ZIP
	}
	switch {
	case has("vbaProject.bin"):
		return Macros
	case has("word/"):
		return Word
	case has("xl/"):
		return Sheet
	case has("ppt/"):
		return Slides
	case has(".fdseq"): // ECMA-388 §9.1
		return XPS
	}
	return ZIP
}

// members are the names of the first members of an archive, by its own heads
// (APPNOTE 4.3.7): one that lies in it unpacked has heads too.
func members(head []byte) (names []string) {
	const fixed = 30
	le := binary.LittleEndian
	for at := 0; at+fixed <= len(head) && string(head[at:at+4]) == "PK\x03\x04"; {
		flags, packed := le.Uint16(head[at+6:]), int64(le.Uint32(head[at+18:]))
		name, extra := int(le.Uint16(head[at+26:])), int(le.Uint16(head[at+28:]))
		body := at + fixed + name + extra
		names = append(names, string(head[at+fixed:min(at+fixed+name, len(head))]))
		switch {
		case body >= len(head):
			return names
		case flags&8 == 0 || packed > 0:
			at = int(min(int64(body)+packed, int64(len(head))))
		default:
			if at = behind(head, body); at < 0 {
				return names
			}
		}
	}
	return names
}

// behind is where the member ends whose length stands behind it (APPNOTE 4.3.9): at
// the first such place that names just the bytes up to it. It is -1 without one.
func behind(head []byte, body int) int {
	const descriptor = 16
	for at := body; at+descriptor <= len(head); at++ {
		if string(head[at:at+4]) == "PK\x07\x08" && int(binary.LittleEndian.Uint32(head[at+8:])) == at-body {
			return at + descriptor
		}
	}
	return -1
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

// signature is that of a signed message in DER, and the certificates for one, by
// its name: its bytes are those of any certificate.
func signature(head []byte, name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".p7s", ".p7c", ".p7b":
		if head[0] == 0x30 {
			return Signature
		}
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
