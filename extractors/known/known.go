// Package known tells what earlier documents say of the one that is read.
//
// It owns three questions: which witnesses on a document's pages may tell whom
// it is from, which of the suppliers that are known to have them it is, and
// where that supplier's fields stood before. Several witnesses together decide;
// what two suppliers share decides nothing, and a number that contradicts
// speaks against. It promises never to take the receiving company for the
// supplier. It looks nothing up: the suppliers that have one of the witnesses
// are given to it.
package known

import (
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
	"github.com/invoer/invoer/extractors/fields"
)

// What each witness says for a supplier, and how much is needed, with what
// distance to the next: a number or an account alone is enough, of the others
// two are needed.
const (
	byNumber  = 4.0
	byAccount = 3.5
	byDomain  = 2.0
	byName    = 2.0
	byPhone   = 1.5
	chosen    = 1.0 // the number that the pages themselves make the supplier's
	against   = 2.5 // they name another company's number
	foreign   = 1.0 // all there is is an account, under the name of another company
	unproved  = 1.0 // only the register knows it
	least     = 3.5
	distance  = 1.0
)

// mostNames is how many texts of a document are taken for possible names.
const mostNames = 12

// Witnesses collects what on the pages may tell whom they are from.
func Witnesses(doc *fields.Document) invoer.Witnesses {
	var w invoer.Witnesses
	for _, n := range doc.VATNumbers() {
		if yours, _ := fields.Weigh(n.Sightings, fields.LabelYourVATNo); yours < 0.4 {
			w.VATs = add(w.VATs, n.Value)
		}
	}
	for _, n := range doc.IBANs() {
		w.Accounts = add(w.Accounts, n.Value)
	}
	w.Domains, w.Phones = contacts(doc)
	w.Names = names(doc)
	return w
}

func add[T comparable](list []T, value T) []T {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// names are texts that may be names of companies: those with a legal form
// first, and of these what stands higher on the page.
func names(doc *fields.Document) []string {
	var formed, others []string
	for _, c := range doc.Names(invoer.Own{}) {
		if fields.HasForm(c.Name) {
			formed = add(formed, c.Name)
			continue
		}
		others = add(others, c.Name)
	}
	list := append(formed, others...)
	return list[:min(len(list), mostNames)]
}

// A Match is the supplier that a document is from.
type Match struct {
	Supplier invoer.Supplier
	Score    float64
	By       []string // the witnesses as they are compared, the strongest first
}

// Sure is how sure the match is, in per cent.
func (m Match) Sure() invoer.Confidence {
	if m.Score >= least+distance {
		return sureOfSeveral
	}
	return sureOfOne
}

// How often in a hundred a match is right, by one strong witness or two weak
// ones, and by more than that.
const (
	sureOfOne     invoer.Confidence = 93
	sureOfSeveral invoer.Confidence = 98
)

// Recognise finds the one of the known suppliers that a document is from, by
// the witnesses on its pages. Said is what the pages themselves make the
// supplier's name and number, as far as they do. It is false where none has
// enough for it, or two have nearly the same.
func Recognise(seen invoer.Witnesses, k invoer.Known, said invoer.Party) (Match, bool) {
	var best, next Match
	seen.Accounts = alone(seen.Accounts, k.Suppliers, func(s invoer.Supplier) []invoer.IBAN { return s.Accounts })
	seen.Domains = alone(seen.Domains, k.Suppliers, func(s invoer.Supplier) []string { return s.Domains })
	seen.Phones = alone(seen.Phones, k.Suppliers, func(s invoer.Supplier) []string { return s.Phones })
	for _, s := range k.Suppliers {
		if isOwn(s, k.Own) {
			continue
		}
		m := weigh(s, seen, k.Own, said)
		if m.Score > best.Score {
			best, next = m, best
		} else if m.Score > next.Score {
			next = m
		}
	}
	return best, best.Score >= least && best.Score-next.Score >= distance
}

// alone are the witnesses that only one of the suppliers has: what two share,
// as a factor's account or a client's own telephone, tells nothing of either.
func alone[T comparable](seen []T, suppliers []invoer.Supplier, of func(invoer.Supplier) []T) []T {
	return slices.DeleteFunc(slices.Clone(seen), func(witness T) bool {
		holders := 0
		for _, s := range suppliers {
			if slices.Contains(of(s), witness) {
				holders++
			}
		}
		return holders > 1
	})
}

// isOwn tells whether a supplier is the company that receives the document.
func isOwn(s invoer.Supplier, own invoer.Own) bool {
	if s.VAT != "" && slices.Contains(own.VATs, s.VAT) {
		return true
	}
	return slices.ContainsFunc(own.Names, func(n string) bool { return fields.SameName(n, s.Name) })
}

func weigh(s invoer.Supplier, seen invoer.Witnesses, own invoer.Own, said invoer.Party) Match {
	m := Match{Supplier: s}
	if slices.Contains(seen.VATs, s.VAT) {
		m.add(byNumber, string(s.VAT))
	} else if s.VAT != "" && said.VAT.Present() {
		m.Score -= against
	}
	if s.VAT != "" && s.VAT == said.VAT.Value {
		m.Score += chosen
	}
	for _, account := range seen.Accounts {
		if slices.Contains(s.Accounts, account) && !slices.Contains(own.IBANs, account) {
			m.add(byAccount, string(account))
			break
		}
	}
	for _, domain := range seen.Domains {
		if slices.Contains(s.Domains, domain) && !ownDomain(domain, own) {
			m.add(byDomain, domain)
			break
		}
	}
	if name := sameName(s, seen.Names); name != "" {
		m.add(byName, name)
	}
	for _, phone := range seen.Phones {
		if slices.Contains(s.Phones, phone) {
			m.add(byPhone, phone)
			break
		}
	}
	if len(m.By) == 1 && m.Score >= byAccount && m.Score < byNumber && another(said.Name, s) {
		m.Score -= foreign
	}
	if s.Times == 0 {
		m.Score -= unproved
	}
	return m
}

// another tells whether a name that was surely read is that of a company which
// has no word in common with a supplier: an account alone is then that of a
// factor, or of a template, and tells nothing.
func another(name invoer.Field[string], s invoer.Supplier) bool {
	if name.Confidence < sureName || !fields.HasForm(name.Value) {
		return false
	}
	return !slices.ContainsFunc(append([]string{s.Name}, s.Names...), func(of string) bool { return fields.Akin(name.Value, of) })
}

// sureName is the confidence from which on a name that is read is believed
// against an account.
const sureName = 80

func (m *Match) add(weight float64, witness string) {
	m.Score += weight
	m.By = append(m.By, witness)
}

// sameName is the printed name that is one of the supplier's.
func sameName(s invoer.Supplier, printed []string) string {
	for _, name := range append([]string{s.Name}, s.Names...) {
		for _, p := range printed {
			if fields.SameName(name, p) {
				return p
			}
		}
	}
	return ""
}

// ownDomain tells whether a domain is named like the receiving company: its
// own mail address stands on invoices too.
func ownDomain(domain string, own invoer.Own) bool {
	label, _, _ := strings.Cut(domain, ".")
	label = register.Key(label)
	return slices.ContainsFunc(own.Names, func(n string) bool {
		key := register.Key(n)
		return len(label) >= 4 && len(key) >= 4 && (strings.Contains(key, label) || strings.Contains(label, key))
	})
}
