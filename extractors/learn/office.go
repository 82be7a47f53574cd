package learn

import (
	"encoding/json"
	"maps"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// office is how the weights of one office are learnt from what its people
// approved. Its documents are few beside those of the program, and people tend
// to approve what they are shown: they must disagree more strongly, and a field
// on which nothing is gained stays as it is.
var office = course{
	pulls: []float64{1, 4, 16}, pullSure: 10,
	takes: func(before, after Score) bool { return after.worth() > before.worth() },
}

// More learns what an office's documents tell beyond the model, and what that
// is worth on documents of suppliers that were left out. Of the model only what
// choosing needs is kept.
func More(model weights.Model, examples []Example) (weights.Model, []Result) {
	start := maps.Clone(model)
	for name, f := range start {
		if len(f.Start) > 0 {
			f.Start = f.Choose
			start[name] = f
		}
	}
	learnt, results := office.learn(start, examples)
	for name, f := range learnt {
		f.Start = nil
		learnt[name] = f
	}
	return learnt, results
}

// Better tells whether any field gained on documents left out.
func Better(results []Result) bool {
	for _, r := range results {
		if r.Taken && r.After.worth() > r.Before.worth() {
			return true
		}
	}
	return false
}

// Sum adds what all fields had and have, those with learnt weights by them.
func Sum(results []Result) (before, after Score) {
	for _, r := range results {
		before.add(r.Before)
		if r.Taken {
			after.add(r.After)
			continue
		}
		after.add(r.Before)
	}
	return before, after
}

// Approved is what people say of a document by approving it. What they left
// empty without saying that it is not there is unknown, and so is a name that
// was known from elsewhere and perhaps printed nowhere. Documents of a supplier
// are of one layout, so that they are left out together.
func Approved(id invoer.DocumentID, inv invoer.Invoice) eval.Truth {
	t := eval.Truth{
		ID: string(id), DocType: string(inv.Kind), Supplier: supplier(inv), Layout: supplier(inv),
		Fields: map[string]json.RawMessage{},
	}
	for _, v := range inv.Values() {
		switch {
		case v.Text != "" && v.Origin.Reader != readerKnown:
			t.Fields[v.Name], _ = json.Marshal(v.Text) // a string always is
		case v.Text == "" && v.Confidence == invoer.Certain:
			t.Fields[v.Name] = nil
		}
	}
	return t
}

// readerKnown is the reader of values that were known before.
const readerKnown = "known"

func supplier(inv invoer.Invoice) string {
	if inv.Supplier.VAT.Present() {
		return string(inv.Supplier.VAT.Value)
	}
	return inv.Supplier.Name.Value
}

// Read makes an example of a document's pages.
func Read(truth eval.Truth, pages []invoer.Page, known invoer.Known) Example {
	inv, questions := settle.Explain(weights.Of(known.Weights), pages, known)
	return Example{Truth: truth, Questions: questions, Marks: eval.Compare(truth, inv)}
}
