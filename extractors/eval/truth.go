// Package eval compares what was read with what is true.
//
// It owns the rules of comparison of the reading contract and the figures made
// of them: right, wrong, missed and invented for each field, precision, recall
// and F1, the share of documents that need no hand, and whether a confidence
// means what it says. A value that the truth does not know is not counted. It
// reads no documents and no files.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/invoer/invoer"
)

// A Truth is what a person knows of one document. Fields has a value for each
// field that the document has and nil for one that it certainly lacks; a field
// left out is unknown.
type Truth struct {
	ID           string                       `json:"id"`
	File         string                       `json:"file"` // relative to the file with the truth
	Kind         string                       `json:"kind"` // pdf-text, scan, xml …
	DocType      string                       `json:"doc_type"`
	Language     string                       `json:"language"`
	Source       string                       `json:"source"`
	Layout       string                       `json:"layout"`
	Supplier     string                       `json:"supplier"` // where it is known better than by the fields
	Fields       map[string]json.RawMessage   `json:"truth"`
	Alternatives map[string][]json.RawMessage `json:"alternatives"` // right as well
	Ambiguous    []string                     `json:"ambiguous"`    // not scored
}

// mostTruth bounds one line of truth in bytes.
const mostTruth = 16 << 20

// ReadTruth reads one Truth a line. Empty lines are skipped; one that is not
// JSON is an error that says which.
func ReadTruth(r io.Reader) ([]Truth, error) { return readLines[Truth](r, "truth") }

// readLines reads one T a line; what names them in errors.
func readLines[T any](r io.Reader, what string) ([]T, error) {
	var all []T
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, mostTruth)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var t T
		if err := json.Unmarshal(lines.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%w: %s, line %d: %w", invoer.ErrInvalid, what, n, err)
		}
		all = append(all, t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", what, err)
	}
	return all, nil
}

// texts gives the values that are right for a field. Known is false where the
// truth says nothing of it.
func (t Truth) texts(field string) (right []string, known bool) {
	raw, known := t.Fields[field]
	if !known || slices.Contains(t.Ambiguous, field) {
		return nil, false
	}
	for _, value := range append([]json.RawMessage{raw}, t.Alternatives[field]...) {
		var text string
		if err := json.Unmarshal(value, &text); err == nil && text != "" {
			right = append(right, text)
		}
	}
	return right, true
}

// Right gives the values that are right for a field, in the spelling of the
// contract; none where the document certainly lacks it. Known is false where
// the truth says nothing of it. Lists (breakdown, lines) are not known here.
func (t Truth) Right(field string) (right []string, known bool) {
	switch field {
	case "doc_type":
		return []string{t.DocType}, t.DocType != "" && !slices.Contains(t.Ambiguous, field)
	case "vat_breakdown", "lines":
		return nil, false
	}
	return t.texts(field)
}

// Leavings are what documents can have in common that are left out of learning
// together.
var Leavings = []string{"layout", "supplier"}

// Shares names what a document has in common with those that must be left out
// together with it; by is one of Leavings. A document of which it is not known
// shares with nobody.
func (t Truth) Shares(by string) string {
	name := t.Layout
	if by == "supplier" {
		name = t.Supplier
	}
	if right, _ := t.texts("supplier_name"); name == "" && len(right) > 0 {
		name = right[0]
	}
	if name == "" {
		name = t.ID
	}
	return t.Source + "/" + name
}
