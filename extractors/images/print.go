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
	printFaint  = 6     // per cent of the paper's light: less darkness is grain
	printFull   = 0.97  // of the fields are less dark than one that counts as full
)

// PrintOf is what an upright, straight page looks like, very small; nil for one
// with less ink than a few lines of writing have. It is how much darker than
// the paper around it each field is, so pale toner and grey paper change little.
func PrintOf(page *image.Gray) invoer.Print {
	small := Shrink(page, sketchScale(page))
	dark, ink := darkness(small, groundOf(small))
	if float64(ink) < printLeast*float64(len(small.Pix)) {
		return nil
	}
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

// groundSide is the side in pixels of the squares for which the light of the
// paper is looked for: it changes slowly, and each pixel has its square's.
const groundSide = 4

// groundOf is how light the paper is around each square of a small page.
func groundOf(small *image.Gray) *image.Gray {
	w, h := (small.Rect.Dx()+groundSide-1)/groundSide, (small.Rect.Dy()+groundSide-1)/groundSide
	return Smooth(maximum(lightest(small, groundSide, w, h), 1), 2)
}

// darkness sums for each field of a print how much darker than paper it is, and
// counts the pixels of ink on the whole page.
func darkness(small, ground *image.Gray) (fields []float64, ink int) {
	w, h := small.Rect.Dx(), small.Rect.Dy()
	fields = make([]float64, invoer.PrintWidth*invoer.PrintHeight)
	dx, dy := int(float64(w)*printBorder), int(float64(h)*printBorder)
	for y := range h {
		row, paper := small.Pix[y*small.Stride:][:w], ground.Pix[y/groundSide*ground.Stride:][:ground.Rect.Dx()]
		to, inside := fields[y*invoer.PrintHeight/h*invoer.PrintWidth:], y >= dy && y < h-dy
		for square, light := range paper {
			if at := square * groundSide; at+groundSide <= w && row[at]&row[at+1]&row[at+2]&row[at+3] == 255 {
				continue // white, as nearly all of a page is
			}
			faint := byte(int(light) * (100 - printFaint) / 100)
			for x := square * groundSide; x < min((square+1)*groundSide, w); x++ {
				v := row[x]
				if v >= faint {
					continue
				}
				if int(v)*4 < int(light)*3 {
					ink++
				}
				if inside && x >= dx && x < w-dx {
					to[x*invoer.PrintWidth/w] += 1 - float64(v)/float64(light) - printFaint/100.
				}
			}
		}
	}
	return fields, ink
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
