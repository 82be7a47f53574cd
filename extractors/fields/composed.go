package fields

// A meaning is what a word does in a label of several words.
type meaning int

// The meanings.
const (
	nothing    meaning = iota
	linking            // stands between the others
	whole              // a total
	finishing          // a total, beside the word for one
	amounting          // an amount of something
	ofDocument         // this document
	ofGoods            // what is sold
	another            // of another document
	without            // what comes next is not in it
	within             // what comes next, or came before, is in it
	netAlone           // without VAT, in one word
	grossAlone         // with VAT, in one word
	ofVAT
	toPay // must be paid
	toDo  // makes an infinitive of what comes next
	accounting
	ofCustomer
	debiting
	ofYours // of the one who reads it
	details
)

// meanings are the words of which labels are composed, in the spelling of tokens.
var meanings = func() map[string]meaning {
	book := map[string]meaning{}
	for m, words := range map[meaning]string{
		linking:    `van de het der den dit deze dezer voor in op this these of the for on la le les du des l d s cette ce ces dieser diese dieses dem die das fur im eur euro euros ist est is m`,
		whole:      `totaal total totaux totals gesamt`,
		finishing:  `totale totales gesamter algemeen general generale grand eind end final finaal`,
		amounting:  `bedrag bedragen montant montants betrag betrage amount amounts som somme sommes sum summe forderung`,
		ofDocument: `factuur faktuur facture rechnung rechnungs invoice bill afrekening ereloonnota decompte abrechnung`,
		ofGoods:    `goederen diensten werken marchandises services prestations travaux waren leistungen arbeiten goods works`,
		another:    `vorige vorig precedente precedent precedentes previous vorherige vorherigen voriger letzte laatste derniere last eerdere initiale`,
		without:    `excl exclusief exclusive excluding zonder hors ohne sans without exkl exklusive ex`,
		within:     `incl inclusief inclusive including met comprise comprises incluse incluses inbegrepen inkl inklusive mit avec with inc enthalten`,
		netAlone:   `netto net ht htva nettes`,
		grossAlone: `bruto brutto brut gross ttc tvac`,
		ofVAT:      `btw tva mwst ust vat tax taxe taxes umsatzsteuer mehrwertsteuer steuer`,
		toPay:      `betalen payer regler verser vereffenen voldoen storten acquitter zahlen begleichen uberweisen entrichten pay settle due dues payable charged owed owing verschuldigd verschuldigde openstaand openstaande restant restante outstanding fallig falliger offen offener`,
		toDo:       `te a zu to nog noch`,
		accounting: `rekening bankrekening compte konto bankkonto iban account`,
		ofCustomer: `klant klanten client clients kunde kunden customer customers debiteur`,
		debiting:   `debiteren debiter debited debit debite belasten`,
		ofYours:    `uw votre vos your ihre ihrer facturatie facturation billing`,
		details:    `gegevens coordonnees donnees daten angaben details adres adresse address anschrift`,
	} {
		for word := range set(words) {
			book[word] = m
		}
	}
	return book
}()

// composed gives the labels of the longest label that the words begin with and
// that is made of a noun with what is said of it ("Totaal van deze factuur zonder
// btw"), whether anybody listed it or not.
func composed(words []token) (found []Label, length int) {
	p := composing{words: words}
	switch m := p.meaning(0); m {
	case whole, finishing, amounting, ofDocument:
		return p.sum()
	case toDo:
		return p.duty()
	case accounting, ofCustomer, debiting:
		return p.theirAccount()
	case ofYours:
		if p.meaning(1) == details {
			return []Label{LabelCustomer}, 2
		}
	}
	return nil, 0
}

// A composing is words of which a label is put together.
type composing struct {
	words []token
	at    int // behind the last word that belongs to it
}

// meaning is that of a word; one that there is not has none.
func (p *composing) meaning(i int) meaning {
	if i >= len(p.words) {
		return nothing
	}
	return meanings[p.words[i].text]
}

// skip is the place behind the words from here on that only link: a few.
func (p *composing) skip(from int) int {
	const most = 3
	i := from
	for i < from+most && (p.meaning(i) == linking || p.meaning(i) == ofYours) {
		i++
	}
	return i
}

// sum reads what an amount is the sum of.
func (p *composing) sum() ([]Label, int) {
	var seen [details + 1]bool
	for p.noun() {
		seen[p.meaning(p.at)] = true
		p.at++
	}
	if !seen[whole] && !seen[amounting] {
		return nil, 0
	}
	for p.said(&seen) {
	}
	switch {
	case seen[another]:
		return []Label{LabelCarried}, p.at
	case seen[netAlone], seen[without]:
		return []Label{LabelNet}, p.at
	case seen[grossAlone], seen[within]:
		return withPayable(LabelGross, seen[toPay]), p.at
	case seen[ofVAT]:
		return []Label{LabelVAT}, p.at
	case seen[toPay]:
		return []Label{LabelPayable}, p.at
	case seen[ofGoods], !seen[whole] && !seen[ofDocument] && p.at == 1:
		return nil, 0
	}
	return []Label{LabelTotal}, p.at
}

func withPayable(label Label, payable bool) []Label {
	if payable {
		return []Label{label, LabelPayable}
	}
	return []Label{label}
}

// noun tells whether the next word is of the noun that begins a label.
func (p *composing) noun() bool {
	switch p.meaning(p.at) {
	case whole, finishing, amounting:
		return true
	case ofDocument:
		return p.meaning(p.at+1) == amounting
	}
	return false
}

// said takes one thing more that is said of the sum. What says by itself that it
// is without or with VAT ends the label: a heading may follow.
func (p *composing) said(seen *[details + 1]bool) bool {
	if seen[netAlone] || seen[grossAlone] {
		return false
	}
	i := p.skip(p.at)
	m := p.meaning(i)
	switch m {
	case ofDocument, ofGoods, another, toPay, netAlone, grossAlone:
	case ofVAT:
		if seen[ofVAT] {
			return false
		}
	case without, within:
		tax := p.skip(i + 1)
		if seen[without] || seen[within] || p.meaning(tax) != ofVAT && (m == without || !seen[ofVAT]) {
			return false
		}
		if p.meaning(tax) == ofVAT {
			i = tax
		}
	case toDo:
		for p.meaning(i) == toDo {
			i++
		}
		if m = p.meaning(i); m != toPay {
			return false
		}
	default:
		return p.currency(i)
	}
	seen[m] = true
	p.at = i + 1
	return true
}

// currency takes the words for the euro at the end ("in EUR").
func (p *composing) currency(end int) bool {
	if end == p.at || currencyOf(p.words[end-1].text) == "" {
		return false
	}
	p.at = end
	return false
}

// duty reads an infinitive of paying ("te vereffenen bedrag").
func (p *composing) duty() ([]Label, int) {
	for p.meaning(p.at) == toDo {
		p.at++
	}
	if p.meaning(p.at) != toPay {
		return nil, 0
	}
	p.at++
	for m := p.meaning(p.at); m == amounting || m == whole; m = p.meaning(p.at) {
		p.at++
	}
	return []Label{LabelPayable}, p.at
}

// theirAccount reads the words for an account that is the customer's. It is a
// number of his as well.
func (p *composing) theirAccount() ([]Label, int) {
	var seen [details + 1]bool
	for i := 0; i < len(p.words); {
		m := p.meaning(i)
		switch {
		case m == accounting, m == ofCustomer, m == debiting:
			seen[m] = true
			p.at = i + 1
		case m == linking, m == toDo, p.words[i].text == "nr", p.words[i].text == "bancaire", p.words[i].text == "bank":
			if p.words[i].text == "nr" && seen[accounting] {
				p.at = i + 1
			}
		default:
			i = len(p.words)
		}
		i++
	}
	if !seen[accounting] || !seen[ofCustomer] && !seen[debiting] {
		return nil, 0
	}
	return []Label{LabelDebited, LabelOtherNo}, p.at
}
