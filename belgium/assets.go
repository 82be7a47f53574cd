package belgium

import (
	"slices"
	"strings"
)

// Accounts of the minimum chart for what is paid before it is had, with the
// three digits more that Belgian packages write.
const (
	AccountDeposits = "406000" // 406, advances paid
	AccountLater    = "490000" // 490, deferred charges: the part of a cost that is a later book year's (CBN advice 148-4)
)

// An asset is something that is used for years, and the account of the minimum
// chart on which it begins: class 2, entered in box 83 (ClassOf).
type asset struct {
	account string
	words   string // that name it, as mentions has them
}

// assets are looked for in their order.
var assets = []asset{
	{"241000", "bestelwagen*|personenwagen*|vrachtwagen*|*heftruck*|aanhangwagen*|camionnette*|vehicule neuf|chariot elevateur|gabelstapler*|lieferwagen*|forklift*|company car"},
	{"230000", "machine|machines|*machine|installatie|*compressor|*compressors|generator|generatoren|stroomgenerator*|oven|bakoven|steamoven|zaagtafel*|compresseur*|installation|groupe electrogene|anlage|werkbank|lathe|" +
		"zonnepaneel|zonnepanelen|panneaux solaires"},
	{"240000", "laptop*|notebook|notebooks|computer|computers|ordinateur*|server|servers|serveur|serveurs|beeldscherm*|monitor|monitors|monitoren|ecran|ecrans|*printer|*printers|laserprinter*|imprimante*|drucker|" +
		"smartphone*|tablet|tablets|ipad*|macbook*|iphone*|copieur*|kopieerapparaat|kopieerapparaten|" +
		"bureaustoel*|bureautafel*|kast|kasten|*kast|meubel|meubels|meubilair|*meubel|*meubels|meuble*|mobilier|chaise de bureau|chaises de bureau|armoire*|schreibtisch*|mobel|furniture|desk|desks|koelkast*|frigo*|airco"},
	{"210000", "softwarelicentie eeuwig|licence perpetuelle|perpetual licence|perpetual license|octrooi*|brevet|brevets|patent|patents"},
}

// noAsset are words of what is done to a thing, or goes with it: a cost.
const noAsset = "*onderhoud*|herstel*|reparatie*|huur|*verhuur*|huren|lease|leasing|*verzekering*|abonnement*|*toner*|*inkt*|*cartridge*|*papier*|hoes|*hoes|kabel|kabels|*kabel|*onderdeel*|*onderdelen*|*batterij*|*keuring*|" +
	"support|uren|werkuren|transport*|levering*|installatiekosten|" +
	"entretien|reparation*|location|assurance*|encre*|cable|cables|piece|pieces|batterie*|heures|livraison*|maintenance|repair|repairs|rent|rental|insurance|subscription*|ink|case|cases|spare|hours|delivery|" +
	"wartung*|miete|versicherung*|tinte|ersatzteil*|stunden|lieferung*|*shampoo*|olie|*olie|oil|cloud|*hosting*|licence mensuelle|maand*|mois|monat*|month*|diagnose*|vernieuwing*"

// AssetAccount is the account of class 2 on which what a line speaks of begins,
// and "" where it names nothing that is used for years. Whether it is written
// off or a cost at once is an office's choice by its price: what is of little
// value may be one (Royal Decree of 29 April 2019, on materiality).
func AssetAccount(text string) string {
	text = plain(text)
	if mentions(text, noAsset) {
		return ""
	}
	for _, a := range assets {
		if mentions(text, a.words) {
			return a.account
		}
	}
	return ""
}

// Words of a document that say that it is an invoice of a deposit, or the one
// that ends deposits. Words of energy are those of advances by the month, which
// are costs.
var (
	depositWords = strings.Split("voorschotfactuur|voorschotnota|aanbetalingsfactuur|factuur voorschot|vooruitbetalingsfactuur|facture d'acompte|facture acompte|note d'acompte|demande d'acompte|"+
		"anzahlungsrechnung|abschlagsrechnung|vorauszahlungsrechnung|deposit invoice|advance invoice|down payment invoice|prepayment invoice", "|")
	finalWords = strings.Split("eindfactuur|slotfactuur|saldofactuur|facture finale|facture de solde|facture solde|decompte final|final invoice|balance invoice|schlussrechnung|endabrechnung|schlussabrechnung", "|")
	energy     = strings.Split("elektriciteit|aardgas|electricite|gaz naturel|strom|erdgas|electricity|kwh", "|")
)

// Deposit tells whether a document says that it is an invoice of a deposit: for
// goods or services still to come. Its VAT is due when it is paid (VAT Code art.
// 17 § 1 and 22bis) and deducted by the invoice, as decision E.T. 126.003 of 7
// October 2014 allows. Advances of energy by the month are none.
func Deposit(text string) bool {
	return says(text, depositWords) && !says(text, energy) && !Final(text)
}

// Final tells whether a document says that it ends deposits.
func Final(text string) bool { return says(text, finalWords) }

func says(text string, words []string) bool {
	text = strings.Join(strings.Fields(plain(text)), " ")
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
