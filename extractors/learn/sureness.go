package learn

import (
	"slices"
	"strings"

	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// sureness gives the curve of confidence of each field that this one decides,
// counted on choices made by weights that had not seen the document.
func (s *school) sureness(model weights.Model, taken bool) map[string]map[string]float64 {
	choices := map[string][]weights.Choice{}
	for _, l := range s.measured() {
		w := s.kept()
		if taken {
			w = s.left[l.fold]
		}
		r := l.rank(w)
		if s.field == settle.Totals {
			l.partChoices(r, choices)
			continue
		}
		if text, margin := r.best(); text != "" && text == l.question.Chosen {
			choices[s.field] = append(choices[s.field], weights.Choice{Margin: margin, Doubts: l.question.Doubts, Right: l.isRight(text)})
		}
	}
	curves := map[string]map[string]float64{}
	for field, list := range choices {
		curves[field] = weights.FitSure(list, model[field].Sure, s.pullSure)
	}
	return curves
}

// partChoices adds the choice of each part of the totals.
func (l lesson) partChoices(r ranking, choices map[string][]weights.Choice) {
	chosen := l.choice(r)
	if chosen == "" {
		return
	}
	margin := r.marginOf(chosen)
	for i, field := range parts {
		want, known := l.example.Truth.Right(field)
		part := strings.Fields(chosen)[i]
		q, asked := l.asked(field)
		if !known || !asked || part == "-" || part != q.Chosen {
			continue
		}
		choices[field] = append(choices[field], weights.Choice{Margin: r.partMargin(i, part), Doubts: q.Doubts, Right: matches(field, part, want)})
	}
	if q, asked := l.asked("vat_breakdown"); asked && q.Chosen == chosen {
		if right, known := l.example.marked("vat_breakdown"); known {
			choices["vat_breakdown"] = append(choices["vat_breakdown"], weights.Choice{Margin: margin, Doubts: q.Doubts, Right: right})
		}
	}
}

// partMargin is by how much all sums with one part are ahead of the others.
func (r ranking) partMargin(i int, part string) float64 {
	var same, others []float64
	for _, text := range r.texts {
		if text != "" && strings.Fields(text)[i] == part {
			same = append(same, r.odds[text])
			continue
		}
		others = append(others, r.odds[text])
	}
	return weights.LogSum(same...) - weights.LogSum(others...)
}

// asked gives the question of another field of the same document.
func (l lesson) asked(field string) (settle.Question, bool) {
	return l.example.asked(field)
}

func (e *Example) asked(field string) (settle.Question, bool) {
	i := slices.IndexFunc(e.Questions, func(q settle.Question) bool { return q.Field == field })
	if i < 0 {
		return settle.Question{}, false
	}
	return e.Questions[i], true
}

// marked tells whether the invoice that was read has a field right; known is
// false where nothing was read or nothing is known.
func (e *Example) marked(field string) (right, known bool) {
	for _, m := range e.Marks {
		if m.Field == field && m.Got != "" {
			return m.Outcome == eval.Right, true
		}
	}
	return false, false
}

// lists gives the curve of confidence of the lines of goods, which are read
// and not chosen; nil where no document has any.
func lists(known weights.Field, examples []Example) map[string]float64 {
	var choices []weights.Choice
	for i := range examples {
		q, asked := examples[i].asked("lines")
		right, read := examples[i].marked("lines")
		if asked && read && !examples[i].Invented {
			choices = append(choices, weights.Choice{Margin: q.Margin, Doubts: q.Doubts, Right: right})
		}
	}
	if len(choices) == 0 {
		return nil
	}
	return weights.FitSure(choices, known.Sure, program.pullSure)
}
