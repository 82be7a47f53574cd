package invoer

// Own is what tells that a company on a page is the one that receives invoices
// here: it is a customer and never the supplier. The zero value is a receiver
// of whom nothing is known.
type Own struct {
	VATs      []VATNumber
	Names     []string
	IBANs     []IBAN
	Addresses []string // a line each, as people write them
}
