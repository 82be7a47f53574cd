package images

import (
	"image"
	"slices"

	"github.com/invoer/invoer"
)

// Bounds of what a print is made of.
const (
	printBorder = 0.03  // of the page at each side, where scanners leave shadows
	printLeast  = 0.002 // of the page in ink: about three lines of writing
	printFaint  = 0.06  // of the paper's light: less darkness is grain
	printFull   = 0.97  // of the fields are less dark than one that counts as full
)

// PrintOf is what an upright, straight page looks like, very small; nil for one
// with less ink than a few lines of writing have. It is how much darker than
// the paper around it each field is, so pale toner and grey paper change little.
func PrintOf(page *image.Gray) invoer.Print {
	small := Shrink(page, sketchScale(page))
	paper := paperOf(small)
	if !inked(inkOn(small, paper)) {
		return nil
	}
	dark := darkness(small, paper)
	full := slices.Sorted(slices.Values(dark))[int(printFull*float64(len(dark)))]
	if full == 0 {
		return nil
	}
	fields := make([]float64, len(dark))
	for i, d := range dark {
		fields[i] = min(d/full, 1)
	}
	p := make(invoer.Print, len(fields))
	for i, f := range softened(fields) {
		p[i] = uint8(f * 255)
	}
	return p
}

// inked tells whether a page has enough on it to be known again.
func inked(ink []bool) bool {
	n := 0
	for _, dark := range ink {
		if dark {
			n++
		}
	}
	return float64(n) >= printLeast*float64(len(ink))
}

// darkness sums for each field of a print how much darker than paper it is.
func darkness(small, paper *image.Gray) []float64 {
	w, h := small.Rect.Dx(), small.Rect.Dy()
	fields := make([]float64, invoer.PrintWidth*invoer.PrintHeight)
	dx, dy := int(float64(w)*printBorder), int(float64(h)*printBorder)
	for y := dy; y < h-dy; y++ {
		row := fields[y*invoer.PrintHeight/h*invoer.PrintWidth:]
		for x := dx; x < w-dx; x++ {
			at := y*w + x
			if d := 1 - float64(small.Pix[at])/float64(max(paper.Pix[at], 1)) - printFaint; d > 0 {
				row[x*invoer.PrintWidth/w] += d
			}
		}
	}
	return fields
}

// softened gives each field a part of what is around it, so that a page that
// was moved by less than a field looks the same.
func softened(fields []float64) []float64 {
	soft := make([]float64, len(fields))
	for y := range invoer.PrintHeight {
		for x := range invoer.PrintWidth {
			sum, all := 0.0, 0.0
			for v := max(y-1, 0); v <= min(y+1, invoer.PrintHeight-1); v++ {
				for u := max(x-1, 0); u <= min(x+1, invoer.PrintWidth-1); u++ {
					weight := 1.0
					if u == x {
						weight *= 2
					}
					if v == y {
						weight *= 2
					}
					sum, all = sum+weight*fields[v*invoer.PrintWidth+u], all+weight
				}
			}
			soft[y*invoer.PrintWidth+x] = sum / all
		}
	}
	return soft
}
