package images

import (
	"image"
	"math"
)

// Shares of a side: keystones that are smaller are left, as every turning of
// pixels costs sharpness; and how much of the picture around a sheet stays, as
// a coloured band at its edge may have been taken for the table.
const (
	leastKeystone = 0.012
	aroundSheet   = 0.15
)

// Flatten finds the sheet of paper on a photo and undoes its perspective. It
// gives the picture, and the size of the sheet in it in pixels; where no sheet
// is found, or it is seen from straight above, the picture is as it was. It
// crops only what is far from the sheet.
func Flatten(photo *image.Gray) (*image.Gray, image.Point) {
	q, found := findSheet(photo)
	if !found || !q.keyed() {
		return photo, photo.Rect.Size()
	}
	w, h := max(q[0].to(q[1]), q[3].to(q[2])), max(q[0].to(q[3]), q[1].to(q[2]))
	size := image.Pt(int(math.Round(w)), int(math.Round(h)))
	return newPerspective(q, w, h).flat(photo, size, q.around(photo.Rect.Size(), size)), size
}

// around is how much stays beside the sheet, and above and below it: no more
// than the photo has.
func (q quad) around(photo, sheet image.Point) image.Point {
	beside := max((q[0].x+q[3].x)/2, float64(photo.X)-(q[1].x+q[2].x)/2)
	above := max((q[0].y+q[1].y)/2, float64(photo.Y)-(q[2].y+q[3].y)/2)
	return image.Pt(int(min(max(beside, 0), aroundSheet*float64(sheet.X))), int(min(max(above, 0), aroundSheet*float64(sheet.Y))))
}

// keyed tells whether opposite sides differ so much that it matters.
func (q quad) keyed() bool {
	dx, dy := q[0].x-q[1].x+q[2].x-q[3].x, q[0].y-q[1].y+q[2].y-q[3].y
	return math.Hypot(dx, dy) > leastKeystone*max(q[0].to(q[1]), q[1].to(q[2]))
}

// A perspective leads from the pixels of a sheet to those of the photo:
// x = (a·u + b·v + c) / (g·u + k·v + 1), and y with d, e and f (P. Heckbert,
// Fundamentals of Texture Mapping and Image Warping, 1989, §2.2.3).
type perspective struct{ a, b, c, d, e, f, g, k float64 }

func newPerspective(q quad, w, h float64) perspective {
	dx1, dy1 := q[1].x-q[2].x, q[1].y-q[2].y
	dx2, dy2 := q[3].x-q[2].x, q[3].y-q[2].y
	sx, sy := q[0].x-q[1].x+q[2].x-q[3].x, q[0].y-q[1].y+q[2].y-q[3].y
	whole := dx1*dy2 - dx2*dy1
	g, k := (sx*dy2-dx2*sy)/whole, (dx1*sy-sx*dy1)/whole
	return perspective{
		a: (q[1].x - q[0].x + g*q[1].x) / w, b: (q[3].x - q[0].x + k*q[3].x) / h, c: q[0].x,
		d: (q[1].y - q[0].y + g*q[1].y) / w, e: (q[3].y - q[0].y + k*q[3].y) / h, f: q[0].y,
		g: g / w, k: k / h,
	}
}

// flat draws the sheet and what is around it. What the photo does not have is
// as dark as its nearest pixel.
func (p perspective) flat(photo *image.Gray, sheet, margin image.Point) *image.Gray {
	out := newGray(sheet.X+2*margin.X, sheet.Y+2*margin.Y)
	right, bottom := float64(photo.Rect.Dx()-2), float64(photo.Rect.Dy()-2)
	for y := range out.Rect.Dy() {
		v := float64(y-margin.Y) + 0.5
		to := out.Pix[y*out.Stride:][:out.Rect.Dx()]
		for x := range to {
			u := float64(x-margin.X) + 0.5
			scale := 1 / (p.g*u + p.k*v + 1)
			sx := min(max((p.a*u+p.b*v+p.c)*scale, 0), right)
			sy := min(max((p.d*u+p.e*v+p.f)*scale, 0), bottom)
			to[x] = between(photo, sx, sy)
		}
	}
	return out
}

// between is the shade at a place that lies between four pixels.
func between(src *image.Gray, x, y float64) byte {
	x0, y0 := int(x), int(y)
	wx, wy := uint32((x-float64(x0))*256), uint32((y-float64(y0))*256)
	at := y0*src.Stride + x0
	a, b := src.Pix[at:at+2:at+2], src.Pix[at+src.Stride:at+src.Stride+2]
	top := uint32(a[0])*(256-wx) + uint32(a[1])*wx
	bottom := uint32(b[0])*(256-wx) + uint32(b[1])*wx
	return byte((top*(256-wy) + bottom*wy + 1<<15) >> 16)
}
