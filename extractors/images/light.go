package images

import (
	"image"
	"math"
)

// Light is what a picture's paper and grain are like.
type Light struct {
	Paper  int     // brightness of its paper, 0 to 255
	Spread int     // how much brighter the lightest paper is than the darkest
	Noise  float64 // mean difference between neighbours on paper
}

// The side in pixels of the squares of which the lightest part is taken for
// paper, and by how much the picture is reduced for it: letters are smaller.
const reduced = 8

// background is the brightness of the paper everywhere, at an eighth of the
// size: dark marks smaller than 7 reduced pixels are closed (as letters at 300
// dpi are), and the rest is smoothed.
func background(src *image.Gray) *image.Gray {
	small := brightest(src)
	closed := minimum(maximum(small, 3), 3)
	return Smooth(Smooth(closed, 4), 4)
}

// brightest reduces a picture by taking the lightest pixel of each square.
func brightest(src *image.Gray) *image.Gray {
	half := Shrink(src, 2) // so that a single white speck is no paper
	k := reduced / 2
	w, h := half.Rect.Dx()/k, half.Rect.Dy()/k
	if w == 0 || h == 0 {
		return half
	}
	return lightest(half, k, w, h)
}

// lightest is a picture of w by h pixels, each the lightest of its square of k
// by k; squares at the edges may be smaller.
func lightest(src *image.Gray, k, w, h int) *image.Gray {
	out := newGray(w, h)
	for y := range min(src.Rect.Dy(), h*k) {
		row, to := src.Pix[y*src.Stride:][:src.Rect.Dx()], out.Pix[y/k*w:][:w]
		for x := range to {
			light := to[x]
			if light == 255 {
				continue // a row above had it, as nearly all of a page is white
			}
			for _, v := range row[x*k : min(x*k+k, len(row))] {
				light = max(light, v)
			}
			to[x] = light
		}
	}
	return out
}

// minimum takes the darkest of the square of radius r around each pixel.
func minimum(src *image.Gray, r int) *image.Gray { return inverse(maximum(inverse(src), r)) }

func inverse(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := newGray(w, h)
	for y := range h {
		to := out.Pix[y*w:][:w]
		for x, v := range src.Pix[y*src.Stride:][:w] {
			to[x] = 255 - v
		}
	}
	return out
}

// maximum takes the lightest of the square of radius r around each pixel.
func maximum(src *image.Gray, r int) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	across, out := newGray(w, h), newGray(w, h)
	for y := range h {
		copy(across.Pix[y*w:][:w], src.Pix[y*src.Stride:][:w])
	}
	line := make([]byte, w+2*r)
	for y := range h {
		row := across.Pix[y*w:][:w]
		clear(line)
		copy(line[r:], row)
		widen(line, 2*r+1, 1)
		copy(row, line)
	}
	tall := make([]byte, (h+2*r)*w)
	copy(tall[r*w:], across.Pix)
	widen(tall, 2*r+1, w)
	copy(out.Pix, tall)
	return out
}

// widen makes each place as light as the lightest of n places from it on, a
// step apart, by windows that double. Beyond the end nothing is light.
func widen(places []byte, n, step int) {
	reach := 1
	for ; 2*reach <= n; reach *= 2 {
		lighten(places, places[min(reach*step, len(places)):])
	}
	lighten(places, places[min((n-reach)*step, len(places)):])
}

// lighten makes each pixel as light as the other where that one is lighter.
func lighten(to, other []byte) {
	n := min(len(to), len(other))
	to, other = to[:n], other[:n]
	for i, v := range other {
		to[i] = max(to[i], v)
	}
}

// Smooth is the mean of the square of radius r around each pixel.
func Smooth(src *image.Gray, r int) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	across, out := newGray(w, h), newGray(w, h)
	for y := range h {
		running(across.Pix[y*w:][:w], src.Pix[y*src.Stride:][:w], r)
	}
	sums := make([]uint32, w)
	row := func(y int) []byte { return across.Pix[y*w:][:w] }
	for y := range min(r, h) {
		addTo(sums, row(y))
	}
	for y := range h {
		if y+r < h {
			addTo(sums, row(y+r))
		}
		if y-r-1 >= 0 {
			takeFrom(sums, row(y-r-1))
		}
		count := uint32(min(y+r+1, h) - max(y-r, 0))
		to := out.Pix[y*w:][:w]
		for x, sum := range sums {
			to[x] = byte(sum / count)
		}
	}
	return out
}

func addTo(sums []uint32, row []byte) {
	sums = sums[:len(row)]
	for x, v := range row {
		sums[x] += uint32(v)
	}
}

func takeFrom(sums []uint32, row []byte) {
	sums = sums[:len(row)]
	for x, v := range row {
		sums[x] -= uint32(v)
	}
}

func running(to, from []byte, r int) {
	n := len(from)
	sum, count := 0, 0
	for i := range min(r, n) {
		sum, count = sum+int(from[i]), count+1
	}
	for i := range from {
		if i+r < n {
			sum, count = sum+int(from[i+r]), count+1
		}
		if i-r-1 >= 0 {
			sum, count = sum-int(from[i-r-1]), count-1
		}
		to[i] = byte(sum / count)
	}
}

// judge tells what light a picture was taken in, from its background.
func judge(src, paper *image.Gray) Light {
	var counts [256]int
	for _, v := range paper.Pix {
		counts[v]++
	}
	n := len(paper.Pix)
	return Light{Paper: quantile(&counts, n/2), Spread: quantile(&counts, n*95/100) - quantile(&counts, n*10/100), Noise: grain(src, paper)}
}

func quantile(counts *[256]int, n int) int {
	for v, c := range counts {
		if n -= c; n < 0 {
			return v
		}
	}
	return 255
}

// grain is the mean difference of neighbours in squares that are paper only,
// on a sample of rows.
func grain(src, paper *image.Gray) float64 {
	w, h := paper.Rect.Dx(), paper.Rect.Dy()
	sum, count := 0, 0
	for y := 0; y < h; y += 5 {
		row := src.Pix[min(y*reduced, src.Rect.Dy()-1)*src.Stride:][:src.Rect.Dx()]
		for x := range w {
			if (x+1)*reduced > len(row) {
				break
			}
			diff, lowest := 0, byte(255)
			square := row[x*reduced : (x+1)*reduced]
			for i := 1; i < len(square); i++ {
				diff += int(math.Abs(float64(int(square[i]) - int(square[i-1]))))
				lowest = min(lowest, square[i])
			}
			if int(lowest) > int(paper.Pix[y*w+x])*3/4 {
				sum, count = sum+diff, count+reduced-1
			}
		}
	}
	if count == 0 {
		return 0
	}
	return float64(sum) / float64(count)
}

// even divides a picture by its background, so that paper is 240 everywhere.
// Paper is never taken for darker than two fifths of what it is in most
// places, and than three quarters where the light is even: what is darker is a
// printed area, whose white letters would be lost.
func even(src, paper *image.Gray, light Light) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	pw, ph := paper.Rect.Dx(), paper.Rect.Dy()
	out := newGray(w, h)
	floor := byte(max(light.Paper*light.least()/100, 16))
	// factor is 240·256 / paper, for each reduced column of the row, interpolated
	line := make([]uint32, pw+1)
	for y := range h {
		y0, wy := place(y, h, ph)
		a, b := paper.Pix[y0*pw:][:pw], paper.Pix[min(y0+1, ph-1)*pw:][:pw]
		for x := range pw {
			level := (uint32(max(a[x], floor))*(256-wy) + uint32(max(b[x], floor))*wy) >> 8
			line[x] = 240 << 8 / level
		}
		line[pw] = line[pw-1]
		from, to := src.Pix[y*src.Stride:][:w], out.Pix[y*w:][:w]
		divide(to, from, line)
	}
	return out
}

// evenLight is by how many shades paper that a scanner lit, or a program drew,
// differs at most from place to place.
const evenLight = 30

// least is how dark paper may be, in per cent of what it is in most places.
func (l Light) least() int {
	if l.Spread <= evenLight {
		return 75
	}
	return 40
}

// divide multiplies each pixel by the factor between the centres of the two
// squares that it lies between.
func divide(to, from []byte, line []uint32) {
	for x := range from {
		at := max(x-reduced/2, 0)
		i, part := min(at/reduced, len(line)-2), uint32(at%reduced)
		factor := (line[i]*(reduced-part) + line[i+1]*part) / reduced
		to[x] = byte(min(uint32(from[x])*factor>>8, 255))
	}
}
