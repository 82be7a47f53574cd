package images

import (
	"encoding/binary"
	"image"
	"io"

	"github.com/invoer/invoer"
)

// What the numbers of a TIFF pixel mean.
const (
	whiteIsZero = 0
	blackIsZero = 1
	rgb         = 2
	palette     = 3
	cmyk        = 5
	yCbCr       = 6
)

// A pixel says how grey is made of the samples of a TIFF.
type pixel struct {
	bits, samples, photometric int
	planar                     bool // each sample in pieces of its own
	predicted                  bool // each sample is the difference to its neighbour's
	alpha                      int  // which sample is opacity, 0 for none
	multiplied                 bool // the colours are multiplied by it already
	order                      binary.ByteOrder
	shades                     []byte // grey of each sample's value, or of each palette entry
}

func pixelOf(dir directory, order binary.ByteOrder) (pixel, error) {
	p := pixel{
		bits: dir.first(tagBits, 1), samples: dir.first(tagSamples, 1), photometric: dir.first(tagPhotometric, whiteIsZero),
		planar: dir.first(tagPlanar, 1) == 2, predicted: dir.first(tagPredictor, 1) == 2, order: order,
	}
	colours, known := map[int]int{whiteIsZero: 1, blackIsZero: 1, rgb: 3, palette: 1, cmyk: 4, yCbCr: 3}[p.photometric]
	sound := known && p.samples >= colours && p.samples <= 8 && dir.first(tagFormat, 1) == 1 && dir.first(tagPredictor, 1) <= 2
	switch p.bits {
	case 1, 2, 4:
		sound = sound && p.samples == 1 && !p.predicted
	case 8:
	case 16:
		sound = sound && p.photometric != palette
	default:
		sound = false
	}
	if p.photometric == yCbCr && dir.first(tagCompression, plain) != newJPEG {
		sound = false
	}
	if !sound {
		return p, invoer.Unread(invoer.CodeUnsupported, "a TIFF with colours of this kind is not read; send a PDF")
	}
	if extra := dir.first(tagExtra, 0); p.samples > colours && (extra == 1 || extra == 2) {
		p.alpha, p.multiplied = colours, extra == 1
	}
	p.shades = p.shadesOf(dir)
	return p, nil
}

// shadesOf makes the table from a single sample to grey.
func (p pixel) shadesOf(dir directory) []byte {
	n := 1 << min(p.bits, 8)
	shades := make([]byte, n)
	colours := dir[tagColours].numbers
	for v := range shades {
		switch {
		case p.photometric == palette && len(colours) >= 3*n:
			shades[v] = weigh(colours[v]>>8, colours[n+v]>>8, colours[2*n+v]>>8)
		case p.photometric == whiteIsZero:
			shades[v] = byte(255 - v*255/(n-1))
		default:
			shades[v] = byte(v * 255 / (n - 1))
		}
	}
	return shades
}

// weigh makes grey of red, green and blue as ITU-R BT.601 does.
func weigh(r, g, b uint32) byte { return byte((r*19595 + g*38470 + b*7471 + 1<<15) >> 16) }

// rows reads rows of samples, from one reader or from one for each sample, and
// gives each as grey of the width that is on the page.
func (p pixel) rows(readers []io.Reader, pieceW, width, rows int, take func(y int, gray []byte)) error {
	together := p.samples
	if p.planar {
		together = 1
	}
	raw := make([]byte, (pieceW*together*p.bits+7)/8)
	samples, gray := make([]byte, pieceW*p.samples), make([]byte, width)
	for y := range rows {
		for s, r := range readers {
			if _, err := io.ReadFull(r, raw); err != nil {
				return damagedTIFF("a strip ends early")
			}
			if p.predicted {
				p.sum(raw, together)
			}
			p.spread(raw, samples, s, together)
		}
		p.gray(samples, gray)
		take(y, gray)
	}
	return nil
}

// sum undoes horizontal differencing (TIFF 6.0 §14).
func (p pixel) sum(raw []byte, step int) {
	if p.bits == 8 {
		for i := step; i < len(raw); i++ {
			raw[i] += raw[i-step]
		}
		return
	}
	for i := 2 * step; i+1 < len(raw); i += 2 {
		p.order.PutUint16(raw[i:], p.order.Uint16(raw[i:])+p.order.Uint16(raw[i-2*step:]))
	}
}

// spread puts samples of any size into bytes, at the places of their plane.
func (p pixel) spread(raw, samples []byte, plane, together int) {
	switch {
	case p.bits < 8:
		each := 8 / p.bits
		mask := byte(1<<p.bits - 1)
		for i := range samples {
			samples[i] = raw[i/each] >> (8 - p.bits*(i%each+1)) & mask
		}
	case together == p.samples && p.bits == 8:
		copy(samples, raw)
	default:
		high := 0 // the byte of a 16-bit sample that is looked at
		if p.bits == 16 && p.order == binary.ByteOrder(binary.LittleEndian) {
			high = 1
		}
		step := p.bits / 8
		for i, at := 0, plane; i*step+high < len(raw) && at < len(samples); i++ {
			samples[at] = raw[i*step+high]
			at += p.samples / together
		}
	}
}

func (p pixel) gray(samples, gray []byte) {
	for x := range gray {
		s := samples[x*p.samples:][:p.samples]
		v := p.shade(s)
		if p.alpha > 0 {
			v = onWhite(v, s[p.alpha], p.multiplied)
		}
		gray[x] = v
	}
}

func (p pixel) shade(s []byte) byte {
	switch p.photometric {
	case rgb:
		return weigh(uint32(s[0]), uint32(s[1]), uint32(s[2]))
	case cmyk:
		return inkOf(s[0], s[1], s[2], s[3])
	}
	return p.shades[s[0]]
}

// inkOf is the grey of four inks.
func inkOf(c, m, y, k byte) byte {
	light := uint32(weigh(uint32(255-c), uint32(255-m), uint32(255-y)))
	return byte(light * uint32(255-k) / 255)
}

func onWhite(v, opacity byte, multiplied bool) byte {
	rest := 255 - uint32(opacity)
	if multiplied {
		return byte(min(uint32(v)+rest, 255))
	}
	return byte((uint32(v)*uint32(opacity) + 255*rest) / 255)
}

// A sink gathers rows into a picture that is k times smaller.
type sink struct {
	out  *image.Gray
	k    int
	sums []uint32
	rows int // added since the last row went out
	next int
}

func newSink(w, h, k int) *sink {
	return &sink{out: newGray(max(w/k, 1), max(h/k, 1)), k: k, sums: make([]uint32, max(w/k, 1))}
}

func (s *sink) add(row []byte) {
	w, h := s.out.Rect.Dx(), s.out.Rect.Dy()
	if s.next >= h {
		return
	}
	if s.k == 1 {
		copy(s.out.Pix[s.next*w:][:w], row)
		s.next++
		return
	}
	for x := range s.sums {
		for _, v := range row[x*s.k : min(x*s.k+s.k, len(row))] {
			s.sums[x] += uint32(v)
		}
	}
	if s.rows++; s.rows < s.k {
		return
	}
	for x, sum := range s.sums {
		s.out.Pix[s.next*w+x] = byte(sum / uint32(s.k*s.k))
	}
	clear(s.sums)
	s.rows = 0
	s.next++
}
