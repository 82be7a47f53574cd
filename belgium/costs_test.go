package belgium

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsMeanKindsOfCost(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"winterbanden gemonteerd":    "vehicle",
		"pneus hiver":                "vehicle",
		"brandverzekering":           "insurance",
		"feuerversicherung":          "insurance",
		"kopierpapier":               "office",
		"stromverbrauch":             "electricity",
		"office cleaning":            "cleaning",
		"frais bancaires":            "bank",
		"vis":                        "tools resale-food", // of a hardware shop in French, of a fishmonger in Dutch
		"visum":                      "",
		"tarif van onbekende dingen": "",
	} {
		kinds, by := CostsSaid(strings.Fields(words))
		slices.Sort(kinds)
		wanted := strings.Fields(want)
		slices.Sort(wanted)
		if diff := cmp.Diff(strings.Join(wanted, " "), strings.Join(kinds, " ")); diff != "" {
			t.Errorf("%q: %s", words, diff)
		}
		if len(by) != len(kinds) {
			t.Errorf("%q: %d kinds said by %d words", words, len(kinds), len(by))
		}
	}
}

func TestActivitiesSellKindsOfCost(t *testing.T) {
	t.Parallel()
	for activity, want := range map[string]string{"45201": "vehicle", "95311": "vehicle", "69201": "accountant", "35140": "electricity", "46731": "materials", "01": "", "": ""} {
		if got := CostSold(activity); got != want {
			t.Errorf("%q sells %q, want %q", activity, got, want)
		}
	}
}

// What the table has is what it is looked for by: words as they are compared, each
// once for a kind, and whole classes.
func TestKindsOfCostAreWellFormed(t *testing.T) {
	t.Parallel()
	word, class := regexp.MustCompile(`^[a-z0-9]+$`), regexp.MustCompile(`^[26][0-9]{2}$`)
	for _, c := range boughtMostly {
		seen := map[string]bool{}
		for w := range strings.FieldsSeq(c.words) {
			if !word.MatchString(w) || seen[w] {
				t.Errorf("%s: word %q has other signs than small letters and digits, or stands twice", c.name, w)
			}
			seen[w] = true
		}
		if len(UsualClasses(c.name)) == 0 || len(seen) == 0 {
			t.Errorf("%s: no classes or no words", c.name)
		}
		for _, of := range UsualClasses(c.name) {
			if !class.MatchString(of) {
				t.Errorf("%s: %q is no class of three digits", c.name, of)
			}
		}
		for n := range strings.FieldsSeq(c.sold) {
			if len(n) < 3 || activities[n] != c.name {
				t.Errorf("%s: activity %q is shorter than three digits or of %q too", c.name, n, activities[n])
			}
		}
	}
}
