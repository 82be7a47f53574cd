package portal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// deskKeys are the keys of the desk, by what they do; a word in braces is one
// that each language writes on its keys in its own way.
var deskKeys = []struct{ strokes, does string }{
	{"{enter}", "keys.enter"},
	{"Tab", "keys.tab"},
	{"↑ ↓", "keys.alternatives"},
	{"Esc", "keys.escape"},
	{"Ctrl+{enter}", "keys.approve"},
	{"A", "keys.approve_out"},
	{"U", "keys.take_back"},
	{"N P", "keys.neighbours"},
	{"PgUp PgDn", "keys.scroll"},
	{"Alt++ Alt+−", "keys.zoom"},
	{"Alt+0", "keys.fit"},
	{"Alt+R", "keys.turn"},
	{"5/3", "keys.date"},
	{"+30 em 30em", "keys.due"},
	{"100+21%", "keys.sum"},
	{"?", "keys.help"},
}

// stackKeys are the keys at a page of a stack.
var stackKeys = []struct{ strokes, does string }{
	{"← →", "stack.keys.go"},
	{"C", "stack.keys.cut"},
	{"J", "stack.keys.join"},
	{"R", "stack.keys.turn"},
	{"Alt+← Alt+→", "stack.keys.move"},
	{"Del", "stack.keys.drop"},
	{"U", "stack.keys.undo"},
}

// keys are the keys of the desk in words.
func (f frame) keys() []keyView { return f.strokes(deskKeys) }

// StackKeys are those of a stack.
func (f frame) StackKeys() []keyView { return f.strokes(stackKeys) }

func (f frame) strokes(of []struct{ strokes, does string }) []keyView {
	views := make([]keyView, 0, len(of))
	for _, key := range of {
		if !f.Letters() && isLetters(key.strokes) {
			continue
		}
		strokes := strings.ReplaceAll(key.strokes, "{enter}", f.Say("keys.enter_key"))
		views = append(views, keyView{strings.Fields(strokes), f.Say(key.does)})
	}
	return views
}

// isLetters tells whether strokes are keys of one sign, which can be turned off.
func isLetters(strokes string) bool {
	return !slices.ContainsFunc(strings.Fields(strokes), func(stroke string) bool {
		return utf8.RuneCountInString(stroke) > 1 || strings.ContainsAny(stroke, "↑↓←→")
	})
}
