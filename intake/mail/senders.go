package mail

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/authres"
	"github.com/emersion/go-msgauth/dkim"

	"github.com/invoer/invoer"
)

// A Trust says how the door finds out whether a message is from whom it says.
// Its zero value believes nobody and looks nothing up.
type Trust struct {
	// Hosts are the relays whose Authentication-Results (RFC 8601) are
	// believed, by the name (authserv-id) that they write into them. They must
	// take away what strangers wrote under that name (RFC 8601 §5).
	Hosts []string
	// LookupTXT asks DNS for the keys of DKIM signatures (RFC 6376); nil: they
	// are not checked here.
	LookupTXT func(domain string) ([]string, error)
}

// able tells whether anything can be found out.
func (t Trust) able() bool { return len(t.Hosts) > 0 || t.LookupTXT != nil }

// check tells whether the author of a letter is who he says he is.
func (t Trust) check(ctx context.Context, l *letter) invoer.SenderCheck {
	domain := domainOf(l.head.from())
	if domain == "" || !t.able() || len(l.head["from"]) > 1 { // RFC 5322 §3.6: of two authors it is not known whom the relay checked
		return invoer.SenderUnchecked
	}
	for _, field := range l.head["authentication-results"] {
		host, results, err := authres.Parse(field)
		if err != nil || !slices.ContainsFunc(t.Hosts, func(trusted string) bool { return strings.EqualFold(trusted, host) }) {
			continue
		}
		return judge(results, domain)
	}
	return t.signature(ctx, l, domain)
}

// judge weighs what a relay found. DMARC has weighed already (RFC 7489); where
// the relay has none, an SPF or DKIM pass of the author's own domain counts.
func judge(results []authres.Result, domain string) invoer.SenderCheck {
	outcome := invoer.SenderUnchecked
	for _, result := range results {
		value, of := authres.ResultNone, ""
		switch r := result.(type) {
		case *authres.DMARCResult:
			if r.From != "" && !aligned(domainIn(r.From), domain) {
				continue // it was another author that the relay checked
			}
			if r.Value == authres.ResultPass {
				return invoer.SenderPassed
			}
			if r.Value == authres.ResultFail {
				return invoer.SenderFailed
			}
			continue
		case *authres.DKIMResult:
			value, of = r.Value, r.Domain
		case *authres.SPFResult:
			value, of = r.Value, domainIn(r.From)
		}
		if value == authres.ResultPass && aligned(of, domain) {
			outcome = invoer.SenderPassed
		}
		if value == authres.ResultFail && outcome == invoer.SenderUnchecked {
			outcome = invoer.SenderFailed
		}
	}
	return outcome
}

// signature checks the DKIM signatures of the author's domain. A broken one
// proves nothing: lists and relays break them (RFC 6376 §6.1).
func (t Trust) signature(ctx context.Context, l *letter, domain string) invoer.SenderCheck {
	if t.LookupTXT == nil || ctx.Err() != nil {
		return invoer.SenderUnchecked
	}
	found, err := dkim.VerifyWithOptions(l.body(), &dkim.VerifyOptions{LookupTXT: t.LookupTXT, MaxVerifications: 5})
	if err != nil {
		return invoer.SenderUnchecked // the message cannot be parsed, or signs too often
	}
	for _, v := range found {
		if v.Err == nil && aligned(v.Domain, domain) {
			return invoer.SenderPassed
		}
	}
	return invoer.SenderUnchecked
}

// aligned tells whether a proof of one domain holds for an author of another:
// the same, or a part of it (RFC 7489 §3.1).
func aligned(proven, author string) bool {
	proven, author = strings.ToLower(proven), strings.ToLower(author)
	if proven == "" || !strings.Contains(proven, ".") || net.ParseIP(proven) != nil {
		return false
	}
	return proven == author || strings.HasSuffix(author, "."+proven) || strings.HasSuffix(proven, "."+author)
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return strings.ToLower(domain)
}

// domainIn is the domain of an address, or what is one already.
func domainIn(said string) string {
	if domain := domainOf(said); domain != "" {
		return domain
	}
	return said
}

// expects tells whether a letter may come in by itself, or waits for a person's
// yes. A client without a list expects everybody.
func (d *Door) expects(ctx context.Context, who invoer.Scope, client invoer.ClientID, sender string, check invoer.SenderCheck) (invoer.Answer, error) {
	if client == "" {
		return invoer.AnswerNone, nil
	}
	list, err := d.Store.MailSenders(ctx, who, client)
	if err != nil {
		return invoer.AnswerNone, fmt.Errorf("who may write: %w", err)
	}
	if len(list) == 0 {
		return invoer.AnswerNone, nil
	}
	proven := check == invoer.SenderPassed || check == invoer.SenderUnchecked && !d.Trust.able()
	if proven && (slices.Contains(list, sender) || slices.Contains(list, domainOf(sender))) {
		return invoer.AnswerNone, nil
	}
	return invoer.AnswerWaiting, nil
}
