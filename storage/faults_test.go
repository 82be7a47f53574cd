package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/invoer/invoer"
)

func TestFaultsHaveAKind(t *testing.T) {
	t.Parallel()
	told := func(code string) error { return fmt.Errorf("asking: %w", &pgconn.PgError{Code: code}) }
	cases := map[string]struct{ err, want error }{
		"no row":                   {pgx.ErrNoRows, invoer.ErrNotFound},
		"it exists":                {told("23505"), invoer.ErrConflict},
		"what it names is missing": {told("23503"), invoer.ErrNotFound},
		"a rule of the schema":     {told("23514"), invoer.ErrInvalid},
		"no UUID":                  {told("22P02"), invoer.ErrInvalid},
		"row level security":       {told("42501"), invoer.ErrForbidden},
		"a deadlock":               {told("40P01"), invoer.ErrUnavailable},
		"the disk is full":         {told("53100"), invoer.ErrUnavailable},
		"the server goes down":     {told("57P01"), invoer.ErrUnavailable},
		"the server hung up":       {io.ErrUnexpectedEOF, invoer.ErrUnavailable},
		"our own time is over":     {context.DeadlineExceeded, invoer.ErrUnavailable},
		"the caller went away":     {context.Canceled, context.Canceled},
		"a rule of a noun":         {fmt.Errorf("%w: x", invoer.ErrInvalid), invoer.ErrInvalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := fault(c.err)
			if !errors.Is(got, c.want) || !errors.Is(got, c.err) {
				t.Errorf("fault(%v) = %v, want it to be %v too", c.err, got, c.want)
			}
		})
	}
	if err := fault(told("42703")); known(err) { // our own SQL is wrong: nobody else's fault
		t.Errorf("a column that does not exist became %v", err)
	}
	if got := fault(told("22021")); strings.Contains(got.Error(), "SQLSTATE") {
		t.Errorf("a zero in a text is told as %q, want it in our words", got)
	}
	if fault(nil) != nil {
		t.Error("nothing became something")
	}
}

func TestBrokenConstraintsAreToldInWords(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	add := func(u User) error {
		_, err := h.AddUser(t.Context(), h.admin, u, "a password of some length")
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"a client's person without a client": {add(User{Role: invoer.RoleClient, Email: "k@example.be", Name: "K", Language: "nl"}), "role client"},
		"no e-mail address":                  {add(User{Role: invoer.RoleAdmin, Email: "k", Name: "K", Language: "nl"}), "an@office.be"},
		"a language that we do not speak":    {add(User{Role: invoer.RoleAdmin, Email: "l@example.be", Name: "K", Language: "es"}), "nl, fr, en or de"},
		"another rule of the schema":         {fault(&pgconn.PgError{Code: "23514", ConstraintName: "pages_number_check"}), "pages_number_check"},
	} {
		if c.err == nil || !errors.Is(c.err, invoer.ErrInvalid) || !strings.Contains(c.err.Error(), c.want) || strings.Contains(c.err.Error(), "SQLSTATE") {
			t.Errorf("%s: %v, want that it is invalid, with %q and without SQL", name, c.err, c.want)
		}
	}
}

// stopped stops the server processes of the store's connections, like a
// machine that hangs, until resume is called.
func (h *house) stopped(t *testing.T) (resume func()) {
	t.Helper()
	pid, err := only(outside(t.Context(), h.Store, pgx.RowTo[int], `select pg_backend_pid()`))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatalf("stopping the server's process %d: %v", pid, err)
	}
	var once sync.Once
	resume = func() {
		once.Do(func() {
			if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
				t.Errorf("resuming the server's process %d: %v", pid, err)
			}
		})
	}
	t.Cleanup(resume)
	return resume
}

func TestServerThatHangs(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, Settings{MaxConns: 1})
	resume := h.stopped(t)
	for name, ask := range map[string]func(context.Context) error{
		"a request": func(ctx context.Context) error { _, err := h.Office(ctx, h.admin); return err },
		"a ping":    h.Ping,
		"another":   func(ctx context.Context) error { _, err := h.IdentifySession(ctx, "x"); return err },
	} {
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		err := ask(ctx)
		cancel()
		if took := time.Since(begun); !errors.Is(err, invoer.ErrUnavailable) || took > 5*time.Second {
			t.Errorf("%s: %v after %s, want it unavailable at its deadline", name, err, took)
		}
	}
	resume()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	if _, err := h.Office(ctx, h.admin); err != nil {
		t.Errorf("after it goes on: %v", err)
	}
}

// Requests that end at any moment must not leave a connection inside their
// transaction, or with their identity.
func TestCancelledRequestsPoisonNothing(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, Settings{MaxConns: 4})
	strange := furnish(t, h.Store, h.db, "b")
	houses := []*house{h, strange}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 150 {
				own := houses[(worker+i)%2]
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.Int64N(int64(4*time.Millisecond))))
				list, err := own.Clients(ctx, own.admin)
				cancel()
				if err == nil && (len(list) != 2 || list[0].ID != own.client && list[1].ID != own.client) {
					t.Errorf("office %s sees %+v", own.office, list)
				}
			}
		})
	}
	all.Wait()
	for _, own := range houses {
		if list, err := own.Clients(t.Context(), own.admin); err != nil || len(list) != 2 {
			t.Errorf("afterwards: %d clients, %v, want 2", len(list), err)
		}
	}
	h.mustLeaveNothingOpen(t)
}

func (h *house) mustLeaveNothingOpen(t *testing.T) {
	t.Helper()
	conn, err := ownerConn(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	defer hangUp(t.Context(), conn)
	left := -1
	for range 100 {
		err := conn.QueryRow(t.Context(), `select count(*) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`).Scan(&left)
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%d connections stay inside a transaction", left)
}

func TestNothingIsWrittenWhenARuleRefuses(t *testing.T) {
	t.Parallel()
	var rung int
	h := openHouseWith(t, Settings{Ring: func(invoer.Ring) { rung++ }})
	refusal := fmt.Errorf("%w: no", invoer.ErrInvalid)
	err := h.In(t.Context(), h.machine, func(tx Tx) error {
		tx.Ring(invoer.Ring{})
		if err := tx.Emit(Event{Kind: "document.read"}); err != nil {
			return err
		}
		if _, err := tx.Exec(tx.Ctx, `update clients set name = 'x'`); err != nil {
			return err
		}
		return refusal
	})
	last, lastErr := h.LastEvent(t.Context(), h.machine)
	c, clientErr := h.Client(t.Context(), h.machine, h.client)
	if !errors.Is(err, refusal) || rung != 0 || last != 0 || c.Name == "x" || lastErr != nil || clientErr != nil {
		t.Errorf("got %v, %d rings, last event %d, client %q; want the refusal and nothing else", err, rung, last, c.Name)
	}
}
