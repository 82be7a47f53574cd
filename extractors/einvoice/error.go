package einvoice

import (
	"fmt"

	"github.com/invoer/invoer"
)

// Error is a fault in the file, at the place where a person can look.
type Error struct {
	Path      string // Invoice/LegalMonetaryTotal/PayableAmount; empty before the root
	Line, Col int    // both start at 1; Col counts bytes
	Err       error
}

func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("line %d, column %d: %v", e.Line, e.Col, e.Err)
	}
	return fmt.Sprintf("line %d, column %d: %s: %v", e.Line, e.Col, e.Path, e.Err)
}

// Unwrap makes errors.Is(err, invoer.ErrUnreadable) true.
func (e *Error) Unwrap() []error { return []error{e.Err, invoer.ErrUnreadable} }

// retry is what a person can do about a fault.
const retry = "ask the sender for the e-invoice again"

// fault marks what is wrong with an element.
func fault(e *Element, format string, args ...any) *Error {
	return &Error{Path: e.names(), Line: e.Line, Col: e.Col, Err: fmt.Errorf(format, args...)}
}
