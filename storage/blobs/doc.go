// Package blobs keeps bytes for good: originals, archive copies, manifests,
// what was drawn of a page. A blob's key is its office and the SHA-256 of its
// content, so it is never overwritten, and the same bytes twice are one blob.
//
// It promises that bytes are on stable storage when a call that stores them
// returns nil, that nobody ever sees half a blob, and that memory does not grow
// with the size of what passes through. It refuses bytes that do not hash to
// their key. Who may see a blob is not known here: the row that names it
// decides, in package storage.
//
// There are two stores: Directory, for one machine, and S3.
package blobs
