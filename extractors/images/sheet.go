package images

import (
	"image"
	"math"
	"slices"
)

// A point is a place in a picture, in pixels.
type point struct{ x, y float64 }

func (p point) to(q point) float64 { return math.Hypot(q.x-p.x, q.y-p.y) }

// A quad is a sheet of paper as a camera sees it: its corners clockwise from
// the top left one.
type quad [4]point

// sheetSide is the longer side in pixels of the small picture in which a sheet
// is looked for: letters are smaller than what is closed there.
const sheetSide = 400

// How sharp an edge between a table and a sheet may be, in shades from one
// pixel to the next: the first at which a sheet is found is taken. The edges
// of shadows are softer.
var edges = []int{32, 24, 16, 12, 8, 6, 4}

// findSheet finds the sheet of paper on a photo: what cannot be reached from
// the edge of the picture without crossing a sharp edge, where that has four
// straight sides.
func findSheet(photo *image.Gray) (quad, bool) {
	k := max(max(photo.Rect.Dx(), photo.Rect.Dy())/sheetSide, 1)
	small := Shrink(photo, k)
	closed := minimum(maximum(small, 3), 3)
	for _, edge := range edges {
		q, ok := regionOf(closed, edge).quad()
		if !ok {
			continue
		}
		for i := range q {
			q[i] = point{q[i].x * float64(k), q[i].y * float64(k)}
		}
		return q, true
	}
	return quad{}, false
}

// A region is a part of a picture.
type region struct {
	in   []bool
	w, h int
}

// regionOf is what lies around the middle of a picture and cannot be reached
// from its border.
func regionOf(closed *image.Gray, edge int) region {
	w, h := closed.Rect.Dx(), closed.Rect.Dy()
	reached := make([]bool, w*h)
	var border []int
	for x := range w {
		border = append(border, x, (h-1)*w+x)
	}
	for y := range h {
		border = append(border, y*w, y*w+w-1)
	}
	flood(w, h, border, reached, func(from, to int) bool {
		return max(closed.Pix[from], closed.Pix[to])-min(closed.Pix[from], closed.Pix[to]) < byte(edge)
	})
	r := region{in: make([]bool, w*h), w: w, h: h}
	middle := h/2*w + w/2
	if reached[middle] {
		return r
	}
	flood(w, h, []int{middle}, r.in, func(_, to int) bool { return !reached[to] })
	return r
}

// flood marks what can be reached from seeds by steps that may be taken.
func flood(w, h int, seeds []int, reached []bool, may func(from, to int) bool) {
	todo := slices.Clone(seeds)
	for _, at := range todo {
		reached[at] = true
	}
	step := func(from, to int) {
		if !reached[to] && may(from, to) {
			reached[to] = true
			todo = append(todo, to)
		}
	}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if at%w > 0 {
			step(at, at-1)
		}
		if at%w < w-1 {
			step(at, at+1)
		}
		if at >= w {
			step(at, at-w)
		}
		if at < (h-1)*w {
			step(at, at+w)
		}
	}
}

// Bounds of what is taken for a sheet.
const (
	leastSheet = 0.25 // of the picture
	asQuad     = 0.05 // by how much of it a sheet may differ from its four sides
	mostKeyed  = 1.7  // how much longer than the opposite one a side may be
)

// quad finds the four sides of a region, where it has such.
func (r region) quad() (quad, bool) {
	area := 0
	for _, in := range r.in {
		if in {
			area++
		}
	}
	if float64(area) < leastSheet*float64(r.w*r.h) {
		return quad{}, false
	}
	q, ok := r.corners().fitted(r)
	if !ok || math.Abs(q.area()-float64(area)) > asQuad*float64(area) || !q.plausible() {
		return quad{}, false
	}
	return q, true
}

// corners are the pixels of a region that are furthest to each corner.
func (r region) corners() quad {
	var q quad
	best := [4]int{math.MaxInt, math.MinInt, math.MinInt, math.MaxInt}
	for at, in := range r.in {
		if !in {
			continue
		}
		x, y := at%r.w, at/r.w
		p := point{float64(x), float64(y)}
		if x+y < best[0] {
			best[0], q[0] = x+y, p
		}
		if x-y > best[1] {
			best[1], q[1] = x-y, p
		}
		if x+y > best[2] {
			best[2], q[2] = x+y, p
		}
		if x-y < best[3] {
			best[3], q[3] = x-y, p
		}
	}
	return q
}

// fitted moves the sides of a quad to where the region ends, and gives the
// corners in which they meet.
func (q quad) fitted(r region) (quad, bool) {
	top := fit2(r.ends(q[0].x, q[1].x, true, false))
	bottom := fit2(r.ends(q[3].x, q[2].x, true, true))
	left := fit2(r.ends(q[0].y, q[3].y, false, false))
	right := fit2(r.ends(q[1].y, q[2].y, false, true))
	if !top.ok || !bottom.ok || !left.ok || !right.ok {
		return q, false
	}
	return quad{cross(top, left), cross(top, right), cross(bottom, right), cross(bottom, left)}, true
}

// ends are the first or last pixels of a region in its columns, or rows,
// between a and b, without the corners: along it in x and across it in y.
func (r region) ends(a, b float64, columns, last bool) []point {
	from, to := int(a+(b-a)*0.1), int(b-(b-a)*0.1)
	length, across := r.w, r.h
	if !columns {
		length, across = r.h, r.w
	}
	var found []point
	for i := max(from, 0); i < min(to, length); i++ {
		for j := range across {
			at := j
			if last {
				at = across - 1 - j
			}
			pixel := at*r.w + i
			if !columns {
				pixel = i*r.w + at
			}
			if r.in[pixel] {
				found = append(found, point{float64(i), float64(at)})
				break
			}
		}
	}
	return found
}

// A side is the line y = slope·x + offset, with x along the side.
type side struct {
	slope, offset float64
	ok            bool
}

// fit2 lays a line through points, twice: the second time without those that
// are far from the first. It is not ok where many are.
func fit2(points []point) side {
	first := fit1(points)
	near := slices.DeleteFunc(slices.Clone(points), func(p point) bool {
		return math.Abs(first.slope*p.x+first.offset-p.y) > 3
	})
	second := fit1(near)
	second.ok = second.ok && 4*len(near) >= 3*len(points)
	return second
}

func fit1(points []point) side {
	if len(points) < 10 {
		return side{}
	}
	var sx, sy, sxx, sxy float64
	for _, p := range points {
		sx, sy, sxx, sxy = sx+p.x, sy+p.y, sxx+p.x*p.x, sxy+p.x*p.y
	}
	n := float64(len(points))
	slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return side{slope, (sy - slope*sx) / n, true}
}

// cross is where a lying and a standing side meet.
func cross(lying, standing side) point {
	y := (lying.slope*standing.offset + lying.offset) / (1 - lying.slope*standing.slope)
	return point{standing.slope*y + standing.offset, y}
}

func (q quad) area() float64 {
	sum := 0.0
	for i, p := range q {
		next := q[(i+1)%4]
		sum += p.x*next.y - next.x*p.y
	}
	return sum / 2
}

// plausible tells whether opposite sides are about as long as each other.
func (q quad) plausible() bool {
	top, right, bottom, left := q[0].to(q[1]), q[1].to(q[2]), q[2].to(q[3]), q[3].to(q[0])
	return max(top, bottom) < mostKeyed*min(top, bottom) && max(left, right) < mostKeyed*min(left, right)
}
