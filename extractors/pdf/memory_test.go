package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// pictured is a file of one page with a drawing and a picture I.
func pictured(drawing, picture string) []byte {
	return objects(catalogObject, pageTreeObject, pageObject, drawing, fontObject, picture)
}

func grayPicture(side int, pixels string) string {
	return stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8", side, side), pixels)
}

func deflated(t *testing.T, content []byte, times int) string {
	t.Helper()
	for range times {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		content = b.Bytes()
	}
	return string(content)
}

func TestAPageThatTakesAllMemoryLeavesTheNextItsPictures(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	bomb := stream("/Filter[/FlateDecode/FlateDecode]", deflated(t, bytes.Repeat([]byte(" "), 400<<20), 2))
	d := open(t, e, pictured(bomb, grayPicture(1, "\x00")))
	if gray, err := d.Gray(1, 100); err == nil && !white(gray) {
		t.Error("a page of blanks was drawn with something on it")
	}
	d.Close()
	next := open(t, e, onePage(pictureOnPage))
	if e.swollen() {
		t.Errorf("the next file is opened with %d MiB taken, want a fresh instance", e.memory.size>>20)
	}
	if gray, err := next.Gray(1, 300); err != nil || white(gray) {
		t.Errorf("a scan after it is drawn as a white page (%v), want its picture", err)
	}
}

func TestWhitePages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		picture string
		blank   bool
	}{
		"a white picture is a blank page":                   {grayPicture(8, strings.Repeat("\xff", 64)), true},
		"a picture that cannot be decoded is no blank page": {grayPicture(60_000, "too little"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, testEngine(t), pictured(stream("", pictureOnPage), c.picture))
			gray, err := d.Gray(1, 100)
			if c.blank && (err != nil || !white(gray)) {
				t.Errorf("%v, want a white page", err)
			}
			if !c.blank && !errors.Is(err, invoer.ErrUnreadable) {
				t.Errorf("error %v, want that it is unreadable", err)
			}
		})
	}
}
