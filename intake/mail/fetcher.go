package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Fetcher takes messages from a mailbox (IMAP, RFC 3501 and 9051) for an
// office without a relay. A message leaves the mailbox for the folder Done when
// it is safe here, and never before; nothing else is changed in the mailbox, no
// message is marked as read. What cannot be taken stays where it is and is
// told.
type Fetcher struct {
	Door     *Door
	Server   string      // HOST:PORT
	TLS      *tls.Config // nil: without, as on this machine only
	STARTTLS bool        // TLS begins after the greeting
	User     string
	Password string
	Folder   string // where messages come in; empty: INBOX
	Done     string // where they go; empty: invoer
	// Owner tells whose the messages are that carry nobody's address; its
	// client may be empty.
	Owner    func(context.Context) (storage.Mailbox, error)
	Every    time.Duration // how often it looks where the server does not call; 0: a minute
	Patience time.Duration // how long the server may be silent when it was asked something; 0: two minutes
}

func (f *Fetcher) folder() string {
	if f.Folder == "" {
		return "INBOX"
	}
	return f.Folder
}

func (f *Fetcher) done() string {
	if f.Done == "" {
		return "invoer"
	}
	return f.Done
}

func (f *Fetcher) every() time.Duration {
	if f.Every == 0 {
		return time.Minute
	}
	return f.Every
}

func (f *Fetcher) patience() time.Duration {
	if f.Patience == 0 {
		return 2 * time.Minute
	}
	return f.Patience
}

// name is what people know the mailbox by.
func (f *Fetcher) name() string { return f.User + "@" + f.Server + "/" + f.folder() }

// Run fetches until ctx ends. A server that is away is tried again.
func (f *Fetcher) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := f.visit(ctx)
		if ctx.Err() != nil {
			return nil
		}
		f.Door.Log.Warn("mailbox", "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(f.every()):
		}
	}
	return nil
}

// visit connects, and fetches until something breaks.
func (f *Fetcher) visit(ctx context.Context) error {
	owner, err := f.Owner(ctx)
	if err != nil {
		return fmt.Errorf("whose mailbox it is: %w", err)
	}
	v := &visit{Fetcher: f, owner: owner, came: make(chan struct{}, 1), left: map[imap.UID]time.Time{}}
	err = v.run(ctx)
	if ctx.Err() == nil {
		v.round.Fault = "the mailbox cannot be read"
		f.save(ctx, owner, v.round)
	}
	return err
}

func (f *Fetcher) save(ctx context.Context, owner storage.Mailbox, r storage.Round) {
	r.Mailbox = f.name()
	if err := f.Door.Store.SaveRound(ctx, invoer.Machine(owner.Office), r); err != nil {
		f.Door.Log.Warn("mailbox", "office", owner.Office, "err", err)
	}
}

// A visit is one connection to the server.
type visit struct {
	*Fetcher
	client *imapclient.Client
	owner  storage.Mailbox
	came   chan struct{}          // something new may be there
	left   map[imap.UID]time.Time // messages that are passed over, and until when; zero: as long as the visit lasts
	safe   string                 // the folder for messages that are safe, as the server calls it
	stuck  bool                   // some that are safe cannot be moved there
	clock  *time.Timer            // ends the connection when it runs out
	round  storage.Round
}

// ask asks the server something, and ends the connection when that is silent for
// too long: of a machine that hangs the network tells nothing.
func (v *visit) ask(what string, do func() error) error {
	var silent atomic.Bool
	v.clock = time.AfterFunc(v.patience(), func() {
		silent.Store(true)
		_ = v.client.Close() // do hears of it
	})
	defer v.clock.Stop()
	err := do()
	if silent.Load() {
		err = fmt.Errorf("%w: the server is silent", invoer.ErrUnavailable)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// answering are bytes of an answer: while they come the server is not silent.
type answering struct {
	io.Reader
	v *visit
}

func (a answering) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	a.v.clock.Reset(a.v.patience())
	return n, err
}

func (v *visit) run(ctx context.Context) error {
	if err := v.connect(ctx); err != nil {
		return err
	}
	defer v.client.Close()
	stop := context.AfterFunc(ctx, func() { _ = v.client.Close() }) // ends what waits for the server
	defer stop()
	if err := v.ask("signing in at "+v.Server, func() error { return v.client.Login(v.User, v.Password).Wait() }); err != nil {
		return err
	}
	if err := v.ask("looking for "+v.done(), v.findSafe); err != nil {
		return err
	}
	for {
		if err := v.look(ctx); err != nil {
			return err
		}
		if err := v.wait(ctx); err != nil {
			return err
		}
	}
}

func (v *visit) connect(ctx context.Context) error {
	dialer := net.Dialer{Timeout: 30 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", v.Server)
	if err != nil {
		return fmt.Errorf("%w: %w", invoer.ErrUnavailable, err)
	}
	options := &imapclient.Options{TLSConfig: v.TLS, UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: v.hear}}
	if v.STARTTLS {
		v.client, err = imapclient.NewStartTLS(conn, options)
		return err
	}
	if v.TLS != nil {
		conn = tls.Client(conn, v.TLS)
	}
	v.client = imapclient.New(conn, options)
	return nil
}

// hear is told by the server that the number of messages changed.
func (v *visit) hear(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages == nil {
		return
	}
	select {
	case v.came <- struct{}{}:
	default:
	}
}

// wait sleeps until something came, or it is time to look.
func (v *visit) wait(ctx context.Context) error {
	var idle *imapclient.IdleCommand
	if v.client.Caps().Has(imap.CapIdle) {
		err := v.ask("waiting for messages", func() (err error) {
			idle, err = v.client.Idle()
			return err
		})
		if err != nil {
			return err
		}
	}
	select {
	case <-v.came:
	case <-v.client.Closed():
	case <-time.After(v.every()):
	case <-ctx.Done():
	}
	if idle == nil {
		return ctx.Err()
	}
	err := v.ask("waiting for messages", func() error { return errors.Join(idle.Close(), idle.Wait()) })
	if err != nil {
		return err
	}
	return ctx.Err()
}
