package unpack

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// A letter is what one message says itself, while its parts are walked. What
// its texts mean is decided at the end: a text beside an invoice is a greeting,
// a text alone may be the invoice, or say where it can be fetched.
type letter struct {
	auto    bool
	bulk    bool // it went to many
	taken   int  // of the opener, when the message began
	texts   []text
	report  bool // it tells that another message was not delivered
	meeting bool // it asks to come somewhere, which its links are for
	wall    wall // the pictures that its texts may show
}

// A text is a body of a message.
type text struct {
	kind    string
	charset string // as its sender calls it; empty where he does not
	body    []byte // at most mostText
}

// mostText is how many bytes of a text are kept, and mostTexts how many texts.
const (
	mostText  = 512 << 10
	mostTexts = 20
)

// body reads a text of the message. Files that an old program wrote into it
// are members of their own.
func (o *opener) body(at place, t text, r io.Reader) bool {
	guard := &guarded{ctx: o.ctx, r: r, left: o.limits.Member, total: &o.bytes, most: o.limits.Bytes}
	in := bufio.NewReaderSize(guard, longestPiece)
	for start := true; ; {
		line, err := in.ReadSlice('\n')
		name, inBase64 := "", false
		if found := beginLine.FindSubmatch(line); start && found != nil {
			name, inBase64 = string(found[1]), bytes.HasPrefix(line, []byte("begin-base64"))
		}
		t.body = append(t.body, line[:min(len(line), mostText-len(t.body))]...)
		if name != "" && (inBase64 && encodedInBase64(in) || !inBase64 && encoded(in)) {
			if !o.file(at, name, fileIn(in, inBase64)) {
				return false
			}
			continue
		}
		start = bytes.HasSuffix(line, []byte("\n"))
		if err != nil && err != bufio.ErrBufferFull {
			t = t.legible()
			at.letter.add(t)
			return (err == io.EOF || o.skip(at, "", t.kind, because(err))) && o.within(at, t)
		}
	}
}

// inAddress is a PDF or a photo that HTML has in an address of its own (RFC 2397).
// Its signs may be written as those of an attribute or of an address are.
var inAddress = regexp.MustCompile(`(?i)\bdata:(application/pdf|image/(?:jpe?g|png|webp|heic|tiff))[^,"'<>]{0,200};base64,\s*([a-z0-9+/=%&#;\s]+)`)

// within hands over the PDFs that lie in a text of HTML, and the pictures that are
// pages where it is no invoice itself. Of one that is longer than what is kept of a
// text only the beginning is there, and that is no document.
func (o *opener) within(at place, t text) bool {
	if t.kind != media.HTML {
		return true
	}
	invoice := sync.OnceValue(t.invoice)
	for _, found := range inAddress.FindAllSubmatchIndex(t.body, mostTexts) {
		kind, address := strings.ToLower(string(t.body[found[2]:found[3]])), t.body[found[4]:found[5]]
		if kind == "image/jpg" {
			kind = media.JPEG
		}
		if kind != media.PDF && (invoice() || !page(address)) {
			continue
		}
		if !o.enter(at) {
			return false
		}
		if found[1] == mostText {
			return o.skip(at, "", kind, unread(invoer.CodeTooLarge, "a PDF or a picture within the text of the message that is too large; ask the sender for it as an attachment"))
		}
		if !o.leaf(at, "", addressed(address), o.limits.Member) {
			return false
		}
	}
	return true
}

// addressed is what an address says, which is base64.
func addressed(address []byte) io.Reader {
	return &base64Reader{in: bufio.NewReader(strings.NewReader(unescaped(address)))}
}

// page tells whether the picture in an address may be one of a document.
func page(address []byte) bool {
	head, err := io.ReadAll(io.LimitReader(addressed(address), media.Head))
	return err == nil && base64.StdEncoding.DecodedLen(len(address)) > mostOfPicture(media.Sniff(head, ""), head, mostLogo)
}

// unescaped is an address in HTML as it is meant, up to the end of its attribute.
func unescaped(address []byte) string {
	text := html.UnescapeString(string(address))
	if end := strings.IndexAny(text, `"'<>`); end >= 0 {
		text = text[:end]
	}
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// file hands over one that stands in a text, behind its first line.
func (o *opener) file(at place, name string, file io.Reader) bool {
	if !o.enter(at) || !o.leaf(at, name, file, o.limits.Member) {
		return false
	}
	_, err := io.Copy(io.Discard, file)
	return err == nil || o.skip(at, name, media.Unknown, because(err))
}

// encoded tells whether a line of 45 bytes in uuencode follows, or a shorter
// last one.
func encoded(in *bufio.Reader) bool {
	head, _ := in.Peek(80) // a short file has less
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(line) == 0 || line[0] < ' ' || line[0] > '`' {
		return false
	}
	n := int(line[0]-' ') & 63
	return n > 0 && len(line)-1 <= (n+2)/3*4+1
}

// encodedInBase64 tells whether a line of base64 follows (POSIX uuencode).
func encodedInBase64(in *bufio.Reader) bool {
	head, _ := in.Peek(80) // as in encoded
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	return len(line) > 0 && len(line)%4 == 0 && len(bytes.Trim(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")) == 0
}

func (l *letter) hasHTML() bool {
	return slices.ContainsFunc(l.texts, func(t text) bool { return t.kind == media.HTML })
}

func (l *letter) add(t text) {
	if len(l.texts) < mostTexts {
		l.texts = append(l.texts, t)
	}
}

// conclude gives each text of a message its line. Texts that say the same, as one
// in HTML does and the one for programs that show none, have one reason.
func (o *opener) conclude(at place) bool {
	alone := o.taken == at.letter.taken
	invoice := -1
	if alone && !at.letter.auto {
		invoice = at.letter.invoice()
	}
	said := map[string]bool{}
	for i, t := range at.letter.texts {
		if i == invoice || t.printed() && o.wanted() {
			if !o.give(Part{In: at.in, Media: media.HTML, Body: bytes.NewReader(at.letter.wall.shown(t.page()))}) {
				return false
			}
			continue
		}
		why := t.reason(at.letter, alone && invoice < 0)
		if said[why.Code] {
			why = invoer.Because(BodyText)
		}
		said[why.Code] = true
		if !o.skip(at, "", t.kind, why) {
			return false
		}
	}
	return true
}

// invoice is the text that is one: in HTML, else one that somebody typed; -1 without.
func (l *letter) invoice() int {
	if i := slices.IndexFunc(l.texts, func(t text) bool { return t.kind == media.HTML && t.invoice() }); i >= 0 {
		return i
	}
	return slices.IndexFunc(l.texts, func(t text) bool { return t.kind == media.Text && t.typed() })
}

func (t text) reason(l *letter, alone bool) invoer.Reason {
	switch {
	case l.auto:
		return invoer.Because(AutoReply)
	case alone && bytes.Contains(t.body, []byte("-----BEGIN PGP MESSAGE-----")): // RFC 9580 §6.2
		return encryptedMessage
	case alone && !l.meeting && t.fetch() && (!l.bulk || t.addressed()):
		return invoer.Because(PortalLink)
	}
	return invoer.Because(BodyText)
}

var (
	link  = regexp.MustCompile(`https?://[^\s"'<>]+`)
	paper = strings.Join([]string{
		`\pL*factu(?:ur|re)\pL*|(?:e-?)?factu(?:ur|re|ren|res)|e?-?invoices?`, `(?:ab|teil|schluss|end|sammel|monats|jahres|storno|anzahlungs|abschlags|strom|gas|honorar)?rechnung\pL*`, `gutschrift\pL*|credit ?not[ae]s?|credit ?nota'?s?|notes? de cr[ée]dit|creditfactuur`,
		`\pL*afrekening\pL*|d[ée]comptes?|kwitanties?|quittung(?:en)?|re[çc]us?|receipts?`, `kassabon(?:nen)?|kasticket(?:s|en)?|tickets? de caisse|kassenbons?|ereloonnota'?s?|honorariumnota'?s?|honorarnoten?|notes? d.honoraires`,
	}, "|")
	papers  = words(paper)
	amounts = regexp.MustCompile(`\d[.,]\d{2}\b`)
	sums    = words(`total|totaal|totaux|subtotaal|sous-total|te betalen|à payer|a payer|zu zahlen|amount due|amount paid|montant pay[ée]|betaald bedrag|subtotal|zwischensumme|gesamt(?:betrag|summe)?|\pL*rechnungsbetrag|endbetrag|summe`, `btw|tva|vat|mwst|ust|iban|htva|h\.t\.v\.a|tvac|ttc`)
)

// words finds any of some words as a whole, in capitals or not. Where it matches,
// what it found is its only group.
func words(any ...string) *regexp.Regexp {
	re := regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(any, "|") + `)(?:[^\pL]|$)`) // \b knows the letters of ASCII only
	re.Longest()
	return re
}

// called is an invoice of somebody, rather than any: one that is his, or has a number.
var called = words(`(?:uw|je|jouw|jullie|votre|vos|ta|tes|ihre?[nrm]?|deine?|your|onze|ons|notre|nos|unsere?|our)(?:\s+\pL+){0,2}\s+(?:`+paper+`)`, `(?:`+paper+`)[^\pL\pN]{0,3}(?:\pL{1,8}[^\pL\pN]{1,4})?\pL{0,5}[-/.]?\d{2,}[-/.\pN]*`)

// several tells whether a text has two of some words: they may have one sign
// between them.
func several(words *regexp.Regexp, text string) bool {
	first := words.FindStringSubmatchIndex(text)
	return first != nil && words.MatchString(text[first[3]:])
}

// plain is the text as a person sees it.
func (t text) plain() string {
	if t.kind != media.HTML {
		return string(t.body)
	}
	return html.UnescapeString(withoutTags(string(t.body)))
}

// withoutTags puts a space for each tag, and for what stands in styles and
// scripts. It goes over a text once, whatever is left open in it.
func withoutTags(text string) string { return parted(text, " ") }

// parted puts a sign for each of them.
func parted(text, sign string) string {
	var plain strings.Builder
	for {
		before, rest, more := strings.Cut(text, "<")
		plain.WriteString(before)
		if !more {
			return plain.String()
		}
		tag, behind, closed := strings.Cut(rest, ">")
		if !closed {
			return plain.String()
		}
		plain.WriteString(sign)
		text = behind
		for _, name := range []string{"style", "script"} {
			if len(tag) >= len(name) && strings.EqualFold(tag[:len(name)], name) {
				_, text, _ = strings.Cut(behind, "</") // neither has tags in it (HTML §13.1.2)
				_, text, _ = strings.Cut(text, ">")
			}
		}
	}
}

// invoice tells whether a text has what only an invoice has: its name, two
// amounts, and what they are. One that lies elsewhere is told of with as much, but
// without the number by which its sender is known to the tax.
func (t text) invoice() bool {
	plain := t.plain()
	if t.kind == media.HTML && t.entries() < 2 || !papers.MatchString(plain) || len(amounts.FindAllString(plain, 2)) < 2 || !several(sums, plain) {
		return false
	}
	return taxed.MatchString(plain) || !ready.MatchString(plain) || len(t.links()) == 0
}

// longestEntry is how many bytes an amount has around it in a cell or on a line; in a
// sentence there are more.
const longestEntry = 60

// entries counts the amounts of HTML that stand in a cell or on a line of their own, at
// most two: somebody who writes about an invoice names them in sentences.
func (t text) entries() (n int) {
	marked := parted(string(t.body), "\x00")
	if bytes.Contains(t.body, []byte("<pre")) {
		marked = strings.ReplaceAll(marked, "\n", "\x00")
	}
	for part := range strings.SplitSeq(marked, "\x00") {
		part = strings.Join(strings.Fields(html.UnescapeString(part)), " ")
		if len(part) <= longestEntry && amounts.MatchString(part) {
			if n++; n == 2 {
				break
			}
		}
	}
	return n
}

// taxed is a number for VAT, or one of a company; ready is said of an invoice that
// can be fetched.
var (
	taxed = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(?:[a-z]{2} ?)?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}(?:[^\pL\pN]|$)`)
	ready = words(`(?:` + paper + `)[^\pL]{0,3}[^!?\n]{0,60}[^\pL](?:klaar|beschikbaar|disponible|available|ready|bereit|verfügbar)`)
)

// heading is the line above an invoice that somebody types: what it is and its number.
var heading = regexp.MustCompile(`(?im)^\s*(?:` + paper + `)[^\pL\n][^\n]{0,40}\d`)

// elsewhere is said of an invoice that lies behind a link.
var elsewhere = words(`klaar|beschikbaar|downloaden?|bekijken?|raadple\pL+|disponible|consult\pL+|t[ée]l[ée]charg\pL+|available|view|bereit|verfügbar|herunter\pL*|abrufen`)

// typed tells whether somebody wrote an invoice into a plain text: under a heading,
// himself, and not only what is to be paid of one that lies elsewhere.
func (t text) typed() bool {
	own := text{kind: t.kind, body: answered.ReplaceAll(t.body, nil)}
	return heading.Match(own.body) && own.invoice() && !(len(own.links()) > 0 && elsewhere.Match(own.body))
}

// answered are lines of the message that is answered (RFC 3676 §4.5).
var answered = regexp.MustCompile(`(?m)^>[^\n]*\n?`)

// addressed tells whether a text that went to many speaks of an invoice of the one
// who got it, and not of invoices.
func (t text) addressed() bool { return called.MatchString(t.plain()) }

// printed tells whether a text can be made a page.
func (t text) printed() bool { return t.kind == media.HTML || t.kind == media.Text }

// page is the text in HTML.
func (t text) page() []byte {
	if t.kind == media.HTML {
		return t.body
	}
	return []byte(utf8Mark + "<!DOCTYPE html><pre style=\"white-space:pre-wrap\">" + html.EscapeString(string(t.body)) + "</pre>")
}

// utf8Mark says more of a page's letters than anything in it (Encoding §6.1).
const utf8Mark = "\ufeff"

// legible is the text in UTF-8, with the mark of it, where its sender says that its
// letters are others and they are.
func (t text) legible() text {
	if t.charset == "" || strings.EqualFold(t.charset, "utf-8") || utf8.Valid(t.body) && bytes.IndexByte(t.body, 0) < 0 {
		return t
	}
	if plain := inUTF8(t.charset, string(t.body)); utf8.ValidString(plain) {
		t.body = []byte(utf8Mark + strings.TrimPrefix(plain, utf8Mark))
	}
	return t
}

// fetch tells whether a text says that something can be fetched elsewhere. The page
// that people show of themselves below a letter is no such place, unless the text
// says so.
func (t text) fetch() bool {
	links := t.links()
	plain := t.plain()
	if !papers.MatchString(plain + " " + strings.Join(links, " ")) {
		return false
	}
	return slices.ContainsFunc(links, further.MatchString) || len(links) > 0 && elsewhere.MatchString(plain)
}

// further is a link to more than what somebody shows first.
var further = regexp.MustCompile(`^https?://[^/?#]+(?:/?\?|/[^/?#])`)

// links are those that a person may follow. In HTML they are not all addresses.
func (t text) links() []string {
	all := link.FindAllString(t.plain(), mostTexts)
	if t.kind == media.HTML {
		for _, found := range followed.FindAllSubmatch(t.body, mostTexts) {
			all = append(all, html.UnescapeString(string(found[1])))
		}
	}
	return all
}

// followed is a link of HTML.
var followed = regexp.MustCompile(`(?i)\bhref\s*=\s*["']?\s*(https?://[^\s"'<>]+)`)
