package samples

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger"
)

// A Recipe says which ledger to invent.
type Recipe struct {
	Seed      uint64
	Clients   int
	Suppliers int // of each client; some of them are shared
	From      invoer.Date
	Months    int
	Mistakes  float64 // share of documents that were booked wrong
	Changes   float64 // share of suppliers of which the accountant changes his mind one day
}

// Make invents the ledger, in order of date.
func (r Recipe) Make() []ledger.Purchase {
	w := &world{Recipe: r, rand: rand.New(rand.NewPCG(r.Seed, 7))}
	w.pool = w.suppliers()
	var all []ledger.Purchase
	for i := range r.Clients {
		all = append(all, w.client(i)...)
	}
	slices.SortStableFunc(all, func(a, b ledger.Purchase) int { return cmp.Compare(a.Date.String(), b.Date.String()) })
	for i := range all {
		all[i].ID = fmt.Sprintf("b%06d", i+1)
	}
	return all
}

type world struct {
	Recipe

	rand *rand.Rand
	pool []supplier
}

// A supplier sells what its trade sells.
type supplier struct {
	ledger.Supplier

	trade    trade
	language int // index into an item's words
	price    float64
	lines    int  // the most on a document
	unread   bool // its lines are never read
}

func (w *world) chance(p float64) bool { return w.rand.Float64() < p }

func pick[T any](w *world, from []T) T { return from[w.rand.IntN(len(from))] }

// suppliers are more than one client has, so that some are shared and some not.
func (w *world) suppliers() []supplier {
	var bag []trade
	for _, t := range trades {
		for range int(t.share * 10) {
			bag = append(bag, t)
		}
	}
	pool := make([]supplier, w.Suppliers*(2+w.Clients)/3)
	for i := range pool {
		pool[i] = w.supplier(pick(w, bag))
	}
	return pool
}

var (
	surnames = []string{
		"Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Wouters", "De Smet", "Dubois", "Lambert", "Dupont", "Martin",
		"Simon", "Leroy", "Lefèvre", "Renard", "Noël", "Vermeulen", "Hermans", "Aerts", "Michiels", "Lemmens", "Declercq", "Thijs", "Baert", "Smets",
	}
	places = []string{"Antwerpen", "Gent", "Brugge", "Leuven", "Hasselt", "Liège", "Namur", "Mons", "Eupen", "Kortrijk", "Mechelen", "Wavre", "Arlon", "Aalst", ""}
	forms  = []string{"bv", "nv", "srl", "sa", "vof", "cv", ""}
)

func (w *world) supplier(t trade) supplier {
	country := cmp.Or(t.country, "BE")
	name := strings.Join(strings.Fields(pick(w, t.names)+" "+pick(w, surnames)+" "+pick(w, places)+" "+pick(w, forms)), " ")
	if w.chance(0.2) { // a name that says nothing of the trade
		name = pick(w, surnames) + " & " + pick(w, surnames) + " " + pick(w, forms)
	}
	s := supplier{
		Supplier: ledger.Supplier{Name: strings.TrimSpace(name), Country: country, NACE: pick(w, t.nace)}, trade: t,
		price: math.Exp(w.rand.NormFloat64() * 0.4), lines: 1 + w.rand.IntN(5), unread: w.chance(0.1),
	}
	switch country {
	case "BE":
		n := 40000000 + w.rand.IntN(40000000)
		s.VAT = fmt.Sprintf("BE%08d%02d", n/10, 97-n/10%97) // KBO: the last two are 97 less the others modulo 97
		s.language = pick(w, []int{0, 0, 0, 1, 1, 3})
		if s.language == 3 && w.chance(0.7) {
			s.language = 0
		}
		s.IBAN = fmt.Sprintf("BE%014d", w.rand.Int64N(1e14))
	case "NL":
		s.VAT, s.language = fmt.Sprintf("NL%09dB01", w.rand.IntN(1e9)), 0
	case "DE":
		s.VAT, s.language = fmt.Sprintf("DE%09d", w.rand.IntN(1e9)), 3
	case "IE":
		s.VAT, s.language = fmt.Sprintf("IE%07dAH", w.rand.IntN(1e7)), 2
	default:
		s.language = 2
	}
	if w.chance(0.15) {
		s.NACE = ""
	}
	return s
}

// A books is how one client's accountant books.
type books struct {
	code   string
	chart  map[string]string // role -> account
	moved  []move            // roles that get another account one day
	plates []string
	all    []string // accounts
}

type move struct {
	role, to string
	from     invoer.Date
}

// A habit is how the accountant books one supplier.
type habit struct {
	supplier

	starts  invoer.Date
	lumps   bool // everything to one account, that of its first item
	instead string
	changes invoer.Date // from when on it goes to another account; zero: never
	to      string
}

func (w *world) client(n int) []ledger.Purchase {
	b := w.books(n)
	var all []ledger.Purchase
	chosen := w.rand.Perm(len(w.pool))[:min(w.Suppliers, len(w.pool))]
	for _, i := range chosen {
		h := w.habit(b, w.pool[i])
		all = append(all, w.documents(b, h)...)
	}
	return all
}

// books gives a client a chart of its own: fine or coarse, of six digits or
// more, with numbers that only it has below the class.
func (w *world) books(n int) books {
	b := books{code: fmt.Sprintf("K%03d", n+1), chart: map[string]string{}}
	coarse, own, zeros := w.chance(0.4), w.chance(0.5), pick(w, []string{"00", "00", "000", "10"})
	roles := slices.Sorted(maps.Keys(accounts))
	for _, role := range roles {
		as := role
		if to, ok := merged[role]; ok && coarse {
			as = to
		}
		number := accounts[as]
		if own {
			number = number[:2] + fmt.Sprintf("%d%d", (int(number[2]-'0')*7+n)%10, (int(number[3]-'0')*3+n)%10)
		}
		b.chart[role] = number + zeros
	}
	for _, role := range roles {
		b.all = append(b.all, b.chart[role])
	}
	if w.chance(w.Changes * 20) {
		role := pick(w, roles)
		b.moved = append(b.moved, move{role, b.chart[role][:4] + "50" + strings.Repeat("0", len(zeros)-2), w.day()})
	}
	for range 1 + w.rand.IntN(4) {
		b.plates = append(b.plates, fmt.Sprintf("%d-%c%c%c-%03d", 1+w.rand.IntN(2), 'A'+w.rand.IntN(26), 'A'+w.rand.IntN(26), 'A'+w.rand.IntN(26), w.rand.IntN(1000)))
	}
	return b
}

func (w *world) day() invoer.Date { return w.From.AddDays(w.rand.IntN(w.Months * 30)) }

func (w *world) habit(b books, s supplier) habit {
	h := habit{supplier: s, starts: w.From, lumps: w.chance(0.5)}
	if w.chance(0.4) {
		h.starts = w.day()
	}
	if w.chance(0.04) {
		h.instead = pick(w, b.all)
	}
	if w.chance(w.Changes) {
		h.changes, h.to = w.day(), pick(w, b.all)
	}
	return h
}

// documents are all that one supplier sends to a client.
func (w *world) documents(b books, h habit) []ledger.Purchase {
	var all []ledger.Purchase
	pace := h.trade.months * math.Exp(w.rand.NormFloat64()*0.5)
	end := w.From.AddDays(w.Months * 30)
	for day := h.starts.AddDays(w.rand.IntN(int(30/pace) + 1)); day.Before(end); day = day.AddDays(1 + int(w.rand.ExpFloat64()*30/pace)) {
		all = append(all, w.document(b, h, day))
	}
	return all
}

// A sold is one line and how it is booked.
type sold struct {
	item
	line ledger.Line
}

func (w *world) document(b books, h habit, day invoer.Date) ledger.Purchase {
	p := ledger.Purchase{Client: b.code, Date: day, Kind: invoer.KindInvoice, Supplier: h.Supplier, Journal: "AANK"}
	if w.chance(0.03) {
		p.Kind = invoer.KindCreditNote
	}
	var lines []sold
	plate := pick(w, b.plates)
	for range 1 + w.rand.IntN(h.lines) {
		lines = append(lines, w.line(h, plate))
	}
	w.total(&p, lines)
	p.Entries = w.entries(b, h, day, lines)
	w.words(&p, h, lines)
	return p
}

func (w *world) line(h habit, plate string) sold {
	var bag []item
	for _, it := range h.trade.items {
		for range it.often {
			bag = append(bag, it)
		}
	}
	it := pick(w, bag)
	said := pick(w, strings.Split(it.words[h.language], "|"))
	switch w.rand.IntN(4) {
	case 0:
		said += fmt.Sprintf(" %02d/%d", 1+w.rand.IntN(12), 2025+w.rand.IntN(2))
	case 1:
		said = fmt.Sprintf("%04d %s", w.rand.IntN(10000), said)
	case 2:
		said += " ref " + fmt.Sprint(w.rand.IntN(100000))
	}
	if ofCar(it.role) {
		said += " " + plate
	}
	cents := int64(float64(it.low*100) + w.rand.Float64()*w.rand.Float64()*float64((it.high-it.low)*100)*h.price)
	rate := it.rate
	if it.reverse() {
		rate = 0
	}
	total := invoer.EUR(cents)
	return sold{it, ledger.Line{Description: said, Quantity: "1", UnitPrice: total.String(), Percent: rate, Total: total}}
}

func ofCar(role string) bool {
	return role == "car" || role == "fuel" || role == "lease" || role == "insurancecar"
}

func (w *world) total(p *ledger.Purchase, lines []sold) {
	for _, l := range lines {
		category := l.category()
		i := slices.IndexFunc(p.Rates, func(r ledger.Rate) bool { return r.Percent == l.line.Percent && r.Category == category })
		if i < 0 {
			i = len(p.Rates)
			p.Rates = append(p.Rates, ledger.Rate{Percent: l.line.Percent, Category: category, Base: invoer.EUR(0), VAT: invoer.EUR(0)})
		}
		p.Rates[i].Base = p.Rates[i].Base.Plus(l.line.Total)
	}
	p.Excl, p.VAT = invoer.EUR(0), invoer.EUR(0)
	for i, r := range p.Rates {
		p.Rates[i].VAT = r.Base.Share(r.Percent)
		p.Excl, p.VAT = p.Excl.Plus(r.Base), p.VAT.Plus(p.Rates[i].VAT)
	}
	p.Incl = p.Excl.Plus(p.VAT)
}

// entries books the lines by the habits of the accountant.
func (w *world) entries(b books, h habit, day invoer.Date, lines []sold) []ledger.Entry {
	wrong := ""
	if w.chance(w.Mistakes) {
		wrong = pick(w, b.all)
	}
	var all []ledger.Entry
	for _, l := range lines {
		e := ledger.Entry{Account: cmp.Or(wrong, b.account(h, l.item, day)), Treatment: l.treatment()}
		if h.lumps {
			first := h.trade.items[0].treatment()
			e.Treatment.Class = first.Class
			if e.Treatment.Case == "domestic" {
				e.Treatment.Deductible = first.Deductible
			}
		}
		for _, plate := range b.plates {
			if strings.Contains(l.line.Description, plate) {
				e.Analytic = map[string]string{"vehicle": plate}
			}
		}
		same := func(o ledger.Entry) bool {
			return o.Account == e.Account && o.Treatment == e.Treatment && o.Analytic["vehicle"] == e.Analytic["vehicle"]
		}
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i].Amount = all[i].Amount.Plus(l.line.Total)
			continue
		}
		e.Amount = l.line.Total
		all = append(all, e)
	}
	return all
}

func (b books) account(h habit, it item, day invoer.Date) string {
	if !h.changes.Zero() && !day.Before(h.changes) {
		return h.to
	}
	if h.instead != "" {
		return h.instead
	}
	role := it.role
	if h.lumps {
		role = h.trade.items[0].role
	}
	account := b.chart[role]
	for _, m := range b.moved {
		if m.role == role && !day.Before(m.from) {
			account = m.to
		}
	}
	return account
}

// words decides what of the document was read beside its totals.
func (w *world) words(p *ledger.Purchase, h habit, lines []sold) {
	var said []string
	for _, l := range lines {
		if !h.unread {
			p.Lines = append(p.Lines, l.line)
		}
		said = append(said, l.line.Description)
		if phrase := phrases[l.vat][h.language]; phrase != "" && !slices.Contains(said, phrase) {
			said = append(said, phrase)
		}
	}
	if h.unread || w.chance(0.6) {
		p.Text = strings.Join(said, "\n")
	}
}
