package child

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// A frame is one message on a pipe: the length of a JSON header and of raw
// data as two big-endian uint32, the header, the data.
type frame struct {
	header []byte
	data   []byte
}

// Limits of one frame. A page has at most some thousands of words and a file
// that is handed over at most a picture, so what is larger is a fault.
const (
	maxHeader = 64 << 20
	maxData   = 256 << 20
)

func writeFrame(w *bufio.Writer, header any, data []byte) error {
	head, err := json.Marshal(header)
	if err != nil {
		return fmt.Errorf("writing a frame: %w", err)
	}
	if len(head) > maxHeader || len(data) > maxData {
		return fmt.Errorf("frame of %d and %d bytes, want at most %d and %d", len(head), len(data), maxHeader, maxData)
	}
	var lengths [8]byte
	binary.BigEndian.PutUint32(lengths[:4], uint32(len(head)))
	binary.BigEndian.PutUint32(lengths[4:], uint32(len(data)))
	for _, part := range [][]byte{lengths[:], head, data} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("writing a frame: %w", err)
		}
	}
	return w.Flush()
}

// readFrame gives io.EOF where the pipe ends between two frames.
func readFrame(r io.Reader) (frame, error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return frame{}, err
	}
	head, data := binary.BigEndian.Uint32(lengths[:4]), binary.BigEndian.Uint32(lengths[4:])
	if head > maxHeader || data > maxData {
		return frame{}, fmt.Errorf("frame of %d and %d bytes, want at most %d and %d", head, data, maxHeader, maxData)
	}
	var f frame
	var err error
	if f.header, err = readBytes(r, int64(head)); err != nil {
		return frame{}, err
	}
	if f.data, err = readBytes(r, int64(data)); err != nil {
		return frame{}, err
	}
	return f, nil
}

// readBytes does not believe a length before the bytes are there, as the other
// side may be a child that a stranger's file has taken over.
func readBytes(r io.Reader, n int64) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	if n <= 1<<20 {
		buf := make([]byte, n)
		if _, err := io.ReadFull(r, buf); err != nil {
			return nil, unexpected(err)
		}
		return buf, nil
	}
	buf, err := io.ReadAll(io.LimitReader(r, n))
	if err == nil && int64(len(buf)) < n {
		err = io.ErrUnexpectedEOF
	}
	return buf, err
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
