package images

import (
	"image"
	"slices"
)

// Bounds of the marks of a dashed or dotted rule, as parts of an inch, and how
// many make one. Letters are no marks: a stem is higher, and a row of
// round letters hangs together with what is below.
const (
	markHigh = 40.0 // 1.8 points
	markLong = 6.0
	markGap  = 6.0
	marksRow = 12
)

// Ink on paper of 240, with the grey edge of thin marks.
const markInk = 180

// eraseDashes takes dashed and dotted rules off a level page in place.
// Tesseract knows solid rules, but reads these as words of m and n, which takes
// longer than the writing beside them and spoils what stands near.
func eraseDashes(page *image.Gray, dpi float64) {
	e := eraser{page: page, high: max(int(dpi/markHigh), 2), long: int(dpi / markLong), gap: int(dpi / markGap)}
	for y := 1; y < page.Rect.Dy()-1; y += 2 {
		e.row(y)
	}
}

// A stroke is a run of ink on one row.
type stroke struct{ from, to int }

type eraser struct {
	page            *image.Gray
	high, long, gap int
	strokes         []stroke      // of one rule, as far as it has been followed
	stack           []image.Point // of the mark that is measured
	seen            []int         // its pixels
}

// row follows the rules on a row and erases them.
func (e *eraser) row(y int) {
	row := e.page.Pix[y*e.page.Stride:][:e.page.Rect.Dx()]
	e.strokes = e.strokes[:0]
	for x := 0; x < len(row); x++ {
		if row[x] >= markInk {
			continue
		}
		s := stroke{from: x}
		for x < len(row) && row[x] < markInk {
			x++
		}
		s.to = x
		if n := len(e.strokes); n > 0 && s.from-e.strokes[n-1].to > e.gap {
			e.finish(y)
		}
		if !e.thin(s, y) {
			e.finish(y)
			continue
		}
		e.strokes = append(e.strokes, s)
	}
	e.finish(y)
}

// thin tells, by its middle, whether a stroke may be a mark.
func (e *eraser) thin(s stroke, y int) bool {
	if s.to-s.from > e.long {
		return false
	}
	x, h := (s.from+s.to)/2, e.page.Rect.Dy()
	tall := 1
	for up := y - 1; up >= 0 && tall <= e.high && e.page.Pix[up*e.page.Stride+x] < markInk; up-- {
		tall++
	}
	for down := y + 1; down < h && tall <= e.high && e.page.Pix[down*e.page.Stride+x] < markInk; down++ {
		tall++
	}
	return tall <= e.high
}

// finish erases what was followed, as far as it is marks only.
func (e *eraser) finish(y int) {
	strokes := e.strokes
	e.strokes = e.strokes[:0]
	for len(strokes) >= marksRow {
		n := slices.IndexFunc(strokes, func(s stroke) bool { return !e.mark(s, y) })
		if n < 0 {
			n = len(strokes)
		}
		if regular(strokes[:n]) {
			e.erase(strokes[:n], y)
		}
		strokes = strokes[min(n+1, len(strokes)):]
	}
}

// regular tells whether there are enough marks for a rule and most of them
// follow each other at the same distance, as points, commas and accents of a
// line of writing do not.
func regular(marks []stroke) bool {
	if len(marks) < marksRow {
		return false
	}
	steps := make([]int, len(marks)-1)
	for i := range steps {
		steps[i] = marks[i+1].from - marks[i].from
	}
	usual := slices.Sorted(slices.Values(steps))[len(steps)/2]
	same := 0
	for _, step := range steps {
		if 4*step >= 3*usual-4 && 4*step <= 5*usual+4 {
			same++
		}
	}
	return 4*same >= 3*len(steps)
}

func (e *eraser) erase(marks []stroke, y int) {
	for _, s := range marks {
		e.mark(s, y)
		for _, at := range e.seen {
			e.page.Pix[at] = 240
		}
	}
}

// mark measures all that hangs together with a stroke, and tells whether it is
// small enough. Its pixels are in seen afterwards.
func (e *eraser) mark(s stroke, y int) bool {
	w, h := e.page.Rect.Dx(), e.page.Rect.Dy()
	e.stack, e.seen = append(e.stack[:0], image.Pt(s.from, y)), e.seen[:0]
	bounds := image.Rect(s.from, y, s.from+1, y+1)
	for len(e.stack) > 0 {
		p := e.stack[len(e.stack)-1]
		e.stack = e.stack[:len(e.stack)-1]
		at := p.Y*e.page.Stride + p.X
		if p.X < 0 || p.Y < 0 || p.X >= w || p.Y >= h || e.page.Pix[at] >= markInk || slices.Contains(e.seen, at) {
			continue
		}
		e.seen = append(e.seen, at)
		bounds = bounds.Union(image.Rect(p.X, p.Y, p.X+1, p.Y+1))
		if bounds.Dy() > e.high || bounds.Dx() > e.long {
			return false
		}
		e.stack = append(e.stack, image.Pt(p.X+1, p.Y), image.Pt(p.X-1, p.Y), image.Pt(p.X, p.Y+1), image.Pt(p.X, p.Y-1))
	}
	return true
}
