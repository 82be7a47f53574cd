package wear

import (
	"bytes"
	"image"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"
)

// lined is a white page with black bars.
func lined() *image.Gray {
	page := image.NewGray(image.Rect(0, 0, 210, 297))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for y := 40; y < 260; y += 20 {
		draw.Draw(page, image.Rect(30, y, 180, y+6), image.Black, image.Point{}, draw.Src)
	}
	return page
}

func TestWornPagesStayPages(t *testing.T) {
	t.Parallel()
	for name, wear := range map[string]func(*rand.Rand, *image.Gray) *image.Gray{"scan": Scan, "fax": Fax, "photo": Photo} {
		for seed := range uint64(12) {
			a, b := wear(rand.New(rand.NewPCG(seed, 1)), lined()), wear(rand.New(rand.NewPCG(seed, 1)), lined())
			if !bytes.Equal(a.Pix, b.Pix) {
				t.Errorf("%s %d: the same chance gives two pictures", name, seed)
			}
			if bytes.Equal(a.Pix, lined().Pix) {
				t.Errorf("%s %d: nothing was done", name, seed)
			}
			if dark := darkShare(a); dark < 0.05 || dark > 0.9 {
				t.Errorf("%s %d: %.0f %% of it is dark, want a page with bars", name, seed, 100*dark)
			}
		}
	}
}

// A page of the palest ink does not come out white where a scanner looks for its
// limit between black and white itself.
func TestPaleInkStaysInBlackAndWhite(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	page := lined()
	for i, v := range page.Pix {
		page.Pix[i] = max(v, 139)
	}
	noise(r, page, 12)
	bitonal(page, faintest(page))
	if got, want := darkShare(page), darkShare(lined()); math.Abs(got-want) > 0.2*want {
		t.Errorf("%.1f %% of the page is ink, want about %.1f %%", 100*got, 100*want)
	}
}

func darkShare(p *image.Gray) float64 {
	dark := 0
	for _, v := range p.Pix {
		if v < 160 {
			dark++
		}
	}
	return float64(dark) / float64(len(p.Pix))
}

func TestPlaneTakesCornersToCorners(t *testing.T) {
	t.Parallel()
	seen := [4]point{{12, 8}, {190, 20}, {205, 280}, {3, 260}}
	want := [4]point{{0, 0}, {210, 0}, {210, 297}, {0, 297}}
	plane := planeOf(seen, 210, 297)
	for i, c := range seen {
		got := plane.on(c.x, c.y)
		if math.Hypot(got.x-want[i].x, got.y-want[i].y) > 1e-6 {
			t.Errorf("corner %d: got %v, want %v", i, got, want[i])
		}
	}
}

func TestTurned(t *testing.T) {
	t.Parallel()
	from := turned(math.Pi/2, 100, 100)
	if got := from(50, 0); math.Hypot(got.x-0, got.y-50) > 1e-9 {
		t.Errorf("a quarter turn sees %v above the middle, want its left edge", got)
	}
}
