package invoer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A BookEntry is one entry of the books, whatever its list: Data is the noun of
// that list as JSON.
type BookEntry struct {
	Kind BookKind        `json:"kind"`
	Key  string          `json:"key"`
	Data json.RawMessage `json:"data"`
}

// A BookChange is what happens to one entry. No Before: it is new; no After: it
// goes.
type BookChange struct {
	Kind   BookKind        `json:"kind"`
	Key    string          `json:"key"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// Undo is the change that takes c back.
func (c BookChange) Undo() BookChange {
	c.Before, c.After = c.After, c.Before
	return c
}

// Entries spreads the books out, in the order of their lists.
func (b Books) Entries() []BookEntry {
	var all []BookEntry
	all = spread(all, BookAccount, b.Accounts, func(a LedgerAccount) string { return a.Number })
	all = spread(all, BookSupplier, b.Suppliers, func(t Third) string { return t.Number })
	all = spread(all, BookJournal, b.Journals, func(j Journal) string { return j.Code })
	all = spread(all, BookPeriod, b.Periods, func(p Period) string { return p.Year + "/" + p.Number })
	all = spread(all, BookVATCode, b.VATCodes, func(c VATCode) string { return c.Code })
	return spread(all, BookAnalytic, b.Analytics, func(a AnalyticCode) string { return a.Plan + "/" + a.Code })
}

func spread[T any](all []BookEntry, kind BookKind, list []T, key func(T) string) []BookEntry {
	for _, noun := range list {
		data, _ := json.Marshal(noun) // a struct of texts
		all = append(all, BookEntry{kind, key(noun), data})
	}
	return all
}

// Put adds an entry to its list, or refuses one that is not valid.
func (b *Books) Put(e BookEntry) error {
	switch e.Kind {
	case BookAccount:
		return put(&b.Accounts, e)
	case BookSupplier:
		return put(&b.Suppliers, e)
	case BookJournal:
		return put(&b.Journals, e)
	case BookPeriod:
		return put(&b.Periods, e)
	case BookVATCode:
		return put(&b.VATCodes, e)
	case BookAnalytic:
		return put(&b.Analytics, e)
	}
	return fmt.Errorf("%w: kind %q of the books, want one of %v", ErrInvalid, e.Kind, BookKinds)
}

func put[T interface{ Valid() error }](list *[]T, e BookEntry) error {
	var noun T
	if err := json.Unmarshal(e.Data, &noun); err != nil {
		return fmt.Errorf("%w: %s %q: %w", ErrInvalid, e.Kind, e.Key, err)
	}
	if err := noun.Valid(); err != nil {
		return err
	}
	*list = append(*list, noun)
	return nil
}

// Changes are what makes b of it where next says something new: what next does
// not name stays as it is. Entries of next that are not valid are told and left
// out; of two with one key the last counts.
func (b Books) Changes(next Books) (changes []BookChange, faults []error) {
	was := map[string]json.RawMessage{}
	for _, e := range b.Entries() {
		was[string(e.Kind)+" "+e.Key] = e.Data
	}
	at := map[string]int{}
	for _, e := range next.Entries() {
		if err := (&Books{}).Put(e); err != nil {
			faults = append(faults, err)
			continue
		}
		name := string(e.Kind) + " " + e.Key
		c := BookChange{Kind: e.Kind, Key: e.Key, Before: was[name], After: e.Data}
		if i, again := at[name]; again {
			changes[i] = c
			continue
		}
		at[name] = len(changes)
		changes = append(changes, c)
	}
	kept := changes[:0]
	for _, c := range changes {
		if !bytes.Equal(c.Before, c.After) {
			kept = append(kept, c)
		}
	}
	return kept, faults
}

// Imported is what a list that was read says, beside what only people here know of
// its entries: a period that is locked here stays so, as packages' lists are made
// before a year is closed or tell nothing of locks; and no journal's last number
// goes back.
func (b Books) Imported(list Books) Books {
	list.Periods, list.Journals = slices.Clone(list.Periods), slices.Clone(list.Journals)
	for i, p := range list.Periods {
		own, known := find(b.Periods, func(o Period) bool { return o.Year == p.Year && o.Number == p.Number && o.From == p.From })
		list.Periods[i].Locked = p.Locked || known && own.Locked
	}
	for i, j := range list.Journals {
		own, _ := b.Journal(j.Code)
		list.Journals[i].Last = max(j.Last, own.Last)
	}
	return list
}

// Differences are the values that a change makes another: name, before, after,
// in the order of the noun's fields. Those that stay are not told, and of a new
// entry only those that say something.
func (c BookChange) Differences() [][3]string {
	before, names := flat(c.Before)
	after, more := flat(c.After)
	for _, name := range more {
		if _, known := before[name]; !known {
			names = append(names, name)
		}
	}
	var all [][3]string
	for _, name := range names {
		if before[name] != after[name] {
			all = append(all, [3]string{name, before[name], after[name]})
		}
	}
	return all
}

// flat gives the values of an entry by name; those inside of others are called
// by both names.
func flat(data json.RawMessage) (values map[string]string, names []string) {
	values = map[string]string{}
	if len(data) == 0 {
		return values, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	var path []string
	key := ""
	for {
		token, err := d.Token()
		if err != nil {
			return values, names
		}
		switch token {
		case json.Delim('{'):
			path, key = append(path, key), ""
			continue
		case json.Delim('}'):
			path, key = path[:len(path)-1], ""
			continue
		}
		if key == "" {
			key = fmt.Sprint(token)
			continue
		}
		name := strings.TrimPrefix(strings.Join(append(path[1:len(path):len(path)], key), "."), ".")
		values[name] = fmt.Sprint(token)
		names = append(names, name)
		key = ""
	}
}
