package storage

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"image/png"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/invoer/invoer"
)

// A SecondStep says that a password was right and a one-time code is wanted
// too. Secret goes into a cookie and is good for ten minutes. It wraps
// invoer.ErrForbidden: nobody is in yet.
type SecondStep struct{ Secret string }

func (s *SecondStep) Error() string { return "sign-in wants a one-time code" }

// Unwrap makes it an invoer.ErrForbidden.
func (s *SecondStep) Unwrap() error { return invoer.ErrForbidden }

// halfCode is what is remembered between a password and a code.
type halfCode struct {
	Who      invoer.Scope
	Subjects []string
}

func (s *Store) askCode(ctx context.Context, who invoer.Scope, subjects []string) (*SecondStep, error) {
	secret, err := s.StartHalf(ctx, HalfCode, halfCode{who, subjects})
	return &SecondStep{secret}, err
}

// SignInByCode ends what a *SecondStep began, with a one-time code or a
// recovery code. A wrong one, and one that was used, is an
// invoer.ErrForbidden; too many are a *Throttled.
func (s *Store) SignInByCode(ctx context.Context, half, code, agent string) (secret string, session Session, err error) {
	var kept halfCode
	if err := s.half(ctx, HalfCode, half, false, &kept); err != nil {
		return "", Session{}, err
	}
	var by Means
	err = s.guessed(ctx, subject("code", string(kept.Who.User)), func() error {
		by, err = s.useCode(ctx, kept.Who, code)
		return err
	})
	if err != nil {
		return "", Session{}, fmt.Errorf("sign-in: %w", errors.Join(err, s.noteRefusal(ctx, kept.Who, ByCode)))
	}
	if err := s.half(ctx, HalfCode, half, true, &kept); err != nil {
		return "", Session{}, err
	}
	return s.admit(ctx, kept.Who, entry{means: by, subjects: kept.Subjects, agent: agent})
}

// A SecondFactor is what a person has beside his password.
type SecondFactor struct {
	Confirmed time.Time // zero: none
	Left      int       // recovery codes that were not used
}

// SecondFactor gives that of who.
func (s *Store) SecondFactor(ctx context.Context, who invoer.Scope) (have SecondFactor, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		have, err = one(tx, func(row pgx.CollectableRow) (f SecondFactor, err error) {
			var confirmed *time.Time
			err = row.Scan(&confirmed, &f.Left)
			f.Confirmed = moment(confirmed)
			return f, err
		}, `select (select confirmed from second_factors where user_id = $1), (select count(*) from recovery_codes where user_id = $1 and used is null)`, who.User)
		return err
	})
	if err != nil {
		return SecondFactor{}, fmt.Errorf("second factor of user %s: %w", who.User, err)
	}
	return have, nil
}

// An Enrolment is what an authenticator app is told: Address by the picture of
// it, Secret for those who type.
type Enrolment struct {
	Secret, Address string
	Picture         []byte // PNG of a QR code
}

// issuer is what apps call us.
const issuer = "invoer"

// StartSecondFactor makes the secret of a second factor, which counts once a
// code of it was seen. One that counts already is an invoer.ErrConflict.
func (s *Store) StartSecondFactor(ctx context.Context, who invoer.Scope) error {
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(randomBits()[:20]) // 160 bits: RFC 4226 §4
	err := s.In(ctx, who, func(tx Tx) error {
		return change(tx, `insert into second_factors as f (user_id, office_id, secret, created) values ($1, $2, $3, $4)
			on conflict (user_id) do update set secret = excluded.secret, created = excluded.created, last_step = 0 where f.confirmed is null`,
			who.User, who.Office, secret, tx.now)
	})
	if errors.Is(err, invoer.ErrNotFound) {
		err = fmt.Errorf("%w: there is one already", invoer.ErrConflict)
	}
	if err != nil {
		return fmt.Errorf("second factor of user %s: %w", who.User, err)
	}
	return nil
}

// Enrolment gives what StartSecondFactor made; an invoer.ErrNotFound when there
// is nothing to confirm.
func (s *Store) Enrolment(ctx context.Context, who invoer.Scope) (e Enrolment, err error) {
	var secret, email string
	err = s.In(ctx, who, func(tx Tx) error {
		return tx.QueryRow(tx.Ctx, `select f.secret, u.email from second_factors f join users u on u.id = f.user_id where f.user_id = $1 and f.confirmed is null`,
			who.User).Scan(&secret, &email)
	})
	if err != nil {
		return Enrolment{}, fmt.Errorf("second factor of user %s: %w", who.User, err)
	}
	return enrolment(secret, email)
}

// enrolment spells a secret as apps want it (Key URI Format).
func enrolment(secret, email string) (Enrolment, error) {
	query := url.Values{"secret": {secret}, "issuer": {issuer}}
	address := &url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email, RawQuery: query.Encode()}
	key, err := otp.NewKeyFromURL(address.String())
	if err != nil {
		return Enrolment{}, fmt.Errorf("address of a second factor: %w", err)
	}
	picture, err := key.Image(240, 240)
	if err != nil {
		return Enrolment{}, fmt.Errorf("picture of a second factor: %w", err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return Enrolment{}, fmt.Errorf("picture of a second factor: %w", err)
	}
	return Enrolment{Secret: secret, Address: address.String(), Picture: out.Bytes()}, nil
}

// ConfirmSecondFactor sees the first code of a new second factor, which counts
// from then on, and gives its recovery codes, which are shown once. A wrong
// code is an invoer.ErrForbidden.
func (s *Store) ConfirmSecondFactor(ctx context.Context, who invoer.Scope, code string) (recovery []string, err error) {
	err = s.guessed(ctx, subject("code", string(who.User)), func() error {
		return s.In(ctx, who, func(tx Tx) (err error) {
			recovery, err = tx.confirmSecondFactor(code)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("second factor of user %s: %w", who.User, err)
	}
	return recovery, nil
}

func (tx Tx) confirmSecondFactor(code string) ([]string, error) {
	if err := tx.useOneTimeCode(code, "confirmed is null"); err != nil {
		return nil, err
	}
	if err := change(tx, `update second_factors set confirmed = $2 where user_id = $1`, tx.Who.User, tx.now); err != nil {
		return nil, err
	}
	if err := tx.Audit("user", string(tx.Who.User), "second-factor", nil, nil); err != nil {
		return nil, err
	}
	return tx.newRecoveryCodes()
}

// DropSecondFactor takes the second factor of who away, who shows with a code
// that he still has it.
func (s *Store) DropSecondFactor(ctx context.Context, who invoer.Scope, code string) error {
	return s.withCode(ctx, who, code, func(tx Tx) error {
		if err := tx.dropSecondFactor(who.User); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "second-factor-removed", nil, nil)
	})
}

// RenewRecoveryCodes replaces the recovery codes of who, who shows a code.
func (s *Store) RenewRecoveryCodes(ctx context.Context, who invoer.Scope, code string) (recovery []string, err error) {
	err = s.withCode(ctx, who, code, func(tx Tx) error {
		if recovery, err = tx.newRecoveryCodes(); err != nil {
			return err
		}
		return tx.Audit("user", string(who.User), "recovery-codes", nil, nil)
	})
	return recovery, err
}

func (s *Store) withCode(ctx context.Context, who invoer.Scope, code string, do func(Tx) error) error {
	err := s.guessed(ctx, subject("code", string(who.User)), func() error {
		_, err := s.useCode(ctx, who, code)
		return err
	})
	if err != nil {
		return fmt.Errorf("second factor of user %s: %w", who.User, err)
	}
	if err := s.In(ctx, who, do); err != nil {
		return fmt.Errorf("second factor of user %s: %w", who.User, err)
	}
	return nil
}

// ResetSecondFactor takes away what a person has beside his password, passkeys
// too, and ends his sessions: for who lost all of it. Only an admin may, and
// not for himself.
func (s *Store) ResetSecondFactor(ctx context.Context, who invoer.Scope, id invoer.UserID) error {
	if err := manages(who); err != nil {
		return err
	}
	if id == who.User {
		return fmt.Errorf("%w: user %s is the one who asks", invoer.ErrConflict, id)
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if _, err := one(tx, pgx.RowTo[string], `select id from users where id = $1`, id); err != nil {
			return err
		}
		if err := tx.dropSecondFactor(id); err != nil {
			return err
		}
		for _, table := range []string{"passkeys", "sessions"} {
			if _, err := tx.Exec(tx.Ctx, `delete from `+table+` where user_id = $1`, id); err != nil {
				return err
			}
		}
		return tx.Audit("user", string(id), "second-factor-reset", nil, nil)
	})
	if err != nil {
		return fmt.Errorf("second factor of user %s: %w", id, err)
	}
	return nil
}

func (tx Tx) dropSecondFactor(id invoer.UserID) error {
	if _, err := tx.Exec(tx.Ctx, `delete from second_factors where user_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(tx.Ctx, `delete from recovery_codes where user_id = $1`, id)
	return err
}

// useCode uses a one-time code or a recovery code of who up.
func (s *Store) useCode(ctx context.Context, who invoer.Scope, code string) (by Means, err error) {
	code = plainCode(code)
	by = ByCode
	err = s.In(ctx, who, func(tx Tx) error {
		if len(code) != otp.DigitsSix.Length() {
			by = ByRecovery
			return tx.useRecoveryCode(code)
		}
		return tx.useOneTimeCode(code, "confirmed is not null")
	})
	return by, err
}

// plainCode is a code as it was made: people type spaces and dashes.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToUpper(code))
}

// period is how long a one-time code is shown (RFC 6238 §5.2); the one before
// and the one after are taken as well, for clocks that differ.
const period = 30

// useOneTimeCode uses a code up, and with it those before: nobody who watched
// uses it again (RFC 6238 §5.2).
func (tx Tx) useOneTimeCode(code, state string) error {
	secret, err := one(tx, pgx.RowTo[string], `select secret from second_factors where user_id = $1 and `+state, tx.Who.User)
	if err != nil {
		return err
	}
	step, err := stepOf(secret, plainCode(code), tx.now)
	if err != nil {
		return err
	}
	err = change(tx, `update second_factors set last_step = $2 where user_id = $1 and last_step < $2`, tx.Who.User, step)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%w: this code was used already", invoer.ErrForbidden)
	}
	return err
}

// stepOf finds the step of time whose code it is.
func stepOf(secret, code string, at time.Time) (int64, error) {
	found := int64(0)
	for _, off := range []int64{-1, 0, 1} {
		step := at.Unix()/period + off
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*period, 0), totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, fmt.Errorf("one-time code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	if found == 0 {
		return 0, fmt.Errorf("%w: the code is wrong", invoer.ErrForbidden)
	}
	return found, nil
}

func (tx Tx) useRecoveryCode(code string) error {
	err := change(tx, `update recovery_codes set used = $3 where user_id = $1 and hash = $2 and used is null`, tx.Who.User, hashSecret(code), tx.now)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%w: the code is wrong or was used", invoer.ErrForbidden)
	}
	return err
}

// A recovery code has 80 bits, which need no slow hash.
const (
	recoveryCodes  = 10
	recoveryLength = 16
)

// newRecoveryCodes replaces those of who.
func (tx Tx) newRecoveryCodes() ([]string, error) {
	if _, err := tx.Exec(tx.Ctx, `delete from recovery_codes where user_id = $1`, tx.Who.User); err != nil {
		return nil, err
	}
	var codes []string
	var hashes [][]byte
	for range recoveryCodes {
		code := rand.Text()[:recoveryLength] // base32: five bits a letter
		hashes = append(hashes, hashSecret(code))
		codes = append(codes, strings.ToLower(code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:]))
	}
	_, err := tx.Exec(tx.Ctx, `insert into recovery_codes (hash, office_id, user_id, created) select h, $1, $2, $3 from unnest($4::bytea[]) h`,
		tx.Who.Office, tx.Who.User, tx.now, hashes)
	return codes, err
}

// Reprove asks who for his password once more, before he changes how he signs
// in: a session that somebody left open is not enough. Who has none, because
// his office's provider signs him in, is believed. A wrong one is an
// invoer.ErrForbidden, too many a *Throttled.
func (s *Store) Reprove(ctx context.Context, who invoer.Scope, password string) error {
	kept, err := s.passwordOf(ctx, who)
	if err != nil {
		return fmt.Errorf("password of user %s: %w", who.User, err)
	}
	if kept == "" {
		return nil
	}
	err = s.guessed(ctx, subject("password", string(who.User)), func() error { return s.verify(ctx, kept, password) })
	if err != nil {
		return fmt.Errorf("password of user %s: %w", who.User, err)
	}
	return nil
}
