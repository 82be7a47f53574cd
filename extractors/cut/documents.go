package cut

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/invoer/invoer"
)

// A Page is a page that was read. Blank says that its picture shows nothing.
type Page struct {
	invoer.Page
	Blank bool
}

// A Fate is what becomes of a page.
type Fate string

// The fates.
const (
	InDocument Fate = "document"
	Separator  Fate = "separator"
	Blank      Fate = "blank" // at the end of a document
)

// A Document is pages that belong together, by their numbers in the file, and
// why they begin where they do. Sheet is what the separator before them says,
// the zero Sheet where there is none.
type Document struct {
	Pages []int
	Sheet Sheet
	Why   invoer.Reason
	Sure  invoer.Confidence // that it begins there and that its pages belong together
}

// Documents cuts a file; key is the office's, by which its own separators are
// known. Fates has one for each page, in the same order.
func Documents(pages []Page, key []byte) (docs []Document, fates []Fate) {
	c := cutter{key: key, fates: make([]Fate, len(pages)), heading: Document{Sure: certain}}
	c.findSheets(pages)
	c.read = readAll(pages)
	c.findDisorder(pages)
	c.kinship = newKinship(c.joining(pages))
	for i, p := range pages {
		c.take(i, p)
	}
	c.end()
	return c.docs, c.fates
}

// Terms tells whether pages are general conditions and nothing else.
func Terms(pages []Page) bool {
	written := 0
	for _, p := range pages {
		if p.Blank {
			continue
		}
		s := signsOf(p.Page)
		if !s.terms() && (written == 0 || !s.prose) {
			return false
		}
		written++
	}
	return written > 0
}

// joining are the signs of the pages that become part of documents: neither
// blank ones nor separators.
func (c *cutter) joining(pages []Page) []signs {
	var joining []signs
	for i, p := range pages {
		if _, sheet := c.sheets[i]; !sheet && !p.Blank {
			joining = append(joining, c.read[i])
		}
	}
	return joining
}

// readAll finds the signs of pages, as many at one time as there are processors.
// Blank pages have none.
func readAll(pages []Page) []signs {
	all := make([]signs, len(pages))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(pages)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(pages)); i = next.Add(1) - 1 {
				if !pages[i].Blank {
					all[i] = signsOf(pages[i].Page)
				}
			}
		})
	}
	group.Wait()
	return all
}

// certain is how sure the beginning of a file is, and that behind a separator.
const certain = 100

// A cutter has cut the pages before; open is the document that the next page
// may still belong to.
type cutter struct {
	key      []byte
	docs     []Document
	fates    []Fate
	read     []signs // of all pages
	kinship  *kinship
	open     []leaf        // its pages
	signs    signs         // of its pages
	last     signs         // of its last page that is not blank
	lastAt   int           // its place
	shown    bool          // one of them is not blank
	sheets   map[int]Sheet // the separators that somebody laid between the documents, by their places
	lost     map[int]int   // how many sheets were not found between one and the next, by the place of the first
	disorder map[int]bool  // the pages that lie otherwise than they are numbered, by their places
	strays   map[int]bool  // later pages without the ones before them
	cuts     int           // how many cuts may be made by content until the next separator
	heading  Document
}

// findSheets finds the separators of all pages. In a stack without any a
// document may begin at each page.
func (c *cutter) findSheets(pages []Page) {
	c.sheets = map[int]Sheet{}
	var places []int
	for i, p := range pages {
		if sheet, ok := c.separator(p); ok {
			c.sheets[i] = sheet
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		c.cuts = len(pages)
		return
	}
	c.lost = lost(places, c.sheets)
}

// A leaf is a page and its place among all.
type leaf struct {
	at   int
	page Page
}

func (c *cutter) take(i int, p Page) {
	if sheet, ok := c.sheets[i]; ok {
		c.end()
		c.fates[i], c.cuts = Separator, c.lost[i]
		c.heading = Document{Sheet: sheet, Why: invoer.Because("after-separator"), Sure: certain}
		return
	}
	if !p.Blank {
		c.part(i)
	}
	c.fates[i] = InDocument
	c.open = append(c.open, leaf{i, p})
}

// part ends the open document when the next page is not one of it. In a stack
// with separators a document begins behind each of them and nowhere else, but
// where a numbered one was not found. A document is as sure as the least sure of
// its beginning and of its pages' staying together.
func (c *cutter) part(i int) {
	next := c.read[i]
	next.kin = c.kinship.of()
	next.stranger, next.filling = c.signs.strangerIn(next), next.form.fills(c.signs.form)
	if c.shown {
		v := apart(c.signs, c.last, next)
		sure := v.likelihood()
		if c.strays[c.lastAt] && c.last.of == next.of {
			sure = min(sure, doubtful)
		}
		if sure >= 50 && c.cuts > 0 {
			c.end()
			c.cuts--
			c.heading.Why, c.heading.Sure = v.because(), invoer.Confidence(sure)
		} else {
			c.heading.Sure = min(c.heading.Sure, invoer.Confidence(100-sure))
		}
	}
	if c.disorder[i] {
		c.heading.Why, c.heading.Sure = invoer.Because("pages-out-of-order"), min(c.heading.Sure, doubtful)
	}
	c.signs, c.last, c.lastAt = c.signs.and(next), next, i
	c.kinship.add()
	c.shown = true
}

// end closes the open document. Blank pages at its ends are backs of paper and
// dropped; one between two pages stays, so that nobody misses it.
func (c *cutter) end() {
	open := c.open
	for len(open) > 0 && open[len(open)-1].page.Blank {
		c.fates[open[len(open)-1].at] = Blank
		open = open[:len(open)-1]
	}
	for len(open) > 0 && open[0].page.Blank {
		c.fates[open[0].at] = Blank
		open = open[1:]
	}
	c.open, c.signs, c.last, c.shown = nil, signs{}, signs{}, false
	c.kinship.clear()
	if len(open) == 0 {
		return
	}
	doc := c.heading
	for _, l := range open {
		doc.Pages = append(doc.Pages, l.page.Number)
	}
	c.docs = append(c.docs, doc)
}
