package storage

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/invoer/invoer"
)

// Words are kept packed in their page's row: a version, then deflated, for
// each word its text, its confidence and its box in hundredths of a point.
const (
	wordsVersion  = 1
	wordsUnpacked = 32 << 20 // bytes: more is no page
)

func packWords(words []invoer.Word) ([]byte, error) {
	raw := binary.AppendUvarint(nil, uint64(len(words)))
	for _, w := range words {
		raw = binary.AppendUvarint(raw, uint64(len(w.Text)))
		raw = append(raw, w.Text...)
		raw = append(raw, byte(w.Confidence))
		for _, side := range []float64{w.Box.X0, w.Box.Y0, w.Box.X1, w.Box.Y1} {
			raw = binary.AppendVarint(raw, int64(math.Round(side*100)))
		}
	}
	packed := bytes.NewBuffer([]byte{wordsVersion})
	z := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(z)
	z.Reset(packed)
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// A deflater takes most of a megabyte, an inflater a twentieth of one: they are
// used again.
var (
	deflaters = sync.Pool{New: func() any {
		z, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
		if err != nil {
			panic(err) // it knows its own levels
		}
		return z
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

// inflate unpacks deflated bytes, wordsUnpacked of them at most.
func inflate(packed []byte) ([]byte, error) {
	z := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(z)
	if err := z.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, wordsUnpacked))
}

// unpackWords gives words back. Packed words of nil are of a page that was not
// read: nil.
func unpackWords(packed []byte) ([]invoer.Word, error) {
	if packed == nil {
		return nil, nil
	}
	if len(packed) == 0 || packed[0] != wordsVersion {
		return nil, fmt.Errorf("%w: packed words of an unknown version", invoer.ErrInvalid)
	}
	raw, err := inflate(packed[1:])
	if err != nil {
		return nil, fmt.Errorf("%w: packed words: %w", invoer.ErrInvalid, err)
	}
	u := unpacker{rest: raw}
	count := u.uvarint()
	if count > uint64(len(raw)) {
		return nil, fmt.Errorf("%w: packed words: %d in %d bytes", invoer.ErrInvalid, count, len(raw))
	}
	words := make([]invoer.Word, 0, count)
	for range count {
		words = append(words, invoer.Word{
			Text: u.text(), Confidence: u.confidence(),
			Box: invoer.Box{X0: u.side(), Y0: u.side(), X1: u.side(), Y1: u.side()},
		})
	}
	if u.short {
		return nil, fmt.Errorf("%w: packed words end early", invoer.ErrInvalid)
	}
	return words, nil
}

// An unpacker reads values off the front of rest until one is missing.
type unpacker struct {
	rest  []byte
	short bool
}

func (u *unpacker) skip(n int) []byte {
	if n <= 0 || n > len(u.rest) {
		u.short = u.short || n != 0
		return nil
	}
	head := u.rest[:n]
	u.rest = u.rest[n:]
	return head
}

func (u *unpacker) uvarint() uint64 {
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.short = true
		return 0
	}
	u.skip(n)
	return v
}

func (u *unpacker) text() string {
	n := u.uvarint()
	if n > uint64(len(u.rest)) {
		u.short = true
		return ""
	}
	return string(u.skip(int(n)))
}

func (u *unpacker) confidence() invoer.Confidence {
	b := u.skip(1)
	if b == nil {
		return 0
	}
	return invoer.Confidence(b[0])
}

func (u *unpacker) side() float64 {
	v, n := binary.Varint(u.rest)
	if n <= 0 {
		u.short = true
		return 0
	}
	u.skip(n)
	return float64(v) / 100
}
