package pdf

import (
	"bytes"
	"fmt"
	"io"
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

// Where a UserUnit is looked for at most; files that use it are drawings.
const unitSearch = 32 << 20

// userUnit finds the size of a unit in 1/72 inch (ISO 32000-1 table 30), which
// PDFium does not tell. It sees the page objects of files without object
// streams and takes the first.
func userUnit(r io.ReadSeeker) (float64, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("reading the PDF: %w", err)
	}
	key := []byte("/UserUnit")
	buf := make([]byte, 256<<10)
	kept := 0
	for read := 0; read < unitSearch; {
		n, err := r.Read(buf[kept:])
		if at := bytes.Index(buf[:kept+n], key); at >= 0 && at+len(key)+16 < kept+n {
			return parseUnit(buf[at+len(key) : at+len(key)+16]), nil
		}
		if err == io.EOF {
			return 1, nil
		}
		if err != nil {
			return 0, fmt.Errorf("reading the PDF: %w", err)
		}
		read += n
		end := kept + n
		kept = copy(buf, buf[max(end-64, 0):end])
	}
	return 1, nil
}

func parseUnit(after []byte) float64 {
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
