package v1

import (
	"fmt"

	"github.com/invoer/invoer"
)

// Paging is what every list takes.
type Paging struct {
	After string `query:"after" doc:"The next of the page before: rows behind it."`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many at most."`
}

// A List is a page of a list. Next is for the parameter after, and empty on
// the last page.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next"`
}

// An Answer is a body and nothing else.
type Answer[T any] struct{ Body T }

func answer[T any](body T) *Answer[T] { return &Answer[T]{body} }

// paged makes a page of one row more than the page has, which shows that there
// is another.
func paged[R, T any](rows []R, limit int, next func(R) string, show func(R) T) *Answer[List[T]] {
	list := List[T]{Items: make([]T, 0, len(rows))}
	if len(rows) > limit {
		rows = rows[:limit]
		list.Next = next(rows[limit-1])
	}
	for _, r := range rows {
		list.Items = append(list.Items, show(r))
	}
	return answer(list)
}

// slice makes a page of a list that is read as a whole.
func slice[R, T any](rows []R, p Paging, id func(R) string, show func(R) T) (*Answer[List[T]], error) {
	from := 0
	if p.After != "" {
		for from < len(rows) && id(rows[from]) != p.After {
			from++
		}
		if from == len(rows) {
			return nil, &invoer.Mistake{Field: "after", Err: fmt.Errorf("%w: %q, want the next of a page of this list", invoer.ErrInvalid, p.After)}
		}
		from++
	}
	rows = rows[from:min(len(rows), from+p.Limit+1)]
	return paged(rows, p.Limit, id, show), nil
}

// identifier is a path or field with a UUID. One that is none names nothing.
func identifier[ID ~string](s string) (ID, error) {
	id, err := invoer.ParseID[ID](s)
	if err != nil {
		return "", fmt.Errorf("%w: %q", invoer.ErrNotFound, s)
	}
	return id, nil
}
