package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// mostGuesses is how many guesses of one person are noted in an hour: enough to
// see that somebody tries, and not enough to fill a disk.
const mostGuesses = 100

// NoteGuess notes that a person asked by identifier for what he may not see, or
// what does not exist: nobody is told which. Route is the pattern that he asked.
func (s *Store) NoteGuess(ctx context.Context, who invoer.Scope, route, id string) error {
	if who.User == "" {
		return nil
	}
	err := s.In(ctx, who, func(tx Tx) error {
		noted, err := one(tx, pgx.RowTo[int], `select count(*) from audits where office_id = $1 and subject = $2 and action = 'guessed' and at > $3`,
			who.Office, who.User, tx.now.Add(-time.Hour))
		if err != nil || noted >= mostGuesses {
			return err
		}
		return tx.Audit("user", string(who.User), "guessed", nil, map[string]string{"route": route, "id": id})
	})
	if err != nil {
		return fmt.Errorf("noting a guess: %w", err)
	}
	return nil
}
