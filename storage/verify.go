package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// Bytes is what a Verifier needs of the blob store.
type Bytes interface {
	Verify(ctx context.Context, key invoer.BlobKey, algorithm, hash string, size int64) error
	Stat(ctx context.Context, key invoer.BlobKey) (blobs.Info, error)
	List(ctx context.Context, office invoer.OfficeID) iter.Seq2[blobs.Info, error]
	Delete(ctx context.Context, key invoer.BlobKey) error
	Halves(ctx context.Context, before time.Time) (int, error)
	Sweep(ctx context.Context, before time.Time) (removed int, err error)
}

// A Verifier compares what the database knows with what is there: rows with
// each other, blobs with their rows. What it finds stands in the balance.
type Verifier struct {
	Store *Store
	Bytes Bytes
	Log   *slog.Logger
	Now   func() time.Time

	often pace // zero: usualPace
}

// A pace is how often a Verifier looks by itself.
type pace struct{ rows, blobs time.Duration }

// A Verification is what was found in one office. Orphans are blobs that no
// row names: a crash may leave them, and they harm nobody.
type Verification struct {
	Office  invoer.OfficeID
	Balance Balance
	Blobs   int // rows of blobs
	Checked int // of these, read back
	// Restored is how many of these were hidden or written over, and brought
	// back from an older version.
	Restored int
	Orphans  []blobs.Info
	Removed  int // orphans
	Locked   int // orphans that the store does not let go
}

// usualPace has every blob looked for within the hour, and read back in turn,
// usualSample at a time.
var usualPace = pace{rows: 10 * time.Minute, blobs: time.Hour}

const usualSample = 500

// orphanAge is how old a blob without a row must be before it is removed: no
// upload takes as long.
const orphanAge = 24 * time.Hour

// Run verifies all offices until ctx ends: rows every ten minutes, blobs every
// hour, and the first time sooner, for a machine that never runs an hour.
func (v *Verifier) Run(ctx context.Context) error {
	often := cmp.Or(v.often, usualPace)
	rows, bytes := time.NewTicker(often.rows), time.NewTimer(often.rows)
	defer rows.Stop()
	defer bytes.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-rows.C:
			v.look(ctx, v.Rows)
		case <-bytes.C:
			v.look(ctx, func(ctx context.Context, office invoer.OfficeID) (Verification, error) {
				return v.Office(ctx, office, usualSample)
			})
			bytes.Reset(often.blobs)
		}
	}
}

// look verifies all offices and tells the operator what is wrong.
func (v *Verifier) look(ctx context.Context, one func(context.Context, invoer.OfficeID) (Verification, error)) {
	offices, err := v.Store.Offices(ctx)
	if err != nil {
		v.Log.Warn("verify", "err", err) // it is tried again
		return
	}
	for _, o := range offices {
		found, err := one(ctx, o.ID)
		if err != nil && ctx.Err() == nil {
			v.Log.Warn("verify", "office", o.ID, "err", err) // it is tried again
		}
		if found.Restored > 0 {
			v.Log.Error("blobs were hidden or written over, and brought back from older versions", "office", o.ID, "blobs", found.Restored)
		}
		if n := len(found.Balance.Faults); n > 0 {
			v.Log.Error("balance", "office", o.ID, "faults", n, "rule", found.Balance.Faults[0].Rule)
		}
	}
}

// Rows verifies an office's rows.
func (v *Verifier) Rows(ctx context.Context, office invoer.OfficeID) (Verification, error) {
	b, err := v.Store.Balance(ctx, invoer.Machine(office))
	return Verification{Office: office, Balance: b}, err
}

// Office looks for every blob of an office, reads so many of them back (0:
// all), those first that were not read for longest, notes what is wrong, and
// then verifies the rows.
func (v *Verifier) Office(ctx context.Context, office invoer.OfficeID, sample int) (Verification, error) {
	found := Verification{Office: office}
	rows, err := v.Store.blobRows(ctx, office)
	if err != nil {
		return found, err
	}
	found.Blobs = len(rows)
	there, err := v.there(ctx, office, rows, &found)
	if err != nil {
		return found, fmt.Errorf("blobs of office %s: %w", office, err)
	}
	for _, row := range rows {
		if err := v.verify(ctx, office, row, there[row.Key], sample, &found); err != nil {
			return found, fmt.Errorf("blobs of office %s: %w", office, err)
		}
	}
	found.Balance, err = v.Store.Balance(ctx, invoer.Machine(office))
	return found, err
}

// there lists what is in the store. What no row names is an orphan: not even one
// of a part or a page, whose blob's own row is gone.
func (v *Verifier) there(ctx context.Context, office invoer.OfficeID, rows []blobRow, found *Verification) (map[invoer.BlobKey]bool, error) {
	known := make(map[invoer.BlobKey]bool, len(rows))
	for _, row := range rows {
		known[row.Key] = true
	}
	unknown, err := v.Store.namedWithoutRow(ctx, office)
	if err != nil {
		return nil, err
	}
	for _, key := range unknown {
		known[key] = true
	}
	there := make(map[invoer.BlobKey]bool, len(rows))
	for info, err := range v.Bytes.List(ctx, office) {
		if err != nil {
			return nil, err
		}
		if !known[info.Key] {
			found.Orphans = append(found.Orphans, info)
			continue
		}
		there[info.Key] = true
	}
	return there, nil
}

// verify looks at one blob: one that is missing is a fault, one that is there
// is read back as long as the sample lasts.
func (v *Verifier) verify(ctx context.Context, office invoer.OfficeID, row blobRow, there bool, sample int, found *Verification) error {
	if there && sample > 0 && found.Checked >= sample {
		return nil
	}
	found.Checked++
	err := v.Bytes.Verify(ctx, row.Key, row.Algorithm, row.Hash, row.Size)
	fault, wrong := blobs.FaultOf(err)
	if err != nil && !wrong {
		return err
	}
	if wrong {
		back, err := v.restore(ctx, row)
		if err != nil {
			return err
		}
		if back {
			found.Restored++
			fault = ""
		}
	}
	return v.Store.noteBlob(ctx, office, row.Key, fault)
}

// A restorer is a store that keeps older versions of its blobs.
type restorer interface {
	Restore(ctx context.Context, key invoer.BlobKey, algorithm, hash string, size int64) (bool, error)
}

// restore brings a blob back that somebody hid or wrote over, where the store
// still has it.
func (v *Verifier) restore(ctx context.Context, row blobRow) (bool, error) {
	store, ok := v.Bytes.(restorer)
	if !ok {
		return false, nil
	}
	back, err := store.Restore(ctx, row.Key, row.Algorithm, row.Hash, row.Size)
	if _, wrong := blobs.FaultOf(err); wrong {
		return false, nil // the store says that it did, and did not
	}
	return back, err
}

// Halves tells how many blobs came in by half and were left for a day.
func (v *Verifier) Halves(ctx context.Context) (int, error) {
	return v.Bytes.Halves(ctx, v.Now().Add(-orphanAge))
}

// Sweep removes them and tells how many.
func (v *Verifier) Sweep(ctx context.Context) (removed int, err error) {
	return v.Bytes.Sweep(ctx, v.Now().Add(-orphanAge))
}

// KeepSwept sweeps now and every hour until ctx ends. It is for each machine that
// takes bytes in: halves lie where they came in.
func (v *Verifier) KeepSwept(ctx context.Context) error {
	tick := time.NewTicker(cmp.Or(v.often, usualPace).blobs)
	defer tick.Stop()
	for {
		removed, err := v.Sweep(ctx)
		if err != nil && ctx.Err() == nil {
			v.Log.Warn("sweeping what came in by half", "err", err) // it is tried again
		}
		if removed > 0 {
			v.Log.Info("removed what came in by half", "blobs", removed)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Clean removes the orphans that are older than a day.
func (v *Verifier) Clean(ctx context.Context, found *Verification) error {
	old := v.Now().Add(-orphanAge)
	for _, orphan := range found.Orphans {
		if orphan.Modified.After(old) {
			continue
		}
		removed, err := v.remove(ctx, found.Office, orphan.Key)
		if errors.Is(err, invoer.ErrForbidden) {
			found.Locked++
			continue
		}
		if err != nil {
			return fmt.Errorf("removing an orphan of office %s: %w", found.Office, err)
		}
		found.Removed += removed
	}
	return nil
}

// remove takes a blob away unless a row names it by now. Whoever is about to
// write that row waits, and then finds that the bytes are gone.
func (v *Verifier) remove(ctx context.Context, office invoer.OfficeID, key invoer.BlobKey) (removed int, err error) {
	err = v.Store.In(ctx, invoer.Machine(office), func(tx Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended($1, 0))`, string(key)); err != nil {
			return err
		}
		var named bool
		err := tx.QueryRow(ctx, `select exists (select from blobs where office_id = $1 and key = $2)`, office, key).Scan(&named)
		if err != nil || named {
			return err
		}
		removed = 1
		return v.Bytes.Delete(ctx, key)
	})
	return removed, err
}

// holdBlob keeps a blob from being removed as an orphan until the transaction
// ends. Present is asked afterwards: the bytes may have been removed before.
func (tx Tx) holdBlob(key invoer.BlobKey, present func(invoer.BlobKey) error) error {
	if _, err := tx.Exec(tx.Ctx, `select `+holdingBlob, string(key)); err != nil {
		return err
	}
	return wanted(present(key))
}

// holdingBlob takes the lock of the blob with key $1 that keeps it from being
// removed as an orphan.
const holdingBlob = `pg_advisory_xact_lock_shared(hashtextextended($1::text, 0))`

// wanted is what was found of bytes that a row is about to name.
func wanted(err error) error {
	if errors.Is(err, invoer.ErrNotFound) {
		return fmt.Errorf("%w: the bytes were removed as an orphan meanwhile; send them again", invoer.ErrUnavailable)
	}
	return err
}

// A blobRow is what the database knows of a blob.
type blobRow struct {
	Key             invoer.BlobKey
	Size            int64
	Algorithm, Hash string
}

// blobRows lists an office's blobs, those first that were not read for longest.
func (s *Store) blobRows(ctx context.Context, office invoer.OfficeID) (rows []blobRow, err error) {
	err = s.In(ctx, invoer.Machine(office), func(tx Tx) error {
		found, err := tx.Query(ctx, `select key, size, algorithm, hash from blobs where office_id = $1 order by checked nulls first, key`, office)
		if err != nil {
			return err
		}
		rows, err = pgx.CollectRows(found, pgx.RowToStructByPos[blobRow])
		return err
	})
	return rows, err
}

// namedWithoutRow lists what an office's rows name and blobs has no row of.
func (s *Store) namedWithoutRow(ctx context.Context, office invoer.OfficeID) (keys []invoer.BlobKey, err error) {
	err = s.atLength(ctx, invoer.Machine(office), func(tx Tx) error {
		keys, err = list(tx, pgx.RowTo[invoer.BlobKey], `select n.key from (`+namedBlobs+`) n where `+withoutRow, office)
		return err
	})
	return keys, err
}

// noteBlob writes what was found of a blob; no fault means that it is sound.
func (s *Store) noteBlob(ctx context.Context, office invoer.OfficeID, key invoer.BlobKey, fault string) error {
	return s.In(ctx, invoer.Machine(office), func(tx Tx) error {
		_, err := tx.Exec(ctx, `update blobs set checked = $3, fault = $4 where office_id = $1 and key = $2`, office, key, tx.now, fault)
		return err
	})
}
