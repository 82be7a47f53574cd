package learn

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/settle"
	"github.com/invoer/invoer/extractors/weights"
)

// unseen is how much a document counts on which the right value is no
// candidate: it only teaches to leave the field out.
const unseen = 0.1

// invented is how much an invented document counts beside one that somebody
// sent: there are as many as one likes, and they are alike in ways of their own.
const invented = 0.4

// A lesson is one question of one document, and its right answers.
type lesson struct {
	example  *Example
	question settle.Question
	right    []bool
	fold     int
	has      bool // the document has the field
	weight   float64
}

// A school learns one field.
type school struct {
	course
	field   string
	known   weights.Field
	lessons []lesson
	left    [folds]map[string]float64 // weights learnt without a fold
}

func newSchool(c course, field string, known weights.Field, examples []Example) *school {
	s := &school{course: c, field: field, known: known}
	alike := map[string]float64{}
	for _, e := range examples {
		alike[e.group()]++
	}
	for i := range examples {
		e := &examples[i]
		for _, q := range e.Questions {
			if q.Field != field || len(q.Options) == 0 {
				continue
			}
			if l, ok := lessonOf(e, q); ok {
				l.weight /= math.Sqrt(alike[e.group()]) // documents of one look say much the same
				if e.Invented {
					l.weight *= invented
				}
				s.lessons = append(s.lessons, l)
			}
		}
	}
	return s
}

func lessonOf(e *Example, q settle.Question) (lesson, bool) {
	l := lesson{example: e, question: q, fold: e.fold(), right: make([]bool, len(q.Options)), weight: 1}
	judge, known := judgeOf(e.Truth, q.Field)
	if !known {
		return lesson{}, false
	}
	leave := -1
	for i, o := range q.Options {
		if o.Text == "" {
			leave = i
			continue
		}
		l.right[i] = judge.right(o.Text)
	}
	l.has = judge.has
	if !slices.Contains(l.right, true) && leave >= 0 {
		l.right[leave] = true
		if l.has {
			l.weight = unseen
		}
	}
	return l, true
}

// A judge knows which texts are right for a field.
type judge struct {
	has   bool
	right func(text string) bool
}

func judgeOf(t eval.Truth, field string) (judge, bool) {
	if field == settle.Totals {
		return judgeOfTotals(t)
	}
	want, known := t.Right(field)
	return judge{len(want) > 0, func(text string) bool {
		return slices.ContainsFunc(want, func(w string) bool { return eval.Same(field, text, w) })
	}}, known
}

// parts are the fields that one text of the totals holds, in its order.
var parts = []string{"total_excl", "total_vat", "total_incl"}

// judgeOfTotals takes an option for right when all its parts are.
func judgeOfTotals(t eval.Truth) (judge, bool) {
	want, known := t.Right("total_incl")
	if !known {
		return judge{}, false
	}
	return judge{len(want) > 0, func(text string) bool {
		for i, part := range strings.Fields(text) {
			want, known := t.Right(parts[i])
			if known && !matches(parts[i], part, want) {
				return false
			}
		}
		return true
	}}, true
}

// matches tells whether a part of the totals, "-" for none, is as it should be.
func matches(field, got string, want []string) bool {
	if got == "-" || len(want) == 0 {
		return got == "-" && len(want) == 0
	}
	return slices.ContainsFunc(want, func(w string) bool { return eval.Same(field, got, w) })
}

// mostTaught is how many options of a question are learnt from: the best, as
// they were weighed when the document was read. Those further behind teach
// nothing and cost most of the time.
const mostTaught = 24

// asCase has the options that stand near the top, and the right ones wherever
// they stand.
func (l lesson) asCase() weights.Case {
	c := weights.Case{Weight: l.weight}
	for i, o := range l.question.Options {
		if i < mostTaught || l.right[i] || o.Text == "" {
			c.Options, c.Right = append(c.Options, o.Features), append(c.Right, l.right[i])
		}
	}
	return c
}

// learn gives the field with the weights that are better on documents left out.
func (s *school) learn() (weights.Field, Result) {
	result := Result{Field: s.field}
	for _, l := range s.measured() {
		result.Documents++
		result.Before.add(l.score(s.known.Start))
	}
	f := s.known
	f.Choose = s.kept()
	best := 0.0
	for _, pull := range s.pulls {
		left, after := s.leaveOut(pull)
		if best == 0 || after.worth() > result.After.worth() {
			best, s.left, result.After = pull, left, after
		}
	}
	result.Taken = s.takes(result.Before, result.After)
	if result.Taken {
		f.Choose = s.fit(best, func(lesson) bool { return true })
	}
	return f, result
}

// kept are the weights that stay where learnt ones are refused: those that the
// model chooses by, and those of a person where nothing was learnt yet.
func (s *school) kept() map[string]float64 {
	if len(s.known.Choose) == 0 {
		return s.known.Start
	}
	return s.known.Choose
}

// byAPerson tells whether the weights that stay are those that a person gave,
// which have learnt from no document.
func (s *school) byAPerson() bool { return maps.Equal(s.kept(), s.known.Start) }

// measured are the lessons by which learning is judged.
func (s *school) measured() []lesson {
	return slices.DeleteFunc(slices.Clone(s.lessons), func(l lesson) bool { return l.example.Invented })
}

// leaveOut learns without each fold in turn, and measures on what was left out.
func (s *school) leaveOut(pull float64) (left [folds]map[string]float64, after Score) {
	for fold := range folds {
		left[fold] = s.fit(pull, func(l lesson) bool { return l.fold != fold || l.example.Invented })
	}
	for _, l := range s.measured() {
		after.add(l.score(left[l.fold]))
	}
	return left, after
}

func (s *school) fit(pull float64, wanted func(lesson) bool) map[string]float64 {
	var cases []weights.Case
	for _, l := range s.lessons {
		if wanted(l) {
			cases = append(cases, l.asCase())
		}
	}
	return weights.Fit(cases, s.known.Start, pull)
}

// A ranking is the options of a lesson under some weights, joined by text.
type ranking struct {
	texts []string
	odds  map[string]float64
}

func (l lesson) rank(w map[string]float64) ranking {
	r := ranking{odds: map[string]float64{}}
	m := weights.Model{"": {Choose: w}}
	for _, o := range l.question.Options {
		score := m.Score("", o.Features)
		if before, known := r.odds[o.Text]; known {
			r.odds[o.Text] = weights.LogSum(before, score)
			continue
		}
		r.texts = append(r.texts, o.Text)
		r.odds[o.Text] = score
	}
	return r
}

// best is the text that is ahead, and by how much.
func (r ranking) best() (text string, margin float64) {
	for _, t := range r.texts {
		if text == "" && t == r.texts[0] || r.odds[t] > r.odds[text] {
			text = t
		}
	}
	return text, r.marginOf(text)
}

// marginOf is by how much a text is ahead of all others together.
func (r ranking) marginOf(text string) float64 {
	var others []float64
	for _, t := range r.texts {
		if t != text {
			others = append(others, r.odds[t])
		}
	}
	return r.odds[text] - weights.LogSum(others...)
}

func (l lesson) score(w map[string]float64) Score {
	text := l.choice(l.rank(w))
	switch {
	case text == "" && l.has:
		return Score{Missed: 1}
	case text == "":
		return Score{}
	case l.isRight(text):
		return Score{Right: 1}
	}
	return Score{Wrong: 1}
}

// choice is the text that the program would choose: of totals the one whose
// sums together are ahead, and then the best of its sums.
func (l lesson) choice(r ranking) string {
	text, _ := r.best()
	if l.question.Field != settle.Totals {
		return text
	}
	byTotal := ranking{odds: map[string]float64{}}
	for _, t := range r.texts {
		total := t[strings.LastIndexByte(t, ' ')+1:]
		if before, known := byTotal.odds[total]; known {
			byTotal.odds[total] = weights.LogSum(before, r.odds[t])
			continue
		}
		byTotal.texts, byTotal.odds[total] = append(byTotal.texts, total), r.odds[t]
	}
	total, _ := byTotal.best()
	only := ranking{odds: r.odds}
	for _, t := range r.texts {
		if t[strings.LastIndexByte(t, ' ')+1:] == total {
			only.texts = append(only.texts, t)
		}
	}
	text, _ = only.best()
	return text
}

func (l lesson) isRight(text string) bool {
	for i, o := range l.question.Options {
		if o.Text == text {
			return l.right[i]
		}
	}
	return false
}
