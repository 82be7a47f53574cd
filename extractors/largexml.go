package extractors

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
)

// largeXML is from how many bytes on an e-invoice is a large one. Those with
// nothing but figures in them have some kilobytes; what is larger carries
// documents.
const largeXML = 4 << 20

// An XMLLoader takes e-invoices into memory, of large ones one at a time:
// reading one takes several times its size, and a sender may send many.
type XMLLoader struct{ large chan struct{} }

// NewXMLLoader makes a loader, which those share who share a memory.
func NewXMLLoader() *XMLLoader { return &XMLLoader{make(chan struct{}, 1)} }

// Load gives the bytes of an e-invoice, and of one that ReadXML refuses for its
// size no more than show that it does. Done tells that nothing is held of it
// any more. A large one waits some seconds for the one before it, no longer,
// as others wait behind it; that, and bytes that do not come, is an
// invoer.ErrUnavailable.
func (l *XMLLoader) Load(ctx context.Context, r io.Reader) (xml []byte, done func(), err error) {
	xml, err = io.ReadAll(io.LimitReader(r, largeXML))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: reading the e-invoice: %w", invoer.ErrUnavailable, err)
	}
	if len(xml) < largeXML {
		return xml, func() {}, nil
	}
	if err := l.wait(ctx); err != nil {
		return nil, nil, err
	}
	done = func() {
		debug.FreeOSMemory() // it is some hundred megabytes, and there may be no next one
		<-l.large
	}
	whole := bytes.NewBuffer(make([]byte, 0, einvoice.MostBytes+bytes.MinRead+1)) // grown by doubling it would be there twice
	whole.Write(xml)
	if _, err := whole.ReadFrom(io.LimitReader(r, einvoice.MostBytes+1-largeXML)); err != nil {
		done()
		return nil, nil, fmt.Errorf("%w: reading the e-invoice: %w", invoer.ErrUnavailable, err)
	}
	return whole.Bytes(), done, nil
}

// largePatience is a few times what a large e-invoice takes.
const largePatience = 5 * time.Second

func (l *XMLLoader) wait(ctx context.Context) error {
	late := time.NewTimer(largePatience)
	defer late.Stop()
	select {
	case l.large <- struct{}{}:
		return nil
	case <-late.C:
		return fmt.Errorf("%w: other large e-invoices are being read", invoer.ErrUnavailable)
	case <-ctx.Done():
		return fmt.Errorf("%w: waiting for another large e-invoice: %w", invoer.ErrUnavailable, ctx.Err())
	}
}
