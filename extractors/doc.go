// Package extractors turns strangers' bytes into an invoice with the place of
// every value: it opens a file, reads its pages, and settles what was read. Its
// folders each know one thing (a syntax, a format, a kind of value); this
// package knows the order in which they are asked, and that whatever parses
// strangers' bytes does so in a child process with limits.
//
// It is pure: no database, no network, no clock. The day is handed in.
package extractors
