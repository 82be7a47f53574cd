package storage

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

var somePages = map[string][]invoer.Word{
	"an empty page": {},
	"a word":        {{Text: "Factuur", Confidence: 96, Box: invoer.Box{X0: 50.25, Y0: 10, X1: 99.99, Y1: 20.5}}},
	"signs of all kinds": {{Text: "été €"}, {Text: ""}, {Text: "\x00\xff"}, {
		Text: strings.Repeat("x", 3000), Confidence: 255,
		Box: invoer.Box{X0: -1.5, Y0: -200, X1: 20000, Y1: 0.01},
	}},
}

func TestWordsComeBack(t *testing.T) {
	t.Parallel()
	for name, words := range somePages {
		packed, err := packWords(words)
		if err != nil {
			t.Fatalf("%s: packing: %v", name, err)
		}
		got, err := unpackWords(packed)
		if err != nil {
			t.Fatalf("%s: unpacking: %v", name, err)
		}
		if diff := cmp.Diff(words, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if words, err := unpackWords(nil); words != nil || err != nil {
		t.Errorf("words of a page that was not read: %v, %v; want none", words, err)
	}
}

// TestWordsAreSmall holds a dense page to its share of what is kept of a page.
func TestWordsAreSmall(t *testing.T) {
	t.Parallel()
	var words []invoer.Word
	for i := range 1500 {
		x, y := float64(i%12)*45.37, float64(i/12)*6.61
		words = append(words, invoer.Word{
			Text: strings.Repeat(string(rune('a'+i%26)), 3+i%9), Confidence: invoer.Confidence(60 + i%40),
			Box: invoer.Box{X0: x, Y0: y, X1: x + 40.13, Y1: y + 5.87},
		})
	}
	packed, err := packWords(words)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > 40<<10 {
		t.Errorf("1500 words take %d bytes, want at most 40 KiB", len(packed))
	}
}

func FuzzUnpackWords(f *testing.F) {
	for _, words := range somePages {
		packed, err := packWords(words)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Add([]byte{})
	f.Add([]byte{wordsVersion})
	f.Add([]byte{wordsVersion + 1, 2, 3})
	f.Fuzz(func(t *testing.T, packed []byte) {
		words, err := unpackWords(packed)
		if err != nil {
			return
		}
		again, err := packWords(words)
		if err != nil {
			t.Fatal(err)
		}
		back, err := unpackWords(again)
		if err != nil || !cmp.Equal(words, back) {
			t.Errorf("words of %x do not come back: %v", packed, err)
		}
	})
}
