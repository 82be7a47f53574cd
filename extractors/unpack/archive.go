package unpack

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// archive walks the members of a ZIP.
func (o *opener) archive(r io.ReaderAt, size int64, at place) bool {
	if crowded(r, size, o.limits.Members) {
		return o.skip(at, "", media.ZIP, unread(invoer.CodeTooLarge, fmt.Sprintf("an archive of more than %d files; send it in parts", o.limits.Members)))
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return o.skip(at, "", media.ZIP, unread(invoer.CodeDamaged, "an archive that cannot be opened; send it again"))
	}
	files := slices.DeleteFunc(slices.Clone(z.File), func(f *zip.File) bool {
		return f.Mode().IsDir() || strings.HasSuffix(f.Name, "/") || strings.HasSuffix(f.Name, `\`) // a folder: what lies in it has entries of its own
	})
	if len(files) == 0 {
		return o.skip(at, "", media.ZIP, unread(invoer.CodeEmpty, "an archive with nothing in it; send it again"))
	}
	for _, f := range files {
		if !o.enter(at) || !o.member(f, at) {
			return false
		}
	}
	return true
}

func (o *opener) member(f *zip.File, at place) bool {
	name := entryName(f)
	if reason := o.suspect(f); reason.Code != "" {
		return o.skip(at, name, media.Unknown, reason)
	}
	body, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return o.skip(at, name, media.Unknown, unread(invoer.CodeUnsupported, "packed in a way that we do not know; pack it as an ordinary ZIP"))
	}
	if err != nil {
		return o.skip(at, name, media.Unknown, unread(invoer.CodeDamaged, "it cannot be unpacked; send it again"))
	}
	defer body.Close()
	return o.leaf(at, name, body, o.most(f))
}

// entryName is the name of an entry: in Unicode where the entry has it so (APPNOTE
// 4.6.9), and in the letters of DOS where it is written in those (appendix D.1).
func entryName(f *zip.File) string {
	if name, ok := unicodeName(f.Extra, f.Name); ok {
		return name
	}
	if !f.NonUTF8 || utf8.ValidString(f.Name) {
		return f.Name
	}
	return inUTF8("ibm850", f.Name)
}

// unicodeName finds the field for it among those of an entry; it counts where the
// name is still the one that it was written for.
func unicodeName(fields []byte, name string) (string, bool) {
	const id, head, version = 0x7075, 5, 1 // the version and a sum stand before the name; other versions are not read (APPNOTE 4.6.9)
	le := binary.LittleEndian
	for len(fields) >= 4 {
		kind, size := le.Uint16(fields), int(le.Uint16(fields[2:]))
		if fields = fields[4:]; size > len(fields) {
			return "", false
		}
		if field := fields[:size]; kind == id && size > head && field[0] == version && le.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(name)) {
			return string(field[head:]), utf8.Valid(field[head:])
		}
		fields = fields[size:]
	}
	return "", false
}

// suspect refuses a member by what its entry says.
func (o *opener) suspect(f *zip.File) invoer.Reason {
	switch {
	case f.Mode()&fs.ModeType != 0:
		return unread(invoer.CodeDangerous, "a link to another file; send the file itself")
	case f.Flags&1 != 0: // APPNOTE 4.4.4
		return unread(invoer.CodeEncrypted, "the archive asks for a password; send the files without one")
	case f.UncompressedSize64 > harmless && f.UncompressedSize64/uint64(o.limits.Growth) > f.CompressedSize64:
		return unread(invoer.CodeDangerous, "it unpacks to very much more than it is, which is how bombs are made; send the file itself")
	case f.UncompressedSize64 > uint64(o.limits.Member):
		return unread(invoer.CodeTooLarge, fmt.Sprintf("a file of more than %d MiB; send it in parts", o.limits.Member>>20))
	case strings.HasPrefix(f.Name, "__MACOSX/"):
		return invoer.Because(ResourceFork)
	}
	return invoer.Reason{}
}

// harmless is a size in bytes up to which any growth is allowed: a page of one
// colour packs very well.
const harmless = 4 << 20

// most is how many bytes a member may turn out to have, whatever its entry
// says.
func (o *opener) most(f *zip.File) int64 {
	return min(o.limits.Member, max(harmless, int64(f.CompressedSize64)*o.limits.Growth))
}

var centralHeader = []byte("PK\x01\x02")

// crowded counts the entries of an archive's directory before anybody makes
// room for them: what the archive says of itself may be a lie. Packed bytes
// hardly ever look like an entry.
func crowded(r io.ReaderAt, size int64, most int) bool {
	block := make([]byte, 256<<10)
	keep := len(centralHeader) - 1
	count := 0
	for at := int64(0); at < size; at += int64(len(block) - keep) {
		n, err := r.ReadAt(block, at)
		if err != nil && err != io.EOF {
			return false // opening it fails too, and says why
		}
		count += bytes.Count(block[:n], centralHeader)
		if count > most+most/10 {
			return true
		}
		if n < len(block) {
			return false
		}
	}
	return false
}
