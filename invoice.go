package invoer

import (
	"fmt"
	"slices"
	"time"
)

// An Invoice holds the supplier's own figures. We never correct them; where
// they do not add up there is a Finding. Amounts of a credit note are
// positive; Kind tells the direction. BT numbers are terms of EN 16931.
type Invoice struct {
	Kind       Kind             `json:"kind"`
	Language   string           `json:"language"`              // ISO 639-1, empty when unknown
	Number     Field[string]    `json:"number"`                // BT-1
	Issued     Field[Date]      `json:"issued"`                // BT-2
	Due        Field[Date]      `json:"due"`                   // BT-9
	Currency   Field[string]    `json:"currency"`              // BT-5, ISO 4217
	Supplier   Party            `json:"supplier"`              // BG-4
	Customer   Party            `json:"customer"`              // BG-7
	Account    Field[IBAN]      `json:"account"`               // BT-84
	Reference  Field[Reference] `json:"reference"`             // BT-83
	Net        Field[Money]     `json:"net"`                   // BT-109
	VAT        Field[Money]     `json:"vat"`                   // BT-110
	Total      Field[Money]     `json:"total"`                 // BT-112
	Payable    Field[Money]     `json:"payable"`               // BT-115
	Breakdown  []VATLine        `json:"breakdown"`             // BG-23
	Lines      []Line           `json:"lines"`                 // BG-25
	Preceding  []string         `json:"preceding,omitempty"`   // BT-25, numbers of the invoices that it is about
	Period     Span             `json:"period,omitzero"`       // BG-14, that it is for
	Deposit    bool             `json:"deposit,omitempty"`     // BT-3 is 386 of UNTDID 1001, a prepayment invoice
	SelfBilled bool             `json:"self_billed,omitempty"` // BT-3 is 389, 261, 500 or 502: the buyer made it in the supplier's name
	Findings   []Finding        `json:"findings"`
	Approval   Approval         `json:"approval"`
	First      Approval         `json:"first,omitzero"` // where two people approve: the first one's
}

// A Party is a supplier or a customer.
type Party struct {
	Name Field[string]    `json:"name"` // BT-27 or BT-28; BT-44
	VAT  Field[VATNumber] `json:"vat"`  // BT-31 or BT-30; BT-48
}

// A VATLine is one group of the VAT breakdown (BG-23). Rate is in hundredths
// of a per cent (2100 is 21 %), Category a code of UNCL 5305 (S, Z, E, AE, K …).
type VATLine struct {
	Rate       int64      `json:"rate"`
	Base       Money      `json:"base"`
	VAT        Money      `json:"vat"`
	Category   string     `json:"category"`
	Confidence Confidence `json:"confidence"`
	Origin     Origin     `json:"origin"`
}

// A Line is one invoice line (BG-25). Quantity and UnitPrice are decimals as
// printed, with a point; Rate is in hundredths of a per cent and -1 when
// unknown.
type Line struct {
	Description string     `json:"description"`
	Quantity    string     `json:"quantity"`
	UnitPrice   string     `json:"unit_price"`
	Rate        int64      `json:"rate"`
	Total       Money      `json:"total"`
	Period      Span       `json:"period,omitzero"` // BG-26, that it is for; no page's, only an e-invoice's
	Confidence  Confidence `json:"confidence"`
	Origin      Origin     `json:"origin"`
}

// An Approval says by whom and when; the zero value is "nobody yet". Alone says
// that it went without a person; then By is who looked at it afterwards.
type Approval struct {
	By    UserID    `json:"by,omitempty"`
	At    time.Time `json:"at,omitzero"`
	Alone bool      `json:"alone,omitempty"`
}

// Given tells whether it is one.
func (a Approval) Given() bool { return a.By != "" || a.Alone }

// Unseen tells whether nobody looked at what went without a person.
func (a Approval) Unseen() bool { return a.Alone && a.By == "" }

// Approve records that a person accepts the invoice as it now stands. It
// refuses while a blocking finding is open, and after a first approval.
func (inv *Invoice) Approve(by UserID, at time.Time) error {
	if inv.Approval.Given() {
		return fmt.Errorf("%w: approved by %s on %s", ErrConflict, inv.Approval.By, inv.Approval.At.Format(time.RFC3339))
	}
	if open := inv.Blocking(); len(open) > 0 {
		return fmt.Errorf("%w: finding %s is open", ErrInvalid, open[0].Rule)
	}
	inv.Approval = Approval{By: by, At: at}
	return nil
}

// Found tells whether a finding of a rule is among the invoice's, answered or not.
func (inv *Invoice) Found(rule string) bool {
	return slices.ContainsFunc(inv.Findings, func(f Finding) bool { return f.Rule == rule })
}

// Blocking lists the findings that must be answered first.
func (inv *Invoice) Blocking() []Finding {
	var open []Finding
	for _, f := range inv.Findings {
		if f.Severity == Block && f.Answered == "" {
			open = append(open, f)
		}
	}
	return open
}

// Answer records that a person has read and accepts the findings of a rule on
// a field.
func (inv *Invoice) Answer(rule, field string, by UserID) error {
	found, err := inv.finding(rule, field)
	if err == nil {
		found.Answered = by
	}
	return err
}

// AnswerByTwo is Answer where two people must accept: the first one is noted, and
// the finding stays open until another one accepts it too. The first one again is
// an ErrConflict.
func (inv *Invoice) AnswerByTwo(rule, field string, by UserID) error {
	found, err := inv.finding(rule, field)
	switch {
	case err != nil:
		return err
	case found.First == "":
		found.First = by
		return nil
	case found.First == by:
		return fmt.Errorf("%w: finding %s on %q was accepted by this person; a second one must", ErrConflict, rule, field)
	}
	found.Answered = by
	return nil
}

func (inv *Invoice) finding(rule, field string) (*Finding, error) {
	for i := range inv.Findings {
		if inv.Findings[i].Rule == rule && inv.Findings[i].Field == field {
			return &inv.Findings[i], nil
		}
	}
	return nil, fmt.Errorf("%w: finding %s on %q", ErrNotFound, rule, field)
}
