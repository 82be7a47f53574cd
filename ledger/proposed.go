package ledger

import "encoding/json"

// A Proposed is what was proposed for a purchase: a line that
// `invoer eval --bookings --proposals` writes.
type Proposed struct {
	ID        string
	Entries   []ProposedEntry
	Automatic bool // it would have been booked without a person
}

// A ProposedEntry is an entry with what speaks for it. Confidence is in per
// cent; Alternatives are other accounts, the likeliest first; Why is words.
type ProposedEntry struct {
	Entry

	Confidence   int
	Alternatives []string
	Why          string
}

// MarshalJSON writes the object of one line.
func (p Proposed) MarshalJSON() ([]byte, error) {
	type entry struct {
		entryObject

		Confidence   int      `json:"confidence"`
		Alternatives []string `json:"alternatives"`
		Why          string   `json:"why"`
	}
	entries := []entry{}
	for _, e := range p.Entries {
		others := e.Alternatives
		if others == nil {
			others = []string{}
		}
		entries = append(entries, entry{
			entryObject{text(e.Account), amount(e.Amount), spell(e.Treatment), analytic(e.Analytic)}, e.Confidence, others, e.Why,
		})
	}
	return json.Marshal(struct {
		ID        string  `json:"id"`
		Entries   []entry `json:"entries"`
		Automatic bool    `json:"automatic"`
	}{p.ID, entries, p.Automatic})
}
