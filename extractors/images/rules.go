package images

import (
	"image"
	"slices"
)

// Bounds of a rule, as parts of an inch: what is shorter may be the stroke of a
// letter of a headline, and what is thicker one of a picture. A long one may be
// thicker than a short one.
const (
	ruleLong  = 3.2  // 22 points
	ruleThick = 32.0 // 2.2 points
	frameLong = 1.0  // 72 points
	frame     = 18.0 // 4 points
)

// EraseRules takes solid rules, lying and standing, off a level page in place:
// those of tables, boxes and forms. Tesseract knows them too, but on a photo,
// where they are grey, bent or blurred, it takes a ruled table for a picture
// and reads nothing of it. Letters that touch a rule stay whole.
func EraseRules(page *image.Gray, dpi float64) {
	lying := ruler{
		page: page, along: 1, across: page.Stride, length: page.Rect.Dx(), depth: page.Rect.Dy(),
		long: max(int(dpi/ruleLong), 8), thick: max(int(dpi/ruleThick), 2), framing: int(dpi / frameLong), frame: int(dpi / frame),
	}
	standing := lying
	standing.along, standing.across, standing.length, standing.depth = lying.across, lying.along, lying.depth, lying.length
	// Both are found before one is erased: where they cross, each is part of the other.
	found, crossing := lying.find(), standing.find()
	lying.erase(found)
	standing.erase(crossing)
}

// A ruler finds rules that run along the rows of a page, or, with the steps
// exchanged, along its columns.
type ruler struct {
	page          *image.Gray
	along, across int // steps in Pix
	length, depth int // of the page, along and across
	long, thick   int // of a rule: at least, and at most
	framing       int // how long a rule is that may be as thick as frame
	frame         int
}

// A rule is a run of ink on one row.
type rule struct{ row, from, to int }

// find gives the runs of ink that are long enough.
func (r ruler) find() []rule {
	var found []rule
	for row := range r.depth {
		at, run := row*r.across, 0
		for i := range r.length {
			if r.page.Pix[at] < markInk {
				run++
			} else {
				if run >= r.long {
					found = append(found, rule{row, i - run, i})
				}
				run = 0
			}
			at += r.along
		}
		if run >= r.long {
			found = append(found, rule{row, r.length - run, r.length})
		}
	}
	return found
}

// A cut is a step across a rule: the first pixel of its ink, and how many
// there are.
type cut struct{ at, tall int }

// erase makes paper of the places at which rules are as thin as they are
// elsewhere. The ink is measured before any of it is gone.
func (r ruler) erase(found []rule) {
	var gone []cut
	for _, f := range found {
		gone = r.thin(gone, f)
	}
	for _, p := range gone {
		for i := range p.tall {
			r.page.Pix[p.at+i*r.across] = sheetWhite
		}
	}
}

// thin adds the places at which nothing touches a rule, not even a comma; none
// where it is too thick for one.
func (r ruler) thin(gone []cut, f rule) []cut {
	most := r.thick
	if f.to-f.from >= r.framing {
		most = r.frame
	}
	from := len(gone)
	counts := make([]int, most+1)
	at, n := f.row*r.across+f.from*r.along, 0
	for range f.to - f.from {
		if up, tall := r.tall(f.row, at, most); tall <= most {
			gone = append(gone, cut{at - up*r.across, tall})
			counts[tall]++
			n++
		}
		at += r.along
	}
	if 4*n < 3*(f.to-f.from) {
		return gone[:from] // what lies between light letters of a dark area
	}
	usual := 0
	for below := counts[0]; 2*below < n; below += counts[usual] {
		usual++
	}
	kept := slices.DeleteFunc(gone[from:], func(p cut) bool { return p.tall > usual+touching })
	return gone[:from+len(kept)]
}

// touching is by how many pixels a rule may be thicker than usual.
const touching = 2

// sheetWhite is what paper looks like on a page that was made ready.
const sheetWhite = 240

// tall is how far the ink goes on above a pixel of a row, and how thick it is
// there in all, with the grey of its edges; it is not measured further than
// matters.
func (r ruler) tall(row, at, most int) (up, tall int) {
	for up < row && up <= most && r.page.Pix[at-(up+1)*r.across] < edgeInk {
		up++
	}
	down := 0
	for row+down < r.depth-1 && down <= most && r.page.Pix[at+(down+1)*r.across] < edgeInk {
		down++
	}
	return up, up + 1 + down
}

// edgeInk is the grey of the edges of ink on paper of 240.
const edgeInk = 215
