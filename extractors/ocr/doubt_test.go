package ocr

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/google/go-cmp/cmp"
)

// word is one of 20 pixels height that begins at x on line y.
func word(text string, x, y int, confidence float64) Word {
	return Word{Text: text, Box: image.Rect(x, y, x+12*len(text), y+20), Confidence: confidence}
}

func TestRunsOfDoubtfulWords(t *testing.T) {
	t.Parallel()
	low := word("5", 200, 0, 60)
	low.Box.Max.Y = 3
	high := word("W", 200, 0, 60)
	high.Box.Max.Y = 300
	cases := map[string]struct {
		words []Word
		want  [][]string // what is read again
	}{
		"a page that is sure gets no second reading": {[]Word{word("Totaal", 0, 0, 96), word("121,00", 100, 0, 91)}, nil},
		"one doubtful word":                          {[]Word{word("Totaal", 0, 0, 96), word("12l,00", 100, 0, 61)}, [][]string{{"12l,00"}}},
		"two that stand together are one run":        {[]Word{word("ok", 0, 0, 96), word("12", 100, 0, 61), word("100", 130, 0, 70)}, [][]string{{"12", "100"}}},
		"two on lines of their own are two":          {[]Word{word("ok", 0, 0, 96), word("12", 100, 0, 61), word("100", 130, 40, 70)}, [][]string{{"12"}, {"100"}}},
		"two far apart are two":                      {[]Word{word("ok", 0, 0, 96), word("12", 100, 0, 61), word("100", 400, 0, 70)}, [][]string{{"12"}, {"100"}}},
		"what has neither letter nor digit":          {[]Word{word("ok", 0, 0, 96), word("|—", 100, 0, 40)}, nil},
		"a rule, which is lower than letters":        {[]Word{word("ok", 0, 0, 96), low}, nil},
		"a picture, which is higher":                 {[]Word{word("ok", 0, 0, 96), high}, nil},
		"a row of dots":                              {[]Word{word("ok", 0, 0, 96), word("mmemememnmememnmemememnmemememe", 100, 0, 40)}, nil},
		"a page of which nothing is sure":            {[]Word{word("qwe", 0, 0, 30), word("rty", 100, 0, 30)}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			review := reviewerOf(c.words)
			var got [][]string
			for _, run := range review.runs(c.words) {
				if !review.doubts(run[0]) {
					continue
				}
				var texts []string
				for _, w := range run {
					texts = append(texts, w.Text)
				}
				got = append(got, texts)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("read again (-want +got):\n%s", diff)
			}
		})
	}
}

// Of a page on which nearly all is doubtful, words with digits are read again,
// and as many others as there is time for.
func TestWhatIsReadAgainHasABound(t *testing.T) {
	t.Parallel()
	words := []Word{word("Totaal", 0, 0, 96)}
	for line := range 100 {
		words = append(words, word("abcdefghij", 0, 40*line, 60), word("1234567", 400, 40*line, 60))
	}
	review := reviewerOf(words)
	runs := review.runs(words)
	digits, letters, all := 0, 0, 0
	for i, chosen := range review.chosen(runs) {
		if !chosen {
			continue
		}
		n := len(joined(runs[i]))
		all += n
		if runs[i][0].Text == "1234567" {
			digits += n
		} else {
			letters += n
		}
	}
	if all > mostAgain || all < mostAgain-10 || digits < letters {
		t.Errorf("%d letters are read again, %d of them in words with digits; want nearly %d, those with digits first", all, digits, mostAgain)
	}
}

func TestMergeOfTwoReadings(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ first, second, want []Word }{
		"they agree, so it is rather sure": {
			[]Word{word("2.716", 0, 0, 50)}, []Word{word("2.716", 1, 1, 60)}, []Word{word("2.716", 0, 0, agreed)},
		},
		"the second is surer and the first its alternative": {
			[]Word{word("até", 0, 0, 54)},
			[]Word{word("Qté", 0, 0, 92)},
			[]Word{{Text: "Qté", Box: word("Qté", 0, 0, 0).Box, Confidence: 92, Alternative: "até"}},
		},
		"the first is surer": {
			[]Word{word("Qte", 0, 0, 70)},
			[]Word{word("ate", 0, 0, 60)},
			[]Word{{Text: "Qte", Box: word("Qte", 0, 0, 0).Box, Confidence: 70, Alternative: "ate"}},
		},
		"other spaces are no other words": {
			[]Word{word("121", 0, 0, 70), word(",00", 40, 0, 70)},
			[]Word{word("121,00", 0, 0, 95)},
			[]Word{word("121", 0, 0, 70), word(",00", 40, 0, 70)},
		},
		"other words are better as a whole": {
			[]Word{word("l21", 0, 0, 50), word(".0O", 40, 0, 40)}, []Word{word("121,00", 0, 0, 95)}, []Word{word("121,00", 0, 0, 95)},
		},
		"nothing is no better reading": {[]Word{word("x1", 0, 0, 50)}, nil, []Word{word("x1", 0, 0, 50)}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, merge(c.first, c.second)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What the others read again has its place on the page, not in the piece.
func TestAPairReadsAPage(t *testing.T) {
	t.Parallel()
	pair, err := OpenPair(languages, "")
	if err != nil {
		t.Fatal(err)
	}
	defer pair.Close()
	page := printed("Factuur 2026\tLeverancier", "Totaal\t121,00", "Mededeling\tbedankt")
	words, err := pair.Read(page, Sparse)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]image.Rectangle{}
	for _, w := range words {
		at[w.Text] = w.Box
	}
	box := at["Mededeling"]
	if box.Empty() || box.Min.Y < at["Totaal"].Max.Y {
		t.Fatalf("words %v, want Mededeling below Totaal", words)
	}
	again, err := pair.again(page, []Word{{Text: "?", Box: box, Confidence: 50}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(again) != 1 || again[0].Text != "Mededeling" || again[0].Box.Intersect(box).Empty() {
		t.Errorf("read again: %v, want Mededeling at %v", again, box)
	}
}

// Tills print totals in letters of double height, of which Tesseract takes two
// for one.
func TestLettersOfDoubleHeightAreRead(t *testing.T) {
	t.Parallel()
	pair, err := OpenPair(languages, "")
	if err != nil {
		t.Fatal(err)
	}
	defer pair.Close()
	page := stretched(typed(t, "67.85"))
	box := page.Rect.Inset(10)
	review := reviewer{usual: 36}
	first := []Word{{Text: "6.85", Box: box, Confidence: 50}}
	if !review.tall(first) || review.tall([]Word{{Text: "64.00", Box: image.Rect(0, 0, 140, 36)}}) {
		t.Fatal("what is twice as high as usual is tall, and nothing else")
	}
	words, err := pair.again(page, first, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(words) != 1 || words[0].Text != "67.85" || !words[0].Box.In(page.Rect) {
		t.Errorf("read %v, want 67.85 within %v", words, page.Rect)
	}
}

// typed is a word as a till types it.
func typed(t *testing.T, text string) *image.Gray {
	t.Helper()
	parsed, err := opentype.Parse(gomono.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 40, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	word := image.NewGray(image.Rect(0, 0, 24*len(text)+40, 60))
	draw.Draw(word, word.Rect, image.NewUniform(color.Gray{Y: 240}), image.Point{}, draw.Src)
	pen := font.Drawer{Dst: word, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(20, 45)}
	pen.DrawString(text)
	return word
}

// stretched is a picture at twice its height.
func stretched(src *image.Gray) *image.Gray {
	high := image.NewGray(image.Rect(0, 0, src.Rect.Dx(), 2*src.Rect.Dy()))
	for y := range high.Rect.Dy() {
		for x := range high.Rect.Dx() {
			high.SetGray(x, y, src.GrayAt(src.Rect.Min.X+x, src.Rect.Min.Y+y/2))
		}
	}
	return high
}
