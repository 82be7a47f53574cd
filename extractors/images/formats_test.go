package images

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"maps"
	"slices"
	"testing"

	"github.com/invoer/invoer"
)

// A format is one way to keep a picture in a file. What is expected of it was
// written down before it was first opened: the picture, or one of the codes.
type format struct {
	media string
	file  []byte
	read  bool
	codes []invoer.Code
}

func shows(media string, file []byte) format { return format{media: media, file: file, read: true} }

func refused(media string, file []byte, codes ...invoer.Code) format {
	return format{media: media, file: file, codes: codes}
}

// either is a format that hardly anybody has: read, or refused with advice.
func either(media string, file []byte, codes ...invoer.Code) format {
	return format{media: media, file: file, read: true, codes: codes}
}

// A tiffField is one tag of a TIFF: 16 or 32 bits a value.
type tiffField struct {
	long   bool
	values []uint32
}

func short(values ...uint32) tiffField { return tiffField{values: values} }

func long(values ...uint32) tiffField { return tiffField{long: true, values: values} }

// A tiffPage is one directory and the pieces that it names.
type tiffPage struct {
	fields map[uint16]tiffField
	pieces [][]byte
	tiles  bool
}

// tiffOf writes pages with any tags (TIFF 6.0 §2).
func tiffOf(order binary.AppendByteOrder, pages ...tiffPage) []byte {
	byteOrder := order.(binary.ByteOrder)
	file := []byte("II*\x00\x00\x00\x00\x00")
	if byteOrder == binary.ByteOrder(binary.BigEndian) {
		file = []byte("MM\x00*\x00\x00\x00\x00")
	}
	link := 4
	for _, page := range pages {
		fields := maps.Clone(page.fields)
		var offsets, counts []uint32
		for _, piece := range page.pieces {
			offsets, counts = append(offsets, uint32(len(file))), append(counts, uint32(len(piece)))
			file = append(file, piece...)
		}
		at, count := uint16(tagOffsets), uint16(tagCounts)
		if page.tiles {
			at, count = tagTileOffsets, tagTileCounts
		}
		fields[at] = long(offsets...)
		if _, given := fields[count]; !given {
			fields[count] = long(counts...)
		}
		maps.DeleteFunc(fields, func(_ uint16, f tiffField) bool { return f.values == nil })
		bodies := map[uint16]uint32{}
		for _, tag := range slices.Sorted(maps.Keys(fields)) {
			if body := bodyOf(order, fields[tag]); len(body) > 4 {
				file = append(file, make([]byte, len(file)%2)...)
				bodies[tag] = uint32(len(file))
				file = append(file, body...)
			}
		}
		file = append(file, make([]byte, len(file)%2)...)
		byteOrder.PutUint32(file[link:], uint32(len(file)))
		file = order.AppendUint16(file, uint16(len(fields)))
		for _, tag := range slices.Sorted(maps.Keys(fields)) {
			f := fields[tag]
			kind := uint16(3)
			if f.long {
				kind = 4
			}
			file = order.AppendUint32(order.AppendUint16(order.AppendUint16(file, tag), kind), uint32(len(f.values)))
			body := bodyOf(order, f)
			if place, ok := bodies[tag]; ok {
				body = order.AppendUint32(nil, place)
			}
			file = append(file, append(body, make([]byte, 4-len(body))...)...)
		}
		link = len(file)
		file = append(file, 0, 0, 0, 0)
	}
	return file
}

func bodyOf(order binary.AppendByteOrder, f tiffField) []byte {
	var body []byte
	for _, v := range f.values {
		if f.long {
			body = order.AppendUint32(body, v)
		} else {
			body = order.AppendUint16(body, uint16(v))
		}
	}
	return body
}

// sampled gives a page's pixels as samples, each of them bits wide, made of its grey.
func sampled(page *image.Gray, bits int, of func(grey byte) []uint32) []byte {
	var out []byte
	for y := range page.Rect.Dy() {
		var held uint64
		have := 0
		for x := range page.Rect.Dx() {
			for _, v := range of(page.GrayAt(x, y).Y) {
				held, have = held<<bits|uint64(v), have+bits
				for have >= 8 {
					out = append(out, byte(held>>(have-8)))
					have -= 8
				}
			}
		}
		if have > 0 {
			out = append(out, byte(held<<(8-have)))
		}
	}
	return out
}

func deflated(raw []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(raw) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// chunk is one of a PNG (PNG §5.3).
func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pngOf writes a PNG of any kind: rows without filters, or the seven pictures of
// an interlaced one (PNG §8.2).
func pngOf(page *image.Gray, bits, kind int, interlaced bool, of func(grey byte) []uint32, between ...[]byte) []byte {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	head = append(head, byte(bits), byte(kind), 0, 0, 0)
	passes := [][4]int{{0, 0, 1, 1}}
	if interlaced {
		head[12] = 1
		passes = [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	var rows []byte
	for _, p := range passes {
		for y := p[1]; y < h; y += p[3] {
			row := newGray((w-p[0]+p[2]-1)/p[2], 1)
			for x := range row.Rect.Dx() {
				row.Pix[x] = page.GrayAt(p[0]+x*p[2], y).Y
			}
			rows = append(append(rows, 0), sampled(row, bits, of)...)
		}
	}
	file := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	for _, c := range between {
		file = append(file, c...)
	}
	return append(append(file, chunk("IDAT", deflated(rows))...), chunk("IEND", nil)...)
}

// bmpOf writes a BMP with a head of its own, a palette of greys of so many
// entries, and what comes behind.
func bmpOf(w, h, bits, packing, headSize int, masks []uint32, colours int, pixels []byte) []byte {
	info := make([]byte, headSize)
	le := binary.LittleEndian
	le.PutUint32(info, uint32(headSize))
	if headSize == 12 {
		le.PutUint16(info[4:], uint16(w))
		le.PutUint16(info[6:], uint16(h))
		le.PutUint16(info[8:], 1)
		le.PutUint16(info[10:], uint16(bits))
	} else {
		le.PutUint32(info[4:], uint32(w))
		le.PutUint32(info[8:], uint32(h))
		le.PutUint16(info[12:], 1)
		le.PutUint16(info[14:], uint16(bits))
		le.PutUint32(info[16:], uint32(packing))
		le.PutUint32(info[20:], uint32(len(pixels)))
		le.PutUint32(info[32:], uint32(colours))
	}
	for i, m := range masks {
		if headSize >= 52 {
			le.PutUint32(info[40+4*i:], m)
		} else {
			info = le.AppendUint32(info, m)
		}
	}
	for i := range colours {
		v := byte(i * 255 / max(colours-1, 1))
		info = append(info, v, v, v)
		if headSize > 12 {
			info = append(info, 0)
		}
	}
	file := append([]byte("BM"), make([]byte, 12)...)
	le.PutUint32(file[10:], uint32(14+len(info)))
	file = append(append(file, info...), pixels...)
	le.PutUint32(file[2:], uint32(len(file)))
	return file
}

// bmpRows are rows from the bottom up, or from the top down, each of whole words
// of four bytes.
func bmpRows(page *image.Gray, down bool, row func(line *image.Gray) []byte) []byte {
	var out []byte
	for i := range page.Rect.Dy() {
		y := page.Rect.Dy() - 1 - i
		if down {
			y = i
		}
		line := page.SubImage(image.Rect(0, y, page.Rect.Dx(), y+1)).(*image.Gray)
		flat := newGray(page.Rect.Dx(), 1)
		copy(flat.Pix, line.Pix)
		bytes := row(flat)
		out = append(append(out, bytes...), make([]byte, (4-len(bytes)%4)%4)...)
	}
	return out
}

// runsOf packs a row of a BMP as runs of one value, of at most 255 pixels, and
// ends it.
func runsOf(line *image.Gray, value func(grey byte) byte) []byte {
	var out []byte
	for x := 0; x < len(line.Pix); {
		n := 1
		for x+n < len(line.Pix) && line.Pix[x+n] == line.Pix[x] && n < 255 {
			n++
		}
		out = append(out, byte(n), value(line.Pix[x]))
		x += n
	}
	return append(out, 0, 0)
}

// jpegBytes is a part of a page as a JPEG.
func jpegBytes(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func grey1(v byte) []uint32     { return []uint32{uint32(v)} }
func rgb8(v byte) []uint32      { return []uint32{uint32(v), uint32(v), uint32(v)} }
func deep(v byte) []uint32      { return []uint32{uint32(v) * 257} }
func bit(v byte) []uint32       { return []uint32{uint32(v) / 255} }
func ink(v byte) []uint32       { return []uint32{0, 0, 0, uint32(255 - v)} }
func nibble(v byte) []uint32    { return []uint32{uint32(v) / 17} }
func twoBits(v byte) []uint32   { return []uint32{uint32(v) / 85} }
func twelve(v byte) []uint32    { return []uint32{uint32(v) * 4095 / 255} }
func luma(v byte) []uint32      { return []uint32{uint32(v), 128, 128} }
func lightness(v byte) []uint32 { return []uint32{uint32(v), 0, 0} }
func clearIs(v byte) []uint32   { return []uint32{0, uint32(255 - v)} }
func deepClear(v byte) []uint32 {
	return []uint32{0, uint32(255-v) * 257}
}

// unseenFormats are files of one page, after TIFF 6.0, its supplements, PNG and
// what writes BMP and JPEG.
func unseenFormats(t *testing.T, page *image.Gray) map[string]format {
	t.Helper()
	w, h := uint32(page.Rect.Dx()), uint32(page.Rect.Dy())
	fields := func(bits, samples, photometric, packing uint32, more map[uint16]tiffField) map[uint16]tiffField {
		all := map[uint16]tiffField{
			tagWidth: short(w), tagHeight: short(h), tagBits: short(slices.Repeat([]uint32{bits}, int(samples))...), tagCompression: short(packing),
			tagPhotometric: short(photometric), tagSamples: short(samples), tagRows: short(h),
		}
		maps.Copy(all, more)
		return all
	}
	one := func(order binary.AppendByteOrder, f map[uint16]tiffField, pieces ...[]byte) []byte {
		return tiffOf(order, tiffPage{fields: f, pieces: pieces})
	}
	le, be := binary.LittleEndian, binary.BigEndian
	raw := sampled(page, 8, grey1)
	part := func(x0, y0, x1, y1 int) *image.Gray {
		p := newGray(x1-x0, y1-y0)
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				v := byte(255)
				if x < int(w) && y < int(h) {
					v = page.GrayAt(x, y).Y
				}
				p.Pix[(y-y0)*(x1-x0)+x-x0] = v
			}
		}
		return p
	}
	var tiles, jpegTiles, jpegStrips [][]byte
	for y := 0; y < int(h); y += 64 {
		for x := 0; x < int(w); x += 64 {
			tile := part(x, y, x+64, y+64)
			tiles, jpegTiles = append(tiles, deflated(tile.Pix)), append(jpegTiles, jpegBytes(t, tile))
		}
		colour := image.NewYCbCr(image.Rect(0, 0, int(w), min(64, int(h)-y)), image.YCbCrSubsampleRatio420)
		for i := range colour.Cb {
			colour.Cb[i], colour.Cr[i] = 128, 128
		}
		for row := range colour.Rect.Dy() {
			copy(colour.Y[row*colour.YStride:], part(0, y+row, int(w), y+row+1).Pix)
		}
		jpegStrips = append(jpegStrips, jpegBytes(t, colour))
	}
	tiled := map[uint16]tiffField{tagTileWidth: short(64), tagTileHeight: short(64), tagRows: {}}
	differing := slices.Clone(sampled(page, 16, deep))
	for y := range int(h) {
		row := differing[y*int(w)*2:][:w*2]
		for x := int(w) - 1; x > 0; x-- {
			be.PutUint16(row[2*x:], be.Uint16(row[2*x:])-be.Uint16(row[2*x-2:]))
		}
	}
	greys := func(n int) tiffField {
		var all []uint32
		for range 3 {
			for v := range n {
				all = append(all, uint32(v*65535/(n-1)))
			}
		}
		return short(all...)
	}
	plane16 := slices.Repeat([][]byte{sampled(page, 16, deep)}, 3)
	turned := Orient(page, 8) // so that orientation 6 turns it back
	small := newGray(20, 25)
	icon := tiffPage{fields: map[uint16]tiffField{tagSubfile: long(1), tagWidth: short(20), tagHeight: short(25), tagBits: short(8), tagCompression: short(plain), tagPhotometric: short(blackIsZero), tagSamples: short(1), tagRows: short(25)}, pieces: [][]byte{small.Pix}}
	mask := tiffPage{fields: fields(1, 1, 4, plain, map[uint16]tiffField{tagSubfile: long(4)}), pieces: [][]byte{sampled(page, 1, bit)}}
	first := tiffPage{fields: fields(8, 1, blackIsZero, plain, nil), pieces: [][]byte{raw}}
	long4 := func(v uint32) []byte { return be.AppendUint32(nil, v) }
	rle4 := func(v byte) byte { return v/17<<4 | v/17 }
	return map[string]format{
		"TIFF in tiles, deflated":                         shows(TIFF, tiffOf(le, tiffPage{fields: fields(8, 1, blackIsZero, deflate, tiled), pieces: tiles, tiles: true})),
		"TIFF in tiles of JPEG":                           shows(TIFF, tiffOf(be, tiffPage{fields: fields(8, 1, blackIsZero, newJPEG, tiled), pieces: jpegTiles, tiles: true})),
		"TIFF in strips of JPEG, a fourth as much colour": shows(TIFF, one(le, fields(8, 3, yCbCr, newJPEG, map[uint16]tiffField{tagRows: short(64)}), jpegStrips...)),
		"TIFF, 16 bits a colour, big end first":           shows(TIFF, one(be, fields(16, 3, rgb, plain, nil), sampled(page, 16, func(v byte) []uint32 { return slices.Repeat(deep(v), 3) }))),
		"TIFF, 16 bits, differences":                      shows(TIFF, one(be, fields(16, 1, blackIsZero, deflate, map[uint16]tiffField{tagPredictor: short(2)}), deflated(differing))),
		"TIFF, four inks":                                 shows(TIFF, one(le, fields(8, 4, cmyk, plain, nil), sampled(page, 8, ink))),
		"TIFF, colours in planes":                         shows(TIFF, one(le, fields(8, 3, rgb, plain, map[uint16]tiffField{tagPlanar: short(2)}), raw, raw, raw)),
		"TIFF, colours of 16 bits in planes":              shows(TIFF, one(be, fields(16, 3, rgb, plain, map[uint16]tiffField{tagPlanar: short(2)}), plane16...)),
		"TIFF, a palette of 16":                           shows(TIFF, one(le, fields(4, 1, palette, plain, map[uint16]tiffField{tagColours: greys(16)}), sampled(page, 4, nibble))),
		"TIFF, a palette of 2":                            shows(TIFF, one(le, fields(1, 1, palette, plain, map[uint16]tiffField{tagColours: greys(2)}), sampled(page, 1, bit))),
		"TIFF, 2 bits":                                    shows(TIFF, one(le, fields(2, 1, blackIsZero, plain, nil), sampled(page, 2, twoBits))),
		"TIFF, deflated in one strip":                     shows(TIFF, one(le, fields(8, 1, blackIsZero, deflate, nil), deflated(raw))),
		"TIFF, grey and clear":                            shows(TIFF, one(le, fields(8, 2, blackIsZero, plain, map[uint16]tiffField{tagExtra: short(2)}), sampled(page, 8, clearIs))),
		"TIFF, luma and chroma, not packed":               either(TIFF, one(le, fields(8, 3, yCbCr, plain, map[uint16]tiffField{530: short(1, 1)}), sampled(page, 8, luma)), invoer.CodeUnsupported),
		"TIFF, Lab":                                       either(TIFF, one(le, fields(8, 3, 8, plain, nil), sampled(page, 8, lightness)), invoer.CodeUnsupported),
		"TIFF, 12 bits":                                   either(TIFF, one(le, fields(12, 1, blackIsZero, plain, nil), sampled(page, 12, twelve)), invoer.CodeUnsupported),
		"TIFF, fractions":                                 refused(TIFF, one(le, fields(32, 1, blackIsZero, plain, map[uint16]tiffField{tagFormat: short(3)}), make([]byte, 4*w*h)), invoer.CodeUnsupported),
		"TIFF, JPEG of the old kind":                      either(TIFF, one(le, fields(8, 3, yCbCr, 6, nil), jpegBytes(t, page)), invoer.CodeUnsupported),
		"TIFF of 64 bits":                                 either(TIFF, append([]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"), make([]byte, 64)...), invoer.CodeUnsupported),
		"TIFF without the length of its strip":            shows(TIFF, one(le, fields(8, 1, blackIsZero, plain, map[uint16]tiffField{tagCounts: {}}), raw)),
		"TIFF with strips as long as they may be":         shows(TIFF, one(le, fields(8, 1, blackIsZero, plain, map[uint16]tiffField{tagRows: long(1<<32 - 1)}), raw)),
		"TIFF without how many rows a strip has":          shows(TIFF, one(le, fields(8, 1, blackIsZero, plain, map[uint16]tiffField{tagRows: {}}), raw)),
		"TIFF whose page lies on its side":                shows(TIFF, one(le, fields(8, 1, blackIsZero, plain, map[uint16]tiffField{tagWidth: short(h), tagHeight: short(w), tagRows: short(w), tagOrientation: short(6)}), turned.Pix)),
		"TIFF with a small picture of itself":             shows(TIFF, tiffOf(le, first, icon)),
		"TIFF with a mask of itself":                      shows(TIFF, tiffOf(le, first, mask)),
		"TIFF with half a strip":                          either(TIFF, one(le, fields(8, 1, blackIsZero, plain, nil), raw[:len(raw)/2]), invoer.CodeDamaged),
		"PNG, interlaced":                                 shows(PNG, pngOf(page, 8, 0, true, grey1)),
		"PNG, 1 bit, interlaced":                          shows(PNG, pngOf(page, 1, 0, true, bit)),
		"PNG, 16 bits and clear, interlaced":              shows(PNG, pngOf(page, 16, 4, true, deepClear)),
		"PNG, 16 bits a colour":                           shows(PNG, pngOf(page, 16, 2, false, func(v byte) []uint32 { return slices.Repeat(deep(v), 3) })),
		"PNG, a palette of 4 of which white is clear":     shows(PNG, pngOf(page, 2, 3, false, twoBits, chunk("PLTE", []byte{0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0}), chunk("tRNS", []byte{255, 255, 255, 0}))),
		"PNG, one grey of which is clear":                 shows(PNG, pngOf(page, 8, 0, false, func(v byte) []uint32 { return []uint32{uint32(v) / 255 * 7} }, chunk("tRNS", []byte{0, 7}))),
		"PNG that moves":                                  shows(PNG, pngOf(page, 8, 0, false, grey1, chunk("acTL", append(long4(1), long4(0)...)))),
		"PNG with a chunk that nobody knows":              shows(PNG, pngOf(page, 8, 2, false, rgb8, chunk("inVo", []byte("x")))),
		"PNG with a remark whose sum is wrong":            either(PNG, pngOf(page, 8, 0, false, grey1, append([]byte{0, 0, 0, 3}, "tEXta\x00b1234"...)), invoer.CodeDamaged),
		"BMP, 1 bit":                                      shows(BMP, bmpOf(int(w), int(h), 1, 0, 40, nil, 2, bmpRows(page, false, func(l *image.Gray) []byte { return sampled(l, 1, bit) }))),
		"BMP, 4 bits":                                     shows(BMP, bmpOf(int(w), int(h), 4, 0, 40, nil, 16, bmpRows(page, false, func(l *image.Gray) []byte { return sampled(l, 4, nibble) }))),
		"BMP from the top down":                           shows(BMP, bmpOf(int(w), -int(h), 24, 0, 40, nil, 0, bmpRows(page, true, func(l *image.Gray) []byte { return sampled(l, 8, rgb8) }))),
		"BMP of the fifth version": shows(BMP, bmpOf(int(w), int(h), 32, 3, 124, []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, 0, bmpRows(page, false, func(l *image.Gray) []byte {
			return sampled(l, 8, func(v byte) []uint32 { return append(rgb8(v), 255) })
		}))),
		"BMP of OS/2": shows(BMP, bmpOf(int(w), int(h), 24, 0, 12, nil, 0, bmpRows(page, false, func(l *image.Gray) []byte { return sampled(l, 8, rgb8) }))),
		"BMP, 16 bits": shows(BMP, bmpOf(int(w), int(h), 16, 3, 40, []uint32{0xf800, 0x7e0, 0x1f}, 0, bmpRows(page, false, func(l *image.Gray) []byte {
			return sampled(l, 8, func(v byte) []uint32 { return []uint32{uint32(v), uint32(v)} })
		}))),
		"BMP with masks in its head": shows(BMP, bmpOf(int(w), int(h), 32, 3, 52, []uint32{0xff000000, 0xff0000, 0xff00}, 0, bmpRows(page, false, func(l *image.Gray) []byte {
			return sampled(l, 8, func(v byte) []uint32 { return []uint32{0, uint32(v), uint32(v), uint32(v)} })
		}))),
		"BMP, runs of 8 bits":               shows(BMP, bmpOf(int(w), int(h), 8, 1, 40, nil, 256, append(bmpRowsPlain(page, func(l *image.Gray) []byte { return runsOf(l, func(v byte) byte { return v }) }), 0, 1))),
		"BMP, runs of 4 bits":               shows(BMP, bmpOf(int(w), int(h), 4, 2, 40, nil, 16, append(bmpRowsPlain(page, func(l *image.Gray) []byte { return runsOf(l, rle4) }), 0, 1))),
		"JPEG, 12 bits":                     refused(JPEG, bytes.Replace(jpegBytes(t, page), []byte{0xff, 0xc0, 0, 11, 8}, []byte{0xff, 0xc1, 0, 11, 12}, 1), invoer.CodeUnsupported, invoer.CodeDamaged),
		"JPEG, without loss":                refused(JPEG, bytes.Replace(jpegBytes(t, page), []byte{0xff, 0xc0, 0, 11}, []byte{0xff, 0xc3, 0, 11}, 1), invoer.CodeUnsupported, invoer.CodeDamaged),
		"JPEG, arithmetic":                  refused(JPEG, bytes.Replace(jpegBytes(t, page), []byte{0xff, 0xc0, 0, 11}, []byte{0xff, 0xc9, 0, 11}, 1), invoer.CodeUnsupported, invoer.CodeDamaged),
		"JPEG with bytes between its parts": shows(JPEG, bytes.Replace(jpegBytes(t, page), []byte{0xff, 0xc0}, []byte{0xff, 0xff, 0xff, 0xc0}, 1)),
		"JPEG without its end":              either(JPEG, jpegBytes(t, page)[:len(jpegBytes(t, page))-2], invoer.CodeDamaged),
	}
}

// bmpRowsPlain are rows from the bottom up, as long as they come.
func bmpRowsPlain(page *image.Gray, row func(line *image.Gray) []byte) []byte {
	var out []byte
	for y := page.Rect.Dy() - 1; y >= 0; y-- {
		flat := newGray(page.Rect.Dx(), 1)
		copy(flat.Pix, page.Pix[y*page.Stride:][:page.Rect.Dx()])
		out = append(out, row(flat)...)
	}
	return out
}

// FuzzBMP: a BMP comes to an end, whatever it says.
func FuzzBMP(f *testing.F) {
	page := marked(160, 200)
	for _, packing := range []int{bmpRuns8, bmpRuns4} {
		bits := map[int]int{bmpRuns8: 8, bmpRuns4: 4}[packing]
		f.Add(bmpOf(160, 200, bits, packing, 40, nil, 4, []byte{9, 1, 0, 2, 3, 4, 0, 5, 1, 2, 3, 0, 0, 0, 0, 1}))
		f.Add(bmpOf(160, 200, bits, packing, 40, nil, 4, runsOf(page, func(v byte) byte { return v })))
	}
	f.Add(bmpOf(160, 200, 32, bmpMasked, 40, []uint32{1, 0, 1 << 31}, 0, make([]byte, 4*160*200)))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := pageOf(format{media: BMP, file: file})
		if err != nil && codeIn(err) == "" {
			t.Errorf("%v, want a code", err)
		}
		if err == nil && got.Rect.Empty() {
			t.Error("an empty page, want one with pixels")
		}
	})
}

// furtherFormats are pictures as telephones, scanners and relays leave them. What is
// expected of each was written down before it was first opened.
func furtherFormats(t *testing.T, page *image.Gray) map[string]format {
	t.Helper()
	photo := jpegBytes(t, page)
	icon := jpegBytes(t, newGray(20, 25))
	drawing := pngOf(page, 8, 0, false, grey1)
	behind := func(file []byte, more ...[]byte) []byte { return append(slices.Clone(file), bytes.Join(more, nil)...) }
	app := func(marker byte, body []byte) []byte { // right behind the first mark
		part := append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
		return slices.Concat(photo[:2], part, photo[2:])
	}
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00")
	var animation bytes.Buffer
	palette := color.Palette{color.Gray{}, color.Gray{Y: 255}, color.Alpha{}}
	shown := image.NewPaletted(page.Rect, palette)
	for i, v := range page.Pix {
		shown.Pix[i] = v / 255
	}
	empty := image.NewPaletted(image.Rect(0, 0, 20, 20), palette)
	for i := range empty.Pix {
		empty.Pix[i] = 2
	}
	if err := gif.EncodeAll(&animation, &gif.GIF{Image: []*image.Paletted{shown, empty}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	return map[string]format{
		"a photo with a film behind it":               shows(JPEG, behind(photo, []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42"), make([]byte, 5000))),
		"a photo with a lighter one behind it":        shows(JPEG, behind(photo, icon)),
		"a photo with what a telephone says behind":   shows(JPEG, behind(photo, []byte("\x00\x00\x01\x0aImage_UTC_Data1793612345678SEFHe\x00\x00\x00SEFT"))),
		"a photo with a small one of itself":          shows(JPEG, app(0xe1, behind(exif, []byte("\x00\x00\x00\x00\x00\x00"), icon))),
		"a photo whose Exif lies elsewhere":           shows(JPEG, app(0xe1, []byte("Exif\x00\x00II*\x00\xff\xff\xff\x7f"))),
		"a photo whose Exif goes round":               shows(JPEG, app(0xe1, behind(exif, []byte("\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x08\x00\x00\x00")))),
		"a photo whose Exif turns it nine times":      shows(JPEG, app(0xe1, behind(exif, []byte("\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00")))),
		"a photo behind the end of a line":            either(JPEG, behind([]byte("\r\n"), photo), invoer.CodeDamaged),
		"a photo cut in its middle":                   refused(JPEG, photo[:len(photo)*2/3], invoer.CodeDamaged),
		"a photo of which the rest is nothing":        refused(JPEG, behind(photo[:len(photo)/2], make([]byte, len(photo)/2)), invoer.CodeDamaged),
		"a drawing whose line ends were changed":      refused(PNG, bytes.ReplaceAll(drawing, []byte("\r\n"), []byte("\n")), invoer.CodeDamaged),
		"a drawing with bytes behind it":              shows(PNG, behind(drawing, []byte("\r\n-- \r\nscanned"), make([]byte, 3000))),
		"a drawing that tells much of itself":         shows(PNG, pngOf(page, 8, 0, false, grey1, chunk("iTXt", behind([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), bytes.Repeat([]byte(" "), 2<<20))))),
		"a drawing whose colours are described badly": shows(PNG, pngOf(page, 8, 0, false, grey1, chunk("iCCP", []byte("icc\x00\x00rubbish")), chunk("gAMA", []byte{0, 0, 0, 0}))),
		"a page of a GIF with a clear one over it":    shows(GIF, animation.Bytes()),
	}
}

// TestUnseenFormats: pictures in ways to keep them that other tests lack come
// out as they are, as one page, or are refused with a code that says what to do.
func TestUnseenFormats(t *testing.T) {
	t.Parallel()
	page := marked(160, 200)
	all := unseenFormats(t, page)
	maps.Copy(all, furtherFormats(t, page))
	for name, f := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := pageOf(f)
			switch {
			case err != nil && slices.Contains(f.codes, codeIn(err)):
			case err != nil:
				t.Errorf("%v; want the page %v or a code of %v", err, f.read, f.codes)
			case !f.read:
				t.Errorf("it is read; want a code of %v", f.codes)
			case got.Rect != page.Rect || apart(got, page) > 4:
				t.Errorf("%v, %d shades from the page on average; want %v", got.Rect, apart(got, page), page.Rect)
			}
		})
	}
}

func pageOf(f format) (*image.Gray, error) {
	file, err := Open(bytes.NewReader(f.file), int64(len(f.file)), f.media)
	if err != nil {
		return nil, err
	}
	if n := file.Pages(); n != 1 {
		return newGray(n, 1), nil // of another size than the page
	}
	return file.Gray(1)
}

func codeIn(err error) invoer.Code {
	code, _ := invoer.CodeOf(err)
	return code
}

// apart is how many shades two pictures of one size differ on average.
func apart(a, b *image.Gray) int {
	sum := 0
	for i := range min(len(a.Pix), len(b.Pix)) {
		sum += max(int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return sum / len(b.Pix)
}
