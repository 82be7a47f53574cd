package images

import (
	"image"
	"math"
)

// Punch holes as scans show them, in millimetres: how wide they are (ISO 838: 6,
// other punches up to 7), how far from the edge at most, and how far they stand
// from each other: 80 (ISO 838), 21 and 70 (Sweden), 108 (North America), and
// what one or two of these make together.
const (
	leastHole = 4.5
	mostHole  = 8.0
	holeEdge  = 20.0
	holeOff   = 2.5 // how much of it two holes may be out of line or place
)

var holePitches = []float64{21, 70, 80, 91, 108, 112, 160, 216, 240}

// Pixels per inch at which holes are looked for, and from what on a pixel of a
// flat page is dark.
const (
	holeDPI = 75.0
	holeInk = 160
)

// eraseHoles takes the dark rounds off a level page that punch holes are on a
// scan, where two or more of one size stand in line along an edge, as far apart
// as a punch makes them: a single one may be a logo.
func eraseHoles(page *image.Gray, dpi float64) {
	k := max(int(math.Round(dpi/holeDPI)), 1)
	small := Shrink(page, k)
	perMM := dpi / float64(k) / 25.4
	rounds := roundsOn(small, perMM)
	for i, a := range rounds {
		for j, b := range rounds {
			if i != j && a.punchedWith(b, small.Rect, perMM) {
				a.erase(page, k)
				break
			}
		}
	}
}

// A round is a dark disc or ring on a small page.
type round struct{ x, y, radius float64 }

// roundsOn finds the rounds of the size of a punch hole near the edges.
func roundsOn(small *image.Gray, perMM float64) []round {
	w, h := small.Rect.Dx(), small.Rect.Dy()
	dark := make([]bool, w*h)
	for i, v := range small.Pix[:len(dark)] {
		dark[i] = v < holeInk
	}
	ink := append([]bool(nil), dark...)
	edge := int(holeEdge * perMM)
	var found []round
	for at := range dark {
		x, y := at%w, at/w
		if !dark[at] || x > edge && x < w-edge && y > edge && y < h-edge {
			continue
		}
		box, _ := takeBlob(dark, w, h, at)
		wide, high := float64(box.Dx()), float64(box.Dy())
		if least, most := leastHole*perMM, mostHole*perMM; min(wide, high) < least || max(wide, high) > most || math.Abs(wide-high) > 2 {
			continue
		}
		r := round{float64(box.Min.X+box.Max.X-1) / 2, float64(box.Min.Y+box.Max.Y-1) / 2, (wide + high) / 4}
		if r.fits(ink, w, box) {
			found = append(found, r)
		}
	}
	return found
}

// fits tells whether the ink in a box is round: none in the corners, and some
// near the rim in each of sixteen directions.
func (r round) fits(ink []bool, w int, box image.Rectangle) bool {
	const directions = 16
	var rim [directions]bool
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if !ink[y*w+x] {
				continue
			}
			dx, dy := float64(x)-r.x, float64(y)-r.y
			switch far := math.Hypot(dx, dy); {
			case far > r.radius+1:
				return false
			case far > r.radius-2.5:
				rim[int((math.Atan2(dy, dx)+math.Pi)/(2*math.Pi)*directions)%directions] = true
			}
		}
	}
	for _, there := range rim {
		if !there {
			return false
		}
	}
	return true
}

// punchedWith tells whether two rounds are holes of one punch.
func (r round) punchedWith(o round, page image.Rectangle, perMM float64) bool {
	off := holeOff * perMM
	if math.Abs(r.radius-o.radius) > 1.5 {
		return false
	}
	edge := holeEdge * perMM
	atSide := func(v, size float64) bool { return v < edge || v > size-edge }
	across, along := math.Abs(r.x-o.x), math.Abs(r.y-o.y)
	side := atSide(r.x, float64(page.Dx()))
	if across > along {
		across, along, side = along, across, atSide(r.y, float64(page.Dy()))
	}
	if across > off || !side {
		return false
	}
	for _, pitch := range holePitches {
		if math.Abs(along-pitch*perMM) < off {
			return true
		}
	}
	return false
}

// erase paints a round over on the page that was made k times smaller, with
// the grey rim that it has.
func (r round) erase(page *image.Gray, k int) {
	scale := float64(k)
	x0, y0, radius := (r.x+0.5)*scale, (r.y+0.5)*scale, (r.radius+1.5)*scale
	for y := max(int(y0-radius), 0); y < min(int(y0+radius)+1, page.Rect.Dy()); y++ {
		for x := max(int(x0-radius), 0); x < min(int(x0+radius)+1, page.Rect.Dx()); x++ {
			if math.Hypot(float64(x)-x0, float64(y)-y0) <= radius {
				page.Pix[y*page.Stride+x] = 240
			}
		}
	}
}
