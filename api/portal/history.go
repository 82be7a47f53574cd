package portal

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// passagesFor are the stages that a document went through, for those who work with it.
func (p *Portal) passagesFor(ctx context.Context, who invoer.Scope, id invoer.DocumentID) ([]storage.Passage, error) {
	if !who.Role.OfficeWide() {
		return nil, nil
	}
	return p.Store.Passages(ctx, who, id)
}

// history is the chain of a document from the door, newest first: who, when, and
// what it was.
func (f frame) history(d dossier) []auditView {
	views := make([]auditView, 0, len(d.history)+len(d.passages))
	for _, change := range d.history {
		view := auditView{At: change.At, Who: change.Name, Did: change.Action, Changes: f.changes(change)}
		if change.User == "" {
			view.Who = f.Say("word.machine")
		}
		if locale.Has("did." + change.Action) {
			view.Did = f.Say("did." + change.Action)
		}
		views = append(views, view)
	}
	for _, passage := range slices.Backward(d.passages) {
		views = append(views, f.passage(passage))
	}
	if !f.ForClient() {
		views = append(views, f.cameIn(d.view.Originals)...)
	}
	slices.SortStableFunc(views, func(a, b auditView) int { return b.At.Compare(a.At) })
	return views
}

// passage says what a stage did and how long it took.
func (f frame) passage(p storage.Passage) auditView {
	view := auditView{At: p.At, Who: f.Say("word.machine"), Did: string(p.Stage)}
	if locale.Has("passage." + string(p.Stage)) {
		view.Did = f.Say("passage." + string(p.Stage))
	}
	if p.Pages > 1 {
		view.Did += ", " + f.Say("word.pages", p.Pages)
	}
	if p.Reader != "" && locale.Has("reader."+p.Reader) {
		view.Did += ", " + f.Say("reader."+p.Reader)
	}
	view.Did += ", " + f.lasting(p.Took)
	return view
}

// lasting writes how long something took.
func (t tongue) lasting(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + "\u00a0ms"
	}
	return t.decimal(strconv.FormatFloat(d.Seconds(), 'f', 1, 64)) + "\u00a0s"
}

// cameIn says by which door each original came, and from whom.
func (f frame) cameIn(originals []storage.Original) []auditView {
	views := make([]auditView, len(originals))
	for i, o := range originals {
		views[i] = auditView{At: o.Received, Who: cmp.Or(o.From, f.Say("word.machine")), Did: f.Say("passage.came", f.Say("door."+string(o.Door)))}
		if o.File.Name != "" {
			views[i].Changes = []changeView{{Name: f.Say("passage.file"), After: o.File.Name}}
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
	case name == "batch":
		return f.Say("did.batch"), true
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
