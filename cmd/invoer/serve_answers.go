package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/invoer/invoer"
	door "github.com/invoer/invoer/intake/mail"
)

// answers are the senders of answer letters that the flags describe, without
// what they work on; nil where no relay is named.
func (f mailFlags) answers() (*door.Answers, error) {
	if f.Relay == "" {
		return nil, nil
	}
	host, port, err := net.SplitHostPort(f.Relay)
	if err != nil || host == "" || port == "" {
		return nil, fmt.Errorf("%w: --mail-relay (INVOER_MAIL_RELAY), want HOST:PORT, as smtp.office.be:587", invoer.ErrInvalid)
	}
	if (f.RelayUser == "") != (f.RelayPassword == "") {
		return nil, fmt.Errorf("%w: --mail-relay-user (INVOER_MAIL_RELAY_USER) and --mail-relay-password (INVOER_MAIL_RELAY_PASSWORD), want both or none", invoer.ErrInvalid)
	}
	from := f.from()
	if said, err := mail.ParseAddress(from); err != nil || said.Address != from {
		return nil, fmt.Errorf("%w: --mail-from (INVOER_MAIL_FROM) is %q, want an address, as no-reply@in.office.be", invoer.ErrInvalid, from)
	}
	_, domain, _ := strings.Cut(from, "@")
	relay := door.Relay{Address: f.Relay, Host: domain, User: f.RelayUser, Password: f.RelayPassword}
	if !ofThisMachine(host) {
		relay.TLS = &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	}
	return &door.Answers{Relay: relay, From: from}, nil
}

// from is the address that answer letters come from. The usual one is no
// client's, so that the door refuses what is written to it.
func (f mailFlags) from() string {
	if f.From == "" && len(f.Domain) > 0 {
		return "no-reply@" + strings.ToLower(f.Domain[0])
	}
	return strings.ToLower(f.From)
}

// house lists addresses of ours that no answer letter goes to, beside all of
// --mail-domain.
func (f mailFlags) house() []string {
	all := []string{f.from()}
	for _, text := range f.IMAP {
		if u, err := url.Parse(text); err == nil {
			all = append(all, strings.ToLower(u.User.Username()))
		}
	}
	return slices.DeleteFunc(all, func(address string) bool { return !strings.Contains(address, "@") })
}

// openAnswers makes the sender of answer letters; nil when there is none here.
func (c serveCommand) openAnswers(h *house) (*door.Answers, error) {
	if !c.does(partIntake) {
		return nil, nil
	}
	answers, err := c.Mail.answers()
	if answers == nil {
		return nil, err
	}
	answers.Store, answers.Log, answers.Now = h.store, h.log, time.Now
	return answers, nil
}
