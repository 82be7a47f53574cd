package invoer

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A BookingRule is what an office says of bookings beforehand: when a document
// is such, book it so. Of several that hold and differ the one with the lower
// Place wins.
type BookingRule struct {
	ID     string        `json:"id"`
	Client ClientID      `json:"client"` // empty: all clients of the office
	Name   string        `json:"name"`   // 1 to 60 letters
	Place  int           `json:"place"`
	When   RuleCondition `json:"when"`
	Then   RuleOutcome   `json:"then"`
	By     UserID        `json:"by"`
	Made   time.Time     `json:"made"`
}

// WhyRule is the reason code of what a rule of the office made; its argument is
// the name of the rule. WhyRuleOver has those beside it that want it otherwise
// and stand behind.
const (
	WhyRule     = "rule"
	WhyRuleOver = "rule-over"
)

// A RuleCondition holds when all that is set in it holds; one of its parts must
// be set. Dates are compared with the day of the document.
type RuleCondition struct {
	Supplier VATNumber `json:"supplier"` // empty: any
	Name     string    `json:"name"`     // of a supplier without a VAT number; empty: any
	Words    []string  `json:"words"`    // one of them stands on the document; none: any
	Least    *Money    `json:"least"`    // of the total with VAT; nil: no limit
	Most     *Money    `json:"most"`
	Rate     *int64    `json:"rate"` // only costs at this rate, in hundredths of a per cent
	From     Date      `json:"from"`
	Until    Date      `json:"until"`
}

// A RuleOutcome is what a cost becomes; what is not set stays as proposed.
type RuleOutcome struct {
	Account    string            `json:"account"`    // PCMN/MAR number
	Deductible *int              `json:"deductible"` // per cent of the VAT
	Case       string            `json:"case"`       // of VAT, in the words of a Treatment
	Analytic   map[string]string `json:"analytic"`   // code by plan
	Second     bool              `json:"second"`     // a second person must approve
	Split      []RulePart        `json:"split"`      // in place of one account: several
}

// A RulePart is a part of a cost that a rule splits. Share is in hundredths of a
// per cent; those of all parts are 10000 together.
type RulePart struct {
	Account string `json:"account"`
	Share   int64  `json:"share"`
}

// Check refuses a rule that says nothing, or nothing that can be done.
func (r BookingRule) Check() error {
	n := len([]rune(strings.TrimSpace(r.Name)))
	w, t := r.When, r.Then
	switch {
	case n < 1 || n > 60:
		return fmt.Errorf("%w: a rule's name of %d letters, want 1 to 60", ErrInvalid, n)
	case w.Supplier == "" && w.Name == "" && len(w.Words) == 0 && w.Least == nil && w.Most == nil && w.Rate == nil:
		return fmt.Errorf("%w: rule %q would hold for every document, want a supplier, words, an amount or a rate", ErrInvalid, r.Name)
	case w.Supplier != "" && w.Name != "":
		return fmt.Errorf("%w: rule %q names a supplier by number and by name, want one of them", ErrInvalid, r.Name)
	case w.Name != "" && foldName(w.Name) == "", len(w.Name) > 200:
		return fmt.Errorf("%w: supplier %q of rule %q, want a name of up to 200 letters", ErrInvalid, w.Name, r.Name)
	case t.Case != "" && !slices.Contains(Cases, t.Case):
		return fmt.Errorf("%w: case of VAT %q in rule %q, want one of %s", ErrInvalid, t.Case, r.Name, strings.Join(Cases, ", "))
	case len(w.Words) > 20 || slices.ContainsFunc(w.Words, func(s string) bool { return len(s) < 2 || len(s) > 60 }):
		return fmt.Errorf("%w: words of rule %q, want up to 20 of 2 to 60 letters", ErrInvalid, r.Name)
	case w.Least != nil && w.Most != nil && (w.Least.Currency != w.Most.Currency || w.Least.Cents > w.Most.Cents):
		return fmt.Errorf("%w: amounts of rule %q from %s to %s", ErrInvalid, r.Name, w.Least, w.Most)
	case !w.From.Zero() && !w.Until.Zero() && w.Until.Before(w.From):
		return fmt.Errorf("%w: rule %q ends on %s, before it begins on %s", ErrInvalid, r.Name, w.Until, w.From)
	case t.Account == "" && t.Deductible == nil && t.Case == "" && len(t.Analytic) == 0 && !t.Second && len(t.Split) == 0:
		return fmt.Errorf("%w: rule %q says nothing of how to book", ErrInvalid, r.Name)
	case t.Account != "" && !accountNumber.MatchString(t.Account):
		return fmt.Errorf("%w: account %q of rule %q, want 2 to 8 digits", ErrInvalid, t.Account, r.Name)
	case t.Deductible != nil && (*t.Deductible < 0 || *t.Deductible > 100):
		return fmt.Errorf("%w: %d per cent deductible in rule %q", ErrInvalid, *t.Deductible, r.Name)
	case len(t.Analytic) > 10:
		return fmt.Errorf("%w: %d analytic plans in rule %q, want up to 10", ErrInvalid, len(t.Analytic), r.Name)
	case len(t.Split) > 0:
		return t.checkSplit(r.Name)
	}
	return nil
}

func (t RuleOutcome) checkSplit(name string) error {
	if t.Account != "" {
		return fmt.Errorf("%w: rule %q has one account and a split, want one of them", ErrInvalid, name)
	}
	if len(t.Split) < 2 || len(t.Split) > 10 {
		return fmt.Errorf("%w: rule %q splits into %d, want 2 to 10", ErrInvalid, name, len(t.Split))
	}
	sum := int64(0)
	for _, part := range t.Split {
		if !accountNumber.MatchString(part.Account) {
			return fmt.Errorf("%w: account %q of rule %q, want 2 to 8 digits", ErrInvalid, part.Account, name)
		}
		if part.Share <= 0 {
			return fmt.Errorf("%w: a share of nothing in rule %q", ErrInvalid, name)
		}
		sum += part.Share
	}
	if sum != whole {
		return fmt.Errorf("%w: shares of rule %q are %s %% together, want 100", ErrInvalid, name, Money{Cents: sum})
	}
	return nil
}

// whole is all of an amount, in hundredths of a per cent.
const whole = 10000

// Holds tells whether a rule is about a document of which these words are, but
// for the rate, which each cost has of its own.
func (r BookingRule) Holds(inv Invoice, words string) bool {
	w, on, total := r.When, inv.Issued.Value, inv.Total.Value
	switch {
	case w.Supplier != "" && w.Supplier != inv.Supplier.VAT.Value:
		return false
	case w.Name != "" && (inv.Supplier.VAT.Value != "" || foldName(w.Name) != foldName(inv.Supplier.Name.Value)):
		return false
	case w.Least != nil && (total.Currency != w.Least.Currency || total.Cents < w.Least.Cents):
		return false
	case w.Most != nil && (total.Currency != w.Most.Currency || total.Cents > w.Most.Cents):
		return false
	case !w.From.Zero() && on.Before(w.From), !w.Until.Zero() && w.Until.Before(on):
		return false
	}
	words = strings.ToLower(words)
	return len(w.Words) == 0 || slices.ContainsFunc(w.Words, func(s string) bool { return strings.Contains(words, strings.ToLower(s)) })
}

// Books tells whether a rule says how to book, and not only who approves.
func (r BookingRule) Books() bool {
	return r.Then.Account != "" || r.Then.Deductible != nil || r.Then.Case != "" || len(r.Then.Analytic) > 0 || len(r.Then.Split) > 0
}

// At tells whether a rule is about costs at a rate.
func (r BookingRule) At(rate int64) bool { return r.When.Rate == nil || *r.When.Rate == rate }

// Contradicts tells whether a document could be such that both rules hold and
// want something else of it.
func (r BookingRule) Contradicts(o BookingRule) bool {
	a, b := r.When, o.When
	apart := r.Client != "" && o.Client != "" && r.Client != o.Client ||
		a.Supplier != "" && b.Supplier != "" && a.Supplier != b.Supplier ||
		a.Name != "" && (b.Supplier != "" || b.Name != "" && foldName(a.Name) != foldName(b.Name)) || b.Name != "" && a.Supplier != "" ||
		a.Rate != nil && b.Rate != nil && *a.Rate != *b.Rate ||
		above(a.Least, b.Most) || above(b.Least, a.Most) ||
		after(a.From, b.Until) || after(b.From, a.Until)
	return !apart && r.Then.Differs(o.Then)
}

func above(least, most *Money) bool {
	return least != nil && most != nil && (least.Currency != most.Currency || least.Cents > most.Cents)
}

func after(from, until Date) bool { return !from.Zero() && !until.Zero() && until.Before(from) }

// Differs tells whether two outcomes say something else of the same.
func (t RuleOutcome) Differs(o RuleOutcome) bool {
	if t.accounts() != "" && o.accounts() != "" && t.accounts() != o.accounts() {
		return true
	}
	if t.Deductible != nil && o.Deductible != nil && *t.Deductible != *o.Deductible {
		return true
	}
	if t.Case != "" && o.Case != "" && t.Case != o.Case {
		return true
	}
	for plan, code := range t.Analytic {
		if other, both := o.Analytic[plan]; both && other != code {
			return true
		}
	}
	return false
}

// accounts spells on which accounts a cost goes; nothing where the rule does not
// say.
func (t RuleOutcome) accounts() string {
	if len(t.Split) == 0 {
		return t.Account
	}
	var all strings.Builder
	for _, part := range t.Split {
		fmt.Fprintf(&all, "%s %d ", part.Account, part.Share)
	}
	return all.String()
}

// Changes tells whether a cost that was booked is other than the rule says. It
// must hold for its document and its rate.
func (r BookingRule) Changes(e Entry) bool {
	t := r.Then
	if len(t.Split) > 0 {
		return !slices.ContainsFunc(t.Split, func(part RulePart) bool { return part.Account == e.Account })
	}
	if t.Account != "" && t.Account != e.Account || t.Deductible != nil && e.Treatment.Rate > 0 && *t.Deductible != e.Treatment.Deductible || t.Case != "" && t.Case != e.Treatment.Case {
		return true
	}
	for plan, code := range t.Analytic {
		if e.Analytic[plan] != code {
			return true
		}
	}
	return false
}
