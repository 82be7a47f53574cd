package child

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"testing"
)

func TestFrames(t *testing.T) {
	t.Parallel()
	whole := func(header any, data string) []byte {
		var b bytes.Buffer
		if err := writeFrame(bufio.NewWriter(&b), header, []byte(data)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		in           []byte
		header, data string
		err          error // nil is none, errAny is any
	}{
		"a header and data":            {in: whole(map[string]int{"a": 1}, "bytes"), header: `{"a":1}`, data: "bytes"},
		"no data":                      {in: whole("x", ""), header: `"x"`},
		"nothing":                      {err: io.EOF},
		"cut in the lengths":           {in: []byte{0, 0}, err: io.ErrUnexpectedEOF},
		"cut in the data":              {in: whole("x", "bytes")[:9], err: io.ErrUnexpectedEOF},
		"a length that is a lie":       {in: []byte{0, 0, 0, 0, 0, 240, 0, 0, 1}, err: io.ErrUnexpectedEOF},
		"a header larger than allowed": {in: []byte{255, 0, 0, 0, 0, 0, 0, 0}, err: errAny},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := readFrame(bytes.NewReader(c.in))
			if (err == nil) != (c.err == nil) || c.err != errAny && !errors.Is(err, c.err) {
				t.Fatalf("%x: got error %v, want %v", c.in, err, c.err)
			}
			if string(f.header) != c.header || string(f.data) != c.data {
				t.Errorf("%x: got %q and %q, want %q and %q", c.in, f.header, f.data, c.header, c.data)
			}
		})
	}
}

var errAny = errors.New("any")

func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 0, 0, 1, '{', '}', 7})
	f.Add([]byte{255, 255, 255, 255, 0, 0, 0, 0})
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := readFrame(bytes.NewReader(in))
		if err == nil && 8+len(got.header)+len(got.data) > len(in) {
			t.Errorf("%d bytes gave a frame of %d and %d", len(in), len(got.header), len(got.data))
		}
	})
}
