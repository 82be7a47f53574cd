// Package media tells what bytes are, and which of them we read.
//
// Content decides: a name is only asked where two formats look the same from
// their first bytes (the parts of Outlook and Word). What is a program is one
// even with a PDF behind it, and what begins as a PDF is one whatever follows.
// For each thing that we do not read it has the sentence that says what to do
// instead. It parses nothing and believes no length that stands in a file.
package media
