// Package einvoice holds what the two syntaxes of EN 16931 have in common: how
// a stranger's XML is opened, and how the terms that stand in it become an
// Invoice. Packages ubl and cii only say at which path each term stands.
//
// It promises that every value of the Invoice is what the sender wrote, with
// the XPath where it stands; what contradicts itself is a finding, and what
// cannot be understood is an Error with line and column, given together with
// all that could be. It reads no document type definition, no entities beyond
// the five of XML, and fetches nothing; depth, size and number of elements are
// bounded.
package einvoice
