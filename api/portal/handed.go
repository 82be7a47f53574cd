package portal

import (
	"errors"
	"net/http"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A handedForm is where a person says something of what he hands in.
type handedForm struct {
	Label  string // of the remark
	Remark string
	Inputs []input
	Paid   choice
}

func (f frame) handedForm(s *slip, have storage.Handed) handedForm {
	lines := []input{
		s.input(input{Name: "due", Label: f.Say("field.due_date"), Hint: f.Say("handed.due_hint")}),
		s.input(input{Name: "amount", Label: f.Say("handed.amount"), Hint: f.Say("handed.amount_hint")}),
	}
	for i, value := range []string{f.Date(have.Due), f.Amount(have.Amount)} {
		if lines[i].Value == "" {
			lines[i].Value = value
		}
	}
	form := handedForm{Label: f.Say("handed.remark"), Remark: have.Remark, Inputs: lines, Paid: choice{Name: "paid", Label: f.Say("handed.paid")}}
	if typed := s.text("remark"); typed != "" {
		form.Remark = typed
	}
	for _, way := range storage.WaysToPay {
		form.Paid.Options = append(form.Paid.Options, option{Value: string(way), Text: f.Say("paid." + wayCode(way)), Chosen: way == have.Paid})
	}
	return form
}

func wayCode(way storage.Paid) string {
	if way == storage.NotPaid {
		return "not"
	}
	return string(way)
}

// handed is what was said, a line for each part of it.
func (t tongue) handed(h storage.Handed) (lines []string) {
	if h.Remark != "" {
		lines = append(lines, h.Remark)
	}
	if !h.Due.Zero() {
		lines = append(lines, t.Say("field.due_date")+": "+t.Date(h.Due))
	}
	if h.Amount != (invoer.Money{}) {
		lines = append(lines, t.Say("handed.amount")+": "+t.Money(h.Amount))
	}
	if h.Paid != storage.NotPaid {
		lines = append(lines, t.Say("handed.paid")+": "+t.Say("paid."+string(h.Paid)))
	}
	return lines
}

// sayOfDelivery keeps what a person says of what he handed in, as he writes
// dates and amounts.
func (p *Portal) sayOfDelivery(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[invoer.DeliveryID](r, "delivery")
	if err != nil {
		return err
	}
	s := p.tongue(r, me).slip(r)
	said := storage.Handed{Remark: s.text("remark"), Paid: storage.Paid(s.text("paid"))}
	if typed := s.text("due"); typed != "" {
		said.Due, err = invoer.ParseDate(canonical("due_date", typed, s.today(), s.today()))
		s.want(err == nil, "due", "err.date")
	}
	if typed := s.text("amount"); typed != "" {
		said.Amount, err = invoer.ParseMoney(canonical("total_incl", typed, s.today(), invoer.Date{}), "EUR")
		s.want(err == nil, "amount", "err.amount")
	}
	if !s.right() {
		return p.sayAgain(w, r, me, s)
	}
	if err := p.Store.SayOfDelivery(r.Context(), me.Scope, id, said); err != nil {
		return err
	}
	if r.Header.Get("Accept") == "application/json" {
		return sendJSON(w, http.StatusOK, wayOn{deliveryURL(id)})
	}
	return away(w, r, saying(deliveryURL(id), "said"))
}

// sayAgain shows a delivery once more with what is wrong in the form.
func (p *Portal) sayAgain(w http.ResponseWriter, r *http.Request, me storage.Session, s *slip) error {
	d, err := p.dispatch(r, me)
	if err != nil {
		return err
	}
	if r.Header.Get("Accept") == "application/json" {
		mistake := ""
		for _, text := range s.mistakes {
			mistake = text
		}
		return sendJSON(w, http.StatusUnprocessableEntity, uploadAnswer{Parts: []uploadPart{}, Error: mistake})
	}
	page := p.frame(r, me, "deliveries", "del.title").delivery(d)
	page.Handed = page.handedForm(s, d.said)
	return send(w, http.StatusUnprocessableEntity, "delivery.html", page)
}

// glance tells a telephone what can be read in a photo.
func (p *Portal) glance(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := api.CheckCSRF(me, r.Header.Get("X-CSRF")); err != nil {
		return err
	}
	t := p.tongue(r, me)
	own, err := p.ownOf(r, me)
	if err != nil {
		return err
	}
	seen, err := p.Glance(w, r, own, t.today())
	if errors.Is(err, invoer.ErrUnreadable) {
		err = nil // nothing can be found in it, and that is the answer
	}
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, t.glanced(seen))
}

// ownOf is who receives invoices here, so that he is not taken for a supplier.
func (p *Portal) ownOf(r *http.Request, me storage.Session) (invoer.Own, error) {
	if me.Scope.Client == "" {
		return invoer.Own{}, nil
	}
	c, err := p.Store.Client(r.Context(), me.Scope, me.Scope.Client)
	return c.Own, err
}

// A glanceAnswer tells the portal's script how a photo looks.
type glanceAnswer struct {
	Good bool   `json:"good"`
	Text string `json:"text"`
}

func (t tongue) glanced(g api.Glance) glanceAnswer {
	var found, missing []string
	for _, part := range []struct {
		seen bool
		code string
	}{{g.Amount, "glance.amount"}, {g.Date, "glance.date"}, {g.Number, "glance.number"}} {
		if part.seen {
			found = append(found, t.Say(part.code))
		} else {
			missing = append(missing, t.Say(part.code))
		}
	}
	listed := func(parts []string) string { return strings.Join(parts, ", ") }
	switch {
	case len(missing) == 0:
		return glanceAnswer{true, t.Say("glance.good")}
	case g.Late && len(found) == 0:
		return glanceAnswer{true, t.Say("glance.late")}
	case g.Late:
		return glanceAnswer{true, t.Say("glance.partly", listed(found), listed(missing))}
	case len(found) == 0:
		return glanceAnswer{false, t.Say("glance.nothing")}
	}
	return glanceAnswer{false, t.Say("glance.missing", listed(missing))}
}

// paid tells whether a document says that nothing is left to be paid, or who handed
// it in that he paid it.
func paid(inv invoer.Invoice, said storage.Handed) bool {
	nothing := inv.Payable.Present() && inv.Payable.Value.Cents == 0 && inv.Total.Value.Cents > 0
	return nothing || said.Paid != storage.NotPaid
}
