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
		return fmt.Errorf("%w: %w", kind, spoken(err))
	}
	return err
}

// rules are the sentences of those constraints that a person can meet with what
// he types.
var rules = map[string]string{
	"users_client_role_has_client": "a person with the role client belongs to one client, and nobody else does",
	"users_email_is_unique":        "somebody signs in with this e-mail address already",
	"users_email_check":            "e-mail address, want one as an@office.be",
	"users_language_check":         "language, want nl, fr, en or de",
	"clients_code_is_unique":       "another client has this code",
	"clients_code_check":           "code of a client, want 1 to 20 letters, digits, points, dashes or underscores",
	"clients_name_check":           "a client without a name",
	"clients_language_check":       "language, want nl, fr, en or de",
	"offices_name_check":           "an office without a name",
	"offices_language_check":       "language, want nl, fr, en or de",
}

// values are the sentences of those values that no column can keep (PostgreSQL
// documentation, appendix A).
var values = map[string]string{
	"22021": "text that is not UTF-8, or has a zero in it", // character_not_in_repertoire
	"22P05": "text that is not UTF-8, or has a zero in it", // untranslatable_character
	"22P02": "an identifier or a number that is none",      // invalid_text_representation
	"22003": "a number that is too large",                  // numeric_value_out_of_range
}

// A refusal is a broken constraint, or such a value, in words that mean something to people.
type refusal struct {
	error
	words string
}

func (r refusal) Error() string { return r.words }
func (r refusal) Unwrap() error { return r.error }

// spoken gives a broken constraint its sentence, or its name, and a value that
// cannot be kept its own, in place of PostgreSQL's words.
func spoken(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return refusal{err, "there is no such one"}
	}
	var told *pgconn.PgError
	if !errors.As(err, &told) {
		return err
	}
	if words := values[told.Code]; words != "" {
		return refusal{err, words}
	}
	if told.ConstraintName == "" {
		return err
	}
	words := rules[told.ConstraintName]
	if words == "" {
		words = "rule " + told.ConstraintName
	}
	return refusal{err, words}
}

func known(err error) bool {
	for _, kind := range []error{
		invoer.ErrNotFound, invoer.ErrInvalid, invoer.ErrConflict,
		invoer.ErrForbidden, invoer.ErrUnreadable, invoer.ErrUnavailable,
	} {
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
