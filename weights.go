package invoer

// Weights are what was learnt about choosing values, for each field by its
// name. Nil are those that the program comes with.
type Weights map[string]FieldWeights

// FieldWeights is what is known of one field: Choose weighs the features of its
// candidates, Sure those of a choice that was made. Start is what a person
// thought of the features before anything was learnt; learning begins there,
// and stays there where documents say nothing.
type FieldWeights struct {
	Start  map[string]float64 `json:"start,omitempty"`
	Choose map[string]float64 `json:"choose,omitempty"`
	Sure   map[string]float64 `json:"sure,omitempty"`
}
