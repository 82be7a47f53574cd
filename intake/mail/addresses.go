package mail

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An address is the part of a recipient that says whose it is: CODE-TOKEN, or
// NAME+TOKEN where a mail system has one mailbox with extensions. The token
// follows the last dash or plus; case does not count.
type address struct {
	code  string // empty in the form with a plus
	token string
}

// noToken is asked for in place of the token of an address that has none, so
// that its answer takes as long as any.
const noToken = "-"

func parseAddress(text string, domains []string) address {
	local, domain, _ := strings.Cut(strings.ToLower(text), "@")
	if !slices.Contains(domains, domain) {
		return address{token: noToken}
	}
	if at := strings.LastIndexByte(local, '+'); at >= 0 {
		return address{token: local[at+1:]}
	}
	if at := strings.LastIndexByte(local, '-'); at > 0 {
		return address{code: local[:at], token: local[at+1:]}
	}
	return address{token: noToken}
}

// find tells whose an address is. One that nobody has is an
// invoer.ErrNotFound, in the same words whether the client exists or not.
func (d *Door) find(ctx context.Context, to string) (storage.Mailbox, error) {
	a := parseAddress(to, d.Domains)
	box, err := d.Store.Mailbox(ctx, a.token)
	if err != nil {
		return storage.Mailbox{}, fmt.Errorf("looking for an address: %w", err)
	}
	if a.code != "" && subtle.ConstantTimeCompare([]byte(a.code), []byte(strings.ToLower(box.Code))) != 1 {
		return storage.Mailbox{}, fmt.Errorf("looking for an address: %w", invoer.ErrNotFound)
	}
	return box, nil
}
