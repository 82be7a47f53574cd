package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer"
)

// A Relay is the server that letters of ours are handed to.
type Relay struct {
	Address        string      // HOST:PORT
	Host           string      // our own name in its greeting
	User, Password string      // empty: it asks for none
	TLS            *tls.Config // nil: none, which is for a relay on this machine only
}

// submissions is the port on which TLS begins at once (RFC 8314 §3.3); on
// others the relay must offer STARTTLS.
const submissions = "465"

// longestSending bounds one try.
const longestSending = 2 * time.Minute

// Send hands a message over, with the null return path, so that nothing ever
// comes back of it. A no for ever is an invoer.ErrForbidden, every other fault
// an invoer.ErrUnavailable; neither repeats what the relay said, which names
// people.
func (r Relay) Send(ctx context.Context, to string, message []byte) error {
	ctx, cancel := context.WithTimeout(ctx, longestSending)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", r.Address)
	if err != nil {
		return fmt.Errorf("%w: reaching the relay: %w", invoer.ErrUnavailable, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	client, err := r.greet(conn)
	if err != nil {
		return fmt.Errorf("%w: greeting the relay: %w", invoer.ErrUnavailable, told(err))
	}
	if err := client.SendMail("", []string{to}, bytes.NewReader(message)); err != nil {
		return refusalOf(err)
	}
	_ = client.Quit() // the relay has the message
	return nil
}

func (r Relay) greet(conn net.Conn) (*smtp.Client, error) {
	client, err := r.open(conn)
	if err != nil {
		return nil, err
	}
	client.CommandTimeout, client.SubmissionTimeout = longestSending, longestSending
	if r.User == "" {
		return client, nil
	}
	return client, client.Auth(sasl.NewPlainClient("", r.User, r.Password))
}

func (r Relay) open(conn net.Conn) (*smtp.Client, error) {
	if r.TLS == nil {
		client := smtp.NewClient(conn)
		return client, client.Hello(r.Host)
	}
	if _, port, _ := net.SplitHostPort(r.Address); port == submissions {
		client := smtp.NewClient(tls.Client(conn, r.TLS))
		return client, client.Hello(r.Host)
	}
	return smtp.NewClientStartTLS(conn, r.TLS)
}

// refusalOf tells a no for ever from one for now.
func refusalOf(err error) error {
	var said *smtp.SMTPError
	if errors.As(err, &said) && said.Code/100 == 5 {
		return fmt.Errorf("%w: %w", invoer.ErrForbidden, told(err))
	}
	return fmt.Errorf("%w: %w", invoer.ErrUnavailable, told(err))
}

// told is what a relay said without its words.
func told(err error) error {
	var said *smtp.SMTPError
	if errors.As(err, &said) {
		return fmt.Errorf("the relay said %d", said.Code)
	}
	return err
}
