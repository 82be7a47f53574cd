package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// ratesAtOnce is how many rates one statement writes.
const ratesAtOnce = 5000

// SaveRates writes rates of the ECB for an office; of a day that has one the new
// one counts.
func (s *Store) SaveRates(ctx context.Context, who invoer.Scope, all []invoer.ExchangeRate) error {
	if err := works(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		for some := range slices.Chunk(all, ratesAtOnce) {
			currencies, days, rates := make([]string, len(some)), make([]string, len(some)), make([]string, len(some))
			for i, r := range some {
				currencies[i], days[i], rates[i] = r.Currency, r.Day.String(), r.Rate
			}
			_, err := tx.Exec(tx.Ctx, `insert into exchange_rates (office_id, currency, day, rate)
				select distinct on (currency, day) $1::uuid, currency, day, rate from unnest($2::text[], $3::date[], $4::text[]) with ordinality l (currency, day, rate, n)
				order by currency, day, n desc
				on conflict (office_id, currency, day) do update set rate = excluded.rate`, who.Office, currencies, days, rates)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("saving %d rates: %w", len(all), err)
	}
	return nil
}

// rateDays is how old the last rate before a day may be: the ECB publishes none
// on its holidays, of which no more than four stand together.
const rateDays = 7

// rate is what one euro was worth on a day, or last before it; empty where
// there is none.
func (tx Tx) rate(currency string, on invoer.Date) (string, error) {
	rate, err := one(tx, pgx.RowTo[string], `select rate from exchange_rates where office_id = $1 and currency = $2 and day <= $3 and day > $3::date - $4::int
		order by day desc limit 1`, tx.Who.Office, currency, on.Time(), rateDays)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return rate, err
}
