package cut

import (
	"math"
	"slices"

	"github.com/invoer/invoer"
)

// A trait is something about two neighbouring pages that speaks for or against
// a document that begins with the second: its weight is in log-odds, learnt
// from stacks whose cuts are known (docs/decisions/0079). Traits with a code
// are reasons that people are told.
type trait struct {
	name   string
	weight float64
	code   string
	holds  func(before, last, next signs) bool
}

// start is the weight of a cut of which nothing is known.
const start = 0.4

// traits of the document so far, its last page, and the next one.
var traits = []trait{
	{"next page of as many", -6, "", func(_, l, n signs) bool { return n.page > 1 && n.page == l.page+1 && n.of == l.of }},
	{"says it is a later page", -2.8, "", func(_, _, n signs) bool { return n.page > 1 }},
	{"says it is the first page", 3.4, "pages-begin-again", func(_, _, n signs) bool { return n.page == 1 }},
	{"the page before was the last", 2.2, "pages-begin-again", func(_, l, _ signs) bool { return l.of > 0 && l.page == l.of }},
	{"the page before was not the last", -1.9, "", func(_, l, _ signs) bool { return l.of > 0 && l.page < l.of }},
	{"another reference", 3, "another-reference", func(b, _, n signs) bool { return differ(b.references, n.references) }},
	{"the same reference", -4, "", func(b, _, n signs) bool { return overlap(b.references, n.references) }},
	{"another number", 3, "another-number", func(b, _, n signs) bool { return differ(b.numbers, n.numbers) }},
	{"the same number", -3.4, "", func(b, _, n signs) bool { return overlap(b.numbers, n.numbers) }},
	{"a company that was not named", 2.8, "another-supplier", func(b, _, n signs) bool { return foreign(n.companies, b.companies) }},
	{"only companies that were named", -0.5, "", func(b, _, n signs) bool { return len(n.companies) > 0 && !foreign(n.companies, b.companies) }},
	{"another account", 2.2, "another-supplier", func(b, _, n signs) bool {
		return len(b.accounts) > 0 && len(n.accounts) > 0 && !overlap(b.accounts, n.accounts)
	}},
	{"the same account", -2.7, "", func(b, _, n signs) bool { return overlap(b.accounts, n.accounts) }},
	{"another address on the net", 1.9, "another-supplier", func(b, _, n signs) bool {
		return len(b.domains) > 0 && len(n.domains) > 0 && !overlap(b.domains, n.domains)
	}},
	{"the same address on the net", -1.2, "", func(b, _, n signs) bool { return overlap(b.domains, n.domains) }},
	{"it says what it is", 1.7, "begins-anew", func(_, _, n signs) bool { return n.title }},
	{"no word of what it is, as the document has", -2.5, "", func(b, _, n signs) bool { return b.title && !n.title }},
	{"a day at its top", 0.2, "begins-anew", func(_, _, n signs) bool { return n.date }},
	{"a total after a total", 1.1, "begins-anew", func(b, _, n signs) bool { return b.total && n.total }},
	{"no total so far", -0.6, "", func(b, _, _ signs) bool { return !b.total }},
	{"nothing that names a document", -0.8, "", func(_, _, n signs) bool {
		return !n.title && !n.total && len(n.numbers)+len(n.references)+len(n.companies) == 0
	}},
	{"its rows are counted on", -4, "", func(_, l, n signs) bool { return l.lastRow > 0 && n.row == l.lastRow+1 }},
	{"an amount is carried over", -0.4, "", func(_, _, n signs) bool { return n.carried }},
	{"general conditions", -6, "", func(_, _, n signs) bool { return n.conditions }},
	{"an annex", -2.4, "", func(_, _, n signs) bool { return n.attached && !n.total }},
	{"sentences", -2, "", func(_, _, n signs) bool { return n.prose }},
	{"many rare words in common", -1.2, "", func(_, _, n signs) bool { return n.alike.known && n.alike.words >= 6 }},
	{"some rare words in common", -0.8, "", func(_, _, n signs) bool { return n.alike.known && n.alike.words >= 2 && n.alike.words < 6 }},
	{"no rare word in common", 0.2, "another-supplier", func(_, _, n signs) bool { return n.alike.known && n.alike.words == 0 && !n.prose }},
	{"a rare number in common", -1.4, "", func(_, _, n signs) bool { return n.alike.known && n.alike.numbers > 0 }},
	{"another size of paper", 2.3, "another-paper", func(_, l, n signs) bool { return otherPaper(l, n) }},
}

// A verdict is how likely a document begins with a page, and the reason that
// weighs most.
type verdict struct {
	odds float64 // logarithm
	why  string
}

// likelihood is per cent.
func (v verdict) likelihood() int { return int(math.Round(100 / (1 + math.Exp(-v.odds)))) }

// apart weighs whether next begins a document of its own after a document so
// far, of which last is the last page.
func apart(before, last, next signs) verdict {
	v := verdict{odds: start, why: "begins-anew"}
	most := 0.0
	for _, t := range traits {
		if !t.holds(before, last, next) {
			continue
		}
		v.odds += t.weight
		if t.code != "" && t.weight > most {
			v.why, most = t.code, t.weight
		}
	}
	return v
}

// because is the reason in words.
func (v verdict) because() invoer.Reason { return invoer.Because(v.why) }

// otherPaper tells whether pages are of different sheets, in size or shape:
// a scanner gives all sheets of one size nearly the same.
func otherPaper(a, b signs) bool {
	const slack = 0.08
	if a.width == 0 || b.width == 0 {
		return false // one could not be read
	}
	return math.Abs(a.width-b.width) > slack*a.width || math.Abs(a.height-b.height) > slack*a.height
}

// differ tells whether each page has one of its own and they differ. A page
// with several lists those of other documents.
func differ[T comparable](before, next []T) bool {
	return len(before) > 0 && len(next) == 1 && !slices.Contains(before, next[0])
}

// foreign tells whether some of these are not among those.
func foreign[T comparable](these, those []T) bool {
	return slices.ContainsFunc(these, func(v T) bool { return !slices.Contains(those, v) })
}

func overlap[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}
