package images

import (
	"image"
	"math"
)

// inkMap marks the dark pixels of a small picture whose light is even:
// those darker than three quarters of the paper around them.
func inkMap(small *image.Gray) []bool {
	return inkOn(small, paperOf(small))
}

// paperOf is how light the paper around each pixel of a small page is.
func paperOf(small *image.Gray) *image.Gray { return Smooth(maximum(small, 4), 8) }

func inkOn(small, paper *image.Gray) []bool {
	ink := make([]bool, len(paper.Pix))
	for i, v := range small.Pix[:len(ink)] {
		ink[i] = int(v)*4 < int(paper.Pix[i])*3
	}
	return ink
}

// A dot is a dark pixel.
type dot struct{ x, y float32 }

// dots gives the places where ink begins below paper, which are the tops of
// letters and of lines, at most so many.
func dots(ink []bool, w, h int) []dot {
	const enough = 40_000
	var found []dot
	for y := 1; y < h; y++ {
		for x := range w {
			if ink[y*w+x] && !ink[(y-1)*w+x] {
				found = append(found, dot{float32(x), float32(y)})
			}
		}
	}
	if len(found) > enough {
		step := len(found)/enough + 1
		kept := found[:0]
		for i := 0; i < len(found); i += step {
			kept = append(kept, found[i])
		}
		found = kept
	}
	return found
}

// Angles that are tried, in degrees.
const (
	widest = 8.0
	coarse = 0.5
	fine   = 0.1
)

// skew is the angle in degrees by which lines of writing fall to the right:
// the one at which the rows are fullest and emptiest. It is 0 where no angle
// is clearly better than none.
func skew(ink []bool, w, h int) float64 {
	points := dots(ink, w, h)
	if len(points) < 200 {
		return 0
	}
	profile := make([]int32, h+w/2+2)
	score := func(angle float64) float64 { return sharpness(points, profile, angle, w, h) }
	best, top := 0.0, score(0)
	straight := top
	for a := -widest; a <= widest; a += coarse {
		if s := score(a); s > top {
			best, top = a, s
		}
	}
	around := best
	for a := around - coarse; a <= around+coarse; a += fine {
		if s := score(a); s > top {
			best, top = a, s
		}
	}
	if top < straight*1.02 {
		return 0
	}
	return best
}

// sharpness is the sum of the squares of the number of dots in each row, when
// the picture is sheared by an angle.
func sharpness(points []dot, profile []int32, degrees float64, w, h int) float64 {
	clear(profile)
	slope := float32(math.Tan(degrees * math.Pi / 180))
	middle, offset := float32(w)/2, float32(w)/4
	last := int32(len(profile) - 1)
	for _, p := range points {
		row := int32(p.y - slope*(p.x-middle) + offset)
		profile[min(max(row, 0), last)]++
	}
	sum := 0.0
	for _, n := range profile {
		sum += float64(n) * float64(n)
	}
	return sum
}

// unevenness is the mean square of the step from one row (or column) of a
// strip to the next, over the ink that there is.
func unevenness(ink []bool, w, h int, columns bool) float64 {
	const strips = 10
	along, across := h, w
	if columns {
		along, across = w, h
	}
	sum, total := 0.0, 0.0
	for s := range strips {
		from, to := s*across/strips, (s+1)*across/strips
		before := 0
		for i := range along {
			n := 0
			for j := from; j < to; j++ {
				at := i*w + j
				if columns {
					at = j*w + i
				}
				if ink[at] {
					n++
				}
			}
			// Full lines are rules and table borders, which run both ways.
			if n > (to-from)*4/5 {
				n = before
			}
			sum += float64((n - before) * (n - before))
			total += float64(n)
			before = n
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// footing tells which way up straight writing stands: letters stand on a line
// and end at several heights, so the lower edge of a line of writing is
// sharper than its upper edge. It is between -1 (upside down) and 1.
func footing(ink []bool, w, h int) float64 {
	const strips = 6
	var lower, upper float64
	for s := range strips {
		from, to := s*w/strips, (s+1)*w/strips
		rows := make([]int, h)
		for y := range h {
			n := 0
			for x := from; x < to; x++ {
				if ink[y*w+x] {
					n++
				}
			}
			if n > (to-from)*7/10 {
				n = 0
			}
			rows[y] = n
		}
		for y := 1; y < h; y++ {
			step := float64(rows[y] - rows[y-1])
			if step > 0 {
				upper += step * step
			} else {
				lower += step * step
			}
		}
	}
	if lower+upper == 0 {
		return 0
	}
	return (lower - upper) / (lower + upper)
}

// rotate turns a picture by an angle in degrees around its middle, so that
// what fell to the right by it is level. Its size stays; corners are paper.
func rotate(src *image.Gray, degrees float64, paper byte) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := newGray(w, h)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(w)/2, float64(h)/2
	const one = 1 << 16
	stepX, stepY := int(cos*one), int(sin*one)
	for y := range h {
		// the source of the first pixel of the row, in 1/65536
		fx := int((cx - cos*cx - sin*(float64(y)-cy)) * one)
		fy := int((cy - sin*cx + cos*(float64(y)-cy)) * one)
		to := out.Pix[y*w:][:w]
		for x := range to {
			x0, y0 := fx>>16, fy>>16
			if x0 < 0 || y0 < 0 || x0 >= w-1 || y0 >= h-1 {
				to[x] = paper
			} else {
				at := y0*src.Stride + x0
				a, b := src.Pix[at:at+2:at+2], src.Pix[at+src.Stride:at+src.Stride+2]
				wx, wy := (fx>>8)&255, (fy>>8)&255
				top := int(a[0])*(256-wx) + int(a[1])*wx
				bottom := int(b[0])*(256-wx) + int(b[1])*wx
				to[x] = byte((top*(256-wy) + bottom*wy + 1<<15) >> 16)
			}
			fx += stepX
			fy += stepY
		}
	}
	return out
}
