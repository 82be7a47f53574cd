package images

import (
	"bytes"
	"encoding/binary"
)

// about is what a picture says of itself beside its pixels.
type about struct {
	orientation int     // 1 to 8 as in Exif 2.32 §4.6.4; 1 for everything else
	dpi         float64 // 0 when it says none that can be believed
}

// exifOrientation reads the orientation out of an Exif block, which is a small
// TIFF. What is not from 1 to 8 means nothing and is 1.
func exifOrientation(block []byte) int {
	t := &tiff{r: bytes.NewReader(block), order: binary.LittleEndian}
	if len(block) < 8 {
		return 1
	}
	if block[0] == 'M' {
		t.order = binary.BigEndian
	}
	dir, _, err := t.directory(t.order.Uint32(block[4:]))
	if err != nil {
		return 1 // a broken block spoils no picture
	}
	return upright(dir.first(tagOrientation, 1))
}

func upright(orientation int) int {
	if orientation < 1 || orientation > 8 {
		return 1
	}
	return orientation
}

// jpegAbout reads the segments before the pixels of a JPEG (ITU-T T.81 B.1.1.4).
func jpegAbout(file []byte) about {
	a := about{orientation: 1}
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		marker, length := file[at+1], int(binary.BigEndian.Uint16(file[at+2:]))
		const startOfScan, app0, app1, padding = 0xda, 0xe0, 0xe1, 0xff
		if marker == padding {
			at++
			continue
		}
		if marker == startOfScan || length < 2 || at+2+length > len(file) {
			break
		}
		switch segment := file[at+4 : at+2+length]; {
		case marker == app0 && bytes.HasPrefix(segment, []byte("JFIF\x00")) && len(segment) >= 12:
			a.dpi = density(segment[7], binary.BigEndian.Uint16(segment[8:]))
		case marker == app1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")):
			a.orientation = exifOrientation(segment[6:])
		}
		at += 2 + length
	}
	return a
}

// density is that of JFIF (ITU-T T.871 §10.1) in dots per inch.
func density(unit byte, value uint16) float64 {
	switch unit {
	case 1:
		return float64(value)
	case 2:
		return float64(value) * 2.54
	}
	return 0
}

// pngAbout reads the chunks before the pixels of a PNG (PNG third edition §11.3).
func pngAbout(file []byte) about {
	a := about{orientation: 1}
	for at := 8; at+12 <= len(file); {
		length := int(binary.BigEndian.Uint32(file[at:]))
		name := string(file[at+4 : at+8])
		if name == "IDAT" || length < 0 || length > len(file)-at-12 {
			break
		}
		switch chunk := file[at+8 : at+8+length]; {
		case name == "pHYs" && length == 9 && chunk[8] == 1: // pixels a metre
			a.dpi = float64(binary.BigEndian.Uint32(chunk)) * 0.0254
		case name == "eXIf":
			a.orientation = exifOrientation(chunk)
		}
		at += 12 + length
	}
	return a
}

// webpAbout finds the Exif chunk of a WebP (RFC 9649 §2.7.1.5).
func webpAbout(file []byte) about {
	a := about{orientation: 1}
	for at := 12; at+8 <= len(file); {
		length := int(binary.LittleEndian.Uint32(file[at+4:]))
		if length < 0 || length > len(file)-at-8 {
			break
		}
		if string(file[at:at+4]) == "EXIF" {
			block := bytes.TrimPrefix(file[at+8:at+8+length], []byte("Exif\x00\x00"))
			a.orientation = exifOrientation(block)
		}
		at += 8 + length + length&1
	}
	return a
}

// moves tells whether a WebP is an animation (RFC 9649 §2.7, the A of VP8X).
func moves(file []byte) bool {
	const flags, animation = 20, 2
	return len(file) > flags && string(file[12:16]) == "VP8X" && file[flags]&animation != 0
}

// bmpAbout reads the resolution of a BMP, in pixels a metre.
func bmpAbout(file []byte) about {
	a := about{orientation: 1}
	if len(file) >= 42 && binary.LittleEndian.Uint32(file[bmpFileHead:]) >= bmpHead {
		a.dpi = float64(binary.LittleEndian.Uint32(file[38:])) * 0.0254
	}
	return a
}
