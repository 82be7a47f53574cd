package fields

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

// A column is a heading of a table of goods and how far it reaches.
type column struct {
	kind   string // description, quantity, price, rate, total
	x0, x1 float64
}

// columnWords are the headings of a table of goods, in the spelling of tokens.
var columnWords = map[string]string{
	"description": `omschrijving; omschr; beschrijving; artikel; product; dienst; benaming; designation; description; libelle; article; prestation; produit; bezeichnung; beschreibung; leistung; artikelbezeichnung; produkt; item; service; details; particulars; goods; text; naam; nom designation; item product; item description; product service`,
	"quantity":    `aantal; aant; hoeveelheid; hoev; qte; quantite; nombre; nbre; qt; menge; anzahl; qty; quantity; stuks; hours; uren; heures; stunden; hoeveelheid eenheid; menge me; menge einheit; hoeveelh; units; aantal uren`,
	"price":       `eenheids prijs; eh prijs; eenh prijs; prijs; stuk prijs; prijs per stuk; prijs eenheid; ehp; prix unitaire; pu; p u; prix; prix unit; prix unitaire ht; pu ht; p u ht; einzel preis; preis; e preis; ep; stuck preis; einheits preis; netto preis; unit price; price; rate; unit cost; price per unit; e p; prijs excl; price each; cost`,
	"rate":        `btw; btw pct; tva; taux; tva taux; mwst; ust; vat; tax; taxe; btw tarief; taux tva; steuersatz; vat rate; tax rate; btw code; ust satz; mwst satz; tax pct; tva pct`,
	"total":       `bedrag; totaal; bedrag excl; totaal excl; totaal prijs; lijn totaal; netto; montant; total; montant ht; montant htva; total ht; total htva; betrag; gesamt; gesamt preis; summe; zeilen betrag; netto betrag; amount; line total; total price; net amount; total net; prix total; total excl; bedrag excl btw; gp; regel totaal; nettobetrag; subtotal; total eur; montant hors tva; positions betrag; g preis; prijs totaal; sub total`,
}

// columnBook has the headings by their tokens.
var columnBook = func() map[string]string {
	book := map[string]string{}
	for kind, list := range columnWords {
		for entry := range strings.SplitSeq(list, ";") {
			book[strings.Join(texts(tokens(entry)), " ")] = kind
		}
	}
	return book
}()

// An ItemSeen is a line of the table of goods as printed.
type ItemSeen struct {
	Description     string
	Quantity, Price string // decimals with a point, as printed
	Rate            int64  // hundredths of a per cent, -1 when unknown
	Total           invoer.Money
	Spot            Spot // of the total
}

// Items reads the tables of goods of the document: below a heading with a
// column of totals, each line with a total is a line of the invoice, and text
// without one belongs to the line above it.
func (d *Document) Items() []ItemSeen { return d.tables(wideHeading) }

// BriefItems reads tables as Items does, and also those of two columns, what was
// sold and its total. Other tables may look so: it is to be believed where the
// totals add up.
func (d *Document) BriefItems() []ItemSeen { return d.tables(briefHeading) }

func (d *Document) tables(headed func([]column) bool) []ItemSeen {
	var found []ItemSeen
	var columns []column
	sum := int64(0)
	atop := false // words stand above the numbers of their line
	for p, page := range d.Pages {
		for l := range page.Lines {
			if heading := d.heading(p, l); headed(heading) {
				columns = heading
				continue
			}
			if columns == nil {
				continue
			}
			if d.endsTable(p, l) {
				columns = nil
				continue
			}
			if item, ok := d.item(p, l, columns); ok {
				if d.sums(item, found, sum) {
					continue
				}
				if above := d.wordsAbove(item.Spot); lettersIn(item.Description) < 3 && above != "" && d.heading(p, l-1) == nil {
					item.Description, atop = strings.TrimSpace(above+" "+item.Description), true
				}
				found, sum = append(found, item), sum+item.Total.Cents
			} else if len(found) > 0 && !atop {
				d.lengthen(&found[len(found)-1], p, l, columns)
			}
		}
	}
	return found
}

// sums tells whether a line says what those before it add up to: below them, or
// carried to the next page. "Transport" is the word for that, and for a charge.
func (d *Document) sums(item ItemSeen, before []ItemSeen, sum int64) bool {
	if item.Quantity != "" {
		return false
	}
	if len(before) > 0 && item.Total.Cents == sum && (len(before) > 1 || d.charge(item.Spot)) {
		return true
	}
	words, ok := d.wordsBefore(item.Spot)
	if !ok {
		return false
	}
	hits := d.Hits(words)
	return labelledAs(hits, LabelCarried) && !labelledAs(hits, LabelItem)
}

func labelledAs(hits []Hit, label Label) bool {
	return slices.ContainsFunc(hits, func(h Hit) bool { return h.Label == label })
}

// wideHeading tells whether columns are those of a table of goods: a description
// or quantity, a total, and one more.
func wideHeading(columns []column) bool {
	kinds := kindsOf(columns)
	return len(kinds) > 2 && (kinds["total"] || kinds["price"]) && (kinds["description"] || kinds["quantity"])
}

// briefHeading tells the same of columns that may be two: what was sold and its
// total.
func briefHeading(columns []column) bool {
	kinds := kindsOf(columns)
	return wideHeading(columns) || len(kinds) == 2 && len(columns) == 2 && kinds["total"] && kinds["description"]
}

func kindsOf(columns []column) map[string]bool {
	kinds := map[string]bool{}
	for _, c := range columns {
		kinds[c.kind] = true
	}
	return kinds
}

// heading gives the columns that the words of a line are headings of.
func (d *Document) heading(p, l int) []column {
	var columns []column
	for _, cell := range d.Pages[p].Lines[l].Cells {
		words := tokens(cell.Text)
		for i := 0; i < len(words); {
			kind, n := columnOf(words[i:])
			if n == 0 {
				i++
				continue
			}
			box := cell.Part(words[i].from, words[i+n-1].to)
			columns = append(columns, column{kind, box.X0, box.X1})
			i += n
		}
	}
	return columns
}

// columnOf gives the heading that the words begin with, the longest first.
func columnOf(words []token) (kind string, length int) {
	for n := min(3, len(words)); n > 0; n-- {
		if kind, known := columnBook[strings.Join(texts(words[:n]), " ")]; known {
			return kind, n
		}
	}
	return "", 0
}

// endsTable tells whether a line is a total, after which no goods come.
func (d *Document) endsTable(p, l int) bool {
	line := d.Pages[p].Lines[l]
	if len(line.Cells) > 4 {
		return false
	}
	for c, cell := range line.Cells {
		if len(AmountsIn(cell.Text)) > 0 && c == 0 {
			return false
		}
		for _, h := range d.hits[p][l][c] {
			switch h.Label {
			case LabelNet, LabelGross, LabelTotal, LabelPayable, LabelVAT:
				if h.From == 0 && len(tokens(cell.Text)) <= h.Words+3 {
					return true
				}
			}
		}
	}
	return false
}

// item reads a line with a total in its column.
func (d *Document) item(p, l int, columns []column) (ItemSeen, bool) {
	item := ItemSeen{Rate: -1}
	var description []string
	for c, cell := range d.Pages[p].Lines[l].Cells {
		kind := columnAt(columns, cell.Box)
		s := Spot{p, l, c, 0, len(cell.Text)}
		amounts := AmountsIn(cell.Text)
		switch {
		case kind == "total" && len(amounts) > 0:
			last := amounts[len(amounts)-1]
			item.Total = invoer.Money{Cents: last.Cents, Currency: last.Currency}
			item.Spot = Spot{p, l, c, last.From, last.To}
		case kind == "quantity" && len(amounts) > 0:
			item.Quantity = decimal(cell.Text[amounts[0].From:amounts[0].To])
		case kind == "price" && len(amounts) > 0:
			item.Price = decimal(cell.Text[amounts[0].From:amounts[0].To])
		case kind == "rate":
			item.Rate = rateIn(cell.Text)
		case kind == "description" || len(amounts) == 0:
			description = append(description, d.Printed(s))
		}
	}
	item.Description = strings.Join(description, " ")
	ok := item.Spot != (Spot{}) && (item.Description != "" || item.Quantity != "" || item.Price != "")
	return item, ok
}

// lengthen adds a line without amounts to the description above it.
func (d *Document) lengthen(item *ItemSeen, p, l int, columns []column) {
	line := d.Pages[p].Lines[l]
	if item.Spot.Page != p || len(line.Cells) != 1 || len(item.Description) > 160 || l > item.Spot.Line+1 {
		return
	}
	cell := line.Cells[0]
	above := d.Pages[p].Lines[item.Spot.Line].Box
	if columnAt(columns, cell.Box) == "description" && cell.Box.Y0-above.Y1 < 0.9*cell.Box.Height() && len(AmountsIn(cell.Text)) == 0 {
		item.Description = strings.TrimSpace(item.Description + " " + cell.Text)
	}
}

// columnAt is the kind of the column that a box stands under: the one that it
// overlaps most, or the nearest.
func columnAt(columns []column, box invoer.Box) string {
	best, kind := -1e9, ""
	for _, c := range columns {
		common := min(c.x1, box.X1) - max(c.x0, box.X0)
		if common > best {
			best, kind = common, c.kind
		}
	}
	if best < -40 && kind != "description" {
		return ""
	}
	return kind
}

// decimal gives a number as printed with a point for its decimals.
func decimal(printed string) string {
	clean := strings.TrimLeft(strings.TrimRight(printed, " €$£EUR"), " €$£EUR")
	whole, fraction, _ := decimalPoint(noSpaces.Replace(clean))
	whole = noPoints.Replace(whole)
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// rateIn reads the VAT rate of a cell, or -1.
func rateIn(text string) int64 {
	m := ratePattern.FindStringSubmatch(text)
	if m == nil {
		return -1
	}
	value, _, _, ok := ParseAmount(m[1] + m[2])
	if !ok || value > 3000 {
		return -1
	}
	return value
}
