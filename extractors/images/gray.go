package images

import "image"

// newGray makes a picture whose stride is its width.
func newGray(w, h int) *image.Gray { return image.NewGray(image.Rect(0, 0, w, h)) }

// Shrink reduces a picture k times in both directions by averaging.
func Shrink(src *image.Gray, k int) *image.Gray {
	if k <= 1 {
		return src
	}
	w, h := src.Rect.Dx()/k, src.Rect.Dy()/k
	if w == 0 || h == 0 {
		return src
	}
	out := newGray(w, h)
	sums := make([]uint32, w)
	area := uint32(k * k)
	for y := range h {
		clear(sums)
		for dy := range k {
			row := src.Pix[(y*k+dy)*src.Stride:][:w*k]
			for x := range sums {
				var s uint32
				for _, v := range row[x*k : x*k+k] {
					s += uint32(v)
				}
				sums[x] += s
			}
		}
		to := out.Pix[y*w : (y+1)*w]
		for x, s := range sums {
			to[x] = byte(s / area)
		}
	}
	return out
}

// Resize scales a picture to w by h pixels, bilinearly. For much smaller ones
// Shrink first.
func Resize(src *image.Gray, w, h int) *image.Gray {
	out := newGray(w, h)
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	if sw == 0 || sh == 0 {
		return out
	}
	left, weight := make([]int, w), make([]uint32, w)
	for x := range w {
		left[x], weight[x] = place(x, w, sw)
	}
	for y := range h {
		y0, wy := place(y, h, sh)
		a := src.Pix[y0*src.Stride:][:sw]
		b := src.Pix[min(y0+1, sh-1)*src.Stride:][:sw]
		to := out.Pix[y*w:][:w]
		for x, x0 := range left {
			x1, wx := min(x0+1, sw-1), weight[x]
			top := uint32(a[x0])*(256-wx) + uint32(a[x1])*wx
			bottom := uint32(b[x0])*(256-wx) + uint32(b[x1])*wx
			to[x] = byte((top*(256-wy) + bottom*wy + 1<<15) >> 16)
		}
	}
	return out
}

// place finds the source pixel left of the centre of pixel i of n, and how
// far (of 256) its centre is past that one.
func place(i, n, from int) (int, uint32) {
	at := (2*i+1)*from*128/n - 128
	if at < 0 {
		return 0, 0
	}
	return min(at>>8, from-1), uint32(at & 255)
}

// Turn turns a picture clockwise by 0, 90, 180 or 270 degrees.
func Turn(src *image.Gray, degrees int) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	switch degrees {
	case 90, 270:
		return quarter(src, degrees == 90)
	case 180:
		out := newGray(w, h)
		for y := range h {
			from, to := src.Pix[y*src.Stride:][:w], out.Pix[(h-1-y)*w:][:w]
			for x, v := range from {
				to[w-1-x] = v
			}
		}
		return out
	}
	return src
}

// quarter works in squares that fit the processor's cache.
func quarter(src *image.Gray, clockwise bool) *image.Gray {
	const square = 64
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := newGray(h, w)
	for y0 := 0; y0 < h; y0 += square {
		for x0 := 0; x0 < w; x0 += square {
			for y := y0; y < min(y0+square, h); y++ {
				row := src.Pix[y*src.Stride:][:w]
				for x := x0; x < min(x0+square, w); x++ {
					if clockwise {
						out.Pix[x*h+h-1-y] = row[x]
					} else {
						out.Pix[(w-1-x)*h+y] = row[x]
					}
				}
			}
		}
	}
	return out
}

// TurnColour turns a picture in colour clockwise by 0, 90, 180 or 270 degrees.
func TurnColour(src *image.RGBA, degrees int) *image.RGBA {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	var at func(x, y int) (int, int) // where a pixel goes
	out := image.NewRGBA(image.Rect(0, 0, h, w))
	switch degrees {
	case 90:
		at = func(x, y int) (int, int) { return h - 1 - y, x }
	case 270:
		at = func(x, y int) (int, int) { return y, w - 1 - x }
	case 180:
		out = image.NewRGBA(image.Rect(0, 0, w, h))
		at = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	default:
		return src
	}
	for y := range h {
		for x := range w {
			tx, ty := at(x, y)
			copy(out.Pix[out.PixOffset(tx, ty):][:4], src.Pix[src.PixOffset(x, y):][:4])
		}
	}
	return out
}

// Mirror swaps left and right.
func Mirror(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := newGray(w, h)
	for y := range h {
		from, to := src.Pix[y*src.Stride:][:w], out.Pix[y*w:][:w]
		for x, v := range from {
			to[w-1-x] = v
		}
	}
	return out
}

// blur smooths with the binomial weights 1 4 6 4 1, a Gaussian of sigma 1.
func blur(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if w < 5 || h < 5 {
		return src
	}
	out := newGray(w, h)
	// The last five rows, smoothed sideways, in a ring.
	ring := make([][]uint16, 5)
	for i := range ring {
		ring[i] = make([]uint16, w)
	}
	for y := -2; y < h+2; y++ {
		row := src.Pix[min(max(y, 0), h-1)*src.Stride:][:w]
		sideways(ring[(y+2)%5], row)
		if y < 2 {
			continue
		}
		a, b, c, d, e := ring[(y+3)%5], ring[(y+4)%5], ring[y%5], ring[(y+1)%5], ring[(y+2)%5]
		to := out.Pix[(y-2)*w:][:w]
		b, c, d, e = b[:len(a)], c[:len(a)], d[:len(a)], e[:len(a)]
		to = to[:len(a)]
		for x := range a {
			to[x] = byte((uint32(a[x]) + uint32(e[x]) + 4*(uint32(b[x])+uint32(d[x])) + 6*uint32(c[x]) + 128) >> 8)
		}
	}
	return out
}

func sideways(to []uint16, row []byte) {
	w := len(row)
	at := func(x int) uint16 { return uint16(row[min(max(x, 0), w-1)]) }
	for _, x := range []int{0, 1, w - 2, w - 1} {
		to[x] = at(x-2) + at(x+2) + 4*(at(x-1)+at(x+1)) + 6*at(x)
	}
	for x := 2; x < w-2; x++ {
		s := row[x-2 : x+3 : x+3]
		to[x] = uint16(s[0]) + uint16(s[4]) + 4*(uint16(s[1])+uint16(s[3])) + 6*uint16(s[2])
	}
}
