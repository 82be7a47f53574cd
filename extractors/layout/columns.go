package layout

import "math"

// parted cuts the cells that run into the column to their right, as a long line of
// an address does into the block beside it: with no more than a space between, a
// word begins where the lines around have a cell begin behind a gap.
func parted(lines []Line) []Line {
	cut := make([]Line, len(lines))
	for i, l := range lines {
		cut[i].Box = l.Box
		for _, c := range l.Cells {
			from := 0
			for k := 1; k < len(c.Words); k++ {
				if columnAt(lines, i, c.Words[k].Box.X0) {
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

// columnAt tells whether two of the lines closely around one have a cell begin at
// x, at least one of them behind another cell.
func columnAt(lines []Line, at int, x float64) bool {
	const (
		around = 2   // lines above and below
		exact  = 1.0 // points
		close  = 2.2 // heights from line to line at most
	)
	begin, behind := 0, 0
	for _, step := range []int{-1, 1} {
		last := lines[at]
		for n := 1; n <= around; n++ {
			i := at + n*step
			if i < 0 || i >= len(lines) {
				break
			}
			if math.Abs(lines[i].Box.Y0-last.Box.Y0) > close*max(last.Box.Height(), lines[i].Box.Height()) {
				break
			}
			last = lines[i]
			for k, c := range lines[i].Cells {
				if math.Abs(c.Box.X0-x) <= exact {
					begin++
					if k > 0 {
						behind++
					}
				}
			}
		}
	}
	return begin > 1 && behind > 0
}
