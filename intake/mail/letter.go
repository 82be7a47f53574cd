package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/invoer/invoer"
)

// A letter is a message on disk, as it came in. Its file has no name, so that
// a crash leaves nothing.
type letter struct {
	file     *os.File
	size     int64
	head     head
	envelope string // who sent it, as the relay says; empty for a bounce
}

// spool writes a message to dir. What goes wrong on the way is of the peer's
// making or an invoer.ErrUnavailable.
func spool(dir string, r io.Reader) (*letter, error) {
	file, err := os.CreateTemp(dir, "message-*")
	if err != nil {
		return nil, fmt.Errorf("%w: a place for a message: %w", invoer.ErrUnavailable, err)
	}
	l := &letter{file: file}
	if err := os.Remove(file.Name()); err != nil {
		l.close()
		return nil, fmt.Errorf("%w: a place for a message: %w", invoer.ErrUnavailable, err)
	}
	if l.size, err = io.Copy(file, r); err != nil {
		err = l.whyCut(err)
		l.close()
		return nil, err
	}
	l.head = readHead(l.body())
	return l, nil
}

// body reads the message from its beginning.
func (l *letter) body() *io.SectionReader { return io.NewSectionReader(l.file, 0, l.size) }

// close gives its place back.
func (l *letter) close() {
	l.file.Close() // nothing that is written is needed any more
}

// The ends that a peer means when it writes lines that end with LF only. None
// of them ends a message (RFC 5321 §4.1.1.4): a peer that is waiting for its
// answer hears what is wrong. Of CRLF . LF the dot is gone by now, as that of
// every line that begins with one.
var mistaken = [][]byte{[]byte("\n.\n"), []byte("\n.\r\n"), []byte("\r\n\n")}

// whyCut explains an error in the middle of a message.
func (l *letter) whyCut(err error) error {
	if replyTo(err) != silent {
		return fmt.Errorf("receiving a message: %w", err)
	}
	tail := make([]byte, min(l.size, 8))
	if _, read := l.file.ReadAt(tail, l.size-int64(len(tail))); read != nil && !errors.Is(read, io.EOF) {
		return fmt.Errorf("receiving a message: %w", err)
	}
	for _, end := range mistaken {
		if bytes.HasSuffix(tail, end) {
			return bareLF
		}
	}
	return fmt.Errorf("receiving a message: %w", err)
}
