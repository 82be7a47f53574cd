package eval

import (
	"slices"
	"strconv"
	"strings"
)

// A Mistake is a value that is not right, with what a person needs to judge it.
type Mistake struct {
	Truth Truth
	Mark  Mark
	Class string // what kind of mistake it is
	Read  []byte // picture of what was read, JPEG; nil where there is none
	Want  []byte // picture of what should have been
}

// The classes of mistakes. What was missed or invented is a class of its own.
const (
	classPart     = "a part of it"
	classMore     = "more than it"
	classSign     = "one or two signs differ"
	classOther    = "something else"
	classField    = "the value of another field"
	classSwapped  = "day and month swapped"
	classTenfold  = "point in the wrong place"
	classNegative = "wrong sign"
)

// classOf says what kind of mistake a mark is.
func classOf(truth Truth, m Mark) string {
	if m.Outcome != Wrong || len(m.Want) == 0 {
		return m.Field + ": " + string(m.Outcome)
	}
	return m.Field + ": " + wrongly(truth, m)
}

func wrongly(truth Truth, m Mark) string {
	got, want := squeeze(m.Got), squeeze(m.Want[0])
	switch {
	case elsewhere(truth, m):
		return classField
	case strings.HasSuffix(m.Field, "_date"):
		return wrongDate(m.Got, m.Want[0])
	case strings.HasPrefix(m.Field, "total_") || m.Field == "amount_due":
		return wrongAmount(m.Got, m.Want[0])
	case strings.Contains(want, got):
		return classPart
	case strings.Contains(got, want):
		return classMore
	case distance(got, want) <= 2:
		return classSign
	}
	return classOther
}

// elsewhere tells whether what was read is the truth of another field.
func elsewhere(truth Truth, m Mark) bool {
	for name := range truth.Fields {
		if name == m.Field || name == "lines" || name == "vat_breakdown" {
			continue
		}
		right, _ := truth.texts(name)
		if slices.ContainsFunc(right, func(w string) bool { return len(w) > 2 && squeeze(w) == squeeze(m.Got) }) {
			return true
		}
	}
	return false
}

func wrongDate(got, want string) string {
	a, b := strings.Split(got, "-"), strings.Split(want, "-")
	if len(a) == 3 && len(b) == 3 && a[0] == b[0] && a[1] == b[2] && a[2] == b[1] {
		return classSwapped
	}
	if distance(got, want) <= 1 {
		return classSign
	}
	return classOther
}

func wrongAmount(got, want string) string {
	a, errA := strconv.ParseFloat(got, 64)
	b, errB := strconv.ParseFloat(want, 64)
	switch {
	case errA != nil || errB != nil:
		return classOther
	case a == -b && a != 0:
		return classNegative
	case strings.Trim(squeeze(got), "0") == strings.Trim(squeeze(want), "0"):
		return classTenfold
	case distance(got, want) <= 1:
		return classSign
	}
	return classOther
}

// distance is how many letters must be changed, left out or put in to make one
// text of the other (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		before := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := before
			if r != s {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// A ClassCount is a class of mistakes and how often it was made.
type ClassCount struct {
	Class    string
	Mistakes int
}

// classes counts mistakes by class, the commonest first.
func classes(mistakes []Mistake) []ClassCount {
	counts := map[string]int{}
	for _, m := range mistakes {
		counts[m.Class]++
	}
	var all []ClassCount
	for class, n := range counts {
		all = append(all, ClassCount{class, n})
	}
	slices.SortFunc(all, func(a, b ClassCount) int {
		if a.Mistakes != b.Mistakes {
			return b.Mistakes - a.Mistakes
		}
		return strings.Compare(a.Class, b.Class)
	})
	return all
}
