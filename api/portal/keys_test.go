package portal

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The keys that the desk shows are those that its script listens for.
func TestTheDeskShowsItsKeys(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("script/desk.ts")
	if err != nil {
		t.Fatal(err)
	}
	listens := between(string(script), "private key(e: KeyboardEvent)", "private undo(")
	signs := map[string]string{"ArrowDown": "↓", "ArrowUp": "↑", "PageDown": "PgDn", "PageUp": "PgUp", "Enter": "{enter}", "enter": "{enter}", "Escape": "Esc", "-": "−", "=": "+"}
	var heard []string
	for _, key := range regexp.MustCompile(`(?:e\.key [!=]== |case )"([^"]+)"`).FindAllStringSubmatch(listens, -1) {
		sign := key[1]
		if named, ok := signs[sign]; ok {
			sign = named
		}
		if len(sign) == 1 {
			sign = strings.ToUpper(sign)
		}
		heard = append(heard, sign)
	}
	var shown []string
	for _, key := range deskKeys {
		if slices.Contains([]string{"keys.date", "keys.due", "keys.sum", "keys.tab"}, key.does) {
			continue // what is typed, and what the browser does
		}
		for _, stroke := range strings.Fields(key.strokes) {
			shown = append(shown, strings.TrimPrefix(strings.TrimPrefix(stroke, "Alt+"), "Ctrl+"))
		}
	}
	slices.Sort(heard)
	slices.Sort(shown)
	if diff := cmp.Diff(slices.Compact(heard), slices.Compact(shown)); diff != "" {
		t.Errorf("keys (-listened for +shown):\n%s", diff)
	}
}
