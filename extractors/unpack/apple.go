package unpack

import (
	"bytes"
	"encoding/binary"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// What a Macintosh file in one has of interest (RFC 1740, appendix A).
const (
	dataFork = 1
	realName = 3
)

// apple hands over the file in one that a Macintosh sent with both of its halves.
func (o *opener) apple(at place, name string, content []byte) bool {
	entries := appleEntries(content)
	data, there := entries[dataFork]
	if !there || len(data) == 0 {
		return o.skip(at, name, media.AppleOne, unread(invoer.CodeUnsupported, "a Macintosh file without its data; send the file itself"))
	}
	if said := string(entries[realName]); said != "" {
		name = said
	}
	at.depth++
	return o.leaf(at, name, bytes.NewReader(data), o.limits.Member)
}

// appleEntries are the parts of such a file, by their numbers; those that lie beyond
// its end are left out.
func appleEntries(content []byte) map[uint32][]byte {
	const head, entry = 26, 12
	be, all := binary.BigEndian, map[uint32][]byte{}
	if len(content) < head {
		return all
	}
	for i := range int(be.Uint16(content[24:])) {
		at := head + i*entry
		if at+entry > len(content) {
			break
		}
		from, size := int64(be.Uint32(content[at+4:])), int64(be.Uint32(content[at+8:]))
		if from+size <= int64(len(content)) {
			all[be.Uint32(content[at:])] = content[from : from+size]
		}
	}
	return all
}
