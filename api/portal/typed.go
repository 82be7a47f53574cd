package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A meaning tells the desk's script, while a person types, how he will be
// understood: in his own language's way of writing.
type meaning struct {
	Means   string       `json:"means"` // empty where it is what he typed, or nothing
	Sum     arithmetic   `json:"sum"`
	Options []suggestion `json:"options"`
}

// A suggestion is a supplier that he may mean, and what it puts into fields.
type suggestion struct {
	Text   string            `json:"text"`
	Sub    string            `json:"sub"`
	Values map[string]string `json:"values"`
}

// An arithmetic says whether the amounts of an invoice add up.
type arithmetic struct {
	Text string `json:"text"` // empty where there is nothing to add
	Fits bool   `json:"fits"`
}

// showTyped tells what is being typed into a field, beside the others of the
// form. It changes nothing.
func (p *Portal) showTyped(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	doc, err := p.seen(r, me)
	if err != nil {
		return err
	}
	if err := works(me); err != nil {
		return err
	}
	t, q := p.tongue(r, me), r.URL.Query()
	name := q.Get("field")
	said := meaning{Means: t.means(name, q, doc.Invoice), Sum: t.arithmetic(q), Options: []suggestion{}}
	if !namesSupplier(name) {
		return sendJSON(w, http.StatusOK, said)
	}
	found, err := p.Store.SuppliersLike(r.Context(), me.Scope, q.Get(name))
	if err != nil {
		return err
	}
	for _, c := range found {
		said.Options = append(said.Options, t.suggestion(c))
	}
	return sendJSON(w, http.StatusOK, said)
}

// works refuses clients what is an accountant's.
func works(me storage.Session) error {
	if me.Scope.Role.OfficeWide() {
		return nil
	}
	return fmt.Errorf("%w: role %q, want admin or accountant", invoer.ErrForbidden, me.Scope.Role)
}

func namesSupplier(field string) bool { return strings.HasPrefix(field, "supplier_") }

// means is how a field will stand when it is saved.
func (t tongue) means(name string, q url.Values, inv invoer.Invoice) string {
	typed := strings.TrimSpace(q.Get(name))
	issued := inv.Issued.Value
	if d, ok := day(strings.TrimSpace(q.Get("invoice_date")), t.today()); ok && name == "due_date" {
		issued = d
	}
	text := canonical(name, typed, t.today(), issued)
	if inv.Correct(name, text, invoer.Origin{}, "") != nil {
		return ""
	}
	if shown := t.Shown(name, text); shown != typed {
		return shown
	}
	return ""
}

func (t tongue) suggestion(c storage.Candidate) suggestion {
	s := suggestion{Text: c.Name, Values: map[string]string{"supplier_name": c.Name}}
	var known []string
	if c.VAT != "" {
		s.Values["supplier_vat"] = t.Shown("supplier_vat", string(c.VAT))
		known = append(known, s.Values["supplier_vat"])
	}
	if c.Account != "" {
		s.Values["supplier_iban"] = t.Shown("supplier_iban", string(c.Account))
		known = append(known, s.Values["supplier_iban"])
	}
	if c.Times > 0 {
		known = append(known, t.Say("doc.times", c.Times))
	} else {
		known = append(known, t.Say("doc.register"))
	}
	s.Sub = strings.Join(known, " · ")
	return s
}

// arithmetic adds the amounts of a form up as they stand in it.
func (t tongue) arithmetic(q url.Values) arithmetic {
	var amounts [3]invoer.Money
	for i, name := range []string{"total_excl", "total_vat", "total_incl"} {
		cents, err := invoer.ParseDecimal(canonical(name, q.Get(name), t.today(), invoer.Date{}), 2)
		if err != nil {
			return arithmetic{}
		}
		amounts[i] = invoer.Money{Cents: cents, Currency: "EUR"}
	}
	return t.adds(amounts[0], amounts[1], amounts[2])
}

// adds says whether net and VAT make the total.
func (t tongue) adds(net, vat, total invoer.Money) arithmetic {
	sum := invoer.Money{Cents: net.Cents + vat.Cents, Currency: "EUR"}
	if sum.Cents == total.Cents {
		return arithmetic{t.Say("doc.adds_up", t.decimal(net.String()), t.decimal(vat.String()), t.decimal(sum.String())), true}
	}
	off := invoer.Money{Cents: total.Cents - sum.Cents}
	return arithmetic{t.Say("doc.adds_not", t.decimal(net.String()), t.decimal(vat.String()), t.decimal(sum.String()), t.decimal(total.String()), t.decimal(off.String())), false}
}
