package eval

import "math"

// A curve is the claimed confidence against the measured share, drawn in a
// square of a side.
type curve struct {
	Side   int
	Points []dot
}

// A dot is one bin; the more values it has the larger it is.
type dot struct {
	X, Y, Radius   float64
	Claimed, Right float64 // shares
	Values         int
}

func curveOf(t *Tally) curve {
	c := curve{Side: 300}
	for _, b := range t.Bins {
		if b.Values == 0 {
			continue
		}
		d := dot{Claimed: float64(b.Claimed) / 100 / float64(b.Values), Right: share(b.Right, b.Values), Values: b.Values}
		d.X, d.Y = d.Claimed*float64(c.Side), (1-d.Right)*float64(c.Side)
		d.Radius = 2 + math.Sqrt(share(b.Values, t.Claimed()))*16
		c.Points = append(c.Points, d)
	}
	return c
}
