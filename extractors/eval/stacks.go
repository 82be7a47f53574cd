package eval

import (
	"fmt"
	"io"
	"slices"
)

// A StackTruth is what a person knows of one stack of paper: which pages, by
// their numbers in the file, are which document, and which are separators.
type StackTruth struct {
	ID         string          `json:"id"`
	File       string          `json:"file"` // relative to the file with the truth
	Documents  []StackDocument `json:"documents"`
	Separators []int           `json:"separators"`
}

// A StackDocument is one of a stack: its pages, with the blank ones between
// them and without those behind.
type StackDocument struct {
	Pages []int `json:"pages"`
}

// Pages are those of each document.
func (t StackTruth) Pages() [][]int {
	all := make([][]int, len(t.Documents))
	for i, d := range t.Documents {
		all[i] = d.Pages
	}
	return all
}

// ReadStacks reads one StackTruth a line.
func ReadStacks(r io.Reader) ([]StackTruth, error) {
	return readLines[StackTruth](r, "truth of stacks")
}

// A Sheaf is a document as it was cut: its pages, and how sure that is in per
// cent.
type Sheaf struct {
	Pages []int
	Sure  int
}

// sureCut is from which sureness on nobody is asked to look at a cut.
const sureCut = 90

// A StackScore counts what became of stacks. Its zero value has seen none.
type StackScore struct {
	Stacks           int
	Documents, Right int // right: exactly its pages, in their order
	Pages, Placed    int // placed: in the document that begins as theirs does
	Sure, SureWrong  int // cuts that nobody is asked about, the first of a stack not counted
}

// Add compares the documents of a stack with what they are.
func (s *StackScore) Add(want [][]int, got []Sheaf) {
	s.Stacks++
	begins := map[int]bool{}
	for _, pages := range want {
		begins[pages[0]] = true
		s.Documents++
		s.Pages += len(pages)
		at := slices.IndexFunc(got, func(d Sheaf) bool { return d.Pages[0] == pages[0] })
		if at < 0 {
			continue
		}
		if slices.Equal(got[at].Pages, pages) {
			s.Right++
		}
		for _, n := range got[at].Pages {
			if slices.Contains(pages, n) {
				s.Placed++
			}
		}
	}
	for i, d := range got {
		if i == 0 || d.Sure < sureCut {
			continue
		}
		s.Sure++
		if !begins[d.Pages[0]] {
			s.SureWrong++
		}
	}
}

// String is a line of a table.
func (s StackScore) String() string {
	return fmt.Sprintf("%6d %9d %9s %9d %9s %9d %9s", s.Stacks, s.Documents, rate(s.Right, s.Documents), s.Pages, rate(s.Placed, s.Pages), s.Sure, rate(s.SureWrong, s.Sure))
}

// StackHead is the head of the table.
const StackHead = "stacks documents   right %     pages  placed %      sure   wrong %"

func rate(n, of int) string {
	if of == 0 {
		return "–"
	}
	return perCent(share(n, of))
}
