package belgium

import (
	"time"

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
