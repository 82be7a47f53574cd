package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"
)

// The page of TestPicturesOnPages: dark in its upper left quarter of width and
// height, white elsewhere.
const (
	sheetWide = 160
	sheetHigh = 200
)

func dark(x, y int) bool { return x < sheetWide/4 && y < sheetHigh/4 }

// samplesOf are the page's pixels in so many bits each, dark ones as one value
// and white ones as another.
func samplesOf(bits int, ofDark, ofWhite []uint32) string {
	var out []byte
	for y := range sheetHigh {
		var held uint64
		have := 0
		for x := range sheetWide {
			values := ofWhite
			if dark(x, y) {
				values = ofDark
			}
			for _, v := range values {
				held, have = held<<bits|uint64(v), have+bits
				for ; have >= 8; have -= 8 {
					out = append(out, byte(held>>(have-8)))
				}
			}
		}
		if have > 0 {
			out = append(out, byte(held<<(8-have)))
		}
	}
	return string(out)
}

func flated(raw string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(raw)) // a buffer takes everything
	_ = z.Close()
	return b.String()
}

// jpegOfSheet is the page as a JPEG, or its opposite.
func jpegOfSheet(t *testing.T, opposite bool) string {
	t.Helper()
	g := image.NewGray(image.Rect(0, 0, sheetWide, sheetHigh))
	for i := range g.Pix {
		if dark(i%sheetWide, i/sheetWide) == opposite {
			g.Pix[i] = 255
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, g, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// runLengths packs bytes as they come (ISO 32000-1 §7.4.5).
func runLengths(raw string) string {
	var out []byte
	for ; raw != ""; raw = raw[min(128, len(raw)):] {
		n := min(128, len(raw))
		out = append(append(out, byte(n-1)), raw[:n]...)
	}
	return string(append(out, 128))
}

// upRows are rows behind a byte that says that each is the difference to the one
// above (PNG §9.2).
func upRows(raw string, long int) string {
	var out strings.Builder
	before := strings.Repeat("\x00", long)
	for ; raw != ""; raw = raw[long:] {
		out.WriteByte(2)
		for i := range long {
			out.WriteByte(raw[i] - before[i])
		}
		before = raw[:long]
	}
	return out.String()
}

const fullSheet = "q 160 0 0 200 0 0 cm /I Do Q"

// onSheet is a page with a drawing that may use the picture I and what else it
// names as objects 6 and on.
func onSheet(page, drawing, picture string, more ...string) []byte {
	return objects(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 0>>",
		"<</Type/Page/Parent 2 0 R" + page + "/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
		stream("", drawing), picture,
	}, more...)...)
}

const sheetBox = "/MediaBox[0 0 160 200]"

func pictureOf(entries, body string) string {
	return stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d%s", sheetWide, sheetHigh, entries), body)
}

// picturesOnPages all show the same page to a person, after ISO 32000-1 §7.4,
// §8.6, §8.9 and §14.11.2. That each comes out so was written down before any was drawn.
func picturesOnPages(t *testing.T) map[string][]byte {
	t.Helper()
	grey := samplesOf(8, []uint32{0}, []uint32{255})
	oneBit := samplesOf(1, []uint32{0}, []uint32{1})
	opposite := samplesOf(1, []uint32{1}, []uint32{0})
	plainGrey := pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8", grey)
	var eightyFive bytes.Buffer
	a := ascii85.NewEncoder(&eightyFive)
	_, _ = a.Write([]byte(flated(grey))) // a buffer takes everything
	_ = a.Close()
	whole := func(picture string, more ...string) []byte { return onSheet(sheetBox, fullSheet, picture, more...) }
	return map[string][]byte{
		"a JPEG":                                  whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", jpegOfSheet(t, false))),
		"a JPEG whose Decode turns it over":       whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Decode[1 0]", jpegOfSheet(t, true))),
		"one bit":                                 whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 1", oneBit)),
		"one bit whose Decode turns it over":      whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]", opposite)),
		"half a range of shades":                  whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Decode[-1 1]", samplesOf(8, []uint32{127}, []uint32{255}))),
		"a palette of two":                        whole(pictureOf("/ColorSpace[/Indexed/DeviceRGB 1<FFFFFF000000>]/BitsPerComponent 1", opposite)),
		"a palette of four in a stream":           whole(pictureOf("/ColorSpace[/Indexed/DeviceGray 3 6 0 R]/BitsPerComponent 2", samplesOf(2, []uint32{2}, []uint32{3})), stream("", "\x40\x80\x00\xff")),
		"a mask that is painted":                  onSheet(sheetBox, "0 g "+fullSheet, pictureOf("/ImageMask true/BitsPerComponent 1", oneBit)),
		"a mask that is painted, turned over":     onSheet(sheetBox, "0 g "+fullSheet, pictureOf("/ImageMask true/BitsPerComponent 1/Decode[1 0]", opposite)),
		"ink under a soft mask":                   whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/SMask 6 0 R", strings.Repeat("\x00", sheetWide*sheetHigh)), pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8", samplesOf(8, []uint32{255}, []uint32{0}))),
		"ink under a hard mask":                   whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Mask 6 0 R", strings.Repeat("\x00", sheetWide*sheetHigh)), pictureOf("/ImageMask true/BitsPerComponent 1", oneBit)),
		"a colour that is clear":                  whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Mask[40 60]", samplesOf(8, []uint32{0}, []uint32{50}))),
		"four inks":                               whole(pictureOf("/ColorSpace/DeviceCMYK/BitsPerComponent 8", samplesOf(8, []uint32{0, 0, 0, 255}, []uint32{0, 0, 0, 0}))),
		"sixteen bits":                            whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 16", samplesOf(16, []uint32{0}, []uint32{65535}))),
		"an ink of its own":                       whole(pictureOf("/ColorSpace[/Separation/Black/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]/BitsPerComponent 8", samplesOf(8, []uint32{255}, []uint32{0}))),
		"shades as eyes see them":                 whole(pictureOf("/ColorSpace[/Lab<</WhitePoint[0.95 1 1.09]/Range[-100 100 -100 100]>>]/BitsPerComponent 8", samplesOf(8, []uint32{0, 128, 128}, []uint32{255, 128, 128}))),
		"a calibrated grey":                       whole(pictureOf("/ColorSpace[/CalGray<</WhitePoint[0.95 1 1.09]/Gamma 2.2>>]/BitsPerComponent 8", grey)),
		"a profile that is not there":             whole(pictureOf("/ColorSpace[/ICCBased 6 0 R]/BitsPerComponent 8", grey), stream("/N 1/Alternate/DeviceGray", "no profile")),
		"deflated":                                whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", flated(grey))),
		"deflated differences of rows":            whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 160>>", flated(upRows(grey, sheetWide)))),
		"deflated, in letters":                    whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter[/ASCII85Decode/FlateDecode]", eightyFive.String()+"~>")),
		"in hexadecimal digits":                   whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/AHx", hex.EncodeToString([]byte(oneBit))+">")),
		"lengths of runs":                         whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/RunLengthDecode", runLengths(grey))),
		"a JPEG in a deflated stream":             whole(pictureOf("/ColorSpace/DeviceGray/BitsPerComponent 8/Filter[/FlateDecode/DCTDecode]", flated(jpegOfSheet(t, false)))),
		"in the drawing itself":                   onSheet(sheetBox, "q 160 0 0 200 0 0 cm BI /W 160 /H 200 /CS /G /BPC 1 ID "+oneBit+"\nEI Q", plainGrey),
		"drawn upside down on a page upside down": onSheet(sheetBox+"/Rotate 180", "q -160 0 0 -200 160 200 cm /I Do Q", plainGrey),
		"on a page that lies on its side":         onSheet("/MediaBox[0 0 200 160]/Rotate 90", "q 0 160 -200 0 200 0 cm /I Do Q", plainGrey),
		"on a page that begins below nothing":     onSheet("/MediaBox[-80 -100 80 100]", "q 160 0 0 200 -80 -100 cm /I Do Q", plainGrey),
		"on a part of a page":                     onSheet("/MediaBox[0 0 1000 1000]/CropBox[300 400 460 600]", "q 160 0 0 200 300 400 cm /I Do Q", plainGrey),
		"on a page whose part is larger than it":  onSheet(sheetBox+"/CropBox[-500 -500 2000 2000]", fullSheet, plainGrey),
		"on a page with sides the other way":      onSheet("/MediaBox[160 200 0 0]", fullSheet, plainGrey),
		"on a page with units of two points":      onSheet("/UserUnit 2/MediaBox[0 0 80 100]", "q 80 0 0 100 0 0 cm /I Do Q", plainGrey),
	}
}

// TestPicturesOnPages: pictures in all ways to keep them on a page are drawn as
// a person sees them.
func TestPicturesOnPages(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	for name, file := range picturesOnPages(t) {
		t.Run(name, func(t *testing.T) {
			got, err := open(t, e, file).Gray(1, 72)
			if err != nil {
				t.Fatal(err)
			}
			if got.Rect.Dx() != sheetWide || got.Rect.Dy() != sheetHigh {
				t.Fatalf("a page of %v, want %d by %d", got.Rect, sheetWide, sheetHigh)
			}
			for _, at := range []image.Point{{4, 4}, {35, 45}, {45, 4}, {4, 55}, {80, 100}, {155, 195}, {155, 4}, {4, 195}} {
				want := byte(255)
				if dark(at.X, at.Y) {
					want = 0
				}
				if v := got.GrayAt(at.X, at.Y).Y; max(v, want)-min(v, want) > 40 {
					t.Errorf("at %v it is %d, want %d", at, v, want)
				}
			}
		})
	}
}
