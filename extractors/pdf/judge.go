package pdf

import (
	"math"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/invoer/invoer"
)

// Things is what lies on a page beside its text.
type things struct {
	pictures []invoer.Box                 // in points as seen
	objects  []references.FPDF_PAGEOBJECT // the same pictures
	dpi      float64                      // of the picture that fills most of the page
	coloured bool                         // that picture is in colour
	covered  bool                         // a picture lies over text that was drawn before it
}

// What is looked at on one page at most; a drawing may have a million lines.
const (
	mostObjects = 20_000
	deepest     = 4
)

func (p *page) things() (things, error) {
	var t things
	count, err := p.doc.in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: p.by})
	if err != nil {
		return t, err
	}
	texts := 0
	for i := range min(count.Count, mostObjects) {
		got, err := p.doc.in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: p.by, Index: i})
		if err != nil {
			return t, err
		}
		p.look(got.PageObject, &t, &texts, deepest)
	}
	return t, nil
}

// look notes an object and what is in it. An object that PDFium cannot tell of
// is passed over: it is not there to be read either.
func (p *page) look(object references.FPDF_PAGEOBJECT, t *things, texts *int, deep int) {
	in := p.doc.in
	kind, err := in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_TEXT:
		*texts++
	case enums.FPDF_PAGEOBJ_IMAGE:
		p.picture(object, t, *texts)
	case enums.FPDF_PAGEOBJ_FORM:
		p.form(object, t, texts, deep)
	}
}

// form looks into a group of objects. The places of its pictures are in its
// own units, which nearly always are those of the page.
func (p *page) form(object references.FPDF_PAGEOBJECT, t *things, texts *int, deep int) {
	count, err := p.doc.in.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
	if err != nil || deep == 0 {
		return
	}
	for i := range min(count.Count, mostObjects/10) {
		got, err := p.doc.in.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(i)})
		if err != nil {
			return
		}
		p.look(got.PageObject, t, texts, deep-1)
	}
}

// most is the share of the page from which on a picture is the page.
const most = 0.5

func (p *page) picture(object references.FPDF_PAGEOBJECT, t *things, textsBefore int) {
	in := p.doc.in
	at, err := in.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil {
		return
	}
	box := p.toView.box(float64(at.Left), float64(at.Bottom), float64(at.Right), float64(at.Top))
	seen := invoer.Box{X0: max(box.X0, 0), Y0: max(box.Y0, 0), X1: min(box.X1, p.size.Width), Y1: min(box.Y1, p.size.Height)}
	if seen.Empty() {
		return
	}
	t.pictures, t.objects = append(t.pictures, seen), append(t.objects, object)
	if area(seen) < most*p.size.Width*p.size.Height {
		return
	}
	if pixels, err := in.FPDFImageObj_GetImagePixelSize(&requests.FPDFImageObj_GetImagePixelSize{ImageObject: object}); err == nil {
		t.dpi = math.Sqrt(float64(pixels.Width) * float64(pixels.Height) / area(box) * 72 * 72)
	}
	about, err := in.FPDFImageObj_GetImageMetadata(&requests.FPDFImageObj_GetImageMetadata{ImageObject: object, Page: p.by})
	t.coloured = err == nil && about.ImageMetadata.BitsPerPixel >= 24
	clear, err := in.FPDFPageObj_HasTransparency(&requests.FPDFPageObj_HasTransparency{PageObject: object})
	if textsBefore > 0 && err == nil && !clear.HasTransparency {
		t.covered = true
	}
}

func area(b invoer.Box) float64 { return b.Width() * b.Height() }

const noLayer = "it has no text layer"

// judge splits the words into those that are seen and those that are not, and
// decides whether they can stand for the page.
func (t *Text) judge(found []layerWord, things things, g glance) {
	var shown []layerWord
	for _, w := range found {
		if w.invisible || things.covered || !g.inked(w.Box) {
			t.Hidden = append(t.Hidden, w.Word)
			continue
		}
		shown = append(shown, w)
		t.Words = append(t.Words, w.Word)
	}
	t.Turn = turnOf(shown)
	written := g.textured()
	t.Wrong = wrong(found)
	if things.dpi > 0 && !t.Wrong {
		t.layer(found, g, written)
	}
	under := g.under(t.Words)
	share, tiles := written.covered(under)
	t.Coded = written.coded(under)
	t.Inked = tiles > 0 || len(shown) > 0
	switch {
	case !t.Inked && len(things.pictures) == 0:
		t.Sound = true // an empty page needs no reading
	case len(shown) == 0 && len(t.Hidden) > 0:
		t.Why = "its text layer cannot be seen"
	case len(shown) == 0:
		t.Why = noLayer
	case wrong(shown):
		t.Why = "its text layer makes no words"
	case tiles >= fewTiles && (share < littleCovered || len(shown) < fewWords && share < halfCovered):
		t.Why = "its text layer has only a part of what is seen"
	default:
		t.Sound = true
	}
}

// layer takes all words as a reading of the picture under them, where they lie
// on most of what is seen: a scanner's, or that of somebody who wants a program
// to read what nobody sees.
func (t *Text) layer(found []layerWord, g glance, written grid) {
	all := make([]invoer.Word, len(found))
	for i, w := range found {
		all[i] = w.Word
	}
	share, _ := written.covered(g.under(all))
	if len(all) < fewWords || share < halfCovered {
		return
	}
	t.Layer, t.Turn = all, turnOf(found)
}

// wrong tells whether words are of no language, or of fonts that do not say
// which letters their signs are.
func wrong(words []layerWord) bool {
	errors, characters := 0, 0
	plain := make([]invoer.Word, len(words))
	for i, w := range words {
		plain[i] = w.Word
		errors += w.errors
		characters += len([]rune(w.Text))
	}
	return errors*10 > characters || garbage(plain)
}

// From when on a text layer covers too little of what is seen: a stamp on a
// scan covers a hundredth, and an invoice with large photographs a third.
const (
	fewTiles      = 40
	fewWords      = 25
	littleCovered = 0.15
	halfCovered   = 0.5
)

// inked tells whether something can be seen in a box: a difference of light
// that is more than paper has.
func (g glance) inked(b invoer.Box) bool {
	const faintest = 10
	x0, y0 := int(math.Floor(b.X0*g.scale)), int(math.Floor(b.Y0*g.scale))
	x1, y1 := int(math.Ceil(b.X1*g.scale)), int(math.Ceil(b.Y1*g.scale))
	size := g.Rect.Max
	x0, y0, x1, y1 = max(x0-1, 0), max(y0-1, 0), min(x1+1, size.X), min(y1+1, size.Y)
	low, high := byte(255), byte(0)
	for y := y0; y < y1; y++ {
		for _, v := range g.Pix[y*g.Stride+x0 : y*g.Stride+max(x1, x0)] {
			low, high = min(low, v), max(high, v)
		}
	}
	return high > low && high-low >= faintest
}

// The side of a tile in pixels of the glance, about the height of a line.
const tile = 8

// A grid says of each tile of a page whether it is looked for.
type grid struct {
	on           []bool
	across, down int
}

func (g glance) grid() grid {
	across, down := g.Rect.Dx()/tile+1, g.Rect.Dy()/tile+1
	return grid{make([]bool, across*down), across, down}
}

// under marks the tiles that words lie on.
func (g glance) under(words []invoer.Word) grid {
	marked := g.grid()
	for _, w := range words {
		x0, x1 := clamp((w.Box.X0*g.scale-2)/tile, marked.across), clamp((w.Box.X1*g.scale+2)/tile, marked.across)
		y0, y1 := clamp((w.Box.Y0*g.scale-2)/tile, marked.down), clamp((w.Box.Y1*g.scale+2)/tile, marked.down)
		for y := y0; y <= y1; y++ {
			for x := x0; x <= x1; x++ {
				marked.on[y*marked.across+x] = true
			}
		}
	}
	return marked
}

// textured marks the tiles that look written on.
func (g glance) textured() grid {
	marked := g.grid()
	for i := range marked.on {
		marked.on[i] = g.written(i%marked.across*tile, i/marked.across*tile)
	}
	return marked
}

// covered is the share of the tiles with a texture like that of writing that
// words lie on, and the number of such tiles.
func (written grid) covered(under grid) (share float64, tiles int) {
	covered := 0
	for i, on := range written.on {
		if !on {
			continue
		}
		tiles++
		if under.on[i] {
			covered++
		}
	}
	if tiles == 0 {
		return 1, 0
	}
	return float64(covered) / float64(tiles), tiles
}

// coded tells whether a square of the page, of the size of the smallest
// payment code that is printed, is full of texture that is no word.
func (written grid) coded(under grid) bool {
	const side, enough = 5, 21 // tiles; 14 mm, and how many of the 25
	for y := 0; y+side <= written.down; y++ {
		for x := 0; x+side <= written.across; x++ {
			n := 0
			for i := range side * side {
				if at := (y+i/side)*written.across + x + i%side; written.on[at] && !under.on[at] {
					n++
				}
			}
			if n >= enough {
				return true
			}
		}
	}
	return false
}

func clamp(v float64, n int) int { return min(max(int(v), 0), n-1) }

// written tells whether a tile has as many changes between dark and light as
// letters make; lines and areas make fewer.
func (g glance) written(x0, y0 int) bool {
	const step, enough = 40, 12
	changes := 0
	for y := y0; y < min(y0+tile, g.Rect.Max.Y); y++ {
		row := g.Pix[y*g.Stride+x0 : y*g.Stride+min(x0+tile, g.Rect.Max.X)]
		if len(row) == 0 {
			return false
		}
		if len(row) == tile && row[0]&row[1]&row[2]&row[3]&row[4]&row[5]&row[6]&row[7] == 255 {
			continue // white, as nearly all of a page is
		}
		before := int(row[0])
		for _, v := range row[1:] {
			if d := int(v) - before; d > step || d < -step {
				changes++
			}
			before = int(v)
		}
	}
	return changes >= enough
}

// The pairs of letters that are most frequent in Dutch, French, German and
// English; in running text of any of them they are more than a third of all.
const frequentPairs = "en de er te an in ge re es ie nt on le et ou ai el ar or st at nd is ve et he th it me la ur ch " +
	"ei se ne al ri ra co ro ti li ta ma il io em un us si ce ed to ng tr vo va pr be ho aa ee oo ij oe om qu eu au fa ac ct " +
	"ru bt ef fo pa so ki ke di da no po lo ag be ch sc ht in im rd rt ts tu ns am om op nu mm mb tt ll ss cl pe as id ha wi hi "

var frequent = func() map[string]bool {
	pairs := map[string]bool{}
	for _, pair := range strings.Fields(frequentPairs) {
		pairs[pair] = true
	}
	return pairs
}()

// garbage tells that words are not of a language written in Latin letters
// although their signs are, as after a font with a wrong map or a bad reading
// of a scan. Few words are given the benefit of the doubt.
func garbage(words []invoer.Word) bool {
	const enough, leastPairs, leastPlain = 80, 0.3, 0.6
	pairs, good, signs, plain := 0, 0, 0, 0
	for _, w := range words {
		var before rune
		for _, r := range w.Text {
			signs++
			if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".,:/-€%", r) {
				plain++
			}
			r = unicode.ToLower(r)
			if before >= 'a' && before <= 'z' && r >= 'a' && r <= 'z' {
				pairs++
				if frequent[string([]rune{before, r})] {
					good++
				}
			}
			if !unicode.IsLetter(r) {
				r = 0
			}
			before = r
		}
	}
	if signs >= enough && float64(plain) < leastPlain*float64(signs) {
		return true
	}
	return pairs >= enough && float64(good) < leastPairs*float64(pairs)
}
