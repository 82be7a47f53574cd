package invoer

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// A Print is what a page looks like, very small: how much ink is in each field
// of a grid over the written part of the page, row by row, PrintWidth by
// PrintHeight bytes. It survives scanning, turning, compression and brightness.
// It is nil for a page that shows too little to be known again.
type Print []byte

// The grid of a Print.
const (
	PrintWidth  = 48
	PrintHeight = 64
)

// Like tells how alike two pages look: the correlation of their prints, from
// -1 to 1, where they fit best when one is moved by a field at most. It is 0
// where one has no print.
func (p Print) Like(q Print) float64 {
	if len(p) != PrintWidth*PrintHeight || len(q) != len(p) {
		return 0
	}
	best := -1.0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
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
// share at least one of them nearly always. Each is of one coarse feature of
// the page and keeps which.
func (p Print) Bands() []int32 {
	if len(p) != PrintWidth*PrintHeight {
		return nil
	}
	hash := p.hash()
	bands := make([]int32, 0, 64/bandBits*len(hash))
	for i, word := range hash {
		for at := 0; at+bandBits <= 64; at += bandBits {
			bands = append(bands, int32(len(bands)<<bandBits)|int32(word>>at&(1<<bandBits-1)))
		}
		_ = i
	}
	return bands
}

const bandBits = 12

// hash says of the lowest frequencies of the print whether they are above
// their median: each byte row of 16.
func (p Print) hash() [4]uint64 {
	const side = 16
	var low [side * side]float64
	p.transform(low[:], side)
	middle := slices.Sorted(slices.Values(low[1:]))[len(low)/2]
	var hash [4]uint64
	for i, v := range low {
		if cmp.Compare(v, middle) > 0 {
			hash[i/64] |= 1 << (i % 64)
		}
	}
	return hash
}

// transform gives the lowest frequencies of a cosine transform.
func (p Print) transform(low []float64, side int) {
	var rows [PrintHeight * 16]float64
	for y := range PrintHeight {
		for u := range side {
			sum := 0.0
			for x := range PrintWidth {
				sum += float64(p[y*PrintWidth+x]) * math.Cos(math.Pi*float64(u)*(float64(x)+0.5)/PrintWidth)
			}
			rows[y*side+u] = sum
		}
	}
	for v := range side {
		for u := range side {
			sum := 0.0
			for y := range PrintHeight {
				sum += rows[y*side+u] * math.Cos(math.Pi*float64(v)*(float64(y)+0.5)/PrintHeight)
			}
			low[v*side+u] = sum
		}
	}
}

// distance counts the bits in which the hashes of two prints differ.
func distance(a, b [4]uint64) int {
	n := 0
	for i := range a {
		n += bits.OnesCount64(a[i] ^ b[i])
	}
	return n
}

// sameSheet is how alike prints of the same page are at least.
const sameSheet = 0.9

// sameSheets tells whether two documents have the same pages in the same order.
func sameSheets(a, b []Print) bool {
	if len(a) == 0 || len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Like(b[i]) < sameSheet {
			return false
		}
	}
	return true
}
