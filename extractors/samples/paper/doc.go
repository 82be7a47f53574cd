// Package paper draws pages as a PDF: text in the standard fonts, lines, filled
// rectangles, and letters as strokes, as logos have them.
//
// It owns the writing of the file and the widths of the letters, and promises
// that the same drawing gives the same bytes. It lays nothing out and knows no
// invoice; what is drawn stands where it was told to.
package paper
