package scan

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/invoer/invoer/extractors/media"
)

// tail is how many bytes of a file's end are looked at.
const tail = 4 << 10

// An end tells whether a file of some kind has its end.
type end func(head, tail []byte, size int64) bool

// ends are the kinds of which the end can be told. Of others standing still
// must do.
var ends = map[string]end{
	media.PDF:   has("%%EOF"),                                     // ISO 32000-1 §7.5.5
	media.JPEG:  has("\xff\xd9"),                                  // ITU-T T.81 §B.1.1.3
	media.PNG:   has("IEND"),                                      // PNG §5.6
	media.TIFF:  tiffIsWhole,                                      // TIFF 6.0 §2
	media.ZIP:   has("PK\x05\x06"),                                // APPNOTE 4.3.16
	media.XML:   closes,                                           // XML 1.0 §2.1
	media.Empty: func(_, _ []byte, _ int64) bool { return false }, // made, and not written yet
}

func has(sign string) end {
	return func(_, tail []byte, _ int64) bool { return bytes.Contains(tail, []byte(sign)) }
}

// closes: an XML document ends with the end of its root, a comment or an
// instruction.
func closes(_, tail []byte, _ int64) bool {
	return bytes.HasSuffix(bytes.Trim(tail, " \t\r\n\x00"), []byte(">"))
}

// tiffIsWhole: a TIFF says at its head where its first page is described, and
// scanners write that last or behind all bytes.
func tiffIsWhole(head, _ []byte, size int64) bool {
	if len(head) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.LittleEndian
	if head[0] == 'M' {
		order = binary.BigEndian
	}
	if order.Uint16(head[2:]) != 42 {
		return true // BigTIFF: not looked at
	}
	first := int64(order.Uint32(head[4:]))
	return first >= 8 && first+2 <= size
}

// whole gives errUnfinished for a file whose end is not there. The file is left
// at its beginning.
func whole(file *os.File, size int64) error {
	head, err := slice(file, 0, min(size, media.Head))
	if err != nil {
		return err
	}
	rest, err := slice(file, max(0, size-tail), min(size, tail))
	if err != nil {
		return err
	}
	if !ended(head, rest, size) {
		return errUnfinished
	}
	return nil
}

func ended(head, rest []byte, size int64) bool {
	is, known := ends[media.Sniff(head, "")]
	return !known || is(head, rest, size)
}

func slice(file *os.File, from, length int64) ([]byte, error) {
	part := make([]byte, length)
	if _, err := file.ReadAt(part, from); err != nil && err != io.EOF {
		return nil, fmt.Errorf("looking for its end: %w", bare(err))
	}
	return part, nil
}
