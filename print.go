package invoer

import (
	"math"
	"slices"
)

// A Print is what a page looks like, very small: how dark each field of a grid
// over the page is, row by row, PrintWidth by PrintHeight bytes. It survives scanning, turning, compression and brightness.
// It is nil for a page that shows too little to be known again.
type Print []byte

// The grid of a Print.
const (
	PrintWidth  = 48
	PrintHeight = 64
	printSlack  = 2 // fields by which sheets lie apart on the glass
)

// Like tells how alike two pages look: the correlation of their prints, from
// -1 to 1, where they fit best when one is moved by two fields
// at most, about a centimetre. It is 0
// where one has no print.
func (p Print) Like(q Print) float64 {
	if len(p) != PrintWidth*PrintHeight || len(q) != len(p) {
		return 0
	}
	best := -1.0
	for dy := -printSlack; dy <= printSlack; dy++ {
		for dx := -printSlack; dx <= printSlack; dx++ {
			best = max(best, p.moved(q, dx, dy))
		}
	}
	return best
}

// moved is the correlation of p with q moved by so many fields.
func (p Print) moved(q Print, dx, dy int) float64 {
	var n, sp, sq, spp, sqq, spq float64
	for y := max(0, -dy); y < min(PrintHeight, PrintHeight-dy); y++ {
		for x := max(0, -dx); x < min(PrintWidth, PrintWidth-dx); x++ {
			a, b := float64(p[y*PrintWidth+x]), float64(q[(y+dy)*PrintWidth+x+dx])
			n++
			sp, sq, spp, sqq, spq = sp+a, sq+b, spp+a*a, sqq+b*b, spq+a*b
		}
	}
	deviation := math.Sqrt((spp - sp*sp/n) * (sqq - sq*sq/n))
	if deviation == 0 {
		return 0
	}
	return (spq - sp*sq/n) / deviation
}

// Bands are keys under which a print is looked up: prints of the same page
// nearly always share one. Each keeps which part of the hash it is.
func (p Print) Bands() []int32 {
	if len(p) != PrintWidth*PrintHeight {
		return nil
	}
	var bands []int32
	for _, word := range p.hash() {
		for at := 0; at+bandBits <= 64; at += bandBits {
			bands = append(bands, int32(len(bands)<<bandBits)|int32(word>>at&(1<<bandBits-1)))
		}
	}
	return bands
}

const (
	bandBits = 12
	hashSide = 16 // lowest frequencies in each direction
)

// hash says of the lowest frequencies of the print whether they are above
// their median.
func (p Print) hash() [hashSide * hashSide / 64]uint64 {
	low := p.transform()
	middle := slices.Sorted(slices.Values(low[1:]))[len(low)/2]
	var hash [hashSide * hashSide / 64]uint64
	for i, v := range low {
		if v > middle {
			hash[i/64] |= 1 << (i % 64)
		}
	}
	return hash
}

// transform gives the lowest frequencies of a cosine transform.
func (p Print) transform() []float64 {
	across := make([]float64, PrintHeight*hashSide)
	for y := range PrintHeight {
		for u := range hashSide {
			for x := range PrintWidth {
				across[y*hashSide+u] += float64(p[y*PrintWidth+x]) * acrossWaves[u][x]
			}
		}
	}
	low := make([]float64, hashSide*hashSide)
	for v := range hashSide {
		for u := range hashSide {
			for y := range PrintHeight {
				low[v*hashSide+u] += across[y*hashSide+u] * downWaves[v][y]
			}
		}
	}
	return low
}

// The lowest waves of a cosine transform, at the middle of each field.
var acrossWaves, downWaves = waves(PrintWidth), waves(PrintHeight)

func waves(fields int) [hashSide][]float64 {
	var all [hashSide][]float64
	for n := range all {
		for at := range fields {
			all[n] = append(all[n], math.Cos(math.Pi*float64(n)*(float64(at)+0.5)/float64(fields)))
		}
	}
	return all
}

// sameSheet is how alike prints of the same page are at least.
const sameSheet = 0.85

// sameSheets tells whether two documents have the same pages in the same order.
func sameSheets(a, b []Print) bool { return alikeAll(a, b) >= sameSheet }

// alikeAll is how alike those pages of two documents are that are least alike;
// 0 where one has none or more.
func alikeAll(a, b []Print) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return 0
	}
	least := 1.0
	for i := range a {
		least = min(least, a[i].Like(b[i]))
	}
	return least
}
