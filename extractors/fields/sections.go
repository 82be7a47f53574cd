package fields

import "strings"

// nameKeys are the words before a name in a list of what is known of a party
// ("Name: …", "Raison sociale: …"); who it is, the heading of the list says.
var nameKeys = set(`name naam nom firma bedrijf bedrijfsnaam firmanaam firmenname unternehmen societe entreprise denomination benaming raisonsociale company companyname organisation organisatie legalname tradename handelsnaam nomcommercial bezeichnung unternehmensname partyname registrationname`)

// How many lines a list of what is known of a party may have.
const sectionLines = 12

// section tells who a name is by the heading of the list that it stands in:
// the line has the key before the name, and above the keys stands nothing but
// the label of a party.
func (d *Document) section(s Spot) said {
	key, ok := d.keyOf(s)
	if !ok {
		return said{}
	}
	left := d.Cell(key).Box.X0
	lines := d.Pages[s.Page].Lines
	for l := s.Line - 1; l >= 0 && l >= s.Line-sectionLines; l-- {
		first := lines[l].Cells[0]
		heading := Spot{s.Page, l, 0, 0, len(first.Text)}
		if first.Box.X0 > left+20 || len(lines[l].Cells) > 1 || !d.labelOnly(heading) {
			continue
		}
		for _, h := range d.Hits(heading) {
			switch h.Label {
			case LabelCustomer:
				return said{customer: 1}
			case LabelSupplier:
				return said{supplier: 1}
			case LabelDelivery:
				return said{delivery: 1}
			}
		}
	}
	return said{}
}

// keyOf gives the cell with the key of a name: its own, before the name, or the
// one to the left.
func (d *Document) keyOf(s Spot) (Spot, bool) {
	if before, _, found := strings.Cut(d.Cell(s).Text[:s.From], ":"); found {
		return s, nameKeys[Fold(before)]
	}
	if s.Cell == 0 || s.From > 0 {
		return Spot{}, false
	}
	left := Spot{s.Page, s.Line, s.Cell - 1, 0, 0}
	left.To = len(d.Cell(left).Text)
	return left, nameKeys[Fold(d.Printed(left))]
}
