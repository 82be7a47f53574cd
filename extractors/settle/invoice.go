// Package settle turns the words of a document's pages into one invoice.
//
// It owns the choice between candidates: the values that agree best as a
// whole win, not each for itself. It promises to give the same answer for the
// same words, to end in bounded time whatever the pages hold, and to leave a
// field out rather than to invent it. What does not add up is a finding, never
// a correction. It has no clock and reads no files.
package settle

import "github.com/invoer/invoer"

// Invoice reads the pages of one document in their order. The own company is
// the one that received it: never the supplier. Today bounds dates that can
// be meant.
func Invoice(pages []invoer.Page, own invoer.Own, today invoer.Date) invoer.Invoice {
	inv := invoer.Invoice{Kind: invoer.KindOther, Breakdown: []invoer.VATLine{}, Lines: []invoer.Line{}}
	inv.Check()
	return inv
}
