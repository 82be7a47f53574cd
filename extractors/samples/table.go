package samples

import (
	"fmt"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A tableStyle is how goods are listed.
type tableStyle struct {
	columns []string
	heading string // fill, rule, bold, box or none
	rules   string // none, rows, columns or all
	striped bool
	carried bool // subtotals where a page ends
	again   bool // the heading on each page
	second  bool // a second line below some descriptions
	left    bool // numbers stand at the left of their columns
	stacked bool // what was sold has a line of its own above its numbers
	percent string
}

func inventTable(d dice, kind invoer.Kind) tableStyle {
	t := tableStyle{
		columns: inventColumns(d, kind),
		heading: pick(d, "fill", "fill", "rule", "rule", "bold", "box", "none"),
		rules:   pick(d, "none", "none", "rows", "columns", "all"),
		striped: d.chance(0.2), carried: d.chance(0.4), again: d.chance(0.8), second: d.chance(0.2), left: d.chance(0.12), stacked: d.chance(0.08),
		percent: pick(d, "", "%", " %", ",00", ",00 %"),
	}
	return t
}

// inventColumns throws which columns there are and in which order. Description
// and total always are; the total stands last.
func inventColumns(d dice, kind invoer.Kind) []string {
	if !priced(kind) {
		return pick(d, []string{"code", "description", "quantity", "unit"}, []string{"quantity", "description"}, []string{"position", "description", "unit", "quantity"})
	}
	middle := []string{"quantity", "price"}
	if d.chance(0.35) {
		middle = []string{"quantity", "unit", "price"}
	}
	if d.chance(0.2) {
		middle = append(middle, "discount")
	}
	if d.chance(0.55) {
		middle = append(middle, "rate")
	}
	columns := append([]string{"description"}, middle...)
	switch d.IntN(8) {
	case 0:
		columns = append([]string{"quantity", "description"}, middle[1:]...)
	case 1:
		columns = []string{"description"}
	case 2, 3:
		columns = append([]string{"code"}, columns...)
	case 4:
		columns = append([]string{"position"}, columns...)
	}
	return append(columns, "total")
}

func (t tableStyle) has(column string) bool { return slices.Contains(t.columns, column) }

// shares are how wide columns are beside each other.
var shares = map[string]float64{"position": 0.5, "code": 1.1, "description": 4.2, "quantity": 0.9, "unit": 0.7, "price": 1.2, "discount": 0.9, "rate": 0.8, "total": 1.4}

// A column has a name and stands from left to right.
type column struct {
	name        string
	left, right float64
}

func (p *press) columns() []column {
	whole := 0.0
	for _, name := range p.table.columns {
		whole += shares[name]
	}
	var all []column
	x := p.margin
	for _, name := range p.table.columns {
		w := shares[name] / whole * p.inner()
		all = append(all, column{name, x + 3, x + w - 3})
		x += w
	}
	return all
}

// align is that of a column: words left, numbers right.
func (p *press) align(name string) string {
	switch name {
	case "description", "code", "position", "unit":
		return "left"
	}
	if p.table.left && name != "total" {
		return "left"
	}
	return "right"
}

// goods draws the table over as many sheets as it takes.
func (p *press) goods() {
	columns := p.columns()
	p.tableHead(columns)
	top, sum := p.y, int64(0)
	for i, it := range p.bill.items {
		if p.y+3*p.line() > p.end() {
			p.turnTable(columns, top, sum)
			top = p.y
		}
		p.row(columns, i, it)
		sum += it.total
	}
	p.columnRules(columns, top)
	p.page.Rule(p.margin, p.y+3, a4Width-p.margin, p.y+3, 0.6, p.accent)
	p.gap(0.8)
}

// turnTable goes on on the next sheet, with what was summed up to here.
func (p *press) turnTable(columns []column, top float64, sum int64) {
	carried := p.table.carried && priced(p.kind)
	last := columns[len(columns)-1]
	if carried {
		p.page.Right(last.right-70, p.y+p.line(), p.body, paper.Black, p.sum("carried"))
		p.page.Right(last.right, p.y+p.line(), p.body, paper.Black, p.notation.plain(sum))
	}
	p.columnRules(columns, top)
	p.turn()
	if p.table.again {
		p.tableHead(columns)
	}
	if carried {
		p.page.Right(last.right-70, p.y+p.line(), p.body, paper.Black, p.sum("brought"))
		p.page.Right(last.right, p.y+p.line(), p.body, paper.Black, p.notation.plain(sum))
		p.gap(1.2)
	}
}

func (p *press) tableHead(columns []column) {
	if p.table.heading == "none" {
		return
	}
	f, c := p.body.Bolder().Scaled(0.95), paper.Black
	high := p.line() + 4
	switch p.table.heading {
	case "fill":
		p.page.Fill(p.margin, p.y, a4Width-p.margin, p.y+high, p.accent)
		c = paper.Colour{1, 1, 1}
	case "rule":
		p.page.Rule(p.margin, p.y+high, a4Width-p.margin, p.y+high, 0.8, p.accent)
	case "box":
		p.page.Frame(p.margin, p.y, a4Width-p.margin, p.y+high, 0.6, paper.Black)
	}
	for _, col := range columns {
		p.headCell(col, f, c)
	}
	p.y += high + 2
}

// headCell writes a heading, smaller where its column is narrow.
func (p *press) headCell(col column, f paper.Font, c paper.Colour) {
	text := p.column(col.name)
	if w := f.Width(text); w > col.right-col.left {
		f = f.Scaled(max(0.7, (col.right-col.left)/w))
	}
	p.at(col.left, p.y+p.line(), col.right-col.left, p.align(col.name), f, c, text)
}

func (p *press) row(columns []column, i int, it item) {
	top := p.y
	lines := 1
	if p.table.stacked {
		p.page.Text(columns[0].left, top+p.body.Size, p.body.Bolder(), paper.Black, it.goods.Name)
		top += p.line()
	}
	for _, col := range columns {
		texts := []string{p.cell(col.name, i, it)}
		switch {
		case col.name == "description" && p.table.stacked:
			texts = []string{it.code}
		case col.name == "description":
			texts = p.described(col, i, it)
		}
		lines = max(lines, len(texts))
		for n, text := range texts {
			p.at(col.left, top+float64(n)*p.line()+p.body.Size, col.right-col.left, p.align(col.name), p.body, paper.Black, text)
		}
	}
	p.y = top + float64(lines)*p.line() + 2
	if p.table.rules == "rows" || p.table.rules == "all" {
		p.page.Rule(p.margin, p.y, a4Width-p.margin, p.y, 0.3, paper.Colour{0.6, 0.6, 0.6})
	}
}

// described is the description in lines, with a second one below some.
func (p *press) described(col column, i int, it item) []string {
	lines := paper.Wrapped(p.body, col.right-col.left, it.goods.Name)
	if p.table.second && i%3 == 0 {
		lines = append(lines, p.bare("delivery_date")+" "+p.notation.day(p.bill.delivered, p.lex))
	}
	return lines
}

// cell is what a line of goods has in a column.
func (p *press) cell(name string, i int, it item) string {
	switch name {
	case "position":
		return fmt.Sprint(i + 1)
	case "code":
		return it.code
	case "quantity":
		return p.notation.decimal(it.quantity, 3, p.vary("quantity digits", 3))
	case "unit":
		return it.goods.Unit
	case "price":
		return p.notation.decimal(it.price, 4, 2)
	case "discount":
		if it.discount == 0 {
			return ""
		}
		return fmt.Sprintf("%d%s", it.discount, p.table.percent)
	case "rate":
		return fmt.Sprintf("%d%s", it.rate, p.table.percent)
	}
	if p.vary("signed lines", 3) == 0 {
		return p.notation.money(it.total)
	}
	return p.notation.plain(it.total)
}

// columnRules draws what stands between columns.
func (p *press) columnRules(columns []column, top float64) {
	if p.table.rules != "columns" && p.table.rules != "all" {
		return
	}
	for _, col := range columns {
		p.page.Rule(col.left-3, top-2, col.left-3, p.y+3, 0.4, paper.Colour{0.5, 0.5, 0.5})
	}
	p.page.Rule(a4Width-p.margin, top-2, a4Width-p.margin, p.y+3, 0.4, paper.Colour{0.5, 0.5, 0.5})
}
