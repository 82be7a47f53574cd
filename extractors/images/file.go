package images

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/gen2brain/heic"
	"golang.org/x/image/webp"

	"github.com/invoer/invoer"
)

// The media types that are read.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	TIFF = "image/tiff"
	WebP = "image/webp"
	HEIC = "image/heic"
	HEIF = "image/heif"
	BMP  = "image/bmp"
	GIF  = "image/gif"
)

// A codec is how one format is decoded.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	about  func(file []byte) about
	bytes  int // that a decoded pixel takes at most, beside its grey
}

// plainly is for formats that say nothing of themselves. libheif turns a HEIC
// by its own marks (ISO/IEC 23008-12 §6.5.10), so the Exif inside must not
// turn it again.
func plainly([]byte) about { return about{orientation: 1} }

var codecs = map[string]codec{
	JPEG: {jpeg.DecodeConfig, jpeg.Decode, jpegAbout, 4},
	PNG:  {png.DecodeConfig, png.Decode, pngAbout, 8},
	WebP: {webp.DecodeConfig, webp.Decode, webpAbout, 4},
	HEIC: {heic.DecodeConfig, heic.Decode, plainly, 6},
	HEIF: {heic.DecodeConfig, heic.Decode, plainly, 6},
	BMP:  {bmpConfig, bmpDecode, bmpAbout, 4},
	GIF:  {gif.DecodeConfig, gif.Decode, plainly, 2}, // the first frame only: an animation is one page
}

// Reads tells whether files of a media type are pictures that can be read.
func Reads(media string) bool {
	_, known := codecs[media]
	return known || media == TIFF
}

// Bounds of a picture. What is between roomy and mostPixels is decoded at
// reduced size where its format lets us.
const (
	smallest   = 64          // pixels of the shorter side: icons and tracking dots are no documents
	mostPixels = 500_000_000 // A0 at 600 dpi has 557 million
	roomy      = 240 << 20   // bytes that decoding may take
	largest    = 40_000_000  // pixels of grey that are worked on: A4 at 600 dpi has 35 million
)

// A File is an open picture file. It is for one goroutine.
type File struct {
	// Large draws a JPEG that is too large to be decoded whole, with at most so
	// many pixels; where it is nil such pictures are refused.
	Large func(file []byte, most int) (*image.Gray, error)

	media string
	file  []byte // nil for a TIFF
	tiff  *tiff
}

// Open opens a picture file of size bytes. What cannot be read is an
// invoer.Unreadable.
func Open(r io.ReaderAt, size int64, media string) (*File, error) {
	switch {
	case size == 0:
		return nil, invoer.Unread(invoer.CodeEmpty, "the file is empty; ask for it again")
	case !Reads(media):
		return nil, invoer.Unread(invoer.CodeUnsupported, "files of this kind are not read; send a PDF or a picture")
	case media == TIFF:
		t, err := openTIFF(r)
		return &File{media: media, tiff: t}, err
	case size > roomy/2:
		return nil, invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("the picture has %d MiB; send it smaller", size>>20))
	}
	file := make([]byte, size)
	if _, err := r.ReadAt(file, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the picture: %w", err)
	}
	return &File{media: media, file: file}, nil
}

// Pages is the number of pages, at least 1.
func (f *File) Pages() int {
	if f.tiff != nil {
		return len(f.tiff.pages)
	}
	return 1
}

// A Shape is what is known of a page before it is decoded.
type Shape struct {
	Width, Height int     // pixels, upright
	DPI           float64 // that the file says; 0 when it says none that can be believed
	orientation   int
}

// Shape looks at page n, from 1. A page that is no picture of a document or is
// too large is an invoer.Unreadable.
func (f *File) Shape(n int) (Shape, error) {
	if n < 1 || n > f.Pages() {
		return Shape{}, fmt.Errorf("%w: page %d of %d", invoer.ErrNotFound, n, f.Pages())
	}
	s, err := f.shape(n)
	if err != nil {
		return s, err
	}
	if err := s.check(); err != nil {
		return s, err
	}
	if s.orientation >= 5 {
		s.Width, s.Height = s.Height, s.Width
	}
	if s.DPI < 50 || s.DPI > 2400 || s.DPI == 72 || s.DPI == 96 {
		s.DPI = 0 // what programs write that do not know
	}
	return s, nil
}

func (f *File) shape(n int) (Shape, error) {
	if f.tiff != nil {
		dir := f.tiff.pages[n-1]
		return Shape{
			Width: dir.first(tagWidth, 0), Height: dir.first(tagHeight, 0), DPI: dir.dpi(),
			orientation: upright(dir.first(tagOrientation, 1)),
		}, nil
	}
	c := codecs[f.media]
	config, err := c.config(bytes.NewReader(f.file))
	if err != nil {
		return Shape{}, f.fault(err)
	}
	a := c.about(f.file)
	return Shape{Width: config.Width, Height: config.Height, DPI: a.dpi, orientation: a.orientation}, nil
}

func (s Shape) check() error {
	switch {
	case s.Width <= 0 || s.Height <= 0:
		return invoer.Unread(invoer.CodeDamaged, "the picture has no size; ask for the file again")
	case min(s.Width, s.Height) < smallest:
		return invoer.Unread(invoer.CodeNotDocument, fmt.Sprintf("a picture of %d by %d pixels is no document", s.Width, s.Height))
	case s.Width > mostPixels/s.Height:
		return invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("a picture of %d by %d pixels is too large; send it smaller", s.Width, s.Height))
	}
	return nil
}

// Gray decodes page n, from 1, and turns it as the file says. A very large one
// comes out reduced.
func (f *File) Gray(n int) (*image.Gray, error) {
	s, err := f.Shape(n)
	if err != nil {
		return nil, err
	}
	var gray *image.Gray
	if f.tiff != nil {
		gray, err = f.tiffGray(n, s)
	} else {
		gray, err = f.decode(s)
	}
	if err != nil {
		return nil, err
	}
	return Orient(gray, s.orientation), nil
}

func (f *File) tiffGray(n int, s Shape) (*image.Gray, error) {
	r, err := f.tiff.raster(f.tiff.pages[n-1])
	if err != nil {
		return nil, err
	}
	return r.gray(reduction(s.Width, s.Height))
}

// reduction is by how much a picture is made smaller so that it has not more
// pixels than are worked on.
func reduction(w, h int) int {
	k := 1
	for w/k*(h/k) > largest {
		k++
	}
	return k
}

func (f *File) decode(s Shape) (*image.Gray, error) {
	c := codecs[f.media]
	if s.Width*s.Height > roomy/c.bytes {
		return f.reduced(s)
	}
	picture, err := c.decode(bytes.NewReader(f.file))
	if err != nil {
		return nil, f.fault(err)
	}
	return Shrink(Unstamped(picture), reduction(s.Width, s.Height)), nil
}

// reduced decodes at a reduced size what would take too much memory whole.
func (f *File) reduced(s Shape) (*image.Gray, error) {
	switch {
	case f.media == JPEG && f.Large != nil:
		return f.Large(f.file, largest)
	case f.media == PNG && !interlaced(f.file):
		gray, err := rowsOfPNG(f.file, reduction(s.Width, s.Height))
		if err != nil {
			return nil, f.fault(err)
		}
		return gray, nil
	}
	return nil, invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("a picture of %d by %d pixels is too large; send it smaller", s.Width, s.Height))
}

// fault says what a decoder thinks of a file.
func (f *File) fault(err error) error {
	var jpegLacks jpeg.UnsupportedError
	var pngLacks png.UnsupportedError
	if errors.As(err, &jpegLacks) || errors.As(err, &pngLacks) || errors.Is(err, errBMP) || f.media == WebP && moves(f.file) {
		return invoer.Unread(invoer.CodeUnsupported, "a picture of this kind is not read; send a PDF, or a plain JPEG or PNG")
	}
	return invoer.Unread(invoer.CodeDamaged, "the picture is cut or damaged; ask for the file again")
}

// Orient turns and mirrors a picture that has this Exif orientation upright.
func Orient(src *image.Gray, orientation int) *image.Gray {
	switch orientation {
	case 2:
		return Mirror(src)
	case 3:
		return Turn(src, 180)
	case 4:
		return Mirror(Turn(src, 180))
	case 5:
		return Mirror(Turn(src, 90))
	case 6:
		return Turn(src, 90)
	case 7:
		return Mirror(Turn(src, 270))
	case 8:
		return Turn(src, 270)
	}
	return src
}
