package images

import "slices"

// How much of a page may be ink that is called blank: less than a line of
// writing has. What has more than the holes of a binder have is not looked at
// twice. Ink at the very edge is the scanner's.
const (
	leastInk = 0.0002
	mostInk  = 0.004
	margin   = 0.04
)

// blank tells that nothing stands on a page. The front of a sheet that shows
// through is too light to be ink, and holes are none. Pale writing of which a
// scanner in black and white left grain is something.
func (s sketch) blank() bool {
	x0, y0 := int(float64(s.w)*margin), int(float64(s.h)*margin)
	var inked []int
	for y := y0; y < s.h-y0; y++ {
		for x := x0; x < s.w-x0; x++ {
			if s.ink[y*s.w+x] {
				inked = append(inked, y*s.w+x)
			}
		}
	}
	if float64(len(inked)) > mostInk*float64(len(s.ink)) {
		return false
	}
	spots := s.withoutHoles(inked)
	ink := 0
	for _, p := range spots {
		ink += p.ink
	}
	return float64(ink) < leastInk*float64(len(s.ink)) && !s.inLines(spots)
}

// withoutHoles are the spots that are no holes of a binder.
func (s sketch) withoutHoles(inked []int) (spots []spot) {
	seen := map[int]bool{}
	for _, at := range inked {
		if seen[at] {
			continue
		}
		if spot := s.spot(at, seen); !s.hole(spot) {
			spots = append(spots, spot)
		}
	}
	return spots
}

// Grain of writing lies in lines, and dust does not: of so many specks at least,
// three of four lie in a fifth of the page's strips, each as high as a line. In
// three of those there is more than a speck or two, which is not so of a fold.
const (
	leastGrain = 40
	lineStrips = 60
	fullest    = lineStrips / 5
	inFullest  = 0.75
	leastLines = 3
	ofALine    = 4
)

// inLines tells whether specks are what is left of writing.
func (s sketch) inLines(specks []spot) bool {
	if len(specks) < leastGrain {
		return false
	}
	in := make([]int, lineStrips)
	for _, p := range specks {
		in[p.y0*lineStrips/s.h]++
	}
	slices.Sort(in)
	slices.Reverse(in)
	lined := 0
	for _, n := range in[:fullest] {
		lined += n
	}
	return in[leastLines-1] >= ofALine && float64(lined) >= inFullest*float64(len(specks))
}

// A spot is ink that hangs together.
type spot struct{ x0, y0, x1, y1, ink int }

// spot finds the one around a pixel.
func (s sketch) spot(at int, seen map[int]bool) spot {
	found := spot{x0: s.w, y0: s.h}
	seen[at] = true
	for open := []int{at}; len(open) > 0; {
		x, y := open[len(open)-1]%s.w, open[len(open)-1]/s.w
		open = open[:len(open)-1]
		found.ink++
		found.x0, found.y0 = min(found.x0, x), min(found.y0, y)
		found.x1, found.y1 = max(found.x1, x+1), max(found.y1, y+1)
		for _, step := range [][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
			nx, ny := x+step[0], y+step[1]
			next := ny*s.w + nx
			if nx < 0 || ny < 0 || nx >= s.w || ny >= s.h || !s.ink[next] || seen[next] {
				continue
			}
			seen[next] = true
			open = append(open, next)
		}
	}
	return found
}

// hole tells whether a spot is round, of 4 to 9 mm, and no further than 20 mm
// from an edge of the page, which is taken to be as wide as A4: ISO 838 has holes
// of 6 mm, 12 mm from the edge.
func (s sketch) hole(p spot) bool {
	mm := float64(min(s.w, s.h)) / 210
	wide, high := float64(p.x1-p.x0)/mm, float64(p.y1-p.y0)/mm
	round := wide > 0.7*high && high > 0.7*wide && float64(p.ink) > 0.6*float64((p.x1-p.x0)*(p.y1-p.y0))
	near := min(p.x0, p.y0, s.w-p.x1, s.h-p.y1)
	return round && wide > 4 && wide < 9 && high > 4 && high < 9 && float64(near) < 20*mm
}
