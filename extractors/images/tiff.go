package images

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/invoer/invoer"
)

// Bounds of a TIFF: what a fax machine or a scanner with a full tray makes.
const (
	mostDirectories = 1000
	mostEntries     = 512
	mostStrips      = 1 << 20
)

// The tags that are looked at (TIFF 6.0 §8, §15, §22, and technical note 2).
const (
	tagSubfile     = 254
	tagWidth       = 256
	tagHeight      = 257
	tagBits        = 258
	tagCompression = 259
	tagPhotometric = 262
	tagFillOrder   = 266
	tagOffsets     = 273
	tagOrientation = 274
	tagSamples     = 277
	tagRows        = 278
	tagCounts      = 279
	tagResolution  = 282
	tagPlanar      = 284
	tagT4Options   = 292
	tagUnit        = 296
	tagPredictor   = 317
	tagColours     = 320
	tagTileWidth   = 322
	tagTileHeight  = 323
	tagTileOffsets = 324
	tagTileCounts  = 325
	tagExtra       = 338
	tagFormat      = 339
	tagTables      = 347
)

// A tiff is an open TIFF file: its byte order and the directories of its pages.
type tiff struct {
	r     io.ReaderAt
	order binary.ByteOrder
	pages []directory
}

// A directory is what a TIFF says of one of its pages.
type directory map[uint16]entry

// An entry is the value of one tag: integers, or bytes where the tag has a
// blob.
type entry struct {
	numbers []uint32
	blob    []byte
}

func (d directory) first(tag uint16, otherwise int) int {
	if e := d[tag]; len(e.numbers) > 0 {
		return int(e.numbers[0])
	}
	return otherwise
}

func damagedTIFF(what string) error {
	return invoer.Unread(invoer.CodeDamaged, "the TIFF is damaged: "+what+"; ask for the file again")
}

// What else than a page a directory may be, by bits of its kind (TIFF 6.0 §8).
const (
	reducedCopy = 1
	maskOfPage  = 4
)

// openTIFF walks from directory to directory. Thumbnails and masks are no pages.
func openTIFF(r io.ReaderAt) (*tiff, error) {
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, damagedTIFF("it is cut")
	}
	t := &tiff{r: r, order: binary.LittleEndian}
	if head[0] == 'M' {
		t.order = binary.BigEndian
	}
	if version := t.order.Uint16(head[2:]); version != 42 {
		return nil, invoer.Unread(invoer.CodeUnsupported, "a TIFF of this version is not read; send a PDF")
	}
	seen := map[uint32]bool{}
	for at := t.order.Uint32(head[4:]); at != 0; {
		if seen[at] {
			return nil, damagedTIFF("its pages go round in a circle")
		}
		if seen[at] = true; len(seen) > mostDirectories {
			return nil, invoer.Unread(invoer.CodeTooManyPages, fmt.Sprintf("the TIFF has more than %d pages; send it in parts", mostDirectories))
		}
		dir, next, err := t.directory(at)
		if err != nil {
			return nil, err
		}
		if dir.first(tagSubfile, 0)&(reducedCopy|maskOfPage) == 0 {
			t.pages = append(t.pages, dir)
		}
		at = next
	}
	if len(t.pages) == 0 {
		return nil, invoer.Unread(invoer.CodeEmpty, "the TIFF has no page; ask for the file again")
	}
	return t, nil
}

// directory reads the one at an offset, and where the next one is.
func (t *tiff) directory(at uint32) (directory, uint32, error) {
	var count [2]byte
	if _, err := t.r.ReadAt(count[:], int64(at)); err != nil {
		return nil, 0, damagedTIFF("a page is missing")
	}
	n := int(t.order.Uint16(count[:]))
	if n > mostEntries {
		return nil, 0, damagedTIFF("a page says too much of itself")
	}
	raw := make([]byte, n*12+4)
	if _, err := t.r.ReadAt(raw, int64(at)+2); err != nil && err != io.EOF {
		return nil, 0, damagedTIFF("a page is missing")
	}
	dir := directory{}
	for i := range n {
		field := raw[i*12 : i*12+12]
		e, err := t.entry(field)
		if err != nil {
			return nil, 0, err
		}
		dir[t.order.Uint16(field)] = e
	}
	return dir, t.order.Uint32(raw[n*12:]), nil
}

// sizes of TIFF types in bytes; those that are 0 are not looked at.
var sizes = [13]int{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}

func (t *tiff) entry(field []byte) (entry, error) {
	tag, kind, count := t.order.Uint16(field), t.order.Uint16(field[2:]), t.order.Uint32(field[4:])
	if int(kind) >= len(sizes) || sizes[kind] == 0 || !wanted[tag] {
		return entry{}, nil
	}
	if count > mostStrips {
		return entry{}, damagedTIFF("a list in it is too long")
	}
	raw := field[8:12]
	if n := int(count) * sizes[kind]; n > 4 {
		raw = make([]byte, n)
		if _, err := t.r.ReadAt(raw, int64(t.order.Uint32(field[8:]))); err != nil {
			return entry{}, damagedTIFF("it is cut")
		}
	}
	if tag == tagTables {
		return entry{blob: raw[:count]}, nil
	}
	return entry{numbers: t.numbers(kind, int(count), raw)}, nil
}

var wanted = func() map[uint16]bool {
	tags := map[uint16]bool{}
	for _, tag := range []uint16{
		tagSubfile, tagWidth, tagHeight, tagBits, tagCompression, tagPhotometric, tagFillOrder, tagOffsets,
		tagOrientation, tagSamples, tagRows, tagCounts, tagResolution, tagPlanar, tagT4Options, tagUnit, tagPredictor, tagColours,
		tagTileWidth, tagTileHeight, tagTileOffsets, tagTileCounts, tagExtra, tagFormat, tagTables,
	} {
		tags[tag] = true
	}
	return tags
}()

// numbers reads integers; a fraction is rounded down.
func (t *tiff) numbers(kind uint16, count int, raw []byte) []uint32 {
	out := make([]uint32, count)
	for i := range out {
		switch at := raw[i*sizes[kind]:]; kind {
		case 3:
			out[i] = uint32(t.order.Uint16(at))
		case 4:
			out[i] = t.order.Uint32(at)
		case 5:
			out[i] = t.order.Uint32(at) / max(t.order.Uint32(at[4:]), 1)
		default:
			out[i] = uint32(at[0])
		}
	}
	return out
}

// dpi is the resolution that a page says it has, and 0 where it says none.
func (d directory) dpi() float64 {
	const inch, centimetre = 2, 3
	switch value := float64(d.first(tagResolution, 0)); d.first(tagUnit, inch) {
	case inch:
		return value
	case centimetre:
		return value * 2.54
	}
	return 0
}
