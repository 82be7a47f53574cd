package v1

import (
	"context"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A RuleSaid is what an office says of bookings beforehand: when a document is
// such, book it so.
type RuleSaid struct {
	Client       invoer.ClientID   `json:"client,omitempty" doc:"None: all clients of the office."`
	Name         string            `json:"name" minLength:"1" maxLength:"60"`
	Place        int               `json:"place" minimum:"0" maximum:"9999" doc:"Of rules that contradict each other the lower one wins."`
	Supplier     string            `json:"supplier,omitempty" doc:"When: VAT number of the supplier."`
	SupplierName string            `json:"supplier_name,omitempty" maxLength:"200" doc:"When: name of a supplier that has no VAT number."`
	Words        []string          `json:"words,omitempty" maxItems:"20" nullable:"false" doc:"When: one of them stands on the document."`
	Least        string            `json:"least,omitempty" doc:"When: the total with VAT is that or more."`
	Most         string            `json:"most,omitempty" doc:"When: the total with VAT is that or less."`
	Rate         string            `json:"rate,omitempty" doc:"When: only costs at this rate, in per cent."`
	From         string            `json:"from,omitempty" doc:"When: the document is of that day or later."`
	Until        string            `json:"until,omitempty"`
	Account      string            `json:"account,omitempty" doc:"Then: the account."`
	Deductible   *int              `json:"deductible,omitempty" minimum:"0" maximum:"100" doc:"Then: per cent of the VAT."`
	Case         string            `json:"case,omitempty" enum:"domestic,cocontractor,eu,outside-eu,import,exempt,small-business,margin,none" doc:"Then: case of VAT."`
	Analytic     map[string]string `json:"analytic,omitempty" doc:"Then: code by plan."`
	Split        []RuleShare       `json:"split,omitempty" maxItems:"10" nullable:"false" doc:"Then: several accounts in place of one."`
	Second       bool              `json:"second,omitempty" doc:"Then: a second person must approve."`
}

// A RuleShare is a part of a cost that a rule splits.
type RuleShare struct {
	Account string `json:"account" pattern:"^[0-9]{2,8}$"`
	Share   string `json:"share" doc:"Per cent; 100 together."`
}

// A Rule is one that is in force.
type Rule struct {
	RuleSaid

	ID      string        `json:"id"`
	By      invoer.UserID `json:"by"`
	Made    time.Time     `json:"made"`
	Against []string      `json:"against,omitempty" doc:"Rules in force that it contradicts."`
}

func showRule(r invoer.BookingRule) Rule {
	w, t := r.When, r.Then
	shown := Rule{ID: r.ID, By: r.By, Made: r.Made.UTC(), RuleSaid: RuleSaid{
		Client: r.Client, Name: r.Name, Place: r.Place, Supplier: string(w.Supplier), SupplierName: w.Name, Words: w.Words, From: daySaid(w.From), Until: daySaid(w.Until),
		Account: t.Account, Deductible: t.Deductible, Case: t.Case, Analytic: t.Analytic, Second: t.Second,
	}}
	if w.Least != nil {
		shown.Least = w.Least.String()
	}
	if w.Most != nil {
		shown.Most = w.Most.String()
	}
	if w.Rate != nil {
		shown.Rate = invoer.Money{Cents: *w.Rate}.String()
	}
	for _, part := range t.Split {
		shown.Split = append(shown.Split, RuleShare{part.Account, invoer.Money{Cents: part.Share}.String()})
	}
	return shown
}

func daySaid(d invoer.Date) string {
	if d.Zero() {
		return ""
	}
	return d.String()
}

// rule reads what was said; what cannot be is an invoer.Mistake.
func (said RuleSaid) rule() (r invoer.BookingRule, err error) {
	r = invoer.BookingRule{Client: said.Client, Name: said.Name, Place: said.Place, When: invoer.RuleCondition{Name: said.SupplierName, Words: said.Words}}
	r.Then = invoer.RuleOutcome{Account: said.Account, Deductible: said.Deductible, Case: said.Case, Analytic: said.Analytic, Second: said.Second}
	if said.Client != "" {
		if r.Client, err = identifier[invoer.ClientID](string(said.Client)); err != nil {
			return r, err
		}
	}
	if said.Supplier != "" {
		if r.When.Supplier, err = invoer.ParseVATNumber(said.Supplier); err != nil {
			return r, &invoer.Mistake{Field: "supplier", Err: err}
		}
	}
	for field, to := range map[string]**invoer.Money{"least": &r.When.Least, "most": &r.When.Most} {
		typed := map[string]string{"least": said.Least, "most": said.Most}[field]
		if typed == "" {
			continue
		}
		n, err := cents(field, typed)
		if err != nil {
			return r, err
		}
		limit := invoer.EUR(n)
		*to = &limit
	}
	if said.Rate != "" {
		rate, err := cents("rate", said.Rate)
		if err != nil {
			return r, err
		}
		r.When.Rate = &rate
	}
	if r.When.From, err = dayTyped("from", said.From); err != nil {
		return r, err
	}
	if r.When.Until, err = dayTyped("until", said.Until); err != nil {
		return r, err
	}
	for _, part := range said.Split {
		share, err := cents("split", part.Share)
		if err != nil {
			return r, err
		}
		r.Then.Split = append(r.Then.Split, invoer.RulePart{Account: part.Account, Share: share})
	}
	return r, nil
}

func dayTyped(field, said string) (invoer.Date, error) {
	if said == "" {
		return invoer.Date{}, nil
	}
	on, err := invoer.ParseDate(said)
	if err != nil {
		return on, &invoer.Mistake{Field: field, Err: err}
	}
	return on, nil
}

func (v *V1) rules(ctx context.Context, c call, in *Paging) (*Answer[List[Rule]], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	all, err := v.Store.BookingRules(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice(all, *in, func(r invoer.BookingRule) string { return r.ID }, showRule)
}

type ruleIn struct{ Body RuleSaid }

func (v *V1) addRule(ctx context.Context, c call, in *ruleIn) (*Answer[Rule], error) {
	r, err := in.Body.rule()
	if err != nil {
		return nil, err
	}
	made, against, err := v.Store.AddBookingRule(ctx, c.who, r)
	if err != nil {
		return nil, err
	}
	shown := showRule(made)
	for _, o := range against {
		shown.Against = append(shown.Against, o.ID)
	}
	return answer(shown), nil
}

// RulePreview is what a rule would have changed.
type RulePreview struct {
	Documents int           `json:"documents" doc:"Of the last year that were looked at."`
	Holds     int           `json:"holds" doc:"It is about so many of them."`
	Changed   int           `json:"changed" doc:"So many of these were booked otherwise."`
	Examples  []RuleExample `json:"examples" nullable:"false"`
	Against   []Rule        `json:"against" nullable:"false" doc:"Rules in force that it contradicts."`
}

// A RuleExample is a document that was booked otherwise.
type RuleExample struct {
	Document invoer.DocumentID `json:"document"`
	Total    string            `json:"total"`
	Accounts []string          `json:"accounts" nullable:"false" doc:"On which it is booked."`
}

func (v *V1) previewRule(ctx context.Context, c call, in *ruleIn) (*Answer[RulePreview], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	r, err := in.Body.rule()
	if err != nil {
		return nil, err
	}
	seen, err := v.Store.PreviewBookingRule(ctx, c.who, r)
	if err != nil {
		return nil, err
	}
	return answer(showPreview(seen)), nil
}

func showPreview(seen storage.RulePreview) RulePreview {
	shown := RulePreview{Documents: seen.Documents, Holds: seen.Holds, Changed: seen.Changed, Examples: []RuleExample{}, Against: []Rule{}}
	for _, e := range seen.Examples {
		example := RuleExample{Document: e.Document, Total: e.Total.String(), Accounts: []string{}}
		for _, cost := range e.Was {
			example.Accounts = append(example.Accounts, cost.Account)
		}
		shown.Examples = append(shown.Examples, example)
	}
	for _, o := range seen.Against {
		shown.Against = append(shown.Against, showRule(o))
	}
	return shown
}

type placeRuleIn struct {
	ByID
	Body struct {
		Place int `json:"place" minimum:"0" maximum:"9999"`
	}
}

func (v *V1) placeRule(ctx context.Context, c call, in *placeRuleIn) (*struct{}, error) {
	id, err := identifier[string](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.PlaceBookingRule(ctx, c.who, id, in.Body.Place)
}

func (v *V1) endRule(ctx context.Context, c call, in *ByID) (*struct{}, error) {
	id, err := identifier[string](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.EndBookingRule(ctx, c.who, id)
}

// A RuleSuggestion is what people of the office changed again and again.
type RuleSuggestion struct {
	Supplier string `json:"supplier"`
	Name     string `json:"name"`
	Proposed string `json:"proposed"`
	Booked   string `json:"booked"`
	Times    int    `json:"times"`
}

func (v *V1) suggestRules(ctx context.Context, c call, in *struct {
	ByID
	Paging
},
) (*Answer[List[RuleSuggestion]], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	all, err := v.Store.SuggestedRules(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	name := func(s storage.RuleSuggestion) string {
		return strings.Join([]string{string(s.Supplier), s.Name, s.Proposed, s.Booked}, "|")
	}
	return slice(all, in.Paging, name, func(s storage.RuleSuggestion) RuleSuggestion {
		return RuleSuggestion{string(s.Supplier), s.Name, s.Proposed, s.Booked, s.Times}
	})
}
