package samples

import (
	"fmt"

	"github.com/invoer/invoer"
)

// A bill is what a document says, before it is laid out. Amounts are cents.
type bill struct {
	kind      invoer.Kind
	seller    company
	buyer     company
	number    string
	issued    invoer.Date
	due       invoer.Date // zero where nothing is due
	delivered invoer.Date
	terms     terms
	currency  string
	regime    string // normal, reverse, intra or small
	reference string // structured communication; empty where there is none
	items     []item
	sums      sums
	extras    map[string]string // facts that nobody asks for, by label
	earlier   []earlier         // of reminders and statements, and what a credit note credits
	costs     int64             // of a reminder
}

// terms say when to pay: by a date, by a rule in words, or not at all.
type terms struct {
	rule string // dated, days, month, cash, paid, debit or none
	days int
}

// An earlier document is one that another speaks of.
type earlier struct {
	number      string
	issued, due invoer.Date
	total       int64
}

// billFor invents a document of a layout.
func billFor(d dice, s *style) *bill {
	b := &bill{
		kind: s.kind, seller: s.seller, currency: s.currency, regime: s.regime,
		buyer:  inventBuyer(d, s.language),
		issued: invoer.Date{Year: 2023, Month: 1, Day: 1}.AddDays(d.IntN(1400)),
	}
	b.number = s.numbers.next(d, b.issued)
	b.delivered = b.issued.AddDays(-d.IntN(25))
	b.items = inventItems(d, s)
	b.sums = sumsOf(d, s, b.items)
	b.payment(d, s)
	b.extras = inventExtras(d, b)
	for range d.between(1, 4) {
		b.earlier = append(b.earlier, inventEarlier(d, s, b.issued))
	}
	b.costs = int64(pick(d, 0, 0, 1000, 1500, 4000, 1250))
	return b
}

// inventBuyer gives the receiver, mostly of the language of the document. A
// third of them are people of few companies, as in an office with few clients.
func inventBuyer(d dice, language string) company {
	if language == "en" || d.chance(0.1) {
		language = pick(d, "nl", "fr")
	}
	return inventCompany(newDice(uint64(d.IntN(200)), "buyer "+language), language, "BE")
}

// payment decides how and when the bill is paid.
func (b *bill) payment(d dice, s *style) {
	b.terms = terms{rule: s.terms[d.IntN(len(s.terms))], days: s.days}
	b.due = b.terms.due(b.issued)
	if b.kind == invoer.KindCreditNote {
		b.due, b.terms.rule = invoer.Date{}, "none"
	}
	if s.structured && b.terms.rule != "paid" && b.kind != invoer.KindCreditNote {
		b.reference = structured(d)
	}
	if b.terms.rule == "paid" {
		b.sums.payable = 0
	}
}

// due is the date by which to pay; zero where nothing says one.
func (t terms) due(issued invoer.Date) invoer.Date {
	switch t.rule {
	case "dated", "days", "debit", "before":
		return issued.AddDays(t.days)
	case "month":
		return issued.AddDays(t.days).EndOfMonth()
	case "cash":
		return issued
	}
	return invoer.Date{}
}

func inventExtras(d dice, b *bill) map[string]string {
	l := lexicons[b.seller.language]
	return map[string]string{
		"customer_no": pick(d, d.digits(4), d.digits(6), "K"+d.digits(5), d.digits(8)),
		"order":       pick(d, d.digits(6), "PO-"+d.digits(5), "BB"+d.digits(4), fmt.Sprintf("%d/%s", b.issued.Year, d.digits(3))),
		"site":        pick(d, l.Trades...).Names[0] + " " + pick(d, l.Surnames...),
		"site street": street(d, l, b.seller.language),
		"attention":   pick(d, l.FirstNames...) + " " + pick(d, l.Surnames...),
		"contact":     pick(d, l.FirstNames...) + " " + pick(d, l.Surnames...),
		"ticket":      pick(d, d.digits(4), d.digits(6), d.digits(3)+"-"+d.digits(5)),
		"project":     pick(d, "W"+d.digits(4), d.digits(5), pick(d, l.Surnames...)+" "+d.digits(2)),
	}
}

func inventEarlier(d dice, s *style, before invoer.Date) earlier {
	issued := before.AddDays(-d.between(35, 120))
	return earlier{number: s.numbers.next(d, issued), issued: issued, due: issued.AddDays(s.days), total: int64(d.between(4000, 480000))}
}

// A numbering makes invoice numbers of one style.
type numbering struct{ form, letters string }

func inventNumbering(d dice) numbering {
	return numbering{
		form:    pick(d, "y/n4", "y-n4", "yn5", "yyn4", "n4", "n5", "n6", "n8", "yy/n5", "y/n3", "yy.n4", "Ly-n4", "Lyyn5", "L-n5", "L n6", "Ln7", "y/n2/n3", "n3-n6", "L/y/n4", "y-L-n4"),
		letters: pick(d, "F", "VF", "INV", "FAC", "V", "VKF", "R", "RE", "FA", "VK1", "FV", "A", "S"),
	}
}

// next is a number given out on a day.
func (n numbering) next(d dice, on invoer.Date) string {
	var text string
	for i := 0; i < len(n.form); i++ {
		switch n.form[i] {
		case 'L':
			text += n.letters
		case 'n':
			i++
			text += d.digits(int(n.form[i] - '0'))
		case 'y':
			year := fmt.Sprint(on.Year)
			if i+1 < len(n.form) && n.form[i+1] == 'y' {
				year, i = year[2:], i+1
			}
			text += year
		default:
			text += string(n.form[i])
		}
	}
	return text
}
