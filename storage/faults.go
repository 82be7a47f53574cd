package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/invoer/invoer"
)

// kinds is what PostgreSQL's error codes mean to the house. A code of two
// signs stands for its class (PostgreSQL documentation, appendix A).
var kinds = map[string]error{
	"23505": invoer.ErrConflict, // unique_violation
	"23P01": invoer.ErrConflict, // exclusion_violation
	"23503": invoer.ErrNotFound, // foreign_key_violation
	"23514": invoer.ErrInvalid,  // check_violation
	"23502": invoer.ErrInvalid,  // not_null_violation
	"42501": invoer.ErrForbidden,
	"22":    invoer.ErrInvalid,     // data exception
	"08":    invoer.ErrUnavailable, // connection
	"25P03": invoer.ErrUnavailable, // idle_in_transaction_session_timeout
	"40":    invoer.ErrUnavailable, // deadlock, serialisation: worth another try
	"53":    invoer.ErrUnavailable, // disk full, too many connections
	"55P03": invoer.ErrUnavailable, // lock_not_available
	"57":    invoer.ErrUnavailable, // statement timeout, server goes down or comes up
	"58":    invoer.ErrUnavailable, // its disk does not answer
}

// fault gives an error of the database one of the kinds of package invoer. An
// error that has one already, and a request that was cancelled, stay as they
// are.
func fault(err error) error {
	if err == nil || known(err) || errors.Is(err, context.Canceled) {
		return err
	}
	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%w: %w", kind, err)
	}
	return err
}

func known(err error) bool {
	for _, kind := range []error{invoer.ErrNotFound, invoer.ErrInvalid, invoer.ErrConflict,
		invoer.ErrForbidden, invoer.ErrUnreadable, invoer.ErrUnavailable} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

func kindOf(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return invoer.ErrNotFound
	}
	var told *pgconn.PgError
	if errors.As(err, &told) {
		if kind := kinds[told.Code]; kind != nil {
			return kind
		}
		return kinds[told.Code[:min(2, len(told.Code))]]
	}
	if disconnected(err) {
		return invoer.ErrUnavailable
	}
	return nil
}

// disconnected tells whether err is of the connection rather than of the
// question. pgconn has no exported error for a connection that is closed; what
// it closed itself is safe to ask again.
func disconnected(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "closed pool")
}
