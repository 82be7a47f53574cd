package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake/mail"
	"github.com/invoer/invoer/storage"
)

// imapSchemes are how a mailbox is reached.
var imapSchemes = map[string]string{"imaps": "993", "imap": "143"}

// mailbox reads the address of a mailbox: imaps://USER:PASSWORD@HOST/FOLDER
// with the office, the client and the folder for what is done in its query.
// imap:// begins TLS after the greeting, and goes without on this machine only.
func mailbox(text string) (*mail.Fetcher, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || imapSchemes[u.Scheme] == "" || u.User.Username() == "" {
		return nil, fmt.Errorf("%w: --imap (INVOER_IMAP), want imaps://USER:PASSWORD@HOST/FOLDER", invoer.ErrInvalid)
	}
	port := u.Port()
	if port == "" {
		port = imapSchemes[u.Scheme]
	}
	f := &mail.Fetcher{
		Server: net.JoinHostPort(u.Hostname(), port), User: u.User.Username(),
		Folder: strings.Trim(u.Path, "/"), Done: u.Query().Get("done"),
	}
	f.Password, _ = u.User.Password()
	if u.Scheme == "imap" && ofThisMachine(u.Hostname()) {
		return f, nil
	}
	f.TLS = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	f.STARTTLS = u.Scheme == "imap"
	return f, nil
}

func ofThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// owner finds the office, and the client if there is one, that a mailbox is
// for. It is asked anew at each visit: both may be made later.
func owner(store *storage.Store, query url.Values) func(context.Context) (storage.Mailbox, error) {
	return func(ctx context.Context) (storage.Mailbox, error) {
		who, err := officeFlag{Office: query.Get("office")}.admin(ctx, store)
		if err != nil || query.Get("client") == "" {
			return storage.Mailbox{Office: who.Office}, err
		}
		client, err := store.ClientByCode(ctx, who, query.Get("client"))
		return storage.Mailbox{Office: who.Office, Client: client.ID, Code: client.Code}, err
	}
}

// fetchers are the mailboxes that this process fetches from.
func (c serveCommand) fetchers(h *house) ([]*mail.Fetcher, error) {
	if !c.does(partIntake) {
		return nil, nil
	}
	var all []*mail.Fetcher
	for _, text := range c.Mail.IMAP {
		f, err := mailbox(text)
		if err != nil {
			return nil, err
		}
		u, _ := url.Parse(text) // mailbox has parsed it
		f.Door, f.Owner = h.mail, owner(h.store, u.Query())
		all = append(all, f)
	}
	return all, nil
}
