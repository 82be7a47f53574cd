package storage

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
)

// A Company is what the register says of an enterprise.
type Company struct {
	VAT      invoer.VATNumber
	Names    []string // the legal ones first
	Address  string   // of its seat, in one line; Dutch where there are two languages
	Contacts []string // telephones, mail and web addresses
}

// activities gives the main activity (NACE-BEL, five digits) of Belgian
// suppliers, by their VAT number, as far as the register has it.
func (tx Tx) activities(vats []invoer.VATNumber) (map[string]string, error) {
	var numbers []int64
	for _, vat := range vats {
		if n, belgian := register.NumberOf(vat); belgian {
			numbers = append(numbers, int64(n))
		}
	}
	found := map[string]string{}
	if len(numbers) == 0 {
		return found, nil
	}
	rows, err := tx.Query(tx.Ctx, `select distinct on (number) number, nace from register.activities where number = any($1)
		order by number, rank desc`, numbers)
	if err != nil {
		return nil, err
	}
	var n register.Number
	var nace string
	_, err = pgx.ForEachRow(rows, []any{&n, &nace}, func() error {
		found[string(n.VAT())] = nace
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("activities: %w", err)
	}
	return found, nil
}

const selectCompanies = `select c.number,
		coalesce((select array_agg(n.name order by n.kind, n.language = 2 desc, n.language, n.name) from register.names n where n.number = c.number), '{}'),
		coalesce((select concat_ws(', ', nullif(concat_ws(' ', coalesce(nullif(a.street_nl, ''), a.street_fr), a.house, nullif(a.box, '')), ' '),
			concat_ws(' ', a.zip, coalesce(nullif(a.town_nl, ''), a.town_fr))) from register.addresses a where a.number = c.number limit 1), ''),
		coalesce((select array_agg(k.value order by k.kind, k.value) from register.contacts k where k.number = c.number), '{}')
	from register.companies c`

func scanCompany(row pgx.CollectableRow) (c Company, err error) {
	var n register.Number
	err = row.Scan(&n, &c.Names, &c.Address, &c.Contacts)
	c.VAT = n.VAT()
	return c, err
}

// Company gives an enterprise of the register by its number; one that it does
// not have is an invoer.ErrNotFound. The register is everybody's: no identity
// is asked for.
func (s *Store) Company(ctx context.Context, vat invoer.VATNumber) (Company, error) {
	n, belgian := register.NumberOf(vat)
	if !belgian {
		return Company{}, fmt.Errorf("%w: company %s, the register has Belgian enterprises only", invoer.ErrNotFound, vat)
	}
	c, err := only(outside(ctx, s, scanCompany, selectCompanies+` where c.number = $1`, n))
	if err != nil {
		return Company{}, fmt.Errorf("company %s: %w", vat, err)
	}
	return c, nil
}

// CompaniesLike gives the enterprises whose name is the same as name but for
// legal form, accents and a few misread letters; the most alike first, at most
// five.
func (s *Store) CompaniesLike(ctx context.Context, name string) (found []Company, err error) {
	// The settings of a search must die with its transaction.
	err = s.In(ctx, invoer.Scope{}, func(tx Tx) error {
		numbers, err := tx.numbersLike(register.Key(name))
		if err == nil {
			found, err = tx.companies(numbers)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("companies by name: %w", err)
	}
	return found, nil
}

// leastAlike is how much of their trigrams two names must share. A misread
// letter in a name of ten costs three of some fifteen.
const leastAlike = 0.55

// mostAlike is how many enterprises of one name are worth a look.
const mostAlike = 5

// numbersLike finds enterprises by the key of a name: those of that name, else
// those whose name differs by a letter, else those whose name is like it.
func (tx Tx) numbersLike(key string) ([]register.Number, error) {
	if key == "" {
		return nil, nil
	}
	exact, err := list(tx, pgx.RowTo[register.Number], `select distinct number from register.names where key = $1 order by number limit $2`, key, mostAlike)
	if err != nil || len(exact) > 0 {
		return exact, err
	}
	alike, err := list(tx, pgx.RowTo[register.Number], `select number from invoer_names_near($1, $2)`, key, leastAlike)
	if err == nil && len(alike) == 0 {
		alike, err = list(tx, pgx.RowTo[register.Number], `select number from invoer_names_like($1, $2)`, key, leastAlike)
	}
	if err != nil {
		return nil, err
	}
	var numbers []register.Number
	for _, n := range alike {
		if !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers, nil
}

// companies gives enterprises in the order of their numbers in the question.
func (tx Tx) companies(numbers []register.Number) ([]Company, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	return list(tx, scanCompany, selectCompanies+` where c.number = any($1::bigint[]) order by array_position($1::bigint[], c.number)`, numbers)
}
