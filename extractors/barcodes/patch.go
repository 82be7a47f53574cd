package barcodes

import (
	"image"
	"math"
)

// Patch codes (Kodak) are four bars, two of them wide, 2 to 2.5 inches long and
// 0.8 inches high together. They have no check characters: their size is the
// check.
const (
	narrow = 0.08 // inches, bars and the spaces between them
	wide   = 0.20
	// How much of its size a bar may have more or less: print and toner grow,
	// and a code that is askew is cut at an angle.
	slack    = 0.4
	shortest = 1.3  // inches of bars that are seen
	step     = 0.05 // inches between the lines along which bars are looked for
	speck    = 0.02 // inches of what is dust
	drift    = 0.06 // inches by which a code that is askew may move from line to line
)

// patchKinds are the codes that separate documents, read from either edge: T
// from below looks like 3, which separates batches.
var patchKinds = map[[4]bool]string{
	{false, true, false, true}: PatchT,
	{true, false, true, false}: PatchT,
	{true, false, false, true}: Patch2,
}

// patches finds patch codes whose bars lie or stand.
func patches(picture *image.Gray, dpi float64) []Code {
	if dpi <= 0 {
		return nil
	}
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	found := scan{w, h, dpi, func(x, y int) bool { return picture.Pix[y*picture.Stride+x] < 128 }}.codes()
	for _, code := range (scan{h, w, dpi, func(x, y int) bool { return picture.Pix[x*picture.Stride+y] < 128 }}).codes() {
		code.Box = across(code.Box)
		found = append(found, code)
	}
	return found
}

// A scan looks down the columns of a picture.
type scan struct {
	w, h int
	dpi  float64
	dark func(x, y int) bool
}

// A sighting is a patch code where one column cuts it.
type sighting struct {
	kind        string
	left, right int
	top, bottom int
}

// codes joins sightings in neighbouring columns to codes.
func (s scan) codes() []Code {
	var found []Code
	var open []sighting
	stride := max(int(step*s.dpi), 1)
	for x := stride; x < s.w; x += stride {
		var next []sighting
		for _, seen := range s.column(x) {
			next = append(next, s.joined(open, seen))
		}
		for _, old := range open {
			if x-old.right > 2*stride {
				found = s.keep(found, old)
			} else if !s.goesOn(old, next) {
				next = append(next, old)
			}
		}
		open = next
	}
	for _, old := range open {
		found = s.keep(found, old)
	}
	return found
}

func (s scan) near(a, b sighting) bool {
	return a.kind == b.kind && math.Abs(float64(a.top-b.top)) <= 2*drift*s.dpi
}

func (s scan) goesOn(old sighting, next []sighting) bool {
	for _, n := range next {
		if n.left == old.left && s.near(old, n) {
			return true
		}
	}
	return false
}

// joined is a sighting with the one in the column before that it goes on from.
func (s scan) joined(open []sighting, seen sighting) sighting {
	for _, old := range open {
		if s.near(old, seen) {
			seen.left = old.left
			break
		}
	}
	return seen
}

func (s scan) keep(found []Code, seen sighting) []Code {
	if float64(seen.right-seen.left) < shortest*s.dpi {
		return found
	}
	return append(found, Code{Kind: seen.kind, Box: image.Rect(seen.left, seen.top, seen.right, seen.bottom)})
}

// A run is pixels of one colour in a column.
type run struct {
	dark   bool
	at, to int
}

func (r run) length() int { return r.to - r.at }

// column gives the patch codes that one column cuts.
func (s scan) column(x int) []sighting {
	runs := s.runs(x)
	var seen []sighting
	for i := 1; i+7 < len(runs); i++ {
		if !runs[i].dark {
			continue
		}
		if kind := s.kindOf(runs[i-1], runs[i:i+7], runs[i+7]); kind != "" {
			seen = append(seen, sighting{kind: kind, left: x, right: x, top: runs[i].at, bottom: runs[i+6].to})
		}
	}
	return seen
}

// runs are the runs of a column, without dust.
func (s scan) runs(x int) []run {
	least := max(int(speck*s.dpi), 1)
	runs := []run{{}}
	for y := range s.h {
		last := &runs[len(runs)-1]
		if s.dark(x, y) == last.dark {
			last.to = y + 1
			continue
		}
		if last.length() < least && len(runs) > 1 { // dust: what was before goes on
			runs = runs[:len(runs)-1]
			runs[len(runs)-1].to = y + 1
			continue
		}
		runs = append(runs, run{!last.dark, y, y + 1})
	}
	return runs
}

// kindOf is the code that four bars are; empty when they are none.
func (s scan) kindOf(before run, bars []run, after run) string {
	quiet := int(wide * s.dpi / 2)
	if before.length() < quiet || after.length() < quiet {
		return ""
	}
	var wides [4]bool
	for i, r := range bars {
		is := s.sized(r, wide)
		if !is && !s.sized(r, narrow) || is && !r.dark {
			return ""
		}
		if r.dark {
			wides[i/2] = is
		}
	}
	return patchKinds[wides]
}

func (s scan) sized(r run, inches float64) bool {
	return math.Abs(float64(r.length())-inches*s.dpi) <= slack*inches*s.dpi+1
}
