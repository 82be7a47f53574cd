package storage

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// mostTries is how often a change is tried that met another one at the same
// rows: PostgreSQL ends one of two that wait for each other.
const mostTries = 4

// uncrossed runs a transaction that a person waits for, again where it was ended
// for another one's sake: of it nothing was left.
func uncrossed(try func() error) (err error) {
	for range mostTries {
		if err = try(); !crossed(err) {
			break
		}
	}
	return err
}

// crossed tells whether a transaction was ended for another one's sake (class
// 40 of PostgreSQL's error codes: serialisation, deadlock).
func crossed(err error) bool {
	var told *pgconn.PgError
	return errors.As(err, &told) && strings.HasPrefix(told.Code, "40")
}
