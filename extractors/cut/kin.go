package cut

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
)

// A gist is what the words of a page are made of: groups of four of their
// letters and digits, each once and as one number, in their order. A word of which
// one letter was misread keeps most of its groups.
type gist struct {
	groups []uint32
	rare   []float64 // of each group, how much it tells: the fewer pages of the stack have it, the more
	all    float64   // the sum of them
}

// letters is how long a group is, and leastOfGist how many a page has at least
// of which its kin can be told.
const (
	letters     = 4
	leastOfGist = 40
)

// gistOf is that of some words. Words of two letters and less, in which worn
// paper abounds, are left out.
func gistOf(words []invoer.Word) gist {
	var g gist
	for _, w := range words[:min(len(words), mostWords)] {
		text := bare(w.Text)
		if len(text) < 3 {
			continue
		}
		text = "<" + text[:min(len(text), longest)] + ">"
		for i := range len(text) - letters + 1 {
			g.groups = append(g.groups, uint32(text[i])<<24|uint32(text[i+1])<<16|uint32(text[i+2])<<8|uint32(text[i+3]))
		}
	}
	slices.Sort(g.groups)
	g.groups = slices.Compact(g.groups)
	return g
}

// mostWords is how many words of a page are looked at, and longest how much of one.
const (
	mostWords = 1500
	longest   = 60
)

// bare is a word in small letters without accents, which are the first that are
// misread, and with nothing but letters and digits.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if plain, ok := accents[r]; ok {
			return plain
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

var accents = map[rune]rune{
	'é': 'e', 'è': 'e', 'ê': 'e', 'ë': 'e', 'à': 'a', 'â': 'a', 'ä': 'a', 'ô': 'o', 'ö': 'o',
	'ü': 'u', 'û': 'u', 'ù': 'u', 'ç': 'c', 'î': 'i', 'ï': 'i',
}

// shares is how much of a gist another has too, from 0 to 1.
func (g gist) shares(other gist) float64 {
	if g.all == 0 {
		return 0
	}
	both, j := 0.0, 0
	for i, k := range g.groups {
		for j < len(other.groups) && other.groups[j] < k {
			j++
		}
		if j == len(other.groups) {
			break
		}
		if other.groups[j] == k {
			both += g.rare[i]
		}
	}
	return both / g.all
}

// A kin tells how a page is related to the document before it: by how much of
// its words that one has, against how much of them other pages of the stack
// have. The name of the client whose stack it is stands on all and tells nothing.
type kin struct {
	known    bool    // false where there are too few words
	times    float64 // as much in common as with others: 1 is a stranger
	head     bool    // it has words at its head
	headKept float64 // the share of them that the document has
}

// A stack's kinship knows the gists of all its pages, and which pages are those
// of the open document.
type kinship struct {
	pages []gist // without those that are blank
	heads []gist
	own   []int // places of the open document's pages
	next  int   // the place of the next page
}

// How a page is compared: with the first and so many of the last pages of the
// open document, and with so many others. Of those the next ones are left out, as
// they may be of its own document.
const (
	mostOwn    = 8
	mostOthers = 24
	leftOut    = 2
)

// newKinship knows the pages of documents: read are those of neither blank pages
// nor separators. One that could not be read has no groups.
func newKinship(read []signs) *kinship {
	k := &kinship{}
	on := map[uint32]int{}
	for _, s := range read {
		k.pages, k.heads = append(k.pages, s.gist), append(k.heads, s.head)
		for _, group := range s.gist.groups {
			on[group]++
		}
	}
	for i := range k.pages {
		k.weigh(&k.pages[i], on)
		k.weigh(&k.heads[i], on)
	}
	return k
}

func (k *kinship) weigh(g *gist, on map[uint32]int) {
	g.rare = make([]float64, len(g.groups))
	for i, group := range g.groups {
		g.rare[i] = math.Log(float64(len(k.pages)+1) / float64(max(on[group], 1)))
		g.all += g.rare[i]
	}
}

// add makes the next page one of the open document.
func (k *kinship) add() {
	k.own = append(k.own, k.next)
	k.next++
}

// clear closes the open document.
func (k *kinship) clear() { k.own = nil }

// of tells how the next page is related to the open document.
func (k *kinship) of() kin {
	g, head := k.pages[k.next], k.heads[k.next]
	if len(g.groups) < leastOfGist || len(k.own) == 0 {
		return kin{}
	}
	mine, kept := 0.0, 0.0
	for i, at := range k.own {
		if i == 0 || i > len(k.own)-mostOwn {
			mine, kept = max(mine, g.shares(k.pages[at])), max(kept, head.shares(k.pages[at]))
		}
	}
	return kin{known: true, times: (mine + little) / (k.usual(g) + little), head: len(head.groups) >= leastOfHead, headKept: kept}
}

// What two pages have in common by chance, so much at least; what pages of two
// senders usually have, where there are too few others to tell; which part of the
// others has less than what is usual; and how many groups a head has at least.
const (
	little      = 0.01
	chance      = 0.05
	most        = 0.8
	fewest      = 5
	leastOfHead = 12
)

// usual is how much of a gist pages of others have.
func (k *kinship) usual(g gist) float64 {
	first := k.own[0]
	others := first + max(len(k.pages)-k.next-1-leftOut, 0)
	if others < fewest {
		return chance
	}
	step := float64(max(others, mostOthers)) / mostOthers
	var shares []float64
	for n := 0.0; int(n) < others; n += step {
		at := int(n)
		if at >= first {
			at += k.next - first + 1 + leftOut
		}
		shares = append(shares, g.shares(k.pages[at]))
	}
	slices.Sort(shares)
	return shares[int(most*float64(len(shares)-1))]
}
