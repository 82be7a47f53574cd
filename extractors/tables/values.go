package tables

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"
)

// text spells a value as bytes in the table's code page.
func (f field) text(b []byte) []byte {
	switch f.kind {
	case 'C', 'V':
		return bytes.TrimRight(b, " \x00")
	case 'N', 'F':
		return number(b)
	case 'D':
		return dashed(b)
	case 'L':
		return logical(b)
	}
	if f.size == 4 && f.kind == 'I' {
		return strconv.AppendInt(nil, int64(int32(binary.LittleEndian.Uint32(b))), 10)
	}
	if f.size != 8 {
		return nil // memo, picture, and what we do not know
	}
	whole := binary.LittleEndian.Uint64(b)
	switch f.kind {
	case 'Y': // currency: ten-thousandths
		return fmt.Appendf(nil, "%.4f", float64(int64(whole))/10000)
	case 'B', 'O':
		return double(math.Float64frombits(whole))
	case 'T':
		return moment(binary.LittleEndian.Uint32(b))
	}
	return nil
}

func number(b []byte) []byte {
	b = bytes.TrimSpace(bytes.Trim(b, "\x00"))
	return bytes.ReplaceAll(b, []byte(","), []byte("."))
}

// dashed turns 20260305 into 2026-03-05; what is no day is nothing.
func dashed(b []byte) []byte {
	day, err := time.Parse("20060102", string(bytes.TrimSpace(b)))
	if err != nil {
		return nil
	}
	return day.AppendFormat(nil, time.DateOnly)
}

func logical(b []byte) []byte {
	switch b[0] {
	case 'T', 't', 'Y', 'y', 'J', 'j', 'O', 'o', '1':
		return []byte("T")
	case 'F', 'f', 'N', 'n', '0':
		return []byte("F")
	}
	return nil
}

func double(f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return strconv.AppendFloat(nil, f, 'f', -1, 64)
}

// julianEpoch is the Julian day of 1 January 1970.
const julianEpoch = 2440588

// moment is the day of a moment, which is counted in Julian days.
func moment(julian uint32) []byte {
	if julian < 1721426 || julian > 5373484 { // years 1 to 9999
		return nil
	}
	return time.Unix(0, 0).UTC().AddDate(0, 0, int(julian)-julianEpoch).AppendFormat(nil, time.DateOnly)
}
