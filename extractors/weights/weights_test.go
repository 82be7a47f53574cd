package weights

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScoreIsTheSumOfWeightsTimesFeatures(t *testing.T) {
	t.Parallel()
	m := Model{"due_date": {Choose: map[string]float64{"label": 2, "deep": -1, NoValue: 0.5}}}
	var f Features
	f.Add("label", 0.5)
	f.Add("deep", 0.25)
	f.Add("unknown", 7)
	f.Add("not so", Flag(false))
	if got, want := m.Score("due_date", f), 0.75; got != want {
		t.Errorf("score of %v is %v, want %v", f, got, want)
	}
	if len(f) != 3 {
		t.Errorf("%d features, want 3: what is not so is left out", len(f))
	}
	if got := m.Leave("due_date"); got != 0.5 {
		t.Errorf("leaving out is worth %v, want 0.5", got)
	}
}

func TestLogSum(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		scores []float64
		want   float64
	}{
		"one is itself":             {[]float64{3}, 3},
		"two alike are worth more":  {[]float64{1, 1}, 1 + math.Ln2},
		"large ones do not overrun": {[]float64{1000, 1000}, 1000 + math.Ln2},
		"none is less than any":     {nil, math.Inf(-1)},
	}
	for name, c := range cases {
		if got := LogSum(c.scores...); got != c.want && math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v gives %v, want %v", name, c.scores, got, c.want)
		}
	}
}

func TestConfidence(t *testing.T) {
	t.Parallel()
	m := Model{"total_incl": {Sure: map[string]float64{base: 0, margin: 1, "badly read": -2}}}
	cases := map[string]struct {
		field string
		ahead float64
		bad   float64
		want  int
	}{
		"no margin is a coin":             {"total_incl", 0, 0, 50},
		"far ahead is never certain":      {"total_incl", 100, 0, 99},
		"far behind is never nothing":     {"total_incl", -100, 0, 1},
		"badly read is less sure":         {"total_incl", 2, 1, 50},
		"a field that nobody learnt of":   {"colour", 100, 0, 1},
		"two of e are 88 in a hundred":    {"total_incl", 2, 0, 88},
		"a margin out of all proportions": {"total_incl", math.Inf(1), 0, 99},
	}
	for name, c := range cases {
		var doubts Features
		doubts.Add("badly read", c.bad)
		if got := m.Confidence(c.field, c.ahead, doubts); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

// lessons have two options: the right one has "good", and "loud" is on either.
func lessons() []Case {
	var cases []Case
	for i := range 20 {
		right, wrong := Features{{"good", 1}}, Features{{"loud", 1}}
		if i%2 == 0 {
			right = append(right, Feature{"loud", 1})
		}
		cases = append(cases, Case{Options: []Features{wrong, right}, Right: []bool{false, true}, Weight: 1})
	}
	return cases
}

func TestFitFindsWhatTellsRightFromWrong(t *testing.T) {
	t.Parallel()
	got := Fit(lessons(), map[string]float64{"loud": 1}, 0.1)
	if got["good"] < 1 || got["good"] <= got["loud"] {
		t.Errorf("learnt %v, want good to count, and more than loud", got)
	}
	if diff := cmp.Diff(got, Fit(lessons(), map[string]float64{"loud": 1}, 0.1)); diff != "" {
		t.Errorf("the same cases give other weights:\n%s", diff)
	}
}

func TestFitStaysWhereNothingIsSaid(t *testing.T) {
	t.Parallel()
	start := map[string]float64{"good": 1, "rare": -2}
	got := Fit(nil, start, 0.5)
	if diff := cmp.Diff(start, got); diff != "" {
		t.Errorf("without cases: want - got +:\n%s", diff)
	}
	if got := Fit(lessons(), start, 1e6)["good"]; math.Abs(got-1) > 0.01 {
		t.Errorf("drawn strongly good counts %v, want 1", got)
	}
}

func TestFitSureFollowsTheShareOfRightChoices(t *testing.T) {
	t.Parallel()
	var choices []Choice
	for i := range 400 {
		ahead := float64(i%4) - 1
		choices = append(choices, Choice{Margin: ahead, Right: i%4 == 3 || i%4 == 2 && i%8 == 2})
	}
	m := Model{"x": {Sure: FitSure(choices, nil, 0.01)}}
	if low, middle, high := m.Confidence("x", -1, nil), m.Confidence("x", 1, nil), m.Confidence("x", 2, nil); low > 10 || middle < 40 || middle > 60 || high < 85 {
		t.Errorf("margins -1, 1, 2 give %d, %d, %d; want almost none, about half, almost all", low, middle, high)
	}
}

// TestTheCommittedFileIsWhatTextWrites holds the file to one spelling, so that
// learning changes only what it learnt.
func TestTheCommittedFileIsWhatTextWrites(t *testing.T) {
	t.Parallel()
	text, err := Committed.Text()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(committed), string(text)); diff != "" {
		t.Errorf("file - written +:\n%s", diff)
	}
}

func TestParseRefusesWhatIsNoModel(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "[]", `{"a":{"choose":{"b":"c"}}}`} {
		if m, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q is read as %v, want an error", text, m)
		}
	}
}
