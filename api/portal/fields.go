package portal

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// A family of fields stands together, in booking order.
type family struct {
	title string
	names []string
}

var families = []family{
	{"group.supplier", []string{"supplier_name", "supplier_vat", "supplier_iban"}},
	{"group.invoice", []string{"invoice_number", "invoice_date", "due_date", "structured_ref"}},
	{"group.amounts", []string{"total_excl", "total_vat", "total_incl", "amount_due", "currency"}},
	{"group.customer", []string{"customer_name", "customer_vat"}},
}

// forClients are the fields that a client is shown: what he knows his own
// invoice by.
var forClients = []string{"supplier_name", "invoice_number", "invoice_date", "due_date", "structured_ref", "total_incl", "supplier_iban"}

var (
	wideFields   = []string{"supplier_name", "structured_ref", "customer_name", "customer_vat"}
	amountFields = []string{"total_excl", "total_vat", "total_incl", "amount_due"}
)

// groups are the fields to look at, and to correct where that is possible.
func (f frame) groups(inv invoer.Invoice, editable bool) []fieldGroup {
	var groups []fieldGroup
	for _, family := range families {
		group := fieldGroup{Title: f.Say(family.title), Amounts: family.title == "group.amounts" && !f.ForClient()}
		for _, name := range family.names {
			if f.ForClient() && !slices.Contains(forClients, name) {
				continue
			}
			v, err := inv.Value(name)
			if err != nil {
				continue // not a field of the reading contract; a test holds the two together
			}
			group.Fields = append(group.Fields, f.field(v, editable))
		}
		if len(group.Fields) > 0 {
			group.Same = group.Fields[0].Label == group.Title
			groups = append(groups, group)
		}
	}
	return groups
}

// field is one value with how sure we are, and why.
func (f frame) field(v invoer.Value, editable bool) fieldView {
	shown := f.Shown(v.Name, v.Text)
	view := fieldView{
		tongue: f.tongue, Name: v.Name, Label: f.Say("field." + v.Name), Typed: shown, Was: shown, Page: v.Origin.Page,
		Wide: slices.Contains(wideFields, v.Name), Amount: slices.Contains(amountFields, v.Name), Editable: editable, Seeks: editable && namesSupplier(v.Name),
	}
	if f.ForClient() {
		return view
	}
	view.Sure = f.sure(v.Confidence, v.Origin.Reader, v.Text != "")
	view.Level, view.Why, view.From = view.Sure.Level, sentence(f.Why(v.Origin.Why)), f.from(v.Origin)
	for _, other := range v.Alternatives {
		view.Alternatives = append(view.Alternatives, f.Shown(v.Name, other))
	}
	return view
}

// from says where a value was seen.
func (f frame) from(o invoer.Origin) string {
	if o.Reader == "" {
		return ""
	}
	said := f.Say("reader." + o.Reader)
	switch {
	case o.Path != "":
		said += " · " + o.Path
	case o.Page > 0:
		said += " · " + f.Say("doc.page_image", o.Page)
	}
	return said
}

// each visits every field of the page.
func (p *documentPage) each(visit func(*fieldView)) {
	for i := range p.Groups {
		for k := range p.Groups[i].Fields {
			visit(&p.Groups[i].Fields[k])
		}
	}
}

// sentence begins with a capital.
func sentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
