package images

import (
	"image"
	"math"
)

// Bounds of what a stamp in coloured ink is, in squares of 8 pixels and parts.
const (
	tint        = 60   // of 255: so far apart are the colours of coloured ink
	neutral     = 30   // and print's no further than that
	faintTint   = 25   // and of the soft edges of its letters
	blackest    = 100  // of 255: print is darker in all its colours
	tintedLeast = 2    // pixels of the sixteen looked at in a square of coloured ink
	crossLeast  = 1    // dark ones among them where it lies over print
	inkReach    = 6    // squares between the letters of one stamp: half a centimetre at 300 dpi
	stampWide   = 12   // squares, at least: a thumb's breadth at 300 dpi
	stampTall   = 5    // squares, at least
	stampLarge  = 0.6  // of the page's sides, at most: what is larger is its layout
	crossed     = 0.05 // of its squares, at least
	oneHue      = 0.8  // of its colour, at least: logos and photos have several
	mostFilled  = 0.7  // of its squares are nothing but ink: more is an area with writing on it
	fullSquare  = 15   // pixels of ink from which on a square is
	mostTinted  = 0.3  // of the page: more is coloured paper or light
	liftedTo    = 245  // what coloured ink becomes
)

// Unstamped makes a picture grey and takes coloured ink off where it lies over
// black print, as a stamp "paid" over an amount does: in grey both are ink.
// Coloured ink elsewhere stays, and a picture without colour costs a glance.
func Unstamped(src image.Image) *image.Gray {
	gray := Gray(src)
	c, ok := colouredOf(src)
	if !ok || !c.any() {
		return gray
	}
	c.count()
	for _, s := range c.stamps() {
		c.lift(gray, s)
	}
	return gray
}

// A coloured picture gives red, green and blue of its pixels, as they would be
// on white paper.
type coloured struct {
	w, h   int
	at     func(x, y int) (r, g, b int)
	white  [3][256]int // how bright a colour would be on white paper
	bw, bh int         // squares
	tinted []int       // pixels of coloured ink in each square, of every second of every second row
	dark   []int       // pixels of black print among the same
	hue    [][2]float64
	bright []int // sum of the brightest colours of the coloured pixels
}

// colouredOf is false of pictures of which no colour can be told at once.
func colouredOf(src image.Image) (*coloured, bool) {
	b := src.Bounds()
	c := &coloured{w: b.Dx(), h: b.Dy()}
	c.bw, c.bh = c.w/reduced, c.h/reduced
	switch p := src.(type) {
	case *image.YCbCr:
		c.at = func(x, y int) (int, int, int) {
			i, j := p.YOffset(b.Min.X+x, b.Min.Y+y), p.COffset(b.Min.X+x, b.Min.Y+y)
			return rgbOf(int(p.Y[i]), int(p.Cb[j])-128, int(p.Cr[j])-128)
		}
	case *image.RGBA:
		c.at = func(x, y int) (int, int, int) { return opaque(p.Pix[p.PixOffset(b.Min.X+x, b.Min.Y+y):]) }
	case *image.NRGBA:
		c.at = func(x, y int) (int, int, int) { return opaque(p.Pix[p.PixOffset(b.Min.X+x, b.Min.Y+y):]) }
	default:
		return nil, false
	}
	return c, c.bw > stampWide && c.bh > stampTall
}

// opaque is the colour of a pixel; what can be seen through is paper.
func opaque(pix []byte) (r, g, b int) {
	if pix[3] != 255 {
		return 255, 255, 255
	}
	return int(pix[0]), int(pix[1]), int(pix[2])
}

// rgbOf is the colour of light and two differences (JFIF 1.02).
func rgbOf(y, cb, cr int) (r, g, b int) {
	within := func(v int) int { return min(max(v, 0), 255) }
	return within(y + cr*1436>>10), within(y - (cb*352+cr*731)>>10), within(y + cb*1815>>10)
}

// any glances at the picture: whether there is coloured ink on it, and not all
// over it. It learns the paper's colour on the way, which is never quite white.
func (c *coloured) any() bool {
	const step = 8
	var counts [3][256]int
	n := 0
	for y := step / 2; y < c.h; y += step {
		for x := step / 2; x < c.w; x += step {
			r, g, b := c.at(x, y)
			counts[0][r], counts[1][g], counts[2][b] = counts[0][r]+1, counts[1][g]+1, counts[2][b]+1
			n++
		}
	}
	for i := range c.white {
		paper := max(quantile(&counts[i], n*8/10), 1)
		for v := range c.white[i] {
			c.white[i][v] = min(v*255/paper, 255)
		}
	}
	tinted := 0
	for y := step / 2; y < c.h; y += step {
		for x := step / 2; x < c.w; x += step {
			if most, least := c.ends(x, y); most >= blackest && most-least >= tint {
				tinted++
			}
		}
	}
	return tinted > stampWide*stampTall/8 && float64(tinted) < mostTinted*float64(n)
}

// onPaper is a pixel as it would be on white paper.
func (c *coloured) onPaper(x, y int) (r, g, b int) {
	r, g, b = c.at(x, y)
	return c.white[0][r], c.white[1][g], c.white[2][b]
}

// ends are the brightest and the darkest of a pixel's colours.
func (c *coloured) ends(x, y int) (most, least int) {
	r, g, b := c.onPaper(x, y)
	return max(r, g, b), min(r, g, b)
}

// count counts coloured ink and black print in each square.
func (c *coloured) count() {
	n := c.bw * c.bh
	c.tinted, c.dark, c.hue, c.bright = make([]int, n), make([]int, n), make([][2]float64, n), make([]int, n)
	for y := 0; y < c.bh*reduced; y += 2 {
		for x := 0; x < c.bw*reduced; x += 2 {
			square := y/reduced*c.bw + x/reduced
			r, g, b := c.onPaper(x, y)
			most, least := max(r, g, b), min(r, g, b)
			switch {
			case most < blackest && most-least < neutral:
				c.dark[square]++
			case most < blackest:
				// dark coloured ink, or the edge of print under a stamp
			case most-least >= tint:
				c.tinted[square]++
				c.bright[square] += most
				u, v := float64(r-g), float64(b-g)
				length := math.Hypot(u, v)
				c.hue[square][0] += u / length
				c.hue[square][1] += v / length
			}
		}
	}
}

// stamps finds the groups of coloured squares that are one stamp over print.
func (c *coloured) stamps() [][]int {
	var found [][]int
	seen := make([]bool, len(c.tinted))
	for square := range c.tinted {
		if seen[square] || c.tinted[square] < tintedLeast {
			continue
		}
		if group := c.group(square, seen); c.isStamp(group) {
			found = append(found, group)
		}
	}
	return found
}

// group gathers the coloured squares that stand near each other.
func (c *coloured) group(square int, seen []bool) []int {
	group := []int{square}
	seen[square] = true
	for next := 0; next < len(group); next++ {
		at := image.Pt(group[next]%c.bw, group[next]/c.bw)
		for y := max(at.Y-inkReach, 0); y <= min(at.Y+inkReach, c.bh-1); y++ {
			for x := max(at.X-inkReach, 0); x <= min(at.X+inkReach, c.bw-1); x++ {
				if near := y*c.bw + x; !seen[near] && c.tinted[near] >= tintedLeast {
					seen[near] = true
					group = append(group, near)
				}
			}
		}
	}
	return group
}

// isStamp tells whether a group is of a stamp's size, of one colour, not filled,
// and lies over print.
func (c *coloured) isStamp(group []int) bool {
	var box image.Rectangle
	tinted, over, full, u, v := 0, 0, 0, 0.0, 0.0
	for _, square := range group {
		at := image.Pt(square%c.bw, square/c.bw)
		box = box.Union(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
		tinted += c.tinted[square]
		u, v = u+c.hue[square][0], v+c.hue[square][1]
		if c.dark[square] >= crossLeast {
			over++
		}
		if c.tinted[square] >= fullSquare {
			full++
		}
	}
	return max(box.Dx(), box.Dy()) >= stampWide && min(box.Dx(), box.Dy()) >= stampTall &&
		float64(box.Dx()) <= stampLarge*float64(c.bw) && float64(box.Dy()) <= stampLarge*float64(c.bh) &&
		float64(over) >= crossed*float64(len(group)) &&
		math.Hypot(u, v) >= oneHue*float64(tinted) &&
		float64(full) <= mostFilled*float64(len(group))
}

// lift makes paper of the ink of a stamp. Seen in the colour that the ink lets
// through it is nearly paper, and black print stays black.
func (c *coloured) lift(gray *image.Gray, group []int) {
	sum, n := 0, 0
	for _, square := range group {
		sum, n = sum+c.bright[square], n+c.tinted[square]
	}
	ink := max(sum/n, 1)
	for _, square := range c.around(group) {
		left, top := square%c.bw*reduced, square/c.bw*reduced
		for y := top; y < top+reduced; y++ {
			row := gray.Pix[y*gray.Stride:]
			for x := left; x < left+reduced; x++ {
				if most, least := c.ends(x, y); most-least >= faintTint {
					row[x] = max(row[x], byte(min(most*liftedTo/ink, liftedTo)))
				}
			}
		}
	}
}

// around is a group with the squares beside it, in which its edges are.
func (c *coloured) around(group []int) []int {
	in := make(map[int]bool, 2*len(group))
	var all []int
	for _, square := range group {
		for y := max(square/c.bw-1, 0); y <= min(square/c.bw+1, c.bh-1); y++ {
			for x := max(square%c.bw-1, 0); x <= min(square%c.bw+1, c.bw-1); x++ {
				if at := y*c.bw + x; !in[at] {
					in[at] = true
					all = append(all, at)
				}
			}
		}
	}
	return all
}
