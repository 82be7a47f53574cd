package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// OfficeWeights are what an office learnt from its own documents. Base names
// the program's weights beyond which they were learnt: they fit no others.
type OfficeWeights struct {
	Weights       invoer.Weights
	Base          string
	Learnt        time.Time
	Documents     int    // that they were learnt from
	Before, After Scores // of documents left out, with the weights of Base and with these
}

// Scores count values of documents.
type Scores struct {
	Right  int `json:"right"`
	Wrong  int `json:"wrong"`
	Missed int `json:"missed"`
}

// OfficeWeights gives those of the office; an office that learnt none has
// nil Weights.
func (s *Store) OfficeWeights(ctx context.Context, who invoer.Scope) (w OfficeWeights, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		w, err = one(tx, func(row pgx.CollectableRow) (w OfficeWeights, err error) {
			err = row.Scan(&w.Weights, &w.Base, &w.Learnt, &w.Documents, &w.Before, &w.After)
			return w, err
		}, `select weights, base, learnt, documents, before, after from office_weights where office_id = $1`, who.Office)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return OfficeWeights{}, fmt.Errorf("weights of office %s: %w", who.Office, err)
	}
	return w, nil
}

// SaveOfficeWeights replaces what the office had learnt; they are learnt now.
// Only who runs the office may.
func (s *Store) SaveOfficeWeights(ctx context.Context, who invoer.Scope, w OfficeWeights) error {
	if err := manages(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		_, err := tx.Exec(ctx, `insert into office_weights (office_id, weights, base, learnt, documents, before, after)
			values (@office, @weights, @base, @learnt, @documents, @before, @after)
			on conflict (office_id) do update set weights = excluded.weights, base = excluded.base, learnt = excluded.learnt,
				documents = excluded.documents, before = excluded.before, after = excluded.after`, pgx.NamedArgs{
			"office": who.Office, "weights": w.Weights, "base": w.Base, "learnt": tx.now,
			"documents": w.Documents, "before": w.Before, "after": w.After,
		})
		if err != nil {
			return err
		}
		return tx.Audit("office", string(who.Office), "learnt", nil, map[string]string{
			"documents": strconv.Itoa(w.Documents), "right before": strconv.Itoa(w.Before.Right), "right after": strconv.Itoa(w.After.Right),
		})
	})
	if err != nil {
		return fmt.Errorf("weights of office %s: %w", who.Office, err)
	}
	return nil
}

// ForgetOfficeWeights takes back what the office learnt; an office that learnt
// nothing is an invoer.ErrNotFound.
func (s *Store) ForgetOfficeWeights(ctx context.Context, who invoer.Scope) error {
	if err := manages(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if err := change(tx, `delete from office_weights where office_id = $1`, who.Office); err != nil {
			return err
		}
		return tx.Audit("office", string(who.Office), "forgot", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("weights of office %s: %w", who.Office, err)
	}
	return nil
}
