package invoer

// Severity says what a finding asks of a person.
type Severity string

// The severities: a block must be answered before the document can be
// approved; a warning should be read; a note is good to know.
const (
	Note    Severity = "note"
	Warning Severity = "warning"
	Block   Severity = "block"
)

// A Finding is something about a document that a person should know. Its text
// stands in the locale files under its Rule. Field is the name of the field it
// is about, or empty. Answered holds who accepted it; an answered finding no
// longer blocks. First holds who accepted it before, where two people must.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Field    string   `json:"field"`
	Args     []string `json:"args"`
	First    UserID   `json:"first,omitempty"`
	Answered UserID   `json:"answered,omitempty"`
}

// Find makes a Finding.
func Find(rule string, severity Severity, field string, args ...string) Finding {
	if args == nil {
		args = []string{}
	}
	return Finding{Rule: rule, Severity: severity, Field: field, Args: args}
}
