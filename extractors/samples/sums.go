package samples

import (
	"math"
	"slices"

	"github.com/invoer/invoer"
)

// An item is a line of goods. Amounts are cents without VAT.
type item struct {
	goods    goods
	code     string
	quantity int64 // thousandths
	price    int64 // ten-thousandths of the currency
	discount int64 // per cent
	rate     int64 // per cent
	total    int64
}

func inventItems(d dice, s *style) []item {
	n := d.between(1, 6)
	if s.long {
		n = d.between(14, 60)
	}
	var items []item
	for range n {
		items = append(items, inventItem(d, s))
	}
	return items
}

func inventItem(d dice, s *style) item {
	g := pick(d, s.seller.trade.Goods...)
	it := item{goods: g, code: pick(d, d.digits(5), d.digits(8), "A"+d.digits(4)), rate: s.rateOf(g)}
	it.price = int64(math.Round(d.within(g.Low, g.High)*100)) * 100
	if g.High < 5 && d.chance(0.3) {
		it.price += int64(d.IntN(100)) // prices below a cent, as of screws
	}
	it.quantity = int64(d.between(1, 24)) * 1000
	if d.chance(0.25) {
		it.quantity = int64(d.between(2, 160)) * 250
	}
	if s.kind == invoer.KindReceipt {
		it.quantity = int64(d.between(1, 4)) * 1000
	}
	if s.table.has("discount") && s.kind != invoer.KindReceipt && d.chance(0.5) {
		it.discount = int64(pick(d, 5, 10, 15, 20, 25, 50))
	}
	it.total = divided(it.quantity*it.price*(100-it.discount), 1000*100*100)
	return it
}

// divided rounds half up.
func divided(a, b int64) int64 { return (a + b/2) / b }

// A group is the part of a bill that has one rate.
type group struct{ rate, base, vat int64 }

// sums are what stands below the lines.
type sums struct {
	groups   []group
	discount int64 // per cent of all lines
	off      int64 // what that is
	shipping int64
	net      int64
	vat      int64
	total    int64
	deposit  int64
	rounding int64
	payable  int64
}

func sumsOf(d dice, s *style, items []item) sums {
	if s.kind == invoer.KindReceipt {
		return tillSumsOf(d, items)
	}
	t := sums{discount: s.discount}
	bases := map[int64]int64{}
	for _, it := range items {
		bases[it.rate] += it.total
	}
	if s.discount > 0 {
		for rate, base := range bases {
			bases[rate] = base - divided(base*s.discount, 100)
			t.off += base - bases[rate]
		}
	}
	if s.shipping && len(items) > 0 {
		t.shipping = int64(d.between(500, 4500))
		bases[items[0].rate] += t.shipping
	}
	t.group(bases)
	t.add()
	t.payable = t.total
	if s.deposits && d.chance(0.5) {
		t.deposit = divided(t.total, int64(pick(d, 2, 3, 4)*100)) * 100
		t.payable = t.total - t.deposit
	}
	return t
}

// group makes the breakdown of the bases by rate, highest first.
func (t *sums) group(bases map[int64]int64) {
	for rate, base := range bases {
		t.groups = append(t.groups, group{rate, base, divided(base*rate, 100)})
	}
	slices.SortFunc(t.groups, func(a, b group) int { return int(b.rate - a.rate) })
}

// add sums the groups up.
func (t *sums) add() {
	for _, g := range t.groups {
		t.net, t.vat = t.net+g.base, t.vat+g.vat
	}
	t.total = t.net + t.vat
}

// tillSumsOf takes the VAT out of prices that have it in them. Cash is rounded
// to five cents (Code of Economic Law, art. VI.7/1).
func tillSumsOf(d dice, items []item) sums {
	var t sums
	gross := map[int64]int64{}
	for _, it := range items {
		gross[it.rate] += it.total
	}
	t.group(gross)
	for i, g := range t.groups {
		net := divided(g.base*100, 100+g.rate)
		t.groups[i] = group{g.rate, net, g.base - net}
	}
	t.add()
	if d.chance(0.3) {
		t.rounding = (t.total+2)/5*5 - t.total
	}
	return t
}
