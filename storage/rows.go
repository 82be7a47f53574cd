package storage

import (
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// list gives the rows of a question as fn reads them; never nil.
func list[T any](tx Tx, fn pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(tx.Ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, fn)
}

// one gives the one row of a question, or pgx.ErrNoRows.
func one[T any](tx Tx, fn pgx.RowToFunc[T], sql string, args ...any) (T, error) {
	var none T
	rows, err := tx.Query(tx.Ctx, sql, args...)
	if err != nil {
		return none, err
	}
	return pgx.CollectOneRow(rows, fn)
}

// change runs a statement that must meet a row; pgx.ErrNoRows when it did not.
func change(tx Tx, sql string, args ...any) error {
	done, err := tx.Exec(tx.Ctx, sql, args...)
	if err != nil {
		return err
	}
	if done.RowsAffected() == 0 {
		return pgx.ErrNoRows
	}
	return nil
}

// day gives a date to PostgreSQL, and null for none.
func day(d invoer.Date) *time.Time {
	if d.Zero() {
		return nil
	}
	t := d.Time()
	return &t
}

func dayOf(t *time.Time) invoer.Date {
	if t == nil {
		return invoer.Date{}
	}
	return invoer.DateOf(*t)
}

// moment gives the time that PostgreSQL had, and the zero time for null.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// orNull gives a time to PostgreSQL, and null for the zero time.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
