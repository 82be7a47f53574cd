package images

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"
	xtiff "golang.org/x/image/tiff"

	"github.com/invoer/invoer"
)

// marked is a page that is dark in its upper left corner only.
func marked(w, h int) *image.Gray {
	g := newGray(w, h)
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	for y := range h / 4 {
		for x := range w / 4 {
			g.Pix[y*w+x] = 0
		}
	}
	return g
}

// corner names the corner of a picture that is darkest.
func corner(g *image.Gray) string {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	best, darkest := "", 256
	for name, p := range map[string]image.Point{
		"upper left": {w / 8, h / 8}, "upper right": {w - w/8, h / 8},
		"lower left": {w / 8, h - h/8}, "lower right": {w - w/8, h - h/8},
	} {
		if v := int(g.GrayAt(p.X, p.Y).Y); v < darkest {
			best, darkest = name, v
		}
	}
	return best
}

func grayOfFile(t *testing.T, file []byte, media string, page int) (*image.Gray, error) {
	t.Helper()
	f, err := Open(bytes.NewReader(file), int64(len(file)), media)
	if err != nil {
		return nil, err
	}
	return f.Gray(page)
}

// withExif puts an orientation into a JPEG.
func withExif(t *testing.T, picture image.Image, orientation int) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture, nil); err != nil {
		t.Fatal(err)
	}
	block := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	block = binary.BigEndian.AppendUint16(block, uint16(orientation))
	block = append(block, 0, 0, 0, 0, 0, 0)
	file := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(block)+2))...)
	return append(append(file, block...), plain.Bytes()[2:]...)
}

func TestExifOrientation(t *testing.T) {
	t.Parallel()
	// The page as it should be seen, stored as each orientation has it.
	stored := map[int]func(*image.Gray) *image.Gray{
		1: func(g *image.Gray) *image.Gray { return g },
		2: Mirror,
		3: func(g *image.Gray) *image.Gray { return Turn(g, 180) },
		4: func(g *image.Gray) *image.Gray { return Turn(Mirror(g), 180) },
		5: func(g *image.Gray) *image.Gray { return Turn(Mirror(g), 270) },
		6: func(g *image.Gray) *image.Gray { return Turn(g, 270) },
		7: func(g *image.Gray) *image.Gray { return Turn(Mirror(g), 90) },
		8: func(g *image.Gray) *image.Gray { return Turn(g, 90) },
	}
	for _, orientation := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 77, 65535} {
		t.Run(fmt.Sprint(orientation), func(t *testing.T) {
			t.Parallel()
			store := stored[upright(orientation)]
			got, err := grayOfFile(t, withExif(t, store(marked(240, 320)), orientation), JPEG, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got.Rect.Dx() != 240 || got.Rect.Dy() != 320 || corner(got) != "upper left" {
				t.Errorf("orientation %d: %v, dark at %s, want 240 by 320, dark at upper left", orientation, got.Rect, corner(got))
			}
		})
	}
}

func TestFormatsAndColours(t *testing.T) {
	t.Parallel()
	page := marked(160, 200)
	clear := image.NewNRGBA(page.Rect) // transparent, but for the mark
	deep := image.NewNRGBA64(page.Rect)
	inks := image.NewCMYK(page.Rect)
	for y := range 200 {
		for x := range 160 {
			if page.GrayAt(x, y).Y == 0 {
				clear.SetNRGBA(x, y, color.NRGBA{A: 255})
				inks.SetCMYK(x, y, color.CMYK{K: 255})
			}
			deep.Set(x, y, page.At(x, y))
		}
	}
	encode := func(write func(*bytes.Buffer) error) []byte {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		file  []byte
		media string
	}{
		"PNG, grey":             {encode(func(b *bytes.Buffer) error { return png.Encode(b, page) }), PNG},
		"PNG, transparent":      {encode(func(b *bytes.Buffer) error { return png.Encode(b, clear) }), PNG},
		"PNG, 16 bits a sample": {encode(func(b *bytes.Buffer) error { return png.Encode(b, deep) }), PNG},
		"BMP":                   {encode(func(b *bytes.Buffer) error { return bmp.Encode(b, page) }), BMP},
		"TIFF, grey":            {encode(func(b *bytes.Buffer) error { return xtiff.Encode(b, page, nil) }), TIFF},
		"TIFF, deflated, predicted": {encode(func(b *bytes.Buffer) error {
			return xtiff.Encode(b, clear, &xtiff.Options{Compression: xtiff.Deflate, Predictor: true})
		}), TIFF},
		"TIFF, 16 bits a sample": {encode(func(b *bytes.Buffer) error { return xtiff.Encode(b, deep, nil) }), TIFF},
		"TIFF, CMYK":             {rawTIFF(rawPage{w: 160, h: 200, bits: 8, samples: 4, photometric: cmyk, pix: inks.Pix}), TIFF},
		"TIFF, white is zero":    {rawTIFF(rawPage{w: 160, h: 200, bits: 8, samples: 1, photometric: whiteIsZero, pix: inverted(page.Pix)}), TIFF},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := grayOfFile(t, c.file, c.media, 1)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(page.Pix[:100*160], got.Pix[:100*160]); diff != "" || got.Rect != page.Rect {
				t.Errorf("%v: pixels differ from the page's: want %v", got.Rect, page.Rect)
			}
		})
	}
}

func inverted(pix []byte) []byte {
	out := make([]byte, len(pix))
	for i, v := range pix {
		out[i] = 255 - v
	}
	return out
}

// TestFaxedPagesSayWhatTheirRunsAre: of a page packed as a fax is, white runs are
// white where white is zero, and black where black is (TIFF 6.0 §11), as some
// programs write.
func TestFaxedPagesSayWhatTheirRunsAre(t *testing.T) {
	t.Parallel()
	const side = 80
	rows := append(bytes.Repeat([]byte{0xff}, side/8), 0x00, 0x10, 0x01) // a white row is the bit 1, and then the end of the block (ITU-T T.6)
	for photometric, want := range map[int]byte{whiteIsZero: 255, blackIsZero: 0} {
		page := rawPage{w: side, h: side, bits: 1, samples: 1, photometric: photometric, packing: fax4, pix: rows}
		got, err := grayOfFile(t, rawTIFF(page), TIFF, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rect.Dx() != side || slices.ContainsFunc(got.Pix, func(v byte) bool { return v != want }) {
			t.Errorf("photometric %d: %v with %d first, want all of %d", photometric, got.Rect, got.Pix[0], want)
		}
	}
}

// A rawPage is one of a TIFF, not packed where nothing else is said.
type rawPage struct {
	w, h, bits, samples, photometric int
	pix                              []byte
	packing                          int
}

// rawTIFF writes pages, each in one strip. The directory of the last one names
// none after it.
func rawTIFF(pages ...rawPage) []byte {
	out := []byte("II*\x00\x08\x00\x00\x00")
	for i, p := range pages {
		entries := [][2]int{
			{tagWidth, p.w},
			{tagHeight, p.h},
			{tagBits, p.bits},
			{tagCompression, max(p.packing, plain)},
			{tagPhotometric, p.photometric},
			{tagOffsets, 0},
			{tagSamples, p.samples},
			{tagRows, p.h},
			{tagCounts, len(p.pix)},
		}
		after := len(out) + 2 + 12*len(entries) + 4
		out = binary.LittleEndian.AppendUint16(out, uint16(len(entries)))
		for _, e := range entries {
			if e[0] == tagOffsets {
				e[1] = after
			}
			out = binary.LittleEndian.AppendUint16(out, uint16(e[0]))
			out = binary.LittleEndian.AppendUint16(out, 4)
			out = binary.LittleEndian.AppendUint32(out, 1)
			out = binary.LittleEndian.AppendUint32(out, uint32(e[1]))
		}
		next := 0
		if i < len(pages)-1 {
			next = after + len(p.pix)
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(next))
		out = append(out, p.pix...)
	}
	return out
}

func TestTIFFPagesInArePagesOut(t *testing.T) {
	t.Parallel()
	shapes := []image.Point{{160, 200}, {200, 160}, {100, 300}}
	var pages []rawPage
	for i, s := range shapes {
		g := marked(s.X, s.Y)
		pages = append(pages, rawPage{w: s.X, h: s.Y, bits: 8, samples: 1, photometric: blackIsZero, pix: Turn(g, 0).Pix})
		if i == 1 { // with alpha
			pages[i].samples, pages[i].pix = 2, nil
			for _, v := range g.Pix {
				pages[i].pix = append(pages[i].pix, v, 255)
			}
		}
	}
	file := rawTIFF(pages...)
	f, err := Open(bytes.NewReader(file), int64(len(file)), TIFF)
	if err != nil {
		t.Fatal(err)
	}
	if f.Pages() != len(shapes) {
		t.Fatalf("%d pages, want %d", f.Pages(), len(shapes))
	}
	for i, s := range shapes {
		got, err := f.Gray(i + 1)
		if err != nil {
			t.Fatalf("page %d: %v", i+1, err)
		}
		if got.Rect.Max != s || corner(got) != "upper left" {
			t.Errorf("page %d: %v, dark at %s, want %v, dark at upper left", i+1, got.Rect.Max, corner(got), s)
		}
	}
}

func TestALargePictureIsReducedWhileItIsDecoded(t *testing.T) {
	t.Parallel()
	page := marked(8000, 6000) // 48 million pixels
	got, err := grayOfFile(t, rawTIFF(rawPage{w: 8000, h: 6000, bits: 8, samples: 1, photometric: blackIsZero, pix: page.Pix}), TIFF, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got.Rect.Max != image.Pt(4000, 3000) || corner(got) != "upper left" {
		t.Errorf("%v, dark at %s, want 4000 by 3000, dark at upper left", got.Rect.Max, corner(got))
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	t.Parallel()
	tiny := rawTIFF(rawPage{w: 10, h: 10, bits: 8, samples: 1, photometric: blackIsZero, pix: make([]byte, 100)})
	whole := rawTIFF(rawPage{w: 160, h: 200, bits: 8, samples: 1, photometric: blackIsZero, pix: marked(160, 200).Pix})
	circle := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(circle[8+2+9*12:], 8)
	huge := rawTIFF(rawPage{w: 1 << 19, h: 1 << 19, bits: 8, samples: 1, photometric: blackIsZero, pix: []byte{0}})
	for name, c := range map[string]struct {
		file  []byte
		media string
		code  invoer.Code
	}{
		"no bytes":                      {nil, PNG, invoer.CodeEmpty},
		"a format that is not read":     {[]byte("<svg/>"), "image/svg+xml", invoer.CodeUnsupported},
		"a tracking dot":                {tiny, TIFF, invoer.CodeNotDocument},
		"more pixels than anyone needs": {huge, TIFF, invoer.CodeTooLarge},
		"a circle of pages":             {circle, TIFF, invoer.CodeDamaged},
		"cut in the pixels":             {whole[:len(whole)/2], TIFF, invoer.CodeDamaged},
		"cut in the head":               {whole[:20], TIFF, invoer.CodeDamaged},
		"a JPEG of nothing":             {[]byte{0xff, 0xd8, 0xff}, JPEG, invoer.CodeDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := grayOfFile(t, c.file, c.media, 1)
			if code, _ := invoer.CodeOf(err); !errors.Is(err, invoer.ErrUnreadable) || code != c.code {
				t.Errorf("got %v, want code %s", err, c.code)
			}
		})
	}
}

func FuzzTIFF(f *testing.F) {
	f.Add(rawTIFF(rawPage{w: 80, h: 80, bits: 8, samples: 1, photometric: blackIsZero, pix: make([]byte, 6400)}))
	f.Add(rawTIFF(rawPage{w: 80, h: 80, bits: 8, samples: 4, photometric: cmyk, pix: make([]byte, 25600)}))
	for _, compression := range []xtiff.CompressionType{xtiff.Uncompressed, xtiff.Deflate} {
		var b bytes.Buffer
		if err := xtiff.Encode(&b, marked(80, 80), &xtiff.Options{Compression: compression}); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		opened, err := Open(bytes.NewReader(file), int64(len(file)), TIFF)
		for n := 1; err == nil && n <= min(opened.Pages(), 3); n++ {
			shape, err := opened.Shape(n)
			if err != nil || shape.Width*shape.Height > 1<<20 {
				continue
			}
			if _, err := opened.Gray(n); err != nil && !errors.Is(err, invoer.ErrUnreadable) {
				t.Errorf("page %d: %v is no unreadable file", n, err)
			}
		}
	})
}

func FuzzAbout(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x09pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01\x00\x00\x00\x00"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPEXIF\x04\x00\x00\x00II*\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, about := range []func([]byte) about{jpegAbout, pngAbout, webpAbout, bmpAbout} {
			if got := about(file); got.orientation < 1 || got.orientation > 8 {
				t.Errorf("%x has orientation %d", file, got.orientation)
			}
		}
	})
}
