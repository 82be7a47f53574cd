// Package cut finds where one document ends and the next begins among the
// pages of a file.
//
// It promises that every page gets a fate: in a document, a separator, or
// blank; so pages in are pages out. It is careful: pages stay together unless
// something on them says otherwise, as two invoices in one document are seen
// by whoever checks it, and half an invoice is not. It reads no files.
package cut
