package clamd

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake/clamd/clamdtest"
)

func TestRealDaemon(t *testing.T) {
	t.Parallel()
	s := Scanner{clamdtest.Start(t)}
	cases := map[string]struct {
		text  string
		found string
		err   error
	}{
		"nothing":               {"", "", nil},
		"a document":            {"%PDF-1.4 " + strings.Repeat("x", 200_000), "", nil},
		"the test of all":       {clamdtest.Eicar, "Own.Eicar.UNOFFICIAL", nil},
		"more than it looks at": {strings.Repeat("x", 3<<20), "", invoer.ErrUnreadable},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			found, err := s.Scan(t.Context(), strings.NewReader(c.text))
			if found != c.found || !errors.Is(err, c.err) {
				t.Errorf("found %q, %v; want %q, %v", found, err, c.found, c.err)
			}
		})
	}
}

func TestAway(t *testing.T) {
	t.Parallel()
	if _, err := (Scanner{filepath.Join(t.TempDir(), "none")}).Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("a daemon that is not there: %v, want unavailable", err)
	}
}

var verdicts = map[string]struct {
	found string
	kind  error
}{
	"stream: OK":                          {"", nil},
	"stream: Eicar-Signature FOUND":       {"Eicar-Signature", nil},
	"INSTREAM size limit exceeded. ERROR": {"", invoer.ErrUnreadable},
	"stream: Can't allocate memory ERROR": {"", invoer.ErrUnavailable},
	"stream:  FOUND":                      {"something", nil},
	"UNKNOWN COMMAND":                     {"", invoer.ErrUnavailable},
	"":                                    {"", invoer.ErrUnavailable},
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for answer, want := range verdicts {
		found, err := verdict(answer, nil)
		if found != want.found || !errors.Is(err, want.kind) {
			t.Errorf("verdict(%q) = %q, %v; want %q, %v", answer, found, err, want.found, want.kind)
		}
	}
}

func FuzzVerdict(f *testing.F) {
	for answer := range verdicts {
		f.Add(answer)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		found, err := verdict(answer, nil)
		if found == "" && err == nil && strings.TrimPrefix(answer, "stream: ") != "OK" && !strings.HasSuffix(answer, " FOUND") {
			t.Errorf("verdict(%q) calls it clean", answer)
		}
	})
}
