package storage

import (
	"database/sql"
	"encoding/binary"
	"io/fs"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/invoer/invoer/precedent"
)

// What was learnt before tallies were packed is known after.
func TestTalliesKeptAsObjectsArePacked(t *testing.T) {
	t.Parallel()
	db := unmigrated(t)
	config, err := pgx.ParseConfig(db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	owner := stdlib.OpenDB(*config)
	defer owner.Close()
	before(t, owner, 66)
	for _, sql := range []string{
		`insert into offices (name) values ('A')`,
		`insert into precedents (office_id, key, tally) select id, 1, '{"n": 3, "l": "61é", "s": 2, "c": [{"o": "61é", "w": 1.8239999999999998, "f": 1e-17}, {"o": "a\nb=c", "w": 0.1, "f": 0.25}]}' from offices`,
		`insert into precedents (office_id, key, tally) select id, 2, '{"n": 0, "c": null, "r": {"n": 70, "w": 9223372036854775811}}' from offices`,
		`insert into precedent_weights (office_id, weights, standing, learnt) select id, '{"account/line/3": {"v": 0.30000000000000004, "s": 2.5}, "b": {"v": -1, "s": 0}}', '{}', 7 from offices`,
	} {
		if _, err := owner.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := Migrate(t.Context(), db.OwnerURL); err != nil {
		t.Fatal(err)
	}
	tallies := map[int64][]byte{}
	rows, err := owner.QueryContext(t.Context(), `select key, tally from precedents`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		var tally []byte
		if err := rows.Scan(&key, &tally); err != nil {
			t.Fatal(err)
		}
		tallies[key] = tally
	}
	var counted packing
	counted.number(3, 2, 0).long(0).text("61é").float(1.8239999999999998, 1e-17).text("61é").float(0.1, 0.25).text("a\nb=c")
	var recorded packing
	recorded.number(0, 0, 70).long(1<<63 + 3).text("")
	if diff := cmp.Diff(map[int64][]byte{1: []byte(counted), 2: []byte(recorded)}, tallies); diff != "" {
		t.Error(diff)
	}
	for key, tally := range tallies {
		m := precedent.NewMemory()
		if err := m.Put(precedent.Key(key), tally); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]precedent.Held{{Key: precedent.Key(key), Tally: tally}}, m.All()); diff != "" {
			t.Errorf("put in and taken out: %s", diff)
		}
	}
	var weights []byte
	if err := owner.QueryRowContext(t.Context(), `select weights from precedent_weights`).Scan(&weights); err != nil {
		t.Fatal(err)
	}
	got, err := precedent.UnpackWeights(weights)
	if err != nil {
		t.Fatal(err)
	}
	want := precedent.Weights{"account/line/3": {Value: 0.30000000000000004, Steps: 2.5}, "b": {Value: -1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(weights, want.Packed()); diff != "" {
		t.Error(diff)
	}
}

// before migrates a database to a version.
func before(t *testing.T, owner *sql.DB, version int64) {
	t.Helper()
	if err := ensureRole(t.Context(), owner, serverRole); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	steps, err := goose.NewProvider(goose.DialectPostgres, owner, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := steps.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
}

// A packing is a tally written by hand.
type packing []byte

func (p *packing) number(all ...uint32) *packing {
	for _, n := range all {
		*p = binary.BigEndian.AppendUint32(*p, n)
	}
	return p
}

func (p *packing) long(n uint64) *packing {
	*p = binary.BigEndian.AppendUint64(*p, n)
	return p
}

func (p *packing) float(all ...float64) *packing {
	for _, f := range all {
		p.long(math.Float64bits(f))
	}
	return p
}

func (p *packing) text(s string) *packing {
	p.number(uint32(len(s)))
	*p = append(*p, s...)
	return p
}
