package propose

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/precedent"
	"github.com/invoer/invoer/storage"
)

var generated = flag.Int("generated", 3000, "how many proposals TestGeneratedProposalsBalance makes")

// Whatever a document says of assets, years, deposits and closed periods, it has
// a booking that balances to the cent and owes what is to be paid, as long as its
// own amounts add up. With -generated 1000000 a million are made.
func TestGeneratedProposalsBalance(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(7, 11))
	saw := map[string]int{}
	for n := range *generated {
		g := invented(dice, n)
		p := Propose(g)
		if p.Booking == nil {
			t.Fatalf("document %d has no booking: %+v", n, g.Invoice)
		}
		owed := p.Booking.Owed().Cents
		if p.Booking.Balanced() != nil || owed != g.Invoice.Total.Value.Cents && owed != g.Invoice.Payable.Value.Cents {
			t.Fatalf("document %d owes %d and is %v: %s of %+v", n, owed, p.Booking.Balanced(), spelled(p.Booking), g.Invoice)
		}
		for _, f := range p.Findings {
			saw[f.Rule]++
		}
	}
	for _, rule := range []string{invoer.RuleAsset, invoer.RuleLater, invoer.RuleDeducts, invoer.RuleDepositOpen, invoer.RuleClosed} {
		if saw[rule] == 0 {
			t.Errorf("none of %d documents found %s: %v", *generated, rule, saw)
		}
	}
}

// invented is a document of one to four lines at several rates, with a deposit
// before it, in books of which the first half of 2026 is closed.
func invented(dice *rand.Rand, n int) storage.Grounds {
	rates := []int64{2100, 1200, 600, 0}
	says := []string{"Laptop 14 inch", "Verzekering 01/10/2026 - 30/09/2027", "Onderhoud", "Herstelling machine", "Eindfactuur levering", "Koffie"}
	inv := invoer.Invoice{Kind: invoer.KindInvoice, Supplier: from("BE0477574154")}
	inv.Number.Value = fmt.Sprint("F", n)
	inv.Issued.Value = invoer.Date{Year: 2026, Month: 4, Day: 1}.AddDays(dice.IntN(240))
	sums := map[int64]int64{}
	for range 1 + dice.IntN(4) {
		rate := rates[dice.IntN(len(rates))]
		cents := 1 + dice.Int64N(300000)
		sums[rate] += cents
		inv.Lines = append(inv.Lines, invoer.Line{Description: says[dice.IntN(len(says))], Rate: rate, Total: invoer.EUR(cents)})
	}
	deposit := invoer.Earlier{Document: "d", Kind: invoer.KindInvoice, Number: "V2026-55", Issued: invoer.Date{Year: 2026, Month: 3, Day: 1}, Deposit: true}
	for _, rate := range rates {
		base := sums[rate]
		if deposit.Net.Cents == 0 && base > 100 {
			deposit.Net = invoer.EUR(1 + dice.Int64N(base/2))
			deposit.VAT = deposit.Net.Share(rate)
			deposit.Total = deposit.Net.Plus(deposit.VAT)
			if dice.IntN(3) == 0 {
				sums[rate] -= deposit.Net.Cents
				inv.Lines = append(inv.Lines, invoer.Line{Description: "Voorschot V2026-55", Rate: rate, Total: invoer.EUR(-deposit.Net.Cents)})
			}
		}
	}
	total := int64(0)
	for _, rate := range rates {
		base, there := sums[rate]
		if !there {
			continue
		}
		vat := invoer.EUR(base).Share(rate).Cents
		inv.Breakdown = append(inv.Breakdown, line(rate, base, vat, ""))
		total += base + vat
	}
	inv.Total = money(total)
	if dice.IntN(3) == 0 && deposit.Total.Cents > 0 {
		inv.Payable = money(total - deposit.Total.Cents)
	}
	g := storage.Grounds{Invoice: inv, Office: storage.OfficeSettings{AssetFrom: 50000, LaterFrom: 1000}, Earlier: []invoer.Earlier{deposit}}
	g.Books.Periods = []invoer.Period{
		{Year: "6", Number: "01", Locked: true, Span: invoer.Span{From: invoer.Date{Year: 2026, Month: 1, Day: 1}, Until: invoer.Date{Year: 2026, Month: 6, Day: 30}}},
		{Year: "6", Number: "02", Span: invoer.Span{From: invoer.Date{Year: 2026, Month: 7, Day: 1}, Until: invoer.Date{Year: 2026, Month: 12, Day: 31}}},
	}
	g.Purchase = ledger.Of("d", "K", inv, "")
	g.Proposed = precedent.NewMemory().Propose(g.Purchase)
	return g
}
