package invoer

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCheckAccount(t *testing.T) {
	t.Parallel()
	const before, now, third = IBAN("BE02409709438240"), IBAN("BE30390097829811"), IBAN("NL91ABNA0417164300")
	cases := map[string]struct {
		account  IBAN
		approved []IBAN
		want     []string // arguments of the finding; nil: there is none
	}{
		"the first invoice is no change":   {now, nil, nil},
		"the account of last time":         {before, []IBAN{before}, nil},
		"one of several that are approved": {third, []IBAN{before, third}, nil},
		"no account on it":                 {"", []IBAN{before}, nil},
		"another account":                  {now, []IBAN{before, third}, []string{string(before), string(now)}},
	}
	for name, c := range cases {
		inv := Invoice{Account: Field[IBAN]{Value: c.account}}
		inv.CheckAccount(c.approved)
		var got []string
		for _, f := range inv.Findings {
			if f.Rule != RuleAccountChanged || f.Severity != Block || f.Field != "supplier_iban" {
				t.Errorf("%s: got %+v", name, f)
			}
			got = f.Args
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: account %s, approved %v (-want +got):\n%s", name, c.account, c.approved, diff)
		}
	}
}

// An approval must answer the finding; the answer holds while both accounts
// are the same, and not for a third one.
func TestChangedAccountBlocksUntilAnswered(t *testing.T) {
	t.Parallel()
	inv := Invoice{Account: Field[IBAN]{Value: "BE30390097829811"}}
	inv.CheckAccount([]IBAN{"BE02409709438240"})
	if err := inv.Approve("an", time.Now()); !errors.Is(err, ErrInvalid) {
		t.Errorf("approved unanswered: %v", err)
	}
	if err := inv.Answer(RuleAccountChanged, "supplier_iban", "an"); err != nil {
		t.Fatal(err)
	}
	inv.CheckAccount([]IBAN{"BE02409709438240"})
	if open := inv.Blocking(); len(open) > 0 {
		t.Errorf("the same two accounts again: %v is open", open)
	}
	inv.Account.Value = "NL91ABNA0417164300"
	inv.CheckAccount([]IBAN{"BE02409709438240"})
	if open := inv.Blocking(); len(open) != 1 {
		t.Errorf("a third account: %v is open, want one finding", open)
	}
}
