package portal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An entry is what a person typed into a field, and what stood there when he
// got the page, both as he was shown them.
type entry struct {
	typed, was string
	seen       invoer.Origin // where he pointed at
}

func (e entry) changed() bool { return e.typed != e.was }

// entriesOf reads the fields of a form; those that it did not show are no
// entries.
func entriesOf(form url.Values) map[string]entry {
	entries := map[string]entry{}
	for _, name := range invoer.FieldNames {
		if form.Has("was." + name) {
			entries[name] = entry{strings.TrimSpace(form.Get(name)), form.Get("was." + name), seenAt(form.Get("seen." + name))}
		}
	}
	return entries
}

// seenAt reads "page,x0,y0,x1,y1" in points, and nothing from anything else.
func seenAt(s string) invoer.Origin {
	parts := strings.Split(s, ",")
	if len(parts) != 5 {
		return invoer.Origin{}
	}
	var n [5]float64
	for i, part := range parts {
		var err error
		if n[i], err = strconv.ParseFloat(part, 64); err != nil || n[i] < 0 || n[i] > 1e5 {
			return invoer.Origin{}
		}
	}
	return invoer.Origin{Page: int(n[0]), Box: invoer.Box{X0: n[1], Y0: n[2], X1: n[3], Y1: n[4]}}
}

// clash tells whether a field says something else now than when the page was
// made, and not what was typed.
func (t tongue) clash(entries map[string]entry, inv invoer.Invoice) bool {
	for _, v := range inv.Values() {
		e, shown := entries[v.Name]
		now := t.Shown(v.Name, v.Text)
		if shown && e.was != now && e.typed != now {
			return true
		}
	}
	return false
}

// corrections are the changed entries in canonical spelling, and what is wrong
// with those that cannot be right. A currency comes first: amounts are in it.
func (t tongue) corrections(entries map[string]entry, inv invoer.Invoice, by invoer.UserID) (said []storage.Correction, mistakes map[string]string) {
	mistakes = map[string]string{}
	for _, name := range invoer.FieldNames {
		e, shown := entries[name]
		if !shown || !e.changed() {
			continue
		}
		c := storage.Correction{Field: name, Text: canonical(name, e.typed, t.today(), inv.Issued.Value), Seen: e.seen}
		if err := inv.Correct(name, c.Text, c.Seen, by); err != nil {
			mistakes[name] = t.mistake(name)
			continue
		}
		said = append(said, c)
	}
	return said, mistakes
}

// mistake says what a field wants.
func (t tongue) mistake(name string) string {
	switch name {
	case "invoice_date", "due_date":
		return t.Say("err.date")
	case "supplier_vat", "customer_vat":
		return t.Say("err.vat")
	case "supplier_iban", "structured_ref", "currency":
		return t.Say("err." + name)
	}
	if slices.Contains(amountFields, name) {
		return t.Say("err.amount")
	}
	return t.Say("err.text")
}

// overlay puts what was typed back into a page that was made anew, with what
// is wrong with it, and beside it what somebody else has written meanwhile. What
// cannot be changed any more is shown as it is, and what was typed beside it.
func (p *documentPage) overlay(entries map[string]entry, mistakes map[string]string) {
	p.each(func(f *fieldView) {
		e, shown := entries[f.Name]
		if !shown || !e.changed() {
			return
		}
		if !f.Editable {
			f.Wrote = e.typed
			return
		}
		f.Typed, f.Mistake = e.typed, mistakes[f.Name]
		if e.was == f.Was || e.typed == f.Was {
			return
		}
		f.Now, f.NowValue = f.Was, f.Was
		if f.Now == "" {
			f.Now = f.Say("conflict.empty")
		}
	})
}
