package portal

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	law "github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/storage"
)

// A rulesPage is an office's rules of booking, with one that is being made.
type rulesPage struct {
	frame
	Client    invoer.ClientID
	Clients   []option
	Rules     []ruleRow
	Suggested []suggestedRule
	Form      ruleForm
	Once      string // identifier of the rule that the form makes
	Preview   *rulePreview
	Mistake   string
}

type ruleRow struct {
	ID, Name, When, Then, By, Made, Whose string
	Place                                 int
}

type suggestedRule struct{ URL, Text string }

// A ruleForm is a rule as it is typed.
type ruleForm struct {
	Name, Supplier, Words, Least, Most, From, Until string
	Account, Analytic, Split, Place                 string
	Rates, Deductibles, Cases                       []option
	Everywhere, Second                              bool
}

type rulePreview struct {
	Text     string
	Examples []ruleExample
	Against  []ruleRow
}

type ruleExample struct{ URL, Name, Date, Total, Was string }

// showRules shows the rules, and a form that a suggestion has filled in.
func (p *Portal) showRules(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.rulesPage(w, r, me, http.StatusOK, func(*rulesPage) {})
}

func (p *Portal) rulesPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, more func(*rulesPage)) error {
	page := rulesPage{frame: p.frame(r, me, "books", "rules.title"), Once: once()}
	var err error
	if page.Client, page.Clients, err = p.booksClient(r, me, page.frame); err != nil {
		return err
	}
	rules, err := p.Store.BookingRules(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	people, err := p.Store.Users(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	names := map[invoer.UserID]string{}
	for _, u := range people {
		names[u.ID] = u.Name
	}
	for _, rule := range rules {
		if rule.Client == "" || rule.Client == page.Client {
			page.Rules = append(page.Rules, page.rule(rule, names))
		}
	}
	suggested, err := p.Store.SuggestedRules(r.Context(), me.Scope, page.Client)
	if err != nil {
		return err
	}
	for _, s := range suggested {
		page.Suggested = append(page.Suggested, page.suggestion(s))
	}
	page.Form = page.ruleForm(r.Form, invoer.DateOf(p.Now()))
	more(&page)
	return send(w, status, "rules.html", page)
}

func (f frame) suggestion(s storage.RuleSuggestion) suggestedRule {
	q := url.Values{
		"client": {string(s.Client)}, "supplier": {cmp.Or(string(s.Supplier), s.Name)}, "account": {s.Booked},
		"name": {shortened(s.Name+" "+s.Booked, 60)},
	}
	return suggestedRule{"/bookkeeping/rules?" + q.Encode() + "#new", f.Say("rules.suggestion", s.Proposed, s.Booked, s.Times, s.Name)}
}

// shortened is the first letters of a text.
func shortened(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

func (f frame) rule(r invoer.BookingRule, names map[invoer.UserID]string) ruleRow {
	row := ruleRow{ID: r.ID, Name: r.Name, Place: r.Place, By: names[r.By], Made: f.Clock(r.Made), Whose: f.Say("rules.this_client")}
	if r.Client == "" {
		row.Whose = f.Say("rules.everywhere")
	}
	row.When, row.Then = f.condition(r.When), f.outcome(r.Then)
	return row
}

// condition says in words when a rule holds.
func (f frame) condition(w invoer.RuleCondition) string {
	var all []string
	add := func(code string, args ...any) { all = append(all, f.Say(code, args...)) }
	if w.Supplier != "" {
		add("rules.if_supplier", string(w.Supplier))
	}
	if w.Name != "" {
		add("rules.if_supplier", w.Name)
	}
	if len(w.Words) > 0 {
		add("rules.if_words", strings.Join(w.Words, ", "))
	}
	if w.Least != nil {
		add("rules.if_least", f.Money(*w.Least))
	}
	if w.Most != nil {
		add("rules.if_most", f.Money(*w.Most))
	}
	if w.Rate != nil {
		add("rules.if_rate", percent(*w.Rate))
	}
	if !w.From.Zero() {
		add("rules.if_from", f.Date(w.From))
	}
	if !w.Until.Zero() {
		add("rules.if_until", f.Date(w.Until))
	}
	return strings.Join(all, "; ")
}

// outcome says in words what a rule does.
func (f frame) outcome(t invoer.RuleOutcome) string {
	var all []string
	if t.Account != "" {
		all = append(all, f.Say("rules.then_account", t.Account))
	}
	for _, part := range t.Split {
		all = append(all, f.Say("rules.then_part", percent(part.Share), part.Account))
	}
	if t.Deductible != nil {
		all = append(all, f.Say("booking.deductible", *t.Deductible))
	}
	if t.Case != "" {
		all = append(all, f.Say("case."+t.Case))
	}
	all = append(all, codeWords(t.Analytic)...)
	if t.Second {
		all = append(all, f.Say("rules.second"))
	}
	return strings.Join(all, "; ")
}

// percent is hundredths of a per cent as a person writes them.
func percent(n int64) string {
	s := invoer.Money{Cents: n}.String()
	return strings.TrimSuffix(strings.TrimSuffix(s, "0"), ".0")
}

// ruleForm is what was typed, or what a suggestion fills in.
func (f frame) ruleForm(form url.Values, on invoer.Date) ruleForm {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	shown := ruleForm{
		Name: get("name"), Supplier: get("supplier"), Words: get("words"), Least: get("least"), Most: get("most"), From: get("from"), Until: get("until"),
		Account: get("account"), Analytic: get("analytic"), Split: get("split"), Place: get("place"), Everywhere: get("everywhere") != "", Second: get("second") != "",
	}
	if shown.Place == "" {
		shown.Place = "10"
	}
	for _, rate := range []string{"", "21", "12", "6", "0"} {
		text := rate + " %"
		if rate == "" {
			text = f.Say("rules.any_rate")
		}
		shown.Rates = append(shown.Rates, option{Value: rate, Text: text, Chosen: rate == get("rate")})
	}
	shown.Deductibles = []option{{Text: f.Say("rules.as_proposed")}}
	for _, part := range law.Parts(on) {
		value := strconv.Itoa(part)
		shown.Deductibles = append(shown.Deductibles, option{Value: value, Text: value + " %", Chosen: value == get("deductible")})
	}
	shown.Cases = []option{{Text: f.Say("rules.as_proposed")}}
	for _, of := range invoer.Cases {
		shown.Cases = append(shown.Cases, option{Value: of, Text: f.Say("vat." + of), Chosen: of == get("case")})
	}
	return shown
}

// typedRule reads a rule as it was typed.
func typedRule(client invoer.ClientID, form url.Values) (r invoer.BookingRule, err error) {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	r.Name, r.Client = get("name"), client
	if get("everywhere") != "" {
		r.Client = ""
	}
	if r.Place, err = strconv.Atoi(get("place")); err != nil || r.Place < 0 || r.Place > 9999 {
		return r, mistaken("place", "want a number from 0 to 9999")
	}
	if r.When, err = typedCondition(get); err != nil {
		return r, err
	}
	if r.Then, err = typedOutcome(get); err != nil {
		return r, err
	}
	return r, r.Check()
}

// mistaken is an invoer.Mistake of a field.
func mistaken(field, want string) error {
	return &invoer.Mistake{Field: field, Err: fmt.Errorf("%w: %s", invoer.ErrInvalid, want)}
}

// likeNumber is a supplier as it is typed that is a VAT number, though a wrong
// one, and no name.
var likeNumber = regexp.MustCompile(`^[A-Za-z]{2}[ .]?[0-9]|(?:[0-9].*){6}`)

func typedCondition(get func(string) string) (w invoer.RuleCondition, err error) {
	if typed := get("supplier"); typed != "" {
		if w.Supplier, err = invoer.ParseVATNumber(typed); err != nil {
			if likeNumber.MatchString(typed) {
				return w, mistaken("supplier", "want a VAT number, or the name of a supplier without one")
			}
			w.Name = typed
		}
	}
	for word := range strings.FieldsFuncSeq(get("words"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if word = strings.TrimSpace(word); word != "" {
			w.Words = append(w.Words, word)
		}
	}
	for name, to := range map[string]**invoer.Money{"least": &w.Least, "most": &w.Most} {
		cents, wrong := centsOf(get(name))
		if wrong {
			return w, mistaken(name, "want an amount")
		}
		if get(name) != "" {
			limit := invoer.EUR(cents)
			*to = &limit
		}
	}
	if typed := get("rate"); typed != "" {
		rate, err := invoer.ParseDecimal(typed, 2)
		if err != nil {
			return w, mistaken("rate", "want a rate")
		}
		w.Rate = &rate
	}
	for name, to := range map[string]*invoer.Date{"from": &w.From, "until": &w.Until} {
		if typed := get(name); typed != "" {
			if *to, err = invoer.ParseDate(typed); err != nil {
				return w, mistaken(name, "want a date")
			}
		}
	}
	return w, nil
}

func typedOutcome(get func(string) string) (t invoer.RuleOutcome, err error) {
	account, _, _ := strings.Cut(get("account"), " ")
	t.Account, t.Case, t.Second = account, get("case"), get("second") != ""
	if typed := get("deductible"); typed != "" {
		part, err := strconv.Atoi(typed)
		if err != nil {
			return t, mistaken("deductible", "want a whole per cent")
		}
		t.Deductible = &part
	}
	codes, ok := codesIn(get("analytic"))
	if !ok {
		return t, mistaken("analytic", "want PLAN = CODE on each line")
	}
	t.Analytic = codes
	for line := range strings.FieldsFuncSeq(get("split"), newLine) {
		parts := strings.Fields(strings.NewReplacer("%", "", ",", ".").Replace(line))
		if len(parts) != 2 {
			return t, mistaken("split", "want ACCOUNT PER CENT on each line")
		}
		share, err := invoer.ParseDecimal(parts[1], 2)
		if err != nil {
			return t, mistaken("split", "want ACCOUNT PER CENT on each line")
		}
		t.Split = append(t.Split, invoer.RulePart{Account: parts[0], Share: share})
	}
	return t, nil
}

func newLine(r rune) bool { return r == '\n' || r == '\r' || r == ';' }

// previewRule shows what a rule would have changed in the last year.
func (p *Portal) previewRule(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	rule, err := typedRule(client, r.PostForm)
	if err != nil {
		return p.wrongRule(w, r, me, http.StatusOK, err) // while it is being typed nothing is wrong yet
	}
	seen, err := p.Store.PreviewBookingRule(r.Context(), me.Scope, rule)
	if err != nil {
		return err
	}
	return p.rulesPage(w, r, me, http.StatusOK, func(page *rulesPage) { page.Preview = page.previewRule(seen) })
}

func (f frame) previewRule(seen storage.RulePreview) *rulePreview {
	view := &rulePreview{Text: f.Say("rules.preview", seen.Documents, seen.Holds, seen.Changed)}
	for _, r := range seen.Against {
		view.Against = append(view.Against, f.rule(r, nil))
	}
	for _, e := range seen.Examples {
		var was []string
		for _, cost := range e.Was {
			was = append(was, cost.Account+" "+f.Money(cost.Amount))
		}
		view.Examples = append(view.Examples, ruleExample{
			"/documents/" + url.PathEscape(string(e.Document)), e.Supplier + " " + e.Number, f.Date(e.Issued), f.Money(e.Total), strings.Join(was, ", "),
		})
	}
	return view
}

// wrongRule shows what is wrong with a rule that was typed.
func (p *Portal) wrongRule(w http.ResponseWriter, r *http.Request, me storage.Session, status int, wrong error) error {
	return p.rulesPage(w, r, me, status, func(page *rulesPage) {
		page.Mistake = page.Say("rules.not_right")
		var m *invoer.Mistake
		if errors.As(wrong, &m) {
			page.Mistake = page.Say("rules.wrong." + m.Field)
		}
	})
}

// makeRule puts a rule in force.
func (p *Portal) makeRule(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	once, err := onceOf(r)
	if err != nil {
		return err
	}
	rule, err := typedRule(client, r.PostForm)
	if err == nil {
		rule.ID = once
		_, _, err = p.Store.AddBookingRule(r.Context(), me.Scope, rule)
	}
	if errors.Is(err, invoer.ErrConflict) {
		err = nil // the form was sent twice, and its rule is in force
	}
	if errors.Is(err, invoer.ErrInvalid) {
		return p.wrongRule(w, r, me, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return away(w, r, rulesURL(client, "rule-made"))
}

func rulesURL(client invoer.ClientID, said string) string {
	return saying("/bookkeeping/rules?client="+url.QueryEscape(string(client)), said)
}

// endRule takes a rule away.
func (p *Portal) endRule(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "rule")
	if err != nil {
		return err
	}
	if err := p.Store.EndBookingRule(r.Context(), me.Scope, id); err != nil {
		return err
	}
	return away(w, r, rulesURL(invoer.ClientID(r.PostFormValue("client")), "rule-ended"))
}

// placeRule gives a rule another place.
func (p *Portal) placeRule(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "rule")
	if err != nil {
		return err
	}
	place, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("place")))
	if err != nil || place < 0 || place > 9999 {
		place = 10
	}
	if err := p.Store.PlaceBookingRule(r.Context(), me.Scope, id, place); err != nil {
		return err
	}
	return away(w, r, rulesURL(invoer.ClientID(r.PostFormValue("client")), "rule-made"))
}
