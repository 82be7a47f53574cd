package extractors

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer/extractors/child"
)

// Codes are looked for on one page at a time, in the picture that is read: the
// memory of a child is as large after 300 pages as after 30 (peers 54).
func TestMemoryOverManyPagesWithCodes(t *testing.T) {
	t.Parallel()
	const few, many, most = 30, 300, 24 // pages, pages, MiB
	src := pageWithCode(t)
	settings, err := json.Marshal(childSettings{CacheDir: testCache, WorkDir: t.TempDir(), Languages: []string{"eng"}, MaxPages: 1})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := child.Open(child.Config{Program: testProgram(t, "1"), Settings: settings, Lanes: map[string]int{laneHeavy: 1}, Requests: many + 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var early int64
	for n := 1; n <= many; n++ {
		var s Sheet
		if _, err := pool.Do(context.Background(), child.Work{Lane: laneHeavy, Op: "normalise", Args: pageArgs{Source: src, Page: 1}}, &s); err != nil {
			t.Fatal(err)
		}
		if len(s.Page.Marks) != 1 {
			t.Fatalf("%d codes on page %d, want 1", len(s.Page.Marks), n)
		}
		if n == few {
			early = pool.Resident()
		}
	}
	if late := pool.Resident(); late > early+most<<20 {
		t.Errorf("%d MiB resident after %d pages, %d after %d; want at most %d more", late>>20, many, early>>20, few, most)
	}
}

// code is a QR code that says INVOER.
const code = `#######..#.##.#######
#.....#.##.#..#.....#
#.###.#.##..#.#.###.#
#.###.#..#.#..#.###.#
#.###.#.#...#.#.###.#
#.....#.#..##.#.....#
#######.#.#.#.#######
........#####........
##.#..##.##...###.##.
.#..##...##...#..##..
.#...##..##.##...#.##
.###.#..#..#.......##
.#..####.#..#.#.#####
........##.#...##..##
#######.###..#.#.#...
#.....#..#.###.####.#
#.###.#...##..###..##
#.###.#.##.#...#.#.##
#.###.#...#.#...#.#.#
#.....#.##...####...#
#######.#..##...###..`

// pageWithCode is a small page of 150 dpi with a code on it.
func pageWithCode(t *testing.T) Source {
	t.Helper()
	const module, margin = 6, 60 // pixels
	page := image.NewGray(image.Rect(0, 0, 21*module+2*margin, 21*module+2*margin))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for y, row := range strings.Fields(code) {
		for x := range row {
			if row[x] == '#' {
				at := image.Pt(margin+x*module, margin+y*module)
				draw.Draw(page, image.Rectangle{Min: at, Max: at.Add(image.Pt(module, module))}, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, page, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "code.jpg")
	if err := os.WriteFile(path, atDensity(out.Bytes(), 150), 0o600); err != nil {
		t.Fatal(err)
	}
	return Source{path, "image/jpeg"}
}

// atDensity adds to a JPEG the segment that says its dots per inch (ITU-T T.871
// §10.1).
func atDensity(file []byte, dpi byte) []byte {
	segment := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 1, 0, dpi, 0, dpi, 0, 0}
	return append(append(bytes.Clone(file[:2]), segment...), file[2:]...)
}
