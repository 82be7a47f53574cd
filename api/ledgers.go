package api

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/ledgers"
	"github.com/invoer/invoer/ledger"
)

// ReadPurchases reads what a client really booked, in order of date: JSON Lines
// of the booking contract, or the ledger of an accounting package (ACT). What
// cannot be learnt from is told; a file without any purchase is an
// invoer.ErrInvalid.
func ReadPurchases(b []byte, client string, books invoer.Books) (all []ledger.Purchase, faults []error, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff"))), []byte("{")) {
		faults, err = ledger.Read(bytes.NewReader(b), func(p ledger.Purchase) error {
			all = append(all, p)
			return nil
		})
		slices.SortStableFunc(all, func(p, q ledger.Purchase) int { return p.Date.Days(q.Date) })
	} else {
		all, faults = ledgers.Read(b, client, books)
	}
	switch {
	case err != nil:
		return nil, faults, fmt.Errorf("%w: ledger: %w", invoer.ErrInvalid, err)
	case len(all) == 0 && len(faults) > 0:
		return nil, faults, fmt.Errorf("%w: ledger: %w", invoer.ErrInvalid, faults[0])
	case len(all) == 0:
		return nil, nil, fmt.Errorf("%w: no purchase in the file", invoer.ErrInvalid)
	}
	return all, faults, nil
}
