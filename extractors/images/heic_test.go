package images

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"
)

// A HEIC says by a box of its own (irot, ISO/IEC 23008-12 §6.5.10) how it is
// turned, and once more by the Exif in it: it is turned once (peers 52).
func TestHEICIsTurnedOnce(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/turned.heic")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		angle byte // quarters, anticlockwise
		exif  byte
	}{
		"both say a quarter clockwise": {3, 6},
		"Exif says nothing":            {3, 1},
		"Exif says another turn":       {3, 8},
	}
	for name, c := range cases {
		marked := exifSaying(t, turnedBy(t, file, c.angle), c.exif)
		f, err := Open(bytes.NewReader(marked), int64(len(marked)), HEIC)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		shape, err := f.Shape(1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		page, err := f.Gray(1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		size := page.Rect.Size()
		if size.X != 240 || size.Y != 320 || page.GrayAt(50, 60).Y > 80 || page.GrayAt(190, 260).Y < 180 {
			t.Errorf("%s: a page of %v, shades %d and %d; want 240 by 320 with the dark square at the top left", name, size, page.GrayAt(50, 60).Y, page.GrayAt(190, 260).Y)
		}
		if shape.Width != size.X || shape.Height != size.Y {
			t.Errorf("%s: said to be %d by %d before it is decoded, is %v", name, shape.Width, shape.Height, size)
		}
	}
}

// turnedBy puts an irot box into a HEIC of one picture: its property is added
// to those of the picture, and the boxes around it grow, and what lies after
// them moves, by ten bytes.
func turnedBy(t *testing.T, file []byte, angle byte) []byte {
	t.Helper()
	box := []byte{0, 0, 0, 9, 'i', 'r', 'o', 't', angle}
	end := nameOf(t, file, "ipma") - 4 // the properties end where their list of uses begins
	count := nameOf(t, file, "ipma") + 4 + 4 + 4 + 2
	used := int(file[count])
	out := append(append(bytes.Clone(file[:end]), box...), file[end:count]...)
	out = append(out, byte(used+1))
	out = append(out, file[count+1:count+1+used]...)
	out = append(append(out, 0x80|byte(used+1)), file[count+1+used:]...)
	for name, grown := range map[string]uint32{"meta": 10, "iprp": 10, "ipco": 9, "ipma": 1} {
		at := nameOf(t, out, name) - 4
		binary.BigEndian.PutUint32(out[at:], binary.BigEndian.Uint32(out[at:])+grown)
	}
	for item := range 2 { // 18 bytes each: number, where it is kept, its place, one extent
		at := nameOf(t, out, "iloc") + 12 + item*18 + 4
		binary.BigEndian.PutUint32(out[at:], binary.BigEndian.Uint32(out[at:])+10)
	}
	return out
}

// nameOf finds the name of a box.
func nameOf(t *testing.T, file []byte, name string) int {
	t.Helper()
	at := bytes.Index(file, []byte(name))
	if at < 4 {
		t.Fatalf("no box %s", name)
	}
	return at
}

// exifSaying sets the orientation in a file whose Exif is big-endian.
func exifSaying(t *testing.T, file []byte, orientation byte) []byte {
	t.Helper()
	out := bytes.Clone(file)
	at := bytes.Index(out, []byte{0x01, 0x12, 0, 3, 0, 0, 0, 1, 0})
	if at < 0 {
		t.Fatal("no orientation")
	}
	out[at+9] = orientation
	return out
}
