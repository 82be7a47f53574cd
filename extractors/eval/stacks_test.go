package eval

import (
	"strings"
	"testing"
)

func TestStackScore(t *testing.T) {
	t.Parallel()
	want := [][]int{{1, 2}, {3}, {5}}
	for name, c := range map[string]struct {
		got  []Sheaf
		want StackScore
	}{
		"all right":           {[]Sheaf{{[]int{1, 2}, 100}, {[]int{3}, 95}, {[]int{5}, 60}}, StackScore{1, 3, 3, 4, 4, 1, 0}},
		"one cut too many":    {[]Sheaf{{[]int{1}, 100}, {[]int{2}, 95}, {[]int{3}, 95}, {[]int{5}, 95}}, StackScore{1, 3, 2, 4, 3, 3, 1}},
		"one cut was missed":  {[]Sheaf{{[]int{1, 2, 3}, 100}, {[]int{5}, 95}}, StackScore{1, 3, 1, 4, 3, 1, 0}},
		"nothing was cut out": {nil, StackScore{Stacks: 1, Documents: 3, Pages: 4}},
	} {
		var got StackScore
		if got.Add(want, c.got); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestReadStacks(t *testing.T) {
	t.Parallel()
	got, err := ReadStacks(strings.NewReader(`{"id":"a","file":"a.pdf","separators":[1],"documents":[{"pages":[2,3]},{"pages":[5]}]}` + "\n\n"))
	if err != nil || len(got) != 1 || len(got[0].Pages()) != 2 || got[0].Pages()[0][1] != 3 {
		t.Errorf("%+v, %v; want one stack of two documents", got, err)
	}
	if _, err := ReadStacks(strings.NewReader("{")); err == nil {
		t.Error("half a line is read, want an error")
	}
}
