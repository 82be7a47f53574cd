package layout

import "math"

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
		close  = 2.2 // heights from line to line at most
	)
	begin := 0
	for _, step := range []int{-1, 1} {
		last := lines[at]
		for n := 1; n <= around; n++ {
			i := at + n*step
			if i < 0 || i >= len(lines) || math.Abs(lines[i].Box.Y0-last.Box.Y0) > close*max(last.Box.Height(), lines[i].Box.Height()) {
				break
			}
			last = lines[i]
			for _, c := range lines[i].Cells {
				switch {
				case math.Abs(c.Box.X0-x) <= exact:
					begin++
				case c.Box.X0 < x && c.Box.X1 > x+exact:
					return false
				}
			}
		}
	}
	return begin > 1
}
