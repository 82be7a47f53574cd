package invoer

import "errors"

// The kinds of error. Nothing else is compared; everything that fails wraps
// one of them or is unknown. What a kind means is decided in two tables only:
// api/problem.go (HTTP status) and pipeline/runner.go (retry, hold, drop).
var (
	ErrNotFound    = errors.New("not found")
	ErrInvalid     = errors.New("invalid")
	ErrConflict    = errors.New("conflict")
	ErrForbidden   = errors.New("forbidden")
	ErrUnreadable  = errors.New("unreadable")
	ErrUnavailable = errors.New("unavailable")
)

// A Mistake is what is wrong with one field of what a caller says. It is of
// the kind that Err is of.
type Mistake struct {
	Field string
	Err   error
}

func (m *Mistake) Error() string { return "field " + m.Field + ": " + m.Err.Error() }

// Unwrap gives what is wrong with it.
func (m *Mistake) Unwrap() error { return m.Err }

// A Code says why a file could not be read, in the words of the reading
// contract. Its sentence for people stands in the portal's locale files.
type Code string

// The codes of files that cannot be read.
const (
	CodeEncrypted    Code = "encrypted"      // asks for a password or a key
	CodeDamaged      Code = "damaged"        // cannot be parsed, is cut, or contradicts itself
	CodeEmpty        Code = "empty"          // no bytes, or nothing inside
	CodeTooLarge     Code = "too_large"      // in bytes, pixels, or what it unpacks to
	CodeTooManyPages Code = "too_many_pages" // more pages than we take
	CodeUnsupported  Code = "unsupported"    // a format that we do not read
	CodeNotDocument  Code = "not_a_document" // readable, but nothing for a bookkeeper
	CodeDangerous    Code = "dangerous"      // made to do harm
	CodeTimeout      Code = "timeout"        // stopped because it took too long
)

// An Unreadable is a file or page that no retry can help and a person can. It
// wraps ErrUnreadable.
type Unreadable struct {
	Code   Code
	Detail string // what is wrong and what to do, in English; never text of the document
}

// Unread makes an Unreadable.
func Unread(code Code, detail string) error { return &Unreadable{Code: code, Detail: detail} }

func (u *Unreadable) Error() string { return string(u.Code) + ": " + u.Detail }

// Unwrap makes errors.Is(err, ErrUnreadable) true.
func (u *Unreadable) Unwrap() error { return ErrUnreadable }

// CodeOf gives the code and detail of an unreadable file, and CodeDamaged with
// the error's own words where err carries no code.
func CodeOf(err error) (Code, string) {
	var u *Unreadable
	if errors.As(err, &u) {
		return u.Code, u.Detail
	}
	return CodeDamaged, err.Error()
}
