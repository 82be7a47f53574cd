package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A DigestPace says how often a person is told by mail what waits for him.
type DigestPace string

// The paces. A week's letter is of its Monday.
const (
	DigestNever  DigestPace = ""
	DigestDaily  DigestPace = "day"
	DigestWeekly DigestPace = "week"
)

// Valid tells whether it is one of them.
func (p DigestPace) Valid() bool {
	return p == DigestNever || p == DigestDaily || p == DigestWeekly
}

// DigestPace gives that of who himself.
func (s *Store) DigestPace(ctx context.Context, who invoer.Scope) (pace DigestPace, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		found, err := list(tx, pgx.RowTo[DigestPace], `select every from digests where user_id = $1`, who.User)
		if len(found) > 0 {
			pace = found[0]
		}
		return err
	})
	if err != nil {
		return DigestNever, fmt.Errorf("digest of user %s: %w", who.User, err)
	}
	return pace, nil
}

// SetDigestPace changes that of who himself. Origin is the address under which
// he reaches the portal (https://host), to which the letters link.
func (s *Store) SetDigestPace(ctx context.Context, who invoer.Scope, pace DigestPace, origin string) error {
	if !pace.Valid() {
		return fmt.Errorf("%w: digest every %q, want day, week or nothing", invoer.ErrInvalid, string(pace))
	}
	err := s.In(ctx, who, func(tx Tx) error { return tx.setDigestPace(pace, origin) })
	if err != nil {
		return fmt.Errorf("digest of user %s: %w", who.User, err)
	}
	return nil
}

func (tx Tx) setDigestPace(pace DigestPace, origin string) error {
	var err error
	if pace == DigestNever {
		_, err = tx.Exec(tx.Ctx, `delete from digests where user_id = $1`, tx.Who.User)
	} else {
		_, err = tx.Exec(tx.Ctx, `insert into digests (user_id, office_id, every, origin, changed) values ($1, $2, $3, $4, $5)
			on conflict (user_id) do update set every = excluded.every, origin = excluded.origin, changed = excluded.changed`,
			tx.Who.User, tx.Who.Office, pace, origin, tx.now)
	}
	if err != nil {
		return err
	}
	return tx.Audit("user", string(tx.Who.User), "digest", nil, map[string]string{"every": string(pace)})
}

// A DigestLetter is the letter of one person and day. What it tells is asked for
// as Who, so that it is what he sees in the portal himself.
type DigestLetter struct {
	Who        invoer.Scope
	OfficeName string
	To, Name   string
	Language   string
	Origin     string // of the portal, as he reaches it
	Pace       DigestPace
	Day        time.Time // midnight, without a place
	Secret     string    // of the link that ends these letters
}

// NextDigest takes a letter for which it is time, of any office: whoever took it
// sends it or nobody does, so that none is sent twice. With none it is an
// invoer.ErrNotFound.
func (s *Store) NextDigest(ctx context.Context) (DigestLetter, error) {
	secret := newSecret("")
	letter, err := only(outside(ctx, s, func(row pgx.CollectableRow) (l DigestLetter, err error) {
		err = row.Scan(&l.Who.Office, &l.OfficeName, &l.Who.Client, &l.Who.User, &l.Who.Role, &l.To, &l.Name, &l.Language, &l.Origin, &l.Pace, &l.Day)
		return l, err
	}, `select office, office_name, coalesce(client::text, ''), person, role, recipient, name, language, origin, every, day
		from invoer_next_digest($1, $2)`, s.now(), hashSecret(secret)))
	letter.Secret = secret
	return letter, err
}

// keepsDigests is how long a letter's link ends the letters, at least.
const keepsDigests = 90 * 24 * time.Hour

// NoteDigest writes how a try to send a letter went; fault says in English and
// without names what went wrong. One that is to be tried later is, until its day
// or week is over. Letters of three months ago are forgotten.
func (s *Store) NoteDigest(ctx context.Context, letter DigestLetter, end Sending, fault string) error {
	err := s.In(ctx, letter.Who, func(tx Tx) error {
		_, err := tx.Exec(tx.Ctx, `delete from digest_letters where user_id = $1 and taken < $2`, letter.Who.User, tx.now.Add(-keepsDigests))
		if err != nil {
			return err
		}
		return change(tx, `update digest_letters set fault = $3, sent = case when $2 = 'done' then $4::timestamptz end,
			due = case when $2 = 'later' then $4::timestamptz + interval '5 minutes' * 2 ^ least(tries - 1, 6) end where hash = $1`,
			hashSecret(letter.Secret), string(end), fault, tx.now)
	})
	if err != nil {
		return fmt.Errorf("digest of user %s: %w", letter.Who.User, err)
	}
	return nil
}

// A DigestReader is whose letters a link ends.
type DigestReader struct {
	Who      invoer.Scope
	Language string
}

// DigestReader finds him by the secret of a letter. An unknown one, or one of
// three months ago, is an invoer.ErrNotFound.
func (s *Store) DigestReader(ctx context.Context, secret string) (DigestReader, error) {
	found, err := only(outside(ctx, s, func(row pgx.CollectableRow) (d DigestReader, err error) {
		return d, row.Scan(&d.Who.Office, &d.Who.Client, &d.Who.User, &d.Who.Role, &d.Language)
	}, `select office, coalesce(client::text, ''), person, role, language from invoer_digest_of($1)`, hashSecret(secret)))
	if err != nil {
		return DigestReader{}, fmt.Errorf("link of a digest: %w", err)
	}
	return found, nil
}

// A Digest is what waits for a person, as he sees it in the portal.
type Digest struct {
	Read, Held, Waiting int  // documents of the office to check, that need help, that are being read
	Mine                int  // of those to check or that need help, entrusted to him
	Questions           int  // without an answer
	More                bool // one of the numbers is higher than was counted
}

// Nothing tells whether there is nothing to tell.
func (d Digest) Nothing() bool { return d.Read+d.Held+d.Waiting+d.Mine+d.Questions == 0 }

// Digest counts what waits for who. A client's people are told of questions to
// them only: documents are their accountant's work.
func (s *Store) Digest(ctx context.Context, who invoer.Scope) (d Digest, err error) {
	asked, err := s.OpenQuestions(ctx, who)
	if err != nil {
		return Digest{}, err
	}
	d.Questions = len(asked)
	d.More = d.Questions == mostAsked
	if !who.Role.OfficeWide() {
		return d, nil
	}
	all, err := s.Counts(ctx, who, Filter{})
	if err != nil {
		return Digest{}, err
	}
	mine, err := s.Counts(ctx, who, Filter{Assignee: who.User})
	if err != nil {
		return Digest{}, err
	}
	d.Read, d.Held, d.Waiting = all.In[invoer.StatusRead], all.In[invoer.StatusHeld], all.In[invoer.StatusWaiting]
	d.Mine = mine.In[invoer.StatusRead] + mine.In[invoer.StatusHeld]
	for _, more := range all.More {
		d.More = d.More || more
	}
	return d, nil
}
