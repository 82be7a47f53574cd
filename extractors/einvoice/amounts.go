package einvoice

import (
	"slices"

	"github.com/invoer/invoer"
)

// totals reads the figures as the sender wrote them; sums of ours are
// findings, never values (EN 16931 BR-CO-13 to 16).
func (r *reader) totals() {
	t := r.terms
	r.inv.Net = r.amount(t.Net)
	r.inv.VAT = r.amount(r.ofCurrency(t.VAT))
	r.inv.Total = r.amount(t.Total)
	r.inv.Payable = r.amount(t.Payable)
	r.upright()
	if r.inv.Payable.Present() && r.inv.Payable.Value.Cents == 0 && r.inv.Total.Value.Cents != 0 {
		r.inv.Due = invoer.Field[invoer.Date]{} // paid already: nothing falls due
	}
	r.currencies()
}

// amount of a place; an amount of zero in a currency is present.
func (r *reader) amount(at *Element) invoer.Field[invoer.Money] {
	if at.Value() == "" {
		return invoer.Field[invoer.Money]{}
	}
	m, err := money(at, r.currency)
	if r.failed(err) {
		return invoer.Field[invoer.Money]{}
	}
	return seen(r, m, at)
}

// ofCurrency takes the VAT total in the document's currency: BT-111 states it
// again in that of the accounts (EN 16931 BT-6).
func (r *reader) ofCurrency(places []*Element) *Element {
	at := slices.IndexFunc(places, func(e *Element) bool { return e.Attr("currencyID") == r.currency })
	if at >= 0 {
		return places[at]
	}
	return First(places...)
}

// upright turns a credit note whose totals are written below zero: amounts of
// a credit note are positive by the reading contract.
func (r *reader) upright() {
	total := r.inv.Total
	if !total.Present() {
		total = r.inv.Net
	}
	if r.inv.Kind != invoer.KindCreditNote || total.Value.Cents >= 0 {
		return
	}
	r.sign = -1
	for _, f := range []*invoer.Field[invoer.Money]{&r.inv.Net, &r.inv.VAT, &r.inv.Total, &r.inv.Payable} {
		f.Value.Cents = -f.Value.Cents
	}
}

// currencies warns where an amount is in another currency than the document.
func (r *reader) currencies() {
	places := []*Element{r.terms.Net, r.terms.Total, r.terms.Payable}
	for _, line := range r.terms.Lines {
		places = append(places, line.Total)
	}
	for _, at := range places {
		if own := at.Attr("currencyID"); own != "" && r.currency != "" && own != r.currency {
			r.warn(RuleCurrencies, "currency", r.currency, own)
			return
		}
	}
}

func (r *reader) breakdown() {
	for _, group := range r.terms.Breakdown {
		line, ok := r.group(group)
		if ok {
			r.inv.Breakdown = append(r.inv.Breakdown, line)
		}
	}
}

func (r *reader) group(g Group) (invoer.VATLine, bool) {
	line := invoer.VATLine{Category: g.Category.Value(), Confidence: invoer.Certain, Origin: r.origin(g.At)}
	if g.Base.Value() == "" || g.VAT.Value() == "" {
		return line, false // ZUGFeRD 1 allows groups of which only the VAT is told
	}
	var err, err2, err3 error
	line.Base, err = money(g.Base, r.currency)
	line.VAT, err2 = money(g.VAT, r.currency)
	line.Rate, err3 = rate(g.Rate)
	for _, err := range []error{err, err2, err3} {
		if r.failed(err) {
			return line, false
		}
	}
	line.Base.Cents *= r.sign
	line.VAT.Cents *= r.sign
	return line, true
}

// rate is in hundredths of a per cent. A category without VAT needs none
// (EN 16931 BR-O-05).
func rate(at *Element) (int64, error) {
	if at.Value() == "" {
		return 0, nil
	}
	return hundredths(at)
}

func (r *reader) lines() {
	for _, l := range r.terms.Lines {
		if First(l.Total, l.Quantity, l.Price) == nil {
			continue // Tolerated: a line that is only a text, as insurers write
		}
		line, err := r.line(l)
		if r.failed(err) {
			continue
		}
		r.inv.Lines = append(r.inv.Lines, line)
	}
}

func (r *reader) line(l Line) (invoer.Line, error) {
	line := invoer.Line{Description: l.Description.Value(), Rate: -1, Period: span(l.From, l.Until), Confidence: invoer.Certain, Origin: r.origin(l.At)}
	var err error
	if l.Quantity.Value() != "" {
		if line.Quantity, err = figure(l.Quantity); err != nil {
			return line, err
		}
	}
	if l.Price.Value() != "" {
		if line.UnitPrice, err = figure(l.Price); err != nil {
			return line, err
		}
	}
	if l.Rate.Value() != "" {
		if line.Rate, err = hundredths(l.Rate); err != nil {
			return line, err
		}
	}
	if l.Total.Value() != "" {
		if line.Total, err = money(l.Total, r.currency); err != nil {
			return line, err
		}
		line.Total.Cents *= r.sign
	}
	return line, nil
}

// figure is a quantity or price as the sender wrote it, in its shortest
// spelling.
func figure(at *Element) (string, error) {
	n, err := decimal(at)
	if err != nil {
		return "", err
	}
	return plain(n, 12), nil
}
