// Package samples invents invoices whose truth is known, to learn from and to
// be tried on: suppliers, customers, goods, sums and the page that they are
// printed on.
//
// Layouts are composed, not listed: what stands on a page, where, under which
// label and in which notation is thrown for each layout, so that no two are
// alike. The same seeds give the same file on every machine. Companies, people
// and numbers are invented; their check digits are right.
//
// It is for tests and learning only. How well invented invoices are read is
// never a figure that we quote: whoever writes both sides of an exam passes it.
package samples
