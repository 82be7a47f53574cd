package eval

import (
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"
)

// WriteHTML writes the report as one page that needs nothing beside it: scores
// by field and by each grouping, the curve of confidence, and every value that
// is not right with its pictures. The title says what was read, and when.
func (r *Report) WriteHTML(out io.Writer, title string) error {
	p := page{
		Title: title, All: rowOf("all documents", r.all), Curve: curveOf(r.all),
		Fields: fieldRows(r.all), Classes: classes(r.mistakes), Mistakes: sorted(r.mistakes),
	}
	for _, name := range r.by {
		p.Groups = append(p.Groups, r.groupsBy(name))
	}
	return pageTemplate.Execute(out, p)
}

//go:embed page.html
var pageFile embed.FS

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"percent": perCent, "picture": picture, "join": func(texts []string) string { return strings.Join(texts, " or ") },
}).ParseFS(pageFile, "page.html"))

// A page is what the template shows.
type page struct {
	Title    string
	All      row
	Groups   []grouped
	Fields   []fieldRow
	Curve    curve
	Classes  []ClassCount
	Mistakes []Mistake
}

// A grouped is the rows of one grouping.
type grouped struct {
	Name string
	Rows []row
}

// A row is the figures of a group of documents.
type row struct {
	Name                     string
	Documents, Failed        int
	Counted                  int // of which touchless can be told
	Touchless, F1            float64
	SureShare, SureRight     float64
	Calibration, Invented    float64
	Values, MedianMS, P95MS  int
	Right, Wrong, Missed, In int
}

func rowOf(name string, t *Tally) row {
	all := t.All()
	return row{
		Name: name, Documents: t.Documents, Failed: t.Failed, Counted: t.Counted,
		Touchless: share(t.Touchless, t.Counted), F1: all.F1(),
		SureShare: share(t.Sure.Values, t.Claimed()), SureRight: share(t.Sure.Right, t.Sure.Values),
		Calibration: t.CalibrationError(), Invented: 1 - share(t.Claimed()-all.Invented, t.Claimed()),
		Values: t.Claimed(), MedianMS: int(t.Median().Milliseconds()), P95MS: int(t.P95().Milliseconds()),
		Right: all.Right, Wrong: all.Wrong, Missed: all.Missed, In: all.Invented,
	}
}

// groupsBy are the groups of one property, by name.
func (r *Report) groupsBy(name string) grouped {
	g := grouped{Name: name}
	for _, key := range r.keys() {
		if value, ok := strings.CutPrefix(key, name+" "); ok {
			g.Rows = append(g.Rows, rowOf(value, r.groups[key]))
		}
	}
	return g
}

// A fieldRow is the figures of one field.
type fieldRow struct {
	Name string
	Count
}

func fieldRows(t *Tally) []fieldRow {
	var rows []fieldRow
	for _, name := range t.Names() {
		rows = append(rows, fieldRow{name, *t.Fields[name]})
	}
	return rows
}

// sorted are mistakes by class, the surest first: a sure mistake is the worst.
func sorted(mistakes []Mistake) []Mistake {
	all := slices.Clone(mistakes)
	slices.SortStableFunc(all, func(a, b Mistake) int {
		if a.Class != b.Class {
			return strings.Compare(a.Class, b.Class)
		}
		if a.Mark.Confidence != b.Mark.Confidence {
			return int(b.Mark.Confidence) - int(a.Mark.Confidence)
		}
		return strings.Compare(a.Truth.ID, b.Truth.ID)
	})
	return all
}

// picture is a JPEG of ours as an address that holds it.
func picture(content []byte) template.URL {
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(content))
}
