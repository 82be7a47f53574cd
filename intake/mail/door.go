package mail

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// A Door takes messages. Gate, Store, Domains, Spool, Log and Now must be set.
type Door struct {
	Gate    *intake.Gate
	Store   *storage.Store
	Host    string      // the name in its greeting; empty: the first of Domains
	Domains []string    // the domains of its addresses, in lower case
	Spool   string      // folder for messages while they come in
	TLS     *tls.Config // nil: no STARTTLS
	Limits  Limits
	Trust   Trust
	House   []string // addresses of the house outside Domains, in lower case: no answer letter goes there
	Log     *slog.Logger
	Now     func() time.Time
}

// Limits bound what one peer can make the door do. Zero fields are the house's
// own limits.
type Limits struct {
	Bytes       int64         // of one message; 0: 50 MiB
	Recipients  int           // of one message; 0: 100
	Connections int           // at one time; 0: 200
	Deliveries  int           // that are opened and written at one time; 0: 8
	Patience    time.Duration // for the next bytes; 0: 2 minutes
}

func (l Limits) withDefaults() Limits {
	set(&l.Bytes, 50<<20)
	set(&l.Recipients, 100)
	set(&l.Connections, 200)
	set(&l.Deliveries, 8)
	set(&l.Patience, 2*time.Minute)
	return l
}

func set[T int | int64 | time.Duration](limit *T, usual T) {
	if *limit == 0 {
		*limit = usual
	}
}

// A Protocol is what the peer speaks.
type Protocol string

// The protocols.
const (
	SMTP Protocol = "smtp" // RFC 5321
	LMTP Protocol = "lmtp" // RFC 2033
)

// longestStop is how long messages that are coming in may still take when the
// door closes. Whatever is cut then is not lost: nobody said yes.
const longestStop = 20 * time.Second

// Serve takes messages from l until ctx ends. Then it hears out those that are
// coming in and takes no new ones.
func (d *Door) Serve(ctx context.Context, l net.Listener, speaks Protocol) error {
	limits := d.Limits.withDefaults()
	lines := &lines{Listener: l, limits: limits, now: d.Now, open: map[*line]bool{}}
	server := d.server(ctx, limits, speaks)
	served := make(chan error, 1)
	go func() { served <- server.Serve(lines) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestStop)
	defer cancel()
	lines.retire()
	if err := server.Shutdown(stop); err != nil {
		d.Log.Warn("mail: messages were cut that were still coming in", "err", err)
		return server.Close()
	}
	return <-served
}

func (d *Door) server(ctx context.Context, limits Limits, speaks Protocol) *smtp.Server {
	busy := make(chan struct{}, limits.Deliveries)
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{door: d, ctx: context.WithoutCancel(ctx), limits: limits, line: lineOf(c.Conn()), busy: busy}, nil
	}))
	server.LMTP = speaks == LMTP
	server.Domain = d.host()
	server.TLSConfig = d.TLS
	server.MaxMessageBytes = limits.Bytes
	server.MaxRecipients = limits.Recipients
	server.MaxLineLength = 0 // base64 on one long line is taken; line bounds what is no message
	server.EnableSMTPUTF8, server.EnableBINARYMIME, server.EnableDSN = true, true, true
	server.ErrorLog = slog.NewLogLogger(d.Log.Handler(), slog.LevelWarn)
	return server
}

func (d *Door) host() string {
	if d.Host == "" {
		return d.Domains[0]
	}
	return d.Host
}
