package servers

import (
	"context"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"
)

// sample stands for the schema.
func sample(ctx context.Context, ownerURL string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "create table sample (n int); grant all on sample to invoer_app; insert into sample values (1)")
	return err
}

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := OpenDatabase(t, sample)
			conn, err := pgx.Connect(t.Context(), db.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(t.Context())
			var rows int
			err = conn.QueryRow(t.Context(), "with new as (insert into sample values (2) returning n) select count(*) from new, sample").Scan(&rows)
			if err != nil || rows != 1 {
				t.Errorf("rows of the template: got %d, %v, want 1", rows, err)
			}
		})
	}
}

func TestRedisKeepsItsAddressOverAnOutage(t *testing.T) {
	t.Parallel()
	r := StartRedis(t)
	before := r.URL()
	r.Stop()
	r.Start()
	if got := r.URL(); got != before {
		t.Errorf("address after an outage: got %s, want %s", got, before)
	}
}

func TestS3Answers(t *testing.T) {
	t.Parallel()
	s3 := StartS3(t)
	answer, err := http.Get(s3.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("a stranger's request: got %s, want forbidden", answer.Status)
	}
}

func BenchmarkOpenDatabase(b *testing.B) {
	for b.Loop() {
		OpenDatabase(b, sample)
	}
}
