package images

import (
	"image"
	"math"
)

// A Prepared page is upright, straight and evenly lit.
type Prepared struct {
	Gray          *image.Gray
	Turn          int     // degrees clockwise by which it was turned: 0, 90, 180, 270
	Skew          float64 // degrees by which its lines fell to the right before they were made level
	DPI           float64 // pixels of Gray per inch of the page
	Width, Height float64 // of the page in points
	Light         Light
	Blank         bool // nothing stands on it
}

// Resolutions in pixels per inch. Tesseract's models were made at 300; what
// has much less is scaled up, and what has more only takes time.
const (
	wantedDPI  = 300
	lowestDPI  = 220 // from which on scaling up gains nothing
	highestDPI = 400
)

// A Legible tells how well a piece of a page can be read as it stands, by the
// letters that are certain; 0 is not at all. It is slow, so it is asked only
// about pages whose pixels leave a doubt.
type Legible func(piece *image.Gray) float64

// Prepare makes a page ready to be read whose resolution is dpi.
func Prepare(src *image.Gray, dpi float64, legible Legible) Prepared {
	src, dpi = fit(src, dpi)
	return prepared(src, dpi, sketchScale, legible)
}

// AtSight makes a page ready as Prepare does, for somebody who waits: as many
// pixels as there are but for those that are more than twice as many as are read
// well, and a coarser sketch for its turn.
func AtSight(src *image.Gray, dpi float64, legible Legible) Prepared {
	if k := int(dpi / sightDPI); k > 1 {
		src, dpi = Shrink(src, k), dpi/float64(k)
	}
	return prepared(src, dpi, func(flat *image.Gray) int { return sketchScale(flat) + 1 }, legible)
}

// sightDPI is at what resolution most of the words on a photo are read: half of
// wantedDPI, at which it takes twice the time.
const sightDPI = 130

// prepared makes a page ready that has the resolution at which it is read; scale
// is how much smaller the picture is in which its turn is looked for.
func prepared(src *image.Gray, dpi float64, scale func(*image.Gray) int, legible Legible) Prepared {
	p := Prepared{DPI: dpi}
	paper := background(src)
	p.Light = judge(src, paper)
	flat := even(src, paper, p.Light)
	if p.Light.Noise > noisy {
		flat = blur(flat)
	}
	p.straighten(flat, scale(flat), legible)
	eraseHoles(p.Gray, dpi)
	eraseDashes(p.Gray, dpi)
	p.Width, p.Height = float64(p.Gray.Rect.Dx())*72/dpi, float64(p.Gray.Rect.Dy())*72/dpi
	return p
}

// The mean difference of neighbours on paper from which on blurring gains more
// than it loses.
const noisy = 4.0

// fit brings a page to a resolution that is read well.
func fit(src *image.Gray, dpi float64) (*image.Gray, float64) {
	if k := int(dpi / wantedDPI); dpi > highestDPI {
		return Shrink(src, k), dpi / float64(k)
	}
	if dpi >= lowestDPI {
		return src, dpi
	}
	scale := wantedDPI / dpi
	w, h := int(math.Round(float64(src.Rect.Dx())*scale)), int(math.Round(float64(src.Rect.Dy())*scale))
	if w*h > largest {
		return src, dpi
	}
	return Resize(src, w, h), dpi * float64(w) / float64(src.Rect.Dx())
}

// Resolution is what a picture says, or, where it says nothing as photos do,
// what it would be if it were of an A4 page, and a long strip of a till receipt
// of 80 mm.
func Resolution(s Shape) float64 {
	const a4Long, a4Short, receipt = 11.69, 8.27, 3.15
	if s.DPI > 0 {
		return s.DPI
	}
	long, short := float64(max(s.Width, s.Height)), float64(min(s.Width, s.Height))
	if long > 2.2*short {
		return short / receipt
	}
	return max(long/a4Long, short/a4Short)
}

// straighten finds how the page must be turned, in a picture k times smaller,
// and does it.
func (p *Prepared) straighten(flat *image.Gray, k int, legible Legible) {
	s := sketchOf(flat, k)
	if p.Blank = s.blank(); p.Blank {
		p.Gray = flat
		return
	}
	turn, sure := s.quarters()
	if !sure {
		turn = mostLegible(flat, p.DPI, s, k, turn, legible)
	}
	p.Turn = turn
	p.Gray = Turn(flat, turn)
	upright := s.turned(turn)
	if p.Skew = skew(upright.ink, upright.w, upright.h); math.Abs(p.Skew) >= fine {
		p.Gray = rotate(p.Gray, p.Skew, 240)
	}
}
