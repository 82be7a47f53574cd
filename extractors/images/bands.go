package images

import (
	"image"
	"slices"
)

// Bounds of coloured areas with light writing, in squares of the reduced
// picture (of 8 pixels each) and in parts.
const (
	bandShade  = 0.75 // of the paper's brightness, at most
	bandDark   = 0.4  // and at least: writing on darker areas is left to see, and Tesseract inverts it
	bandFilled = 0.5  // of the squares around that are so dark, at least: dark letters leave more paper between them
	bandReach  = 3    // squares around
	paperReach = 48
	bandEdge   = 3   // squares at its edge whose pixels are not believed, as paper beside it is as light as letters
	lightInk   = 0.3 // of the way from the area's brightness to paper: lighter is light writing
	darkInk    = 0.6 // of the area's brightness: darker is dark writing
	leastLight = 0.01
	plainLight = 0.05 // where it may be the grain of a table
	mostLight  = 0.45
)

// InvertBands makes dark writing on paper of light writing on a coloured area,
// as the light that is divided out afterwards takes such an area for paper that
// lies in shadow, and leaves nothing of its letters. Areas with dark writing
// stay as they are.
func InvertBands(src *image.Gray) *image.Gray {
	b := bandsOf(src)
	if b == nil {
		return src
	}
	out := newGray(src.Rect.Dx(), src.Rect.Dy())
	for y := range src.Rect.Dy() {
		copy(out.Pix[y*out.Stride:][:out.Stride], src.Pix[y*src.Stride:])
	}
	for cell, light := range b.light {
		if light {
			b.invert(out, cell)
		}
	}
	return out
}

// bands are the squares of a picture that belong to coloured areas.
type bands struct {
	w, h         int
	area, paper  *image.Gray // how bright the area is at each square, and the paper around
	filled       *image.Gray // white in a coloured area
	inside       []bool      // in one, away from its edge
	light        []bool      // in one in which there is light writing
	lighter, all []int       // sums of pixels over squares above and to the left
	darker       []int
}

// bandsOf finds areas with light writing; nil where there is none.
func bandsOf(src *image.Gray) *bands {
	small := Shrink(src, reduced)
	b := &bands{w: small.Rect.Dx(), h: small.Rect.Dy()}
	if b.w < paperReach || b.h < paperReach || small == src {
		return nil
	}
	b.paper = Smooth(maximum(small, paperReach), bandReach)
	if !b.find(small) {
		return nil
	}
	b.middle(small)
	b.count(src)
	var seeds []int
	for at, in := range b.inside {
		if in && b.lightWriting(at%b.w, at/b.w, leastLight) {
			seeds = append(seeds, at)
		}
	}
	if !b.spread(seeds) {
		return nil
	}
	return b
}

// spread marks the areas that squares with light writing are in, and tells
// whether there are any. What reaches from the top of a picture to its foot is
// what a photographed sheet lies on, perhaps together with a band on the sheet:
// of that only the surroundings of plain writing are taken.
func (b *bands) spread(seeds []int) bool {
	within := minimum(b.filled, 1)
	plain := newGray(b.w, b.h)
	b.light = make([]bool, len(b.inside))
	known := make([]bool, len(b.inside))
	for _, seed := range seeds {
		if known[seed] {
			continue
		}
		area := make([]bool, len(b.inside))
		flood(b.w, b.h, []int{seed}, area, func(_, to int) bool { return within.Pix[to] > 0 })
		band := !slices.Contains(area[:2*b.w], true) || !slices.Contains(area[len(area)-2*b.w:], true)
		for at, in := range area {
			known[at] = known[at] || in
			b.light[at] = b.light[at] || in && band
			if in && !band && b.inside[at] && b.lightWriting(at%b.w, at/b.w, plainLight) {
				plain.Pix[at] = 255
			}
		}
	}
	for at, v := range maximum(plain, bandEdge).Pix {
		b.light[at] = b.light[at] || v > 0 && within.Pix[at] > 0
	}
	return slices.Contains(b.light, true)
}

// middle finds how bright coloured areas are: their middle shade around, as
// writing of either kind covers less than half of them.
func (b *bands) middle(small *image.Gray) {
	b.area = newGray(b.w, b.h)
	shades := make([]byte, 0, (2*bandReach+1)*(2*bandReach+1))
	for at, v := range b.filled.Pix {
		if v == 0 {
			continue
		}
		shades = shades[:0]
		for y := max(at/b.w-bandReach, 0); y < min(at/b.w+bandReach+1, b.h); y++ {
			for x := max(at%b.w-bandReach, 0); x < min(at%b.w+bandReach+1, b.w); x++ {
				if b.filled.Pix[y*b.w+x] > 0 {
					shades = append(shades, small.Pix[y*b.w+x])
				}
			}
		}
		slices.Sort(shades)
		b.area.Pix[at] = shades[len(shades)/2]
	}
}

// find marks the squares of coloured areas and tells whether there are any.
func (b *bands) find(small *image.Gray) bool {
	dark := newGray(b.w, b.h)
	for i, v := range small.Pix {
		if shade := float64(v) / float64(max(b.paper.Pix[i], 1)); shade > bandDark && shade < bandShade {
			dark.Pix[i] = 255
		}
	}
	b.filled = Smooth(dark, bandReach)
	for i, v := range b.filled.Pix {
		b.filled.Pix[i] = 0
		if float64(v) >= bandFilled*255 {
			b.filled.Pix[i] = 255
		}
	}
	b.inside = make([]bool, len(dark.Pix))
	for i, v := range minimum(b.filled, bandEdge).Pix {
		b.inside[i] = v > 0
	}
	return slices.Contains(b.inside, true)
}

// count counts light and dark pixels of all squares inside, so that those of
// any rectangle can be told.
func (b *bands) count(src *image.Gray) {
	n := (b.w + 1) * (b.h + 1)
	b.lighter, b.darker, b.all = make([]int, n), make([]int, n), make([]int, n)
	for y := range b.h {
		for x := range b.w {
			at, to := y*b.w+x, (y+1)*(b.w+1)+x+1
			lighter, darker, all := 0, 0, 0
			if b.inside[at] {
				lighter, darker = b.writing(src, x, y)
				all = reduced * reduced
			}
			for _, sum := range []struct {
				of []int
				n  int
			}{{b.lighter, lighter}, {b.darker, darker}, {b.all, all}} {
				sum.of[to] = sum.n + sum.of[to-1] + sum.of[to-b.w-1] - sum.of[to-b.w-2]
			}
		}
	}
}

// writing counts the pixels of a square that are much lighter and much darker
// than the area that it is in.
func (b *bands) writing(src *image.Gray, x, y int) (lighter, darker int) {
	area, paper := float64(b.area.Pix[y*b.w+x]), float64(b.paper.Pix[y*b.w+x])
	above, below := byte(min(area+lightInk*(paper-area), 255)), byte(area*darkInk)
	for dy := range reduced {
		for _, v := range src.Pix[(y*reduced+dy)*src.Stride+x*reduced:][:reduced] {
			if v > above {
				lighter++
			} else if v < below {
				darker++
			}
		}
	}
	return lighter, darker
}

// lightWriting tells whether the writing around a square is lighter than its
// area, and at least that part of it. It looks further along the lines than across them.
func (b *bands) lightWriting(x, y int, least float64) bool {
	x0, x1 := max(x-4*bandReach, 0), min(x+4*bandReach+1, b.w)
	y0, y1 := max(y-bandReach, 0), min(y+bandReach+1, b.h)
	sum := func(of []int) int {
		return of[y1*(b.w+1)+x1] - of[y0*(b.w+1)+x1] - of[y1*(b.w+1)+x0] + of[y0*(b.w+1)+x0]
	}
	lighter, all := float64(sum(b.lighter)), float64(sum(b.all))
	return lighter > 3*float64(sum(b.darker)) && lighter > least*all && lighter < mostLight*all
}

// invert makes of the pixels of a square what they would be in dark on paper;
// dark writing that is there too stays dark.
func (b *bands) invert(out *image.Gray, cell int) {
	area, paper := float64(b.area.Pix[cell]), float64(b.paper.Pix[cell])
	var shades [256]byte
	for v := range shades {
		if v := float64(v); v < area {
			shades[int(v)] = byte(paper * v / area)
		} else {
			shades[int(v)] = byte(paper * (1 - darkest*min((v-area)/max(paper-area, 1), 1)))
		}
	}
	x, y := cell%b.w*reduced, cell/b.w*reduced
	for dy := range reduced {
		row := out.Pix[(y+dy)*out.Stride+x:][:reduced]
		for i, v := range row {
			row[i] = shades[v]
		}
	}
}

// darkest is how much darker than paper white letters become.
const darkest = 0.9
