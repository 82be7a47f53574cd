package ledgers

import (
	"slices"

	"github.com/invoer/invoer"
)

// Of a document whose costs name no VAT code so many costs and codes are tried;
// for more of them the ways to part them are too many, and any would fit.
const (
	mostUncoded = 8
	mostCodes   = 4
)

// roundings is how many cents VAT that was not deducted may be off in all.
const roundings = 3

// nowhere is the place of a cost that has no VAT.
const nowhere = -1

// A parting finds which costs have which VAT code from the VAT lines: costs of a
// code add up to its base, with the VAT of it that was not deducted. Packages may
// leave the code of a cost empty.
type parting struct {
	amounts []int64 // of the costs without a code
	left    []int64 // by code: what its costs add up to, less those that name it
	loose   []int64 // by code: how much they may be off

	bare  bool // whether costs may be without VAT
	at    []int
	found [][]int
}

// coded names the codes of costs that have none: groups are what VAT lines say of
// each code, named the codes by cost. It is nil where the amounts do not tell, or
// tell several ways.
func (d *document) coded(named []string, entries []int64, groups []*taxed, on invoer.Date) []string {
	p := &parting{}
	sign := int64(1)
	if sum(entries) < 0 {
		sign = -1
	}
	for _, g := range groups {
		t := d.treatment(g.code, "", on)
		base := max(g.base, -g.base)
		lost := invoer.EUR(base).Share(t.Rate).Cents * int64(100-t.Deductible) / 100
		left, off := base+lost, int64(0)
		if lost != 0 {
			off = roundings
		}
		for i, code := range named {
			if code == g.code {
				left -= sign * entries[i]
			}
		}
		p.left, p.loose = append(p.left, left), append(p.loose, off)
	}
	for i, code := range named {
		if code == "" {
			p.amounts = append(p.amounts, sign*entries[i])
		}
	}
	at := p.only()
	if at == nil {
		return nil
	}
	codes := slices.Clone(named)
	for i, code := range named {
		if code != "" {
			continue
		}
		if at[0] != nowhere {
			codes[i] = groups[at[0]].code
		}
		at = at[1:]
	}
	return codes
}

func sum(all []int64) (n int64) {
	for _, a := range all {
		n += a
	}
	return n
}

// only is the one way to part the costs: one in which all have VAT, else one in
// which some have none.
func (p *parting) only() []int {
	if len(p.amounts) > mostUncoded || len(p.left) > mostCodes {
		return nil
	}
	for _, p.bare = range []bool{false, true} {
		p.found = nil
		p.try()
		if len(p.found) > 0 {
			break
		}
	}
	if len(p.found) != 1 {
		return nil
	}
	return p.found[0]
}

func (p *parting) try() {
	n := len(p.at)
	if n == len(p.amounts) {
		if p.fits() {
			p.found = append(p.found, slices.Clone(p.at))
		}
		return
	}
	for at := range p.left {
		p.left[at] -= p.amounts[n]
		p.at = append(p.at, at)
		p.try()
		p.at = p.at[:n]
		p.left[at] += p.amounts[n]
	}
	if p.bare {
		p.at = append(p.at, nowhere)
		p.try()
		p.at = p.at[:n]
	}
}

func (p *parting) fits() bool {
	for at, left := range p.left {
		if left > p.loose[at] || -left > p.loose[at] {
			return false
		}
	}
	return true
}
