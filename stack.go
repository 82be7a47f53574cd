package invoer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// A Stack is how the pages of a delivery lie in documents. Its rules are what
// a person may do with it; every one keeps each page exactly once.
type Stack struct {
	Documents []Sheaf   `json:"documents"`
	Dropped   []PageRef `json:"dropped"` // separators, blank pages, and what a person put aside
}

// A Sheaf is a document of a stack. ID is empty for one that a person has just
// made. Begins and Sure say why it begins where it does, in per cent. Fixed
// ones were decided on, or are originals of another document, and stay as they are.
type Sheaf struct {
	ID     DocumentID `json:"id"`
	Pages  []PageRef  `json:"pages"`
	Begins Reason     `json:"begins"`
	Sure   Confidence `json:"sure"`
	Fixed  bool       `json:"fixed"`
}

// Clone copies a stack.
func (s Stack) Clone() Stack {
	c := Stack{Documents: slices.Clone(s.Documents), Dropped: slices.Clone(s.Dropped)}
	for i := range c.Documents {
		c.Documents[i].Pages = slices.Clone(c.Documents[i].Pages)
	}
	return c
}

// Version names how the pages lie: stacks that lie the same have the same one,
// whatever was decided on their documents.
func (s Stack) Version() string {
	all := sha256.New()
	for _, d := range s.Documents {
		fmt.Fprintf(all, "%s %v\n", d.ID, d.Pages)
	}
	fmt.Fprint(all, s.Dropped)
	return hex.EncodeToString(all.Sum(nil)[:12])
}

// Place is where in a document a page lies, from 1.
func (s Stack) Place(id DocumentID, file FileID, page int) (int, error) {
	for _, d := range s.Documents {
		at := slices.IndexFunc(d.Pages, func(r PageRef) bool { return r.File == file && r.Page == page })
		if d.ID == id && at >= 0 {
			return at + 1, nil
		}
	}
	return 0, fmt.Errorf("%w: page %d of file %s in document %s", ErrNotFound, page, file, id)
}

// open gives the place of a document that may be changed.
func (s *Stack) open(id DocumentID) (int, error) {
	at := slices.IndexFunc(s.Documents, func(d Sheaf) bool { return d.ID == id && id != "" })
	if at < 0 {
		return 0, fmt.Errorf("%w: document %s in this stack", ErrNotFound, id)
	}
	if s.Documents[at].Fixed {
		return 0, fmt.Errorf("%w: document %s was decided on, or is an original of another; reopen or separate it first", ErrConflict, id)
	}
	return at, nil
}

// place looks for a page of a document, by its place there from 1.
func (s *Stack) place(id DocumentID, position int) (at, page int, err error) {
	if at, err = s.open(id); err != nil {
		return 0, 0, err
	}
	if most := len(s.Documents[at].Pages); position < 1 || position > most {
		return 0, 0, fmt.Errorf("%w: page %d of document %s, which has %d", ErrInvalid, position, id, most)
	}
	return at, position - 1, nil
}

// byHand is why a document begins where a person said.
var byHand = Reason{Code: "by-hand", Args: []string{}}

// Cut makes a document of a page and those behind it.
func (s *Stack) Cut(id DocumentID, before int) error {
	at, page, err := s.place(id, before)
	if err != nil {
		return err
	}
	if page == 0 {
		return fmt.Errorf("%w: document %s begins at its first page already", ErrInvalid, id)
	}
	whole := s.Documents[at].Pages
	s.Documents[at].Pages = slices.Clone(whole[:page])
	s.Documents = slices.Insert(s.Documents, at+1, Sheaf{Pages: slices.Clone(whole[page:]), Begins: byHand, Sure: 100})
	return nil
}

// Join lays the pages of one document behind those of another.
func (s *Stack) Join(first, second DocumentID) error {
	one, err := s.open(first)
	if err != nil {
		return err
	}
	two, err := s.open(second)
	if err != nil {
		return err
	}
	if one == two {
		return fmt.Errorf("%w: document %s with itself", ErrInvalid, first)
	}
	s.Documents[one].Pages = append(s.Documents[one].Pages, s.Documents[two].Pages...)
	s.Documents[one].Begins, s.Documents[one].Sure = byHand, 100
	s.Documents = slices.Delete(s.Documents, two, two+1)
	return nil
}

// Order puts the pages of a document in another order: positions are the old
// places, from 1, in the new order, each once.
func (s *Stack) Order(id DocumentID, positions []int) error {
	at, err := s.open(id)
	if err != nil {
		return err
	}
	pages := s.Documents[at].Pages
	sorted := slices.Sorted(slices.Values(positions))
	for i, n := range sorted {
		if n != i+1 {
			return fmt.Errorf("%w: order %v, want each of %d pages once", ErrInvalid, positions, len(pages))
		}
	}
	if len(positions) != len(pages) {
		return fmt.Errorf("%w: order of %d pages, want %d", ErrInvalid, len(positions), len(pages))
	}
	ordered := make([]PageRef, len(pages))
	for i, n := range positions {
		ordered[i] = pages[n-1]
	}
	s.Documents[at].Pages = ordered
	return nil
}

// Move lays a page of one document before a page of another, or of the same one,
// by their places from 1 as they are now; one behind the last place is the end.
// A document whose only page goes to another one is gone.
func (s *Stack) Move(id DocumentID, position int, to DocumentID, before int) error {
	from, page, err := s.place(id, position)
	if err != nil {
		return err
	}
	at, err := s.open(to)
	if err != nil {
		return err
	}
	if most := len(s.Documents[at].Pages) + 1; before < 1 || before > most {
		return fmt.Errorf("%w: place %d of document %s, want 1 to %d", ErrInvalid, before, to, most)
	}
	moved := s.Documents[from].Pages[page]
	if from == at && before > position {
		before--
	}
	s.Documents[from].Pages = slices.Delete(slices.Clone(s.Documents[from].Pages), page, page+1)
	s.Documents[at].Pages = slices.Insert(slices.Clone(s.Documents[at].Pages), before-1, moved)
	if len(s.Documents[from].Pages) == 0 {
		s.Documents = slices.Delete(s.Documents, from, from+1)
	}
	return nil
}

// MoveToEnd lays a page of one document behind the last one of another, or of the
// same one; as Move otherwise.
func (s *Stack) MoveToEnd(id DocumentID, position int, to DocumentID) error {
	at, err := s.open(to)
	if err != nil {
		return err
	}
	return s.Move(id, position, to, len(s.Documents[at].Pages)+1)
}

// Turn turns a page clockwise by a quarter, a half or three quarters.
func (s *Stack) Turn(id DocumentID, position, degrees int) error {
	at, page, err := s.place(id, position)
	if err != nil {
		return err
	}
	if degrees%90 != 0 {
		return fmt.Errorf("%w: turn of %d degrees, want 90, 180 or 270", ErrInvalid, degrees)
	}
	ref := &s.Documents[at].Pages[page]
	ref.Turn = ((ref.Turn+degrees)%360 + 360) % 360
	return nil
}

// Drop puts a page aside. The last page of a document cannot be put aside:
// reject the document.
func (s *Stack) Drop(id DocumentID, position int) error {
	at, page, err := s.place(id, position)
	if err != nil {
		return err
	}
	pages := s.Documents[at].Pages
	if len(pages) == 1 {
		return fmt.Errorf("%w: document %s has no other page; reject it", ErrInvalid, id)
	}
	s.Dropped = append(s.Dropped, pages[page])
	s.Documents[at].Pages = slices.Delete(slices.Clone(pages), page, page+1)
	return nil
}

// Take brings a page back that was put aside, or found blank or a separator, to
// the end of a document.
func (s *Stack) Take(id DocumentID, file FileID, page int) error {
	at, err := s.open(id)
	if err != nil {
		return err
	}
	from := slices.IndexFunc(s.Dropped, func(r PageRef) bool { return r.File == file && r.Page == page })
	if from < 0 {
		return fmt.Errorf("%w: page %d among those that were put aside", ErrNotFound, page)
	}
	s.Documents[at].Pages = append(s.Documents[at].Pages, s.Dropped[from])
	s.Dropped = slices.Delete(s.Dropped, from, from+1)
	return nil
}
