package wear

import (
	"image"
	"math"
)

// A point is a place in pixels.
type point struct{ x, y float64 }

// warped draws a picture of w by h pixels, each of which shows the place of src
// that from says. What lies outside of src is the paper of outside.
func warped(src *image.Gray, w, h int, outside func(x, y int) uint8, from func(x, y float64) point) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		row := out.Pix[y*out.Stride:]
		for x := range w {
			row[x] = sampled(src, from(float64(x), float64(y)), outside, x, y)
		}
	}
	return out
}

// sampled is the shade between the four pixels around a place.
func sampled(src *image.Gray, p point, outside func(x, y int) uint8, x, y int) uint8 {
	b := src.Rect
	x0, y0 := int(math.Floor(p.x)), int(math.Floor(p.y))
	if x0 < b.Min.X || y0 < b.Min.Y || x0+1 >= b.Max.X || y0+1 >= b.Max.Y {
		return outside(x, y)
	}
	fx, fy := p.x-float64(x0), p.y-float64(y0)
	at := src.PixOffset(x0, y0)
	top := float64(src.Pix[at])*(1-fx) + float64(src.Pix[at+1])*fx
	low := float64(src.Pix[at+src.Stride])*(1-fx) + float64(src.Pix[at+src.Stride+1])*fx
	return uint8(top*(1-fy) + low*fy)
}

// turned gives the place in a picture of w by h that is seen at a place after
// it was turned about its middle by an angle in radians.
func turned(angle float64, w, h int) func(x, y float64) point {
	sin, cos := math.Sincos(angle)
	cx, cy := float64(w)/2, float64(h)/2
	return func(x, y float64) point {
		x, y = x-cx, y-cy
		return point{cx + x*cos + y*sin, cy - x*sin + y*cos}
	}
}

// A plane maps a sheet seen at an angle to the sheet itself.
type plane [8]float64

// planeOf solves for the plane that takes four corners (from the top left,
// clockwise) to those of a sheet of w by h.
func planeOf(corners [4]point, w, h float64) plane {
	to := [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}}
	var m [8][9]float64
	for i, c := range corners {
		m[2*i] = [9]float64{c.x, c.y, 1, 0, 0, 0, -c.x * to[i].x, -c.y * to[i].x, to[i].x}
		m[2*i+1] = [9]float64{0, 0, 0, c.x, c.y, 1, -c.x * to[i].y, -c.y * to[i].y, to[i].y}
	}
	return solved(m)
}

// solved is Gauss's elimination with the largest pivot.
func solved(m [8][9]float64) plane {
	for col := range 8 {
		best := col
		for row := col; row < 8; row++ {
			if math.Abs(m[row][col]) > math.Abs(m[best][col]) {
				best = row
			}
		}
		m[col], m[best] = m[best], m[col]
		for row := range 8 {
			if row == col {
				continue
			}
			k := m[row][col] / m[col][col]
			for i := col; i < 9; i++ {
				m[row][i] -= k * m[col][i]
			}
		}
	}
	var p plane
	for i := range p {
		p[i] = m[i][8] / m[i][i]
	}
	return p
}

// on is the place on the sheet that is seen at a place.
func (p plane) on(x, y float64) point {
	d := p[6]*x + p[7]*y + 1
	return point{(p[0]*x + p[1]*y + p[2]) / d, (p[3]*x + p[4]*y + p[5]) / d}
}
