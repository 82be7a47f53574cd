// Package weights holds what was learnt about choosing: how much each feature
// of a candidate counts, and how sure a choice is.
//
// It owns the committed file weights.json, which a person can read and
// `invoer learn` writes, and the arithmetic of it: a score is the sum of
// weights times features, a choice is a softmax over the scores of all
// candidates and of "no value", a confidence is a logistic curve over the
// margin of the chosen one. It promises the same answer for the same features.
// It knows no field, label or word: features come with their names.
package weights

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/invoer/invoer"
)

//go:embed weights.json
var committed []byte

// NoValue is the feature of the option to leave a field out.
const NoValue = "no value"

// A Feature is one thing that speaks for or against a candidate, and how much
// of it there is: 1 for what is or is not so, usually 0 to 1 for the rest.
type Feature struct {
	Name  string
	Value float64
}

// Features are those of one candidate.
type Features []Feature

// Add adds a feature; what is not there at all is left out.
func (f *Features) Add(name string, value float64) {
	if value != 0 {
		*f = append(*f, Feature{name, value})
	}
}

// Has tells whether a feature is among them.
func (f Features) Has(name string) bool {
	return slices.ContainsFunc(f, func(one Feature) bool { return one.Name == name })
}

// Flag is the value of a feature that is or is not so.
func Flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// A Field is what is known of one field.
type Field = invoer.FieldWeights

// A Model has what was learnt for each field by its name.
type Model map[string]Field

// Committed is the model of the program.
var Committed = mustParse(committed)

// Of gives the model of an office's weights, and the program's where it has none.
func Of(learnt invoer.Weights) Model {
	if learnt == nil {
		return Committed
	}
	return Model(learnt)
}

// Base names the committed weights. What was learnt beyond others does not fit
// them: their features may mean something else.
var Base = fmt.Sprintf("%x", sha256.Sum256(committed))

func mustParse(text []byte) Model {
	m, err := Parse(text)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return m
}

// Parse reads a model as Text writes it.
func Parse(text []byte) (Model, error) {
	m := Model{}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	return m, nil
}

// Text is the model as a person reads it: a line for each weight, in order.
func (m Model) Text() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	return append(text, '\n'), nil
}

// Score weighs the features of a candidate of a field.
func (m Model) Score(field string, features Features) float64 {
	return dot(m[field].Choose, features)
}

// Leave is the score of leaving a field out.
func (m Model) Leave(field string) float64 { return m[field].Choose[NoValue] }

func dot(weights map[string]float64, features Features) float64 {
	sum := 0.0
	for _, f := range features {
		sum += weights[f.Name] * f.Value
	}
	return sum
}

// LogSum is the logarithm of the sum of the exponentials of scores: what
// several candidates of one value are worth together. Of none it is -Inf.
func LogSum(scores ...float64) float64 {
	if len(scores) == 0 {
		return math.Inf(-1)
	}
	most := slices.Max(scores)
	if math.IsInf(most, -1) {
		return most
	}
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(s - most)
	}
	return most + math.Log(sum)
}
