package storage

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/invoer/invoer"
)

// LeastPassword is the least number of characters of a password.
const LeastPassword = 12

const (
	mostPassword = 1024 // bytes; longer ones only cost us time
	mostHashes   = 2    // at once: each takes 19 MiB
)

// The cost of a password: OWASP's first choice for argon2id (Password Storage
// Cheat Sheet, 2024): 19 MiB, two passes, one lane.
const (
	argonMemory = 19 * 1024 // KiB
	argonPasses = 2
	argonLanes  = 1
	argonLength = 32 // bytes
)

// decoy is what an unknown e-mail's password is compared with, so that it
// takes the same time as a known one's. No password fits: its salt is public
// and its sum is zero.
const decoy = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// firstPassword hashes a password that may be left out.
func (s *Store) firstPassword(ctx context.Context, password string) (string, error) {
	if password == "" {
		return "", nil
	}
	return s.newPassword(ctx, password)
}

// newPassword checks the length of a password and gives it as an argon2id
// string in PHC form.
func (s *Store) newPassword(ctx context.Context, password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < LeastPassword {
		return "", fmt.Errorf("%w: password of %d characters, want at least %d", invoer.ErrInvalid, n, LeastPassword)
	}
	if len(password) > mostPassword {
		return "", fmt.Errorf("%w: password of %d bytes, want at most %d", invoer.ErrInvalid, len(password), mostPassword)
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt of a password: %w", err)
	}
	sum, err := s.argon(ctx, password, salt, argonCost{argonMemory, argonPasses, argonLanes})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

type argonCost struct {
	memory, passes uint32
	lanes          uint8
}

// argon hashes when one of the places is free, so that many sign-ins at once
// do not eat the machine's memory.
func (s *Store) argon(ctx context.Context, password string, salt []byte, c argonCost) ([]byte, error) {
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, argonLength), nil
}

// verify compares a password with its kept form in constant time. A wrong one,
// and one where nothing is kept, is an invoer.ErrForbidden.
func (s *Store) verify(ctx context.Context, kept, password string) error {
	if kept == "" {
		kept = decoy
	}
	if len(password) > mostPassword {
		password = ""
	}
	cost, salt, want, err := parsePHC(kept)
	if err != nil {
		return err
	}
	got, err := s.argon(ctx, password, salt, cost)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return fmt.Errorf("%w: e-mail or password is wrong", invoer.ErrForbidden)
	}
	return nil
}

// parsePHC takes a kept password apart:
// $argon2id$v=19$m=19456,t=2,p=1$salt$sum.
func parsePHC(kept string) (cost argonCost, salt, sum []byte, err error) {
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, fmt.Errorf("%w: kept password, want argon2id in PHC form", invoer.ErrInvalid)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.memory, &cost.passes, &cost.lanes); err != nil {
		return cost, nil, nil, fmt.Errorf("%w: cost of a kept password: %w", invoer.ErrInvalid, err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		sum, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil || cost.passes == 0 || cost.lanes == 0 || len(sum) != argonLength {
		return cost, nil, nil, fmt.Errorf("%w: kept password, want argon2id in PHC form", invoer.ErrInvalid)
	}
	return cost, salt, sum, nil
}
