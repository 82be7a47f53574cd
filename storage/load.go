package storage

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
)

// A Load counts the rows of the register that were written.
type Load struct{ Companies, Names, Addresses, Contacts, Activities int64 }

// nextRegister is the generation that is being written.
const nextRegister = "register_next"

// registerLock is the advisory lock of who loads. The number only has to be
// the same in all of them.
const registerLock = 7405010

// LoadRegister replaces the register by data, as the role that owns the schema.
// The old one is read meanwhile, and stays when anything of the new one is
// wrong. It holds a row at a time. Told is called with the counts so far every
// hundred thousand rows and after each file.
func LoadRegister(ctx context.Context, ownerURL string, data *register.Data, told func(Load)) (Load, error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return Load{}, fmt.Errorf("database: %w", fault(err))
	}
	defer hangUp(ctx, conn)
	var alone bool
	if err := conn.QueryRow(ctx, `select pg_try_advisory_lock($1)`, registerLock).Scan(&alone); err != nil {
		return Load{}, fmt.Errorf("lock of the register: %w", fault(err))
	}
	if !alone {
		return Load{}, fmt.Errorf("%w: the register is being loaded already", invoer.ErrConflict)
	}
	// A server may take its time to notice that somebody hung up.
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), `select pg_advisory_unlock($1)`, registerLock) }()
	l := loading{ctx: ctx, conn: conn, told: told}
	if err := l.all(data); err != nil {
		return Load{}, fmt.Errorf("loading the register: %w", err)
	}
	return l.done, nil
}

// A loading is one load under way.
type loading struct {
	ctx  context.Context
	conn *pgx.Conn
	told func(Load)
	done Load
}

// all writes the next generation and puts it in place of the present one.
func (l *loading) all(data *register.Data) error {
	const drop = `drop schema if exists ` + nextRegister + ` cascade`
	if err := l.run(drop, `set maintenance_work_mem = '256MB'`, `select invoer_register_begin('`+nextRegister+`')`); err != nil {
		return err
	}
	err := l.rows(data)
	if err == nil {
		err = l.run(`select invoer_register_finish('`+nextRegister+`')`,
			`begin; set local lock_timeout = '10s'; drop schema register cascade; alter schema `+nextRegister+` rename to register; commit`)
	}
	if err != nil {
		// What is left of it is in nobody's way, and the next load drops it.
		_, _ = l.conn.Exec(context.WithoutCancel(l.ctx), `rollback; `+drop)
	}
	return err
}

func (l *loading) run(statements ...string) error {
	for _, sql := range statements {
		if _, err := l.conn.Exec(l.ctx, sql); err != nil {
			return duplicated(fault(err))
		}
	}
	return nil
}

// duplicated says which number an extract has twice: the fault of a file is a
// person's to mend.
func duplicated(err error) error {
	var told *pgconn.PgError
	if errors.As(err, &told) && told.Code == "23505" {
		return fmt.Errorf("%w: enterprise.csv has a number twice: %s", invoer.ErrInvalid, told.Detail)
	}
	return err
}

func (l *loading) rows(data *register.Data) error {
	err := copyRows(l, &l.done.Companies, "companies", []string{"number", "form"}, data.Companies(),
		func(c register.Company) []any { return []any{int64(c.Number), c.Form} })
	if err == nil && l.done.Companies == 0 {
		err = fmt.Errorf("%w: enterprise.csv has no enterprise, want at least one", invoer.ErrInvalid)
	}
	if err == nil {
		err = copyRows(l, &l.done.Names, "names", []string{"number", "kind", "language", "name", "key"}, data.Names(),
			func(n register.Name) []any {
				return []any{int64(n.Number), int16(n.Kind), int16(n.Language), n.Text, register.Key(n.Text)}
			})
	}
	if err == nil {
		err = copyRows(l, &l.done.Addresses, "addresses", []string{"number", "zip", "town_nl", "town_fr", "street_nl", "street_fr", "house", "box", "country"}, data.Addresses(),
			func(a register.Address) []any {
				return []any{int64(a.Number), a.Zip, a.TownNL, a.TownFR, a.StreetNL, a.StreetFR, a.House, a.Box, a.CountryNL}
			})
	}
	if err == nil {
		err = copyRows(l, &l.done.Contacts, "contacts", []string{"number", "kind", "value", "key"}, data.Contacts(),
			func(c register.Contact) []any { return []any{int64(c.Number), c.Kind, c.Value, c.Key()} })
	}
	if err == nil {
		err = copyRows(l, &l.done.Activities, "activities", []string{"number", "nace", "rank"}, data.Activities(),
			func(a register.Activity) []any { return []any{int64(a.Number), a.NACE, int32(a.Rank)} })
	}
	return err
}

// copyRows streams the entries of one file into its table.
func copyRows[T any](l *loading, count *int64, table string, columns []string, entries iter.Seq2[T, error], row func(T) []any) error {
	next, stop := iter.Pull2(entries)
	defer stop()
	var broken error // what the file did; PostgreSQL only says that copying ended
	_, err := l.conn.CopyFrom(l.ctx, pgx.Identifier{nextRegister, table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		entry, err, more := next()
		if err != nil || !more {
			broken = err
			return nil, err
		}
		*count++
		if *count%100_000 == 0 {
			l.told(l.done)
		}
		return row(entry), nil
	}))
	if broken != nil {
		return broken
	}
	if err != nil {
		return fault(err)
	}
	l.told(l.done)
	return nil
}
