package images

import (
	"image"
	"math"
	"slices"
)

// A sketch is a small picture of a page in black and white, in which turn and
// skew are looked for.
type sketch struct {
	ink  []bool
	w, h int
}

const sketchPixels = 700_000

// sketchOf makes one that is k times smaller.
func sketchOf(flat *image.Gray, k int) sketch {
	small := Shrink(flat, k)
	return sketch{inkMap(small), small.Rect.Dx(), small.Rect.Dy()}
}

// sketchScale is by how much a page is made smaller for its sketch.
func sketchScale(flat *image.Gray) int {
	return max(int(math.Sqrt(float64(len(flat.Pix))/sketchPixels)), 1)
}

// From when on pixels alone are believed: how much fuller and emptier the rows
// are than the columns, and how much sharper the feet of lines are than their
// heads. Pages of capitals and digits have feet of between -0.03 and 0.03
// whichever way up they are.
const (
	clearlyLying = 1.5
	clearFooting = 0.03
)

// quarters finds by how many degrees the page must be turned, and whether that
// is sure. Most pages stand upright, so that only this may be sure at once: a
// page is not turned over on the word of its pixels alone.
func (s sketch) quarters() (turn int, sure bool) {
	ratio := unevenness(s.ink, s.w, s.h, true) / max(unevenness(s.ink, s.w, s.h, false), 1e-9)
	if ratio > 1 {
		s, turn = s.turned(90), 90
	}
	level := s.sheared(skew(s.ink, s.w, s.h))
	foot := footing(level.ink, level.w, level.h)
	if foot < 0 {
		turn += 180
	}
	return turn, turn == 0 && foot >= clearFooting && ratio < 1/clearlyLying
}

func (s sketch) turned(degrees int) sketch {
	if degrees == 0 {
		return s
	}
	return sketchFrom(Turn(s.gray(), degrees))
}

func (s sketch) sheared(degrees float64) sketch {
	if degrees == 0 {
		return s
	}
	return sketchFrom(rotate(s.gray(), degrees, 255))
}

func (s sketch) gray() *image.Gray {
	g := newGray(s.w, s.h)
	for i, dark := range s.ink {
		if !dark {
			g.Pix[i] = 255
		}
	}
	return g
}

func sketchFrom(g *image.Gray) sketch {
	s := sketch{ink: make([]bool, len(g.Pix)), w: g.Rect.Dx(), h: g.Rect.Dy()}
	for i, v := range g.Pix {
		s.ink[i] = v < 128
	}
	return s
}

// wellRead is how legible a piece is that nobody reads upside down.
const wellRead = 30

// pieces is how many are looked at before a page stays as the pixels say: the
// busiest one of a till receipt may be numbers only.
const pieces = 3

// mostLegible asks which way up pieces of the page can be read best. A page of
// which nothing can be read stays as the pixels say.
func mostLegible(flat *image.Gray, dpi float64, s sketch, k, likely int, legible Legible) int {
	turns := [4]int{likely, (likely + 180) % 360, (likely + 90) % 360, (likely + 270) % 360}
	var skews, scores [4]float64
	for i, turn := range turns {
		straight := s.turned(turn)
		skews[i] = skew(straight.ink, straight.w, straight.h)
	}
	for _, box := range s.busiest(pieces, dpi/float64(k)) {
		piece := crop(flat, image.Rect(box.Min.X*k, box.Min.Y*k, box.Max.X*k, box.Max.Y*k))
		for i, turn := range turns {
			upright := Turn(piece, turn)
			if skews[i] != 0 {
				upright = rotate(upright, skews[i], 240)
			}
			if scores[i] += legible(upright); scores[i] >= wellRead {
				return turn
			}
		}
	}
	best := 0
	for i, score := range scores {
		if score > 1.2*scores[best] {
			best = i
		}
	}
	return turns[best]
}

// busiest gives squares of the page, at most n and none over another, in which
// ink begins most often, as it does where there is writing; the busiest first.
// They have a sixth of the page's side, and an inch and a half at least, as
// there are whole words in that.
func (s sketch) busiest(n int, dpi float64) []image.Rectangle {
	side := max(int(math.Sqrt(float64(s.w*s.h)))/6, int(1.5*dpi))
	side = max(min(side, s.w, s.h), 1)
	type square struct {
		box   image.Rectangle
		edges int
	}
	var all []square
	for y := 0; y+side <= s.h; y += max(side/4, 1) {
		for x := 0; x+side <= s.w; x += max(side/4, 1) {
			box := image.Rect(x, y, x+side, y+side)
			all = append(all, square{box, s.edges(box)})
		}
	}
	slices.SortStableFunc(all, func(a, b square) int { return b.edges - a.edges })
	var chosen []image.Rectangle
	for _, candidate := range all {
		if len(chosen) < n && !slices.ContainsFunc(chosen, candidate.box.Overlaps) {
			chosen = append(chosen, candidate.box)
		}
	}
	return chosen
}

// edges counts the places in a box where ink begins.
func (s sketch) edges(box image.Rectangle) int {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := s.ink[y*s.w:]
		for x := box.Min.X + 1; x < box.Max.X; x++ {
			if row[x] && !row[x-1] {
				n++
			}
		}
	}
	return n
}

func crop(src *image.Gray, box image.Rectangle) *image.Gray {
	box = box.Intersect(src.Rect)
	out := newGray(box.Dx(), box.Dy())
	for y := range box.Dy() {
		copy(out.Pix[y*out.Stride:][:box.Dx()], src.Pix[(box.Min.Y+y)*src.Stride+box.Min.X:])
	}
	return out
}
