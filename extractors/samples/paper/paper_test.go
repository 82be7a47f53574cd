package paper

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestWidthsAreThoseOfTheFont(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		font Font
		text string
		want float64
	}{
		"Helvetica":          {Font{Family: "sans", Size: 10, Stretch: 1}, "AB", 13.34},
		"slanted is as wide": {Font{Family: "sans", Slanted: true, Size: 10, Stretch: 1}, "AB", 13.34},
		"Courier":            {Font{Family: "mono", Size: 10, Stretch: 1}, "il", 12},
		"the euro sign":      {Font{Family: "sans", Size: 10, Stretch: 1}, "€", 5.56},
		"narrower":           {Font{Family: "mono", Size: 10, Stretch: 0.5}, "il", 6},
	}
	for name, c := range cases {
		if got := c.font.Width(c.text); fmt.Sprintf("%.3f", got) != fmt.Sprintf("%.3f", c.want) {
			t.Errorf("%s: got %.3f, want %.3f", name, got, c.want)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	s := &Sheet{Width: 200, Height: 100}
	s.Text(10, 20, Font{Family: "serif", Size: 9, Stretch: 1}, Black, "é (€)")
	s.Outlined(10, 60, Font{Size: 16}, Black, "Été & Co")
	file := Write([]*Sheet{s, {Width: 200, Height: 100}})
	if !bytes.HasPrefix(file, []byte("%PDF-1.4\n")) || !bytes.HasSuffix(file, []byte("%%EOF\n")) {
		t.Errorf("file of %d bytes is no PDF", len(file))
	}
	for _, want := range []string{"/Count 2", "/BaseFont/Times-Roman", "<e920288029> Tj"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("file lacks %q", want)
		}
	}
	for line := range strings.Lines(string(file[bytes.LastIndex(file, []byte("xref\n0 ")):])) {
		var offset, generation int
		if n, _ := fmt.Sscanf(line, "%010d %05d n", &offset, &generation); n == 2 && generation == 0 && !bytes.Contains(file[offset:offset+12], []byte(" 0 obj")) {
			t.Errorf("no object at %d: %q", offset, file[offset:offset+12])
		}
	}
}

func TestWrapped(t *testing.T) {
	t.Parallel()
	f := Font{Family: "mono", Size: 10, Stretch: 1} // six points a letter
	got := strings.Join(Wrapped(f, 36, "a bcd efghijkl m"), "|")
	if want := "a bcd|efghijkl|m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
