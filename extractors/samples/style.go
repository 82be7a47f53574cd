package samples

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples/paper"
)

// A style is the look and the habits of one sender: what all documents of one
// layout have in common.
type style struct {
	kind     invoer.Kind
	language string
	lex      *lexicon
	seller   company
	numbers  numbering
	currency string
	regime   string
	terms    []string
	days     int
	long     bool // many lines, over several pages
	discount int64
	shipping bool
	deposits bool

	structured bool // has structured communications
	showNet    bool // prints the total without VAT

	notation notation
	body     paper.Font
	accent   paper.Colour
	margin   float64
	bottom   float64 // of the footer's space
	leading  float64
	colon    string
	shout    bool // labels in capitals
	words    chosen
	head     headStyle
	table    tableStyle
	totals   totalsStyle
	pay      payStyle
	foot     footStyle
}

// chosen are the labels of a layout: of each list one, and always the same.
type chosen map[string]string

// composed throws a layout. Its kind and language may be given; empty ones are
// thrown too.
func composed(layout uint64, kind invoer.Kind, language string) *style {
	d := newDice(layout, "layout")
	thrownKind, thrownLanguage := throwKind(d), pick(d, "nl", "nl", "nl", "fr", "fr", "fr", "de", "en", "en")
	s := &style{kind: kind, language: language}
	if kind == "" {
		s.kind = thrownKind
	}
	if language == "" {
		s.language = thrownLanguage
	}
	s.lex = lexicons[s.language]
	country := pick(d, homes[s.language]...)
	s.seller = inventCompany(newDice(layout, "seller"), s.language, country)
	s.habits(d, country)
	s.looks(d)
	return s
}

// throwKind throws kinds about as often as they lie in a post box.
func throwKind(d dice) invoer.Kind {
	return pick(d,
		invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice,
		invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice, invoer.KindInvoice,
		invoer.KindCreditNote, invoer.KindCreditNote, invoer.KindReceipt, invoer.KindReceipt, invoer.KindReminder, invoer.KindProforma,
		invoer.KindOrder, invoer.KindDeliveryNote, invoer.KindStatement, invoer.KindOther)
}

// habits are what a sender always does, whatever it looks like.
func (s *style) habits(d dice, country string) {
	s.numbers = inventNumbering(d)
	s.regime = "normal"
	switch {
	case s.kind == invoer.KindReceipt:
	case country == "GB" || country != "BE" && d.chance(0.7):
		s.regime = pick(d, "reverse", "intra")
	case d.chance(0.08):
		s.regime = "reverse"
	case d.chance(0.04):
		s.regime = "small"
	}
	s.currency = "EUR"
	if country == "GB" || s.language == "en" && d.chance(0.1) {
		s.currency = pick(d, "GBP", "USD", "EUR")
	}
	s.terms = pick(d, []string{"dated"}, []string{"dated"}, []string{"dated"}, []string{"dated", "paid"}, []string{"days"}, []string{"days", "dated"}, []string{"month"},
		[]string{"before"}, []string{"before"}, []string{"paid"}, []string{"debit"}, []string{"cash", "paid"}, []string{"none"})
	s.days = pick(d, 8, 10, 14, 14, 15, 21, 30, 30, 30, 45, 60)
	s.long = d.chance(0.1)
	if d.chance(0.1) {
		s.discount = int64(pick(d, 2, 3, 5, 10))
	}
	s.shipping = d.chance(0.12)
	s.deposits = d.chance(0.12)
	s.structured = country == "BE" && d.chance(0.55)
	s.showNet = d.chance(0.94)
}

// rateOf is the rate at which the sender sells goods.
func (s *style) rateOf(g goods) int64 {
	if s.regime != "normal" {
		return 0
	}
	switch s.seller.country {
	case "NL":
		return map[int64]int64{21: 21, 12: 9, 6: 9}[g.Rate]
	case "FR":
		return map[int64]int64{21: 20, 12: 10, 6: 10}[g.Rate]
	case "DE":
		return map[int64]int64{21: 19, 12: 19, 6: 7}[g.Rate]
	case "LU":
		return map[int64]int64{21: 17, 12: 14, 6: 8}[g.Rate]
	case "IE":
		return 23
	}
	return g.Rate
}

// looks are what its paper looks like.
func (s *style) looks(d dice) {
	s.notation = inventNotation(d, s.language, s.currency)
	s.body = paper.Font{Family: pick(d, "sans", "sans", "sans", "serif", "mono"), Size: d.within(7.5, 10.5), Stretch: pick(d, 1, 1, 1, 0.92, 0.85, 1.06)}
	if s.body.Family == "mono" {
		s.body.Size, s.body.Stretch = d.within(7, 9), d.within(0.75, 1)
	}
	s.accent = pick(d, paper.Black, paper.Black, paper.Colour{0.1, 0.2, 0.5}, paper.Colour{0.6, 0.1, 0.1}, paper.Colour{0.1, 0.4, 0.25}, paper.Colour{0.3, 0.3, 0.3}, paper.Colour{0.75, 0.4, 0})
	s.margin = d.within(28, 68)
	s.leading = d.within(1.12, 1.5)
	s.colon = pick(d, ":", ":", " :", "", "", ": ")
	s.shout = d.chance(0.1)
	s.words = chosen{}
	s.choose(d, "label.", s.lex.Labels)
	s.choose(d, "column.", s.lex.Columns)
	s.choose(d, "total.", s.lex.Totals)
	s.choose(d, "term.", s.lex.Terms)
	s.choose(d, "say.", s.lex.Sentences)
	s.choose(d, "title.", s.lex.Titles)
	s.choose(d, "notice.", s.lex.Notices)
	s.words["pay"] = pick(d, s.lex.Pay...)
	s.head = inventHead(d, s.kind)
	s.table = inventTable(d, s.kind)
	s.totals = inventTotals(d)
	s.totals.signed = s.totals.signed || s.currency != "EUR"
	s.pay = inventPay(d)
	s.foot = inventFoot(d)
}

// choose takes one of each list. Lists are taken in the order of their names,
// so that the same seed chooses the same.
func (s *style) choose(d dice, prefix string, lists map[string][]string) {
	for _, name := range sortedKeys(lists) {
		s.words[prefix+name] = pick(d, lists[name]...)
	}
}
