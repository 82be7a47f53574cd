package belgium

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/invoer/invoer"
)

// start is the beginning of a chart for purchases, by the minimum chart (MAR,
// PCMN: Royal Decree of 21 October 2018 executing the Code of Companies, annex
// 3) with six digits as Belgian packages write them. 61 is free to every firm;
// its division here is the custom of the trade.
var start = []invoer.LedgerAccount{
	{Number: "210000", Name: "Concessies, octrooien, licenties"},
	{Number: "230000", Name: "Installaties, machines en uitrusting"},
	{Number: "240000", Name: "Meubilair"},
	{Number: "241000", Name: "Rollend materieel"},
	{Number: "406000", Name: "Vooruitbetalingen"},
	{Number: "411000", Name: "Terug te vorderen btw"},
	{Number: "440000", Name: "Leveranciers"},
	{Number: "444000", Name: "Te ontvangen facturen"},
	{Number: "451000", Name: "Te betalen btw"},
	{Number: "490000", Name: "Over te dragen kosten"},
	{Number: "499000", Name: "Wachtrekening"},
	{Number: "600000", Name: "Aankopen van grondstoffen"},
	{Number: "601000", Name: "Aankopen van hulpstoffen"},
	{Number: "602000", Name: "Aankopen van diensten, werk en studies"},
	{Number: "603000", Name: "Algemene onderaannemingen"},
	{Number: "604000", Name: "Aankopen van handelsgoederen"},
	{Number: "610000", Name: "Huur en huurlasten"},
	{Number: "611000", Name: "Onderhoud en herstellingen"},
	{Number: "612000", Name: "Leveringen aan de onderneming"},
	{Number: "612100", Name: "Energie en water"},
	{Number: "612300", Name: "Kantoorbenodigdheden"},
	{Number: "612400", Name: "Telefoon, post en internet"},
	{Number: "613000", Name: "Erelonen en vergoedingen aan derden"},
	{Number: "613200", Name: "Verzekeringen"},
	{Number: "613400", Name: "Kosten van voertuigen"},
	{Number: "614000", Name: "Publiciteit en reclame"},
	{Number: "615000", Name: "Verplaatsingen en onthaal"},
	{Number: "617000", Name: "Uitzendkrachten"},
	{Number: "640000", Name: "Bedrijfsbelastingen"},
	{Number: "650000", Name: "Kosten van schulden"},
	{Number: "657000", Name: "Diverse financiële kosten"},
}

// StartBooks are the books with which a client begins who imports none: a
// chart, the two purchase journals, and the months of a calendar year. The sign
// of the book year is the last digit of the year, 0 being A.
func StartBooks(year int) invoer.Books {
	b := invoer.Books{
		Accounts: start,
		Journals: []invoer.Journal{
			{Code: "AANK", Name: "Aankopen", Kind: invoer.JournalPurchase, Credit: "AANKCN"},
			{Code: "AANKCN", Name: "Creditnota's op aankopen", Kind: invoer.JournalPurchaseCredit},
		},
	}
	sign := string("A123456789"[year%10])
	for month := 1; month <= 12; month++ {
		from := day(year, 1, 1)
		from.Month += time.Month(month - 1)
		b.Periods = append(b.Periods, invoer.Period{Year: sign, Number: string([]byte{byte('0' + month/10), byte('0' + month%10)}), Span: invoer.Span{From: from, Until: from.EndOfMonth()}})
	}
	return b
}

// What speaks for an account of a chart: a word of its name, that its name means
// the kind of cost, that firms mostly book that kind in its class, and that it is
// of the class of the account that is likely anyway.
const (
	byWord    = 5
	byMeaning = 4
	byUsual   = 3
	byLikely  = 1
)

// AccountFor is the account of a client's chart for what is said of a cost and
// who sells it, where the minimum chart would have it on likely, and the word that
// told it; empty where only its class did. ok is false where none fits.
func AccountFor(chart []invoer.LedgerAccount, likely, said, supplier string) (best invoer.LedgerAccount, by string, ok bool) {
	words := namedWords(said + " " + supplier)
	kinds, kindsBy := CostsSaid(words)
	most := 0
	for _, a := range chart {
		score, word := 0, ""
		named := namedWords(a.Name)
		if i := slices.IndexFunc(named, func(w string) bool { return slices.ContainsFunc(words, func(o string) bool { return sameStem(w, o) }) }); i >= 0 {
			score, word = score+byWord, named[i]
		}
		meant, _ := CostsSaid(named)
		for i, kind := range kinds {
			if slices.Contains(meant, kind) {
				score, word = score+byMeaning, cmp.Or(word, kindsBy[i])
				break
			}
		}
		for i, kind := range kinds {
			if slices.ContainsFunc(UsualClasses(kind), func(class string) bool { return strings.HasPrefix(a.Number, class) }) {
				score, word = score+byUsual, cmp.Or(word, kindsBy[i])
				break
			}
		}
		if strings.HasPrefix(a.Number, likely[:3]) {
			score += byLikely
		}
		if a.Number == likely {
			score += byLikely
		}
		if score > most {
			best, by, most, ok = a, word, score, true
		}
	}
	return best, by, ok
}

// namedWords are the words of four letters and more of a text, which say what it
// is of.
func namedWords(text string) (all []string) {
	for _, w := range strings.FieldsFunc(plain(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(w) >= 4 && !slices.Contains(sayNothing, w) {
			all = append(all, w)
		}
	}
	return all
}

// sayNothing are words of charts and invoices that stand everywhere.
var sayNothing = strings.Fields("voor andere diverse overige kosten algemene aankopen aankoop onderneming frais autres divers achats generaux pour avec sonstige kosten factuur facture rechnung leveringen diensten services")

// sameStem tells whether words begin alike as far as the shorter one, of five
// letters at least, or are the same.
func sameStem(a, b string) bool {
	return a == b || min(len(a), len(b)) >= 5 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}
