package fields

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/layout"
)

// titles are the words by which a document says what it is.
var titles = map[invoer.Kind]string{
	invoer.KindInvoice:      `factuur; verkoopfactuur; faktuur; facture; rechnung; invoice; tax invoice; sales invoice; commercial invoice; vat invoice; ereloonnota; note d honoraires; honorarnote; factuur nr; facture nr; rechnungs nr; invoice nr; factuur datum; voorschotfactuur; afrekening; slotfactuur; facture d acompte; schlussrechnung; abschlagsrechnung; eindfactuur; verzamelfactuur; maandfactuur; eindafrekening; jaarafrekening; facture de solde; facture finale; facture recapitulative; facture de decompte; decompte annuel; avis d echeance; appel de loyer; appel de cotisation; appel a cotisation; appel de fonds; lidgeld; uitnodiging tot betaling; betalingsuitnodiging; invitation a payer; vervaldagbericht; premiebericht; staat van kosten en ereloon; staat van ereloon; etat de frais et honoraires; note de debit; debetnota; sammelrechnung; monatsrechnung; jahresrechnung; beitragsrechnung; aanslagbiljet; avertissement extrait de role; aanrekening; kopie factuur; uw factuur; votre facture; ihre rechnung; teilrechnung; facture de vente; bill; uitgaande factuur; decompte; ereloonstaat; verrekening; facture commerciale; sales invoice; verkaufsrechnung; vat invoice; abrechnung; tax invoice original; factuur datum; date de facture; rechnungs datum; invoice date`,
	invoer.KindCreditNote:   `creditnota; verkoopcreditnota; kredietnota; kredietnota nr; crediteringsnota; credit nota; creditnota nr; note de credit; note de credit nr; avoir; avoir nr; facture d avoir; gutschrift; gutschrifts nr; gutschrift nr; credit note; credit note nr; credit memo; rechnungskorrektur; stornorechnung; storno rechnung; creditfactuur; kreditnota; creditnota datum; corrected invoice credit; sales credit; credit invoice; retourfactuur; nota van credit; rechnungsgutschrift`,
	invoer.KindReceipt:      `kasticket; kassaticket; kassabon; ticket de caisse; kassenbon; quittung; bonnetje; cash receipt; receipt; official receipt; rekening tafel; btw ticket; vat ticket; ticket tva; vereenvoudigd btw ticket; recu; cash bill; cash sales; souche tva; btw kasticket; bonnummer; kassenbeleg; addition; note client`,
	invoer.KindReminder:     `herinnering; eerste herinnering; tweede herinnering; laatste herinnering; betalingsherinnering; betaal herinnering; aanmaning; aanmaning tot betaling; rappel; premier rappel; deuxieme rappel; dernier rappel; rappel de paiement; mise en demeure; ingebrekestelling; relance; lettre de rappel; mahnung; erste mahnung; zweite mahnung; letzte mahnung; zahlungserinnerung; erinnerung; reminder; first reminder; second reminder; final reminder; payment reminder; overdue notice; rappel amical; herinneringsbrief; past due notice; 1e herinnering; 1er rappel; 1 mahnung; 2 mahnung; 2e herinnering; 2eme rappel; 2e rappel; derniere relance; zahlungsaufforderung; verzoek tot betaling; letzte mahnung; sommation`,
	invoer.KindStatement:    `rekeningoverzicht; rekeninguittreksel; overzicht openstaande posten; openstaande posten; releve de compte; extrait de compte; releve; kontoauszug; offene posten; statement of account; account statement; statement; klantenoverzicht; releve des factures; saldolijst; customer statement; klantenstaat; situation de compte; situation compte; openstaande facturen; overzicht openstaande facturen; factures ouvertes; factures impayees; rekeningstaat; offene rechnungen; saldenbestatigung; open items; etat de compte; rekening courant`,
	invoer.KindOrder:        `bestelbon; orderbevestiging; bestelling; bon de commande; confirmation de commande; bestellung; auftragsbestatigung; purchase order; order confirmation; sales order; aankooporder; opdrachtbevestiging; accuse de reception de commande; accuse de commande; orderbon; bestelorder; bestelformulier; bevestiging van uw bestelling; bevestiging van uw order; bevestiging bestelling; confirmation de votre commande; bestatigung ihrer bestellung; bestellbestatigung; bestellschein; confirmation of your order; orderbestatigung`,
	invoer.KindDeliveryNote: `leveringsbon; leverbon; pakbon; verzendnota; zendnota; bon de livraison; bordereau de livraison; bordereau d envoi; lieferschein; delivery note; packing slip; packing list; despatch note; afleverbon; vrachtbrief; cmr; packzettel; note d envoi; afhaalbon; werkbon; bon de travail; colisage; liste de colisage; warenbegleitschein; dispatch note; goods delivery note; bordereau d expedition; bordereau expedition; versandschein; note de livraison; levernota; leveringsnota`,
	invoer.KindProforma:     `voorschotaanvraag; aanvraag voorschot; demande d acompte; appel d acompte; anzahlungsanforderung; request for deposit; deposit request; proforma; pro forma; proforma factuur; pro forma factuur; pro formafactuur; proformafactuur; facture proforma; facture pro forma; proformarechnung; pro formarechnung; proforma rechnung; pro forma rechnung; proforma invoice; pro forma invoice; vorausrechnung`,
	invoer.KindContract:     `overeenkomst; contract; huurovereenkomst; contrat; convention; vertrag; mietvertrag; agreement; lease agreement; contrat de location; dienstverleningsovereenkomst; service agreement; samenwerkingsovereenkomst; bail`,
	invoer.KindOther:        `offerte; prijsofferte; devis; angebot; quotation; quote; kostenvoranschlag; estimate; offre de prix; nieuwsbrief; newsletter; kostenraming; price quotation; onze offerte`,
}

// titleBook has the titles in tokens.
var titleBook = func() map[invoer.Kind][][]string {
	book := map[invoer.Kind][][]string{}
	for kind, list := range titles {
		for entry := range strings.SplitSeq(list, ";") {
			book[kind] = append(book[kind], texts(tokens(entry)))
		}
	}
	return book
}()

// Kinds weighs for each kind how strongly the document says that it is one. A
// title that fills its cell and is written large near the top says most; the
// same word inside a sentence says next to nothing.
func (d *Document) Kinds() map[invoer.Kind]float64 {
	score := map[invoer.Kind]float64{}
	till := d.Till() > 0.5
	for s, cell := range d.Cells {
		if s.Page > 1 || len(cell.Text) > 90 {
			continue
		}
		words := texts(tokens(cell.Text))
		about := matter(cell.Text)
		alike := near
		if d.Pages[s.Page].Reader == "text" {
			alike = typed
		}
		for kind, list := range titleBook {
			for _, title := range list {
				if weight := titled(words, title, alike); weight > 0 {
					if d.namesAnother(kind, s, words, title, till) {
						weight *= 0.3
					}
					score[kind] = max(score[kind], weight*d.prominence(s))
				}
				switch kind {
				case invoer.KindReminder, invoer.KindInvoice, invoer.KindCreditNote:
					score[kind] = max(score[kind], titled(about, title, alike)*d.prominence(s))
				}
			}
		}
	}
	if dunning.MatchString(d.Text) {
		score[invoer.KindReminder] = max(score[invoer.KindReminder], dunned)
	}
	return score
}

// subject begins the line of a letter that says what it is about.
var subject = regexp.MustCompile(`(?i)^(?:betreft|onderwerp|objet|concerne|betreff|betrifft|subject|re) ?: *`)

// matter are the words of what a letter says that it is about, and none where a
// text says nothing of it.
func matter(text string) []string {
	m := subject.FindStringIndex(text)
	if m == nil {
		return nil
	}
	return texts(tokens(text[m[1]:]))
}

// keys tells whether a cell is the key of a list of pairs: its value stands
// beside it, and another pair above or below.
func (d *Document) keys(s Spot) bool {
	valued := func(at Spot) bool {
		cells := d.Pages[at.Page].Lines[at.Line].Cells
		return at.Cell+1 < len(cells) && strings.ContainsAny(cells[at.Cell+1].Text, "0123456789") && !strings.ContainsAny(cells[at.Cell].Text, "0123456789")
	}
	if !valued(s) {
		return false
	}
	above, ok := d.atop(s, 1.3)
	if ok && valued(above) {
		return true
	}
	below, ok := d.below(s, 1.3)
	return ok && valued(below)
}

// sentTo heads the address that any document is sent to.
var sentTo = regexp.MustCompile(`(?i)^(?:factuur aan|facture [àa]|facturer [àa]|rechnung an|invoice to|bill to)[ :]*$`)

// namesAnother tells whether a title is the label of something else: of an
// address, or of the number of another document, as the receipt that was given for
// the goods of an invoice and the order that it follows.
func (d *Document) namesAnother(kind invoer.Kind, s Spot, words, title []string, till bool) bool {
	text := d.Cell(s).Text
	switch kind {
	case invoer.KindInvoice:
		return sentTo.MatchString(text)
	case invoer.KindReceipt:
		return !till && slices.Contains(words, "nr")
	case invoer.KindOrder, invoer.KindDeliveryNote:
		label := strings.HasSuffix(strings.TrimSpace(text), ":") || slices.Contains(words, "nr")
		return label && strings.IndexFunc(text, unicode.IsDigit) < 0 || len(words) == len(title) && d.keys(s)
	}
	return false
}

// What a reminder says of an invoice, in words without accents, and how much
// that counts beside a title.
var dunning = regexp.MustCompile(`\b(?:` +
	`invoices? (?:below )?(?:is|are|remains?) (?:still )?(?:unpaid|outstanding|overdue|open)|` +
	`facturen? (?:nog|noch) (?:steeds )?(?:open ?staa[nt]|niet betaald|onbetaald)|factu(?:ur|ren) (?:nog )?(?:steeds )?niet (?:werd|werden|is|zijn) (?:betaald|voldaan)|geen betaling (?:mogen )?ontvangen van (?:onderstaande|volgende) factu|` +
	`(?:factures? suivantes?|factures? ci dessous) (?:restent?|demeurent?|est|sont) (?:encore |toujours )?(?:impayees?|ouvertes?)|factures? suivantes? n ont pas encore ete|pas recu le paiement de la facture|` +
	`rechnung(?:en)? (?:noch )?(?:keinen zahlungseingang|offen|unbezahlt|nicht (?:bezahlt|beglichen))|rechnung(?:en)? (?:ist|sind) (?:noch )?(?:offen|unbezahlt))\b`)

const dunned = 0.9

// typed tells whether a word that was typed is that of a title: it is no misread
// one ("Appel" is no "Rappel"), but a long one may be spelt in another way
// ("Verkoopsfactuur", "Creditfaktuur").
func typed(read, meant string) bool {
	const long = 10
	return read == meant || len(meant) >= long && read != "" && read[0] == meant[0] && near(read, meant)
}

// titled tells how much of a text a title that begins it fills, as words are
// alike.
func titled(words, title []string, alike func(read, meant string) bool) float64 {
	if len(title) == 0 || len(words) < len(title) || len(title[0]) < 6 && words[0] != title[0] {
		return 0
	}
	for i, w := range title {
		if !alike(words[i], w) {
			return 0
		}
	}
	rest := len(words) - len(title)
	return fade(min(rest, 6), 0.85)
}

// prominence is how much a cell looks like a title: large and near the top.
func (d *Document) prominence(s Spot) float64 {
	cell := d.Cell(s)
	large := min(1.6, max(0.6, cell.Box.Height()/d.textHeight(s.Page)))
	look := large * (1 - 0.4*d.Depth(s))
	if s.Page > 0 {
		look *= 0.5
	}
	if strings.ToUpper(cell.Text) == cell.Text {
		look *= 1.15
	}
	return look
}

// textHeight is the usual height of a cell of a page.
func (d *Document) textHeight(page int) float64 {
	return d.tall[page]
}

func usualHeight(page layout.Page) float64 {
	sum, n := 0.0, 0
	for _, line := range page.Lines {
		for _, cell := range line.Cells {
			sum, n = sum+cell.Box.Height(), n+1
		}
	}
	if n == 0 {
		return 10
	}
	return max(1, sum/float64(n))
}

// tillWords are words of till receipts. On the paper of tills, which is read badly,
// words that begin with one count too; of letters only those that begin with one of
// tillBeginnings, with which few others begin.
var (
	tillWords      = strings.Fields(`kassa caisse wisselgeld rendu tafel table bancontact cash change tendered cashier kasse ruckgeld gegeben ticket terug bediende couverts maestro espece contant counter till rounding bar rm gst thank bediener serveur ober terminal`)
	tillBeginnings = strings.Fields(`kassa wisselgeld bancontact tendered cashier ruckgeld bediende maestro bediener`)
)

// Till says how much a document is like a till receipt: narrow, few words, and
// the words of a till. On a sheet that is no strip what stands on invoices only
// speaks against it.
func (d *Document) Till() float64 {
	if len(d.Pages) == 0 {
		return 0
	}
	page := d.Pages[0]
	words := float64(d.saidAtTills(page))
	score := min(1, words/6)
	switch {
	case d.strip(page) && (words >= 3 || page.Height/page.Width > 1.75):
		score += 0.6
	case sheet(page):
		score *= fade(d.invoiced(), 0.6)
	}
	if page.Width > 0 && page.Width < narrow {
		score += 0.3
	}
	return score
}

// narrow is how many points wide the paper of tills is at most.
const narrow = 330

// saidAtTills counts the words of tills, each once.
func (d *Document) saidAtTills(page layout.Page) int {
	begin := tillWords
	if sheet(page) {
		begin = tillBeginnings
	}
	found := 0
	for _, word := range tillWords {
		said := strings.Contains(d.Text, " "+word+" ") || strings.Contains(d.Text, " "+word+"\n")
		if said || slices.Contains(begin, word) && word != "bar" && strings.Contains(d.Text, " "+word) {
			found++
		}
	}
	if d.cardSlip() {
		found += slipWords
	}
	return found
}

// slipWords is how many words of tills the slip of a card says as much as.
const slipWords = 3

var (
	hiddenCard = regexp.MustCompile(`[*xX•#]{4,}[ -]?\d{3,4}\b`)
	authorised = regexp.MustCompile(` (?:auth|autor|autorisation|autorisatie|autorisierung|authorisation|authorization|approved|approval|accepte|akkoord|genehmigt|genehmigung|terminal|aid|tid) `)
)

// cardSlip tells whether a document has the slip of a payment by card at a till: the
// end of the card's number and that the payment was authorised.
func (d *Document) cardSlip() bool {
	if !authorised.MatchString(strings.ReplaceAll(d.Text, "\n", " ")) {
		return false
	}
	for _, cell := range d.Cells {
		if hiddenCard.MatchString(cell.Text) {
			return true
		}
	}
	return false
}

// sheet tells whether a page has the form of a sheet of paper for letters: that of
// the series A, upright, or of an American letter.
func sheet(page layout.Page) bool {
	const (
		a, letter = 1.414, 1.294
		off       = 0.03
	)
	form := page.Height / max(page.Width, 1)
	return page.Width >= narrow && (math.Abs(form-a) < off || math.Abs(form-letter) < off)
}

// strip tells whether what is printed on a page is as narrow as on the paper of a
// till.
func (d *Document) strip(page layout.Page) bool {
	const share = 0.45 // of the width of a sheet
	left, right := page.Width, 0.0
	for _, line := range page.Lines {
		left, right = min(left, line.Box.X0), max(right, line.Box.X1)
	}
	if page.Width <= 0 || right <= left {
		return false
	}
	if sheet(page) {
		return right-left < share*page.Width
	}
	return page.Height/(right-left) > 1.8 || page.Height/page.Width > 1.75
}

// invoiced counts what stands on invoices and not on the receipts of tills: a day
// or terms by which to pay, an account, who receives it.
func (d *Document) invoiced() int {
	stands := map[Label]bool{}
	for s := range d.Cells {
		for _, h := range d.Hits(s) {
			switch {
			case h.Label == LabelDue && !onlyUntil(d.Cell(s).Text[h.From:h.To]), h.Label == LabelTerms && h.Words > 1, h.Label == LabelReference, h.Label == LabelCustomer && h.Words > 1:
				stands[h.Label] = true
			}
		}
	}
	if len(d.IBANs()) > 0 {
		stands[LabelAccount] = true
	}
	return len(stands)
}
