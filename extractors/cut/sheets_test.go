package cut

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

var (
	ours    = []byte("the office's key")
	another = []byte("another's key")
)

func TestSheets(t *testing.T) {
	t.Parallel()
	full := Sheet{Client: "K002", Kind: "invoice", Run: "7QK2XA", Number: 3, Of: 40, Printed: invoer.Date{Year: 2026, Month: 11, Day: 29}, Sealed: true}
	undated := full
	undated.Printed = invoer.Date{}
	bare := Sheet{Sealed: true}
	for name, c := range map[string]struct {
		text string
		key  []byte
		want Sheet
		is   bool
	}{
		"what it says":                     {full.Text(ours), ours, full, true},
		"from before sheets had a day":     {"invoer:separator;client=K002;kind=invoice;run=7QK2XA;n=3;of=40;seal=VNYWMNLVY6CG7UWS", ours, undated, true},
		"a day that is none":               {"invoer:separator;run=7QK2XA;printed=2026-02-31", ours, Sheet{Run: "7QK2XA"}, true},
		"nothing but a seal":               {bare.Text(ours), ours, bare, true},
		"sealed by another office":         {full.Text(another), ours, Sheet{}, true},
		"another client under an old seal": {"invoer:separator;client=K009" + full.Text(ours)[len("invoer:separator;client=K002"):], ours, Sheet{}, true},
		"without a seal":                   {"invoer:separator;client=K002;kind=purchase", ours, Sheet{Client: "K002", Kind: "purchase"}, true},
		"without anything":                 {"invoer:separator", ours, Sheet{}, true},
		"something else":                   {"invoer:separators", ours, Sheet{}, false},
		"a payment code":                   {"BCD\n002\n1\nSCT", ours, Sheet{}, false},
		"a client that cannot be said":     {Sheet{Client: "A;kind=order"}.Text(ours), ours, Sheet{Sealed: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, is := ReadSheet(c.text, c.key)
			if is != c.is || got != c.want {
				t.Errorf("ReadSheet(%q) = %+v, %v; want %+v, %v", c.text, got, is, c.want, c.is)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		numbers []int
		want    []int
	}{
		"in their order":                    {[]int{2, 4, 7}, []int{3, 5, 6}},
		"one after the other":               {[]int{1, 2, 3}, nil},
		"as they came out of a pile":        {[]int{3, 17, 5}, nil},
		"few of them, in no order":          {[]int{2, 7, 4}, nil},
		"all but one, in no order":          {[]int{1, 3, 2, 5}, []int{4}},
		"one alone":                         {[]int{9}, nil},
		"one that is there twice, in order": {[]int{1, 1, 3}, []int{2}},
	} {
		found := []Sheet{{}, {Run: "B", Number: 1}}
		for _, n := range c.numbers {
			found = append(found, Sheet{Run: "A", Number: n}, Sheet{Run: "B", Number: 2})
		}
		if diff := cmp.Diff(c.want, Missing(found)["A"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestOld(t *testing.T) {
	t.Parallel()
	printed := invoer.Date{Year: 2025, Month: 11, Day: 29}
	found := []Sheet{{Run: "A", Printed: printed}, {Run: "B", Printed: printed.AddDays(1)}, {Run: "A", Printed: printed}, {Run: "C"}, {Printed: printed}, {}}
	if diff := cmp.Diff(map[string]invoer.Date{"A": {Year: 2026, Month: 11, Day: 29}}, Old(found, invoer.Date{Year: 2026, Month: 11, Day: 30})); diff != "" {
		t.Errorf("old sheets (-want +got):\n%s", diff)
	}
	if old := Old(found, invoer.Date{Year: 2026, Month: 11, Day: 29}); len(old) != 0 {
		t.Errorf("on their last day old sheets are %v, want none", old)
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add(Sheet{Client: "K002", Kind: "invoice", Run: "7QK2XA", Number: 3, Of: 40}.Text(ours))
	f.Add("invoer:separator;client=K002;n=999999999999999999999;seal=")
	f.Fuzz(func(t *testing.T, text string) {
		s, is := ReadSheet(text, ours)
		if !is && s != (Sheet{}) {
			t.Errorf("%q is no sheet and says %+v", text, s)
		}
		if s.Sealed {
			if again, _ := ReadSheet(s.Text(ours), ours); again.Client != s.Client {
				t.Errorf("%q says client %q, written again %q", text, s.Client, again.Client)
			}
		}
	})
}
