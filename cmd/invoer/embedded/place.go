package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/invoer/invoer"
)

// socketsFile holds the directory of the sockets, for other processes.
const socketsFile = "sockets"

// longestSocket is what sun_path holds, without its final zero: unix(7).
const longestSocket = 107

// A place is where the servers of one data directory live, and as whom.
type place struct {
	dir      string // absolute
	sockets  string // directory of both sockets
	user     user
	lock     *os.File // held while the servers run
	volatile bool
}

// prepare makes and locks the data directory and chooses the servers' user and
// the place of their sockets.
func prepare(cfg Config) (place, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return place{}, fmt.Errorf("data directory: %w", err)
	}
	// Others may pass through but not look around: the servers' user must reach
	// the sockets.
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return place{}, fmt.Errorf("--data (INVOER_DATA): %w", err)
	}
	held, err := lock(dir)
	if err != nil {
		return place{}, err
	}
	p := place{dir: dir, lock: held, volatile: cfg.Volatile}
	if p.user, err = serversUser(dir); err == nil {
		p.sockets, err = socketsDir(dir, p.user)
	}
	if err != nil {
		held.Close()
		return place{}, err
	}
	return p, nil
}

// lock makes this process the only one that runs servers on dir, until the
// file is closed.
func lock(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--data (INVOER_DATA): %w", err)
	}
	err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == nil {
		return file, nil
	}
	file.Close()
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: another invoer runs on data directory %s: stop it, or name another directory", invoer.ErrConflict, dir)
	}
	return nil, fmt.Errorf("locking data directory %s: %w", dir, err)
}

// socketsDir makes the directory of the sockets: under the data directory, or
// where that is too deep for a socket's path or closed to the servers' user, a
// private one with a short name.
func socketsDir(dir string, u user) (string, error) {
	sockets := filepath.Join(dir, "run")
	if len(filepath.Join(sockets, postgresSocket)) > longestSocket || !u.reaches(dir) {
		sum := sha256.Sum256([]byte(dir))
		sockets = filepath.Join(shortBase(), "invoer-"+hex.EncodeToString(sum[:6]))
	}
	if err := u.makeDir(sockets); err != nil {
		return "", fmt.Errorf("directory for sockets: %w", err)
	}
	err := os.WriteFile(filepath.Join(dir, socketsFile), []byte(sockets+"\n"), 0o600)
	if err != nil {
		return "", fmt.Errorf("directory for sockets: %w", err)
	}
	return sockets, nil
}

// shortBase is where this machine keeps sockets of running programs.
func shortBase() string {
	uid := os.Geteuid()
	candidates := []string{"/run/user/" + strconv.Itoa(uid)}
	if uid == 0 {
		candidates = []string{"/run"}
	}
	for _, dir := range candidates {
		if unix.Access(dir, unix.W_OK|unix.X_OK) == nil {
			return dir
		}
	}
	return "/tmp"
}

// owner is the user number of a file, and false when there is no such file.
func owner(path string) (uid, gid uint32, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, false
	}
	stat := info.Sys().(*syscall.Stat_t)
	return stat.Uid, stat.Gid, true
}
