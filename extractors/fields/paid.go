package fields

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// paidStamps are words that alone in their cell, large or in capitals, say that nothing is left to be
// paid.
var paidStamps = set(`betaald paye payee bezahlt paid voldaan acquitte acquittee regle reglee beglichen`)

// How words say that nothing is left to be paid.
const (
	PaidStamp  = "stamp"  // alone in their cell, large or in capitals
	PaidPhrase = "phrase" // in a sentence
	PaidValue  = "value"  // alone in their cell, as any other value
)

// Paid is what says that nothing is left to be paid, and where.
type Paid struct {
	Words, How string
	Spot       Spot
	Amounts    []int64 // cents that are named with it: what was paid, if any is
}

// PaidWords tells which words on the document say that it was paid. Only what
// is said of this document counts: no rule, condition, offer or promise, and
// nothing that is said of others.
func (d *Document) PaidWords() []Paid {
	stamp, value := d.paidCells()
	if stamp != nil {
		return []Paid{*stamp}
	}
	var found []Paid
	all := d.sentences()
	for i, s := range all {
		var next []token
		if i+1 < len(all) {
			next = all[i+1].words
		}
		if said, ok := d.statement(s, next); ok {
			found = append(found, said)
		}
	}
	if value != nil {
		found = append(found, *value)
	}
	return found
}

// paidCells gives a stamp, or else a cell whose value is that it was paid.
func (d *Document) paidCells() (stamp, value *Paid) {
	for s, cell := range d.Cells {
		if len(cell.Text) <= 20 && paidAlready[Fold(cell.Text)] && d.saysAlone(s) {
			value = &Paid{Words: cell.Text, How: PaidValue, Spot: s}
		}
		if len(cell.Text) > 14 || !paidStamps[Fold(cell.Text)] {
			continue
		}
		if cell.Box.Height() > 1.2*d.textHeight(s.Page) || strings.ToUpper(cell.Text) == cell.Text {
			return &Paid{Words: cell.Text, How: PaidStamp, Spot: s}, nil
		}
		line := d.Pages[s.Page].Lines[s.Line]
		if s.Cell == len(line.Cells)-1 && len(AmountsIn(line.Text())) == 0 {
			value = &Paid{Words: cell.Text, How: PaidValue, Spot: s} // beside an amount it is the label of what was paid
		}
	}
	return nil, value
}

// paidAlready are words that say so where no amount stands beside or below
// them, of which they would be the label. Folded words have no spaces.
var paidAlready = set(`reedsbetaald reedsvoldaan albetaald dejapaye dejapayee dejaregle dejareglee dejaacquitte dejaacquittee bereitsbezahlt bereitsbeglichen alreadypaid`)

// saysAlone tells whether no amount stands in the line of a cell or right below
// it.
func (d *Document) saysAlone(s Spot) bool {
	if len(AmountsIn(d.Pages[s.Page].Lines[s.Line].Text())) > 0 {
		return false
	}
	below, ok := d.below(Spot{s.Page, s.Line, s.Cell, 0, len(d.Cell(s).Text)}, 1.5)
	return !ok || len(AmountsIn(d.Cell(below).Text)) == 0
}

// A saying is a sentence of a cell and of the cells below that it runs on in.
type saying struct {
	spot  Spot // of its part in the first cell
	text  string
	words []token
}

// A paragraph is the text of a cell and of the cells below that it runs on in.
type paragraph struct {
	text   string
	pieces []piece
}

// A piece is a whole cell of a paragraph, with where its text begins in it.
type piece struct {
	spot Spot
	from int
}

// paragraphs are those of all cells.
func (d *Document) paragraphs() []paragraph {
	var all []paragraph
	begun := map[Spot]bool{} // cells that a text above goes on in
	for s, cell := range d.Cells {
		if begun[s] {
			continue
		}
		p := paragraph{cell.Text, []piece{{s, 0}}}
		last := s
		for range linesUp {
			next, ok := d.runsOn(last)
			if !ok || begun[next] {
				break
			}
			begun[next] = true
			p.pieces = append(p.pieces, piece{next, len(p.text) + 1})
			p.text, last = p.text+" "+d.Cell(next).Text, next
		}
		all = append(all, p)
	}
	return all
}

// sentences are those of all paragraphs.
func (d *Document) sentences() []saying {
	var all []saying
	for _, p := range d.paragraphs() {
		all = append(all, d.cutSentences(p.pieces[0].spot, p.text)...)
	}
	return all
}

// runsOn gives the cell below that a cell's last sentence goes on in: it begins
// small, or the lines are as long as those of a text are.
func (d *Document) runsOn(s Spot) (Spot, bool) {
	const prose = 8 // words of a line of text
	text := strings.TrimRight(d.Cell(s).Text, " ")
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:;") {
		return Spot{}, false
	}
	below, ok := d.below(s, 1.2)
	if !ok {
		return Spot{}, false
	}
	first, _ := utf8.DecodeRuneInString(d.Cell(below).Text)
	words := len(strings.Fields(text))
	return below, unicode.IsLower(first) && words >= 3 || words >= prose && len(strings.Fields(d.Cell(below).Text)) >= 2
}

// cutSentences takes apart the text that begins in a cell.
func (d *Document) cutSentences(s Spot, text string) []saying {
	var found []saying
	for begin, end := range sentencesOf(text) {
		words := tokens(text[begin:end])
		if len(words) == 0 {
			continue
		}
		part := Spot{s.Page, s.Line, s.Cell, min(begin, s.To), min(end, s.To)}
		if part.From == part.To {
			part.From = 0 // it stands in a cell below: where the text begins is near enough
		}
		found = append(found, saying{part, text[begin:end], words})
	}
	return found
}

// sentencesOf goes through the sentences of a text: where each begins and ends.
func sentencesOf(text string) iter.Seq2[int, int] {
	return func(yield func(begin, end int) bool) {
		begin := 0
		for _, m := range endsSentence.FindAllStringIndex(text, -1) {
			if !yield(begin, m[0]+1) {
				return
			}
			begin = m[0] + 1
		}
		yield(begin, len(text))
	}
}

// endsSentence is a sign that ends a sentence, before a space or at the end of the
// text.
var endsSentence = regexp.MustCompile(`[.!?](?:["”»)]?\s|["”»)]?$)`)

// The words of payment, by what they do in a sentence.
var (
	settledWords  = set(`betaald voldaan vereffend gekweten vooruitbetaald paye payee regle reglee acquitte acquittee bezahlt gezahlt beglichen paid prepaid settled`)
	receivedWords = set(`ontvangen ontvingen recu recue percu erhalten eingegangen received`)
	chargedWords  = set(`charged debited gedebiteerd debite debitee belastet`)
	moneyWords    = set(`betaling betalingen paiement reglement versement payment zahlung betrag bedrag montant amount`)
	cards         = set(`ideal bancontact visa mastercard maestro payconiq paypal amex mollie stripe klarna sofort giropay girocard kaart bankkaart kredietkaart creditcard card carte cb karte kreditkarte`)
	cash          = set(`contant cash kas bar especes overschrijving virement uberweisung domiciliering domiciliation lastschrift`)
	already       = set(`reeds al deja bereits already schon volledig integralement vollstandig fully intussen goed dankend online`)
	documents     = set(`factuur facture invoice rechnung bestelling commande bestellung order ticket nota note voor`)
	helpers       = set(`is werd heeft hebben hebt est ete avons avez has have was were been wurde wurden ist sind hat haben`)
	others        = set(`voorschot voorschotten acompte acomptes anzahlung anzahlungen abschlag deposit advance avance waarborg provisie provision btw tva mwst ust vat tax taxe port vracht freight duty carriage postage fracht accijnzen`)
	previous      = set(`precedent precedente vorig vorige vorigen previous vorherige vorheriger`)
)

// unsettled are words before those of payment with which a sentence is of what may
// be, will be, is asked, is usual, or is not.
var unsettled = set(`indien als wanneer zodra nadat tenzij totdat tot zolang eenmaal bij kan kunnen kunt mag mogen moet moeten dient dienen zal zullen wordt worden gelieve elke ieder iedere alle zonder niet nog geen pas onbetaald een gelden
	si lorsque quand apres tant que jusqu une peut peuvent pouvez doit doivent sera seront etre devra veuillez chaque toute tout toutes tous sans non un aucune impayee impaye
	if when once unless until after whenever upon can could may might must will shall would should be to any every each all not unpaid an where provided
	wenn falls sobald nachdem bis solange sofern kann konnen darf muss mussen wird soll jede jeder ohne nicht kein keine ein eine bei noch`)

// untimely are words closely behind those of payment that say by when, or to whom.
var untimely = set(`na after apres nach avant before binnen within innerhalb dans sous later late tard laat worden wordt werden wird to tot ce jusqu bis aan`)

// settledPhrases ask not to pay, or say that it was paid in set words.
var settledPhrases = strings.Split(`pour acquit; dankend erhalten; ne pas payer; ne plus payer; niet meer betalen; niet meer te betalen; niet te betalen; do not pay; nicht mehr zahlen; nicht mehr uberweisen; nicht uberweisen bereits; nothing to pay; niets te betalen; rien a payer; nichts zu zahlen; charged to your credit card; you don t owe anything`, "; ")

// statement tells whether a sentence says of this document that it was paid, and
// the one behind it not that it will be collected.
func (d *Document) statement(s saying, next []token) (Paid, bool) {
	said := Paid{How: PaidPhrase, Spot: s.spot}
	plain := " " + strings.Join(texts(s.words), " ") + " "
	behind := plain + strings.Join(texts(next), " ") + " "
	for _, phrase := range settledPhrases {
		if i := strings.Index(plain, " "+phrase+" "); i >= 0 && !conditional(plain[:i+1]) && !collected(behind[i:]) {
			said.Words = phrase
			return said, true
		}
	}
	for i := range s.words {
		if s.settles(i) && (s.helped(i) || s.begins(i) || s.dated(i)) || s.meansOn(i) {
			said.Words = s.around(i)
			said.Amounts = d.amountsOf(s)
			return said, true
		}
	}
	return Paid{}, false
}

// around is a word of a sentence with those closely around it.
func (s saying) around(i int) string {
	const before, behind = 2, 4
	from, to := s.words[max(0, i-before)].from, s.words[min(len(s.words)-1, i+behind)].to
	return s.text[from:to]
}

// settles tells whether a word of a sentence says that something was paid,
// received or charged, and no other takes it back.
func (s saying) settles(i int) bool {
	const closely = 3
	word := s.words[i].text
	switch {
	case settledWords[word]:
	case receivedWords[word]:
		if !hasWord(s.words, moneyWords) || !s.helped(i) && word != "ontvingen" && !s.follows(i, "we", "dankend") && !(i > 0 && moneyWords[s.words[i-1].text]) {
			return false
		}
	case chargedWords[word]:
		if !hasWord(s.words, cards) || !s.helped(i) {
			return false
		}
	default:
		return false
	}
	before, behind := s.words[:i], s.words[i+1:min(len(s.words), i+1+closely)]
	switch {
	case hasWord(before, unsettled) || hasWord(before, previous) || soon.MatchString(strings.ToLower(s.text[:s.words[i].from])):
		return false
	case hasWord(before[max(0, i-closely):], others) || hasWord(behind[:min(len(behind), 2)], others):
		return false
	}
	return !hasWord(behind, untimely)
}

// soon is the French word for as soon as, which without its accent is an article.
var soon = regexp.MustCompile(`(?:^|\s)dès\s`)

func (s saying) follows(i int, words ...string) bool {
	return i > 0 && slices.Contains(words, s.words[i-1].text)
}

func hasWord(words []token, list map[string]bool) bool {
	return slices.ContainsFunc(words, func(w token) bool { return list[w.text] })
}

// helped tells whether a verb before a word says that it has happened ("werd",
// "has been").
func (s saying) helped(i int) bool {
	const near = 12
	return hasWord(s.words[max(0, i-near):i], helpers)
}

// begins tells whether a sentence begins with a word of payment, or with what is
// paid before it, and says more: how, or when. Alone they are the label of a value.
func (s saying) begins(i int) bool {
	ofDocument := false
	for _, w := range s.words[:i] {
		if !already[w.text] && !documents[w.text] && !moneyWords[w.text] && !strings.ContainsAny(w.text, "0123456789") {
			return false
		}
		ofDocument = ofDocument || documents[w.text]
	}
	rest := s.words[i+1:]
	return ofDocument || len(rest) > 0 && !moneyWords[rest[0].text] && (len(rest) > 1 || cards[rest[0].text] || cash[rest[0].text])
}

// dated tells whether a day, or the digits of a card, stand behind a word.
func (s saying) dated(i int) bool {
	rest := s.text[s.words[i].to:]
	return len(DatesIn(rest, DayFirst, invoer.Date{})) > 0 || hasWord(s.words[i:], cards) && fourDigits.MatchString(rest)
}

var fourDigits = regexp.MustCompile(`\b\d{4}\b`)

// meansOn tells whether a word is a means of paying at once with the day on which
// it was used right behind it.
func (s saying) meansOn(i int) bool {
	if !cards[s.words[i].text] || hasWord(s.words[:i], unsettled) || i+2 >= len(s.words) || !onDay[s.words[i+1].text] {
		return false
	}
	seen := DatesIn(s.text[s.words[i+1].to:], DayFirst, invoer.Date{})
	return len(seen) > 0 && strings.TrimSpace(s.text[s.words[i+1].to:][:seen[0].From]) == ""
}

var onDay = set(`op le on am du dd`)

// amountsOf are the amounts that a sentence names, and the one in the next cell.
func (d *Document) amountsOf(s saying) []int64 {
	var cents []int64
	for _, a := range AmountsIn(s.text) {
		if a.Decimals == 2 {
			cents = append(cents, a.Cents)
		}
	}
	cells := d.Pages[s.spot.Page].Lines[s.spot.Line].Cells
	if next := s.spot.Cell + 1; next < len(cells) && isAmount(cells[next]) {
		cents = append(cents, AmountsIn(cells[next].Text)[0].Cents)
	}
	return cents
}

// conditional tells whether the words before say "if", or speak of another
// invoice: a reminder asks not to mind it if it was paid already, and the balance
// before was another one's.
func conditional(before string) bool {
	return hasAny(before, " indien", " als ", " si ", " falls", " wenn", " if ", " heeft u", " avez vous", " sollten", " should", " niet ", " pas ", " not ", " nicht ", " hebt u", " intussen", " entre temps", " until ", " totdat ", " tot ", " jusqu", " bis ",
		" precedent ", " precedente ", " vorig ", " vorige ", " previous ", " vorherige ", " vorheriger ")
}

// collected tells whether the words behind say that the amount will be taken from
// an account or a card: whoever need not pay ("do not pay") has not paid yet.
func collected(behind string) bool {
	return hasAny(behind, " will be charged ", " will be debited ", " will be collected ", " will charge ", " sera debite ", " sera preleve ", " seront preleves ", " wordt automatisch ", " wordt geind ", " wordt afgeschreven ", " wordt ingehouden ",
		" wird abgebucht ", " wird eingezogen ", " wird belastet ")
}

func hasAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text+" ", word) })
}

// Settled tells how surely the words in the line of an amount say that it was paid,
// and not that it still is to be: not those for an advance, which may be asked, nor
// those for a means of paying unless nothing else stands with them.
func (d *Document) Settled(a Amount) float64 {
	inLine := slices.DeleteFunc(slices.Clone(a.Sightings), func(s Sighting) bool {
		return s.Relation == Above || s.Relation == After || s.Label == LabelPaid && !d.settledLabel(a.Spot, s.Text)
	})
	done, _ := Weigh(inLine, LabelPaid)
	due, _ := Weigh(inLine, LabelPayable)
	return done - due
}

// settledLabel tells whether a label that stands with an amount says that it was
// paid.
func (d *Document) settledLabel(s Spot, label string) bool {
	words := tokens(label)
	if hasWord(words, settledWords) || hasWord(words, receivedWords) || hasWord(words, given) {
		return true
	}
	line := d.Pages[s.Page].Lines[s.Line].Text()
	return (hasWord(words, cards) || hasWord(words, cash)) && lettersIn(line) <= lettersIn(label)+lettersIn(d.Printed(s))+len("EUR")
}

// given are words for what was paid that are no participle of paying, or only of
// an advance.
var given = set(`verse versee versees percue geleistet geleistete gegeven gekregen tendered payments made`)

// asked tells whether the words around those for what was paid say that it is to be
// paid ("to be paid", "moet betaald worden").
func asked(before, behind []token) bool {
	return len(before) > 0 && toBe[before[len(before)-1].text] || len(behind) > 0 && toBecome[behind[0].text]
}

var (
	toBe     = set(`be etre zu`)
	toBecome = set(`worden werden`)
)
