package cut

import (
	"slices"

	"github.com/invoer/invoer"
)

// apart gives the reason why next begins a document of its own after last, and
// an empty one where nothing says so. What says that they belong together
// outweighs all that says they do not.
func apart(last, next signs) invoer.Reason {
	if last.together(next) {
		return invoer.Reason{}
	}
	switch {
	case other(last.references, next.references):
		return invoer.Because("another-reference")
	case other(last.numbers, next.numbers):
		return invoer.Because("another-number")
	case otherSupplier(last, next):
		return invoer.Because("another-supplier")
	case next.page == 1 && last.page > 0 && next.identified() && !overlap(last.numbers, next.numbers):
		return invoer.Because("pages-begin-again")
	}
	return invoer.Reason{}
}

// together tells whether next says that it goes on after last: the next number
// of as many, or the same reference or number.
func (last signs) together(next signs) bool {
	goesOn := next.page > 1 && next.page == last.page+1 && next.of == last.of
	return goesOn || overlap(last.references, next.references) || overlap(last.numbers, next.numbers)
}

// other tells whether each page has one of its own and they differ. A page
// with several lists those of other documents.
func other[T comparable](last, next []T) bool {
	return len(last) == 1 && len(next) == 1 && last[0] != next[0]
}

// otherSupplier tells whether each page names companies that the other does
// not, and nothing in common says that they belong together: another account,
// or, on pages without accounts, a total of its own on each.
func otherSupplier(last, next signs) bool {
	if !foreign(last.companies, next.companies) || !foreign(next.companies, last.companies) {
		return false
	}
	if len(last.accounts) > 0 && len(next.accounts) > 0 {
		return !overlap(last.accounts, next.accounts)
	}
	return len(last.accounts)+len(next.accounts) == 0 && last.total && next.total && !overlap(last.companies, next.companies)
}

// foreign tells whether some of these are not among those.
func foreign[T comparable](these, those []T) bool {
	return slices.ContainsFunc(these, func(v T) bool { return !slices.Contains(those, v) })
}

func overlap[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}
