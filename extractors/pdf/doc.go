// Package pdf does all that the house does with a PDF: it opens it, finds the
// e-invoice inside, takes the words of its text layer with their boxes, draws
// its pages, and writes searchable copies.
//
// PDFium does the reading, compiled to WebAssembly: strangers' bytes are
// parsed in a sandbox that has no file system, no network and a fixed amount
// of memory. A module that dies is replaced and the work is tried once more.
// All places are in points from the top left corner of the page as it is seen,
// that is after CropBox, Rotate and UserUnit (ISO 32000-1 §7.7.3.3).
//
// It runs in child processes only. It refuses what asks for a password, has no
// page, or has more than it is told to take; it judges a text layer (sound,
// hidden, garbage) but compares it with no picture: that is the caller's work.
package pdf
