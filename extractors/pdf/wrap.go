package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"

	"github.com/invoer/invoer"
)

// What PDFium may hold of a picture while it makes it smaller, in bytes: each
// of its rows, at the width of the drawn page.
const mostStretched = 96 << 20

// GrayJPEG draws a JPEG that is too large to be decoded whole, made smaller so
// that it has at most most pixels. PDFium decodes row by row what Go's decoder
// would have to hold.
func (e *Engine) GrayJPEG(file []byte, most int) (*image.Gray, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return nil, invoer.Unread(invoer.CodeDamaged, "the picture is cut or damaged; ask for the file again")
	}
	shrink := math.Sqrt(float64(most) / (float64(config.Width) * float64(config.Height)))
	w := int(float64(config.Width) * min(shrink, 1))
	w = max(min(w, mostStretched/3/config.Height), 1)
	wrapped := wrap(file, config, w)
	d, err := e.Open(bytes.NewReader(wrapped), int64(len(wrapped)))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Gray(1, 72)
}

// wrap makes a PDF of one page, w points wide, of a JPEG.
func wrap(file []byte, config image.Config, w int) []byte {
	h := max(int(math.Round(float64(config.Height)*float64(w)/float64(config.Width))), 1)
	drawing := fmt.Sprintf("%d 0 0 %d 0 0 cm /I Do", w, h)
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var places []int
	for _, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>", w, h),
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(drawing), drawing),
		fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream",
			config.Width, config.Height, spaceOf(config.ColorModel), len(file), file),
	} {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj%s\nendobj\n", len(places), object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, place := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, table)
	return out.Bytes()
}

// spaceOf names the colours of a JPEG. Programs write the four inks of one
// inverted (Adobe technical note 5116 §18).
func spaceOf(model color.Model) string {
	switch model {
	case color.GrayModel:
		return "/DeviceGray"
	case color.CMYKModel:
		return "/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]"
	}
	return "/DeviceRGB"
}
