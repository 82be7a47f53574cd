package unpack

import (
	"io"
	"strings"
	"testing"

	"github.com/invoer/invoer/extractors/media"
)

// typed is an invoice as somebody writes it who has no program for it.
const typed = "Beste,\r\n\r\nFACTUUR nr 2026-12\r\nVertaalwerk An, BE 0403.170.701\r\n\r\nBrochure   180,00 EUR\r\nBtw 21%   37,80 EUR\r\nTotaal te betalen   217,80 EUR\r\n"

// officeMessages are those of the kinds that an office gets of which each was judged
// wrongly when it came first.
func officeMessages() map[string]strange {
	plain := func(head, body string) string {
		return from("odd", head+"Content-Type: text/plain; charset=utf-8\r\n\r\n"+body)
	}
	html := func(head, body string) string {
		return from("odd", head+"Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>"+body+"</body></html>")
	}
	portal := "Uw factuur staat klaar: https://portal.test/f/12"
	both := func(head, text, inHTML string) string {
		return from("odd", head+multi("alternative", "al", "Content-Type: text/plain\r\n\r\n"+text, "Content-Type: text/html\r\n\r\n"+inHTML))
	}
	list := "List-Unsubscribe: <https://news.test/u>\r\n"
	return map[string]strange{
		"a link in a text and in the same text in HTML":  {both("", portal, "<p>Uw factuur staat <a href=\"https://portal.test/f/12\">klaar</a></p>"), []string{"*|text/plain|portal-link"}},
		"an absence in a text and in the same in HTML":   {both("Auto-Submitted: auto-replied\r\n", "Ik ben weg", "<p>Ik ben weg</p>"), []string{"*|text/plain|auto-reply"}},
		"an invitation with a link to where people meet": {from("odd", multi("alternative", "al", "Content-Type: text/plain\r\n\r\nBespreking facturen https://meet.test/1", "Content-Type: text/calendar; method=REQUEST\r\n\r\n"+meeting)), []string{"*|text/calendar|calendar"}},
		"a letter to all about invoices":                 {html(list, "Vanaf 2026 is de elektronische factuur verplicht. <a href=\"https://news.test/1\">Lees meer</a>"), nil},
		"a list's letter about an invoice of its reader": {html(list, "Uw factuur is beschikbaar. <a href=\"https://portal.test/1\">Bekijk</a>"), []string{"*|text/html|portal-link"}},
		"a list's letter about an invoice by its number": {plain("Precedence: bulk\r\n", "Facture n° 88121 disponible : https://portal.test/1"), []string{"*|text/plain|portal-link"}},
		"an invoice that was typed":                      {plain("", typed), []string{"*|text/html|taken"}},
		"an invoice that was typed and is answered":      {plain("", "Wanneer betaal je?\r\n\r\n> "+strings.ReplaceAll(typed, "\r\n", "\r\n> ")), nil},
		"sums of an invoice that lies elsewhere":         {plain("", "Factuur 8812 is beschikbaar\r\nBtw 21,00\r\nTotaal 121,00\r\nDownload: https://portal.test/f/8812"), []string{"*|text/plain|portal-link"}},
		"words of somebody about an invoice":             {plain("", "Dag, ik heb van factuur 12 het totaal van 121,00 betaald, de btw van 21,00 niet."), nil},
		"an answer with a place of its sender":           {html("", "Kan je de factuur van oktober nog eens sturen? <a href=\"https://www.kantoor.test/\">www.kantoor.test</a>"), nil},
		"an answer as a program for offices writes it":   {from("odd", "Content-Type: text/html\r\n\r\n<html xmlns=\"http://www.w3.org/TR/REC-html40\"><img src=\"https://kantoor.test/logo.png\">Waar blijft de factuur?"), nil},
		"a place to sign in for an invoice":              {plain("", "Uw factuur is beschikbaar op https://mijn.portal.test"), []string{"*|text/plain|portal-link"}},
		"a picture that is a link to an invoice":         {html("", "<a href='https://portal.test/invoice/12'><img src=\"x\"></a>"), []string{"*|text/html|portal-link"}},
		"a receipt without a tax":                        {html("", "<h1>Receipt from Tools Inc.</h1><td>Pro plan</td><td>$29.00</td><td>Total</td><td>$29.00</td><td>Amount paid</td><td>$29.00</td>"), []string{"*|text/html|taken"}},
		"sums of an invoice behind a button":             {html("", "Votre facture n° 8821 est disponible.<br>Montant HTVA 100,00<br>TVA 21,00<br>Net à payer 121,00 <a href=\"https://client.test/8821\">Télécharger</a>"), []string{"*|text/html|portal-link"}},
		"sums of an invoice that has no full stop":       {html("", "Ihre Rechnung Nr. 4711 ist ab sofort verfügbar.<br>MwSt. 19,00<br>Gesamtbetrag 119,00<br><a href=\"https://kunde.test/4711\">Ansehen</a>"), []string{"*|text/html|portal-link"}},
		"a question about an invoice":                    {html("", "<p>In factuur 118 staat een totaal van 121,00 EUR incl. btw, maar de offerte was 100,00 EUR. Klopt dat?</p>"), nil},
		"an offer to all":                                {html(list, "<h1>Korting</h1><p>Nu voor 99,00 i.p.v. 149,00 incl. btw. Totaal voordeel 50,00!</p><p>Factuur volgt.</p>"), nil},
		"an invoice with a way to its PDF":               {html("", "Votre facture n° 8821 est disponible aussi en PDF. TVA BE 0403.170.701. <br>Montant HTVA 100,00<br>TVA 21,00<br>Net à payer 121,00 <a href=\"https://client.test/8821\">Télécharger</a>"), []string{"*|text/html|taken"}},
	}
}

// TestOfficeMessages opens each as it came, as TestStrangeMessages does.
func TestOfficeMessages(t *testing.T) {
	t.Parallel()
	become(t, officeMessages())
}

// TestTypedInvoiceIsAPage: what stands in a text stands on the page that it becomes,
// with signs that HTML would take for its own; and in the letters that it was
// written in, whatever a page says of them.
func TestTypedInvoiceIsAPage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ head, body, want string }{
		"signs of HTML":      {"text/plain; charset=utf-8", typed + "<b>&", "&lt;b&gt;&amp;"},
		"a text in Latin":    {"text/plain; charset=iso-8859-1", typed + "pay\xe9", "payé"},
		"HTML in Latin":      {"text/html; charset=iso-8859-1", bill + "pay\xe9", "payé"},
		"HTML of 16 bits":    {"text/html; charset=utf-16le\r\nContent-Transfer-Encoding: base64", base64Of(inWide(bill + "payé")), "payé"},
		"called another":     {"text/html; charset=iso-8859-1", bill + "payé", "payé"},
		"an unknown charset": {"text/html; charset=klingon", bill + "pay\xe9", "pay\xe9"},
	} {
		file := from("odd", "Content-Type: "+c.head+"\r\n\r\n"+c.body)
		got := ""
		for p := range Open(t.Context(), media.Message, int64(len(file)), strings.NewReader(file), Limits{}) {
			if p.Body != nil && p.Media == media.HTML {
				page, err := io.ReadAll(p.Body)
				if err != nil {
					t.Fatal(err)
				}
				got += string(page)
			}
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: no %q on the page %q", name, c.want, got)
		}
	}
}

// inWide writes in letters of 16 bits.
func inWide(text string) string {
	var wide strings.Builder
	for _, r := range text {
		wide.WriteByte(byte(r))
		wide.WriteByte(byte(r >> 8))
	}
	return wide.String()
}
