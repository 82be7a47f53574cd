// Package images makes strangers' pictures into pages that can be read:
// upright, straight, evenly lit, and of a resolution that Tesseract reads well.
//
// It decodes JPEG, PNG, TIFF, WebP, HEIC, BMP and GIF, after it has looked at
// how many pixels they have: a picture that would take too much memory is an
// invoer.Unreadable before it is decoded. All work is done on 8-bit grey
// (image.Gray whose Stride is its width), as colour tells Tesseract nothing
// and costs three times as much. It runs in child processes only.
package images
