package layout

import (
	"testing"

	"github.com/invoer/invoer"
)

func TestSecond(t *testing.T) {
	t.Parallel()
	total, amount, currency := word("TOTAAL", 10, 20), word("24710", 45, 20), word("EUR", 75, 20)
	amount.Alternative = "22,10"
	c := cell([]invoer.Word{total, amount, currency})
	second, other := c.Second()
	if !other || second.Text != "TOTAAL 22,10 EUR" {
		t.Fatalf("second reading %q, %v; want TOTAAL 22,10 EUR", second.Text, other)
	}
	from, to, otherwise := c.Same(second, 7, 12)
	if c.Text[from:to] != "24710" || !otherwise {
		t.Errorf("22,10 was first read as %q, otherwise %v; want 24710", c.Text[from:to], otherwise)
	}
	from, to, otherwise = c.Same(second, 13, 16)
	if c.Text[from:to] != "EUR" || otherwise {
		t.Errorf("EUR was first read as %q, otherwise %v; want the same", c.Text[from:to], otherwise)
	}
	if _, other := cell([]invoer.Word{total}).Second(); other {
		t.Error("a cell that is read in one way has a second reading")
	}
}
