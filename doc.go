// Package invoer holds the nouns of the house and their rules: deliveries,
// files, pages, documents, fields, invoices and bookings.
//
// It promises that a noun which exists is well formed: identifiers are made by
// parse functions, amounts are whole cents, a booking balances or is not one.
// It does no input or output, imports no other package of ours and no third
// party, and is handed the time by its callers.
package invoer
