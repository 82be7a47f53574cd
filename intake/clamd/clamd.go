// Package clamd asks the virus scanner ClamAV what it thinks of bytes, over the
// socket of its daemon (clamd(8), command INSTREAM). It promises an answer or an
// error: bytes that could not be looked at are never called clean.
package clamd

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/invoer/invoer"
)

// A Scanner is a daemon at an address: /run/clamav/clamd.ctl, or host:port.
type Scanner struct{ Address string }

const (
	patience = 2 * time.Minute // for one file
	piece    = 64 << 10
)

// Scan gives the name of what is bad in the bytes; empty: nothing is. A daemon
// that does not answer is an invoer.ErrUnavailable; bytes that it will not look
// at for their size are an invoer.CodeTooLarge.
func (s Scanner) Scan(ctx context.Context, r io.Reader) (found string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	line, err := new(net.Dialer).DialContext(ctx, s.network(), s.Address)
	if err != nil {
		return "", fmt.Errorf("%w: virus scanner at %s: %w", invoer.ErrUnavailable, s.Address, err)
	}
	defer line.Close()
	defer context.AfterFunc(ctx, func() { line.Close() })()
	sent := stream(line, r)
	// It answers and hangs up as soon as it saw too much: its word says more than
	// that the line is closed.
	answer, err := bufio.NewReader(line).ReadString(0)
	if answer == "" {
		return "", fmt.Errorf("%w: virus scanner at %s: %w", invoer.ErrUnavailable, s.Address, errors.Join(sent, err))
	}
	return verdict(strings.TrimRight(answer, "\x00\n"), sent)
}

func (s Scanner) network() string {
	if strings.HasPrefix(s.Address, "/") {
		return "unix"
	}
	return "tcp"
}

// stream sends r in pieces, each behind its length in four bytes, and a length
// of nothing behind the last.
func stream(w io.Writer, r io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	buf := make([]byte, 4+piece)
	for {
		n, err := io.ReadFull(r, buf[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(buf, uint32(n))
			if _, err := w.Write(buf[:4+n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			_, err := w.Write(make([]byte, 4))
			return err
		}
		if err != nil {
			return err
		}
	}
}

// verdict reads "stream: OK", "stream: NAME FOUND" or "REASON ERROR".
func verdict(answer string, sent error) (found string, err error) {
	said := strings.TrimPrefix(answer, "stream: ")
	if strings.Contains(said, "size limit exceeded") {
		return "", invoer.Unread(invoer.CodeTooLarge, "too large for the virus scanner (its StreamMaxLength)")
	}
	if name, bad := strings.CutSuffix(said, " FOUND"); bad {
		return cmp.Or(strings.TrimSpace(name), "something"), nil
	}
	if said != "OK" || sent != nil {
		return "", fmt.Errorf("%w: virus scanner said %q: %w", invoer.ErrUnavailable, said, errors.Join(sent, errors.New("want OK or FOUND")))
	}
	return "", nil
}
