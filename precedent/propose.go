package precedent

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/ledger"
)

// A Proposal is how a purchase may be booked.
type Proposal struct {
	ID      string
	Entries []Entry
	Known   bool    // the client booked the supplier before
	Score   float64 // how likely all of it is right, in log odds
	Settled bool    // nothing in it is new to this supplier
	Record  Record  // of the supplier's settled proposals
	traits  []float64
}

// An Entry is a cost line of a proposal. Text is what its largest line says, empty
// where lines are not known. Sure is a probability; Others are accounts that it
// may be instead, the likeliest first.
type Entry struct {
	ledger.Entry

	Text   string
	Sure   float64
	Others []string
	Why    invoer.Reason
}

// A judged is a unit with what was chosen for it.
type judged struct {
	unit

	known     string // how well the client knows the supplier, and such a line of it
	choice    choice
	heard     choice // as the witnesses alone said
	moved     bool   // to where the accountant now books what he booked there
	witnesses []witness
	office    []witness
	account   int // place among the candidates
	tax       choice
	taxBy     []witness
	treatment invoer.Treatment
	sureTax   float64
	analytic  string
}

// mostOthers is how many other accounts are named.
const mostOthers = 4

// Propose proposes how a purchase is booked from what was learnt so far. Its
// own booking, where it has one, is not looked at.
func (m *Memory) Propose(p ledger.Purchase) Proposal { return m.open(p).propose() }

func (d *document) propose() Proposal {
	if entries := d.byShares(); entries != nil {
		return d.proposal(entries, nil)
	}
	d.judged = d.judge()
	if d.memory.part && len(d.memory.put) == 0 { // what more to ask for hangs on the accounts
		return Proposal{}
	}
	d.together(d.judged)
	return d.proposal(d.entries(d.judged), d.judged)
}

// judge chooses an account for each unit.
func (d *document) judge() []judged {
	units := make([]judged, len(d.units))
	for i, u := range d.units {
		units[i].unit, units[i].known = u, d.known(u)
		if !d.account(&units[i]) {
			usual := d.memory.decide(belgium.CostAccount(belgium.TreatmentOf(d.facts(u)).Class))
			units[i].choice = choice{candidates: []decision{usual}, shares: []float64{0.2}}
		}
		units[i].heard, units[i].account = units[i].choice, units[i].choice.best()
		d.follow(&units[i])
	}
	return units
}

func (d *document) facts(u unit) belgium.Facts {
	facts := belgium.Facts{Zone: d.zone, Category: u.category, Rate: u.rate, Taxed: u.rate > 0, On: d.Date, Words: u.said + " " + d.Text, Price: u.price}
	if u.line {
		facts.Line = u.said + " " + d.Supplier.Name
	}
	return facts
}

// The shapes of a booking of several units.
const (
	shapeOne     = "one"     // all on one account, the likeliest for all of them
	shapeLargest = "largest" // all on the account of the largest of them
	shapeEither  = "either"  // all on one account, and that is both
	shapeRates   = "rates"   // one account for each rate
	shapeLines   = "lines"   // each line for itself
	shapeShares  = "shares"  // in shares of the total, whatever the lines say
)

// together gives units one account where that is likelier than one for each,
// by what was done before when the lines alone pointed to several.
func (d *document) together(units []judged) {
	if len(units) < 2 || !parted(units) {
		return
	}
	lines := d.shaped(shapeLines)
	best, of := 0.0, shapeLines
	for _, shape := range []string{shapeOne, shapeLargest, shapeRates} {
		odds := math.Log(d.shaped(shape)) - math.Log(lines)
		for _, group := range groups(units, shape) {
			_, less := d.jointly(units, group, shape)
			odds -= less / (1 + d.memory.at(d.key("shape", d.supplier)).slow())
		}
		if odds > best {
			best, of = odds, shape
		}
	}
	if of == shapeLines {
		return
	}
	for _, group := range groups(units, of) {
		account, _ := d.jointly(units, group, of)
		for _, i := range group {
			if at := slices.Index(units[i].choice.candidates, account); at >= 0 && at != units[i].account {
				units[i].account, units[i].moved = at, false
			}
		}
	}
}

// decided is the account of a unit.
func (u *judged) decided() decision { return u.choice.candidates[u.account] }

// parted tells whether units are on several accounts.
func parted(units []judged) bool {
	return slices.ContainsFunc(units, func(u judged) bool {
		return u.decided() != units[0].decided()
	})
}

// shaped is how likely a shape is, of this supplier and beside that of this
// client. Which account all go to is told only by documents where the likeliest
// for all is another than the largest line's.
func (d *document) shaped(shape string) float64 {
	client, own := d.memory.at(d.key("shape")), d.memory.at(d.key("shape", d.supplier))
	anyway := (d.memory.shaped(client, shape) + 0.5) / (client.slow() + 1.5)
	likely := (d.memory.shaped(own, shape) + anyway) / (own.slow() + 1)
	if shape != shapeOne && shape != shapeLargest {
		return likely
	}
	this, one, largest := d.memory.decide(shape), d.memory.decide(shapeOne), d.memory.decide(shapeLargest)
	anyway = (client.of(this) + 0.5) / (client.of(one) + client.of(largest) + 1)
	return likely * (own.of(this) + anyway) / (own.of(one) + own.of(largest) + 1)
}

// shaped counts documents of a shape, where all that put everything on one
// account are alike.
func (m *Memory) shaped(t *tally, shape string) float64 {
	if shape == shapeOne || shape == shapeLargest || shape == shapeEither {
		return t.of(m.decide(shapeOne)) + t.of(m.decide(shapeLargest)) + t.of(m.decide(shapeEither))
	}
	return t.of(m.decide(shape))
}

// groups are the places of the units that a shape puts on one account.
func groups(units []judged, shape string) [][]int {
	var all [][]int
	of := map[int64]int{}
	for i, u := range units {
		rate := u.rate
		if shape != shapeRates {
			rate = 0
		}
		at, ok := of[rate]
		if !ok {
			at = len(all)
			of[rate], all = at, append(all, nil)
		}
		all[at] = append(all[at], i)
	}
	return all
}

// jointly gives the account that a shape has for all units of a group, and how
// much less likely that is than the best for each (the difference of
// logarithms).
func (d *document) jointly(units []judged, group []int, shape string) (account decision, less float64) {
	const unheard = 1e-5 // of an account that is no candidate
	scores := map[decision]float64{}
	largest := group[0]
	for _, i := range group {
		u := units[i]
		for at, c := range u.choice.candidates {
			scores[c] += math.Log(max(unheard, u.choice.shares[at])) - math.Log(unheard)
		}
		less += math.Log(max(unheard, u.choice.shares[u.account])) - math.Log(unheard)
		if u.amount.Abs().Cents > units[largest].amount.Abs().Cents {
			largest = i
		}
	}
	if shape == shapeLargest {
		account = units[largest].choice.decided()
		return account, less - scores[account]
	}
	for c, score := range scores {
		if account == undecided || score > scores[account] || score == scores[account] && d.memory.said(c) < d.memory.said(account) {
			account = c
		}
	}
	return account, less - scores[account]
}

// entries are the units with the same account, treatment and analytic codes put
// together.
func (d *document) entries(units []judged) []Entry {
	var all []Entry
	var largest []invoer.Money
	var votes []map[decision]float64
	for i := range units {
		u := &units[i]
		account := d.memory.said(u.decided())
		c, by := d.treatment(u.unit, account, u.known)
		u.tax, u.taxBy = c, by
		best := c.best()
		u.treatment, u.sureTax, u.analytic = read(d.memory.said(c.candidates[best]), u.unit), c.shares[best], d.analytic(u.unit, account)
		sure := u.choice.shares[u.account]
		if t, other := d.divided(u); other != undecided {
			sure = min(sure, t.of(u.decided())/t.slow()) // no surer than history itself
		}
		at := slices.IndexFunc(all, func(e Entry) bool {
			return e.Account == account && e.Treatment == u.treatment && spellAnalytic(e.Analytic) == u.analytic
		})
		if at < 0 {
			at = len(all)
			e := Entry{Entry: ledger.Entry{Account: account, Treatment: u.treatment, Analytic: readAnalytic(u.analytic)}, Sure: sure, Why: d.why(u)}
			e.Amount.Currency = u.amount.Currency
			all, votes, largest = append(all, e), append(votes, map[decision]float64{}), append(largest, invoer.Money{})
		}
		if u.line && u.amount.Abs().Cents > largest[at].Cents {
			all[at].Text, largest[at] = u.said, u.amount.Abs()
		}
		all[at].Amount = all[at].Amount.Plus(u.amount)
		all[at].Sure = min(all[at].Sure, sure*u.sureTax)
		for i, c := range u.choice.candidates {
			votes[at][c] += u.choice.shares[i]
		}
	}
	for i := range all {
		all[i].Others = d.others(votes[i], all[i].Account)
	}
	return all
}

// others are the accounts with the most votes beside the one chosen.
func (d *document) others(votes map[decision]float64, chosen string) []string {
	accounts := d.memory.room.decisions.take(len(votes))[:0]
	for account := range votes {
		if d.memory.said(account) != chosen {
			accounts = append(accounts, account)
		}
	}
	slices.SortFunc(accounts, func(a, b decision) int {
		return cmp.Or(cmp.Compare(votes[b], votes[a]), cmp.Compare(d.memory.said(a), d.memory.said(b)))
	})
	all := make([]string, min(len(accounts), mostOthers))
	for i := range all {
		all[i] = d.memory.said(accounts[i])
	}
	return all
}

// Nothing is the reason code of an account that no history speaks for: it is
// the minimum chart's.
const Nothing = "common-default"

// why says in a reason code what spoke most for the account of a unit.
func (d *document) why(u *judged) invoer.Reason {
	account := u.decided()
	if u.moved {
		return invoer.Because("as-others-changed", d.memory.said(u.heard.decided()))
	}
	if d.history.last == account && d.history.streak >= 2 {
		return invoer.Because("as-before", strconv.Itoa(d.history.streak))
	}
	if t, other := d.divided(u); other != undecided {
		return invoer.Because("as-divided", strconv.Itoa(int(math.Round(t.of(account)))), strconv.Itoa(int(math.Round(t.slow()))), d.memory.said(other))
	}
	h, found := u.choice.why(u.account)
	if !found {
		return invoer.Because(Nothing)
	}
	switch kind := h.witness.kind; {
	case strings.HasPrefix(kind, "supplier-line"), strings.HasPrefix(kind, "supplier-words"):
		return invoer.Because("as-words-of-supplier", h.said)
	case h.witness.own && kind != "anyway":
		return invoer.Because("as-supplier", strconv.Itoa(int(math.Round(h.tally.of(account)))))
	case strings.HasPrefix(kind, "elsewhere"):
		return invoer.Because("as-elsewhere", h.said)
	case kind == costsSaid:
		return invoer.Because("as-meant", h.said)
	case kind == usual:
		return invoer.Because("as-usual-class", h.said)
	case strings.HasPrefix(kind, "activity"), kind == costsSold:
		return invoer.Because("as-activity", d.Supplier.NACE)
	case kind == "names", kind == costsNamed:
		return invoer.Because("as-name", h.said)
	case kind == "after" && d.history.last == account:
		return invoer.Because("as-supplier", strconv.Itoa(int(math.Round(d.history.of(account)))))
	case kind == "after":
		return invoer.Because("as-others-changed", d.memory.said(d.history.last))
	case h.said != "":
		return invoer.Because("as-words", h.said)
	}
	return invoer.Because("as-most")
}

// A history contradicts itself where the same line of the same supplier went, so
// many times or more, to its commonest account less often than this.
const (
	dividedTimes = 4
	dividedShare = 0.75
)

// contradicted tells whether what is known of a line contradicts itself.
func (d *document) contradicted(u judged) bool {
	_, other := d.divided(&u)
	return other != undecided
}

// divided gives what a line of the supplier was booked on and the account beside
// the one that is proposed, which is none where history does not contradict
// itself. A change of mind that is followed is no contradiction.
func (d *document) divided(u *judged) (t *tally, other decision) {
	t = d.memory.at(d.key("supplier-line", d.supplier, u.joined))
	if _, share := t.best(); t.seen < dividedTimes || share >= dividedShare || t.streak >= dividedTimes {
		return t, undecided
	}
	for _, c := range t.counts {
		if c.of != u.decided() && c.slow > t.of(other) {
			other = c.of
		}
	}
	return t, other
}

// analytic are the codes that go with the codes printed in a unit, else with
// its account at this supplier.
func (d *document) analytic(u unit, account string) string {
	for _, code := range u.codes {
		t := d.memory.at(d.key("code", code))
		best, share := t.best()
		if of := d.memory.said(best); share > 0.7 && of != noAnalytic && (t.seen >= 3 || strings.HasSuffix(of, "="+code)) {
			return of
		}
	}
	t := d.memory.at(d.key("analytic", d.supplier, account))
	best, share := t.best()
	if of := d.memory.said(best); t.seen >= 2 && share > 0.8 && of != noAnalytic {
		return of
	}
	return ""
}

// noAnalytic is the decision that there is no analytic code.
const noAnalytic = "-"

func spellAnalytic(codes map[string]string) string {
	var all []string
	for _, plan := range slices.Sorted(maps.Keys(codes)) {
		all = append(all, plan+"="+codes[plan])
	}
	return strings.Join(all, "\n")
}

func readAnalytic(s string) map[string]string {
	if s == "" {
		return nil
	}
	codes := map[string]string{}
	for pair := range strings.SplitSeq(s, "\n") {
		plan, code, _ := strings.Cut(pair, "=")
		codes[plan] = code
	}
	return codes
}

// byShares are the entries of a supplier whose total is parted in fixed shares,
// and nil of any other.
func (d *document) byShares() []Entry {
	parting, t := d.memory.at(d.key("parting", d.supplier)), d.memory.at(d.key("shares", d.supplier))
	if d.memory.said(parting.last) != shapeShares || parting.streak < 2 || t.streak < 2 {
		return nil
	}
	_, share := t.best()
	return d.laidOut(d.memory.said(t.last), share)
}

// laidOut is the total in the shares that spellShares wrote. The last one
// has what is left.
func (d *document) laidOut(shares string, sure float64) []Entry {
	var all []Entry
	left := d.Excl
	u := unit{rate: ledger.UnknownRate}
	if len(d.Rates) == 1 {
		u.rate = d.Rates[0].Percent
	}
	parts := strings.Split(shares, "\n")
	for i, part := range parts {
		account, rest, _ := strings.Cut(part, " ")
		parts10000, treatment, _ := strings.Cut(rest, " ")
		n, _ := strconv.ParseInt(parts10000, 10, 64) // spellShares wrote it
		amount := d.Excl.Share(n)
		if i == len(parts)-1 {
			amount = left
		}
		left.Cents -= amount.Cents
		all = append(all, Entry{
			Entry: ledger.Entry{Account: account, Amount: amount, Treatment: read(treatment, u)}, Sure: sure,
			Why: invoer.Because("as-shares", strconv.FormatInt(n/100, 10)),
		})
	}
	return all
}

// spellShares writes entries as shares of the total, in hundredths of a per
// cent.
func spellShares(p ledger.Purchase) string {
	u := unit{rate: ledger.UnknownRate}
	if len(p.Rates) == 1 {
		u.rate = p.Rates[0].Percent
	}
	var all []string
	for _, e := range p.Entries {
		n := int64(0)
		if p.Excl.Cents != 0 {
			n = int64(math.Round(float64(e.Amount.Cents) * 1000 / float64(p.Excl.Cents)))
		}
		all = append(all, e.Account+" "+strconv.FormatInt(n*10, 10)+" "+spell(e.Treatment, u))
	}
	return strings.Join(all, "\n")
}
