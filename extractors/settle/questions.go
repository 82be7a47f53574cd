package settle

import (
	"cmp"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
)

// A Question is one field of a document and all that may be its value.
type Question struct {
	Field   string
	Options []Option // the best first; one of them leaves the field out
	Margin  float64  // by how much the choice is ahead of all other values together
	Doubts  weights.Features
	Chosen  string // text of the value that was chosen; empty where none was
}

// An Option is a value that the field may have, in the spelling of the reading
// contract; the empty one leaves the field out.
type Option struct {
	Text     string
	Origin   invoer.Origin
	Features weights.Features
	Score    float64
}

// A candidate is a value with what speaks for it. Candidates of one text are
// one value, seen at several places.
type candidate[T any] struct {
	value    T
	text     string
	origin   invoer.Origin
	quality  invoer.Confidence // of its worst word, as its reader claims
	repaired bool
	features weights.Features
	score    float64
}

// A contender is a value with the candidate that shows it best. Odds are what
// all its candidates are worth together.
type contender[T any] struct {
	candidate[T]
	odds float64
	seen int // at how many places
}

// rank weighs the candidates for a field and joins those of one text, the best
// first.
func rank[T any](m weights.Model, field string, all []candidate[T]) []contender[T] {
	var joined []contender[T]
	at := map[string]int{}
	for i := range all {
		all[i].score = m.Score(field, all[i].features)
		c := contender[T]{all[i], all[i].score, 1}
		j, known := at[c.text]
		if !known {
			at[c.text] = len(joined)
			joined = append(joined, c)
			continue
		}
		c.odds, c.seen = weights.LogSum(c.odds, joined[j].odds), joined[j].seen+1
		if joined[j].score >= c.score {
			c.candidate = joined[j].candidate
		}
		joined[j] = c
	}
	slices.SortStableFunc(joined, func(a, b contender[T]) int { return cmp.Compare(b.odds, a.odds) })
	return joined
}

// ahead is by how much one of the contenders is ahead of the others together
// and of leaving the field out.
func ahead[T any](list []contender[T], i int, leave float64) float64 {
	others := []float64{leave}
	for j, c := range list {
		if j != i {
			others = append(others, c.odds)
		}
	}
	return list[i].odds - weights.LogSum(others...)
}

// doubts are what may be wrong with a value although it is the right one.
func (c candidate[T]) doubts() weights.Features {
	var f weights.Features
	f.Add("read by ocr", weights.Flag(c.origin.Reader == readerOCR))
	if c.origin.Reader == readerOCR {
		f.Add("badly read", 1-float64(min(c.quality, 100))/100)
	}
	f.Add("repaired", weights.Flag(c.repaired))
	return f
}

const readerOCR = "ocr"

// doubts adds to those of a value what is doubtful of the whole document: tills
// print in ways of their own, and a page that is badly read is so everywhere.
func (c *chooser) doubts(f weights.Features) weights.Features {
	f.Add(tillFeature.Name, weights.Flag(c.inv.Kind == invoer.KindReceipt))
	f.Add("document: badly read", c.doc.Misread())
	return f
}

// A verdict is what was chosen for a field; ok is false where nothing was.
type verdict[T any] struct {
	contender[T]
	ok     bool
	sure   invoer.Confidence
	margin float64
	rest   []T // other values, the best first
}

// The most other values that a person is offered.
const mostRest = 4

// choose takes the best contender where it is better than leaving the field
// out.
func choose[T any](c *chooser, field string, all []candidate[T]) verdict[T] {
	remind(c, field, all)
	list := rank(c.model, field, all)
	if len(list) == 0 || list[0].odds <= c.model.Leave(field) {
		record(c, Question{Field: field}, all)
		return verdict[T]{}
	}
	return elect(c, field, all, list, 0)
}

// elect makes one of the contenders the value of the field.
func elect[T any](c *chooser, field string, all []candidate[T], list []contender[T], i int) verdict[T] {
	v := verdict[T]{contender: list[i], ok: true}
	q := Question{Field: field, Margin: ahead(list, i, c.model.Leave(field)), Doubts: c.doubts(v.doubts()), Chosen: v.text}
	q.Doubts.Add("seen at one place", weights.Flag(v.seen == 1))
	v.sure, v.margin = c.sure(q), q.Margin
	for j, other := range list {
		if j != i && len(v.rest) < mostRest {
			v.rest = append(v.rest, other.value)
		}
	}
	record(c, q, all)
	return v
}

// sure is the confidence in the choice of a question.
func (c *chooser) sure(q Question) invoer.Confidence {
	return invoer.Confidence(c.model.Confidence(q.Field, q.Margin, q.Doubts))
}

// record keeps a question with its options for who wants to see or learn.
func record[T any](c *chooser, q Question, all []candidate[T]) {
	if !c.explaining {
		return
	}
	for _, o := range all {
		q.Options = append(q.Options, Option{o.text, o.origin, o.features, o.score})
	}
	leave := Option{Score: c.model.Leave(q.Field)}
	leave.Features.Add(weights.NoValue, 1)
	q.Options = append(q.Options, leave)
	slices.SortStableFunc(q.Options, func(a, b Option) int { return cmp.Compare(b.Score, a.Score) })
	c.keep(q)
}

// keep keeps a question.
func (c *chooser) keep(q Question) {
	if c.explaining {
		c.questions = append(c.questions, q)
	}
}
