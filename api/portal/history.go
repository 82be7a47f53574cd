package portal

import (
	"maps"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// history is the chain of a document: who, when, and what it was.
func (f frame) history(changes []storage.Audit) []auditView {
	views := make([]auditView, len(changes))
	for i, change := range changes {
		views[i] = auditView{At: change.At, Who: change.Name, Did: change.Action, Changes: f.changes(change)}
		if change.User == "" {
			views[i].Who = f.Say("word.machine")
		}
		if locale.Has("did." + change.Action) {
			views[i].Did = f.Say("did." + change.Action)
		}
	}
	return views
}

// changes are the values that a change touched and that have words for people.
func (f frame) changes(change storage.Audit) []changeView {
	names := slices.Collect(maps.Keys(change.Before))
	for name := range change.After {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var views []changeView
	for _, name := range names {
		before, after := change.Before[name], change.After[name]
		if before == after {
			continue
		}
		if label, ok := f.label(name); ok {
			views = append(views, changeView{label, f.value(name, before), f.value(name, after)})
		}
	}
	return views
}

// label names what was changed.
func (f frame) label(name string) (string, bool) {
	switch {
	case slices.Contains(invoer.FieldNames, name):
		return f.Say("field." + name), true
	case name == "kind":
		return f.Say("doc.kind"), true
	case name == "assignee":
		return f.Say("doc.assignee"), true
	case name == "text":
		return f.Say("talk.text"), true
	case name == "reason":
		return f.Say("doc.reject_reason"), true
	}
	return "", false
}

func (f frame) value(name, text string) string {
	switch {
	case text == "":
		return ""
	case name == "kind":
		return f.Say("kind." + text)
	}
	return f.Shown(name, text)
}
