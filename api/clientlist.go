package api

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/masters"
	"github.com/invoer/invoer/extractors/tables"
)

// ClientList reads a file that lists an office's clients. Rows that name none
// are faults; a file that is no such list is an invoer.ErrInvalid or
// invoer.ErrUnreadable.
func ClientList(file []byte) (listed []invoer.Third, faults []error, err error) {
	table, err := tables.Read(file)
	if err != nil {
		return nil, nil, err
	}
	return masters.Clients(table)
}
