package invoer

import (
	"fmt"
	"regexp"
	"strings"
)

// An IBAN is an account number (ISO 13616) in capitals without spaces.
type IBAN string

// A VATNumber is a VAT or enterprise number: country code and the national
// part without separators ("BE0477574154").
type VATNumber string

// A Reference is a Belgian structured communication (12 digits) or an ISO
// 11649 creditor reference ("RF…").
type Reference string

var (
	uuidPattern  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	ibanPattern  = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
	vatPattern   = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9+*]{2,13}$`)
	rfPattern    = regexp.MustCompile(`^RF[0-9]{2}[A-Z0-9]{1,21}$`)
	belgianRef   = regexp.MustCompile(`^[0-9]{12}$`)
	ignoredSigns = strings.NewReplacer(" ", "", ".", "", "-", "", "/", "", "+", "", "*", "", " ", "", " ", "")
)

// ParseID checks that s is a UUID in canonical lower-case spelling and gives
// it as the wanted kind of identifier.
func ParseID[ID ~string](s string) (ID, error) {
	if !uuidPattern.MatchString(s) {
		return "", fmt.Errorf("%w: identifier %q, want a UUID", ErrInvalid, s)
	}
	return ID(s), nil
}

// ParseIBAN takes an account number in any spelling with spaces, dots or
// dashes and refuses one whose check digits are wrong (ISO 13616, mod 97 = 1)
// or, for Belgium, whose national check digits are (first ten digits of the
// account mod 97, 0 being 97).
func ParseIBAN(s string) (IBAN, error) {
	n := ignoredSigns.Replace(strings.ToUpper(s))
	if !ibanPattern.MatchString(n) {
		return "", fmt.Errorf("%w: account number %q, want country, two check digits and at most 30 letters or digits", ErrInvalid, s)
	}
	if got := mod97(n[4:] + n[:4]); got != 1 {
		return "", fmt.Errorf("%w: account number %q: check digits do not agree", ErrInvalid, s)
	}
	if strings.HasPrefix(n, "BE") && !belgianAccount(n) {
		return "", fmt.Errorf("%w: account number %q: Belgian check digits do not agree", ErrInvalid, s)
	}
	return IBAN(n), nil
}

func belgianAccount(n string) bool {
	if len(n) != 16 {
		return false
	}
	want := mod97(n[4:14])
	if want == 0 {
		want = 97
	}
	return fmt.Sprintf("%02d", want) == n[14:]
}

// ParseVATNumber takes a number in any spelling and gives the canonical one.
// Belgian numbers need ten digits (nine get a leading zero) and right check
// digits (97 minus the first eight digits mod 97); other countries' are only
// checked in form.
func ParseVATNumber(s string) (VATNumber, error) {
	n := ignoredSigns.Replace(strings.ToUpper(s))
	if len(n) == 11 && strings.HasPrefix(n, "BE") {
		n = "BE0" + n[2:]
	}
	if !vatPattern.MatchString(n) {
		return "", fmt.Errorf("%w: VAT number %q, want a country code and 2 to 13 letters or digits", ErrInvalid, s)
	}
	if strings.HasPrefix(n, "BE") && !enterpriseNumber(n[2:]) {
		return "", fmt.Errorf("%w: VAT number %q: want ten digits whose last two are 97 minus the first eight mod 97", ErrInvalid, s)
	}
	return VATNumber(n), nil
}

func enterpriseNumber(n string) bool {
	if len(n) != 10 || (n[0] != '0' && n[0] != '1') || strings.Trim(n, "0123456789") != "" {
		return false
	}
	return fmt.Sprintf("%02d", 97-mod97(n[:8])) == n[8:]
}

// ParseReference takes a Belgian structured communication in any spelling
// (last two digits are the first ten mod 97, 0 being 97) or an ISO 11649
// reference (mod 97 = 1).
func ParseReference(s string) (Reference, error) {
	n := ignoredSigns.Replace(strings.ToUpper(s))
	switch {
	case belgianRef.MatchString(n):
		want := mod97(n[:10])
		if want == 0 {
			want = 97
		}
		if fmt.Sprintf("%02d", want) != n[10:] {
			return "", fmt.Errorf("%w: structured communication %q ends in %s, want %02d", ErrInvalid, s, n[10:], want)
		}
		return Reference(n), nil
	case rfPattern.MatchString(n):
		if mod97(n[4:]+n[:4]) != 1 {
			return "", fmt.Errorf("%w: creditor reference %q: check digits do not agree", ErrInvalid, s)
		}
		return Reference(n), nil
	}
	return "", fmt.Errorf("%w: payment reference %q, want 12 digits or RF and up to 23 signs", ErrInvalid, s)
}

// mod97 is the remainder of a number of any length; letters count as 10 to 35
// (ISO 7064). Signs that are neither count as nothing.
func mod97(s string) int {
	rest := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	return rest
}
