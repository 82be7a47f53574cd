package images

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"image"
	"image/jpeg"
	"io"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff/lzw"

	"github.com/invoer/invoer"
)

// The ways in which a TIFF packs its pixels.
const (
	plain      = 1
	huffman    = 2
	fax3       = 3
	fax4       = 4
	lempelZiv  = 5
	newJPEG    = 7
	deflate    = 8
	packBits   = 32773
	oldDeflate = 32946
)

// A raster is one TIFF page on its way to grey: how its pieces, which are
// strips or tiles, lie on the page and how they are packed.
type raster struct {
	t             *tiff
	dir           directory
	width, height int // of the page
	pieceW        int // of a piece
	pieceH        int
	across        int // pieces beside each other
	offsets       []uint32
	counts        []uint32
	pixel         pixel
}

func (t *tiff) raster(dir directory) (*raster, error) {
	r := &raster{t: t, dir: dir, width: dir.first(tagWidth, 0), height: dir.first(tagHeight, 0)}
	if r.width <= 0 || r.height <= 0 || r.width > 1<<20 || r.height > 1<<20 {
		return nil, damagedTIFF("a page has no size")
	}
	r.pieceW, r.pieceH = r.width, min(dir.first(tagRows, r.height), r.height)
	r.offsets, r.counts = dir[tagOffsets].numbers, dir[tagCounts].numbers
	if w := dir.first(tagTileWidth, 0); w > 0 {
		r.pieceW, r.pieceH = w, dir.first(tagTileHeight, 0)
		r.offsets, r.counts = dir[tagTileOffsets].numbers, dir[tagTileCounts].numbers
	}
	if r.pieceW <= 0 || r.pieceH <= 0 || r.pieceW > 1<<20 || r.pieceH > 1<<20 {
		return nil, damagedTIFF("its strips have no size")
	}
	r.across = (r.width + r.pieceW - 1) / r.pieceW
	var err error
	if r.pixel, err = pixelOf(dir, t.order); err != nil {
		return nil, err
	}
	planes := 1
	if r.pixel.planar {
		planes = r.pixel.samples
	}
	if len(r.counts) == 0 && len(r.offsets) == 1 && dir.first(tagCompression, plain) == plain {
		// Older programs leave it out where there is one strip.
		r.counts = []uint32{uint32((r.width*r.pixel.samples*r.pixel.bits + 7) / 8 * r.height)}
	}
	if n := r.across * r.down() * planes; len(r.offsets) < n || len(r.counts) < n {
		return nil, damagedTIFF("strips are missing")
	}
	return r, nil
}

func (r *raster) down() int { return (r.height + r.pieceH - 1) / r.pieceH }

// gray reads the page row by row, reduced k times.
func (r *raster) gray(k int) (*image.Gray, error) {
	sink := newSink(r.width, r.height, k)
	band := make([]byte, r.width*min(r.pieceH, r.height))
	for row := range r.down() {
		rows := min(r.pieceH, r.height-row*r.pieceH)
		for column := range r.across {
			if err := r.piece(row*r.across+column, rows, band[column*r.pieceW:]); err != nil {
				return nil, err
			}
		}
		for y := range rows {
			sink.add(band[y*r.width : (y+1)*r.width])
		}
	}
	return sink.out, nil
}

// piece reads rows of one strip or tile to the place in the band where they
// belong; what is past the right edge of the page is left out.
func (r *raster) piece(i, rows int, band []byte) error {
	if r.dir.first(tagCompression, plain) == newJPEG {
		return r.jpegPiece(i, rows, band)
	}
	planes := 1
	if r.pixel.planar {
		planes = r.pixel.samples
	}
	var readers []io.Reader
	for p := range planes {
		packed, err := r.packed(i + p*r.across*r.down())
		if err != nil {
			return err
		}
		unpacked, err := r.unpack(packed, rows)
		if err != nil {
			return err
		}
		readers = append(readers, unpacked)
	}
	width := min(r.pieceW, r.width-i%r.across*r.pieceW)
	return r.pixel.rows(readers, r.pieceW, width, rows, func(y int, gray []byte) { copy(band[y*r.width:], gray) })
}

// packed gives the bytes of a piece as they lie in the file.
func (r *raster) packed(i int) (*io.SectionReader, error) {
	offset, count := int64(r.offsets[i]), int64(r.counts[i])
	var last [1]byte
	if count == 0 {
		return nil, damagedTIFF("a strip is empty")
	}
	if _, err := r.t.r.ReadAt(last[:], offset+count-1); err != nil {
		return nil, damagedTIFF("it is cut")
	}
	return io.NewSectionReader(r.t.r, offset, count), nil
}

func (r *raster) unpack(packed io.Reader, rows int) (io.Reader, error) {
	packed = bufio.NewReaderSize(packed, 32<<10)
	order := ccitt.MSB
	if r.dir.first(tagFillOrder, 1) == 2 {
		order = ccitt.LSB
	}
	// Black runs are ones, whatever the page makes of ones (TIFF 6.0 §11): where
	// black is zero it is the white runs that are black.
	options := &ccitt.Options{Invert: true}
	switch r.dir.first(tagCompression, plain) {
	case plain:
		return packed, nil
	case fax3:
		if r.dir.first(tagT4Options, 0)&1 == 0 {
			return ccitt.NewReader(packed, order, ccitt.Group3, r.pieceW, rows, options), nil
		}
	case fax4:
		return ccitt.NewReader(packed, order, ccitt.Group4, r.pieceW, rows, options), nil
	case lempelZiv:
		return lzw.NewReader(packed, lzw.MSB, 8), nil
	case deflate, oldDeflate:
		z, err := zlib.NewReader(packed)
		if err != nil {
			return nil, damagedTIFF("a strip cannot be unpacked")
		}
		return z, nil
	case packBits:
		return &runs{r: packed.(*bufio.Reader)}, nil
	}
	return nil, invoer.Unread(invoer.CodeUnsupported, "a TIFF that is packed in this way is not read; send a PDF")
}

// jpegPiece reads a piece that is a JPEG of its own, whose tables lie apart
// (TIFF technical note 2).
func (r *raster) jpegPiece(i, rows int, band []byte) error {
	section, err := r.packed(i)
	if err != nil {
		return err
	}
	piece := make([]byte, section.Size())
	if _, err := io.ReadFull(section, piece); err != nil || len(piece) < 4 {
		return damagedTIFF("it is cut")
	}
	picture, err := jpeg.Decode(bytes.NewReader(r.withTables(piece)))
	if err != nil {
		return damagedTIFF("a strip cannot be unpacked")
	}
	gray := Gray(picture)
	width := min(r.pieceW, r.width-i%r.across*r.pieceW)
	if gray.Rect.Dx() < width || gray.Rect.Dy() < rows {
		return damagedTIFF("a strip is smaller than it says")
	}
	for y := range rows {
		copy(band[y*r.width:], gray.Pix[y*gray.Stride:][:width])
	}
	return nil
}

func (r *raster) withTables(piece []byte) []byte {
	whole := []byte{0xff, 0xd8}
	if r.dir.first(tagPhotometric, 0) == rgb {
		// The Adobe marker with transform 0 says that the three are red, green, blue.
		whole = append(whole, 0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0)
	}
	if tables := r.dir[tagTables].blob; len(tables) > 4 {
		whole = append(whole, tables[2:len(tables)-2]...)
	}
	return append(whole, piece[2:]...)
}

// runs unpacks PackBits (TIFF 6.0 §9).
type runs struct {
	r      *bufio.Reader
	copies int // of value, or of bytes as they come
	same   bool
	value  byte
}

func (p *runs) Read(out []byte) (int, error) {
	for p.copies == 0 {
		if err := p.next(); err != nil {
			return 0, err
		}
	}
	n := min(len(out), p.copies)
	if !p.same {
		n, err := p.r.Read(out[:n])
		p.copies -= n
		return n, err
	}
	for i := range n {
		out[i] = p.value
	}
	p.copies -= n
	return n, nil
}

func (p *runs) next() error {
	head, err := p.r.ReadByte()
	if err != nil {
		return err
	}
	switch n := int(int8(head)); {
	case n >= 0:
		p.copies, p.same = n+1, false
	case n > -128:
		p.copies, p.same = 1-n, true
		p.value, err = p.r.ReadByte()
	}
	return err
}
