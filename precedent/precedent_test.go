package precedent

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
	"github.com/invoer/invoer/ledger/samples"
)

var first = invoer.Date{Year: 2025, Month: 1, Day: 1}

func services(deductible int) invoer.Treatment {
	return invoer.Treatment{Case: "domestic", Class: "services", Rate: 2100, Deductible: deductible}
}

// buy is an invoice of a supplier with lines of 21 %, each "words cents
// account"; lines to one account are booked together.
func buy(day int, supplier string, lines ...[3]any) ledger.Purchase {
	p := ledger.Purchase{
		ID: fmt.Sprintf("%s-%d", supplier, day), Client: "K1", Date: first.AddDays(day), Kind: invoer.KindInvoice,
		Supplier: ledger.Supplier{Name: supplier, VAT: "BE" + supplier, Country: "BE"}, Excl: invoer.EUR(0),
	}
	for _, l := range lines {
		amount, account := invoer.EUR(int64(l[1].(int))), l[2].(string)
		p.Lines = append(p.Lines, ledger.Line{Description: l[0].(string), Percent: 2100, Total: amount})
		p.Excl = p.Excl.Plus(amount)
		found := false
		for i := range p.Entries {
			if p.Entries[i].Account == account {
				p.Entries[i].Amount, found = p.Entries[i].Amount.Plus(amount), true
			}
		}
		if !found {
			p.Entries = append(p.Entries, ledger.Entry{Account: account, Amount: amount, Treatment: services(100)})
		}
	}
	p.VAT = p.Excl.Share(2100)
	p.Incl = p.Excl.Plus(p.VAT)
	p.Rates = []ledger.Rate{{Percent: 2100, Base: p.Excl, VAT: p.VAT, Category: "S"}}
	return p
}

func said(p Proposal) string {
	s := ""
	for _, e := range p.Entries {
		s += fmt.Sprintf("%s %s|", e.Account, e.Amount)
	}
	return s
}

func line(words string, cents int, account string) [3]any { return [3]any{words, cents, account} }

func TestProposedAsBefore(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 14 {
		m.Experience(buy(day, "garage", line("Onderhoud", 10000+day, "613400")))
		m.Experience(buy(day, "papier", line("Kopieerpapier", 5000+day, "612700")))
	}
	got := m.Propose(buy(20, "garage", line("Herstelling", 12345, "")))
	if said(got) != "613400 123.45|" || !got.Known {
		t.Fatalf("got %s", said(got))
	}
	if diff := cmp.Diff(invoer.Because("as-before", "14"), got.Entries[0].Why); diff != "" {
		t.Error(diff)
	}
	if got.Entries[0].Treatment != services(100) || got.Entries[0].Sure < 0.8 {
		t.Errorf("got %+v", got.Entries[0])
	}
}

func TestLinesArePartedAsHistoryPartsThem(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 12 {
		m.Experience(buy(day, "shop", line("Koffie capsules", 2000+day, "615000"), line("Printerinkt zwart", 4000+day, "612700")))
	}
	got := m.Propose(buy(20, "shop", line("Printerinkt kleur", 3000, ""), line("Koffie bonen", 1000, ""), line("Printerinkt zwart", 100, "")))
	if said(got) != "612700 31.00|615000 10.00|" {
		t.Errorf("got %s", said(got))
	}
}

// A line that is new at a supplier goes where such a line goes at those that part
// it from the rest, or with the rest, as the supplier's other such lines did.
func TestNewLineGoesInTheMannerOfItsSupplier(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	day := 0
	visit := func(supplier, extra, account string) {
		day++
		m.Experience(buy(day, supplier, line("Onderhoud wagen", 20000+day*100, "613400"), line(extra, 3000+day, account)))
	}
	for range 4 {
		for _, garage := range []string{"0400000001", "0400000002", "0400000003"} {
			visit(garage, "Gereedschapskoffer", "600000")
			visit(garage, "Ruitenwisservloeistof", "600000")
		}
		for _, garage := range []string{"0400000011", "0400000012", "0400000013"} {
			visit(garage, "Gereedschapskoffer", "613400")
			visit(garage, "Ruitenwisservloeistof", "613400")
		}
		visit("0400000021", "Gereedschapskoffer", "600000")
		visit("0400000031", "Gereedschapskoffer", "613400")
	}
	for supplier, want := range map[string]string{"0400000021": "600000 77.00|", "0400000031": "613400 77.00|"} {
		if got := said(m.Propose(buy(300, supplier, line("Ruitenwisservloeistof", 7700, "?")))); got != want {
			t.Errorf("of supplier %s %s, want %s", supplier, got, want)
		}
	}
}

// A supplier of two rates, each parted by its lines, is no supplier that is parted
// by rates: two lines of one rate go apart.
func TestRatesThatLinesPartAreNoShape(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	sure := func(account string) choice {
		return choice{candidates: []decision{m.decide(account)}, shares: []float64{1}}
	}
	d := m.open(buy(1, "0400000001", line("Papier", 1000, "612700"), line("Koffie", 500, "615000")))
	d.judged = []judged{
		{unit: unit{rate: 2100}, choice: sure("612700")},
		{unit: unit{rate: 600}, choice: sure("615000")},
	}
	l := newLesson(d)
	if got := l.shape([]int{0, 1}); got != shapeLines {
		t.Errorf("booked as its lines would be alone: %s, want %s", got, shapeLines)
	}
	d.judged = append(d.judged, judged{unit: unit{rate: 2100}, choice: sure("613000")})
	if got := l.shape([]int{0, 1, 0}); got != shapeRates {
		t.Errorf("two accounts at one rate booked on one: %s, want %s", got, shapeRates)
	}
}

func TestMindChangesAreFollowed(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 30 {
		m.Experience(buy(day, "net", line("Abonnement", 3000, "612600")))
		m.Experience(buy(day, "papier", line("Papier", 3000, "612700")))
	}
	for day := 30; day < 33; day++ {
		m.Experience(buy(day, "net", line("Abonnement", 3000, "612650")))
	}
	if got := m.Propose(buy(40, "net", line("Abonnement", 3000, ""))); said(got) != "612650 30.00|" {
		t.Errorf("after three on another account: got %s", said(got))
	}
}

// When an account is left, the first document that goes elsewhere bars what
// would go there without a person, and after the second supplier all others
// follow, each of which was booked there for years.
func TestAnAccountThatIsLeftIsLeftByAll(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	clean := func(day int, supplier, account string) ledger.Purchase {
		return buy(day, supplier, line("Poetsdienst", 10000+day, account))
	}
	for day := range 20 {
		for _, s := range []string{"a", "b", "c", "d"} {
			m.Experience(clean(day, s, "611300"))
			m.Experience(buy(day, s+"papier", line("Papier", 3000, "612700")))
		}
	}
	before := m.Propose(clean(21, "d", ""))
	m.Experience(clean(21, "a", "611350"))
	once := m.Propose(clean(22, "d", ""))
	m.Experience(clean(22, "a", "611350")) // the same one again says nothing of others
	again := m.Propose(clean(23, "d", ""))
	m.Experience(clean(23, "b", "611350"))
	left := m.Propose(clean(24, "d", ""))
	for name, c := range map[string]struct {
		got     Proposal
		account string
		settled bool
	}{"before": {before, "611300", true}, "one went": {once, "611300", false}, "it went again": {again, "611300", false}, "two went": {left, "611350", false}} {
		if c.got.Entries[0].Account != c.account || c.got.Settled != c.settled {
			t.Errorf("%s: %s settled %v, want %s and %v", name, said(c.got), c.got.Settled, c.account, c.settled)
		}
	}
	if diff := cmp.Diff(invoer.Because("as-others-changed", "611300"), left.Entries[0].Why); diff != "" {
		t.Error(diff)
	}
	if papier := m.Propose(buy(25, "dpapier", line("Papier", 3000, ""))); !papier.Settled {
		t.Error("an account that nobody left is in doubt too")
	}
	m.Experience(clean(26, "c", "611300"))
	if back := m.Propose(clean(27, "d", "")); said(back) != "611300 100.27|" || !back.Settled {
		t.Errorf("after one stayed: %s settled %v, want the old account without doubt", said(back), back.Settled)
	}
}

// A history that contradicts itself is shown, makes a proposal less sure, and
// keeps it from going without a person.
func TestHistoryThatContradictsItself(t *testing.T) {
	t.Parallel()
	m, clear := NewMemory(), NewMemory()
	for day := range 24 {
		account := []string{"613400", "613400", "611200"}[day%3]
		m.Experience(buy(day, "garage", line("Onderhoud", 10000+day, account)))
		clear.Experience(buy(day, "garage", line("Onderhoud", 10000+day, "613400")))
		for _, memory := range []*Memory{m, clear} {
			memory.Experience(buy(day, "papier", line("Papier", 3000, "612700")))
		}
	}
	got, sure := m.Propose(buy(30, "garage", line("Onderhoud", 12000, ""))), clear.Propose(buy(30, "garage", line("Onderhoud", 12000, "")))
	e := got.Entries[0]
	if e.Why.Code != "as-divided" || len(e.Why.Args) != 3 || e.Why.Args[2] == e.Account {
		t.Errorf("because %+v of %s, want both accounts named", e.Why, e.Account)
	}
	if e.Sure > sure.Entries[0].Sure-0.1 || got.Score >= sure.Score {
		t.Errorf("sure %.2f (%.1f), and %.2f (%.1f) of a clear history", e.Sure, got.Score, sure.Entries[0].Sure, sure.Score)
	}
	if got.Settled || !sure.Settled {
		t.Errorf("settled %v, and %v of a clear history: want it to go to a person", got.Settled, sure.Settled)
	}
	if e.Others[0] != "611200" && e.Account != "611200" {
		t.Errorf("%s or %v, want the other account offered first", e.Account, e.Others)
	}
}

// Of documents whose lines are not read the score knows how often the supplier's
// were parted as no line says; where they are read it does not matter.
func TestPartedWithoutLinesIsDoubtful(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for i := range 8 {
		p := buy(i, "0400000001", line("Server", 50000+i*700, "241000"), line("Licentie", 10000+i*i*90, "612800"))
		p.Lines = nil
		if i%2 == 0 {
			p.Entries = []ledger.Entry{{Account: "612800", Amount: p.Excl, Treatment: services(100)}}
		}
		m.Experience(p)
	}
	next := buy(9, "0400000001", line("Server", 60000, "?"), line("Licentie", 20000, "?"))
	read := m.Propose(next)
	next.Lines = nil
	unread := m.Propose(next)
	if unread.traits[traitUnread] < 0.3 || unread.traits[traitUnread] > 0.7 || read.traits[traitUnread] != 0 {
		t.Errorf("unread %.2f, read %.2f; want about a half, and nothing", unread.traits[traitUnread], read.traits[traitUnread])
	}
}

// Two cars on one page and no lines: nobody can tell what each bears.
func TestSharedCostGoesToAPerson(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 20 {
		p := buy(day, "fuel", line("Diesel 1-ABC-123", 5000+day, "613300"), line("Diesel 2-XYZ-987", 4000, "613300"))
		p.Entries = []ledger.Entry{
			{Account: "613300", Amount: invoer.EUR(int64(5000 + day)), Treatment: services(50), Analytic: map[string]string{"vehicle": "1-ABC-123"}},
			{Account: "613300", Amount: invoer.EUR(4000), Treatment: services(50), Analytic: map[string]string{"vehicle": "2-XYZ-987"}},
		}
		m.Experience(p)
	}
	unread := buy(30, "fuel", line("", 9000, ""))
	unread.Lines = nil
	for text, want := range map[string]bool{"Diesel 1-ABC-123": true, "Diesel 1-ABC-123\nDiesel 2-XYZ-987": false} {
		unread.Text = text
		if got := m.Propose(unread); got.Settled != want {
			t.Errorf("%q: settled %v, want %v", text, got.Settled, want)
		}
	}
}

// The threshold is where proposals were wrong no more often than the risk, never
// below what is likelier wrong than eight times that, and there is none before
// enough were counted.
func TestThreshold(t *testing.T) {
	t.Parallel()
	counted := func(all, wrong float64) (s Standing) {
		s.Bins = make([]Bin, bins)
		s.Bins[binOf(4)], s.Bins[binOf(1)] = Bin{all, wrong}, Bin{100, 0}
		return s
	}
	for name, c := range map[string]struct {
		standing Standing
		risk     float64
		want     float64
		ok       bool
	}{
		"too few":                      {counted(50, 0), 0.005, 0, false},
		"none wrong":                   {counted(400, 0), 0.005, 3.178, true},
		"as often as the risk":         {counted(400, 2), 0.005, 3.178, true},
		"more often":                   {counted(400, 3), 0.005, 0, false},
		"a risk that bears nearly all": {counted(400, 3), 0.05, 0.405, true},
	} {
		got, ok := c.standing.Threshold(c.risk)
		if ok != c.ok || ok && (got < c.want-0.001 || got > c.want+0.001) {
			t.Errorf("%s: %.3f, %v; want %.3f, %v", name, got, ok, c.want, c.ok)
		}
	}
}

// A supplier may have been misjudged once in ten times, but not lately.
func TestRecordEarns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		right string // the last one last
		want  bool
	}{
		"none": {"", false}, "one": {"r", true}, "a wrong one": {"w", false}, "one after a wrong one": {"wr", false}, "one of nine": {"wrrrrrrrr", false}, "one of ten": {"wrrrrrrrrr", true},
		"two of ten": {"wrrwrrrrrr", false}, "two of twenty": {"wrrwrrrrrrrrrrrrrrrr", true}, "one of the last three": {"rrrrrrrrrrrrrrrrrwrr", false},
		"three of twenty": {"wrwrwrrrrrrrrrrrrrrr", false}, "long ago": {"wwwrrrrrrrrrrrrrrrrrrrr", true},
	} {
		var r Record
		for _, said := range c.right {
			r.add(said == 'r')
		}
		if got := r.Earned(Usually); got != c.want {
			t.Errorf("%s: earned %v, want %v", name, got, c.want)
		}
	}
}

// A code that is printed on the line it belongs to says nothing of lines without.
func TestLinesWithoutACodeHaveNone(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 12 {
		p := buy(day, "fuel", line("Diesel 1-ABC-123", 5000+day, "613300"))
		p.Entries[0].Analytic = map[string]string{"vehicle": "1-ABC-123"}
		m.Experience(p)
	}
	got := m.Propose(buy(20, "fuel", line("Diesel 1-ABC-123", 4000, ""), line("Mazout", 9000, "")))
	if said(got) != "613300 40.00|613300 90.00|" || got.Entries[0].Analytic["vehicle"] != "1-ABC-123" || len(got.Entries[1].Analytic) > 0 {
		t.Errorf("got %s %v", said(got), got.Entries)
	}
}

func TestNewSupplierByWhatOthersSell(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 10 {
		for _, s := range []string{"a", "b", "c"} {
			m.Experience(buy(day, "fuel"+s, line("Diesel liter", 5000, "613300")))
			m.Experience(buy(day, "paper"+s, line("Kopieerpapier doos", 5000, "612700")))
		}
	}
	got := m.Propose(buy(20, "nobody", line("Diesel", 7000, "")))
	if said(got) != "613300 70.00|" || got.Known || m.Standing.Automatic(got, 0.5, Usually) {
		t.Errorf("got %s, known %v", said(got), got.Known)
	}
}

func TestWithoutHistoryTheMinimumChart(t *testing.T) {
	t.Parallel()
	if got := NewMemory().Propose(buy(1, "x", line("Iets", 100, ""))); said(got) != "612000 1.00|" {
		t.Errorf("got %s", said(got))
	}
}

func TestOtherClientsTellTheClassOnly(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	other := func(day int, p ledger.Purchase) ledger.Purchase {
		p.Client = "K2"
		return p
	}
	for day := range 10 {
		m.Experience(buy(day, "papier", line("Papier", 3000, "612799")))
		m.Experience(buy(day, "garage", line("Onderhoud", 3000, "613499")))
		m.Experience(other(day, buy(day, "lawyer", line("Zaak", 3000, "613201"))))
	}
	got := m.Propose(buy(20, "lawyer", line("Dossier", 3000, "")))
	if said(got) != "613499 30.00|" {
		t.Errorf("got %s, want the account of this client in the class of the other", said(got))
	}
	shared := 0
	for _, held := range m.All() {
		if held.Shared {
			shared++
		}
		kept, err := m.unpacked(held.Tally)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range kept.counts {
			if said := m.said(c.of); held.Shared && len(said) > len("K2 613") {
				t.Errorf("more than client and class is kept for the office: %s", said)
			}
		}
	}
	if shared == 0 {
		t.Error("nothing is kept for the office")
	}
}

func TestTotalsPartedInShares(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	for day := range 6 {
		p := buy(day, "rent", line("Huur", 100000, "610000"))
		p.Entries = []ledger.Entry{{Account: "610000", Amount: invoer.EUR(80000), Treatment: services(100)}, {Account: "489000", Amount: invoer.EUR(20000), Treatment: services(0)}}
		m.Experience(p)
	}
	got := m.Propose(buy(20, "rent", line("Huur", 120001, "")))
	if said(got) != "610000 960.01|489000 240.00|" {
		t.Errorf("got %s", said(got))
	}
}

// TestPartOfMemoryIsEnough: who holds only the tallies that were asked for
// proposes and learns the same as who holds all.
func TestPartOfMemoryIsEnough(t *testing.T) {
	t.Parallel()
	all := samples.Recipe{Seed: 3, Clients: 1, Suppliers: 30, From: first, Months: 6}.Make()
	whole, stored := NewMemory(), map[Key][]byte{}
	weights, standing := Weights{}, Standing{}
	for _, p := range all {
		want := whole.Experience(p)
		part := Part(weights.Clone(), standing.Clone())
		got := part.Experience(p)
		for keys := part.Missing(); len(keys) > 0; keys = part.Missing() {
			fresh := part.Again(weights.Clone(), standing.Clone())
			for _, k := range keys {
				if err := fresh.Put(k, stored[k]); err != nil {
					t.Fatal(err)
				}
			}
			part = fresh
			got = part.Experience(p)
		}
		if said(got) != said(want) || got.Score != want.Score {
			t.Fatalf("%s: part proposes %s (%v), whole %s (%v)", p.ID, said(got), got.Score, said(want), want.Score)
		}
		for _, held := range part.Changed() {
			stored[held.Key] = held.Tally
		}
		weights, standing = part.Weights, part.Standing
	}
}

// TestLedgerOfTwoYears holds the figures of docs/measurements.md: a change that
// makes proposals worse must say why.
func TestLedgerOfTwoYears(t *testing.T) {
	t.Parallel()
	all := samples.Recipe{Seed: 2, Clients: 1, Suppliers: 200, From: first, Months: 24, Mistakes: 0.001, Changes: 0.03}.Make()
	trial := NewTrial(invoer.Date{Year: 2026, Month: 6, Day: 30}, 0.005)
	for _, p := range all {
		trial.Take(p)
	}
	part := func(n, of int) float64 { return float64(n) / float64(max(1, of)) }
	constant, fresh, every := trial.Marks[Constant], trial.Marks[New], trial.Marks[All]
	if got := part(constant.Account, constant.Entries); got < 0.95 {
		t.Errorf("account of constant suppliers right first time: %.3f, want 0.95", got)
	}
	if got := part(every.Account, every.Entries); got < 0.90 {
		t.Errorf("account right first time: %.3f, want 0.90", got)
	}
	if got := part(fresh.Account, fresh.Entries); got < 0.5 {
		t.Errorf("account of new suppliers right first time: %.3f, want 0.50", got)
	}
	if got := part(every.Treatment, every.Entries); got < 0.97 {
		t.Errorf("treatment right: %.3f, want 0.97", got)
	}
	if every.AutomaticWrong*200 > every.Automatic {
		t.Errorf("%d of %d automatic bookings are wrong, want at most 0.5 %%", every.AutomaticWrong, every.Automatic)
	}
	if got := part(every.Automatic, every.Documents); got < 0.65 {
		t.Errorf("booked alone: %.3f, want 0.65 of one client, which learns from less than an office", got)
	}
}

func TestWatchStopsWithinFifty(t *testing.T) {
	t.Parallel()
	var w Watch
	for range 200 {
		w.Saw(true)
		if w.Stopped(0.005) {
			t.Fatal("stopped without a mistake")
		}
	}
	stopped := -1
	for i := range watched {
		w.Saw(i%5 != 0) // one in five is wrong
		if w.Stopped(0.005) {
			stopped = i
			break
		}
	}
	if stopped < 0 || w.Stops != 1 {
		t.Fatalf("one in five is wrong: not stopped within %d", watched)
	}
	for range watched / 2 {
		w.Shown(true, true)
	}
	if w.Stopped(0.005) {
		t.Error("still stopped after many right ones")
	}
}

// A house of automatic booking is simulated: every n-th document is looked at, one in
// so many is wrong, and it counts how many mistakes go unseen.
type simulated struct {
	watch           Watch
	passed          int64
	alone           int // that went since the last time anybody looked
	longest, missed int
}

func (s *simulated) document(wrong, looks bool, every int) {
	if s.watch.Stopped(0.005) {
		s.watch.Shown(true, !wrong)
		return
	}
	s.passed++
	if !s.watch.Shows(s.passed, every) {
		s.alone++
		s.longest = max(s.longest, s.alone)
		if wrong {
			s.missed++
		}
		return
	}
	if looks {
		s.watch.Saw(!wrong)
		s.watch.Judged, s.alone = s.passed, 0
	}
}

// Documents that pass unseen are few where reality is worse than the risk: after the
// first mistake that is seen all are shown, and where nobody looks none go after
// fifty.
func TestFewPassUnseen(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(7, 7))
	const houses, documents = 400, 500
	for name, c := range map[string]struct {
		share      float64 // of the documents that are wrong
		every      int
		mostMissed float64 // mistakes that go unseen in a house, in the mean
		leastAlone float64 // share of documents that go by themselves
	}{
		"all is well":             {0, 10, 0, 0.89},
		"as many as the risk":     {0.005, 10, 3, 0.85},
		"one in five":             {0.2, 10, 14, 0},
		"half":                    {0.5, 10, 11, 0},
		"half, every second seen": {0.5, 2, 2, 0},
	} {
		missed, shown := 0, 0
		for range houses {
			var s simulated
			alone := 0
			for range documents {
				before := s.alone
				s.document(dice.Float64() < c.share, true, c.every)
				if s.alone > before {
					alone++
				}
			}
			missed += s.missed
			shown += documents - alone
		}
		if got := float64(missed) / houses; got > c.mostMissed {
			t.Errorf("%s: %.1f mistakes went unseen in a house, want %.0f at most", name, got, c.mostMissed)
		}
		if got := 1 - float64(shown)/houses/documents; got < c.leastAlone {
			t.Errorf("%s: %.1f %% went alone, want %.0f", name, 100*got, 100*c.leastAlone)
		}
	}
	var s simulated
	for range 1000 {
		s.document(true, false, 10)
	}
	if s.longest > watched {
		t.Errorf("%d went alone while nobody looked at any, want %d at most", s.longest, watched)
	}
}

// BenchmarkLearn learns a hundred thousand bookings.
func BenchmarkLearn(b *testing.B) {
	all := samples.Recipe{Seed: 5, Clients: 22, Suppliers: 250, From: first, Months: 24, Mistakes: 0.001, Changes: 0.03}.Make()
	all = all[:min(len(all), 100000)]
	for b.Loop() {
		m := NewMemory()
		for _, p := range all {
			m.Experience(p)
		}
	}
	b.ReportMetric(float64(len(all)), "bookings")
}
