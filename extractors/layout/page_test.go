package layout

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// word makes one of letters that are five points wide and eight high.
func word(text string, x, y float64) invoer.Word {
	return invoer.Word{Text: text, Box: invoer.Box{X0: x, Y0: y, X1: x + 5*float64(len([]rune(text))), Y1: y + 8}, Confidence: 90}
}

// broadWord makes one of letters that are nine points wide and eight high.
func broadWord(text string, x, y float64) invoer.Word {
	w := word(text, x, y)
	w.Box.X1 = x + 9*float64(len([]rune(text)))
	return w
}

// TestWordsThatAreTooHigh: where a rule or dirt is read with a word its box is
// much higher than the word; it stands on the line of those beside it.
func TestWordsThatAreTooHigh(t *testing.T) {
	t.Parallel()
	high := func(text string, x, from, to float64) invoer.Word {
		w := word(text, x, from)
		w.Box.Y1 = to
		return w
	}
	words := []invoer.Word{
		high("Date", 10, 98, 115), high(":", 32, 100, 105), word("20260815", 40, 98), word("Echeance", 100, 97), high(":", 145, 100, 105), high("20260914", 155, 87, 106),
	}
	for i := range 20 {
		words = append(words, word("regel", 10, 140+12*float64(i)))
	}
	if got := texts(Arrange(invoer.Page{Width: 595, Height: 842, Words: words}, 1)); got[0] != "Date : 20260815 | Echeance : 20260914" {
		t.Errorf("the first line is %q, want all six words on it", got[0])
	}
}

func texts(p Page) []string {
	var lines []string
	for _, l := range p.Lines {
		var cells []string
		for _, c := range l.Cells {
			cells = append(cells, c.Text)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

// TestLettersSetApartAreAWord: titles and names of letterheads are spaced; a
// wider gap is a space between words, and few letters are columns.
func TestLettersSetApartAreAWord(t *testing.T) {
	t.Parallel()
	spell := func(text string, x, y, step float64) []invoer.Word {
		var words []invoer.Word
		for i, letter := range []rune(text) {
			if letter != ' ' {
				words = append(words, word(string(letter), x+step*float64(i), y))
			}
		}
		return words
	}
	cases := map[string]struct {
		words []invoer.Word
		want  string
	}{
		"a title":                    {spell("FACTUUR", 10, 20, 10), "FACTUUR"},
		"two words":                  {spell("NOTA NR", 10, 20, 10), "NOTA | N R"},
		"a title beside other words": {append(spell("FACTURE", 10, 20, 11), word("nummer", 200, 20)), "FACTURE | nummer"},
		"columns":                    {spell("ABCD", 10, 20, 40), "A | B | C | D"},
		"three letters":              {spell("BTW", 10, 20, 10), "B T W"},
		"digits":                     {spell("12345", 10, 20, 10), "1 2 3 4 5"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := texts(Arrange(invoer.Page{Words: c.words}, 1)); !cmp.Equal(got, []string{c.want}) {
				t.Errorf("line is %q, want %q", got, c.want)
			}
		})
	}
}

// TestSpacesArePlain: narrow spaces and those that do not break stand for the
// plain one, and the words of the page itself stay as they are.
func TestSpacesArePlain(t *testing.T) {
	t.Parallel()
	page := invoer.Page{Words: []invoer.Word{word("1\u202f234,56\u00a0€", 10, 20), word("plain", 200, 20)}}
	if got := texts(Arrange(page, 1)); !cmp.Equal(got, []string{"1 234,56 € | plain"}) {
		t.Errorf("line is %q, want plain spaces", got)
	}
	if page.Words[0].Text != "1\u202f234,56\u00a0€" {
		t.Errorf("the word of the page became %q, want it as it was", page.Words[0].Text)
	}
}

func TestArrange(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		words []invoer.Word
		want  []string
	}{
		"words without order become lines from top to bottom": {
			[]invoer.Word{word("tweede", 10, 40), word("lijn", 43, 40), word("eerste", 10, 20), word("regel", 43, 20)},
			[]string{"eerste regel", "tweede lijn"},
		},
		"a wide gap parts a label from its value": {
			[]invoer.Word{word("Vervaldag", 10, 20), word("31/12/2026", 120, 20)},
			[]string{"Vervaldag | 31/12/2026"},
		},
		"letters of double width have wider spaces": {
			[]invoer.Word{broadWord("MEI", 10, 20), broadWord("LET", 51, 20), broadWord("CAFE", 92, 20), word("Kassa", 10, 40), word("07", 53, 40)},
			[]string{"MEI LET CAFE", "Kassa | 07"},
		},
		"a line that climbs across the page stays one": {
			[]invoer.Word{word("een", 10, 30), word("schuine", 60, 28), word("regel", 150, 25), word("tot", 230, 22), word("hier", 300, 19)},
			[]string{"een | schuine | regel | tot | hier"},
		},
		"a large word takes only one of two small lines beside it": {
			[]invoer.Word{
				word("boven", 10, 20), word("onder", 10, 34),
				{Text: "FACTUUR", Box: invoer.Box{X0: 200, Y0: 18, X1: 300, Y1: 44}},
			},
			[]string{"boven", "FACTUUR", "onder"},
		},
		"words without area or text are left out": {
			[]invoer.Word{{Text: "x", Box: invoer.Box{X0: 1, Y0: 1, X1: 1, Y1: 9}}, word("  ", 30, 20), word("y", 10, 20)},
			[]string{"y"},
		},
		"a comma that is set for itself hangs on its word": {
			[]invoer.Word{word("August", 10, 20), word("3", 43, 20), {Text: ",", Box: invoer.Box{X0: 49, Y0: 26, X1: 51, Y1: 30}}, word("2014", 54, 20), word("onder", 10, 34)},
			[]string{"August 3 , 2014", "onder"},
		},
		"nothing": {nil, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := texts(Arrange(invoer.Page{Width: 595, Height: 842, Words: c.words}, 1))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
		})
	}
}

func TestPartIsTheBoxOfWordsInText(t *testing.T) {
	t.Parallel()
	page := Arrange(invoer.Page{Words: []invoer.Word{word("Totaal", 10, 20), word("EUR", 43, 20), word("12,50", 61, 20)}}, 1)
	cell := page.Lines[0].Cells[0]
	from := strings.Index(cell.Text, "12,50")
	got := cell.Part(from, from+5)
	if want := word("12,50", 61, 20).Box; got != want {
		t.Errorf("part of %q from %d is %v, want %v", cell.Text, from, got, want)
	}
	if got := cell.Confidence(from, from+5); got != 90 {
		t.Errorf("confidence %d, want 90", got)
	}
}

// TestTypewritersKeepTheirWordsTogether: with spaces as wide as letters a
// usual gap is no column.
func TestTypewritersKeepTheirWordsTogether(t *testing.T) {
	t.Parallel()
	var words []invoer.Word
	for row := range 6 {
		x := 10.0
		for _, s := range []string{"Houthandel", "Van", "Acker", "uit", "Gent"} {
			words = append(words, invoer.Word{Text: s, Box: invoer.Box{X0: x, Y0: float64(20 * row), X1: x + 6*float64(len(s)), Y1: float64(20*row) + 6}})
			x += 6*float64(len(s)) + 8
		}
	}
	got := texts(Arrange(invoer.Page{Words: words}, 1))
	if want := "Houthandel Van Acker uit Gent"; len(got) != 6 || got[0] != want {
		t.Errorf("lines %q, want six of %q", got, want)
	}
}

// FuzzArrange: whatever the boxes are, no usable word is lost.
func FuzzArrange(f *testing.F) {
	f.Add("a b c", 10.0, 20.0, 30.0)
	f.Add("Totaal 12,50", -5.0, 1e300, 0.0)
	f.Fuzz(func(t *testing.T, text string, x, y, step float64) {
		var words []invoer.Word
		for i, s := range strings.Fields(text) {
			words = append(words, word(s, x+float64(i)*step, y+float64(i%3)*step))
		}
		usable := 0
		for _, w := range words {
			if !unusable(w) {
				usable++
			}
		}
		got := 0
		for _, l := range Arrange(invoer.Page{Words: words}, 1).Lines {
			for _, c := range l.Cells {
				got += len(c.Words)
			}
		}
		if got != usable {
			t.Errorf("%d words in lines, want %d", got, usable)
		}
	})
}
