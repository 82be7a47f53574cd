// Package fields finds, in lines of words, everything that may be the value of
// a field: dates, amounts, account numbers, VAT numbers, references, invoice
// numbers, names.
//
// It owns the notations of Belgium and its neighbours and the words in Dutch,
// French, German and English that label values. Each finder is a pure function
// that gives candidates with their place, a score and a reason; which of them
// are the invoice's values is decided in package settle. What breaks its check
// digits, is no day of the calendar, or cannot be read without doubt is left
// out or scores low. Nothing here knows a supplier.
package fields
