package v1

import (
	"context"
	"fmt"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/belgium"
)

// Booked is how a document is entered in a journal.
type Booked struct {
	Journal string        `json:"journal" minLength:"1" maxLength:"6"`
	Date    string        `json:"date,omitempty" doc:"Day of booking; none: of the invoice."`
	By      invoer.UserID `json:"by,omitempty" readOnly:"true" doc:"Who typed it; none: a machine proposed it."`
	Entries []BookedLine  `json:"entries" minItems:"2" maxItems:"500" nullable:"false"`
}

// A BookedLine is one line. Amounts are positive for debit and negative for
// credit, and add up to nothing.
type BookedLine struct {
	Side      invoer.Side       `json:"side" enum:"supplier,cost,vat"`
	Account   string            `json:"account" pattern:"^[0-9]{2,8}$"`
	Amount    string            `json:"amount" doc:"With a point and two decimals."`
	Currency  string            `json:"currency,omitempty" doc:"None: euro."`
	Text      string            `json:"text,omitempty" maxLength:"100"`
	Treatment *BookedTreatment  `json:"treatment,omitempty"`
	Boxes     []int             `json:"boxes,omitempty" readOnly:"true" doc:"Of the VAT return that the line is entered in."`
	Analytic  map[string]string `json:"analytic,omitempty"`
	Sure      invoer.Confidence `json:"confidence,omitempty" readOnly:"true"`
	Why       *invoer.Reason    `json:"why,omitempty" readOnly:"true"`
}

// A BookedTreatment is how VAT is dealt with, in the words of the booking contract.
type BookedTreatment struct {
	Case       string `json:"case"`
	Class      string `json:"class"`
	Rate       string `json:"rate" doc:"Per cent."`
	Deductible int    `json:"deductible" minimum:"0" maximum:"100"`
}

// showBooking shows how a document of a kind is booked.
func showBooking(b invoer.Booking, kind invoer.Kind) Booked {
	shown := Booked{Journal: b.Journal, By: b.By, Entries: make([]BookedLine, len(b.Entries))}
	if !b.Date.Zero() {
		shown.Date = b.Date.String()
	}
	for i, e := range b.Entries {
		shown.Entries[i] = BookedLine{
			Side: e.Side, Account: e.Account, Amount: e.Amount.String(), Currency: e.Amount.Currency, Text: e.Text, Analytic: e.Analytic,
			Sure: e.Confidence, Why: reason(e.Why),
		}
		if t := e.Treatment; t.Case != "" {
			shown.Entries[i].Treatment = &BookedTreatment{t.Case, t.Class, invoer.Money{Cents: t.Rate}.String(), t.Deductible}
			shown.Entries[i].Boxes = belgium.LineBoxes(t, kind)
		}
	}
	return shown
}

// booking gives how a document is booked. Only people of the office see it, to
// others it is as if there were none.
func (v *V1) booking(ctx context.Context, c call, in *ByID) (*Answer[Booked], error) {
	d, err := v.viewOf(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	if d.Booking == nil {
		return nil, api.WithStatus(http.StatusNotFound, fmt.Errorf("%w: booking of document %s", invoer.ErrNotFound, d.ID))
	}
	return answer(showBooking(*d.Booking, d.Kind)), nil
}

type setBookingIn struct {
	Changing
	Body Booked
}

func (v *V1) setBooking(ctx context.Context, c call, in *setBookingIn) (*Answer[Booked], error) {
	id, version, err := in.target()
	if err != nil {
		return nil, err
	}
	b, err := in.Body.booking()
	if err != nil {
		return nil, err
	}
	d, err := v.Store.SetBooking(ctx, c.who, id, version, b)
	if err != nil {
		return nil, err
	}
	return answer(showBooking(*d.Booking, d.Kind)), nil
}

func (said Booked) booking() (b invoer.Booking, err error) {
	b.Journal = said.Journal
	if said.Date != "" {
		if b.Date, err = invoer.ParseDate(said.Date); err != nil {
			return b, &invoer.Mistake{Field: "date", Err: err}
		}
	}
	for i, e := range said.Entries {
		entry, err := e.entry()
		if err != nil {
			return b, &invoer.Mistake{Field: fmt.Sprintf("entries[%d]", i), Err: err}
		}
		b.Entries = append(b.Entries, entry)
	}
	return b, nil
}

func (e BookedLine) entry() (out invoer.Entry, err error) {
	currency := e.Currency
	if currency == "" {
		currency = "EUR"
	}
	out = invoer.Entry{Side: e.Side, Account: e.Account, Text: e.Text, Analytic: e.Analytic, Confidence: invoer.Certain, Why: invoer.Because("person-said")}
	if out.Amount, err = invoer.ParseMoney(e.Amount, currency); err != nil {
		return out, err
	}
	if t := e.Treatment; t != nil {
		out.Treatment = invoer.Treatment{Case: t.Case, Class: t.Class, Deductible: t.Deductible}
		out.Treatment.Rate, err = invoer.ParseDecimal(t.Rate, 2)
	}
	return out, err
}
