package wear

import (
	"image"
	"math/rand/v2"
)

func clamped(v int) uint8 { return uint8(min(max(v, 0), 255)) }

func abs(n int) int { return max(n, -n) }

// noise adds grain of a strength in shades.
func noise(r *rand.Rand, p *image.Gray, strength float64) {
	for i, v := range p.Pix {
		p.Pix[i] = clamped(int(v) + int(r.NormFloat64()*strength))
	}
}

// bitonal leaves black and white.
func bitonal(p *image.Gray, limit int) {
	for i, v := range p.Pix {
		p.Pix[i] = 255
		if int(v) < limit {
			p.Pix[i] = 0
		}
	}
}

// faintest is the lowest limit between black and white by which a scanner that
// looks for its limit itself would leave a page: what came out white a person
// would scan again. It is a third of the way from the darkest thousandth of the
// page to its paper.
func faintest(p *image.Gray) int {
	var counts [256]int
	for _, v := range p.Pix {
		counts[v]++
	}
	ink, paper := quantile(counts, len(p.Pix)/1000), quantile(counts, len(p.Pix)/2)
	return ink + (paper-ink)/3
}

// quantile is the shade than which no more than so many pixels are darker.
func quantile(counts [256]int, darker int) int {
	seen := 0
	for shade, n := range counts {
		if seen += n; seen > darker {
			return shade
		}
	}
	return len(counts) - 1
}

// speckles are specks of dirt.
func speckles(r *rand.Rand, p *image.Gray, n int) {
	for range n {
		p.Pix[r.IntN(len(p.Pix))] = uint8(r.IntN(2) * 255)
	}
}

// blurred is the mean of three by three pixels.
func blurred(p *image.Gray) *image.Gray {
	out := image.NewGray(p.Rect)
	copy(out.Pix, p.Pix)
	for y := 1; y < p.Rect.Dy()-1; y++ {
		for x := 1; x < p.Rect.Dx()-1; x++ {
			at, sum := y*p.Stride+x, 0
			for _, step := range [9]int{-p.Stride - 1, -p.Stride, -p.Stride + 1, -1, 0, 1, p.Stride - 1, p.Stride, p.Stride + 1} {
				sum += int(p.Pix[at+step])
			}
			out.Pix[at] = uint8(sum / 9)
		}
	}
	return out
}
