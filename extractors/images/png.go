package images

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"io"
)

// The kinds of colour of a PNG (PNG third edition §11.2.1): how many samples a
// pixel has, what they are in the words of TIFF, and which is opacity.
var pngColours = map[byte]pixel{
	0: {samples: 1, photometric: blackIsZero},
	2: {samples: 3, photometric: rgb},
	3: {samples: 1, photometric: palette},
	4: {samples: 2, photometric: blackIsZero, alpha: 1},
	6: {samples: 4, photometric: rgb, alpha: 3},
}

// A pngFile is a PNG that is read row by row.
type pngFile struct {
	width, height int
	pixel         pixel
	colours       []byte   // red, green, blue of each palette entry
	data          [][]byte // the packed pixels, in pieces
}

// rowsOfPNG reads a PNG that is too large to be decoded whole, k times smaller.
// It must not be interlaced.
func rowsOfPNG(file []byte, k int) (*image.Gray, error) {
	p, err := parsePNG(file)
	if err != nil {
		return nil, err
	}
	var pieces []io.Reader
	for _, piece := range p.data {
		pieces = append(pieces, bytes.NewReader(piece))
	}
	unpacked, err := zlib.NewReader(io.MultiReader(pieces...))
	if err != nil {
		return nil, fmt.Errorf("pixels of the PNG: %w", err)
	}
	rows := newUnfilter(unpacked, p)
	sink := newSink(p.width, p.height, k)
	err = p.pixel.rows([]io.Reader{rows}, p.width, p.width, p.height, func(_ int, gray []byte) { sink.add(gray) })
	return sink.out, err
}

// parsePNG finds the parts of a PNG. What follows its pixels is not looked at.
func parsePNG(file []byte) (pngFile, error) {
	var p pngFile
	for at := 8; at+12 <= len(file); {
		length := int(binary.BigEndian.Uint32(file[at:]))
		if length > len(file)-at-12 {
			return p, fmt.Errorf("a chunk of %d bytes, of which %d are there", length, len(file)-at-12)
		}
		content := file[at+8 : at+8+length]
		switch string(file[at+4 : at+8]) {
		case "IHDR":
			if err := p.head(content); err != nil {
				return p, err
			}
		case "PLTE":
			p.colours = content
		case "IDAT":
			p.data = append(p.data, content)
		}
		at += 12 + length
	}
	if p.width == 0 || len(p.data) == 0 {
		return p, fmt.Errorf("no pixels")
	}
	p.pixel.shades = p.shades()
	return p, nil
}

func (p *pngFile) head(h []byte) error {
	if len(h) < 13 {
		return fmt.Errorf("a head of %d bytes", len(h))
	}
	colour, known := pngColours[h[9]]
	width, height := binary.BigEndian.Uint32(h), binary.BigEndian.Uint32(h[4:])
	depth := int(h[8])
	sound := map[int]bool{1: colour.samples == 1, 2: colour.samples == 1, 4: colour.samples == 1, 8: true, 16: colour.photometric != palette}[depth]
	if !known || !sound || width == 0 || height == 0 || width > mostPixels || height > mostPixels {
		return fmt.Errorf("%d by %d pixels of kind %d with %d bits", width, height, h[9], depth)
	}
	p.width, p.height, p.pixel = int(width), int(height), colour
	p.pixel.bits, p.pixel.order = depth, binary.BigEndian
	return nil
}

// shades is the grey of each value of a sample.
func (p *pngFile) shades() []byte {
	n := 1 << min(p.pixel.bits, 8)
	shades := make([]byte, n)
	for v := range shades {
		shades[v] = byte(v * 255 / (n - 1))
		if p.pixel.photometric == palette && 3*v+2 < len(p.colours) {
			shades[v] = weigh(uint32(p.colours[3*v]), uint32(p.colours[3*v+1]), uint32(p.colours[3*v+2]))
		}
	}
	return shades
}

// An unfilter undoes the differences of rows (PNG third edition §9.2).
type unfilter struct {
	r           io.Reader
	before, now []byte
	each        int    // bytes of a pixel, at least 1
	rest        []byte // of now, that was not read yet
}

func newUnfilter(r io.Reader, p pngFile) *unfilter {
	bits := p.pixel.bits * p.pixel.samples
	row := (p.width*bits + 7) / 8
	return &unfilter{r: r, before: make([]byte, row), now: make([]byte, row), each: max(bits/8, 1)}
}

// Read gives rows without their filter.
func (u *unfilter) Read(to []byte) (int, error) {
	if len(u.rest) == 0 {
		if err := u.next(); err != nil {
			return 0, err
		}
	}
	n := copy(to, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

func (u *unfilter) next() error {
	u.before, u.now = u.now, u.before
	var filter [1]byte
	if _, err := io.ReadFull(u.r, filter[:]); err != nil {
		return err
	}
	if _, err := io.ReadFull(u.r, u.now); err != nil {
		return err
	}
	u.rest = u.now
	switch filter[0] {
	case 0:
	case 1:
		for i := u.each; i < len(u.now); i++ {
			u.now[i] += u.now[i-u.each]
		}
	case 2:
		for i, up := range u.before {
			u.now[i] += up
		}
	case 3:
		u.foretold(func(left, up, _ byte) byte { return byte((int(left) + int(up)) / 2) })
	case 4:
		u.foretold(paeth)
	default:
		return fmt.Errorf("filter %d", filter[0])
	}
	return nil
}

// foretold adds to each byte what is foretold by those left of it, above it,
// and left of that.
func (u *unfilter) foretold(by func(left, up, corner byte) byte) {
	for i := range min(u.each, len(u.now)) {
		u.now[i] += by(0, u.before[i], 0)
	}
	for i := u.each; i < len(u.now); i++ {
		u.now[i] += by(u.now[i-u.each], u.before[i], u.before[i-u.each])
	}
}

// paeth is the neighbour that is nearest to left + up - corner.
func paeth(left, up, corner byte) byte {
	p := int(left) + int(up) - int(corner)
	a, b, c := distance(p, left), distance(p, up), distance(p, corner)
	if a <= b && a <= c {
		return left
	}
	if b <= c {
		return up
	}
	return corner
}

func distance(p int, v byte) int { return max(p-int(v), int(v)-p) }

// interlaced tells of a PNG whose rows do not come one after the other (PNG
// third edition §8).
func interlaced(file []byte) bool { return len(file) > 28 && file[28] != 0 }
