package images

import (
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
	"math/bits"
)

// What a BMP may be packed as (Windows GDI, BITMAPINFOHEADER; OS/2 has the first
// three), and the lengths of heads that there are.
const (
	bmpPlain  = 0
	bmpRuns8  = 1
	bmpRuns4  = 2
	bmpMasked = 3

	bmpFileHead  = 14
	bmpOldHead   = 12  // OS/2 and Windows 2
	bmpHead      = 40  // Windows 3
	bmpMaskHead  = 52  // has masks in it, and every longer one but that of OS/2 2
	bmpClearHead = 56  // has that of opacity too, and every longer one but that of OS/2 2
	bmpOS2Head   = 64  // OS/2 2
	bmpLastHead  = 124 // Windows 5
)

// errBMP is of one of a kind that is not read, errBMPCut of one that is damaged.
var (
	errBMP    = errors.New("a BMP of this kind is not read")
	errBMPCut = errors.New("the BMP is cut or damaged")
)

// A bmpFile is a BMP whose head was read.
type bmpFile struct {
	width, height int
	down          bool // rows come from the top
	bits, packing int
	palette       []color.NRGBA
	masks         [4]uint32 // red, green, blue and opacity
	pixels        []byte
}

func openBMP(file []byte) (bmpFile, error) {
	le := binary.LittleEndian
	if len(file) < bmpFileHead+bmpOldHead || string(file[:2]) != "BM" {
		return bmpFile{}, errBMPCut
	}
	size := int(le.Uint32(file[bmpFileHead:]))
	if size != bmpOldHead && (size < bmpHead || size > bmpLastHead) {
		return bmpFile{}, errBMP
	}
	if len(file) < bmpFileHead+size {
		return bmpFile{}, errBMPCut
	}
	head, rest := file[bmpFileHead:bmpFileHead+size], file[bmpFileHead+size:]
	b := bmpFile{}
	if size == bmpOldHead {
		b.width, b.height, b.bits = int(le.Uint16(head[4:])), int(le.Uint16(head[6:])), int(le.Uint16(head[10:]))
	} else {
		b.width, b.height = int(int32(le.Uint32(head[4:]))), int(int32(le.Uint32(head[8:])))
		b.bits, b.packing = int(le.Uint16(head[14:])), int(le.Uint32(head[16:]))
	}
	if b.height < 0 {
		b.height, b.down = -b.height, true
	}
	if b.width <= 0 || b.height <= 0 {
		return b, errBMPCut
	}
	if !b.known() {
		return b, errBMP
	}
	b.findMasks(head, rest)
	b.findPalette(head, rest)
	if at := int(le.Uint32(file[10:])); at >= bmpFileHead+size && at < len(file) {
		b.pixels = file[at:]
		return b, nil
	}
	return b, errBMPCut
}

// known tells whether its pixels are of a kind that is read.
func (b bmpFile) known() bool {
	switch b.packing {
	case bmpPlain:
		return b.bits == 1 || b.bits == 2 || b.bits == 4 || b.bits == 8 || b.bits == 16 || b.bits == 24 || b.bits == 32
	case bmpRuns8:
		return b.bits == 8
	case bmpRuns4:
		return b.bits == 4
	case bmpMasked:
		return b.bits == 16 || b.bits == 32
	}
	return false
}

// findMasks finds which bits of a pixel are which colour. Opacity counts in the
// heads that have a place for it only.
func (b *bmpFile) findMasks(head, rest []byte) {
	le := binary.LittleEndian
	b.masks = [4]uint32{0xff0000, 0xff00, 0xff}
	if b.bits == 16 {
		b.masks = [4]uint32{0x7c00, 0x3e0, 0x1f}
	}
	if b.packing != bmpMasked {
		return
	}
	from, n := rest, 3
	if len(head) >= bmpMaskHead && len(head) != bmpOS2Head {
		from = head[bmpHead:]
		if len(head) >= bmpClearHead {
			n = 4
		}
	}
	for i := range n {
		if len(from) >= 4*i+4 {
			b.masks[i] = le.Uint32(from[4*i:])
		}
	}
}

// findPalette finds the colours of pixels that are numbers of colours.
func (b *bmpFile) findPalette(head, rest []byte) {
	if b.bits > 8 {
		return
	}
	each, n := 4, 1<<b.bits
	if len(head) == bmpOldHead {
		each = 3
	} else if used := int(binary.LittleEndian.Uint32(head[32:])); used > 0 && used < n {
		n = used
	}
	for i := range min(n, len(rest)/each) {
		c := rest[i*each:]
		b.palette = append(b.palette, color.NRGBA{R: c[2], G: c[1], B: c[0], A: 255})
	}
}

// bmpConfig and bmpDecode are what image decoders are made of.
func bmpConfig(r io.Reader) (image.Config, error) {
	file, err := io.ReadAll(r)
	if err != nil {
		return image.Config{}, err
	}
	b, err := openBMP(file)
	return image.Config{ColorModel: color.NRGBAModel, Width: b.width, Height: b.height}, err
}

func bmpDecode(r io.Reader) (image.Image, error) {
	file, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	b, err := openBMP(file)
	if err != nil {
		return nil, err
	}
	out := image.NewNRGBA(image.Rect(0, 0, b.width, b.height))
	if b.packing == bmpRuns8 || b.packing == bmpRuns4 {
		return out, b.runs(out)
	}
	return out, b.rows(out)
}

// place is the row of the picture that is row y of the file.
func (b bmpFile) place(y int) int {
	if b.down {
		return y
	}
	return b.height - 1 - y
}

func (b bmpFile) colour(n byte) color.NRGBA {
	if int(n) < len(b.palette) {
		return b.palette[n]
	}
	return color.NRGBA{A: 255}
}

func (b bmpFile) rows(out *image.NRGBA) error {
	long := (b.width*b.bits + 31) / 32 * 4
	if len(b.pixels) < long*(b.height-1)+(b.width*b.bits+7)/8 {
		return errBMPCut
	}
	for y := range b.height {
		row := b.pixels[y*long:]
		for x := range b.width {
			out.SetNRGBA(x, b.place(y), b.pixel(row, x))
		}
	}
	if b.masks[3] != 0 {
		shown(out)
	}
	return nil
}

// shown makes a picture opaque that is clear all over: its program wrote no
// opacity where there is a place for it.
func shown(out *image.NRGBA) {
	for i := 3; i < len(out.Pix); i += 4 {
		if out.Pix[i] != 0 {
			return
		}
	}
	for i := 3; i < len(out.Pix); i += 4 {
		out.Pix[i] = 255
	}
}

func (b bmpFile) pixel(row []byte, x int) color.NRGBA {
	switch b.bits {
	case 24:
		return color.NRGBA{R: row[3*x+2], G: row[3*x+1], B: row[3*x], A: 255}
	case 16:
		return b.masked(uint32(binary.LittleEndian.Uint16(row[2*x:])))
	case 32:
		return b.masked(binary.LittleEndian.Uint32(row[4*x:]))
	}
	each := 8 / b.bits
	return b.colour(row[x/each] >> (8 - b.bits*(x%each+1)) & byte(1<<b.bits-1))
}

func (b bmpFile) masked(v uint32) color.NRGBA {
	part := func(mask uint32) byte {
		if mask == 0 {
			return 0
		}
		shift := bits.TrailingZeros32(mask)
		most := uint64(mask >> shift)
		return byte(uint64(v&mask>>shift) * 255 / most)
	}
	c := color.NRGBA{R: part(b.masks[0]), G: part(b.masks[1]), B: part(b.masks[2]), A: 255}
	if b.masks[3] != 0 {
		c.A = part(b.masks[3])
	}
	return c
}

// runs unpacks runs of one colour, or of two in turn where a pixel has four
// bits. What no run reaches is white.
func (b bmpFile) runs(out *image.NRGBA) error {
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	p := b.pixels
	x, y := 0, 0
	set := func(n byte) {
		if x < b.width && y < b.height {
			out.SetNRGBA(x, b.place(y), b.colour(n))
		}
		x++
	}
	nth := func(v byte, i int) byte {
		switch {
		case b.packing == bmpRuns8:
			return v
		case i%2 == 0:
			return v >> 4
		}
		return v & 15
	}
	for len(p) >= 2 && y < b.height {
		many, what := int(p[0]), p[1]
		p = p[2:]
		switch {
		case many > 0:
			for i := range many {
				set(nth(what, i))
			}
		case what == 0:
			x, y = 0, y+1
		case what == 1:
			return nil
		case what == 2 && len(p) >= 2:
			x, y, p = x+int(p[0]), y+int(p[1]), p[2:]
		case what > 2:
			each := 1
			if b.packing == bmpRuns4 {
				each = 2
			}
			long := (int(what) + each - 1) / each
			if len(p) < long {
				return errBMPCut
			}
			for i := range int(what) {
				set(nth(p[i/each], i))
			}
			p = p[min(long+long%2, len(p)):]
		}
	}
	if y < b.height-1 {
		return errBMPCut
	}
	return nil
}
