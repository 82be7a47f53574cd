package storage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// Whoever goes through a list to its end meets each document that was there once,
// also where several came at one moment, and while documents come in and others are
// decided on before and behind him.
func TestAListIsWalkedWholeWhileItChanges(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	var all []invoer.DocumentID
	for i := range 24 {
		all = append(all, h.addRead(t, h.client, bakery(fmt.Sprint(i), 100)))
	}
	h.asOwner(t, `update documents set received = now() - interval '1 day' - n / 7 * interval '1 minute', sure = n % 3
		from (select id, row_number() over (order by id)::int as n from documents) d where d.id = documents.id`)
	for _, order := range []Sorting{NewestFirst, OldestFirst, DoubtfulFirst} {
		seen, changes := map[invoer.DocumentID]int{}, 0
		pages := h.walk(t, Filter{Order: order, Limit: 5}, func(page []Summary) {
			for _, d := range page {
				seen[d.ID]++
			}
			if changes++; changes > 4 { // in an order that has the new ones last it would never end
				return
			}
			h.addRead(t, h.client, bakery("new", 100))
			undecided := slices.DeleteFunc(h.statuses(t, all), func(d Summary) bool { return d.Status != invoer.StatusRead })
			for _, d := range []Summary{undecided[0], undecided[len(undecided)-1]} {
				if _, err := h.Reject(t.Context(), h.accountant, d.ID, AnyVersion, "x"); err != nil {
					t.Fatal(err)
				}
			}
		})
		if pages < 5 {
			t.Errorf("order %q: %d pages, want at least 5", order, pages)
		}
		for n, id := range all {
			if seen[id] != 1 {
				t.Errorf("order %q: document %d was met %d times, want once", order, n, seen[id])
			}
		}
		h.asOwner(t, `update documents set status = 'read' where status = 'rejected'`)
	}
}

// statuses gives documents as they are now.
func (h *house) statuses(t testing.TB, ids []invoer.DocumentID) (all []Summary) {
	t.Helper()
	page, err := h.Documents(t.Context(), h.accountant, Filter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(page, func(d Summary) bool { return !slices.Contains(ids, d.ID) })
}

// walk goes through a list page by page to its end, and tells how many there were.
func (h *house) walk(t testing.TB, f Filter, at func(page []Summary)) (pages int) {
	t.Helper()
	for {
		page, err := h.Documents(t.Context(), h.accountant, f)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return pages
		}
		at(page)
		f.After = page[len(page)-1].Cursor
		pages++
	}
}

// BenchmarkWalkOfAHundredThousand goes through a list of a hundred thousand
// documents as the portal's page does when somebody scrolls to its end, while a
// document comes in with each tenth page, and fails where one is missed or met
// twice.
func BenchmarkWalkOfAHundredThousand(b *testing.B) {
	h := crowded(b)
	var took []time.Duration
	for b.Loop() {
		seen := make(map[invoer.DocumentID]bool, manyDocuments)
		begun, twice := time.Now(), 0
		pages := 0
		h.walk(b, Filter{Limit: 51}, func(page []Summary) {
			took = append(took, time.Since(begun))
			for _, d := range page {
				if seen[d.ID] {
					twice++
				}
				seen[d.ID] = true
			}
			if pages++; pages%10 == 0 {
				h.addRead(b, h.client, bakery(fmt.Sprint("new", pages), 100))
			}
			begun = time.Now()
		})
		if len(seen) < manyDocuments || twice > 0 {
			b.Fatalf("%d documents were met, %d of them twice; want %d or more, each once", len(seen), twice, manyDocuments)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-page-median")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-page-p95")
	b.ReportMetric(float64(len(took))/float64(b.N), "pages")
}
