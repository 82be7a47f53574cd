package contract

import "github.com/invoer/invoer"

// An Object is one line: a document that was read, or a file that could not
// be.
type Object struct {
	File     string           `json:"file"`
	Member   string           `json:"member,omitempty"` // its name in the container that File is
	Pages    []int            `json:"pages,omitzero"`   // in the file, from 1
	DocType  invoer.Kind      `json:"doc_type,omitempty"`
	Language string           `json:"language,omitempty"` // ISO 639-1
	Readers  []string         `json:"readers,omitzero"`
	Seconds  float64          `json:"seconds,omitempty"`
	Fields   Fields           `json:"fields,omitzero"`
	Findings []invoer.Finding `json:"findings,omitzero"`
	Error    *Error           `json:"error,omitempty"`
}

// An Error says why a file could not be read and what to do.
type Error struct {
	Code   invoer.Code `json:"code"`
	Detail string      `json:"detail"`
}

// Unread is the line of a file that could not be read because of err.
func Unread(file string, err error) Object {
	code, detail := invoer.CodeOf(err)
	return Object{File: file, Error: &Error{Code: code, Detail: detail}}
}

// Read is the line of a document that stands on these pages of its file;
// Member, Readers and Seconds are its caller's to fill in. Fields name the
// page of the file. Say gives the words of a reason.
func Read(file string, pages []int, inv *invoer.Invoice, say func(invoer.Reason) string) Object {
	object := Object{
		File:     file,
		Pages:    append([]int{}, pages...),
		DocType:  inv.Kind,
		Language: inv.Language,
		Readers:  []string{},
		Fields:   FieldsOf(inv, say),
		Findings: append([]invoer.Finding{}, inv.Findings...),
	}
	for i, f := range object.Fields {
		if f.Page > 0 && f.Page <= len(pages) {
			object.Fields[i].Page = pages[f.Page-1]
		}
	}
	return object
}
