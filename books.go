package invoer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Books are what a client's accounting package holds beside its bookings:
// everything that a booking points at.
type Books struct {
	Accounts  []LedgerAccount `json:"accounts"`
	Journals  []Journal       `json:"journals"`
	Periods   []Period        `json:"periods"`
	VATCodes  []VATCode       `json:"vat_codes"`
	Suppliers []Third         `json:"suppliers"`
	Analytics []AnalyticCode  `json:"analytics"`
}

// A Span is the days on which something may be used, both included; no date
// is no end.
type Span struct {
	From  Date `json:"from,omitzero"`
	Until Date `json:"until,omitzero"`
}

// Holds tells whether a day lies in the span.
func (s Span) Holds(on Date) bool {
	return (s.From.Zero() || !on.Before(s.From)) && (s.Until.Zero() || !s.Until.Before(on))
}

// A LedgerAccount is one account of the chart (PCMN, MAR).
type LedgerAccount struct {
	Number string `json:"number"`
	Name   string `json:"name"`
	Span
}

// A JournalKind is what a journal is for.
type JournalKind string

// The kinds of journal, in the order in which WinBooks numbers them.
const (
	JournalPurchase       JournalKind = "purchase"
	JournalPurchaseCredit JournalKind = "purchase-credit"
	JournalSale           JournalKind = "sale"
	JournalSaleCredit     JournalKind = "sale-credit"
	JournalFinancial      JournalKind = "financial"
	JournalMiscellaneous  JournalKind = "miscellaneous"
)

// JournalKinds lists the kinds; the place of a kind is its DBKTYPE.
var JournalKinds = []JournalKind{
	JournalPurchase, JournalPurchaseCredit, JournalSale, JournalSaleCredit, JournalFinancial, JournalMiscellaneous,
}

// A Journal is a book in which documents are numbered. Credit names the
// journal that takes its credit notes; empty: they stand in it as negative
// documents. Last is the last number that the package itself gave in it; ours
// come behind it.
type Journal struct {
	Code   string      `json:"code"`
	Name   string      `json:"name"`
	Kind   JournalKind `json:"kind"`
	Credit string      `json:"credit"`
	Last   int         `json:"last"`
	Span
}

// A Period is a month or quarter of a book year. Year is the package's sign of
// the book year (one character in WinBooks), Number its number in the year.
type Period struct {
	Year   string `json:"year"`
	Number string `json:"number"`
	Locked bool   `json:"locked"`
	Span
}

// A VATCode is the package's code of one treatment. Deductible and Due are the
// accounts of VAT to recover and, where the customer owes it, to pay.
type VATCode struct {
	Code       string    `json:"code"`
	Name       string    `json:"name"`
	Treatment  Treatment `json:"treatment"`
	Deductible string    `json:"deductible_account"`
	Due        string    `json:"due_account"`
	Span
}

// A Third is a supplier as the package knows it. InPackage is false while only
// we have given it its number: then it must be handed over with the bookings.
type Third struct {
	Number    string    `json:"number"`
	Name      string    `json:"name"`
	VAT       VATNumber `json:"vat"`
	IBAN      IBAN      `json:"iban"`
	Street    string    `json:"street"`
	Postcode  string    `json:"postcode"`
	City      string    `json:"city"`
	Country   string    `json:"country"`  // ISO 3166-1, two letters
	Language  string    `json:"language"` // ISO 639-1
	Account   string    `json:"account"`  // the cost account that the package proposes
	Central   string    `json:"central"`  // the account of suppliers that it stands under
	Terms     string    `json:"terms"`    // of payment, in the package's code
	Currency  string    `json:"currency"` // ISO 4217; empty: the client's own
	InPackage bool      `json:"in_package"`
	Span
}

// An AnalyticCode is one value of an analytic plan ("vehicle", "1-ABC-123").
type AnalyticCode struct {
	Plan string `json:"plan"`
	Code string `json:"code"`
	Name string `json:"name"`
	Span
}

// A BookKind names one of the lists of Books.
type BookKind string

// The lists.
const (
	BookAccount  BookKind = "account"
	BookJournal  BookKind = "journal"
	BookPeriod   BookKind = "period"
	BookVATCode  BookKind = "vat-code"
	BookSupplier BookKind = "supplier"
	BookAnalytic BookKind = "analytic"
)

// BookKinds lists them in the order in which people are shown them.
var BookKinds = []BookKind{BookAccount, BookSupplier, BookJournal, BookPeriod, BookVATCode, BookAnalytic}

// widest is how long a key may be: account, journal, supplier number and the
// others fit in it in every package that we know.
const widest = 40

var (
	accountNumber = regexp.MustCompile(`^[0-9]{2,8}$`)
	thirdNumber   = regexp.MustCompile(`^[A-Za-z0-9_]{1,10}$`)
	journalCode   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,6}$`)
	periodNumber  = regexp.MustCompile(`^[0-9]{2}$`)
	yearSign      = regexp.MustCompile(`^[1-9A-Z]$`)
)

// Valid refuses an account whose number is none of two to eight digits.
func (a LedgerAccount) Valid() error {
	return fits("account", a.Number, accountNumber, "two to eight digits")
}

// Valid refuses a journal whose code the packages cannot hold or whose kind is
// none.
func (j Journal) Valid() error {
	if !slices.Contains(JournalKinds, j.Kind) {
		return fmt.Errorf("%w: journal %q is of kind %q, want one of %v", ErrInvalid, j.Code, j.Kind, JournalKinds)
	}
	return fits("journal", j.Code, journalCode, "one to six letters or digits")
}

// Valid refuses a period without days or with a number that is none.
func (p Period) Valid() error {
	if p.From.Zero() || p.Until.Zero() || p.Until.Before(p.From) {
		return fmt.Errorf("%w: period %s of year %s goes from %s to %s", ErrInvalid, p.Number, p.Year, p.From, p.Until)
	}
	if err := fits("book year", p.Year, yearSign, "1 to 9 or A to Z"); err != nil {
		return err
	}
	return fits("period", p.Number, periodNumber, "two digits")
}

// Valid refuses a code that is empty or longer than the packages take.
func (c VATCode) Valid() error {
	if c.Code == "" || len(c.Code) > 10 {
		return fmt.Errorf("%w: VAT code %q, want one to ten signs", ErrInvalid, c.Code)
	}
	return nil
}

// Valid refuses a supplier whose number is none of one to ten letters or
// digits, or who has no name.
func (t Third) Valid() error {
	if t.Name == "" {
		return fmt.Errorf("%w: supplier %q has no name", ErrInvalid, t.Number)
	}
	return fits("supplier", t.Number, thirdNumber, "one to ten letters or digits")
}

// Valid refuses a value without a plan or code.
func (a AnalyticCode) Valid() error {
	if a.Plan == "" || a.Code == "" || len(a.Plan)+len(a.Code) >= widest {
		return fmt.Errorf("%w: analytic code %q of plan %q, want both", ErrInvalid, a.Code, a.Plan)
	}
	return nil
}

func fits(noun, s string, pattern *regexp.Regexp, want string) error {
	if pattern.MatchString(s) {
		return nil
	}
	return fmt.Errorf("%w: %s %q, want %s", ErrInvalid, noun, s, want)
}

// Account gives the account of a number.
func (b Books) Account(number string) (LedgerAccount, bool) {
	return find(b.Accounts, func(a LedgerAccount) bool { return a.Number == number })
}

// AccountLike is the account that a firm has for what the minimum chart has on
// start: that one where it is open on a day, else the first open one whose number
// begins with class, else start. Headings, which others stand under, are none.
func (b Books) AccountLike(start, class string, on Date) string {
	first := ""
	for _, a := range b.Accounts {
		switch {
		case !strings.HasPrefix(a.Number, class) || !on.Zero() && !a.Holds(on) || b.heading(a.Number):
		case a.Number == start:
			return start
		case first == "":
			first = a.Number
		}
	}
	return cmp.Or(first, start)
}

// What tells a heading that no account stands under: it has the digits of the
// minimum chart only, where others have as many as packages write.
const (
	digitsOfHeading = 3
	digitsOfAccount = 6
)

// heading tells whether a number is that of a heading, as far as the accounts
// beside it tell.
func (b Books) heading(number string) bool {
	return slices.ContainsFunc(b.Accounts, func(o LedgerAccount) bool {
		under := len(o.Number) > len(number) && strings.HasPrefix(o.Number, number)
		return under || len(number) <= digitsOfHeading && len(o.Number) >= digitsOfAccount
	})
}

// Costs are the accounts open on a day on which something can be booked that begin
// with class.
func (b Books) Costs(class string, on Date) (all []LedgerAccount) {
	above := map[string]bool{}
	longest := 0
	for _, a := range b.Accounts {
		longest = max(longest, len(a.Number))
		for n := range len(a.Number) {
			above[a.Number[:n]] = true
		}
	}
	for _, a := range b.Accounts {
		short := len(a.Number) <= digitsOfHeading && longest >= digitsOfAccount
		if strings.HasPrefix(a.Number, class) && !above[a.Number] && !short && (on.Zero() || a.Holds(on)) {
			all = append(all, a)
		}
	}
	return all
}

// Journal gives the journal of a code.
func (b Books) Journal(code string) (Journal, bool) {
	return find(b.Journals, func(j Journal) bool { return j.Code == code })
}

// Period gives the period that a day lies in. Those of the opening and the
// closing of a year take no purchase.
func (b Books) Period(on Date) (Period, bool) {
	return find(b.Periods, func(p Period) bool { return p.Holds(on) && p.Ordinary() })
}

// Ordinary tells whether a period is one of the year, and not that of its opening
// (00) or its closing (99).
func (p Period) Ordinary() bool { return p.Number != "00" && p.Number != "99" }

// Supplier gives the supplier of a VAT number, or of a name where either has
// no number.
func (b Books) Supplier(vat VATNumber, name string) (Third, bool) {
	if vat != "" {
		if t, ok := find(b.Suppliers, func(t Third) bool { return t.VAT == vat }); ok {
			return t, true
		}
	}
	folded := foldName(name)
	return find(b.Suppliers, func(t Third) bool {
		return folded != "" && foldName(t.Name) == folded && (vat == "" || t.VAT == "")
	})
}

// VATCode gives the package's code of a treatment on a day: its own, or else
// that of the case that goes to the same boxes of the return.
func (b Books) VATCode(t Treatment, on Date) (VATCode, bool) {
	c, ok := b.ownVATCode(t, on)
	if like := sameBoxes[t.Case]; !ok && like != "" {
		t.Case = like
		return b.ownVATCode(t, on)
	}
	return c, ok
}

func (b Books) ownVATCode(t Treatment, on Date) (VATCode, bool) {
	return find(b.VATCodes, func(c VATCode) bool { return c.Treatment.Plain() == t.Plain() && c.Holds(on) })
}

// sameBoxes are cases that firms have no own code for, as the return does not
// tell them from another one: 87 and 56, or nothing but the box of the class
// (Royal Decree no. 1, annex).
var sameBoxes = map[string]string{"outside-eu": "cocontractor", "small-business": "exempt", "margin": "exempt"}

func find[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}

var plainLetters = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u")

// FindAccounts gives at most so many accounts on a day whose number begins with
// what was typed, or that have all its words in their number and name.
func (b Books) FindAccounts(typed string, on Date, most int) []LedgerAccount {
	words := strings.Fields(plainLetters.Replace(strings.ToLower(typed)))
	if len(words) == 0 {
		return nil
	}
	var first, rest []LedgerAccount
	for _, a := range b.Accounts {
		if !on.Zero() && !a.Holds(on) {
			continue
		}
		text := a.Number + " " + plainLetters.Replace(strings.ToLower(a.Name))
		switch {
		case len(words) == 1 && strings.HasPrefix(a.Number, words[0]):
			first = append(first, a)
		case !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }):
			rest = append(rest, a)
		}
	}
	first = append(first, rest...)
	return first[:min(len(first), most)]
}

// Open tells whether nothing in the lists of accounts and periods stands against
// a booking: all its accounts are there and open on its day, and a period holds
// that day and is not locked. A list that is empty stands against nothing.
func (b Books) Open(booked Booking) bool {
	if len(b.Periods) > 0 {
		period, known := b.Period(booked.Date)
		if !known || period.Locked {
			return false
		}
	}
	return len(b.Accounts) == 0 || !slices.ContainsFunc(booked.Entries, func(e Entry) bool {
		account, known := b.Account(e.Account)
		return !known || !account.Holds(booked.Date)
	})
}
