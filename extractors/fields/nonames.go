package fields

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/invoer/invoer/extractors/weights"
)

// nameLike tells whether a text can be a name at all.
func nameLike(name string) bool {
	letters, digits := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	first := []rune(name + " ")[0]
	return letters >= 3 && digits*4 <= letters && len(name) <= 80 && (!notName.MatchString(name) || named(name)) && (!unicode.IsLower(first) || HasForm(name)) &&
		(unicode.IsLetter(first) || unicode.IsDigit(first)) && len(strings.Fields(name)) <= 9
}

// named tells whether a text that begins with the word before a number is a name all
// the same ("GSM Center nv"): no number or colon follows, and a legal form does.
func named(name string) bool {
	return HasForm(name) && !strings.ContainsAny(name, "0123456789:@%€")
}

// labelOnly tells whether most of a text is labels, so that it is no name.
func (d *Document) labelOnly(s Spot) bool {
	covered := 0
	for _, h := range d.Hits(s) {
		if h.From >= s.From && h.To <= s.To && len(d.Cell(s).Text[h.From:h.To]) > 1 {
			covered = max(covered, h.To-h.From)
		}
	}
	return covered*10 >= (s.To-s.From)*6 && !HasForm(d.Printed(s))
}

// countries are no names of companies; they end addresses.
var countries = set(`belgie belgique belgien belgium nederland netherlands thenetherlands paysbas niederlande france frankrijk frankreich deutschland duitsland allemagne germany luxembourg luxemburg unitedkingdom uk ireland irlande ierland usa unitedstates osterreich austria suisse schweiz switzerland espana spain italia italy grossbritannien grootbrittannie royaumeuni portugal polen poland danmark denmark sverige sweden irland hongkong india be nl fr de lu`)

// greetings begin lines of thanks and welcome, on till receipts above all.
var greetings = set(`welkom bienvenue willkommen welcome bedankt dank merci danke thank thanks`)

// neverName tells whether a text without legal form cannot be a name: it is a
// street, a country, a date, a heading of a table, or begins with the label of
// something else.
func (d *Document) neverName(s Spot, name string) bool {
	words := strings.Fields(name)
	first := strings.Trim(words[0], ",.")
	if digit(name[0]) || streetPattern.MatchString(name) || streetStart.MatchString(name) || postalPattern.MatchString(name) || countries[Fold(name)] || inCountry(words) {
		return true
	}
	if _, month := Month(first); month && strings.ContainsAny(name, "0123456789") {
		return true
	}
	if isTitle(name) || greetings[Fold(first)] || len(d.heading(s.Page, s.Line)) > 1 {
		return true
	}
	for _, h := range d.Hits(s) {
		if h.From == s.From && h.To-h.From >= 4 && !harmless[h.Label] && !d.tradeOf(s, h) {
			return true
		}
	}
	return false
}

// inCountry tells whether words begin with a country, as the line of a town does.
// A code for one is a word as well ("De Smedt"): behind it a postal code stands.
func inCountry(words []string) bool {
	first := strings.Trim(words[0], ",.")
	if len(words) < 2 || !countries[Fold(first)] {
		return false
	}
	return len(first) > 2 || strings.ContainsAny(words[1], "0123456789")
}

// trades are labels of lines of goods that are the trade of a sender as well,
// before its name at the head of a letter ("Transports Goffinet").
var trades = set(`transport transports transporten emballage emballages verpakking verpakkingen location service services article artikel artikelen uren hours`)

// tradeOf tells whether a label begins a name at the head of a letter.
func (d *Document) tradeOf(s Spot, h Hit) bool {
	text := d.Cell(s).Text
	return s.Page == 0 && d.Depth(s) < 0.15 && h.From == s.From && trades[Fold(text[h.From:h.To])] && len(strings.Fields(text)) > 1
}

// isTitle tells whether a text is what a document is called, with a word more
// at most.
func isTitle(text string) bool {
	words := texts(tokens(text))
	for _, list := range titleBook {
		for _, title := range list {
			if titled(words, title, near) >= 0.8 {
				return true
			}
		}
	}
	return false
}

// prose are words of sentences that names of companies do not have.
var prose = set(`welkom bienvenue willkommen welcome chez uw wij ons onze zijn wordt worden werd hebt heeft hebben niet enkel bedankt gelieve dank graag geachte beste hierbij indien volgende vorige alle deze dit bij
	notre votre nous vous vos nos est sont malgre merci veuillez cher chere sauf selon chaque cette
	unsere unser ihre ihr wir sind wird bitte danke sehr geehrte hiermit nicht alle diese
	our your we you is are please thank thanks dear with this all`)

var (
	addressed = regexp.MustCompile(`(?i)^(?:t\.?a\.?v\.?|attn\.?|att\.?|fao|[àa] l['’ ]?att(?:ention|n)?\.?|aan de aandacht|ter attentie|attention|z\.? ?hd\.?|c/o|de heer|mevrouw|mevr\.|dhr\.?|mr\.?|mrs\.?|ms\.?|m\.|mme|monsieur|madame|herrn?|frau|contact)\b|\battn\b`)
	sentence  = regexp.MustCompile(`\pL{3,}[.!?]$`)
)

// person tells whether a text addresses a person ("t.a.v. An Maes").
func (d *Document) person(s Spot) bool { return addressed.MatchString(d.Cell(s).Text) }

// personOf tells whether a text addresses a person of the company whose name
// stands below it: it is then that company's document.
func (d *Document) personOf(s Spot) bool {
	if s.From > 0 || !d.person(s) || HasForm(d.Cell(s).Text) {
		return false
	}
	return d.aboveCompany(s)
}

// attended tells that whoever stands here is the receiver, where one of the lines
// right below says for whose attention the document is.
func (d *Document) attended(s Spot) said {
	const lines = 2
	for range lines {
		below, ok := d.below(s, 1.3)
		if !ok {
			return said{}
		}
		if attention.MatchString(d.Cell(below).Text) {
			return said{customer: 0.85}
		}
		s = below
	}
	return said{}
}

var attention = regexp.MustCompile(`(?i)^(?:t\.?a\.?v\.?|attn\.?|fao|attention|[àa] l['’ ]?att(?:ention|n)|(?:aan de|ter) (?:aandacht|attentie)|z\. ?hd\.?)\b`)

// aboveCompany tells whether the name of a company stands right below.
func (d *Document) aboveCompany(s Spot) bool {
	below, ok := d.below(s, 1.3)
	return ok && HasForm(d.Cell(below).Text) && nameLike(d.Cell(below).Text)
}

// addProse adds what tells that a text is a sentence or a person.
func (c *NameCandidate) addProse() {
	words := 0
	for _, t := range tokens(c.Name) {
		if prose[t.text] {
			words++
		}
	}
	c.Features.Add("look: words of a sentence", float64(min(words, 2))/2)
	c.Features.Add("look: ends like a sentence", weights.Flag(sentence.MatchString(c.Name) && !HasForm(c.Name)))
	c.Features.Add("look: a person is addressed", weights.Flag(addressed.MatchString(c.Name)))
}

var streetStart = regexp.MustCompile(`(?i)^(?:rue|avenue|av\.|chauss[ée]e|boulevard|bd|place|quai|all[ée]e|chemin|route|clos|square|impasse|cour de|zoning|jalan|jln)\b|^(?:building|gebouw|b[âa]timent|geb[äa]ude|floor|[ée]tage|verdieping|suite|unit) \S{1,3}$`)

// harmless are labels whose words may begin a name all the same.
var harmless = map[Label]bool{
	LabelHolder: true, LabelTotal: true, LabelNet: true, LabelCustomer: true, LabelSupplier: true, LabelDate: true, LabelCarried: true,
	LabelPhone: true, LabelVAT: true, LabelRate: true, LabelTicket: true, LabelAccount: true, LabelGross: true, LabelPaid: true,
}

// addMisplaced adds what tells that a text stands where names do not: in a
// table of goods, or among words that are labels.
func (c *NameCandidate) addMisplaced(d *Document, form bool) {
	s := c.Spot
	money := false
	for _, cell := range d.Pages[s.Page].Lines[s.Line].Cells {
		money = money || moneyWord.MatchString(cell.Text)
	}
	c.Features.Add("place: beside an amount", weights.Flag(money))
	if form {
		return
	}
	for _, h := range d.Hits(s) {
		if h.From >= s.From && h.To <= s.To && h.To-h.From >= 5 && !harmless[h.Label] && !d.tradeOf(s, h) {
			c.Features.Add("look: words of a label", 1)
			break
		}
	}
	c.Features.Add("look: more than five words", weights.Flag(len(strings.Fields(d.Printed(s))) > 5 && !partners.MatchString(c.Name)))
}
