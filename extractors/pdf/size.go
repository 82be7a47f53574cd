package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"github.com/klippa-app/go-pdfium/requests"

	"github.com/invoer/invoer"
)

// A Size is that of a page in points, as it is seen.
type Size struct{ Width, Height float64 }

// The largest page that we take, in points: five metres. ISO 32000-1 annex C
// has 14,400 units as the most.
const largestPage = 14_400

// Size is that of page number n, from 1.
func (d *Document) Size(n int) (Size, error) {
	got, err := d.in.FPDF_GetPageSizeByIndexF(&requests.FPDF_GetPageSizeByIndexF{Document: d.ref, Index: n - 1})
	if err != nil {
		return Size{}, d.pageFault(n, err)
	}
	s := Size{float64(got.Size.Width) * d.userUnit, float64(got.Size.Height) * d.userUnit}
	return s, s.check(n)
}

func (s Size) check(n int) error {
	switch {
	case !(s.Width > 0 && s.Height > 0) || math.IsInf(s.Width, 0) || math.IsInf(s.Height, 0):
		return invoer.Unread(invoer.CodeDamaged, fmt.Sprintf("page %d has no size; ask for the file again", n))
	case s.Width > largestPage || s.Height > largestPage:
		return invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("page %d says it is longer than five metres; ask for the file again", n))
	}
	return nil
}

// unitAt reads the number after a UserUnit (ISO 32000-1 table 30), 1 where
// there is none that can be believed.
func unitAt(after []byte) float64 {
	after = bytes.TrimLeft(after, " \t\r\n")
	end := 0
	for end < len(after) && (after[end] == '.' || after[end] >= '0' && after[end] <= '9') {
		end++
	}
	unit, err := strconv.ParseFloat(string(after[:end]), 64)
	if err != nil || unit < 0.01 || unit > 100 {
		return 1
	}
	return unit
}
