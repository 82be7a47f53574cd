package v1

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A Stack is how the pages of a delivery lie in documents.
type Stack struct {
	Version    string                 `json:"version" doc:"What If-Match wants: how the pages lie."`
	Documents  []Sheaf                `json:"documents" nullable:"false" doc:"In the order of their first pages; e-invoices without pages are not among them."`
	Dropped    []invoer.PageRef       `json:"dropped" nullable:"false" doc:"Separators, blank pages, and what a person put aside."`
	Pages      int                    `json:"pages" doc:"All of the delivery: those in documents, separators, blanks and those put aside."`
	Separators int                    `json:"separators"`
	Blanks     int                    `json:"blanks"`
	PutAside   int                    `json:"put_aside"`
	Missing    map[string][]int       `json:"missing" nullable:"false" doc:"Numbers of separator sheets that lie between others of their run and were not found, by run."`
	Old        map[string]invoer.Date `json:"old" nullable:"false" doc:"Until when separator sheets were to be used that are past it, by run. They separated all the same; print new ones."`
	History    []Rearranged           `json:"history" nullable:"false" doc:"Changes by hand, newest first."`
}

// A Sheaf is a document of a stack.
type Sheaf struct {
	ID     invoer.DocumentID `json:"id"`
	Pages  []invoer.PageRef  `json:"pages" nullable:"false"`
	Begins invoer.Reason     `json:"begins" doc:"Why it begins where it does; an empty code at the beginning of a file."`
	Sure   invoer.Confidence `json:"sure" doc:"Per cent, that it begins there and that its pages belong together. Below 90 a person should look."`
	Fixed  bool              `json:"fixed" doc:"It was decided on and stays as it is."`
}

// A Rearranged is one change by hand.
type Rearranged struct {
	At     time.Time     `json:"at"`
	By     invoer.UserID `json:"by"`
	Action string        `json:"action" enum:"cut,join,order,move,turn,drop,take,undo"`
	Undone bool          `json:"undone"`
}

func showStack(v storage.StackView) Stack {
	s := Stack{
		Version: v.Version(), Documents: []Sheaf{}, Dropped: v.Dropped, Pages: v.Pages, Separators: v.Separators, Blanks: v.Blanks, PutAside: v.PutAside,
		Missing: v.Missing, Old: v.Old, History: []Rearranged{},
	}
	for _, d := range v.Documents {
		s.Documents = append(s.Documents, Sheaf{d.ID, d.Pages, invoer.Because(d.Begins.Code, d.Begins.Args...), d.Sure, d.Fixed})
	}
	for _, h := range v.History {
		s.History = append(s.History, Rearranged{h.At.UTC(), h.By, h.Action, h.Undone})
	}
	return s
}

type stackOut struct {
	ETag string `header:"ETag"`
	Body Stack
}

func sendStack(shown storage.StackView, err error) (*stackOut, error) {
	if err != nil {
		return nil, err
	}
	return &stackOut{ETag: strconv.Quote(shown.Version()), Body: showStack(shown)}, nil
}

func (v *V1) stack(ctx context.Context, c call, in *ByID) (*stackOut, error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	return sendStack(v.Store.Stack(ctx, c.who, id))
}

// arrangeIn is one thing that a person does with a stack.
type arrangeIn struct {
	ByID
	IfMatch string `header:"If-Match" doc:"The stack's version (its ETag), or * however it lies now." example:"\"0f1e2d3c4b5a69788796a5b4\""`
	Body    struct {
		Action   string            `json:"action" enum:"cut,join,order,move,turn,drop,take,undo" doc:"cut: a document begins at page; join: other's pages go behind document's; order; move: page goes before a place of other; turn; drop: put a page aside; take: bring one back; undo: the last change."`
		Document invoer.DocumentID `json:"document,omitempty"`
		Other    invoer.DocumentID `json:"other,omitempty" doc:"join: the document whose pages go behind; move: the document that the page goes to, which may be its own."`
		Page     int               `json:"page,omitempty" doc:"cut, move, turn, drop: place in the document, from 1; take: number in the file."`
		Before   int               `json:"before,omitempty" doc:"move: the place in other, from 1, before which the page goes; one behind the last is the end."`
		Order    []int             `json:"order,omitempty" doc:"order: the present places, from 1, in the order that is wanted."`
		Degrees  int               `json:"degrees,omitempty" doc:"turn: 90, 180 or 270, clockwise."`
		File     invoer.FileID     `json:"file,omitempty" doc:"take: the file of the page."`
	}
}

func (v *V1) arrange(ctx context.Context, c call, in *arrangeIn) (*stackOut, error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	seen := seenTag(in.IfMatch)
	if seen == "" {
		return nil, errNotLooked
	}
	shown, err := v.lay(ctx, c.who, id, seen, in)
	if errors.Is(err, storage.ErrRearranged) {
		err = api.WithStatus(http.StatusPreconditionFailed, err)
	}
	return sendStack(shown, err)
}

func (v *V1) lay(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, seen string, in *arrangeIn) (storage.StackView, error) {
	b := in.Body
	if b.Action == "undo" {
		return v.Store.Undo(ctx, who, id, seen)
	}
	return v.Store.Arrange(ctx, who, id, seen, b.Action, func(s *invoer.Stack) error {
		switch b.Action {
		case "cut":
			return s.Cut(b.Document, b.Page)
		case "join":
			return s.Join(b.Document, b.Other)
		case "order":
			return s.Order(b.Document, b.Order)
		case "move":
			return s.Move(b.Document, b.Page, b.Other, b.Before)
		case "turn":
			return s.Turn(b.Document, b.Page, b.Degrees)
		case "drop":
			return s.Drop(b.Document, b.Page)
		case "take":
			return s.Take(b.Document, b.File, b.Page)
		}
		return fmt.Errorf("%w: action %q", invoer.ErrInvalid, b.Action)
	})
}
