package samples

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

// A lexicon is what is printed on the invoices of one language. Lists are
// choices; a layout keeps to one of each.
type lexicon struct {
	Titles      map[string][]string `json:"titles"`  // by kind
	Labels      map[string][]string `json:"labels"`  // by what stands behind them
	Columns     map[string][]string `json:"columns"` // headings of tables
	Totals      map[string][]string `json:"totals"`
	Terms       map[string][]string `json:"terms"`     // payment terms, by their rule
	Pay         []string            `json:"pay"`       // where to pay
	Notices     map[string][]string `json:"notices"`   // why no VAT is charged
	Sentences   map[string][]string `json:"sentences"` // of letters and small print
	Annexes     map[string][]string `json:"annexes"`   // what annexes are called, and what stands on them
	Months      []string            `json:"months"`
	ShortMonths []string            `json:"short_months"`
	Weekdays    []string            `json:"weekdays"` // from Sunday
	FirstNames  []string            `json:"first_names"`
	Surnames    []string            `json:"surnames"`
	Streets     []string            `json:"streets"`
	Towns       []string            `json:"towns"` // of Belgium, with their codes
	Forms       []string            `json:"forms"` // of companies
	Invented    []string            `json:"invented"`
	Trades      []trade             `json:"trades"`
}

// A trade has names that its companies bear, and what they sell.
type trade struct {
	Names []string `json:"names"`
	Goods []goods  `json:"goods"`
}

// Goods are sold by a unit, at a price between two, at a Belgian rate.
type goods struct {
	Name, Unit string
	Low, High  float64
	Rate       int64 // per cent
}

// UnmarshalJSON reads ["name", "unit", low, high, rate].
func (g *goods) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&g.Name, &g.Unit, &g.Low, &g.High, &g.Rate})
}

//go:embed words/*.json
var wordsFiles embed.FS

// Languages are those that invoices are invented in.
var Languages = []string{"nl", "fr", "de", "en"}

var lexicons = func() map[string]*lexicon {
	all := map[string]*lexicon{}
	for _, language := range Languages {
		text, err := wordsFiles.ReadFile("words/" + language + ".json")
		if err != nil {
			panic(err) // it is part of the program
		}
		var l lexicon
		if err := json.Unmarshal(text, &l); err != nil {
			panic(fmt.Errorf("words/%s.json: %w", language, err)) // idem
		}
		all[language] = &l
	}
	return all
}()

// fill puts values into a sentence: "{name}" becomes what follows "name" in
// pairs.
func fill(sentence string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		sentence = strings.ReplaceAll(sentence, "{"+pairs[i]+"}", pairs[i+1])
	}
	return sentence
}
