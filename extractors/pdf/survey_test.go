package pdf

import (
	"bytes"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

func TestUserUnit(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]float64{
		"<</Type/Page/UserUnit 2/MediaBox[0 0 300 400]>>":                2,
		"<</Type/Page/UserUnit\n0.5 /MediaBox[0 0 300 400]>>":            0.5,
		"<</Type/Page/UserUnit 0/MediaBox[0 0 300 400]>>":                1,
		"<</Type/Page/UserUnit x/MediaBox[0 0 300 400]>>":                1,
		"<</Type/Page/MediaBox[0 0 300 400]>>":                           1,
		strings.Repeat(" ", 300<<10) + "/UserUnit 3.25      /MediaBox  ": 3.25,
	} {
		got, err := surveyed(strings.NewReader(in))
		if err != nil || got.unit != want {
			t.Errorf("%.60q: got %g and %v, want %g", in, got.unit, err, want)
		}
	}
}

func TestObjectStreamsInACircle(t *testing.T) {
	t.Parallel()
	const head = "<</Type/ObjStm/N 5/First 27/Filter/FlateDecode/DecodeParms<</Predictor 1>>"
	cases := map[string]struct {
		file string
		want bool
	}{
		"none":                     {"7 0 obj" + head + "/Length 9>>", false},
		"a chain":                  {"7 0 obj" + head + "/Extends 8 0 R>> 8 0 obj" + head + "/Extends 9 0 R>>", false},
		"two that extend the same": {"7 0 obj" + head + "/Extends 9 0 R>> 8 0 obj" + head + "/Extends 9 0 R>>", false},
		"itself":                   {"7 0 obj\n<< /Extends 7 0 R /Type /ObjStm >>", true},
		"each other":               {"7 0 obj" + head + "/Extends 8 0 R>> 8 0 obj" + head + "/Extends 7 0 R>>", true},
		"far apart":                {"7 0 obj" + head + "/Extends 8 0 R>>" + strings.Repeat(" ", window) + "8 0 obj" + head + "/Extends 7 0 R>>", true},
		"a key in a text":          {"(/Extends 7 0 R)", false},
	}
	for name, c := range cases {
		got, err := surveyed(strings.NewReader(c.file))
		if err != nil || got.circular() != c.want {
			t.Errorf("%s: %q: extends %v, circular %t and %v, want %t", name, c.file[:min(len(c.file), 200)], got.extends, got.circular(), err, c.want)
		}
	}
}

// Streams that are packed again and again are made to burst their reader.
func TestPackedStreams(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"<</Filter/FlateDecode>>":                            0,
		"<</Filter [/FlateDecode]>>":                         1,
		"<</Filter [ /ASCII85Decode /FlateDecode ]>>":        1,
		"<</Filter[/FlateDecode/DCTDecode]>>":                1,
		"<</Filter\n[/FlateDecode /Fl\n/LZWDecode]>>":        3,
		"<</Filter[/FlateDecode]>><</Filter[/Fl/Fl/Fl/Fl]>>": 4,
		"<</Filter[/FlateDecode/FlateDecode":                 0,
	} {
		got, err := surveyed(strings.NewReader(in))
		if err != nil || got.packed != want {
			t.Errorf("%q: packed %d times, %v; want %d", in, got.packed, err, want)
		}
	}
	file := onePage(printed("", invoiceLines...))
	file = append(file, "\n9 0 obj<</Filter[/FlateDecode/FlateDecode/FlateDecode]/Length 0>>stream\n\nendstream endobj\n%%EOF\n"...)
	_, err := testEngine(t).Open(bytes.NewReader(file), int64(len(file)))
	if got := codeOf(t, err); got != invoer.CodeDangerous {
		t.Errorf("got %v, want code %s", err, invoer.CodeDangerous)
	}
}

// What lists its objects in a circle says something else to each reader: it is
// damaged, however much of it PDFium finds.
func TestCircularFileIsDamaged(t *testing.T) {
	t.Parallel()
	file := append(onePage(printed("", invoiceLines...)), "\n9 0 obj<</Type/ObjStm/N 0/First 0/Extends 9 0 R/Length 0>>stream\n\nendstream endobj\n%%EOF\n"...)
	_, err := testEngine(t).Open(bytes.NewReader(file), int64(len(file)))
	if got := codeOf(t, err); got != invoer.CodeDamaged {
		t.Errorf("got %v, want code %s", err, invoer.CodeDamaged)
	}
}

func FuzzSurveyed(f *testing.F) {
	f.Add([]byte("/UserUnit 2.5 /Type/Page     "))
	f.Add([]byte("/UserUnit"))
	f.Add([]byte("7 0 obj<</Extends 8 0 R>> 8 0 obj<</Extends 7 0 R>>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := surveyed(bytes.NewReader(file))
		if err != nil || got.unit < 0.01 || got.unit > 100 {
			t.Errorf("%q: unit %g, %v", file, got.unit, err)
		}
		got.circular()
	})
}
