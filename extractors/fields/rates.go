package fields

import (
	"strings"
)

// A Rate is a percentage on the document, in hundredths of a per cent.
type Rate struct {
	Value int64
	Spot  Spot
	Bare  bool // printed without its sign
}

var ratePattern = figures(`(\d{1,2}(?:[.,]\d{1,2})?) ?%|(?:^|[ (])(\d{1,2}(?:[.,]\d{1,2})?)(?:$|[ )])`)

// Rates finds percentages, and numbers that stand where a rate would: in a
// column or after words for VAT.
func (d *Document) Rates() []Rate {
	var found []Rate
	for s, cell := range d.Cells {
		if !strings.ContainsAny(cell.Text, "0123456789") || len(found) > 400 {
			continue
		}
		for _, m := range ratePattern.FindAllStringSubmatchIndex(cell.Text, 6) {
			i := 2
			if m[2] < 0 {
				i = 4
			}
			value, _, _, ok := ParseAmount(cell.Text[m[i]:m[i+1]])
			if !ok || value > 3000 {
				continue
			}
			spot := Spot{s.Page, s.Line, s.Cell, m[i], m[i+1]}
			bare := i == 4 && !percent(cell.Text[m[5]:]) // "21 %" after a space is both
			if bare && !d.rateLike(spot) {
				continue
			}
			found = append(found, Rate{value, spot, bare})
		}
	}
	return found
}

// rateLike tells whether a bare number is a VAT rate: labels say so, or it
// stands alone before amounts, as in a breakdown whose heading is a sign.
func (d *Document) rateLike(s Spot) bool {
	if weight, _ := Weigh(d.Sightings(s), LabelRate, LabelVAT); weight > 0.3 {
		return true
	}
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	if s.Cell > 0 || s.To-s.From != len(cells[0].Text) || len(cells) < 3 || len(cells) > 4 {
		return false
	}
	for _, cell := range cells[1:] {
		if len(AmountsIn(cell.Text)) != 1 || lettersIn(cell.Text) > 3 {
			return false
		}
	}
	return true
}

// exemptions are the words that say why there is no VAT, by the category of
// UNCL 5305 that they mean. The text is in tokens.
var exemptions = []struct{ category, words string }{
	{"AE", `medecontractant; cocontractant; btw verlegd; verlegd; autoliquidation; reverse charge; kb nr 1 art 20; ar nr 1 art 20; steuerschuldnerschaft; ubergang der steuerschuld; verlegging van heffing; report de perception; mitunternehmer; verlegde btw; verlagerung der steuerschuld; umkehr der steuerschuld; umgekehrte steuerschuldnerschaft; heffing verlegd; btw te voldoen door; tva due par le preneur; tva due par le client; vat to be accounted for by; steuer schuldet der leistungsempfanger; taxe due par le preneur`},
	{"K", `intracommunautaire; intracommunautair; intra community; innergemeinschaftliche; innergemeinschaftlich; intracommunautaire levering; livraison intracommunautaire; 39 bis; art 138; article 138; intra community supply; ic levering; ic leveringen; ic dienst; intracom; intra eu; intra communautaire; ig lieferung; igl`},
	{"G", `export outside; exportation; uitvoer buiten; ausfuhrlieferung; export supply; art 39 1`},
	{"E", `kleinunternehmer; kleine ondernemer; petite entreprise; kleine onderneming; kleine ondernemingen; franchise; vrijstellingsregeling; vrijgesteld; vrijstelling; exoneree; exoneration; exonere; exempt; steuerfrei; umsatzsteuerbefreit; umsatzsteuerfrei; 19 ustg; small business; tva non applicable; art 44; 293 b; steuerbefreit; margeregeling; regime de la marge; margin scheme; petites entreprises; non soumis a la tva; niet onderworpen aan btw; btw vrij; mehrwertsteuerfrei; mwst frei; kleinunternehmerregelung; bijzondere regeling; not subject to vat; differenzbesteuerung; vat exempt; no vat; hors champ; non assujetti; niet btw plichtig; zero rated; vrij van btw; tva non due`},
}

// ExemptCategory gives the category under which the document says that no VAT
// is due (UNCL 5305: AE, K, G, E), and "" where it says nothing of the kind.
func (d *Document) ExemptCategory() string {
	text := strings.ReplaceAll(d.Text, "\n", "")
	for _, e := range exemptions {
		for phrase := range strings.SplitSeq(e.words, ";") {
			if strings.Contains(text, " "+strings.TrimSpace(phrase)) {
				return e.category
			}
		}
	}
	return ""
}
