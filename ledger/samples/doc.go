// Package samples invents ledgers: the purchases of some clients over years,
// with suppliers of many trades and the habits of those who booked them. It is
// for tests, for figures, and for trying the program out; nothing in it is of a
// real company.
//
// A Recipe with the same numbers gives the same ledger. The noise is honest:
// suppliers whose lines go to several accounts, others of whom everything goes
// to one, accountants who change their minds, plain mistakes, new suppliers,
// lines that were not read, charts that are fine or coarse and differ by client.
package samples
