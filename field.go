package invoer

// Confidence is a calibrated probability in per cent; 100 is kept for a
// person's word and for e-invoice XML.
type Confidence uint8

// Certain is the confidence of a person's word and of e-invoice XML.
const Certain Confidence = 100

// A Reason says why a value is believed: a code with arguments, whose words
// stand in the locale files. Args are never nil in JSON.
type Reason struct {
	Code string   `json:"code"`
	Args []string `json:"args"`
}

// Because makes a Reason.
func Because(code string, args ...string) Reason {
	if args == nil {
		args = []string{}
	}
	return Reason{Code: code, Args: args}
}

// An Origin says where a value was seen: by which reader ("text", "ocr",
// "qr", "ubl", "cii", "person", "computed", "known"), on which page and where
// on it, or at which XPath of an e-invoice. Page counts from 1 within the
// document and is 0 where there is no place.
type Origin struct {
	Reader string `json:"reader"`
	Path   string `json:"path,omitempty"`
	Page   int    `json:"page,omitempty"`
	Box    Box    `json:"box"`
	Why    Reason `json:"why"`
	By     UserID `json:"by,omitempty"`
}

// A Field is one value, how sure we are of it, and where it was seen. The zero
// Field is a value that the document does not have.
type Field[T comparable] struct {
	Value        T          `json:"value"`
	Confidence   Confidence `json:"confidence"`
	Origin       Origin     `json:"origin"`
	Alternatives []T        `json:"alternatives,omitempty"` // other candidates, best first
}

// Present tells whether the document has the value. A field that is not
// present and yet Certain is one that a person said the document lacks.
func (f Field[T]) Present() bool {
	var none T
	return f.Value != none
}
