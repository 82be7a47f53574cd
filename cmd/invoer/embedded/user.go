package embedded

import (
	"fmt"
	"os"
	osuser "os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/invoer/invoer"
)

// A user is whom the servers run as. The zero value of other means ourselves.
type user struct {
	uid, gid uint32
	other    bool // not the user we are; only root can start servers as another
}

// serversUser chooses whom the servers run as. PostgreSQL refuses to run as
// root; then it is the owner of the data, or else the user that Debian's
// package made.
func serversUser(dir string) (user, error) {
	if uid := os.Geteuid(); uid != 0 {
		return user{uid: uint32(uid), gid: uint32(os.Getegid())}, nil
	}
	for _, path := range []string{filepath.Join(dir, "postgres"), dir} {
		if uid, gid, ok := owner(path); ok && uid != 0 {
			return user{uid, gid, true}, nil
		}
	}
	for _, name := range []string{"postgres", "redis", "nobody"} {
		if u, err := osuser.Lookup(name); err == nil {
			return named(u)
		}
	}
	return user{}, fmt.Errorf("%w: started by root, and there is no user postgres or nobody to run the database as: make one (adduser --system postgres) or start as another user", invoer.ErrUnavailable)
}

func named(u *osuser.User) (user, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return user{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return user{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	return user{uint32(uid), uint32(gid), true}, nil
}

// credential is nil when the servers run as ourselves.
func (u user) credential() *syscall.Credential {
	if !u.other {
		return nil
	}
	return &syscall.Credential{Uid: u.uid, Gid: u.gid}
}

// makeDir makes a directory that only u can open, or takes one that is so. One
// of another owner is refused: in /tmp anybody can make directories.
func (u user) makeDir(path string) error {
	err := os.Mkdir(path, 0o700)
	if err == nil && u.other {
		return os.Chown(path, int(u.uid), int(u.gid))
	}
	if err == nil {
		return nil
	}
	if uid, _, ok := owner(path); ok && uid != u.uid && !(uid == 0 && u.other) {
		return fmt.Errorf("%w: %s belongs to user %d, want %d: start as that user, or remove it", invoer.ErrForbidden, path, uid, u.uid)
	}
	if info, err := os.Lstat(path); err != nil || !info.IsDir() {
		return fmt.Errorf("%w: %s is no directory", invoer.ErrConflict, path)
	}
	if u.other { // made by root just before a crash
		return os.Chown(path, int(u.uid), int(u.gid))
	}
	return os.Chmod(path, 0o700)
}

// reaches tells whether u may walk to path: it needs the search permission of
// every directory on the way.
func (u user) reaches(path string) bool {
	for ; u.enters(path); path = filepath.Dir(path) {
		if path == filepath.Dir(path) {
			return true
		}
	}
	return false
}

func (u user) enters(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	stat := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case stat.Uid == u.uid:
		return mode&0o100 != 0
	case stat.Gid == u.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}
