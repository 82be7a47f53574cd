// Package clamdtest starts Debian's ClamAV daemon for tests, as a child on a socket
// of its own that ends with the test. It has one signature of the test's own and
// downloads nothing.
package clamdtest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Eicar is the string that all scanners agree to call bad (eicar.org), in two
// pieces so that no scanner calls this file bad.
const Eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// Start runs the daemon until the test ends and gives its socket. It knows Eicar,
// wherever it stands in a file.
func Start(t testing.TB) (socket string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "clamd") // a socket's path has at most 107 bytes, and those of tests are longer
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket = filepath.Join(dir, "s")
	for name, text := range map[string]string{
		"own.ndb": "Own.Eicar:0:*:" + hex.EncodeToString([]byte(Eicar)) + "\n",
		"conf":    fmt.Sprintf("DatabaseDirectory %s\nLocalSocket %s\nForeground yes\nStreamMaxLength 1M\nTemporaryDirectory %s\nMaxThreads 2\n", dir, socket, dir),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
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
	for range 1200 {
		if line, err := net.Dial("unix", socket); err == nil {
			line.Close()
			return socket
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("clamd does not answer: %s", said.String())
	return ""
}
