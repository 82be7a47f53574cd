package storage

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// addStack makes a delivery of one file whose pages lie in documents of so many
// pages each, and one blank page behind them.
func (h *house) addStack(t *testing.T, sizes ...int) invoer.DeliveryID {
	t.Helper()
	first := h.addDocument(t, h.client, "een")
	var delivery invoer.DeliveryID
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		var file invoer.FileID
		if err := tx.QueryRow(tx.Ctx, `update documents set status = 'read', stage = 'done' where id = $1 returning file_id::text, delivery_id::text`, first).Scan(&file, &delivery); err != nil {
			return err
		}
		for _, sql := range []string{
			`delete from document_pages where document_id = $1`,
			`insert into parts (office_id, client_id, delivery_id, position, name, media, size, sha256, outcome, reason, file_id)
				select office_id, client_id, delivery_id, 1, 'scan.pdf', 'application/pdf', 1, 'h', 'taken', '{}', file_id from documents where id = $1`,
		} {
			if _, err := tx.Exec(tx.Ctx, sql, first); err != nil {
				return err
			}
		}
		page := 0
		for i, n := range append(sizes, 1) {
			fate := map[bool]string{true: "blank", false: "document"}[i == len(sizes)]
			for range n {
				page++
				if _, err := tx.Exec(tx.Ctx, `insert into pages (office_id, client_id, file_id, number, stage, fate)
					select office_id, client_id, id, $2, 'done', $3 from files where id = $1
					on conflict (file_id, number) do update set stage = 'done', fate = excluded.fate`, file, page, fate); err != nil {
					return err
				}
			}
		}
		job := &Job{File: invoer.File{ID: file, Delivery: delivery}, Client: h.client}
		page = 0
		for i, n := range sizes {
			id := first
			if i > 0 {
				var err error
				if id, err = tx.addDocument(job, Slice{Sure: 100}); err != nil {
					return err
				}
			}
			var pages []int
			for range n {
				page++
				pages = append(pages, page)
			}
			if err := tx.refer(job, id, pages); err != nil {
				return err
			}
		}
		_, err := tx.Exec(tx.Ctx, `update files set stage = 'done', pages = $2 where id = $1`, file, page+1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return delivery
}

func lying(s invoer.Stack) string {
	var b strings.Builder
	for _, d := range s.Documents {
		for _, p := range d.Pages {
			fmt.Fprintf(&b, "%d ", p.Page)
		}
		b.WriteString("| ")
	}
	for _, p := range s.Dropped {
		fmt.Fprintf(&b, "-%d ", p.Page)
	}
	return strings.TrimSpace(b.String())
}

func TestArrangeAndUndo(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery := h.addStack(t, 3, 1)
	begin, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil {
		t.Fatal(err)
	}
	first, second := begin.Documents[0].ID, begin.Documents[1].ID
	read := h.pageStages(t)
	steps := []struct {
		action string
		rule   func(*invoer.Stack) error
		want   string
	}{
		{"cut", func(s *invoer.Stack) error { return s.Cut(first, 2) }, "1 | 2 3 | 4 | -5"},
		{"join", func(s *invoer.Stack) error { return s.Join(second, first) }, "4 1 | 2 3 | -5"},
		{"order", func(s *invoer.Stack) error { return s.Order(second, []int{2, 1}) }, "1 4 | 2 3 | -5"},
		{"take", func(s *invoer.Stack) error { return s.Take(second, s.Dropped[0].File, 5) }, "1 4 5 | 2 3 |"},
		{"drop", func(s *invoer.Stack) error { return s.Drop(second, 1) }, "2 3 | 4 5 | -1"},
	}
	shown := []string{lying(begin.Stack)}
	for _, step := range steps {
		v, err := h.Arrange(t.Context(), h.accountant, delivery, AnyStack, step.action, step.rule)
		if err != nil {
			t.Fatalf("%s: %v", step.action, err)
		}
		if got := lying(v.Stack); got != step.want {
			t.Fatalf("after %s: %q, want %q", step.action, got, step.want)
		}
		shown = append(shown, step.want)
		h.wantBalanced(t)
	}
	for i := len(steps) - 1; i >= 0; i-- {
		v, err := h.Undo(t.Context(), h.accountant, delivery, AnyStack)
		if err != nil {
			t.Fatalf("undoing %s: %v", steps[i].action, err)
		}
		if got := lying(v.Stack); got != shown[i] {
			t.Errorf("after undoing %s: %q, want %q", steps[i].action, got, shown[i])
		}
		h.wantBalanced(t)
	}
	if again := h.pageStages(t); again != read {
		t.Errorf("pages were %s and are %s: want each read once, whatever is cut", read, again)
	}
	if _, err := h.Undo(t.Context(), h.accountant, delivery, AnyStack); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("undoing nothing: %v, want not found", err)
	}
	end, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil || len(end.History) != 2*len(steps) || end.Documents[0].ID != first || end.Documents[1].ID != second {
		t.Errorf("in the end %+v, %v: want the documents of the beginning and %d lines of history", end, err, 2*len(steps))
	}
}

// pageStages says of all pages where they are, and how often they went through
// their stages.
func (h *house) pageStages(t *testing.T) (all string) {
	t.Helper()
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		return tx.QueryRow(tx.Ctx, `select string_agg(stage || ' ' || run, ', ' order by file_id, number) from pages`).Scan(&all)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (h *house) wantBalanced(t *testing.T) {
	t.Helper()
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		for _, rule := range balanceRules {
			if rule.name != "page-has-fate" && rule.name != "document-has-pages" && rule.name != "pages-are-all-there" {
				continue // what these rows were never given
			}
			faults, err := tx.faults(rule)
			if err != nil || len(faults) > 0 {
				t.Errorf("rule %s: %v, %v", rule.name, faults, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestArrangeIsForTheOfficeAndLeavesDecisions(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery := h.addStack(t, 2, 1)
	v, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil {
		t.Fatal(err)
	}
	first, second := v.Documents[0].ID, v.Documents[1].ID
	cut := func(s *invoer.Stack) error { return s.Cut(first, 2) }
	if _, err := h.Arrange(t.Context(), h.person, delivery, AnyStack, "cut", cut); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a client's person cuts: %v, want forbidden", err)
	}
	h.asOwner(t, `update documents set status = 'approved' where id = $1`, first)
	for name, rule := range map[string]func(*invoer.Stack) error{"cut": cut, "join": func(s *invoer.Stack) error { return s.Join(second, first) }} {
		if _, err := h.Arrange(t.Context(), h.accountant, delivery, AnyStack, name, rule); !errors.Is(err, invoer.ErrConflict) {
			t.Errorf("%s of an approved document: %v, want a conflict", name, err)
		}
	}
}

// Two clicks on one cut, or two people at once, leave each page in one document.
func TestArrangeAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery := h.addStack(t, 4)
	v, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil {
		t.Fatal(err)
	}
	first := v.Documents[0].ID
	begun, wait := make(chan struct{}), make(chan error, 1)
	go func() {
		<-begun
		_, err := h.Arrange(t.Context(), h.accountant, delivery, AnyStack, "cut", func(s *invoer.Stack) error { return s.Cut(first, 2) })
		wait <- err
	}()
	_, err = h.Arrange(t.Context(), h.accountant, delivery, AnyStack, "cut", func(s *invoer.Stack) error {
		close(begun)
		time.Sleep(200 * time.Millisecond) // the other one waits for the rows now
		return s.Cut(first, 2)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-wait; !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("the second cut of one page: %v, want that there is nothing to cut", err)
	}
	if v, err = h.Stack(t.Context(), h.accountant, delivery); err != nil || lying(v.Stack) != "1 | 2 3 4 | -5" {
		t.Errorf("afterwards %q, %v; want 1 | 2 3 4 | -5", lying(v.Stack), err)
	}
}

// Who changes a stack that somebody else, or his own first click, changed since he
// saw it, changes nothing: not by a rule, and not by undoing what he did not see.
func TestArrangeOfWhatWasSeen(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery := h.addStack(t, 4)
	seen, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil {
		t.Fatal(err)
	}
	first := seen.Documents[0].ID
	drop := func(s *invoer.Stack) error { return s.Drop(first, 2) }
	dropped, err := h.Arrange(t.Context(), h.accountant, delivery, seen.Version(), "drop", drop)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Arrange(t.Context(), h.accountant, delivery, seen.Version(), "drop", drop); !errors.Is(err, ErrRearranged) || !errors.Is(err, invoer.ErrConflict) {
		t.Errorf("the same drop again: %v, want that the stack lies otherwise", err)
	}
	if _, err := h.Arrange(t.Context(), h.accountant, delivery, "", "drop", drop); !errors.Is(err, ErrRearranged) {
		t.Errorf("a drop by who saw nothing: %v, want that the stack lies otherwise", err)
	}
	turned, err := h.Arrange(t.Context(), h.admin, delivery, dropped.Version(), "turn", func(s *invoer.Stack) error { return s.Turn(first, 1, 90) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(t.Context(), h.accountant, delivery, dropped.Version()); !errors.Is(err, ErrRearranged) {
		t.Errorf("undoing before one saw what another did: %v, want that the stack lies otherwise", err)
	}
	back, err := h.Undo(t.Context(), h.accountant, delivery, turned.Version())
	if err != nil || back.Version() != dropped.Version() {
		t.Errorf("undone it has version %s, %v; want that of before, %s", back.Version(), err, dropped.Version())
	}
	if _, err := h.Undo(t.Context(), h.accountant, delivery, turned.Version()); !errors.Is(err, ErrRearranged) {
		t.Errorf("undoing the same again: %v, want that the stack lies otherwise", err)
	}
	if now, err := h.Stack(t.Context(), h.accountant, delivery); err != nil || lying(now.Stack) != "1 3 4 | -2 -5" {
		t.Errorf("afterwards %q, %v; want 1 3 4 | -2 -5", lying(now.Stack), err)
	}
}

// What a person put together is not cut again by a machine (peers 60).
func TestMachineLeavesWhatAPersonJoined(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	delivery := h.addStack(t, 1, 1)
	v, err := h.Stack(t.Context(), h.accountant, delivery)
	if err != nil {
		t.Fatal(err)
	}
	join := func(s *invoer.Stack) error { return s.Join(v.Documents[0].ID, v.Documents[1].ID) }
	if _, err := h.Arrange(t.Context(), h.accountant, delivery, AnyStack, "join", join); err != nil {
		t.Fatal(err)
	}
	file := v.Documents[0].Pages[0].File
	err = h.In(t.Context(), h.machine, func(tx Tx) error {
		job := &Job{File: invoer.File{ID: file, Delivery: delivery}, Client: h.client}
		return tx.Cut(job, []Slice{{Pages: []int{1}}, {Pages: []int{2}}}, map[int]string{1: FateDocument, 2: FateDocument, 3: FateBlank})
	})
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.Stack(t.Context(), h.accountant, delivery)
	if diff := cmp.Diff("1 2 | -3", lying(again.Stack)); diff != "" || err != nil {
		t.Errorf("after the machine (-want +got): %v\n%s", err, diff)
	}
}
