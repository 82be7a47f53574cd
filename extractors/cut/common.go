package cut

import "unicode"

// common counts what the pages of a stack have in common: a word that only the
// pages of a document and the next one have tells that they are of one sender,
// one that stands on every fourth page, as the name of the client whose stack it
// is, tells nothing.
type common struct {
	pages int
	on    map[string]int // on how many pages a mark is
	mine  map[string]int // on how many of the open document
	own   int            // pages of the open document
}

// alike tells how many marks a page and the document before it have that hardly
// any other page has: words, and numbers. Known is false where there are too few
// other pages to tell.
type alike struct {
	words, numbers int
	known          bool
}

// fewestOthers is how many other pages tell what is common, and rare the share
// of them that may have a mark too.
const (
	fewestOthers = 5
	rare         = 0.08
)

func newCommon(read []signs) *common {
	c := &common{on: map[string]int{}, mine: map[string]int{}}
	for _, s := range read {
		if s.words == 0 {
			continue
		}
		c.pages++
		for _, m := range s.marks {
			c.on[m]++
		}
	}
	return c
}

// add makes a page one of the open document.
func (c *common) add(s signs) {
	c.own++
	for _, m := range s.marks {
		c.mine[m]++
	}
}

// clear closes the open document.
func (c *common) clear() {
	c.own = 0
	clear(c.mine)
}

func (c *common) alike(next signs) alike {
	others := c.pages - c.own - 1
	if others < fewestOthers {
		return alike{}
	}
	a := alike{known: true}
	for _, m := range next.marks {
		mine := c.mine[m]
		if mine == 0 || float64(c.on[m]-mine-1) > rare*float64(others) {
			continue
		}
		if numeric(m) {
			a.numbers++
		} else {
			a.words++
		}
	}
	return a
}

// numeric tells whether a mark is a number: five digits, whatever else.
func numeric(mark string) bool {
	digits := 0
	for _, r := range mark {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= 5
}
