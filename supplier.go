package invoer

// Known is what is known before a document is read. The zero value is nothing.
type Known struct {
	Own       Own        // the company that received it: never the supplier
	Suppliers []Supplier // that it may be from, by the witnesses on its pages
	Today     Date       // dates long after it are doubted; the zero date doubts none
	Weights   Weights    // that the office learnt; nil: those of the program
}

// A Supplier is a company that sends documents, as it was known before one is
// read: from the office's approved documents, or from the register alone.
type Supplier struct {
	Name     string    // that of the last approved document, else the register's
	VAT      VATNumber // empty where none was ever seen
	Names    []string  // spellings that were printed or typed
	Accounts []IBAN    // that people approved; none was approved of the register's
	Domains  []string  // of its mail and web addresses, without host
	Phones   []string  // digits only, with country code where one was printed
	Times    int       // approved documents; 0: known from the register alone
	Places   []Place   // where its fields stood on the last of them
}

// A Place is where a field stood on an approved document.
type Place struct {
	Field string  `json:"field"` // its name in the reading contract
	Page  int     `json:"page"`  // from 1
	X     float64 `json:"x"`     // of the left edge, as a share of the page's width
	Right float64 `json:"right"` // of the right edge, likewise
	Y     float64 `json:"y"`     // of the middle, as a share of the page's height
	Label string  `json:"label"` // folded words before it, else above it; may be empty
}

// Witnesses are what on a document's pages may tell whom it is from. They are
// looked up among suppliers that are known.
type Witnesses struct {
	VATs     []VATNumber
	Accounts []IBAN
	Domains  []string
	Phones   []string
	Names    []string
}

// Traits are what an approved document tells of its supplier beside its
// fields, for the next one.
type Traits struct {
	Domains []string `json:"domains"`
	Phones  []string `json:"phones"`
	Places  []Place  `json:"places"`
}
