package invoer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func stackOf(sizes ...int) Stack {
	var s Stack
	page := 0
	for i, n := range sizes {
		d := Sheaf{ID: DocumentID(fmt.Sprint("d", i))}
		for range n {
			page++
			d.Pages = append(d.Pages, PageRef{File: "f", Page: page})
		}
		s.Documents = append(s.Documents, d)
	}
	return s
}

func (s Stack) String() string {
	var b strings.Builder
	for _, d := range s.Documents {
		fmt.Fprintf(&b, "%s", d.ID)
		for _, p := range d.Pages {
			fmt.Fprintf(&b, " %d", p.Page)
			if p.Turn != 0 {
				fmt.Fprintf(&b, "@%d", p.Turn)
			}
		}
		b.WriteString("; ")
	}
	for _, p := range s.Dropped {
		fmt.Fprintf(&b, "-%d ", p.Page)
	}
	return strings.TrimRight(b.String(), "; ")
}

func TestStack(t *testing.T) {
	t.Parallel()
	fixed := stackOf(2, 1)
	fixed.Documents[0].Fixed = true
	for name, c := range map[string]struct {
		from Stack
		do   func(*Stack) error
		want string
		err  error
	}{
		"cut":                      {stackOf(3, 1), func(s *Stack) error { return s.Cut("d0", 2) }, "d0 1;  2 3; d1 4", nil},
		"cut before the first":     {stackOf(3), func(s *Stack) error { return s.Cut("d0", 1) }, "d0 1 2 3", ErrInvalid},
		"cut behind the last":      {stackOf(3), func(s *Stack) error { return s.Cut("d0", 4) }, "d0 1 2 3", ErrInvalid},
		"cut what is decided":      {fixed, func(s *Stack) error { return s.Cut("d0", 2) }, "d0 1 2; d1 3", ErrConflict},
		"join":                     {stackOf(1, 1, 2), func(s *Stack) error { return s.Join("d0", "d2") }, "d0 1 3 4; d1 2", nil},
		"join backwards":           {stackOf(1, 1), func(s *Stack) error { return s.Join("d1", "d0") }, "d1 2 1", nil},
		"join with itself":         {stackOf(1), func(s *Stack) error { return s.Join("d0", "d0") }, "d0 1", ErrInvalid},
		"join what is not there":   {stackOf(1), func(s *Stack) error { return s.Join("d0", "d7") }, "d0 1", ErrNotFound},
		"order":                    {stackOf(3), func(s *Stack) error { return s.Order("d0", []int{3, 1, 2}) }, "d0 3 1 2", nil},
		"order with a page twice":  {stackOf(3), func(s *Stack) error { return s.Order("d0", []int{1, 1, 2}) }, "d0 1 2 3", ErrInvalid},
		"order without a page":     {stackOf(3), func(s *Stack) error { return s.Order("d0", []int{1, 2}) }, "d0 1 2 3", ErrInvalid},
		"move forwards":            {stackOf(3), func(s *Stack) error { return s.Move("d0", 1, "d0", 3) }, "d0 2 1 3", nil},
		"move to the end":          {stackOf(3), func(s *Stack) error { return s.Move("d0", 1, "d0", 4) }, "d0 2 3 1", nil},
		"move backwards":           {stackOf(3), func(s *Stack) error { return s.Move("d0", 3, "d0", 1) }, "d0 3 1 2", nil},
		"move to another":          {stackOf(2, 2), func(s *Stack) error { return s.Move("d0", 2, "d1", 1) }, "d0 1; d1 2 3 4", nil},
		"move the only page":       {stackOf(1, 2), func(s *Stack) error { return s.Move("d0", 1, "d1", 3) }, "d1 2 3 1", nil},
		"move beyond the end":      {stackOf(1, 2), func(s *Stack) error { return s.Move("d0", 1, "d1", 4) }, "d0 1; d1 2 3", ErrInvalid},
		"move to what is decided":  {fixed, func(s *Stack) error { return s.Move("d1", 1, "d0", 1) }, "d0 1 2; d1 3", ErrConflict},
		"turn back":                {stackOf(1), func(s *Stack) error { return s.Turn("d0", 1, -90) }, "d0 1@270", nil},
		"turn askew":               {stackOf(1), func(s *Stack) error { return s.Turn("d0", 1, 45) }, "d0 1", ErrInvalid},
		"drop":                     {stackOf(2), func(s *Stack) error { return s.Drop("d0", 1) }, "d0 2; -1 ", nil},
		"drop the only page":       {stackOf(1), func(s *Stack) error { return s.Drop("d0", 1) }, "d0 1", ErrInvalid},
		"take what is not dropped": {stackOf(1), func(s *Stack) error { return s.Take("d0", "f", 9) }, "d0 1", ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.from.Clone()
			err := c.do(&s)
			if got := s.String(); got != strings.TrimRight(c.want, "; ") || !errors.Is(err, c.err) {
				t.Errorf("got %q and %v, want %q and %v", got, err, c.want, c.err)
			}
		})
	}
}

// TestStackKeepsEachPage: whatever people do, each page is there once.
func TestStackKeepsEachPage(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	s := stackOf(4, 3, 5, 1)
	want := pagesOf(s)
	for step := range 2000 {
		a, b := s.Documents[r.IntN(len(s.Documents))], s.Documents[r.IntN(len(s.Documents))]
		n := 1 + r.IntN(len(a.Pages))
		_ = []func() error{ // what is refused changes nothing
			func() error { return s.Cut(a.ID, n) },
			func() error { return s.Join(a.ID, b.ID) },
			func() error { return s.Order(a.ID, r.Perm(len(a.Pages))) },
			func() error { return s.Turn(a.ID, n, 90) },
			func() error { return s.Move(a.ID, n, b.ID, 1+r.IntN(len(b.Pages)+1)) },
			func() error { return s.Drop(a.ID, n) },
			func() error {
				if len(s.Dropped) == 0 {
					return nil
				}
				return s.Take(a.ID, "f", s.Dropped[0].Page)
			},
		}[r.IntN(7)]()
		for i := range s.Documents {
			if s.Documents[i].ID == "" {
				s.Documents[i].ID = DocumentID(fmt.Sprint("n", step))
			}
		}
		if got := pagesOf(s); !slices.Equal(got, want) {
			t.Fatalf("after step %d: pages %v, want %v: %v", step, got, want, s)
		}
	}
}

func pagesOf(s Stack) []int {
	var pages []int
	for _, d := range s.Documents {
		for _, p := range d.Pages {
			pages = append(pages, p.Page)
		}
	}
	for _, p := range s.Dropped {
		pages = append(pages, p.Page)
	}
	slices.Sort(pages)
	return pages
}
