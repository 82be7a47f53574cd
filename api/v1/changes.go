package v1

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Said is what a caller says of one field: its value in canonical spelling,
// null when the document does not have it, or an object that also tells where
// it stands.
type Said struct {
	Value string
	Page  int
	Box   []float64
}

// UnmarshalJSON reads a string, null or an object.
func (s *Said) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &s.Value)
	}
	var full struct {
		Value *string   `json:"value"`
		Page  int       `json:"page"`
		Box   []float64 `json:"box"`
	}
	if err := json.Unmarshal(text, &full); err != nil {
		return err
	}
	if full.Value != nil {
		s.Value = *full.Value
	}
	s.Page, s.Box = full.Page, full.Box
	return nil
}

// Schema describes the three forms.
func (s Said) Schema(huma.Registry) *huma.Schema {
	text := &huma.Schema{Type: "string", Nullable: true, MaxLength: ptr(300), Description: "The value in its canonical spelling; empty or null: the document does not have it."}
	four, none := 4, 0.0
	object := &huma.Schema{Type: "object", AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"value": {Type: "string", MaxLength: ptr(300), Nullable: true},
		"page":  {Type: "integer", Minimum: &none, Description: "Page of the document, from 1."},
		"box":   {Type: "array", Items: &huma.Schema{Type: "number"}, MinItems: &four, MaxItems: &four, Description: "x0, y0, x1, y1 in points."},
	}, Required: []string{"value"}}
	object.PrecomputeMessages()
	text.PrecomputeMessages()
	return &huma.Schema{OneOf: []*huma.Schema{text, object}}
}

func ptr[T any](v T) *T { return &v }

func (s Said) correction(name string) storage.Correction {
	c := storage.Correction{Field: name, Text: s.Value}
	if s.Page > 0 {
		c.Seen.Page = s.Page
	}
	if len(s.Box) == 4 {
		c.Seen.Box = invoer.Box{X0: s.Box[0], Y0: s.Box[1], X1: s.Box[2], Y1: s.Box[3]}
	}
	return c
}

// Corrections is what a caller says of several fields: an object by their
// names, with or without "fields" around it.
type Corrections map[string]Said

// UnmarshalJSON reads both forms.
func (c *Corrections) UnmarshalJSON(text []byte) error {
	var whole struct {
		Fields map[string]Said `json:"fields"`
	}
	err := json.Unmarshal(text, &whole)
	if err == nil && whole.Fields == nil {
		err = json.Unmarshal(text, &whole.Fields)
	}
	*c = whole.Fields
	return err
}

// Schema describes both forms.
func (c Corrections) Schema(r huma.Registry) *huma.Schema {
	one := Said{}.Schema(r)
	said := &huma.Schema{Type: "object", AdditionalProperties: one, Description: "By the names of the reading contract."}
	said.PrecomputeMessages()
	whole := &huma.Schema{Type: "object", AdditionalProperties: one, Properties: map[string]*huma.Schema{"fields": said}}
	whole.PrecomputeMessages()
	return whole
}

type correctIn struct {
	Changing
	Body Corrections
}

// correct changes fields. Nothing is changed when one of them is wrong.
func (v *V1) correct(ctx context.Context, c call, in *correctIn) (*documentOut, error) {
	var said []storage.Correction
	for _, name := range slices.Sorted(maps.Keys(in.Body)) {
		if !slices.Contains(invoer.FieldNames, name) {
			return nil, &invoer.Mistake{Field: name, Err: fmt.Errorf("%w: no such field, want one of %v", invoer.ErrInvalid, invoer.FieldNames)}
		}
		said = append(said, in.Body[name].correction(name))
	}
	if len(said) == 0 {
		return nil, fmt.Errorf("%w: no field, want at least one", invoer.ErrInvalid)
	}
	return v.change(ctx, c, in.Changing, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Correct(ctx, c.who, id, version, said)
	})
}

func (v *V1) approve(ctx context.Context, c call, in *Changing) (*documentOut, error) {
	return v.change(ctx, c, *in, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Approve(ctx, c.who, id, version)
	})
}

type rejectIn struct {
	Changing
	Body struct {
		Reason string `json:"reason" maxLength:"500" minLength:"1"`
	}
}

func (v *V1) reject(ctx context.Context, c call, in *rejectIn) (*documentOut, error) {
	return v.change(ctx, c, in.Changing, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Reject(ctx, c.who, id, version, in.Body.Reason)
	})
}

func (v *V1) reopen(ctx context.Context, c call, in *Changing) (*documentOut, error) {
	return v.change(ctx, c, *in, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Reopen(ctx, c.who, id, version)
	})
}

type answerIn struct {
	Changing
	Body struct {
		Rule  string `json:"rule" minLength:"1"`
		Field string `json:"field,omitempty"`
	}
}

func (v *V1) answerFinding(ctx context.Context, c call, in *answerIn) (*documentOut, error) {
	return v.change(ctx, c, in.Changing, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Answer(ctx, c.who, id, version, in.Body.Rule, in.Body.Field)
	})
}

type kindIn struct {
	Changing
	Body struct {
		Kind invoer.Kind `json:"doc_type" enum:"invoice,credit_note,receipt,reminder,statement,order,delivery_note,proforma,contract,other"`
	}
}

func (v *V1) setKind(ctx context.Context, c call, in *kindIn) (*documentOut, error) {
	return v.change(ctx, c, in.Changing, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.SetKind(ctx, c.who, id, version, in.Body.Kind)
	})
}

type moveIn struct {
	Changing
	Body struct {
		Client string `json:"client" minLength:"1" doc:"Code or identifier."`
	}
}

func (v *V1) move(ctx context.Context, c call, in *moveIn) (*documentOut, error) {
	client, err := v.ClientOf(ctx, c.who, in.Body.Client)
	if err != nil {
		return nil, err
	}
	return v.change(ctx, c, in.Changing, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.Store.Move(ctx, c.who, id, version, client)
	})
}

// replay sends a document through its stages again. It overwrites nobody: what
// a person typed stays, so If-Match is only looked at when it is there.
func (v *V1) replay(ctx context.Context, c call, in *Changing) (*documentOut, error) {
	if in.IfMatch == "" {
		in.IfMatch = "*"
	}
	return v.change(ctx, c, *in, func(id invoer.DocumentID, version int) (storage.View, error) {
		return v.replayed(ctx, c, id, version)
	})
}

func (v *V1) replayed(ctx context.Context, c call, id invoer.DocumentID, version int) (storage.View, error) {
	ring, err := v.Store.Replay(ctx, c.who, id, version)
	if err != nil {
		return storage.View{}, err
	}
	v.Ring(ctx, ring)
	return v.Store.Document(ctx, c.who, id)
}

// A Change is one line of a document's history.
type Change struct {
	At     string            `json:"at" format:"date-time"`
	User   invoer.UserID     `json:"user" doc:"Empty: a machine."`
	Name   string            `json:"name"`
	Action string            `json:"action"`
	Before map[string]string `json:"before" nullable:"false"`
	After  map[string]string `json:"after" nullable:"false"`
}

type historyIn struct {
	ID string `path:"id"`
	Paging
}

func (v *V1) history(ctx context.Context, c call, in *historyIn) (*Answer[List[Change]], error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return nil, err
	}
	before, err := position(in.After)
	if err != nil {
		return nil, err
	}
	rows, err := v.Store.HistoryBefore(ctx, c.who, id, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return paged(rows, in.Limit, func(a storage.Audit) string { return strconv.FormatInt(a.ID, 10) }, showChange), nil
}

// position reads the parameter after of a list whose rows are numbered; 0 where
// it is empty.
func position(after string) (int64, error) {
	if after == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil || n < 1 {
		return 0, &invoer.Mistake{Field: "after", Err: fmt.Errorf("%w: %q, want the next of a page of this list", invoer.ErrInvalid, after)}
	}
	return n, nil
}

func showChange(a storage.Audit) Change {
	return Change{a.At.UTC().Format("2006-01-02T15:04:05.000Z"), a.User, a.Name, a.Action, words(a.Before), words(a.After)}
}

// words is never null in JSON.
func words(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}
