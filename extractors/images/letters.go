package images

import (
	"image"
	"slices"
)

// Bounds of what may be a letter, in pixels of the picture that is measured,
// and how many are enough to tell how large letters are.
const (
	leastLetter = 5
	mostLetter  = 80
	lettersTell = 60
	measured    = 2000 // pixels of its longer side at most
)

// How high letters are in points: that of usual print as letterHeight measures
// it, and the most of a page that is in large print. Pages of A4 have 4.4 to 7.
const (
	usualLetter   = 5.5
	largestLetter = 9.0
)

// LikelyDPI is the resolution of a picture that tells none, on which a sheet has
// so many pixels: that of Resolution, unless its letters would be larger than
// those of any page. A till receipt that is not very long is found by that.
func LikelyDPI(picture *image.Gray, sheet image.Point) float64 {
	dpi := Resolution(Shape{Width: sheet.X, Height: sheet.Y})
	if height, ok := letterHeight(picture); ok && height*72/dpi > largestLetter {
		return height * 72 / usualLetter
	}
	return dpi
}

// letterHeight is the middle height in pixels of what may be letters on a
// picture, which is between that of small and of capital ones; ok is false where
// there are too few.
func letterHeight(src *image.Gray) (height float64, ok bool) {
	k := max((max(src.Rect.Dx(), src.Rect.Dy())+measured-1)/measured, 1)
	small := Shrink(src, k)
	w, h := small.Rect.Dx(), small.Rect.Dy()
	ink := inkMap(small)
	var heights []int
	for at := range ink {
		if !ink[at] {
			continue
		}
		box, n := takeBlob(ink, w, h, at)
		if box.Dy() >= leastLetter && box.Dy() <= mostLetter && box.Dx() <= 3*box.Dy() && 6*box.Dx() >= box.Dy() && 6*n >= box.Dx()*box.Dy() {
			heights = append(heights, box.Dy())
		}
	}
	if len(heights) < lettersTell {
		return 0, false
	}
	slices.Sort(heights)
	return float64(k * heights[len(heights)/2]), true
}

// takeBlob takes the ink that hangs together with a pixel off the map, and gives
// its box and how many pixels it has.
func takeBlob(ink []bool, w, h, at int) (box image.Rectangle, n int) {
	todo := []int{at}
	ink[at] = false
	box = image.Rect(at%w, at/w, at%w+1, at/w+1)
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		n++
		x, y := at%w, at/w
		box = image.Rect(min(box.Min.X, x), min(box.Min.Y, y), max(box.Max.X, x+1), max(box.Max.Y, y+1))
		for _, next := range [4]struct {
			at   int
			here bool
		}{{at - 1, x > 0}, {at + 1, x < w-1}, {at - w, y > 0}, {at + w, y < h-1}} {
			if next.here && ink[next.at] {
				ink[next.at] = false
				todo = append(todo, next.at)
			}
		}
	}
	return box, n
}
