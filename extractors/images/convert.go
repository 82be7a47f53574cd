package images

import (
	"image"
	"image/color"
)

// Gray makes a decoded picture grey; what is transparent is white.
func Gray(src image.Image) *image.Gray {
	b := src.Bounds()
	out := newGray(b.Dx(), b.Dy())
	row := rowOf(src)
	for y := range b.Dy() {
		row(b.Min.Y+y, out.Pix[y*out.Stride:][:b.Dx()])
	}
	return out
}

// rowOf gives the quickest way to a row of grey that the kind of picture has.
func rowOf(src image.Image) func(y int, to []byte) {
	x0 := src.Bounds().Min.X
	switch p := src.(type) {
	case *image.Gray:
		return func(y int, to []byte) { copy(to, p.Pix[p.PixOffset(x0, y):]) }
	case *image.YCbCr:
		return func(y int, to []byte) { copy(to, p.Y[p.YOffset(x0, y):]) }
	case *image.NYCbCrA:
		return func(y int, to []byte) {
			light, opacity := p.Y[p.YOffset(x0, y):], p.A[p.AOffset(x0, y):]
			for x := range to {
				to[x] = onWhite(light[x], opacity[x], false)
			}
		}
	case *image.RGBA:
		return func(y int, to []byte) { colours(to, p.Pix[p.PixOffset(x0, y):], true) }
	case *image.NRGBA:
		return func(y int, to []byte) { colours(to, p.Pix[p.PixOffset(x0, y):], false) }
	case *image.CMYK:
		return func(y int, to []byte) {
			from := p.Pix[p.PixOffset(x0, y):]
			for x := range to {
				s := from[4*x : 4*x+4 : 4*x+4]
				to[x] = inkOf(s[0], s[1], s[2], s[3])
			}
		}
	case *image.Gray16:
		return func(y int, to []byte) {
			from := p.Pix[p.PixOffset(x0, y):]
			for x := range to {
				to[x] = from[2*x]
			}
		}
	case *image.Paletted:
		return paletted(p)
	}
	return func(y int, to []byte) {
		for x := range to {
			to[x] = grayOf(src.At(x0+x, y))
		}
	}
}

func colours(to, from []byte, multiplied bool) {
	for x := range to {
		s := from[4*x : 4*x+4 : 4*x+4]
		v := weigh(uint32(s[0]), uint32(s[1]), uint32(s[2]))
		if s[3] != 255 {
			v = onWhite(v, s[3], multiplied)
		}
		to[x] = v
	}
}

func paletted(p *image.Paletted) func(y int, to []byte) {
	var shades [256]byte
	for i, c := range p.Palette[:min(len(p.Palette), 256)] {
		shades[i] = grayOf(c)
	}
	return func(y int, to []byte) {
		from := p.Pix[p.PixOffset(p.Rect.Min.X, y):]
		for x := range to {
			to[x] = shades[from[x]]
		}
	}
}

// grayOf is the grey of any colour, on white.
func grayOf(c color.Color) byte {
	r, g, b, a := c.RGBA()
	return onWhite(weigh(r>>8, g>>8, b>>8), byte(a>>8), true)
}
