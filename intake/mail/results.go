package mail

import (
	"errors"
	"strings"
)

// A result is what a relay found by one method (RFC 8601 §2.2).
type result struct {
	method, value string            // in lower case
	properties    map[string]string // header.from, smtp.mailfrom and so on: names in lower case, values as they stand
}

// errResults says that a field is not as RFC 8601 has it, or says something twice:
// of such a one it is not known what the relay wrote and what a stranger.
var errResults = errors.New("results that cannot be read")

// resultsIn reads an Authentication-Results field: who found (authserv-id), and
// what. Host is empty where nobody says so, as in those of Microsoft 365. It is
// given also with an error, as far as it could be read. A comment, and what stands
// in quotation marks, is never more than that: strangers choose the words in them.
func resultsIn(field string) (host string, all []result, err error) {
	s := &scanner{text: field}
	if host, err = s.host(); err != nil {
		return host, nil, err
	}
	for first := host == ""; !s.ended(); first = false {
		if !first && !s.sign(';') {
			return host, nil, errResults
		}
		if err := s.space(); err != nil {
			return host, nil, err
		}
		if s.ended() {
			break
		}
		r, err := s.result()
		if err != nil {
			return host, nil, err
		}
		if r.value != "" {
			all = append(all, r)
		}
	}
	return host, all, nil
}

// A scanner goes over a field of a head, from sign to sign.
type scanner struct {
	text string
	at   int
}

func (s *scanner) ended() bool { return s.at >= len(s.text) }

// sign passes over a sign, and tells whether it was there.
func (s *scanner) sign(c byte) bool {
	if s.ended() || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

// space passes over white space and comments, which may lie in each other
// (RFC 5322 §3.2.2).
func (s *scanner) space() error {
	for depth := 0; ; s.at++ {
		if s.ended() {
			if depth > 0 {
				return errResults
			}
			return nil
		}
		switch c := s.text[s.at]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == '\\' && depth > 0:
			s.at++
		case depth == 0 && !strings.ContainsRune(" \t\r\n", rune(c)):
			return nil
		}
	}
}

// word gives the signs up to white space, a comment, a semicolon or one of stops,
// and what stands in quotation marks whole (RFC 2045 §5.1, RFC 5322 §3.2.4).
func (s *scanner) word(stops string) (string, error) {
	var word strings.Builder
	for quoted := false; ; s.at++ {
		if s.ended() {
			if quoted {
				return "", errResults
			}
			return word.String(), nil
		}
		switch c := s.text[s.at]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\' && s.at+1 < len(s.text):
			s.at++
			word.WriteByte(s.text[s.at])
		case !quoted && strings.IndexByte(" \t\r\n();"+stops, c) >= 0:
			return word.String(), nil
		default:
			word.WriteByte(c)
		}
	}
}

// host reads who found, and the version that may stand behind it. Where a method
// stands instead, nothing is read.
func (s *scanner) host() (string, error) {
	if err := s.space(); err != nil {
		return "", err
	}
	begin := s.at
	host, err := s.word("=")
	if err != nil {
		return "", err
	}
	if err := s.space(); err != nil {
		return host, err
	}
	if !s.ended() && s.text[s.at] == '=' {
		s.at = begin
		return "", nil
	}
	if version, err := s.word("="); err != nil || version != "" && version != "1" || host == "" {
		return host, errResults
	}
	return host, s.space()
}

// pair reads a name and a value with = between them.
func (s *scanner) pair() (name, value string, err error) {
	if name, err = s.word("="); err != nil || s.space() != nil {
		return "", "", errResults
	}
	if !s.sign('=') {
		return name, "", nil
	}
	if err := s.space(); err != nil {
		return "", "", err
	}
	if value, err = s.word(""); err != nil {
		return "", "", err
	}
	return strings.ToLower(name), value, s.space()
}

// result reads what was found by one method, up to the semicolon behind it. It has
// no value where the relay looked for nothing.
func (s *scanner) result() (result, error) {
	method, value, err := s.pair()
	if err != nil || method == "" {
		return result{}, errResults
	}
	method, _, _ = strings.Cut(method, "/") // its version
	r := result{method: method, value: strings.ToLower(value), properties: map[string]string{}}
	if value == "" {
		if !strings.EqualFold(method, "none") {
			return result{}, errResults
		}
		return result{}, nil
	}
	for !s.ended() && s.text[s.at] != ';' {
		name, value, err := s.pair()
		if err != nil || name == "" {
			return result{}, errResults
		}
		if before, twice := r.properties[name]; twice && before != value {
			return result{}, errResults
		}
		r.properties[name] = value
	}
	return r, nil
}
