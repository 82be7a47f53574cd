package portal

import "strings"

// deskKeys are the keys of the desk, by what they do; a word in braces is one
// that each language writes on its keys in its own way.
var deskKeys = []struct{ strokes, does string }{
	{"{enter}", "keys.enter"},
	{"Tab", "keys.tab"},
	{"↑ ↓", "keys.alternatives"},
	{"Esc", "keys.escape"},
	{"Ctrl+{enter}", "keys.approve"},
	{"A", "keys.approve_out"},
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

// keys are the keys of the desk in words.
func (f frame) keys() []keyView {
	views := make([]keyView, len(deskKeys))
	for i, key := range deskKeys {
		strokes := strings.ReplaceAll(key.strokes, "{enter}", f.Say("keys.enter_key"))
		views[i] = keyView{strings.Fields(strokes), f.Say(key.does)}
	}
	return views
}
