package clamd

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// eicar is the string that all scanners agree to call bad (eicar.org), in two
// pieces so that no scanner calls this file bad.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// start runs Debian's daemon with a signature of the test's own.
func start(t *testing.T) Scanner {
	t.Helper()
	dir := t.TempDir()
	if len(dir) > 80 { // a socket's path has at most 107 bytes
		short, err := os.MkdirTemp("", "clamd")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(short) })
		dir = short
	}
	socket := filepath.Join(dir, "s")
	write(t, filepath.Join(dir, "own.ndb"), "Own.Eicar:0:*:"+hex.EncodeToString([]byte(eicar))+"\n")
	write(t, filepath.Join(dir, "conf"), fmt.Sprintf("DatabaseDirectory %s\nLocalSocket %s\nForeground yes\nStreamMaxLength 1M\nTemporaryDirectory %s\nMaxThreads 2\n", dir, socket, dir))
	daemon := exec.Command("/usr/sbin/clamd", "-c", filepath.Join(dir, "conf"))
	var said bytes.Buffer
	daemon.Stdout, daemon.Stderr = &said, &said
	if err := daemon.Start(); err != nil {
		t.Fatalf("clamd, which make test installs: %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill() // the test is over
		_ = daemon.Wait()
	})
	s := Scanner{socket}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if _, err := s.Scan(t.Context(), strings.NewReader("")); err == nil {
			return s
		}
	}
	t.Fatalf("clamd does not answer: %s", said.String())
	return s
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRealDaemon(t *testing.T) {
	t.Parallel()
	s := start(t)
	cases := map[string]struct {
		text  string
		found string
		err   error
	}{
		"nothing":               {"", "", nil},
		"a document":            {"%PDF-1.4 " + strings.Repeat("x", 200_000), "", nil},
		"the test of all":       {eicar, "Own.Eicar.UNOFFICIAL", nil},
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
