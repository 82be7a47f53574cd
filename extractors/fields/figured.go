package fields

import (
	"regexp"
	"regexp/syntax"
	"slices"
)

// A figured pattern is one that only texts with some digits can match. Most
// cells of a page have none, and are told apart by looking at their bytes: a
// pattern is tried at each of them.
type figured struct {
	pattern *regexp.Regexp
	least   int // digits of a text that matches
}

// figures compiles a pattern as regexp.MustCompile does.
func figures(pattern string) figured {
	compiled := regexp.MustCompile(pattern)
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err) // it was compiled by the same rules
	}
	return figured{compiled, digitsOf(tree)}
}

// digitsOf is how many digits stand in every text that matches.
func digitsOf(tree *syntax.Regexp) int {
	switch tree.Op {
	case syntax.OpLiteral:
		return len(slices.DeleteFunc(slices.Clone(tree.Rune), func(r rune) bool { return r < '0' || r > '9' }))
	case syntax.OpCharClass:
		if len(tree.Rune) > 0 && tree.Rune[0] >= '0' && tree.Rune[len(tree.Rune)-1] <= '9' {
			return 1
		}
	case syntax.OpCapture, syntax.OpPlus:
		return digitsOf(tree.Sub[0])
	case syntax.OpRepeat:
		return tree.Min * digitsOf(tree.Sub[0])
	case syntax.OpConcat:
		sum := 0
		for _, part := range tree.Sub {
			sum += digitsOf(part)
		}
		return sum
	case syntax.OpAlternate:
		least := digitsOf(tree.Sub[0])
		for _, way := range tree.Sub[1:] {
			least = min(least, digitsOf(way))
		}
		return least
	}
	return 0
}

// The questions that are asked of a pattern are those of regexp.Regexp.

func (f figured) MatchString(text string) bool {
	return hasDigits(text, f.least) && f.pattern.MatchString(text)
}

func (f figured) FindStringIndex(text string) []int {
	if !hasDigits(text, f.least) {
		return nil
	}
	return f.pattern.FindStringIndex(text)
}

func (f figured) FindStringSubmatch(text string) []string {
	if !hasDigits(text, f.least) {
		return nil
	}
	return f.pattern.FindStringSubmatch(text)
}

func (f figured) FindStringSubmatchIndex(text string) []int {
	if !hasDigits(text, f.least) {
		return nil
	}
	return f.pattern.FindStringSubmatchIndex(text)
}

func (f figured) FindAllStringIndex(text string, most int) [][]int {
	if !hasDigits(text, f.least) {
		return nil
	}
	return f.pattern.FindAllStringIndex(text, most)
}

func (f figured) FindAllStringSubmatchIndex(text string, most int) [][]int {
	if !hasDigits(text, f.least) {
		return nil
	}
	return f.pattern.FindAllStringSubmatchIndex(text, most)
}
