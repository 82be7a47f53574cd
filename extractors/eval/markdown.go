package eval

import (
	"bytes"
	"fmt"
	"io"

	"github.com/invoer/invoer"
)

// mostClasses is how many classes of mistakes are told: what is rarer is noise.
const mostClasses = 30

// WriteMarkdown writes the figures as tables for a document that people read
// beside the code: by each grouping, by field, and the classes of mistakes.
func (r *Report) WriteMarkdown(out io.Writer) error {
	var text bytes.Buffer
	writeRows(&text, "documents", []row{rowOf("all", r.all)})
	for _, name := range r.by {
		writeRows(&text, name, r.groupsBy(name).Rows)
	}
	writeFields(&text, fieldRows(r.all))
	writeClasses(&text, classes(r.mistakes))
	_, err := out.Write(text.Bytes())
	return err
}

func writeRows(out io.Writer, name string, rows []row) {
	fmt.Fprintf(out, "| %s | how many | touchless | F1 | claimed ≥ 95 | right of those | calibration error | invented |\n|---|---|---|---|---|---|---|---|\n", name)
	for _, r := range rows {
		touchless := "–"
		if r.Counted > 0 {
			touchless = fmt.Sprintf("%s of %d", perCent(r.Touchless), r.Counted)
		}
		fmt.Fprintf(out, "| %s | %d | %s | %s | %s | %s | %.3f | %s |\n", r.Name, r.Documents, touchless,
			perCent(r.F1), perCent(r.SureShare), perCent(r.SureRight), r.Calibration, perCent(r.Invented))
	}
	fmt.Fprintln(out)
}

func writeFields(out io.Writer, rows []fieldRow) {
	fmt.Fprint(out, "| field | right | wrong | missed | invented | F1 |\n|---|---|---|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %s |\n", r.Name, r.Right, r.Wrong, r.Missed, r.Invented, perCent(r.F1()))
	}
	fmt.Fprintln(out)
}

func writeClasses(out io.Writer, all []ClassCount) {
	fmt.Fprint(out, "| what is not right | how often |\n|---|---|\n")
	rest := 0
	for i, c := range all {
		if i >= mostClasses {
			rest += c.Mistakes
			continue
		}
		fmt.Fprintf(out, "| %s | %d |\n", c.Class, c.Mistakes)
	}
	if rest > 0 {
		fmt.Fprintf(out, "| rarer ones together | %d |\n", rest)
	}
}

// The marks in a document between which the figures stand.
var (
	figuresBegin = []byte("<!-- figures of invoer eval -->\n")
	figuresEnd   = []byte("<!-- end of figures -->\n")
)

// Renewed gives a document with the figures between its two marks, in place of
// what stood there. A document without marks is ErrInvalid.
func (r *Report) Renewed(document []byte) ([]byte, error) {
	head, rest, begun := bytes.Cut(document, figuresBegin)
	_, tail, ended := bytes.Cut(rest, figuresEnd)
	if !begun || !ended {
		return nil, fmt.Errorf("%w: document, want lines %q and %q in it", invoer.ErrInvalid, bytes.TrimSpace(figuresBegin), bytes.TrimSpace(figuresEnd))
	}
	var figures bytes.Buffer
	if err := r.WriteMarkdown(&figures); err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{head, figuresBegin, figures.Bytes(), figuresEnd, tail}, nil), nil
}
