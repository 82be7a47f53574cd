package fields

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
	"github.com/invoer/invoer/extractors/weights"
)

// A NameCandidate is a text that may be the name of a company or person, with
// what speaks for and against its being the supplier, and the customer.
type NameCandidate struct {
	Name     string
	Spot     Spot
	Features weights.Features
	Own      bool // it is the receiving company's
	Why      invoer.Reason
	block    block
}

// Near tells whether a spot stands in the block that the name begins, or in
// the name's own line.
func (n NameCandidate) Near(s Spot) bool {
	for _, b := range n.block.spots {
		if b.Page == s.Page && b.Line == s.Line && b.Cell == s.Cell {
			return true
		}
	}
	return false
}

// Addressed tells whether a label says that the name is the customer's.
func (n NameCandidate) Addressed() bool {
	return slices.ContainsFunc(n.Features, func(f weights.Feature) bool { return f.Name == labelCustomer && f.Value > 0.4 })
}

// labelCustomer is the feature of a name that a label says to be the customer's.
const labelCustomer = "label: customer"

// brandOf are the words between a brand and the company whose brand it is, or
// before that company ("een merk van Tempora Solutions nv").
const brandOf = `(?:^|,?\s+)(?i:(?:is |est |ist )?(?:een |une |eine |ein |a |the |la |de )?(?:handelsnaam|handelsbenaming|merk|merknaam|handelsmerk|onderdeel|afdeling|divisie|marque|enseigne|d[ée]nomination commerciale|nom commercial|division|marke|handelsname|brand|trading name|trade name|trademark) (?:van|de|du|der|von|of)(?: (?:de|la|le|the|het|der))? )`

var (
	bankName   = regexp.MustCompile(`(?i)\b(?:bank|banque|sparkasse|volksbank|raiffeisenbank|contact|ansprechpartner|kontakt)\b`)
	separators = regexp.MustCompile(brandOf + `|\s*\([^() ]*\d|\s+[–—·•|*■▪]\s+|\s+-\s+|\s{2,}|,\s+|\s+[-–]|[;]`)
	notName    = regexp.MustCompile(`(?i)\b(?:adresse|adres|address)\b|^(?:page|pagina|blz|seite|tel|fax|www|http|e-?mail|iban|bic|btw|tva|vat|mwst|rpr|rpm|kvk|ust|siret|siren|rcs|n°|gsm|capital|po box|bp |postbus|postfach|cedex)\b|^(?:r\.p\.[rm]\.|r\.c\.(?:s\.)?|h\.r\.)|@|\d{5,}|%|€`)
)

// Names finds what may be names: what has a legal form, what begins an address
// or a letter head, what a label says to be a customer or supplier.
func (d *Document) Names(own invoer.Own) []NameCandidate {
	found := once(&d.names, d.findNames)
	for i := range found {
		c := &found[i]
		c.Own = isOwn(c.Name, own)
		c.Features = slices.Clone(c.Features)
		c.Features.Add("own company", weights.Flag(c.Own))
	}
	return found
}

// findNames finds them, whoever receives the document.
func (d *Document) findNames() []NameCandidate {
	domains := d.domains()
	till := d.Till() > 0.5
	var found []NameCandidate
	for s, cell := range d.Cells {
		if s.Page > 0 && s.Page < len(d.Pages)-1 || len(cell.Text) > 220 || madeWith.MatchString(cell.Text) || d.endsName(s) {
			continue
		}
		for i, part := range withWhole(cell.Text, nameParts(cell.Text), domains) {
			if i == 0 {
				part.From = d.behindParty(s, part)
			}
			spot := Spot{s.Page, s.Line, s.Cell, part.From, beforeAddress(cell.Text, d.Hits(s), part.From, part.To)}
			name := strings.TrimSpace(d.Printed(spot))
			if !nameLike(name) && !domainItself(name, domains) || d.labelOnly(spot) && !d.calledSo(spot) || isTitle(name) && !HasForm(name) {
				continue
			}
			if spot.To == len(cell.Text) {
				name = d.greeted(spot, d.widened(spot, name))
			}
			if d.Pages[s.Page].Reader == "ocr" {
				name = mendForm(name)
			}
			if i == 0 && !till {
				name = d.wholeName(spot, d.headlined(spot, name))
			}
			c, ok := d.weighName(spot, name, i == 0, domains)
			if till && i == 0 {
				ok = d.atTill(&c) || ok
			}
			if ok {
				found = append(found, c)
			}
		}
		if len(found) > 400 {
			break
		}
	}
	repeated(found)
	return found
}

// withWhole puts before the parts of a text the whole of it, where that is more like
// a domain of the document than each of them: a name with a dash in it.
func withWhole(text string, parts []Spot, domains []string) []Spot {
	if len(parts) < 2 || strings.ContainsAny(text, "0123456789:@") {
		return parts
	}
	most := 0.0
	for _, part := range parts {
		alike, _ := closestDomain(text[part.From:part.To], domains)
		most = max(most, alike)
	}
	if alike, _ := closestDomain(text, domains); alike < most+0.03 {
		return parts
	}
	return append([]Spot{{From: parts[0].From, To: len(text)}}, parts[1:]...)
}

// domainItself tells whether a name is what a domain of the document is called: that
// is a name, whatever its words mean elsewhere and however they are written.
func domainItself(name string, domains []string) bool {
	const letters = 4
	if strings.ContainsAny(name, "0123456789.@/:") || lettersIn(name) < letters {
		return false
	}
	return slices.ContainsFunc(domains, func(domain string) bool { return Fold(stripForm(name)) == Fold(domain) })
}

// behindParty is where a name begins behind the label of a party without a colon
// ("Billed to Vandewiele Logistics nv, …"): one of several words, or a short one
// before a name with a legal form.
func (d *Document) behindParty(s Spot, part Spot) int {
	text := d.Cell(s).Text
	if d.person(s) {
		return part.From
	}
	for _, h := range d.Hits(s) {
		rest := strings.TrimLeft(text[h.To:max(h.To, part.To)], " ")
		if h.From != part.From || h.Label != LabelCustomer && h.Label != LabelSupplier || !nameLike(rest+" ") {
			continue
		}
		if first := []rune(rest)[0]; (h.Words > 1 || HasForm(rest) && h.To-h.From <= 4 && !particles[Fold(text[h.From:h.To])]) && unicode.IsUpper(first) {
			return part.To - len(rest)
		}
	}
	return part.From
}

// particles are labels of parties that family names begin with as well ("Van Gorp nv").
var particles = set(`van de voor`)

// calledSo tells whether a text that is a label all the same is a name: with an
// article before it, under the label of a party or inside a block, and above an
// address.
func (d *Document) calledSo(s Spot) bool {
	whole := Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}
	if s.From > 0 || s.To < whole.To || !article.MatchString(d.Printed(s)) || !d.headed(whole) {
		return false
	}
	for range 4 {
		below, ok := d.below(whole, 1.3)
		if !ok {
			return false
		}
		if text := d.Cell(below).Text; streetPattern.MatchString(text) || postalPattern.MatchString(text) {
			return true
		}
		whole = below
	}
	return false
}

// headed tells whether a label says that a party stands here, or some other
// text stands right above.
func (d *Document) headed(s Spot) bool {
	if said := d.said(s); max(said.customer, said.supplier) > 0.4 {
		return true
	}
	above, ok := d.atop(s, 1.3)
	return ok && !d.labelOnly(above)
}

var article = regexp.MustCompile(`(?i)^(?:le |la |l['’]|de |het |der |die |das |the )(\pL)`)

// behalf are the words behind the name of one who makes out invoices for others
// (Directive 2006/112/EC, article 220), before the name of the one who sells.
var behalf = regexp.MustCompile(`(?i) (?:au nom et pour (?:le )?compte de|au nom de|pour (?:le )?compte de|in naam (?:en voor rekening )?van|(?:namens|voor rekening van)|on behalf of|im (?:namen und )?auftrag (?:von|der|des)|im namen und f[üu]r rechnung (?:von|der|des))\b.{0,3}$`)

// nameParts parts a text at signs between a name and what follows it. What
// stands before a colon is a label.
func nameParts(text string) []Spot {
	if m := behalf.FindStringIndex(text); m != nil {
		text = text[:m[0]]
	}
	if strings.Count(text, " : ") > 1 {
		text = strings.ReplaceAll(text, " : ", " | ") // dots that OCR read as colons
	}
	from := 0
	if i := strings.Index(text, ":"); i >= 0 && i < 45 && !onlyForm(text[i+1:]) {
		from = i + 1
	}
	for from < len(text) && text[from] == ' ' {
		from++
	}
	var parts []Spot
	for _, m := range separators.FindAllStringIndex(text[from:], 8) {
		if m[0] == 0 {
			from += m[1]
			return shifted(nameParts(text[from:]), from)
		}
		if next, _, _ := strings.Cut(text[from+m[1]:], " "); text[from+m[0]] == ',' && onlyForm(next) {
			continue // "Amazing Services, Inc."
		}
		if text[from+m[0]] == ',' && partners.MatchString(text[from:]) {
			continue
		}
		if end := len(parts); end > 0 {
			parts[end-1].To = from + m[0]
		} else {
			parts = append(parts, Spot{From: from, To: from + m[0]})
		}
		parts = append(parts, Spot{From: from + m[1], To: len(text)})
	}
	if len(parts) == 0 {
		return []Spot{{From: from, To: len(text)}}
	}
	return parts
}

// partners are the names of a house of several ("Janssens, Peeters & De Wit").
var partners = regexp.MustCompile(`^(?:(?:\p{Lu}[\pL'’-]+|[dD]e[nr]?|[vV]an) ?){1,3}(?:, (?:(?:\p{Lu}[\pL'’-]+|[dD]e[nr]?|[vV]an) ?){1,3})+ (?:&|en|et|und|and) (?:[\pL'’.-]+ ?){1,5}$`)

// shifted are parts of a text by their places in one that has so many bytes more
// before it.
func shifted(parts []Spot, by int) []Spot {
	for i := range parts {
		parts[i].From, parts[i].To = parts[i].From+by, parts[i].To+by
	}
	return parts
}

// oneWordStreet is a street of one word with its number behind a name.
var oneWordStreet = figures(`\s\p{Lu}[\pL'’-]*(?:straat|laan|weg|plein|lei|dreef|steenweg|gracht|kaai|kade|singel|stra(?:ß|ss)e|gasse|allee),? \d|,?\s\d{1,4}(?:[-/]\d{1,4})?[,]? (?:bus \w+ )?(?i:rue|avenue|chaussée|boulevard|place|quai)\b|,?\s\d{1,4}[A-Za-z]? (?:\p{Lu}\pL+ ){1,2}(?:Street|Road|Lane|Avenue|Square|Drive)\b|\s(?i:rue|avenue|chaussée|boulevard|place|quai) .{2,40}\d`)

// beforeAddress is where the address begins that follows a name in its line
// without any sign between, or to: at a street of one word, at a postal code, at
// one of the text's labels that has its value, and right behind a legal form that
// an address follows.
func beforeAddress(text string, said []Hit, from, to int) int {
	for _, pattern := range []figured{oneWordStreet, postalPattern} {
		if m := pattern.FindStringIndex(text[from:]); m != nil && m[0] > 0 && from+m[0] < to && nameLike(text[from:from+m[0]]) {
			to = from + m[0]
		}
	}
	to = beforeLabel(text, said, from, to)
	words := strings.Fields(text[from:to])
	for i := 1; i+1 < len(words); i++ {
		form := Fold(words[i])
		if !legalForms[form] || weakForms[form] && strings.ToUpper(words[i]) != words[i] {
			continue
		}
		end := from + strings.Index(text[from:], " "+words[i]) + 1 + len(words[i])
		if end < to && addressLike(text[end:]) {
			return end
		}
	}
	return to
}

// beforeLabel is where a label with its number or date begins behind a name, as
// where two columns of a letter head were set closely ("… DENDERLAND Datum
// 13/10/2026"), or to.
func beforeLabel(text string, said []Hit, from, to int) int {
	for _, h := range said {
		value := strings.TrimLeft(text[h.To:], " :.°")
		if h.From <= from || h.From >= to || value == "" || !digit(value[0]) || len(text[h.From:h.To]) < 4 || !nameLike(strings.TrimSpace(text[from:h.From])) {
			continue
		}
		switch h.Label {
		case LabelIssued, LabelDate, LabelDue, LabelNumber, LabelOtherNo, LabelOtherDate:
			return h.From
		}
	}
	return to
}

// brokenStreet is a street whose line was broken before or behind its number.
var brokenStreet = regexp.MustCompile(`(?i)^\d{1,4}[a-z]?(?:[-/ ]|$)|\b(?:road|street|lane|drive|square)$|^\pL+(?:straat|laan|weg|plein|lei|dreef|steenweg|gracht|stra(?:ß|ss)e)$`)

// addressLike tells whether what stands behind a name is the rest of a line of
// address, a street or a town, or the title of the document.
func addressLike(rest string) bool {
	rest = strings.TrimSpace(rest)
	return streetStart.MatchString(rest) || streetPattern.MatchString(rest) || postalPattern.MatchString(rest) || brokenStreet.MatchString(rest) || isTitle(rest)
}

// widened adds the next cells of the line to a name where the gap is no wider
// than large or typewritten letters have between words.
func (d *Document) widened(s Spot, name string) string {
	cells := d.Pages[s.Page].Lines[s.Line].Cells
	for c := s.Cell + 1; c < len(cells) && len(name) < 60; c++ {
		height := min(cells[c].Box.Height(), cells[c-1].Box.Height())
		next := Spot{s.Page, s.Line, c, 0, len(cells[c].Text)}
		if cells[c].Box.X0-cells[c-1].Box.X1 > 2.6*height || cells[c].Box.Height() > 1.6*cells[c-1].Box.Height() || len(Fold(cells[c].Text)) < 2 ||
			strings.ContainsAny(cells[c].Text, "0123456789:") || len(d.Hits(next)) > 0 || HasForm(name) && !onlyForm(cells[c].Text) {
			break
		}
		name += " " + cells[c].Text
	}
	return name
}

// headlined adds the next line of a letter head to a word that stands alone in
// large letters, where that line is as large: a trade above its name.
func (d *Document) headlined(s Spot, name string) string {
	cell := d.Cell(s)
	if s.Page > 0 || d.Depth(s) > 0.2 || strings.Contains(name, " ") || s.From > 0 || s.To < len(cell.Text) {
		return name
	}
	below, ok := d.below(s, 0.8)
	if !ok || !d.headline(cell, below) {
		return name
	}
	next := d.Cell(below)
	low, high := min(cell.Box.Height(), next.Box.Height()), max(cell.Box.Height(), next.Box.Height())
	if high > 1.5*low || isTitle(next.Text) {
		return name
	}
	return name + " " + next.Text
}

// wholeName adds the next line to a name without a legal form where that line has
// one and else only a word that is no name ("Autohaus Müller" / "Vertriebs GmbH").
func (d *Document) wholeName(s Spot, name string) string {
	cell := d.Cell(s)
	if s.From > 0 || s.To < len(cell.Text) || HasForm(name) || streetPattern.MatchString(name) || postalPattern.MatchString(name) {
		return name
	}
	below, ok := d.below(s, 1.3)
	if !ok || !onlyTrade(d.Cell(below).Text) {
		return name
	}
	return name + " " + d.Cell(below).Text
}

// endsName tells whether a cell is the second line of a name.
func (d *Document) endsName(s Spot) bool {
	if !onlyTrade(d.Cell(s).Text) {
		return false
	}
	above, ok := d.atop(s, 1.3)
	return ok && d.wholeName(above, d.Cell(above).Text) != d.Cell(above).Text && nameLike(d.Cell(above).Text) && !d.labelOnly(above)
}

// tradeWords are words of names by which no company is called alone.
var tradeWords = set(`vertriebs handels betriebs verwaltungs services service group groep groupe gruppe holding belgium belgie belgique belgien benelux europe europa international nederland deutschland france luxembourg solutions consulting management trading distribution`)

// onlyTrade tells whether a text is such a word with a legal form.
func onlyTrade(text string) bool {
	words := ownWords(text)
	return len(words) == 1 && tradeWords[words[0]] && HasForm(text)
}

// madeWith begins the line of the program that a document was made with, whose maker
// is no party to it.
var madeWith = regexp.MustCompile(`(?i)^(?:(?:deze|dit|this|cette|ce|diese|dieses)\b.{0,30})?\b(?:gemaakt|opgemaakt|aangemaakt|verzonden|gegenereerd|created|generated|made|sent|powered|printed|produced|cré[ée]+e?|génér[ée]+e?|édit[ée]+e?|envoy[ée]+e?|réalis[ée]+e?|erstellt|erzeugt|gedruckt|gesendet)\b.{0,20}\b(?:met|via|with|by|using|avec|par|mit|über)\b`)

// salutations are lines of their own above the name of a person.
var salutations = set(`herr herrn frau mevrouw dheer deheer monsieur madame mme mr mrs ms`)

// greeted adds the next line to a salutation that stands alone.
func (d *Document) greeted(s Spot, name string) string {
	if !salutations[Fold(name)] {
		return name
	}
	below, ok := d.below(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 1.5)
	if !ok || !nameLike(d.Cell(below).Text) {
		return name
	}
	return name + " " + d.Cell(below).Text
}

// domains are the names in the mail and web addresses of the document.
func (d *Document) domains() []string {
	var found []string
	for _, cell := range d.Cells {
		if !madeWith.MatchString(cell.Text) {
			found = append(found, domainsIn(cell.Text)...)
		}
		if len(found) > 40 {
			break
		}
	}
	return found
}

// weighName collects the witnesses. What nothing speaks for is no candidate.
func (d *Document) weighName(s Spot, name string, first bool, domains []string) (NameCandidate, bool) {
	cell := d.Cell(s)
	b := d.block(Spot{s.Page, s.Line, s.Cell, 0, len(cell.Text)})
	c := NameCandidate{Name: name, Spot: s, block: b, Why: invoer.Because("name-on-page")}
	head := d.heads(s, cell, first)
	form := HasForm(name)
	if !d.legibleName(s, name) {
		return c, false
	}
	if d.personOf(s) {
		return c, false
	}
	said := roleOf(name).or(d.said(s)).or(d.attended(s))
	if said.customer > 0.4 && !form && d.aboveCompany(s) {
		return c, false // the person of it who ordered
	}
	if !form && (d.neverName(s, name) && !domainItself(name, domains) || !first || !head && !said.party()) {
		return c, false
	}
	c.Features.Add("look: legal form", weights.Flag(form))
	c.addDomains(d, domains)
	c.addPlace(d, head)
	c.addFacts(d.factsOf(s, layout.Cell{Text: cell.Text[s.To:]}), head)
	c.addMisplaced(d, form)
	c.addProse()
	c.addNeighbours(d, form)
	c.addLabels(said)
	c.Features.Add("place: window of an envelope", weights.Flag(first && d.windowed(s)))
	c.Features.Add("look: bank or contact", weights.Flag(bankName.MatchString(name)))
	return c, true
}

// legibleName tells whether a name was read well enough to be one: all its
// words, or most of the letters where a legal form says that it is a name.
func (d *Document) legibleName(s Spot, name string) bool {
	return d.Quality(s) >= leastRead || HasForm(name) && legibly(d.Cell(s))
}

// leastRead is the confidence in per cent below which a word is too badly read
// to be a name.
const leastRead = 30

func isOwn(name string, own invoer.Own) bool {
	for _, n := range own.Names {
		if SameName(name, n) {
			return true
		}
	}
	return false
}

// repeated says which names stand in several places: letter heads come back in
// footers and under signatures.
func repeated(found []NameCandidate) {
	for i := range found {
		places := map[int]bool{}
		for j := range found {
			if i != j && SameName(found[i].Name, found[j].Name) {
				places[found[j].Spot.Page*10000+found[j].Spot.Line] = true
			}
		}
		delete(places, found[i].Spot.Page*10000+found[i].Spot.Line)
		found[i].Features.Add("elsewhere too", float64(min(2, len(places))))
		found[i].Features.Add("place: first of all names", weights.Flag(i == 0))
	}
}
