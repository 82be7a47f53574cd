package mail

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/invoer/invoer"
)

// A Trust says how the door finds out whether a message is from whom it says.
// Its zero value believes nobody and looks nothing up.
type Trust struct {
	// Hosts are the relays whose Authentication-Results (RFC 8601) are
	// believed, by the name (authserv-id) that they write into them, or
	// Microsoft365. They must take away what strangers wrote under that name
	// (RFC 8601 §5).
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
	if found, said := t.found(l.head["authentication-results"]); said {
		return judge(found, domain)
	}
	return t.signature(ctx, l, domain)
}

// Microsoft365 among the Hosts is for the servers of Microsoft 365, which write no
// name into their Authentication-Results: the topmost field without one is
// theirs, and no other.
const Microsoft365 = "microsoft365"

// trusts tells whether a relay is believed, by the name that it gives itself.
func (t Trust) trusts(host string) bool {
	if host == "" {
		return slices.Contains(t.Hosts, Microsoft365)
	}
	return host != Microsoft365 && slices.ContainsFunc(t.Hosts, func(trusted string) bool { return strings.EqualFold(trusted, host) })
}

// found is what the trusted relay found: in its topmost field, and in those of the
// same trust right below it, as each filter of Postfix writes one of its own. What
// a method gave further up counts, and nothing of it below. It tells whether the
// relay said anything; where one of its fields cannot be read, that is nothing that
// helps anybody.
func (t Trust) found(fields []string) (all []result, said bool) {
	answered := map[string]bool{}
	for _, field := range fields {
		host, results, err := resultsIn(field)
		trusted := t.trusts(host)
		if !trusted && said {
			break
		}
		if !trusted {
			continue
		}
		if err != nil {
			return nil, true
		}
		said = true
		for _, r := range results {
			if !answered[r.method] || failed(r) {
				all = append(all, r)
			}
		}
		for _, r := range results {
			answered[r.method] = true
		}
		if host == "" {
			break
		}
	}
	return all, said
}

func failed(r result) bool { return r.value == "fail" || r.value == "hardfail" } // RFC 7601 §2.7.2 had both

// authors are the methods whose no is about the author; compauth is Microsoft's
// own sum of them.
var authors = []string{"spf", "dkim", "compauth"}

// judge weighs what a relay found. DMARC has weighed already (RFC 7489), and its
// no is stronger than any yes; where the relay has none of it, an SPF or DKIM pass
// of the author's own domain counts.
func judge(results []result, domain string) invoer.SenderCheck {
	outcome, weighed := invoer.SenderUnchecked, false
	for _, r := range results {
		switch {
		case r.method == "dmarc" && failed(r) && r.concerns(domain):
			return invoer.SenderFailed
		case r.method == "dmarc":
			weighed = weighed || r.value == "pass" && strings.EqualFold(r.properties["header.from"], domain)
		case r.value == "pass" && aligned(r.domain(), domain):
			outcome = invoer.SenderPassed
		case failed(r) && slices.Contains(authors, r.method) && outcome == invoer.SenderUnchecked:
			outcome = invoer.SenderFailed
		}
	}
	if weighed {
		return invoer.SenderPassed
	}
	return outcome
}

// concerns tells whether a result of DMARC may be about an author of this domain:
// one that does not say whom it is about is.
func (r result) concerns(domain string) bool {
	from := r.properties["header.from"]
	return from == "" || strings.EqualFold(from, domain)
}

// domain is the one that SPF or DKIM proves; Google names in place of the domain
// that signed the identity for which it did (RFC 6376 §3.5, i=).
func (r result) domain() string {
	names := map[string][]string{"spf": {"smtp.mailfrom", "smtp.mail"}, "dkim": {"header.d", "header.i"}}
	for _, name := range names[r.method] {
		if said := strings.Trim(r.properties[name], "<>"); said != "" {
			return domainIn(said)
		}
	}
	return ""
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
	at := strings.LastIndexByte(address, '@') // one in quotation marks may stand before
	if at < 0 {
		return ""
	}
	return strings.ToLower(address[at+1:])
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
