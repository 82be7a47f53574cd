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
const start = 1.1

// traits of the document so far, its last page, and the next one.
var traits = []trait{
	{"next page of as many", -6, "", func(_, l, n signs) bool { return n.page > 1 && n.page == l.page+1 && n.of == l.of }},
	{"says it is a later page", -3.2, "", func(_, _, n signs) bool { return n.page > 1 }},
	{"says it is the first page", 3.8, "pages-begin-again", func(_, _, n signs) bool { return n.page == 1 }},
	{"the page before was the last", 0.5, "pages-begin-again", func(_, l, _ signs) bool { return l.of > 0 && l.page == l.of }},
	{"the page before was not the last", -2.6, "", func(_, l, _ signs) bool { return l.of > 0 && l.page < l.of }},
	{"another reference", 3, "another-reference", func(b, _, n signs) bool { return differ(b.references, n.references) }},
	{"the same reference", -4, "", func(b, _, n signs) bool { return overlap(b.references, n.references) }},
	{"another number", 2.2, "another-number", func(b, _, n signs) bool { return differ(b.numbers, n.numbers) }},
	{"the same number", -3.4, "", func(b, _, n signs) bool { return overlap(b.numbers, n.numbers) }},
	{"a company that was not named", 4.2, "another-supplier", func(b, _, n signs) bool { return len(b.companies) > 0 && n.stranger }},
	{"a company, and none before", 1.5, "another-supplier", func(b, _, n signs) bool { return len(b.companies) == 0 && n.stranger }},
	{"another account", 3, "another-supplier", func(b, _, n signs) bool {
		return len(b.accounts) > 0 && len(n.accounts) > 0 && !overlap(b.accounts, n.accounts)
	}},
	{"the same account", -1.2, "", func(b, _, n signs) bool { return overlap(b.accounts, n.accounts) }},
	{"another company, though it has much in common", -1, "", func(b, _, n signs) bool {
		return len(b.companies) > 0 && n.stranger && n.kin.times > 2.2
	}},
	{"another company at the same account", -2, "", func(b, _, n signs) bool { return n.stranger && overlap(b.accounts, n.accounts) }},
	{"another address on the net", 0.9, "another-supplier", func(b, _, n signs) bool {
		return len(b.domains) > 0 && len(n.domains) > 0 && !overlap(b.domains, n.domains)
	}},
	{"it says what it is", 1.8, "begins-anew", func(_, _, n signs) bool { return n.title }},
	{"it says what it is, as the page before does not", 1.3, "begins-anew", func(b, l, n signs) bool { return n.title && !l.title && b.title }},
	{"the page before was an annex or conditions", 0.6, "begins-anew", func(_, l, n signs) bool { return l.follows() && !n.follows() }},
	{"no word of what it is, as the document has", -1.2, "", func(b, _, n signs) bool { return b.title && !n.title }},
	{"a day at its top", 0.3, "begins-anew", func(_, _, n signs) bool { return len(n.days) > 0 }},
	{"another day at its top", 0.7, "begins-anew", func(b, _, n signs) bool { return otherDays(b, n) }},
	{"the same day at its top", -0.8, "", func(b, _, n signs) bool { return overlap(b.days, n.days) }},
	{"a total after a total", 2, "begins-anew", func(b, _, n signs) bool { return b.total && n.total }},
	{"no total so far", -1.1, "", func(b, _, _ signs) bool { return !b.total }},
	{"its rows are counted on", -4, "", func(_, l, n signs) bool { return l.lastRow > 0 && n.row == l.lastRow+1 }},
	{"its rows are counted from one again", 2.2, "begins-anew", func(_, l, n signs) bool { return l.lastRow > 0 && n.row == 1 }},
	{"general conditions", -6, "", func(_, _, n signs) bool { return n.conditions }},
	{"an annex", -3, "", func(_, _, n signs) bool { return n.attached && !n.total }},
	{"rows of days", -2, "", func(_, _, n signs) bool { return n.daily >= 4 }},
	{"sentences", -5, "", func(_, _, n signs) bool { return n.prose }},
	{"many words and hardly an amount", -1.8, "", func(_, _, n signs) bool { return n.wordy }},
	{"too few words to know its kin", -1.6, "", func(_, _, n signs) bool { return !n.kin.known }},
	{"hardly a word, and none that says anything", -1.5, "", func(_, _, n signs) bool { return n.words < fewWords && !n.tells() }},
	{"as much in common as others have", -0.8, "", func(_, _, n signs) bool { return n.kin.known && n.kin.times > 0.7 }},
	{"half as much again", -0.8, "", func(_, _, n signs) bool { return n.kin.known && n.kin.times > 1.5 }},
	{"twice as much", -0.7, "", func(_, _, n signs) bool { return n.kin.known && n.kin.times > 2.2 }},
	{"three times as much", -0.4, "", func(_, _, n signs) bool { return n.kin.known && n.kin.times > 3.3 }},
	{"a stranger at its head", 1.9, "another-supplier", func(_, _, n signs) bool { return n.kin.head && n.kin.headKept < 0.06 }},
	{"its head is known", -0.9, "", func(_, _, n signs) bool { return n.kin.head && n.kin.headKept > 0.2 }},
	{"other numbers in the places of its form", 4, "another-number", func(_, _, n signs) bool { return n.filling.again(true) && n.filling.others >= 2 }},
	{"other numbers in places like those", 1.6, "another-number", func(_, _, n signs) bool { return n.filling.again(false) && n.filling.others >= 2 }},
	{"one more annex that lies by itself", 7, "another-number", func(b, _, n signs) bool {
		return b.annex && n.attached && n.filling.again(true) && n.filling.others >= 2
	}},
	{"the same numbers in the places of its form", -3, "", func(b, _, n signs) bool {
		return n.filling.again(true) && n.filling.others == 0 && n.filling.same >= 4 && !otherDays(b, n)
	}},
	{"the head of a receipt again", 2.5, "begins-anew", func(_, _, n signs) bool {
		return n.width < narrow && n.filling.labels >= leastCommon && n.filling.share >= 0.5
	}},
	{"another size of paper", 3.1, "another-paper", func(_, l, n signs) bool { return otherPaper(l, n) }},
}

// A verdict is how likely a document begins with a page, and the reason that
// weighs most.
type verdict struct {
	odds float64 // logarithm
	why  string
}

// likelihood is per cent.
func (v verdict) likelihood() int { return int(math.Round(100 / (1 + math.Exp(-v.odds)))) }

// fewWords is how many words a page has of which hardly anything can be read: it
// stays where it lies.
const fewWords = 10

// narrow is how many points wide the paper of tills is at most.
const narrow = 320

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

func otherDays(before, next signs) bool {
	return len(before.days) > 0 && len(next.days) > 0 && !overlap(before.days, next.days)
}

func overlap[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}
