package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/intake/mail"
)

// A mailFlags struct is the settings of the mail door. It is closed until an
// address to listen on is named.
type mailFlags struct {
	SMTPListen    string   `name:"smtp-listen" env:"INVOER_SMTP_LISTEN" placeholder:"ADDRESS" help:"Take mail by SMTP here: ADDRESS:PORT, or the path of a socket. Needs --mail-domain."`
	LMTPListen    string   `name:"lmtp-listen" env:"INVOER_LMTP_LISTEN" placeholder:"ADDRESS" help:"Take mail by LMTP here: ADDRESS:PORT, or the path of a socket. Needs --mail-domain."`
	Domain        []string `name:"mail-domain" env:"INVOER_MAIL_DOMAIN" placeholder:"DOMAIN" help:"Domain of the clients' mail addresses, CODE-TOKEN@DOMAIN; may be repeated."`
	MaxBytes      int64    `name:"mail-max-bytes" env:"INVOER_MAIL_MAX_BYTES" default:"52428800" help:"Bytes that a message may have."`
	Cert          string   `name:"mail-tls-cert" env:"INVOER_MAIL_TLS_CERT" type:"path" placeholder:"FILE" help:"Certificate for STARTTLS, in PEM."`
	Key           string   `name:"mail-tls-key" env:"INVOER_MAIL_TLS_KEY" type:"path" placeholder:"FILE" help:"Its key, in PEM."`
	Trust         []string `name:"mail-trust" env:"INVOER_MAIL_TRUST" placeholder:"HOST" help:"Relay whose Authentication-Results are believed, by the name that it writes into them; may be repeated."`
	IMAP          []string `name:"imap" env:"INVOER_IMAP" placeholder:"URL" help:"Fetch mail from here: imaps://USER:PASSWORD@HOST/FOLDER?client=CODE; may be repeated. What is safe goes to the folder invoer, or done=FOLDER."`
	Relay         string   `name:"mail-relay" env:"INVOER_MAIL_RELAY" placeholder:"HOST:PORT" help:"Server that letters are handed to: invitations, digests for people who want them, and answer letters of offices that asked for them. It must offer TLS unless it is this machine."`
	RelayUser     string   `name:"mail-relay-user" env:"INVOER_MAIL_RELAY_USER" placeholder:"NAME" help:"Name to sign in with at the relay."`
	RelayPassword string   `name:"mail-relay-password" env:"INVOER_MAIL_RELAY_PASSWORD" help:"Its password."`
	From          string   `name:"mail-from" env:"INVOER_MAIL_FROM" placeholder:"ADDRESS" help:"Address that answer letters come from; without it no-reply@ and the first --mail-domain."`
	DKIM          bool     `name:"mail-dkim" env:"INVOER_MAIL_DKIM" help:"Check DKIM signatures here, with keys from DNS."`
}

// Validate refuses settings that contradict themselves.
func (f mailFlags) Validate() error {
	if f.listens() && len(f.Domain) == 0 {
		return fmt.Errorf("%w: --mail-domain (INVOER_MAIL_DOMAIN) is empty, want the domain of the clients' mail addresses", invoer.ErrInvalid)
	}
	if (f.Cert == "") != (f.Key == "") {
		return fmt.Errorf("%w: --mail-tls-cert (INVOER_MAIL_TLS_CERT) and --mail-tls-key (INVOER_MAIL_TLS_KEY), want both or none", invoer.ErrInvalid)
	}
	if err := between("mail-max-bytes", f.MaxBytes, 1, mostBytes); err != nil {
		return err
	}
	if _, err := f.answers(); err != nil {
		return err
	}
	for _, text := range f.IMAP {
		if _, err := mailbox(text); err != nil {
			return err
		}
	}
	return nil
}

// listens tells whether relays can come.
func (f mailFlags) listens() bool { return f.SMTPListen != "" || f.LMTPListen != "" }

// certificate is nil where there is no STARTTLS.
func (f mailFlags) certificate() (*tls.Config, error) {
	if f.Cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		return nil, fmt.Errorf("%w: --mail-tls-cert: %w", invoer.ErrInvalid, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// listen opens one of the door's addresses; nil for none.
func (f mailFlags) listen(ctx context.Context, flag, address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	if strings.Contains(address, "/") {
		return listenFor(ctx, flag, address, listenAtPath)
	}
	return listenFor(ctx, flag, address, api.Listen)
}

// listenAtPath opens a socket in a folder. That of a server that was killed is
// taken away first, that of one that lives is left to it.
func listenAtPath(ctx context.Context, path string) (net.Listener, error) {
	if old, err := os.Lstat(path); err == nil && old.Mode()&os.ModeSocket != 0 {
		if held, err := new(net.Dialer).DialContext(ctx, "unix", path); err == nil {
			_ = held.Close() // nothing was said on it
			return nil, fmt.Errorf("%w: socket %s is in use by another program; stop that or choose another", invoer.ErrConflict, path)
		}
		_ = os.Remove(path) // listening says so when it stays
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", invoer.ErrInvalid, err)
	}
	// The relay is another user; the folder says who may come.
	if err := os.Chmod(path, 0o666); err != nil {
		_ = l.Close() // opened a moment ago for nobody
		return nil, fmt.Errorf("socket %s: %w", path, err)
	}
	return l, nil
}

// A mailDoors struct holds the listeners of the mail door.
type mailDoors struct{ smtp, lmtp net.Listener }

func (c serveCommand) listenMail(ctx context.Context) (d mailDoors, err error) {
	if !c.does(partIntake) {
		return mailDoors{}, nil
	}
	if d.smtp, err = c.Mail.listen(ctx, "smtp-listen", c.Mail.SMTPListen); err != nil {
		return d, err
	}
	d.lmtp, err = c.Mail.listen(ctx, "lmtp-listen", c.Mail.LMTPListen)
	return d, err
}

// openMail makes the mail door; nil when it stays closed.
func (c serveCommand) openMail(h *house) (*mail.Door, error) {
	if !c.Mail.listens() && len(c.Mail.IMAP) == 0 || !c.does(partIntake) {
		return nil, nil
	}
	certificate, err := c.Mail.certificate()
	if err != nil {
		return nil, err
	}
	spool := c.cache("mail")
	if err := os.MkdirAll(spool, 0o700); err != nil {
		return nil, fmt.Errorf("%w: folder for mail that comes in: %w", invoer.ErrUnavailable, err)
	}
	door := &mail.Door{
		Gate: h.gate, Store: h.store, Spool: spool, TLS: certificate, Limits: mail.Limits{Bytes: c.Mail.MaxBytes},
		Trust: mail.Trust{Hosts: c.Mail.Trust}, Log: h.log, Now: time.Now,
	}
	for _, domain := range c.Mail.Domain {
		door.Domains = append(door.Domains, strings.ToLower(domain))
	}
	door.House = c.Mail.house()
	if c.Mail.DKIM {
		door.Trust.LookupTXT = net.LookupTXT
	}
	return door, nil
}

// mailParts are the listeners of the mail door at work.
func (h *house) mailParts(d mailDoors) []func(context.Context) error {
	var parts []func(context.Context) error
	for speaks, l := range map[mail.Protocol]net.Listener{mail.SMTP: d.smtp, mail.LMTP: d.lmtp} {
		if l != nil && h.mail != nil {
			parts = append(parts, func(ctx context.Context) error { return h.mail.Serve(ctx, l, speaks) })
		}
	}
	for _, f := range h.fetchers {
		parts = append(parts, f.Run)
	}
	if h.answers != nil {
		invitations := &mail.Invitations{Store: h.store, Relay: h.answers.Relay, From: h.answers.From, Log: h.log, Now: time.Now}
		digests := &mail.Digests{Store: h.store, Relay: h.answers.Relay, From: h.answers.From, Log: h.log, Now: time.Now}
		if h.mail != nil {
			digests.Ours = h.mail.OfHouse
		}
		parts = append(parts, h.answers.Run, invitations.Run, digests.Run)
	}
	return parts
}
