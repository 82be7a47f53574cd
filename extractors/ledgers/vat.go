package ledgers

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/tables"
	"github.com/invoer/invoer/ledger"
)

// A taxed is what a document says under one VAT code.
type taxed struct {
	code      string
	base, vat int64 // of the VAT lines: base, and VAT that was deducted or owed
	lines     []int // costs that have the code
}

// entries gives the costs without VAT and the breakdown by rate. A cost has the
// code that it names, else the one that the amounts tell, else that of the document
// where it has one only. Where there are several and nothing tells, nobody knows
// what was bought at which rate: that is an invoer.ErrInvalid.
func (d *document) entries(costs, vats []tables.Row, on invoer.Date) ([]ledger.Entry, []ledger.Rate, error) {
	groups, err := taxes(vats)
	if err != nil {
		return nil, nil, err
	}
	amounts := make([]int64, len(costs))
	for i, r := range costs {
		if amounts[i], err = cents(r, "AMOUNTEUR"); err != nil {
			return nil, nil, err
		}
	}
	codes, err := d.codes(costs, amounts, groups, on)
	if err != nil {
		return nil, nil, err
	}
	entries := make([]ledger.Entry, len(costs))
	for i, r := range costs {
		code := codes[i]
		entries[i] = ledger.Entry{Account: r["ACCOUNTGL"], Amount: invoer.EUR(amounts[i]), Treatment: d.treatment(code, r["ACCOUNTGL"], on)}
		if entries[i].Account == "" {
			return nil, nil, fmt.Errorf("%w: a cost has no account", invoer.ErrInvalid)
		}
		if at := slices.IndexFunc(groups, func(g *taxed) bool { return g.code == code }); at >= 0 {
			groups[at].lines = append(groups[at].lines, i)
		}
	}
	var rates []ledger.Rate
	for _, g := range groups {
		if len(g.lines) == 0 {
			continue
		}
		g.without(entries)
		rates = append(rates, g.rate(entries))
	}
	return entries, rates, nil
}

// codes gives each cost its VAT code, empty where it has no VAT.
func (d *document) codes(costs []tables.Row, amounts []int64, groups []*taxed, on invoer.Date) ([]string, error) {
	named := make([]string, len(costs))
	for i, r := range costs {
		named[i] = r["VATIMPUT"]
	}
	if len(groups) == 0 || !slices.Contains(named, "") {
		return named, nil
	}
	if codes := d.coded(named, amounts, groups, on); codes != nil {
		return codes, nil
	}
	if len(groups) > 1 {
		return nil, fmt.Errorf("%w: VATIMPUT is empty, and the amounts of %d VAT codes do not tell which costs have which", invoer.ErrInvalid, len(groups))
	}
	for i := range named {
		named[i] = cmp.Or(named[i], groups[0].code)
	}
	return named, nil
}

func taxes(vats []tables.Row) ([]*taxed, error) {
	var groups []*taxed
	for _, r := range vats {
		base, err := cents(r, "VATBASE")
		if err != nil {
			return nil, err
		}
		vat, err := cents(r, "AMOUNTEUR")
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(groups, func(g *taxed) bool { return g.code == r["VATCODE"] })
		if at < 0 {
			groups = append(groups, &taxed{code: r["VATCODE"], base: base})
			at = len(groups) - 1
		}
		groups[at].vat += vat
	}
	return groups, nil
}

// without takes VAT that was not deducted out of the costs, in proportion, so
// that they add up to the base; the largest takes what rounding leaves.
func (g *taxed) without(entries []ledger.Entry) {
	var sum int64
	largest := g.lines[0]
	for _, i := range g.lines {
		sum += entries[i].Amount.Cents
		if entries[i].Amount.Abs().Cents > entries[largest].Amount.Abs().Cents {
			largest = i
		}
	}
	base := invoer.EUR(g.base).Abs().Cents
	if sum < 0 {
		base = -base
	}
	if sum == 0 || base == 0 || sum == base || entries[largest].Treatment.Deductible == 100 {
		return
	}
	left := base
	for _, i := range g.lines {
		share := entries[i].Amount.Cents * base / sum
		entries[i].Amount.Cents = share
		left -= share
	}
	entries[largest].Amount.Cents += left
}

// categories are the codes of UNCL 5305 for the cases.
var categories = map[string]string{
	"domestic": "S", "cocontractor": "AE", "eu": "K", "outside-eu": "AE", "import": "G", "exempt": "E", "small-business": "E", "margin": "E", "none": "O",
}

// rate is the line of the breakdown as the supplier wrote it: who does not
// charge VAT has none, whatever the customer owes of it.
func (g *taxed) rate(entries []ledger.Entry) ledger.Rate {
	t := entries[g.lines[0]].Treatment
	var base invoer.Money
	for _, i := range g.lines {
		base = base.Plus(entries[i].Amount)
	}
	rate := ledger.Rate{Base: base, VAT: invoer.EUR(0), Category: categories[t.Case]}
	if t.Case == "domestic" {
		rate.Percent, rate.VAT = t.Rate, base.Share(t.Rate)
		if t.Deductible == 100 {
			rate.VAT = invoer.EUR(g.vat)
		}
		if t.Rate == 0 {
			rate.Category = "Z"
		}
	}
	return rate
}

// treatment is what a VAT code means: as the client's books say, else the rate
// that it spells, else no VAT. What is bought then follows from the account.
func (d *document) treatment(code, account string, on invoer.Date) invoer.Treatment {
	for _, c := range d.books.VATCodes {
		if c.Code == code && c.Holds(on) {
			return c.Treatment
		}
	}
	t := invoer.Treatment{Case: "none", Class: classOf(account), Deductible: 100}
	if rate, err := invoer.ParseDecimal(cmp.Or(code, "x"), 2); err == nil && rate >= 0 && rate <= 10000 {
		t.Case, t.Rate = "domestic", rate
	}
	return t
}

// classOf follows the minimum chart: 2 fixed assets, 60 purchases of goods, 61
// services.
func classOf(account string) string {
	switch {
	case account != "" && account[0] == '2':
		return "investment"
	case len(account) > 1 && account[:2] == "60":
		return "goods"
	}
	return "services"
}
