package layout

import (
	"cmp"
	"math"
	"slices"
)

// parted cuts the cells that run into the column to their right, as a long line of
// an address does into the block beside it: with no more than a space between, a
// word begins where the lines around have cells begin. Exact is by how many points
// the beginnings of one column may differ.
func parted(lines []Line, exact float64) []Line {
	cut := make([]Line, len(lines))
	for i, l := range lines {
		cut[i].Box = l.Box
		for _, c := range l.Cells {
			from := 0
			for k := 1; k < len(c.Words); k++ {
				if columnAt(lines, i, c.Words[k].Box.X0, exact) {
					cut[i].Cells = append(cut[i].Cells, cell(c.Words[from:k]))
					from = k
				}
			}
			if from > 0 {
				c = cell(c.Words[from:])
			}
			cut[i].Cells = append(cut[i].Cells, c)
		}
	}
	return cut
}

// columnAt tells whether a column begins at x around a line: some of the lines
// closely above and below have a cell begin there, and none has one that goes
// across.
func columnAt(lines []Line, at int, x, exact float64) bool {
	const (
		around = 4   // lines above and below
		pitch  = 2.2 // heights from line to line at most
	)
	begin := 0
	for _, step := range []int{-1, 1} {
		last := lines[at]
		for n := 1; n <= around; n++ {
			i := at + n*step
			if i < 0 || i >= len(lines) || math.Abs(lines[i].Box.Y0-last.Box.Y0) > pitch*max(last.Box.Height(), lines[i].Box.Height()) {
				break
			}
			last = lines[i]
			begins, crosses := lines[i].around(x, exact)
			if crosses {
				return false
			}
			if begins {
				begin++
			}
		}
	}
	return begin > 1
}

// around tells whether a cell of a line begins at x, and whether one goes across.
func (l Line) around(x, exact float64) (begins, crosses bool) {
	behind, _ := slices.BinarySearchFunc(l.Cells, x+exact, func(c Cell, x float64) int { return cmp.Compare(c.Box.X0, x) })
	for _, c := range l.Cells[max(0, behind-2):behind] { // cells hardly overlap: those before end before
		begins = begins || c.Box.X0 >= x-exact
		crosses = crosses || c.Box.X0 < x-exact && c.Box.X1 > x+exact
	}
	return begins, crosses
}
